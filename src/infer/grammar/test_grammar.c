/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/utf8.h"
#include "infer/grammar/grammar.h"

static struct grammar *grammar;
static struct arena *arena;

static void setup(void)
{
    struct err err = {0};
    arena = arena_new();
    cr_assert_eq(grammar_new(&grammar, &err), E_OK, "%s", err.detail);
}

static void teardown(void)
{
    grammar_free(grammar);
    arena_free(arena);
}

TestSuite(grammar, .init = setup, .fini = teardown);

static struct grammar_result check(struct str text, const char *language)
{
    struct err err = {0};
    struct grammar_result result;
    const struct grammar_request request = {.text = text, .language = str_from(language)};
    const int rc = grammar_check(grammar, &request, arena, &result, &err);
    cr_assert_eq(rc, E_OK, "%s", err_text(&err, rc));
    return result;
}

/* Findings come by place, do not overlap, and applied to the text give the corrected one. */
static void hold_together(struct str text, const struct grammar_result *result)
{
    struct sb sb;
    sb_init(&sb, 16 * MIB);
    size_t end = 0;
    for (size_t i = 0; i < result->count; i++) {
        const struct grammar_finding *finding = &result->findings[i];
        cr_assert_geq(finding->start, end);
        cr_assert_lt(finding->start, finding->end);
        const struct str before = utf8_prefix(text, finding->start);
        const struct str until = utf8_prefix(text, finding->end);
        cr_assert(str_eq(str_sub(text, before.n, until.n), finding->found));
        sb_add(&sb, str_sub(text, utf8_prefix(text, end).n, before.n));
        sb_add(&sb, finding->has_correction ? finding->correction : finding->found);
        end = finding->end;
        cr_assert_gt(finding->reason.n, 0);
        cr_assert_null(strstr(str_dup(arena, finding->reason), "%s"));
    }
    sb_add(&sb, str_sub(text, utf8_prefix(text, end).n, text.n));
    cr_assert(str_eq(sb_str(&sb), result->corrected));
    sb_done(&sb);
}

Test(grammar, tells_places_in_code_points)
{
    const struct str text = STR("Na\xC3\xAFve \xF0\x9F\x98\x80 people has to wait. \xE2\x80\x9CI "
                                "recieved it,\xE2\x80\x9D she said.");
    const struct grammar_result result = check(text, "");
    hold_together(text, &result);
    cr_assert_eq(result.count, 2);
    cr_assert_eq(result.findings[0].start, 15);
    cr_assert_eq(result.findings[0].end, 18);
    cr_assert(str_eq(result.findings[0].correction, STR("have")));
    cr_assert(str_eq(result.findings[1].correction, STR("received")));
    cr_assert_eq(result.findings[1].category, GRAMMAR_SPELLING);
}

/* Where every second word is misspelled the others still tell the language; the first word gets its capital, too. */
Test(grammar, finds_many_mistakes_in_few_words)
{
    const struct str text = STR("recieve the pakage tommorow");
    const struct grammar_result result = check(text, "");
    hold_together(text, &result);
    cr_assert(str_eq(result.corrected, STR("Receive the package tomorrow")), "%.*s",
              (int)result.corrected.n, result.corrected.p);
}

/* The whole sentence is looked at once more, however long it is. */
Test(grammar, corrects_the_end_of_a_long_sentence)
{
    struct sb sb;
    sb_init(&sb, 64 * KIB);
    sb_add_c(&sb, "Yesterday he go to international organisations ");
    for (int i = 0; i < 80; i++) {
        sb_add_c(&sb, "representing internationalisation committees notwithstanding ");
    }
    sb_add_c(&sb, "and she don't like it at all.");
    const struct grammar_result result = check(sb_str(&sb), "en");
    hold_together(sb_str(&sb), &result);
    cr_assert(str_ends(result.corrected, STR("and she doesn't like it at all.")));
    sb_done(&sb);
}

