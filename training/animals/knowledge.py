# SPDX-License-Identifier: GPL-3.0-or-later
"""What the starting network makes of the pack, and the head that the training begins with."""
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from kit.data import Picture, sampling_weights
from kit.embed import embed
from kit.head import Fitting, fit_head, label_rows
from kit.mobilenet_v2 import EMBEDDING, MobileNetV2
from kit.recall import recall
from kit.views import square_view, whole_view

from .config import Config
from .labels import Labels

THUMBNAIL_SIZE = 144  # thumbnails blown up further than this are beyond what the starting network has seen


@dataclass
class Pack:
    """The pictures with all that the training needs to know of each."""

    pictures: list[Picture]
    pixels: list[np.ndarray]
    labels: np.ndarray
    trains: np.ndarray  # bool: neither of the validation part, nor left out, nor mislabelled
    trust: np.ndarray  # a thumbnail tells less than a photograph

    @property
    def photo(self) -> np.ndarray:
        return np.array([p.is_photo for p in self.pictures])


def look_twice(network: MobileNetV2, pixels: Sequence[np.ndarray], size: int) -> np.ndarray:
    """Embeddings of the middle and of the whole of each picture: (2, n, 1280)."""
    return np.stack([embed(network, pixels, lambda p: view(p, size)) for view in (square_view, whole_view)])


def start_embeddings(network: MobileNetV2, pack: Pack, cache: Path, size: int) -> np.ndarray:
    """Two looks of the starting network at each picture: (2, n, 1280)."""
    if cache.exists():
        return np.load(cache)
    found = np.zeros((2, len(pack.pixels), EMBEDDING), np.float32)
    photos, others = np.flatnonzero(pack.photo), np.flatnonzero(~pack.photo)
    found[:, photos] = look_twice(network, [pack.pixels[i] for i in photos], size)
    found[:, others] = embed(network, [pack.pixels[i] for i in others], lambda p: whole_view(p, THUMBNAIL_SIZE))
    np.save(cache, found)
    return found


class Knowledge:
    """The starting network's own classifier, read as our labels."""

    def __init__(self, network: MobileNetV2, owners: np.ndarray, labels: Labels):
        self.weight, self.bias = network.head.weight.detach().clone(), network.head.bias.detach().clone()
        self.owners = owners
        self.gather = torch.zeros(len(owners), len(labels))
        self.gather[torch.arange(len(owners)), torch.from_numpy(owners)] = 1
        self.known = self.gather.sum(0).numpy() > 0
        self.gather = self.gather.to(self.weight.device)

    def probabilities(self, embeddings: np.ndarray) -> np.ndarray:
        """(n, labels), the mean over the views where there are several: (views, n, 1280)."""
        logits = torch.from_numpy(embeddings).to(self.weight.device) @ self.weight.T + self.bias
        found = (logits.softmax(-1) @ self.gather).cpu().numpy()
        return found.mean(0) if found.ndim == 3 else found

    def recalled(self, seeds: np.ndarray, config: Config) -> tuple[np.ndarray, np.ndarray]:
        """Embeddings for all the starting network's classes, and their labels."""
        other = self.owners == self.gather.shape[1] - 1
        classes = np.repeat(np.arange(len(self.owners)), np.where(other, config.recalled_other, config.recalled))
        return recall(self.weight, self.bias, classes, seeds, config.seed), self.owners[classes]


def soft_targets(pack: Pack, guess: np.ndarray, known: np.ndarray, smoothing: float) -> np.ndarray:
    """The label of each picture, with some of it spread over what the starting network takes the picture for."""
    n, labels = guess.shape
    pictured = np.bincount(pack.labels[pack.trains], minlength=labels) > 0
    spread = np.tile(pictured / pictured.sum(), (n, 1))
    sees_it = known[pack.labels] & (guess[np.arange(n), pack.labels] > 0.1)
    spread[sees_it] = guess[sees_it]
    targets = smoothing * spread
    targets[np.arange(n), pack.labels] += 1 - smoothing
    return targets.astype(np.float32)


def drawing_weights(pack: Pack, config: Config) -> np.ndarray:
    """How often each picture is drawn; those that do not train never are."""
    weights = np.zeros(len(pack.labels))
    weights[pack.trains] = sampling_weights(
        pack.labels[pack.trains], pack.trust[pack.trains], config.label_power, config.label_most)
    return weights


def recall_weights(recalled_labels: np.ndarray, pack: Pack, labels: int) -> np.ndarray:
    """Labels without pictures depend on recalled embeddings; the others need less of them."""
    pictured = np.bincount(pack.labels[pack.trains], minlength=labels) > 0
    weights = np.where(pictured, 0.3, 1.0)[recalled_labels] / np.bincount(recalled_labels, minlength=labels)[recalled_labels]
    return weights / weights.sum()


def first_head(
    knowledge: Knowledge, pack: Pack, embeddings: np.ndarray, recalled: tuple[np.ndarray, np.ndarray], config: Config
) -> nn.Linear:
    """A head on the starting network's embeddings: its own rows, fitted to the pack and to what is recalled."""
    labels, device = knowledge.gather.shape[1], knowledge.weight.device
    head = nn.Linear(EMBEDDING, labels).to(device)
    with torch.no_grad():
        rows, bias = label_rows(knowledge.weight.cpu(), knowledge.bias.cpu(), knowledge.owners, labels)
        head.weight.copy_(rows)
        head.bias.copy_(bias)
    train = np.flatnonzero(pack.trains)
    of_pictures = drawing_weights(pack, config)[train]
    of_recalled = recall_weights(recalled[1], pack, labels)
    share = config.recall_share
    fit_head(
        head,
        _tensor(embeddings[0][train], embeddings[1][train], recalled[0]).to(device),
        _tensor(pack.labels[train], pack.labels[train], recalled[1]).to(device),
        _tensor(of_pictures * (1 - share) / 2, of_pictures * (1 - share) / 2, of_recalled * share),
        Fitting(config.seed),
    )
    return head


def second_head(network: MobileNetV2, pack: Pack, config: Config) -> tuple[nn.Linear, np.ndarray]:
    """A head on roots of the trained network's embeddings, and its labels, which are those that have pictures."""
    device = network.head.weight.device
    train = np.flatnonzero(pack.trains)
    labels, targets = np.unique(pack.labels[train], return_inverse=True)
    head = nn.Linear(EMBEDDING, len(labels)).to(device)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    drawn = drawing_weights(pack, config)[train] / 2
    roots = np.sqrt(look_twice(network, [pack.pixels[i] for i in train], config.view_size))
    fit_head(
        head,
        _tensor(*roots).to(device),
        _tensor(targets, targets).to(device),
        _tensor(drawn, drawn),
        Fitting(config.seed, pull=config.roots_pull),
    )
    return head, labels


def _tensor(*arrays: np.ndarray) -> Tensor:
    return torch.from_numpy(np.concatenate(arrays))
