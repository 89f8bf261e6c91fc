/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that are hardly a request, several requests in one, words of one purpose, and where a text begins without a mark. */
#include <criterion/criterion.h>

#include "infer/router/test_router_kit.h"

TestSuite(router_alone, .init = kit_setup, .fini = kit_teardown);

/* A room in which a skill was used. */
static const char *ask(const char *message, const char *preset, const char *step)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, MIB);
    struct json_out out;
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_c(&out, "message", message);
    json_kv_c(&out, "preset", preset);
    json_end_object(&out);
    struct str text = sb_str(&sb);
    return kit_route(*step == '\0'
                         ? sb.p
                         : arena_printf(kit_arena,
                                        "%" STRF ",\"turns\":[{\"said\":\"x\",\"steps\":[%s]}]}",
                                        STRA(str_sub(text, 0, text.n - 1)), step));
}

#define STEP(skill, arguments, result) \
    "{\"skill\":\"" skill "\",\"arguments\":" arguments ",\"result\":" result "}"
#define IRON STEP("science", "{\"query\":\"iron\"}", "{\"title\":\"Iron\"}")
#define SUM  STEP("calculate", "{\"expression\":\"2+2\"}", "{\"result\":\"4\"}")
#define CHECKED \
    STEP("grammar", "{\"text\":\"I has a apple\"}", "{\"corrected\":\"I have an apple\"}")
#define TALE                                                                                 \
    "For ninety years the family kept the light on the rock, and every evening one of them " \
    "climbed the steps."
#define CHECKED_TALE STEP("grammar", "{\"text\":\"" TALE "\"}", "{\"corrected\":\"" TALE "\"}")
#define WORD         STEP("define", "{\"word\":\"ephemeral\"}", "{\"word\":\"ephemeral\"}")
#define QUIZ                               \
    STEP("quiz", "{\"action\":\"start\"}", \
         "{\"question\":{\"prompt\":\"reluctant\"},\"finished\":false}")

#define MEANINGS                                                                        \
    STEP("quiz", "{\"action\":\"start\"}",                                              \
         "{\"question\":{\"prompt\":\"traverse\",\"choices\":[\"translate a text into " \
         "another language\",\"help\"]},\"finished\":false}")

