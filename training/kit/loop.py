# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a training loop: the schedule, averaged weights, checkpoints, batches made ahead of time."""
import copy
import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
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


def mean_weights(states: list[dict]) -> dict:
    """Networks that began alike lie in one valley, and the middle of them is better than each (Wortsman et al. 2022)."""
    return {k: sum(s[k] for s in states) / len(states) if v.is_floating_point() else v for k, v in states[0].items()}


def save_checkpoint(path: Path, **state: Any) -> None:
    """Whole or not at all: a run may be killed at any moment."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def load_checkpoint(path: Path) -> dict | None:
    return torch.load(path, map_location="cpu") if path.exists() else None


def ahead(make: Callable[[int], Any], steps: Iterable[int], workers: int = 1) -> Iterator[Any]:
    """make(step) for each step, in order, made by other threads while the network is busy with those before."""
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future] = deque()
        for step in steps:
            waiting.append(pool.submit(make, step))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def makers(device: torch.device) -> int:
    """How many threads shall make batches: where the network runs on the processor as well, one keeps up with it."""
    return 1 if device.type == "cpu" else os.cpu_count() or 1
