/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cursor is the last row's id, the kind of value that its list is sorted by, and the value. */
#include <string.h>

#include "apps/admin/admin_int.h"
#include "base/utf8.h"
#include "platform/crypt/crypt.h"

#define ID_BYTES         16
#define HEAD_BYTES       (ID_BYTES + 1)
#define CURSOR_BYTES_MAX ((size_t)2000)

struct str admin_make_cursor(const struct admin_row *last, struct arena *arena)
{
    struct str value = last->value.text;
    if (last->value.kind == DB_I64) {
        value = (struct str){(const char *)&last->value.number, sizeof(last->value.number)};
    } else if (last->value.kind == DB_REAL) {
        value = (struct str){(const char *)&last->value.real, sizeof(last->value.real)};
    }
    const size_t bytes = HEAD_BYTES + value.n;
    uint8_t *cursor = arena_alloc(arena, bytes);
    char *text = arena_alloc(arena, BASE64URL_LENGTH(bytes) + 1);
    memcpy(cursor, last->id.b, ID_BYTES);
    cursor[ID_BYTES] = (uint8_t)last->value.kind;
    memcpy(cursor + HEAD_BYTES, value.p, value.n);
    base64url_encode(cursor, bytes, text);
    return str_from(text);
}

int admin_read_cursor(struct str text, enum db_kind kind, struct arena *arena,
                      struct admin_query *out)
{
    struct str cursor;
    if (base64url_read(text, arena, CURSOR_BYTES_MAX, &cursor) < 0 || cursor.n < HEAD_BYTES ||
        cursor.p[ID_BYTES] != (char)kind) {
        return E_INVALID_CURSOR;
    }
    const struct str bytes = str_sub(cursor, HEAD_BYTES, cursor.n);
    struct db_value value = {.kind = kind, .text = bytes};
    if (kind == DB_TEXT ? !utf8_valid(bytes) : bytes.n != sizeof(value.number)) {
        return E_INVALID_CURSOR;
    }
    if (kind == DB_I64) {
        memcpy(&value.number, bytes.p, sizeof(value.number));
    } else if (kind == DB_REAL) {
        memcpy(&value.real, bytes.p, sizeof(value.real));
    }
    memcpy(out->after.b, cursor.p, ID_BYTES);
    out->after_value = value;
    out->has_cursor = true;
    return E_OK;
}
