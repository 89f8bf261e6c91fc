/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of the tz database: what is taken for sound can be asked about any time. */
#include <string.h>

#include "infer/calculator/times/times_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const int64_t times_s[] = {
        INT64_C(-62135596800), INT64_C(-3000000000), 0,
        INT64_C(1795694400),   INT64_C(4102444800),  INT64_C(253402300799)};
    if (bytes == 0 || !times_zone_is_sound((const char *)data, bytes)) {
        return 0;
    }
    struct times_zone zone = {.name = "Fuzz", .data = must_alloc(bytes), .bytes = bytes};
    memcpy(zone.data, data, bytes);
    for (size_t i = 0; i < ARRAY_LEN(times_s); i++) {
        struct times_offset offset;
        times_offset_at(&zone, times_s[i], &offset);
        ASSERT(offset.seconds >= -720000 && offset.seconds <= 720000);
    }
    free(zone.data);
    return 0;
}
