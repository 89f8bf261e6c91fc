# SPDX-License-Identifier: GPL-3.0-or-later
"""From the trained networks to the folder models/road-signs: calibrate, find thresholds, export, check, describe."""
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from kit.golden import write_golden
from kit.metrics import calibration_error, fit_temperature, softmax
from kit.plots import plot_confusion, plot_curves
from kit.run import Places
from kit.thresholds import Answers, fit_threshold

from .config import Config
from .crops import plain
from .data import MARGIN, Crop, Scene
from .labels import NOT_A_SIGN, Labels
from .measure import SAME, Found, SceneScore, find, name, score_scenes
from .networks import KINDS, Exported, Finder, Namer

WANTED_RIGHT = 0.97  # what a name that is told without doubt shall be
GREY = 128  # what the finder sees beyond a picture
INPUT = {"mean": [127.5] * 3, "scale": [0.0078431373] * 3}
SOURCES = ("gtsrb", "tt100k", "cis", "gtsdb", "rsd")


@dataclass
class NameScore:
    """Of held-out crops of one source."""

    crops: int
    right: float
    right_small: float  # shrunk to 32 x 32 before
    lost: float  # taken for no sign


@dataclass
class Findings:
    """All that the card tells, and the manifest."""

    temperature: float
    error: float  # of calibration, of the names
    names: dict[str, NameScore]
    nothing: float  # share of the places without a sign that are seen to be none
    elsewhere: float  # the same of photographs that show no street, and of parts of them
    false_signs: float  # share of such photographs on which the two networks together see a sign
    doubtful: float
    group: float
    detect: float
    scenes: SceneScore
    failures: list[str]
    histories: dict[str, list[dict]]


@torch.no_grad()
def logits_of(namer: nn.Module, crops: list[Crop], through: int = 0) -> np.ndarray:
    device = next(namer.parameters()).device
    namer.eval()
    return np.concatenate([
        namer(plain(crops[i : i + 512], device, through)).cpu().numpy() for i in range(0, len(crops), 512)])


def examine(namer: Namer, finder: Finder, crops: list[Crop], scenes: list[Scene], labels: Labels) -> tuple[Findings, dict]:
    """On what is held out. Also the marks and guesses of the confusion matrix."""
    elsewhere = [scene for scene in scenes if not scene.street]
    scenes = [scene for scene in scenes if scene.german]
    logits = logits_of(namer, crops)
    right = np.stack([labels.means(crop.label) for crop in crops])
    temperature = fit_temperature(logits, right)
    p = softmax(logits / temperature)
    best = p.argmax(1)
    hit = right[np.arange(len(p)), best]
    small = logits_of(namer, crops, 32).argmax(1)
    sign = np.array([crop.label != NOT_A_SIGN for crop in crops])
    nothing = labels.index[NOT_A_SIGN]
    names = {}
    for source in SOURCES:
        of = sign & np.array([crop.source == source for crop in crops])
        names[source] = NameScore(
            int(of.sum()), float(hit[of].mean()), float(right[of, small[of]].mean()), float((best[of] == nothing).mean()))
    doubtful, group = fit_thresholds(p, right, labels)
    place, photo = (~sign & np.array([crop.source == source for crop in crops]) for source in ("gtsdb", "elsewhere"))

    def seen(scene: Scene) -> Found:
        return name(find(finder, scene.pixels), scene.pixels, namer, labels, temperature)

    found = [seen(scene) for scene in scenes]
    failures = [
        f"`{crops[i].name}`: {crops[i].label}, named {labels.names[best[i]]}, {100 * p[i, best[i]]:.0f} %"
        for i in np.flatnonzero(~hit & sign)]
    findings = Findings(
        temperature, calibration_error(p.max(1), hit), names, float(hit[place].mean()), float(hit[photo].mean()), 0.0,
        doubtful, group, 0.0, score_scenes(scenes, found, labels), failures + missed(scenes, found, labels), {})
    # No lower than where the benchmark's false alarms begin to be many, no higher than what costs signs.
    findings.detect = round(float(np.clip(findings.scenes.threshold, 0.3, 0.4)), 2)
    findings.false_signs = float(np.mean([(seen(scene).scores >= findings.detect).any() for scene in elsewhere]))
    return findings, {"labels": right.argmax(1), "guesses": best}


def missed(scenes: list[Scene], found: list[Found], labels: Labels) -> list[str]:
    lines = []
    for scene, f in zip(scenes, found):
        for box, label in zip(scene.boxes, scene.labels):
            near = [] if not len(f.boxes) else np.flatnonzero(
                (np.abs(f.boxes - box).max(1) < 0.4 * (box[2:] - box[:2]).max()) & (f.confidence > 0.3))
            said = {labels.names[f.names[i]] for i in near}
            if label not in said:
                where = ", ".join(str(round(float(v))) for v in box)
                lines.append(f"`{scene.name}` ({where}): {label}, " + (f"named {', '.join(sorted(said))}" if said else "not found"))
    return lines


