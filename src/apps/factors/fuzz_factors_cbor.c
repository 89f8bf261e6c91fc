/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An item that is skipped is what would be taken piece by piece, and what is left of the input lies within it. */
#include "apps/factors/factors_webauthn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const struct str input = {(const char *)data, bytes};
    struct str skipped = input;
    const int rc = factors_cbor_skip(&skipped);
    ASSERT(skipped.n <= input.n && (rc == E_OK) == (skipped.n < input.n));
    struct str rest = input;
    while (rest.n > 0) {
        struct cbor_item item;
        const struct str before = rest;
        if (factors_cbor_next(&rest, &item) < 0) {
            ASSERT(rest.n == before.n);
            break;
        }
        ASSERT(rest.n < before.n && rest.p + rest.n == input.p + input.n);
        ASSERT(rc < 0 || rest.p <= skipped.p || before.p >= skipped.p);
        int64_t number;
        ASSERT(!factors_cbor_to_i64(&item, &number) || item.kind == CBOR_UNSIGNED ||
               item.kind == CBOR_NEGATIVE);
    }
    return 0;
}
