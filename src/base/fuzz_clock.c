/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read as a point in time says the same when it is written and read again. */
#include "base/clock.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    int64_t ms;
    if (clock_parse((struct str){(const char *)data, bytes}, &ms) < 0) {
        return 0;
    }
    ASSERT(ms >= 0);
    int64_t again = -1;
    struct clock_text text = clock_format(ms);
    int rc = clock_parse(str_from(text.s), &again);
    ASSERT(rc == E_OK ? again == ms : ms >= INT64_C(253402300800000)); /* a year of five digits */
    return 0;
}
