/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "base/base64.h"
#include "base/random.h"

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

TestSuite(base64, .init = set_up, .fini = tear_down);

/* RFC 4648, section 10 */
static const char *const vectors[][2] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

Test(base64, is_written_and_read_as_the_rfc_has_it)
{
    for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
        const struct str bytes = str_from(vectors[i][0]);
        CLEANUP(sb_done) struct sb text;
        sb_init(&text, strlen(vectors[i][1]));
        base64_add(&text, bytes);
        cr_expect_not(text.failed);
        cr_expect(str_eq(sb_str(&text), str_from(vectors[i][1])), "%s", vectors[i][0]);
        struct str back = STR("untouched");
        cr_assert_eq(base64_read(sb_str(&text), arena, bytes.n, &back), E_OK, "%s", vectors[i][1]);
        cr_expect(str_eq(back, bytes), "%s", vectors[i][1]);
    }
}

Test(base64, has_no_room_for_what_is_too_long)
{
    CLEANUP(sb_done) struct sb text;
    sb_init(&text, 7);
    base64_add(&text, STR("fooba"));
    cr_expect(text.failed);
    struct str out = STR("untouched");
    cr_expect_eq(base64_read(STR("Zm9vYmE="), arena, 4, &out), E_INVALID);
    cr_expect_eq(base64_read(STR("Zm9vYmE="), arena, 0, &out), E_INVALID);
    cr_expect(str_eq(out, STR("untouched")));
}

Test(base64, of_a_value_has_one_text)
{
    const struct str bad[] = {STR("Zg"),       STR("Zg="),  STR("Zg==="),   STR("Zh=="),
                              STR("Zm9=Zm9v"), STR("===="), STR("Z"),       STR("Zm 9"),
                              STR("Zm9v\n"),   STR("Zm-v"), STR("Zm\xadv"), STR("Zm9v\0")};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct str out = STR("untouched");
        cr_expect_eq(base64_read(bad[i], arena, 100, &out), E_INVALID, "%" STRF, STRA(bad[i]));
        cr_expect(str_eq(out, STR("untouched")));
    }
}

Test(base64, url_round_trips)
{
    for (size_t bytes = 0; bytes <= 64; bytes++) {
        uint8_t data[64];
        uint8_t back[64];
        char text[BASE64URL_LENGTH(64) + 1];
        random_bytes(data, sizeof(data));
        base64url_encode(data, bytes, text);
        cr_expect_eq(strlen(text), BASE64URL_LENGTH(bytes));
        cr_assert_eq(base64url_decode(str_from(text), back, bytes), E_OK);
        cr_expect_arr_eq(data, back, bytes);
    }
}

Test(base64, url_of_a_known_length_has_one_text)
{
    uint8_t out[2];
    cr_expect_eq(base64url_decode(STR("AAA"), out, 2), E_OK);
    const char *const bad[] = {"AAB", "AA=", "A+A", "AAAA", ""};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        cr_expect_eq(base64url_decode(str_from(bad[i]), out, 2), E_INVALID, "%s", bad[i]);
    }
    for (int c = 0x80; c < 0x100; c++) {
        const char text[] = {'A', (char)c, 'A'};
        cr_expect_eq(base64url_decode((struct str){text, 3}, out, 2), E_INVALID, "%02x", c);
    }
}

Test(base64, url_of_any_length_has_one_text)
{
    struct str out = STR("untouched");
    const char *const bad[] = {"a",       "aGVsbG8=", "aGVsbG9", "aGVsb",
                               "aG Vsbg", "aG+sbG8",  "aG/sbG8", "aGVsbG8\n"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        cr_expect_eq(base64url_read(str_from(bad[i]), arena, 3000, &out), E_INVALID, "%s", bad[i]);
    }
    cr_expect_eq(base64url_read(STR("AQID-_8"), arena, 4, &out), E_INVALID, "too long");
    cr_expect(str_eq(out, STR("untouched")));
    cr_assert_eq(base64url_read(STR("AQID-_8"), arena, 5, &out), E_OK);
    cr_expect(str_eq(out, STR("\1\2\3\373\377")));
    cr_assert_eq(base64url_read(STR(""), arena, 5, &out), E_OK);
    cr_expect_eq(out.n, 0);
    char text[4001];
    memset(text, 'A', sizeof(text));
    cr_assert_eq(base64url_read((struct str){text, 4000}, arena, 3000, &out), E_OK);
    cr_expect_eq(out.n, 3000);
    cr_expect_eq(base64url_read((struct str){text, 4001}, arena, 3000, &out), E_INVALID);
}
