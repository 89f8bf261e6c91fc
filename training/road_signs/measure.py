# SPDX-License-Identifier: GPL-3.0-or-later
"""Find and name as the application does, and how good that is."""
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .data import Crop, Scene, cut, overlap
from .labels import GERMAN, LIGHT, NOT_A_SIGN, Labels
from .networks import STRIDE, Finder, Namer
from .crops import plain

LEAST = 0.05  # score of a place that is looked at
SAME = 0.35  # overlap above which two boxes are one sign; signs on one pole hardly overlap


@dataclass
class Found:
    boxes: np.ndarray  # (n, 4)
    scores: np.ndarray  # (n,)
    kinds: np.ndarray  # (n,)
    names: np.ndarray = field(default_factory=lambda: np.zeros(0, int))  # answers of the namer
    sure: np.ndarray = field(default_factory=lambda: np.zeros(0))  # their probability

    @property
    def confidence(self) -> np.ndarray:
        return self.scores * self.sure


def suppress(boxes: np.ndarray, scores: np.ndarray, most: float) -> np.ndarray:
    """Indices of the boxes that remain, best first."""
    order, kept = np.argsort(-scores, kind="stable"), []
    while len(order):
        first, order = order[0], order[1:]
        kept.append(first)
        if len(order):
            iou = overlap(boxes[first][None], boxes[order])[0]
            low = np.maximum(boxes[order, :2], boxes[first, :2])
            high = np.minimum(boxes[order, 2:], boxes[first, 2:])
            common = np.clip(high - low, 0, None).prod(1)
            smaller = np.minimum((boxes[order, 2:] - boxes[order, :2]).prod(1), (boxes[first, 2:] - boxes[first, :2]).prod())
            order = order[(iou < most) & (common / np.maximum(smaller, 1e-6) < 0.75)]
    return np.array(kept, int)


@torch.no_grad()
def find(network: Finder, pixels: np.ndarray) -> Found:
    """All scales of the pyramid: 1, 1/2, ... and twice as large where the picture is small."""
    device = next(network.parameters()).device
    x = torch.from_numpy(pixels).permute(2, 0, 1)[None].float().to(device) / 127.5 - 1
    scales = [2.0] if max(pixels.shape[:2]) < 420 else []
    scale = 1.0
    while max(pixels.shape[:2]) * scale >= 100 or not scales:
        scales.append(scale)
        scale /= 2
    boxes, scores, kinds = [], [], []
    for scale in scales:
        height, width = (max(16, round(side * scale)) for side in pixels.shape[:2])
        level = x if scale == 1 else F.interpolate(x, size=(height, width), mode="bilinear", align_corners=False, antialias=True)
        level = F.pad(level, (0, -width % 32 + 32, 0, -height % 32 + 32))
        heat, sides = network(level.contiguous(memory_format=torch.channels_last))
        heat = heat.sigmoid()[0].cpu().numpy()
        kind, row, column = np.nonzero(heat > LEAST)
        near = sides[0].cpu().numpy()[:, row, column]
        at_x, at_y = (column + 0.5) * STRIDE, (row + 0.5) * STRIDE
        box = np.stack([at_x - near[0], at_y - near[1], at_x + near[2], at_y + near[3]], 1) / scale
        boxes.append(box)
        scores.append(heat[kind, row, column])
        kinds.append(kind)
    box, score, kind = np.concatenate(boxes).astype(np.float32), np.concatenate(scores), np.concatenate(kinds)
    box[:, 0::2] = box[:, 0::2].clip(0, pixels.shape[1])
    box[:, 1::2] = box[:, 1::2].clip(0, pixels.shape[0])
    kept = []
    for k in np.unique(kind):
        of_kind = np.flatnonzero(kind == k)
        best = of_kind[np.argsort(-score[of_kind], kind="stable")[:1000]]
        kept.append(best[suppress(box[best], score[best], SAME)])
    chosen = np.concatenate(kept) if kept else np.zeros(0, int)
    return Found(box[chosen], score[chosen], kind[chosen])


@torch.no_grad()
def probabilities(namer: nn.Module, crops: list[Crop], temperature: float = 1.0, through: int = 0) -> np.ndarray:
    device = next(namer.parameters()).device
    namer.eval()
    parts = [
        (namer(plain(crops[i : i + 512], device, through)) / temperature).softmax(1).cpu().numpy()
        for i in range(0, len(crops), 512)
    ]
    return np.concatenate(parts)


