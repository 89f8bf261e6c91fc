/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/factors/factors_int.h"
#include "apps/factors/test_factors_authenticator.h"
#include "base/clock.h"
#include "base/test_folder.h"
#include "platform/mail/mail.h"
#include "platform/schema/schema.h"

#define ADA "ada@example.com"

static struct arena *arena;
static struct services services;
static struct factors factors;
static struct accounts_user ada;

static void start(void)
{
    struct err err = {0};
    static const struct crypt_key pepper = {{1, 2, 3}};
    arena = arena_new();
    const char *path = arena_printf(arena, "%s/test.db", test_folder_make());
    cr_assert_eq(db_open(path, &services.db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(schema_apply(services.db, &err), E_OK, "%s", err.detail);
    struct mail_config mail = {.smtp_url = "", .from = "a@example.org"};
    cr_assert_eq(mail_new(services.db, &mail, &services.mail, &err), E_OK, "%s", err.detail);
    struct accounts_new_user user = {.email = STR(ADA), .password = STR("a long enough password")};
    cr_assert_eq(accounts_add_user(services.db, &user, &ada.id, &err), E_OK, "%s", err.detail);
    ada.email = STR(ADA);
    ada.name = STR("Ada");
    factors_init(&factors, &services, NULL, &pepper);
}

static void end(void)
{
    mail_free(services.mail);
    db_close(services.db);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(factors_rules, .init = start, .fini = end);

static int64_t count(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(services.db, &conn), E_OK);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_query(conn, sql, &rows), E_OK, "%s", sql);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_i64(rows, 0);
}

static const char enabled_sql[] = "SELECT two_factor_enabled FROM users";
static const char recovery_sql[] = "SELECT COUNT(*) FROM recovery_codes";
static const char mails_sql[] = "SELECT COUNT(*) FROM mail_outbox";

/* ---- challenges for passkeys ---- */

static int use_nonce(const struct factors_nonce *nonce, enum factors_purpose purpose,
                     struct str subject, int64_t now_ms)
{
    struct str bytes = STR_EMPTY;
    cr_assert_eq(base64url_read(str_from(nonce->s), arena, FACTORS_CHALLENGE_MAX, &bytes), E_OK);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    struct factors_check check = {&factors, conn, &ada, NULL, arena, now_ms};
    int rc = factors_use_nonce(&check, purpose, subject, bytes);
    cr_assert(rc < 0 || db_commit(&conn) == E_OK);
    return rc;
}

Test(factors_rules, a_challenge_is_for_one_purpose_subject_time_and_use)
{
    const int64_t now_ms = clock_now_ms();
    struct factors_nonce nonce = factors_make_nonce(&factors, FACTORS_STEP, STR("ada"), now_ms);
    cr_expect_eq(use_nonce(&nonce, FACTORS_LOG_IN, STR("ada"), now_ms), E_INVALID_CODE);
    cr_expect_eq(use_nonce(&nonce, FACTORS_STEP, STR("adb"), now_ms), E_INVALID_CODE);
    cr_expect_eq(use_nonce(&nonce, FACTORS_STEP, STR_EMPTY, now_ms), E_INVALID_CODE);
    cr_expect_eq(use_nonce(&nonce, FACTORS_STEP, STR("ada"), now_ms + PASSKEY_MS), E_INVALID_CODE);
    struct factors_nonce other = factors_make_nonce(&factors, FACTORS_STEP, STR("ada"), now_ms);
    cr_expect_str_neq(nonce.s, other.s);
    memcpy(other.s, "AAAA", 4); /* another end */
    cr_expect_eq(use_nonce(&other, FACTORS_STEP, STR("ada"), now_ms), E_INVALID_CODE);
    cr_expect_eq(use_nonce(&nonce, FACTORS_STEP, STR("ada"), now_ms + PASSKEY_MS - 1), E_OK);
    cr_expect_eq(use_nonce(&nonce, FACTORS_STEP, STR("ada"), now_ms), E_INVALID_CODE, "once");
    struct factors_nonce later = factors_make_nonce(&factors, FACTORS_STEP, STR("ada"), now_ms);
    cr_expect_eq(use_nonce(&later, FACTORS_STEP, STR("ada"), now_ms), E_OK);
    cr_expect_eq(count("SELECT COUNT(*) FROM passkey_challenges"), 2);
    struct factors_nonce last =
        factors_make_nonce(&factors, FACTORS_STEP, STR("ada"), now_ms + PASSKEY_MS);
    cr_expect_eq(use_nonce(&last, FACTORS_STEP, STR("ada"), now_ms + PASSKEY_MS + 1), E_OK);
    cr_expect_eq(count("SELECT COUNT(*) FROM passkey_challenges"), 1, "old ones go");
}

Test(factors_rules, another_key_makes_other_challenges_and_digests)
{
    static const struct crypt_key pepper = {{9}};
    struct factors other;
    factors_init(&other, &services, NULL, &pepper);
    const int64_t now_ms = clock_now_ms();
    struct factors_nonce nonce = factors_make_nonce(&other, FACTORS_LOG_IN, STR_EMPTY, now_ms);
    cr_expect_eq(use_nonce(&nonce, FACTORS_LOG_IN, STR_EMPTY, now_ms), E_INVALID_CODE);
    struct crypt_digest one = factors_digest_code(&factors, "mailed", ada.id, STR("123456"));
    struct crypt_digest two = factors_digest_code(&other, "mailed", ada.id, STR("123456"));
    struct crypt_digest three = factors_digest_code(&factors, "recovery", ada.id, STR("123456"));
    struct crypt_digest four = factors_digest_code(&factors, "mailed", uuid_new(), STR("123456"));
    cr_expect_not(crypt_digest_eq(&one, &two));
    cr_expect_not(crypt_digest_eq(&one, &three));
    cr_expect_not(crypt_digest_eq(&one, &four));
}

/* ---- passkeys ---- */

static struct factors_use use = {
    .purpose = FACTORS_REGISTER,
    .subject = {"", 0},
    .party = {.id = {"assisti.example.org", 19}, .origin = {"https://assisti.example.org", 27}},
};

static struct str challenge_for(enum factors_purpose purpose)
{
    struct factors_nonce nonce = factors_make_nonce(&factors, purpose, use.subject, clock_now_ms());
    struct str bytes = STR_EMPTY;
    cr_assert_eq(base64url_read(str_from(nonce.s), arena, FACTORS_CHALLENGE_MAX, &bytes), E_OK);
    use.purpose = purpose;
    return bytes;
}

static int add_passkey(struct test_authenticator *authenticator)
{
    struct test_answer answer = test_answer_create(challenge_for(FACTORS_REGISTER));
    struct factors_registration given = test_create(authenticator, &answer, arena);
    struct factors_passkey passkey = {.name = STR("Key"), .transports = STR("[]")};
    struct factors_codes codes;
    struct err err = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    struct factors_check check = {&factors, conn, &ada, NULL, arena, clock_now_ms()};
    int rc = factors_add_passkey(&check, &given, &use, &passkey, &err);
    if (rc == E_OK) {
        cr_assert_eq(factors_settle(&factors, conn, ada.id, arena, &codes), E_OK);
        cr_assert_eq(db_commit(&conn), E_OK);
    }
    return rc;
}

static int check_passkey(struct test_authenticator *authenticator, const struct accounts_user *user)
{
    struct test_answer answer = test_answer_get(challenge_for(FACTORS_LOG_IN));
    struct factors_assertion given = test_get(authenticator, &answer, arena);
    given.user_handle = (struct str){(const char *)ada.id.b, sizeof(ada.id.b)};
    struct factors_passkey found;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    struct factors_check check = {&factors, conn, user, NULL, arena, clock_now_ms()};
    int rc = factors_check_passkey(&check, &given, &use, &found);
    if (rc == E_OK) {
        cr_expect(uuid_eq(found.owner, ada.id));
        cr_assert_eq(db_commit(&conn), E_OK);
    }
    return rc;
}

Test(factors_rules, a_passkey_is_its_owners_and_its_sites)
{
    struct test_authenticator authenticator;
    test_authenticator_init(&authenticator);
    cr_assert_eq(add_passkey(&authenticator), E_OK);
    cr_expect_eq(add_passkey(&authenticator), E_CONFLICT, "it is there already");
    cr_expect_eq(count(enabled_sql), 1);
    cr_expect_eq(count(recovery_sql), FACTORS_RECOVERY_COUNT);
    cr_expect_eq(check_passkey(&authenticator, NULL), E_OK);
    cr_expect_eq(check_passkey(&authenticator, &ada), E_OK);
    struct accounts_user bob = ada;
    bob.id = uuid_new();
    cr_expect_eq(check_passkey(&authenticator, &bob), E_INVALID_CODE);
    use.party.id = STR("example.org");
    cr_expect_eq(check_passkey(&authenticator, NULL), E_INVALID_CODE);
    use.party.id = STR("assisti.example.org");
    struct test_authenticator stranger;
    test_authenticator_init(&stranger);
    cr_expect_eq(check_passkey(&stranger, NULL), E_INVALID_CODE);
}

Test(factors_rules, there_is_an_end_to_passkeys)
{
    for (int i = 0; i <= PASSKEYS_MAX; i++) {
        struct test_authenticator authenticator;
        test_authenticator_init(&authenticator);
        cr_expect_eq(add_passkey(&authenticator), i < PASSKEYS_MAX ? E_OK : E_LIMIT_REACHED);
    }
}

/* ---- codes ---- */

static int check_code(struct factors_challenge *challenge, const char *code, const char *method)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    struct factors_check check = {&factors, conn, &ada, challenge, arena, clock_now_ms()};
    int rc = factors_check_code(&check, str_from(code), str_from(method), NULL);
    if (rc == E_OK) {
        cr_assert_eq(db_commit(&conn), E_OK);
    }
    return rc;
}

