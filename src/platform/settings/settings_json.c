/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/utf8.h"
#include "platform/config/config.h"
#include "platform/settings/settings_int.h"

/* ---- in ---- */

static int64_t find_row(struct str name)
{
    for (int64_t i = 0; i < SETTING_ID_COUNT; i++) {
        if (str_eq(name, str_from(settings_rows[i].name))) {
            return i;
        }
    }
    return -1;
}

/* Whether settings have names "<group>.something". */
static bool is_group(struct str group)
{
    for (size_t i = 0; i < SETTING_ID_COUNT; i++) {
        struct str rest;
        struct str head = str_cut(str_from(settings_rows[i].name), '.', &rest);
        if (rest.n > 0 && str_eq(head, group)) {
            return true;
        }
    }
    return false;
}

static void parse_number(const struct settings_row *row, struct json_value value,
                         struct arena *arena, struct str *out, struct err *err)
{
    const int64_t number = json_i64(value, INT64_MIN);
    if (!json_holds(value, JSON_I64) || number < row->min || number > row->max) {
        (void)err_field(err, row->name, "must be a whole number from %lld to %lld",
                        (long long)row->min, (long long)row->max);
        return;
    }
    *out = str_from(arena_printf(arena, "%lld", (long long)number));
}

static void parse_choice(const struct settings_row *row, struct json_value value,
                         struct arena *arena, struct str *out, struct err *err)
{
    if (!json_holds(value, JSON_STR) || settings_find_choice(row->choices, json_text(value)) < 0) {
        (void)err_field(err, row->name, "must be %s, %s or %s", row->choices[0], row->choices[1],
                        row->choices[2]);
        return;
    }
    *out = str_copy(arena, json_text(value));
}

static void parse_text(const struct settings_row *row, struct json_value value, struct arena *arena,
                       struct str *out, struct err *err)
{
    const struct str text = json_text(value);
    if (!json_holds(value, JSON_STR)) {
        (void)err_field(err, row->name, "must be a text");
        return;
    }
    if (utf8_length(text) > (size_t)row->max) {
        (void)err_field(err, row->name, "must have at most %lld characters", (long long)row->max);
        return;
    }
    if (row->is_good != NULL && !row->is_good(text)) {
        (void)err_field(err, row->name, "%s", row->wanted);
        return;
    }
    *out = str_copy(arena, text);
}

static void parse_one(enum setting_id id, struct json_value value, struct arena *arena,
                      struct settings_changes *out, struct err *err)
{
    const struct settings_row *row = &settings_rows[id];
    struct settings_change change = {.id = id, .is_reset = !json_has(value)};
    if (!change.is_reset) {
        switch (row->kind) {
        case SETTINGS_NUMBER:
            parse_number(row, value, arena, &change.value, err);
            break;
        case SETTINGS_BOOL:
            if (!json_holds(value, JSON_BOOL)) {
                (void)err_field(err, row->name, "must be true or false");
            }
            change.value = json_bool(value, false) ? STR("1") : STR("0");
            break;
        case SETTINGS_CHOICE:
            parse_choice(row, value, arena, &change.value, err);
            break;
        case SETTINGS_TEXT:
        case SETTINGS_SECRET:
            parse_text(row, value, arena, &change.value, err);
            break;
        }
    }
    ASSERT(out->count <
           SETTING_ID_COUNT); /* names are unique, and so are the members of an object */
    out->items[out->count++] = change;
}

static void parse_member(struct str name, struct json_value value, struct arena *arena,
                         struct settings_changes *out, struct err *err)
{
    const int64_t id = find_row(name);
    if (id < 0) {
        (void)err_field(err, str_dup(arena, name), "is not a setting");
        return;
    }
    parse_one((enum setting_id)id, value, arena, out, err);
}

