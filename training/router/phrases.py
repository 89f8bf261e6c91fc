# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the phrases: phrases.txt and outside.txt, and voices/*.txt, of which each is one way of asking for everything. What is wrong with
a line is said with its file and number."""
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from router import slots

OUTSIDE = "out_of_scope"
OWN = "own"  # the voice of phrases.txt and outside.txt
FOLDER = Path(__file__).parent
IN_GRAMMAR = {"snip", "s"}  # filled together: a snippet of code, and what such a snippet is called
CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass
class Phrase:
    kind: str
    text: str
    payload: str  # of what kind the attached text is; empty: there is none
    is_command: bool
    number: int
    voice: str


class Faults(Exception):
    """What is wrong with the phrases, a line each."""


def fault_of(text: str) -> str:
    """What is wrong with a phrase; empty where nothing is."""
    for slot in re.findall(r"\{([^{}]*)\}", text):
        if slot.removeprefix("q:") not in slots.SLOTS and slot not in IN_GRAMMAR:
            return f"no slot is called {{{slot}}}"
    opened: list[str] = []
    for at, c in enumerate(text):
        if c in CLOSING:
            opened.append(c)
        elif c in CLOSING.values() and (not opened or CLOSING[opened.pop()] != c):
            return f"{c!r} closes nothing at column {at + 1}"
        elif c == "|" and opened[-1:] != ["("]:
            return f"'|' stands outside of round brackets at column {at + 1}"
        elif c == "\\" and text[at + 1:at + 2] != "n":
            return f"'\\' without 'n' at column {at + 1}"
    return f"{opened[-1]!r} is never closed" if opened else ""


def read_file(path: Path, voice: str, kinds: set[str], faults: list[str]) -> Iterator[Phrase]:
    """The phrases of a file. Where `kinds` is not empty, no others may occur."""
    kind, payload = (OUTSIDE, "") if path.name == "outside.txt" else ("", "")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{path.name}:{number}: "
        if line.startswith("## "):
            parts = line.split()
            if len(parts) != 3 or (kinds and parts[1] not in kinds) or (parts[2] != "-" and parts[2] not in slots.SLOTS):
                faults.append(place + f"a kind and what is attached should stand in {line!r}")
            else:
                _, kind, payload = parts
        elif line.strip() and not line.startswith("# "):
            text = line.strip().removeprefix("!").removesuffix("@").strip()
            attached = payload if line.rstrip().endswith("@") else ""
            fault = fault_of(text) or ("no kind is said before it" if not kind else "nothing can be attached to this kind" if attached == "-" else "")
            if fault:
                faults.append(place + f"{fault}: {line}")
            yield Phrase(kind, text, attached, line.startswith("!"), 0, voice)


def read_phrases(folder: Path = FOLDER) -> list[Phrase]:
    """All phrases, numbered. Raises Faults where lines cannot be understood."""
    faults: list[str] = []
    found = list(read_file(folder / "phrases.txt", OWN, set(), faults))
    kinds = {phrase.kind for phrase in found} | {OUTSIDE}
    found += read_file(folder / "outside.txt", OWN, kinds, faults)
    for path in sorted((folder / "voices").glob("*.txt")):
        found += read_file(path, path.stem, kinds, faults)
    if faults:
        raise Faults("\n".join(faults))
    for number, phrase in enumerate(found):
        phrase.number = number
    return found


def fixed_words(phrase: Phrase) -> str:
    """What a phrase has besides its slots, to know which words requests are made of."""
    return re.sub(r"[\[\]()|]", " ", re.sub(r"\{[^}]*\}", " ", phrase.text.replace("\\n", " "))).strip()
