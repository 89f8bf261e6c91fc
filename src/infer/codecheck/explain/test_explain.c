/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/codecheck/explain/explain.h"

#include <criterion/criterion.h>

#define NOW_MS (INT64_C(1773065107) * 1000) /* Monday, 9 March 2026, 14:05:07 UTC */

struct row {
    enum code_notation notation;
    const char *text;
    const char *summary;     /* what it has in it, or "" */
    const char *parts[8][2]; /* the first, each with what its meaning has in it */
    const char *warning;     /* what one has in it; NULL: there is none */
};

static const struct row rows[] = {
    {CODE_NOTATION_REGEX,
     "^\\d{3}-[a-f_]+$",
     "A regular expression",
     {{"^", "beginning of the text"},
      {"\\d{3}", "a digit (0 to 9), exactly 3 times"},
      {"-", "the character “-”"},
      {"[a-f_]+", "a to f, _, once or more"},
      {"$", "end of the text"}},
     NULL},
    {CODE_NOTATION_REGEX,
     "/colou?r|(?<tint>\\w+?)/gi",
     "with 1 group to keep",
     {{"colo", "the text “colo”"},
      {"u?", "once or not at all"},
      {"r", "character"},
      {"|", "or"},
      {"(?<tint>\\w+?)", "called “tint”"},
      {"\\w+?", "as few as possible"},
      {"gi", "all matches"}},
     NULL},
    {CODE_NOTATION_REGEX,
     "(a+)+$",
     "",
     {{"(a+)+", "group 1"}, {"a+", "once or more"}},
     "catastrophic"},
    {CODE_NOTATION_REGEX, "(\\w+\\s?)*!", "", {{"(\\w+\\s?)*", ""}}, "catastrophic"},
    {CODE_NOTATION_REGEX, "(a+b)+", "", {{"(a+b)+", ""}}, NULL},
    {CODE_NOTATION_REGEX,
     "(?:\\w|\\d)*x",
     "",
     {{"(?:\\w|\\d)*", "holding together"}},
     "alternatives"},
    {CODE_NOTATION_REGEX, "(?:a|b)*x", "", {{"(?:a|b)*", ""}}, NULL},
    {CODE_NOTATION_REGEX, "(?=.*\\d)[A-z]{2,}\\1", "", {{"(?=.*\\d)", "what follows"}}, "A-z"},
    {CODE_NOTATION_REGEX,
     "(?P<y>\\d{4})(?P=y)(?i)(?#x)\\p{Lu}\\x41\\bé+",
     "",
     {{"(?P<y>\\d{4})", "group 1, called “y”"},
      {"\\d{4}", "4 times"},
      {"(?P=y)", "“y”"},
      {"(?i)", "the same"},
      {"(?#x)", "comment"},
      {"\\p{Lu}", "capital"},
      {"\\x41", "U+0041"},
      {"\\b", "word's"}},
     NULL},
    {CODE_NOTATION_CRON,
     "30 2 * * 1-5",
     "It runs at 02:30, on Monday to Friday. The next times, if its clock is UTC: Tue 2026-03-10 "
     "02:30; Wed",
     {{"30", "minute: 30"},
      {"2", "hour: 2"},
      {"*", "every day"},
      {"*", "every month"},
      {"1-5", "Monday to Friday"}},
     NULL},
    {CODE_NOTATION_CRON,
     "*/15 9-17 * jan,mar mon /bin/x -y",
     "It runs at every 15 minutes of hour 9 to 17, on Monday, in January and March. The next "
     "times, if its clock is UTC: Mon 2026-03-09 14:15",
     {{"*/15", "every 15 minutes"},
      {"9-17", "9 to 17"},
      {"*", ""},
      {"jan,mar", "January and March"},
      {"mon", "Monday"},
      {"/bin/x -y", "command"}},
     NULL},
    {CODE_NOTATION_CRON,
     "0 0 13 * 5",
     "on day 13 of the month or on Friday",
     {{"0", ""}},
     "either"},
    {CODE_NOTATION_CRON, "0 0 30 2 *", "", {{"0", ""}}, "never"},
    {CODE_NOTATION_CRON, "*/7 * * * *", "", {{"*/7", "every 7 minutes"}}, "shorter"},
    {CODE_NOTATION_CRON,
     "0 0 12 ? * 2#1",
     "It runs at 12:00",
     {{"0", "second: 0"},
      {"0", "minute"},
      {"12", "hour"},
      {"?", ""},
      {"*", ""},
      {"2#1", "Monday number 1"}},
     NULL},
    {CODE_NOTATION_CRON,
     "@daily",
     "once a day, at 00:00. The next times, if its clock is UTC: Tue 2026-03-10 00:00",
     {{"@daily", "once a day"}},
     NULL},
    {CODE_NOTATION_CHMOD,
     "755",
     "0755, which ls shows as rwxr-xr-x",
     {{"7", "the owner may read, write and execute"},
      {"5", "the group may read and execute"},
      {"5", "everybody else may read and execute"}},
     NULL},
    {CODE_NOTATION_CHMOD,
     "chmod -R 4777 /srv",
     "rwsrwxrwx",
     {{"4", "setuid"}, {"7", "owner"}},
     "Everybody"},
    {CODE_NOTATION_CHMOD,
     "-rw-r--r--",
     "0644",
     {{"-", "a file"}, {"rw-", "the owner may read and write"}, {"r--", "the group may read"}},
     NULL},
    {CODE_NOTATION_CHMOD,
     "u+x,go-w",
     "",
     {{"u+x", "the owner may now execute"},
      {"go-w", "the group and everybody else may no longer write"}},
     NULL},
    {CODE_NOTATION_DATE,
     "%Y-%m-%d %H:%M",
     "becomes “2026-03-09 14:05”",
     {{"%Y", "the year, four digits: “2026”"},
      {"-", "as it is"},
      {"%m", "month"},
      {"-", ""},
      {"%d", "day"},
      {" ", "a space"},
      {"%H", "hour"}},
     NULL},
    {CODE_NOTATION_DATE,
     "dd.MM.yyyy 'um' hh:mm",
     "becomes “09.03.2026 um 02:05”",
     {{"dd", "day of the month"}},
     "AM or PM"},
    {CODE_NOTATION_DATE, "YYYY-MM-DD", "", {{"YYYY", "year of the week"}}, "year of the week"},
};

