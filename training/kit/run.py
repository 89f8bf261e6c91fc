# SPDX-License-Identifier: GPL-3.0-or-later
"""What every training begins with: what it can be told, where it writes, and on what it computes."""
import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Places:
    """Where the outcome goes."""

    model: Path  # folder
    golden: Path


def options(model: str, what: str, golden: str) -> argparse.ArgumentParser:
    """What every training can be told; a training adds its own."""
    parser = argparse.ArgumentParser(prog=f"script/train {model}", description=f"Train {what}.")
    parser.add_argument("--data", type=Path, default=ROOT / "../shared/data", help="folder with the pictures and weights/")
    parser.add_argument("--work", type=Path, default=ROOT / "build/training" / model, help="for checkpoints and logs")
    parser.add_argument("--model", type=Path, default=ROOT / "models" / model, help="where what it learns goes")
    parser.add_argument("--golden", type=Path, default=ROOT / golden, help="where data to test with goes")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoints instead of anew")
    return parser


class Run:
    """A folder to work in, with its log, and a device to compute on."""

    def __init__(self, work: Path, resume: bool, kept: Sequence[str]):
        """`kept`: patterns of the files that a run leaves for another to go on from; one that does not starts without."""
        self.work = work
        work.mkdir(parents=True, exist_ok=True)
        for old in () if resume else [path for pattern in kept for path in work.glob(pattern)]:
            old.unlink()
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.set_num_threads(os.cpu_count() or 1)

    def log(self, line: str) -> None:
        line = f"{time.strftime('%H:%M:%S')} {line}"
        print(line, flush=True)
        with open(self.work / "log.txt", "a", encoding="utf-8") as file:
            print(line, file=file)
