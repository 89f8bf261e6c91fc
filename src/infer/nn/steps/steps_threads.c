/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads: those of OpenMP, which oneDNN runs on. GCC's library is called by its own names: Clang has pragmas and a header only with a
 * runtime of its own. */
#include <stdatomic.h>

#include "infer/nn/steps/steps_int.h"

void omp_set_num_threads(int count);
int omp_get_num_threads(void);
int omp_get_thread_num(void);
/* What GCC makes of "#pragma omp parallel" (the manual of libgomp, "Implementing PARALLEL construct"). */
void GOMP_parallel(void (*run)(void *data), void *data, unsigned threads, unsigned flags);

struct job {
    int (*work)(const void *context, size_t piece);
    const void *context;
    size_t pieces;
    atomic_int rc;
};

static void run_share(void *data)
{
    struct job *job = data;
    const size_t threads = (size_t)omp_get_num_threads(); /* may be fewer than were asked for */
    for (size_t i = (size_t)omp_get_thread_num(); i < job->pieces; i += threads) {
        const int rc = job->work(job->context, i);
        if (rc != E_OK) {
            atomic_store(&job->rc, rc);
        }
    }
}

void nn_threads_set(int count)
{
    omp_set_num_threads(count);
}

int nn_threads_run(size_t pieces, int (*work)(const void *context, size_t piece),
                   const void *context)
{
    if (pieces == 1) {
        return work(context, 0);
    }
    struct job job = {work, context, pieces, E_OK};
    GOMP_parallel(run_share, &job, (unsigned)pieces, 0);
    return job.rc;
}
