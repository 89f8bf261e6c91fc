# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes messages of the phrases: in many registers, with typing mistakes, in rooms where something went before."""
import random
import re
from dataclasses import dataclass, field

from router import slots
from router.phrases import Phrase
from router.stories import told


@dataclass
class Message:
    kind: str
    text: str
    phrase: int
    room: dict = field(default_factory=dict)


class Grammar:
    def __init__(self, text: str, rng: random.Random):
        self.text, self.at, self.rng = text, 0, rng
        self.snippet = rng.choice(list(slots.SNIPPETS.values()))

    def expand(self) -> str:
        return re.sub(r" +([?.,:]|$)", r"\1", re.sub(r" {2,}", " ", self.sequence(""))).strip()

    def sequence(self, ends: str) -> str:
        out = []
        while self.at < len(self.text) and self.text[self.at] not in ends:
            c = self.text[self.at]
            self.at += 1
            if c == "(":
                out.append(self.alternatives())
            elif c == "[":
                inside = self.sequence("]")
                self.at += 1
                out.append(inside if self.rng.random() < 0.5 else "")
            elif c == "{":
                end = self.text.index("}", self.at)
                out.append(self.slot(self.text[self.at:end]))
                self.at = end + 1
            elif c == "\\":
                out.append("\n")
                self.at += 1
            else:
                out.append(c)
        return "".join(out)

    def alternatives(self) -> str:
        found = [self.sequence("|)")]
        while self.text[self.at] == "|":
            self.at += 1
            found.append(self.sequence("|)"))
        self.at += 1
        return self.rng.choice(found)

    def slot(self, name: str) -> str:
        if name == "snip":
            return self.rng.choice(self.snippet[1])
        if name == "s":
            return quoted(self.rng.choice(self.snippet[0]), self.rng, 0.25)
        quotes = name.startswith("q:")
        value = slots.SLOTS[name.removeprefix("q:")](self.rng)
        return quoted(value, self.rng, 0.35) if quotes else value


def quoted(text: str, rng: random.Random, share: float) -> str:
    if rng.random() > share:
        return text
    return rng.choice(['"{}"', "“{}”", "'{}'", "`{}`", '"{}"']).format(text)


# ---- registers ----

ASKS = ["can you {}", "could you {}", "could you please {}", "please {}", "{} please", "would you {}", "can you please {}", "I want you to {}", "pls {}", "{} pls", "{} for me",
        "I'd like you to {}", "I need you to {}", "will you {}", "would you be so kind as to {}", "kindly {}", "hey, {}", "ok, {}", "now {}", "just {}", "let's {}", "go and {}", "do {}"]
OPENINGS = ["hi, ", "hello, ", "hey ", "hi! ", "hello! ", "please ", "so ", "ok ", "and ", "quick question: ", "one question, ", "excuse me, ", "sorry, ", "well, ", "um ", "I wonder, ",
            "good morning, ", "assisti, ", "yo ", "now ", "tell me, ", "help: ", "next: ", "can you tell me, ", "I have a question: ", "say, ", "then "]
CLOSINGS = [" please", " thanks", ", please", ", thanks", " thank you", "? thanks", "!", "!!", "...", " pls", " for me", " :)", " now", "??", " quickly"]
QUESTION = re.compile(r"^(what|which|who|how|is|are|does|do|did|can|could|would|will|should|why|when|where|any|have|has|was|were|may|in what|whats|what's)\b", re.I)


