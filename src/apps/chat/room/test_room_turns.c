/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns, versions and ways, with answers that are whole at once. */
#include "apps/chat/answer/test_answer_support.h"
#include "apps/chat/room/room_int.h"

static const struct test_step says_a[] = {{TEST_TEXT, "a"}, {TEST_END}};
static const struct test_step says_b[] = {{TEST_TEXT, "b"}, {TEST_END}};
static const struct test_step says_c[] = {{TEST_TEXT, "c"}, {TEST_END}};
static const struct test_step says_d[] = {{TEST_TEXT, "d"}, {TEST_END}};
static const struct test_step says_e[] = {{TEST_TEXT, "e"}, {TEST_END}};

static void set_up(void)
{
    test_answer_open();
    const struct test_step *const scripts[] = {says_a, says_b, says_c, says_d, says_e};
    memcpy(test.scripts, scripts, sizeof(scripts));
    test.script_count = ARRAY_LEN(scripts);
}

TestSuite(room_turns, .init = set_up, .fini = test_answer_close);

static struct uuid say(const char *text)
{
    struct room_message message = test_answer_say(text);
    (void)test_answer_ended(message.version);
    return message.id;
}

static void anew(struct uuid id, const char *text)
{
    (void)test_answer_ended(test_answer_anew(id, text).version);
}

static void show(struct uuid id, int64_t number)
{
    struct room_message version;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_assert_eq(room_store_find_number(tx, id, number, test.arena, &version), E_OK);
    cr_assert_eq(room_turns_show(tx, &version), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void drop(struct uuid id)
{
    struct room_message message = test_answer_find(id);
    struct room_ids streaming = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_assert_eq(room_turns_drop(tx, &message, test.arena, &streaming), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(streaming.count, 0);
}

Test(room_turns, follow_each_other)
{
    say("1");
    say("2");
    cr_expect_str_eq(test_answer_shown(), "1>a|2>b");
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM messages WHERE parent IS NULL"), 1);
}

Test(room_turns, an_edit_hides_what_followed_and_switching_brings_it_back)
{
    struct uuid first = say("1");
    say("2");
    anew(first, "1x");
    cr_expect_str_eq(test_answer_shown(), "1x>c");
    say("2x");
    cr_expect_str_eq(test_answer_shown(), "1x>c|2x>d");
    show(first, 1);
    cr_expect_str_eq(test_answer_shown(), "1>a|2>b");
    show(first, 2);
    cr_expect_str_eq(test_answer_shown(), "1x>c|2x>d");
    cr_expect_eq(test_answer_find(first).versions, 2);
}

Test(room_turns, a_hidden_turn_cannot_be_answered_anew)
{
    struct uuid first = say("1");
    struct uuid second = say("2");
    anew(first, NULL);
    struct room_message hidden = test_answer_find(second);
    struct err err = {0};
    const struct room_post post = {.text = STR("x"), .model = STR_EMPTY};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_expect_eq(room_turns_answer_anew(tx, &post, test.arena, &hidden, &err), E_CONFLICT);
    cr_expect_str_neq(err.detail, "");
}

Test(room_turns, a_dropped_turn_lets_the_next_move_up)
{
    struct uuid first = say("1");
    struct uuid second = say("2");
    say("3");
    drop(second);
    cr_expect_str_eq(test_answer_shown(), "1>a|3>c");
    drop(first);
    cr_expect_str_eq(test_answer_shown(), "3>c");
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM message_versions"), 1);
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM messages WHERE parent IS NULL"), 1);
}

Test(room_turns, a_dropped_turn_takes_its_other_branches_along)
{
    struct uuid first = say("1");
    say("2");
    anew(first, "1x");
    say("2x");
    drop(first);
    cr_expect_str_eq(test_answer_shown(), "2x>d");
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM messages"), 1);
}

Test(room_turns, the_first_message_names_the_room_once)
{
    say("  ## Tell me\n\nabout the long and winding road to the north of the old town, please");
    say("And now?");
    struct room room;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(test.services.db, &conn), E_OK);
    cr_assert_eq(room_store_find(conn, test.owner, test.room.id, test.arena, &room), E_OK);
    cr_expect(
        str_eq(room.name,
               STR("Tell me about the long and winding road to the north of the\xe2\x80\xa6")),
        "%.*s", (int)room.name.n, room.name.p);
    cr_expect_eq(room.messages, 2);
    cr_expect(str_eq(room.last_message, STR("And now?")));
}

Test(room_turns, strangers_find_nothing)
{
    struct uuid id = say("1");
    struct room_message message;
    struct room room;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(test.services.db, &conn), E_OK);
    cr_expect_eq(room_store_find_message(conn, uuid_new(), id, test.arena, &message), E_NOT_FOUND);
    cr_expect_eq(room_store_find(conn, uuid_new(), test.room.id, test.arena, &room), E_NOT_FOUND);
}

/* As a hand-made archive could have it. */
Test(room_turns, circles_end)
{
    struct uuid first = say("1");
    say("2");
    test_answer_exec("UPDATE messages SET parent = (SELECT shown_version FROM messages AS m"
                     " ORDER BY m.id DESC LIMIT 1) WHERE parent IS NULL");
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    struct room_message message;
    cr_assert_eq(room_store_find_message(tx, test.owner, first, test.arena, &message), E_OK);
    cr_expect_eq(room_store_show_behind(tx, &message), E_OK);
    struct room_ids gone = {0};
    cr_expect_eq(room_store_list_branch(tx, &message, test.arena, &gone), E_OK);
    cr_expect_eq(gone.count, 2);
}

Test(room_turns, a_room_goes_with_all)
{
    say("1");
    say("2");
    struct room_ids streaming = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_assert_eq(room_turns_drop_room(tx, test.room.id, test.arena, &streaming), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM messages"), 0);
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM message_versions"), 0);
}
