/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of admin share. */
#pragma once

#include "apps/admin/admin.h"
#include "apps/resource/resource.h"
#include "platform/metrics/metrics.h"
#include "platform/portable/portable.h"

#define ADMIN_FILTERS_MAX 12
#define ADMIN_FIELDS_MAX  40

/* A descriptor, with what other applications add to it, and the statements that are made of it. */
struct admin_resource {
    const struct resource *descriptor;
    const struct app *app;                /* whose it is */
    const struct resource_field **fields; /* (field_count) */
    size_t field_count;
    size_t filter_count;
    bool is_searchable;
    const char *find_sql;
    const char *count_sql;
    const char *count_all_sql; /* the same where nothing is filtered or searched: an index answers it */
    const char *newest_sql; /* the list that nobody sorts */
    const char **up_sql;    /* (field_count); NULL where lists are not sorted by the field */
    const char **down_sql;  /* likewise */
};

/* The state of the application. */
struct admin {
    const struct services *services;
    struct http *http;
    struct arena *arena;
    struct admin_resource *resources; /* (resource_count); constant once the server answers */
    size_t resource_count;
    struct metrics_look look; /* of the last sample; the ticking thread's */
    int64_t sampled_ms;       /* likewise */
};

/* ---- the lists (admin_list_store.c) ---- */

/* Makes the statements. They are put together of the descriptor's constants, once, and live as long as the arena. */
void admin_compose(struct admin_resource *resource, struct arena *arena);

enum admin_order { ADMIN_NEWEST, ADMIN_UP, ADMIN_DOWN };

struct admin_query {
    struct db_value filters[ADMIN_FILTERS_MAX]; /* DB_NULL: not asked for */
    struct str q;                               /* empty: all */
    enum admin_order order;
    size_t sort; /* place of the field, where it is not ADMIN_NEWEST */
    bool has_cursor;
    struct uuid after;           /* the last row that was shown */
    struct db_value after_value; /* what it is sorted by */
    size_t limit;
};

/* A row as JSON, and what the next page begins behind. */
struct admin_row {
    struct uuid id;
    struct db_value value;
    struct str json;
};

struct admin_page {
    struct admin_row *rows;
    size_t count;
    bool has_more;
    int64_t total;
};

MUSTUSE int admin_store_list(struct db_conn *conn, const struct admin_resource *resource,
                             const struct admin_query *query, struct arena *arena,
                             struct admin_page *out);
/* One row as JSON. E_NOT_FOUND. */
MUSTUSE int admin_store_find(struct db_conn *conn, const struct admin_resource *resource,
                             struct uuid id, struct arena *arena, struct str *out);

/* Of what the list is sorted by: DB_TEXT, DB_I64 or DB_REAL. */
enum db_kind admin_key_kind(const struct admin_resource *resource, const struct admin_query *query);

/* ---- where pages go on (admin_cursor.c) ---- */

/* What the next page is asked for with. */
struct str admin_make_cursor(const struct admin_row *last, struct arena *arena);
/* Sets what `out` has of the cursor; E_INVALID_CURSOR for what admin_make_cursor() did not make of a list that is sorted by
 * a value of this kind. */
MUSTUSE int admin_read_cursor(struct str text, enum db_kind kind, struct arena *arena,
                              struct admin_query *out);

/* ---- what is asked for (admin_query.c) ---- */

MUSTUSE int admin_read_query(struct req *rq, const struct admin_resource *resource,
                             struct admin_query *out);
/* The body of a PATCH; E_INVALID names every member that may not be there, and why. */
MUSTUSE int admin_read_edits(struct req *rq, const struct admin_resource *resource,
                             struct resource_edits *out);

/* ---- acts (admin_act.c) ---- */

/* The resource that the path names; E_NOT_FOUND. */
MUSTUSE int admin_find_resource(struct req *rq, const struct admin_resource **out);
/* Makes one of what the body says; the new one and what is shown once are written to req_out(). */
MUSTUSE int admin_add(struct req *rq, const struct admin_resource *resource);
/* Does it to one of them, with its row in the audit log, in one transaction. */
MUSTUSE int admin_act(struct req *rq, const struct admin_resource *resource,
                      const struct resource_action *action, struct uuid id);
