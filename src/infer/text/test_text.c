/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "infer/text/text_int.h"

static struct text read_text(struct arena *arena, const char *bytes)
{
    struct text text;
    cr_assert_eq(text_read(str_from(bytes), 100000, arena, &text), E_OK, "%s", bytes);
    return text;
}

Test(text, counts_code_points)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct text text = read_text(arena, "aé界😀b");
    cr_expect_eq(text.count, 5);
    cr_expect(str_eq(text_slice(&text, 1, 4), STR("é界😀")));
    cr_expect(str_eq(text_slice(&text, 5, 5), STR_EMPTY));
    cr_expect_not(text.cut);
}

Test(text, keeps_to_its_limit)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct text text;
    cr_assert_eq(text_read(STR("ééé"), 2, arena, &text), E_OK);
    cr_expect_eq(text.count, 2);
    cr_expect(text.cut);
    cr_expect_eq(text_read(STR("\xff"), 2, arena, &text), E_INVALID);
}

Test(text, cleans_for_reading)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct text text = read_text(arena, " a\n\x01\x02 b\xc2\xa0\r\n c\x7f");
    cr_expect(str_eq(text_clean(&text, 0, text.count, arena), STR("a b c")));
}

Test(text, finds_words)
{
    const struct {
        const char *text;
        const char *words; /* in lower case, a space between */
    } rows[] = {
        {"", ""},
        {" ,;! ", ""},
        {"Hello, big world!", "hello big world"},
        {"it’s don't 'quoted'", "it's don't quoted"},
        {"1,000.50 and 3.", "1,000.50 and 3"},
        {"well-known state_of", "well known state of"},
        {"Straße ÉCOLE", "straße école"},
        {"B2B 4th", "b2b 4th"},
        {"нельзя", "нельзя"},
        {"می‌شود کتاب", "می‌شود کتاب"},
        {"हिन्दी भाषा", "हिन्दी भाषा"},
        {"中文字", "中文 文字"},
        {"中", "中"},
        {"中文，字", "中文 字"},
        {"東京タワーへ", "東京 タワー へ"},
        {"用 Python 写", "用 python 写"},
        {"한국어 글", "한국어 글"},
        {"e\xcc\x81t\xc3\xa9", "e\xcc\x81t\xc3\xa9"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        const struct text text = read_text(arena, rows[i].text);
        struct sb found;
        sb_init(&found, 1000);
        struct text_word word;
        for (size_t at = 0; text_next_word(&text, &at, text.count, &word);) {
            cr_assert(word.start < word.end && word.end <= text.count);
            sb_add_c(&found, found.n > 0 ? " " : "");
            sb_add(&found, text_word_lower(&text, &word, arena));
        }
        cr_expect(str_eq(sb_str(&found), str_from(rows[i].words)), "%s: %" STRF, rows[i].text,
                  STRA(sb_str(&found)));
        sb_done(&found);
    }
}

Test(text, cuts_endless_words)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    char *many = arena_alloc(arena, 1001);
    memset(many, 'a', 1000);
    many[1000] = '\0';
    const struct text text = read_text(arena, many);
    struct text_word word;
    size_t count = 0;
    for (size_t at = 0; text_next_word(&text, &at, text.count, &word); count++) {
        cr_expect_leq(word.end - word.start, TEXT_WORD_MAX);
    }
    cr_expect_eq(count, 1000 / TEXT_WORD_MAX);
}

static void expect_sorted(const struct text_language *language, struct text_list list)
{
    for (size_t i = 1; i < list.count; i++) {
        cr_expect_lt(strcmp(list.items[i - 1], list.items[i]), 0, "%s: %s", language->code,
                     list.items[i]);
    }
}

Test(text, has_its_lists_sorted)
{
    for (size_t i = 0; i < text_language_count; i++) {
        const struct text_language *language = text_languages[i];
        expect_sorted(language, language->stop_words);
        expect_sorted(language, language->known_words);
        expect_sorted(language, language->abbreviations);
        expect_sorted(language, language->end_abbreviations);
    }
    cr_expect(text_is_stop_word(text_language_find(STR("en")), STR("the")));
    cr_expect_not(text_is_stop_word(text_language_find(STR("en")), STR("thee")));
    cr_expect_not(text_is_stop_word(text_language_find(STR("en")), STR("th")));
    cr_expect_not(text_is_stop_word(NULL, STR("the")));
}

Test(text, finds_languages_by_code)
{
    cr_expect_eq(text_language_find(STR("de")), &text_de);
    cr_expect_eq(text_language_find(STR("PT-br")), &text_pt);
    cr_expect_eq(text_language_find(STR("zh_Hans")), &text_zh);
    cr_expect_null(text_language_find(STR("xx")));
    cr_expect_null(text_language_find(STR_EMPTY));
}