def mistyped(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    which = [i for i, w in enumerate(words) if len(w) >= 4 and w.isalpha()]
    if not which:
        return text
    i = rng.choice(which)
    w = words[i]
    k = rng.randrange(1, len(w) - 1)
    words[i] = rng.choice([w[:k] + w[k + 1] + w[k] + w[k + 2:], w[:k] + w[k + 1:], w[:k] + w[k] + w[k:], w[:k] + rng.choice("aeiourstn") + w[k + 1:]])
    return " ".join(words)


# What people add that asks for nothing.
ASIDES = ["bro", "my dear", "pray", "lol", "sir", "if you please", "I need it for school", "my boss wants it", "for my class", "before I send it", "my friend asked", "just curious", "I forgot",
          "in a hurry here", "no rush", "if you can", "dude", "kind regards", "I was wondering", "for homework", "real quick", "as fast as you can", "when you have a minute", "for a friend", "be honest",
          "I am not sure", "I am not a native speaker", "it is for a letter", "my teacher wants to know", "we had an argument about it", "haha", "man", "mate", "good sir", "by the way", "you know",
          "I keep forgetting", "it came up at dinner", "so I can learn it", "my kid asks", "yo", "ha", "right then", "no idea myself", "I saw it somewhere", "got five minutes", "today"]
NOISE = slots.WORDS + slots.RARE


def troubled(text: str, rng: random.Random) -> str:
    """With an aside, or a word too many, too few or of another sort: so that no single pattern is needed."""
    draw = rng.random()
    if draw < 0.5:
        aside = rng.choice(ASIDES)
        return rng.choice([f"{aside}, {text}", f"{aside} {text}", f"{text} {aside}", f"{text.rstrip('?.')}, {aside}"])
    words = text.split(" ")
    i = rng.randrange(len(words))
    if draw < 0.65 and len(words) > 3:
        del words[i]
    elif draw < 0.85:
        words.insert(i, rng.choice(NOISE))
    elif len(words) > 3:
        words[i] = rng.choice(NOISE)
    return " ".join(words)


def dressed(phrase: Phrase, text: str, rng: random.Random) -> str:
    """A request as somebody might put it."""
    if phrase.is_command and rng.random() < 0.45:
        text = rng.choice(ASKS).format(text)
    elif rng.random() < 0.12:
        text = rng.choice(OPENINGS) + text
    if rng.random() < 0.3:
        text = troubled(text, rng)
    ends = "?" if QUESTION.match(text) else "."
    draw = rng.random()
    if draw < 0.45 and text[-1:].isalnum():
        text += "" if ends == "." and rng.random() < 0.6 else ends
    elif draw < 0.55:
        text += rng.choice(CLOSINGS)
    draw = rng.random()
    if draw < 0.4:
        text = text[:1].upper() + text[1:]
    elif draw < 0.6:
        text = text.lower() if phrase.kind not in ("code_explain",) else text
    elif draw < 0.62:
        text = text.upper() if phrase.kind not in ("code_explain",) else text
    if rng.random() < 0.08:
        text = text.replace("'", rng.choice(["", "’"]))
    return mistyped(text, rng) if rng.random() < 0.12 else text


def calm(text: str, rng: random.Random, may_begin_large: bool) -> str:
    """A request as it stands, but for what people leave out or add without thinking."""
    ends = "?" if QUESTION.match(text) else "."
    draw = rng.random()
    if draw < 0.35 and text[-1:].isalnum():
        text += ends
    return text[:1].upper() + text[1:] if may_begin_large and rng.random() < 0.4 else text


def attached(phrase: Phrase, ask: str, rng: random.Random) -> str:
    """A request with the text that it is about."""
    text = slots.SLOTS[phrase.payload](rng)
    if phrase.payload == "phrase" and rng.random() < 0.4:
        text = slots.SLOTS[rng.choice(["foreign", "sentence", "long"])](rng)
    if phrase.payload == "code" and rng.random() < 0.35:
        return f"{ask}\n```{rng.choice(['', '', 'js', 'python'])}\n{text}\n```"
    bare = ask.rstrip(".:!")
    draw = rng.random()
    if draw < 0.45:
        return f"{bare}{rng.choice([': ', ': ', ':', ':' + chr(10), ' : '])}{text}" if ask[-1:] != "?" else f"{ask} {text}"
    if draw < 0.62:
        return f"{ask}{rng.choice([chr(10), chr(10) * 2, ':' + chr(10)])}{text}"
    if draw < 0.74:
        return f"{text}{rng.choice([chr(10), chr(10) * 2])}{ask}"
    if draw < 0.84:
        return f"{ask} {quoted(text, rng, 1)}"
    if draw < 0.88:
        return f"{bare} - {text}"
    if draw < 0.92:
        return f"{text} {ask}"
    return f"{ask} {text}"


# ---- rooms ----

SKILLS = ["summarize", "grammar", "define", "quiz", "calculate", "translate", "code", "science", "read_picture", "name_animal", "find_road_signs"]
FOLLOWS = {
    "shorter": ["summarize"] * 6 + ["define", "translate", "read_picture"], "longer": ["summarize"] * 6 + ["define", "science"],
    "other": ["calculate"] * 3 + ["science"] * 2 + ["define"] * 2 + ["translate"] * 2 + ["grammar", "code", "summarize"],
    "why": ["grammar"] * 3 + ["calculate"] * 2 + ["code"] * 2 + ["name_animal", "science", "quiz", "translate"], "fix": ["code", "grammar"],
    "again": ["quiz"] * 5 + ["define", "science", "calculate", "translate"],
    "quiz_stop": ["quiz"], "quiz_progress": ["quiz"] * 2 + [""],
}
PICTURES = ("read_picture", "name_animal", "find_road_signs", "picture")
PRESETS = {
    "grammar": ("grammar", "spelling", "fix", "why"), "summarize": ("summarize", "bullets", "shorter", "longer"),
    "language": ("translate", "define", "synonyms", "opposites", "quiz_start", "spelling"), "coding": ("code_check", "code_identify", "code_format", "code_explain"),
    "science": ("science", "calculate", "convert", "date"),
}


def room_of(kind: str, rng: random.Random) -> dict:
    room: dict = {}
    last = rng.choice(FOLLOWS[kind]) if kind in FOLLOWS else rng.choice(SKILLS) if rng.random() < 0.25 else ""
    if last:
        room.update(step(last))
    draw = rng.random()
    if kind in PICTURES:
        room["pictures"] = {"attached": 1} if draw < 0.75 else {"earlier": 1} if draw < 0.93 else {}
    elif draw < 0.06:
        room["pictures"] = {"attached": 1} if draw < 0.03 else {"earlier": 1}
    draw = rng.random()
    if draw < 0.12:
        fitting = [preset for preset, kinds in PRESETS.items() if kind in kinds]
        room["preset"] = rng.choice(fitting or list(PRESETS))
    elif draw < 0.18:
        room["preset"] = rng.choice(list(PRESETS))
    return room


# What a text without any request means, by the room's preset: kinds, and what the text is.
BARE = [
    ("grammar", "sentence", ["grammar"]), ("grammar", "long", ["grammar"]), ("grammar", "misspelt", ["spelling"]), ("grammar", "phrase", ["grammar"]),
    ("summarize", "long", ["summarize"]), ("language", "word", ["define"]), ("language", "foreign", ["translate"]), ("language", "misspelt", ["spelling"]),
    ("coding", "code", ["code_check"]), ("coding", "regex", ["code_explain"]), ("coding", "cron", ["code_explain"]), ("coding", "mode", ["code_explain"]),
    ("coding", "format", ["code_explain"]), ("science", "thing", ["science"]), ("science", "math", ["calculate"]), ("science", "qty", ["convert"]),
    ("science", "const", ["science"]), ("", "math", ["calculate"]), ("", "equation", ["calculate"]), ("", "regex", ["code_explain"]), ("", "cron", ["code_explain"]),
    ("", "code", ["code_check", "code_check", "code_identify", "code_format", "code_explain"]), ("", "long", ["summarize", "summarize", "grammar", "translate"]),
    ("", "foreign", ["translate"]), ("", "foreign", ["translate"]), ("", "foreign", ["translate"]), ("", "word", ["define", "define", "synonyms", "out_of_scope"]), ("", "sentence", ["grammar", "grammar", "out_of_scope", "out_of_scope", "translate"]),
    ("", "thing", ["science"]), ("", "const", ["science"]), ("", "qty", ["convert"]), ("", "date", ["date"]),
]


LONG = "The museum opens at nine. It was built in 1890. Many people visit it in summer. In winter it is closed for repairs."
STEPS: dict[str, tuple[dict, dict]] = {
    "summarize": ({"text": LONG}, {"text": "The museum opens at nine."}), "grammar": ({"text": "I has a apple"}, {"corrected": "I have an apple"}),
    "define": ({"word": "ephemeral"}, {"word": "ephemeral", "text": "lasting a short time"}), "quiz": ({"action": "start"}, {"question": {"prompt": "reluctant"}, "finished": False}),
    "finished quiz": ({"action": "answer", "answer": "b"}, {"question": None, "finished": True}), "calculate": ({"expression": "10 km in feet"}, {"result": "32808.4 ft"}),
    "translate": ({"text": "good morning", "to": "es"}, {"translation": "buenos días"}), "code": ({"text": "[1,", "action": "check"}, {"valid": False}),
    "science": ({"query": "atomic weight of gold"}, {"title": "Gold"}), "read_picture": ({}, {"read": "Please be quiet in the library."}), "name_animal": ({}, {"label": "fox"}),
    "find_road_signs": ({}, {"text": "A stop sign."}),
}


def step(skill: str) -> dict:
    """A room in which a skill was used before."""
    arguments, result = STEPS[skill]
    return {"turns": [{"said": "", "steps": [{"skill": skill.removeprefix("finished "), "arguments": arguments, "result": result}]}]}


# What a request without its text is about.
WITHOUT = {
    "long": [{"pictures": {"attached": 1}}, {"pictures": {"earlier": 1}}, step("read_picture"), step("summarize"), step("grammar"), step("translate")],
    "sentence": [{"pictures": {"attached": 1}}, step("read_picture"), step("summarize"), step("grammar"), step("translate")],
    "phrase": [{"pictures": {"attached": 1}}, step("read_picture"), step("summarize"), step("grammar"), step("define"), step("translate")],
    "code": [step("code"), step("code"), step("read_picture")], "snippet": [step("code")],
}


def bare(rng: random.Random) -> Message:
    preset, slot, kinds = rng.choice(BARE)
    room = {"preset": preset} if preset else {}
    return Message(rng.choice(kinds), slots.SLOTS[slot](rng) + rng.choice(["", "", "", "?"] if slot in ("word", "thing") else [""]), -1, room)


def richness(phrase: Phrase) -> float:
    """How often a phrase is drawn beside others: the more, the more it holds."""
    return (1 + phrase.text.count("|") + 2 * phrase.text.count("[")) ** 0.5


TOLD = 0.1  # of the messages come with a story


def make(phrases: list[Phrase], count: int, rng: random.Random) -> list[Message]:
    found = []
    for phrase in rng.choices(phrases, [richness(p) for p in phrases], k=count):
        ask = dressed(phrase, Grammar(phrase.text, rng).expand() or phrase.text, rng)
        ask = told(ask, not phrase.payload, rng) if rng.random() < TOLD else ask
        is_attached = phrase.payload and rng.random() > 0.13
        text = attached(phrase, ask, rng) if is_attached else ask
        room = room_of(phrase.kind, rng)
        if phrase.payload and not is_attached and rng.random() < 0.7:
            room.update(rng.choice(WITHOUT.get(phrase.payload, [step("define")])))
        kind = phrase.kind
        if kind == "again" and room["turns"][0]["steps"][0]["skill"] == "quiz" and rng.random() < 0.3:
            kind = "quiz_start"
        found.append(Message(kind, text, phrase.number, room))
    return found
