/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/embed.h"
#include "base/file.h"
#include "base/json.h"
#include "base/pages.h"
#include "model/model.h"

#define MANIFEST_MAX   (64 * KIB)
#define LABELS_MAX     (1 * MIB)
#define DRAWING_MAX    (256 * KIB)
#define MODELS_MAX     ((size_t)100)
#define VERSION_DIGITS 8

/* Written by tools/embed, sorted by name: "animals/manifest.json" and so on. */
extern const struct embed_file model_files[];
extern const size_t model_files_count;

bool model_is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        const char c = name.p[i];
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || (c == '-' && i > 0);
        if (!plain) {
            return false;
        }
    }
    return name.n > 0 && name.n <= MODEL_NAME_MAX;
}

/* ---- where the files are ---- */

static const struct embed_file *find_embedded(struct arena *arena, struct str name, struct str file)
{
    const char *path = arena_printf(arena, "%" STRF "/%" STRF, STRA(name), STRA(file));
    for (size_t i = 0; i < model_files_count; i++) {
        if (strcmp(model_files[i].name, path) == 0) {
            return &model_files[i];
        }
    }
    return NULL;
}

static bool is_embedded(struct arena *arena, struct str name)
{
    return find_embedded(arena, name, STR("manifest.json")) != NULL;
}

static int says(struct err *err, struct str file, int rc)
{
    const char *why = rc == E_NOT_FOUND   ? "is missing"
                      : rc == E_TOO_LARGE ? "is too large"
                                          : "cannot be read";
    return err_set(err, E_INVALID, "%" STRF " %s.", STRA(file), why);
}

/* A file of the model, in the program or in its folder. */
static int read_file(const char *folder, struct str name, struct str file, size_t bytes_max,
                     struct arena *arena, struct str *out)
{
    if (is_embedded(arena, name)) {
        const struct embed_file *found = find_embedded(arena, name, file);
        if (found == NULL) {
            return E_NOT_FOUND;
        }
        *out = (struct str){(const char *)found->bytes, found->n};
        return E_OK;
    }
    if (folder == NULL) {
        return E_NOT_FOUND;
    }
    const char *path = arena_printf(arena, "%s/%" STRF "/%" STRF, folder, STRA(name), STRA(file));
    return file_read_path(path, arena, bytes_max, out);
}

int model_read_network(const char *folder, const struct model *model, struct arena *arena,
                       struct str *out, struct err *err)
{
    int rc = read_file(folder, model->name, model->network_file, MODEL_NETWORK_MAX, arena, out);
    return rc < 0 ? says(err, model->network_file, rc) : E_OK;
}

void model_release_network(struct str file)
{
    for (size_t i = 0; i < model_files_count; i++) {
        if ((const char *)model_files[i].bytes == file.p) {
            pages_release(file.p, file.n);
        }
    }
}

int model_read_drawing(const char *folder, struct str model, const struct model_class *class,
                       struct arena *arena, struct str *out)
{
    const char *path = arena_printf(arena, "drawings/%" STRF ".svg", STRA(class->label));
    return read_file(folder, model, str_from(path), DRAWING_MAX, arena, out);
}

/* ---- the list ---- */

static void add_name(struct model_names *names, struct str name, struct arena *arena)
{
    for (size_t i = 0; i < names->count; i++) {
        if (str_eq(names->names[i], name)) {
            return;
        }
    }
    if (names->count < MODELS_MAX) {
        names->names[names->count++] = str_copy(arena, name);
    }
}

static int by_name(const void *a, const void *b)
{
    const struct str *x = a;
    const struct str *y = b;
    const int order = memcmp(x->p, y->p, size_min(x->n, y->n));
    return order != 0 ? order : (x->n > y->n) - (x->n < y->n);
}

void model_list(const char *folder, struct arena *arena, struct model_names *out)
{
    *out = (struct model_names){arena_calloc(arena, MODELS_MAX, sizeof(*out->names)), 0};
    for (size_t i = 0; i < model_files_count; i++) {
        struct str rest;
        struct str name = str_cut(str_from(model_files[i].name), '/', &rest);
        if (str_eq(rest, STR("manifest.json"))) {
            add_name(out, name, arena);
        }
    }
    const size_t own = out->count;
    DIR *dir = folder != NULL ? opendir(folder) : NULL;
    if (dir == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (model_is_name(str_from(entry->d_name))) {
            add_name(out, str_from(entry->d_name), arena);
        }
    }
    (void)closedir(dir); /* nothing was written through it */
    qsort(out->names + own, out->count - own, sizeof(*out->names), by_name);
}

