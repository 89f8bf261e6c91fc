/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "http/idempotency/idempotency.h"
#include "http/idempotency/idempotency_int.h"
#include "http/test_fixture.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"

TestSuite(idempotency, .init = fixture_start_behind_proxy, .fini = fixture_stop);

#define POST(path)    "POST " path " HTTP/1.1\r\nHost: localhost\r\n"
#define FROM(address) "X-Forwarded-For: " address "\r\n"
#define KEY(key)      "Idempotency-Key: " key "\r\n"
#define JSON(length)  "Content-Type: application/json\r\nContent-Length: " length "\r\n\r\n"
#define FORM(boundary, length)                                                                     \
    "Content-Type: multipart/form-data; boundary=" boundary "\r\nContent-Length: " length "\r\n\r" \
    "\n"
#define PART(boundary, bytes)                                                                    \
    "--" boundary "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n" bytes \
    "\r\n--" boundary "--\r\n"

Test(idempotency, does_once_what_is_asked_twice)
{
    static const struct {
        const char *name;
        const char *request;
        int status;
        const char *contains;
    } rows[] = {
        {"first", POST("/api/v1/count") KEY("a") JSON("2") "{}", 201, "{\"run\":1}"},
        {"again", POST("/api/v1/count") KEY("a") JSON("2") "{}", 201, "{\"run\":1}"},
        {"replayed", POST("/api/v1/count") KEY("a") JSON("2") "{}", 201,
         "Idempotent-Replayed: true\r\n"},
        {"other body", POST("/api/v1/count") KEY("a") JSON("3") "{ }", 422,
         "idempotency_key_reused"},
        {"other address of the route", POST("/api/v1/count?x=1") KEY("a") JSON("2") "{}", 422,
         "idempotency_key_reused"},
        {"other key", POST("/api/v1/count") KEY("b") JSON("2") "{}", 201, "{\"run\":2}"},
        {"other client", POST("/api/v1/count") FROM("1.2.3.4") KEY("a") JSON("2") "{}", 201,
         "{\"run\":3}"},
        {"no key", POST("/api/v1/count") JSON("2") "{}", 201, "{\"run\":4}"},
        {"secret", POST("/api/v1/secret") KEY("a") "\r\n", 201, "{\"run\":5}"},
        {"secret again", POST("/api/v1/secret") KEY("a") "\r\n", 201, "{\"run\":6}"},
        {"server error", POST("/api/v1/count?busy=1") KEY("c") "\r\n", 503, "busy"},
        {"is not kept", POST("/api/v1/count?busy=1") KEY("c") "\r\n", 503, "Retry-After"},
        {"form", POST("/api/v1/count") KEY("d") FORM("B", "75") PART("B", "1234"), 201,
         "{\"run\":7}"},
        {"same form, other boundary",
         POST("/api/v1/count") KEY("d") FORM("C", "75") PART("C", "1234"), 201, "{\"run\":7}"},
        {"other file", POST("/api/v1/count") KEY("d") FORM("B", "75") PART("B", "1235"), 422,
         "idempotency_key_reused"},
        {"client error", POST("/api/v1/notes") KEY("e") JSON("2") "{}", 400, "is required"},
        {"is kept", POST("/api/v1/notes") KEY("e") JSON("2") "{}", 400, "Idempotent-Replayed"},
        {"no body", POST("/api/v1/nothing") KEY("f") "\r\n", 204, NULL},
        {"no body again", POST("/api/v1/nothing") KEY("f") "\r\n", 204, "Idempotent-Replayed"},
        {"not ASCII", POST("/api/v1/count") KEY("\xc3\xa4") JSON("2") "{}", 400,
         "\"Idempotency-Key\":["},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct answer answer = client_ask(server->port, str_from(rows[i].request), arena);
        cr_expect_eq(answer.status, rows[i].status, "%s: %d %.*s", rows[i].name, answer.status,
                     (int)answer.body.n, answer.body.p);
        cr_expect(rows[i].contains == NULL || str_contains(answer.body, rows[i].contains) ||
                      str_contains(answer.head, rows[i].contains),
                  "%s: %.*s", rows[i].name, (int)answer.body.n, answer.body.p);
    }
}

Test(idempotency, says_that_the_first_is_still_worked_on)
{
    int fd = client_connect(server->port);
    struct str request = STR(POST("/api/v1/count?ms=1") KEY("a") "\r\n");
    client_send(fd, request);
    usleep(100000);
    struct answer second = client_ask(server->port, request, arena);
    cr_expect_eq(second.status, 409);
    cr_expect(str_contains(second.body, "\"code\":\"in_progress\""));
    cr_expect_eq(client_read(fd, arena).status, 201);
    cr_expect_eq(client_ask(server->port, request, arena).status, 201);
    close(fd);
}

static int add_row(struct idempotency_row *row, int64_t created_ms, bool *out_added)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(server->services.db, &tx);
    if (rc == E_OK) {
        rc = idempotency_store_add(tx, row, created_ms, out_added);
    }
    return rc == E_OK ? db_commit(&tx) : rc;
}

