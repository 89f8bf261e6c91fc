/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the image applications goes with its owner to another Assisti: all but jobs, which are made anew. */
#include "apps/images/animals/animals.h"
#include "apps/images/classifiers/classifiers.h"
#include "apps/images/images_portable.h"

#define TIME_MAX     INT64_C(253402300799999) /* the end of the year 9999 */
#define NUMBER_MAX   INT64_C(1000000000)
#define BYTES_MAX    INT64_C(1000000000000)
#define IMAGES_MAX   INT64_C(5000000)
#define CLASSES_MAX  ((int64_t)CLASSIFIERS_MAX * CLASSIFIER_CLASSES_MAX)
#define EXAMPLES_MAX (CLASSES_MAX * CLASSIFIER_EXAMPLES_MAX)

/* ---- classifiers ---- */

static const char classifiers_select_sql[] =
    "SELECT id, name, revision, fitted, accuracy, error, space, classes, created, updated, weights"
    " FROM animal_classifiers WHERE owner = $1 ORDER BY id";

static const char classifiers_insert_sql[] =
    "INSERT INTO animal_classifiers (id, name, revision, fitted, accuracy, error, space, classes,"
    " created, updated, weights, owner)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

static const struct portable_column classifiers_columns[] = {
    {"id", PORTABLE_ID, false, 0},
    {"name", PORTABLE_TEXT, false, CLASSIFIER_NAME_MAX},
    {"revision", PORTABLE_I64, false, NUMBER_MAX},
    {"fitted", PORTABLE_I64, false, NUMBER_MAX},
    {"accuracy", PORTABLE_REAL, true, 1},
    {"error", PORTABLE_TEXT, true, 1000},
    {"space", PORTABLE_TEXT, true, 300},
    {"classes", PORTABLE_JSON, true, 64 * KIB},
    {"created", PORTABLE_I64, false, TIME_MAX},
    {"updated", PORTABLE_I64, false, TIME_MAX},
    {"weights", PORTABLE_FLOATS, true, (int64_t)CLASSIFIER_CLASSES_MAX *(MODEL_EMBEDDING_MAX + 1)},
    {0},
};

static const char classes_select_sql[] =
    "SELECT shown.classifier, shown.name, shown.position FROM animal_classes AS shown"
    " JOIN animal_classifiers AS own ON own.id = shown.classifier"
    " WHERE own.owner = $1 ORDER BY shown.classifier, shown.position";

static const char classes_insert_sql[] =
    "INSERT INTO animal_classes (classifier, name, position)"
    " SELECT $1, $2, $3 FROM animal_classifiers WHERE id = $1 AND owner = $4";

static const struct portable_column classes_columns[] = {
    {"classifier", PORTABLE_REF, false, 0},
    {"name", PORTABLE_TEXT, false, CLASSIFIER_NAME_MAX},
    {"position", PORTABLE_I64, false, NUMBER_MAX},
    {0},
};

static const char examples_select_sql[] =
    "SELECT shown.id, shown.classifier, shown.class, shown.blob, shown.bytes, shown.type,"
    " shown.status, shown.error_code, shown.error_detail, shown.thumbnail, shown.space,"
    " shown.created, shown.embedding FROM animal_examples AS shown"
    " JOIN animal_classifiers AS own ON own.id = shown.classifier"
    " WHERE own.owner = $1 ORDER BY shown.id";

static const char examples_insert_sql[] =
    "INSERT INTO animal_examples (id, classifier, class, blob, bytes, type, status, error_code,"
    " error_detail, thumbnail, space, created, embedding)"
    " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13"
    " FROM animal_classifiers WHERE id = $2 AND owner = $14";

