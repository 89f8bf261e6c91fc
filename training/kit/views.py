# SPDX-License-Identifier: GPL-3.0-or-later
"""Square views of pictures: plain ones to look at a picture with, and random ones to learn from."""
import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image
from numpy.random import Generator

FILTERS = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS, Image.Resampling.BOX)


def square_view(pixels: np.ndarray, size: int, fraction: float = 1.0, at: float = 0.5) -> np.ndarray:
    """A square, its side `fraction` of the shorter side; at: where, from 0 (left or top end) to 1 (the other end)."""
    height, width = pixels.shape[:2]
    side = min(height, width) * fraction
    # Across the shorter side the square is in the middle, whatever `at` says.
    left = (width - side) * (at if width > height else 0.5)
    top = (height - side) * (at if height > width else 0.5)
    return _resize(pixels, size, (left, top, left + side, top + side))


def whole_view(pixels: np.ndarray, size: int) -> np.ndarray:
    """The whole picture, not keeping its proportions."""
    return _resize(pixels, size, (0, 0, pixels.shape[1], pixels.shape[0]))


def _resize(pixels: np.ndarray, size: int, box: tuple[float, float, float, float]) -> np.ndarray:
    image = Image.fromarray(pixels).resize((size, size), Image.Resampling.BILINEAR, box)
    return np.asarray(image)


@dataclass(frozen=True)
class RandomViews:
    """What may happen to a picture before it is learned from."""

    area: tuple[float, float] = (0.3, 1.0)  # share of the picture that a crop keeps
    aspect: float = 4 / 3
    squash: float = 0.15  # how often the whole picture is taken instead of a crop
    blur: float = 0.4  # how often it is first made as small as a thumbnail or somewhat larger
    blur_side: int = 40
    jpeg: float = 0.15
    colour: float = 0.3
    grey: float = 0.04

    def view(self, pixels: np.ndarray, size: int, random: Generator) -> np.ndarray:
        image = Image.fromarray(pixels)
        box = self._box(*image.size, random)
        resample = FILTERS[random.integers(len(FILTERS))]
        # Many labels have thumbnails only. Were photographs always sharp, blur itself would tell the label.
        if random.random() < self.blur:
            small = int(math.exp(random.uniform(math.log(self.blur_side), math.log(size))))
            if small < box[2] - box[0]:
                image, box = image.resize((small, small), resample, box), (0, 0, small, small)
        image = image.resize((size, size), resample, box)
        if random.random() < 0.5:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        if random.random() < self.jpeg:
            packed = io.BytesIO()
            image.save(packed, "JPEG", quality=int(random.integers(25, 90)))
            image = Image.open(packed)
        return np.asarray(image)

    def _box(self, width: int, height: int, random: Generator) -> tuple[float, float, float, float]:
        if random.random() < self.squash:
            return (0, 0, width, height)
        area = random.uniform(*self.area) * width * height
        aspect = math.exp(random.uniform(-1, 1) * math.log(self.aspect))
        w = min(width, math.sqrt(area * aspect))
        h = min(height, math.sqrt(area / aspect))
        left, top = random.uniform(0, width - w), random.uniform(0, height - h)
        return (left, top, left + w, top + h)

    def tint(self, batch: np.ndarray, random: Generator) -> np.ndarray:
        """The batch (float32, within -1 to 1, channels last) with other brightness, contrast and saturation each."""
        shape = (len(batch), 1, 1, 1)
        brightness = random.uniform(-self.colour, self.colour, shape)
        contrast = random.uniform(1 - self.colour, 1 + self.colour, shape)
        saturation = random.uniform(1 - self.colour, 1 + self.colour, shape)
        saturation[random.random(len(batch)) < self.grey] = 0
        cast = random.uniform(-self.colour, self.colour, (len(batch), 1, 1, 3)) * 0.25
        grey = batch @ np.array([[0.299], [0.587], [0.114]], np.float32)
        middle = grey.mean((1, 2), keepdims=True)
        # batch * s + grey * (1 - s), then (x - middle) * contrast + middle + brightness: gathered into few passes
        out = batch * (saturation * contrast).astype(np.float32)
        out += grey * ((1 - saturation) * contrast).astype(np.float32)
        out += (middle * (1 - contrast) + 0.5 * brightness + cast).astype(np.float32)
        return np.clip(out, -1, 1, out=out)
