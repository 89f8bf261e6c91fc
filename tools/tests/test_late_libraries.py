# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that is not linked with a library calls it through what tools/late-libraries writes."""
import platform
import subprocess
import unittest

from tree import TOOLS, TreeCase

SOURCE = TOOLS.parent / "src"
LIBRARY = "int twice(int n) { return 2 * n; }\nint level = 3;\n"
CALLER = "int twice(int n);\nint caller(int n);\nint caller(int n) { return twice(n) + 1; }\n"
PROGRAM = r"""
#include <stdio.h>
#include "worker/late.h"
int caller(int n);
int main(void)
{
    struct err err = {0};
    if (late_load(LATE_TEXT, &err) < 0) {
        puts(err.detail);
        return 1;
    }
    printf("%d\n", caller(20));
}
"""


class LateLibraries(TreeCase):
    def setUp(self):
        super().setUp()
        self.write({"number.c": LIBRARY, "caller.c": CALLER, "main.c": PROGRAM})
        self.compile("-shared", "-fPIC", "-Wl,-soname,libnumber.so.1", "-o", "libnumber.so", "number.c")
        (self.root / "libnumber.so.1").symlink_to("libnumber.so")

    def compile(self, *arguments):
        subprocess.run(["gcc", *arguments], check=True, cwd=self.root)

    def late_libraries(self, *libraries):
        self.compile("-c", "caller.c")
        options = [option for name in libraries for option in ("--library", name)]
        return self.run_tool("late-libraries", "--archive", self.root / "caller.o", *options, "--machine", platform.machine(),
                             "--out", self.root / "tables", "--", "gcc", f"-B{self.root}")

    def test_the_call_arrives(self):
        done = self.late_libraries("text:number")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        base = [SOURCE / "base" / name for name in ("err.c", "str.c", "arena.c", "base.c")]
        self.compile("-D_GNU_SOURCE", "-I", SOURCE, "-o", "program", "main.c", "caller.o", "tables.S", "tables.c",
                     SOURCE / "worker/late.c", *base)
        linked = subprocess.run(["ldd", self.root / "program"], check=True, capture_output=True, text=True).stdout
        self.assertNotIn("libnumber", linked)
        found = {"LD_LIBRARY_PATH": str(self.root)}
        done = subprocess.run([self.root / "program"], env=found, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, "41\n"))
        done = subprocess.run([self.root / "program"], env={}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("A library is missing: libnumber.so.1", done.stdout)

    def test_a_library_that_is_not_asked_for_is_not_loaded(self):
        self.write({"main.c": PROGRAM.replace("LATE_TEXT", "LATE_PICTURES").replace("caller(20)", "20")})
        self.late_libraries("text:number")
        base = [SOURCE / "base" / name for name in ("err.c", "str.c", "arena.c", "base.c")]
        self.compile("-D_GNU_SOURCE", "-I", SOURCE, "-o", "program", "main.c", "caller.o", "tables.S", "tables.c",
                     SOURCE / "worker/late.c", *base)
        done = subprocess.run([self.root / "program"], env={}, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, "20\n"))

    def test_a_variable_is_refused(self):
        self.write({"caller.c": "extern int level;\nint caller(int n);\nint caller(int n) { return level + n; }\n"})
        done = self.late_libraries("text:number")
        self.assertEqual(done.returncode, 1)
        self.assertIn("level of libnumber.so.1 is a variable", done.stderr)

    def test_a_library_that_is_not_needed_is_refused(self):
        self.write({"other.c": "int other(void) { return 1; }\n"})
        self.compile("-shared", "-fPIC", "-Wl,-soname,libother.so.2", "-o", "libother.so", "other.c")
        done = self.late_libraries("text:number", "text:other")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing is used of libother.so.2", done.stderr)

    def test_a_library_that_is_not_there_is_refused(self):
        done = self.late_libraries("text:nowhere")
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no libnowhere.so", done.stderr)


if __name__ == "__main__":
    unittest.main()
