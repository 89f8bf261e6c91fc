# SPDX-License-Identifier: GPL-3.0-or-later
"""Square views to look at a picture with."""
import numpy as np
from PIL import Image


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
