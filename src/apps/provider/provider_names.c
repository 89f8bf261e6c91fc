/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What models are named by. An id names one model for good as long as it is there, so it is short only where that is clear. */
#include <stdlib.h>
#include <string.h>

#include "apps/provider/provider_int.h"

static int compare(const void *a, const void *b)
{
    const struct str *x = a;
    const struct str *y = b;
    const int order = memcmp(x->p, y->p, size_min(x->n, y->n));
    return order != 0 ? order : (x->n > y->n) - (x->n < y->n);
}

struct str provider_full_name(const struct provider_model *model, struct arena *arena)
{
    return str_from(
        arena_printf(arena, "%" STRF "/%" STRF, STRA(model->provider), STRA(model->name)));
}

/* How often the name stands in the sorted list, counted up to two. */
static int count_of(const struct str *names, size_t count, struct str name)
{
    const struct str *found = bsearch(&name, names, count, sizeof(*names), compare);
    if (found == NULL) {
        return 0;
    }
    const bool has_before = found > names && str_eq(found[-1], name);
    const bool has_after = found + 1 < names + count && str_eq(found[1], name);
    return has_before || has_after ? 2 : 1;
}

/* A name stands for itself where no other model has it, nor is called so in full. */
void provider_name_models(struct provider_models *models, struct arena *arena)
{
    const size_t count = models->count;
    struct str *names = arena_calloc(arena, count + 1, sizeof(*names));
    struct str *full = arena_calloc(arena, count + 1, sizeof(*full));
    for (size_t i = 0; i < count; i++) {
        names[i] = models->items[i].name;
        full[i] = provider_full_name(&models->items[i], arena);
        models->items[i].id = full[i];
    }
    qsort(names, count, sizeof(*names), compare);
    qsort(full, count, sizeof(*full), compare);
    for (size_t i = 0; i < count; i++) {
        struct provider_model *model = &models->items[i];
        if (count_of(names, count, model->name) == 1 && count_of(full, count, model->name) == 0) {
            model->id = model->name;
        }
    }
}

/* Without making the text: a model is looked for at every start of an answer. */
static bool is_full_name(const struct provider_model *model, struct str id)
{
    return id.n == model->provider.n + 1 + model->name.n && str_starts(id, model->provider) &&
           id.p[model->provider.n] == '/' && str_ends(id, model->name);
}

size_t provider_look_up(const struct provider_models *models, struct str id)
{
    size_t named = models->count;
    size_t full = models->count;
    for (size_t i = models->count; i-- > 0;) {
        const struct provider_model *model = &models->items[i];
        if (str_eq(model->id, id)) {
            return i;
        }
        full = is_full_name(model, id) ? i : full;
        named = str_eq(model->name, id) ? i : named;
    }
    return full < models->count ? full : named;
}
