/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements of lists: put together once, when the server starts, of what descriptors say and the constants below.
 * Values are always bound. Each filter is there in every statement and counts where its parameter is not NULL, so
 * that a resource has one text for each way to sort, and no text is ever made for a request. Only how many rows there are
 * in all has a text without filters, since those would make the database look at every row. */
#include <string.h>

#include "apps/admin/admin_int.h"

#define TEXT_MAX (32 * KIB)

static const char select_sql[] = "SELECT ";
static const char count_sql[] = "SELECT COUNT(*)";

/* Parameters: filters from $1, then what is searched for, the value and the id to go on behind, and how many. */
struct places {
    size_t search;
    size_t value;
    size_t id;
    size_t limit;
};

static struct places places_of(const struct admin_resource *resource)
{
    const size_t n = resource->filter_count;
    return (struct places){n + 1, n + 2, n + 3, n + 4};
}

static void add_parameter(struct sb *sb, size_t place)
{
    sb_add_byte(sb, '$');
    sb_add_i64(sb, (int64_t)place);
}

/* ---- pieces ---- */

static void add_columns(struct sb *sb, const struct admin_resource *resource)
{
    sb_add_c(sb, resource->descriptor->id);
    for (size_t i = 0; i < resource->field_count; i++) {
        sb_add_c(sb, ", ");
        sb_add_c(sb, resource->fields[i]->column);
    }
}

static void add_filters(struct sb *sb, const struct admin_resource *resource)
{
    for (size_t i = 0; i < resource->filter_count; i++) {
        const struct resource_filter *filter = &resource->descriptor->filters[i];
        sb_add_c(sb, " AND (");
        add_parameter(sb, i + 1);
        sb_add_c(sb, " IS NULL OR ");
        sb_add_c(sb, filter->column);
        sb_add_byte(sb, ' ');
        sb_add_c(sb, filter->test);
        sb_add_byte(sb, ' ');
        add_parameter(sb, i + 1);
        sb_add_byte(sb, ')');
    }
}

static void add_search(struct sb *sb, const struct admin_resource *resource, size_t place)
{
    if (!resource->is_searchable) {
        return;
    }
    sb_add_c(sb, " AND (");
    add_parameter(sb, place);
    sb_add_c(sb, " IS NULL");
    for (size_t i = 0; i < resource->field_count; i++) {
        if ((resource->fields[i]->flags & RESOURCE_SEARCHED) != 0) {
            sb_add_c(sb, " OR LOWER(");
            sb_add_c(sb, resource->fields[i]->column);
            sb_add_c(sb, ") LIKE LOWER(");
            add_parameter(sb, place);
            sb_add_c(sb, ") ESCAPE '\\'");
        }
    }
    sb_add_byte(sb, ')');
}

static void add_all_rows(struct sb *sb, const struct admin_resource *resource, struct str tables)
{
    const struct resource *descriptor = resource->descriptor;
    sb_add_c(sb, " FROM ");
    sb_add(sb, tables);
    sb_add_c(sb, " WHERE (");
    sb_add_c(sb, descriptor->condition != NULL ? descriptor->condition : "1 = 1");
    sb_add_byte(sb, ')');
}

static void add_rows_wanted(struct sb *sb, const struct admin_resource *resource)
{
    add_all_rows(sb, resource, str_from(resource->descriptor->tables));
    add_filters(sb, resource);
    add_search(sb, resource, places_of(resource).search);
}

static bool is_number(enum resource_kind kind)
{
    switch (kind) {
    case RESOURCE_NUMBER:
    case RESOURCE_BYTES:
    case RESOURCE_REAL:
    case RESOURCE_BOOL:
    case RESOURCE_TIME:
        return true;
    case RESOURCE_TEXT:
    case RESOURCE_CHOICE:
    case RESOURCE_ID:
    case RESOURCE_JSON:
    case RESOURCE_KIND_COUNT:
        break;
    }
    return false;
}

/* What a list is sorted by: never NULL, and without regard to case. */
static const char *make_key(const struct resource_field *field, struct arena *arena)
{
    return is_number(field->kind) ? arena_printf(arena, "COALESCE(%s, 0)", field->column)
                                  : arena_printf(arena, "LOWER(COALESCE(%s, ''))", field->column);
}

