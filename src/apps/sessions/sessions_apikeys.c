/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys for programs: "ak_" and a random token. They act for their owner within their scopes, never as staff,
 * and never where accounts or log-ins are changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/sessions/sessions_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/audit/audit.h"
#include "platform/mail/mail.h"

#define KEY_START     "ak_"
#define PREFIX_LENGTH 9               /* characters that are shown later */
#define KNOWN_MAX     256             /* keys; a power of two */
#define KNOWN_MS      (2 * SECOND_MS) /* another process may have ended it */
#define USED_PAUSE_MS MINUTE_MS
#define API           "/api/v1"

struct known {
    struct crypt_digest digest;
    struct sessions_apikey key;
    int64_t read_ms;    /* 0: to be looked up */
    int64_t used_ms;    /* last use; 0: none that is not written */
    int64_t written_ms; /* when the last use was written */
};

struct sessions_apikeys {
    pthread_mutex_t lock;
    struct known known[KNOWN_MAX]; /* guarded by lock; the place is given by the digest */
    uint64_t forgotten;            /* guarded by lock; how often all was */
};

struct sessions_apikeys *sessions_apikeys_new(void)
{
    struct sessions_apikeys *keys = must_calloc(1, sizeof(*keys));
    pthread_mutex_init(&keys->lock, NULL);
    return keys;
}

void sessions_apikeys_free(struct sessions_apikeys *keys)
{
    if (keys != NULL) {
        pthread_mutex_destroy(&keys->lock);
        free(keys);
    }
}

void sessions_apikeys_forget(struct sessions_apikeys *keys)
{
    pthread_mutex_lock(&keys->lock);
    for (size_t i = 0; i < KNOWN_MAX; i++) {
        keys->known[i].read_ms = 0;
    }
    keys->forgotten++;
    pthread_mutex_unlock(&keys->lock);
}

/* ---- what they may ---- */

static bool is_below(struct str path, struct str folder)
{
    return str_starts(path, folder) && (path.n == folder.n || path.p[folder.n] == '/');
}

bool sessions_scopes_allow(unsigned scopes, const struct route *route)
{
    struct str path = str_from(route->path);
    bool reads = strcmp(route->method, "GET") == 0;
    if (route->who == AUTH_STAFF || is_below(path, STR(API "/auth")) ||
        is_below(path, STR(API "/admin")) || is_below(path, STR(API "/me/export"))) {
        return false;
    }
    if (!reads && is_below(path, STR(API "/me"))) {
        return false;
    }
    return (scopes & (reads ? SESSIONS_SCOPE_READ | SESSIONS_SCOPE_WRITE : SESSIONS_SCOPE_WRITE)) !=
           0;
}

/* ---- who bears one ---- */

bool sessions_is_apikey(struct str token)
{
    return str_starts(token, STR(KEY_START));
}

static struct known *place_of(struct sessions_apikeys *keys, const struct crypt_digest *digest)
{
    uint32_t start;
    memcpy(&start, digest->b, sizeof(start));
    return &keys->known[start & (KNOWN_MAX - 1)];
}

/* Where it finds none, *out_forgotten is for keep_known(). */
static bool find_known(struct sessions_apikeys *keys, const struct crypt_digest *digest,
                       int64_t now_ms, struct sessions_apikey *out, uint64_t *out_forgotten)
{
    pthread_mutex_lock(&keys->lock);
    struct known *known = place_of(keys, digest);
    bool found = known->read_ms != 0 && now_ms - known->read_ms < KNOWN_MS &&
                 crypt_digest_eq(&known->digest, digest);
    if (found) {
        known->used_ms = now_ms;
        *out = known->key;
    }
    *out_forgotten = keys->forgotten;
    pthread_mutex_unlock(&keys->lock);
    return found;
}

/* What was read before all was forgotten may have ended meanwhile: that is good for this request alone. */
static void keep_known(struct sessions_apikeys *keys, const struct crypt_digest *digest,
                       const struct sessions_apikey *key, int64_t now_ms, uint64_t forgotten)
{
    pthread_mutex_lock(&keys->lock);
    struct known *known = place_of(keys, digest);
    int64_t written_ms = uuid_eq(known->key.id, key->id) ? known->written_ms : 0;
    *known = (struct known){.digest = *digest,
                            .key = *key,
                            .read_ms = keys->forgotten == forgotten ? now_ms : 0,
                            .used_ms = now_ms,
                            .written_ms = written_ms};
    pthread_mutex_unlock(&keys->lock);
}

static int look_up(struct sessions *sessions, const struct crypt_digest *digest,
                   struct sessions_apikey *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(sessions->db, &conn);
    if (rc == E_OK) {
        rc = sessions_store_find_apikey(conn, digest, out);
    }
    return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
}

