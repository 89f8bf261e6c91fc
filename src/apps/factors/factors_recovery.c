/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/factors/factors_codes.h"
#include "base/random.h"

/* Without i, l, o, 0 and 1, which look like one another. */
static const char alphabet[] = "abcdefghjkmnpqrstuvwxyz23456789";
#define LETTERS (sizeof(alphabet) - 1)

static struct factors_recovery_code with_dashes(const char *chars, size_t count)
{
    struct factors_recovery_code code;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && i % FACTORS_RECOVERY_GROUP == 0) {
            code.s[n++] = '-';
        }
        code.s[n++] = chars[i];
    }
    code.s[n] = '\0';
    return code;
}

struct factors_recovery_code factors_recovery_make(void)
{
    char chars[FACTORS_RECOVERY_CHARS + 1];
    random_text(alphabet, FACTORS_RECOVERY_CHARS, chars);
    return with_dashes(chars, FACTORS_RECOVERY_CHARS);
}

int factors_recovery_read(struct str text, struct factors_recovery_code *out)
{
    char chars[FACTORS_RECOVERY_CHARS];
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == ' ' || c == '-') {
            continue;
        }
        if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        if (count == FACTORS_RECOVERY_CHARS || memchr(alphabet, c, LETTERS) == NULL) {
            return E_INVALID_CODE;
        }
        chars[count++] = c;
    }
    if (count != FACTORS_RECOVERY_CHARS && count != FACTORS_RECOVERY_CHARS_OLD) {
        return E_INVALID_CODE;
    }
    *out = with_dashes(chars, count);
    return E_OK;
}
