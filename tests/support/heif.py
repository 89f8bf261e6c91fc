# SPDX-License-Identifier: GPL-3.0-or-later
"""HEIC files in tiles, as telephones make them and no program of Debian does (ISO/IEC 23008-12, sections 6.6.2.3 and 9.3)."""
import struct

PRIMARY = 1
FIRST_TILE = 2


def box(name, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def full_box(name, *parts, version=0, flags=0):
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


def boxes(data):
    """The names and bodies of the boxes in data."""
    at = 0
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at:at + 8])
        yield name, data[at + 8:at + size]
        at += size


def picture_of(heic):
    """The coded bytes of a HEIC with one picture, and the bodies of its configuration."""
    top = dict(boxes(heic))
    properties = dict(boxes(dict(boxes(top[b"meta"][4:]))[b"iprp"]))
    return top[b"mdat"], dict(boxes(properties[b"ipco"]))[b"hvcC"]


def grid(tiles, columns, size, tile_side):
    """A HEIC of size (width, height) from tiles, which are HEICs of tile_side by tile_side in one piece, row by row."""
    coded = [picture_of(tile) for tile in tiles]
    config = coded[0][1]
    assert all(other == config for _, other in coded), "tiles have to be coded alike"
    count, rows = len(tiles), len(tiles) // columns
    ids = range(FIRST_TILE, FIRST_TILE + count)
    layout = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size)
    entries = [full_box(b"infe", struct.pack(">HH4s", number, 0, kind), b"\0", version=2)
               for number, kind in [(PRIMARY, b"grid"), *((number, b"hvc1") for number in ids)]]
    properties = box(b"ipco", box(b"hvcC", config), full_box(b"ispe", struct.pack(">II", tile_side, tile_side)),
                     full_box(b"ispe", struct.pack(">II", *size)))
    uses = struct.pack(">I", 1 + count) + struct.pack(">HBB", PRIMARY, 1, 3)
    uses += b"".join(struct.pack(">HBBB", number, 2, 0x80 | 1, 2) for number in ids)

    def meta(places):
        """iloc with four bytes for offsets and lengths; construction 1 is the box idat."""
        located = struct.pack(">BBH", 0x44, 0, 1 + count) + struct.pack(">HHHHII", PRIMARY, 1, 0, 1, 0, len(layout))
        located += b"".join(struct.pack(">HHHHII", number, 0, 0, 1, *place) for number, place in zip(ids, places))
        return full_box(
            b"meta", full_box(b"hdlr", struct.pack(">I4s", 0, b"pict"), bytes(13)), full_box(b"pitm", struct.pack(">H", PRIMARY)),
            full_box(b"iinf", struct.pack(">H", len(entries)), *entries), full_box(b"iloc", located, version=1),
            full_box(b"iref", box(b"dimg", struct.pack(">HH", PRIMARY, count), *(struct.pack(">H", number) for number in ids))),
            box(b"iprp", properties, full_box(b"ipma", uses)), box(b"idat", layout))

    head = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    at = len(head) + len(meta([(0, 0)] * count)) + 8
    places = []
    for data, _ in coded:
        places.append((at, len(data)))
        at += len(data)
    return head + meta(places) + box(b"mdat", *(data for data, _ in coded))
