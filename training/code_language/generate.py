# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes snippets: blocks of snippets/LANGUAGE.txt, parted by lines with a percent sign, with names, numbers and words put into
their slots; and pieces of this project's own sources."""
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# @a@ @b@ @c@ names, @A@ @B@ @C@ names of types, @f@ a function, @t@ a word, @S@ a few words, @W@ a sentence, @I@ a number,
# @L@ a letter, @U@ a name in capitals. The same slot of a snippet gets the same name, but for @t@, @S@, @W@ and @I@.
SLOT = re.compile("@([a-cA-CftSWILU])@")
NOUNS = """user item list name value count total index buffer node tree path file line word key result data config score
price order product customer address message event task job image page book city country color size width height weight
table row column cell field record session token account player game level team map point shape circle car engine wheel
animal dog cat bird fish plant flower garden house room door window chair lamp paper pen letter number digit sum average
request response server client socket port host packet query model view controller handler parser reader writer stream queue
stack cache timer clock date month year week day hour minute second temperature weather rain snow wind river mountain""".split()
VERBS = """get set add remove find load save read write parse print show hide open close start stop run check test build make
create delete update insert append count sort filter map merge split join send receive connect convert compute calculate
render draw move copy rename validate format""".split()
WORDS = NOUNS + VERBS + """the a is of and to with for from this that not all new old first last good small large hello
world please enter your wrong invalid error warning done""".split()
EXTENSIONS = {".c": "c", ".h": "c", ".py": "python", ".mjs": "javascript", ".js": "javascript", ".ts": "typescript",
              ".svelte": "svelte", ".sql": "sql", ".sh": "shell", ".yaml": "yaml", ".json": "json", ".html": "html",
              ".css": "css", ".md": "markdown", ".svg": "xml"}
SHELL_FOLDERS = ("script/", ".ci/")


def name(random, style):
    words = random.sample(NOUNS, random.choice((1, 1, 2)))
    if style == "snake":
        return "_".join(words)
    return words[0] + "".join(word.capitalize() for word in words[1:])


def sentence(random):
    words = random.choices(WORDS, k=random.randint(4, 12))
    return " ".join(words).capitalize() + random.choice("...!?")


def fill(block, random):
    style = random.choice(("snake", "camel"))
    kept = {}

    def slot(match):
        kind = match[1]
        if kind == "t":
            return random.choice(WORDS)
        if kind == "S":
            return " ".join(random.choices(WORDS, k=random.randint(1, 5))).capitalize()
        if kind == "W":
            return sentence(random)
        if kind == "I":
            return str(random.choice((0, 1, 2, 3, 5, 7, 10, 12, 42, 64, 100, 255, 1000, 1024)))
        if kind not in kept:
            if kind in "ABC":
                kept[kind] = "".join(word.capitalize() for word in random.sample(NOUNS, random.choice((1, 2))))
            elif kind == "f":
                verb, noun = random.choice(VERBS), random.choice(NOUNS)
                kept[kind] = f"{verb}_{noun}" if style == "snake" else verb + noun.capitalize()
            elif kind == "L":
                kept[kind] = random.choice("abcdefghijklmnopqrstuvwxyz")
            elif kind == "U":
                kept[kind] = "_".join(random.sample(NOUNS, 2)).upper()
            else:
                kept[kind] = name(random, style)
        return kept[kind]

    return SLOT.sub(slot, block)


def read_blocks():
    """{language: [block]}"""
    return {path.stem: [block.strip("\n") for block in re.split(r"^%\n", path.read_text(), flags=re.MULTILINE)]
            for path in sorted((HERE / "snippets").glob("*.txt"))}


def compose(blocks, random):
    """One to five blocks, sometimes only a few lines of them, sometimes indented."""
    count = random.choice((1, 1, 1, 2, 2, 3, 5))
    text = random.choice(("\n", "\n\n")).join(fill(random.choice(blocks), random) for _ in range(count))
    lines = text.split("\n")
    if len(lines) > 2 and random.random() < 0.25:
        start = random.randrange(len(lines) - 1)
        lines = lines[start:start + random.randint(2, 6)]
    if random.random() < 0.15:
        width = random.choice((2, 4))
        lines = [line.replace("    ", " " * width) for line in lines]
    return "\n".join(lines) + random.choice(("", "\n"))


def project_files():
    """(language, text) of this project's own sources."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, check=True, text=True).stdout
    for path in sorted(filter(None, listed.split("\0"))):
        language = "shell" if path.startswith(SHELL_FOLDERS) else EXTENSIONS.get(pathlib.Path(path).suffix)
        if path.startswith(("training/code_language", "tests/perf/skills-sets", "tests/corpus")) or not language:
            continue
        file = ROOT / path
        if file.is_file() and file.stat().st_size < 200_000:
            yield language, file.read_text(errors="replace")


def piece(text, random):
    """Some lines in a row."""
    lines = text.split("\n")
    count = random.randint(3, 40)
    start = random.randrange(max(1, len(lines) - count))
    return "\n".join(lines[start:start + count])
