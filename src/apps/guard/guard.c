/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/guard/guard_int.h"
#include "apps/sessions/sessions.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/settings/settings.h"

/* Within an hour, in multiples of the setting auth_per_minute, which is the same address's rate: an office
 * behind one address has many people who mistype, a machine that guesses is far beyond it. */
static const struct {
    int64_t by_address;
    int64_t in_all;
    const char *words;
} limits[] = {
    [GUARD_WRONG] = {5, 100, "Too many wrong passwords or codes"},
    [GUARD_SIGNUP] = {1, 10, "Too many new accounts"},
};
_Static_assert(ARRAY_LEN(limits) == GUARD_KIND_COUNT, "one row per kind");

/* What all limits are multiples of, as it is set now. */
static int64_t per_minute(const struct guard *guard)
{
    return guard->settings != NULL ? settings_number(guard->settings, SETTING_AUTH_PER_MINUTE)
                                   : guard->per_minute;
}

static struct guard_subject by_address(const struct guard *guard, enum guard_kind kind,
                                       struct str client)
{
    struct http_address address = http_address_of(client);
    struct str bytes = {(const char *)address.b, sizeof(address.b)};
    return (struct guard_subject){.kind = kind, .digest = crypt_hash(guard->pepper, bytes)};
}

static struct guard_subject in_all(const struct guard *guard, enum guard_kind kind)
{
    return (struct guard_subject){.kind = kind, .digest = crypt_hash(guard->pepper, STR_EMPTY)};
}

static int refuse(enum guard_kind kind, const struct guard_count *count, const char *from,
                  int64_t now_ms, struct err *err)
{
    int64_t wait_s = (count->since_ms + GUARD_WINDOW_MS - now_ms) / 1000 + 1;
    int rc = err_set(err, E_THROTTLED, "%s came from %s. Please wait %d minutes.",
                     limits[kind].words, from, (int)((wait_s + 59) / 60));
    if (err != NULL) {
        err->retry_after_s = (int)wait_s;
    }
    return rc;
}

int guard_check(struct guard *guard, enum guard_kind kind, struct str client, int64_t now_ms,
                struct err *err)
{
    struct guard_subject address = by_address(guard, kind, client);
    struct guard_subject all = in_all(guard, kind);
    struct guard_count of_address = {0};
    struct guard_count of_all = {0};
    bool is_at_home = false;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(guard->db, &conn);
    if (rc == E_OK) {
        rc = guard_store_find(conn, &address, now_ms - GUARD_WINDOW_MS, &of_address);
    }
    if (rc == E_OK) {
        rc = guard_store_find(conn, &all, now_ms - GUARD_WINDOW_MS, &of_all);
    }
    if (rc < 0) {
        return rc;
    }
    if (of_address.tries >= limits[kind].by_address * per_minute(guard)) {
        return refuse(kind, &of_address, "your network", now_ms, err);
    }
    if (of_all.tries < limits[kind].in_all * per_minute(guard)) {
        return E_OK;
    }
    rc = guard_store_is_at_home(conn, client, now_ms, &is_at_home);
    return rc < 0 || is_at_home ? rc : refuse(kind, &of_all, "everywhere", now_ms, err);
}

int guard_count(struct guard *guard, enum guard_kind kind, struct str client, int64_t now_ms)
{
    struct guard_subject address = by_address(guard, kind, client);
    struct guard_subject all = in_all(guard, kind);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(guard->db, &conn);
    if (rc == E_OK) {
        rc = guard_store_drop_old(conn, now_ms - GUARD_WINDOW_MS);
    }
    if (rc == E_OK) {
        rc = guard_store_add(conn, &address, now_ms - GUARD_WINDOW_MS, now_ms);
    }
    if (rc == E_OK) {
        rc = guard_store_add(conn, &all, now_ms - GUARD_WINDOW_MS, now_ms);
    }
    return rc < 0 ? rc : db_commit(&conn);
}

/* ---- for requests ---- */

int guard_admit(void *state, struct req *rq)
{
    return guard_check(state, GUARD_WRONG, rq->client, clock_now_ms(), &rq->err);
}

static void note_wrong(struct guard *guard, const struct req *rq)
{
    int rc = guard_count(guard, GUARD_WRONG, rq->client, clock_now_ms());
    if (rc < 0) {
        log_warn("guard.not_counted", LOG_C("why", e_code(rc)));
    }
}

void guard_judge(void *state, struct req *rq, int rc)
{
    if (rc != E_INVALID_CREDENTIALS && rc != E_INVALID_CODE) {
        return;
    }
    note_wrong(state, rq);
}

void guard_note_wrong(struct req *rq)
{
    note_wrong(http_app_state(rq->http, &guard_app), rq);
}

int guard_take_signup(struct req *rq)
{
    struct guard *guard = http_app_state(rq->http, &guard_app);
    int64_t now_ms = clock_now_ms();
    int rc = guard_check(guard, GUARD_SIGNUP, rq->client, now_ms, &rq->err);
    return rc < 0 ? rc : guard_count(guard, GUARD_SIGNUP, rq->client, now_ms);
}

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    (void)err;
    struct guard *guard = must_calloc(1, sizeof(*guard));
    guard->db = services->db;
    guard->pepper = sessions_pepper(http_app_state(http, &sessions_app));
    guard->settings = services->settings;
    *out_state = guard;
    return E_OK;
}

static void done(void *state)
{
    free(state);
}

static const struct route routes[] = {{0}};

const struct app guard_app = {
    .name = "guard",
    .routes = routes,
    .init = init,
    .done = done,
};
