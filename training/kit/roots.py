# SPDX-License-Identifier: GPL-3.0-or-later
"""A second head, on the square roots of the embedding, beside the trained one.

A plain head follows the few channels that speak loudest. Among roots (the Hellinger kernel; Arandjelovic and Zisserman 2012, "Three
things everyone should know to improve object retrieval") many quiet channels count as well, and the two heads err on different
pictures.
"""
import numpy as np
import torch
from torch import Tensor, nn

LEAST = 1e-6  # probability that some label of the second head is right


class Rooted(nn.Module):
    """Embeddings (n, width), none of them negative, to log-probabilities (n, labels), not quite normalised.

    How likely it is that any of the second head's labels is right, the first head says; which of them, both do.
    """

    def __init__(self, head: nn.Linear, roots: nn.Linear, labels: np.ndarray, share: float):
        """labels: those of the second head, in its order. share: of what it says of them."""
        super().__init__()
        self.head, self.roots = head, roots
        self.in_features, self.out_features = head.in_features, head.out_features
        place = torch.zeros(len(labels), head.out_features)
        place[torch.arange(len(labels)), torch.from_numpy(labels)] = 1
        self.register_buffer("among", place.sum(0)[:, None])
        self.register_buffer("place", place * share)
        self.register_buffer("kept", 1 - share * place.sum(0))

    def forward(self, embedding: Tensor) -> Tensor:
        own = self.head(embedding).log_softmax(1)
        any_of_them = (own.exp() @ self.among + LEAST).log()
        second = self.roots(embedding.sqrt()).log_softmax(1) + any_of_them
        return own * self.kept + second @ self.place