static const struct portable_column examples_columns[] = {
    [EXAMPLES_PORTABLE_ID] = {"id", PORTABLE_ID, false, 0},
    [EXAMPLES_PORTABLE_CLASSIFIER] = {"classifier", PORTABLE_REF, false, 0},
    [EXAMPLES_PORTABLE_CLASS] = {"class", PORTABLE_TEXT, false, CLASSIFIER_NAME_MAX},
    [EXAMPLES_PORTABLE_BLOB] = {"blob", PORTABLE_FILE, false, 0},
    [EXAMPLES_PORTABLE_BYTES] = {"bytes", PORTABLE_I64, false, BYTES_MAX},
    [EXAMPLES_PORTABLE_TYPE] = {"type", PORTABLE_TEXT, false, 60},
    [EXAMPLES_PORTABLE_STATUS] = {"status", PORTABLE_TEXT, false, 20},
    [EXAMPLES_PORTABLE_ERROR_CODE] = {"error_code", PORTABLE_TEXT, true, 60},
    [EXAMPLES_PORTABLE_ERROR_DETAIL] = {"error_detail", PORTABLE_TEXT, true, 1000},
    [EXAMPLES_PORTABLE_THUMBNAIL] = {"thumbnail", PORTABLE_JPEG, true, 0},
    [EXAMPLES_PORTABLE_SPACE] = {"space", PORTABLE_TEXT, true, 300},
    [EXAMPLES_PORTABLE_CREATED] = {"created", PORTABLE_I64, false, TIME_MAX},
    [EXAMPLES_PORTABLE_EMBEDDING] = {"embedding", PORTABLE_FLOATS, true, MODEL_EMBEDDING_MAX},
    [EXAMPLES_PORTABLE_COUNT] = {0},
};

/* ---- pictures ---- */

static const char images_select_sql[] =
    "SELECT id, app, title, blob, bytes, type, options, width, height, status, label, confidence,"
    " model, elapsed_ms, error_code, error_detail, thumbnail, created, updated, result"
    " FROM images WHERE owner = $1 ORDER BY id";

static const char images_insert_sql[] =
    "INSERT INTO images (id, app, title, blob, bytes, type, options, width, height, status, label,"
    " confidence, model, elapsed_ms, error_code, error_detail, thumbnail, created, updated, result,"
    " owner) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
    " $18, $19, $20, $21)";

static const struct portable_column images_columns[] = {
    [IMAGES_PORTABLE_ID] = {"id", PORTABLE_ID, false, 0},
    [IMAGES_PORTABLE_APP] = {"app", PORTABLE_TEXT, false, 20},
    [IMAGES_PORTABLE_TITLE] = {"title", PORTABLE_TEXT, false, RECORD_TITLE_MAX},
    [IMAGES_PORTABLE_BLOB] = {"blob", PORTABLE_FILE, false, 0},
    [IMAGES_PORTABLE_BYTES] = {"bytes", PORTABLE_I64, false, BYTES_MAX},
    [IMAGES_PORTABLE_TYPE] = {"type", PORTABLE_TEXT, false, 60},
    [IMAGES_PORTABLE_OPTIONS] = {"options", PORTABLE_TAGGED, false, 300},
    [IMAGES_PORTABLE_WIDTH] = {"width", PORTABLE_I64, true, NUMBER_MAX},
    [IMAGES_PORTABLE_HEIGHT] = {"height", PORTABLE_I64, true, NUMBER_MAX},
    [IMAGES_PORTABLE_STATUS] = {"status", PORTABLE_TEXT, false, 20},
    [IMAGES_PORTABLE_LABEL] = {"label", PORTABLE_TEXT, true, 2 * MIB},
    [IMAGES_PORTABLE_CONFIDENCE] = {"confidence", PORTABLE_REAL, true, 1},
    [IMAGES_PORTABLE_MODEL] = {"model", PORTABLE_TEXT, true, 300},
    [IMAGES_PORTABLE_ELAPSED] = {"elapsed_ms", PORTABLE_I64, true, NUMBER_MAX},
    [IMAGES_PORTABLE_ERROR_CODE] = {"error_code", PORTABLE_TEXT, true, 60},
    [IMAGES_PORTABLE_ERROR_DETAIL] = {"error_detail", PORTABLE_TEXT, true, 1000},
    [IMAGES_PORTABLE_THUMBNAIL] = {"thumbnail", PORTABLE_JPEG, true, 0},
    [IMAGES_PORTABLE_CREATED] = {"created", PORTABLE_I64, false, TIME_MAX},
    [IMAGES_PORTABLE_UPDATED] = {"updated", PORTABLE_I64, false, TIME_MAX},
    [IMAGES_PORTABLE_RESULT] = {"result", PORTABLE_JSON, true, 8 * MIB},
    [IMAGES_PORTABLE_COUNT] = {0},
};

