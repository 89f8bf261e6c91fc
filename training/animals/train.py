# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the animal classifier. Type `script/train animals`; --help tells the rest."""
import argparse
import copy
import dataclasses
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that wait leave the core to others
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import torch

from animals.config import Config
from animals.knowledge import Knowledge, Pack, drawing_weights, first_head, recall_weights, soft_targets, start_embeddings
from animals.labels import NOT_ANIMAL, Labels, read_labels, read_owners
from animals.tune import Batches, Loss, tune
from kit.data import PHOTO_SIDE, load_pixels, read_manifest
from kit.embed import embed
from kit.loop import interpolate
from kit.metrics import rejection, softmax, top
from kit.mobilenet_v2 import MobileNetV2, fold_norm, insert_norm, load_weights, to_input
from kit.views import center_view, squashed_view

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/train animals", description="Train the animal classifier.")
    parser.add_argument("--data", type=Path, default=ROOT / "../shared/data", help="folder with animals/ and weights/")
    parser.add_argument("--work", type=Path, default=ROOT / "build/training/animals", help="for checkpoints and logs")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint instead of anew")
    parser.add_argument("--leave-out", nargs="*", default=[], metavar="SOURCE", help="train without these sources, "
                        "measure on them, and export nothing")
    args = parser.parse_args()
    Training(args.data, args.work, Config(leave_out=tuple(args.leave_out)), args.resume).run()


class Training:
    def __init__(self, data: Path, work: Path, config: Config, resume: bool):
        self.work, self.config = work, config
        work.mkdir(parents=True, exist_ok=True)
        self.checkpoint = work / "checkpoint.pt"
        if not resume:
            self.checkpoint.unlink(missing_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.set_num_threads(os.cpu_count() or 1)
        torch.manual_seed(config.seed)
        self.labels = read_labels()
        self.nothing = self.labels.index(NOT_ANIMAL)
        self.start = load_weights(data / "weights/mobilenet_v2_imagenet.npz").to(self.device)
        self.knowledge = Knowledge(self.start.cpu(), read_owners(data / "weights", self.labels), self.labels)
        self.start.to(self.device)
        self.pack = self._read_pack(data / "animals")
        self.log(f"{len(self.pack.labels)} pictures, {self.pack.trains.sum()} of them train, on {self.device}")

    def log(self, line: str) -> None:
        line = f"{time.strftime('%H:%M:%S')} {line}"
        print(line, flush=True)
        with open(self.work / "log.txt", "a", encoding="utf-8") as file:
            print(line, file=file)

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
        config, pack = self.config, self.pack
        embeddings = start_embeddings(self.start, pack, self.work.parent / "start-embeddings.npy", config.view_size)
        guess = self.knowledge.probabilities(embeddings)
        # Some pictures of things show an animal that the pack has no label for.
        animal = (pack.labels == self.nothing) & (guess[:, self.nothing] < config.doubt)
        self.log(f"{(animal & pack.trains).sum()} pictures of no animal look like one: left out")
        pack.trains &= ~animal
        recalled = self.knowledge.recalled(embeddings[:, pack.trains].reshape(-1, embeddings.shape[2]), config)
        head = first_head(self.knowledge, pack, embeddings, recalled, config)
        self.log("the head is fitted: " + self.describe(self.head_logits(head, embeddings)))

        network = copy.deepcopy(self.start)
        network.classifier[1] = head.to(self.device)
        batches = Batches(
            pack,
            soft_targets(pack, guess, self.knowledge.known, config.smoothing),
            drawing_weights(pack, config),
            recall_weights(recalled[1], pack, len(self.labels)),
            config,
        )
        size = config.stages[0].size
        insert_norm(network, (batches.make(size, 10**9 + i)[0].to(self.device) for i in range(24)), config.frozen)
        network.to(memory_format=torch.channels_last).to(self.device)
        begin = copy.deepcopy(network.state_dict())
        pictured = np.bincount(pack.labels[pack.trains], minlength=len(self.labels)) > 0
        loss = Loss(self.start, self.knowledge, pictured, recalled, config, self.device)
        trained = tune(network, batches, loss, config, self.device, self.checkpoint, self.log, self.after_epoch)
        for share in (0.4,0.7, 1.0):
            network.load_state_dict(interpolate(begin, trained.state_dict(), share))
            self.log(f"{share} of the way: " + self.describe(self.logits(network)))
        return network

    def head_logits(self, head, embeddings):
        with torch.no_grad():
            return np.log(np.mean([softmax(head(torch.from_numpy(e)).numpy()) for e in embeddings],0))

    def after_epoch(self, network, entry):
        pass

    def logits(self, network):
        keep=self.measured
        out=np.full((len(self.pack.labels),len(self.labels)),np.nan,np.float32)
        px=[self.pack.pixels[i] for i in keep]
        ps=0
        for view in (lambda p: center_view(p,224),):
            e=torch.from_numpy(embed(network,px,view))
            with torch.no_grad(): ps=ps+softmax((e@network.head.weight.T.cpu()+network.head.bias.cpu()).numpy())
        out[keep]=np.log(ps+1e-9); return out

    def describe(self, lg):
        pack=self.pack; val=np.array([p.split=='val' for p in pack.pictures]); src=np.array([p.source for p in pack.pictures])
        lo=np.isin(src,self.config.leave_out); ph=pack.photo
        pictured=np.bincount(pack.labels[pack.trains],minlength=len(self.labels))>0
        known=self.knowledge.known
        if not hasattr(self,'measured'):
            rng=np.random.default_rng(0)
            th=np.flatnonzero(val&~ph); th=rng.choice(th,250,replace=False)
            q=np.flatnonzero(lo&ph); q=rng.choice(q,min(len(q),900),replace=False); self.measured=np.concatenate([np.flatnonzero(val&ph&~lo),q,th])
        mm=np.zeros(len(val),bool); mm[self.measured]=True
        t=[]
        for n,m in (('val',val&ph&~lo&mm),('thumb',val&~ph&mm),('lso',lo&mm&ph&pictured[pack.labels]),('lso-unpictured',lo&mm&ph&~pictured[pack.labels]&known[pack.labels])):
            if m.sum():
                l=lg[m]; y=pack.labels[m]; r=rejection(l,y,self.nothing) if (y==self.nothing).any() else (0,(l.argmax(1)==self.nothing).mean())
                t.append(f"{n} {m.sum()} {100*top(l,y,1):.1f}/{100*top(l,y,5):.1f} na {100*r[0]:.0f} lost {100*r[1]:.1f} further {100*(~pictured[l.argmax(1)]).mean():.1f}")
        return '; '.join(t)


if __name__ == "__main__":
    main()
