/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a classifier of somebody's own says of a picture whose embedding is there. */
#include "apps/images/classifiers/classifiers_int.h"

#define RESULT_MAX (16 * KIB)
/* As models have it that do not say. */
#define DOUBTFUL 0.5

/* ---- loading ---- */

static int read_classes(struct str json, struct arena *arena, struct classifier_learned *out)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(json, &doc, NULL);
    if (rc < 0) {
        return rc;
    }
    const struct json_value list = json_doc_root(doc);
    out->class_count = json_count(list);
    out->classes = arena_calloc(arena, out->class_count, sizeof(*out->classes));
    for (size_t i = 0; i < out->class_count; i++) {
        out->classes[i] = str_copy(arena, json_text(json_at(list, i)));
    }
    return E_OK;
}

static int load(struct db_conn *conn, const struct classifier *classifier, struct arena *arena,
                struct classifier_learned *out)
{
    struct classifier_learned loaded = {.name = classifier->name, .space = classifier->space};
    struct str weights = {0};
    int rc = read_classes(classifier->classes, arena, &loaded);
    if (rc == E_OK) {
        rc = classifiers_store_weights(conn, classifier->id, arena, &weights);
    }
    if (rc < 0) {
        return rc;
    }
    const size_t row = loaded.class_count > 0 ? weights.n / sizeof(float) / loaded.class_count : 0;
    if (row < 2 || row * loaded.class_count * sizeof(float) != weights.n) {
        return E_INTERNAL; /* it was right when it was stored */
    }
    loaded.width = row - 1;
    loaded.weights = (const float *)(const void *)weights.p; /* an arena's copy is aligned */
    *out = loaded;
    return E_OK;
}

static int not_ready(struct err *err, const char *why)
{
    return err_set(err, E_NOT_READY, "This classifier %s.", why);
}

int classifiers_load(struct db_conn *conn, const struct classifier_wanted *wanted,
                     struct arena *arena, struct classifier_learned *out, struct err *err)
{
    struct classifier classifier = {0};
    int rc = classifiers_store_find(conn, wanted->owner, wanted->id, arena, &classifier);
    if (rc < 0) {
        return rc;
    }
    if (!classifier.has_weights) {
        return not_ready(err, "has learned nothing yet");
    }
    if (!str_eq(classifier.space, wanted->space)) {
        return not_ready(err, "was learned for another version of the model; have it learn again");
    }
    return load(conn, &classifier, arena, out);
}

int classifiers_find_named(struct db_conn *conn, struct str email, struct str name,
                           struct arena *arena, struct classifier_learned *out, struct err *err)
{
    struct uuid id = {0};
    int64_t count;
    struct classifier classifier = {0};
    int rc = classifiers_store_find_named(conn, email, name, &id, &count);
    if (rc == E_OK && count == 0) {
        rc = err_set(err, E_NOT_FOUND, "There is no classifier of this name.");
    }
    if (rc == E_OK && count > 1) {
        rc = err_set(err, E_CONFLICT,
                     "Several people have a classifier of this name: say whose, by --email.");
    }
    if (rc == E_OK) {
        rc = classifiers_store_find_any(conn, id, arena, &classifier);
    }
    if (rc < 0) {
        return rc;
    }
    return classifier.has_weights ? load(conn, &classifier, arena, out)
                                  : not_ready(err, "has learned nothing yet");
}

/* ---- answering ---- */

/* The classes in the order of their probabilities; as many as are shown. */
static size_t rank(const double *p, size_t count, size_t top[CLASSIFIERS_TOP])
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = kept;
        while (at > 0 && p[top[at - 1]] < p[i]) {
            at--;
        }
        if (at == CLASSIFIERS_TOP) {
            continue;
        }
        kept += kept < CLASSIFIERS_TOP;
        memmove(&top[at + 1], &top[at], (kept - 1 - at) * sizeof(*top));
        top[at] = i;
    }
    return kept;
}

static struct str write_result(const struct classifier_learned *classifier, const double *p,
                               const size_t *top, size_t count, int64_t looks, struct arena *arena)
{
    struct sb json;
    struct json_out out;
    sb_init(&json, RESULT_MAX);
    json_out_init(&out, &json);
    json_begin_object(&out);
    json_key(&out, "top");
    json_begin_array(&out);
    for (size_t i = 0; i < count; i++) {
        const struct str name = classifier->classes[top[i]];
        model_write_guess(&out, name, name, p[top[i]]);
    }
    json_end_array(&out);
    json_kv_null(&out, "group");
    json_kv_bool(&out, "doubtful", p[top[0]] < DOUBTFUL);
    json_kv_i64(&out, "looks", looks);
    json_kv_str(&out, "classifier", classifier->name);
    json_end_object(&out);
    ASSERT(!json.failed); /* five names of limited length */
    const struct str result = str_copy(arena, sb_str(&json));
    sb_done(&json);
    return result;
}

int classifiers_classify(const struct classifier_learned *classifier, struct json_value root,
                         struct arena *arena, struct classifier_answer *out, struct err *err)
{
    float *embedding;
    size_t width;
    int rc = model_read_floats(json_text(json_get(root, "embedding")), 1, MODEL_EMBEDDING_MAX,
                               arena, &embedding, &width);
    const bool is_same = str_eq(json_text(json_get(root, "model")), classifier->space);
    if (rc < 0 || !is_same || width != classifier->width) {
        return err_set(err, E_CONFLICT,
                       "The classifier was learned for another version of the model; have it "
                       "learn again.");
    }
    const struct model_linear linear = {classifier->weights, classifier->class_count, width};
    double *p = arena_calloc(arena, classifier->class_count, sizeof(*p));
    model_linear_apply(&linear, embedding, p);
    size_t top[CLASSIFIERS_TOP] = {0};
    const size_t count = rank(p, classifier->class_count, top);
    const int64_t looks = json_i64(json_get(json_get(root, "result"), "looks"), 1);
    *out = (struct classifier_answer){
        .label = classifier->classes[top[0]],
        .confidence = p[top[0]],
        .result = write_result(classifier, p, top, count, looks, arena),
    };
    return E_OK;
}
