/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/factors/test_factors_authenticator.h"

static struct arena *arena;
static struct test_authenticator authenticator;

static const struct factors_relying_party party = {
    .id = {"assisti.example.org", 19},
    .origin = {"https://assisti.example.org", 27},
    .needs_verified = true,
};

static void start(void)
{
    cr_assert_eq(crypt_init(NULL), E_OK);
    arena = arena_new();
    test_authenticator_init(&authenticator);
}

static void end(void)
{
    arena_free(arena);
}

TestSuite(factors_webauthn, .init = start, .fini = end);

/* ---- CBOR ---- */

Test(factors_webauthn, cbor_items_are_taken_one_by_one)
{
    /* Values of RFC 8949, appendix A. */
    static const struct {
        const char *what;
        struct str bytes;
        enum cbor_kind kind;
        uint64_t number;
    } rows[] = {
        {"23", {"\x17", 1}, CBOR_UNSIGNED, 23},
        {"24", {"\x18\x18", 2}, CBOR_UNSIGNED, 24},
        {"1000", {"\x19\x03\xe8", 3}, CBOR_UNSIGNED, 1000},
        {"1000000", {"\x1a\x00\x0f\x42\x40", 5}, CBOR_UNSIGNED, 1000000},
        {"2^64-1", {"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", 9}, CBOR_UNSIGNED, UINT64_MAX},
        {"-1", {"\x20", 1}, CBOR_NEGATIVE, 0},
        {"-100", {"\x38\x63", 2}, CBOR_NEGATIVE, 99},
        {"bytes", {"\x44\x01\x02\x03\x04", 5}, CBOR_BYTES, 4},
        {"text", {"\x64IETF", 5}, CBOR_TEXT, 4},
        {"false", {"\xf4", 1}, CBOR_SIMPLE, 20},
        {"1.5", {"\xf9\x3e\x00", 3}, CBOR_SIMPLE, 0x3e00},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str rest = rows[i].bytes;
        struct cbor_item item;
        cr_assert_eq(factors_cbor_next(&rest, &item), E_OK, "%s", rows[i].what);
        cr_expect_eq(item.kind, rows[i].kind, "%s", rows[i].what);
        cr_expect_eq(item.number, rows[i].number, "%s", rows[i].what);
        cr_expect_eq(rest.n, 0, "%s", rows[i].what);
        for (size_t n = 0; n < rows[i].bytes.n; n++) {
            rest = str_sub(rows[i].bytes, 0, n);
            cr_expect_eq(factors_cbor_next(&rest, &item), E_INVALID, "%s cut at %zu", rows[i].what,
                         n);
        }
    }
}

