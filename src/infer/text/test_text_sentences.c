/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "infer/text/text_int.h"

#define BAR "|" /* between the sentences of a row */

static char *split_with(const char *code, const char *bytes, struct arena *arena)
{
    struct text text;
    cr_assert_eq(text_read(str_from(bytes), 1000000, arena, &text), E_OK);
    struct text_sentences found;
    text_split(&text, text_language_find(str_from(code)), arena, &found);
    struct sb sb;
    sb_init(&sb, 10000);
    size_t last = 0;
    for (size_t i = 0; i < found.count; i++) {
        const struct text_sentence *sentence = &found.items[i];
        cr_assert(sentence->start >= last && sentence->start < sentence->end &&
                      sentence->end <= text.count,
                  "%s", bytes);
        last = sentence->end;
        sb_add_c(&sb, i > 0 ? BAR : "");
        sb_add_c(&sb, (const char *[]){"", "H:", "I:", "Q:", "R:"}[sentence->part]);
        sb_add(&sb, text_clean(&text, sentence->start, sentence->end, arena));
    }
    char *all = str_dup(arena, sb_str(&sb));
    sb_done(&sb);
    return all;
}

struct row {
    const char *code;
    const char *text;
    const char *sentences;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        const char *found = split_with(rows[i].code, rows[i].text, arena);
        cr_expect_str_eq(found, rows[i].sentences, "row %zu: %s", i, found);
    }
}

Test(text_sentences, ends_at_marks)
{
    const struct row rows[] = {
        {"en", "", ""},
        {"en", "  \n\t ", ""},
        {"en", "One", "One"},
        {"en", "It rained. We stayed in! Did you? Yes.", "It rained.|We stayed in!|Did you?|Yes."},
        {"en", "Wait... What? No...", "Wait...|What?|No..."},
        {"en", "He was… not sure. Then he went… Nobody knew.",
         "He was… not sure.|Then he went…|Nobody knew."},
        {"en", "\"Stop!\" she cried. \"Why?\" he asked.",
         "\"Stop!\" she cried.|\"Why?\" he asked."},
        {"en", "He said, “I am late.” Nobody answered.", "He said, “I am late.”|Nobody answered."},
        {"en", "It ended (at last.) They left.", "It ended (at last.)|They left."},
        {"en", "What?! Really?!", "What?!|Really?!"},
        {"en", "This is known.[12] It is true.[3]", "This is known.[12]|It is true.[3]"},
        {"en", "**Bold.** Plain.", "**Bold.**|Plain."},
        {"fr", "Il dit : « Je viens. » Puis il partit.", "Il dit : « Je viens. »|Puis il partit."},
        {"es", "¿Vienes? ¡Claro! Vamos.", "¿Vienes?|¡Claro!|Vamos."},
        {"en", "no capitals here. none at all", "no capitals here. none at all"},
    };
    check(rows, ARRAY_LEN(rows));
}

Test(text_sentences, knows_full_stops_that_end_nothing)
{
    const struct row rows[] = {
        {"en", "Mr. Smith met Dr. Jones. They spoke.", "Mr. Smith met Dr. Jones.|They spoke."},
        {"en", "J. R. R. Tolkien wrote it. He lived in Oxford.",
         "J. R. R. Tolkien wrote it.|He lived in Oxford."},
        {"en", "It costs 3.50 dollars. That is cheap.", "It costs 3.50 dollars.|That is cheap."},
        {"en", "See fig. 3 and p. 12 for more. Thanks.", "See fig. 3 and p. 12 for more.|Thanks."},
        {"en", "He said no. Peter left.", "He said no.|Peter left."},
        {"en", "The U.S. Senate voted. In the U.S. The vote is rare.",
         "The U.S. Senate voted.|In the U.S.|The vote is rare."},
        {"en", "Bring pens, paper, etc. Everyone needs them.",
         "Bring pens, paper, etc.|Everyone needs them."},
        {"en", "e.g. apples are fruit. i.e. you can eat them.",
         "e.g. apples are fruit. i.e. you can eat them."},
        {"en", "We met at 5 p.m. Anna was late.", "We met at 5 p.m.|Anna was late."},
        {"en", "He works at Acme Inc. in London. So do I. Then we left.",
         "He works at Acme Inc. in London.|So do I.|Then we left."},
        {"en", "It was 1999. Nobody knew.", "It was 1999.|Nobody knew."},
        {"en", "Open file.txt at example.org now. Done.",
         "Open file.txt at example.org now.|Done."},
        {"de", "Am 3. Oktober ist frei. Das freut z. B. Herrn Dr. Maier.",
         "Am 3. Oktober ist frei.|Das freut z. B. Herrn Dr. Maier."},
        {"de", "Er kaufte Äpfel usw. Danach ging er heim.",
         "Er kaufte Äpfel usw.|Danach ging er heim."},
        {"ru", "Это было в 1999 г. в Москве. Проф. Иванов помнит.",
         "Это было в 1999 г. в Москве.|Проф. Иванов помнит."},
        {"es", "El Sr. García vive aquí. No viene.", "El Sr. García vive aquí.|No viene."},
    };
    check(rows, ARRAY_LEN(rows));
}

