/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/names/names_int.h"
#include "base/random.h"
#include "base/utf8.h"

static struct arena *arena;

static void open_arena(void)
{
    arena = arena_new();
}

static void close_arena(void)
{
    arena_free(arena);
}

TestSuite(names, .init = open_arena, .fini = close_arena);

/* `count` times the letter, between two texts. */
static const char *filled(const char *before, int count, const char *after)
{
    char *letters = arena_alloc(arena, (size_t)count + 1);
    memset(letters, 'a', (size_t)count);
    letters[count] = '\0';
    return arena_printf(arena, "%s%s%s", before, letters, after);
}

Test(names, addresses_are_normalised)
{
    static const char *const rows[][2] = {
        {"ada@example.com", "ada@example.com"},
        {" Ada.Lovelace+x@Example.COM\n", "ada.lovelace+x@example.com"},
        {"a@b.co", "a@b.co"},
        {"root@localhost", "root@localhost"},
        {"o'hara_{1}@sub.xn--bcher-kva.example", "o'hara_{1}@sub.xn--bcher-kva.example"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out;
        cr_assert_eq(names_read_email(str_from(rows[i][0]), arena, &out, NULL), E_OK, "%s",
                     rows[i][0]);
        cr_expect(str_eq(out, str_from(rows[i][1])), "%s", rows[i][0]);
    }
}

Test(names, other_texts_are_no_addresses)
{
    const char *const rows[] = {
        "",
        " ",
        "a",
        "@",
        "a@",
        "@b.co",
        "a@b",
        "a@@b.co",
        "a@b@c.co",
        "a b@c.co",
        "a@b .co",
        ".a@b.co",
        "a.@b.co",
        "a..b@c.co",
        "a@.co",
        "a@b.",
        "a@b..co",
        "a@-b.co",
        "a@b-.co",
        "a@b_c.co",
        "a@127.0.0.1",
        "a@[127.0.0.1]",
        "\"a b\"@c.co",
        "a@b.co\r\nBcc: d@e.co",
        "a@b.co,d@e.co",
        "<a@b.co>",
        "Ada <a@b.co>",
        "\xc3\xa4@b.co",
        "a@b\xc3\xbc.co",
        filled("", 65, "@b.co"),
        filled("a@", 64, ".co"),
        filled("a@", 63, filled(".", 63, filled(".", 63, filled(".", 63, ".co")))),
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out;
        struct err err = {0};
        cr_expect_eq(names_read_email(str_from(rows[i]), arena, &out, &err), E_INVALID, "%s",
                     rows[i]);
        cr_expect_str_eq(err.fields[0].name, "email");
    }
    struct str out;
    cr_expect_eq(names_read_email(str_from(filled("", 64, "@b.co")), arena, &out, NULL), E_OK);
    cr_expect_eq(names_read_email((struct str){"a\0b@c.co", 8}, arena, &out, NULL), E_INVALID);
    cr_expect_eq(names_read_email((struct str){NULL, 0}, arena, &out, NULL), E_INVALID);
}

Test(names, usernames_have_a_key_in_small_letters)
{
    static const char *const rows[][3] = {
        {"Ada", "Ada", "ada"},
        {" a.b+c-d_e@f9 ", "a.b+c-d_e@f9", "a.b+c-d_e@f9"},
        {"ÄÖÜß", "ÄÖÜß", "äöüß"},
        {"ΑΔΑ", "ΑΔΑ", "αδα"},
        {"爱丽丝", "爱丽丝", "爱丽丝"},
        {"Ⱥ", "Ⱥ", "ⱥ"}, /* takes a byte more in small */
        {"", NULL, NULL},
        {"a b", NULL, NULL},
        {"a/b", NULL, NULL},
        {"a\tb", NULL, NULL},
        {"<b>", NULL, NULL},
        {"a\xe2\x80\x8b", NULL, NULL}, /* a space of no width */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct names_username out;
        int rc = names_read_username(str_from(rows[i][0]), arena, &out, NULL);
        if (rows[i][1] == NULL) {
            cr_expect_eq(rc, E_INVALID, "%s", rows[i][0]);
            continue;
        }
        cr_assert_eq(rc, E_OK, "%s", rows[i][0]);
        cr_expect(str_eq(out.text, str_from(rows[i][1])), "%s", rows[i][0]);
        cr_expect(str_eq(out.key, str_from(rows[i][2])), "%s", rows[i][0]);
    }
    struct names_username out;
    const char *longest = filled("", NAMES_USERNAME_MAX, "");
    cr_expect_eq(names_read_username(str_from(longest), arena, &out, NULL), E_OK);
    const char *longer = filled("", NAMES_USERNAME_MAX + 1, "");
    cr_expect_eq(names_read_username(str_from(longer), arena, &out, NULL), E_INVALID);
}

Test(names, random_usernames_are_usernames)
{
    struct names_username first = names_random_username(arena);
    struct names_username second = names_random_username(arena);
    cr_expect_eq(first.text.n, strlen("user_") + 6);
    cr_expect(str_starts(first.text, STR("user_")));
    cr_expect_not(str_eq(first.text, second.text));
    struct names_username read;
    cr_expect_eq(names_read_username(first.text, arena, &read, NULL), E_OK);
    cr_expect(str_eq(read.key, first.key));
}

Test(names, names_have_no_control_characters)
{
    struct str out;
    cr_expect_eq(names_read_name(STR("  Ada Lovelace "), "name", 12, &out, NULL), E_OK);
    cr_expect(str_eq(out, STR("Ada Lovelace")));
    cr_expect_eq(names_read_name(STR(""), "name", 12, &out, NULL), E_OK);
    cr_expect_eq(names_read_name(STR("a\nb"), "name", 12, &out, NULL), E_INVALID);
    cr_expect_eq(names_read_name(STR("a\0b"), "name", 12, &out, NULL), E_INVALID);
    cr_expect_eq(names_read_name(STR("a\xe2\x80\xa8z"), "name", 12, &out, NULL), E_INVALID);
    cr_expect_eq(names_read_name(STR("äöüäöüäöüäöü"), "name", 12, &out, NULL), E_OK);
    cr_expect_eq(names_read_name(STR("äöüäöüäöüäöüa"), "name", 12, &out, NULL), E_INVALID);
    cr_expect_eq(names_read_text(STR("a\n\tb\r\nc"), "bio", 12, &out, NULL), E_OK);
    cr_expect_eq(names_read_text(STR("a\x1b[0m"), "bio", 12, &out, NULL), E_INVALID);
}

Test(names, passwords_are_long_and_not_the_name)
{
    struct names_owner owner = {.email = STR("lovelace@example.com"),
                                .name = STR("Ada Lovelace"),
                                .username = STR("user_ab12cd")};
    const struct {
        const char *password;
        int rc;
    } rows[] = {
        {"", E_INVALID},
        {"1234567", E_INVALID},
        {"82736451", E_OK}, /* no rules of composition */
        {"12345678", E_INVALID},
        {"PassWord1", E_INVALID},
        {"assisti-2026", E_INVALID},
        {"äöüäöüä", E_INVALID}, /* seven characters */
        {"äöüäöüäö", E_OK},
        {"          ", E_OK},
        {"Lovelace@Example.com", E_INVALID},
        {"lovelace", E_INVALID},
        {"LOVELACE", E_INVALID},
        {"ada lovelace", E_INVALID},
        {"USER_ab12cd", E_INVALID},
        {"lovelace1", E_INVALID},
        {"Ada.Lovelace-1815!", E_INVALID},
        {"lovelace and babbage", E_OK},
        {filled("", NAMES_PASSWORD_MAX, ""), E_OK},
        {filled("", NAMES_PASSWORD_MAX + 1, ""), E_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        cr_expect_eq(names_check_password(str_from(rows[i].password), &owner, &err), rows[i].rc,
                     "%s", rows[i].password);
        cr_expect_eq(err.field_count, rows[i].rc == E_OK ? 0 : 1);
    }
}

/* The first lines of the list that the filter was made of, those that count. */
Test(names, the_filter_finds_all_that_went_in)
{
    FILE *list = fopen(COMMON_LIST, "r");
    cr_assert_not_null(list, "%s", COMMON_LIST);
    char line[256];
    size_t checked = 0;
    while (checked < 90000 && fgets(line, sizeof(line), list) != NULL) {
        struct str password = str_trim(str_from(line));
        if (utf8_valid(password) && utf8_length(password) >= NAMES_PASSWORD_MIN &&
            password.n <= 64) {
            cr_assert(names_is_common_password(password), "%s", line);
            checked++;
        }
    }
    (void)fclose(list);
    cr_expect_eq(checked, 90000);
}

/* One in 65,536 is expected, so three of these; more than twenty come by chance once in a thousand million times. */
Test(names, the_filter_finds_hardly_anything_else)
{
    size_t found = 0;
    for (int i = 0; i < 200000; i++) {
        char password[13];
        random_text("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789", 12, password);
        found += names_is_common_password(str_from(password)) ? 1 : 0;
    }
    cr_expect_leq(found, 20, "%zu", found);
    (void)fprintf(stderr, "false positives: %zu of 200000\n", found);
}
