# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures and a small network for tests, written byte by byte."""
import json
import struct
import zlib
from typing import NamedTuple


def colour_bmp(red, green, blue, side=64):
    """A picture of one colour."""
    pixels = bytes((blue, green, red)) * side * side
    head = b"BM" + struct.pack("<IIIIiiHHIIiiII", 54 + len(pixels), 0, 54, 40, side, side, 1, 24, 0, len(pixels), 0, 0, 0, 0)
    return head + pixels


def _varint(number):
    out = b""
    while number > 0x7F:
        out += bytes((number & 0x7F | 0x80,))
        number >>= 7
    return out + bytes((number,))


def _field(number, value):
    """A field of a protobuf message: text, bytes (a message), or a whole number."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    value = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _node(kind, source, target, attribute=b""):
    return _field(1, _field(1, source) + _field(2, target) + _field(3, target) + _field(4, kind) + attribute)


def _tensor(number, name, *shape):
    dims = b"".join(_field(1, _field(1, size)) for size in shape)
    return _field(number, _field(1, name) + _field(2, _field(1, _field(1, 1) + _field(2, dims))))


def colours_onnx(side=32):
    """A classifier with three classes: what a picture has of red, green and blue."""
    axis = _field(5, _field(1, "axis") + _field(3, 1) + _field(20, 2))
    graph = (_node("GlobalAveragePool", "pixels", "pool") + _node("Flatten", "pool", "logits", axis) + _field(2, "colours")
             + _tensor(11, "pixels", 1, 3, side, side) + _tensor(12, "logits", 1, 3))
    return _field(1, 7) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 13))


def write_colours(folder):
    """The same as a model of one's own, in a folder that is made."""
    folder.mkdir(parents=True)
    (folder / "colours.onnx").write_bytes(colours_onnx())
    (folder / "labels.txt").write_text("red\ngreen\nblue\n")
    (folder / "manifest.json").write_text(json.dumps({
        "kind": "classifier", "title": "Colours", "network": "colours.onnx", "labels": "labels.txt",
        "input": {"width": 32, "height": 32, "mean": [0, 0, 0], "scale": [0.04, 0.04, 0.04]}}))


# ---- road signs ----

BLACK, RED, GREEN, BLUE, WHITE = (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
WINDOW, STEP, AROUND = 32, 8, 8


class Square(NamedTuple):
    """What the detector below takes for a sign where it is red, for a traffic light where it is green; by what is in its
    middle it is called stop (nothing), keep_right (blue) or no sign at all (green, or red in a green one)."""
    x: int
    y: int
    side: int
    colour: tuple = RED
    middle: tuple = None

    def draw(self, pixels):
        self.fill(pixels, 0, self.colour)
        self.fill(pixels, self.side // 4, self.middle or self.colour)

    def fill(self, pixels, margin, colour):
        for y in range(self.y + margin, self.y + self.side - margin):
            for x in range(self.x + margin, self.x + self.side - margin):
                if 0 <= y < len(pixels) and 0 <= x < len(pixels[y]):
                    pixels[y][x] = colour


def draw(width, height, *squares):
    """A black picture with squares on it, as rows of colours."""
    pixels = [[BLACK] * width for _ in range(height)]
    for square in squares:
        square.draw(pixels)
    return pixels


def bmp(pixels):
    height, width = len(pixels), len(pixels[0])
    rows = b"".join(bytes(value for red, green, blue in row for value in (blue, green, red)).ljust((3 * width + 3) // 4 * 4, b"\0")
                    for row in reversed(pixels))
    return b"BM" + struct.pack("<IIIIiiHHIIiiII", 54 + len(rows), 0, 54, 40, width, height, 1, 24, 0, len(rows), 0, 0, 0, 0) + rows


def png(width, height, rows, colour=True, orientation=1):
    """A picture of such rows of bytes, which EXIF's orientation says how to turn."""
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    exif = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x112, 3, 1, orientation, 0, 0)
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(b"\0" + row) for row in rows) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2 if colour else 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"eXIf", exif) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _gif_codes(indices):
    """Numbers of four bits as LZW that never needs its table: it is cleared before codes grow to five bits."""
    bits, count, out = 0, 0, bytearray()
    codes = [code for at, index in enumerate(indices) for code in ([8, index] if at % 6 == 0 else [index])] + [9]
    for code in codes:
        bits |= code << count
        count += 4
        while count >= 8:
            out.append(bits & 255)
            bits, count = bits >> 8, count - 8
    return bytes(out) + (bytes((bits,)) if count else b"")


