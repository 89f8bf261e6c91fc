# SPDX-License-Identifier: GPL-3.0-or-later
"""From which probability on an answer is to be trusted."""
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Threshold:
    value: float
    right: float  # share of the answers at or above the value that are right, on pictures that did not set it
    answered: float  # share of the pictures at or above it


def lowest_trusted(confidence: np.ndarray, right: np.ndarray, wanted: float) -> float:
    """The lowest value from which on at least the wanted share of the answers is right; 1 where there is none."""
    order = np.argsort(-confidence)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= wanted)
    return float(confidence[order[enough[-1]]]) if len(enough) else 1.0


def fit_threshold(confidence: np.ndarray, right: np.ndarray, wanted: float, folds: int = 5) -> Threshold:
    """Rounded up to full percent. What it promises is measured on each fifth with the value of the other four."""
    fold = np.arange(len(confidence)) % folds
    above = np.zeros(len(confidence), bool)
    for f in range(folds):
        rest = fold != f
        above[~rest] = confidence[~rest] >= lowest_trusted(confidence[rest], right[rest], wanted)
    value = np.ceil(100 * lowest_trusted(confidence, right, wanted)) / 100
    return Threshold(float(value), float(right[above].mean()) if above.any() else float("nan"), float(above.mean()))
