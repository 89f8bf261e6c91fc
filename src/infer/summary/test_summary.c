/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/utf8.h"
#include "infer/summary/summary.h"

static const char lighthouse[] =
    "The lighthouse on Gull Rock will be lit again after forty years in the dark. Volunteers have "
    "repaired the lamp of the "
    "lighthouse with money from the county. The weather was fine. The lighthouse lamp will guide "
    "the fishing boats that come "
    "home at night. Somebody had brought cake. Fishing boats have run on the rocks three times "
    "since the lamp went out. The "
    "county will pay for the lamp of the lighthouse for ten years. A dog barked.";

static struct summary make(const char *text, struct summary_options options, struct arena *arena)
{
    struct summary summary;
    struct err err = {0};
    cr_assert_eq(summary_make(str_from(text), &options, arena, &summary, &err), E_OK, "%s",
                 err.detail);
    return summary;
}

static bool has(const struct summary *summary, const char *part)
{
    for (size_t i = 0; i < summary->count; i++) {
        if (str_has_nocase(summary->sentences[i].text, str_from(part))) {
            return true;
        }
    }
    return false;
}

Test(summary, takes_what_the_text_is_about)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct summary summary =
        make(lighthouse, (struct summary_options){.sentences = 3}, arena);
    cr_expect_eq(summary.count, 3);
    cr_expect(has(&summary, "lit again"));
    cr_expect_not(has(&summary, "cake"));
    cr_expect_not(has(&summary, "dog"));
    cr_expect_str_eq(summary.language->code, "en");
    cr_expect_eq(summary.sentences_before, 8);
    cr_expect_lt(summary.words_after, summary.words_before);
    cr_assert_gt(summary.phrase_count, 2);
    bool lamp = false;
    for (size_t i = 0; i < summary.phrase_count; i++) {
        lamp = lamp || str_has_nocase(summary.key_phrases[i], STR("lighthouse"));
    }
    cr_expect(lamp);
}

Test(summary, says_where_each_sentence_stands)
{
    static const char text[] = "  Één zin over de vuurtoren.\n\n  De vuurtoren\nbrandt 中 weer. ";
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct summary summary = make(text, (struct summary_options){.sentences = 2}, arena);
    cr_assert_eq(summary.count, 2);
    cr_expect_eq(summary.sentences[0].start, 2);
    cr_expect_eq(summary.sentences[0].end, 28);
    cr_expect_eq(summary.sentences[1].start, 32);
    cr_expect(str_eq(summary.sentences[1].text, STR("De vuurtoren brandt 中 weer.")));
    cr_expect_eq(summary.sentences[1].end, 32 + utf8_length(summary.sentences[1].text));
}

Test(summary, does_not_say_the_same_twice)
{
    static const char text[] =
        "The mayor opened the new bridge over the river on Monday. "
        "The bridge cost the town nine million crowns and took three years. "
        "On Monday the mayor opened the new bridge over the river. "
        "The new bridge over the river was opened on Monday by the mayor. "
        "Ferries will stop in spring, for the bridge carries all the traffic of the town.";
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct summary summary = make(text, (struct summary_options){.sentences = 3}, arena);
    cr_expect(has(&summary, "nine million"));
    cr_expect(has(&summary, "Ferries"));
}

Test(summary, is_as_long_as_asked_for)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct sb sb;
    sb_init(&sb, 100000);
    for (int i = 0; i < 60; i++) {
        sb_addf(&sb, "Sentence number %d tells of garden %d and of tree %d in it. ", i, i % 7,
                i % 5);
    }
    const char *text = str_dup(arena, sb_str(&sb));
    sb_done(&sb);
    const size_t few = make(text, (struct summary_options){.length = SUMMARY_SHORT}, arena).count;
    const size_t some = make(text, (struct summary_options){.length = SUMMARY_MEDIUM}, arena).count;
    const size_t many = make(text, (struct summary_options){.length = SUMMARY_LONG}, arena).count;
    cr_expect(few < some && some < many, "%zu %zu %zu", few, some, many);
    cr_expect_eq(make(text, (struct summary_options){.sentences = 12}, arena).count, 12);
    cr_expect_eq(make(text, (struct summary_options){.sentences = 99}, arena).count,
                 SUMMARY_SENTENCES_MAX);
    cr_expect_eq(make("One. Two.", (struct summary_options){.sentences = 9}, arena).count, 2);
}

