/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for pictures that come in an archive: what the server would not have written itself is refused. */
#include <sys/stat.h>
#include <unistd.h>

#include "apps/images/classifiers/classifiers.h"
#include "apps/images/images.h"
#include "apps/images/images_portable.h"
#include "base/file.h"

#define CLASSES_IN_WEIGHTS 7 /* column of the classifiers */
#define SPACE_OF_WEIGHTS   6
#define WEIGHTS            10

static bool is_one_of(struct str text, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (str_eq(text, str_from(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_null(const struct db_value *value)
{
    return value->kind == DB_NULL;
}

/* The type is what the file's first bytes say, its size what it has: the server gives files out by these. */
static int check_file(struct portable_import *import, struct str blob, bool takes_pdf,
                      struct db_value *type, struct db_value *bytes, struct err *err)
{
    CLEANUP(fd_closep) int fd = -1;
    char head[1024];
    struct stat stat;
    int rc = portable_open_file(import, blob, &fd);
    if (rc < 0) {
        return rc;
    }
    ssize_t n = pread(fd, head, sizeof(head), 0);
    if (n < 0 || fstat(fd, &stat) < 0) {
        return E_IO;
    }
    const char *found = record_type_sniff((struct str){head, (size_t)n}, takes_pdf);
    if (found == NULL || !str_eq(type->text, str_from(found))) {
        return err_set(err, E_INVALID, "\"type\" is not what its file is");
    }
    *bytes = db_i64((int64_t)stat.st_size);
    return E_OK;
}

/* ---- pictures ---- */

static void empty(struct db_value *values, const int *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[columns[i]] = db_null();
    }
}

/* Without anything found: a worker looks at it, once more or for the first time. */
static void make_queued(struct db_value *values)
{
    static const int found[] = {
        IMAGES_PORTABLE_WIDTH,      IMAGES_PORTABLE_HEIGHT,       IMAGES_PORTABLE_LABEL,
        IMAGES_PORTABLE_CONFIDENCE, IMAGES_PORTABLE_MODEL,        IMAGES_PORTABLE_ELAPSED,
        IMAGES_PORTABLE_ERROR_CODE, IMAGES_PORTABLE_ERROR_DETAIL, IMAGES_PORTABLE_THUMBNAIL,
        IMAGES_PORTABLE_RESULT,
    };
    values[IMAGES_PORTABLE_STATUS] = db_c("queued");
    empty(values, found, ARRAY_LEN(found));
}

static bool has_result(const struct db_value *values)
{
    const struct db_value *result = &values[IMAGES_PORTABLE_RESULT];
    return !is_null(result) && str_starts(result->text, STR("{")) &&
           !is_null(&values[IMAGES_PORTABLE_LABEL]) && !is_null(&values[IMAGES_PORTABLE_MODEL]);
}

static int check_status(struct db_value *values, struct err *err)
{
    static const char *const waiting[] = {"queued", "running", NULL};
    struct str status = values[IMAGES_PORTABLE_STATUS].text;
    if (is_one_of(status, waiting)) {
        make_queued(values);
        return E_OK;
    }
    if (str_eq(status, STR("done"))) {
        return has_result(values) ? E_OK
                                  : err_set(err, E_INVALID, "\"status\" is done without a result");
    }
    if (!str_eq(status, STR("failed")) || is_null(&values[IMAGES_PORTABLE_ERROR_CODE])) {
        return err_set(err, E_INVALID, "\"status\" is none that a picture can have");
    }
    int rc = e_from_code(values[IMAGES_PORTABLE_ERROR_CODE].text);
    values[IMAGES_PORTABLE_ERROR_CODE] = db_c(e_code(rc));
    if (is_null(&values[IMAGES_PORTABLE_ERROR_DETAIL])) {
        values[IMAGES_PORTABLE_ERROR_DETAIL] = db_c(e_title(rc));
    }
    return E_OK;
}

int images_portable_check_image(struct portable_import *import, struct db_value *values,
                                struct err *err)
{
    struct str app = values[IMAGES_PORTABLE_APP].text;
    if (!images_app_exists(app)) {
        return err_set(err, E_INVALID, "\"app\" is none that this Assisti has");
    }
    int rc = check_status(values, err);
    return rc < 0 ? rc
                  : check_file(import, values[IMAGES_PORTABLE_BLOB].text, str_eq(app, STR("ocr")),
                               &values[IMAGES_PORTABLE_TYPE], &values[IMAGES_PORTABLE_BYTES], err);
}

int images_portable_queue_image(struct portable_import *import, const struct db_value *values)
{
    int rc = record_index(portable_tx(import), values[IMAGES_PORTABLE_ID].id);
    if (rc < 0 || !str_eq(values[IMAGES_PORTABLE_STATUS].text, STR("queued"))) {
        return rc;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *worker = str_dup(arena, values[IMAGES_PORTABLE_APP].text); /* called like it */
    return job_add(portable_tx(import), worker, values[IMAGES_PORTABLE_ID].id,
                   portable_owner(import));
}

/* ---- classifiers ---- */

int images_portable_check_example(struct portable_import *import, struct db_value *values,
                                  struct err *err)
{
    static const char *const statuses[] = {"queued", "done", "failed", NULL};
    struct db_value *status = &values[EXAMPLES_PORTABLE_STATUS];
    if (!is_one_of(status->text, statuses)) {
        return err_set(err, E_INVALID, "\"status\" is none that an example can have");
    }
    bool is_whole = !is_null(&values[EXAMPLES_PORTABLE_EMBEDDING]) &&
                    !is_null(&values[EXAMPLES_PORTABLE_SPACE]);
    if (str_eq(status->text, STR("done")) && !is_whole) {
        *status = db_c("queued");
    }
    return check_file(import, values[EXAMPLES_PORTABLE_BLOB].text, /* takes_pdf= */ false,
                      &values[EXAMPLES_PORTABLE_TYPE], &values[EXAMPLES_PORTABLE_BYTES], err);
}

int images_portable_queue_example(struct portable_import *import, const struct db_value *values)
{
    if (!str_eq(values[EXAMPLES_PORTABLE_STATUS].text, STR("queued"))) {
        return E_OK;
    }
    return job_add(portable_tx(import), CLASSIFIERS_EXAMPLE_JOB, values[EXAMPLES_PORTABLE_ID].id,
                   portable_owner(import));
}

/* How many names a JSON list holds that classes can have; 0 where it is no such list. */
static size_t count_classes(struct str json)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse(json, &doc, NULL) < 0) {
        return 0;
    }
    size_t count = json_count(json_doc_root(doc));
    for (size_t i = 0; i < count; i++) {
        if (!json_holds(json_at(json_doc_root(doc), i), JSON_STR)) {
            return 0;
        }
    }
    return count <= CLASSIFIER_CLASSES_MAX ? count : 0;
}

int images_portable_check_classifier(struct portable_import *import, struct db_value *values,
                                     struct err *err)
{
    (void)import;
    if (is_null(&values[WEIGHTS])) {
        return E_OK;
    }
    bool is_whole = !is_null(&values[CLASSES_IN_WEIGHTS]) && !is_null(&values[SPACE_OF_WEIGHTS]);
    size_t classes = is_whole ? count_classes(values[CLASSES_IN_WEIGHTS].text) : 0;
    size_t floats = values[WEIGHTS].text.n / sizeof(float);
    if (classes < 2 || floats % classes != 0 || floats / classes < 2) {
        return err_set(err, E_INVALID, "\"weights\" do not go together with \"classes\"");
    }
    return E_OK;
}