MUSTUSE int admin_change(struct req *rq, const struct admin_resource *resource, struct uuid id,
                         const struct resource_edits *edits);
const struct resource_action *admin_find_action(const struct admin_resource *resource,
                                                struct str name);
void *admin_state_of(struct req *rq, const struct admin_resource *resource);
/* E_PROOF_REQUIRED where acts like this one ask for it; NULL: settings, which do. */
MUSTUSE int admin_ask_proof(struct req *rq, const struct admin_resource *resource);
/* A row in the audit log about this request. */
MUSTUSE int admin_audit(struct req *rq, struct db_conn *tx, const char *action,
                        const char *target_kind, struct str target_id, struct str detail);

/* ---- content (admin_content_store.c) ---- */

struct admin_access {
    struct uuid id;
    struct uuid owner;
    struct uuid staff;
    struct str staff_name;
    struct str resource;
    struct uuid target;
    struct str title;
    struct str reason;
    int64_t created_ms;
};

/* Takes the name of the staff from their account. */
MUSTUSE int admin_store_add_access(struct db_conn *tx, struct admin_access *access,
                                   struct arena *arena);
/* Whether this member of staff has opened it since. */
MUSTUSE int admin_store_has_access(struct db_conn *conn, struct uuid staff, struct uuid target,
                                   int64_t since_ms);
struct admin_accesses {
    struct admin_access *items;
    size_t count;
    bool has_more;
};
MUSTUSE int admin_store_list_accesses(struct db_conn *conn, struct uuid owner,
                                      const struct req_page *page, struct arena *arena,
                                      struct admin_accesses *out);
struct admin_person {
    struct str email;
    struct str name; /* as they want to be called */
    bool has_factor;
};
MUSTUSE int admin_store_find_person(struct db_conn *conn, struct uuid id, struct arena *arena,
                                    struct admin_person *out);

/* ---- figures (admin_stats.c, admin_stats_store.c) ---- */

struct admin_totals {
    int64_t users;
    int64_t active_users;
    int64_t pictures;
    int64_t messages;
    int64_t jobs_queued;
    int64_t jobs_failed;
    int64_t storage_bytes;
};
/* `since_ms`: who was there after that is active. */
MUSTUSE int admin_store_totals(struct db_conn *conn, int64_t since_ms, struct admin_totals *out);

struct admin_sample {
    int64_t made_ms;
    int64_t users;
    int64_t pictures;
    int64_t messages;
    int64_t queued;
    int64_t requests;
    int64_t p50_us;
    int64_t p99_us;
};
MUSTUSE int admin_store_add_sample(struct db *db, const struct admin_sample *sample,
                                   int64_t keep_since_ms);
struct admin_samples {
    struct admin_sample *items;
    size_t count;
};
/* One for each span of so long, oldest first: counts as they were at its end, the longest queue, the mean of the medians
 * and the worst of the rest. */
MUSTUSE int admin_store_list_samples(struct db_conn *conn, int64_t since_ms, int64_t span_ms,
                                     struct arena *arena, struct admin_samples *out);
/* Keeps a sample where it is time. */
void admin_sample(struct admin *admin);

/* ---- settings (admin_settings.c) ---- */

/* Has what is set count everywhere. */
MUSTUSE int admin_apply_settings(struct admin *admin, struct err *err);

/* ---- tables ---- */

extern const struct route admin_routes[];

extern const struct resource admin_jobs_resource, admin_audit_resource;

/* ---- handlers ---- */

route_handler admin_api_list_mail, admin_api_test_mail;
route_handler admin_api_resources, admin_api_list, admin_api_add, admin_api_get, admin_api_patch,
    admin_api_delete, admin_api_act_one, admin_api_act, admin_api_export;
route_handler admin_api_open, admin_api_file, admin_api_accesses;
route_handler admin_api_get_settings, admin_api_patch_settings;
route_handler admin_api_stats;

/* ---- admin_portable_store.c ---- */

extern const struct portable_table admin_portable[];
