/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "platform/audit/audit_int.h"
#include "platform/crypt/crypt.h"

#define DIGEST_LENGTH BASE64URL_LENGTH(32)

struct digest_text {
    char s[DIGEST_LENGTH + 1];
};

/* Each column with its length before it, so that none can flow into the next. */
static void add_column(struct crypt_hasher *hasher, struct str column)
{
    char length[24];
    int n = snprintf(length, sizeof(length), "%zu:", column.n);
    crypt_hasher_add(hasher, (struct str){length, (size_t)n});
    crypt_hasher_add(hasher, column);
}

static struct digest_text digest_of(const struct audit_row *row)
{
    struct crypt_hasher hasher;
    char number[24];
    char made[24];
    snprintf(number, sizeof(number), "%" PRId64, row->number);
    snprintf(made, sizeof(made), "%" PRId64, row->made_ms);
    const struct uuid_text id = uuid_format(row->id);
    crypt_hasher_init(&hasher);
    add_column(&hasher, row->previous);
    add_column(&hasher, str_from(id.s));
    add_column(&hasher, str_from(number));
    add_column(&hasher, str_from(made));
    add_column(&hasher, row->actor);
    add_column(&hasher, row->action);
    add_column(&hasher, row->target_kind);
    add_column(&hasher, row->target_id);
    add_column(&hasher, row->detail);
    const struct crypt_digest digest = crypt_hasher_end(&hasher);
    struct digest_text text;
    base64url_encode(digest.b, sizeof(digest.b), text.s);
    return text;
}

int audit_add(struct db_conn *tx, const struct audit_entry *entry)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct audit_head head;
    int rc = audit_find_head(tx, arena, &head);
    if (rc < 0) {
        return rc;
    }
    const struct uuid_text actor = uuid_format(entry->actor);
    struct audit_row row = {
        .id = uuid_new(),
        .number = head.number + 1,
        .made_ms = clock_now_ms(),
        .actor = str_from(actor.s),
        .action = str_from(entry->action),
        .target_kind = str_from(entry->target_kind),
        .target_id = entry->target_id.n > 0 ? entry->target_id : STR_EMPTY,
        .detail = entry->detail.n > 0 ? entry->detail : STR("{}"),
        .previous = head.digest,
    };
    const struct digest_text digest = digest_of(&row);
    row.digest = str_from(digest.s);
    return audit_store_add(tx, &row);
}

int audit_add_own(struct db_conn *tx, struct uuid user, const char *action, struct str detail)
{
    const struct uuid_text id = uuid_format(user);
    const struct audit_entry entry = {
        .actor = user,
        .action = action,
        .target_kind = "users",
        .target_id = str_from(id.s),
        .detail = detail,
    };
    return audit_add(tx, &entry);
}

/* ---- lines ---- */

void audit_write_line(const struct audit_row *row, struct sb *out)
{
    struct json_out json;
    json_out_init(&json, out);
    json_begin_object(&json);
    json_kv_i64(&json, "number", row->number);
    json_kv_id(&json, "id", row->id);
    json_kv_time(&json, "time", row->made_ms);
    json_kv_i64(&json, "made", row->made_ms);
    json_kv_str(&json, "actor", row->actor);
    json_kv_str(&json, "action", row->action);
    json_kv_str(&json, "target_kind", row->target_kind);
    json_kv_str(&json, "target_id", row->target_id);
    json_kv_str(&json, "detail", row->detail); /* its very bytes: the digest is made of them */
    json_kv_str(&json, "previous", row->previous);
    json_kv_str(&json, "digest", row->digest);
    json_end_object(&json);
    sb_add_byte(out, '\n');
}

int audit_read_line(struct str line, struct arena *arena, struct audit_row *out)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(line, &doc, NULL);
    if (rc < 0) {
        return E_INVALID;
    }
    const struct json_value root = json_doc_root(doc);
    struct audit_row row = {
        .number = json_i64(json_get(root, "number"), 0),
        .made_ms = json_i64(json_get(root, "made"), 0),
        .actor = str_copy(arena, json_text(json_get(root, "actor"))),
        .action = str_copy(arena, json_text(json_get(root, "action"))),
        .target_kind = str_copy(arena, json_text(json_get(root, "target_kind"))),
        .target_id = str_copy(arena, json_text(json_get(root, "target_id"))),
        .detail = str_copy(arena, json_text(json_get(root, "detail"))),
        .previous = str_copy(arena, json_text(json_get(root, "previous"))),
        .digest = str_copy(arena, json_text(json_get(root, "digest"))),
    };
    if (row.number < 1 || uuid_parse(json_text(json_get(root, "id")), &row.id) < 0) {
        return E_INVALID;
    }
    *out = row;
    return E_OK;
}

/* ---- verification ---- */

/* What comes first in the chain counts: a row that is not the next one is missing or moved, whatever it holds. */
static int find_fault(const struct audit_check *check, const struct audit_row *row, struct err *err)
{
    const int64_t next = check->number + 1;
    if (row->number > next) {
        return row->number == next + 1
                   ? err_set(err, E_CONFLICT, "Row %" PRId64 " is missing.", next)
                   : err_set(err, E_CONFLICT, "Rows %" PRId64 " to %" PRId64 " are missing.", next,
                             row->number - 1);
    }
    if (row->number < next) {
        return err_set(err, E_CONFLICT,
                       "Row %" PRId64 " comes again, or stands behind row %" PRId64 ".",
                       row->number, check->number);
    }
    const struct digest_text digest = digest_of(row);
    if (!str_eq(row->digest, str_from(digest.s))) {
        return err_set(err, E_CONFLICT,
                       "Row %" PRId64 " was changed: its digest is not of what it holds.",
                       row->number);
    }
    if (!str_eq(row->previous, str_from(check->digest))) {
        return err_set(err, E_CONFLICT,
                       "Row %" PRId64 " does not follow the row before it: one of them was put in "
                       "another's place.",
                       row->number);
    }
    return E_OK;
}

bool audit_check_row(struct audit_check *check, const struct audit_row *row, struct err *err)
{
    const int rc = find_fault(check, row, err);
    if (rc < 0) {
        check->faults++;
    }
    /* From here on the chain is followed again, so that every fault is told, and each once. */
    check->number = row->number;
    snprintf(check->digest, sizeof(check->digest), "%.*s", (int)size_min(row->digest.n, 60),
             row->digest.p);
    return rc == E_OK;
}

bool audit_check_head(struct audit_check *check, const struct audit_head *head, struct err *err)
{
    if (head->number == check->number && str_eq(head->digest, str_from(check->digest))) {
        return true;
    }
    check->faults++;
    if (head->number > check->number) {
        (void)err_set(err, E_CONFLICT, "The rows after %" PRId64 " are missing, up to %" PRId64 ".",
                      check->number, head->number);
    } else {
        (void)err_set(err, E_CONFLICT,
                      "The last row is %" PRId64 ", but the log ended with row %" PRId64 ".",
                      check->number, head->number);
    }
    return false;
}
