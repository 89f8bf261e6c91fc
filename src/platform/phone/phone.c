/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/phone/phone.h"
#include "platform/phone/phone_int.h"

#define TEXT_MAX 64 /* with all the blanks, brackets and words that people write around it */

/* Two letters, made large; "ZZ", which is no country, for none. */
static bool read_region(struct str region, char out[3])
{
    if (region.n == 0) {
        out[0] = out[1] = 'Z';
        return true;
    }
    for (size_t i = 0; i < region.n && i < 2; i++) {
        char c = region.p[i];
        out[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        if (out[i] < 'A' || out[i] > 'Z') {
            return false;
        }
    }
    return region.n == 2;
}

int phone_read(struct str text, struct str region, struct phone_number *out, struct err *err)
{
    char country[3] = {0};
    if (!read_region(region, country)) {
        return err_field(err, "phone_region", "must be a country's two letters, such as DE");
    }
    struct str trimmed = str_trim(text);
    if (trimmed.n > TEXT_MAX) {
        return err_field(err, "phone", "is too long for a telephone number");
    }
    switch (phone_shim_read(trimmed.p, trimmed.n, country, out->s, sizeof(out->s))) {
    case PHONE_SHIM_OK:
        return E_OK;
    case PHONE_SHIM_NO_REGION:
        return region.n > 0
                   ? err_field(err, "phone_region", "is no country that has telephone numbers")
                   : err_field(err, "phone", "needs its country, as in +49 30 1234567");
    case PHONE_SHIM_INVALID:
        return err_field(err, "phone", "is no number that can be called");
    case PHONE_SHIM_NO_NUMBER:
        break;
    }
    return err_field(err, "phone", "is not a telephone number");
}
