# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the animal classifier. Type `script/train animals`; --help tells the rest."""
import copy
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from animals.config import SHORT, Config
from animals.finish import Trained, finish
from animals.knowledge import (
    Knowledge, Pack, drawing_weights, first_head, recall_weights, second_head, soft_targets, start_embeddings)
from animals.labels import NOT_ANIMAL, read_labels, read_owners
from animals.measure import MIDDLE, look
from animals.tune import Batches, Drawing, Loss, Watch, tune
from kit.data import PHOTO_SIDE, load_pixels, read_manifest
from kit.advice import Advised
from kit.loop import interpolate, mean_weights
from kit.metrics import top
from kit.mobilenet_v2 import MobileNetV2, fold_norm, insert_norm, load_weights, settle_norm
from kit.pictures import Pictures
from kit.roots import Rooted
from kit.run import ROOT, Places, Run, options

LEFT_OUT = Path(__file__).with_name("left-out.json")


def main() -> None:
    parser = options("animals", "the animal classifier", golden="tests/golden/animals.json")
    parser.set_defaults(work=None)
    parser.add_argument("--leave-out", nargs="*", default=[], metavar="SOURCE",
                        help="train for a short time without these sources, measure on them, export nothing")
    args = parser.parse_args()
    args.work = args.work or ROOT / "build/training" / ("animals-left-out" if args.leave_out else "animals")
    if args.leave_out:
        config = Config(leave_out=tuple(args.leave_out), stages=SHORT)
        training = Training(args.data, args.work, config, args.resume)
        training.run()
        training.measure_left_out()
    else:
        training = Training(args.data, args.work, Config(), args.resume)
        training.finish(training.run(), args.model, args.golden)


