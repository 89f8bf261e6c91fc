# SPDX-License-Identifier: GPL-3.0-or-later
"""What a starting network's own classes say, heard beside a trained head.

The head knows the pictures that it was trained with, the starting network has seen more of the world. Where pictures come from
elsewhere, both together (the product of their probabilities, each to a power) err less than either.
"""
import numpy as np
import torch
from torch import Tensor, nn

from .roots import Rooted

LEAST = 1e-3  # probability that the starting network gives each label: it may be wrong altogether


class Advised(nn.Module):
    """Embeddings (n, width) to log-probabilities (n, labels), not normalised."""

    def __init__(self, head: nn.Linear | Rooted, classes: nn.Linear, owners: np.ndarray, share: float):
        """owners: the label of each class; the last label is what no class counts for. share: of the advice."""
        super().__init__()
        labels = head.out_features
        heard = np.flatnonzero(owners != labels - 1)
        self.head, self.classes = head, nn.Linear(head.in_features, len(heard))
        with torch.no_grad():
            self.classes.weight.copy_(classes.weight[heard])
            self.classes.bias.copy_(classes.bias[heard])
        gather = torch.zeros(len(heard), labels)
        gather[torch.arange(len(heard)), torch.from_numpy(owners[heard])] = 1
        self.register_buffer("gather", gather)
        self.register_buffer("share", share * (gather.sum(0) > 0).float())

    def forward(self, embedding: Tensor) -> Tensor:
        own = self.head(embedding).log_softmax(1)
        advice = (self.classes(embedding).softmax(1) @ self.gather + LEAST).log()
        return own * (1 - self.share) + advice * self.share
