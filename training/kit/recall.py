# SPDX-License-Identifier: GPL-3.0-or-later
"""What a classifier knows, without pictures: embeddings that it takes for a class.

A label that the starting network knows and the pack has no picture of can still be trained: an embedding of some
picture is moved, no further than needed, until the starting network's own classifier is sure of that class. The moved
embeddings stand in for the missing pictures wherever a head is trained.
"""
import numpy as np
import torch
from torch import Tensor


STEPS = 60  # at most, and few embeddings need so many
SURE = 0.8  # how sure the classifier becomes at least


def recall(weight: Tensor, bias: Tensor, classes: np.ndarray, seeds: np.ndarray, seed: int) -> np.ndarray:
    """One embedding for each entry of classes, begun at a random row of seeds; float32 (len(classes), width)."""
    device = weight.device
    random = torch.Generator().manual_seed(seed)
    target = torch.from_numpy(classes).to(device)
    start = seeds[torch.randint(len(seeds), (len(classes),), generator=random).numpy()]
    # How sure the classifier becomes differs as it does for photographs, and what lies still stays diverse.
    goal = (SURE + (1 - SURE) * 0.98 * torch.rand(len(classes), generator=random)).to(device)
    points, moving = torch.from_numpy(start).float().to(device), torch.arange(len(classes), device=device)
    for _ in range(STEPS):
        there = points[moving]
        probability = (there @ weight.T + bias).softmax(1)
        wanted = target[moving]
        short = probability.gather(1, wanted[:, None]).squeeze(1) < goal[moving]
        moving, there, probability = moving[short], there[short], probability[short]
        if not len(moving):
            break
        probability[torch.arange(len(moving), device=device), wanted[short]] -= 1
        step = probability @ weight
        step *= 0.5 / step.norm(dim=1, keepdim=True).clamp_min(1e-6)
        points[moving] = (there - step).clamp_(0, 6)  # as pooled ReLU6 is
    return points.cpu().numpy()
