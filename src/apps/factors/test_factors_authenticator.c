/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/factors/test_factors_authenticator.h"
#include "base/random.h"

#define ORIGIN "https://assisti.example.org"
#define RP_ID  "assisti.example.org"

#define ROOM (8 * KIB)

void test_authenticator_init(struct test_authenticator *authenticator)
{
    struct crypt_key seed;
    random_bytes(seed.b, sizeof(seed.b));
    crypt_signer_init(&authenticator->signer, &seed);
    random_bytes(authenticator->id, sizeof(authenticator->id));
    authenticator->counter = 0;
}

struct test_answer test_answer_create(struct str challenge)
{
    return (struct test_answer){
        .type = "webauthn.create",
        .origin = ORIGIN,
        .rp_id = RP_ID,
        .format = "none",
        .challenge = challenge,
        .statement = STR_EMPTY,
        .flags = FACTORS_USER_PRESENT | FACTORS_USER_VERIFIED | FACTORS_HAS_CREDENTIAL,
        .tail = STR_EMPTY,
    };
}

struct test_answer test_answer_get(struct str challenge)
{
    struct test_answer answer = test_answer_create(challenge);
    answer.type = "webauthn.get";
    answer.flags = FACTORS_USER_PRESENT | FACTORS_USER_VERIFIED;
    return answer;
}

static struct str client_data(const struct test_answer *answer, struct arena *arena)
{
    char *challenge = arena_alloc(arena, BASE64URL_LENGTH(answer->challenge.n) + 1);
    base64url_encode(answer->challenge.p, answer->challenge.n, challenge);
    return str_from(arena_printf(
        arena, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"%s}", answer->type,
        challenge, answer->origin, answer->more != NULL ? answer->more : ""));
}

static void add_bytes(struct sb *sb, const void *bytes, size_t count)
{
    sb_add(sb, (struct str){bytes, count});
}

static struct str authenticator_data(struct test_authenticator *authenticator,
                                     const struct test_answer *answer, struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, ROOM);
    struct crypt_digest rp_id = crypt_sha256(str_from(answer->rp_id));
    const uint32_t counter = ++authenticator->counter;
    const uint8_t fixed[] = {(uint8_t)answer->flags, (uint8_t)(counter >> 24),
                             (uint8_t)(counter >> 16), (uint8_t)(counter >> 8), (uint8_t)counter};
    add_bytes(&sb, rp_id.b, sizeof(rp_id.b));
    add_bytes(&sb, fixed, sizeof(fixed));
    if ((answer->flags & FACTORS_HAS_CREDENTIAL) != 0) {
        static const uint8_t aaguid_and_length[18] = {[17] = sizeof(authenticator->id)};
        /* {1: 1, 3: -8, -1: 6, -2: 32 bytes} */
        static const uint8_t key_head[] = {0xa4, 0x01, 0x01, 0x03, 0x27,
                                           0x20, 0x06, 0x21, 0x58, 0x20};
        add_bytes(&sb, aaguid_and_length, sizeof(aaguid_and_length));
        add_bytes(&sb, authenticator->id, sizeof(authenticator->id));
        add_bytes(&sb, key_head, sizeof(key_head));
        add_bytes(&sb, authenticator->signer.public, sizeof(authenticator->signer.public));
    }
    sb_add(&sb, answer->tail);
    return str_copy(arena, sb_str(&sb));
}

static struct str sign(const struct test_authenticator *authenticator, struct str data,
                       struct str client, struct arena *arena)
{
    struct crypt_digest digest = crypt_sha256(client);
    char *text = arena_alloc(arena, data.n + sizeof(digest.b));
    memcpy(text, data.p, data.n);
    memcpy(text + data.n, digest.b, sizeof(digest.b));
    uint8_t *signature = arena_alloc(arena, CRYPT_SIGNATURE_BYTES);
    crypt_sign(&authenticator->signer, (struct str){text, data.n + sizeof(digest.b)}, signature);
    return (struct str){(const char *)signature, CRYPT_SIGNATURE_BYTES};
}

/* A text or byte string of less than 64 KiB. */
static void add_string(struct sb *sb, unsigned kind, struct str s)
{
    const uint8_t head[] = {(uint8_t)(kind << 5 | 25), (uint8_t)(s.n >> 8), (uint8_t)s.n};
    add_bytes(sb, head, sizeof(head));
    sb_add(sb, s);
}

static void add_statement(struct sb *sb, const struct test_answer *answer, struct str signature)
{
    if (answer->statement.n > 0) {
        sb_add(sb, answer->statement);
        return;
    }
    if (strcmp(answer->format, "packed") != 0) {
        sb_add_byte(sb, '\xa0');
        return;
    }
    sb_add_byte(sb, '\xa2');
    add_string(sb, 3, STR("alg"));
    sb_add_byte(sb, '\x27');
    add_string(sb, 3, STR("sig"));
    add_string(sb, 2, signature);
}

struct factors_registration test_create(struct test_authenticator *authenticator,
                                        const struct test_answer *answer, struct arena *arena)
{
    struct str client = client_data(answer, arena);
    struct str data = authenticator_data(authenticator, answer, arena);
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, ROOM);
    sb_add_byte(&sb, '\xa3');
    add_string(&sb, 3, STR("fmt"));
    add_string(&sb, 3, str_from(answer->format));
    add_string(&sb, 3, STR("attStmt"));
    add_statement(&sb, answer, sign(authenticator, data, client, arena));
    add_string(&sb, 3, STR("authData"));
    add_string(&sb, 2, data);
    return (struct factors_registration){client, str_copy(arena, sb_str(&sb))};
}

struct factors_assertion test_get(struct test_authenticator *authenticator,
                                  const struct test_answer *answer, struct arena *arena)
{
    struct str client = client_data(answer, arena);
    struct str data = authenticator_data(authenticator, answer, arena);
    return (struct factors_assertion){
        .credential_id = {(const char *)authenticator->id, sizeof(authenticator->id)},
        .client_data = client,
        .authenticator_data = data,
        .signature = sign(authenticator, data, client, arena),
        .user_handle = STR_EMPTY,
    };
}
