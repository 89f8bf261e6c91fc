# SPDX-License-Identifier: GPL-3.0-or-later
"""How good probabilities are."""
import numpy as np


def top(probabilities: np.ndarray, labels: np.ndarray, count: int) -> float:
    """How often the label is among the `count` most probable ones."""
    best = np.argpartition(-probabilities, count - 1, axis=1)[:, :count]
    return _share((best == labels[:, None]).any(1))


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error: by how much confidence and accuracy differ, on average over bins of confidence."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs((confidence[place == b] - right[place == b]).sum()) for b in range(bins)]
    return float(sum(gaps) / len(right))


def softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    return shifted / shifted.sum(-1, keepdims=True)


def fit_temperature(logits: np.ndarray, right: np.ndarray) -> float:
    """What to divide logits (n, labels) by, so that their softmax is calibrated: the most likely one.

    `right` is the right answer to each (n), or marks all that are (n, labels).
    """

    def surprise(temperature: float) -> float:
        p = softmax(logits / temperature)
        p = p[np.arange(len(p)), right] if right.ndim == 1 else (p * right).sum(1)
        return -float(np.log(np.maximum(p, 1e-12)).mean())

    candidates = np.exp(np.linspace(np.log(0.3), np.log(3.0), 231))
    return float(min(candidates, key=surprise))


def rejection(probabilities: np.ndarray, labels: np.ndarray, nothing: int) -> tuple[float, float]:
    """(recall of `nothing`, share of the others that are taken for it)."""
    taken = probabilities.argmax(1) == nothing
    is_nothing = labels == nothing
    return _share(taken[is_nothing]), _share(taken[~is_nothing])


def _share(marks: np.ndarray) -> float:
    return float(marks.mean()) if len(marks) else float("nan")
