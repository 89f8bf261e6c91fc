# SPDX-License-Identifier: GPL-3.0-or-later
"""Digits and letters as they stand on road signs: lines of one width, seven times as high as they are wide.

A glyph is the middle of its line, from 0 to 6 downwards and from 0 to w to the right; with the line's width of 1 it is
7 high and w + 1 wide. Round ends of a narrow glyph are as narrow.
"""
from shapes import number

GAP = 0.85  # between the lines of two glyphs


def ring(x, y, rx, ry):
    rx, ry, d = number(rx), number(ry), number(2 * rx)
    return f"M{number(x)} {number(y)}m-{rx} 0a{rx} {ry} 0 1 0 {d} 0a{rx} {ry} 0 1 0-{d} 0z"


def points(template, x, w):
    """The template with its places filled: {0} is x, {.5} is x + w / 2, and so on."""
    out = ""
    for piece in template.split("{"):
        place, closed, rest = piece.partition("}")
        if not closed:
            out += piece
            continue
        share, _, more = place.partition("+")
        out += number(x + float(share) * w + float(more or 0)) + rest
    return out


def glyph(name, x, w):
    r = number(w / 2)
    if name in "0O":
        return points(f"M{{0}} {r}A{r} {r} 0 0 1 {{1}} {r}V{number(6 - w / 2)}A{r} {r} 0 0 1 {{0}} {number(6 - w / 2)}z", x, w)
    if name == "8":
        return ring(x + w / 2, 1.4, w * 0.45, 1.4) + ring(x + w / 2, 4.4, w / 2, 1.6)
    template = {
        "1": "M{0+1.4} 6.5V-.5M{0+1.3} -.1 {0} 1.6",
        "2": f"M{{0}} {r}A{r} {r} 0 0 1 {{1}} {r}C{{1}} 3.1 {{0}} 4 {{0}} 6H{{1+.5}}",
        "3": f"M{{0}} 1.5A{r} 1.5 0 1 1 {{.5}} 2.9H{{.5+-.4}}M{{.5}} 2.9A{r} 1.55 0 1 1 {{0}} 4.5",
        "4": "M{.6} -.5 {0} 4.5H{1+.6}M{.72} 2.8V6.5",
        "5": f"M{{1+.1}} 0H{{0+.1}}V2.9C{{.3}} 2.1 {{1}} 2 {{1}} 4.1C{{1}} 6.6 {{0}} 6.6 {{0}} 4.8",
        "6": f"M{{.75}}-.4C{{.25}} 1 {{0}} 2.6 {{0}} 4.3A{r} 1.7 0 1 0 {{1}} 4.3A{r} 1.7 0 0 0 {{0}} 4.3",
        "7": "M{0+-.4} 0H{1}C{.6} 2 {.3} 4 {.27} 6.5",
        "9": f"M{{.25}} 6.4C{{.75}} 5 {{1}} 3.4 {{1}} 1.7A{r} 1.7 0 1 0 {{0}} 1.7A{r} 1.7 0 0 0 {{1}} 1.7",
        "S": "M{1} 1.6C{1} -.5 {0} -.5 {0} 1.5C{0} 3.4 {1} 2.6 {1} 4.5C{1} 6.5 {0} 6.5 {0} 4.4",
        "T": "M{0+-.4} 0H{1+.4}M{.5} 0V6.5",
        "P": "M{0} 6.5V0H{.5}C{1+.2} 0 {1+.2} 3.3 {.5} 3.3H{0}",
        "E": "M{1+.3} 0H{0}V6H{1+.4}M{0} 2.9H{1}",
        "N": "M{0} 6.5V0L{1} 6V-.5",
        "Z": "M{0+-.2} 0H{1}L{0} 6H{1+.5}",
        "i": "M{.5} 2V6.5M{.5} -.5V.7",
        "H": "M{0} -.5V6.5M{1} -.5V6.5M{0} 3H{1}",
        "t": "M{.3} 1V5Q{.3} 6 {1} 6M{0+-.4} 2.6H{1}",
        "m": "M{0} 6.5V2.1M{0} 3.7C{0} 2.2 {.5} 2.2 {.5} 3.7V6.5M{.5} 3.7C{.5} 2.2 {1} 2.2 {1} 3.7V6.5",
        "-": "M{0} 3.3H{1}",
        ".": "M{0+.2} 5.5V6.5",
        "%": "M{1} -.3 {0} 6.3",
    }[name]
    rings = ring(x + 0.2, 1.1, 0.8, 1.1) + ring(x + w - 0.2, 4.9, 0.8, 1.1) if name == "%" else ""
    return points(template, x, w) + rings


def width_of(name, w):
    return {"1": 1.4, ".": 0.4, "t": w * 0.55, "m": w * 1.35, "%": w * 1.1}.get(name, w)


def length(words, height, w=3.0):
    """How long the words are, from the first line's left edge to the last one's right."""
    return height / 7 * (sum(width_of(name, w) + 1 + GAP for name in words) - GAP)


def text(words, middle, height, ink, w=3.0, weight=1.0):
    """The words with their middle at a point; w is how wide a digit's middle line is, where it is 6 high."""
    d, x = "", 0
    for name in words:
        d += glyph(name, x, width_of(name, w))
        x += width_of(name, w) + 1 + GAP
    scale = height / 7
    left, top = middle[0] - length(words, height, w) / 2 + scale / 2, middle[1] - scale * 3
    bold = f' stroke-width="{number(weight)}"' if weight != 1 else ""
    return (f'<path d="{d}" transform="translate({number(left)} {number(top)})scale({number(scale)})" '
            f'fill="none" stroke="{ink}"{bold}/>')
