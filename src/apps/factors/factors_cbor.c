/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_webauthn.h"

#define DEPTH_MAX 8

/* RFC 8949, section 3: three bits of kind, five that are the argument or say how many bytes of it follow. */
static int read_head(struct str *rest, enum cbor_kind *out_kind, uint64_t *out_argument)
{
    if (rest->n == 0) {
        return E_INVALID;
    }
    const uint8_t first = (uint8_t)rest->p[0];
    const unsigned low = first & 31u;
    const size_t more = low < 24 ? 0 : (size_t)1 << (low - 24);
    if (low > 27 || rest->n - 1 < more) {
        return E_INVALID;
    }
    uint64_t argument = low;
    if (more > 0) {
        argument = 0;
        for (size_t i = 1; i <= more; i++) {
            argument = argument << 8 | (uint8_t)rest->p[i];
        }
    }
    *rest = str_sub(*rest, 1 + more, rest->n);
    *out_kind = (enum cbor_kind)(first >> 5);
    *out_argument = argument;
    return E_OK;
}

int factors_cbor_next(struct str *rest, struct cbor_item *out)
{
    struct str left = *rest;
    struct cbor_item item = {.bytes = STR_EMPTY};
    int rc = read_head(&left, &item.kind, &item.number);
    if (rc < 0) {
        return rc;
    }
    switch (item.kind) {
    case CBOR_BYTES:
    case CBOR_TEXT:
        if (item.number > left.n) {
            return E_INVALID;
        }
        item.bytes = str_sub(left, 0, (size_t)item.number);
        left = str_sub(left, (size_t)item.number, left.n);
        break;
    case CBOR_ARRAY:
        if (item.number > left.n) {
            return E_INVALID;
        }
        break;
    case CBOR_MAP:
        if (item.number > left.n / 2) {
            return E_INVALID;
        }
        break;
    case CBOR_UNSIGNED:
    case CBOR_NEGATIVE:
    case CBOR_TAG:
    case CBOR_SIMPLE:
        break;
    }
    *rest = left;
    *out = item;
    return E_OK;
}

/* How many items stand within this one. */
static uint64_t count_within(const struct cbor_item *item)
{
    switch (item->kind) {
    case CBOR_ARRAY:
        return item->number;
    case CBOR_MAP:
        return 2 * item->number;
    case CBOR_TAG:
        return 1;
    case CBOR_UNSIGNED:
    case CBOR_NEGATIVE:
    case CBOR_BYTES:
    case CBOR_TEXT:
    case CBOR_SIMPLE:
        break;
    }
    return 0;
}

int factors_cbor_skip(struct str *rest)
{
    uint64_t missing[DEPTH_MAX] = {1};
    size_t depth = 1;
    struct str left = *rest;
    while (depth > 0) {
        if (missing[depth - 1] == 0) {
            depth--;
            continue;
        }
        missing[depth - 1]--;
        struct cbor_item item;
        int rc = factors_cbor_next(&left, &item);
        if (rc < 0) {
            return rc;
        }
        const uint64_t within = count_within(&item);
        if (within > 0 && depth == DEPTH_MAX) {
            return E_INVALID;
        }
        if (within > 0) {
            missing[depth++] = within;
        }
    }
    *rest = left;
    return E_OK;
}

bool factors_cbor_to_i64(const struct cbor_item *item, int64_t *out)
{
    if (item->number > INT64_MAX || (item->kind != CBOR_UNSIGNED && item->kind != CBOR_NEGATIVE)) {
        return false;
    }
    const int64_t number = (int64_t)item->number;
    *out = item->kind == CBOR_UNSIGNED ? number : -1 - number;
    return true;
}
