# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs that any language can make for itself, and what a network answers: for the tests of the engine."""
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from torch import Tensor

from .mobilenet_v2 import to_input

# value(x, y, channel) = mixed(x * a + y * b + channel * c + d) in 32 bits without sign; smooth ones take it modulo 256.
INPUTS = [
    {"name": "slope", "a": 1, "b": 2, "c": 85, "d": 0, "noise": False},
    {"name": "stripes", "a": 3, "b": 0, "c": 40, "d": 17, "noise": False},
    {"name": "noise", "a": 1, "b": 224, "c": 50176, "d": 1, "noise": True},
    {"name": "flat", "a": 0, "b": 0, "c": 60, "d": 30, "noise": False},
]
MOST = 256  # numbers of an output that are written down, spread evenly over it

ABOUT = (
    "Pixels of an input, for x in 0..width-1, y in 0..height-1 and channel in 0..2 (red, green, blue): h = x*a + y*b + channel*c + d "
    "(mod 2^32). With noise: h *= 2654435761; h ^= h >> 15; h *= 2246822519 (mod 2^32 each); the value is h >> 24. "
    "Without: the value is h & 255. The network takes value / 127.5 - 1. outputs: for each its numbers number 0, every, 2 * every, ..."
)


def make_input(a: int, b: int, c: int, d: int, noise: bool, width: int, height: int, **_) -> np.ndarray:
    y, x, channel = np.ogrid[:height, :width, :3]
    h = (x * a + y * b + channel * c + d).astype(np.uint32)
    if noise:
        h = h * np.uint32(2654435761)
        h ^= h >> 15
        h = h * np.uint32(2246822519)
        return (h >> 24).astype(np.uint8)
    return (h & 255).astype(np.uint8)


def write_golden(run: Callable[[Tensor], dict[str, Tensor]], path: Path, width: int, height: int, sha256: str) -> None:
    """run: the outputs for one picture."""
    cases = []
    for spec in INPUTS:
        outputs = run(to_input(make_input(width=width, height=height, **spec)[None]))
        cases.append({**spec, "outputs": {name: _some(values.flatten().numpy()) for name, values in outputs.items()}})
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"about": ABOUT, "sha256": sha256, "width": width, "height": height, "cases": cases}, file, indent=1)
        file.write("\n")


def _some(numbers: np.ndarray) -> dict:
    every = -(-len(numbers) // MOST)
    return {"count": len(numbers), "every": every, "numbers": [float(f"{n:.6g}") for n in numbers[::every]]}
