# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the two road-sign networks. Type `script/train road-signs`; --help tells the rest."""
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

from kit.loop import load_checkpoint, save_checkpoint
from kit.mobilenet_v2 import fold_norm, load_weights, settle_norm
from kit.run import Places, Run, options
from road_signs.card import WITHOUT, Facts, summary, write_card
from road_signs.config import WITHOUT_DRAWINGS, Config
from road_signs.crops import CropBatches
from road_signs.data import (
    Scene, background_crops, crops_of_scenes, held_out_names, read_crops, read_elsewhere, read_scenes, whole_crops)
from road_signs.finish import Findings, draw_plots, examine, export
from road_signs.labels import NOT_A_SIGN, Labels, read_table
from road_signs.learn import Desk, learn_names, learn_to_find
from road_signs.measure import LEAST, Found, find, matched, probabilities
from road_signs.networks import Finder, Namer
from road_signs.scenes import Bank, SceneBatches
from road_signs.textures import cut_out, decoys, drawn

HELD_OUT = Path(__file__).with_name("held-out.txt")  # for those who measure


def main() -> None:
    parser = options("road-signs", "the road-sign networks", golden="tests/golden")
    parser.add_argument("--without-drawings", action="store_true", help="see what comes of it; exports nothing")
    parser.add_argument("--only", choices=("namer", "finder"),
                        help="train this one and export nothing; afterwards --resume joins what both left")
    args = parser.parse_args()
    work = args.work / "without-drawings" if args.without_drawings else args.work
    training = Training(args.data, work, WITHOUT_DRAWINGS if args.without_drawings else Config(), args.resume)
    namer = training.namer() if args.only != "finder" else None
    finder = training.finder() if args.only != "namer" else None
    if args.without_drawings and namer and finder:
        training.note_without(namer, finder)
    elif namer and finder:
        training.finish(namer, finder, Places(args.model, args.golden))


