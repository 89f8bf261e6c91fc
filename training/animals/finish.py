# SPDX-License-Identifier: GPL-3.0-or-later
"""From the trained network to the folder models/animals: calibrate, find thresholds, export, check, describe."""
import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch

from kit.export import export, run
from kit.golden import write_golden
from kit.metrics import fit_temperature, softmax
from kit.mobilenet_v2 import MobileNetV2, fold_norm, to_input
from kit.plots import plot_confusion, plot_curves
from kit.run import Places
from kit.thresholds import Answers, Threshold, fit_threshold

from .card import write_card
from .config import Config
from .knowledge import Pack
from .labels import NOT_ANIMAL, TABLE, Labels
from .measure import AGAIN, CLOSER, FIRST, LAST, MIDDLE, ONCE, WHOLE, Score, look, mean_look

WANTED_RIGHT = 0.95  # what a confident answer, and a confident group, shall be
GROUP_ERRORS = 1.5  # standard errors by which a group is to be surer than that: few pictures are doubtful


@dataclass
class Findings:
    """All that the card tells."""

    temperature: float
    scores: dict[str, Score]  # subset of the validation part
    looks: dict[str, Score]  # way to look, on the photographs
    thresholds: dict[str, Threshold]
    rolled_up: float  # share of the doubtful photographs where the group is told
    by_label: dict[str, tuple[int, float]]  # label: pictures, share that is right
    worst: list[tuple[str, str, int]]  # label, what it was taken for, how often
    failures: list[str]  # photographs that it is surest of, and wrong
    left_out: dict | None = None  # what a training without some sources found
    wise: float = 0.0
    runs: int = 1
    roots: float = 0.0
    advice: float = 0.0
    where: str = ""
    sha256: str = ""
    network_bytes: int = 0
    difference: float = 0.0
    history: list[dict] = field(default_factory=list)


@dataclass
class Trained:
    network: MobileNetV2
    history: list[dict]  # of the first run
    where: str  # it was trained
    left_out: dict | None


def finish(trained: Trained, pack: Pack, labels: Labels, config: Config, places: Places) -> Findings:
    network, history, model, size = trained.network, trained.history, places.model, config.view_size
    fold_norm(network)
    network.eval()
    findings = examine(network, pack, labels, size, model / "confusion.png")
    findings.left_out = trained.left_out
    findings.history, findings.where = history, trained.where
    findings.wise, findings.runs, findings.roots, findings.advice = config.wise, config.runs, config.roots, config.advice
    model.mkdir(parents=True, exist_ok=True)
    file = model / "animals.onnx"
    export(network, file, size, findings.temperature, f"animal classifier, {len(labels)} labels, see README.md")
    findings.sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    findings.network_bytes = file.stat().st_size
    findings.difference = compare(network, file, pack, size, findings.temperature)
    shutil.copyfile(TABLE, model / "labels.csv")
    write_manifest(model / "manifest.json", findings, size)
    plot_curves(
        model / "curves.png",
        {"photographs": [h["val_photo"] for h in history], "thumbnails": [h["val_thumbnail"] for h in history]},
        [h["loss"] for h in history],
    )
    write_golden(lambda x: run(file, x), places.golden, size, size, findings.sha256)
    write_card(model / "README.md", findings, pack, labels)
    return findings


def examine(network: MobileNetV2, pack: Pack, labels: Labels, size: int, confusion: Path) -> Findings:
    val = np.array([p.split == "val" for p in pack.pictures])
    photos, thumbnails = np.flatnonzero(val & pack.photo), np.flatnonzero(val & ~pack.photo)
    nothing = labels.index(NOT_ANIMAL)
    pixels = [pack.pixels[i] for i in photos]
    y, y_thumbnails = pack.labels[photos], pack.labels[thumbnails]
    seen = {way: look(network, pixels, way, size) for way in (MIDDLE, CLOSER, WHOLE, FIRST, LAST)}
    of_thumbnails, squashed = (look(network, [pack.pixels[i] for i in thumbnails], way, size) for way in (MIDDLE, WHOLE))
    # Half of the weight for each kind, however many pictures of it there are.
    times = max(1, round(len(thumbnails) / len(photos)))
    temperature = fit_temperature(
        np.concatenate([*[seen[MIDDLE]] * times, of_thumbnails]), np.concatenate([*[y] * times, y_thumbnails]))
    seen = {way: logits / temperature for way, logits in seen.items()}
    of_thumbnails, squashed = of_thumbnails / temperature, squashed / temperature
    first, again = (mean_look([seen[way] for way in ways]) for ways in (ONCE, AGAIN))
    looks = {str(way): Score.of(logits, y, nothing) for way, logits in seen.items()}
    for ways in (AGAIN, (*AGAIN, CLOSER), tuple(seen)):
        looks["mean: " + "; ".join(map(str, ways))] = Score.of(mean_look([seen[way] for way in ways]), y, nothing)
    others = [mean_look([seen[way], seen[WHOLE]]) for way in (CLOSER, FIRST, LAST)]
    evidence = Evidence(first, [again, *others], y, mean_look([of_thumbnails, squashed]), y_thumbnails)
    thresholds, rolled_up = fit_thresholds(evidence, labels)
    p = softmax(first)
    unsure = p.max(1) < thresholds["look_again"].value
    looks["first look, and again below `look_again`"] = Score.of(np.where(unsure[:, None], again, first), y, nothing)
    guesses = p.argmax(1)
    wrong = np.flatnonzero(guesses != y)
    pairs, counts = np.unique(np.stack([y[wrong], guesses[wrong]]), axis=1, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:12]
    surest = wrong[np.argsort(-p[wrong].max(1))][:12]
    everything = np.concatenate([first, of_thumbnails])
    all_y = np.concatenate([y, y_thumbnails])
    plot_confusion(confusion, all_y, everything.argmax(1), labels.names)
    all_right = everything.argmax(1) == all_y
    return Findings(
        temperature,
        {
            "photographs": Score.of(first, y, nothing),
            "thumbnails": Score.of(of_thumbnails, y_thumbnails, nothing),
            "all": Score.of(everything, all_y, nothing),
        },
        looks,
        thresholds,
        rolled_up,
        {labels.names[i]: (int((all_y == i).sum()), float(all_right[all_y == i].mean())) for i in np.unique(all_y)},
        [(labels.names[pairs[0, i]], labels.names[pairs[1, i]], int(counts[i])) for i in order],
        [f"{pack.pictures[photos[i]].path}: {labels.names[guesses[i]]}, {100 * p[i].max():.0f} %" for i in surest],
    )


