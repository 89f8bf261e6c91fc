/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "apps/sessions/sessions_int.h"
#include "base/clock.h"

#define KNOWN_MAX     16384                   /* tokens; memory is used as they come */
#define KNOWN_WAYS    4                       /* places where each may stand */
#define BARS_MIN      64                      /* places; a power of two */
#define BAR_FORGET_MS (ACCESS_MS + MINUTE_MS) /* its last token has expired */

/* A token that was found good. */
struct known {
    struct crypt_digest token;
    struct sessions_claims claims; /* expires_s 0: the place is free */
};

/* What keeps tokens out: a session that ended, or a user whose epoch was raised. */
struct bar {
    struct uuid id;
    int64_t epoch;    /* tokens of an earlier one are refused; of a session all are */
    int64_t since_ms; /* 0: the place is free */
};

struct sessions_live {
    pthread_mutex_t lock;
    struct known known[KNOWN_MAX]; /* guarded by lock; the place is given by the digest */
    struct bar *bars;              /* guarded by lock; open addressing by the id's random end */
    size_t bar_places;             /* guarded by lock */
    size_t bar_count;              /* guarded by lock */
};

static void unlockp(pthread_mutex_t **lock)
{
    pthread_mutex_unlock(*lock);
}

struct sessions_live *sessions_live_new(void)
{
    struct sessions_live *live = must_calloc(1, sizeof(*live));
    pthread_mutex_init(&live->lock, NULL);
    live->bar_places = BARS_MIN;
    live->bars = must_calloc(live->bar_places, sizeof(*live->bars));
    return live;
}

void sessions_live_free(struct sessions_live *live)
{
    if (live == NULL) {
        return;
    }
    pthread_mutex_destroy(&live->lock);
    free(live->bars);
    free(live);
}

/* The bar of this id, or the free place where it would stand. There is always a free one. */
static struct bar *find_place(struct bar *places, size_t count, struct uuid id)
{
    uint64_t end;
    memcpy(&end, id.b + 8, sizeof(end));
    size_t at = (size_t)end & (count - 1);
    while (places[at].since_ms != 0 && !uuid_eq(places[at].id, id)) {
        at = (at + 1) & (count - 1);
    }
    return &places[at];
}

/* Makes room by forgetting what is long over, and by growing where that is not enough. */
static void rebuild(struct sessions_live *live, int64_t now_ms)
{
    size_t kept = 0;
    for (size_t i = 0; i < live->bar_places; i++) {
        kept += live->bars[i].since_ms > now_ms - BAR_FORGET_MS ? 1 : 0;
    }
    size_t places = BARS_MIN;
    while (places < 4 * kept) {
        places *= 2;
    }
    struct bar *table = must_calloc(places, sizeof(*table));
    for (size_t i = 0; i < live->bar_places; i++) {
        const struct bar *old = &live->bars[i];
        if (old->since_ms > now_ms - BAR_FORGET_MS) {
            *find_place(table, places, old->id) = *old;
        }
    }
    free(live->bars);
    live->bars = table;
    live->bar_places = places;
    live->bar_count = kept;
}

static void add_bar(struct sessions_live *live, const struct bar *bar)
{
    pthread_mutex_lock(&live->lock);
    CLEANUP(unlockp) pthread_mutex_t *locked = &live->lock;
    (void)locked;
    if (2 * (live->bar_count + 1) > live->bar_places) {
        rebuild(live, clock_now_ms());
    }
    struct bar *place = find_place(live->bars, live->bar_places, bar->id);
    live->bar_count += place->since_ms == 0 ? 1 : 0;
    /* Two who raise an epoch may tell of it in either order. */
    if (place->since_ms == 0 || place->epoch <= bar->epoch) {
        *place = *bar;
    }
}

void sessions_live_revoke(struct sessions_live *live, struct uuid session, int64_t revoked_ms)
{
    add_bar(live, &(struct bar){.id = session, .epoch = INT64_MAX, .since_ms = revoked_ms});
}

void sessions_live_raise(struct sessions_live *live, struct uuid user, int64_t epoch,
                         int64_t raised_ms)
{
    add_bar(live, &(struct bar){.id = user, .epoch = epoch, .since_ms = raised_ms});
}

/* The first of the places where a token may stand. */
static struct known *known_places(struct sessions_live *live, const struct crypt_digest *token)
{
    uint32_t start;
    memcpy(&start, token->b, sizeof(start));
    return &live->known[(size_t)start % (KNOWN_MAX / KNOWN_WAYS) * KNOWN_WAYS];
}

static bool find_known(struct sessions_live *live, const struct crypt_digest *token, int64_t now_s,
                       struct sessions_claims *out)
{
    pthread_mutex_lock(&live->lock);
    CLEANUP(unlockp) pthread_mutex_t *locked = &live->lock;
    (void)locked;
    const struct known *known = known_places(live, token);
    for (size_t i = 0; i < KNOWN_WAYS; i++) {
        if (known[i].claims.expires_s > now_s && crypt_digest_eq(&known[i].token, token)) {
            *out = known[i].claims;
            return true;
        }
    }
    return false;
}

/* In the place of the one that expires first. */
static void keep_known(struct sessions_live *live, const struct crypt_digest *token,
                       const struct sessions_claims *claims)
{
    pthread_mutex_lock(&live->lock);
    struct known *known = known_places(live, token);
    struct known *oldest = known;
    for (size_t i = 1; i < KNOWN_WAYS; i++) {
        oldest = known[i].claims.expires_s < oldest->claims.expires_s ? &known[i] : oldest;
    }
    *oldest = (struct known){.token = *token, .claims = *claims};
    pthread_mutex_unlock(&live->lock);
}

void sessions_live_know(struct sessions_live *live, struct str token,
                        const struct sessions_claims *claims)
{
    struct crypt_digest digest = crypt_hash(NULL, token);
    keep_known(live, &digest, claims);
}

void sessions_live_forget(struct sessions_live *live)
{
    pthread_mutex_lock(&live->lock);
    memset(live->known, 0, sizeof(live->known));
    pthread_mutex_unlock(&live->lock);
}

static bool is_barred(struct sessions_live *live, const struct sessions_claims *claims)
{
    pthread_mutex_lock(&live->lock);
    CLEANUP(unlockp) pthread_mutex_t *locked = &live->lock;
    (void)locked;
    const struct bar *of_user = find_place(live->bars, live->bar_places, claims->user);
    return find_place(live->bars, live->bar_places, claims->session)->since_ms != 0 ||
           (of_user->since_ms != 0 && claims->epoch < of_user->epoch);
}

int sessions_live_check(struct sessions_live *live, const struct sessions_keys *keys,
                        struct str token, int64_t now_ms, struct sessions_claims *out)
{
    /* The digest tells tokens apart in a time that says nothing about those that are known. */
    struct crypt_digest digest = crypt_hash(NULL, token);
    struct sessions_claims claims;
    if (!find_known(live, &digest, now_ms / SECOND_MS, &claims)) {
        int rc = sessions_jwt_read(keys, token, now_ms / SECOND_MS, &claims);
        if (rc < 0) {
            return rc;
        }
        keep_known(live, &digest, &claims);
    }
    if (is_barred(live, &claims)) {
        return E_TOKEN_INVALID;
    }
    *out = claims;
    return E_OK;
}
