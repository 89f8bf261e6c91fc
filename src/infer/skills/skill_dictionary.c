/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/skills/skill_dictionary.h"
#include "infer/dictionary/dictionary.h"
#include "skill/skill.h"

static int init(const char *hyphens_path, void **out_state)
{
    struct dictionary *dictionary = NULL;
    if (dictionary_open(NULL, hyphens_path, &dictionary, NULL) == E_OK) {
        *out_state = dictionary;
    }
    return E_OK; /* whoever asks for it will be told */
}

int skill_dictionary_init(void **out_state, struct err *err)
{
    (void)err;
    return init(NULL, out_state);
}

int skill_dictionary_init_undivided(void **out_state, struct err *err)
{
    (void)err;
    return init("", out_state);
}

void skill_dictionary_done(void *state)
{
    dictionary_free(state);
}

int skill_dictionary_check(const void *state, struct err *err)
{
    static const char *const english[] = {"en", NULL};
    if (state != NULL) {
        return E_OK;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    return err_set(err, E_NOT_INSTALLED,
                   "The dictionary is not installed on this server. Its package is %s.",
                   skill_package("define", "dictionary", english, arena));
}

struct dictionary *skill_dictionary_of(void *state)
{
    return state;
}
