# SPDX-License-Identifier: GPL-3.0-or-later
"""Crops of single signs and scenes with boxes, out of the pack; what is held out is never trained on."""
import csv
import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from kit.data import load_pixels, read_manifest

CROP = 64  # pixels: crops are kept as squares of this side
MARGIN = 0.1  # of a box's sides, shown around it: as the German benchmark's crops do
TENTH = 10  # one track in ten, and one scene in five, is held out
FIFTH = 5
SIGNS_SHOWN = Path(__file__).with_name("signs-shown.txt")  # photographs of the animals' pack that do show a sign


@dataclass
class Crop:
    pixels: np.ndarray  # uint8 (CROP, CROP, 3)
    label: str
    source: str  # gtsrb, tt100k, cis, gtsdb or rsd
    side: int  # the longer one, before
    held_out: bool
    name: str


@dataclass
class Scene:
    name: str
    pixels: np.ndarray  # uint8 (height, width, 3)
    boxes: np.ndarray  # float32 (n, 4): x1, y1, x2, y2
    labels: list[str]
    exhaustive: bool  # of the German labels
    held_out: bool
    street: bool = True
    german: bool = field(init=False)

    def __post_init__(self) -> None:
        self.german = "gtsdb" in self.name


def held_out_names(crops: list[Crop], scenes: list[Scene]) -> list[str]:
    """Scenes, and how the names of the German benchmark's held-out tracks begin."""
    tracks = {crop.name.rsplit("_", 1)[0] + "_" for crop in crops if crop.held_out and crop.source == "gtsrb"}
    return sorted(tracks | {scene.name for scene in scenes if scene.held_out and scene.street})


def read_classes(folder: Path) -> dict[int, str]:
    with open(folder / "classes.csv", newline="", encoding="utf-8") as file:
        return {int(row["class_id"]): row["name"] for row in csv.DictReader(file)}


def _members(folder: Path, pattern: str) -> Iterator[tuple[str, np.ndarray]]:
    for shard in sorted(folder.glob(pattern)):
        with tarfile.open(shard) as tar:
            for member in tar:
                if member.name.endswith((".jpg", ".png", ".jpeg")):
                    image = Image.open(io.BytesIO(tar.extractfile(member).read())).convert("RGB")
                    yield member.name, np.array(image)


def squared(pixels: np.ndarray, side: int = CROP) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BILINEAR))


