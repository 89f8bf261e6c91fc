# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a network over many pictures."""
from collections.abc import Callable, Sequence

import numpy as np
import torch

from .loop import ahead, makers
from .mobilenet_v2 import MobileNetV2, to_input

View = Callable[[np.ndarray], np.ndarray]


@torch.no_grad()
def embed(network: MobileNetV2, pixels: Sequence[np.ndarray], view: View, batch: int = 64) -> np.ndarray:
    """One embedding for the view of each picture, float32 (n, 1280)."""
    network.eval()
    device = next(network.parameters()).device

    def views(start: int) -> np.ndarray:
        return np.stack([view(p) for p in pixels[start : start + batch]])

    made = ahead(views, range(0, len(pixels), batch), makers(device))
    return np.concatenate([network.embed(to_input(x).to(device)).cpu().numpy() for x in made])
