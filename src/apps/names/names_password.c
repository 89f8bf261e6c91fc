/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/names/names_int.h"
#include "base/utf8.h"

#define LETTERS_MIN 4 /* fewer are in many passwords that have nothing to do with their owner */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (uint8_t)c >= 0x80;
}

/* The letters of a text, without digits and signs between them. */
static struct str letters_of(struct str text, struct arena *arena)
{
    char *letters = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (is_letter(text.p[i])) {
            letters[n++] = text.p[i];
        }
    }
    return (struct str){letters, n};
}

/* "Ada.Lovelace-1815!" is what anybody would try for Ada Lovelace. */
static bool is_made_of(struct str password, struct str guess)
{
    if (str_eq_nocase(password, guess)) {
        return true;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str letters = letters_of(guess, arena);
    return utf8_length(letters) >= LETTERS_MIN &&
           str_eq_nocase(letters_of(password, arena), letters);
}

/* No rules of composition: length is what helps, and not to be among what everybody tries first (NIST SP 800-63B,
 * section 5.1.1.2). */
int names_check_password(struct str password, const struct names_owner *owner, struct err *err)
{
    size_t length = utf8_length(password);
    if (length < NAMES_PASSWORD_MIN) {
        return err_field(err, "password", "must have at least %d characters", NAMES_PASSWORD_MIN);
    }
    if (length > NAMES_PASSWORD_MAX) {
        return err_field(err, "password", "must have at most %d characters", NAMES_PASSWORD_MAX);
    }
    struct str domain;
    const struct str guesses[] = {owner->email, str_cut(owner->email, '@', &domain), owner->name,
                                  owner->username};
    for (size_t i = 0; i < ARRAY_LEN(guesses); i++) {
        if (is_made_of(password, guesses[i])) {
            return err_field(err, "password", "must not be your e-mail address or name");
        }
    }
    if (is_made_of(password, STR("assisti")) || names_is_common_password(password)) {
        return err_field(err, "password", "is one of the passwords that everybody tries first");
    }
    return E_OK;
}
