# SPDX-License-Identifier: GPL-3.0-or-later
"""Labelled pictures out of tar shards and the manifest that lists them."""
import csv
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

PHOTO_SIDE = 110  # pictures with a shorter side below this are thumbnails


@dataclass(frozen=True)
class Picture:
    path: str
    label: str
    source: str
    split: str
    shard: str
    width: int
    height: int

    @property
    def short_side(self) -> int:
        return min(self.width, self.height)

    @property
    def is_photo(self) -> bool:
        return self.short_side >= PHOTO_SIDE


def read_manifest(folder: Path) -> list[Picture]:
    with open(folder / "manifest.csv", newline="", encoding="utf-8") as file:
        return [
            Picture(r["path"], r["label"], r["source"], r["split"], r["shard"], int(r["width"]), int(r["height"]))
            for r in csv.DictReader(file)
        ]


def load_pixels(folder: Path, pictures: list[Picture]) -> list[np.ndarray]:
    """The pictures as uint8 RGB arrays (height, width, 3), in the given order, each shard read once from end to end."""
    place = {picture.path: i for i, picture in enumerate(pictures)}
    pixels: list[np.ndarray | None] = [None] * len(pictures)
    for shard in sorted({picture.shard for picture in pictures}):
        with tarfile.open(folder / shard) as tar:
            for member in tar:
                i = place.get(member.name)
                if i is not None:
                    image = Image.open(io.BytesIO(tar.extractfile(member).read()))
                    pixels[i] = np.array(image.convert("RGB"))
    missing = [picture.path for picture, p in zip(pictures, pixels) if p is None]
    if missing:
        raise ValueError(f"{len(missing)} pictures of the manifest are in no shard, {missing[0]} for one")
    return pixels


def sampling_weights(labels: np.ndarray, trust: np.ndarray, power: float, most: float) -> np.ndarray:
    """How often each picture is drawn: a label counts as its trusted pictures to the power, a picture as its trust.

    Power 1 draws labels as often as they have pictures, 0 all labels alike. More than `most` pictures count as `most`.
    """
    mass = np.bincount(labels, weights=trust)
    per_label = np.divide(np.minimum(mass, most) ** power, mass, out=np.zeros_like(mass), where=mass > 0)
    weights = per_label[labels] * trust
    return weights / weights.sum()
