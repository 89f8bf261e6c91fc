# SPDX-License-Identifier: GPL-3.0-or-later
"""What is hung into pictures: the drawings of the signs, real crops cut out by their shape, and things that are no signs."""
import io
import math
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from .data import MARGIN, Crop
from .labels import DRAWINGS, FURTHER_DRAWINGS, Labels

SIDE = 128  # of a texture


@dataclass
class Textures:
    pixels: np.ndarray  # uint8 (n, SIDE, SIDE, 4)
    labels: list[str]
    aspect: np.ndarray  # width by height


def rasterize(file: Path, side: int = 2 * SIDE) -> Image.Image:
    png = subprocess.run(["rsvg-convert", "-h", str(side), str(file)], check=True, capture_output=True).stdout
    return Image.open(io.BytesIO(png)).convert("RGBA")


def _texture(image: Image.Image) -> tuple[np.ndarray, float]:
    aspect = image.width / image.height
    premultiplied = np.asarray(image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)).copy()
    inside = premultiplied[..., 3] > 8
    # What lies outside takes the mean colour of the rim, so that no dark line appears when it is made small.
    premultiplied[~inside, :3] = premultiplied[inside, :3].mean(0) if inside.any() else 0
    return premultiplied, aspect


def drawn(labels: Labels, cache: Path) -> Textures:
    """Every drawing, rasterised once into the cache."""
    if not cache.exists():
        files = [(DRAWINGS / f"{label}.svg", label) for label in labels.table if label != "not_a_sign"]
        for file in sorted(FURTHER_DRAWINGS.glob("*.svg")):
            files.append((file, labels.group_answer(file.stem.split("-")[0])))
        made = [(*_texture(rasterize(file)), label) for file, label in files]
        np.savez_compressed(
            cache, pixels=np.stack([pixels for pixels, _, _ in made]), aspect=np.array([a for _, a, _ in made], np.float32),
            labels=np.array([label for _, _, label in made]))
    with np.load(cache) as kept:
        return Textures(kept["pixels"], [str(label) for label in kept["labels"]], kept["aspect"])


def _outline(shape: str, side: int) -> np.ndarray:
    """How opaque a sign of this shape is, in a crop with the usual margin; somewhat smaller than the sign."""
    big = 4 * side
    image = Image.new("L", (big, big))
    draw = ImageDraw.Draw(image)
    low = big * (MARGIN / (1 + 2 * MARGIN) + 0.015)
    high, middle, span = big - low, big / 2, big - 2 * low
    if shape == "circle":
        draw.ellipse((low, low, high, high), fill=255)
    elif shape == "triangle_up":
        draw.polygon([(middle, low), (high, high - 0.03 * span), (low, high - 0.03 * span)], fill=255)
    elif shape == "triangle_down":
        draw.polygon([(middle, high), (high, low + 0.03 * span), (low, low + 0.03 * span)], fill=255)
    elif shape == "diamond":
        draw.polygon([(middle, low), (high, middle), (middle, high), (low, middle)], fill=255)
    elif shape == "octagon":
        points = [math.radians(22.5 + 45 * i) for i in range(8)]
        radius = span / 2 / math.cos(math.radians(22.5))
        draw.polygon([(middle + radius * math.cos(a), middle + radius * math.sin(a)) for a in points], fill=255)
    else:
        draw.rectangle((low, low, high, high), fill=255)
    return np.asarray(image.resize((side, side), Image.Resampling.BOX))


def cut_out(crops: list[Crop], labels: Labels, smallest: int) -> Textures:
    """Real signs that are large enough, without what is around them. Their crops show the usual margin."""
    outlines: dict[str, np.ndarray] = {}
    kept = [crop for crop in crops if crop.source == "gtsrb" and crop.side >= smallest]
    pixels = np.zeros((len(kept), 64, 64, 4), np.uint8)
    for out, crop in zip(pixels, kept):
        shape = labels.table[crop.label].shape
        if shape not in outlines:
            outlines[shape] = _outline(shape, 64)
        out[..., :3], out[..., 3] = crop.pixels, outlines[shape]
    return Textures(pixels, [crop.label for crop in kept], np.ones(len(kept), np.float32))


def decoys(count: int, seed: int) -> Textures:
    """Coloured shapes, boards with lines of something, round lamps: what a hasty eye takes for signs."""
    dice = random.Random(seed)

    def colour() -> tuple[int, int, int]:
        vivid = [(190, 20, 30), (20, 60, 150), (240, 180, 20), (250, 250, 250), (20, 20, 20), (20, 130, 60), (120, 120, 120)]
        base = dice.choice(vivid) if dice.random() < 0.7 else [dice.randrange(256) for _ in range(3)]
        return tuple(max(0, min(255, c + dice.randint(-30, 30))) for c in base)

    made = []
    for _ in range(count):
        image = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
        draw = ImageDraw.Draw(image)
        kind = dice.choice(["board", "board", "disc", "lamp", "polygon", "panel"])
        if kind in ("board", "panel"):
            draw.rounded_rectangle((2, 2, 253, 253), dice.randrange(0, 50), fill=colour(), outline=colour(), width=dice.choice([0, 4, 10]))
            y = dice.randrange(15, 60)
            while y < 230:
                height = dice.randrange(8, 40)
                x = dice.randrange(12, 60)
                ink = colour()
                while x < 235:  # words, from afar
                    width = dice.randrange(6, 50)
                    draw.rectangle((x, y, min(x + width, 240), min(y + height, 240)), fill=ink)
                    x += width + dice.randrange(4, 20)
                y += height + dice.randrange(10, 60)
        elif kind == "disc":
            for inset in sorted(dice.sample(range(2, 110), dice.randint(1, 3))):
                draw.ellipse((inset, inset, 255 - inset, 255 - inset), fill=colour())
        elif kind == "lamp":
            draw.ellipse((2, 2, 253, 253), fill=colour())
            draw.ellipse((40, 40, 150, 150), fill=tuple(min(255, c + 60) for c in colour()))
        else:
            points = [(128 + dice.uniform(60, 127) * math.cos(a), 128 + dice.uniform(60, 127) * math.sin(a))
                      for a in sorted(dice.uniform(0, 2 * math.pi) for _ in range(dice.randint(3, 7)))]
            draw.polygon(points, fill=colour())
        made.append(_texture(image)[0])
    aspects = np.array([dice.choice([1, 1, 1, 0.6, 1.6, 2.5, 0.4]) for _ in made], np.float32)
    return Textures(np.stack(made), ["not_a_sign"] * count, aspects)
