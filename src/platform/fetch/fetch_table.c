/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is there: calls by their numbers, and what is to be done with each. Whoever uses a table holds its lock. */
#include <stdlib.h>

#include "platform/fetch/fetch_int.h"

#define BUCKETS_MIN 64

static void ring_init(struct fetch_link *ring)
{
    ring->next = ring;
    ring->prev = ring;
}

static void unlink_call(struct fetch_call *call)
{
    call->link.prev->next = call->link.next;
    call->link.next->prev = call->link.prev;
}

static void link_last(struct fetch_link *ring, struct fetch_call *call)
{
    call->link.next = ring;
    call->link.prev = ring->prev;
    ring->prev->next = &call->link;
    ring->prev = &call->link;
}

void fetch_table_init(struct fetch_table *table, size_t calls_max)
{
    *table = (struct fetch_table){.bucket_count = BUCKETS_MIN};
    while (table->bucket_count < calls_max) {
        table->bucket_count *= 2;
    }
    table->buckets = must_calloc(table->bucket_count, sizeof(struct fetch_call *));
    ring_init(&table->added);
    ring_init(&table->running);
    ring_init(&table->cancelled);
}

void fetch_table_done(struct fetch_table *table)
{
    ASSERT(table->count == 0);
    free(table->buckets);
}

/* Numbers are handed out one after the other, so that they fill the buckets evenly by themselves. */
static struct fetch_call **bucket_of(const struct fetch_table *table, struct fetch_id id)
{
    return &table->buckets[id.number & (table->bucket_count - 1)];
}

void fetch_table_add(struct fetch_table *table, struct fetch_call *call)
{
    call->id.number = ++table->last_id;
    struct fetch_call **bucket = bucket_of(table, call->id);
    call->next_alike = *bucket;
    *bucket = call;
    link_last(&table->added, call);
    table->count++;
}

struct fetch_call *fetch_table_find(const struct fetch_table *table, struct fetch_id id)
{
    struct fetch_call *call = *bucket_of(table, id);
    while (call != NULL && call->id.number != id.number) {
        call = call->next_alike;
    }
    return call;
}

void fetch_table_move(struct fetch_call *call, struct fetch_link *ring)
{
    unlink_call(call);
    link_last(ring, call);
}

void fetch_table_drop(struct fetch_table *table, struct fetch_call *call)
{
    struct fetch_call **at = bucket_of(table, call->id);
    while (*at != call) {
        at = &(*at)->next_alike;
    }
    *at = call->next_alike;
    unlink_call(call);
    table->count--;
}

struct fetch_call *fetch_ring_first(const struct fetch_link *ring)
{
    return ring->next != ring ? (struct fetch_call *)(void *)ring->next : NULL;
}

void fetch_ring_join(struct fetch_link *to, struct fetch_link *from)
{
    for (struct fetch_call *call = fetch_ring_first(from); call != NULL;
         call = fetch_ring_first(from)) {
        fetch_table_move(call, to);
    }
}
