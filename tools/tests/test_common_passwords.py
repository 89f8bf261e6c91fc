# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter of common passwords finds what went in, hardly anything else, and is made the same each time."""
import hashlib
import pathlib
import struct
import subprocess
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[1] / "common-passwords"


def run(lines, *options):
    with tempfile.TemporaryDirectory() as folder:
        source, out = pathlib.Path(folder, "list"), pathlib.Path(folder, "out")
        source.write_bytes(b"\n".join(lines) + b"\n")
        done = subprocess.run([TOOL, *options, source, out], capture_output=True, text=True)
        return done, out.read_bytes() if out.exists() else None


def holds(made, text):
    """Whether a filter finds a text, by the tool's --help."""
    seed, segment, starts = struct.unpack_from("<III", made)
    word, mark = struct.unpack_from("<QH", hashlib.blake2b(bytes([seed]) + text, digest_size=32).digest())
    first = ((word >> 32) * starts) >> 32
    places = (first, (first + segment) ^ (word >> 18 & segment - 1), (first + 2 * segment) ^ (word & segment - 1))
    for place in places:
        mark ^= struct.unpack_from("<H", made, 12 + 2 * place)[0]
    return mark == 0


class CommonPasswords(unittest.TestCase):
    def test_finds_what_went_in(self):
        words = [f"Password{number}".encode() for number in range(5000)]
        done, made = run([b"short", b"\xff\xfe not utf-8", *words, *words], "--count", "5000")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run([b"short", *words], "--count", "5000")[1], made)
        self.assertTrue(all(holds(made, word.lower()) for word in words))
        self.assertLess(sum(holds(made, f"other{number}".encode()) for number in range(20000)), 8)

    def test_says_where_the_list_is_too_short(self):
        done, made = run([b"long enough", b"short"], "--count", "2")
        self.assertEqual((done.returncode, made), (1, None))
        self.assertIn("has only 1 passwords of 8 characters", done.stderr)


if __name__ == "__main__":
    unittest.main()
