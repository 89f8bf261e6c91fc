# SPDX-License-Identifier: GPL-3.0-or-later
"""What the network makes of pictures, and how good that is."""
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kit.embed import embed
from kit.metrics import calibration_error, rejection, softmax, top
from kit.mobilenet_v2 import MobileNetV2
from kit.views import center_view, edge_views, squashed_view

# The ways to look at a picture once. Means of them are ways to look again.
LOOKS = {
    "middle square": lambda p, size: center_view(p, size),
    "middle 7/8 of it": lambda p, size: center_view(p, size, 0.875),
    "whole, squashed": squashed_view,
    "first square": lambda p, size: edge_views(p, size)[0],
    "last square": lambda p, size: edge_views(p, size)[1],
}
FIRST = "middle square"
AGAIN = ("middle square", "whole, squashed", "middle 7/8 of it")


def look(network: MobileNetV2, pixels: Sequence[np.ndarray], name: str, size: int) -> np.ndarray:
    """Logits (n, labels) for one way to look."""
    found = embed(network, pixels, lambda p: LOOKS[name](p, size))
    head = network.head
    return found @ head.weight.detach().cpu().numpy().T + head.bias.detach().cpu().numpy()


def mean_look(looks: Sequence[np.ndarray]) -> np.ndarray:
    """Log-probabilities of the mean of the looks' probabilities."""
    return np.log(np.mean([softmax(logits) for logits in looks], 0) + 1e-12)


@dataclass(frozen=True)
class Score:
    pictures: int
    top1: float
    top5: float
    error: float  # of calibration
    recall: float  # of not_animal
    lost: float  # animals taken for not_animal

    @staticmethod
    def of(logits: np.ndarray, labels: np.ndarray, nothing: int) -> "Score":
        p = softmax(logits)
        found, lost = rejection(p, labels, nothing) if len(labels) else (float("nan"),) * 2
        return Score(len(labels), top(p, labels, 1), top(p, labels, 5), calibration_error(p, labels), found, lost)

    def __str__(self) -> str:
        return f"{100 * self.top1:.1f}/{100 * self.top5:.1f} lost {100 * self.lost:.1f} ece {100 * self.error:.1f}"
