# SPDX-License-Identifier: GPL-3.0-or-later
"""Mix the pictures of a batch with one another, and their targets in the same shares."""
import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor


def mix(x: Tensor, targets: Tensor, random: Generator, share: float) -> tuple[Tensor, Tensor]:
    """Mixup in one half, cutmix in the other half of `share` of all batches. x: (n, 3, height, width)."""
    kind = random.random()
    if kind >= share:
        return x, targets
    other = torch.from_numpy(random.permutation(len(x))).to(x.device)
    if kind < share / 2:
        keep = random.beta(0.3, 0.3)
        x = torch.lerp(x[other], x, keep)
    else:
        height, width = x.shape[2:]
        side = np.sqrt(random.uniform(0.1, 0.5))
        h, w = int(height * side), int(width * side)
        top, left = random.integers(height - h + 1), random.integers(width - w + 1)
        piece = x[other, :, top : top + h, left : left + w]
        x = x.clone()
        x[:, :, top : top + h, left : left + w] = piece
        keep = 1 - h * w / (height * width)
    return x, torch.lerp(targets[other], targets, keep)
