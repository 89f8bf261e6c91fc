/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors in OpenAI's words, where it has some: clients decide by status and code what to do. */
#include "apps/openai/openai_int.h"

struct wording {
    int rc;
    int status;
    const char *type;
    const char *code;
};

static const char invalid[] = "invalid_request_error";
static const char failed[] = "server_error";

/* What is not here keeps its status and code. */
static const struct wording wordings[] = {
    {E_NOT_AUTHENTICATED, 401, invalid, NULL},
    {E_TOKEN_INVALID, 401, invalid, "invalid_api_key"},
    {E_INVALID, 400, invalid, NULL},
    {E_MALFORMED_JSON, 400, invalid, NULL},
    {E_NOT_FOUND, 404, invalid, "unknown_url"},
    {E_MODEL_UNKNOWN, 404, invalid, "model_not_found"},
    {E_CONTEXT, 400, invalid, "context_length_exceeded"},
    {E_USED_UP, 429, "insufficient_quota", "insufficient_quota"},
    {E_THROTTLED, 429, "rate_limit_error", "rate_limit_exceeded"},
};

static struct wording find_wording(int rc)
{
    for (size_t i = 0; i < ARRAY_LEN(wordings); i++) {
        if (wordings[i].rc == rc) {
            return wordings[i];
        }
    }
    int status = e_http_status(rc);
    return (struct wording){rc, status, status >= 500 ? failed : invalid, e_code(rc)};
}

/* Which member it is about, where it is about one. */
static const char *param_of(int rc, const struct err *err)
{
    if (rc == E_MODEL_UNKNOWN) {
        return "model";
    }
    if (rc == E_CONTEXT) {
        return "messages";
    }
    return err->field_count > 0 ? err->fields[0].name : NULL;
}

static void put_message(struct json_out *out, int rc, const struct err *err)
{
    json_key(out, "message");
    if (e_http_status(rc) == 500) {
        json_put_str(out, str_from(e_title(rc))); /* nothing of the inside */
        return;
    }
    if (err->field_count == 0) {
        json_put_str(out, str_from(err_text(err, rc)));
        return;
    }
    struct sb text;
    sb_init(&text, sizeof(err->fields[0]) + 8);
    sb_addf(&text, "'%s' %s.", err->fields[0].name, err->fields[0].text);
    json_put_str(out, sb_str(&text));
    sb_done(&text);
}

static int put(struct json_out *out, int rc, const struct err *err)
{
    const struct wording wording = find_wording(rc);
    json_begin_object(out);
    json_key(out, "error");
    json_begin_object(out);
    put_message(out, rc, err);
    json_kv_c(out, "type", wording.type);
    json_kv_c(out, "param", param_of(rc, err));
    json_kv_c(out, "code", wording.code);
    json_end_object(out);
    json_end_object(out);
    return wording.status;
}

int openai_put_error(struct req *rq, int rc, struct json_out *out)
{
    return put(out, rc, &rq->err);
}

void openai_write_error(struct json_out *out, int rc, const struct err *err)
{
    static const struct err none = {0};
    (void)put(out, rc, err != NULL ? err : &none);
}
