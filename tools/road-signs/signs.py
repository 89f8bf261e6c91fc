# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawing of every class of the network, by its label: German signs where there are such, else as the class has them."""
import pictograms as pic
from glyphs import length, text
from shapes import (BLACK, BLUE, GREEN, GREY, RED, WHITE, YELLOW, arrow, at, circle, diamond, disc, end, give_way, head, mandatory,
                    mirrored, octagon, panel, path, prohibition, rectangle, roundabout, warning, wedge)


def svg(content, width=100, height=100):
    """A whole drawing; what is less than 100 high stands in the middle of it."""
    top = f"{(100 - height) / 2:g}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top} {width} {height}">{content}</svg>\n'


def speed(number, ink=BLACK):
    """The number of a speed limit, in the middle."""
    digits = str(number)
    return text(digits, (50, 50), 38, ink, 3 if len(digits) < 3 else 1.9)


def with_unit(value, unit, middle, height=30):
    """A measure with its small unit, on one line."""
    (x, y), small, gap = middle, height * .55, height * .14
    long, short = length(value, height, 2.6), length(unit, small, 2.6)
    left = x - (long + gap + short) / 2
    return (text(value, (left + long / 2, y), height, BLACK, 2.6)
            + text(unit, (left + long + gap + short / 2, y + (height - small) / 2), small, BLACK, 2.6))


def icon(name, x, y, scale=1, ink=BLACK, ground=WHITE):
    return at(x, y, getattr(pic, name)(ink, ground), scale)


def minimum(number):
    """China's minimum speed: the number over a white foot."""
    digits = str(number)
    foot = path("M11.5 79H88.5A48 48 0 0 1 11.5 79z", WHITE)
    return mandatory(text(digits, (50, 45), 36, WHITE, 3 if len(digits) < 3 else 2.1) + foot)


def chevrons(d, width):
    """A long red board with white angles."""
    return (rectangle((0, 37, width, 26), WHITE, 1) + rectangle((1.2, 38.2, width - 2.4, 23.6), RED)
            + path(d, WHITE))


def angle_band(x, turn):
    """One white angle whose tip points to the left (-1) or to the right (1), about x, as a part of a path."""
    a, b = x - 8.5 * turn, x + 2.5 * turn
    return f"M{a:g} 38.2H{a + 9 * turn:g}L{b + 9 * turn:g} 50 {a + 9 * turn:g} 61.8H{a:g}L{b:g} 50z"


def cross(second=False):
    """St Andrew's cross; a second half below where there is more than one track."""
    arms = "M13 12 87 54M87 12 13 54" if second else "M13 29 87 71M87 29 13 71"
    half = "M13 88 50 67 87 88" if second else ""
    return "".join(path(half + arms, None, ink, width, 'stroke-linecap="square"')
                   for width, ink in ((16.4, WHITE), (14.6, RED), (8, WHITE)))


def countdown():
    stripes = "M29 42 71 18V26L29 50zM29 62 71 38V46L29 70zM29 82 71 58V66L29 90z"
    return rectangle((26, 0, 48, 100), WHITE, 4) + rectangle((27.8, 1.8, 44.4, 96.4), WHITE, 3, BLACK, 2) + path(stripes, RED)


SPEEDS = {f"speed_limit_{v}": prohibition(speed(v)) for v in (5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120)}
MINIMUM = {f"minimum_speed_{v}": minimum(v) for v in (50, 60, 80, 90, 100, 110)}

RIGHT_TURN = arrow("M38 82V57Q38 43.5 51.5 43.5H66", head(84, 43.5, 90, .9), WHITE)
TWO_WAYS = arrow("M41 85V32M41 76Q41 60.5 56 60.5H70", head(41, 14, 0, .8) + head(86, 60.5, 90, .8), WHITE, 9.6)
CURVE = path("M40 80V69Q40 58.5 51 58.5H55", None, BLACK, 8.4) + path("M54 54.3Q60 54.3 63.5 58.5L54 62.7z", BLACK)
DOUBLE = (path("M46 47V64.5L57.5 59V80", None, BLACK, 7.8, 'stroke-linejoin="round"')
          + path("M42.1 47.5V39.5L49.9 47.5z", BLACK) + path("M53.5 80.5 57.5 77 61.5 80.5z", WHITE))
NARROW = path("M38.5 80V40M62 80V68L54.5 56V40", None, BLACK, 6)
TWO_CARS = icon("car_behind", 31.3, 51, 1, RED) + icon("car_behind", 66.5, 51)
ROAD_RIGHT = "M43.5 80V38H52V54H68V63H52V80z"
BUMPS = "M27 80.5V76.5H34C37 65 45 65 49 73.5Q50.2 75.5 51.5 73.5C55.5 65 63 65 66.5 76.5H73V80.5z"

