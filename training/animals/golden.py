# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs that any language can make for itself, and what the network answers: for the tests of the engine."""
import json
from pathlib import Path

import numpy as np

from kit.export import run
from kit.mobilenet_v2 import to_input

# value(x, y, channel) = mixed(x * a + y * b + channel * c + d) in 32 bits without sign; smooth ones take it modulo 256.
INPUTS = [
    {"name": "slope", "a": 1, "b": 2, "c": 85, "d": 0, "noise": False},
    {"name": "stripes", "a": 3, "b": 0, "c": 40, "d": 17, "noise": False},
    {"name": "noise", "a": 1, "b": 224, "c": 50176, "d": 1, "noise": True},
    {"name": "flat", "a": 0, "b": 0, "c": 60, "d": 30, "noise": False},
]
HEAD = 64  # numbers of the embedding that are written down

ABOUT = (
    "Pixels of an input, for x and y in 0..223 and channel in 0..2 (red, green, blue): h = x*a + y*b + channel*c + d "
    "(mod 2^32). With noise: h *= 2654435761; h ^= h >> 15; h *= 2246822519 (mod 2^32 each); the value is h >> 24. "
    "Without: the value is h & 255. The network takes value / 127.5 - 1. embedding: its first numbers; "
    "embedding_sum: of all; logits: all."
)


def make_input(a: int, b: int, c: int, d: int, noise: bool, size: int, **_) -> np.ndarray:
    y, x, channel = np.ogrid[:size, :size, :3]
    h = (x * a + y * b + channel * c + d).astype(np.uint32)
    if noise:
        h = h * np.uint32(2654435761)
        h ^= h >> 15
        h = h * np.uint32(2246822519)
        return (h >> 24).astype(np.uint8)
    return (h & 255).astype(np.uint8)


def write_golden(network: Path, path: Path, size: int, sha256: str) -> None:
    pixels = np.stack([make_input(size=size, **spec) for spec in INPUTS])
    out = run(network, to_input(pixels))
    cases = [
        {
            **spec,
            "embedding": _short(embedding[:HEAD]),
            "embedding_sum": round(float(embedding.sum()), 3),
            "logits": _short(logits),
        }
        for spec, embedding, logits in zip(INPUTS, out["embedding"].numpy(), out["logits"].numpy())
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"about": ABOUT, "sha256": sha256, "size": size, "cases": cases}, file, indent=1)
        file.write("\n")


def _short(numbers: np.ndarray) -> list[float]:
    return [float(f"{n:.6g}") for n in numbers]