@dataclass
class Evidence:
    """What thresholds are found by: log-probabilities of each picture's labels, and the true labels."""

    first: np.ndarray  # photographs, first look
    again: list[np.ndarray]  # photographs, second look: as it is done, and in other ways that could be
    y: np.ndarray
    thumbnails: np.ndarray  # second look
    y_thumbnails: np.ndarray


def group_answers(log_p: np.ndarray, y: np.ndarray, labels: Labels, doubtful: float) -> Answers:
    """How sure the best group is, of pictures whose best label is doubtful; a group of nothing is never told."""
    names = sorted(set(labels.groups))
    group = np.array([names.index(g) for g in labels.groups])
    p = softmax(log_p)
    by_group = np.stack([p[:, group == g].sum(1) for g in range(len(names))], 1)
    best = by_group.argmax(1)
    is_told = best != group[labels.index(NOT_ANIMAL)]
    marks = p.max(1) < doubtful
    confidence, right = np.where(is_told, by_group.max(1), 0), is_told & (best == group[y])
    return Answers.of(confidence[marks], right[marks], np.flatnonzero(marks))


def fit_thresholds(seen: Evidence, labels: Labels) -> tuple[dict[str, Threshold], float]:
    """The thresholds, and how often the group of a doubtful photograph is told.

    Too few photographs are doubtful to tell by them from where on groups are right. So they are looked at a second time in several
    ways, and thumbnails count as much as all of that; what comes out is measured on the photographs.
    """
    p, p_again = softmax(seen.first), softmax(seen.again[0])
    doubtful = fit_threshold(Answers.of(p_again.max(1), p_again.argmax(1) == seen.y), WANTED_RIGHT)
    look_again = fit_threshold(Answers.of(p.max(1), p.argmax(1) == seen.y), 0.99)
    of_photographs = [group_answers(log_p, seen.y, labels, doubtful.value) for log_p in seen.again]
    of_thumbnails = group_answers(seen.thumbnails, seen.y_thumbnails, labels, doubtful.value)
    answers = of_photographs[0].join(of_photographs[1:] + [of_thumbnails.times(len(of_photographs))])
    is_photograph = np.arange(len(answers.picture)) < len(answers.picture) - len(of_thumbnails.picture)
    of_group = fit_threshold(answers, WANTED_RIGHT, GROUP_ERRORS, is_photograph)
    told = of_photographs[0].confidence >= of_group.value
    found = {"doubtful": doubtful, "group": of_group, "look_again": look_again}
    return found, float(told.mean()) if len(told) else 0.0


def compare(network: MobileNetV2, file: Path, pack: Pack, size: int, temperature: float) -> float:
    """The largest difference between the exported file's logits and the network's own."""
    x = to_input(np.stack([MIDDLE.view(pack.pixels[i], size) for i in range(0, len(pack.pixels), max(1, len(pack.pixels) // 8))]))
    with torch.no_grad():
        expected = network(x) / temperature
    return float((run(file, x)["logits"] - expected).abs().max())


def write_manifest(path: Path, findings: Findings, size: int) -> None:
    manifest = {
        "name": "animals",
        "kind": "classifier",
        "title": "Animals",
        "network": "animals.onnx",
        "labels": "labels.csv",
        "input": {
            "name": "pixels",
            "width": size,
            "height": size,
            "mean": [127.5] * 3,
            "scale": [round(1 / 127.5, 10)] * 3,
            "resize": "bilinear",
        },
        "looks": {"first": [asdict(way) for way in ONCE], "again": [asdict(way) for way in AGAIN]},
        "outputs": {"embedding": "embedding", "logits": "logits"},
        "thresholds": {name: round(t.value, 2) for name, t in findings.thresholds.items()},
        "sha256": findings.sha256,
    }
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