GERMAN = {
    "end_speed_limit_80": end(text("80", (50, 50), 38, GREY)),
    "no_overtaking": prohibition(TWO_CARS),
    "no_overtaking_trucks": prohibition(icon("truck_behind", 33, 47.5, 1, RED) + icon("car_behind", 66, 54)),
    "priority_next_intersection": warning(path(
        "M50 31 61 46.5H57.2V80L50 74.5 42.8 80V46.5H39z", BLACK) + path("M32 59.5H68", None, BLACK, 6)),
    "priority_road": diamond(),
    "give_way": give_way(),
    "stop": octagon(text("STOP", (50, 50), 34, WHITE, 2.6, 1.12)),
    "no_vehicles": prohibition(),
    "no_trucks": prohibition(icon("truck", 50, 50)),
    "no_entry": circle(50, 50, 50, WHITE) + circle(50, 50, 48.4, RED) + rectangle((11, 41, 78, 18), WHITE),
    "general_danger": warning(icon("exclamation", 50, 59)),
    "dangerous_curve_left": warning(mirrored(CURVE)),
    "dangerous_curve_right": warning(CURVE),
    "double_curve": warning(DOUBLE),
    "bumpy_road": warning(path(BUMPS, BLACK)),
    "slippery_road": warning(at(50, 53, pic.car_behind(BLACK), 1.05, 14) + path(
        "M40 65.5C47 67 48.5 71 42.5 72.5S36 76.5 43.5 79.5M54 68.5C61 72 52.5 75.5 59 77.5S68 75.5 73.5 79", None, BLACK, 3)),
    "road_narrows_right": warning(NARROW),
    "road_works": warning(pic.worker(BLACK)),
    "traffic_signals": warning(circle(50, 42, 6.6, RED) + circle(50, 58, 6.6, YELLOW) + circle(50, 74, 6.6, GREEN)),
    "pedestrians": warning(icon("walker", 50, 58.5)),
    "children_crossing": warning(icon("runner", 61, 60, 1.02) + icon("girl", 38, 65, .78)),
    "bicycles_crossing": warning(icon("bicycle", 50, 67, 1.05)),
    "ice_snow": warning(icon("snowflake", 50, 61)),
    "wild_animals_crossing": warning(pic.deer(BLACK)),
    "end_all_restrictions": end(),
    "turn_right_ahead": mandatory(RIGHT_TURN),
    "turn_left_ahead": mandatory(mirrored(RIGHT_TURN)),
    "ahead_only": mandatory(arrow("M50 86V35", head(50, 14))),
    "straight_or_right": mandatory(TWO_WAYS),
    "straight_or_left": mandatory(mirrored(TWO_WAYS)),
    "keep_right": mandatory(arrow("M24 24 61 61", head(78, 78, 135, 1.05), WHITE, 11.5)),
    "keep_left": mandatory(arrow("M76 24 39 61", head(22, 78, 225, 1.05), WHITE, 11.5)),
    "roundabout_mandatory": mandatory(roundabout(WHITE, 29, 8.6)),
    "end_no_overtaking": end(icon("car_behind", 31.3, 51, 1, GREY) + icon("car_behind", 66.5, 51, 1, GREY)),
    "end_no_overtaking_trucks": end(icon("truck_behind", 33, 47.5, 1, GREY) + icon("car_behind", 66, 54, 1, GREY)),
}

LEFT_TURN_BLACK = arrow("M63 77V51Q63 42 54 42H40", wedge(20, 42, 270, 1.45), BLACK, 10)
U_TURN = arrow("M63 76V44A13 13 0 0 0 37 44V58", wedge(37, 77, 180, 1.3), BLACK, 9)
STRAIGHT_BIG = arrow("M50 88V40", wedge(50, 11, 0, 2.1), WHITE, 17)
ONE_WAY = arrow("M18 50H130", wedge(164, 50, 90, 1.9), WHITE, 12)
SLOPE = "M18.5 82.7 71 58.5 84.8 82.7z"
CAR_IN_QUEUE = "".join(icon("car_behind", x, y, .62) for x, y in ((61, 53), (50, 63), (39, 74)))

