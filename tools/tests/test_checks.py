# SPDX-License-Identifier: GPL-3.0-or-later
"""Each check passes what is right and names what is wrong."""
import json
import unittest

from tree import TOOLS, TreeCase

LAYERS = """
layer base base/ :
layer db db/ : base
layer app app/ : base db
open base
library sqlite3.h db
"""
LICENCE = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"


class Layers(TreeCase):
    def setUp(self):
        super().setUp()
        self.write({
            "tools/layers.txt": LAYERS,
            "src/base/str.h": "#include <stddef.h>\n",
            "src/db/db.h": '#include "base/str.h"\n',
            "src/db/db_int.h": "",
            "src/db/db.c": '#include "db/db.h"\n#include "db/db_int.h"\n#include <sqlite3.h>\n',
            "src/app/app.c": '#include "app.h"\n#include "db/db.h"\n',
            "src/app/app.h": "",
        })

    def test_passes_what_points_down(self):
        self.assert_clean("check-layers")

    def test_finds_an_include_of_a_higher_layer(self):
        self.write({"src/app/far/far.h": "", "src/db/up.c": '#include "app/far/far.h"\n'})
        self.assert_finds("check-layers", "src/db/up.c:1: db may not include app")

    def test_finds_a_private_header_of_another_folder(self):
        self.write({"src/app/deep.c": '\n#include "db/db_int.h"\n'})
        self.assert_finds("check-layers", "src/app/deep.c:2: db/db_int.h is private to src/db")

    def test_a_kit_for_tests_serves_tests_alone(self):
        self.write({"src/db/test_db_kit.h": "", "src/app/test_app.c": '#include "db/test_db_kit.h"\n'})
        self.assert_clean("check-layers")
        self.write({"src/app/app.c": '#include "db/test_db_kit.h"\n'})
        self.assert_finds("check-layers", "db/test_db_kit.h is for tests alone")

    def test_finds_a_library_outside_its_module(self):
        self.write({"src/app/sql.c": "#include <sqlite3.h>\n"})
        self.assert_finds("check-layers", "<sqlite3.h> belongs to src/db alone")

    def test_finds_a_foreign_header_in_a_public_one(self):
        self.write({"src/db/db.h": "#include <jansson.h>\n"})
        self.assert_finds("check-layers", "a public header includes <jansson.h>")

    def test_finds_a_file_that_is_not_there(self):
        self.write({"src/app/lost.c": '#include "gone.h"\n'})
        self.assert_finds("check-layers", 'there is no "gone.h"')

    def test_finds_a_file_outside_all_layers(self):
        self.write({"src/other/other.c": ""})
        self.assert_finds("check-layers", "src/other/other.c:1: lies in no layer")

    def test_finds_a_ring_of_modules(self):
        self.write({
            "src/app/one/one.h": '#include "app/two/two.h"\n',
            "src/app/two/two.h": '#include "app/one/one.h"\n',
        })
        self.assert_finds("check-layers", "in a ring: app/one -> app/two -> app/one")


