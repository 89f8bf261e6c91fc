# SPDX-License-Identifier: GPL-3.0-or-later
"""Common signs of Europe that are none of the network's classes, by GROUP-NAME: examples of "another warning sign" and so on."""
import math

from glyphs import text
from shapes import (BLACK, BLUE, RED, WHITE, YELLOW, arrow, at, circle, head, mandatory, number, panel, path, prohibition,
                    rectangle, warning, wedge)
from signs import icon, svg, with_unit

STRIPES = "M31 80 36 71.5H41L37.5 80zM43 80 45.5 71.5H49.5L48.5 80zM55 80 53.5 71.5H57.5L60 80zM66 80 62 71.5H66L71.5 80z"
MOTORWAY = icon("bridge", 50, 48, 1.05, WHITE, BLUE)
HORIZONTAL = arrow("M14 50H66", head(87, 50, 90), WHITE)
CAR = icon("car_before", 50, 50, 1.6, WHITE, BLUE)


def struck(content):
    """A blue panel at the end of what it tells."""
    return panel(content + path("M8 92 92 8", None, RED, 7))


def zone(content):
    return rectangle((0, 0, 100, 100), WHITE, 5) + rectangle((1.5, 1.5, 97, 97), WHITE, 4, BLACK, 1.6) + content


def snow_chains():
    links = "".join(f"M{number(50 + 34 * math.cos(a))} {number(50 + 34 * math.sin(a))}"
                    f"L{number(50 + 21 * math.cos(a + .5))} {number(50 + 21 * math.sin(a + .5))}"
                    f"L{number(50 + 34 * math.cos(a + 1.05))} {number(50 + 34 * math.sin(a + 1.05))}"
                    for a in (i * math.pi / 3 for i in range(6)))
    return mandatory(path("M50 16a34 34 0 1 0 .1 0zM50 27a23 23 0 1 1-.1 0z", WHITE, None, None, 'fill-rule="evenodd"')
                     + path(links, None, BLUE, 2.6) + circle(50, 50, 7, WHITE))


