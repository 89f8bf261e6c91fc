/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/answer/test_answer_support.h"
#include "apps/chat/chat_int.h"

static const struct test_step hello[] = {{TEST_TEXT, "Hello"}, {TEST_END}};

static void setup(void)
{
    test_answer_open();
    test.scripts[0] = hello;
    test.script_count = 1;
}

TestSuite(chat_search, .init = setup, .fini = test_answer_close);

static void say(const char *text)
{
    (void)test_answer_ended(test_answer_say(text).version);
}

/* What an interrupted import leaves out of the index, the ticks put in. */
Test(chat_search, messages_of_before_come_into_the_index)
{
    say("A walrus");
    say("Another walrus");
    test_answer_exec("DELETE FROM search_entries");
    struct chat chat = {.services = &test.services};
    chat_index_some(&chat);
    cr_expect(chat.is_indexed);
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM search_entries"), 2);
}