Test(text, guesses_languages)
{
    const struct {
        const char *code; /* NULL: must not be sure */
        const char *text;
    } rows[] = {
        {"en", "The cat sat on the mat and looked at the birds."},
        {"en", "Where is the station?"},
        {"de", "Der Hund liegt unter dem Tisch und schläft."},
        {"de", "Wo ist der Bahnhof?"},
        {"fr", "Le chat dort sur la chaise près de la fenêtre."},
        {"fr", "Où est la gare ?"},
        {"es", "El perro duerme debajo de la mesa y no quiere salir."},
        {"es", "¿Dónde está la estación?"},
        {"it", "Il gatto dorme sulla sedia vicino alla finestra."},
        {"it", "Dove sono le chiavi della macchina?"},
        {"pt", "O gato dorme na cadeira e não quer sair de casa."},
        {"pt", "Onde fica a estação? Obrigado."},
        {"nl", "De hond ligt onder de tafel en het kind speelt met hem."},
        {"sv", "Hunden ligger under bordet och vill inte gå ut."},
        {"pl", "Pies leży pod stołem i nie chce wyjść z domu."},
        {"tr", "Köpek masanın altında yatıyor ve dışarı çıkmak için bekliyor."},
        {"ru", "Собака лежит под столом и не хочет выходить из дома."},
        {"uk", "Собака лежить під столом і не хоче виходити з дому."},
        {"fa", "گربه روی صندلی کنار پنجره خوابیده است و "
               "نمی‌خواهد "
               "بیرون "
               "برود."},
        {"ar", "القطة نائمة على الكرسي بجانب النافذة ولا تريد الخروج من البيت."},
        {"hi", "बिल्ली खिड़की के पास कुर्सी पर सो रही है।"},
        {"zh", "小猫在窗边的椅子上睡觉，不想出门。"},
        {"ja", "猫は窓のそばの椅子で眠っていて、外に出たくない。"},
        {"ko", "고양이는 창가 의자에서 자고 있다."},
        {"th", "แมวนอนอยู่บนเก้าอี้ข้างหน้าต่าง"},
        {"el", "Η γάτα κοιμάται στην καρέκλα."},
        {"he", "החתול ישן על הכיסא ליד החלון."},
        {"zh", "这个函数叫 parse_args，它返回 Python 对象的列表。"},
        {NULL, ""},
        {NULL, "12345 67 + 8"},
        {NULL, "xyzzy qwrt"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        const struct text text = read_text(arena, rows[i].text);
        double confidence = -1;
        const struct text_language *language = text_guess(&text, &confidence);
        cr_expect(language == NULL
                      ? rows[i].code == NULL
                      : rows[i].code != NULL && strcmp(language->code, rows[i].code) == 0,
                  "%s: %s", rows[i].text, language == NULL ? "none" : language->code);
        cr_expect(confidence >= 0 && confidence <= 1, "%s: %f", rows[i].text, confidence);
    }
}

Test(text, is_surer_of_more)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    double little;
    double much;
    const struct text few = read_text(arena, "un gatto");
    const struct text many =
        read_text(arena, "Questa è la storia di un gatto che non voleva più uscire dalla casa "
                         "perché aveva paura di tutto quello che c'era fuori.");
    text_guess(&few, &little);
    cr_assert_not_null(text_guess(&many, &much));
    cr_expect_gt(much, little);
    cr_expect_gt(much, 0.5);
}

Test(text, knows_spellings_of_one_word)
{
    static const struct {
        const char *text;
        const char *first; /* NULL: it is something else */
    } rows[] = {
        {"colour or color", "colour"},
        {" \"Grey\" or gray?", "Grey"},
        {"plough or plow", "plough"},
        {"programme or program", "programme"},
        {"affect or effect", "affect"},
        {"whose or who's", "whose"},
        {"to or too", "to"},
        {"he or she", NULL},
        {"hot or cold", NULL},
        {"tea or coffee", NULL},
        {"cat or dog", NULL},
        {"color or color", NULL},
        {"Color or color", NULL},
        {"a or an", NULL},
        {"colour and color", NULL},
        {"colour or color or hue", NULL},
        {"colour or", NULL},
        {"4711 or 4712", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str words[2];
        const bool found = text_read_spellings(str_from(rows[i].text), words);
        cr_expect_eq(found, rows[i].first != NULL, "%s", rows[i].text);
        cr_expect(!found || str_eq(words[0], str_from(rows[i].first)), "%s", rows[i].text);
    }
}
