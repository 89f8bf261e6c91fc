# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the classifier of requests. Type `script/train router`; needs a build (script/build), whose router-cases makes the features.

First each voice is left out in turn (left_out.py): by what comes out then the temperature and the probability from which on an answer
counts are found. Then everything trains."""
import argparse
import collections
import json
import random
import shutil
import struct
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from router import left_out
from router.phrases import OUTSIDE, OWN, Phrase, fixed_words, read_phrases
from router.sentences import Message, bare, make

ROOT = Path(__file__).resolve().parents[2]
SEED = 7
BUCKETS = 1 << 16
EPOCHS = 6
BATCH = 256
SMALL = ("hello", "thanks", "bye", "quiz_stop", "fix", "picture")
COUNTS = collections.defaultdict(lambda: 1600, {OUTSIDE: 12000, **dict.fromkeys(SMALL, 900)})
BARE = 3500  # messages that are a text without a request
FORGOTTEN = 0.12  # of the words of requests are unknown to a message while training, so that no request needs all of its words
LEFT_OUT_SHARE = 0.5  # of the messages where a voice is left out: to compare voices half of them do
PARTS = 8  # of the messages; each has forgotten other words


class Cases:
    """router-cases, on files of a folder instead of the program's own."""

    def __init__(self, program: Path, folder: Path):
        self.program, self.folder = program, folder

    def ask(self, mode: str, messages: list[Message]) -> list[str]:
        lines = "".join(json.dumps({"message": m.text, **m.room}) + "\n" for m in messages)
        done = subprocess.run([self.program, mode, self.folder], input=lines, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()


def find_words(cases: Cases, phrases: list[Phrase]) -> list[str]:
    """Words that stand in requests, and those that several phrases outside of our scope have."""
    texts = [Message(p.kind, fixed_words(p), p.number) for p in phrases]
    counts: collections.Counter[str] = collections.Counter()
    for message, line in zip(texts, cases.ask("words", texts)):
        for word in set(line.split()):
            counts[word] += 1 if message.kind == OUTSIDE else 2
    return sorted((w for w, n in counts.items() if n >= 2 and w.isprintable()), key=str.encode)


def forgetful_features(cases: Cases, messages: list[Message], rng: random.Random) -> list[str]:
    """The features of messages, each of which has forgotten some words of requests."""
    words = (cases.folder / "words.txt").read_text().splitlines()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        parts = []
        for k in range(PARTS):
            folder = Path(name) / str(k)
            folder.mkdir()
            shutil.copy(cases.folder / "concepts.txt", folder)
            (folder / "words.txt").write_text("".join(w + "\n" for w in words if rng.random() >= FORGOTTEN))
            parts.append(Cases(cases.program, folder))
        lines = list(pool.map(lambda k: parts[k].ask("features", messages[k::PARTS]), range(PARTS)))
    return [lines[i % PARTS][i // PARTS] for i in range(len(messages))]


class Examples:
    def __init__(self, lines: list[str], messages: list[Message], labels: list[str]):
        ids, values, offsets = [], [], [0]
        for line in lines:
            row = np.array(line.split(), dtype=np.uint32)
            buckets, times = np.unique((row ^ row >> 15) & (BUCKETS - 1), return_counts=True)
            value = 1 + np.log(times)
            ids.append(buckets)
            values.append(value / max(1e-9, np.sqrt((value * value).sum())))
            offsets.append(offsets[-1] + len(buckets))
        self.ids = torch.from_numpy(np.concatenate(ids).astype(np.int64))
        self.values = torch.from_numpy(np.concatenate(values).astype(np.float32))
        self.offsets = torch.tensor(offsets)
        self.labels = torch.tensor([labels.index(m.kind) for m in messages])

    def batch(self, first: int, last: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        part = slice(int(self.offsets[first]), int(self.offsets[last]))
        return self.ids[part], self.values[part], self.offsets[first:last] - self.offsets[first], self.labels[first:last]

    def shuffled(self) -> "Examples":
        """The same in another order, so that a batch is a slice."""
        order = torch.randperm(len(self.labels))
        lengths = (self.offsets[1:] - self.offsets[:-1])[order]
        ends = lengths.cumsum(0)
        starts = torch.repeat_interleave(self.offsets[:-1][order] - (ends - lengths), lengths)
        picked = torch.arange(len(self.ids)) + starts
        new = object.__new__(Examples)
        new.ids, new.values, new.labels = self.ids[picked], self.values[picked], self.labels[order]
        new.offsets = torch.cat([torch.zeros(1, dtype=torch.long), ends])
        return new


class Linear(nn.Module):
    def __init__(self, labels: int):
        super().__init__()
        self.weights = nn.EmbeddingBag(BUCKETS, labels, mode="sum")
        nn.init.zeros_(self.weights.weight)
        self.bias = nn.Parameter(torch.zeros(labels))

    def forward(self, ids: Tensor, values: Tensor, offsets: Tensor) -> Tensor:
        return self.weights(ids, offsets, per_sample_weights=values) + self.bias


def fit(examples: Examples, labels: int) -> Linear:
    torch.manual_seed(SEED)
    network = Linear(labels)
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.1, weight_decay=0.002)
    count = len(examples.labels)
    steps = EPOCHS * -(-count // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=steps, pct_start=0.1)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.03)
    for epoch in range(EPOCHS):
        total = 0.0
        examples = examples.shuffled()
        for first in range(0, count, BATCH):
            ids, values, offsets, wanted = examples.batch(first, min(first + BATCH, count))
            keep = torch.rand(len(ids)) > 0.3  # so that no single feature decides
            loss = loss_of(network(ids, values * keep, offsets), wanted)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(wanted)
        print(f"epoch {epoch + 1}: loss {total / count:.4f}", flush=True)
    return network


@torch.no_grad()
def logits_of(network: Linear, examples: Examples) -> Tensor:
    count = len(examples.labels)
    return torch.cat([network(*examples.batch(i, min(i + 2048, count))[:3]) for i in range(0, count, 2048)])


def find_temperature(logits: Tensor, wanted: Tensor) -> float:
    losses = {t: float(nn.functional.cross_entropy(logits / t, wanted)) for t in np.arange(0.3, 3.01, 0.05)}
    return float(min(losses, key=losses.__getitem__))


def find_sure(logits: Tensor, wanted: Tensor) -> float:
    """The lowest probability from which on nine of ten answers near it are right."""
    best, found = logits.softmax(1).max(1)
    right = (found == wanted).float()
    for sure in np.arange(0.2, 0.9, 0.01):
        near = (best >= sure) & (best < sure + 0.1)
        if near.sum() > 50 and right[near].mean() >= 0.5:
            return float(sure)
    return 0.5


def write(path: Path, network: Linear, labels: list[str], temperature: float, sure: float) -> None:
    weights = network.weights.weight.detach().numpy()
    scales = np.abs(weights).max(0) / 127
    small = np.round(weights / scales).astype(np.int8)
    head = b"NGRM" + struct.pack("<IIIff", 1, BUCKETS, len(labels), temperature, sure)
    pairs = np.stack([scales, network.bias.detach().numpy()], 1).astype("<f4").tobytes()
    names = b"".join(label.encode() + b"\0" for label in labels)
    path.write_bytes(head + pairs + names + small.tobytes())


def messages_of(phrases: list[Phrase], rng: random.Random, share: float = 1.0) -> list[Message]:
    by_kind = collections.defaultdict(list)
    for phrase in phrases:
        by_kind[phrase.kind].append(phrase)
    found = [m for kind, some in by_kind.items() for m in make(some, int(COUNTS[kind] * share), rng)]
    found += [bare(rng) for _ in range(int(BARE * share))]
    return [m for m in found if m.text.strip()]


def learn(cases: Cases, phrases: list[Phrase], labels: list[str], share: float) -> Linear:
    """Writes words.txt to the folder of `cases` and trains on what is made of the phrases."""
    rng = random.Random(SEED)
    (cases.folder / "words.txt").write_text("\n".join(find_words(cases, phrases)) + "\n")
    messages = messages_of(phrases, rng, share)
    return fit(Examples(forgetful_features(cases, messages, rng), messages, labels), len(labels))


def leave_out_one(voice: str, program: Path, model: Path, options: argparse.Namespace) -> tuple[list[left_out.Judged], Tensor, Tensor]:
    """What a router that has not learnt of a voice makes of it: answers, logits, and what they should be."""
    torch.set_num_threads(1)
    phrases = read_phrases()
    labels = sorted({p.kind for p in phrases})
    own, others = [p for p in phrases if p.voice == voice], [p for p in phrases if p.voice != voice]
    with tempfile.TemporaryDirectory() as name:
        cases = Cases(program, Path(name))
        shutil.copy(model / "concepts.txt", name)
        network = learn(cases, others, labels, options.share * LEFT_OUT_SHARE)
        write(cases.folder / "router.ngram", network, labels, *options.sure)
        judged = left_out.judge(program, cases.folder, own, random.Random(SEED))
        messages = [j.message for j in judged]
        held = Examples(cases.ask("features", messages), messages, labels)
    return judged, logits_of(network, held), held.labels


def leave_out(program: Path, model: Path, phrases: list[Phrase], labels: list[str], options: argparse.Namespace) -> tuple[float, float]:
    """Shows how well each voice is understood by a router that has not learnt of it. Temperature and the lowest sure probability."""
    voices = [v for v in sorted({p.voice for p in phrases} - {OWN}) if not options.voice or v in options.voice]
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool:
        found = list(pool.map(leave_out_one, voices, *([x] * len(voices) for x in (program, model, options))))
    if options.wrong:
        for judged, _, _ in found:
            left_out.show_wrong(judged)
    left_out.show({voice: judged for voice, (judged, _, _) in zip(voices, found)}, labels)
    logits, wanted = torch.cat([f[1] for f in found]), torch.cat([f[2] for f in found])
    temperature = find_temperature(logits, wanted)
    sure = find_sure(logits / temperature, wanted)
    print(f"temperature {temperature:.2f}, sure {sure:.2f}", flush=True)
    return temperature, sure


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/train router", description="Train the classifier of requests.")
    parser.add_argument("--model", type=Path, default=ROOT / "models/router", help="where what it learns goes")
    parser.add_argument("--program", type=Path, help="router-cases, which makes the features (default: that of build, brought up to date)")
    parser.add_argument("--left-out", action="store_true", help="only measure how well each voice is understood that is left out")
    parser.add_argument("--voice", action="append", help="leave only this one out (may be repeated)")
    parser.add_argument("--wrong", action="store_true", help="show what was not understood of a voice that was left out")
    parser.add_argument("--share", type=float, default=1.0, help="of the messages, to be faster")
    parser.add_argument("--sure", type=float, nargs=2, default=(0.95, 0.4), help="temperature and lowest sure probability where a voice is left out")
    parser.add_argument("--jobs", type=int, default=2, help="how many voices are left out at the same time")
    args = parser.parse_args()
    if not args.program:
        subprocess.run(["ninja", "-C", ROOT / "build", "--quiet", "src/infer/router-cases"], check=True)
    program = args.program or ROOT / "build/src/infer/router-cases"
    torch.set_num_threads(1)
    phrases = read_phrases()
    labels = sorted({p.kind for p in phrases})
    print(f"{len(phrases)} phrases, {len(labels)} kinds", flush=True)
    temperature, sure = leave_out(program, args.model, phrases, labels, args)
    if not args.left_out:
        network = learn(Cases(program, args.model), phrases, labels, args.share)
        write(args.model / "router.ngram", network, labels, temperature, sure)


if __name__ == "__main__":
    main()
