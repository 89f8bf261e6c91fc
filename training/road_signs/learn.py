# SPDX-License-Identifier: GPL-3.0-or-later
"""The two trainings. Both go on from their checkpoint where there is one."""
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kit.loop import Average, ahead, load_checkpoint, save_checkpoint, warm_cosine
from kit.mobilenet_v2 import MobileNetV2, insert_norm

from .config import FinderConfig, NamerConfig
from .crops import CropBatches
from .networks import Finder, Namer
from .scenes import SceneBatches, Targets


@dataclass
class Course:
    """One network on its way: what takes a step, and how often it is looked at."""

    network: nn.Module
    optimizer: torch.optim.Optimizer
    average: Average
    steps: int
    warm_steps: int
    every: int  # steps between checkpoints
    checkpoint: Path
    look: Callable[[nn.Module, dict], None]  # may add to what the line tells
    log: Callable[[str], None]

    def run(self, make: Callable[[int], Any], loss: Callable[[Any], Tensor]) -> list[dict]:
        history: list[dict] = []
        begin = 0
        saved = load_checkpoint(self.checkpoint)
        if saved:
            self.network.load_state_dict(saved["network"])
            self.average.network.load_state_dict(saved["average"])
            self.average.updates = saved["updates"]
            self.optimizer.load_state_dict(saved["optimizer"])
            history, begin = saved["history"], saved["step"]
            self.log(f"resuming at step {begin}")
        rates = [group["rate"] for group in self.optimizer.param_groups]
        total = torch.zeros((), device=next(self.network.parameters()).device)
        seen = begin
        self.network.train()
        for step, batch in zip(range(begin, self.steps), ahead(make, range(begin, self.steps))):
            torch.manual_seed(step)  # for dropout
            for group, rate in zip(self.optimizer.param_groups, rates):
                group["lr"] = rate * warm_cosine(step, self.steps, self.warm_steps)
            value = loss(batch)
            self.optimizer.zero_grad(set_to_none=True)
            value.backward()
            nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
            self.optimizer.step()
            self.average.update(self.network)
            total += value.detach()
            if (step + 1) % self.every == 0 or step + 1 == self.steps:
                entry = {"step": step + 1, "loss": total.item() / (step + 1 - seen)}
                total, seen = torch.zeros_like(total), step + 1
                self.look(self.average.network, entry)
                history.append(entry)
                self.log(", ".join(f"{k} {v:.4g}" for k, v in entry.items()))
                save_checkpoint(
                    self.checkpoint, network=self.network.state_dict(), average=self.average.network.state_dict(),
                    updates=self.average.updates, optimizer=self.optimizer.state_dict(), history=history, step=step + 1)
                self.network.train()
        return history


@dataclass(frozen=True)
class Desk:
    """Where a training writes to, and what it shows on the way."""

    folder: Path
    every: int
    log: Callable[[str], None]
    look: Callable[[nn.Module, dict], None]


def partial_cross_entropy(logits: Tensor, right: Tensor) -> Tensor:
    """Cross-entropy where several answers may be right: of the sum of their probabilities."""
    found = logits.masked_fill(~right, float("-inf")).logsumexp(1)
    return (logits.logsumexp(1) - found).mean()


def learn_names(batches: CropBatches, config: NamerConfig, seed: int, desk: Desk) -> tuple[Namer, list[dict]]:
    torch.manual_seed(seed)
    network = Namer(len(batches.labels.names)).to(batches.device, memory_format=torch.channels_last)
    flat = [p for p in network.parameters() if p.ndim == 1]
    other = [p for p in network.parameters() if p.ndim > 1]
    optimizer = torch.optim.SGD(
        [{"params": other, "weight_decay": config.decay, "rate": config.rate},
         {"params": flat, "weight_decay": 0.0, "rate": config.rate}], lr=0.0, momentum=0.9, nesterov=True)
    average = Average(network, config.average)
    course = Course(network, optimizer, average, config.steps, config.warm_steps, desk.every,
                    desk.folder / "namer.pt", desk.look, lambda line: desk.log(f"namer: {line}"))

    def loss(batch: tuple[Tensor, Tensor]) -> Tensor:
        x, right = batch
        return partial_cross_entropy(network(x.contiguous(memory_format=torch.channels_last)), right)

    history = course.run(lambda step: batches.make(seed, step, config.batch, config.mixture), loss)
    return average.network, history


def heat_loss(scores: Tensor, targets: Targets) -> Tensor:
    """The focal loss of CornerNet (Law and Deng 2018), on what is not to be passed over."""
    log_p, log_not = F.logsigmoid(scores), F.logsigmoid(-scores)
    p = scores.sigmoid()
    middle = (targets.heat == 1).float()
    found = middle * (1 - p).square() * log_p
    missed = (1 - middle) * targets.weight * (1 - targets.heat).pow(4) * p.square() * log_not
    return -(found.sum() + missed.sum()) / middle.sum().clamp_min(1)


def sides_loss(sides: Tensor, targets: Targets) -> Tensor:
    """1 - GIoU (Rezatofighi et al. 2019) of boxes that share a place, told by the distances to their sides."""
    wanted, near = targets.sides, targets.near

    def area(box: Tensor) -> Tensor:
        return (box[:, 0] + box[:, 2]) * (box[:, 1] + box[:, 3])

    common = area(torch.minimum(sides, wanted))
    union = area(sides) + area(wanted) - common
    around = area(torch.maximum(sides, wanted))
    giou = common / union.clamp_min(1e-6) - (around - union) / around.clamp_min(1e-6)
    return ((1 - giou) * near).sum() / near.sum().clamp_min(1)


def learn_to_find(
    batches: SceneBatches, start: MobileNetV2, config: FinderConfig, seed: int, desk: Desk
) -> tuple[Finder, list[dict]]:
    torch.manual_seed(seed)
    network = Finder(start).to(batches.device)
    settling = batches.plain(config.batch, config.settle_batches)
    insert_norm(network, settling, config.frozen)
    network.to(memory_format=torch.channels_last)
    network.features[: config.frozen].requires_grad_(False)
    body = [p for p in network.features.parameters() if p.requires_grad]
    head = [p for name, p in network.named_parameters() if not name.startswith("features")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "rate": config.body_rate}, {"params": head, "rate": config.head_rate}],
        lr=0.0, weight_decay=config.decay)
    average = Average(network, config.average)
    course = Course(network, optimizer, average, config.steps, config.warm_steps, desk.every,
                    desk.folder / "finder.pt", desk.look, lambda line: desk.log(f"finder: {line}"))

    def loss(batch: tuple[Tensor, Targets]) -> Tensor:
        x, targets = batch
        scores, sides = network(x.contiguous(memory_format=torch.channels_last))
        return heat_loss(scores, targets) + config.sides * sides_loss(sides, targets)

    history = course.run(lambda step: batches.make(seed, step, config.batch, config.hanging), loss)
    return average.network, history
