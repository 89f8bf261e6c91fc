# SPDX-License-Identifier: GPL-3.0-or-later
"""How well a voice is understood that took no part in training: for each file of voices/ the router learns from all others and answers what
is made of that one, as a whole, with its rules and questions back. So new phrases, features and groups of words are judged by people who
were not asked."""
import collections
import json
import random
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from router.phrases import OUTSIDE, Phrase
from router.sentences import PICTURES, PRESETS, Grammar, Message, attached, calm, step

EACH = 3  # messages made of a phrase
SKILLS = {
    "summarize": "summarize", "bullets": "summarize", "grammar": "grammar", "spelling": "grammar", "define": "define", "synonyms": "define", "opposites": "define",
    "calculate": "calculate", "convert": "calculate", "date": "calculate", "translate": "translate", "science": "science",
    "read_picture": "read_picture", "name_animal": "name_animal", "find_road_signs": "find_road_signs",
}
ACTIONS = {
    "quiz_start": ("quiz", "start"), "quiz_stop": ("quiz", "stop"), "quiz_progress": ("quiz", "progress"), "code_check": ("code", "check"),
    "code_identify": ("code", "identify"), "code_format": ("code", "format"), "code_explain": ("code", "explain"),
}
AFTER = {
    "shorter": ["summarize"], "longer": ["summarize"], "why": ["grammar", "calculate", "code"], "fix": ["grammar", "code"], "quiz_stop": ["quiz"],
    "quiz_progress": ["quiz", ""], "again": ["finished quiz", "define", "calculate", "science"],
}
SMALL_TALK = ("hello", "thanks", "bye", "help")


@dataclass
class Judged:
    message: Message
    phrase: Phrase
    after: str = ""  # the skill used before
    outcome: str = ""
    got: dict = field(default_factory=dict)


def skill_before(phrase: Phrase, rng: random.Random) -> str:
    """What was done before, so that a message of this phrase makes sense."""
    if phrase.kind != "other":
        return rng.choice(AFTER.get(phrase.kind, [""]))
    if phrase.payload or "{sentence" in phrase.text:
        return rng.choice(["grammar", "translate"])
    for slot, skill in (("{lang", "translate"), ("{word", "define"), ("{q:word", "define"), ("{elem", "science"), ("{planet", "science"), ("{thing", "science"), ("{code", "code")):
        if slot in phrase.text:
            return skill
    return "calculate" if "{" in phrase.text else rng.choice(["grammar", "define"])


def judged_message(phrase: Phrase, rng: random.Random) -> Judged:
    text = calm(Grammar(phrase.text, rng).expand() or phrase.text, rng, not phrase.kind.startswith("code"))
    text = attached(phrase, text, rng) if phrase.payload else text
    after = skill_before(phrase, rng)
    room = step(after) if after else {}
    if phrase.kind in PICTURES:
        room["pictures"] = {"attached": 1} if rng.random() < 0.8 else {"earlier": 1}
    fitting = [preset for preset, kinds in PRESETS.items() if phrase.kind in kinds]
    if fitting and rng.random() < 0.1:
        room["preset"] = rng.choice(fitting)
    return Judged(Message(phrase.kind, text, phrase.number, room), phrase, after.removeprefix("finished "))


def is_right(case: Judged, got: dict) -> bool:
    kind, acts = case.phrase.kind, got["acts"]
    if kind == OUTSIDE:
        return not acts and got["about"] == OUTSIDE
    if kind in SMALL_TALK:
        return not acts and got["about"] in SMALL_TALK
    if kind == "picture" and not acts:
        return got["choices"][:1] == [{"label": "Read the text", "say": "Read the text on the picture"}]
    if not acts:
        return False
    last = acts[-1]
    if kind in ACTIONS:
        return (last["skill"], last["arguments"].get("action")) == ACTIONS[kind]
    return last["skill"] == SKILLS.get(kind, case.after)


def outcome_of(case: Judged, got: dict) -> str:
    """"right"; "asked": choices or a question came back; else "wrong"."""
    return "right" if is_right(case, got) else "asked" if not got["acts"] and got["about"] == "unclear" else "wrong"


def judge(program: Path, folder: Path, phrases: list[Phrase], rng: random.Random) -> list[Judged]:
    cases = [judged_message(phrase, rng) for phrase in phrases for _ in range(EACH)]
    lines = "".join(json.dumps({"message": c.message.text, **c.message.room}) + "\n" for c in cases)
    done = subprocess.run([program, "route", folder], input=lines, capture_output=True, text=True, check=True)
    for case, line in zip(cases, done.stdout.splitlines(), strict=True):
        case.got = json.loads(line)
        case.outcome = outcome_of(case, case.got)
    return cases


def share(cases: list[Judged], outcome: str) -> str:
    return f"{sum(c.outcome == outcome for c in cases) / len(cases):6.1%}" if cases else "     -"


def show(by_voice: dict[str, list[Judged]], labels: list[str]) -> None:
    """A table of kinds and voices: right, asked back, wrong."""
    print(f"{'':16}" + "".join(f"{voice:>26}" for voice in by_voice))
    rows = [(label, [label]) for label in labels] + [("all but outside", [k for k in labels if k != OUTSIDE])]
    for name, kinds in rows:
        line = f"{name:16}"
        for cases in by_voice.values():
            own = [c for c in cases if c.phrase.kind in kinds]
            line += f" {len(own):4}" + "".join(" " + share(own, outcome) for outcome in ("right", "asked", "wrong"))
        print(line)


def show_wrong(cases: list[Judged]) -> None:
    seen: collections.Counter[int] = collections.Counter()
    for case in cases:
        if case.outcome == "right" or seen[case.phrase.number]:
            continue
        seen[case.phrase.number] += 1
        got = [(a["skill"], a["arguments"].get("action", "")) for a in case.got["acts"]] or (case.got["about"], [c["label"] for c in case.got.get("choices", [])])
        print(f"{case.outcome:5} {case.phrase.kind:14} {case.message.text[:110]!r} {case.after} => {got}")
