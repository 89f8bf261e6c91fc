# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches of scenes for the finder: windows of real scenes with further signs, and things that are none, hung into them."""
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from kit.scenery import Camera, Dice, Slant, Wear, placed, project, slants, taken, worn

from .data import Scene, overlap
from .labels import LIGHT
from .networks import STRIDE
from .textures import Textures

PATCH = 160  # pixels, in which a hung piece lies
SMALLEST = 10  # pixels; smaller signs are neither wanted nor counted as background


@dataclass(frozen=True)
class Hanging:
    """How many pieces of each kind are hung into a scene, at most."""

    drawn: int = 3
    real: int = 2
    decoys: int = 2
    beneath: float = 0.3  # how often a piece is put right beneath the one before, as on one pole


@dataclass
class Bank:
    """Pieces of one kind, at several sizes."""

    levels: dict[int, Tensor]  # side: uint8 (n, 4, side, side)
    aspect: np.ndarray
    lights: np.ndarray  # bool

    @staticmethod
    def of(textures: Textures, device: torch.device) -> "Bank":
        x = torch.from_numpy(textures.pixels).permute(0, 3, 1, 2).contiguous().to(device)
        levels = {}
        while x.shape[-1] >= 16:
            levels[x.shape[-1]] = x
            x = torch.cat([F.avg_pool2d(part.float(), 2).to(torch.uint8) for part in x.split(1024)])
        return Bank(levels, textures.aspect, np.array([label == LIGHT for label in textures.labels]))

    def level(self, side: float) -> int:
        """The smallest that is no smaller than the side, where there is one."""
        return min((s for s in self.levels if s >= side), default=max(self.levels))


@dataclass
class Targets:
    heat: Tensor  # (n, kinds, h, w): 1 at the middle of a sign, less around it
    weight: Tensor  # (n, kinds, h, w): how much a place counts as background
    sides: Tensor  # (n, 4, h, w): left, top, right, bottom in pixels
    near: Tensor  # (n, h, w): how much the sides count


@dataclass
class Piece:
    bank: Bank
    which: int
    side: float  # pixels, its height
    kind: int  # as in KINDS, -1 for what is no sign


