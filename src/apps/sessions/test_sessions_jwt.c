/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "apps/sessions/sessions_int.h"
#include "base/clock.h"
#include "base/test_folder.h"

#define NOW_S INT64_C(1795348800)

static struct sessions_keys keys;
static struct sessions_claims claims;
static struct sessions_jwt jwt;

static void make_keys(void)
{
    cr_assert_eq(crypt_init(NULL), E_OK);
    struct crypt_key seed = {{1, 2, 3}};
    struct crypt_key pepper = {{4, 5, 6}};
    sessions_keys_init(&keys, &seed, &pepper);
    claims = (struct sessions_claims){
        .user = uuid_new(),
        .session = uuid_new(),
        .issued_s = NOW_S,
        .expires_s = NOW_S + 600,
        .epoch = 3,
        .is_staff = true,
    };
    jwt = sessions_jwt_make(&keys, &claims);
}

TestSuite(sessions_jwt, .init = make_keys);

static int read_token(const char *token)
{
    struct sessions_claims out;
    return sessions_jwt_read(&keys, str_from(token), NOW_S, &out);
}

Test(sessions_jwt, round_trips)
{
    struct sessions_claims out;
    cr_assert_eq(sessions_jwt_read(&keys, str_from(jwt.s), NOW_S, &out), E_OK);
    cr_expect(uuid_eq(out.user, claims.user));
    cr_expect(uuid_eq(out.session, claims.session));
    cr_expect_eq(out.issued_s, NOW_S);
    cr_expect_eq(out.expires_s, NOW_S + 600);
    cr_expect_eq(out.epoch, 3);
    cr_expect(out.is_staff);
    claims.is_staff = false;
    jwt = sessions_jwt_make(&keys, &claims);
    cr_assert_eq(sessions_jwt_read(&keys, str_from(jwt.s), NOW_S, &out), E_OK);
    cr_expect_not(out.is_staff);
}

Test(sessions_jwt, expires)
{
    struct sessions_claims out;
    struct str token = str_from(jwt.s);
    cr_expect_eq(sessions_jwt_read(&keys, token, NOW_S + 599, &out), E_OK);
    cr_expect_eq(sessions_jwt_read(&keys, token, NOW_S + 600, &out), E_TOKEN_INVALID);
}

/* Not one character can be another, left out, or one more. */
Test(sessions_jwt, every_byte_counts)
{
    size_t length = strlen(jwt.s);
    for (size_t i = 0; i < length; i++) {
        struct sessions_jwt changed = jwt;
        changed.s[i] = changed.s[i] == 'A' ? 'B' : 'A';
        cr_expect_eq(read_token(changed.s), E_TOKEN_INVALID, "at %zu", i);
        changed = jwt;
        changed.s[i] = '\0';
        cr_expect_eq(read_token(changed.s), E_TOKEN_INVALID, "cut at %zu", i);
    }
    struct sessions_jwt longer = jwt;
    longer.s[length] = 'A';
    longer.s[length + 1] = '\0';
    cr_expect_eq(read_token(longer.s), E_TOKEN_INVALID);
}

Test(sessions_jwt, refuses_other_keys_and_forms)
{
    struct crypt_key seed = {{9}};
    struct sessions_keys others;
    sessions_keys_init(&others, &seed, &seed);
    struct sessions_jwt foreign = sessions_jwt_make(&others, &claims);
    cr_expect_eq(read_token(foreign.s), E_TOKEN_INVALID);

    static const char *const rows[] = {
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "Bearer x",
        "eyJhbGciOiJub25lIn0.e30.",
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIxIn0.",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(read_token(rows[i]), E_TOKEN_INVALID, "%s", rows[i]);
    }
    char huge[4096];
    memset(huge, 'a', sizeof(huge));
    struct sessions_claims out;
    cr_expect_eq(sessions_jwt_read(&keys, (struct str){huge, sizeof(huge)}, NOW_S, &out),
                 E_TOKEN_INVALID);
}

