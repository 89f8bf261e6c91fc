/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/codecheck/format/format.h"

#include <criterion/criterion.h>

struct row {
    const char *language;
    const char *text;
    const char *formatted;
};

static const struct row rows[] = {
    {"json", "{\"b\":[1,2.50,{}],\"a\":1e400,\"a\":\"\\u00e9\"}",
     "{\n  \"b\": [\n    1,\n    2.50,\n    {}\n  ],\n  \"a\": 1e400,\n  \"a\": \"\\u00e9\"\n}\n"},
    {"json", " [ ] ", "[]\n"},
    {"sql", "select a,b from t where x=1 and y in (1,2) order by a;",
     "SELECT\n  a,\n  b\nFROM t\nWHERE x = 1\n  AND y IN (1, 2)\nORDER BY a;\n"},
    {"sql", "select count(*) from T -- all of it\nwhere s='it''s -- x' limit 5",
     "SELECT count(*)\nFROM T -- all of it\nWHERE s = 'it''s -- x'\nLIMIT 5\n"},
    {"sql", "select * from (select a from b) x left join c on c.id=x.id and c.v>-1",
     "SELECT *\nFROM (\n  SELECT a\n  FROM b\n) x\nLEFT JOIN c ON c.id = x.id\n  AND c.v > -1\n"},
    {"sql",
     "create table t(id integer primary key,name text not null default 'x');insert into t(a,b) "
     "values (1,:b),(2,$2)",
     "CREATE TABLE t(\n  id integer PRIMARY KEY,\n  name text NOT NULL DEFAULT 'x'\n);\n\nINSERT "
     "INTO t(a, b)\nVALUES (1, :b), (2, $2)\n"},
    {"sql", "update t set a=1,b=a::int where c between 1 and 2 or d<>e;",
     "UPDATE t\nSET\n  a = 1,\n  b = a::int\nWHERE c BETWEEN 1 AND 2\n  OR d <> e;\n"},
};

Test(code_format, lays_out)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        CLEANUP(sb_done) struct sb out;
        sb_init(&out, MIB);
        struct code_report report;
        int rc = code_format(&task, code_language_find(str_from(rows[k].language)),
                             str_from(rows[k].text), &report, &out, NULL);
        cr_expect_eq(rc, E_OK);
        cr_expect(str_eq(sb_str(&out), str_from(rows[k].formatted)), "%s\n%" STRF, rows[k].text,
                  STRA(sb_str(&out)));
    }
}
