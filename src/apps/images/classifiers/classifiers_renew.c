/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a new version of the model examples are looked at once more, a few at a time: each that is done queues the next by
 * its id (classifiers_work.c). */
#include "apps/images/classifiers/classifiers_int.h"

int classifiers_renew(struct db_conn *tx, const struct outdated_query *query, struct arena *arena)
{
    struct outdated outdated = {0};
    int rc = examples_store_list_outdated(tx, query, arena, &outdated);
    for (size_t i = 0; rc == E_OK && i < outdated.count; i++) {
        rc = examples_store_set_queued(tx, outdated.items[i].id);
        if (rc == E_OK) {
            rc = job_add_behind(tx, CLASSIFIERS_EXAMPLE_JOB, outdated.items[i].id,
                                outdated.items[i].owner);
        }
    }
    return rc;
}

int classifiers_renew_next(const struct record_keeper *keeper, struct db_conn *tx,
                           struct uuid after, struct arena *arena)
{
    const struct outdated_query query = {classifiers_space(keeper), after, 1};
    return query.space.n > 0 ? classifiers_renew(tx, &query, arena) : E_OK;
}
