/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_int.h"
#include "base/log.h"
#include "base/random.h"

/* Without the blanks that people put between digits. */
static struct str squeeze(struct arena *arena, struct str code)
{
    char *out = arena_alloc(arena, code.n + 1);
    size_t count = 0;
    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] != ' ') {
            out[count++] = code.p[i];
        }
    }
    return (struct str){out, count};
}

static int check_app(const struct factors_check *check, const struct factors_state *state,
                     struct str code)
{
    if (state->secret.n == 0) {
        return E_INVALID_CODE;
    }
    struct factors_secret secret;
    int64_t step;
    int rc = factors_open_secret(check->factors, check->user->id, state->secret, &secret);
    if (rc < 0) {
        /* The key file is another than it was: the user's other ways have to work all the same. */
        log_warn("factors.secret.unreadable", LOG_C("user", uuid_format(check->user->id).s));
        return E_INVALID_CODE;
    }
    rc = factors_totp_check(&secret, code, check->now_ms, state->step, &step);
    secret_wipe(&secret, sizeof(secret));
    return rc < 0 ? rc : factors_store_set_step(check->conn, check->user->id, step);
}

/* Good once: the challenge ends with it. */
static int check_mailed(const struct factors_check *check, const struct factors_state *state,
                        struct str code)
{
    const struct factors_challenge *challenge = check->challenge;
    if (challenge == NULL || challenge->code_expires_ms <= check->now_ms ||
        code.n != FACTORS_CODE_DIGITS || !factors_takes_mail(state)) {
        return E_INVALID_CODE;
    }
    struct crypt_digest digest =
        factors_digest_code(check->factors, "mailed", check->user->id, code);
    return crypt_digest_eq(&digest, &challenge->code) ? E_OK : E_INVALID_CODE;
}

static int check_recovery(const struct factors_check *check, const struct factors_state *state,
                          struct str text)
{
    struct factors_recovery_code code;
    if (factors_recovery_read(text, &code) < 0) {
        return E_INVALID_CODE;
    }
    struct crypt_digest digest =
        factors_digest_code(check->factors, "recovery", check->user->id, str_from(code.s));
    int rc = factors_store_take_recovery(check->conn, check->user->id, &digest);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_INVALID_CODE : rc;
    }
    const char *happened = arena_printf(check->arena,
                                        "one of your recovery codes was used. There are %d left; "
                                        "you can make new ones in your settings.",
                                        (int)(state->recovery_left - 1));
    return factors_mail_change(check->conn, check->user, "A recovery code was used", happened);
}

typedef int checker(const struct factors_check *check, const struct factors_state *state,
                    struct str code);

static const struct {
    const char *method;
    checker *check;
} methods[] = {
    {"totp", check_app},
    {"email", check_mailed},
    {"recovery", check_recovery},
};

int factors_check_code(const struct factors_check *check, struct str code, struct str method,
                       struct err *err)
{
    struct factors_state state = {0};
    int rc = factors_store_find(check->conn, check->user->id, check->arena, &state);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_INVALID_CODE : rc;
    }
    struct str squeezed = squeeze(check->arena, code);
    bool is_known = false;
    rc = E_INVALID_CODE;
    for (size_t i = 0; rc == E_INVALID_CODE && i < ARRAY_LEN(methods); i++) {
        if (method.n == 0 || str_eq(method, str_from(methods[i].method))) {
            is_known = true;
            rc = methods[i].check(check, &state, squeezed);
        }
    }
    return is_known ? rc : err_field(err, "method", "must be totp, email or recovery");
}

/* ---- e-mailing codes ---- */

static int throttle(struct err *err, int64_t wait_ms)
{
    int wait_s = (int)((wait_ms + SECOND_MS - 1) / SECOND_MS);
    int rc =
        err_set(err, E_THROTTLED, "Please wait %d seconds before another code is sent.", wait_s);
    if (err != NULL) {
        err->retry_after_s = wait_s;
    }
    return rc;
}

int factors_send_code(const struct factors_check *check, bool is_log_in, struct err *err)
{
    struct factors_challenge *challenge = check->challenge;
    const int64_t rested_ms = check->now_ms - challenge->code_sent_ms;
    if (rested_ms < CODE_PAUSE_MS) {
        return throttle(err, CODE_PAUSE_MS - rested_ms);
    }
    int64_t sent = 0;
    int rc =
        factors_store_count_codes(check->conn, check->user->id, check->now_ms - HOUR_MS, &sent);
    if (rc < 0) {
        return rc;
    }
    if (sent >= CODES_AN_HOUR) {
        return throttle(err, HOUR_MS / CODES_AN_HOUR);
    }
    char code[FACTORS_CODE_DIGITS + 1];
    random_text("0123456789", FACTORS_CODE_DIGITS, code);
    challenge->code =
        factors_digest_code(check->factors, "mailed", check->user->id, str_from(code));
    challenge->code_expires_ms = check->now_ms + CODE_MS;
    challenge->code_sent_ms = check->now_ms;
    rc = factors_store_set_code(check->conn, challenge);
    if (rc == E_OK) {
        rc = factors_mail_code(check->conn, check->user, code, is_log_in);
    }
    secret_wipe(code, sizeof(code));
    return rc;
}
