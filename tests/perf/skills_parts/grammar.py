# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences with one planted mistake each, of twelve kinds, and correct ones.

A line of a set is "kind TAB text"; in a text with a mistake {wrong=>right} marks it, "|" parts corrections that all count.
The set "learners" has what learners of ten first languages write, and sound sentences of many kinds; all of it was looked at.
Precision: findings at the mistake, of all findings in sentences with one. Recall: sentences in which it was found. Corrected:
sentences that became right as a whole. Settled: corrected sentences in which a second check finds nothing. Flagged: correct sentences in
which something was found."""
import collections
import json
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
SETS = ROOT / "tests/perf/skills-sets/grammar"
PROGRAM = "src/infer/ask_skills"  # runs a skill as a worker does, but without the sandbox
MARK = re.compile(r"\{(.*?)=>(.*?)\}")
NEAR = 2  # characters beside the mistake that count, too: a missing word is shown at its neighbour


def words(text):
    return " ".join(text.split())


def plant(text):
    """The text with its mistake, and the place of that."""
    match = MARK.search(text)
    if match is None:
        return text, (0, 0)
    planted = text[:match.start()] + match[1] + text[match.end():]
    return planted, (match.start(), match.start() + len(match[1]))


def corrections(text):
    match = MARK.search(text)
    return [words(text[:match.start()] + right + text[match.end():]) for right in match[2].split("|")]


def read(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, text = line.split("\t")
        yield kind, text


def percent(part, whole):
    return part / whole if whole else 0.0


def ask(process, text):
    """(result, milliseconds)"""
    process.stdin.write(json.dumps({"text": text, "language": "en"}) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    return answer["result"], answer["ms"]


def measure(process, name):
    kinds = collections.defaultdict(collections.Counter)
    spent_ms, word_count = 0, 0
    for kind, text in read(SETS / f"{name}.tsv"):
        planted, (start, end) = plant(text)
        result, ms = ask(process, planted)
        spent_ms += ms
        word_count += len(planted.split())
        near = [f for f in result["findings"] if f["start"] <= end + NEAR and f["end"] >= start - NEAR]
        count = kinds[kind]
        count["all"] += 1
        if kind == "right":
            count["flagged"] += bool(result["findings"])
        else:
            count["near"] += len(near)
            count["findings"] += len(result["findings"])
            count["found"] += bool(near)
            count["corrected"] += words(result["corrected"]) in corrections(text)
            if result["findings"]:
                count["settled"] += not ask(process, result["corrected"])[0]["findings"]
                count["changed"] += 1
    right = kinds.pop("right")
    total = sum(kinds.values(), collections.Counter())
    print(f"grammar {name}: precision {percent(total['near'], total['findings']):.3f}, recall {percent(total['found'], total['all']):.3f}, "
          f"corrected {percent(total['corrected'], total['all']):.3f} of {total['all']} with a mistake; "
          f"settled {percent(total['settled'], total['changed']):.3f}; "
          f"flagged {100 * percent(right['flagged'], right['all']):.1f} % of {right['all']} correct; "
          f"{1000 * spent_ms / word_count:.0f} ms per 1000 words")
    for kind, count in sorted(kinds.items()):
        print(f"   {kind:12} recall {percent(count['found'], count['all']):.2f}, corrected {percent(count['corrected'], count['all']):.2f} of {count['all']}")


def main(build=ROOT / "build", names=("seen", "unseen", "learners")):
    subprocess.run(["ninja", "-C", build, "--quiet", PROGRAM], check=True)
    with subprocess.Popen([build / PROGRAM, "grammar"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for name in names:
            measure(process, name)


if __name__ == "__main__":
    main()