Test(text_sentences, reads_other_scripts)
{
    const struct row rows[] = {
        {"zh", "今天下雨。我们在家！你呢？好。", "今天下雨。|我们在家！|你呢？|好。"},
        {"zh", "他说：“我走了。”然后他走了。", "他说：“我走了。”|然后他走了。"},
        {"zh", "价格是3.5元。很便宜!真的?是的。", "价格是3.5元。|很便宜!|真的?|是的。"},
        {"ja", "今日は雨です。「行こう。」と彼は言った。",
         "今日は雨です。|「行こう。」|と彼は言った。"},
        {"fa", "باران آمد. ما در خانه ماندیم؟ بله!", "باران آمد.|ما در خانه ماندیم؟|بله!"},
        {"ar", "نزل المطر. هل بقينا في البيت؟ نعم.", "نزل المطر.|هل بقينا في البيت؟|نعم."},
        {"hi", "बारिश हुई। हम घर पर रहे। क्यों?", "बारिश हुई।|हम घर पर रहे।|क्यों?"},
        {"th", "วันนี้ฝนตกหนักมากตั้งแต่เช้าจนถึงเย็นเราจึงอยู่บ้าน พรุ่งนี้อากาศน่าจะดี",
         "วันนี้ฝนตกหนักมากตั้งแต่เช้าจนถึงเย็นเราจึงอยู่บ้าน|พรุ่งนี้อากาศน่าจะดี"},
    };
    check(rows, ARRAY_LEN(rows));
}

Test(text_sentences, knows_parts_that_are_no_sentences)
{
    const struct row rows[] = {
        {"en", "# Title\n\nText here.", "H:Title|Text here."},
        {"en", "A short heading\n\nThen the text begins. It goes on.\n\nMore.",
         "H:A short heading|Then the text begins.|It goes on.|More."},
        {"en", "Title\n=====\nText.", "H:Title|Text."},
        {"en", "Only one line", "Only one line"},
        {"en", "- one\n- two goes\n  on here\n* three", "I:one|I:two goes on here|I:three"},
        {"en", "1. Open it. Look.\n2) Close it.", "I:Open it.|I:Look.|I:Close it."},
        {"en", "> You wrote this.\n> And that.\n\nI agree.",
         "Q:You wrote this.|Q:And that.|I agree."},
        {"en", "| a | b |\n|---|---|\n| 1. | 2. |", "R:| a | b ||R:|---|---||R:| 1. | 2. |"},
        {"en", "Look:\n```\nint x = 1. Or 2.\n```\nDone.", "Look:|R:int x = 1. Or 2.|Done."},
        {"en",
         "This line was broken by hand to fit\na narrow page. The next sentence goes on\nhere.",
         "This line was broken by hand to fit a narrow page.|The next sentence goes on here."},
        {"en", "Hello\nHow are you\nFine", "Hello|How are you|Fine"},
        {"en", "\x01\x02 odd.\x03 Bytes.\r\n\r\nNext.\r\n", "odd.|Bytes.|Next."},
        {"zh", "一、开始\n二、结束", "I:开始|I:结束"},
    };
    check(rows, ARRAY_LEN(rows));
}

Test(text_sentences, cuts_what_never_ends)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const size_t n = 50000;
    const char *const fillings[] = {"a", "a ", ".", "\"", "! ", ".(", "> ", "中", "\n-"};
    for (size_t i = 0; i < ARRAY_LEN(fillings); i++) {
        struct sb sb;
        sb_init(&sb, 4 * n);
        while (sb.n < n) {
            sb_add_c(&sb, fillings[i]);
        }
        struct text text;
        cr_assert_eq(text_read(sb_str(&sb), n, arena, &text), E_OK);
        struct text_sentences found;
        text_split(&text, NULL, arena, &found);
        for (size_t s = 0; s < found.count; s++) {
            cr_expect_leq(found.items[s].end - found.items[s].start, TEXT_SENTENCE_MAX + 100, "%s",
                          fillings[i]);
        }
        sb_done(&sb);
    }
}
