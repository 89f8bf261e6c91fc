# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks share: the project's files, the tokens of C, and the way findings are told."""
import argparse
import pathlib
import re
import subprocess
import sys
from typing import NamedTuple

TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<char>'(?:\\.|[^'\\\n])*')
      | (?P<word>[A-Za-z_]\w*)
      | (?P<number>\d[\w.]*)
      | (?P<directive>^[ \t]*\#[ \t]*\w+)
      | (?P<sign>[^\s\w])""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


class Token(NamedTuple):
    kind: str
    text: str
    line: int


def tokens(text, comments=False):
    """The tokens of a C source, comments only where asked for."""
    line, at, found = 1, 0, []
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        if comments or match.lastgroup != "comment":
            found.append(Token(match.lastgroup, match.group(), line))
    return found


def arguments(description):
    """A parser with what every check takes: --root."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent,
                        help="the tree to look at (default: the one this tool is in)")
    return parser


def files(root, *patterns):
    """The files that git keeps or would keep below root, whose path ends like one of the patterns, as relative paths."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    paths = sorted({pathlib.PurePosixPath(name) for name in listed.split("\0") if name})
    return [path for path in paths if (root / path).is_file()]


def settings(path):
    """The lines of a settings file as lists of words, without comments and empty lines."""
    rows = (line.split("#", 1)[0].split() for line in path.read_text().splitlines())
    return [row for row in rows if row]


def tell(findings, checked, what):
    """Prints the findings and the closing line, and ends the program with 1 where there are any."""
    for finding in findings:
        print(finding)
    print(f"{checked} {what} checked, {len(findings)} findings")
    sys.exit(1 if findings else 0)