Test(idempotency, forgets_what_a_crash_cut_short_and_what_is_old)
{
    struct idempotency_row row = {.owner = STR("127.0.0.1"), .key = STR("a"), .request = STR("?")};
    bool added = false;
    cr_assert_eq(add_row(&row, clock_now_ms(), &added), E_OK);
    cr_assert(added);
    cr_assert_eq(add_row(&row, clock_now_ms(), &added), E_OK);
    cr_assert_not(added);
    struct str request = STR(POST("/api/v1/count") KEY("a") "\r\n");
    cr_expect_eq(client_ask(server->port, request, arena).status, 422);
    cr_assert_eq(idempotency_start(server->services.db), E_OK);
    cr_expect_eq(client_ask(server->port, request, arena).status, 201, "cut short");

    row.key = STR("b");
    cr_assert_eq(add_row(&row, clock_now_ms() - (int64_t)25 * 60 * 60 * 1000, &added), E_OK);
    request = STR(POST("/api/v1/count") KEY("b") "\r\n");
    cr_expect_eq(client_ask(server->port, request, arena).status, 201, "old");
}

static const char add_user_sql[] =
    "INSERT INTO users (id, email, username, username_key, name, password, is_active, is_verified,"
    " is_staff, date_joined) VALUES ($1, 'a@b.c', 'a', 'a', '', '', 1, 1, 0, 0)";
static const char drop_users_sql[] = "DELETE FROM users";

static int run_sql(const char *sql, struct uuid id)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(server->services.db, &tx);
    if (rc == E_OK) {
        rc = sql == add_user_sql ? db_exec(tx, sql, db_id(id)) : db_exec(tx, sql);
    }
    return rc == E_OK ? db_commit(&tx) : rc;
}

Test(idempotency, knows_users_wherever_they_come_from_and_forgets_them_with_their_account)
{
#define MINE POST("/api/v1/my-count") "Authorization: Bearer user\r\n" KEY("a")
    cr_assert_eq(run_sql(add_user_sql, test_topic), E_OK);
    struct answer one = client_ask(server->port, STR(MINE FROM("1.1.1.1") "\r\n"), arena);
    struct answer two = client_ask(server->port, STR(MINE FROM("2.2.2.2") "\r\n"), arena);
    cr_expect(str_contains(one.body, "{\"run\":1}"));
    cr_expect(str_contains(two.body, "{\"run\":1}"));
    cr_assert_eq(run_sql(drop_users_sql, test_topic), E_OK);
    cr_assert_eq(run_sql(add_user_sql, test_topic), E_OK);
    struct answer three = client_ask(server->port, STR(MINE "\r\n"), arena);
    cr_expect(str_contains(three.body, "{\"run\":2}"));
}

/* What is kept of a request cannot be made again from the request alone, which may hold a password. */
Test(idempotency, digests_are_made_with_a_key)
{
    static const struct crypt_key one = {{1}};
    static const struct crypt_key other = {{2}};
    struct str request = STR(POST("/api/v1/count") KEY("a") JSON("2") "{}");
    http_set_secret(server->http, &one);
    cr_expect_eq(client_ask(server->port, request, arena).status, 201);
    cr_expect_eq(client_ask(server->port, request, arena).status, 201);
    http_set_secret(server->http, &other);
    cr_expect_eq(client_ask(server->port, request, arena).status, 422);
    http_set_secret(server->http, NULL);
    cr_expect_eq(client_ask(server->port, request, arena).status, 422);
}

static const char find_body_sql[] =
    "SELECT body FROM idempotent_replies WHERE idempotency_key = 'sealed'";

static struct str kept_body(void)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_read(server->services.db, &conn), E_OK);
    cr_assert_eq(db_query(conn, find_body_sql, &rows), E_OK);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_copy(rows, 0, arena);
}

Test(idempotency, seals_replies_that_hold_secrets)
{
    static const struct crypt_key key = {{1}};
    static const struct str request = STR(POST("/api/v1/sealed") KEY("sealed") "\r\n");
    http_set_secret(server->http, &key);
    cr_expect_eq(client_ask(server->port, request, arena).status, 201);
    const struct str kept = kept_body();
    cr_expect_gt(kept.n, CRYPT_SEAL_BYTES);
    cr_expect_not(str_contains(kept, "run"), "the database alone tells it");
    struct answer again = client_ask(server->port, request, arena);
    cr_expect_eq(again.status, 201);
    cr_expect(str_contains(again.body, "{\"run\":1}"));
    cr_expect(str_contains(again.head, "Idempotent-Replayed: true\r\n"));

    http_set_secret(server->http, NULL);
    static const struct str no_key = STR(POST("/api/v1/sealed") KEY("none") "\r\n");
    cr_expect(str_contains(client_ask(server->port, no_key, arena).body, "{\"run\":2}"));
    cr_expect(str_contains(client_ask(server->port, no_key, arena).body, "{\"run\":3}"),
              "what cannot be sealed is not kept");
}
