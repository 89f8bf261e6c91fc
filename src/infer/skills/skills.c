/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/skills/skills.h"

/* One line each. */
static const struct skill_kind *const kinds[] = {
    /* text */
    &skill_summarize,
    /* translation */
    &skill_translate,
    /* grammar */
    &skill_grammar,
    /* dictionary */
    &skill_define,
    &skill_quiz_work,
    /* calculator */
    &skill_calculate,
    /* science */
    &skill_science,
    /* code */
    &skill_code,
    NULL,
};
#define KINDS (ARRAY_LEN(kinds) - 1)

struct skill_kinds {
    void *states[KINDS + 1];
};

const struct skill_kind *const *skill_kinds_list(size_t *out_count)
{
    *out_count = KINDS;
    return kinds;
}

static size_t index_of(struct str name)
{
    size_t i = 0;
    while (kinds[i] != NULL && !str_eq(name, str_from(kinds[i]->name))) {
        i++;
    }
    return i;
}

const struct skill_kind *skill_kinds_find(struct str name)
{
    return kinds[index_of(name)];
}

int skill_kinds_new(struct skill_kinds **out, struct err *err)
{
    struct skill_kinds *skills = must_calloc(1, sizeof(*skills));
    for (size_t i = 0; kinds[i] != NULL; i++) {
        int rc = kinds[i]->init != NULL ? kinds[i]->init(&skills->states[i], err) : E_OK;
        if (rc < 0) {
            skill_kinds_free(skills);
            return rc;
        }
    }
    *out = skills;
    return E_OK;
}

void skill_kinds_free(struct skill_kinds *skills)
{
    for (size_t i = 0; skills != NULL && kinds[i] != NULL; i++) {
        if (kinds[i]->done != NULL && skills->states[i] != NULL) {
            kinds[i]->done(skills->states[i]);
        }
    }
    free(skills);
}

int skill_kinds_run(struct skill_kinds *skills, struct str name, const struct skill_task *task,
                    struct sb *out, struct err *err)
{
    name = name.n == 0 ? STR_EMPTY : name; /* none was given */
    const size_t i = index_of(name);
    if (kinds[i] == NULL) {
        return err_set(err, E_INVALID, "There is no skill \"%" STRF "\" here.",
                       STRA(str_sub(name, 0, 60)));
    }
    struct json_out json;
    json_out_init(&json, out);
    json_begin_object(&json);
    int rc = kinds[i]->run(skills->states[i], task, &json, err);
    json_end_object(&json);
    return rc;
}
