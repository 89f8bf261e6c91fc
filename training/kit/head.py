# SPDX-License-Identifier: GPL-3.0-or-later
"""Fit the last, linear layer on embeddings."""
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Fitting:
    seed: int
    steps: int = 500
    batch: int = 1024
    rate: float = 1e-3
    pull: float = 1e-3


def label_rows(weight: Tensor, bias: Tensor, owner: np.ndarray, labels: int) -> tuple[Tensor, Tensor]:
    """A row for each label: the mean of the rows of its classes (owner: class to label); zeros where it has none."""
    share = torch.zeros(labels, len(owner))
    share[torch.from_numpy(owner), torch.arange(len(owner))] = 1
    count = share.sum(1, keepdim=True)
    share /= count.clamp_min(1)
    # Only differences between rows matter; centred ones leave new labels, which begin at zero, in the middle.
    rows = share @ (weight - weight.mean(0))
    # The probabilities of n classes add up to n times the probability of the mean, about.
    return rows, (share @ (bias - bias.mean()) + count.clamp_min(1).log().squeeze(1)) * (count > 0).squeeze(1)


def fit_head(head: nn.Linear, embeddings: Tensor, targets: Tensor, weights: Tensor, how: Fitting) -> None:
    """Cross-entropy with Adam on pictures drawn by weight, pulled to where the head began. All on the head's device but the
    weights, which are drawn from on the processor."""
    random = torch.Generator().manual_seed(how.seed)
    origin = head.weight.detach().clone()
    adam = torch.optim.Adam(head.parameters(), how.rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, how.steps)
    for _ in range(how.steps):
        drawn = torch.multinomial(weights, how.batch, replacement=True, generator=random).to(embeddings.device)
        loss = nn.functional.cross_entropy(head(embeddings[drawn]), targets[drawn], label_smoothing=0.05)
        loss = loss + how.pull * (head.weight - origin).square().sum()
        adam.zero_grad()
        loss.backward()
        adam.step()
        schedule.step()
