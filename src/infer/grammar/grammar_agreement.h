/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What grammar_agreement.c and grammar_subject.c share. */
#pragma once

#include "infer/grammar/grammar_int.h"

enum number { NUMBER_UNKNOWN, NUMBER_ONE, NUMBER_MANY };

/* Nouns of which one means many. */
#define COLLECTIVE                                                                                \
    "team|family|police|staff|government|committee|couple|majority|minority|lot|rest|half|group|" \
    "public|crew|band|pair|percent|most|all|"                                                     \
    "some|third|quarter|part|crowd|audience|class|company|army|jury|council|press|youth|party|"   \
    "club|dozen|variety|range|plenty|bunch|handful|series|firm|management|board"

static inline const struct token *token_at(const struct checker *checker, size_t at)
{
    return at < checker->sentence->count ? &checker->sentence->tokens[at] : NULL;
}

enum number agreement_of_verb(const struct token *verb);
/* Puts the verb at `at` into that number. */
void agreement_note(struct checker *checker, size_t at, enum number wanted);
size_t agreement_skip(const struct checker *checker, size_t at);
/* Whether something before the subject makes the verb a bare one: "does he walk", "let it go", "suggest that he go". */
bool agreement_is_bare(const struct checker *checker, size_t subject);
/* A subject that begins at `at`, and its verb. */
void agreement_check_noun(struct checker *checker, size_t at);
/* "there" at `at`. */
void agreement_check_there(struct checker *checker, size_t at);