def gif(*frames):
    """An animation of such pictures."""
    colours = [BLACK, RED, GREEN, BLUE, WHITE, BLACK, BLACK, BLACK]
    height, width = len(frames[0]), len(frames[0][0])
    out = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x82, 0, 0) + bytes(sum(colours, ()))
    for pixels in frames:
        data = _gif_codes([colours.index(colour) for row in pixels for colour in row])
        blocks = b"".join(bytes((len(data[at:at + 255]),)) + data[at:at + 255] for at in range(0, len(data), 255))
        out += b"," + struct.pack("<HHHHBB", 0, 0, width, height, 0, 3) + blocks + b"\0"
    return out + b";"


def _floats(name, shape, numbers):
    """A constant."""
    dims = b"".join(_field(1, size) for size in shape)
    return _field(5, dims + _field(2, 1) + _field(8, name) + _field(9, struct.pack(f"<{len(numbers)}f", *numbers)))


def _integers(name, numbers):
    return _field(5, _field(1, len(numbers)) + _field(2, 7) + _field(8, name) + _field(9, struct.pack(f"<{len(numbers)}q", *numbers)))


def _ints(name, *numbers):
    """An attribute."""
    return _field(5, _field(1, name) + b"".join(_field(8, number) for number in numbers) + _field(20, 7))


def _op(kind, sources, target, *attributes):
    inputs = b"".join(_field(1, source) for source in sources)
    return _field(1, inputs + _field(2, target) + _field(3, target) + _field(4, kind) + b"".join(attributes))


def _network(nodes, constants, inputs, outputs):
    graph = b"".join(nodes) + _field(2, "squares") + b"".join(constants)
    graph += b"".join(_tensor(11, *port) for port in inputs) + b"".join(_tensor(12, *port) for port in outputs)
    return _field(1, 7) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 13))