Test(router_alone, knows_what_single_words_are)
{
    static const struct {
        const char *message;
        const char *preset;
        const char *step;
        const char *holds;
    } rows[] = {
        {"bridge", "", IRON, "{\"skill\":\"define\",\"arguments\":{\"word\":\"bridge\"}"},
        {"photosynthesis", "", WORD, "{\"word\":\"photosynthesis\"}"},
        {"Bridge?", "", IRON, "{\"word\":\"Bridge\"}"},
        {"bridge", "", "", "\"say\":\"Define the word: bridge\""},
        {"spring", "general", "", "\"say\":\"Synonyms of spring\""},
        {"7", "", "", "\"say\":\"prime factors of 7\""},
        {"3.5", "", "", "\"say\":\"3.5 squared\""},
        {"42?", "coding", "", "What about 42?"},
        {"list", "", "", "\"say\":\"What can you do?\""},
        {"list please", "", "", "\"say\":\"Planets in order\""},
        {"?", "", "", "Ask \\\"what can you do?\\\""},
        {"hello", "", "", "\"about\":\"hello\""},
        {"yes", "", "", "\"acts\":[]"},
        {"shorter", "grammar", "", "nothing yet to make shorter"},
        {"make it shorter", "", "", "nothing yet to make shorter"},
        {"shorter", "grammar", CHECKED_TALE, "\"skill\":\"summarize\""},
        {"shorter", "grammar", CHECKED, "nothing yet to make shorter"},
        {"shorter", "", WORD, "nothing yet to make shorter"},
        {"mercury", "", "", "\"say\":\"Facts about the element mercury\""},
        {"mercury", "", "", "\"say\":\"Facts about the planet Mercury\""},
        {"melting point of mercury", "", "", "\"query\":\"melting point of mercury\""},
        {"what is a dog", "", "", "{\"word\":\"dog\"}"},
        {"What's an umbrella?", "", "", "{\"word\":\"umbrella\"}"},
        {"what is a newton", "", "", "\"skill\":\"science\""},
        {"atomic number of gold and its melting point", "", "",
         "\"query\":\"atomic number of gold"},
        {"atomic number of gold and its melting point", "", SUM,
         "\"query\":\"atomic number of gold"},
        {"when does ramadan start", "", "", "\"expression\":\"when does ramadan start\""},
        {"when does the shop open", "", "", "\"about\":\"out_of_scope\""},
        {"what is photosynthesis", "", "", "{\"word\":\"photosynthesis\"}"},
        {"What's a black hole?", "", "", "{\"word\":\"black hole\"}"},
        {"what is wrong with my car", "", "", "\"about\":\"out_of_scope\""},
        {"speed of sound", "", "", "331.3 m/s * sqrt(1 + (20)/273.15)"},
        {"speed of sound", "", "", "in dry air at 20 °C"},
        {"what is the speed of sound at -5 °C?", "", "", "sqrt(1 + (-5)/273.15)"},
        {"in French", "", QUIZ, "{\"text\":\"reluctant\",\"to\":\"fr\"}"},
        {"in Spanish?", "", WORD, "{\"text\":\"ephemeral\",\"to\":\"es\",\"from\":\"en\"}"},
        {"how would i write happy birthday in italian", "", "", "\"to\":\"it\""},
        {"French", "", QUIZ, "\"answer\":\"French\""},
        {"Help", "", MEANINGS, "\"answer\":\"Help\""},
        {"translate a text into another language", "", MEANINGS,
         "\"answer\":\"translate a text into another language\""},
        {"(8-3)*(2+7) = ?", "", "", "\"skill\":\"calculate\""},
        {"summarise this", "", "", "Which text?"},
        {"translate this", "", "", "Which text, and into which language?"},
        {"translate the red car", "", "", "\"say\":\"Translate into French: the red car\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *got = ask(rows[i].message, rows[i].preset, rows[i].step);
        cr_expect(strstr(got, rows[i].holds) != NULL, "%s: %s is not in %s", rows[i].message,
                  rows[i].holds, got);
    }
}

/* A summary is of the last text that is long enough for one: a word is not. */
Test(router_alone, summarises_the_last_text)
{
#define LEADS_TO_TALE    "{\"skill\":\"summarize\",\"arguments\":{\"text\":\"For ninety years"
#define TURN(said, step) "{\"said\":\"" said "\",\"steps\":[" step "]}"
    static const struct {
        const char *turns;
        const char *message;
        const char *holds;
    } rows[] = {
        {TURN("check", CHECKED_TALE), "summarise", LEADS_TO_TALE},
        {TURN("check", CHECKED_TALE) "," TURN("ephemeral", WORD), "summarise", LEADS_TO_TALE},
        {TURN("check", CHECKED_TALE) "," TURN("ephemeral", WORD), "summarize that", LEADS_TO_TALE},
        {TURN("check", CHECKED_TALE) "," TURN("ephemeral", WORD), "shorter", LEADS_TO_TALE},
        {TURN("check", CHECKED_TALE) "," TURN("ephemeral", WORD), "in bullet points",
         LEADS_TO_TALE},
        {TURN("check", CHECKED_TALE) "," TURN("iron", IRON), "summarise this please",
         LEADS_TO_TALE},
        {TURN(TALE " Nobody knew. They were glad.", "") "," TURN("ephemeral", WORD), "summarise",
         LEADS_TO_TALE},
        {TURN("ephemeral", WORD), "summarise", "no text here yet that is long enough"},
        {TURN("ephemeral", WORD), "summarize that", "no text here yet that is long enough"},
        {TURN("check", CHECKED), "tl;dr", "no text here yet that is long enough"},
        {TURN("ephemeral", WORD), "in bullet points", "no text here yet that is long enough"},
        {TURN("check", STEP("grammar",
                            "{\"text\":\"町議会は火曜日に古いプールを閉めることを決めました。修理"
                            "には二百万ポンドかかるそうです。\"}",
                            "{}")) "," TURN("ephemeral", WORD),
         "summarise", "町議会"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *got = kit_route(arena_printf(kit_arena, "{\"message\":\"%s\",\"turns\":[%s]}",
                                                 rows[i].message, rows[i].turns));
        cr_expect(strstr(got, rows[i].holds) != NULL, "%zu %s: %s", i, rows[i].message, got);
    }
}

#define FEAST \
    STEP("calculate", "{\"expression\":\"when is diwali\"}", "{\"result\":\"2027-10-29 (Friday)\"}")

/* What has a sign of reckoning in it is no sum with the last result by that. */
Test(router_alone, knows_conversions_and_languages_of_code)
{
    static const struct {
        const char *message;
        const char *step;
        const char *holds;
    } rows[] = {
        {"30 mpg in l/100km", FEAST, "{\"expression\":\"30 mpg in l/100km\"}"},
        {"30 mpg in l/100km", "", "{\"expression\":\"30 mpg in l/100km\"}"},
        {"when is diwali?", "", "{\"expression\":\"when is diwali\"}"},
        {"when is lunar new year", "", "{\"expression\":\"when is lunar new year\"}"},
        {"is this valid html? <div><p>x</div></span>", "", "\"language\":\"html\""},
        {"is this valid xml? <a><b></a>", "", "\"language\":\"xml\""},
        {"is this valid css: a { color: red; }", "", "\"language\":\"css\""},
        {"is this typescript ok? let x: number = ;", "", "\"language\":\"typescript\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *got = ask(rows[i].message, "", rows[i].step);
        cr_expect(strstr(got, rows[i].holds) != NULL, "%s: %s", rows[i].message, got);
    }
}

Test(router_alone, looks_at_bare_code)
{
    static const char *const codes[] = {"for i in range(10) print(i)", "{\"a\": 1,}",
                                        "select a from b where c = 1"};
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        const char *got = ask(codes[i], "", "");
        cr_expect(strstr(got, "\"action\":\"identify\"") != NULL, "%s", got);
        cr_expect(strstr(got, "\"action\":\"check\"") != NULL, "%s", got);
        got = ask(codes[i], "general", "");
        cr_expect(strstr(got, "\"action\":\"check\"") != NULL, "%s", got);
        got = ask(codes[i], "coding", "");
        cr_expect(strstr(got, "\"action\":\"identify\"") == NULL, "%s", got);
    }
}

Test(router_alone, answers_once_what_is_said_again_and_again)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, MIB);
    for (size_t i = 0; i < 300; i++) {
        sb_add_c(&sb, "what is 1+1 ");
    }
    const char *got = ask(sb.p, "", "");
    cr_expect(strstr(got, "{\"expression\":\"1+1\"}") != NULL, "%s", got);
    cr_expect(strstr(got, "the same 300 times") != NULL, "%s", got);
    const struct {
        const char *message;
        const char *once;
        size_t times;
    } rows[] = {
        {"a b c a b c a b c a b c", "a b c", 4},
        {"a b c a b c a b c a b d", "a b c a b c a b c a b d", 1},
        {"no no no no", "no no no no", 1},
        {"", "", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t times;
        struct str once = router_once(str_from(rows[i].message), kit_arena, &times);
        cr_expect(str_eq(once, str_from(rows[i].once)), "%s", rows[i].message);
        cr_expect_eq(times, rows[i].times, "%s", rows[i].message);
    }
}

static size_t count(const char *text, const char *part)
{
    size_t found = 0;
    while ((text = strstr(text, part)) != NULL) {
        found++;
        text++;
    }
    return found;
}

Test(router_alone, does_up_to_five_things)
{
    const char *got = ask("what is 5 miles in km, what does mile mean, define humid, what is 12 * "
                          "12, and what is the opposite of cold?",
                          "", "");
    cr_expect_eq(count(got, "\"skill\""), 5, "%s", got);
    cr_expect(strstr(got, "at most five") == NULL, "%s", got);
    got = ask("what is 5 miles in km? what does mile mean? define humid. what is 12 * 12? what is "
              "the opposite of cold? what is 3 + 4? define arid.",
              "", "");
    cr_expect_eq(count(got, "\"skill\""), 5, "%s", got);
    cr_expect(strstr(got, "at most five things") != NULL, "%s", got);
    got = ask("what is 2+2 and define apple and who won the world cup", "", "");
    cr_expect_eq(count(got, "\"skill\""), 2, "%s", got);
    cr_expect(strstr(got, "“who won the world cup” is something that I cannot do") != NULL, "%s",
              got);
    got = ask("never heard of sycophant, explain", "", "");
    cr_expect_eq(count(got, "\"skill\""), 1, "%s", got);
}

Test(router_alone, finds_texts_without_a_mark)
{
    const struct {
        const char *message;
        const char *payload;
    } rows[] = {
        {"check:I has a apple", "I has a apple"},
        {"He go home.\n\nspot the mistake", "He go home."},
        {"what is 2:30 pm in minutes", ""},
        {"http://example.org/a b", ""},
        {"why doesn't this compile? body { color: red; margin: 0; }",
         "body { color: red; margin: 0; }"},
        {"explain @daily.", "@daily"},
        {"frugal - meaning?", "frugal"},
        {"frugal: other words", "frugal"},
        {"the bill please - in Greek", "the bill please"},
        {"the bill please, in Greek", ""},
        {"define: the meaning", "the meaning"},
        {"recieve - is that spelled right?", "recieve"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct router_parts parts;
        router_part(str_from(rows[i].message), &parts);
        cr_expect(str_eq(parts.payload, str_from(rows[i].payload)), "%s: [%" STRF "]",
                  rows[i].message, STRA(parts.payload));
    }
    size_t led[2];
    cr_expect(
        router_find_led(STR("proofread this before it goes Despite of the rain we went."), led));
    cr_expect_eq(led[0], 30);
    cr_expect(router_find_led(STR("It depend on the weather. please check it"), led));
    cr_expect_eq(led[1], 25);
    cr_expect(!router_find_led(STR("the weather is fine"), led));
    cr_expect(!router_find_led(STR(""), led));
}

Test(router_alone, finds_the_request_at_the_end_of_a_story)
{
    static const struct {
        const char *message;
        const char *holds;
    } rows[] = {
        {"my teacher was ill again and nobody in the class had listened to her, anyway what is 15% "
         "of 80",
         "\"expression\":\"15% of 80\""},
        {"the shop was closed and my sister had to laugh about it. so how many feet are 3 metres?",
         "\"skill\":\"calculate\""},
        {"my teacher was ill again and nobody in the class had listened to her", "\"acts\":[]"},
        {"so my dog ran away, and my sister cried, and I do not know what to do", "\"acts\":[]"},
        {", , , , , , , , , , ,", "\"acts\":[]"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *got = ask(rows[i].message, "", "");
        cr_expect(strstr(got, rows[i].holds) != NULL, "%s: %s", rows[i].message, got);
    }
}

Test(router_alone, translates_what_stands_before_the_request)
{
    static const char *const rows[][2] = {
        {"the red car how to say in Turkish", "\"text\":\"the red car\",\"to\":\"tr\""},
        {"we are lost - in Spanish", "\"text\":\"we are lost\",\"to\":\"es\""},
        {"good night in Greek", "\"text\":\"good night\",\"to\":\"el\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *got = ask(rows[i][0], "", "");
        cr_expect(strstr(got, rows[i][1]) != NULL, "%s: %s", rows[i][0], got);
    }
}

/* ---- words of one purpose ---- */

Test(router_alone, knows_words_of_one_purpose)
{
    const struct {
        const char *word;
        const char *first; /* NULL: there is none */
    } rows[] = {
        {"signification", "sense"},
        {"antonym", "contrary"},
        {"tl;dr", "short"},
        {"distilled", "shorten"},
        {"trimmed", "shorten"},
        {"wondered", "unsure"},
        {"zzgrph", NULL},
        {"s", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str found[ROUTER_CONCEPTS_MAX];
        size_t n = 0;
        router_add_concepts(&kit_router->concepts, str_from(rows[i].word), found, &n);
        cr_expect_eq(n > 0, rows[i].first != NULL, "%s", rows[i].word);
        cr_expect(n == 0 || str_eq(found[0], str_from(rows[i].first)), "%s: %" STRF, rows[i].word,
                  STRA(found[0]));
    }
}

Test(router_alone, reads_groups_of_any_form)
{
    static const char *const files[] = {
        "", "\n", ":", ":\n:", "a", "a:", "# a: b\n", "a: b b b b b b\n"};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct router_concepts concepts;
        struct str found[ROUTER_CONCEPTS_MAX];
        size_t n = 0;
        router_read_concepts(str_from(files[i]), kit_arena, &concepts);
        router_add_concepts(&concepts, STR("b"), found, &n);
        cr_expect(n <= ROUTER_CONCEPTS_MAX, "%s", files[i]);
    }
}
