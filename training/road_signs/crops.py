# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches of single signs for the namer: real ones, drawn ones, and what is no sign."""
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from kit.data import sampling_weights
from kit.scenery import Camera, Dice, Slant, Wear, placed, project, shrunk, slants, taken, worn

from .data import MARGIN, Crop
from .labels import NOT_A_SIGN, Labels
from .networks import Namer
from .textures import Textures

# What one sign is in the mirror. A label that is its own mirror image is mirrored to itself.
PAIRS = [
    ("dangerous_curve_left", "dangerous_curve_right"), ("turn_right_ahead", "turn_left_ahead"),
    ("straight_or_right", "straight_or_left"), ("keep_right", "keep_left"), ("no_left_turn", "no_right_turn"),
    ("chevron_left", "chevron_right"), ("side_road_left", "side_road_right"), ("road_narrows_left", "road_narrows_right"),
]
ALIKE = ["priority_road", "give_way", "no_vehicles", "no_entry", "general_danger", "priority_next_intersection",
         "traffic_signals", "ahead_only", "ice_snow", "crossroads", "bumpy_road", NOT_A_SIGN, "traffic_light"]


@dataclass(frozen=True)
class Mixture:
    """Of a batch; the rest is real."""

    drawn: float = 0.25
    decoys: float = 0.06
    elsewhere: float = 0.05  # of the real ones: parts and wholes of photographs that show no street


class CropBatches:
    """Batch number n is always the same."""

    def __init__(self, crops: list[Crop], labels: Labels, drawn: Textures, decoys: Textures, device: torch.device):
        self.labels, self.device = labels, device
        self.camera = Camera(gain=(0.45, 1.6), gamma=(0.75, 1.4), fog=0.06, motion=0.15, soft=0.3, noise=0.04)
        self.pixels = _stacked([crop.pixels for crop in crops], device)
        self.right = torch.from_numpy(np.stack([labels.means(crop.label) for crop in crops])).to(device)
        names = np.array([labels.index[labels.answer(crop.label)] for crop in crops])
        self.elsewhere = np.array([crop.source == "elsewhere" for crop in crops])
        self.weights = sampling_weights(names, (~self.elsewhere).astype(float), 0.6, 1200)
        self.mirror = torch.tensor([self._mirrored(crop.label) for crop in crops], device=device)
        self.background = self.pixels[[i for i, crop in enumerate(crops) if crop.label == NOT_A_SIGN and crop.source == "gtsdb"]]
        self.drawn, self.decoys = _half(drawn, device), _half(decoys, device)
        self.drawn_aspect = torch.from_numpy(drawn.aspect).to(device)
        self.drawn_right = torch.from_numpy(np.stack([labels.means(label) for label in drawn.labels])).to(device)
        drawn_names = np.array([labels.index[labels.answer(label)] for label in drawn.labels])
        self.drawn_weights = torch.from_numpy(sampling_weights(drawn_names, np.ones(len(drawn_names)), 0.5, 1e9)).to(device)

    def _mirrored(self, label: str) -> int:
        """The answer for the mirrored picture, -1 where it is none."""
        label = self.labels.answer(label)
        if label in ALIKE:
            return self.labels.index[label]
        for one, other in PAIRS:
            if label in (one, other):
                return self.labels.index.get(other if label == one else one, -1)
        return -1

    def make(self, seed: int, step: int, count: int, mixture: Mixture) -> tuple[Tensor, Tensor]:
        """Input (count, 3, SIZE, SIZE) within -1 to 1, and bool (count, labels): which answers are right."""
        dice = Dice(self.device, seed, step)
        drawn, decoys = int(count * mixture.drawn), int(count * mixture.decoys)
        x, right = self._real(dice, count - drawn - decoys, mixture.elsewhere)
        parts, rights = [x], [right]
        if drawn:
            which = dice.drawn(self.drawn_weights, drawn)
            parts.append(self._hung(dice, self.drawn[which], self.drawn_aspect[which]))
            rights.append(self.drawn_right[which])
        if decoys:
            which = dice.below(len(self.decoys), decoys)
            parts.append(self._hung(dice, self.decoys[which], dice.log_uniform(0.7, 1.4, decoys)))
            nothing = torch.zeros(decoys, right.shape[1], dtype=torch.bool, device=self.device)
            nothing[:, self.labels.index[NOT_A_SIGN]] = True
            rights.append(nothing)
        x = taken(torch.cat(parts), dice, self.camera)
        x = shrunk(x, dice, 13, 0.4)
        return x * 2 - 1, torch.cat(rights)

    def _real(self, dice: Dice, count: int, elsewhere: float) -> tuple[Tensor, Tensor]:
        weights = (1 - elsewhere) * self.weights + elsewhere * self.elsewhere / max(1, self.elsewhere.sum())
        which = dice.drawn(torch.from_numpy(weights).to(self.device), count)
        x, right, mirror = self.pixels[which].float() / 255, self.right[which], self.mirror[which]
        turn = (dice.chance(0.5, count) > 0) & (mirror >= 0)
        x = torch.where(turn[:, None, None, None], x.flip(3), x)
        turned = F.one_hot(mirror.clamp_min(0), right.shape[1]).bool()
        right = torch.where(turn[:, None], turned, right)
        scale = dice.uniform(0.9, 1.2, count, 1) * dice.uniform(0.93, 1.07, count, 2)
        forward = placed(slants(dice, count, Slant(8, 30, 20)), scale, dice.uniform(-0.12, 0.12, count, 2))
        return project(x, forward, Namer.SIZE, "border"), right

    def _hung(self, dice: Dice, pieces: Tensor, aspect: Tensor) -> Tensor:
        """Pieces in front of some background. A crop shows its sign with a margin, be the sign wide or high."""
        count = len(pieces)
        pieces = worn(pieces.float() / 255, dice, Wear())
        forward = slants(dice, count, Slant(8, 45, 20))
        # The crop follows the box, so that a sign seen aslant fills it none the less.
        extent = forward[:, :2, :2].abs().sum(2)
        scale = dice.uniform(0.85, 1.15, count, 1) * dice.uniform(0.92, 1.08, count, 2) / (1 + 2 * MARGIN) / extent.clamp_min(0.3)
        scale[:, 1] = scale[:, 1] * (1 / aspect.clamp(0.67, 1.5)).sqrt().clamp(0.9, 1.1)
        forward = placed(forward, scale, dice.uniform(-0.1, 0.1, count, 2))
        seen = project(pieces, forward, Namer.SIZE)
        behind = self.background[dice.below(len(self.background), count)].float() / 255
        behind = F.interpolate(behind, size=(Namer.SIZE, Namer.SIZE), mode="bilinear", align_corners=False)
        return torch.lerp(behind, seen[:, :3], seen[:, 3:])


def _stacked(pixels: list[np.ndarray], device: torch.device) -> Tensor:
    return torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2).contiguous().to(device)


def _half(textures: Textures, device: torch.device) -> Tensor:
    """At the size next above the namer's, so that little is lost and nothing shimmers."""
    x = _stacked(list(textures.pixels), device).float()
    return F.interpolate(x, scale_factor=0.5, mode="area").to(torch.uint8)


def plain(crops: list[Crop], device: torch.device, through: int = 0) -> Tensor:
    """Crops as the namer wants them; `through`: first made so small (0: not)."""
    x = _stacked([crop.pixels for crop in crops], device).float()
    for side in [through, Namer.SIZE] if through else [Namer.SIZE]:
        x = F.interpolate(x, size=(side, side), mode="bilinear", align_corners=False, antialias=True)
    return x / 127.5 - 1
