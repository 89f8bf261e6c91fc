# SPDX-License-Identifier: GPL-3.0-or-later
"""The model card."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kit.card import duration, percent, table

from .knowledge import Pack
from .labels import Labels

if TYPE_CHECKING:
    from .finish import Findings

TEMPLATE = Path(__file__).with_name("card.template")


def write_card(path: Path, findings: Findings, pack: Pack, labels: Labels) -> None:
    pictured = np.bincount(pack.labels, minlength=len(labels)) > 0
    sources = sorted({p.source for p in pack.pictures})
    counts = {s: [sum(p.source == s and p.split == split for p in pack.pictures) for split in ("train", "val")] for s in sources}
    weakest = sorted(findings.by_label.items(), key=lambda item: item[1][1])[:15]
    text = TEMPLATE.read_text(encoding="utf-8").format(
        labels=len(labels),
        animals=len(labels) - 1,
        pictured=int(pictured.sum()) - 1,
        unpictured=", ".join(name.replace("_", " ") for name, has in zip(labels.names, pictured) if not has),
        unpictured_count=int((~pictured).sum()),
        trained=int(pack.trains.sum()),
        sources=table(("source", "train", "validation"), [(s, *counts[s]) for s in sources]),
        scores=_scores("subset", findings.scores),
        looks=_scores("way to look", findings.looks),
        temperature=f"{findings.temperature:.2f}",
        weakest=table(("label", "pictures", "right, %"), [(n, c, percent(r)) for n, (c, r) in weakest]),
        worst=table(("label", "taken for", "times"), findings.worst),
        failures="\n".join(f"- `{line}`" for line in findings.failures),
        left_out=_left_out(findings.left_out),
        wise=f"{findings.wise:g}",
        thresholds=table(
            ("threshold", "value", "right above it, %", "pictures above it, %"),
            [(f"`{n}`", f"{t.value:.2f}", percent(t.right), percent(t.answered)) for n, t in findings.thresholds.items()],
        ),
        rolled_up=percent(findings.rolled_up),
        sha256=findings.sha256,
        mebibytes=f"{findings.network_bytes / 2**20:.1f}",
        difference=f"{findings.difference:.1e}",
        epochs=len(findings.history),
        runs=findings.runs,
        roots=f"{findings.roots:g}",
        advice=f"{findings.advice:g}",
        where=findings.where,
        time=duration(sum(h["seconds"] for h in findings.history)),
    )
    path.write_text(text, encoding="utf-8")


def _scores(what: str, scores: dict) -> str:
    return table(
        (what, "pictures", "top-1, %", "top-5, %", "`not_animal` found, %", "animals lost to it, %", "calibration error, %"),
        [(name, s.pictures, *(percent(v) for v in (s.top1, s.top5, s.recall, s.lost, s.error))) for name, s in scores.items()],
    )


def _left_out(found: dict | None) -> str:
    if not found:
        return "(not measured)"
    count = found["pictures"]
    rows = [
        (share, *("{} / {}".format(*map(percent, scores[name])) for name in ("validation", "pictured", "unpictured")))
        for share, scores in found["shares"].items()
    ]
    missing = [step for step, share in (("6", found.get("roots")), ("7", found["advice"])) if not share]
    heard = f" (and without step{'s' * (len(missing) > 1)} {' and '.join(missing)})" if missing else ""
    return "Without " + ", ".join(f"`{s}`" for s in found["sources"]) + heard + ":\n\n" + table(
        (
            "share of the way",
            f"validation, other sources ({count['validation']})",
            f"these sources, labels that others picture ({count['pictured']})",
            f"these sources, labels left without pictures ({count['unpictured']})",
        ),
        rows,
    )