/* ---- loading ---- */

/* FNV-1a, 64 bits (draft-eastlake-fnv-17): tells one network from the next, and nobody has to trust it. */
static uint64_t add_to_digest(uint64_t digest, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        digest = (digest ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
    }
    return digest;
}

static int digest_file(const char *path, struct arena *arena, char out[VERSION_DIGITS + 1])
{
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return E_NOT_FOUND;
    }
    char *buffer = arena_alloc(arena, 64 * KIB);
    uint64_t digest = UINT64_C(0xcbf29ce484222325);
    size_t total = 0;
    ssize_t n;
    while ((n = read(fd, buffer, 64 * KIB)) > 0) {
        digest = add_to_digest(digest, buffer, (size_t)n);
        total += (size_t)n;
        if (total > MODEL_NETWORK_MAX) {
            return E_TOO_LARGE;
        }
    }
    snprintf(out, VERSION_DIGITS + 1, "%08x", (unsigned)(digest ^ digest >> 32));
    return n < 0 || total == 0 ? E_IO : E_OK;
}

/* What tells one network of a model from the next. */
static int digest_network(const char *folder, struct str name, struct str file, struct arena *arena,
                          char out[VERSION_DIGITS + 1])
{
    const struct embed_file *embedded = find_embedded(arena, name, file);
    if (embedded != NULL) {
        snprintf(out, VERSION_DIGITS + 1, "%.*s", VERSION_DIGITS, embedded->hash);
        return E_OK;
    }
    if (folder == NULL || is_embedded(arena, name)) {
        return E_NOT_FOUND;
    }
    const char *path = arena_printf(arena, "%s/%" STRF "/%" STRF, folder, STRA(name), STRA(file));
    return digest_file(path, arena, out);
}

/* The version of a model with two networks changes with each of them. */
static int read_version(const char *folder, struct str name, struct arena *arena,
                        struct model *inout, struct err *err)
{
    char digits[VERSION_DIGITS + 1] = "";
    char more[VERSION_DIGITS + 1] = "";
    struct model *naming = inout->detector.naming;
    int rc = digest_network(folder, name, inout->network_file, arena, digits);
    if (rc < 0) {
        return says(err, inout->network_file, rc);
    }
    if (naming != NULL) {
        rc = digest_network(folder, name, naming->network_file, arena, more);
        if (rc < 0) {
            return says(err, naming->network_file, rc);
        }
    }
    const char *dash = naming != NULL ? "-" : "";
    inout->version =
        str_from(arena_printf(arena, "%" STRF "-%s%s%s", STRA(name), digits, dash, more));
    return E_OK;
}

static int read_labels(const char *folder, struct str name, struct arena *arena,
                       struct model *inout, struct err *err)
{
    struct str text;
    int rc = read_file(folder, name, inout->labels_file, LABELS_MAX, arena, &text);
    if (rc < 0) {
        return says(err, inout->labels_file, rc);
    }
    return str_ends(inout->labels_file, STR(".csv"))
               ? model_read_labels_csv(text, arena, &inout->labels, err)
               : model_read_labels_txt(text, arena, &inout->labels, err);
}

/* The labels of the network that names what is in a box: all, or those that the manifest lists. */
static int take_named(struct model *inout, struct arena *arena, struct err *err)
{
    const struct model_detector *detector = &inout->detector;
    struct model_labels *labels = &detector->naming->labels;
    *labels = inout->labels;
    if (detector->named_count == 0) {
        return E_OK;
    }
    labels->count = detector->named_count;
    labels->classes = arena_calloc(arena, labels->count, sizeof(*labels->classes));
    for (size_t i = 0; i < labels->count; i++) {
        const struct model_class *class = model_find_class(inout, detector->named[i]);
        if (class == NULL) {
            return err_set(err, E_INVALID, "manifest.json: the labels have no \"%" STRF "\".",
                           STRA(detector->named[i]));
        }
        labels->classes[i] = *class;
    }
    return E_OK;
}