def fit_thresholds(p: np.ndarray, right: np.ndarray, labels: Labels) -> tuple[float, float]:
    """From where on a name is told without doubt, and from where on the group is told in its stead."""
    best = p.argmax(1)
    doubtful = max(0.5, fit_threshold(Answers.of(p.max(1), right[np.arange(len(p)), best]), WANTED_RIGHT).value)
    groups = np.array([labels.table[name].group for name in labels.names])
    of_group = np.stack([p[:, groups == group].sum(1) for group in groups], 1)[np.arange(len(p)), best]
    unsure = p.max(1) < doubtful
    is_right = groups[best] == groups[right.argmax(1)]
    group = fit_threshold(Answers.of(of_group[unsure], is_right[unsure]), WANTED_RIGHT).value if unsure.any() else 1.0
    return round(doubtful, 2), round(float(np.clip(group, 0.6, 0.95)), 2)


def write_onnx(network: nn.Module, shape: tuple[int, ...], path: Path, outputs: list[str], open_axes: dict | None = None) -> str:
    """PyTorch's own exporter folds the batch norms. Returns the SHA-256."""
    torch.onnx.export(
        network.eval().cpu(), torch.zeros(shape), str(path), input_names=["pixels"], output_names=outputs,
        opset_version=13, do_constant_folding=True, dynamic_axes=open_axes)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_finder(whole: Exported, config: Config, places: Places) -> str:
    """Its size is left open. Also what it answers, for the tests. Returns the SHA-256."""
    width, height = config.tile
    open_axes = {"pixels": {2: "height", 3: "width"}, "boxes": {1: "places"}, "scores": {1: "places"}}
    sha256 = write_onnx(whole, (1, 3, height, width), places.model / "detector.onnx", ["boxes", "scores"], open_axes)

    @torch.no_grad()
    def boxes(x: Tensor) -> dict[str, Tensor]:
        return dict(zip(("boxes", "scores"), whole(x)))

    write_golden(boxes, places.golden / "road-signs-detector.json", width, height, sha256)
    return sha256


def export(namer: Namer, finder: Finder, labels: Labels, config: Config, findings: Findings, places: Places) -> None:
    width, height = config.tile
    places.model.mkdir(parents=True, exist_ok=True)
    smaller_width, smaller_height = config.smaller_tile
    finding = write_finder(Exported(finder), config, places)
    naming = write_onnx(namer, (1, 3, Namer.SIZE, Namer.SIZE), places.model / "classifier.onnx", ["logits"])
    manifest = {
        "name": "road-signs",
        "kind": "detector",
        "title": "Road signs",
        "network": "detector.onnx",
        "labels": "labels.csv",
        "format": "corners",
        "input": {"name": "pixels", "width": width, "height": height, **INPUT},
        "smaller_input": {"width": smaller_width, "height": smaller_height},
        "outputs": {"boxes": "boxes", "scores": "scores"},
        "classes": list(KINDS),
        "overlap": config.overlap,
        "smallest": 100,
        "fill": GREY,
        "thresholds": {
            "detect": findings.detect, "overlap": SAME, "doubtful": findings.doubtful, "group": findings.group},
        "classifier": {
            "network": "classifier.onnx",
            "size": Namer.SIZE,
            "margin": MARGIN,
            "temperature": round(findings.temperature, 3),
            **INPUT,
            "outputs": {"logits": "logits"},
            "classes": labels.names,
            "sha256": naming,
        },
        "sha256": finding,
    }
    (places.model / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

    @torch.no_grad()
    def logits(x: Tensor) -> dict[str, Tensor]:
        return {"logits": namer(x)}

    write_golden(logits, places.golden / "road-signs-classifier.json", Namer.SIZE, Namer.SIZE, naming)


def draw_plots(findings: Findings, marks: dict, labels: Labels, folder: Path) -> None:
    plot_confusion(folder / "confusion.png", marks["labels"], marks["guesses"], labels.names)
    shown = {
        "classifier": {"German crops": "gtsrb", "the same at 32 x 32": "gtsrb32", "Chinese crops": "tt100k"},
        "detector": {"boxes found": "recall", "with one false alarm in ten pictures": "recall_one_in_ten"},
    }
    for network, series in shown.items():
        history = findings.histories[network]
        plot_curves(
            folder / f"curves-{network}.png",
            {title: [entry[key] for entry in history] for title, key in series.items()},
            [entry["loss"] for entry in history])
