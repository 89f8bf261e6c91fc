/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/clock.h"
#include "platform/mail/mail_int.h"

static const char add_sql[] = "INSERT INTO mail_outbox (id, recipient, subject, text_body, "
                              "html_body, created, state, next_try, "
                              "tries, error) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $6, 0, '')";

static const char find_due_sql[] =
    "SELECT id, recipient, subject, text_body, html_body, created, sent, error, tries "
    "FROM mail_outbox WHERE state = 'waiting' AND next_try <= $1 ORDER BY next_try, id LIMIT 1";

static const char next_try_sql[] =
    "SELECT next_try FROM mail_outbox WHERE state = 'waiting' ORDER BY next_try LIMIT 1";

static const char set_sent_sql[] =
    "UPDATE mail_outbox SET state = 'sent', sent = $2, tries = tries + 1, error = '', "
    "text_body = '', html_body = '' WHERE id = $1";

static const char set_kept_sql[] = "UPDATE mail_outbox SET state = 'kept' WHERE id = $1";

static const char set_failed_sql[] =
    "UPDATE mail_outbox SET state = 'failed', tries = tries + 1, error = $2 WHERE id = $1";

static const char set_later_sql[] =
    "UPDATE mail_outbox SET next_try = $2, tries = tries + 1, error = $3 WHERE id = $1";

static const char drop_old_sql[] =
    "DELETE FROM mail_outbox WHERE state <> 'waiting' AND created < $1";

static const char forget_sql[] = "DELETE FROM mail_outbox WHERE recipient = $1";

static const char list_sql[] =
    "SELECT id, recipient, subject, text_body, html_body, created, sent, error "
    "FROM mail_outbox WHERE ($1 = '' OR id < $1) "
    "AND (lower(recipient) LIKE lower($2) ESCAPE '\\' OR lower(subject) LIKE lower($2) ESCAPE "
    "'\\') "
    "ORDER BY id DESC LIMIT $3";

int mail_add(struct db_conn *conn, const struct mail_message *message)
{
    if (!mail_is_address(message->to)) {
        return E_INVALID;
    }
    return db_exec(conn, add_sql, db_id(uuid_new()), db_str(message->to), db_str(message->subject),
                   db_str(message->text), db_str(message->html), db_i64(clock_now_ms()));
}

int mail_forget(struct db_conn *conn, struct str address)
{
    return db_exec(conn, forget_sql, db_str(address));
}

static void read_kept(const struct db_rows *rows, struct arena *arena, struct mail_kept *out)
{
    *out = (struct mail_kept){
        .id = db_col_id(rows, 0),
        .message = {.to = db_col_copy(rows, 1, arena),
                    .subject = db_col_copy(rows, 2, arena),
                    .text = db_col_copy(rows, 3, arena),
                    .html = db_col_copy(rows, 4, arena)},
        .created_ms = db_col_i64(rows, 5),
        .sent_ms = db_col_i64(rows, 6),
        .error = db_col_copy(rows, 7, arena),
    };
}

int mail_store_find_due(struct db_conn *conn, int64_t now_ms, struct arena *arena,
                        struct mail_due *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_due_sql, &rows, db_i64(now_ms));
    if (rc == E_OK) {
        read_kept(rows, arena, &out->kept);
        out->tries = db_col_i64(rows, 8);
    }
    return rc;
}

int mail_store_next_try(struct db_conn *conn, int64_t *out_ms)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, next_try_sql, &rows);
    if (rc == E_OK) {
        *out_ms = db_col_i64(rows, 0);
    }
    return rc;
}

int mail_store_set_sent(struct db_conn *conn, struct uuid id, int64_t now_ms)
{
    return db_exec(conn, set_sent_sql, db_id(id), db_i64(now_ms));
}

int mail_store_set_kept(struct db_conn *conn, struct uuid id)
{
    return db_exec(conn, set_kept_sql, db_id(id));
}

int mail_store_set_failed(struct db_conn *conn, struct uuid id, struct str error)
{
    return db_exec(conn, set_failed_sql, db_id(id), db_str(error));
}

int mail_store_set_later(struct db_conn *conn, struct uuid id, int64_t next_try_ms,
                         struct str error)
{
    return db_exec(conn, set_later_sql, db_id(id), db_i64(next_try_ms), db_str(error));
}

int mail_store_drop_old(struct db_conn *conn, int64_t before_ms)
{
    return db_exec(conn, drop_old_sql, db_i64(before_ms));
}

int mail_list(struct db_conn *conn, const struct mail_query *query, struct arena *arena,
              struct mail_kept **out, size_t *out_count)
{
    struct uuid_text cursor = {""};
    if (query->before != NULL) {
        cursor = uuid_format(*query->before);
    }
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_str(str_from(cursor.s)),
                      db_str(db_pattern(arena, query->q)), db_i64((int64_t)query->limit));
    if (rc < 0) {
        return rc;
    }

    struct mail_kept *found = arena_calloc(arena, query->limit, sizeof(*found));
    size_t count = 0;
    while ((rc = db_next(rows)) == 1 && count < query->limit) {
        read_kept(rows, arena, &found[count++]);
    }
    if (rc < 0) {
        return rc;
    }
    *out = found;
    *out_count = count;
    return E_OK;
}