WARNING = {
    "zebra_crossing": at(50, 54, icon("walker", 0, 0, .82)) + path(STRIPES, BLACK),
    "horse_rider": icon("rider", 50, 61),
    "tractors": icon("tractor", 50, 65),
    "trucks": icon("truck", 50, 64, .8),
    "motorcycles": icon("motorcycle", 50, 62),
    "tunnel": path("M30 80V60a20 20 0 0 1 40 0V80H61V60a11 11 0 0 0-22 0V80z", BLACK),
    "t_junction": path("M45.5 80V57H30V48H70V57H54.5V80z", BLACK),
    "staggered_junction": path("M46 80V38H54V48H66V55H54V80zM35 61H48V68H35z", BLACK),
    "buses": icon("bus", 50, 66, .9),
    "elderly_people": icon("walker", 40, 60, .9) + icon("walker", 59, 61, .8),
    "two_tracks": path("M38 81 45 42M62 81 55 42", None, BLACK, 4) + path("M36 76H64M39 66H61M41 56H59M43 47H57", None, BLACK, 3),
}
PROHIBITION = {
    "no_horse_riders": prohibition(icon("rider", 51, 50, 1.35)),
    "no_handcarts": prohibition(icon("handcart", 50, 49, 1.35)),
    "no_trailers": prohibition(path("M34 32H78V58H62a7 7 0 1 0-13 0H34z", BLACK) + path("M18 57H36", None, BLACK, 3.4)
                               + circle(55.5, 61, 5, BLACK)),
    "no_cars_and_motorcycles": prohibition(icon("motorcycle", 50, 36, .8) + icon("car_before", 50, 66, .9)),
    "width_limit": prohibition(with_unit("2", "m", (50, 50), 32) + path("M14.5 38V62L27 50zM85.5 38V62L73 50z", BLACK)),
    "length_limit": prohibition(with_unit("10", "m", (50, 68), 19) + icon("truck", 50, 42, .85)
                                + path("M24 80H76", None, BLACK, 2)),
    "distance": prohibition(with_unit("70", "m", (50, 34), 20) + icon("car_behind", 31.5, 56, .95)
                            + icon("car_behind", 68.5, 56, .95) + path("M28 74H72", None, BLACK, 2.4)
                            + path(wedge(22, 74, 270, .6) + wedge(78, 74, 90, .6), BLACK)),
    "no_lane_change": prohibition(path("M50 18V30M50 36V48M50 54V66M50 72V84", None, BLACK, 3.4)
                                  + arrow("M36 78V62Q36 52 46 52H58", wedge(73, 52, 90), BLACK, 8), bar=True),
    "no_cars_and_trucks": prohibition(icon("truck", 50, 35, .75) + icon("car_before", 50, 67, .9)),
}
MANDATORY = {
    "turn_right_here": HORIZONTAL,
    "turn_left_here": at(100, 0, HORIZONTAL, mirror=True),
    "pass_either_side": arrow("M50 14V36L32 62M50 36 68 62", wedge(22, 77, 215, 1.25) + wedge(78, 77, 145, 1.25), WHITE, 9),
    "left_or_right": arrow("M50 84V50M24 50H76", head(10, 50, 270, .8) + head(90, 50, 90, .8), WHITE, 9.6),
    "walkers_and_bicycles": icon("walker", 50, 31, .85, WHITE, BLUE) + icon("bicycle", 50, 71, 1, WHITE, BLUE)
    + path("M8 54.5H92", None, WHITE, 2),
    "walkers_beside_bicycles": icon("walker", 71, 50, 1, WHITE, BLUE) + icon("bicycle", 28, 52, .8, WHITE, BLUE)
    + path("M50 4V96", None, WHITE, 2),
    "horse_riders": icon("rider", 51, 50, 1.45, WHITE, BLUE),
    "buses_only": icon("bus", 50, 50, 1.35, WHITE, BLUE),
    "trams_only": icon("tram", 50, 50, 1.35, WHITE, BLUE),
}
INFORMATION = {
    "motorway": panel(MOTORWAY),
    "end_of_motorway": struck(MOTORWAY),
    "motor_road": panel(CAR),
    "end_of_motor_road": struck(CAR),
    "dead_end": panel(path("M42 92V42H58V92z", WHITE) + path("M22 22H78V42H22z", RED, WHITE, 3)),
    "hospital": panel(text("H", (50, 50), 62, WHITE, 3.6)),
    "filling_station": panel(rectangle((20, 14, 60, 72), WHITE) + icon("pump", 49, 51, 1.15)),
    "camping": panel(rectangle((16, 18, 68, 64), WHITE) + icon("tent", 50, 52, 1.05)),
    "information": panel(rectangle((24, 16, 52, 68), WHITE) + text("i", (50, 50), 52, BLACK, 3)),
    "first_aid": panel(rectangle((16, 16, 68, 68), WHITE) + path("M42 24H58V42H76V58H58V76H42V58H24V42H42z", RED)),
    "tunnel": panel(path("M12 90V56a38 38 0 0 1 76 0V90z", WHITE) + path("M24 90V56a26 26 0 0 1 52 0V90z", BLACK)),
    "breakdown_bay": panel(path("M26 92V12M42 92V72L72 52V12", None, WHITE, 6) + icon("car_before", 60, 76, .6, WHITE, BLUE)),
    "zone_30": zone(at(17.5, 8, prohibition(text("30", (50, 50), 38, BLACK)), .65)
                    + text("ZONE", (50, 86), 15, BLACK, 2.8)),
    "end_of_zone_30": zone(text("30", (50, 36), 28, "#8b9095") + text("ZONE", (50, 82), 15, "#8b9095", 2.8)
                           + path("M12 92 92 12M6 88 88 6M12 97 97 12", None, BLACK, 1.8)),
    "lane_ends": panel(path("M34 90V36M66 90V72Q66 62 58 58T46 50", None, WHITE, 8) + path(wedge(34, 12, 0, 1.6), WHITE)),
}
TEMPORARY = {"yellow_ground": warning(icon("truck", 50, 64, .8, BLACK, YELLOW), YELLOW)}
WHOLE = {"snow_chains": snow_chains(), "end_minimum_speed": mandatory(text("30", (50, 50), 40, WHITE), end=True)}


def drawings():
    """Each drawing as a whole file, by GROUP-NAME."""
    groups = {"warning": {name: warning(content) for name, content in WARNING.items()} | TEMPORARY, "prohibition": PROHIBITION,
              "mandatory": {name: mandatory(content) for name, content in MANDATORY.items()} | WHOLE, "information": INFORMATION}
    return {f"{group}-{name}": svg(content) for group, signs in groups.items() for name, content in signs.items()}
