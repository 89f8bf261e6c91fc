# SPDX-License-Identifier: GPL-3.0-or-later
"""How well the router understands: skill and arguments for phrasings of each kind, out-of-scope sentences, and the time it takes.

tests/perf/skills-sets/router/{seen,unseen,fresh,voice,strangers,crowd,plain,folk}.txt, of which the first was looked at while building, fresh, voice and crowd after their
first measurement. unseen, strangers, plain and folk stay unseen. A line is what somebody says and what is expected, with " => " between; "## KIND SKILL ARGUMENT" begins a kind, whose lines expect that skill where they
name no other. What stands in « » is expected as that argument (of an expression or query: all its words). Behind the arrow:
"name=value; name~part" of the act, "=*" the first text in « », "=*2" the second, "=$name" a value of contexts.json, "=$0" what
comes of the act before; "skill ... + skill ..." several acts; "none" out of scope, "about" small talk, "picture" an offer of what
can be done with a picture. Before the sentence "[name]" is a context of contexts.json, "[p:name]" the preset of the room."""
import argparse
import collections
import json
import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
SETS = ROOT / "tests/perf/skills-sets/router"
LOOSE = ("expression", "query")
JOINTS = {"in", "to", "into", "as", "->", "of", "the", "a", "an", "one", "and", "between", "from", "is", "that"}


class Case:
    def __init__(self, kind, skill, argument, line, shared):
        say, want = line, ""
        if " => " in line and "»" not in line.rpartition(" => ")[2]:
            say, _, want = line.rpartition(" => ")
        context, say = re.match(r"(?:\[([\w:]+)\] ?)?(.*)", say, re.S).groups()
        say = fill(say.replace("\\n", "\n"), shared["texts"])
        self.kind, self.say, self.want = kind, re.sub("[«»]", "", say), want
        self.marks = re.findall("«(.*?)»", say, re.S)
        room = {"preset": context[2:]} if context and context.startswith("p:") else shared["contexts"][context] if context else {}
        self.question = {"message": self.say, **json.loads(fill(json.dumps(room), shared["texts"], quote=True))}
        self.expected = self.read(want, skill, argument, shared["values"])

    def read(self, want, skill, argument, values):
        """Either one of the words for no act, or a list of (skills, conditions)."""
        if want in ("none", "about", "picture"):
            return want
        acts = []
        for part in want.split(" + "):
            first, _, rest = part.partition(" ")
            own = first if re.fullmatch(r"[a-z_|]+", first) else skill
            conditions = [self.condition(c, values) for c in (rest if own == first else part).split("; ") if c]
            if len(acts) == 0 and " + " not in want and argument != "-" and own == skill and not any(c[0] == argument for c in conditions):
                conditions += [(argument, "=", m) if argument not in LOOSE else (argument, "words", m) for m in self.marks]
            acts.append((own.split("|"), conditions))
        return acts

    def condition(self, text, values):
        name, sign, value = re.match(r"(\w+)([=~])(.*)", text, re.S).groups()
        if value.startswith("*"):
            value = self.marks[int(value[1:] or 1) - 1]
        elif re.fullmatch(r"\$\d", value):
            return name, "from", int(value[1:])
        elif value.startswith("$"):
            value = values[value[1:]]
        return name, sign, value

    def skill_right(self, got):
        """Whether what is to be done is right, and whether with the right arguments."""
        if isinstance(self.expected, str):
            about = got.get("about", "")
            right = {"none": about == "out_of_scope", "about": about in ("hello", "thanks", "bye", "help"),
                     "picture": [c["say"] for c in got.get("choices", [])][:1] == ["Read the text on the picture"]}[self.expected]
            return right and not got["acts"], True
        acts = got["acts"]
        right = len(acts) == len(self.expected) or (len(self.expected) == 1 and len(acts) == 2 and acts[0]["skill"] == "read_picture")
        acts = acts[-len(self.expected):]
        right = right and all(a["skill"] in skills for a, (skills, _) in zip(acts, self.expected))
        right = right and all(holds(a["arguments"], c) for a, (_, cs) in zip(acts, self.expected) for c in cs if c[0] == "action")
        return right, right and all(holds(a["arguments"], c) for a, (_, cs) in zip(acts, self.expected) for c in cs)