class Training(Run):
    def __init__(self, data: Path, work: Path, config: Config, resume: bool):
        super().__init__(work, resume, kept=["namer*.pt", "finder*.pt", "drawings.npz"])
        self.data, self.config = data, config
        elsewhere = read_elsewhere(data / "animals", config.elsewhere, config.seed)
        self.scenes = read_scenes(data / "signs") + elsewhere
        crops = read_crops(data / "signs") + crops_of_scenes(self.scenes)
        counted: dict[str, int] = {}
        for crop in crops:
            counted[crop.label] = counted.get(crop.label, 0) + 1
        self.labels = Labels(read_table(), counted)
        crops = [crop for crop in crops if crop.label in self.labels.table]
        crops += background_crops(self.scenes, config.backgrounds, config.seed) + whole_crops(self.scenes)
        self.histories: dict[str, list[dict]] = {}
        self.trains = [crop for crop in crops if not crop.held_out]
        self.held_out = [crop for crop in crops if crop.held_out]
        self.drawn = drawn(self.labels, work / "drawings.npz")
        self.decoys = decoys(config.decoys, config.seed)
        self.log(f"{len(self.labels.names)} labels, {len(self.trains)} crops train, {len(self.held_out)} are held out, "
                 f"{len(self.drawn.labels)} drawings, on {self.device}")

    def namer(self) -> Namer:
        ended = self.work / "namer-ended.pt"
        if not ended.exists():
            batches = CropBatches(self.trains, self.labels, self.drawn, self.decoys, self.device)
            desk = Desk(self.work, self.config.checkpoint_steps, self.log, self.look_at_names)
            network, history = learn_names(batches, self.config.namer, self.config.seed, desk)
            save_checkpoint(ended, network=network.state_dict(), history=history)
        network, saved = Namer(len(self.labels.names)), load_checkpoint(ended)
        network.load_state_dict(saved["network"])
        self.histories["classifier"] = saved["history"]
        return network.to(self.device).eval()

    def finder(self) -> Finder:
        ended = self.work / "finder-ended.pt"
        start = load_weights(self.data / "weights/mobilenet_v2_imagenet.npz").to(self.device)
        if not ended.exists():
            batches = self.scene_batches()
            desk = Desk(self.work, self.config.checkpoint_steps, self.log, self.look_at_boxes)
            network, history = learn_to_find(batches, start, self.config.finder, self.config.seed, desk)
            settle_norm(network, batches.plain(self.config.finder.batch, self.config.finder.settle_batches))
            fold_norm(network)
            save_checkpoint(ended, network=network.state_dict(), history=history)
        network, saved = Finder(start), load_checkpoint(ended)
        network.load_state_dict(saved["network"])
        self.histories["detector"] = saved["history"]
        return network.to(self.device).eval()

    def scene_batches(self) -> SceneBatches:
        real = cut_out(self.trains, self.labels, self.config.smallest_cut)
        banks = {"drawn": self.drawn, "real": real, "decoys": self.decoys}
        scenes = [scene for scene in self.scenes if not scene.held_out]
        return SceneBatches(
            scenes, {kind: Bank.of(t, self.device) for kind, t in banks.items()}, self.config.finder.size, self.device)

    def examine(self, namer: Namer, finder: Finder) -> tuple[Findings, dict]:
        scenes = [scene for scene in self.scenes if scene.held_out]
        findings, marks = examine(namer, finder, self.held_out, scenes, self.labels)
        findings.histories = self.histories
        self.log(f"{findings.names}, {findings.scenes}, elsewhere {findings.elsewhere:.4f}, false {findings.false_signs:.4f}")
        return findings, marks

    def note_without(self, namer: Namer, finder: Finder) -> None:
        found = {what: round(value, 4) for what, value in summary(self.examine(namer, finder)[0]).items()}
        WITHOUT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")

    def finish(self, namer: Namer, finder: Finder, places: Places) -> None:
        findings, marks = self.examine(namer, finder)
        export(namer, finder, self.labels, self.config, findings, places)
        draw_plots(findings, marks, self.labels, places.model)
        HELD_OUT.write_text("\n".join(held_out_names(self.held_out, self.scenes)) + "\n", encoding="utf-8")
        facts = Facts(self.labels, self.trains, self.held_out, len(self.drawn.labels))
        write_card(places.model, findings, facts, self.config)

    def look_at_names(self, network: nn.Module, entry: dict) -> None:
        """Accuracy on held-out crops."""
        for source, through in (("gtsrb", 0), ("gtsrb", 32), ("tt100k", 0), ("cis", 0), ("gtsdb", 0), ("elsewhere", 0)):
            crops = [c for c in self.held_out if c.source == source]
            p = probabilities(network, crops, through=through)
            right = np.stack([self.labels.means(c.label) for c in crops])
            hit = right[np.arange(len(crops)), p.argmax(1)]
            signs = np.array([c.label != NOT_A_SIGN for c in crops])
            if signs.any():
                entry[f"{source}{through or ''}"] = float(hit[signs].mean())
            if (~signs).any():
                entry[f"{source}_none"] = float(hit[~signs].mean())

    def look_at_boxes(self, network: nn.Module, entry: dict) -> None:
        """Recall of the finder alone, with boxes of any name, on held-out scenes."""
        network.eval()
        scenes = [scene for scene in self.scenes if scene.held_out and scene.german]
        found = [find(network, scene.pixels) for scene in scenes]
        entry.update(finder_score(scenes, found))


def finder_score(scenes: list[Scene], found: list[Found]) -> dict[str, float]:
    """The share of the boxes that is found at some rates of false alarms: of the benchmark's other signs as well."""
    alarms, hits, wanted = [0.0] * (len(scenes) + 1), [], 0
    for scene, f in zip(scenes, found):
        order = np.argsort(-f.scores, kind="stable")
        hit = matched(f.boxes, order, scene.boxes) if len(scene.boxes) else np.full(len(f.boxes), -1)
        wanted += len(scene.boxes)
        alarms += list(f.scores[(hit < 0) & (f.kinds == 0)])
        hits += list(f.scores[hit >= 0])
    alarms.sort(reverse=True)
    at = {"recall": LEAST, "recall_one_in_ten": alarms[len(scenes) // 10], "recall_one_each": alarms[len(scenes)]}
    return {key: float((np.array(hits) > threshold).sum() / max(1, wanted)) for key, threshold in at.items()}


if __name__ == "__main__":
    main()