static const char pages_select_sql[] =
    "SELECT image_pages.image, image_pages.page, image_pages.blob FROM image_pages"
    " JOIN images ON images.id = image_pages.image WHERE images.owner = $1"
    " ORDER BY image_pages.image, image_pages.page";

static const char pages_insert_sql[] =
    "INSERT INTO image_pages (image, page, blob)"
    " SELECT $1, $2, $3 FROM images WHERE id = $1 AND owner = $4";

static const struct portable_column pages_columns[] = {
    {"image", PORTABLE_REF, false, 0},
    {"page", PORTABLE_I64, false, IPC_PAGES_MAX},
    {"blob", PORTABLE_JPEG, false, 0},
    {0},
};

/* ---- what networks and people say of them ---- */

static const char answers_select_sql[] =
    "SELECT image, space, label, name, confidence, result, corrected_by, similarity, embedding"
    " FROM animal_answers WHERE owner = $1 ORDER BY image";

static const char answers_insert_sql[] =
    "INSERT INTO animal_answers (image, space, label, name, confidence, result, corrected_by,"
    " similarity, embedding, owner) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

static const struct portable_column answers_columns[] = {
    {"image", PORTABLE_REF, false, 0},
    {"space", PORTABLE_TAGGED, false, 300},
    {"label", PORTABLE_TEXT, false, 200},
    {"name", PORTABLE_TEXT, false, 200},
    {"confidence", PORTABLE_REAL, false, 1},
    {"result", PORTABLE_JSON, false, MIB},
    {"corrected_by", PORTABLE_REF_LATER, true, 0},
    {"similarity", PORTABLE_REAL, true, 2}, /* a little over 1 by rounding */
    {"embedding", PORTABLE_FLOATS, true, MODEL_EMBEDDING_MAX},
    {0},
};

static const char corrections_select_sql[] =
    "SELECT image, id, label, name, created FROM animal_corrections WHERE owner = $1 ORDER BY id";

static const char corrections_insert_sql[] =
    "INSERT INTO animal_corrections (image, id, label, name, created, owner)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

static const struct portable_column corrections_columns[] = {
    {"image", PORTABLE_REF, false, 0},          {"id", PORTABLE_ID, false, 0},
    {"label", PORTABLE_TEXT, false, 200},       {"name", PORTABLE_TEXT, false, CORRECTION_NAME_MAX},
    {"created", PORTABLE_I64, false, TIME_MAX}, {0},
};

/* Classifiers first: the options of pictures name them. */
const struct portable_table images_portable[] = {
    {"classifiers", classifiers_select_sql, classifiers_insert_sql, classifiers_columns,
     CLASSIFIERS_MAX, images_portable_check_classifier, NULL},
    {"classifier-classes", classes_select_sql, classes_insert_sql, classes_columns, CLASSES_MAX,
     NULL, NULL},
    {"classifier-examples", examples_select_sql, examples_insert_sql, examples_columns,
     EXAMPLES_MAX, images_portable_check_example, images_portable_queue_example},
    {"images", images_select_sql, images_insert_sql, images_columns, IMAGES_MAX,
     images_portable_check_image, images_portable_queue_image},
    {"image-pages", pages_select_sql, pages_insert_sql, pages_columns, IMAGES_MAX, NULL, NULL},
    {"animal-answers", answers_select_sql, answers_insert_sql, answers_columns, IMAGES_MAX, NULL,
     NULL},
    {"animal-corrections", corrections_select_sql, corrections_insert_sql, corrections_columns,
     CORRECTIONS_MAX, NULL, NULL},
    {0},
};
