/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two bytes of a region, then the number: what is taken is E.164, and stays the same when it is read again. */
#include <string.h>

#include "base/utf8.h"
#include "platform/phone/phone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str text = {(const char *)data, bytes};
    if (!utf8_valid(text)) {
        return 0;
    }
    struct phone_number number;
    struct err err = {0};
    int rc = phone_read(str_sub(text, 2, bytes), str_sub(text, 0, 2), &number, &err);
    if (rc < 0) {
        ASSERT(rc == E_INVALID && err.field_count == 1);
        return 0;
    }
    ASSERT(number.s[0] == '+' && strspn(number.s + 1, "0123456789") == strlen(number.s + 1));
    struct phone_number again;
    rc = phone_read(str_from(number.s), STR_EMPTY, &again, NULL);
    ASSERT(rc == E_OK && strcmp(again.s, number.s) == 0);
    return 0;
}
