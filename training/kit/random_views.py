# SPDX-License-Identifier: GPL-3.0-or-later
"""Random square views of pictures to learn from, made where the tensors lie."""
import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .pictures import Pictures
from .scenery import Dice, packed, shrunk


@dataclass(frozen=True)
class RandomViews:
    """What may happen to a picture before it is learned from."""

    area: tuple[float, float] = (0.3, 1.0)  # share of the picture that a crop keeps
    aspect: float = 4 / 3
    squash: float = 0.15  # how often the whole picture is taken instead of a crop
    roll: float = 0.0  # in degrees, as a standard deviation
    shrink: float = 0.4  # how often it is first made as small as a thumbnail or somewhat larger
    shrink_side: int = 40
    jpeg: float = 0.15
    colour: float = 0.3
    grey: float = 0.04

    def view(self, pictures: Pictures, which: Tensor, size: int, dice: Dice) -> Tensor:
        """float32 (n, 3, size, size) within -1 to 1."""
        n = len(which)
        boxes = self._boxes(pictures.width[which].float(), pictures.height[which].float(), dice)
        roll = dice.normal(n).clamp(-2, 2) * math.radians(self.roll)
        x = pictures.through(which, boxes, size, roll)
        x = torch.where(dice.chance(0.5, n, 1, 1, 1) > 0, x.flip(3), x)
        # Many labels have thumbnails only. Were photographs always sharp, blur itself would tell the label.
        x = torch.cat([shrunk(part, dice, self.shrink_side, self.shrink) for part in x.split(8)])
        x = torch.lerp(x, packed(x, dice), dice.chance(self.jpeg, n, 1, 1, 1))
        return self.tint(x * 2 - 1, dice)

    def _boxes(self, width: Tensor, height: Tensor, dice: Dice) -> Tensor:
        n = len(width)
        area = dice.uniform(*self.area, n) * width * height
        aspect = dice.log_uniform(1 / self.aspect, self.aspect, n)
        w, h = torch.minimum(width, (area * aspect).sqrt()), torch.minimum(height, (area / aspect).sqrt())
        whole = dice.chance(self.squash, n) > 0
        w, h = torch.where(whole, width, w), torch.where(whole, height, h)
        left, top = dice.uniform(0, 1, n) * (width - w), dice.uniform(0, 1, n) * (height - h)
        return torch.stack([left, top, left + w, top + h], 1)

    def tint(self, x: Tensor, dice: Dice) -> Tensor:
        """The batch with other brightness, contrast, saturation and cast each."""
        n, far = len(x), self.colour
        saturation = dice.uniform(1 - far, 1 + far, n, 1, 1, 1) * (1 - dice.chance(self.grey, n, 1, 1, 1))
        grey = (x * x.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
        middle = grey.mean((2, 3), keepdim=True)
        x = torch.lerp(grey, x, saturation)
        x = (x - middle) * dice.uniform(1 - far, 1 + far, n, 1, 1, 1) + middle
        x = x + 0.5 * dice.uniform(-far, far, n, 1, 1, 1) + 0.25 * dice.uniform(-far, far, n, 3, 1, 1)
        return x.clamp(-1, 1)