/* Puts `header` and `payload` under a signature of our own key. */
static const char *sign(const char *header, const char *payload, char out[SESSIONS_JWT_MAX])
{
    char header_text[200];
    char payload_text[400];
    char signature_text[BASE64URL_LENGTH(CRYPT_SIGNATURE_BYTES) + 1];
    uint8_t signature[CRYPT_SIGNATURE_BYTES];
    base64url_encode(header, strlen(header), header_text);
    base64url_encode(payload, strlen(payload), payload_text);
    int n = snprintf(out, SESSIONS_JWT_MAX, "%s.%s", header_text, payload_text);
    crypt_sign(&keys.signer, (struct str){out, (size_t)n}, signature);
    base64url_encode(signature, sizeof(signature), signature_text);
    snprintf(out + n, SESSIONS_JWT_MAX - (size_t)n, ".%s", signature_text);
    return out;
}

/* Our own signature does not help what we would not have written. */
Test(sessions_jwt, refuses_other_headers_and_claims)
{
    char out[SESSIONS_JWT_MAX];
    const char *good = "{\"sub\":\"0192e4c0-0000-7000-8000-000000000001\","
                       "\"sid\":\"0192e4c0-0000-7000-8000-000000000002\","
                       "\"iat\":1795348800,\"exp\":1795349400,\"epoch\":3,\"staff\":false}";
    char header[100] = {0};
    size_t header_bytes = strlen(keys.jwt_header) * 3 / 4;
    cr_assert_eq(base64url_decode(str_from(keys.jwt_header), header, header_bytes), E_OK);
    cr_expect_not_null(strstr(header, "\"alg\":\"EdDSA\""), "%s", header);
    cr_expect_eq(read_token(sign(header, good, out)), E_OK);

    static const char *const headers[] = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
        "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}",
        "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"AAAAAAAA\"}",
    };
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        cr_expect_eq(read_token(sign(headers[i], good, out)), E_TOKEN_INVALID, "%s", headers[i]);
    }
    static const char *const payloads[] = {
        "",
        "{}",
        "{\"sub\":\"0192e4c0-0000-7000-8000-000000000001\"}",
        "{\"sub\":\"0192e4c0-0000-7000-8000-000000000001\","
        "\"sid\":\"0192e4c0-0000-7000-8000-000000000002\","
        "\"iat\":1795348800,\"exp\":1795349400,\"epoch\":3,\"staff\":1}",
        "{\"sub\":\"0192e4c0-0000-7000-8000-000000000001\","
        "\"sid\":\"0192e4c0-0000-7000-8000-000000000002\","
        "\"iat\":1795348800,\"exp\":-1,\"epoch\":3,\"staff\":false}",
        "{\"sub\":\"0192e4c0-0000-7000-8000-000000000001\","
        "\"sid\":\"0192e4c0-0000-7000-8000-000000000002\","
        "\"iat\":1795348800,\"exp\":99999999999999999999,\"epoch\":3,\"staff\":false}",
        "{\"sub\":\"0192e4c0-0000-7000-8000-000000000001\","
        "\"sid\":\"0192e4c0-0000-7000-8000-000000000002\","
        "\"iat\":1795348800,\"exp\":1795349400,\"epoch\":3,\"staff\":false} ",
    };
    for (size_t i = 0; i < ARRAY_LEN(payloads); i++) {
        cr_expect_eq(read_token(sign(header, payloads[i], out)), E_TOKEN_INVALID, "%s",
                     payloads[i]);
    }
}

/* ---- what is known without the database ---- */

