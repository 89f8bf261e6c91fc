# SPDX-License-Identifier: GPL-3.0-or-later
"""Summaries of three sentences against summaries that readers wrote, beside the first three sentences of each text (lead-3).

ROUGE-2 (Lin, "ROUGE", 2004): texts are lower-cased and cut into runs of letters and digits; with B(x) the multiset of pairs of
neighbouring words of x, overlap = sum over pairs of min(count in B(summary), count in B(reference)),
recall = overlap / |B(reference)|, precision = overlap / |B(summary)|, F = 2 * recall * precision / (recall + precision).
Means over the texts of a kind. No stemming, no stop words left out.
"""
import collections
import pathlib
import re
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
SETS = ROOT / "tests/perf/skills-sets/summary"
PROGRAM = "src/infer/bench_summary"
SENTENCES = 3


def read_set(path):
    """Yields (kind, text, reference)."""
    for case in re.split(r"^== ", path.read_text(), flags=re.M)[1:]:
        head, rest = case.split("\n", 1)
        text, reference = rest.split("\n--\n")
        yield head.split(":")[0], text.strip(), reference.strip()


def pairs(text):
    words = re.findall(r"[^\W_]+", text.lower())
    return collections.Counter(zip(words, words[1:]))


def rouge_2(summary, reference):
    """(F, recall)"""
    mine, theirs = pairs(summary), pairs(reference)
    overlap = sum((mine & theirs).values())
    if overlap == 0:
        return 0.0, 0.0
    recall, precision = overlap / sum(theirs.values()), overlap / sum(mine.values())
    return 2 * recall * precision / (recall + precision), recall


def ask(build, text, *options):
    return subprocess.run([build / PROGRAM, *options, str(SENTENCES)], input=text, check=True, stdout=subprocess.PIPE, text=True).stdout


def measure(build, name):
    """{kind: [(F, recall, F of lead, recall of lead)]}"""
    kinds = collections.defaultdict(list)
    for kind, text, reference in read_set(SETS / f"{name}.txt"):
        kinds[kind].append((*rouge_2(ask(build, text), reference), *rouge_2(ask(build, text, "lead"), reference)))
    return kinds


def main(build=ROOT / "build", names=("seen", "unseen")):
    subprocess.run(["ninja", "-C", build, "--quiet", PROGRAM], check=True)
    for name in names:
        for kind, rows in sorted(measure(build, name).items()):
            means = [sum(column) / len(rows) for column in zip(*rows)]
            print(f"summary {name} {kind}: ROUGE-2 F {means[0]:.3f} (recall {means[1]:.3f}), "
                  f"lead-3 {means[2]:.3f} (recall {means[3]:.3f}), {len(rows)} texts")
    text = "\n\n".join(case[1] for name in ("seen", "unseen") for case in read_set(SETS / f"{name}.txt"))
    long = (text + "\n\n") * (1000000 // len(text) + 1)
    begin = time.monotonic()
    ask(build, long)
    print(f"summary of a million characters: {time.monotonic() - begin:.2f} s")


if __name__ == "__main__":
    main()
