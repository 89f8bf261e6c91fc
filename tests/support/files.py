# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the program and the files for uploads are, and what the page that most tests upload says."""
import os
import pathlib

from web_client import Part

TESTS = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(os.environ.get("ASSISTI_PROGRAM", TESTS.parent / "build/assisti"))
PASSWORD = "a long enough password"
PAGE_TEXT = """Assisti reads this page.
Total 23.50 EUR
Thank you for shopping with us.
Nothing that you upload leaves
the machine that you run it on."""


def page_form(title="A page"):
    """The form that uploads the page."""
    return [Part("title", title.encode()), Part("image", (TESTS / "files/page.png").read_bytes(), "page.png", "image/png")]


def words(text):
    """A text as its words, for comparisons that leave the breaking of lines open."""
    return " ".join(text.split())
