/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/factors/factors_int.h"
#include "base/clock.h"
#include "platform/mail/mail.h"
#include "platform/settings/settings.h"

static struct crypt_key derive(const struct crypt_key *pepper, struct str purpose)
{
    struct crypt_digest digest = crypt_hash(pepper, purpose);
    struct crypt_key key;
    _Static_assert(sizeof(key.b) == sizeof(digest.b), "a digest is a key");
    memcpy(key.b, digest.b, sizeof(key.b));
    return key;
}

void factors_init(struct factors *factors, const struct services *services,
                  struct accounts *accounts, const struct crypt_key *pepper)
{
    factors->services = services;
    factors->db = services->db;
    factors->accounts = accounts;
    factors->seal_key = derive(pepper, STR("factors: seal"));
    factors->code_key = derive(pepper, STR("factors: codes"));
    factors->challenge_key = derive(pepper, STR("factors: challenges"));
}

/* ---- secrets ---- */

struct crypt_digest factors_digest_code(const struct factors *factors, const char *kind,
                                        struct uuid owner, struct str code)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 256);
    sb_addf(&sb, "%s %s ", kind, uuid_format(owner).s);
    sb_add(&sb, code);
    struct crypt_digest digest = crypt_hash(&factors->code_key, sb_str(&sb));
    secret_wipe(sb.p, sb.n);
    return digest;
}

int factors_open_secret(const struct factors *factors, struct uuid owner, struct str sealed,
                        struct factors_secret *out)
{
    struct factors_secret secret;
    if (sealed.n != sizeof(secret.b) + CRYPT_SEAL_BYTES ||
        crypt_open(&factors->seal_key, str_from(uuid_format(owner).s), sealed, secret.b) < 0) {
        return E_INTERNAL;
    }
    *out = secret;
    return E_OK;
}

/* ---- recovery codes ---- */

static int make_recovery(const struct factors *factors, struct db_conn *conn, struct uuid owner,
                         struct factors_codes *out)
{
    struct factors_codes codes = {.count = FACTORS_RECOVERY_COUNT};
    int rc = factors_store_drop_recovery(conn, owner);
    for (size_t i = 0; rc == E_OK && i < codes.count; i++) {
        codes.items[i] = factors_recovery_make();
        struct crypt_digest digest =
            factors_digest_code(factors, "recovery", owner, str_from(codes.items[i].s));
        rc = factors_store_add_recovery(conn, owner, &digest);
    }
    if (rc == E_OK) {
        *out = codes;
    }
    return rc;
}

static bool has_any(const struct factors_state *state)
{
    return state->has_email || state->secret.n > 0 || state->passkeys > 0;
}

bool factors_takes_mail(const struct factors_state *state)
{
    return state->has_email || !has_any(state);
}

bool factors_is_required(const struct factors *factors, const struct factors_state *state)
{
    return state->is_staff &&
           settings_number(factors->services->settings, SETTING_STAFF_MUST_HAVE_FACTOR) != 0;
}

int factors_settle(const struct factors *factors, struct db_conn *conn, struct uuid owner,
                   struct arena *arena, struct factors_codes *out)
{
    struct factors_state state = {0};
    int rc = factors_store_find(conn, owner, arena, &state);
    if (rc == E_OK && !has_any(&state) && factors_is_required(factors, &state)) {
        return E_FACTOR_REQUIRED;
    }
    if (rc == E_OK) {
        rc = accounts_set_two_factor(conn, owner, has_any(&state));
    }
    if (rc < 0) {
        return rc;
    }
    out->count = 0;
    if (!has_any(&state)) {
        return factors_store_drop_recovery(conn, owner);
    }
    return state.recovery_left == 0 ? make_recovery(factors, conn, owner, out) : E_OK;
}

/* The end of what changes the factors of a user. */
static int commit(const struct factors *factors, struct db_conn **conn)
{
    int rc = db_commit(conn);
    if (rc == E_OK) {
        mail_wake(factors->services->mail);
    }
    return rc;
}

int factors_renew_recovery(struct factors *factors, const struct accounts_user *user,
                           struct arena *arena, struct factors_codes *out, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct factors_state state = {0};
    int rc = db_begin(factors->db, &conn);
    if (rc == E_OK) {
        rc = factors_store_find(conn, user->id, arena, &state);
    }
    if (rc == E_OK && !has_any(&state)) {
        return err_set(err, E_CONFLICT, "There is no second factor that they could stand in for.");
    }
    if (rc == E_OK) {
        rc = make_recovery(factors, conn, user->id, out);
    }
    if (rc == E_OK) {
        const struct factors_change change = {
            "account.add-factor", "recovery", "New recovery codes",
            "new recovery codes were made for your account. The ones that "
            "you had before are worthless now."};
        rc = factors_note_change(conn, user, &change);
    }
    return rc < 0 ? rc : commit(factors, &conn);
}

/* ---- e-mailed codes ---- */

