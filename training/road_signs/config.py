# SPDX-License-Identifier: GPL-3.0-or-later
"""What the training of the road-sign networks can be told."""
from dataclasses import dataclass, field

from .crops import Mixture
from .scenes import Hanging


@dataclass(frozen=True)
class NamerConfig:
    batch: int = 256
    steps: int = 8000
    rate: float = 0.08
    warm_steps: int = 300
    decay: float = 5e-4
    average: float = 0.998
    mixture: Mixture = field(default_factory=Mixture)


@dataclass(frozen=True)
class FinderConfig:
    size: int = 384
    batch: int = 16
    early_steps: int = 400
    steps: int = 2400
    body_rate: float = 5e-4
    head_rate: float = 2e-3
    warm_steps: int = 200
    decay: float = 1e-2
    average: float = 0.997
    sides: float = 1.0  # weight of the boxes' loss
    settle_batches: int = 12
    hanging: Hanging = field(default_factory=Hanging)


@dataclass(frozen=True)
class Config:
    seed: int = 11
    namer: NamerConfig = field(default_factory=NamerConfig)
    finder: FinderConfig = field(default_factory=FinderConfig)
    smallest_cut: int = 40  # pixels; real crops below are not hung into scenes
    decoys: int = 400
    backgrounds: int = 14  # crops without a sign out of each scene
    elsewhere: int = 3600  # photographs that show no street
    tile: tuple[int, int] = (704, 432)  # what the finder is used on, width and height,
    smaller_tile: tuple[int, int] = (544, 240)  # and where less suffices: what is left of a picture's halves
    overlap: int = 48  # pixels by which tiles overlap
    checkpoint_steps: int = 300


WITHOUT_DRAWINGS = Config(
    namer=NamerConfig(mixture=Mixture(drawn=0, decoys=0)), finder=FinderConfig(hanging=Hanging(drawn=0, real=0, decoys=0)))
