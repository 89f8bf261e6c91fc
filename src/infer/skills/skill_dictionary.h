/* SPDX-License-Identifier: GPL-3.0-or-later */
/* skill_dictionary: the dictionary that the skills define and quiz_work look into. Both map it; the pages are shared. */
#pragma once

#include "infer/skills/skills.h"

struct dictionary;

/* For struct skill_kind; a dictionary that is not installed is no error. */
int skill_dictionary_init(void **out_state, struct err *err);
/* The same for who divides no words. */
int skill_dictionary_init_undivided(void **out_state, struct err *err);
void skill_dictionary_done(void *state);
/* E_NOT_INSTALLED, with words. */
MUSTUSE int skill_dictionary_check(const void *state, struct err *err);
struct dictionary *skill_dictionary_of(void *state);
