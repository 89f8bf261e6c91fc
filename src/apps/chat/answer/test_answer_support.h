/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_answer_support: a database with one person and one room, and a provider whose answers are scripts. */
#pragma once

#include <criterion/criterion.h>

#include "apps/chat/answer/answer_int.h"

enum test_step_kind {
    TEST_END, /* `finish`, or an error where rc is set */
    TEST_TEXT,
    TEST_REASONING,
    TEST_CALL,  /* of the tool `text` */
    TEST_SLEEP, /* `number` ms, or until cancelled */
};

struct test_step {
    enum test_step_kind kind;
    const char *text;
    int64_t number; /* of TEST_TEXT: times; 0: once */
    enum provider_finish finish;
    int rc;
};

struct test_answer {
    struct services services;
    struct answers *answers;
    struct arena *arena;
    struct uuid owner;
    struct room room;
    /* One script for each answer in turn; the last one is used again. */
    const struct test_step *scripts[8];
    size_t script_count;
    /* Of the prompt that came last, in the heap. */
    size_t prompts;
    char last_prompt[4096];
};
extern struct test_answer test;

void test_answer_open(void);
void test_answer_close(void);
/* Ends all answers and begins anew on the same database. */
void test_answer_restart(void);
void test_answer_exec(const char *sql);
int64_t test_answer_count(const char *sql);
/* Says something, as the API does; the answer has begun. */
struct room_message test_answer_say(const char *text);
/* The same as a version of the turn; `text` NULL: in the same words. */
struct room_message test_answer_anew(struct uuid id, const char *text);
/* Has the answer of the shown version go on; its code. */
int test_answer_go_on(struct uuid id);
/* Waits until the version has ended, and reads it. */
struct room_message test_answer_ended(struct uuid version);
/* The turn as it is shown. */
struct room_message test_answer_find(struct uuid id);
/* What the room shows, oldest first, as "text>answer|text>answer". */
const char *test_answer_shown(void);
