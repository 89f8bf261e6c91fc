/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of which the forms follow no rule: "base past participle", "singular plural", "base more most"; "/" parts forms
 * beside each other. */
#pragma once

#include "infer/grammar/grammar_int.h"

extern const char *const forms_verbs[];
extern const size_t forms_verb_count;
extern const char *const forms_nouns[];
extern const size_t forms_noun_count;
extern const char *const forms_adjectives[];
extern const size_t forms_adjective_count;

bool forms_ends(struct str word, const char *ending);
bool forms_put(struct form *out, struct str stem, const char *ending);
/* The n-th of the words between spaces. */
struct str forms_column(const char *row, size_t n);
/* Whether a cell has the word, alone or beside others. */
bool forms_cell_has(struct str cell, struct str word);
