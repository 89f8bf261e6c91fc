# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of training/kit: python3 -m unittest discover -s training"""
import csv
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from kit.data import sampling_weights
from kit.metrics import calibration_error, fit_temperature, rejection, softmax, top
from kit.thresholds import Answers, fit_threshold, lowest_trusted
from kit.views import square_view, whole_view

try:
    import torch
except ImportError:
    torch = None

LABELS = Path(__file__).with_name("animals") / "labels.csv"
GROUPS = {"mammal", "bird", "reptile", "amphibian", "fish", "insect", "spider_like", "mollusc", "crustacean", "other"}


class Data(unittest.TestCase):
    def test_frequent_labels_are_drawn_less_than_their_number(self):
        labels, trust = np.array([0] * 100 + [1] * 4), np.ones(104)
        for power, most, expected in ((1, 1e9, 100 / 104), (0.5, 1e9, 10 / 12), (0, 1e9, 0.5), (0.5, 25, 5 / 7)):
            with self.subTest(power=power, most=most):
                weights = sampling_weights(labels, trust, power, most)
                self.assertAlmostEqual(weights.sum(), 1)
                self.assertAlmostEqual(weights[labels == 0].sum(), expected)


class Views(unittest.TestCase):
    def setUp(self):
        self.wide = np.zeros((40, 100, 3), np.uint8)
        self.wide[:, 50:] = 200  # dark at the left, light at the right

    def test_plain_views_show_their_part(self):
        left, right = (square_view(self.wide, 32, at=at) for at in (0, 1))
        self.assertEqual((left.max(), right.min()), (0, 200))
        middle = square_view(self.wide, 32)
        self.assertEqual((middle[0, 0, 0], middle[0, -1, 0]), (0, 200))
        self.assertEqual(whole_view(self.wide, 32).shape, (32, 32, 3))


class Metrics(unittest.TestCase):
    def test_top(self):
        p = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
        self.assertEqual(top(p, np.array([0, 1]), 1), 0.5)
        self.assertEqual(top(p, np.array([0, 1]), 2), 1.0)

    def test_calibration(self):
        p = np.tile([0.8, 0.2], (10, 1))
        self.assertAlmostEqual(calibration_error(p.max(1), np.arange(10) < 8), 0)
        self.assertAlmostEqual(calibration_error(p.max(1), np.ones(10, bool)), 0.2)

    def test_temperature_undoes_overconfidence(self):
        random = np.random.default_rng(1)
        logits = random.normal(0, 2, (4000, 5))
        labels = np.array([random.choice(5, p=p) for p in softmax(logits)])
        self.assertAlmostEqual(fit_temperature(3 * logits, labels), 3, delta=0.2)
        marks = np.arange(5) == labels[:, None]
        self.assertEqual(fit_temperature(3 * logits, marks), fit_temperature(3 * logits, labels))

    def test_rejection(self):
        p = np.eye(3)[[2, 2, 0, 1]]
        self.assertEqual(rejection(p, np.array([2, 0, 0, 1]), 2), (1.0, 1 / 3))

    def test_threshold(self):
        confidence = np.linspace(0, 1, 1000)
        answers = Answers.of(confidence, confidence > 0.5)
        self.assertAlmostEqual(lowest_trusted(answers, 1.0), 0.5, delta=0.01)
        fitted = fit_threshold(answers, 0.9)
        self.assertAlmostEqual(fitted.value, 0.45, delta=0.02)
        self.assertAlmostEqual(fitted.right, 0.9, delta=0.02)
        self.assertEqual(lowest_trusted(Answers.of(confidence, np.zeros(1000, bool)), 0.9), 1.0)

    def test_few_answers_prove_little(self):
        few, many = (Answers.of(np.linspace(0, 1, n), np.linspace(0, 1, n) > 0.5) for n in (20, 2000))
        self.assertEqual(lowest_trusted(few, 0.95, errors=2), 1.0)
        self.assertAlmostEqual(lowest_trusted(many, 0.95, errors=2), 0.49, delta=0.02)

    def test_answers_count_as_they_weigh(self):
        good, bad = Answers.of(np.full(50, 0.9), np.ones(50, bool)), Answers.of(np.full(100, 0.8), np.zeros(100, bool))
        self.assertEqual(lowest_trusted(good.join([bad]), 0.75), 0.9)
        self.assertEqual(lowest_trusted(good.times(9).join([bad]), 0.75), 0.8)
        measured = np.arange(150) < 50
        self.assertEqual(fit_threshold(good.times(9).join([bad]), 0.75, measured=measured).right, 1.0)


