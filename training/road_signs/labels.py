# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of signs, and which of them the classifier tells apart."""
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MODEL = Path(__file__).resolve().parents[2] / "models/road-signs"
TABLE = MODEL / "labels.csv"
DRAWINGS = MODEL / "drawings"
FURTHER_DRAWINGS = Path(__file__).with_name("drawings")  # of signs that are no label; GROUP-NAME.svg
NOT_A_SIGN = "not_a_sign"
LIGHT = "traffic_light"
ANY_LIMIT = "speed_limit"  # a number that nobody wrote down
GERMAN = 43  # labels of the German benchmark, the first ones of the table
ENOUGH = 12  # real examples, without which a label is only known by its group


@dataclass(frozen=True)
class Sign:
    label: str
    group: str
    shape: str


def read_table(path: Path = TABLE) -> list[Sign]:
    with open(path, newline="", encoding="utf-8") as file:
        return [Sign(row["label"], row["group"], row["shape"]) for row in csv.DictReader(file)]


class Labels:
    """What the classifier answers with, and what each label of the pictures means to it."""

    def __init__(self, table: list[Sign], examples: dict[str, int]):
        self.table = {sign.label: sign for sign in table}
        groups = {label for label in self.table if label.endswith("_sign")}
        self.names = [
            sign.label for sign in table
            if sign.label in groups or sign.label in (ANY_LIMIT, LIGHT) or examples.get(sign.label, 0) >= ENOUGH
        ]
        self.index = {name: i for i, name in enumerate(self.names)}

    def answer(self, label: str) -> str:
        """The label itself where it is told apart, else its group's."""
        return label if label in self.index else self.group_answer(self.table[label].group)

    def group_answer(self, group: str) -> str:
        own = f"{group}_sign"
        return own if own in self.index else "information_sign"

    def means(self, label: str) -> np.ndarray:
        """bool (labels): which answers are right."""
        right = np.zeros(len(self.names), bool)
        right[self.index[self.answer(label)]] = True
        if label == ANY_LIMIT:
            right[[i for name, i in self.index.items() if name.startswith("speed_limit_")]] = True
        return right
