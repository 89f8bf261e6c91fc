# SPDX-License-Identifier: GPL-3.0-or-later
"""How many questions the calculator has right, and how long an answer takes.

tests/perf/skills-sets/calculator/{seen,unseen}.tsv: kind, question, the result that it must have, to the letter ("!": it must be
refused). What is wrong in the seen half is listed."""
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
SETS = ROOT / "tests/perf/skills-sets/calculator"


def read(name):
    lines = (SETS / f"{name}.tsv").read_text().splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def ask(questions):
    out = subprocess.run([ROOT / "build/src/infer/bench_calculator"], input="".join(q + "\n" for q in questions),
                         stdout=subprocess.PIPE, text=True, check=True).stdout
    rows = [line.split("\t") for line in out.splitlines()]
    return rows[0], rows[1:]


def main():
    subprocess.run(["ninja", "-C", ROOT / "build", "--quiet", "src/infer/bench_calculator"], check=True)
    times = []
    for name in ("seen", "unseen"):
        cases = read(name)
        start, answers = ask([question for _, question, _ in cases])
        times += [int(microseconds) / 1000 for microseconds, _ in answers]
        wrong = [(q, want, got) for (_, q, want), (_, got) in zip(cases, answers) if want != got]
        print(f"calculator, {name}: {len(cases) - len(wrong)} of {len(cases)} right")
        if name == "seen":
            for question, want, got in wrong:
                print(f"  {question}: {got} in place of {want}")
    print(f"an answer: median {statistics.median(times):.2f} ms, longest {max(times):.0f} ms; "
          f"start {int(start[0]) / 1000:.0f} ms, {int(start[1]) / 1024:.0f} MiB resident")


if __name__ == "__main__":
    main()
