/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "apps/admin/admin_int.h"
#include "base/log.h"
#include "platform/audit/audit.h"
#include "platform/settings/settings.h"

/* ---- what there is to administer ---- */

static size_t count_fields(const struct resource *descriptor)
{
    size_t count = 0;
    while (descriptor->fields[count].name != NULL) {
        count++;
    }
    return count;
}

static void take_fields(struct admin_resource *resource, const struct resource *from)
{
    const size_t count = count_fields(from);
    for (size_t i = 0; i < count; i++) {
        ASSERT(resource->field_count < ADMIN_FIELDS_MAX);
        resource->fields[resource->field_count++] = &from->fields[i];
        resource->is_searchable =
            resource->is_searchable || (from->fields[i].flags & RESOURCE_SEARCHED) != 0;
    }
}

/* Calls for each descriptor of each application. */
static void for_each(struct admin *admin, void (*visit)(struct admin *admin, const struct app *app,
                                                        const struct resource *descriptor))
{
    for (const struct app *const *app = http_apps(admin->http); *app != NULL; app++) {
        for (const struct resource *const *r = (*app)->resources; r != NULL && *r != NULL; r++) {
            visit(admin, *app, *r);
        }
    }
}

static void count_one(struct admin *admin, const struct app *app, const struct resource *descriptor)
{
    (void)app;
    admin->resource_count += descriptor->extends == NULL ? 1 : 0;
}

static void take_one(struct admin *admin, const struct app *app, const struct resource *descriptor)
{
    if (descriptor->extends != NULL) {
        return;
    }
    struct admin_resource *resource = &admin->resources[admin->resource_count++];
    *resource = (struct admin_resource){.descriptor = descriptor, .app = app};
    resource->fields = arena_calloc(admin->arena, ADMIN_FIELDS_MAX, sizeof(void *));
    while (descriptor->filters != NULL &&
           descriptor->filters[resource->filter_count].name != NULL) {
        resource->filter_count++;
    }
    ASSERT(resource->filter_count <= ADMIN_FILTERS_MAX);
    take_fields(resource, descriptor);
}

static void extend_one(struct admin *admin, const struct app *app,
                       const struct resource *descriptor)
{
    (void)app;
    for (size_t i = 0; descriptor->extends != NULL && i < admin->resource_count; i++) {
        if (strcmp(admin->resources[i].descriptor->name, descriptor->extends) == 0) {
            take_fields(&admin->resources[i], descriptor);
        }
    }
}

static void gather(struct admin *admin)
{
    for_each(admin, count_one);
    admin->resources =
        arena_calloc(admin->arena, admin->resource_count + 1, sizeof(*admin->resources));
    admin->resource_count = 0;
    for_each(admin, take_one);
    for_each(admin, extend_one);
    for (size_t i = 0; i < admin->resource_count; i++) {
        admin_compose(&admin->resources[i], admin->arena);
    }
}

/* ---- who may ---- */

static int check_staff(void *context, const struct req_user *user, struct err *err)
{
    const struct admin *admin = context;
    if (settings_number(admin->services->settings, SETTING_STAFF_MUST_HAVE_FACTOR) == 0) {
        return E_OK;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct admin_person person = {0};
    int rc = db_read(admin->services->db, &conn);
    if (rc == E_OK) {
        rc = admin_store_find_person(conn, user->id, arena, &person);
    }
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
    }
    return person.has_factor ? E_OK
                             : err_set(err, E_FACTOR_REQUIRED,
                                       "Staff need a second factor here. Set one up in the "
                                       "settings of your account.");
}

/* ---- life ---- */

/* Noted where the database cannot reach: who rewrites the whole log cannot rewrite this. */
static void log_audit_head(const struct admin *admin)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct audit_head head = {0};
    if (db_read(admin->services->db, &conn) == E_OK &&
        audit_find_head(conn, arena, &head) == E_OK && head.number > 0) {
        log_info("audit.head", LOG_N("number", head.number), LOG_S("digest", head.digest));
    }
}

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    struct admin *admin = must_calloc(1, sizeof(*admin));
    admin->services = services;
    admin->http = http;
    admin->arena = arena_new();
    gather(admin);
    http_set_staff_check(http, check_staff, admin);
    int rc = admin_apply_settings(admin, err);
    if (rc < 0) { /* staff mend it while the rest works */
        log_warn("admin.settings", LOG_C("why", err_text(err, rc)));
    }
    log_audit_head(admin);
    *out_state = admin;
    return E_OK;
}

static void done(void *state)
{
    struct admin *admin = state;
    if (admin != NULL) {
        arena_free(admin->arena);
        free(admin);
    }
}

static void tick(void *state)
{
    admin_sample(state);
}

static const struct resource *const resources[] = {&admin_jobs_resource, &admin_audit_resource,
                                                   NULL};

const struct app admin_app = {
    .name = "admin",
    .routes = admin_routes,
    .portable = admin_portable,
    .init = init,
    .done = done,
    .resources = resources,
    .tick = tick,
};
