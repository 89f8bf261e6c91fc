#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a ladybug on a leaf, as a photograph might show it: ladybug.py OUT.png. Needs python3-numpy and python3-pil."""
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 720
BODY = (480, 372, 215, 165)  # middle and half axes
HEAD = (685, 400, 92, 84)
SPOTS = [(-20, 35, 46, 42), (95, 25, 38, 38), (-125, 22, 34, 38), (40, -98, 38, 22), (-75, -95, 36, 22), (150, -36, 26, 30),
         (-178, -20, 18, 28), (130, 95, 32, 22), (-70, 108, 34, 20)]
LEGS = [(-170, 70, -235, 150), (-95, 120, -130, 195), (20, 135, 25, 205), (120, 115, 170, 185), (190, 60, 260, 120)]
LEAF = [(-50, 560), (200, 430), (480, 395), (760, 420), (1010, 500), (1010, 760), (-50, 760)]
Y, X = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)


def picture(numbers):
    return Image.fromarray(numbers.clip(0, 255).astype(np.uint8))


def ellipse(x, y, across, down, edge=8.0):
    """1 inside, 0 outside, with a soft edge."""
    return np.clip((1 - ((X - x) / across) ** 2 - ((Y - y) / down) ** 2) * edge, 0, 1)[..., None]


def light(x, y, across, down):
    """How bright a dome is under light from above left, and how it shines."""
    u, v = (X - x) / across, (Y - y) / down
    up = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    bright = np.clip(0.25 + 0.85 * (-0.35 * u - 0.45 * v + 0.75 * up), 0, 1.2)[..., None]
    shine = np.clip(-0.42 * u - 0.54 * v + 0.75 * up - 0.93, 0, 1)[..., None] * 6
    return bright, shine


def lay(below, mask, colour):
    return below * (1 - mask) + mask * colour


def foliage(random):
    """Leaves far out of focus."""
    drawn = np.full((HEIGHT, WIDTH, 3), (70, 110, 45), np.float32)
    for _ in range(70):
        x, y, size = random.uniform(0, WIDTH), random.uniform(0, HEIGHT), random.uniform(40, 170)
        colour = np.array([random.uniform(40, 150), random.uniform(90, 190), random.uniform(20, 80)])
        mask = np.clip(1 - np.hypot(X - x, Y - y) / size, 0, 1)[..., None] ** 0.7 * random.uniform(0.2, 0.6)
        drawn = lay(drawn, mask, colour)
    return np.asarray(picture(drawn).filter(ImageFilter.GaussianBlur(14))).astype(np.float32)


def leaf(below):
    shape = Image.new("L", (3 * WIDTH, 3 * HEIGHT))
    veins = Image.new("RGB", shape.size, (86, 150, 52))
    ImageDraw.Draw(shape).polygon([(3 * x, 3 * y) for x, y in LEAF], fill=255)
    draw = ImageDraw.Draw(veins)
    for i in range(-6, 14):
        draw.line([(240 * i + 120, 2280), (240 * i + 780, 1140)], fill=(106, 168, 71), width=9)
    draw.line([(-150, 1920), (3030, 1680)], fill=(150, 205, 110), width=24)
    mask, veins = (i.resize((WIDTH, HEIGHT), Image.LANCZOS).filter(ImageFilter.GaussianBlur(1.2)) for i in (shape, veins))
    brightness = (0.75 + 0.35 * (1 - Y / HEIGHT))[..., None]
    return lay(below, np.asarray(mask).astype(np.float32)[..., None] / 255, np.asarray(veins) * brightness)


def lines(below, strokes, width):
    wide = picture(below).resize((3 * WIDTH, 3 * HEIGHT), Image.LANCZOS)
    draw = ImageDraw.Draw(wide)
    for stroke in strokes:
        draw.line([(3 * x, 3 * y) for x, y in stroke], fill=(18, 14, 12), width=3 * width, joint="curve")
    return np.asarray(wide.resize((WIDTH, HEIGHT), Image.LANCZOS)).astype(np.float32)


def body(below):
    x, y, across, down = BODY
    bright, shine = light(*BODY)
    drawn = lay(below, ellipse(*BODY, 14), np.array([214, 34, 18]) * bright * 1.15 + np.array([255, 240, 225]) * shine.clip(0, 0.75))
    drawn *= 1 - 0.45 * ellipse(*BODY, 14) * (1 - ellipse(x - 4, y - 10, across * 0.985, down * 0.965, 14))
    seam = np.abs(Y - (y - 62 + (X - x) * 0.02 + ((X - x) / across) ** 2 * 36))
    drawn = lay(drawn, np.clip(1 - seam / 3.2, 0, 1)[..., None] * ellipse(*BODY, 14), np.array([40, 8, 6]))
    for right, below_middle, wide, high in SPOTS:
        spot = ellipse(x + right, y + below_middle, wide, high, 6) * ellipse(*BODY, 14)
        drawn = lay(drawn, spot, np.array([16, 12, 12]) * bright * 1.3 + 200 * shine.clip(0, 0.35))
    return drawn


def head(below):
    x, y, _, _ = HEAD
    bright, shine = light(*HEAD)
    drawn = lay(below, ellipse(*HEAD), np.array([22, 20, 20]) * bright * 1.6 + 255 * shine.clip(0, 0.5))
    for right, lower, size in [(-8, -34, 26), (26, 40, 20), (62, -8, 13)]:
        drawn = lay(drawn, ellipse(x + right, y + lower, size, size * 0.8), np.array([235, 232, 222]))
    feelers = [[(x + 55, y - 45), (x + 85, y - 85), (x + 112, y - 92)], [(x + 75, y - 20), (x + 112, y - 40), (x + 138, y - 38)]]
    return lines(drawn, feelers, 6)


def main():
    random = np.random.default_rng(5)
    x, y, across, down = BODY
    drawn = leaf(foliage(random))
    drawn *= 1 - 0.55 * np.clip(1.25 - ((X - x - 20) / (across * 1.15)) ** 2 - ((Y - y - 70) / (down * 0.75)) ** 2, 0, 1)[..., None]
    drawn = lines(drawn, [[(x + a, y + b), (x + (a + c) / 2 - 10, y + (b + d) / 2), (x + c, y + d)] for a, b, c, d in LEGS], 13)
    drawn = body(head(drawn)) + random.normal(0, 4.5, (HEIGHT, WIDTH, 3))
    picture(drawn).filter(ImageFilter.GaussianBlur(0.8)).save(sys.argv[1])


if __name__ == "__main__":
    main()
