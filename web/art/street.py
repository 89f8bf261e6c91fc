#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a street with three of the project's own road signs: street.py OUT.svg."""
import pathlib
import random
import re
import sys

DRAWINGS = pathlib.Path(__file__).resolve().parents[2] / "models/road-signs/drawings"
WIDTH, HEIGHT = 960, 640
# label, left, top, size, where the post ends
SIGNS = [("stop", 716, 196, 112, 560), ("speed_limit_30", 140, 236, 76, 486), ("pedestrian_crossing", 352, 292, 44, 414)]


def sign(label, left, top, size, foot):
    inner = re.search(r"<svg[^>]*>(.*)</svg>", (DRAWINGS / f"{label}.svg").read_text(encoding="utf-8"), re.DOTALL).group(1)
    middle, wide = left + size / 2, size / 14
    return (f'<path d="M{middle - wide / 2:g} {top + size / 2:g}h{wide:g}V{foot}h{-wide:g}z" fill="#7d868f"/>'
            f'<g transform="translate({left} {top})scale({size / 100:g})">{inner}</g>')


def tree(x, foot, size, chance):
    crown = "".join(f'<circle cx="{x + chance.uniform(-.45, .45) * size:.0f}" cy="{foot - size * chance.uniform(.8, 1.5):.0f}" '
                    f'r="{size * chance.uniform(.3, .45):.0f}" fill="{chance.choice(["#4c7a45", "#5a8a4e", "#41703f"])}"/>' for _ in range(9))
    return f'<path d="M{x - size / 14:.0f} {foot}V{foot - size:.0f}h{size / 7:.0f}V{foot}z" fill="#5b4637"/>{crown}'


def house(left, top, right, foot, wall, chance):
    roof = f'<path d="M{left - 8} {top}L{(left + right) / 2:g} {top - (right - left) * .4:.0f}L{right + 8} {top}z" fill="#8a4b3c"/>'
    panes = [(x, y) for y in range(top + 18, foot - 40, 52) for x in range(left + 16, right - 26, 40)]
    windows = "".join(f'<path d="M{x} {y}h22v30h-22z" fill="{chance.choice(["#43586b", "#54697c", "#e5d29a"])}"/>' for x, y in panes)
    return f'{roof}<path d="M{left} {top}H{right}V{foot}H{left}z" fill="{wall}"/>{windows}'


def street():
    chance = random.Random(4)
    stripes = "".join(f'<path d="M{478 - w} {y}h{2 * w}l{w / 2:g} {h}h{-3 * w:g}z"/>' for y, w, h in
                      [(424, 2, 10), (446, 3, 16), (478, 4, 26), (524, 6, 40), (590, 9, 50)])
    return "".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        '<linearGradient id="s" x2="0" y2="1"><stop stop-color="#7fb2dd"/><stop offset="1" stop-color="#e9f1f5"/></linearGradient>',
        f'<path d="M0 0h{WIDTH}v430H0z" fill="url(#s)"/>',
        '<g fill="#fff" opacity=".75"><ellipse cx="250" cy="96" rx="92" ry="20"/><ellipse cx="306" cy="80" rx="58" ry="22"/>'
        '<ellipse cx="600" cy="140" rx="80" ry="15"/></g>',
        '<path d="M0 380Q150 318 330 368T640 352T960 372V430H0z" fill="#8aa98a"/>',
        f'<path d="M0 404H960V{HEIGHT}H0z" fill="#7f9a62"/>',
        house(-90, 290, 96, 420, "#a7a18f", chance), house(230, 318, 318, 412, "#c9b7b0", chance),
        house(566, 318, 660, 412, "#dccfb6", chance), house(862, 280, 1090, 440, "#aba28e", chance),
        tree(84, 436, 84, chance), tree(206, 424, 74, chance), tree(880, 448, 90, chance), tree(690, 420, 66, chance), tree(338, 410, 36, chance), tree(556, 410, 40, chance),
        '<path d="M436 404H520L860 640H40z" fill="#b9b8b2"/><path d="M446 404H510L800 640H100z" fill="#62676e"/>',
        f'<g fill="#eceae2">{stripes}</g>',
        *(sign(*one) for one in sorted(SIGNS, key=lambda one: one[3])),
        "</svg>\n",
    ])


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    pathlib.Path(sys.argv[1]).write_text(street(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
