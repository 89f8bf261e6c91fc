# SPDX-License-Identifier: GPL-3.0-or-later
"""From which probability on an answer is to be trusted."""
from dataclasses import dataclass

import numpy as np

FOLDS = 5
ROUNDS = 20


@dataclass(frozen=True)
class Threshold:
    value: float
    right: float  # share of the answers at or above the value that are right, on pictures that did not set it
    answered: float  # share of the pictures at or above it


@dataclass(frozen=True)
class Answers:
    """Answers that a threshold is to be found for; of one picture there may be several."""

    confidence: np.ndarray
    right: np.ndarray
    picture: np.ndarray  # a number: all answers to a picture help to set a value, or to measure it, never both
    weight: np.ndarray

    @staticmethod
    def of(confidence: np.ndarray, right: np.ndarray, picture: np.ndarray | None = None) -> "Answers":
        """All of them together weigh 1."""
        n = len(confidence)
        return Answers(confidence, right, np.arange(n) if picture is None else picture, np.full(n, 1 / max(1, n)))

    def where(self, marks: np.ndarray) -> "Answers":
        return Answers(self.confidence[marks], self.right[marks], self.picture[marks], self.weight[marks])

    def times(self, weight: float) -> "Answers":
        return Answers(self.confidence, self.right, self.picture, self.weight * weight)

    def join(self, others: list["Answers"]) -> "Answers":
        parts = [(a.confidence, a.right, a.picture, a.weight) for a in (self, *others)]
        return Answers(*(np.concatenate(column) for column in zip(*parts)))


def lowest_trusted(answers: Answers, wanted: float, errors: float = 0.0) -> float:
    """The lowest value from which on at least the wanted share of the answers is right; 1 where there is none.

    That share is lessened by so many standard errors (Wilson's interval): few answers prove little.
    """
    order = np.argsort(-answers.confidence, kind="stable")
    confidence = answers.confidence[order]
    weight, right = answers.weight[order], answers.right[order]
    total = np.cumsum(weight)
    share, n, z = np.cumsum(weight * right) / total, total**2 / np.cumsum(weight**2), errors
    least = (share + z * z / (2 * n) - z * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)) / (1 + z * z / n)
    differs = np.append(confidence[1:] != confidence[:-1], True)  # a value takes all answers that are as sure
    enough = np.flatnonzero((least >= wanted - 1e-12) & differs[: len(order)])
    return float(confidence[enough[-1]]) if len(enough) else 1.0


def fit_threshold(answers: Answers, wanted: float, errors: float = 0.0, measured: np.ndarray | None = None) -> Threshold:
    """Rounded up to full percent. What it promises is measured on each fifth with the value of the other four, several times over.

    `measured`: marks of the answers that it is measured on; all, where there are none.
    """
    measured = np.ones(len(answers.confidence), bool) if measured is None else measured
    random = np.random.default_rng(0)
    right = told = 0
    for _ in range(ROUNDS):
        fold = random.integers(FOLDS, size=answers.picture.max(initial=0) + 1)[answers.picture]
        for f in range(FOLDS):
            value = _round_up(lowest_trusted(answers.where(fold != f), wanted, errors))
            above = measured & (fold == f) & (answers.confidence >= value)
            right, told = right + answers.right[above].sum(), told + above.sum()
    value = _round_up(lowest_trusted(answers, wanted, errors))
    return Threshold(value, float(right / told) if told else float("nan"), float(told / (ROUNDS * max(1, measured.sum()))))


def _round_up(value: float) -> float:
    return float(np.ceil(100 * value - 1e-9) / 100)