int sessions_authenticate_apikey(struct sessions *sessions, struct str token,
                                 const struct route *route, struct req_user *out)
{
    struct crypt_digest digest;
    struct sessions_apikey key = {0};
    int64_t now_ms = clock_now_ms();
    uint64_t forgotten;
    int rc = crypt_token_digest(str_sub(token, strlen(KEY_START), token.n), &digest);
    if (rc < 0) {
        return rc;
    }
    if (!find_known(sessions->apikeys, &digest, now_ms, &key, &forgotten)) {
        rc = look_up(sessions, &digest, &key);
        if (rc < 0) {
            return rc;
        }
        keep_known(sessions->apikeys, &digest, &key, now_ms, forgotten);
    }
    if (key.expires_ms != 0 && key.expires_ms <= now_ms) {
        return E_TOKEN_INVALID;
    }
    if (!sessions_scopes_allow(key.scopes, route)) {
        return E_SCOPE;
    }
    *out = (struct req_user){.id = key.owner, .is_key = true};
    return E_OK;
}

/* ---- last use ---- */

/* Copies what is to be written to `out`, and takes note that it is. */
static size_t take_used(struct sessions_apikeys *keys, int64_t now_ms,
                        struct sessions_apikey_use out[KNOWN_MAX])
{
    size_t count = 0;
    pthread_mutex_lock(&keys->lock);
    for (size_t i = 0; i < KNOWN_MAX; i++) {
        struct known *known = &keys->known[i];
        if (known->used_ms != 0 && now_ms - known->written_ms >= USED_PAUSE_MS) {
            out[count++] = (struct sessions_apikey_use){known->key.id, known->used_ms};
            known->used_ms = 0;
            known->written_ms = now_ms;
        }
    }
    pthread_mutex_unlock(&keys->lock);
    return count;
}

void sessions_apikeys_write_used(struct sessions *sessions, int64_t now_ms)
{
    struct sessions_apikey_use used[KNOWN_MAX];
    size_t count = take_used(sessions->apikeys, now_ms, used);
    if (count == 0) {
        return;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(sessions->db, &conn);
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        rc = sessions_store_use_apikey(conn, &used[i]);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc < 0) {
        log_debug("sessions.apikeys.use_not_written", LOG_C("why", e_code(rc)));
    }
}

/* ---- making and ending ---- */

/* Which one, not what it is called or can do. */
static int note(struct db_conn *conn, struct uuid owner, const char *action, struct uuid id)
{
    char detail[64];
    int n = snprintf(detail, sizeof(detail), "{\"id\":\"%s\"}", uuid_format(id).s);
    return audit_add_own(conn, owner, action, (struct str){detail, (size_t)n});
}

int sessions_make_apikey(struct sessions *sessions, const struct sessions_new_apikey *wanted,
                         struct arena *arena, struct sessions_apikey_row *out,
                         char out_key[SESSIONS_APIKEY_LENGTH + 1])
{
    char token[CRYPT_TOKEN_LENGTH + 1];
    struct crypt_digest digest = crypt_token_make(token);
    snprintf(out_key, SESSIONS_APIKEY_LENGTH + 1, KEY_START "%s", token);
    secret_wipe(token, sizeof(token));
    struct sessions_apikey_row row = {
        .id = uuid_new(),
        .name = wanted->name,
        .prefix = str_copy(arena, (struct str){out_key, PREFIX_LENGTH}),
        .scopes = wanted->scopes,
        .created_ms = clock_now_ms(),
        .expires_ms = wanted->expires_ms,
    };
    struct str email;
    int64_t count = 0;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(sessions->db, &conn);
    if (rc == E_OK) {
        rc = sessions_store_count_apikeys(conn, wanted->owner, arena, &count, &email);
    }
    if (rc == E_OK && count >= SESSIONS_APIKEYS_MAX) {
        return E_LIMIT_REACHED;
    }
    if (rc == E_OK) {
        rc = sessions_store_add_apikey(conn, wanted->owner, &row, &digest);
    }
    if (rc == E_OK) {
        rc = note(conn, wanted->owner, "account.add-key", row.id);
    }
    if (rc == E_OK) {
        rc = sessions_mail_apikey(conn, email, &row, arena);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(sessions->services->mail);
        *out = row;
    }
    return rc;
}

int sessions_end_apikeys(struct db_conn *conn, struct uuid user)
{
    return sessions_store_drop_apikeys(conn, user);
}

int sessions_drop_apikey(struct sessions *sessions, struct uuid owner, struct uuid id)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(sessions->db, &conn);
    if (rc == E_OK) {
        rc = sessions_store_drop_apikey(conn, owner, id);
    }
    if (rc == E_OK) {
        rc = note(conn, owner, "account.remove-key", id);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        sessions_apikeys_forget(sessions->apikeys);
    }
    return rc;
}