Test(sessions_jwt, a_session_that_ended_is_refused_at_once)
{
    struct sessions_live *live = sessions_live_new();
    struct sessions_claims out;
    struct str token = str_from(jwt.s);
    int64_t now_ms = NOW_S * 1000;
    for (int i = 0; i < 3; i++) {
        cr_expect_eq(sessions_live_check(live, &keys, token, now_ms, &out), E_OK);
        cr_expect(uuid_eq(out.user, claims.user));
    }
    cr_expect_eq(sessions_live_check(live, &keys, token, now_ms + ACCESS_MS, &out), E_TOKEN_INVALID,
                 "one that is known expires, too");
    struct sessions_jwt changed = jwt;
    size_t last = strlen(jwt.s) - 5;
    changed.s[last] = changed.s[last] == 'A' ? 'B' : 'A';
    cr_expect_eq(sessions_live_check(live, &keys, str_from(changed.s), now_ms, &out),
                 E_TOKEN_INVALID);
    sessions_live_revoke(live, claims.session, clock_now_ms());
    cr_expect_eq(sessions_live_check(live, &keys, token, now_ms, &out), E_TOKEN_INVALID);
    sessions_live_free(live);
}

Test(sessions_jwt, many_sessions_can_end)
{
    enum { COUNT = 2000 };
    struct sessions_live *live = sessions_live_new();
    struct sessions_jwt *tokens = must_calloc(COUNT, sizeof(*tokens));
    struct sessions_claims out;
    for (int i = 0; i < COUNT; i++) {
        claims.session = uuid_new();
        tokens[i] = sessions_jwt_make(&keys, &claims);
        if (i % 2 == 0) {
            sessions_live_revoke(live, claims.session, clock_now_ms());
        }
    }
    for (int i = 0; i < COUNT; i++) {
        cr_expect_eq(sessions_live_check(live, &keys, str_from(tokens[i].s), NOW_S * 1000, &out),
                     i % 2 == 0 ? E_TOKEN_INVALID : E_OK);
    }
    free(tokens);
    sessions_live_free(live);
}

struct crowd {
    struct sessions_live *live;
    struct uuid sessions[50];
    struct sessions_jwt tokens[50];
};

static void *check_and_end(void *argument)
{
    struct crowd *crowd = argument;
    for (size_t i = 0; i < 50; i++) {
        struct sessions_claims out;
        struct str token = str_from(crowd->tokens[i].s);
        int rc = sessions_live_check(crowd->live, &keys, token, NOW_S * 1000, &out);
        ASSERT(rc == E_TOKEN_INVALID || uuid_eq(out.session, crowd->sessions[i]));
        sessions_live_revoke(crowd->live, crowd->sessions[i], clock_now_ms());
        rc = sessions_live_check(crowd->live, &keys, token, NOW_S * 1000, &out);
        ASSERT(rc == E_TOKEN_INVALID);
    }
    return NULL;
}

Test(sessions_jwt, threads_share_what_is_known)
{
    static struct crowd crowd;
    crowd.live = sessions_live_new();
    for (size_t i = 0; i < 50; i++) {
        claims.session = crowd.sessions[i] = uuid_new();
        crowd.tokens[i] = sessions_jwt_make(&keys, &claims);
    }
    pthread_t threads[4];
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, check_and_end, &crowd), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        pthread_join(threads[i], NULL);
    }
    sessions_live_free(crowd.live);
}

/* ---- the file of keys ---- */

Test(sessions_jwt, keys_are_made_once_and_kept)
{
    const char *folder = test_folder_make();
    char path[80];
    snprintf(path, sizeof(path), "%s/keys/accounts.key", folder);
    struct sessions_keys made;
    struct sessions_keys again;
    struct err err = {0};
    cr_assert_eq(sessions_keys_open(folder, &made, &err), E_OK, "%s", err.detail);
    cr_assert_eq(sessions_keys_open(folder, &again, &err), E_OK, "%s", err.detail);
    cr_expect_arr_eq(made.signer.secret, again.signer.secret, sizeof(made.signer.secret));
    cr_expect_arr_eq(made.pepper.b, again.pepper.b, sizeof(made.pepper.b));
    cr_expect_str_eq(made.jwt_header, again.jwt_header);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);

    cr_assert_eq(chmod(path, 0640), 0);
    cr_expect_eq(sessions_keys_open(folder, &again, &err), E_INVALID);
    cr_expect_not_null(strstr(err.detail, "chmod 600"), "%s", err.detail);
    cr_assert_eq(chmod(path, 0600), 0);
    test_folder_drop();
}

