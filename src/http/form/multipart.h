/* SPDX-License-Identifier: GPL-3.0-or-later */
/* multipart: takes a multipart/form-data body (RFC 7578) apart while it arrives. Bytes go in as they
 * come, in pieces of any size; parts come out through functions. Holds no more than one part's headers
 * and a delimiter's length of bytes, whatever the body's size. */
#pragma once

#include "base/err.h"

#define MULTIPART_BOUNDARY_MAX ((size_t)70) /* RFC 2046, 5.1.1 */
#define MULTIPART_HEADERS_MAX  ((size_t)2048)
#define MULTIPART_PREAMBLE_MAX ((size_t)1024)

struct multipart_part {
    struct str name;
    struct str filename; /* p is NULL where the part names none */
};

/* Each returns E_OK or an error, which ends the form. */
struct multipart_sink {
    int (*begin)(void *context, const struct multipart_part *part);
    int (*data)(void *context, struct str bytes);
    int (*end)(void *context);
    void *context;
};

struct multipart;

/* Lives in the arena. E_MALFORMED_FORM where the Content-Type has no usable boundary. */
MUSTUSE int multipart_new(struct str content_type, const struct multipart_sink *sink,
                          struct arena *arena, struct multipart **out, struct err *err);
MUSTUSE int multipart_feed(struct multipart *form, struct str bytes, struct err *err);
/* Call after the last byte: E_MALFORMED_FORM where the closing delimiter has not come. */
MUSTUSE int multipart_finish(const struct multipart *form, struct err *err);
