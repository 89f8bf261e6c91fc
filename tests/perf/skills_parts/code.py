# SPDX-License-Identifier: GPL-3.0-or-later
"""Which language snippets are in (tests/perf/skills-sets/code; the classifier was trained with the seen half, the unseen half
was written for measuring alone), how many of them are wrongly found to have a mistake, and how many missing brackets and
closing tags are found, within a line of where they were taken out, or are named with the line of their partner.

"not sure" counts as wrong in "right", and not at all in "right of those told". Plain text counts as right where no language is
named."""
import pathlib
import random
import re
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
SETS = ROOT / "tests/perf/skills-sets/code"
PROGRAM = "src/infer/bench_code"
CHECKED = ("c", "css", "go", "html", "java", "javascript", "json", "python", "shell", "sql", "typescript", "xml", "yaml")
BRACKETED = ("c", "css", "go", "java", "javascript", "json", "python", "sql", "typescript")
TAGGED = ("html", "xml")
SEED = 3


def read_set(path):
    parts = re.split(r"^=== (\w+)\n", path.read_text(), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2]))


def ask(build, text, *words):
    return subprocess.run([build / PROGRAM, *words], input=text, check=True, stdout=subprocess.PIPE, text=True).stdout


def measure_guess(build, cases):
    told = right = 0
    times = []
    for language, text in cases:
        guess, _, micros = ask(build, text, "guess").split()
        times.append(int(micros))
        is_right = guess in ("text", "-") if language == "text" else guess == language
        told += guess != "-" or is_right
        right += is_right
    return right / len(cases), told / len(cases), right / max(told, 1), statistics.median(times) / 1000


def break_text(language, text, chance):
    """The text without one bracket or closing tag, and the lines that may be named for it."""
    pattern = r"</\w+>" if language in TAGGED else r"[()\[\]{}]"
    places = list(re.finditer(pattern, text))
    if not places or language not in BRACKETED + TAGGED:
        return None
    place = chance.choice(places)
    line = text.count("\n", 0, place.start()) + 1
    return text[:place.start()] + text[place.end():], line


def partner_lines(text):
    """{line: the lines of brackets that are open there}"""
    stack, lines, line = [], {}, 1
    for letter in text:
        line += letter == "\n"
        if letter in "([{":
            stack.append(line)
        elif letter in ")]}" and stack:
            lines.setdefault(line, set()).add(stack.pop())
        lines.setdefault(line, set()).update(stack)
    return lines


def measure_checks(build, cases):
    chance = random.Random(SEED)
    sound = [(language, text) for language, text in cases if language in CHECKED]
    false = sum(bool(ask(build, text, "check", language)) for language, text in sound)
    broken = found = placed = 0
    for language, text in sound:
        change = break_text(language, text, chance)
        if change is None:
            continue
        broken += 1
        problems = [int(row.split()[0]) for row in ask(build, change[0], "check", language).splitlines()]
        found += bool(problems)
        near = partner_lines(text).get(change[1], set()) | {change[1] - 1, change[1], change[1] + 1}
        placed += any(line in near for line in problems)
    return len(sound), false, broken, found, placed


def main(build=ROOT / "build"):
    subprocess.run(["ninja", "-C", build, "--quiet", PROGRAM], check=True)
    for name in ("seen", "unseen"):
        cases = read_set(SETS / f"{name}.txt")
        right, told, precision, millis = measure_guess(build, cases)
        print(f"code {name}: {len(cases)} snippets, language right {right:.3f}, told {told:.3f}, right of those told {precision:.3f}, "
              f"median {millis:.2f} ms")
        sound, false, broken, found, placed = measure_checks(build, cases)
        print(f"code {name}: {sound} sound snippets, {false} wrongly found to have a mistake; {broken} with a bracket or tag taken out, "
              f"{found} noticed, {placed} at the right place")


if __name__ == "__main__":
    main()
