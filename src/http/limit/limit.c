/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "http/limit/limit.h"

#define SETS 1024
#define WAYS 8
/* A token is this many units, so that a millisecond at n a minute adds n units: no rounding. */
#define TOKEN_UNITS ((int64_t)60000)

struct bucket {
    uint8_t address[16];
    uint8_t class; /* counted from 1; 0: free */
    int64_t units;
    int64_t used_ms; /* when `units` was true */
};

struct limits {
    _Atomic int64_t per_minute[LIMIT_CLASS_COUNT];
    uint64_t seed; /* nobody outside can aim at a set */
    pthread_mutex_t lock;
    struct bucket sets[SETS][WAYS]; /* guarded by lock */
};

struct limits *limits_new(const int64_t per_minute[LIMIT_CLASS_COUNT])
{
    struct limits *limits = must_calloc(1, sizeof(*limits));
    for (size_t i = 0; i < LIMIT_CLASS_COUNT; i++) {
        atomic_store(&limits->per_minute[i], per_minute[i]);
    }
    random_bytes(&limits->seed, sizeof(limits->seed));
    pthread_mutex_init(&limits->lock, NULL);
    return limits;
}

void limits_free(struct limits *limits)
{
    if (limits != NULL) {
        pthread_mutex_destroy(&limits->lock);
        free(limits);
    }
}

void limits_set(struct limits *limits, enum limit_class class, int64_t per_minute)
{
    atomic_store(&limits->per_minute[class], per_minute);
}

bool limit_read_address(struct str text, uint8_t out[16])
{
    char copy[INET6_ADDRSTRLEN];
    memset(out, 0, 16);
    if (text.n == 0 || text.n >= sizeof(copy)) {
        return false;
    }
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    if (inet_pton(AF_INET, copy, out + 12) == 1) {
        out[10] = 0xff;
        out[11] = 0xff;
        return true;
    }
    if (inet_pton(AF_INET6, copy, out) != 1) {
        return false;
    }
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(out, mapped, sizeof(mapped)) != 0) {
        memset(out + 8, 0, 8);
    }
    return true;
}

bool limit_is_address(struct str text)
{
    uint8_t ignored[16];
    return limit_read_address(text, ignored);
}

/* The finalizer of MurmurHash3: each bit of the input changes half of the output. */
static uint64_t mix(uint64_t h)
{
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
    return h ^ h >> 33;
}

static size_t set_of(const struct limits *limits, const uint8_t address[16], uint8_t class)
{
    uint64_t halves[2];
    memcpy(halves, address, sizeof(halves));
    return (size_t)(mix(mix(limits->seed ^ class ^ halves[0]) ^ halves[1]) % SETS);
}

/* The address's bucket; a new one is full. */
static struct bucket *find_bucket(struct limits *limits, const uint8_t address[16], uint8_t class,
                                  int64_t now_ms)
{
    struct bucket *set = limits->sets[set_of(limits, address, class)];
    struct bucket *oldest = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].class == class && memcmp(set[i].address, address, 16) == 0) {
            return &set[i];
        }
        if (set[i].class == 0 || (oldest->class != 0 && set[i].used_ms < oldest->used_ms)) {
            oldest = &set[i];
        }
    }
    memcpy(oldest->address, address, 16);
    oldest->class = class;
    oldest->units = limits->per_minute[class - 1] * TOKEN_UNITS;
    oldest->used_ms = now_ms;
    return oldest;
}

int limit_take(struct limits *limits, enum limit_class class, struct str address, int64_t now_ms,
               int64_t *out_retry_ms)
{
    const int64_t per_minute = atomic_load(&limits->per_minute[class]);
    if (per_minute == 0) {
        return E_OK;
    }
    uint8_t key[16];
    (void)limit_read_address(address, key); /* all zero where it is none */

    pthread_mutex_lock(&limits->lock);
    struct bucket *bucket = find_bucket(limits, key, (uint8_t)(class + 1), now_ms);
    int64_t passed_ms = now_ms - bucket->used_ms;
    if (passed_ms > TOKEN_UNITS) {
        passed_ms = TOKEN_UNITS; /* a minute fills it, and more would overflow in the end */
    }
    bucket->units += passed_ms * per_minute;
    if (bucket->units > per_minute * TOKEN_UNITS) {
        bucket->units = per_minute * TOKEN_UNITS;
    }
    bucket->used_ms = now_ms;
    bool allowed = bucket->units >= TOKEN_UNITS;
    int64_t missing = TOKEN_UNITS - bucket->units;
    if (allowed) {
        bucket->units -= TOKEN_UNITS;
    }
    pthread_mutex_unlock(&limits->lock);
    if (allowed) {
        return E_OK;
    }
    *out_retry_ms = (missing + per_minute - 1) / per_minute;
    return E_THROTTLED;
}