class SceneBatches:
    """Batch number n is always the same."""

    def __init__(self, scenes: list[Scene], banks: dict[str, Bank], size: int, device: torch.device):
        self.scenes, self.banks, self.size, self.device = scenes, banks, size, device
        self.pixels = [torch.from_numpy(s.pixels).permute(2, 0, 1).contiguous().to(device) for s in scenes]
        kinds = np.array([0 if s.german else 1 if s.street else 2 for s in scenes])
        self.weights = np.array([0.6, 0.25, 0.15])[kinds] / np.bincount(kinds, minlength=3)[kinds]
        self.weights /= self.weights.sum()

    def make(self, seed: int, step: int, count: int, hanging: Hanging) -> tuple[Tensor, Targets]:
        random = np.random.default_rng((seed, step))
        dice = Dice(self.device, seed, step)
        marks = [Marks(self.size) for _ in range(count)]
        x = torch.stack([self._window(random, mark) for mark in marks])
        self._hang(x, marks, random, dice, hanging)
        x = taken(x, dice, Camera(gain=(0.5, 1.7), gamma=(0.7, 1.5), fog=0.06, motion=0.12, soft=0.25, noise=0.03))
        packed = [torch.from_numpy(np.stack(arrays)).to(self.device) for arrays in zip(*(mark.arrays() for mark in marks))]
        return x * 2 - 1, Targets(*packed)

    def plain(self, size: int, count: int) -> "list[Tensor]":
        return [self.make(10**6, i, size, Hanging())[0] for i in range(count)]

    def _window(self, random: np.random.Generator, mark: "Marks") -> Tensor:
        i = random.choice(len(self.scenes), p=self.weights)
        scene, pixels, size = self.scenes[i], self.pixels[i], self.size
        height, width = pixels.shape[1:]
        target = None
        # Photographs of things are small in the pack, and larger in life.
        low, high = (0.6, 1.7) if scene.street else (1.0, 3.5)
        scale = np.exp(random.uniform(np.log(low), np.log(high)))
        if len(scene.boxes) and random.random() < 0.85:
            target = scene.boxes[random.integers(len(scene.boxes))]
            wanted = np.exp(random.uniform(np.log(13), np.log(110)))
            scale = float(np.clip(wanted / max(target[2] - target[0], target[3] - target[1]), 0.3, 2.6))
        span = size / scale
        left, top = (self._start(random, side, span, target, axis) for axis, side in enumerate((width, height)))
        x1, y1 = max(0, int(left)), max(0, int(top))
        x2, y2 = min(width, int(np.ceil(left + span))), min(height, int(np.ceil(top + span)))
        out_h, out_w = max(1, min(size, round((y2 - y1) * scale))), max(1, min(size, round((x2 - x1) * scale)))
        part = pixels[:, y1:y2, x1:x2][None].float() / 255
        part = F.interpolate(part, size=(out_h, out_w), mode="bilinear", align_corners=False, antialias=scale < 1)[0]
        at_x = int(np.clip(round((x1 - left) * scale), 0, size - out_w))
        at_y = int(np.clip(round((y1 - top) * scale), 0, size - out_h))
        # What lies beyond a picture is grey for the finder, now and when it is used.
        canvas = torch.full((3, size, size), 0.5, device=self.device)
        canvas[:, at_y : at_y + out_h, at_x : at_x + out_w] = part
        mark.scene(scene)
        shift = np.array([x1 * out_w / (x2 - x1) - at_x, y1 * out_h / (y2 - y1) - at_y] * 2, np.float32)
        factor = np.array([out_w / (x2 - x1), out_h / (y2 - y1)] * 2, np.float32)
        boxes = scene.boxes * factor - shift
        if random.random() < 0.5:
            canvas = canvas.flip(2)
            boxes = np.stack([size - boxes[:, 2], boxes[:, 1], size - boxes[:, 0], boxes[:, 3]], 1)
        for box, label in zip(boxes, scene.labels):
            mark.box(box, int(label == LIGHT))
        return canvas

    @staticmethod
    def _start(random: np.random.Generator, side: int, span: float, target: np.ndarray | None, axis: int) -> float:
        """Where the window begins: around the target, and not further out of the picture than need be."""
        if target is None:
            return random.uniform(min(0, side - span), max(0, side - span))
        low, high = target[axis], target[axis + 2]
        start = random.uniform(high + 2 - span, low - 2) if high - low + 4 < span else (low + high - span) / 2
        return float(np.clip(start, min(0, side - span), max(0, side - span)))

    def _pieces(self, random: np.random.Generator, hanging: Hanging) -> list[Piece]:
        pieces = []
        for name, most in (("drawn", hanging.drawn), ("real", hanging.real), ("decoys", hanging.decoys)):
            bank = self.banks[name]
            for _ in range(random.integers(0, most + 1)):
                which = int(random.integers(len(bank.aspect)))
                largest = 70 if name == "real" else min(120, 140 / bank.aspect[which])
                side = float(np.exp(random.uniform(np.log(11), np.log(largest))))
                pieces.append(Piece(bank, which, side, -1 if name == "decoys" else int(bank.lights[which])))
        random.shuffle(pieces)
        return pieces

    def _hang(self, x: Tensor, marks: list["Marks"], random: np.random.Generator, dice: Dice, hanging: Hanging) -> None:
        pieces = [(i, piece) for i in range(len(marks)) for piece in self._pieces(random, hanging)]
        groups: dict[tuple[int, int], list[int]] = {}
        for n, (_, piece) in enumerate(pieces):
            groups.setdefault((id(piece.bank), piece.bank.level(piece.side)), []).append(n)
        seen = torch.zeros(len(pieces), 5, PATCH, PATCH, device=self.device)
        for (_, level), members in groups.items():
            seen[members] = self._seen([pieces[n][1] for n in members], level, dice)
        extents = _extents(seen[:, 4]).cpu().numpy()
        before: dict[int, np.ndarray] = {}
        for n, (i, piece) in enumerate(pieces):
            extent = extents[n]
            place = self._place(random, extent, marks[i], before.get(i) if random.random() < hanging.beneath else None)
            if place is None or extent[2] <= extent[0]:
                continue
            x1, y1, x2, y2 = extent.astype(int)
            left, top = place
            part = seen[n, :, y1:y2, x1:x2]
            there = x[i, :, top : top + y2 - y1, left : left + x2 - x1]
            there.copy_(torch.lerp(there, part[:3], part[3:4]))
            box = np.array([left, top, left + x2 - x1, top + y2 - y1], np.float32)
            marks[i].hung(box, piece.kind)
            before[i] = box

    def _seen(self, pieces: list[Piece], level: int, dice: Dice) -> Tensor:
        bank = pieces[0].bank
        which = [piece.which for piece in pieces]
        flat = bank.levels[level][which].float() / 255
        flat = torch.cat([worn(flat, dice, Wear()), flat[:, 3:]], 1)
        side = torch.tensor([piece.side for piece in pieces], device=self.device)
        aspect = torch.from_numpy(bank.aspect[which]).to(self.device)
        scale = torch.stack([side * aspect, side], 1) / PATCH
        shift = dice.uniform(-0.5, 0.5, len(pieces), 2) * 2 / PATCH
        return project(flat, placed(slants(dice, len(pieces), Slant()), scale, shift), PATCH)

    def _place(
        self, random: np.random.Generator, extent: np.ndarray, mark: "Marks", above: np.ndarray | None
    ) -> tuple[int, int] | None:
        """Left and top corner, in front of nothing that counts."""
        width, height = extent[2:] - extent[:2]
        for attempt in range(6):
            left, top = random.integers(0, self.size - width), random.integers(0, self.size - height)
            if above is not None and attempt == 0:
                left = int(np.clip((above[0] + above[2] - width) / 2 + random.integers(-2, 3), 0, self.size - width))
                top = int(above[3] + random.integers(0, 5))
                if top + height > self.size:
                    continue
            box = np.array([left, top, left + width, top + height], np.float32)
            if not mark.boxes or overlap(box[None], np.stack(mark.boxes)).max() == 0:
                return int(left), int(top)
        return None


