# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that tests make themselves."""
import struct

from files import TESTS
from web_client import Part

PAGES_MAX = 50  # of a document that the server takes


def read_png(path):
    """The header, the palette and the compressed rows of a PNG with a palette."""
    content, at, parts = path.read_bytes(), 8, {}
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at:at + 8])
        parts[kind] = parts.get(kind, b"") + content[at + 8:at + 8 + size]
        at += 12 + size
    return struct.unpack(">IIB", parts[b"IHDR"][:9]), parts[b"PLTE"], parts[b"IDAT"]


def many_pages(count):
    """A PDF that shows tests/files/page.png on each of its pages: some tenths of a second of work each."""
    (width, height, bits), palette, rows = read_png(TESTS / "files/page.png")
    show = b"%d 0 0 %d 0 0 cm /Page Do" % (width // 2, height // 2)
    image = (b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %d" % (width, height, bits)
             + b" /ColorSpace [/Indexed /DeviceRGB %d <%s>]" % (len(palette) // 3 - 1, palette.hex().encode())
             + b" /Filter /FlateDecode /DecodeParms << /Predictor 15 /BitsPerComponent %d /Columns %d >>" % (bits, width))
    page = (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R" % (width // 2, height // 2)
            + b" /Resources << /XObject << /Page 3 0 R >> >> >>")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b" ".join(b"%d 0 R" % (5 + n) for n in range(count))),
        b"<< %s /Length %d >>\nstream\n%s\nendstream" % (image, len(rows), rows),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(show), show),
        *[page] * count,
    ]
    document, places = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, 1):
        places.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(document))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return document + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, end)


def many_pages_form(count, title="Many pages"):
    return [Part("title", title.encode()), Part("image", many_pages(count), "pages.pdf", "application/pdf")]
