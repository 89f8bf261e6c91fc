# SPDX-License-Identifier: GPL-3.0-or-later
"""The labels of the network's outputs, and what the starting network's outputs are called among them."""
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

TABLE = Path(__file__).with_name("labels.csv")
NOT_ANIMAL = "not_animal"  # the last label


@dataclass(frozen=True)
class Labels:
    names: list[str]
    groups: list[str]

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        return self.names.index(name)


def read_labels() -> Labels:
    with open(TABLE, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[-1]["label"] == NOT_ANIMAL
    return Labels([r["label"] for r in rows], [r["group"] for r in rows])


def read_owners(weights: Path, labels: Labels) -> np.ndarray:
    """For each output of the starting network the label it belongs to; what is no animal belongs to not_animal."""
    with open(weights / "imagenet_to_animals.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    owners = np.full(1 + len(rows), labels.index(NOT_ANIMAL))  # output 0 is the background
    for row in rows:
        owners[int(row["output"])] = labels.index(row["label"])
    return owners
