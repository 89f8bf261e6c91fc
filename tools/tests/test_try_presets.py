# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/try-presets, on a model that says back what it was told."""
import json
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
from model_server import ModelServer  # noqa: E402  (found through the line above)

TALKS = json.loads((ROOT / "tools/preset-talks.json").read_text(encoding="utf-8"))


def try_presets(base_url, model, preset):
    return subprocess.run([ROOT / "tools/try-presets", "--base-url", base_url, "--model", model, "--preset", preset],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)


class TryPresets(unittest.TestCase):
    def test_every_preset_is_tried(self):
        listed = {talk["preset"] for talk in TALKS}
        self.assertEqual(listed, {"general", "summarize", "grammar", "language", "science", "coding"})

    def test_what_was_said_is_written(self):
        with ModelServer() as models:
            done = try_presets(models.base_url, "echo", "grammar")
            turns = [turn for talk in TALKS if talk["preset"] == "grammar" for turn in talk["turns"]]
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Correct the text that the person gives you", json.dumps(models.log()))
        for turn in turns:
            self.assertIn(f"> {turn}\n", done.stdout)

    def test_a_model_that_fails_is_told(self):
        with ModelServer() as models:
            done = try_presets(models.base_url, "there-is-none", "coding")
        self.assertEqual(done.returncode, 1)
        self.assertIn("'there-is-none' does not exist", done.stderr)


if __name__ == "__main__":
    unittest.main()
