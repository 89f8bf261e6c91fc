/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An authenticator with an Ed25519 key, which answers rightly or with something wrong in it. */
#pragma once

#include "apps/factors/factors_webauthn.h"

struct test_authenticator {
    struct crypt_signer signer;
    uint8_t id[16];
    uint32_t counter;
};

/* What goes into an answer. */
struct test_answer {
    const char *type;
    const char *origin;
    const char *rp_id;
    const char *more; /* members of the client data, such as ",\"crossOrigin\":true", or NULL */
    const char *format;
    struct str challenge;
    struct str statement; /* CBOR; empty: what belongs to the format */
    unsigned flags;
    struct str tail; /* of the authenticator data */
};

void test_authenticator_init(struct test_authenticator *authenticator);
/* A good answer of either kind for https://assisti.example.org. */
struct test_answer test_answer_create(struct str challenge);
struct test_answer test_answer_get(struct str challenge);
/* Results live in the arena. */
struct factors_registration test_create(struct test_authenticator *authenticator,
                                        const struct test_answer *answer, struct arena *arena);
struct factors_assertion test_get(struct test_authenticator *authenticator,
                                  const struct test_answer *answer, struct arena *arena);