/* What would be too long a correction is none: it must not take the words out. */
Test(grammar, keeps_words_that_are_too_long_to_be_moved)
{
    struct sb sb;
    sb_init(&sb, 4 * KIB);
    sb_add_c(&sb, "She speaks very well A");
    for (int i = 0; i < 500; i++) {
        sb_add_byte(&sb, 'b');
    }
    sb_add_c(&sb, " and she is happy.");
    const struct grammar_result result = check(sb_str(&sb), "en");
    cr_assert(str_eq(result.corrected, sb_str(&sb)));
    sb_done(&sb);
}

Test(grammar, leaves_alone_what_is_no_word)
{
    static const char *const rows[] = {
        "Write to anna.berg@example.net or see https://example.com/recieve for more.",
        "Run `teh_command --recieve` and wait until it ends.",
        "The file is in /usr/lib/recieve/teh.conf on this machine.",
        "Mr. Tanaka met Ms. Oyelaran in Ljubljana.",
        "The NGO and the WHO sent 1,200 kg of rice at 14:35.",
        "The French phrase \"d\xC3\xA9j\xC3\xA0 vu\" is used in English too.",
        "Call getElementById() with the name of the element.",
        "The colour of the centre panel is grey.",
        "The color of the center panel is gray.",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct grammar_result result = check(str_from(rows[i]), "");
        cr_assert_eq(result.count, 0, "%s: %s", rows[i],
                     result.count > 0 ? result.findings[0].rule : "");
    }
}

Test(grammar, does_not_take_another_language_for_mistakes)
{
    const struct str text = STR("The sign at the door was written in two languages. "
                                "Bitte schlie\xC3\x9F"
                                "en Sie die T\xC3\xBCr, denn es ist sehr kalt drau\xC3\x9F"
                                "en. "
                                "\xE8\xAF\xB7\xE5\x85\xB3\xE9\x97\xA8\xE3\x80\x82 "
                                "Nobody have read it.");
    const struct grammar_result result = check(text, "");
    hold_together(text, &result);
    cr_assert_eq(result.count, 1);
    cr_assert(str_eq(result.findings[0].correction, STR("has")));
    cr_assert(str_eq(result.language, STR("en")));
}

Test(grammar, bears_any_characters)
{
    static const struct str rows[] = {
        STR(""),
        STR(" "),
        STR("\n\n\n"),
        STR("."),
        STR("\x01\x02 I has\x03 it.\x7F"),
        STR("\xE2\x80\x8B\xEF\xBB\xBF"),
        STR("((((((((("),
        STR("a a a a a a a a a a a a a a a"),
        STR("''''''\"\"\"\"\"`````"),
        STR("I\xCC\x88\xCC\x88\xCC\x88 am."),
        STR("```\nteh teh\n"),
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct grammar_result result = check(rows[i], "");
        hold_together(rows[i], &result);
    }
}

Test(grammar, stops_at_its_limits)
{
    struct sb sb;
    sb_init(&sb, 4 * MIB);
    while (sb.n < GRAMMAR_CHARS_MAX + 1000) {
        sb_add_c(&sb, "Teh cat. ");
    }
    const struct grammar_result result = check(sb_str(&sb), "en");
    hold_together(sb_str(&sb), &result);
    cr_assert_eq(result.count, GRAMMAR_FINDINGS_MAX);
    cr_assert_eq(result.notice_count, 2);
    cr_assert(str_has_nocase(result.notices[0], STR("200000")));
    sb_done(&sb);
}

Test(grammar, takes_no_time_for_what_is_no_text)
{
    static const char *const parts[] = {"(",   "\xE4\xB8\xAD", "`",  "a", ".",
                                        "a.b", "\"",           "a ", "@", "-"};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct sb sb;
        sb_init(&sb, 4 * MIB);
        while (sb.n < 20000) {
            sb_add_c(&sb, parts[i]);
        }
        const struct grammar_result result = check(sb_str(&sb), "");
        hold_together(sb_str(&sb), &result);
        sb_done(&sb);
    }
}

static bool says_no(void *context)
{
    ++*(int *)context;
    return false;
}

Test(grammar, ends_when_it_is_told)
{
    int asked = 0;
    struct err err = {0};
    struct grammar_result result;
    const struct grammar_request request = {
        .text = STR("It is late."), .goes_on = says_no, .context = &asked};
    cr_assert_eq(grammar_check(grammar, &request, arena, &result, &err), E_CANCELLED);
    cr_assert_eq(asked, 1);
}

