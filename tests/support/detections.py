# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes that were found against boxes that are there."""
import math
from typing import NamedTuple


class Box(NamedTuple):
    label: str
    corners: tuple  # x1, y1, x2, y2

    @property
    def side(self):
        return max(self.corners[2] - self.corners[0], self.corners[3] - self.corners[1])


class Answer(NamedTuple):
    label: str
    corners: tuple
    confidence: float


class Judged(NamedTuple):
    """All about one picture."""

    path: str
    boxes: list
    answers: list
    pairs: list  # a box and the answer that hits it, or None
    extra: list  # answers without a box


def area(corners):
    return max(corners[2] - corners[0], 0) * max(corners[3] - corners[1], 0)


def share(a, b):
    """Of what both cover, how much they have in common."""
    both = area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return both / ((area(a) + area(b) - both) or 1)


def match(boxes, answers, least):
    """The answer for each box or None, and the answers that are left over; the surest choose first."""
    free, taken, extra = list(range(len(boxes))), {}, []
    for answer in sorted(answers, key=lambda a: -a.confidence):
        best = max(free, key=lambda i: share(boxes[i].corners, answer.corners), default=None)
        if best is not None and share(boxes[best].corners, answer.corners) >= least:
            taken[best] = answer
            free.remove(best)
        else:
            extra.append(answer)
    return [(box, taken.get(i)) for i, box in enumerate(boxes)], extra


def judge(path, boxes, answers, least):
    return Judged(path, boxes, answers, *match(boxes, answers, least))


def average_precision(judged, label, least):
    """The area below the curve of precision over recall, all points (PASCAL VOC 2010); NaN where the label is on no picture."""
    scored, wanted = [], 0
    for one in judged:
        boxes = [box for box in one.boxes if box.label == label]
        pairs, extra = match(boxes, [answer for answer in one.answers if answer.label == label], least)
        scored += [(answer.confidence, True) for _, answer in pairs if answer] + [(a.confidence, False) for a in extra]
        wanted += len(boxes)
    if not wanted:
        return math.nan
    points, hits = [], 0
    for count, (_, is_right) in enumerate(sorted(scored, key=lambda s: -s[0]), 1):
        hits += is_right
        points.append((hits / wanted, hits / count))
    total, recall, best = 0.0, 0.0, 0.0
    curve = []
    for at, precision in reversed(points):
        best = max(best, precision)
        curve.append((at, best))
    for at, precision in reversed(curve):
        total += (at - recall) * precision
        recall = at
    return total


def threshold_at(judged, alarms_a_picture, counts):
    """The confidence above which there are so many false alarms; `counts` tells of an answer whether it may be one."""
    alarms = sorted((a.confidence for one in judged for a in one.extra if counts(a)), reverse=True)
    allowed = math.floor(alarms_a_picture * len(judged))
    return alarms[allowed] if len(alarms) > allowed else 0.0