/* Rows behind ($value, $id) in the order of (key, id). */
static void add_order(struct sb *sb, const struct admin_resource *resource, const char *key,
                      bool is_down)
{
    const char *id = resource->descriptor->id;
    const char *test = is_down ? " < " : " > ";
    const char *direction = is_down ? " DESC" : "";
    const struct places places = places_of(resource);
    sb_add_c(sb, " AND (");
    add_parameter(sb, places.value);
    sb_add_c(sb, " IS NULL OR ");
    sb_add_c(sb, key);
    sb_add_c(sb, test);
    add_parameter(sb, places.value);
    sb_add_c(sb, " OR (");
    sb_add_c(sb, key);
    sb_add_c(sb, " = ");
    add_parameter(sb, places.value);
    sb_add_c(sb, " AND ");
    sb_add_c(sb, id);
    sb_add_c(sb, test);
    add_parameter(sb, places.id);
    sb_add_c(sb, ")) ORDER BY ");
    sb_add_c(sb, key);
    sb_add_c(sb, direction);
    sb_add_c(sb, ", ");
    sb_add_c(sb, id);
    sb_add_c(sb, direction);
    sb_add_c(sb, " LIMIT ");
    add_parameter(sb, places.limit);
}

/* ---- statements ---- */

static const char *keep(struct sb *sb, struct arena *arena)
{
    ASSERT(!sb->failed); /* descriptors are our own */
    const char *text = str_dup(arena, sb_str(sb));
    sb_done(sb);
    return text;
}

static const char *make_list(const struct admin_resource *resource, const char *key, bool is_down,
                             struct arena *arena)
{
    struct sb sb;
    sb_init(&sb, TEXT_MAX);
    sb_add_c(&sb, select_sql);
    add_columns(&sb, resource);
    sb_add_c(&sb, ", ");
    sb_add_c(&sb, key);
    add_rows_wanted(&sb, resource);
    add_order(&sb, resource, key, is_down);
    return keep(&sb, arena);
}

static const char *make_find(const struct admin_resource *resource, struct arena *arena)
{
    const struct resource *descriptor = resource->descriptor;
    struct sb sb;
    sb_init(&sb, TEXT_MAX);
    sb_add_c(&sb, select_sql);
    add_columns(&sb, resource);
    sb_add_c(&sb, " FROM ");
    sb_add_c(&sb, descriptor->tables);
    sb_add_c(&sb, " WHERE ");
    sb_add_c(&sb, descriptor->id);
    sb_add_c(&sb, " = $1 AND (");
    sb_add_c(&sb, descriptor->condition != NULL ? descriptor->condition : "1 = 1");
    sb_add_byte(&sb, ')');
    return keep(&sb, arena);
}

static const char *make_count(const struct admin_resource *resource, struct arena *arena)
{
    struct sb sb;
    sb_init(&sb, TEXT_MAX);
    sb_add_c(&sb, count_sql);
    add_rows_wanted(&sb, resource);
    return keep(&sb, arena);
}

/* What is joined makes no more rows and no fewer, and SQLite would look for each. */
static const char *make_count_all(const struct admin_resource *resource, struct arena *arena)
{
    const char *tables = resource->descriptor->tables;
    const char *joined = strstr(tables, " LEFT JOIN ");
    struct sb sb;
    sb_init(&sb, TEXT_MAX);
    sb_add_c(&sb, count_sql);
    add_all_rows(&sb, resource,
                 joined != NULL ? (struct str){tables, (size_t)(joined - tables)}
                                : str_from(tables));
    return keep(&sb, arena);
}

void admin_compose(struct admin_resource *resource, struct arena *arena)
{
    const struct resource *descriptor = resource->descriptor;
    resource->find_sql = make_find(resource, arena);
    resource->count_sql = make_count(resource, arena);
    resource->count_all_sql = make_count_all(resource, arena);
    resource->newest_sql =
        make_list(resource, descriptor->newest != NULL ? descriptor->newest : descriptor->id,
                  /* is_down= */ true, arena);
    resource->up_sql = arena_calloc(arena, resource->field_count + 1, sizeof(char *));
    resource->down_sql = arena_calloc(arena, resource->field_count + 1, sizeof(char *));
    for (size_t i = 0; i < resource->field_count; i++) {
        if ((resource->fields[i]->flags & RESOURCE_SORTS) != 0) {
            const char *key = make_key(resource->fields[i], arena);
            resource->up_sql[i] = make_list(resource, key, /* is_down= */ false, arena);
            resource->down_sql[i] = make_list(resource, key, /* is_down= */ true, arena);
        }
    }
}

/* ---- rows ---- */

static void write_value(struct json_out *out, const struct resource_field *field,
                        const struct db_rows *rows, int column)
{
    if (db_col_is_null(rows, column)) {
        json_kv_null(out, field->name);
        return;
    }
    switch (field->kind) {
    case RESOURCE_NUMBER:
    case RESOURCE_BYTES:
        json_kv_i64(out, field->name, db_col_i64(rows, column));
        return;
    case RESOURCE_REAL:
        json_key(out, field->name);
        json_put_double(out, db_col_real(rows, column), 4);
        return;
    case RESOURCE_BOOL:
        json_kv_bool(out, field->name, db_col_bool(rows, column));
        return;
    case RESOURCE_TIME:
        json_kv_time(out, field->name, db_col_i64(rows, column));
        return;
    case RESOURCE_JSON:
        json_kv_raw(out, field->name, db_col_text(rows, column));
        return;
    case RESOURCE_TEXT:
    case RESOURCE_CHOICE:
    case RESOURCE_ID:
    case RESOURCE_KIND_COUNT:
        break;
    }
    json_kv_str(out, field->name, db_col_text(rows, column));
}

