/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every job runs once, whatever the number of threads; the caller's thread says how far all are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parallel.h"

enum { JOBS = 500 };

static void mark(void *context, size_t job) {
    int *times = context;
    times[job]++;
}

static void see(void *context, uint64_t n_done) {
    uint64_t *last = context;
    assert_true(n_done >= *last && n_done < JOBS);
    *last = n_done;
}

static void every_job_once(void **state) {
    (void)state;
    static const unsigned threads[] = {0, 1, 2, 4, 64, 200};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        static const size_t many[] = {0, 1, 2, JOBS};
        for (size_t m = 0; m < sizeof many / sizeof *many; m++) {
            int times[JOBS] = {0};
            uint64_t last = 0;
            kom_jobs_run(&(struct kom_jobs){many[m], mark, times, threads[t], see, &last});
            for (size_t i = 0; i < JOBS; i++) {
                assert_int_equal(times[i], i < many[m]);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_job_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
