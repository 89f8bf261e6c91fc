/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "http/executor/executor.h"

#define ASKED 140 /* more than the threads and the queue of hashes take together */

/* What the work of the test shares: it has no context of its own. */
static sem_t gate;
static atomic_int ran;

static void wait_at_the_gate(struct executor_job *job)
{
    (void)job;
    sem_wait(&gate);
    atomic_fetch_add(&ran, 1);
}

Test(executor, refuses_what_its_queue_cannot_hold_and_runs_the_rest)
{
    cr_assert_eq(sem_init(&gate, 0, 0), 0);
    struct executor *executor = NULL;
    cr_assert_eq(executor_new(wait_at_the_gate, &executor, NULL), E_OK);
    struct executor_job *work = must_calloc(ASKED + 2, sizeof(*work));
    int taken = 0;
    for (int i = 0; i < ASKED; i++) {
        int rc = executor_submit(executor, EXECUTOR_HASHES, &work[i]);
        cr_expect(rc == E_OK || rc == E_BUSY, "%d", rc);
        taken += rc == E_OK;
    }
    cr_expect_geq(taken, 128);
    cr_expect_leq(taken, 132, "a queue of 128, and at most 4 threads");
    cr_expect_gt(executor_queued(executor), 0);
    cr_expect_eq(executor_submit(executor, EXECUTOR_WRITES, &work[ASKED]), E_OK,
                 "hashes do not hold up writes");
    for (int i = 0; i < taken + 1; i++) {
        sem_post(&gate);
    }
    executor_drain(executor);
    cr_expect_eq(atomic_load(&ran), taken + 1, "what was taken has run");
    cr_expect_eq(executor_submit(executor, EXECUTOR_WRITES, &work[ASKED + 1]), E_SHUTTING_DOWN);
    cr_expect_eq(executor_resubmit(executor, &work[ASKED + 1]), E_SHUTTING_DOWN);
    executor_free(executor);
    free(work);
    sem_destroy(&gate);
}
