/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines that `assisti predict` prints. */
#include "base/utf8.h"
#include "cli/predict_int.h"

#define PREDICT_LINE_MAX (24 * MIB)

/* Names of files may be any bytes, JSON is UTF-8. */
static void put_path(struct json_out *out, const char *path)
{
    struct str name = str_from(path);
    struct sb readable;
    sb_init(&readable, 3 * name.n + 1);
    const bool valid = utf8_valid(name);
    for (size_t i = 0; i < name.n; i++) {
        if (valid || (unsigned char)name.p[i] < 0x80) {
            sb_add_byte(&readable, name.p[i]);
        } else {
            utf8_add(&readable, 0xfffd);
        }
    }
    json_kv_str(out, "file", sb_str(&readable));
    sb_done(&readable);
}

static void put_error(struct json_out *out, int rc, const char *detail)
{
    json_key(out, "error");
    json_begin_object(out);
    json_kv_c(out, "code", e_code(rc));
    json_kv_c(out, "title", e_title(rc));
    json_kv_i64(out, "status", e_http_status(rc));
    json_kv_c(out, "detail", detail);
    json_end_object(out);
}

/* What the worker has said, or what the classifier says of that. E_CONFLICT where they do not go together. */
static int put_result(struct json_out *out, const struct pool_outcome *outcome,
                      const struct classifier_learned *classifier, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct json_value root = outcome->result->root;
    struct classifier_answer own = {0};
    int rc = classifier != NULL ? classifiers_classify(classifier, root, arena, &own, err) : E_OK;
    if (rc < 0) {
        return rc;
    }
    json_kv_str(out, "label", classifier != NULL ? own.label : json_text(json_get(root, "label")));
    json_key(out, "confidence");
    if (classifier != NULL) {
        json_put_double(out, own.confidence, 4);
        json_kv_raw(out, "result", own.result);
    } else {
        json_put_value(out, json_get(root, "confidence"));
        json_key(out, "result");
        json_put_value(out, json_get(root, "result"));
    }
    json_kv_i64(out, "elapsed_ms", outcome->elapsed_ms);
    return E_OK;
}

char *predict_line(const char *path, const struct pool_outcome *outcome,
                   const struct classifier_learned *classifier, bool *out_failed)
{
    struct sb sb;
    struct json_out out;
    struct err err = {0};
    sb_init(&sb, PREDICT_LINE_MAX);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    put_path(&out, path);
    int rc = outcome->rc;
    const char *sentence = outcome->sentence;
    if (rc == E_OK) {
        rc = put_result(&out, outcome, classifier, &err);
        sentence = err_text(&err, rc);
    }
    if (rc < 0) {
        put_error(&out, rc, sentence);
    }
    json_end_object(&out);
    ASSERT(!sb.failed); /* a result has less than half of this, and names are short */
    *out_failed = rc < 0;
    return sb_steal(&sb);
}
