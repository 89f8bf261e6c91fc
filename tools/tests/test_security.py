# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of docs/security.md passes a table that is whole and true, and names what is not."""
import runpy
import sys

from tree import TOOLS, TreeCase

sys.path.insert(0, str(TOOLS))
TOOL = runpy.run_path(str(TOOLS / "check-security"))

FILES = {
    "src/test_bolt.c": "/* it_jams */\nTest(bolt, it_holds)\n",
    "tests/flows/test_door.py": "    def test_it_opens(self):\n",
    "tests/api/door.http": "### the key, turned twice\nGET /\n",
    "src/door.c": "static int lock(void)\n",
}


class Security(TreeCase):
    def setUp(self):
        super().setUp()
        self.write(FILES)
        self.rows = {number: ["doors are locked", "met", "`src/door.c`"] for number in TOOL["wanted_numbers"]()}

    def put(self, order=None, summary=None):
        """Writes the page with these rows; its summary is right where no other counts of chapter 1 are given."""
        lines, numbers = [], order or list(self.rows)
        for chapter in [str(number) for number in range(1, 18)] + ["all"]:
            of_it = [self.rows[number][1] for number in numbers if chapter in ("all", number.split(".")[0])]
            counts = summary if summary and chapter == "1" else [of_it.count(state) for state in TOOL["STATES"]]
            lines.append(f"| {'all' if chapter == 'all' else 'V' + chapter + ' Doors'} | {' | '.join(map(str, counts))} |")
        lines += [f"| v5.0.0-{number} | {' | '.join(self.rows[number])} |" for number in numbers]
        self.write({"docs/security.md": "\n".join([*lines, "", "### Keys", ""])})

    def check(self, words, **page):
        """The page has one fault, told in these words."""
        self.put(**page)
        self.assert_finds("check-security", words)

    def test_passes_what_is_there(self):
        self.rows["1.1.2"] = ["locks hold", "met", 'by `tests/flows/test_door.py`: "test_it_opens"; '
                              '`tests/api/door.http`: "the key, turned twice"']
        self.rows["1.2.1"] = ["bolts hold", "met", '`src/test_bolt.c`: "it_holds", `src/door.c`: "lock"']
        self.rows["1.2.2"] = ["keys are described", "met", '`docs/security.md`: "Keys"']
        self.rows["1.2.3"] = ["windows", "not applicable", "there are none: `a|b`"]
        self.rows["1.2.4"] = ["alarms", "open", "one is missing"]
        self.put()
        self.assert_clean("check-security")

    def test_finds_a_file_that_is_gone(self):
        self.rows["2.1.1"][2] = "`src/gone.c`"
        self.check("v5.0.0-2.1.1: there is no src/gone.c")

    def test_finds_a_case_that_is_gone(self):
        for name, case in (("tests/flows/test_door.py", "test_it_closes"), ("tests/api/door.http", "the key"),
                           ("src/test_bolt.c", "it_jams"), ("src/door.c", "unlock"), ("docs/security.md", "Locks")):
            with self.subTest(name):
                self.rows["2.1.1"][2] = f'`{name}`: "{case}"'
                self.check(f"{name} has no '{case}'")

    def test_finds_a_claim_without_a_witness(self):
        self.rows["6.1.2"][2] = "everybody knows"
        self.check("v5.0.0-6.1.2 is met, but names no file that shows it")

    def test_finds_an_open_one_without_a_reason(self):
        self.rows["6.1.2"][1:] = ["open", ""]
        self.check("v5.0.0-6.1.2 does not say why it is open")

    def test_finds_other_states(self):
        self.rows["6.1.2"][1] = "nearly"
        self.check("v5.0.0-6.1.2 is 'nearly', which is no state")

    def test_finds_long_reminders(self):
        self.rows["6.1.2"][0] = "one two three four five six seven eight nine"
        self.check("is reminded of in more than 8 words")

    def test_finds_what_stands_elsewhere_is_missing_or_twice(self):
        first, second, *others = self.rows
        self.check("there is no row of 17.3.2", order=[first, second, *others[:-1]])
        self.check("17.3.2 stands where the end belongs", order=[*self.rows, "17.3.2"])
        self.put(order=[second, first, *others])
        done = self.run_tool("check-security", "--root", self.root)
        for words in ("1.1.2 stands where 1.1.1 belongs", "1.1.1 stands where 1.2.1 belongs", ", 3 findings"):
            self.assertIn(words, done.stdout)

    def test_finds_a_wrong_summary(self):
        self.check("the summary should say 27, 0, 0 of V1", summary=[26, 1, 0])
