/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/sessions/sessions_int.h"
#include "base/clock.h"
#include "platform/config/config.h"

/* What ended lately, so that a restart does not bring its access tokens back to life. */
static int load_live(struct sessions *sessions, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(sessions->db, &conn);
    if (rc == E_OK) {
        rc = sessions_store_load_live(conn, clock_now_ms() - ACCESS_MS, sessions->live);
    }
    return rc < 0 ? err_set(err, rc, "The sessions cannot be read.") : E_OK;
}

int sessions_new(const struct services *services, struct sessions **out, struct err *err)
{
    int rc = crypt_init(err);
    if (rc < 0) {
        return rc;
    }
    struct sessions *sessions = must_calloc(1, sizeof(*sessions));
    sessions->services = services;
    sessions->db = services->db;
    sessions->live = sessions_live_new();
    sessions->apikeys = sessions_apikeys_new();
    pthread_rwlock_init(&sessions->keys_lock, NULL);
    rc = sessions_keys_open(services->config->data, &sessions->keys, err);
    if (rc == E_OK) {
        sessions->pepper = sessions->keys.pepper;
        rc = load_live(sessions, err);
    }
    if (rc == E_OK) {
        rc = sessions_tick_start(sessions, err);
    }
    if (rc < 0) {
        sessions_free(sessions);
        return rc;
    }
    *out = sessions;
    return E_OK;
}

void sessions_free(struct sessions *sessions)
{
    if (sessions == NULL) {
        return;
    }
    sessions_tick_stop(sessions);
    sessions_live_free(sessions->live);
    sessions_apikeys_free(sessions->apikeys);
    pthread_rwlock_destroy(&sessions->keys_lock);
    secret_wipe(&sessions->keys, sizeof(sessions->keys));
    secret_wipe(&sessions->pepper, sizeof(sessions->pepper));
    free(sessions);
}

struct sessions *sessions_of(struct req *rq)
{
    return http_app_state(rq->http, &sessions_app);
}

const struct crypt_key *sessions_pepper(const struct sessions *sessions)
{
    return &sessions->pepper;
}

int sessions_authenticate_access(struct sessions *sessions, struct str token, struct req_user *out)
{
    struct sessions_claims claims;
    pthread_rwlock_rdlock(&sessions->keys_lock);
    int rc = sessions_live_check(sessions->live, &sessions->keys, token, clock_now_ms(), &claims);
    pthread_rwlock_unlock(&sessions->keys_lock);
    if (rc < 0) {
        return rc;
    }
    *out = (struct req_user){
        .id = claims.user,
        .session = claims.session,
        .is_staff = claims.is_staff,
    };
    return E_OK;
}

int sessions_authenticate(void *context, struct str token, const struct route *route,
                          struct req_user *out)
{
    return sessions_is_apikey(token) ? sessions_authenticate_apikey(context, token, route, out)
                                     : sessions_authenticate_access(context, token, out);
}

int sessions_is_at_home(struct db_conn *conn, struct uuid user, struct str client, bool *out)
{
    return sessions_store_is_at_home(conn, user, client, clock_now_ms(), out);
}

/* ---- proofs ---- */

int sessions_require_proof(struct req *rq)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(sessions_of(rq)->db, &conn);
    int64_t proved_ms = 0;
    if (rc == E_OK) {
        rc = sessions_store_find_proved(conn, rq->user.session, &proved_ms);
    }
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc; /* it ended a moment ago */
    }
    return clock_now_ms() - proved_ms <= PROOF_MS ? E_OK : E_PROOF_REQUIRED;
}

int sessions_note_proof(struct req *rq)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(sessions_of(rq)->db, &conn);
    if (rc == E_OK) {
        rc = sessions_store_set_proved(conn, rq->user.session, clock_now_ms());
    }
    return rc < 0 ? rc : db_commit(&conn);
}

/* ---- ending ---- */

int sessions_bump_epoch(struct db_conn *conn, struct uuid user, struct sessions_ended *out)
{
    struct sessions_ended ended = {.user = user, .when_ms = clock_now_ms()};
    int rc = sessions_store_raise_epoch(conn, user, ended.when_ms, &ended.epoch);
    if (rc == E_OK) {
        *out = ended;
    }
    return rc;
}

int sessions_end_all(struct db_conn *conn, struct uuid user, const struct uuid *but,
                     struct arena *arena, struct sessions_ended *out)
{
    struct sessions_ended ended = {.user = user, .when_ms = clock_now_ms()};
    int rc = but == NULL ? sessions_bump_epoch(conn, user, &ended) : E_OK;
    if (rc == E_OK) {
        rc = sessions_store_end_all(conn, user, but, arena, &ended);
    }
    if (rc == E_OK) {
        *out = ended;
    }
    return rc;
}

void sessions_tell_ended(struct sessions *sessions, const struct sessions_ended *ended)
{
    if (ended->epoch > 0) {
        sessions_live_raise(sessions->live, ended->user, ended->epoch, ended->when_ms);
        sessions_apikeys_forget(sessions->apikeys);
    }
    for (size_t i = 0; i < ended->count; i++) {
        sessions_live_revoke(sessions->live, ended->ids[i], ended->when_ms);
    }
}

int sessions_end(struct sessions *sessions, struct uuid session)
{
    int64_t now_ms = clock_now_ms();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(sessions->db, &conn);
    if (rc == E_OK) {
        rc = sessions_store_end(conn, session, now_ms);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        sessions_live_revoke(sessions->live, session, now_ms);
    }
    return rc;
}

int sessions_log_out(struct sessions *sessions, struct str refresh)
{
    struct crypt_digest digest;
    int rc = crypt_token_digest(refresh, &digest);
    if (rc < 0) {
        return rc;
    }
    struct sessions_refresh_row row = {0};
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(sessions->db, &conn);
        if (rc == E_OK) {
            rc = sessions_store_find_refresh(conn, &digest, &row);
        }
    }
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
    }
    return sessions_end(sessions, row.session);
}