Test(grammar, names_the_package_that_would_help)
{
    struct err err = {0};
    struct grammar_result result;
    const struct grammar_request request = {.text = STR("Kalimera."), .language = STR("sl")};
    cr_assert_eq(grammar_check(grammar, &request, arena, &result, &err), E_NOT_INSTALLED);
    cr_assert_not_null(strstr(err.detail, "hunspell-sl"));
    const struct grammar_request wrong = {.text = STR("What?"), .language = STR("../etc")};
    cr_assert_eq(grammar_check(grammar, &wrong, arena, &result, &err), E_INVALID);
}

/* Why is said once; and who asks for one of the two gets that. */
Test(grammar, tells_mixed_spelling_once)
{
    const struct str mixed =
        STR("The colour of the theatre is like the color of the sea at the center of it.");
    const struct grammar_result both = check(mixed, "en");
    hold_together(mixed, &both);
    cr_assert_eq(both.count, 2);
    cr_expect_eq(both.findings[0].category, GRAMMAR_STYLE);
    cr_expect(str_has_nocase(both.findings[0].reason, STR("mixed")));
    cr_expect_not(str_has_nocase(both.findings[1].reason, STR("mixed")));
    const struct grammar_result american = check(STR("My favourite colour is grey."), "en-US");
    cr_expect(str_eq(american.corrected, STR("My favorite color is gray.")), "%" STRF,
              STRA(american.corrected));
    cr_expect_eq(check(STR("My favourite colour is grey."), "en").count, 0);
}

Test(grammar, tells_which_spelling_is_right)
{
    static const struct {
        const char *text;
        const char *says;      /* NULL: it is no such question */
        const char *corrected; /* NULL: as it is; "": whatever is near */
    } rows[] = {
        {"colour or color", "“colour” is the British spelling, “color” the American one.", NULL},
        {"gray or grey?", "“grey” is the British spelling; “gray” is the American one, which",
         NULL},
        {"practise or practice", "“practise” is British English; “practice” is written in", NULL},
        {"affect or effect", "Both “affect” and “effect” are spelled right.", NULL},
        {"recieve or receive", "“receive” is right; “recieve” is not in the dictionary.",
         "receive or receive"},
        {"xqwer or xqwar", "Neither “xqwer” nor “xqwar” is in the dictionary.", ""},
        {"The colour or color of it.", NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct str text = str_from(rows[i].text);
        const struct grammar_result result = check(text, "");
        const bool says = rows[i].says != NULL && str_starts(result.choice, str_from(rows[i].says));
        hold_together(text, &result);
        cr_expect(rows[i].says == NULL ? result.choice.n == 0 : says, "%s: %" STRF, rows[i].text,
                  STRA(result.choice));
        cr_expect(rows[i].says == NULL || str_eq(result.notices[0], result.choice));
        const bool is_near = rows[i].corrected != NULL && rows[i].corrected[0] == '\0';
        cr_expect(rows[i].says == NULL || is_near ||
                      str_eq(result.corrected,
                             rows[i].corrected == NULL ? text : str_from(rows[i].corrected)),
                  "%s: %" STRF, rows[i].text, STRA(result.corrected));
    }
}

Test(grammar, reads_whole_texts)
{
    static const char *const rows[][2] = {
        {"I live in Berlin since 2019. My brother he work as engineer in a big company. I like "
         "very much this city, but the weather is too much cold in winter.",
         "I have lived in Berlin since 2019. My brother works as an engineer in a big company. "
         "I "
         "like this city very much, but the weather is too cold in winter."},
        {"My mother suggested me to took the bus, because the train was to expensive. I didn't "
         "knew were the station was.",
         "My mother suggested that I take the bus, because the train was too expensive. I didn't "
         "know where the station was."},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct str text = str_from(rows[i][0]);
        const struct grammar_result result = check(text, "en");
        hold_together(text, &result);
        cr_expect(str_eq(result.corrected, str_from(rows[i][1])), "%" STRF, STRA(result.corrected));
        cr_expect_eq(check(result.corrected, "en").count, 0);
    }
}