class Limits(TreeCase):
    def setUp(self):
        super().setUp()
        self.write({"tools/limits.txt": "", "src/a.c": "int a;\n" * 500})

    def test_passes_a_file_at_the_limit(self):
        self.assert_clean("check-limits")

    def test_finds_a_long_file(self):
        self.write({"src/a.c": "int a;\n" * 501})
        self.assert_finds("check-limits", "src/a.c:1: 501 lines, the limit is 500")

    def test_passes_a_long_file_at_its_ceiling(self):
        self.write({"src/a.c": "int a;\n" * 510, "tools/limits.txt": "src/a.c 510 # a table\n"})
        self.assert_clean("check-limits")

    def test_finds_a_file_over_its_ceiling(self):
        self.write({"src/a.c": "int a;\n" * 511, "tools/limits.txt": "src/a.c 510 # a table\n"})
        self.assert_finds("check-limits", "511 lines, its ceiling is 510")

    def test_finds_a_ceiling_that_can_shrink(self):
        self.write({"src/a.c": "int a;\n" * 505, "tools/limits.txt": "src/a.c 510 # a table\n"})
        self.assert_finds("check-limits", "its ceiling 510 can go down to 505")

    def test_finds_a_ceiling_that_nothing_needs(self):
        self.write({"tools/limits.txt": "src/a.c 510 # a table\n"})
        self.assert_finds("check-limits", "its ceiling 510 is no longer needed")

    def test_finds_a_ceiling_of_nothing(self):
        self.write({"tools/limits.txt": "src/b.c 510 # a table\n"})
        self.assert_finds("check-limits", "there is no src/b.c")

    def test_finds_a_long_python_function(self):
        self.write({"a.py": "def f():\n" + "    pass\n" * 60})
        self.assert_finds("check-limits", "a.py:1: f has 61 lines, the limit is 60")

    def test_finds_a_python_function_of_many_parameters(self):
        self.write({"a.py": "def f(a, b, c, d, e, f, g):\n    pass\n"})
        self.assert_finds("check-limits", "f has 7 parameters, the limit is 6")

    def test_finds_a_nolint_without_reason(self):
        self.write({"src/b.c": "int b; /* NOLINT(bugprone-x) */\n"})
        self.assert_finds("check-limits", "src/b.c:1: a NOLINT names its check in brackets and its reason")

    def test_passes_a_nolint_with_check_and_reason(self):
        self.write({"src/b.c": "int b; /* NOLINT(bugprone-x): the protocol wants it */\n"})
        self.assert_clean("check-limits")


class Sql(TreeCase):
    def setUp(self):
        super().setUp()
        self.write({
            "src/apps/user_store.c": 'static const char FIND[] = "SELECT " COLUMNS\n    " FROM users WHERE id = $1";\n',
            "sql/0001_users.sql": "CREATE TABLE users (\n    -- who\n    id TEXT PRIMARY KEY,\n"
                                  "    n BIGINT NOT NULL, -- how many\n    UNIQUE (n)\n);\n",
            "sql/README.md": "- 0001_users: accounts\n",
        })

    def store(self, code):
        self.write({"src/apps/user_store.c": code})

    def test_passes_constants_and_commented_columns(self):
        self.assert_clean("check-sql")

    def test_passes_words_that_only_look_alike(self):
        self.write({"src/apps/user_api.c": 'const char *help = "Select a picture";\nf("DELETE", "with care");\n'})
        self.assert_clean("check-sql")

    def test_finds_sql_outside_a_store(self):
        self.write({"src/apps/user_api.c": 'static const char FIND[] = "SELECT id FROM users";\n'})
        self.assert_finds("check-sql", "user_api.c:1: SQL belongs into a *_store.c")

    def test_finds_sql_in_a_call(self):
        self.store('\nint rc = db_run(db, "DELETE FROM users");\n')
        self.assert_finds("check-sql", "user_store.c:2: SQL is the value of a named constant")

    def test_finds_formatted_sql(self):
        self.store('static const char FIND[] = "SELECT id FROM users WHERE id = \'%s\'";\n')
        self.assert_finds("check-sql", "SQL is not made by formatting")

    def test_finds_a_placeholder_of_one_database(self):
        self.store('static const char FIND[] = "SELECT id FROM users WHERE id = ?1";\n')
        self.assert_finds("check-sql", "parameters are written $1, $2")

    def test_finds_a_function_of_one_database(self):
        self.store('static const char FIND[] = "SELECT ifnull(id, 1) FROM users";\n')
        self.assert_finds("check-sql", "PostgreSQL has no such function")

    def test_finds_a_column_without_comment(self):
        self.write({"sql/0001_users.sql": "CREATE TABLE users (\n    id TEXT PRIMARY KEY, -- who\n    n BIGINT\n);\n"})
        self.assert_finds("check-sql", "sql/0001_users.sql:3: the column n has no comment")

    def test_finds_a_gap_in_the_numbers(self):
        self.write({"sql/0003_more.sql": "", "sql/README.md": "0001_users 0003_more\n"})
        self.assert_finds("check-sql", "the numbers of the migrations have a gap")

    def test_finds_a_number_given_twice(self):
        self.write({"sql/0001_more.sql": "", "sql/README.md": "0001_users 0001_more\n"})
        self.assert_finds("check-sql", "the number 0001 is given twice")

    def test_passes_twins_for_two_databases(self):
        self.write({"sql/0002_x.sqlite.sql": "PRAGMA a;\n", "sql/0002_x.postgres.sql": "SELECT 1::int;\n",
                    "sql/README.md": "0001_users 0002_x\n"})
        self.assert_clean("check-sql")

    def test_finds_a_migration_without_its_line(self):
        self.write({"sql/0002_more.sql": ""})
        self.assert_finds("check-sql", "has no line in sql/README.md")


