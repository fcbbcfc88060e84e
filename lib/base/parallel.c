/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs handed out one by one under a lock. */
#include "parallel.h"

#include <pthread.h>
#include <stdbool.h>

struct queue {
    const struct kom_jobs *jobs;
    pthread_mutex_t lock;
    size_t next, n_done;
};

/* The next job, as long as there is one; counts the one before as done. */
static bool take(struct queue *q, bool has_done, size_t *job, size_t *n_done) {
    (void)pthread_mutex_lock(&q->lock);
    q->n_done += has_done;
    *n_done = q->n_done;
    *job = q->next;
    const bool is_there = q->next < q->jobs->n;
    q->next += is_there;
    (void)pthread_mutex_unlock(&q->lock);
    return is_there;
}

static void *work(void *data) {
    struct queue *q = data;
    size_t job, n_done;
    for (bool has_done = false; take(q, has_done, &job, &n_done); has_done = true)
        q->jobs->run(q->jobs->context, job);
    return NULL;
}

/* The same in the caller's thread, which says how far all are. */
static void work_and_say(struct queue *q) {
    const struct kom_jobs *jobs = q->jobs;
    size_t job, n_done;
    for (bool has_done = false; take(q, has_done, &job, &n_done); has_done = true) {
        if (jobs->progress)
            jobs->progress(jobs->progress_context, n_done);
        jobs->run(jobs->context, job);
    }
}

static void run_alone(const struct kom_jobs *jobs) {
    for (size_t job = 0; job < jobs->n; job++) {
        if (jobs->progress)
            jobs->progress(jobs->progress_context, job);
        jobs->run(jobs->context, job);
    }
}

void kom_jobs_run(const struct kom_jobs *jobs) {
    struct queue q = {.jobs = jobs};
    pthread_t thread[KOM_THREADS_MAX];
    unsigned started = 0;
    if (jobs->n_threads < 2 || jobs->n < 2 || pthread_mutex_init(&q.lock, NULL) != 0) {
        run_alone(jobs);
        return;
    }
    while (started + 1 < jobs->n_threads && started + 1 < jobs->n && started < KOM_THREADS_MAX &&
           pthread_create(&thread[started], NULL, work, &q) == 0)
        started++;
    work_and_say(&q);
    for (unsigned i = 0; i < started; i++)
        (void)pthread_join(thread[i], NULL);
    (void)pthread_mutex_destroy(&q.lock);
}
