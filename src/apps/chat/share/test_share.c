/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What links open, and when they do no more. */
#include "apps/chat/answer/test_answer_support.h"
#include "apps/chat/share/share_int.h"
#include "base/clock.h"

static const struct test_step hello[] = {{.kind = TEST_TEXT, .text = "Hello"},
                                         {.kind = TEST_END, .finish = PROVIDER_STOP}};

static void setup(void)
{
    test_answer_open();
    test.scripts[0] = hello;
    test.script_count = 1;
}

TestSuite(share, .init = setup, .fini = test_answer_close);

static struct uuid say(const char *text)
{
    const struct room_message said = test_answer_say(text);
    (void)test_answer_ended(said.version);
    return said.id;
}

/* A link that ends so many days from now. */
static struct crypt_digest add(struct uuid until, int64_t days, struct uuid *out_id)
{
    char token[CRYPT_TOKEN_LENGTH + 1];
    const struct crypt_digest digest = crypt_token_make(token);
    const int64_t now_ms = clock_now_ms();
    const struct share share = {.id = uuid_new(),
                                .category = test.room.id,
                                .owner = test.owner,
                                .last_message = until,
                                .created_ms = now_ms,
                                .expires_ms = now_ms + days * DAY_MS};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_assert_eq(share_store_add(tx, &share, &digest), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    *out_id = share.id;
    return digest;
}

static int find(const struct crypt_digest *digest, struct share_shown *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(test.services.db, &conn), E_OK);
    return share_store_find_shown(conn, digest, test.arena, out);
}

static size_t count_shown(const struct share_shown *shared)
{
    struct uuid ids[10];
    size_t count = 0;
    bool has_more = false;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(test.services.db, &conn), E_OK);
    const struct share_query query = {.category = shared->share.category,
                                      .last_message = shared->share.last_message,
                                      .limit = ARRAY_LEN(ids)};
    cr_assert_eq(share_store_list_shown(conn, &query, ids, &count, &has_more), E_OK);
    return count;
}

Test(share, shows_what_was_said_until_then)
{
    struct uuid id;
    struct share_shown shared;
    say("One");
    const struct crypt_digest digest = add(say("Two"), 30, &id);
    say("Three");
    cr_assert_eq(find(&digest, &shared), E_OK);
    cr_expect_eq(count_shown(&shared), 2);
    cr_expect(shared.owner_name.n > 0);
}

Test(share, opens_nothing_when_it_is_over)
{
    struct uuid id;
    struct share_shown shared;
    const struct uuid said = say("One");
    const struct crypt_digest expired = add(said, -1, &id);
    cr_expect_eq(find(&expired, &shared), E_NOT_FOUND);

    const struct crypt_digest ended = add(said, 30, &id);
    cr_expect_eq(find(&ended, &shared), E_OK);
    {
        CLEANUP(db_releasep) struct db_conn *tx = NULL;
        cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
        cr_expect_eq(share_store_end(tx, uuid_new(), id), E_NOT_FOUND);
        cr_expect_eq(share_store_end(tx, test.owner, id), E_OK);
        cr_assert_eq(db_commit(&tx), E_OK);
    }
    cr_expect_eq(find(&ended, &shared), E_NOT_FOUND);

    const struct crypt_digest active = add(said, 30, &id);
    test_answer_exec("UPDATE users SET is_active = 0");
    cr_expect_eq(find(&active, &shared), E_NOT_FOUND);
    test_answer_exec("UPDATE users SET is_active = 1");
    cr_expect_eq(find(&active, &shared), E_OK);
}

Test(share, is_forgotten_a_month_later)
{
    struct uuid id;
    const struct uuid said = say("One");
    (void)add(said, -31, &id);
    (void)add(said, -29, &id);
    (void)add(said, 30, &id);
    share_forget_old(&test.services);
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM shares"), 2);
}

Test(share, are_so_many_and_no_more)
{
    struct uuid id;
    char token[CRYPT_TOKEN_LENGTH + 1];
    const struct uuid said = say("One");
    for (int i = 0; i < SHARE_COUNT_MAX; i++) {
        (void)add(said, 30, &id);
    }
    const struct crypt_digest digest = crypt_token_make(token);
    const struct share share = {
        .id = uuid_new(), .category = test.room.id, .owner = test.owner, .last_message = said};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_expect_eq(share_store_add(tx, &share, &digest), E_LIMIT_REACHED);
}
