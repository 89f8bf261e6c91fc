# SPDX-License-Identifier: GPL-3.0-or-later
"""A small tree of files in which a tool is run, for the tests of the tools."""
import pathlib
import subprocess
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent.parent


class TreeCase(unittest.TestCase):
    """Each test has a folder of its own that git knows; write() fills it, run_tool() runs a tool on it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        subprocess.run(["git", "init", "-q", folder.name], check=True)

    def write(self, files):
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)

    def run_tool(self, name, *arguments):
        return subprocess.run([TOOLS / name, *arguments], capture_output=True, text=True)

    def assert_clean(self, tool, *arguments):
        done = self.run_tool(tool, "--root", self.root, *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def assert_finds(self, tool, words, *arguments):
        """The tool finds exactly one thing, and says it in these words."""
        done = self.run_tool(tool, "--root", self.root, *arguments)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn(words, done.stdout)
        self.assertTrue(done.stdout.rstrip().endswith(", 1 findings"), done.stdout)