def name(found: Found, pixels: np.ndarray, namer: nn.Module, labels: Labels, temperature: float) -> Found:
    """Adds the names. What the namer takes for no sign is dropped."""
    if not len(found.boxes):
        return found
    crops = [Crop(cut(pixels, box), "", "", 0, False, "") for box in found.boxes]
    p = probabilities(namer, crops, temperature)
    light, nothing = labels.index[LIGHT], labels.index[NOT_A_SIGN]
    is_light = found.kinds == 1
    p[~is_light, light] = 0
    found.names, found.sure = p.argmax(1), p.max(1)
    found.names[is_light & (found.names != nothing)] = light
    keep = found.names != nothing
    return Found(found.boxes[keep], found.scores[keep], found.kinds[keep], found.names[keep], found.sure[keep])


def average_precision(scores: np.ndarray, right: np.ndarray, wanted: int) -> float:
    """The area below the precision-recall curve, all points (PASCAL VOC 2010)."""
    if not wanted:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    hits = right[order].cumsum()
    recall = np.concatenate([[0.0], hits / wanted])
    precision = np.concatenate([[1.0], hits / np.arange(1, len(order) + 1)])
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float(((recall[1:] - recall[:-1]) * precision[1:]).sum())


@dataclass
class SceneScore:
    map50: float  # mean average precision at overlap 0.5 over the German labels that occur
    recall: float  # of boxes of at least 24 pixels, at one false alarm in ten pictures
    named: float  # of those found then, share with the right name
    threshold: float  # where there is one false alarm in ten pictures
    per_label: dict[str, float]
    pictures: int
    boxes: int

    def __str__(self) -> str:
        return (f"mAP {self.map50:.3f}, recall {self.recall:.3f} at {self.threshold:.2f}, named {self.named:.3f} "
                f"({self.pictures} pictures, {self.boxes} boxes)")


def matched(boxes: np.ndarray, order: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """For each box the true one that it hits, each true one hit once, by those that come first; -1: none."""
    hit, free = np.full(len(boxes), -1), np.ones(len(truth), bool)
    for i in order:
        if free.any():
            iou = np.where(free, overlap(boxes[i][None], truth)[0], -1)
            best = int(iou.argmax())
            if iou[best] >= 0.5:
                hit[i], free[best] = best, False
    return hit


def score_scenes(scenes: list[Scene], found: list[Found], labels: Labels, smallest: float = 24) -> SceneScore:
    german = [labels.names[i] for i in range(GERMAN)]
    per_label = {}
    for label in german:
        scores, right, wanted = [], [], 0
        for scene, f in zip(scenes, found):
            truth = scene.boxes[[i for i, name in enumerate(scene.labels) if name == label]]
            mine = f.names == labels.index[label]
            order = np.argsort(-f.confidence[mine], kind="stable")
            hit = matched(f.boxes[mine], order, truth) if len(truth) else np.full(mine.sum(), -1)
            scores.append(f.confidence[mine])
            right.append(hit >= 0)
            wanted += len(truth)
        if wanted:
            per_label[label] = average_precision(np.concatenate(scores), np.concatenate(right), wanted)
    # Signs that the benchmark does not count are no false alarms: only German names count, as in its own evaluation.
    alarms, hits, named, wanted = [], [], [], 0
    for scene, f in zip(scenes, found):
        order = np.argsort(-f.confidence, kind="stable")
        hit = matched(f.boxes, order, scene.boxes) if len(scene.boxes) else np.full(len(f.boxes), -1)
        sizes = (scene.boxes[:, 2:] - scene.boxes[:, :2]).max(1) if len(scene.boxes) else np.zeros(0)
        wanted += int((sizes >= smallest).sum())
        for i, h in enumerate(hit):
            if h < 0:
                if f.names[i] < GERMAN:
                    alarms.append(f.confidence[i])
            elif sizes[h] >= smallest:
                hits.append(f.confidence[i])
                named.append(labels.names[f.names[i]] == scene.labels[h])
    allowed = max(1, len(scenes) // 10)
    threshold = sorted(alarms, reverse=True)[allowed] if len(alarms) > allowed else 0.0
    above = np.array(hits) > threshold
    return SceneScore(
        float(np.mean(list(per_label.values()))) if per_label else float("nan"), float(above.sum() / max(1, wanted)),
        float(np.array(named)[above].mean()) if above.any() else 0.0, float(threshold), per_label, len(scenes),
        sum(len(s.boxes) for s in scenes))
