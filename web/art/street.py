#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a street with three of the project's own road signs: street.py OUT.svg."""
import pathlib
import re
import sys

DRAWINGS = pathlib.Path(__file__).resolve().parents[2] / "models/road-signs/drawings"
WIDTH, HEIGHT = 960, 640
# label, left, top, size, where the post ends
SIGNS = [("stop", 716, 196, 112, 560), ("speed_limit_30", 140, 236, 76, 486), ("give_way", 350, 290, 48, 414)]


def sign(label, left, top, size, foot):
    inner = re.search(r"<svg[^>]*>(.*)</svg>", (DRAWINGS / f"{label}.svg").read_text(encoding="utf-8"), re.DOTALL).group(1)
    middle, wide = left + size / 2, size / 14
    return (f'<path d="M{middle - wide / 2:g} {top + size / 2:g}h{wide:g}V{foot}h{-wide:g}z" fill="#7d868f"/>'
            f'<g transform="translate({left} {top})scale({size / 100:g})">{inner}</g>')


TREE = ('<g id="t"><path d="M-7 0v-90h14V0z" fill="#5b4637"/><path d="M0-74m-40 0a34 34 0 1 1 18-46a36 36 0 0 1 58 4a34 34 0 1 1 2 58a46 '
        '46 0 0 1-78-16z" fill="#41703f"/><g fill="#568a4c"><circle cx="-14" cy="-96" r="26"/><circle cx="20" cy="-112" r="24"/></g></g>')


def tree(x, foot, size):
    return f'<use href="#t" transform="translate({x} {foot})scale({size / 100:g})"/>'


WINDOW = '<path id="w" d="M0 0h22v30H0z" fill="#465b6e"/>'


def house(left, top, right, foot, wall):
    roof = f'<path d="M{left - 8} {top}L{(left + right) // 2} {top - (right - left) * 2 // 5}L{right + 8} {top}z" fill="#8a4b3c"/>'
    panes = [(x, y) for y in range(top + 18, foot - 40, 52) for x in range(left + 16, right - 26, 40) if -22 < x < WIDTH]
    windows = "".join(f'<use href="#w" x="{x}" y="{y}"/>' for x, y in panes)
    return f'{roof}<path d="M{left} {top}H{right}V{foot}H{left}z" fill="{wall}"/>{windows}'


def street():
    stripes = "".join(f'<path d="M{478 - w} {y}h{2 * w}l{w / 2:g} {h}h{-3 * w:g}z"/>' for y, w, h in
                      [(424, 2, 10), (446, 3, 16), (478, 4, 26), (524, 6, 40), (590, 9, 50)])
    return "".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<defs>{TREE}{WINDOW}</defs>',
        '<linearGradient id="s" x2="0" y2="1"><stop stop-color="#7fb2dd"/><stop offset="1" stop-color="#e9f1f5"/></linearGradient>',
        f'<path d="M0 0h{WIDTH}v430H0z" fill="url(#s)"/>',
        '<g fill="#fff" opacity=".75"><ellipse cx="250" cy="96" rx="90" ry="20"/><ellipse cx="300" cy="80" rx="60" ry="22"/></g>',
        '<path d="M0 380Q150 318 330 368T640 352T960 372V430H0z" fill="#8aa98a"/>',
        f'<path d="M0 404H960V{HEIGHT}H0z" fill="#7f9a62"/>',
        house(-90, 290, 96, 420, "#a7a18f"), house(230, 318, 318, 412, "#c9b7b0"),
        house(566, 318, 660, 412, "#dccfb6"), house(862, 280, 1090, 440, "#aba28e"),
        tree(84, 436, 84), tree(206, 424, 74), tree(880, 448, 90), tree(690, 420, 66), tree(338, 410, 36), tree(556, 410, 40),
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
