# SPDX-License-Identifier: GPL-3.0-or-later
"""What the network makes of pictures, and how good that is."""
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from kit.embed import embed
from kit.metrics import calibration_error, rejection, softmax, top
from kit.mobilenet_v2 import MobileNetV2
from kit.views import square_view, whole_view

@dataclass(frozen=True)
class Look:
    """One way to look at a picture: a square of it, or the whole of it, squashed."""

    kind: str = "square"
    fraction: float = 1.0  # of the shorter side
    at: float = 0.5  # where on the longer side

    def view(self, pixels: np.ndarray, size: int) -> np.ndarray:
        return whole_view(pixels, size) if self.kind == "whole" else square_view(pixels, size, self.fraction, self.at)

    def __str__(self) -> str:
        if self.kind == "whole":
            return "the whole, squashed"
        where = {0.0: "first", 0.5: "middle", 1.0: "last"}[self.at]
        return f"{where} square" + (f", {self.fraction:g} of the shorter side" if self.fraction != 1 else "")


MIDDLE, WHOLE, CLOSER = Look(), Look("whole"), Look(fraction=0.875)
FIRST, LAST = Look(at=0.0), Look(at=1.0)
ONCE = (MIDDLE,)  # what is looked at first
AGAIN = (MIDDLE, WHOLE)  # and where that leaves doubt


def look(network: MobileNetV2, pixels: Sequence[np.ndarray], way: Look, size: int) -> np.ndarray:
    """Logits (n, labels)."""
    found = embed(network, pixels, lambda p: way.view(p, size))
    with torch.no_grad():
        device = next(network.parameters()).device
        return network.classifier(torch.from_numpy(found).to(device)).cpu().numpy()


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
        found, lost = rejection(p, labels, nothing)
        return Score(len(labels), top(p, labels, 1), top(p, labels, 5), calibration_error(p.max(1), p.argmax(1) == labels), found, lost)

    def __str__(self) -> str:
        return f"{100 * self.top1:.1f}/{100 * self.top5:.1f} lost {100 * self.lost:.1f} ece {100 * self.error:.1f}"