static struct factors_secret enable_app(struct factors_codes *codes)
{
    struct factors_setup setup;
    struct factors_state state;
    struct factors_secret secret = {{0}};
    cr_assert_eq(factors_begin_totp(&factors, &ada, arena, &setup, NULL), E_OK);
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        cr_assert_eq(db_read(services.db, &conn), E_OK);
        cr_assert_eq(factors_store_find(conn, ada.id, arena, &state), E_OK);
        cr_assert_eq(factors_open_secret(&factors, ada.id, state.draft, &secret), E_OK);
        cr_expect_lt(factors_open_secret(&factors, uuid_new(), state.draft, &secret), 0);
    }
    struct factors_code code =
        factors_totp_code(&secret, clock_now_ms() / FACTORS_TOTP_STEP_MS - 1);
    cr_assert_eq(factors_enable_totp(&factors, &ada, str_from(code.s), arena, codes), E_OK);
    return secret;
}

Test(factors_rules, an_app_comes_with_recovery_codes_and_goes_with_them)
{
    struct factors_codes codes;
    struct factors_secret secret = enable_app(&codes);
    cr_expect_eq(codes.count, FACTORS_RECOVERY_COUNT);
    cr_expect_eq(count(enabled_sql), 1);
    struct factors_code code =
        factors_totp_code(&secret, clock_now_ms() / FACTORS_TOTP_STEP_MS + 1);
    cr_expect_eq(check_code(NULL, code.s, "recovery"), E_INVALID_CODE);
    cr_expect_eq(check_code(NULL, code.s, ""), E_OK);
    cr_expect_eq(check_code(NULL, code.s, ""), E_INVALID_CODE, "once");
    cr_expect_eq(check_code(NULL, codes.items[9].s, ""), E_OK);
    cr_expect_eq(check_code(NULL, codes.items[9].s, ""), E_INVALID_CODE, "once");
    cr_expect_eq(count(recovery_sql), FACTORS_RECOVERY_COUNT - 1);
    cr_assert_eq(factors_disable_totp(&factors, &ada, arena), E_OK);
    cr_expect_eq(count(enabled_sql), 0);
    cr_expect_eq(count(recovery_sql), 0);
    cr_expect_eq(check_code(NULL, codes.items[0].s, "recovery"), E_INVALID_CODE);
    const int64_t mails = count(mails_sql);
    cr_assert_eq(factors_disable_totp(&factors, &ada, arena), E_OK);
    cr_expect_eq(count(mails_sql), mails, "nothing changed, nobody is told");
}