def fill(text, texts, quote=False):
    for name, value in texts.items():
        text = text.replace("{{%s}}" % name, json.dumps(value)[1:-1] if quote else value)
    return text


def words_of(text):
    return [w for w in re.findall(r"[^\W\d]+|[\d.,:/-]*\d|[^\w\s]", text.lower()) if w not in JOINTS and w not in ".,?!"]


def holds(arguments, condition):
    name, sign, value = condition
    got = arguments.get(name)
    if sign == "from":
        return isinstance(got, dict) and got.get("$from") == value
    if got is None or isinstance(got, dict):
        return False
    if sign == "words":
        return all(w in words_of(got) for w in words_of(value)) and len(got) <= 2 * len(value) + 60
    if sign == "~":
        return any(all(part.lower() in got.lower() for part in one.split("&")) for one in value.split("|"))
    return str(got).strip(" .?!\"'").lower() in [v.strip(" .?!\"'").lower() for v in (value.split("|") if name == "action" else [value])]


def read_cases(path):
    shared = json.loads((SETS / "contexts.json").read_text())
    kind = skill = argument = ""
    for line in path.read_text().split("\n"):
        if line.startswith("## "):
            _, kind, skill, argument = line.split()
        elif line and not line.startswith("# "):
            yield Case(kind, skill, argument, line, shared)


def ask(program, cases):
    lines = "".join(json.dumps(c.question) + "\n" for c in cases)
    done = subprocess.run([program, "route"], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure(name, program, show):
    cases = list(read_cases(SETS / f"{name}.txt"))
    counts, rights, arguments = collections.Counter(), collections.Counter(), collections.Counter()
    unsure, times = 0, []
    for case, got in zip(cases, ask(program, cases)):
        right, full = case.skill_right(got)
        counts[case.kind] += 1
        rights[case.kind] += right
        arguments[case.kind] += full and right
        unsure += not right and got["unsure"]
        times.append(got["us"])
        if show and not (right and full):
            acts = [(a["skill"], a["arguments"]) for a in got["acts"]] or got["about"], [c["label"] for c in got.get("choices", [])]
            print(f"{'args ' if right else 'skill'} {case.kind:14} {case.say[:90]!r} => {case.want[:60]} GOT {str(acts)[:230]}")
    inside = [k for k in counts if k != "out_of_scope"]
    total = sum(counts[k] for k in inside)
    right = sum(rights[k] for k in inside)
    print(f"{name}: {total} phrasings of {len(inside)} kinds")
    for kind in inside:
        print(f"  {kind:14} {counts[kind]:4}  skill {rights[kind] / counts[kind]:6.1%}  with arguments {arguments[kind] / counts[kind]:6.1%}")
    full = sum(arguments[k] for k in inside)
    print(f"  skill right {right / total:.1%} ({right} of {total}), with key arguments {full / total:.1%}; of the wrong ones {unsure} ask or offer choices")
    if counts["out_of_scope"]:
        print(f"  out of scope: {rights['out_of_scope']} of {counts['out_of_scope']} recognised ({rights['out_of_scope'] / counts['out_of_scope']:.1%})")
    print(f"  microseconds a message: median {statistics.median(times):.0f}, worst {max(times)}")


def main(arguments=()):
    parser = argparse.ArgumentParser(prog="skills router", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", nargs="*", help="which sets (default: all)")
    parser.add_argument("--program", help="router-cases (default: that of build, brought up to date)")
    parser.add_argument("--wrong", action="store_true", help="print what came out wrong; not for a set that is to stay unseen")
    args = parser.parse_args(arguments)
    if not args.program:
        subprocess.run(["ninja", "-C", ROOT / "build", "--quiet", "src/infer/router-cases"], check=True)
        args.program = ROOT / "build/src/infer/router-cases"
    for name in args.set or [n for n in ("seen", "unseen", "fresh", "voice", "strangers", "crowd", "plain", "folk") if (SETS / f"{n}.txt").exists()]:
        measure(name, args.program, args.wrong)


if __name__ == "__main__":
    main(sys.argv[1:])