int factors_set_email(struct factors *factors, const struct accounts_user *user, bool is_on,
                      struct arena *arena, struct factors_codes *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct factors_state state = {0};
    out->count = 0;
    int rc = db_begin(factors->db, &conn);
    if (rc == E_OK) {
        rc = factors_store_find(conn, user->id, arena, &state);
    }
    if (rc < 0 || state.has_email == is_on) {
        return rc;
    }
    rc = factors_store_set_email(conn, user->id, is_on ? clock_now_ms() : 0);
    if (rc == E_OK) {
        rc = factors_settle(factors, conn, user->id, arena, out);
    }
    if (rc == E_OK && is_on) {
        const struct factors_change change = {
            "account.add-factor", "email", "Codes by e-mail were turned on",
            "from now on a code is e-mailed to you when you log in."};
        rc = factors_note_change(conn, user, &change);
    } else if (rc == E_OK) {
        const struct factors_change change = {
            "account.remove-factor", "email", "Codes by e-mail were turned off",
            "codes are no longer e-mailed to you when you log in."};
        rc = factors_note_change(conn, user, &change);
    }
    return rc < 0 ? rc : commit(factors, &conn);
}

/* ---- authenticator app ---- */

int factors_begin_totp(struct factors *factors, const struct accounts_user *user,
                       struct arena *arena, struct factors_setup *out, struct err *err)
{
    struct factors_secret secret;
    uint8_t sealed[sizeof(secret.b) + CRYPT_SEAL_BYTES];
    random_bytes(secret.b, sizeof(secret.b));
    crypt_seal(&factors->seal_key, str_from(uuid_format(user->id).s),
               (struct str){(const char *)secret.b, sizeof(secret.b)}, sealed);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct factors_state state = {0};
    int rc = db_begin(factors->db, &conn);
    if (rc == E_OK) {
        rc = factors_store_find(conn, user->id, arena, &state);
    }
    if (rc == E_OK && state.secret.n > 0) {
        return err_set(err, E_CONFLICT,
                       "There is an authenticator app already. Turn it off to set up another.");
    }
    if (rc == E_OK) {
        rc = factors_store_set_draft(
            conn, user->id, (struct str){(const char *)sealed, sizeof(sealed)}, clock_now_ms());
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc < 0) {
        return rc;
    }
    factors_base32_encode(&secret, out->secret);
    out->uri = factors_totp_uri(&secret, STR(FACTORS_NAME), user->email, arena);
    secret_wipe(&secret, sizeof(secret));
    return factors_qr_svg(out->uri, arena, &out->svg);
}

/* Which step of the draft has this code. */
static int check_draft(const struct factors *factors, const struct factors_state *state,
                       struct uuid owner, struct str code, int64_t *out_step)
{
    int64_t now_ms = clock_now_ms();
    if (state->draft.n == 0 || state->draft_ms + DRAFT_MS <= now_ms) {
        return E_INVALID_CODE;
    }
    struct factors_secret secret;
    int rc = factors_open_secret(factors, owner, state->draft, &secret);
    if (rc == E_OK) {
        rc = factors_totp_check(&secret, code, now_ms, /* after_step= */ 0, out_step);
    }
    secret_wipe(&secret, sizeof(secret));
    return rc;
}

int factors_enable_totp(struct factors *factors, const struct accounts_user *user, struct str code,
                        struct arena *arena, struct factors_codes *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct factors_state state = {0};
    struct factors_codes unused = {0};
    int64_t step;
    int rc = db_begin(factors->db, &conn);
    if (rc == E_OK) {
        rc = factors_store_find(conn, user->id, arena, &state);
    }
    if (rc == E_OK) {
        rc = check_draft(factors, &state, user->id, code, &step);
    }
    if (rc == E_OK) {
        rc = factors_store_accept_draft(conn, user->id, step);
    }
    if (rc == E_OK) {
        rc = make_recovery(factors, conn, user->id, out);
    }
    if (rc == E_OK) {
        rc = factors_settle(factors, conn, user->id, arena, &unused);
    }
    if (rc == E_OK) {
        const struct factors_change change = {
            "account.add-factor", "totp", "An authenticator app was added",
            "an authenticator app was added to your account. From now on it "
            "is asked for a code when you log in."};
        rc = factors_note_change(conn, user, &change);
    }
    return rc < 0 ? rc : commit(factors, &conn);
}

int factors_disable_totp(struct factors *factors, const struct accounts_user *user,
                         struct arena *arena)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct factors_state state = {0};
    struct factors_codes unused = {0};
    int rc = db_begin(factors->db, &conn);
    if (rc == E_OK) {
        rc = factors_store_find(conn, user->id, arena, &state);
    }
    if (rc < 0 || (state.secret.n == 0 && state.draft.n == 0)) {
        return rc;
    }
    rc = factors_store_drop_secret(conn, user->id);
    if (rc == E_OK) {
        rc = factors_settle(factors, conn, user->id, arena, &unused);
    }
    if (rc == E_OK && state.secret.n > 0) {
        const struct factors_change change = {
            "account.remove-factor", "totp", "Your authenticator app was removed",
            "the authenticator app was removed from your account. Its codes "
            "are no longer taken."};
        rc = factors_note_change(conn, user, &change);
    }
    return rc < 0 ? rc : commit(factors, &conn);
}

/* ---- all at once ---- */

int factors_drop_all(struct db *db, struct str email, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct accounts_user user = {0};
    int rc = accounts_find_by_email(db, email, arena, &user, err);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? err_set(err, rc, "No account has this e-mail address.") : rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(db, &conn);
    if (rc == E_OK) {
        rc = factors_store_drop_all(conn, user.id);
    }
    if (rc == E_OK) {
        rc = accounts_set_two_factor(conn, user.id, false);
    }
    if (rc == E_OK) {
        rc = factors_mail_change(conn, &user, "Your second factors were removed",
                                 "whoever runs the server has removed all second factors from "
                                 "your account: your password alone logs in now.");
    }
    return rc < 0 ? rc : db_commit(&conn);
}
