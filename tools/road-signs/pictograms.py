# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictograms, each a function of its ink (and of the ground that shows through) drawn about 0, 0 unless it says so.

A pictogram is a list of pieces: a path to fill, or (width, path) to draw along; ("ground", path) lies above both.
"""
from shapes import WHITE, disc, number


def drawn(pieces, ink, ground=WHITE):
    filled = "".join(piece for piece in pieces if isinstance(piece, str))
    above = "".join(piece[1] for piece in pieces if piece[0] == "ground")
    out = f'<path d="{filled}"/>' if filled else ""
    for piece in pieces:
        if not isinstance(piece, str) and piece[0] != "ground":
            out += f'<path d="{piece[1]}" fill="none" stroke="{ink}" stroke-width="{number(piece[0])}"/>'
    if above:
        out += f'<path d="{above}" fill="{ground}"/>'
    return f'<g fill="{ink}" stroke-linecap="round" stroke-linejoin="round">{out}</g>'


def pictogram(*pieces):
    return lambda ink, ground=WHITE: drawn(pieces, ink, ground)


# ---- people; they go to the left ----

walker = pictogram(
    disc(-2, -20, 4.3), "M-5-14.2Q-5.5-15 0-15Q4.5-15 5.5-11.5L4.5 4H-4L-4.5-7z",
    (3.2, "M-3.5-12.5-10-6.5-13 1"), (3.2, "M4-12 9.5-5.5 14-1"),
    (4.8, "M-1.5 2.5-4.5 11-11.5 21"), (4.8, "M1.8 2.5 7.5 11 11 21.5"),
)
runner = pictogram(
    disc(-5, -17, 4.4), "M-7.5-11.5Q-3-13.5 2-10L4 2-3.5 4z",
    (3.4, "M-6-10-11.5-4-17-7"), (3.4, "M0-10 7-5 11 1"),
    (4.4, "M-1 2.5-8 8.5-6.5 18-9.5 18.4"), (4.4, "M2 2 7 9.5 15 12.5 16 10.5"),
)
girl = pictogram(
    disc(-4, -16.5, 4.6), "M-6-11.5Q-2-13.5 1.5-10.5L8 4.5-4.5 5.5z",
    (3.2, "M-5-9.5-11-6-15.5-9.5"), (3.2, "M1-10 8-6 12.5-1"),
    (3.8, "M-1.5 5-6 9.5-4.5 17-7.5 17.4"), (3.8, "M4.5 4.5 8 10.5 14.5 12.5"), (2.4, "M0-18 4.5-16"),
)
worker = pictogram(  # digs to the right, a heap before him; at its place on the triangle
    disc(46.2, 37.4, 4.4), "M38.5 44Q41 41.5 46 43.5L49 46 45 59 36.5 58z",
    (3.6, "M46 46 52.5 53 59 53.5"), (3.2, "M42 46 45.5 54 51.5 56.5"), (2.2, "M45 52 63 63"),
    (4.8, "M42.5 57.5 47 66 46.5 78"), (4.8, "M39 57 35.5 66.5 28.5 77.5"),
    "M54 80.4 63 67.5Q65.5 64.5 69 67.5L79 80.4z",
)

# ---- vehicles ----

bicycle = pictogram(
    (2.3, disc(-15, 5.5, 9.6) + disc(15, 5.5, 9.6)),
    (2.3, "M-15 5.5-9-7.5H8L0 5.5-9-7.5M0 5.5H15L6-10M-9-7.5-7.5-12.5H-12.5"), (2.8, "M2.5-11H9"),
)
motorcycle = pictogram(  # with its rider, to the left
    (3.2, disc(-14, 11, 7) + disc(14, 11, 7)), disc(-1.5, -17, 4.2),
    "M-1-12Q5-12 6-6L7 0 17 1.5 17 4 9 6 6 12H-5L-8 3-3-1z", (2.6, "M-14 11-8.5-3-4.5-4"), (3, "M0-10-4-5-9-4"),
    (4, "M4 0-3 3-2 11"), (2.4, "M2 13H14"),
)
car_behind = pictogram(  # as the driver behind sees it, 28 wide
    "M-14 .5Q-14-1-12.7-1.6L-9.6-8Q-9-9.2-7.5-9.2H7.5Q9-9.2 9.6-8L12.7-1.6Q14-1 14 .5V5.5H12.5V8.4H7.6V5.5H-7.6V8.4H-12.5"
    "V5.5H-14z",
    ("ground", "M-9.4-1.9-7.2-6.7H7.2L9.4-1.9zM-12 .6H-8.6V2.4H-12zM8.6 .6H12V2.4H8.6z"),
)
car_before = pictogram(  # as it comes towards you, 40 wide
    "M-20 2Q-20-2-17-3L-12.5-12.5Q-11.5-15-8.5-15H8.5Q11.5-15 12.5-12.5L17-3Q20-2 20 2V10H18.5V15H12V10H-12V15H-18.5V10H-20z",
    ("ground", "M-13.5-3.5-10-11.6H10L13.5-3.5z" + disc(-14.2, 2.6, 2.5) + disc(14.2, 2.6, 2.5) + "M-8 3.2H8V5.4H-8z"),
)
car_aside = pictogram(  # to the right
    "M-17 1Q-17-3-13-3.5L-9-8.5Q-8-10-6-10H3Q5-10 6-8.8L11-3.5Q17-3 17 1V4H-17z" + disc(-9.5, 4.2, 4.3) + disc(9.5, 4.2, 4.3),
    ("ground", "M-10-3.5-6.7-7.8H-2.7V-3.5zM-.7-7.8H3L7-3.5H-.7z" + disc(-9.5, 4.2, 1.8) + disc(9.5, 4.2, 1.8)),
)
truck = pictogram(  # to the left
    "M-9-13.5H27V9H-9zM-11-9H-18Q-19.5-9-20-8L-23.5-1Q-27-.5-27 2V10H-11zM-27 9.6H27V12.2H-27z"
    + disc(-18.5, 12.5, 5) + disc(18, 12.5, 5),
    ("ground", "M-13-6.6H-17.8L-20.5-1H-13z" + disc(-18.5, 12.5, 2.2) + disc(18, 12.5, 2.2)),
)
truck_behind = pictogram("M-13-14H13V9H-13zM-11 9H11V11H-11zM-11.5 11H-6V15H-11.5zM6 11H11.5V15H6z")
bus = pictogram(  # to the left
    "M-24-7Q-24-10-21-10H23Q25-10 25-8V8H-24z" + disc(-14, 8, 4.4) + disc(15, 8, 4.4),
    ("ground", "M-22-7H-17.5V0H-22zM-15.5-7H-8.5V-.5H-15.5zM-6.5-7H.5V-.5H-6.5zM2.5-7H9.5V-.5H2.5zM11.5-7H18V-.5H11.5z"
     "M20-7H23V-.5H20z" + disc(-14, 8, 1.9) + disc(15, 8, 1.9)),
)
tractor = pictogram(  # to the left
    "M-19-3H-2V9H-19zM-1-14H16V-11.5H-1zM-17-9.5H-14.6V-3H-17z" + disc(9, 6, 10.5) + disc(-13, 10.5, 6.2),
    (2.4, "M1-12.5-1 0M14-12.5V-4"), "M1-3H12V6H1z",
    ("ground", disc(9, 6, 6) + disc(-13, 10.5, 2.8)),
)
tram = pictogram(
    "M-21-4Q-20-8-16-8H16Q20-8 21-4L22 8H-22zM-16 9.5H-6V12.5H-16zM6 9.5H16V12.5H6zM-25 14H25V16H-25z",
    ("ground", "M-18-5H-12.5V1H-18zM-10-5H-4V1H-10zM-2-5H4V1H-2zM6-5H12V1H6zM14-5H18L19 1H14z"),
    (1.7, "M-1.5-8-6.5-13 0-18.5 6.5-13 1.5-8M-5-18.5H5"),
)
locomotive = pictogram(  # to the left, with its smoke
    "M-21 1H4V-6H2.5V-9H20V-6H18.5V9H-23V6H-21zM-18-5H-13V1H-18zM-8-3H-4V1H-8z"
    + disc(-15.5, 11, 4.4) + disc(-4.5, 11, 4.4) + disc(6.5, 11, 4.4) + disc(15.5, 12, 3.3),
    "M-17-7C-20-13-13-13-14-17C-15-22-6-24-4-20C0-18-4-14-7-14C-10-12-12-11-14-7z",
    ("ground", "M7.5-5.5H15.5V1H7.5z" + disc(-15.5, 11, 1.7) + disc(-4.5, 11, 1.7) + disc(6.5, 11, 1.7)),
)
aeroplane = pictogram(  # descends to the right
    "M-25-14-21-15-15-8-2-5-4-21 0-22 9-4 19 1Q25 4.5 24 7.5Q20 10 14 8L2 4.5-12 17-15.5 15.5-6 1-17-2-24-5.5z",
)

# ---- animals ----

deer = pictogram(  # leaps to the left; at its place on the triangle
    "M43.5 50.5 48.5 46.5 51.5 48.5 52.5 57Q57 59.5 62.5 60.5Q68 61.5 69 66.5L70.5 70 70.5 74 77 81.2 75.3 82.2 68 75.8"
    "Q63.5 74 62 71Q57 72 52.5 69L46.5 70.3 42 73.2 40.9 71.5 45.5 68 48 66.4 42.5 67 37 68.6 36.6 66.7 42 64.6 47.4 62.6"
    " 47.2 53.4 44.2 52.8z",
    (1.6, "M49 47.5 49.5 42 47 38.5M49.5 42 53 38M50.5 48 54.5 44"),
)
cow = pictogram(  # to the left
    "M-22-8-20-11-23.5-14-18.5-13-16-13.5-13-15.5-13.5-12-11-10.5Q0-9 14-10.5Q20-11 21.5-7L23.5 5 22 5.5 20-2 20 4 18.5 6"
    " 19.5 15H15.5L14.5 7 12 4.5Q9 8 5 4Q-2 5-7 4L-8 15H-12L-12.5 4Q-15.5 1-16-3.5L-20-2.5Q-23-3-23-5z",
    (3, "M-6 4-5 14M11 4 10.5 14"),
)
frog = pictogram(  # sits to the right
    "M-16 11Q-19-1-9-7Q-4-11 1-13Q3-18 7-15.5Q14-15 15-11Q14-8 9-7Q12-3 14-5L18.5-9.5 20-8 17-4Q14 1 10.5 1Q11 6 14.5 8.5"
    "L17 11.5 8 11 5 5 1 6 5 11.5 3 13.5H-8z",
    ("ground", disc(6.5, -12.3, 1.3) + "M-11 2Q-4-4 0 4L-1 5.5Q-6-.5-11 4z"),
)

# ---- things ----

snowflake = pictogram(
    (4.4, "M0-17V17M-14.7-8.5 14.7 8.5M14.7-8.5-14.7 8.5"),
    (3.6, "M-5.5-17 0-11.5 5.5-17M-5.5 17 0 11.5 5.5 17M12-13.3 10-5.8 17.5-3.8M-12 13.3-10 5.8-17.5 3.8"
     "M12 13.3 10 5.8 17.5 3.8M-12-13.3-10-5.8-17.5-3.8"),
)
exclamation = pictogram("M-5.6-19.5a5.6 5.6 0 0 1 11.2 0L2.7 9H-2.7z" + disc(0, 16, 4.5))
wind_sock = pictogram(
    (3.6, "M-17-14V20"), "M-16-15-10-15.5V4.5L-16 5zM-6.5-15.3 1-14V2.5L-6.5 4zM4-13.3 10.5-12V.8L4 2zM13.5-11 22-8.5V-2.5L13.5 0z",
)
horn = pictogram(  # a trumpet, its bell to the left
    "M-29-14.5Q-23-4-10-3H10V3H-10Q-23 4-29 14.5zM29-4.5H32V4.5H29z",
    (3.2, "M8-1.2H30M-8 1.5Q-13 11-5 11H14Q21 11 21 5T14-1.2"),
)
fence = pictogram("M-21-8.5H21V-5.5H-21zM-21 5.5H21V8.5H-21z" + "".join(
    f"M{x}-10 {x + 2.5}-13.5 {x + 5}-10V13H{x}z" for x in (-18.5, -8.75, 1.25 + 2.5, 13.5)))
axle = pictogram("M-22-8.5H-15.5V8.5H-22zM15.5-8.5H22V8.5H15.5zM-16-2H16V2H-16z" + disc(0, 0, 5.2))
flames = pictogram(
    "M-24 6C-27-2-22-6-20-7C-19-12-14-15-11-14C-8-19 8-19 11-14C15-15 20-12 20-7C24-5 27 1 24 6z",
)
flame_lines = pictogram((1.6, "M0 4V-10M-6 4-9-9M6 4 9-9M-12 4-18-4M12 4 18-4"))
waves = pictogram((2.2, "M0 0q3-3 6 0t6 0 6 0 6 0M0 5q3-3 6 0t6 0 6 0 6 0"))
pump = pictogram(
    "M-13-20Q-13-23-10-23H5Q8-23 8-20V18H10V22H-15V18H-13z", (3, "M8-4Q13-4 13 2V9Q13 13 16 13T19 9V-8L13-15"),
    ("ground", "M-9-18H4V-7H-9z"),
)
tent = pictogram("M0-16 26 16H-26z", (2.6, "M-4-21 0-16 4-21"), ("ground", "M0-4 9 16H-9z"))
bridge = pictogram(  # a motorway and the bridge above it
    "M-4.5-34H-12L-27 38H-6zM4.5-34H12L27 38H6zM-36-13H36V-4H-36z", ("ground", "M-36-4.2H36V-1.8H-36zM-36-15.2H36V-12.8H-36z"),
)
rider = pictogram(  # on a horse, to the left
    "M-23-8-21.5-13-17.5-15.5-14-14Q-9-7-4-5.5H10Q15-6 17-2L20 7 18.2 7.5 15.5 2 15 8 18 13 17.5 20H14.3L14 14 9.5 8"
    "Q2 10-4 8L-8.5 14-13 13.5-14 20H-17L-16 11.5-12 11-10.5 7Q-13.5 3-14.5-3L-17-7-21-5.5z",
    disc(-.5, -21.5, 3.6), "M-2-17Q3-18 4.5-14L6-5 1-4.5-4-8.5z", (2.4, "M0-15-7-9-12-8.5"), (3.4, "M2-5-3 1-2 9"),
)
handcart = pictogram(disc(2, 9, 7), "M-8-8H18L14 3H-5z", (2.6, "M-7-6-20 1"), ("ground", disc(2, 9, 3.6)))