/* The classes, as far as the labels decide them. */
static int take_labels(struct model *inout, struct arena *arena, struct err *err)
{
    struct model_detector *detector = &inout->detector;
    if (inout->kind == MODEL_CLASSIFIER && inout->labels.count < 2) {
        return err_set(err, E_INVALID, "The labels have fewer than two classes.");
    }
    if (inout->kind == MODEL_CLASSIFIER) {
        return E_OK;
    }
    if (detector->naming != NULL) {
        return take_named(inout, arena, err);
    }
    detector->class_count = inout->labels.count;
    detector->classes = arena_calloc(arena, inout->labels.count, sizeof(*detector->classes));
    for (size_t i = 0; i < inout->labels.count; i++) {
        detector->classes[i] = inout->labels.classes[i].label;
    }
    return E_OK;
}

const char *model_kind_name(enum model_kind kind)
{
    static const char *const names[] = {"classifier", "detector"};
    _Static_assert(ARRAY_LEN(names) == MODEL_KIND_COUNT, "one name per kind");
    return names[kind];
}

enum model_kind model_kind_of(const char *folder, struct str name)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct str text;
    if (!model_is_name(name) ||
        read_file(folder, name, STR("manifest.json"), MANIFEST_MAX, arena, &text) < 0 ||
        json_doc_parse(text, &doc, NULL) < 0) {
        return MODEL_CLASSIFIER;
    }
    const struct str kind = json_text(json_get(json_doc_root(doc), "kind"));
    return str_eq(kind, str_from(model_kind_name(MODEL_DETECTOR))) ? MODEL_DETECTOR
                                                                   : MODEL_CLASSIFIER;
}

static bool is_folder(const char *folder, struct str name, struct arena *arena)
{
    return folder != NULL &&
           access(arena_printf(arena, "%s/%" STRF, folder, STRA(name)), F_OK) == 0;
}

int model_load(const char *folder, struct str name, struct arena *arena, struct model *out,
               struct err *err)
{
    if (!model_is_name(name)) {
        return err_set(err, E_NOT_FOUND, "There is no such model.");
    }
    struct str text;
    int rc = read_file(folder, name, STR("manifest.json"), MANIFEST_MAX, arena, &text);
    if (rc == E_NOT_FOUND && !is_folder(folder, name, arena)) {
        return err_set(err, rc, "There is no model \"%" STRF "\".", STRA(name));
    }
    if (rc < 0) {
        return says(err, STR("manifest.json"), rc);
    }
    struct model model;
    rc = model_read_manifest(text, arena, &model, err);
    if (rc == E_OK && model.name.n > 0 && !str_eq(model.name, name)) {
        rc = err_set(err, E_INVALID,
                     "manifest.json: \"name\" must be that of its folder, \"%" STRF "\".",
                     STRA(name));
    }
    if (rc == E_OK) {
        rc = read_labels(folder, name, arena, &model, err);
    }
    if (rc == E_OK) {
        rc = take_labels(&model, arena, err);
    }
    if (rc == E_OK) {
        rc = read_version(folder, name, arena, &model, err);
    }
    if (rc < 0) {
        return rc;
    }
    model.name = str_copy(arena, name);
    model.title = model.title.n > 0 ? model.title : model.name;
    if (model.detector.naming != NULL) {
        model.detector.naming->name = model.name;
        /* A name of its own for what is kept of this network. */
        model.detector.naming->version =
            str_from(arena_printf(arena, "%" STRF "-classifier", STRA(model.version)));
    }
    *out = model;
    return E_OK;
}

/* ---- classes ---- */

const struct model_class *model_find_class(const struct model *model, struct str label)
{
    for (size_t i = 0; i < model->labels.count; i++) {
        if (str_eq(model->labels.classes[i].label, label)) {
            return &model->labels.classes[i];
        }
    }
    return NULL;
}

const struct model_class *model_find_name(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->labels.count; i++) {
        if (str_eq_nocase(model->labels.classes[i].name, name)) {
            return &model->labels.classes[i];
        }
    }
    return NULL;
}

bool model_has_group(const struct model_class *c)
{
    return c->group.n > 0 && !str_eq(c->group, STR("none"));
}

struct str model_group_name(struct str group, struct arena *arena)
{
    char *name = str_dup(arena, group);
    for (size_t i = 0; i < group.n; i++) {
        name[i] = name[i] == '_' ? '-' : name[i];
    }
    return (struct str){name, group.n};
}

void model_write_guess(struct json_out *out, struct str label, struct str name, double confidence)
{
    json_begin_object(out);
    json_kv_str(out, "label", label);
    json_kv_str(out, "name", name);
    json_key(out, "confidence");
    json_put_double(out, confidence, 4);
    json_end_object(out);
}
