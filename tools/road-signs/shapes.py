# SPDX-License-Identifier: GPL-3.0-or-later
"""What signs are put together from: colours, plates with their borders, arrows, bars and ways to place a pictogram.

All lengths are in units of a drawing 100 units high. Every function gives SVG as text.
"""
import math
import re

RED, BLUE, YELLOW, GREEN, BLACK, WHITE, GREY = "#c1121c", "#154889", "#f7b500", "#00824a", "#151515", "#fff", "#666b70"

TRIANGLE = "M50 12 94 88H6z"  # the middle of the red border; corners are rounded by the stroke


def number(value):
    """A coordinate as short as it can be written."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return {"-0": "0", "": "0"}.get(text, re.sub(r"^(-?)0\.", r"\1.", text))


def path(d, fill=None, stroke=None, width=None, more=""):
    """One path; a stroke without a fill leaves the inside empty."""
    text = f'<path d="{d}"'
    if fill or stroke:
        text += f' fill="{fill or "none"}"'
    if stroke:
        text += f' stroke="{stroke}" stroke-width="{number(width)}"'
    return f"{text}{more and ' ' + more}/>"


def circle(x, y, radius, fill, stroke=None, width=0):
    edge = f' stroke="{stroke}" stroke-width="{number(width)}"' if stroke else ""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{edge}/>'


def rectangle(box, fill, round_by=0, stroke=None, width=0):
    """A rectangle; box is x, y, width, height."""
    x, y, w, h = map(number, box)
    corner = f' rx="{number(round_by)}"' if round_by else ""
    edge = f' stroke="{stroke}" stroke-width="{number(width)}"' if stroke else ""
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}"{corner} fill="{fill}"{edge}/>'


def at(x, y, content, scale=1, turn=0, mirror=False):
    """Content drawn about 0, 0, put at x, y."""
    steps = f"translate({number(x)} {number(y)})"
    if turn:
        steps += f"rotate({number(turn)})"
    if mirror:
        steps += f"scale({number(-scale)} {number(scale)})"
    elif scale != 1:
        steps += f"scale({number(scale)})"
    return f'<g transform="{steps}">{content}</g>'


def mirrored(content):
    """The drawing with left and right exchanged."""
    return f'<g transform="matrix(-1 0 0 1 100 0)">{content}</g>'


def disc(x, y, radius):
    """A disc as a part of a path."""
    r, d = number(radius), number(2 * radius)
    return f"M{number(x - radius)} {number(y)}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z"


# ---- plates ----

def warning(content="", ground=WHITE, border=RED, edge=WHITE):
    return (path(TRIANGLE, edge, edge, 12, 'stroke-linejoin="round"')
            + path(TRIANGLE, ground, border, 9.6, 'stroke-linejoin="round"') + content)


def give_way():
    return f'<g transform="rotate(180 50 50)">{warning()}</g>'


def prohibition(content="", ground=WHITE, bar=False):
    """The red ring; the bar goes from the upper left to the lower right, above the content."""
    crossed = path("M23.5 23.5 76.5 76.5", None, RED, 7.5) if bar else ""
    return circle(50, 50, 50, WHITE) + circle(50, 50, 43, ground, RED, 11.4) + content + crossed


def mandatory(content="", end=False):
    crossed = path("M18 82 82 18", None, RED, 10) if end else ""
    return circle(50, 50, 50, WHITE) + circle(50, 50, 48, BLUE) + content + crossed


def end_lines(radius=44, ink=BLACK):
    """The five lines from the lower left to the upper right that end a prohibition."""
    d = ""
    for offset in (-9.6, -4.8, 0, 4.8, 9.6):
        half = math.sqrt(radius**2 - offset**2)
        across, along = offset / math.sqrt(2), half / math.sqrt(2)
        d += (f"M{number(50 + across - along)} {number(50 + across + along)}"
              f"L{number(50 + across + along)} {number(50 + across - along)}")
    return path(d, None, ink, 2.6)


def end(content=""):
    return circle(50, 50, 50, WHITE) + circle(50, 50, 47.8, WHITE, BLACK, 2.4) + content + end_lines(47)


def panel(content="", width=100, ground=BLUE, height=100):
    """A blue panel with a white line around."""
    top = (100 - height) / 2
    return (rectangle((0, top, width, height), WHITE, 6)
            + rectangle((1.8, top + 1.8, width - 3.6, height - 3.6), ground, 4.6) + content)


def diamond(content=""):
    """The white square on its corner with the yellow one in it."""
    return (path("M50 4 96 50 50 96 4 50z", WHITE, WHITE, 8, 'stroke-linejoin="round"')
            + path("M50 4.6 95.4 50 50 95.4 4.6 50z", None, BLACK, 1.6, 'stroke-linejoin="round"')
            + path("M50 21.5 78.5 50 50 78.5 21.5 50z", YELLOW, BLACK, 2.2, 'stroke-linejoin="round"') + content)


def octagon(content=""):
    points = [(50 + r * math.cos(math.radians(22.5 + 45 * i)), 50 + r * math.sin(math.radians(22.5 + 45 * i)))
              for r in (53.6, 49.8) for i in range(8)]
    outer, inner = ("M" + " ".join(f"{number(x)} {number(y)}" for x, y in ring) + "z" for ring in (points[:8], points[8:]))
    return path(outer, WHITE) + path(inner, RED) + content


# ---- arrows and bars ----

def head(x, y, turn=0, scale=1.0):
    """The tip of an arrow at x, y, upwards or turned clockwise, as a part of a path; a shaft 11 * scale wide fits."""
    points = [(0, 0), (20, 22), (20, 35), (5.5, 19.5), (5.5, 23), (-5.5, 23), (-5.5, 19.5), (-20, 35), (-20, 22)]
    return polygon(points, x, y, turn, scale)


def wedge(x, y, turn=0, scale=1.0):
    """The same as a full triangle, 20 wide and 15 high."""
    return polygon([(0, 0), (10, 15), (-10, 15)], x, y, turn, scale)


def polygon(points, x, y, turn, scale):
    cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
    turned = [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points]
    return "M" + " ".join(f"{number(px)} {number(py)}" for px, py in turned) + "z"


def arrow(shaft, heads, ink=WHITE, width=11):
    """Shafts as one stroked path, and the heads that stand on their ends."""
    return path(shaft, None, ink, width) + path(heads, ink)


def roundabout(ink, radius=27.0, width=8.0, middle=(50, 50), clockwise=False):
    """Three arrows that follow each other around."""
    x, y = middle
    shafts = heads = ""
    step = 1 if clockwise else -1
    size = width / 7
    tip = math.degrees(15 * size / radius)
    for start in (-20, 100, 220):
        (x1, y1), (x2, y2), (x3, y3) = (
            (x + radius * math.cos(math.radians(angle)), y + radius * math.sin(math.radians(angle)))
            for angle in (start, start + step * 66, start + step * (64 + tip)))
        r = number(radius)
        shafts += f"M{number(x1)} {number(y1)}A{r} {r} 0 0 {int(clockwise)} {number(x2)} {number(y2)}"
        heads += wedge(x3, y3, start + step * (64 + tip / 2) + (180 if clockwise else 0), size)
    return arrow(shafts, heads, ink, width)
