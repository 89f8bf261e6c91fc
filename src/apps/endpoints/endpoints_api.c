/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/endpoints/endpoints_int.h"
#include "apps/sessions/sessions.h"
#include "base/clock.h"
#include "platform/audit/audit.h"

#define KIND "model-endpoints"

/* ---- out ---- */

static void write_listed(struct endpoints *endpoints, struct endpoint *endpoint,
                         struct json_out *out)
{
    pthread_mutex_lock(&endpoints->lock);
    json_key(out, "listed");
    json_begin_array(out);
    for (size_t i = 0; i < endpoint->listed.count; i++) {
        json_put_str(out, endpoint->listed.items[i].name);
    }
    json_end_array(out);
    if (endpoint->checked_ms > 0) {
        json_kv_time(out, "checked", endpoint->checked_ms);
    } else {
        json_kv_null(out, "checked");
    }
    json_kv_c(out, "problem", endpoint->problem[0] != '\0' ? endpoint->problem : NULL);
    pthread_mutex_unlock(&endpoints->lock);
}

static void write_available(struct req *rq, struct endpoint *endpoint, struct json_out *out)
{
    struct provider_models models;
    endpoints_list_models(rq->state, endpoint, rq->arena, &models);
    json_key(out, "available");
    json_begin_array(out);
    for (size_t i = 0; i < models.count; i++) {
        json_begin_object(out);
        json_kv_str(out, "name", models.items[i].name);
        json_kv_i64(out, "context_tokens", models.items[i].context_tokens);
        json_kv_bool(out, "sees", models.items[i].sees);
        json_kv_bool(out, "tools", models.items[i].uses_tools);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_times(const struct endpoints_row *row, struct json_out *out)
{
    if (row->created_ms == 0) {
        json_kv_null(out, "created");
        json_kv_null(out, "updated");
        return;
    }
    json_kv_time(out, "created", row->created_ms);
    json_kv_time(out, "updated", row->updated_ms);
}

static void write_endpoint(struct req *rq, struct endpoint *endpoint)
{
    const struct endpoints_row *row = &endpoint->row;
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_id(out, "id", row->id);
    json_kv_c(out, "source", uuid_eq(row->id, endpoints_configured) ? "configuration" : "database");
    json_kv_str(out, "name", row->name);
    json_kv_str(out, "base_url", row->base_url);
    json_kv_bool(out, "api_key_set", row->api_key.n > 0);
    json_kv_bool(out, "enabled", row->is_enabled);
    json_kv_raw(out, "models", row->models);
    json_kv_c(out, "default_model",
              row->default_model.n > 0 ? str_dup(rq->arena, row->default_model) : NULL);
    json_kv_raw(out, "model_settings", row->model_settings);
    write_listed(rq->state, endpoint, out);
    write_available(rq, endpoint, out);
    write_times(row, out);
    json_end_object(out);
}

/* The endpoint that the path names, to be given back. */
static int find(struct req *rq, struct endpoint **out)
{
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    if (rc < 0) {
        return rc;
    }
    *out = endpoints_find(rq->state, id);
    return *out != NULL ? E_OK : E_NOT_FOUND;
}

/* The same where it is to be changed. */
static int find_stored(struct req *rq, struct endpoint **out)
{
    int rc = find(rq, out);
    if (rc == E_OK && uuid_eq((*out)->row.id, endpoints_configured)) {
        return err_set(&rq->err, E_CONFLICT,
                       "This endpoint is set by the configuration of the server (openai_base_url), "
                       "and is changed there.");
    }
    return rc;
}

static int reply_with(struct req *rq, struct uuid id, int status)
{
    CLEANUP(endpoint_unrefp) struct endpoint *endpoint = endpoints_find(rq->state, id);
    if (endpoint == NULL) {
        return E_NOT_FOUND; /* somebody has removed it meanwhile */
    }
    write_endpoint(rq, endpoint);
    return req_reply(rq, status);
}

/* GET /admin/model-endpoints: the list has one page. */
int endpoints_api_list(struct req *rq)
{
    struct endpoints *endpoints = rq->state;
    struct endpoint *items[ENDPOINTS_MAX + 1];
    pthread_mutex_lock(&endpoints->lock);
    const size_t count = endpoints->count;
    for (size_t i = 0; i < count; i++) {
        items[i] = endpoint_ref(endpoints->items[i]);
    }
    pthread_mutex_unlock(&endpoints->lock);
    (void)req_list_begin(rq);
    for (size_t i = 0; i < count; i++) {
        write_endpoint(rq, items[i]);
        endpoint_unref(items[i]);
    }
    return req_reply_list_end(rq, NULL);
}

/* GET /admin/model-endpoints/:id */
int endpoints_api_get(struct req *rq)
{
    CLEANUP(endpoint_unrefp) struct endpoint *endpoint = NULL;
    int rc = find(rq, &endpoint);
    if (rc < 0) {
        return rc;
    }
    write_endpoint(rq, endpoint);
    return req_reply(rq, 200);
}

/* ---- in ---- */

static int audit(struct req *rq, struct db_conn *tx, const char *action, struct uuid id,
                 struct str detail)
{
    const struct uuid_text text = uuid_format(id);
    const struct audit_entry entry = {
        .actor = rq->user.id,
        .action = action,
        .target_kind = KIND,
        .target_id = str_from(text.s),
        .detail = detail,
    };
    return audit_add(tx, &entry);
}

/* The key as it is stored. */
static void seal(struct req *rq, struct endpoints_row *row)
{
    const struct endpoints *endpoints = rq->state;
    if (row->api_key.n == 0) {
        return;
    }
    const struct uuid_text id = uuid_format(row->id);
    const size_t bytes = row->api_key.n + CRYPT_SEAL_BYTES;
    uint8_t *sealed = arena_alloc(rq->arena, bytes);
    crypt_seal(&endpoints->key, str_from(id.s), row->api_key, sealed);
    row->api_key = (struct str){(const char *)sealed, bytes};
}

static int check_room(struct req *rq, bool is_new, const struct endpoints_row *row)
{
    struct endpoints *endpoints = rq->state;
    size_t stored = 0;
    bool is_taken = false;
    pthread_mutex_lock(&endpoints->lock);
    for (size_t i = 0; i < endpoints->count; i++) {
        const struct endpoints_row *other = &endpoints->items[i]->row;
        const bool is_configured = uuid_eq(other->id, endpoints_configured);
        stored += is_configured ? 0 : 1;
        is_taken = is_taken || (is_configured && str_eq_nocase(other->name, row->name));
    }
    pthread_mutex_unlock(&endpoints->lock);
    if (is_taken) {
        return E_CONFLICT;
    }
    return is_new && stored >= ENDPOINTS_MAX
               ? err_set(&rq->err, E_LIMIT_REACHED, "There may be at most %d model endpoints.",
                         ENDPOINTS_MAX)
               : E_OK;
}

/* With its row in the audit log. The row's key is plain, and sealed on the way. */
static int store(struct req *rq, bool is_new, struct endpoints_row *row, struct str changes)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = check_room(rq, is_new, row);
    seal(rq, row);
    if (rc == E_OK) {
        rc = db_begin(rq->services->db, &tx);
    }
    if (rc == E_OK) {
        rc = is_new ? endpoints_store_add(tx, row) : endpoints_store_set(tx, row);
    }
    if (rc == E_CONFLICT) {
        return err_set(&rq->err, E_CONFLICT, "There is a model endpoint of this name already.");
    }
    if (rc == E_OK) {
        rc = audit(rq, tx, is_new ? KIND ".add" : KIND ".change", row->id, changes);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* What it answers with is known when the reply is there; that it cannot be reached is no reason not to keep it. */
static int take_over(struct req *rq, struct uuid id)
{
    struct endpoints *endpoints = rq->state;
    int rc = endpoints_reload(endpoints, &rq->err);
    CLEANUP(endpoint_unrefp) struct endpoint *endpoint = endpoints_find(endpoints, id);
    if (rc == E_OK && endpoint != NULL && endpoint->row.is_enabled) {
        struct err ignored = {0};
        (void)endpoints_ask_models(endpoints, endpoint, &ignored); /* is shown as `problem` */
    }
    return rc;
}

static int save(struct req *rq, bool is_new, struct endpoints_row *row)
{
    struct str changes;
    int rc = endpoints_read_body(rq, is_new, row, &changes);
    if (rc == E_OK) {
        rc = sessions_require_proof(rq);
    }
    if (rc == E_OK) {
        row->updated_ms = clock_now_ms();
        rc = store(rq, is_new, row, changes);
    }
    return rc < 0 ? rc : take_over(rq, row->id);
}

/* POST /admin/model-endpoints */
int endpoints_api_add(struct req *rq)
{
    struct endpoints_row row = {
        .id = uuid_new(),
        .name = STR_EMPTY,
        .base_url = STR_EMPTY,
        .api_key = STR_EMPTY,
        .is_enabled = true,
        .models = STR("[]"),
        .default_model = STR_EMPTY,
        .model_settings = STR("{}"),
        .created_ms = clock_now_ms(),
    };
    int rc = save(rq, /* is_new= */ true, &row);
    return rc < 0 ? rc : reply_with(rq, row.id, 201);
}

/* PATCH /admin/model-endpoints/:id */
int endpoints_api_change(struct req *rq)
{
    CLEANUP(endpoint_unrefp) struct endpoint *endpoint = NULL;
    int rc = find_stored(rq, &endpoint);
    if (rc < 0) {
        return rc;
    }
    struct endpoints_row row = endpoint->row;
    rc = save(rq, /* is_new= */ false, &row);
    return rc < 0 ? rc : reply_with(rq, row.id, 200);
}

/* DELETE /admin/model-endpoints/:id */
int endpoints_api_drop(struct req *rq)
{
    CLEANUP(endpoint_unrefp) struct endpoint *endpoint = NULL;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = find_stored(rq, &endpoint);
    if (rc == E_OK) {
        rc = sessions_require_proof(rq);
    }
    if (rc == E_OK) {
        rc = db_begin(rq->services->db, &tx);
    }
    if (rc == E_OK) {
        rc = endpoints_store_drop(tx, endpoint->row.id);
    }
    if (rc == E_OK) {
        rc = audit(rq, tx, KIND ".delete", endpoint->row.id, STR_EMPTY);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc == E_OK) {
        rc = endpoints_reload(rq->state, &rq->err);
    }
    return rc < 0 ? rc : req_reply(rq, 204);
}

/* ---- the test ---- */

static void write_test(struct req *rq, struct endpoint *endpoint, int rc, const struct err *err,
                       int64_t elapsed_ms)
{
    struct provider_models models = {0};
    struct json_out *out = req_out(rq);
    if (rc == E_OK) {
        endpoints_list_models(rq->state, endpoint, rq->arena, &models);
    }
    json_begin_object(out);
    json_kv_bool(out, "ok", rc == E_OK);
    json_key(out, "models");
    json_begin_array(out);
    for (size_t i = 0; i < models.count; i++) {
        json_put_str(out, models.items[i].name);
    }
    json_end_array(out);
    json_kv_i64(out, "elapsed_ms", elapsed_ms);
    if (rc == E_OK) {
        json_kv_null(out, "error");
    } else {
        json_key(out, "error");
        json_begin_object(out);
        json_kv_c(out, "code", e_code(rc));
        json_kv_c(out, "detail", err_text(err, rc));
        json_end_object(out);
    }
    json_end_object(out);
}

static int note_test(struct req *rq, struct uuid id)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = audit(rq, tx, KIND ".test", id, STR_EMPTY);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* POST /admin/model-endpoints/:id/test */
int endpoints_api_test(struct req *rq)
{
    CLEANUP(endpoint_unrefp) struct endpoint *endpoint = NULL;
    int rc = find(rq, &endpoint);
    if (rc == E_OK) {
        rc = note_test(rq, endpoint->row.id);
    }
    if (rc < 0) {
        return rc;
    }
    struct err err = {0};
    const int64_t begun_ms = clock_mono_ms();
    rc = endpoints_ask_models(rq->state, endpoint, &err);
    write_test(rq, endpoint, rc, &err, clock_mono_ms() - begun_ms);
    return req_reply(rq, 200);
}
