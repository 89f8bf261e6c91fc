/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

struct e_row {
    int rc;
    int status;
    const char *code;
    const char *title;
};

#define E_ROW(name, number, status, code, title) {number, status, code, title},
static const struct e_row e_rows[] = {E_TABLE(E_ROW)};
#undef E_ROW

static const struct e_row *find_row(int rc)
{
    const struct e_row *internal = NULL;
    for (size_t i = 0; i < ARRAY_LEN(e_rows); i++) {
        if (e_rows[i].rc == rc) {
            return &e_rows[i];
        }
        if (e_rows[i].rc == E_INTERNAL) {
            internal = &e_rows[i];
        }
    }
    return internal;
}

int e_http_status(int rc)
{
    return find_row(rc)->status;
}

const char *e_code(int rc)
{
    return find_row(rc)->code;
}

const char *e_title(int rc)
{
    return find_row(rc)->title;
}

int e_from_code(struct str code)
{
    for (size_t i = 0; i < ARRAY_LEN(e_rows); i++) {
        if (str_eq(code, str_from(e_rows[i].code))) {
            return e_rows[i].rc;
        }
    }
    return E_INTERNAL;
}

int(err_set)(struct err *err, int rc, const char *format, ...)
{
    if (err != NULL) {
        err->rc = rc;
        va_list args;
        va_start(args, format);
        vsnprintf(err->detail, sizeof(err->detail), format, args);
        va_end(args);
    }
    return rc;
}

int err_field(struct err *err, const char *field, const char *format, ...)
{
    if (err == NULL) {
        return E_INVALID;
    }
    if (err->rc == E_OK) {
        err->rc = E_INVALID;
    }
    if (err->field_count < ERR_FIELDS_MAX) {
        struct err_field *slot = &err->fields[err->field_count++];
        snprintf(slot->name, sizeof(slot->name), "%s", field);
        va_list args;
        va_start(args, format);
        vsnprintf(slot->text, sizeof(slot->text), format, args);
        va_end(args);
    }
    return err->rc;
}

void err_clear(struct err *err)
{
    err->rc = E_OK;
    err->detail[0] = '\0';
    err->retry_after_s = 0;
    err->field_count = 0;
}

const char *err_text(const struct err *err, int rc)
{
    if (err != NULL && err->detail[0] != '\0') {
        return err->detail;
    }
    return e_title(rc);
}
