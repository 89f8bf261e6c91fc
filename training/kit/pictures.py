# SPDX-License-Identifier: GPL-3.0-or-later
"""Many pictures of different sizes in one tensor, looked at through boxes: whole batches, where the tensor lies."""
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor


class Pictures:
    def __init__(self, pixels: Sequence[np.ndarray], device: torch.device):
        """pixels: uint8 RGB arrays (height, width, 3)."""
        sizes = np.array([p.shape[:2] for p in pixels])
        areas = sizes.prod(1)
        self.pixels = torch.from_numpy(np.concatenate([p.reshape(-1, 3) for p in pixels])).to(device)
        self.begin = torch.from_numpy(np.cumsum(areas) - areas).to(device)
        self.height, self.width = torch.from_numpy(sizes.T.copy()).to(device)

    def through(self, which: Tensor, boxes: Tensor, size: int, roll: Tensor) -> Tensor:
        """What the boxes (n, 4: left, top, right, bottom in pixels), turned about their middles by `roll` (radians), show of
        the pictures `which`: float32 (n, 3, size, size) within 0 to 1. Beyond its edge a picture goes on as its edge is."""
        middle, half = (boxes[:, 2:] + boxes[:, :2]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
        axis = (torch.arange(size, device=boxes.device) + 0.5) * (2 / size) - 1
        across = (half[:, 0:1] * axis)[:, None, :]
        down = (half[:, 1:2] * axis)[:, :, None]
        cos, sin = roll.cos()[:, None, None], roll.sin()[:, None, None]
        x = middle[:, 0, None, None] + cos * across - sin * down - 0.5
        y = middle[:, 1, None, None] + sin * across + cos * down - 0.5
        return self._between(which, x, y)

    def _between(self, which: Tensor, x: Tensor, y: Tensor) -> Tensor:
        """Bilinear; x and y: (n, h, w), in pixels from the middle of the first."""
        width, height, begin = (t[which][:, None, None] for t in (self.width, self.height, self.begin))
        x = torch.minimum(x.clamp_min(0), (width - 1).float())
        y = torch.minimum(y.clamp_min(0), (height - 1).float())
        left, top = x.long(), y.long()
        right, bottom = torch.minimum(left + 1, width - 1), torch.minimum(top + 1, height - 1)
        x, y = (x - left)[..., None], (y - top)[..., None]

        def row(at: Tensor) -> Tensor:
            start = begin + at * width
            return torch.lerp(self.pixels[start + left].float(), self.pixels[start + right].float(), x)

        return torch.lerp(row(top), row(bottom), y).permute(0, 3, 1, 2) / 255