static bool has(struct str text, const char *part)
{
    for (size_t k = 0; text.n > 0 && k + strlen(part) <= text.n; k++) {
        if (memcmp(text.p + k, part, strlen(part)) == 0) {
            return true;
        }
    }
    return part[0] == '\0';
}

static void check_parts(const struct row *row, const struct code_explanation *found)
{
    for (size_t k = 0; k < ARRAY_LEN(row->parts) && row->parts[k][0] != NULL; k++) {
        if (k >= found->count) {
            cr_expect(false, "%s: only %zu parts", row->text, found->count);
            return;
        }
        cr_expect(str_eq(found->parts[k].part, str_from(row->parts[k][0])) &&
                      has(found->parts[k].meaning, row->parts[k][1]),
                  "%s: part %zu is %" STRF ": %" STRF, row->text, k, STRA(found->parts[k].part),
                  STRA(found->parts[k].meaning));
        struct str placed =
            str_sub(str_from(row->text), found->parts[k].start, found->parts[k].end);
        cr_expect(str_eq(placed, found->parts[k].part),
                  "%s: the place of part %zu is that of %" STRF, row->text, k, STRA(placed));
    }
}

Test(code_explain, tells_part_by_part)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct row *row = &rows[i];
        struct code_explanation *found = arena_calloc(arena, 1, sizeof(*found));
        cr_assert_eq(code_explain(&task, row->notation, str_from(row->text), NOW_MS, found, NULL),
                     E_OK);
        bool is_bad_reference = has(str_from(row->text), "\\1");
        cr_expect(found->wrong.n == 0 || is_bad_reference, "%s: %" STRF, row->text,
                  STRA(found->wrong));
        cr_expect(has(found->summary, row->summary), "%s: %" STRF, row->text, STRA(found->summary));
        check_parts(row, found);
        bool is_warned = row->warning == NULL;
        for (size_t k = 0; k < found->warning_count; k++) {
            is_warned =
                row->warning != NULL ? is_warned || has(found->warnings[k], row->warning) : false;
        }
        cr_expect(is_warned, "%s: %zu warnings: %" STRF, row->text, found->warning_count,
                  STRA(found->warnings[0]));
    }
}

