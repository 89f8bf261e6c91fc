/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other classes for a classifier: added, renamed, put into another order, removed. */
#include "apps/images/classifiers/classifiers_int.h"

/* The place of a text in a list; the number of its entries where it is not there. */
static size_t place_of(const struct json_strs *list, struct str name)
{
    size_t i = 0;
    while (i < list->count && !str_eq(list->items[i], name)) {
        i++;
    }
    return i;
}

static bool is_class(const struct classifier_classes *classes, struct str name)
{
    for (size_t i = 0; i < classes->count; i++) {
        if (str_eq(classes->items[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* E_INVALID names what is wrong. */
static int check_were(struct req *rq, const struct classifier_classes *before,
                      const struct classifiers_change *change)
{
    for (size_t i = 0; i < change->were.count; i++) {
        const struct str name = change->were.items[i];
        if (name.n > 0 && !is_class(before, name)) {
            return err_field(&rq->err, "were", "must be this classifier's classes, or empty");
        }
        if (name.n > 0 && place_of(&change->were, name) != i) {
            return err_field(&rq->err, "were", "must differ from each other");
        }
    }
    return E_OK;
}

/* A name that no class has: people's have no control characters. */
static struct str passing_name(size_t i, struct arena *arena)
{
    return str_from(arena_printf(arena, "\x1f%zu", i));
}

/* By way of other names, as one may get the name that another had. */
static int rename_classes(struct req *rq, struct db_conn *tx, struct uuid id,
                          const struct classifiers_change *change)
{
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < change->were.count; i++) {
        if (change->were.items[i].n > 0) {
            rc = classifiers_store_rename_class(tx, id, change->were.items[i],
                                                passing_name(i, rq->arena));
        }
    }
    for (size_t i = 0; rc == E_OK && i < change->were.count; i++) {
        if (change->were.items[i].n > 0) {
            rc = classifiers_store_rename_class(tx, id, passing_name(i, rq->arena),
                                                change->classes.items[i]);
        }
    }
    return rc;
}

int classifiers_set_classes(struct db_conn *tx, struct uuid id, const struct json_strs *classes)
{
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < classes->count; i++) {
        rc = classifiers_store_set_class(tx, id, classes->items[i], (int64_t)i);
    }
    return rc;
}

int classifiers_replace_classes(struct req *rq, struct db_conn *tx, struct uuid id,
                                const struct classifiers_change *change)
{
    const bool has_were = change->were.items != NULL;
    const struct json_strs *stay = has_were ? &change->were : &change->classes;
    struct classifier_classes before = {0};
    bool started;
    int rc = classifiers_store_list_classes(tx, id, STR_EMPTY, rq->arena, &before);
    if (rc == E_OK && has_were) {
        rc = check_were(rq, &before, change);
    }
    for (size_t i = 0; rc == E_OK && i < before.count; i++) {
        const struct str name = before.items[i].name;
        rc = place_of(stay, name) < stay->count ? E_OK : classifiers_store_drop_class(tx, id, name);
    }
    if (rc == E_OK && has_were) {
        rc = rename_classes(rq, tx, id, change);
    }
    if (rc == E_OK) {
        rc = classifiers_set_classes(tx, id, &change->classes);
    }
    if (rc == E_OK) {
        rc = classifiers_store_touch(tx, id);
    }
    return rc < 0 ? rc : classifiers_start(rq->state, tx, id, false, rq->arena, &started);
}