Test(factors_rules, one_factor_of_two_keeps_the_recovery_codes)
{
    struct factors_codes codes;
    struct factors_codes more;
    (void)enable_app(&codes);
    cr_assert_eq(factors_set_email(&factors, &ada, true, arena, &more), E_OK);
    cr_expect_eq(more.count, 0, "there are some");
    cr_assert_eq(factors_disable_totp(&factors, &ada, arena), E_OK);
    cr_expect_eq(count(enabled_sql), 1);
    cr_expect_eq(check_code(NULL, codes.items[0].s, ""), E_OK);
    cr_assert_eq(factors_set_email(&factors, &ada, false, arena, &more), E_OK);
    cr_expect_eq(count(enabled_sql), 0);
    struct err err = {0};
    cr_expect_eq(factors_renew_recovery(&factors, &ada, arena, &more, &err), E_CONFLICT);
}

static int send_code(struct factors_challenge *challenge, int64_t now_ms, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    struct factors_check check = {&factors, conn, &ada, challenge, arena, now_ms};
    int rc = factors_send_code(&check, true, err);
    if (rc == E_OK) {
        cr_assert_eq(db_commit(&conn), E_OK);
    }
    return rc;
}

static void put_challenge(const struct factors_challenge *challenge)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    cr_assert_eq(factors_store_put_challenge(conn, challenge), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
}

Test(factors_rules, codes_are_mailed_at_a_bearable_rate)
{
    const int64_t now_ms = clock_now_ms();
    int64_t sent = 0;
    for (uint8_t i = 0; i < 4; i++) {
        struct factors_challenge challenge = {
            .digest = {{i}}, .owner = ada.id, .expires_ms = now_ms + STEP_MS};
        put_challenge(&challenge);
        for (int k = 0; k < 6; k++) {
            struct err err = {0};
            const int64_t then_ms = now_ms + k * CODE_PAUSE_MS;
            int rc = send_code(&challenge, then_ms, &err);
            cr_expect_eq(rc, sent < CODES_AN_HOUR ? E_OK : E_THROTTLED, "%d", (int)sent);
            cr_expect_eq(send_code(&challenge, then_ms + 29999, &err), E_THROTTLED);
            cr_expect(sent >= CODES_AN_HOUR || err.retry_after_s == 1);
            sent++;
        }
    }
    cr_expect_eq(count(mails_sql), CODES_AN_HOUR);
    struct factors_challenge later = {.digest = {{9}}, .owner = ada.id};
    put_challenge(&later);
    cr_expect_eq(send_code(&later, now_ms + HOUR_MS + 6 * CODE_PAUSE_MS, NULL), E_OK);
}
