/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/names/names_int.h"

/* RFC 5321, section 4.5.3.1, and RFC 1035, section 2.3.4. */
#define LOCAL_MAX  64
#define DOMAIN_MAX 253
#define LABEL_MAX  63

static bool is_ascii_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A dot-atom (RFC 5322, section 3.2.3). Quoted local parts are valid too, and nobody has one. */
static bool is_local(struct str s)
{
    if (s.n == 0 || s.n > LOCAL_MAX || s.p[0] == '.' || s.p[s.n - 1] == '.') {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        bool is_double_dot = s.p[i] == '.' && s.p[i - 1] == '.';
        if (s.p[i] == '\0' || is_double_dot ||
            (!is_ascii_alnum(s.p[i]) && strchr(".!#$%&'*+-/=?^_`{|}~", s.p[i]) == NULL)) {
            return false;
        }
    }
    return true;
}

static bool is_label(struct str s)
{
    if (s.n == 0 || s.n > LABEL_MAX || s.p[0] == '-' || s.p[s.n - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!is_ascii_alnum(s.p[i]) && s.p[i] != '-') {
            return false;
        }
    }
    return true;
}

static bool is_all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return true;
}

/* A name of the Internet, or "localhost": addresses in numbers do not get mail. */
static bool is_domain(struct str s)
{
    if (s.n > DOMAIN_MAX || s.n == 0 || s.p[s.n - 1] == '.') {
        return false;
    }
    struct str rest = s;
    struct str label = STR_EMPTY;
    size_t labels = 0;
    while (rest.n > 0) {
        label = str_cut(rest, '.', &rest);
        if (!is_label(label)) {
            return false;
        }
        labels++;
    }
    return (labels > 1 && !is_all_digits(label)) || str_eq_nocase(s, STR("localhost"));
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((uint8_t)s.p[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

int names_read_email(struct str text, struct arena *arena, struct str *out, struct err *err)
{
    struct str trimmed = text.n > 0 ? str_trim(text) : STR_EMPTY;
    struct str domain;
    struct str local = str_cut(trimmed, '@', &domain);
    if (trimmed.n > NAMES_EMAIL_MAX) {
        return err_field(err, "email", "must have at most %d characters", NAMES_EMAIL_MAX);
    }
    if (!is_ascii(domain) && is_local(local)) {
        return err_field(err, "email", "needs its domain in the form that begins with xn--");
    }
    if (!is_local(local) || !is_domain(domain)) {
        return err_field(err, "email", "is not an e-mail address");
    }
    char *lower = arena_memdup(arena, trimmed.p, trimmed.n);
    for (size_t i = 0; i < trimmed.n; i++) {
        lower[i] = (char)(lower[i] >= 'A' && lower[i] <= 'Z' ? lower[i] - 'A' + 'a' : lower[i]);
    }
    *out = (struct str){lower, trimmed.n};
    return E_OK;
}