OTHERS = {
    "accident_black_spot": warning(circle(50, 63, 11, BLACK)),
    "amphibians": warning(icon("frog", 49, 67, 1, BLACK, YELLOW), YELLOW),
    "axle_weight_limit": prohibition(with_unit("14", "t", (51, 38), 28) + icon("axle", 50, 66)),
    "bicycle_path": mandatory(icon("bicycle", 50, 51, 1.45, WHITE, BLUE)),
    "bus_stop": (rectangle((16, 0, 68, 100), WHITE, 5) + rectangle((17.6, 1.6, 64.8, 96.8), BLUE, 4)
                 + rectangle((24, 22, 52, 50), WHITE) + icon("bus", 50, 47)),
    "cattle": warning(icon("cow", 50, 64)),
    "chevron_both": chevrons(angle_band(12, -1) + angle_band(34, -1) + angle_band(66, 1) + angle_band(88, 1), 100),
    "chevron_left": chevrons("".join(angle_band(x, -1) for x in (13.5, 33.5, 53.5, 73.5)), 88),
    "chevron_right": chevrons("".join(angle_band(x, 1) for x in (14.5, 34.5, 54.5, 74.5)), 88),
    "crossroads": warning(path("M38 48 62 78M62 48 38 78", None, BLACK, 9)),
    "crosswind": warning(icon("wind_sock", 48, 59)),
    "double_curve_right_first": warning(mirrored(DOUBLE)),
    "end_bicycle_path": mandatory(icon("bicycle", 50, 51, 1.45, WHITE, BLUE), end=True),
    "end_footpath": mandatory(icon("walker", 50, 50, 1.5, WHITE, BLUE), end=True),
    "end_one_way": panel(STRAIGHT_BIG + path("M12 88 88 12", None, RED, 9)),
    "end_priority_road": diamond(path("M22.7 68.7 68.7 22.7M25 71.8 71.8 25M28.2 75 75 28.2M31.3 77.3 77.3 31.3", None, BLACK, 2.2)),
    "end_speed_limit": end(text("40", (50, 50), 38, GREY)),
    "falling_rocks": warning(mirrored(path("M27 80.5V52L36 55 41 62 48 65 53 72 61 75 65 80.5z" + disc(50, 55, 3.4) + disc(58, 62, 4.2)
                                  + disc(67, 70.5, 3.2) + disc(43.5, 47, 3), BLACK))),
    "footpath": mandatory(icon("walker", 50, 50, 1.5, WHITE, BLUE)),
    "give_way_to_oncoming": prohibition(arrow("M37 22V50", wedge(37, 71, 180, 1.1), BLACK, 8)
                                        + arrow("M63 79V58", wedge(63, 36, 0, 1.35), RED, 11)),
    "height_limit": prohibition(with_unit("4.5", "m", (50, 50), 25) + path("M38 15.5H62L50 28zM38 84.5H62L50 72z", BLACK)),
    "loose_gravel": warning(at(41, 63, pic.car_behind(BLACK), .95) + path(
        "M55 73 74 60M57 76 77 74M54 68 65 53", None, BLACK, 2.2) + path(
        disc(60, 79, 2) + disc(67, 79.6, 1.6) + disc(70, 69, 1.8) + disc(63, 66, 1.8) + disc(75, 79, 1.4), BLACK)),
    "low_flying_aircraft": warning(icon("aeroplane", 50, 63, .9)),
    "merging_traffic": warning(arrow("M50 81V46M52 68 66 79", wedge(50, 31, 0, 1), BLACK, 6.5), YELLOW, BLACK, YELLOW),
    "motor_vehicles_only": mandatory(icon("car_before", 50, 50, 1.5, WHITE, BLUE)),
    "no_bicycles": prohibition(icon("bicycle", 50, 51, 1.3)),
    "no_buses": prohibition(icon("bus", 50, 51, 1.1), bar=True),
    "no_dangerous_goods": prohibition(
        at(50, 38, pic.flames(YELLOW)) + at(50, 38, pic.flame_lines(BLACK)) + icon("car_before", 50, 61, .95), bar=True),
    "no_horn": prohibition(icon("horn", 49, 50), bar=True),
    "no_left_turn": prohibition(LEFT_TURN_BLACK, bar=True),
    "no_motor_vehicles": prohibition(icon("car_before", 50, 51, 1.3)),
    "no_motorcycles": prohibition(icon("motorcycle", 50, 52, 1.35), bar=True),
    "no_parking": prohibition(ground=BLUE, bar=True),
    "no_pedestrians": prohibition(icon("walker", 50, 50, 1.3), bar=True),
    "no_right_turn": prohibition(mirrored(LEFT_TURN_BLACK), bar=True),
    "no_stopping": prohibition(path("M76.5 23.5 23.5 76.5", None, RED, 7.5), BLUE, bar=True),
    "no_straight_ahead": prohibition(arrow("M50 82V38", wedge(50, 19, 0, 1.5), BLACK, 10), bar=True),
    "no_tractors_tricycles": prohibition(icon("tractor", 50, 50, 1.35), bar=True),
    "no_u_turn": prohibition(U_TURN, bar=True),
    "one_way_left": panel(at(180, 0, ONE_WAY, mirror=True), 180, height=56),
    "one_way_right": panel(ONE_WAY, 180, height=56),
    "one_way_straight": panel(STRAIGHT_BIG),
    "opening_bridge": warning(path("M26 72H44L46 76H54L56 72H74V81H26zM30 67H42V71H30zM58 67H70V71H58z", BLACK)
                              + path("M41 68 60 46M59 68 66 60", None, BLACK, 3.6)),
    "parking": panel(text("P", (51, 50), 66, WHITE, 3.2)),
    "pedestrian_crossing": panel(path("M50 10 91 84H9z", WHITE) + icon("walker", 50, 46, 1.05) + path(
        "M24 84 31 72H37L31 84zM38 84 42 72H48L46 84zM54 84 52 72H58L62 84zM69 84 63 72H69L76 84z", BLACK)),
    "priority_over_oncoming": panel(arrow("M64 90V44", wedge(64, 12, 0, 2), WHITE, 13)
                                    + arrow("M32 16V48", wedge(32, 70, 180, 1.4), RED, 9)),
    "quayside_or_river_bank": warning(path("M24 81 30 60H50V81z", BLACK) + at(57, 53, pic.car_aside(BLACK), .72, 22)
                                      + at(51, 72, pic.waves(BLACK), .95)),
    "railway_countdown_marker": countdown(),
    "railway_crossing_barrier": warning(icon("fence", 50, 65)),
    "railway_crossing_no_barrier": warning(icon("locomotive", 51, 65)),
    "railway_multi_track": cross(second=True),
    "railway_single_track": cross(),
    "road_dip": warning(path("M24 80.5V66H34Q40 66 43 70T50 73 57 70 66 66H76V80.5z", BLACK)),
    "road_narrows_both": warning(path("M36 80V68L44 55V40M64 80V68L56 55V40", None, BLACK, 6)),
    "road_narrows_left": warning(mirrored(NARROW)),
    "roundabout_warning": warning(roundabout(BLACK, 13.5, 5, (50, 63))),
    "side_road_left": warning(mirrored(path(ROAD_RIGHT, BLACK))),
    "side_road_right": warning(path(ROAD_RIGHT, BLACK)),
    "soft_verge": warning(at(50, 61, pic.car_behind(BLACK), .95, 10) + path(
        "M25 81V73H48V77L56 74 63 77 70 74 76 81z", BLACK)),
    "speed_bump": warning(path("M20 81.5V77H28C36 57 64 57 72 77H80V81.5z", BLACK)),
    "speed_limit": prohibition(speed("00")),
    "steep_ascent": warning(path(SLOPE, BLACK) + at(48, 58.5, text("12%", (0, 0), 13, BLACK, 2.6), 1, -25)),
    "steep_descent": warning(mirrored(path(SLOPE, BLACK)) + at(52, 58.5, text("12%", (0, 0), 13, BLACK, 2.6), 1, 25)),
    "traffic_light": (rectangle((31, 0, 38, 100), BLACK, 8) + circle(50, 18.5, 13, "#e3202a") + circle(50, 50, 13, "#ffb400")
                      + circle(50, 81.5, 13, "#00a562")),
    "traffic_queue": warning(CAR_IN_QUEUE),
    "tram_crossing": warning(icon("tram", 50, 64)),
    "two_way_traffic": warning(arrow("M41 38V66M59 80V54", wedge(41, 80, 180, .9) + wedge(59, 40, 0, .9), BLACK, 7)),
    "u_turn_place": panel(arrow("M70 90V36A20 20 0 0 0 30 36V62", wedge(30, 88, 180, 1.8), WHITE, 12)),
    "weight_limit": prohibition(with_unit("30", "t", (50, 50), 32)),
    "warning_sign": warning(),
    "prohibition_sign": prohibition(),
    "mandatory_sign": mandatory(),
    "information_sign": panel(),
    "priority_sign": diamond(),
}

WIDE = {"chevron_both": (100, 26), "chevron_left": (88, 26), "chevron_right": (88, 26), "one_way_left": (180, 56),
        "one_way_right": (180, 56)}


def drawings():
    """Every label's drawing as a whole file."""
    return {label: svg(content, *WIDE.get(label, ())) for label, content in (SPEEDS | MINIMUM | GERMAN | OTHERS).items()}