Test(summary, works_without_spaces)
{
    static const char text[] =
        "城里的灯塔将在四十年后重新点亮。志愿者用县里的资金修好了灯塔的灯。天气很好。灯塔的灯将为夜"
        "里回港的渔船指路。"
        "有人带来了蛋糕。灯塔熄灭以后，渔船三次撞上礁石。县里将为灯塔支付十年的费用。狗叫了。";
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct summary summary = make(text, (struct summary_options){.sentences = 3}, arena);
    cr_expect_str_eq(summary.language->code, "zh");
    cr_expect(has(&summary, "灯塔"));
    cr_expect_not(has(&summary, "蛋糕"));
    cr_expect_not(has(&summary, "狗"));
    cr_assert_gt(summary.phrase_count, 0);
    cr_expect(str_eq(summary.key_phrases[0], STR("灯塔")), "%" STRF, STRA(summary.key_phrases[0]));
}

/* A word of eight characters, which comes again, is one phrase and not its parts. */
Test(summary, finds_long_words_without_spaces)
{
    static const char text[] =
        "ห้องสมุดของเมืองจะย้ายไปอาคารใหม่ ห้องสมุดใหม่มีหนังสือ นายกไปดูห้องสมุดใหม่ อากาศดี "
        "อาคารห้องสมุดเก่าหลังคารั่ว การย้ายห้องสมุดใช้เวลา";
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct summary summary = make(text, (struct summary_options){.sentences = 2}, arena);
    cr_expect_str_eq(summary.language->code, "th");
    cr_assert_gt(summary.phrase_count, 0);
    cr_expect(str_starts(summary.key_phrases[0], STR("ห้องสมุด")), "%" STRF,
              STRA(summary.key_phrases[0]));
}

Test(summary, leaves_out_what_is_no_prose)
{
    static const char text[] = "# Bridge report\n\n> On Monday Ann wrote: is the bridge "
                               "safe?\n\nThe bridge is safe for carts. "
                               "The bridge is closed for lorries until the repair of its "
                               "pillars.\n\n| pillar | depth |\n| 1 | 12 |\n\n"
                               "- Pillars of the bridge get new stones in May.\n";
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct summary summary = make(text, (struct summary_options){.sentences = 30}, arena);
    cr_expect_eq(summary.count, 3);
    cr_expect_not(has(&summary, "Ann"));
    cr_expect_not(has(&summary, "depth"));
    cr_expect_not(has(&summary, "report"));
    cr_expect(has(&summary, "Pillars of the bridge"));
}

Test(summary, takes_odd_texts)
{
    static const char *const odd[] = {"word",          "Heading\n\nAnother\n",
                                      "> quoted only", "| a | b |",
                                      "a. b. c. d.",   "\x01 x \x02",
                                      "12 34. 56!",    "The the the. The. The the!",
                                      "שלום",          "😀 hello 😀"};
    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        cr_expect_gt(make(odd[i], (struct summary_options){0}, arena).count, 0, "%s", odd[i]);
    }
    static const char *const wordless[] = {"", " \n\t", "...", "!?", "\x01\x02", "😀"};
    for (size_t i = 0; i < ARRAY_LEN(wordless); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct summary summary;
        struct err err = {0};
        cr_expect_eq(summary_make(str_from(wordless[i]), &(struct summary_options){0}, arena,
                                  &summary, &err),
                     E_INVALID);
        cr_expect_neq(err.detail[0], '\0');
    }
}

static bool never(void *context)
{
    (void)context;
    return false;
}

Test(summary, stops_when_told)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct summary summary;
    struct err err = {0};
    const struct summary_options options = {.goes_on = never};
    cr_expect_eq(summary_make(str_from(lighthouse), &options, arena, &summary, &err), E_CANCELLED);
}

static bool counts(void *context)
{
    (*(size_t *)context)++;
    return true;
}

/* A novel and more: the first million characters, asking often whether to go on. */
Test(summary, does_a_novel_in_part)
{
    static const char *const words[] = {
        "river", "mountain", "the",    "old",   "captain", "wrote",    "of",    "storm",  "harbour",
        "and",   "lamp",     "garden", "never", "saw",     "children", "north", "letter", "a"};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct sb sb;
    sb_init(&sb, 4 * MIB);
    uint32_t state = 1;
    while (sb.n < 1200000) {
        for (int i = 0; i < 14; i++) {
            state = state * 1664525 + 1013904223;
            sb_addf(&sb, "%s%u ", words[(state >> 16) % ARRAY_LEN(words)], (state >> 24) % 40);
        }
        sb_add_c(&sb, "end. ");
    }
    struct summary summary;
    struct err err;
    size_t asked = 0;
    const struct summary_options options = {
        .length = SUMMARY_LONG, .goes_on = counts, .context = &asked};
    cr_assert_eq(summary_make(sb_str(&sb), &options, arena, &summary, &err), E_OK);
    cr_expect(summary.cut);
    cr_expect_leq(summary.sentences[summary.count - 1].end, SUMMARY_POINTS_MAX);
    cr_expect_gt(asked, 100, "%zu", asked);
    sb_done(&sb);
}
