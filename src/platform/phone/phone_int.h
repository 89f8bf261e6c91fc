/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phone_shim_result {
    PHONE_SHIM_OK,
    PHONE_SHIM_NO_REGION, /* there is no such country, or it is needed */
    PHONE_SHIM_NO_NUMBER, /* looks like none */
    PHONE_SHIM_INVALID,   /* no number of its country's plan */
};

/* `region` is NUL-terminated; ZZ: none. `out` has `out_bytes` bytes. */
enum phone_shim_result phone_shim_read(const char *text, size_t bytes, const char *region,
                                       char *out, size_t out_bytes);

#ifdef __cplusplus
}
#endif
