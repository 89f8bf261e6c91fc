# SPDX-License-Identifier: GPL-3.0-or-later
"""What the training of the animal classifier can be told."""
from dataclasses import dataclass, field

from kit.random_views import RandomViews


@dataclass(frozen=True)
class Stage:
    """Some epochs at one picture size."""

    size: int
    epochs: int
    body_rate: float
    head_rate: float
    warm_steps: int
    mixed: float  # share of the batches that are mixed


@dataclass(frozen=True)
class Config:
    seed: int = 7
    runs: int = 3  # that differ in what is drawn; the result is the mean of their weights
    batch: int = 64
    epoch_pictures: int = 12_000  # drawn for an epoch, which is no more than the time between checkpoints
    stages: tuple[Stage, ...] = (
        Stage(size=160, epochs=9, body_rate=2e-3, head_rate=1e-3, warm_steps=300, mixed=0.4),
        Stage(size=192, epochs=2, body_rate=3e-4, head_rate=2e-4, warm_steps=20, mixed=0.0),
    )
    frozen: int = 4  # layers that stay as they are: more than half of the time, and what they see is the same everywhere
    momentum: float = 0.9
    decay: float = 1e-4
    average: float = 0.998
    smoothing: float = 0.1  # of a target, what is spread as the starting network would
    keep: float = 1.0  # weight of thinking as the starting network does about its own 1001 classes
    keep_share: float = 0.34  # of each batch, where that is asked for
    recall: float = 0.5  # weight of the recalled embeddings
    recall_share: float = 0.5  # and their share where the first head is fitted
    recalled: int = 40  # embeddings for each of the starting network's animal classes
    recalled_other: int = 6  # and for each of its other classes
    doubt: float = 0.3  # a picture of no animal must seem so to the starting network with this probability
    label_power: float = 0.5  # a label is drawn as often as its pictures' number to this power
    label_most: float = 300  # and no more often than with so many
    settle_batches: int = 24  # from which batch norm takes its statistics in the end
    wise: float = 0.6  # how far from the starting network towards the trained one the result lies
    roots: float = 0.5  # share of what a second head, on roots of the embedding, says of the labels with pictures
    roots_pull: float = 3e-3  # how strongly its weights are held small
    advice: float = 0.2  # share of what the starting network's own classes say in the answer
    view_size: int = 224
    views: RandomViews = field(default_factory=RandomViews)
    leave_out: tuple[str, ...] = ()  # sources that do not train, to see how it does on pictures from elsewhere


# Enough to see what a change does to pictures from elsewhere.
SHORT = (
    Stage(size=160, epochs=6, body_rate=2e-3, head_rate=1e-3, warm_steps=300, mixed=0.4),
    Stage(size=192, epochs=2, body_rate=3e-4, head_rate=2e-4, warm_steps=20, mixed=0.0),
)
