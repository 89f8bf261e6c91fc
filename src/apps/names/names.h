/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names: what may be an e-mail address, a name, a username or a password. Rules alone: no database, no state; whether
 * somebody else has it already is asked elsewhere (apps/accounts).
 *
 * What is wrong is told beside the field that it came in, in words for the person.
 * Memory: results lie in the text that was given or in the arena. Threads: any.
 * Files: names.c names and usernames, names_email.c addresses, names_password.c passwords, names_common.c those that
 * everybody has. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Sizes of the contract, in characters. */
#define NAMES_EMAIL_MAX    254 /* RFC 5321, section 4.5.3.1.3, without the angle brackets */
#define NAMES_USERNAME_MAX 150
#define NAMES_NAME_MAX     100
#define NAMES_PASSWORD_MIN 8
#define NAMES_PASSWORD_MAX 128

/* The address in small letters and without blanks around it, in the arena. E_INVALID says in `err`, under
 * "email", what is wrong. */
MUSTUSE int names_read_email(struct str text, struct arena *arena, struct str *out,
                             struct err *err);

/* Without blanks around it. E_INVALID, under `field`, where it has more than `max` characters or control
 * characters. */
MUSTUSE int names_read_name(struct str text, const char *field, size_t max, struct str *out,
                            struct err *err);
/* Likewise, for text of several lines. */
MUSTUSE int names_read_text(struct str text, const char *field, size_t max, struct str *out,
                            struct err *err);

struct names_username {
    struct str text;
    struct str key; /* in small letters: what must be unique */
};

/* Letters and digits of any script, and @ . + - _ */
MUSTUSE int names_read_username(struct str text, struct arena *arena, struct names_username *out,
                                struct err *err);
/* "user_" and six random letters or digits. */
struct names_username names_random_username(struct arena *arena);

/* What anybody could guess a password from. */
struct names_owner {
    struct str email;
    struct str name;
    struct str username;
};

/* E_INVALID where the password is too short, too long, common, or nothing but what anybody could guess of its
 * owner. */
MUSTUSE int names_check_password(struct str password, const struct names_owner *owner,
                                 struct err *err);