class Training(Run):
    def __init__(self, data: Path, work: Path, config: Config, resume: bool):
        super().__init__(work, resume, kept=["run*.pt"])
        self.config = config
        torch.manual_seed(config.seed)
        self.labels = read_labels()
        self.nothing = self.labels.index(NOT_ANIMAL)
        self.start = load_weights(data / "weights/mobilenet_v2_imagenet.npz").to(self.device)
        self.knowledge = Knowledge(self.start, read_owners(data / "weights", self.labels), self.labels)
        self.pack = self._read_pack(data / "animals")
        self.validation = np.array([p.split == "val" for p in self.pack.pictures])
        self.history: list[dict] = []
        self.log(f"{len(self.pack.labels)} pictures, {self.pack.trains.sum()} of them train, on {self.device}")

    def _read_pack(self, folder: Path) -> Pack:
        pictures = read_manifest(folder)
        return Pack(
            pictures,
            load_pixels(folder, pictures),
            np.array([self.labels.index(p.label) for p in pictures]),
            np.array([p.split == "train" and p.source not in self.config.leave_out for p in pictures]),
            np.array([min(1.0, (p.short_side / PHOTO_SIDE) ** 2) for p in pictures]),
        )

    def run(self) -> MobileNetV2:
        loss = self.prepare()
        ends, self.history = [], []
        for i in range(self.config.runs):
            watch = Watch(self.work / f"run{i}.pt", self.log, self.after_epoch)
            trained, history = tune(copy.deepcopy(self.network), self.batches.of_run(i), loss, self.config, watch)
            ends.append(trained.state_dict())
            self.history = self.history or history
        self.end = mean_weights(ends)
        return self.between(self.config.wise)

    def answering(self, network: MobileNetV2) -> MobileNetV2:
        """The same network, whose answers also hear a head on roots of the embedding and the starting network's own classes."""
        config = self.config
        network = copy.deepcopy(network)
        fold_norm(network)
        second, labels = second_head(network, self.pack, config)
        rooted = Rooted(network.head, second, labels, config.roots)
        network.classifier[1] = Advised(rooted, self.start.head, self.knowledge.owners, config.advice).to(self.device)
        return network

    def prepare(self) -> Loss:
        """Everything that the training begins with: self.network, self.batches, and what is asked of them."""
        config, pack = self.config, self.pack
        embeddings = start_embeddings(self.start, pack, self.work.parent / "start-embeddings.npy", config.view_size)
        guess = self.knowledge.probabilities(embeddings)
        # Some pictures of things show an animal that the pack has no label for.
        animal = (pack.labels == self.nothing) & (guess[:, self.nothing] < config.doubt)
        self.log(f"{(animal & pack.trains).sum()} pictures of no animal look like one: left out")
        pack.trains &= ~animal
        recalled = self.knowledge.recalled(embeddings[:, pack.trains].reshape(-1, embeddings.shape[2]), config)
        head = first_head(self.knowledge, pack, embeddings, recalled, config)
        self.log("the head is fitted")

        network = copy.deepcopy(self.start)
        network.classifier[1] = head
        drawing = Drawing(drawing_weights(pack, config), recall_weights(recalled[1], pack, len(self.labels)))
        targets = soft_targets(pack, guess, self.knowledge.known, config.smoothing)
        self.batches = Batches(Pictures(pack.pixels, self.device), targets, drawing, config)
        insert_norm(network, self.plain_batches(config.stages[0].size), config.frozen)
        network.to(memory_format=torch.channels_last).to(self.device)
        self.begin = copy.deepcopy(network.state_dict())
        self.network = network
        pictured = np.bincount(pack.labels[pack.trains], minlength=len(self.labels)) > 0
        return Loss(self.start, self.knowledge, pictured, recalled, config)

    def between(self, share: float) -> MobileNetV2:
        """The network at `share` of the way from where the training began to where it ended."""
        self.network.load_state_dict(interpolate(self.begin, self.end, share))
        settle_norm(self.network, self.plain_batches(self.config.stages[-1].size))
        return self.network

    def plain_batches(self, size: int) -> Iterator[Tensor]:
        return self.batches.plain(size, self.config.settle_batches)

    def accuracy(self, network: MobileNetV2, which: np.ndarray) -> tuple[float, float]:
        """Top-1 and top-5."""
        pixels = [self.pack.pixels[i] for i in np.flatnonzero(which)]
        logits, labels = look(network, pixels, MIDDLE, self.config.view_size), self.pack.labels[which]
        return float(top(logits, labels, 1)), float(top(logits, labels, 5))

    def after_epoch(self, network: MobileNetV2, entry: dict) -> None:
        network = copy.deepcopy(network)
        settle_norm(network, self.plain_batches(entry["size"]))
        val, photo = self.validation, self.pack.photo
        some = np.arange(len(val)) % 5 == 0  # of the thumbnails, for time's sake
        entry["val_photo"] = self.accuracy(network, val & photo)[0]
        entry["val_thumbnail"] = self.accuracy(network, val & ~photo & some)[0]

    def measure_left_out(self) -> None:
        """On photographs of sources that did not train: of labels that others have pictures of, and of those without."""
        pack, config = self.pack, self.config
        out = np.array([p.source in config.leave_out for p in pack.pictures]) & pack.photo
        pictured = np.isin(pack.labels, np.unique(pack.labels[pack.trains]))
        known = self.knowledge.known[pack.labels]
        subsets = {
            "validation": self.validation & pack.photo & ~out,
            "pictured": out & pictured,
            "unpictured": out & ~pictured & known,
        }
        found: dict = {"sources": list(config.leave_out), "wise": config.wise, "roots": config.roots, "advice": config.advice, "shares": {}}
        found["pictures"] = {name: int(which.sum()) for name, which in subsets.items()}
        for share in (0.0, config.wise, 1.0):
            network = self.answering(self.between(share))
            scores = {n: self.accuracy(network, which) for n, which in subsets.items()}
            found["shares"][str(share)] = scores
            self.log(f"{share} of the way: {scores}")
        (self.work / "left-out.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")

    def finish(self, network: MobileNetV2, model: Path, golden: Path) -> None:
        left_out = json.loads(LEFT_OUT.read_text(encoding="utf-8")) if LEFT_OUT.exists() else None
        trained = Trained(self.answering(network).cpu(), self.history, "a GPU" if self.device.type == "cuda" else "the processor", left_out)
        findings = finish(trained, self.pack, self.labels, self.config, Places(model, golden))
        for name, score in findings.scores.items():
            self.log(f"{name}: {score}")


if __name__ == "__main__":
    main()
