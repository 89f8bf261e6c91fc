# SPDX-License-Identifier: GPL-3.0-or-later
"""The model card."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kit.card import percent, table

from .config import Config
from .data import Crop
from .finish import SOURCES, Findings
from .labels import ENOUGH, GERMAN, NOT_A_SIGN, Labels
from .networks import Namer

TEMPLATE = Path(__file__).with_name("card.template")
WITHOUT = Path(__file__).with_name("without-drawings.json")


@dataclass(frozen=True)
class Facts:
    """What the card tells besides what was found."""

    labels: Labels
    trains: list[Crop]
    held_out: list[Crop]
    drawings: int  # that are hung into pictures


def write_card(folder: Path, findings: Findings, facts: Facts, config: Config) -> None:
    scenes, labels = findings.scenes, facts.labels
    groups = sum(label.endswith("_sign") for label in labels.names)
    width, height = config.tile
    smaller_width, smaller_height = config.smaller_tile
    weak = {label: ap for label, ap in scenes.per_label.items() if ap < 0.995}
    text = TEMPLATE.read_text(encoding="utf-8").format(
        mebibytes=f"{sum(f.stat().st_size for f in folder.glob('*.onnx')) / 2**20:.1f}",
        width=width, height=height, smaller_width=smaller_width, smaller_height=smaller_height, size=Namer.SIZE, labels=len(labels.names),
        further=len(labels.names) - GERMAN - groups, enough=ENOUGH, drawings=facts.drawings - len(labels.names) + 1,
        sources=table(("source", "crops that train", "held out"), _counts(facts)),
        names=_names(findings), background=_places(facts.held_out, "gtsdb"), photos=_places(facts.held_out, "elsewhere"),
        nothing=percent(findings.nothing), elsewhere=percent(findings.elsewhere), false_signs=percent(findings.false_signs), error=percent(findings.error), temperature=f"{findings.temperature:.2f}",
        pictures=scenes.pictures, boxes=scenes.boxes, present=len(scenes.per_label), map50=f"{scenes.map50:.3f}",
        recall=percent(scenes.recall), threshold=f"{scenes.threshold:.2f}", named=percent(scenes.named),
        imperfect="Average precision below 1: " + ", ".join(f"{k} {v:.2f}" for k, v in weak.items()) + "." if weak else "",
        ablation=_ablation(findings), detect=findings.detect, doubtful=findings.doubtful, group=findings.group,
        failures="\n".join(f"- {line}" for line in findings.failures))
    (folder / "README.md").write_text(text, encoding="utf-8")


def _counts(facts: Facts) -> list[tuple[str, int, int]]:
    def count(crops: list[Crop], source: str) -> int:
        return sum(c.source == source and c.label != NOT_A_SIGN for c in crops)

    return [(source, count(facts.trains, source), count(facts.held_out, source)) for source in SOURCES]


def _places(crops: list[Crop], source: str) -> int:
    return sum(c.label == NOT_A_SIGN and c.source == source for c in crops)


def _names(findings: Findings) -> str:
    rows = [
        (source, s.crops, percent(s.right), percent(s.right_small), percent(s.lost)) for source, s in findings.names.items()]
    return table(("crops of", "number", "right", "right when shrunk", "taken for no sign"), rows)


def summary(findings: Findings) -> dict[str, float]:
    """What the card compares."""
    names = findings.names
    return {
        "German crops": names["gtsrb"].right, "German crops, shrunk": names["gtsrb"].right_small,
        "Chinese crops": names["tt100k"].right, "CIS crops": names["cis"].right,
        "places without a sign": findings.nothing, "other photographs, and parts of them": findings.elsewhere,
        "mean average precision in scenes": findings.scenes.map50,
        "signs found at one false alarm in ten pictures": findings.scenes.recall,
        "photographs of something else on which a sign is seen": findings.false_signs,
    }


def _ablation(findings: Findings) -> str:
    if not WITHOUT.exists():
        return "(not measured)"
    without = json.loads(WITHOUT.read_text(encoding="utf-8"))
    rows = [(what, percent(value), percent(without[what])) for what, value in summary(findings).items() if what in without]
    return table(("", "with", "without"), rows)
