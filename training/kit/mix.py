# SPDX-License-Identifier: GPL-3.0-or-later
"""Mix the pictures of a batch with one another, and their targets in the same shares."""
import numpy as np
from numpy.random import Generator


def mix(x: np.ndarray, targets: np.ndarray, random: Generator, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Mixup in one half, cutmix in the other half of `share` of all batches. x: (n, height, width, 3)."""
    kind = random.random()
    if kind >= share:
        return x, targets
    other = random.permutation(len(x))
    if kind < share / 2:
        keep = random.beta(0.3, 0.3)
        x = np.float32(keep) * x + np.float32(1 - keep) * x[other]
    else:
        height, width = x.shape[1:3]
        side = np.sqrt(random.uniform(0.1, 0.5))
        h, w = int(height * side), int(width * side)
        top, left = random.integers(height - h + 1), random.integers(width - w + 1)
        x = x.copy()
        x[:, top : top + h, left : left + w] = x[other, top : top + h, left : left + w]
        keep = 1 - h * w / (height * width)
    return x, np.float32(keep) * targets + np.float32(1 - keep) * targets[other]
