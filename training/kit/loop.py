# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a training loop: the schedule, averaged weights, checkpoints, batches made ahead of time."""
import copy
import math
import os
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn


def warm_cosine(step: int, steps: int, warm: int, floor: float = 0.01) -> float:
    """The factor of the learning rate: rises evenly for `warm` steps, then falls as a cosine to `floor`."""
    if step < warm:
        return (step + 1) / warm
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


class Average:
    """A copy of the network whose weights follow the trained ones slowly (an exponential moving average)."""

    def __init__(self, network: nn.Module, decay: float):
        self.network = copy.deepcopy(network).eval()
        self.decay = decay
        self.updates = 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        self.updates += 1
        decay = min(self.decay, self.updates / (self.updates + 10))  # the beginning is soon forgotten
        for mine, theirs in zip(self.network.state_dict().values(), network.state_dict().values()):
            if mine.is_floating_point():
                mine.lerp_(theirs, 1 - decay)
            else:
                mine.copy_(theirs)


def interpolate(start: dict, end: dict, share: float) -> dict:
    """The weights at `share` of the way from start to end."""
    return {k: v + share * (end[k] - v) if v.is_floating_point() else end[k] for k, v in start.items()}


def save_checkpoint(path: Path, **state: Any) -> None:
    """Whole or not at all: a run may be killed at any moment."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def load_checkpoint(path: Path) -> dict | None:
    return torch.load(path, map_location="cpu") if path.exists() else None


def ahead(make: Callable[[int], Any], steps: range, depth: int = 4) -> Iterator[Any]:
    """make(step) for each step, made in a thread while the network is busy with those before."""
    ready: queue.Queue = queue.Queue(depth)

    def work() -> None:
        try:
            for step in steps:
                ready.put((make(step), None))
        except Exception as error:  # belongs to whoever waits for the batch
            ready.put((None, error))

    threading.Thread(target=work, daemon=True).start()
    for _ in steps:
        batch, error = ready.get()
        if error:
            raise error
        yield batch