Test(factors_webauthn, cbor_that_is_no_cbor_is_refused)
{
    static const struct {
        const char *what;
        struct str bytes;
    } rows[] = {
        {"nothing", {"", 0}},
        {"reserved 28", {"\x1c", 1}},
        {"indefinite text", {"\x7f\x61\x61\xff", 4}},
        {"indefinite map", {"\xbf\xff", 2}},
        {"break", {"\xff", 1}},
        {"more bytes than there are", {"\x5b\xff\xff\xff\xff\xff\xff\xff\xff", 9}},
        {"more items than there are bytes", {"\x82\x01", 2}},
        {"more pairs than there are bytes", {"\xa1\x01", 2}},
        {"a tag without what it is for", {"\xc1", 1}},
        {"nine levels", {"\x81\x81\x81\x81\x81\x81\x81\x81\x81", 9}},
        {"a map of 2^63", {"\xbb\x80\x00\x00\x00\x00\x00\x00\x00", 9}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str rest = rows[i].bytes;
        cr_expect_eq(factors_cbor_skip(&rest), E_INVALID, "%s", rows[i].what);
        cr_expect_eq(rest.n, rows[i].bytes.n, "%s takes nothing", rows[i].what);
    }
    /* {"a": [1, {2: 3}], 4: "bc"}, then 5 */
    struct str rest = STR("\xa2\x61"
                          "a\x82\x01\xa1\x02\x03\x04\x62"
                          "bc\x05");
    cr_assert_eq(factors_cbor_skip(&rest), E_OK);
    cr_expect(str_eq(rest, STR("\x05")));
}

/* ---- recorded answers of an ES256 authenticator (tests/support/authenticator.py) ---- */

#define CREATE_CLIENT                                                                              \
    "eyJ0eXBlIjogIndlYmF1dGhuLmNyZWF0ZSIsICJjaGFsbGVuZ2UiOiAiWTJoaGJHeGxibWRsSUc5bUlISmxaMmx6ZEhK" \
    "aGRHbHZiZyIsICJvcmlnaW4iOiAiaHR0cHM6Ly9hc3Npc3RpLmV4YW1wbGUub3JnIiwgImNyb3NzT3JpZ2luIjogZmFs" \
    "c2V9"
#define NONE                                                                                       \
    "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUQZo8KQaRg_hMJKbQIvuRZU6mJh6hwIHg9OuPeGsJnglFAAAAAQAA" \
    "AAAAAAAAAAAAAAAAAAAAEAABAgMEBQYHCAkKCwwNDg-lAQIDJiABIVgg-evkZBR8wQLZIyTQmdknwaUOQtV6CKEW_-wK" \
    "KYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt-7g"
#define PACKED                                                                                     \
    "o2NmbXRmcGFja2VkZ2F0dFN0bXSiY2FsZyZjc2lnWEcwRQIgNDUCRSE5gK5UyqBIVynKcPdPEwgduJwjEnAifl9jcQcC" \
    "IQD8j3u3s7Vm9TaaPdBVgL8ZjrjPOqmaabhms810UpWDLGhhdXRoRGF0YViUQZo8KQaRg_hMJKbQIvuRZU6mJh6hwIHg" \
    "9OuPeGsJnglFAAAAAgAAAAAAAAAAAAAAAAAAAAAAEAABAgMEBQYHCAkKCwwNDg-lAQIDJiABIVgg-evkZBR8wQLZIyTQ" \
    "mdknwaUOQtV6CKEW_-wKKYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt-7g"
#define GET_CLIENT                                                                                 \
    "eyJ0eXBlIjogIndlYmF1dGhuLmdldCIsICJjaGFsbGVuZ2UiOiAiWTJoaGJHeGxibWRsSUc5bUlHeHZaeTFwYmciLCAi" \
    "b3JpZ2luIjogImh0dHBzOi8vYXNzaXN0aS5leGFtcGxlLm9yZyIsICJjcm9zc09yaWdpbiI6IGZhbHNlfQ"
#define GET_DATA "QZo8KQaRg_hMJKbQIvuRZU6mJh6hwIHg9OuPeGsJngkFAAAAAw"
#define GET_SIGNATURE                                                                              \
    "MEUCIG296Swdu0xoQ4maN24yxqVcXNaC4wTXNW3QEqhDJ3w_AiEAzZ_pZDMfAbcQ8l9K-IuygYEFjUl3M1mjAo62UyKw" \
    "0e4"

static struct str decoded(const char *text)
{
    struct str bytes = STR_EMPTY;
    cr_assert_eq(base64url_read(str_from(text), arena, 4096, &bytes), E_OK);
    return bytes;
}

static int check_create(struct str client, struct str attestation,
                        struct factors_authenticator_data *out)
{
    struct factors_registration given = {client, attestation};
    struct str challenge = STR_EMPTY;
    int rc = factors_check_registration(&given, &party, arena, &challenge, out, NULL);
    cr_expect(rc < 0 || str_eq(challenge, STR("challenge of registration")));
    return rc;
}

Test(factors_webauthn, a_recorded_registration_and_log_in_hold)
{
    struct factors_authenticator_data made;
    struct str client = decoded(CREATE_CLIENT);
    cr_assert_eq(check_create(client, decoded(NONE), &made), E_OK);
    cr_expect_eq(made.key.algorithm, FACTORS_ES256);
    cr_expect_eq(made.counter, 1);
    cr_expect_eq(made.credential_id.n, 16);
    cr_assert_eq(check_create(client, decoded(PACKED), &made), E_OK);

    struct factors_assertion given = {
        .credential_id = made.credential_id,
        .client_data = decoded(GET_CLIENT),
        .authenticator_data = decoded(GET_DATA),
        .signature = decoded(GET_SIGNATURE),
        .user_handle = STR_EMPTY,
    };
    struct factors_authenticator_data data;
    struct str challenge;
    cr_assert_eq(factors_check_assertion(&given, &made.key, &party, arena, &challenge, &data),
                 E_OK);
    cr_expect(str_eq(challenge, STR("challenge of log-in")));
    cr_expect_eq(data.counter, 3);
}

/* Any flipped bit is noticed, whatever it stands in. */
Test(factors_webauthn, a_signed_answer_holds_as_a_whole)
{
    struct factors_authenticator_data made;
    cr_assert_eq(check_create(decoded(CREATE_CLIENT), decoded(NONE), &made), E_OK);
    const char *parts[] = {GET_CLIENT, GET_DATA, GET_SIGNATURE};
    for (size_t part = 0; part < ARRAY_LEN(parts); part++) {
        for (size_t bit = 0; bit < 8 * decoded(parts[part]).n; bit += 3) {
            struct str texts[] = {decoded(GET_CLIENT), decoded(GET_DATA), decoded(GET_SIGNATURE)};
            char *bytes = str_dup(arena, texts[part]);
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
            texts[part].p = bytes;
            struct factors_assertion given = {made.credential_id, texts[0], texts[1], texts[2],
                                              STR_EMPTY};
            struct factors_authenticator_data data;
            struct str challenge;
            cr_expect_lt(
                factors_check_assertion(&given, &made.key, &party, arena, &challenge, &data), 0,
                "bit %zu of part %zu", bit, part);
        }
    }
}

Test(factors_webauthn, self_attestation_is_checked)
{
    struct str good = decoded(PACKED);
    struct factors_authenticator_data made;
    char *bytes = str_dup(arena, good);
    bytes[60] ^= 1; /* in the signature */
    cr_expect_eq(check_create(decoded(CREATE_CLIENT), (struct str){bytes, good.n}, &made),
                 E_INVALID);
}

/* ---- what is wrong in an answer ---- */

static int create(const struct test_answer *answer)
{
    struct factors_registration given = test_create(&authenticator, answer, arena);
    struct factors_authenticator_data made;
    struct str challenge;
    return factors_check_registration(&given, &party, arena, &challenge, &made, NULL);
}

static int get(const struct test_answer *answer)
{
    struct test_answer good = test_answer_create(STR("challenge"));
    struct factors_registration registration = test_create(&authenticator, &good, arena);
    struct factors_authenticator_data made;
    struct str challenge;
    cr_assert_eq(factors_check_registration(&registration, &party, arena, &challenge, &made, NULL),
                 E_OK);
    struct factors_assertion given = test_get(&authenticator, answer, arena);
    struct factors_authenticator_data data;
    int rc = factors_check_assertion(&given, &made.key, &party, arena, &challenge, &data);
    cr_expect(rc < 0 || str_eq(challenge, answer->challenge));
    return rc;
}

Test(factors_webauthn, good_answers_are_taken)
{
    struct test_answer made = test_answer_create(STR("challenge"));
    cr_expect_eq(create(&made), E_OK);
    made.format = "packed";
    cr_expect_eq(create(&made), E_OK);
    made.flags |= FACTORS_HAS_EXTENSIONS;
    made.tail = STR("\xa1\x6b"
                    "credProtect\x02");
    cr_expect_eq(create(&made), E_OK);
    struct test_answer got = test_answer_get(STR("challenge"));
    cr_expect_eq(get(&got), E_OK);
    got.flags |= FACTORS_BACKUP_ELIGIBLE | FACTORS_BACKED_UP;
    got.more = ",\"crossOrigin\":false,\"other_keys_can_be_added_here\":\"do not compare\"";
    cr_expect_eq(get(&got), E_OK);
}

Test(factors_webauthn, answers_that_are_wrong_for_anybody_are_refused)
{
    static const struct {
        const char *what;
        const char *type;
        const char *origin;
        const char *rp_id;
        const char *more;
        unsigned drop_flags;
        unsigned add_flags;
        struct str tail;
    } rows[] = {
        {.what = "other act", .type = "webauthn.other"},
        {.what = "payment", .type = "payment.get"},
        {.what = "other host", .origin = "https://evil.example.org"},
        {.what = "other scheme", .origin = "http://assisti.example.org"},
        {.what = "other port", .origin = "https://assisti.example.org:8443"},
        {.what = "longer host", .origin = "https://assisti.example.org.evil.org"},
        {.what = "no origin", .origin = ""},
        {.what = "other party", .rp_id = "example.org"},
        {.what = "within a frame", .more = ",\"crossOrigin\":true"},
        {.what = "within a named frame", .more = ",\"topOrigin\":\"https://evil.example\""},
        {.what = "given twice", .more = ",\"type\":\"webauthn.get\""},
        {.what = "broken", .more = ",}"},
        {.what = "nobody there", .drop_flags = FACTORS_USER_PRESENT},
        {.what = "not verified", .drop_flags = FACTORS_USER_VERIFIED},
        {.what = "backed up though it cannot be", .add_flags = FACTORS_BACKED_UP},
        {.what = "more than there should be", .tail = {"x", 1}},
        {.what = "extensions that are missing", .add_flags = FACTORS_HAS_EXTENSIONS},
        {.what = "extensions that are no map",
         .add_flags = FACTORS_HAS_EXTENSIONS,
         .tail = {"\x01", 1}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct test_answer answers[] = {test_answer_create(STR("challenge")),
                                        test_answer_get(STR("challenge"))};
        for (size_t k = 0; k < ARRAY_LEN(answers); k++) {
            struct test_answer *answer = &answers[k];
            answer->type = rows[i].type != NULL ? rows[i].type : answer->type;
            answer->origin = rows[i].origin != NULL ? rows[i].origin : answer->origin;
            answer->rp_id = rows[i].rp_id != NULL ? rows[i].rp_id : answer->rp_id;
            answer->more = rows[i].more;
            answer->flags = (answer->flags & ~rows[i].drop_flags) | rows[i].add_flags;
            answer->tail = rows[i].tail;
        }
        cr_expect_eq(create(&answers[0]), E_INVALID, "%s", rows[i].what);
        cr_expect_eq(get(&answers[1]), E_INVALID, "%s", rows[i].what);
    }
}

Test(factors_webauthn, a_log_in_is_no_registration_and_the_other_way_round)
{
    struct test_answer made = test_answer_create(STR("challenge"));
    struct test_answer got = test_answer_get(STR("challenge"));
    made.type = "webauthn.get";
    got.type = "webauthn.create";
    cr_expect_eq(create(&made), E_INVALID);
    cr_expect_eq(get(&got), E_INVALID);
    made = test_answer_create(STR("challenge"));
    made.flags &= ~(unsigned)FACTORS_HAS_CREDENTIAL;
    cr_expect_eq(create(&made), E_INVALID, "without a credential");
}

Test(factors_webauthn, other_attestation_is_refused)
{
    struct test_answer made = test_answer_create(STR("challenge"));
    made.format = "tpm";
    cr_expect_eq(create(&made), E_INVALID);
    made.format = "packed";
    made.statement = STR("\xa0");
    cr_expect_eq(create(&made), E_INVALID, "nothing signed");
    made.statement = STR("\xa1\x63x5c\x80");
    cr_expect_eq(create(&made), E_INVALID, "certificates");
    made.statement = STR("\xa1\x63sig\x40");
    cr_expect_eq(create(&made), E_INVALID);
}

Test(factors_webauthn, anothers_signature_is_refused)
{
    struct test_answer made = test_answer_create(STR("challenge"));
    struct test_answer got = test_answer_get(STR("challenge"));
    struct factors_registration registration = test_create(&authenticator, &made, arena);
    struct factors_authenticator_data data;
    struct str challenge;
    cr_assert_eq(factors_check_registration(&registration, &party, arena, &challenge, &data, NULL),
                 E_OK);
    struct factors_key key = data.key;
    struct test_authenticator other;
    test_authenticator_init(&other);
    struct factors_assertion given = test_get(&other, &got, arena);
    cr_expect_eq(factors_check_assertion(&given, &key, &party, arena, &challenge, &data),
                 E_INVALID);
}

/* ---- keys ---- */

Test(factors_webauthn, keys_that_are_none_are_refused)
{
#define BYTES(literal)               \
    {                                \
        literal, sizeof(literal) - 1 \
    }
#define X32                                                                                        \
    "\x58\x20"                                                                                     \
    "\xf9\xeb\xe4\x64\x14\x7c\xc1\x02\xd9\x23\x24\xd0\x99\xd9\x27\xc1\xa5\x0e\x42\xd5\x7a\x08\xa1" \
    "\x16\xff\xec\x0a\x29\x81\x9d\x8c\x65"
#define Y32                                                                                        \
    "\x58\x20"                                                                                     \
    "\x70\xba\xf7\xd1\x28\x88\x90\x2a\x6a\x0c\x1d\x67\xad\xd1\x03\x12\x3c\x85\x9a\xb6\x9b\xf8\xe9" \
    "\x43\x1c\x93\x84\x93\x0d\x4b\x7e\xee"
    static const struct {
        const char *what;
        struct str bytes;
        int rc;
    } rows[] = {
        {"good", BYTES("\xa5\x01\x02\x03\x26\x20\x01\x21" X32 "\x22" Y32), E_OK},
        {"good, with a key id", BYTES("\xa6\x01\x02\x02\x41k\x03\x26\x20\x01\x21" X32 "\x22" Y32),
         E_OK},
        {"no map", BYTES("\x85\x01\x02\x03\x26\x20"), E_INVALID},
        {"no type", BYTES("\xa4\x03\x26\x20\x01\x21" X32 "\x22" Y32), E_INVALID},
        {"type of another", BYTES("\xa5\x01\x01\x03\x26\x20\x01\x21" X32 "\x22" Y32), E_INVALID},
        {"RS256", BYTES("\xa5\x01\x02\x03\x39\x01\x00\x20\x01\x21" X32 "\x22" Y32), E_INVALID},
        {"other curve", BYTES("\xa5\x01\x02\x03\x26\x20\x02\x21" X32 "\x22" Y32), E_INVALID},
        {"not on the curve", BYTES("\xa5\x01\x02\x03\x26\x20\x01\x21" X32 "\x22" X32), E_INVALID},
        {"no y", BYTES("\xa4\x01\x02\x03\x26\x20\x01\x21" X32), E_INVALID},
        {"y as a sign", BYTES("\xa5\x01\x02\x03\x26\x20\x01\x21" X32 "\x22\xf5"), E_INVALID},
        {"x twice", BYTES("\xa6\x01\x02\x03\x26\x20\x01\x21" X32 "\x21" X32 "\x22" Y32), E_INVALID},
        {"Ed25519 of 31 bytes",
         BYTES("\xa4\x01\x01\x03\x27\x20\x06\x21\x5f"
               "1234567890123456789012345678901"),
         E_INVALID},
        {"Ed25519 on P-256", BYTES("\xa4\x01\x01\x03\x27\x20\x01\x21" X32), E_INVALID},
        {"a label that is a list", BYTES("\xa1\x80\x01"), E_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str rest = rows[i].bytes;
        struct factors_key key;
        cr_expect_eq(factors_read_cose_key(&rest, &key), rows[i].rc, "%s", rows[i].what);
        cr_expect_eq(rest.n, rows[i].rc < 0 ? rows[i].bytes.n : 0, "%s", rows[i].what);
    }
}

/* A COSE_Key of RSA with a modulus and an exponent of so many bytes, the first of which is `first`. */
static int read_rsa(size_t modulus, uint8_t first, size_t exponent)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, KIB);
    sb_add(&sb, STR("\xa4\x01\x03\x03\x39\x01\x00\x20\x59"));
    sb_add_byte(&sb, (char)(modulus >> 8));
    sb_add_byte(&sb, (char)modulus);
    for (size_t i = 0; i < modulus; i++) {
        sb_add_byte(&sb, i == 0 ? (char)first : 'o');
    }
    sb_add_byte(&sb, '\x21');
    sb_add_byte(&sb, (char)(0x40 + exponent));
    for (size_t i = 0; i < exponent; i++) {
        sb_add_byte(&sb, (char)(2 * i + 3)); /* odd, as an exponent is */
    }
    struct str rest = sb_str(&sb);
    struct factors_key key = {0};
    int rc = factors_read_cose_key(&rest, &key);
    if (rc == E_OK) {
        cr_expect_eq(rest.n, 0);
        cr_assert_eq(key.count, modulus + 4);
        cr_expect_eq(key.bytes[key.count - 1], 2 * exponent + 1, "the exponent stands at the end");
        cr_expect_eq(key.bytes[key.count - 4], exponent == 4 ? 3 : 0);
    }
    return rc;
}

Test(factors_webauthn, keys_of_rsa_have_a_size)
{
    cr_expect_eq(read_rsa(256, 0x80, 3), E_OK);
    cr_expect_eq(read_rsa(384, 0x80, 1), E_OK);
    cr_expect_eq(read_rsa(512, 0xff, 4), E_OK);
    cr_expect_eq(read_rsa(255, 0x80, 3), E_INVALID);
    cr_expect_eq(read_rsa(513, 0x80, 3), E_INVALID);
    cr_expect_eq(read_rsa(256, 0, 3), E_INVALID);
    cr_expect_eq(read_rsa(256, 0x80, 0), E_INVALID);
    cr_expect_eq(read_rsa(256, 0x80, 5), E_INVALID);
}
