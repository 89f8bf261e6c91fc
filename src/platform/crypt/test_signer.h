/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs as identity providers do, for tests. */
#pragma once

#include "platform/crypt/crypt.h"

struct test_signer;

/* A new key pair; `bits` is for RSA alone. */
struct test_signer *test_signer_new(enum crypt_algorithm algorithm, int bits);
void test_signer_free(struct test_signer *signer);
/* The public part, whose bytes live in the arena. */
struct crypt_public test_signer_public(const struct test_signer *signer, struct arena *arena);
/* The signature in the form of JSON Web Signatures. */
struct str test_signer_sign(const struct test_signer *signer, struct str data, struct arena *arena);
