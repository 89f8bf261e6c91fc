# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures and a small network for tests, written byte by byte."""
import json
import struct


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