class Labels(unittest.TestCase):
    def test_table(self):
        with open(LABELS, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(list(rows[0]), ["label", "en", "plural", "group", "taxon", "de", "es", "fa", "zh"])
        self.assertEqual(rows[-1]["label"], "not_animal")
        for row in rows[:-1]:
            with self.subTest(label=row["label"]):
                self.assertIn(row["group"], GROUPS)
                self.assertTrue(all(row.values()))
        for column in ("label", "en", "plural", "de", "es", "fa", "zh"):
            self.assertEqual(len({row[column] for row in rows}), len(rows), column)


@unittest.skipUnless(torch, "needs PyTorch")
class Learning(unittest.TestCase):
    """Views to learn from."""

    def setUp(self):
        from kit.pictures import Pictures

        random = np.random.default_rng(1)
        self.pixels = [random.integers(0, 256, (h, w, 3), np.uint8) for h, w in ((50, 80), (64, 64), (90, 30))]
        self.pictures = Pictures(self.pixels, torch.device("cpu"))

    def test_a_box_shows_its_part(self):
        which = torch.tensor([0, 2])
        boxes = torch.tensor([[8.0, 4.0, 24.0, 20.0], [3.0, 60.0, 19.0, 76.0]])
        seen = self.pictures.through(which, boxes, 16, torch.zeros(2)).permute(0, 2, 3, 1) * 255
        np.testing.assert_allclose(seen[0], self.pixels[0][4:20, 8:24], atol=1e-3)
        np.testing.assert_allclose(seen[1], self.pixels[2][60:76, 3:19], atol=1e-3)
        turned = self.pictures.through(which, boxes, 16, torch.full((2,), torch.pi / 2)).permute(0, 2, 3, 1) * 255
        np.testing.assert_allclose(turned[0], np.rot90(self.pixels[0][4:20, 8:24]), atol=1e-2)

    def test_random_views_repeat_with_their_seed(self):
        from kit.random_views import RandomViews
        from kit.scenery import Dice

        views, which = RandomViews(roll=10, jpeg=0.5), torch.arange(3).repeat(8)
        one, two = (views.view(self.pictures, which, 64, Dice(torch.device("cpu"), 5)) for _ in range(2))
        self.assertEqual(one.shape, (24, 3, 64, 64))
        self.assertTrue((one == two).all())
        self.assertLessEqual(one.abs().max(), 1)
        other = views.view(self.pictures, which, 64, Dice(torch.device("cpu"), 6))
        self.assertFalse((one == other).all())

    def test_packing_loses_little(self):
        from kit.scenery import Dice, packed

        smooth = torch.linspace(0.2, 0.8, 32).expand(2, 3, 32, 32)
        out = packed(smooth, Dice(torch.device("cpu"), 1))
        self.assertLess((out - smooth).abs().mean(), 0.03)
        self.assertGreater((out - smooth).abs().max(), 0)

    def test_mixed_targets_stay_whole(self):
        from kit.mix import mix

        x, targets = torch.zeros(8, 3, 16, 16), torch.eye(8)
        for seed in range(20):
            _, mixed = mix(x, targets, np.random.default_rng(seed), 1.0)
            torch.testing.assert_close(mixed.sum(1), torch.ones(8))
        _, unmixed = mix(x, targets, np.random.default_rng(1), 0.0)
        self.assertTrue((unmixed == targets).all())


@unittest.skipUnless(torch, "needs PyTorch")
class Network(unittest.TestCase):
    def setUp(self):
        from kit.mobilenet_v2 import MobileNetV2

        torch.manual_seed(1)
        self.network = MobileNetV2(7).eval()
        with torch.no_grad():
            for p in self.network.parameters():
                p.mul_(2.0)
        self.x = torch.randn(2, 3, 64, 64)

    def test_norm_in_and_out_changes_nothing(self):
        from kit.mobilenet_v2 import fold_norm, insert_norm

        with torch.no_grad():
            before = self.network(self.x)
            insert_norm(self.network, [self.x], frozen=3)
            torch.testing.assert_close(self.network(self.x), before, rtol=1e-3, atol=1e-4)
            fold_norm(self.network)
            torch.testing.assert_close(self.network(self.x), before, rtol=1e-3, atol=1e-4)

    def test_exported_file_computes_the_same(self):
        from kit.export import export, run

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "network.onnx"
            export(self.network, path, 64, 2.0, "a test")
            out = run(path, self.x)
        with torch.no_grad():
            torch.testing.assert_close(out["embedding"], self.network.embed(self.x))
            torch.testing.assert_close(out["logits"], self.network(self.x) / 2)

    def test_advice_counts_as_its_share(self):
        from kit.advice import Advised
        from kit.export import export, run

        owners = np.array([0, 0, 1, 6, 6])  # labels 2 to 5 have no class
        plain = self.network.head
        self.network.classifier[1] = Advised(plain, torch.nn.Linear(1280, 5), owners, 0.25)
        with torch.no_grad():
            embedding = self.network.embed(self.x)
            own, both = plain(embedding).log_softmax(1), self.network.head(embedding)
            torch.testing.assert_close(both[:, 2:], own[:, 2:])
            advice = (both - 0.75 * own)[:, :2] / 0.25
            torch.testing.assert_close(advice.exp().sum(1), torch.full((2,), 1.002), rtol=1e-3, atol=1e-3)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "network.onnx"
                export(self.network, path, 64, 2.0, "a test")
                torch.testing.assert_close(run(path, self.x)["logits"], both / 2)

    def test_roots_decide_among_their_labels_only(self):
        from kit.advice import Advised
        from kit.export import export, run
        from kit.roots import Rooted

        plain, labels = self.network.head, np.array([5, 0, 3])
        rooted = Rooted(plain, torch.nn.Linear(1280, 3), labels, 0.25)
        with torch.no_grad():
            embedding = self.network.embed(self.x)
            own, both = plain(embedding).log_softmax(1), rooted(embedding)
            others = [1, 2, 4, 6]
            torch.testing.assert_close(both[:, others], own[:, others])
            second = (both - 0.75 * own)[:, labels] / 0.25
            among = own.exp()[:, labels].sum(1)
            torch.testing.assert_close(second.exp().sum(1), among, rtol=1e-3, atol=1e-3)
            torch.testing.assert_close(second.softmax(1), rooted.roots(embedding.sqrt()).softmax(1), rtol=1e-3, atol=1e-3)
            self.network.classifier[1] = Advised(rooted, torch.nn.Linear(1280, 5), np.array([0, 0, 1, 6, 6]), 0.25)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "network.onnx"
                export(self.network, path, 64, 2.0, "a test")
                torch.testing.assert_close(run(path, self.x)["logits"], self.network(self.x) / 2)

    def test_recalled_embeddings_are_of_their_class(self):
        from kit.recall import recall

        weight, bias = torch.randn(10, 32), torch.zeros(10)
        classes = np.repeat(np.arange(10), 5)
        points = recall(weight, bias, classes, np.random.default_rng(1).uniform(0, 1, (20, 32)).astype(np.float32), 1)
        guesses = (torch.from_numpy(points) @ weight.T).argmax(1).numpy()
        self.assertEqual((guesses == classes).mean(), 1.0)
        self.assertGreaterEqual(points.min(), 0)


if __name__ == "__main__":
    unittest.main()