class Headers(TreeCase):
    def setUp(self):
        super().setUp()
        self.write({
            "src/a/a.h": "#include <stddef.h>\nsize_t a_count(void);\n",
            "build/compile_commands.json": json.dumps([{
                "directory": str(self.root / "build"), "file": "../src/a/a.c",
                "command": "cc -I../src -std=gnu17 -O2 -c ../src/a/a.c"}]),
        })

    def test_passes_a_header_that_stands_alone(self):
        self.assert_clean("check-headers", "--build", self.root / "build")

    def test_finds_a_header_that_leans_on_its_includer(self):
        self.write({"src/a/b.h": "size_t b_count(void);\n"})
        self.assert_finds("check-headers", "unknown type name", "--build", self.root / "build")


class Docs(TreeCase):
    def setUp(self):
        super().setUp()
        self.write({"docs/x.md": "See [the tool](../tools/run) and `tools/run --help`, `tests/api/NAME.http`, `web/dist`.\n",
                    "tools/run": ""})

    def test_passes_what_is_there_and_what_stands_for_another(self):
        self.assert_clean("check-docs")

    def test_finds_a_dead_link(self):
        self.write({"docs/y.md": "\n[gone](gone.md)\n"})
        self.assert_finds("check-docs", "docs/y.md:2: there is no gone.md")

    def test_finds_a_name_of_nothing(self):
        self.write({"docs/y.md": "Read `GONE.md`.\n"})
        self.assert_finds("check-docs", "docs/y.md:1: there is no GONE.md")
        self.write({"docs/y.md": "Type `script/gone now`.\n"})
        self.assert_finds("check-docs", "docs/y.md:1: there is no script/gone")


    def test_finds_a_document_that_the_program_writes_otherwise(self):
        self.write({"docs/config.md": "old\n", "program": "#!/bin/sh\necho new\n"})
        (self.root / "program").chmod(0o755)
        self.assert_finds("check-docs", "docs/config.md:1: is not what", "--program", self.root / "program")
        self.write({"docs/config.md": "new\n"})
        self.assert_clean("check-docs", "--program", self.root / "program")


class Words(TreeCase):
    def setUp(self):
        super().setUp()
        self.write({"tools/words.txt": (TOOLS / "words.txt").read_text(), "a.c": LICENCE + "int a;\n"})

    def test_passes_a_clean_file(self):
        self.assert_clean("check-words")

    def test_finds_each_forbidden_thing(self):
        for text in ("/home" + "/me", "TO" + "DO", "issue " + "#7", "at the end ", "two\r", "http://pypi" + ".org"):
            with self.subTest(text):
                self.write({"a.c": LICENCE + f"// {text}\n"})
                self.assert_finds("check-words", "a.c:2: ")

    def test_finds_a_missing_licence_line(self):
        self.write({"b.c": "int b;\n"})
        self.assert_finds("check-words", "b.c:1: no line 'SPDX")

    def test_finds_a_missing_last_newline(self):
        self.write({"b.txt": "b"})
        self.assert_finds("check-words", "b.txt:1: no newline at the end")


if __name__ == "__main__":
    unittest.main()