def squares_onnx(width, height, yolo=False):
    """A detector of red and of green squares of 32 pixels: the share of their colour in a window, less twice that around it.
    A window begins at every eighth pixel."""
    across, down = (width - WINDOW) // STEP + 1, (height - WINDOW) // STEP + 1
    count, side = across * down, WINDOW + 2 * AROUND
    ring = side * side - WINDOW * WINDOW
    outside = 2 * side * side / ring
    inside = 1 + 2 * WINDOW * WINDOW / ring
    constants = [
        _floats("colours", (2, 3, 1, 1), [1, -1, -1, -1, 1, -1]), _floats("inside", (1,), [inside]),
        _floats("outside", (1,), [outside]), _floats("zero", (1,), [0]), _floats("one", (1,), [1]),
        _integers("rows", [1, 2, count]),
    ]
    pool = [_ints("kernel_shape", WINDOW, WINDOW), _ints("strides", STEP, STEP)]
    around = [_ints("kernel_shape", side, side), _ints("strides", STEP, STEP), _ints("pads", *[AROUND] * 4),
              _field(5, _field(1, "count_include_pad") + _field(3, 1) + _field(20, 2))]
    nodes = [
        _op("Conv", ["pixels", "colours"], "conv"), _op("Relu", ["conv"], "pure"),
        _op("AveragePool", ["pure"], "in", *pool), _op("AveragePool", ["pure"], "all", *around),
        _op("Mul", ["in", "inside"], "in_weighed"), _op("Mul", ["all", "outside"], "all_weighed"),
        _op("Sub", ["in_weighed", "all_weighed"], "difference"), _op("Clip", ["difference", "zero", "one"], "clipped"),
        _op("Reshape", ["clipped", "rows"], "by_class"),
    ]
    corners = [(STEP * (i % across), STEP * (i // across)) for i in range(count)]
    if yolo:
        middles = [[x + WINDOW / 2 for x, _ in corners], [y + WINDOW / 2 for _, y in corners], [WINDOW] * count, [WINDOW] * count]
        constants.append(_floats("places", (1, 4, count), sum(middles, [])))
        nodes.append(_op("Concat", ["places", "by_class"], "output0", _field(5, _field(1, "axis") + _field(3, 1) + _field(20, 2))))
        return _network(nodes, constants, [("pixels", 1, 3, height, width)], [("output0", 1, 6, count)])
    places = [number for x, y in corners for number in (x, y, x + WINDOW, y + WINDOW)]
    constants.append(_floats("places", (1, count, 4), places))
    nodes += [
        _op("Transpose", ["by_class"], "scores", _ints("perm", 0, 2, 1)),
        _op("ReduceMax", ["scores"], "most", _ints("axes", 2)), _op("Mul", ["most", "zero"], "nothing"),
        _op("Add", ["places", "nothing"], "boxes"),
    ]
    return _network(nodes, constants, [("pixels", 1, 3, height, width)], [("boxes", 1, count, 4), ("scores", 1, count, 2)])


def middles_onnx(side):
    """A classifier of what such a detector finds, by the mean colour."""
    constants = [_floats("weights", (5, 3, 1, 1), [60, -200, -200, 0, 0, 100, -300, 300, 0, 0, 100, 0, 0, 0, 0]),
                 _floats("bias", (5,), [-6, -7, -20, -2, -20])]
    nodes = [_op("GlobalAveragePool", ["pixels"], "mean"), _op("Conv", ["mean", "weights", "bias"], "conv"),
             _op("Flatten", ["conv"], "logits")]
    return _network(nodes, constants, [("pixels", 1, 3, side, side)], [("logits", 1, 5)])


SIGN_LABELS = """label,en,group,category,shape,meaning,de,meaning_de
stop,Stop,priority,regulatory,octagon,Halt before the line.,Halt,Anhalten.
keep_right,Keep right,mandatory,mandatory,circle,Pass on the right.,Rechts vorbei,
traffic_light,Traffic light,none,,,,Ampel,
not_a_sign,Not a sign,none,,,,Kein Schild,
mandatory_sign,Mandatory sign,none,,,,Gebotsschild,
"""
SIGN_INPUT = {"mean": [0, 0, 0], "scale": [1 / 255] * 3}


def write_squares(folder):
    """A model for road signs: squares are found by the one network and named by the other."""
    (folder / "drawings").mkdir(parents=True)
    (folder / "detector.onnx").write_bytes(squares_onnx(192, 128))
    (folder / "classifier.onnx").write_bytes(middles_onnx(16))
    (folder / "labels.csv").write_text(SIGN_LABELS)
    (folder / "drawings/stop.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "manifest.json").write_text(json.dumps({
        "kind": "detector", "title": "Squares", "network": "detector.onnx", "labels": "labels.csv",
        "input": {"width": 192, "height": 128, **SIGN_INPUT}, "outputs": {"boxes": "boxes", "scores": "scores"},
        "format": "corners", "classes": ["sign", "traffic_light"], "overlap": 40, "smallest": 48,
        "thresholds": {"detect": 0.6, "overlap": 0.5, "doubtful": 0.5, "group": 0.8},
        "classifier": {"network": "classifier.onnx", "size": 16, "margin": 0.15, **SIGN_INPUT, "outputs": {"logits": "logits"},
                       "temperature": 1.0}}))


def write_yolo(folder):
    """The same detector alone, in the form that Ultralytics exports."""
    folder.mkdir(parents=True)
    (folder / "best.onnx").write_bytes(squares_onnx(192, 128, yolo=True))
    (folder / "labels.txt").write_text("red square\ngreen square\n")
    (folder / "manifest.json").write_text(json.dumps({
        "kind": "detector", "network": "best.onnx", "labels": "labels.txt", "format": "yolo",
        "input": {"width": 192, "height": 128, **SIGN_INPUT}, "thresholds": {"detect": 0.6}}))
