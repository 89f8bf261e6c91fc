/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "platform/portable/portable_int.h"

#define REAL_DECIMALS 9

/* ---- out ---- */

static void write_floats(struct json_out *out, struct str bytes)
{
    CLEANUP(sb_done) struct sb text;
    sb_init(&text, SIZE_MAX);
    base64_add(&text, bytes);
    json_put_str(out, sb_str(&text));
}

static void write_value(const struct portable_column *column, const struct db_rows *rows, int at,
                        struct json_out *out)
{
    if (db_col_is_null(rows, at)) {
        json_put_null(out);
        return;
    }
    switch (column->kind) {
    case PORTABLE_I64:
        json_put_i64(out, db_col_i64(rows, at));
        break;
    case PORTABLE_REAL:
        json_put_double(out, db_col_real(rows, at), REAL_DECIMALS);
        break;
    case PORTABLE_FLOATS:
        write_floats(out, db_col_text(rows, at));
        break;
    default:
        json_put_str(out, db_col_text(rows, at));
        break;
    }
}

int portable_write_row(const struct portable_table *table, const struct db_rows *rows,
                       struct sb *sb)
{
    struct json_out out;
    json_out_init(&out, sb);
    json_begin_object(&out);
    for (int i = 0; table->columns[i].kind != PORTABLE_END; i++) {
        json_key(&out, table->columns[i].name);
        write_value(&table->columns[i], rows, i, &out);
    }
    json_end_object(&out);
    sb_add_byte(sb, '\n');
    return sb->failed ? E_TOO_LARGE : E_OK;
}

/* ---- in ---- */

static int refuse(const struct portable_column *column, const char *why, struct err *err)
{
    return err_set(err, E_INVALID, "\"%s\" %s", column->name, why);
}

static int read_text(const struct portable_column *column, struct json_value value,
                     struct arena *arena, struct db_value *out, struct err *err)
{
    struct str text = json_text(value);
    if (!json_holds(value, JSON_STR)) {
        return refuse(column, "is no text", err);
    }
    bool is_json = column->kind == PORTABLE_JSON;
    if (is_json ? text.n > (size_t)column->max : utf8_length(text) > (size_t)column->max) {
        return refuse(column, "is too long", err);
    }
    if (is_json && !portable_is_json(text, JSON_VALUES_MAX)) {
        return refuse(column, "is not well-formed JSON", err);
    }
    *out = db_str(str_copy(arena, text));
    return E_OK;
}

static int read_number(const struct portable_column *column, struct json_value value,
                       struct db_value *out, struct err *err)
{
    double number = json_number(value, NAN);
    if (!(number >= 0 && number <= (double)column->max)) {
        return refuse(column, "is no number, or none that it can be", err);
    }
    if (column->kind == PORTABLE_REAL) {
        *out = db_real(number);
        return E_OK;
    }
    int64_t whole = json_i64(value, -1);
    *out = db_i64(whole);
    return whole < 0 ? refuse(column, "is no whole number", err) : E_OK;
}

static int read_id(const struct portable_column *column, struct json_value value,
                   struct db_value *out, struct err *err)
{
    struct uuid id;
    if (uuid_parse(json_text(value), &id) < 0) {
        return refuse(column, "is no id", err);
    }
    *out = db_id(id);
    return E_OK;
}

static int read_floats(const struct portable_column *column, struct json_value value,
                       struct arena *arena, struct db_value *out, struct err *err)
{
    struct str text = json_text(value);
    if (text.n / 4 * 3 > ((size_t)column->max + 1) * sizeof(float)) {
        return refuse(column, "is too long", err);
    }
    struct str bytes;
    if (base64_read(text, arena, (size_t)column->max * sizeof(float), &bytes) < 0 || bytes.n == 0 ||
        bytes.n % sizeof(float) != 0) {
        return refuse(column, "is no list of numbers", err);
    }
    for (size_t i = 0; i < bytes.n; i += sizeof(float)) {
        float number;
        memcpy(&number, bytes.p + i, sizeof(number));
        if (!isfinite(number)) {
            return refuse(column, "holds what is no number", err);
        }
    }
    *out = db_blob(bytes);
    return E_OK;
}

static int read_file_name(const struct portable_column *column, struct json_value value,
                          struct arena *arena, struct db_value *out, struct err *err)
{
    struct str name = json_text(value);
    if (name.n != BLOB_NAME_LENGTH) {
        return refuse(column, "is no name of a file", err);
    }
    *out = db_str(str_copy(arena, name));
    return E_OK;
}

static int read_value(const struct portable_column *column, struct json_value value,
                      struct arena *arena, struct db_value *out, struct err *err)
{
    if (!json_has(value)) {
        *out = db_null();
        return column->may_be_null ? E_OK : refuse(column, "is missing", err);
    }
    switch (column->kind) {
    case PORTABLE_TEXT:
    case PORTABLE_TAGGED:
    case PORTABLE_JSON:
        return read_text(column, value, arena, out, err);
    case PORTABLE_I64:
    case PORTABLE_REAL:
        return read_number(column, value, out, err);
    case PORTABLE_FLOATS:
        return read_floats(column, value, arena, out, err);
    case PORTABLE_ID:
    case PORTABLE_REF:
    case PORTABLE_REF_LATER:
        return read_id(column, value, out, err);
    case PORTABLE_FILE:
    case PORTABLE_JPEG:
        return read_file_name(column, value, arena, out, err);
    case PORTABLE_END:
        break;
    }
    ASSERT(!"a column has a kind");
}

int portable_read_row(const struct portable_table *table, struct str line, struct arena *arena,
                      struct db_value *values, struct err *err)
{
    if (json_count_values(line) > LINE_VALUES_MAX) {
        return err_set(err, E_INVALID, "has more in it than a row can have");
    }
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(line, &doc, NULL);
    if (rc < 0 || !json_holds_object(json_doc_root(doc))) {
        return err_set(err, E_INVALID, "is no JSON object");
    }
    for (size_t i = 0; table->columns[i].kind != PORTABLE_END; i++) {
        const struct portable_column *column = &table->columns[i];
        rc = read_value(column, json_get(json_doc_root(doc), column->name), arena, &values[i], err);
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}