def read_crops(folder: Path) -> list[Crop]:
    classes = read_classes(folder)
    crops, held_of = [], {}
    for name, pixels in _members(folder, "cls-*"):
        _, place, file = name.split("/")
        label = classes[int(place)] if place.isdigit() else place
        if file.startswith("tt_"):
            source, track = "tt100k", (label, file.split("_")[-2])
        elif file.startswith("cis_"):
            source, track = "cis", (label, file)
        else:
            source, track = "gtsrb", (label, file.split("_")[0])
        # Tracks are numbered within their label, in the order in which they come.
        numbers = held_of.setdefault((label, source), {})
        number = numbers.setdefault(track, len(numbers))
        every = TENTH if source == "gtsrb" else FIFTH
        crops.append(Crop(squared(pixels), label, source, max(pixels.shape[:2]), number % every == every // 2, name))
    return crops


def read_scenes(folder: Path) -> list[Scene]:
    boxes: dict[str, list] = {}
    with open(folder / "det_annotations.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            box = [float(row[key]) for key in ("x1", "y1", "x2", "y2")]
            boxes.setdefault(row["path"], []).append((box, row["label"]))
    with open(folder / "det_images.csv", newline="", encoding="utf-8") as file:
        exhaustive = {row["path"]: row["exhaustive"] == "1" for row in csv.DictReader(file)}
    scenes = []
    for name, pixels in _members(folder, "det-*"):
        found = boxes.get(name, [])
        number = int(re.findall(r"\d+", name)[-1])
        scenes.append(Scene(
            name, pixels, np.array([b for b, _ in found], np.float32).reshape(-1, 4), [label for _, label in found],
            exhaustive[name], number % FIFTH == 2))
    return scenes


def read_elsewhere(folder: Path, count: int, seed: int) -> list[Scene]:
    """Photographs of animals and things, out of the animals' pack: no streets, and no signs. One in ten is held out: those
    of the pack's own validation part."""
    shown = set(SIGNS_SHOWN.read_text(encoding="utf-8").split())
    photos = [p for p in read_manifest(folder) if p.is_photo and p.path not in shown]
    random = np.random.default_rng(seed)
    chosen = []
    for split, number in (("train", count), ("val", count // 9)):
        of = [p for p in photos if p.split == split]
        chosen += [of[i] for i in sorted(random.permutation(len(of))[:number])]
    nothing = np.zeros((0, 4), np.float32)
    return [
        Scene(f"elsewhere/{p.path}", pixels, nothing, [], True, p.split == "val", street=False)
        for p, pixels in zip(chosen, load_pixels(folder, chosen))]


def cut(pixels: np.ndarray, box: np.ndarray, margin: float = MARGIN, side: int = CROP) -> np.ndarray:
    """The box with a margin, as a square picture; what lies outside repeats the edge."""
    width, height = box[2] - box[0], box[3] - box[1]
    x1, y1 = int(round(box[0] - margin * width)), int(round(box[1] - margin * height))
    x2, y2 = int(round(box[2] + margin * width)), int(round(box[3] + margin * height))
    x2, y2 = max(x2, x1 + 2), max(y2, y1 + 2)
    rows = np.clip(np.arange(y1, y2), 0, pixels.shape[0] - 1)
    columns = np.clip(np.arange(x1, x2), 0, pixels.shape[1] - 1)
    return squared(pixels[rows[:, None], columns[None, :]], side)


def crops_of_scenes(scenes: list[Scene]) -> list[Crop]:
    crops = []
    for scene in scenes:
        for i, (box, label) in enumerate(zip(scene.boxes, scene.labels)):
            side = int(max(box[2] - box[0], box[3] - box[1]))
            source = "gtsdb" if scene.german else "rsd"
            crops.append(Crop(cut(scene.pixels, box), label, source, side, scene.held_out, f"{scene.name}#{i}"))
    return crops


def overlap(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Intersection over union (n, m)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(2)
    area, other_area = ((b[:, 2:] - b[:, :2]).prod(1) for b in (boxes, others))
    return common / np.maximum(area[:, None] + other_area[None] - common, 1e-9)


def whole_crops(scenes: list[Scene]) -> list[Crop]:
    """Photographs that show no street, taken for one sign each: what is asked where a picture may be nothing but a sign."""
    return [
        Crop(squared(s.pixels), "not_a_sign", "elsewhere", max(s.pixels.shape[:2]), s.held_out, s.name)
        for s in scenes if not s.street]


def background_crops(scenes: list[Scene], each: int, seed: int) -> list[Crop]:
    """Places of German scenes where no sign of the benchmark is, and of photographs that show no street."""
    random = np.random.default_rng(seed)
    crops = []
    for scene in scenes:
        if not scene.exhaustive:
            continue
        height, width = scene.pixels.shape[:2]
        for i in range(each if scene.street else 2):
            side = np.exp(random.uniform(np.log(14), np.log(120))) * np.array([1, random.uniform(0.75, 1.33)])
            at = random.uniform(0, 1, 2) * (np.array([width, height]) - side)
            box = np.concatenate([at, at + side]).astype(np.float32)
            if (at >= 0).all() and (not len(scene.boxes) or overlap(box[None], scene.boxes).max() < 0.02):
                source = "gtsdb" if scene.street else "elsewhere"
                crops.append(Crop(cut(scene.pixels, box, 0), "not_a_sign", source, int(side.max()), scene.held_out, f"{scene.name}-{i}"))
    return crops
