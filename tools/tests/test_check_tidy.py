# SPDX-License-Identifier: GPL-3.0-or-later
"""Which sources clang-tidy has to look at: those whose verdict may be another than the one that is known."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from tree import TOOLS

DEPS = """a.o: #deps 2, deps mtime 1 (VALID)
    ../src/a.c
    ../src/a.h
    /usr/include/stdio.h

b.o: #deps 1, deps mtime 1 (VALID)
    ../src/b.c
"""


class Tidy(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.root = self.folder / "tree"
        for path, text in (("src/a.c", "a"), ("src/a.h", "h"), ("src/b.c", "b"), (".clang-tidy", "Checks: x"), ("tests/none", "")):
            self.write(path, text)
        self.write("b/deps", DEPS)
        self.write("b/compile_commands.json", json.dumps([
            {"file": f"../src/{name}.c", "output": f"{name}.o", "command": f"clang {self.root}/src/{name}.c"} for name in "ab"]))
        self.tool("clang-tidy", f'case "$*" in *--version*) echo "LLVM version 14"; echo "Host CPU: $CPU"; exit;; esac\n'
                                f'for last; do :; done; basename "$last" >>{self.folder}/seen; ! grep -H BAD "$last"')
        self.tool("ninja", f"cat {self.root}/b/deps")

    def write(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def tool(self, name, script):
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\n" + script + "\n")
        path.chmod(0o755)

    def forget(self):
        shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def look(self, *options, status=0, cpu="one"):
        """The sources that clang-tidy was shown."""
        seen = self.folder / "seen"
        seen.unlink(missing_ok=True)
        environment = {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "XDG_CACHE_HOME": str(self.folder / "cache"), "CPU": cpu}
        done = subprocess.run([TOOLS / "check-tidy", "--root", self.root, "--build", self.root / "b", *options], env=environment,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return sorted(seen.read_text().split()) if seen.exists() else []

    def test_a_clean_source_is_looked_at_once(self):
        self.assertEqual(self.look(), ["a.c", "b.c"])
        self.assertEqual(self.look(), [])
        self.assertEqual(self.look("--all"), ["a.c", "b.c"])

    def test_a_change_of_it_of_a_header_of_its_flags_or_of_the_checks(self):
        self.look()
        self.write("src/b.c", "other")
        self.assertEqual(self.look(), ["b.c"])
        self.write("src/a.h", "other")
        self.assertEqual(self.look(), ["a.c"])
        commands = json.loads((self.root / "b/compile_commands.json").read_text())
        commands[1]["command"] += " -O2"
        self.write("b/compile_commands.json", json.dumps(commands))
        self.assertEqual(self.look(), ["b.c"])
        self.write(".clang-tidy", "Checks: y")
        self.assertEqual(self.look(), ["a.c", "b.c"])

    def test_a_finding_is_told_until_it_is_mended(self):
        self.write("src/b.c", "BAD")
        self.assertEqual(self.look("--record", status=1), ["a.c", "b.c"])
        self.assertEqual(self.look(status=1), ["b.c"])
        self.forget()
        self.assertEqual(self.look(status=1), ["b.c"])

    def test_the_record_serves_another_machine_and_place(self):
        self.look("--record")
        self.forget()
        self.assertEqual(self.look(cpu="another"), [])
        commands = (self.root / "b/compile_commands.json").read_text()
        moved = self.folder / "elsewhere"
        self.root = self.root.rename(moved)
        self.write("b/compile_commands.json", commands.replace(f"{self.folder}/tree", str(moved)))
        self.tool("ninja", f"cat {moved}/b/deps")
        self.forget()
        self.assertEqual(self.look(), [])
        self.write("src/a.h", "other")
        self.assertEqual(self.look(), ["a.c"])

    def test_what_was_not_built_is_always_looked_at(self):
        self.write("b/deps", DEPS.partition("\nb.o")[0])
        self.look("--record")
        self.assertEqual(self.look(), ["b.c"])


if __name__ == "__main__":
    unittest.main()
