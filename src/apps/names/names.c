/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <string.h>
#include <wctype.h>

#include "apps/names/names_int.h"
#include "base/random.h"
#include "base/utf8.h"

#define RANDOM_PREFIX "user_"
#define RANDOM_COUNT  6

static bool is_control(uint32_t code_point)
{
    bool is_separator = code_point == 0x2028 || code_point == 0x2029; /* of lines and paragraphs */
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) || is_separator;
}

static bool has_control(struct str text, const char *allowed)
{
    for (size_t at = 0; at < text.n;) {
        uint32_t code_point = utf8_next(text, &at);
        bool is_allowed =
            code_point != 0 && code_point < 0x80 && strchr(allowed, (int)code_point) != NULL;
        if (is_control(code_point) && !is_allowed) {
            return true;
        }
    }
    return false;
}

static int check_text(struct str text, const char *field, size_t max, const char *allowed,
                      struct err *err)
{
    if (utf8_length(text) > max) {
        return err_field(err, field, "must have at most %zu characters", max);
    }
    if (has_control(text, allowed)) {
        return err_field(err, field, "must not contain control characters");
    }
    return E_OK;
}

/* What was left out is stored as the empty text, not as NULL. */
static struct str trimmed_text(struct str text)
{
    return text.n > 0 ? str_trim(text) : STR_EMPTY;
}

int names_read_name(struct str text, const char *field, size_t max, struct str *out,
                    struct err *err)
{
    struct str trimmed = trimmed_text(text);
    int rc = check_text(trimmed, field, max, "", err);
    if (rc == E_OK) {
        *out = trimmed;
    }
    return rc;
}

int names_read_text(struct str text, const char *field, size_t max, struct str *out,
                    struct err *err)
{
    struct str trimmed = trimmed_text(text);
    int rc = check_text(trimmed, field, max, "\n\r\t", err);
    if (rc == E_OK) {
        *out = trimmed;
    }
    return rc;
}

static void freelocalep(locale_t *locale)
{
    if (*locale != (locale_t)0) {
        freelocale(*locale);
    }
}

/* Appends the name in small letters to `key`; false where it has a character that a name may not have. */
static bool add_key(struct str text, locale_t locale, struct sb *key)
{
    for (size_t at = 0; at < text.n;) {
        wint_t c = utf8_next(text, &at);
        if (iswalnum_l(c, locale) == 0 && (c > 0x7f || c == 0 || strchr("@.+-_", (int)c) == NULL)) {
            return false;
        }
        utf8_add(key, towlower_l(c, locale));
    }
    return true;
}

int names_read_username(struct str text, struct arena *arena, struct names_username *out,
                        struct err *err)
{
    struct str trimmed = trimmed_text(text);
    if (trimmed.n == 0 || utf8_length(trimmed) > NAMES_USERNAME_MAX) {
        return err_field(err, "username", "must have 1 to %d characters", NAMES_USERNAME_MAX);
    }
    /* Letters are Unicode's whatever the process's locale; glibc has this one built in. */
    CLEANUP(freelocalep) locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (locale == (locale_t)0) {
        return err_set(err, E_INTERNAL, "The C library has no C.UTF-8 locale.");
    }
    CLEANUP(sb_done) struct sb key;
    sb_init(&key,
            2 * trimmed.n + 4); /* a small letter takes at most a byte more than its capital */
    if (!add_key(trimmed, locale, &key)) {
        return err_field(err, "username", "may have letters, digits and @ . + - _ only");
    }
    ASSERT(!key.failed);
    *out = (struct names_username){.text = trimmed, .key = str_copy(arena, sb_str(&key))};
    return E_OK;
}

struct names_username names_random_username(struct arena *arena)
{
    char random[RANDOM_COUNT + 1];
    random_text("abcdefghijklmnopqrstuvwxyz0123456789", RANDOM_COUNT, random);
    struct str text = str_from(arena_printf(arena, RANDOM_PREFIX "%s", random));
    return (struct names_username){.text = text, .key = text};
}
