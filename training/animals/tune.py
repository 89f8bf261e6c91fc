# SPDX-License-Identifier: GPL-3.0-or-later
"""Fine-tuning: the pictures teach, and the starting network is asked along the way, so that nothing it knew is lost."""
import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kit.loop import Average, load_checkpoint, save_checkpoint, warm_cosine
from kit.mix import mix
from kit.mobilenet_v2 import MobileNetV2
from kit.pictures import Pictures
from kit.scenery import Dice

from .config import Config, Stage
from .knowledge import Knowledge, Pack

Batch = tuple[Tensor, Tensor, Tensor]  # input, targets, indices of recalled embeddings


@dataclass(frozen=True)
class Drawing:
    """How often each is drawn; adds up to one."""

    pictures: np.ndarray
    recalled: np.ndarray


class Batches:
    """Batch number n is always the same, whatever was made before it: a resumed run sees what an unbroken one saw."""

    def __init__(self, pictures: Pictures, targets: np.ndarray, drawing: Drawing, config: Config):
        self.pictures, self.drawing, self.config, self.seed = pictures, drawing, config, config.seed
        self.device = pictures.pixels.device
        self.targets = torch.from_numpy(targets).to(self.device)

    def of_run(self, run: int) -> "Batches":
        """Others of the same kind."""
        other = copy.copy(self)
        other.seed = self.config.seed + 1000 * run
        return other

    def make(self, size: int, step: int, mixed: float = 0.0) -> Batch:
        config, drawing = self.config, self.drawing
        random = np.random.default_rng((self.seed, size, step))
        drawn = self._on_device(random.choice(len(drawing.pictures), config.batch, p=drawing.pictures))
        recalled = self._on_device(random.choice(len(drawing.recalled), config.batch, p=drawing.recalled))
        x = config.views.view(self.pictures, drawn, size, Dice(self.device, self.seed, size, step))
        x, targets = mix(x, self.targets[drawn], random, mixed)
        return x.contiguous(memory_format=torch.channels_last), targets, recalled

    def _on_device(self, indices: np.ndarray) -> Tensor:
        return torch.from_numpy(indices).to(self.device)

    def plain(self, size: int, count: int) -> Iterator[Tensor]:
        """Inputs of batches that no step has: nothing in them is mixed, which batch norm would notice."""
        return (self.make(size, 10**9 + i)[0] for i in range(count))


class Loss:
    def __init__(
        self, start: MobileNetV2, knowledge: Knowledge, pictured: np.ndarray, recalled: tuple[np.ndarray, np.ndarray],
        config: Config,
    ):
        self.config = config
        device = start.head.weight.device
        self.start_tail = copy.deepcopy(start.features[config.frozen :]).eval().requires_grad_(False).to(device)
        self.weight, self.bias = knowledge.weight.to(device), knowledge.bias.to(device)
        self.unpictured = torch.from_numpy(~pictured).to(device)
        self.recalled = torch.from_numpy(recalled[0]).to(device)
        self.recalled_labels = torch.from_numpy(recalled[1]).to(device)

    def __call__(self, network: MobileNetV2, batch: Batch) -> Tensor:
        x, targets, recalled = batch
        with torch.no_grad():
            early = network.features[: self.config.frozen](x)
        embeddings = network.features[self.config.frozen :](early).mean((2, 3))
        loss = F.cross_entropy(self._logits(network, embeddings), targets)
        if self.config.keep:
            some = int(len(x) * self.config.keep_share)
            with torch.no_grad():
                then = self.start_tail(early[:some]).mean((2, 3)) @ self.weight.T + self.bias
            now = embeddings[:some] @ self.weight.T + self.bias
            loss = loss + self.config.keep * F.kl_div(
                now.log_softmax(1), then.log_softmax(1), log_target=True, reduction="batchmean")
        if self.config.recall:
            logits = network.classifier(self.recalled[recalled])
            loss = loss + self.config.recall * F.cross_entropy(logits, self.recalled_labels[recalled])
        return loss

    def _logits(self, network: MobileNetV2, embeddings: Tensor) -> Tensor:
        """The pictures must not switch off the rows of labels that have no pictures: those rows do not learn here."""
        head = network.head
        dropped = network.classifier[0](embeddings)
        held = self.unpictured[:, None]
        weight = torch.where(held, head.weight.detach(), head.weight)
        bias = torch.where(held[:, 0], head.bias.detach(), head.bias)
        return F.linear(dropped, weight, bias)


