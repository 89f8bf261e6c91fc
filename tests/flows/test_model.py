# SPDX-License-Identifier: GPL-3.0-or-later
"""What `assisti model` tells of a network, and of a file that is none."""
import json
import subprocess
import unittest

from files import PROGRAM, TESTS

NETWORK = TESTS.parent / "models/animals/animals.onnx"
DETECTOR = TESTS.parent / "models/road-signs/detector.onnx"


def model(*arguments):
    return subprocess.run([PROGRAM, "model", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)


class Model(unittest.TestCase):
    def test_inspect_tells_what_a_network_is_made_of(self):
        done = model("inspect", NETWORK)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("input   pixels: 1 x 3 x 224 x 224", done.stdout)
        self.assertIn("output  logits: 1 x 162", done.stdout)
        self.assertRegex(done.stdout, r"\d+ steps, \d+\.\d million multiply-adds")
        self.assertRegex(done.stdout, r"\nloaded in \d+\.\d ms\n")

    def test_a_size_that_is_left_open_can_be_said(self):
        for size, shape, places in (("96x64", "64 x 96", 96), ("64", "64 x 64", 64)):
            with self.subTest(size=size):
                done = model("inspect", DETECTOR, "--size", size)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn(f"input   pixels: 1 x 3 x {shape}\n", done.stdout)
                self.assertIn(f"output  boxes: 1 x {places} x 4\n", done.stdout)

    def test_bench_tells_figures(self):
        done = model("bench", NETWORK, "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        figures = json.loads(done.stdout)
        self.assertEqual(figures["threads"], 1)
        for name in ("load_ms", "run_ms", "gflops", "share_of_peak"):
            self.assertGreater(figures[name], 0, name)

    def test_a_file_that_is_no_network_is_refused(self):
        done = model("inspect", TESTS / "files/page.png")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("The file is not an ONNX network.", done.stderr)
        done = model("inspect", TESTS / "files/nothing.onnx")
        self.assertEqual(done.returncode, 1)
        self.assertIn("There is no such file.", done.stderr)

    def test_a_wrong_call_is_explained(self):
        wrong_sizes = [("inspect", NETWORK, "--size", size) for size in ("x", "96x", "x96", "96x64x3", "0", "-8", "70000", "wide")]
        for arguments in ((), ("inspect",), ("run", NETWORK), ("bench", NETWORK, "--threads", "0"), ("inspect", NETWORK, "--size"), *wrong_sizes):
            with self.subTest(arguments=arguments):
                done = model(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertIn("usage: assisti model inspect FILE", done.stderr)
        self.assertEqual(model("--help").returncode, 0)


if __name__ == "__main__":
    unittest.main()
