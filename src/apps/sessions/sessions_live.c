/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "apps/accounts/accounts_int.h"
#include "base/clock.h"

#define KNOWN_MAX         1024                    /* tokens; a power of two */
#define REVOKED_MIN       64                      /* places; a power of two */
#define REVOKED_FORGET_MS (ACCESS_MS + MINUTE_MS) /* its last token has expired */

/* A token that was found good. */
struct known {
    struct crypt_digest token;
    struct accounts_claims claims; /* expires_s 0: the place is free */
};

/* A session that ended. */
struct revoked {
    struct uuid session;
    int64_t revoked_ms; /* 0: the place is free */
};

struct accounts_live {
    pthread_mutex_t lock;
    struct known known[KNOWN_MAX]; /* guarded by lock; the place is given by the digest */
    struct revoked *revoked;       /* guarded by lock; open addressing by the id's random end */
    size_t revoked_places;         /* guarded by lock */
    size_t revoked_count;          /* guarded by lock */
};

static void unlockp(pthread_mutex_t **lock)
{
    pthread_mutex_unlock(*lock);
}

struct accounts_live *accounts_live_new(void)
{
    struct accounts_live *live = must_calloc(1, sizeof(*live));
    pthread_mutex_init(&live->lock, NULL);
    live->revoked_places = REVOKED_MIN;
    live->revoked = must_calloc(live->revoked_places, sizeof(*live->revoked));
    return live;
}

void accounts_live_free(struct accounts_live *live)
{
    if (live == NULL) {
        return;
    }
    pthread_mutex_destroy(&live->lock);
    free(live->revoked);
    free(live);
}

/* The session's place, or the free one where it would stand. There is always a free one. */
static struct revoked *find_place(struct revoked *places, size_t count, struct uuid session)
{
    uint64_t end;
    memcpy(&end, session.b + 8, sizeof(end));
    size_t at = (size_t)end & (count - 1);
    while (places[at].revoked_ms != 0 && !uuid_eq(places[at].session, session)) {
        at = (at + 1) & (count - 1);
    }
    return &places[at];
}

/* Makes room by forgetting what is long over, and by growing where that is not enough. */
static void rebuild(struct accounts_live *live, int64_t now_ms)
{
    size_t kept = 0;
    for (size_t i = 0; i < live->revoked_places; i++) {
        kept += live->revoked[i].revoked_ms > now_ms - REVOKED_FORGET_MS ? 1 : 0;
    }
    size_t places = REVOKED_MIN;
    while (places < 4 * kept) {
        places *= 2;
    }
    struct revoked *table = must_calloc(places, sizeof(*table));
    for (size_t i = 0; i < live->revoked_places; i++) {
        const struct revoked *old = &live->revoked[i];
        if (old->revoked_ms > now_ms - REVOKED_FORGET_MS) {
            *find_place(table, places, old->session) = *old;
        }
    }
    free(live->revoked);
    live->revoked = table;
    live->revoked_places = places;
    live->revoked_count = kept;
}

void accounts_live_revoke(struct accounts_live *live, struct uuid session, int64_t revoked_ms)
{
    pthread_mutex_lock(&live->lock);
    CLEANUP(unlockp) pthread_mutex_t *locked = &live->lock;
    (void)locked;
    if (2 * (live->revoked_count + 1) > live->revoked_places) {
        rebuild(live, clock_now_ms());
    }
    struct revoked *place = find_place(live->revoked, live->revoked_places, session);
    live->revoked_count += place->revoked_ms == 0 ? 1 : 0;
    *place = (struct revoked){.session = session, .revoked_ms = revoked_ms};
}

static struct known *known_place(struct accounts_live *live, const struct crypt_digest *token)
{
    uint32_t start;
    memcpy(&start, token->b, sizeof(start));
    return &live->known[start & (KNOWN_MAX - 1)];
}

static bool find_known(struct accounts_live *live, const struct crypt_digest *token, int64_t now_s,
                       struct accounts_claims *out)
{
    pthread_mutex_lock(&live->lock);
    CLEANUP(unlockp) pthread_mutex_t *locked = &live->lock;
    (void)locked;
    const struct known *known = known_place(live, token);
    if (known->claims.expires_s <= now_s || !crypt_digest_eq(&known->token, token)) {
        return false;
    }
    *out = known->claims;
    return true;
}

static void keep_known(struct accounts_live *live, const struct crypt_digest *token,
                       const struct accounts_claims *claims)
{
    pthread_mutex_lock(&live->lock);
    *known_place(live, token) = (struct known){.token = *token, .claims = *claims};
    pthread_mutex_unlock(&live->lock);
}

static bool is_revoked(struct accounts_live *live, struct uuid session)
{
    pthread_mutex_lock(&live->lock);
    bool found = find_place(live->revoked, live->revoked_places, session)->revoked_ms != 0;
    pthread_mutex_unlock(&live->lock);
    return found;
}

int accounts_live_check(struct accounts_live *live, const struct accounts_keys *keys,
                        struct str token, int64_t now_ms, struct accounts_claims *out)
{
    /* The digest tells tokens apart in a time that says nothing about those that are known. */
    struct crypt_digest digest = crypt_hash(NULL, token);
    struct accounts_claims claims;
    if (!find_known(live, &digest, now_ms / SECOND_MS, &claims)) {
        int rc = accounts_jwt_read(keys, token, now_ms / SECOND_MS, &claims);
        if (rc < 0) {
            return rc;
        }
        keep_known(live, &digest, &claims);
    }
    if (is_revoked(live, claims.session)) {
        return E_TOKEN_INVALID;
    }
    *out = claims;
    return E_OK;
}
