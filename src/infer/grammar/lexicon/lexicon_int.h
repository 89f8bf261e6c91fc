/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/grammar/lexicon/lexicon.h"

/* ---- lexicon.c, lexicon_closed.c ---- */
/* Words of which the kind is one of few: 0 where it is no such word. `out_also_open`: it may be others, too. */
uint32_t lexicon_closed(struct str low, bool *out_also_open);
/* All that a word can be, and how likely each tag is (weights by bit). */
struct word_tags {
    uint32_t may;
    float weights[TAG_BIT_COUNT];
};
void lexicon_tags(const struct lexicon *lexicon, const struct token *token, bool begins,
                  struct word_tags *out);

/* ---- lexicon_irregular.c ---- */
/* Words of which the forms follow no rule: "base past participle", "singular plural", "base more most"; "/" parts forms
 * beside each other. */
extern const char *const forms_verbs[];
extern const size_t forms_verb_count;
extern const char *const forms_nouns[];
extern const size_t forms_noun_count;
extern const char *const forms_adjectives[];
extern const size_t forms_adjective_count;

/* ---- lexicon_forms.c ---- */
bool forms_ends(struct str word, const char *ending);
/* The stem with an ending; false: it is too long. */
bool forms_put(struct form *out, struct str stem, const char *ending);
/* The n-th of the words between spaces. */
struct str forms_column(const char *row, size_t n);
/* Whether a cell has the word, alone or beside others. */
bool forms_cell_has(struct str cell, struct str word);
