/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff send of an endpoint, checked. */
#include "apps/endpoints/endpoints_int.h"

struct body {
    struct str name;
    struct str base_url;
    struct str api_key;
    bool enabled;
    struct json_strs models;
    struct str default_model;
    struct str model_settings;
};

static const struct json_field fields[] = {
    {"name", JSON_STR, offsetof(struct body, name), false, 1, ENDPOINTS_NAME_MAX},
    {"base_url", JSON_STR, offsetof(struct body, base_url), false, 1, ENDPOINTS_URL_MAX},
    {"api_key", JSON_STR, offsetof(struct body, api_key), false, 0, ENDPOINTS_KEY_MAX},
    {"enabled", JSON_BOOL, offsetof(struct body, enabled), false, 0, 0},
    {"models", JSON_STRS, offsetof(struct body, models), false, 1, ENDPOINTS_MODEL_NAME_MAX},
    {"default_model", JSON_STR, offsetof(struct body, default_model), false, 0,
     ENDPOINTS_MODEL_NAME_MAX},
    {"model_settings", JSON_NESTED, offsetof(struct body, model_settings), false, 2, BODY_JSON},
    {0},
};

static bool has_control(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((uint8_t)text.p[i] < ' ' || text.p[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

/* Names stand before a slash where two endpoints have the same model. */
static void take_name(struct req *rq, struct str given, struct endpoints_row *row)
{
    const struct str name = str_trim(given);
    if (name.n == 0) {
        (void)err_field(&rq->err, "name", "must not be empty");
    } else if (has_control(name) || str_find_byte(name, '/') < name.n) {
        (void)err_field(&rq->err, "name", "must have no slash and no control characters");
    } else {
        row->name = name;
    }
}

/* People paste the whole address of a request, too. */
static struct str trim_url(struct str url)
{
    static const struct str tail = {"/chat/completions", 17};
    url = str_trim(url);
    while (url.n > 0 && url.p[url.n - 1] == '/') {
        url.n--;
    }
    return str_ends(url, tail) ? str_sub(url, 0, url.n - tail.n) : url;
}

static void take_url(struct req *rq, struct str given, struct endpoints_row *row)
{
    struct err why = {0};
    const struct str url = trim_url(given);
    if (fetch_check_near_url(rq->services->fetch, url, &why) < 0) {
        (void)err_field(&rq->err, "base_url", "%.140s", why.detail);
    } else if (str_find_byte(url, '?') < url.n) {
        (void)err_field(&rq->err, "base_url", "must have no question mark");
    } else {
        row->base_url = url;
    }
}

/* "https://host:port" of an address. */
static struct str origin_of(struct str url)
{
    size_t slashes = 0;
    size_t at = 0;
    while (at < url.n && slashes < 3) {
        slashes += url.p[at] == '/' ? 1 : 0;
        at += slashes < 3 ? 1 : 0;
    }
    return str_sub(url, 0, at);
}

/* A key goes to nobody but whom it was given for. */
static void take_key(struct req *rq, const struct body *body, struct str old_url,
                     struct endpoints_row *row)
{
    if (body->api_key.p == NULL) {
        if (row->api_key.n > 0 && !str_eq_nocase(origin_of(old_url), origin_of(row->base_url))) {
            (void)err_field(&rq->err, "api_key",
                            "must be given again, since the address is another server's");
        }
        return;
    }
    const struct str key = str_trim(body->api_key);
    if (has_control(key)) {
        (void)err_field(&rq->err, "api_key", "must not have control characters");
    }
    row->api_key = key;
}

static void take_models(struct req *rq, const struct json_strs *names, struct endpoints_row *row)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, BODY_JSON * 2);
    json_out_init(&out, &sb);
    json_begin_array(&out);
    for (size_t i = 0; i < names->count; i++) {
        const struct str name = str_trim(names->items[i]);
        bool is_again = false;
        for (size_t k = 0; k < i; k++) {
            is_again = is_again || str_eq(name, str_trim(names->items[k]));
        }
        if (name.n == 0 || name.n > ENDPOINTS_MODEL_NAME_MAX || has_control(name)) {
            (void)err_field(&rq->err, "models", "must hold names of models");
            return;
        }
        if (!is_again) {
            json_put_str(&out, name);
        }
    }
    json_end_array(&out);
    row->models = str_copy(rq->arena, sb_str(&sb));
}

static void take_default(struct req *rq, struct str given, struct endpoints_row *row)
{
    const struct str name = str_trim(given);
    if (has_control(name) || name.n > ENDPOINTS_MODEL_NAME_MAX) {
        (void)err_field(&rq->err, "default_model", "must be the name of a model");
        return;
    }
    row->default_model = name;
}

static void take_settings(struct req *rq, struct str given, struct endpoints_row *row)
{
    struct endpoints_models settings;
    if (endpoints_settings_read(given, rq->arena, &settings, &rq->err) == E_OK) {
        row->model_settings = given;
    }
}

/* The default has to be one of the models that staff allow. */
static void check_default(struct req *rq, const struct endpoints_row *row)
{
    struct endpoints_models chosen;
    endpoints_models_load(row->models, rq->arena, &chosen);
    bool is_there = chosen.count == 0 || row->default_model.n == 0;
    for (size_t i = 0; i < chosen.count && !is_there; i++) {
        is_there = str_eq(chosen.items[i].name, row->default_model);
    }
    if (!is_there) {
        (void)err_field(&rq->err, "default_model", "must be one of the models");
    }
}

static void take_all(struct req *rq, const struct body *body, struct endpoints_row *row)
{
    const struct str old_url = row->base_url;
    if (body->name.p != NULL) {
        take_name(rq, body->name, row);
    }
    if (body->base_url.p != NULL) {
        take_url(rq, body->base_url, row);
    }
    take_key(rq, body, old_url, row);
    row->is_enabled = body->enabled;
    if (body->models.items != NULL) {
        take_models(rq, &body->models, row);
    }
    if (body->default_model.p != NULL) {
        take_default(rq, body->default_model, row);
    }
    if (body->model_settings.p != NULL) {
        take_settings(rq, body->model_settings, row);
    }
    check_default(rq, row);
}

/* Where requests go is what an auditor asks for; the key is only said to have changed. */
static struct str describe(struct req *rq, const struct body *body,
                           const struct endpoints_row *before, const struct endpoints_row *row)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, BODY_JSON * 4);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_str(&out, "name", row->name);
    if (!str_eq(row->base_url, before->base_url)) {
        json_kv_str(&out, "base_url", row->base_url);
    }
    if (body->api_key.p != NULL) {
        json_kv_null(&out, "api_key");
    }
    if (row->is_enabled != before->is_enabled) {
        json_kv_bool(&out, "enabled", row->is_enabled);
    }
    if (!str_eq(row->models, before->models)) {
        json_kv_raw(&out, "models", row->models);
    }
    if (!str_eq(row->default_model, before->default_model)) {
        json_kv_str(&out, "default_model", row->default_model);
    }
    if (!str_eq(row->model_settings, before->model_settings)) {
        json_kv_raw(&out, "model_settings", row->model_settings);
    }
    json_end_object(&out);
    return str_copy(rq->arena, sb_str(&sb));
}

int endpoints_read_body(struct req *rq, bool is_new, struct endpoints_row *row,
                        struct str *out_changes)
{
    struct body body = {.enabled = row->is_enabled};
    const struct endpoints_row before = *row;
    int rc = req_json(rq, fields, &body);
    if (rc < 0) {
        return rc;
    }
    if (is_new && body.name.p == NULL) {
        (void)err_field(&rq->err, "name", "is required");
    }
    if (is_new && body.base_url.p == NULL) {
        (void)err_field(&rq->err, "base_url", "is required");
    }
    take_all(rq, &body, row);
    if (rq->err.rc < 0) {
        return rq->err.rc;
    }
    *out_changes = describe(rq, &body, &before, row);
    return E_OK;
}