static void parse_group(struct str group, struct json_value members, struct arena *arena,
                        struct settings_changes *out, struct err *err)
{
    void *iter = NULL;
    struct str key;
    struct json_value value;
    while (json_each(members, &iter, &key, &value)) {
        const char *name = arena_printf(arena, "%" STRF ".%" STRF, STRA(group), STRA(key));
        parse_member(str_from(name), value, arena, out, err);
    }
}

int settings_parse(struct json_value root, struct arena *arena, struct settings_changes *out,
                   struct err *err)
{
    struct err found = {0};
    void *iter = NULL;
    struct str key;
    struct json_value value;
    out->count = 0;
    while (json_each(root, &iter, &key, &value)) {
        if (is_group(key) && json_holds_object(value)) {
            parse_group(key, value, arena, out, &found);
        } else if (str_find_byte(key, '.') < key.n) { /* else it could come twice */
            (void)err_field(&found, str_dup(arena, key), "is not a setting");
        } else {
            parse_member(key, value, arena, out, &found);
        }
    }
    if (found.rc < 0 && err != NULL) {
        *err = found;
    }
    return found.rc;
}

/* ---- out ---- */

static const char *member_of(const struct settings_row *row)
{
    const char *dot = strchr(row->name, '.');
    return dot != NULL ? dot + 1 : row->name;
}

void settings_write_changes(const struct settings_changes *changes, struct json_out *out)
{
    json_begin_object(out);
    for (size_t i = 0; i < changes->count; i++) {
        const struct settings_change *change = &changes->items[i];
        const struct settings_row *row = &settings_rows[change->id];
        if (change->is_reset || row->kind == SETTINGS_SECRET) {
            json_kv_null(out, row->name);
        } else if (row->kind == SETTINGS_NUMBER) {
            json_kv_raw(out, row->name, change->value);
        } else if (row->kind == SETTINGS_BOOL) {
            json_kv_bool(out, row->name, str_eq(change->value, STR("1")));
        } else {
            json_kv_str(out, row->name, change->value);
        }
    }
    json_end_object(out);
}

static void write_one(struct settings *settings, enum setting_id id, struct arena *arena,
                      struct json_out *out)
{
    const struct settings_row *row = &settings_rows[id];
    const char *name = member_of(row);
    switch (row->kind) {
    case SETTINGS_NUMBER:
        json_kv_i64(out, name, settings_number(settings, id));
        return;
    case SETTINGS_BOOL:
        json_kv_bool(out, name, settings_number(settings, id) != 0);
        return;
    case SETTINGS_CHOICE:
        json_kv_c(out, name, row->choices[settings_number(settings, id)]);
        return;
    case SETTINGS_TEXT:
        json_kv_str(out, name, settings_text(settings, id, arena));
        return;
    case SETTINGS_SECRET:
        json_kv_bool(out, "password_set", settings_text(settings, id, arena).n > 0);
        return;
    }
}

void settings_write(struct settings *settings, struct json_out *out)
{
    static const char *const groups[] = {"limits", "quotas", "chat", "smtp"};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    json_begin_object(out);
    for (size_t i = 0; i < SETTING_ID_COUNT; i++) {
        if (strchr(settings_rows[i].name, '.') == NULL) {
            write_one(settings, (enum setting_id)i, arena, out);
        }
    }
    for (size_t g = 0; g < ARRAY_LEN(groups); g++) {
        json_key(out, groups[g]);
        json_begin_object(out);
        if (strcmp(groups[g], "smtp") == 0) {
            json_kv_bool(out, "url_set", settings->config->smtp_url[0] != '\0');
        }
        const size_t length = strlen(groups[g]);
        for (size_t i = 0; i < SETTING_ID_COUNT; i++) {
            const char *name = settings_rows[i].name;
            if (strncmp(name, groups[g], length) == 0 && name[length] == '.') {
                write_one(settings, (enum setting_id)i, arena, out);
            }
        }
        json_end_object(out);
    }
    json_end_object(out);
}