Test(code_explain, says_what_is_not_well_formed)
{
    static const struct {
        enum code_notation notation;
        const char *text;
        size_t at;
        const char *wrong;
    } bad[] = {
        {CODE_NOTATION_REGEX, "a(b", 1, "no closing )"},
        {CODE_NOTATION_REGEX, "a)b", 1, "no opening ("},
        {CODE_NOTATION_REGEX, "[a-", 0, "no closing ]"},
        {CODE_NOTATION_REGEX, "*a", 0, "nothing stands before"},
        {CODE_NOTATION_REGEX, "a**", 2, "two marks"},
        {CODE_NOTATION_REGEX, "[z-a]", 1, "wrong way round"},
        {CODE_NOTATION_REGEX, "a{3,2}", 1, "wrong way round"},
        {CODE_NOTATION_REGEX, "a\\", 1, "escapes nothing"},
        {CODE_NOTATION_REGEX, "(a)\\2", 3, "no group 2"},
        {CODE_NOTATION_REGEX, "(?*a)", 0, "not known"},
        {CODE_NOTATION_CRON, "60 * * * *", 0, "is no value of the field for the minute"},
        {CODE_NOTATION_CRON, "* * * *", 7, "five fields"},
        {CODE_NOTATION_CRON, "5-1 * * * *", 0, "wrong way round"},
        {CODE_NOTATION_CRON, "*/0 * * * *", 0, "no step"},
        {CODE_NOTATION_CHMOD, "789", 0, "from 0 to 7"},
        {CODE_NOTATION_CHMOD, "u+q", 0, "changes"},
        {CODE_NOTATION_DATE, "%Y-%Q", 3, "nothing that strftime knows"},
        {CODE_NOTATION_DATE, "yyyy-b", 5, "no part of a date"},
        {CODE_NOTATION_DATE, "yyyy 'x", 5, "no closing '"},
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    for (size_t k = 0; k < ARRAY_LEN(bad); k++) {
        struct code_explanation *found = arena_calloc(arena, 1, sizeof(*found));
        cr_assert_eq(
            code_explain(&task, bad[k].notation, str_from(bad[k].text), NOW_MS, found, NULL), E_OK);
        cr_expect(found->wrong.n > 0 && has(found->wrong, bad[k].wrong) &&
                      found->wrong_at == bad[k].at,
                  "%s: at %zu: %" STRF, bad[k].text, found->wrong_at, STRA(found->wrong));
    }
}

Test(code_explain, knows_a_notation_by_its_looks)
{
    static const struct {
        const char *text;
        enum code_notation notation;
    } looks[] = {
        {"0 3 * * sun", CODE_NOTATION_CRON},
        {"@weekly", CODE_NOTATION_CRON},
        {"*/5 * * * * /usr/bin/backup", CODE_NOTATION_CRON},
        {"0644", CODE_NOTATION_CHMOD},
        {"chmod g+s dir", CODE_NOTATION_CHMOD},
        {"drwxr-x---", CODE_NOTATION_CHMOD},
        {"%d/%m/%y", CODE_NOTATION_DATE},
        {"yyyy-MM-dd'T'HH:mm:ss", CODE_NOTATION_DATE},
        {"`^[a-z]+$`", CODE_NOTATION_REGEX},
        {"\\bfoo\\b", CODE_NOTATION_REGEX},
        {"/^a.*b$/i", CODE_NOTATION_REGEX},
        {"hello", CODE_NOTATION_NONE},
        {"x = 5", CODE_NOTATION_NONE},
        {"{\"a\": 1}", CODE_NOTATION_NONE},
        {"select a from b where c = 1", CODE_NOTATION_NONE},
        {"1 2 3 4 5 6 7 8", CODE_NOTATION_NONE},
        {"The house is big and old, too.", CODE_NOTATION_NONE},
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    for (size_t k = 0; k < ARRAY_LEN(looks); k++) {
        enum code_notation found = code_notation_of(&task, str_from(looks[k].text));
        cr_expect_eq(found, looks[k].notation, "%s: %s", looks[k].text, code_notation_id(found));
    }
    cr_expect_eq(code_notation_find(STR("RegExp")), CODE_NOTATION_REGEX);
    cr_expect_eq(code_notation_find(STR("")), CODE_NOTATION_NONE);
}
