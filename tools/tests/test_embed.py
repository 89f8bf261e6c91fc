# SPDX-License-Identifier: GPL-3.0-or-later
"""What tools/embed writes is compiled, linked and read back."""
import hashlib
import subprocess
import unittest

from tree import TOOLS, TreeCase

PROGRAM = r"""
#include "base/embed.h"
#include <stdio.h>
extern const struct embed_file site[];
extern const size_t site_count;
int main(void)
{
    for (size_t i = 0; i < site_count; i++) {
        printf("%s %zu %s %02x %d\n", site[i].name, site[i].n, site[i].hash, site[i].bytes[0], site[i].bytes[site[i].n]);
    }
}
"""


class Embed(TreeCase):
    def embed(self, *paths):
        return self.run_tool("embed", "--name", "site", "--out", self.root / "site",
                             "--depfile", self.root / "site.d", *paths)

    def test_bytes_names_sizes_and_hashes_come_through(self):
        files = {"index.html": b"<html>", "assets/a b\u00fc.bin": bytes(range(255, -1, -1)), "empty": b""}
        for name, content in files.items():
            path = self.root / "web" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.write({"web/.hidden": "x", "web/.git/x": "x", "main.c": PROGRAM})
        done = self.embed(self.root / "web")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

        parts = [self.root / name for name in ("main.c", "site.c", "site.S")]
        subprocess.run(["gcc", "-Wall", "-Werror", "-I", TOOLS.parent / "src", "-o", self.root / "site", *parts], check=True)
        printed = subprocess.run([self.root / "site"], check=True, capture_output=True, text=True).stdout
        expected = [f"{name} {len(content)} {hashlib.sha256(content).hexdigest()} {content[:1].hex() or '00'} 0"
                    for name, content in sorted(files.items())]
        self.assertEqual(printed.splitlines(), expected)

    def test_depends_on_files_and_folders(self):
        self.write({"web/assets/app.js": "1"})
        self.embed(self.root / "web")
        depends = (self.root / "site.d").read_text()
        for name in ("site.S", "site.c", "web", "web/assets", "web/assets/app.js"):
            self.assertIn(str(self.root / name), depends.replace(":", "").split())

    def test_takes_only_certain_endings(self):
        self.write({"models/a/net.onnx": "1", "models/a/README.md": "2", "models/a/labels.csv": "3"})
        self.embed("--ending", ".onnx", "--ending", ".csv", self.root / "models")
        table = (self.root / "site.c").read_text()
        self.assertIn('"a/net.onnx"', table)
        self.assertIn('"a/labels.csv"', table)
        self.assertNotIn("README", table)

    def test_refuses_nothing_and_two_of_one_name(self):
        self.write({"a/x": "1", "b/x": "2", "c/.x": "3"})
        self.assertIn("neither a file nor a folder", self.embed(self.root / "none").stderr)
        self.assertIn("two files are named x", self.embed(self.root / "a", self.root / "b").stderr)
        self.assertIn("nothing to embed", self.embed(self.root / "c").stderr)


if __name__ == "__main__":
    unittest.main()