static struct str write_row(const struct admin_resource *resource, const struct db_rows *rows,
                            struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, 1 * MIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_id(&out, "id", db_col_id(rows, 0));
    for (size_t i = 0; i < resource->field_count; i++) {
        write_value(&out, resource->fields[i], rows, (int)i + 1);
    }
    json_end_object(&out);
    return sb.failed ? STR("null") : str_copy(arena, sb_str(&sb));
}

enum db_kind admin_key_kind(const struct admin_resource *resource, const struct admin_query *query)
{
    if (query->order == ADMIN_NEWEST) {
        return resource->descriptor->newest != NULL ? DB_I64 : DB_TEXT;
    }
    const enum resource_kind kind = resource->fields[query->sort]->kind;
    if (kind == RESOURCE_REAL) {
        return DB_REAL;
    }
    return is_number(kind) ? DB_I64 : DB_TEXT;
}

static struct db_value read_key(const struct admin_resource *resource,
                                const struct admin_query *query, const struct db_rows *rows,
                                struct arena *arena)
{
    const int column = (int)resource->field_count + 1;
    const enum db_kind kind = admin_key_kind(resource, query);
    if (kind == DB_TEXT) {
        return db_str(db_col_copy(rows, column, arena));
    }
    return kind == DB_REAL ? db_real(db_col_real(rows, column)) : db_i64(db_col_i64(rows, column));
}

/* ---- queries ---- */

struct parameters {
    struct db_value values[ADMIN_FILTERS_MAX + 5];
};

static void bind(const struct admin_resource *resource, const struct admin_query *query,
                 struct arena *arena, struct parameters *out)
{
    const struct places places = places_of(resource);
    memcpy(out->values, query->filters, resource->filter_count * sizeof(out->values[0]));
    out->values[places.search - 1] =
        query->q.n > 0 ? db_str(db_pattern(arena, query->q)) : db_null();
    out->values[places.value - 1] = query->has_cursor ? query->after_value : db_null();
    out->values[places.id - 1] = query->has_cursor ? db_id(query->after) : db_null();
    out->values[places.limit - 1] = db_i64((int64_t)query->limit + 1);
    out->values[places.limit] = (struct db_value){.kind = DB_END};
}

static bool is_of_all(const struct admin_resource *resource, const struct parameters *parameters)
{
    bool is = true;
    for (size_t i = 0; i < places_of(resource).search; i++) {
        is = is && parameters->values[i].kind == DB_NULL;
    }
    return is;
}

static int count(struct db_conn *conn, const struct admin_resource *resource,
                 const struct parameters *parameters, int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = is_of_all(resource, parameters)
                 ? db_find(conn, resource->count_all_sql, &rows)
                 : db_find_params(conn, resource->count_sql, parameters->values, &rows);
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

static const char *choose(const struct admin_resource *resource, const struct admin_query *query)
{
    switch (query->order) {
    case ADMIN_UP:
        return resource->up_sql[query->sort];
    case ADMIN_DOWN:
        return resource->down_sql[query->sort];
    case ADMIN_NEWEST:
        break;
    }
    return resource->newest_sql;
}

int admin_store_list(struct db_conn *conn, const struct admin_resource *resource,
                     const struct admin_query *query, struct arena *arena, struct admin_page *out)
{
    struct parameters parameters;
    struct admin_page page = {
        .rows = arena_calloc(arena, query->limit, sizeof(*page.rows)),
    };
    bind(resource, query, arena, &parameters);
    int rc = count(conn, resource, &parameters, &page.total);
    if (rc < 0 || page.total == 0) {
        *out = page;
        return rc;
    }
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    rc = db_query_params(conn, choose(resource, query), parameters.values, &rows);
    if (rc < 0) {
        return rc;
    }
    while (!page.has_more && (rc = db_next(rows)) == 1) {
        page.has_more = page.count == query->limit;
        if (!page.has_more) {
            page.rows[page.count++] =
                (struct admin_row){db_col_id(rows, 0), read_key(resource, query, rows, arena),
                                   write_row(resource, rows, arena)};
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = page;
    return E_OK;
}

int admin_store_find(struct db_conn *conn, const struct admin_resource *resource, struct uuid id,
                     struct arena *arena, struct str *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, resource->find_sql, &rows, db_id(id));
    if (rc == E_OK) {
        *out = write_row(resource, rows, arena);
    }
    return rc;
}
