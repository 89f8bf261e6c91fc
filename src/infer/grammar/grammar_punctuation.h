/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What grammar_punctuation.c and grammar_commas.c share. */
#pragma once

#include "infer/grammar/grammar_int.h"

static inline const struct token *token_at(const struct checker *checker, size_t at)
{
    return at < checker->sentence->count ? &checker->sentence->tokens[at] : NULL;
}

static inline bool is_mark(const struct token *token, const char *list)
{
    return token != NULL && token->kind == TOKEN_MARK && token_in(token, list);
}

static inline bool is_text(const struct token *token)
{
    return token != NULL && (token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER);
}

void punctuation_note(struct checker *checker, size_t start, size_t end, const char *correction,
                      const char *rule, const char *reason);
/* Adds a mark behind the token. */
void punctuation_note_behind(struct checker *checker, size_t at, const char *mark, const char *rule,
                             const char *reason);
/* Of an English sentence. */
void check_commas(struct checker *checker);