static void rotate(const char *folder, bool at_once, struct sessions_keys *out)
{
    struct err err = {0};
    cr_assert_eq(sessions_keys_rotate(folder, at_once, &err), E_OK, "%s", err.detail);
    cr_assert_eq(sessions_keys_open(folder, out, &err), E_OK, "%s", err.detail);
}

/* Whatever was signed before is good until it expires, and no longer. */
Test(sessions_jwt, keys_rotate_and_nobody_notices)
{
    const char *folder = test_folder_make();
    struct err err = {0};
    struct sessions_keys first;
    struct sessions_keys second;
    cr_expect_eq(sessions_keys_rotate(folder, false, &err), E_NOT_FOUND);
    cr_assert_eq(sessions_keys_open(folder, &first, &err), E_OK, "%s", err.detail);
    int64_t now_s = clock_now_ms() / SECOND_MS;
    claims.issued_s = now_s;
    claims.expires_s = now_s + ACCESS_MS / SECOND_MS;
    struct sessions_jwt old = sessions_jwt_make(&first, &claims);
    rotate(folder, false, &second);
    cr_expect_str_neq(first.jwt_header, second.jwt_header);
    cr_expect_arr_eq(first.pepper.b, second.pepper.b, sizeof(first.pepper.b));

    struct sessions_claims out;
    struct str token = str_from(old.s);
    cr_expect_eq(sessions_jwt_read(&second, token, now_s + 599, &out), E_OK);
    cr_expect_eq(sessions_jwt_read(&second, token, now_s + 600, &out), E_TOKEN_INVALID);
    /* The old key's word counts for nothing afterwards, whatever it says. */
    claims.expires_s = now_s + 86400;
    struct sessions_jwt longer = sessions_jwt_make(&first, &claims);
    cr_expect_eq(sessions_jwt_read(&second, str_from(longer.s), now_s + 700, &out),
                 E_TOKEN_INVALID);
    struct sessions_jwt young = sessions_jwt_make(&second, &claims);
    cr_expect_eq(sessions_jwt_read(&first, str_from(young.s), now_s, &out), E_TOKEN_INVALID);

    struct sessions_keys third;
    for (int i = 0; i < 3; i++) {
        rotate(folder, false, &third);
        cr_expect_eq(sessions_jwt_read(&third, token, now_s, &out), E_OK);
    }
    rotate(folder, true, &third);
    cr_expect_eq(third.old_count, 0);
    cr_expect_eq(sessions_jwt_read(&third, token, now_s, &out), E_TOKEN_INVALID);
    test_folder_drop();
}

Test(sessions_jwt, a_broken_file_of_keys_is_refused)
{
    const char *folder = test_folder_make();
    char path[80];
    snprintf(path, sizeof(path), "%s/keys", folder);
    cr_assert_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof(path), "%s/keys/accounts.key", folder);
    static const char *const rows[] = {
        "",
        "access AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "access AAAA\npepper AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        ("access AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
         "pepper AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
         "other A\n"),
        ("access AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA x\n"
         "pepper AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"),
        ("access AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA 1\n"
         "pepper AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
         "old AAAA 1\n"),
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        FILE *file = fopen(path, "we");
        cr_assert_not_null(file);
        fputs(rows[i], file);
        fclose(file);
        chmod(path, 0600);
        struct sessions_keys out;
        struct err err = {0};
        cr_expect_eq(sessions_keys_open(folder, &out, &err), E_INVALID, "%s", rows[i]);
        cr_expect_not_null(strstr(err.detail, path), "%s", err.detail);
    }
    test_folder_drop();
}