def make_optimizer(network: MobileNetV2, config: Config) -> torch.optim.SGD:
    body = [p for p in network.features[config.frozen :].parameters()]
    plain = {"weight_decay": 0.0, "momentum": config.momentum, "nesterov": True}
    return torch.optim.SGD(
        [
            {"params": [p for p in body if p.ndim > 1], **plain, "weight_decay": config.decay, "part": "body"},
            {"params": [p for p in body if p.ndim == 1], **plain, "part": "body"},
            {"params": list(network.head.parameters()), **plain, "part": "head"},
        ],
        lr=0.0,
    )


@dataclass(frozen=True)
class Watch:
    """What happens beside the steps."""

    checkpoint: Path
    log: Callable[[str], None]
    after_epoch: Callable[[MobileNetV2, dict], None]  # may add to what the epoch's line tells


@dataclass(frozen=True)
class Run:
    network: MobileNetV2
    average: Average
    optimizer: torch.optim.Optimizer
    batches: Batches
    loss: Loss
    steps: int  # of an epoch


def tune(network: MobileNetV2, batches: Batches, loss: Loss, config: Config, watch: Watch) -> tuple[MobileNetV2, list[dict]]:
    """Train through all stages, from the checkpoint on where there is one: the averaged network, and what was seen."""
    network.features[: config.frozen].requires_grad_(False)
    optimizer = make_optimizer(network, config)
    average = Average(network, config.average)
    history: list[dict] = []
    saved = load_checkpoint(watch.checkpoint)
    if saved:
        network.load_state_dict(saved["network"])
        average.network.load_state_dict(saved["average"])
        average.updates = saved["updates"]
        optimizer.load_state_dict(saved["optimizer"])
        history = saved["history"]
        watch.log(f"resuming after epoch {len(history)}")
    run = Run(network, average, optimizer, batches, loss, config.epoch_pictures // config.batch)
    before = 0
    for stage in config.stages:
        for epoch in range(stage.epochs):
            if before + epoch < len(history):
                continue
            began = time.monotonic()
            torch.manual_seed(batches.seed * 1000 + before + epoch)  # for dropout
            mean_loss = _epoch(run, stage, epoch)
            entry = {"size": stage.size, "loss": mean_loss, "seconds": time.monotonic() - began}
            watch.after_epoch(average.network, entry)
            history.append(entry)
            watch.log(f"epoch {len(history)}: " + ", ".join(f"{k} {v:.4g}" for k, v in entry.items()))
            save_checkpoint(
                watch.checkpoint, network=network.state_dict(), average=average.network.state_dict(),
                updates=average.updates, optimizer=optimizer.state_dict(), history=history)
        before += stage.epochs
    return average.network, history


def _epoch(run: Run, stage: Stage, epoch: int) -> float:
    run.network.train()
    total = torch.zeros((), device=run.network.head.weight.device)
    for step in range(epoch * run.steps, (epoch + 1) * run.steps):
        factor = warm_cosine(step, stage.epochs * run.steps, stage.warm_steps)
        for group in run.optimizer.param_groups:
            group["lr"] = factor * (stage.head_rate if group["part"] == "head" else stage.body_rate)
        value = run.loss(run.network, run.batches.make(stage.size, step, stage.mixed))
        run.optimizer.zero_grad(set_to_none=True)
        value.backward()
        for group in run.optimizer.param_groups:
            nn.utils.clip_grad_norm_(group["params"], 5.0)
        run.optimizer.step()
        run.average.update(run.network)
        total += value.detach()
    return total.item() / run.steps