def _extents(alpha: Tensor) -> Tensor:
    """(n, 4): the box that holds what is opaque, x2 and y2 behind its end."""
    solid = alpha > 0.4
    ends = []
    for axis in (1, 2):
        line = solid.any(axis).float()
        first = line.argmax(1)
        last = line.shape[1] - line.flip(1).argmax(1)
        empty = line.sum(1) == 0
        ends.append((torch.where(empty, torch.zeros_like(first), first), torch.where(empty, torch.zeros_like(last), last)))
    (x1, x2), (y1, y2) = ends
    return torch.stack([x1, y1, x2, y2], 1)


class Marks:
    """What is to be learned about one scene, drawn up place by place."""

    def __init__(self, size: int):
        cells = size // STRIDE
        self.size = size
        self.boxes: list[np.ndarray] = []
        self.heat = np.zeros((2, cells, cells), np.float32)
        self.weight = np.ones((2, cells, cells), np.float32)
        self.sides = np.ones((4, cells, cells), np.float32)
        self.near = np.zeros((cells, cells), np.float32)
        self.at = (np.arange(cells, dtype=np.float32) + 0.5) * STRIDE

    def arrays(self) -> tuple[np.ndarray, ...]:
        return self.heat, self.weight, self.sides, self.near

    def scene(self, scene: Scene) -> None:
        """How far places without a box may be taken for background."""
        self.weight[0] = 1.0 if scene.exhaustive else 0.0
        self.weight[1] = 1.0 if not scene.street else 0.2 if scene.german else 0.5

    def _cells(self, box: np.ndarray) -> tuple[slice, slice]:
        x1, y1 = (int(np.clip(v // STRIDE, 0, len(self.at))) for v in box[:2])
        x2, y2 = (int(np.clip(v // STRIDE + 1, 0, len(self.at))) for v in box[2:])
        return slice(y1, y2), slice(x1, x2)

    def box(self, box: np.ndarray, kind: int) -> None:
        """A sign of the scene itself."""
        middle = (box[:2] + box[2:]) / 2
        width, height = box[2:] - box[:2]
        inside = np.clip(np.minimum(box[2:], self.size) - np.maximum(box[:2], 0), 0, None).prod() / (width * height)
        rows, columns = self._cells(box)
        if inside < 0.6 or max(width, height) < SMALLEST or (middle < 0).any() or (middle >= self.size).any():
            self.weight[:, rows, columns] = 0
            if inside > 0:
                self.boxes.append(box)
            return
        self.weight[kind, rows, columns] = 1
        self.boxes.append(box)
        self._sign(box, kind)

    def hung(self, box: np.ndarray, kind: int) -> None:
        rows, columns = self._cells(box)
        self.weight[:, rows, columns] = 1
        self.boxes.append(box)
        if kind >= 0:
            self._sign(box, kind)

    def _sign(self, box: np.ndarray, kind: int) -> None:
        width, height = box[2:] - box[:2]
        middle_x, middle_y = (box[:2] + box[2:]) / 2
        spread_x, spread_y = (0.55 * STRIDE + 0.11 * side for side in (width, height))
        dx, dy = (self.at - middle_x) / spread_x, (self.at - middle_y) / spread_y
        heat = np.exp(-0.5 * (dx[None, :] ** 2 + dy[:, None] ** 2))
        heat[int(middle_y // STRIDE), int(middle_x // STRIDE)] = 1
        nearer = (heat > 0.35) & (heat > self.near)
        here = np.stack(np.broadcast_arrays(
            self.at[None, :] - box[0], self.at[:, None] - box[1], box[2] - self.at[None, :], box[3] - self.at[:, None]))
        self.sides[:, nearer] = np.maximum(here[:, nearer], 0.5)
        self.near[nearer] = heat[nearer]
        self.heat[kind] = np.maximum(self.heat[kind], heat)
