/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Size of the 5 % test and coverage of the 95 % interval of each method of kom-did, by simulation.
 */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dist.h"
#include "mem.h"
#include "methods.h"

enum { CELLS_MAX = 100, THREADS_MAX = 64 };

/* Of one method in one replication of one cell. */
struct verdict {
    float width; /* of the interval; infinite when it has an open end */
    bool is_there, rejects, covers, warns;
};

struct run {
    uint64_t seed;
    int replications, dear, threads, n_cells;
    double size[UNITS];
    struct verdict *verdict; /* [(cell * METHODS + method) * replications + replication] */
};

struct worker {
    struct run *run;
    pthread_t thread;
    int number;
    enum kom_status status;
    struct kom_error err;
};

static struct verdict judge(const struct outcome *o) {
    return (struct verdict){.width = (float)(o->high - o->low),
                            .is_there = o->is_there,
                            .rejects = o->p_value <= 0.05,
                            .covers = o->low <= 0.0 && o->high >= 0.0,
                            .warns = o->warns};
}

/* All cells of one replication; space: 2 * ROWS. Cells of one panel stand together. */
static enum kom_status replicate(const struct run *run, int replication, struct bench *bench,
                                 double *space, struct kom_error *err) {
    double *shock = space, *y = space + ROWS;
    bool is_treated[UNITS];
    struct cell cell, before = {.rho = -1.0};
    struct outcome outcome[METHODS];
    enum kom_status status = KOM_OK;
    world_shocks(run->seed, replication, shock);
    for (int c = 0; status == KOM_OK && cell_at(c, &cell); c++) {
        if (cell.rho > before.rho || cell.unequal != before.unequal) {
            world_outcomes(&cell, run->size, shock, y);
            status = bench_panel(bench, y, err);
        }
        before = cell;
        world_treated(&cell, run->seed, replication, is_treated);
        const struct task task = {.cell = &cell,
                                  .size = run->size,
                                  .is_treated = is_treated,
                                  .seed = world_seed(run->seed, replication),
                                  .all = replication < run->dear};
        if (status == KOM_OK)
            status = bench_run(bench, &task, outcome, err);
        for (int m = 0; status == KOM_OK && m < METHODS; m++)
            run->verdict[(c * METHODS + m) * run->replications + replication] = judge(&outcome[m]);
    }
    return status;
}

/* Replications are dealt out in turn; each writes to its own places. */
static void *work(void *argument) {
    struct worker *w = argument;
    struct bench *bench;
    double *space = kom_alloc(2 * (size_t)ROWS, sizeof *space);
    w->status = bench_open(&bench, &w->err);
    if (!space)
        w->status = kom_fail(&w->err, KOM_ENOMEM, "out of memory");
    for (int r = w->number; w->status == KOM_OK && r < w->run->replications; r += w->run->threads)
        w->status = replicate(w->run, r, bench, space, &w->err);
    bench_close(bench);
    kom_free(space);
    return NULL;
}

static int run_all(struct run *run) {
    static struct worker worker[THREADS_MAX];
    int bad = 0;
    for (int i = 0; i < run->threads; i++) {
        worker[i] = (struct worker){.run = run, .number = i};
        if (pthread_create(&worker[i].thread, NULL, work, &worker[i]) != 0) {
            (void)fputs("coverage: no thread\n", stderr);
            exit(1);
        }
    }
    for (int i = 0; i < run->threads; i++) {
        (void)pthread_join(worker[i].thread, NULL);
        if (worker[i].status != KOM_OK && !bad++)
            (void)fprintf(stderr, "coverage: %s\n", worker[i].err.text);
    }
    return bad;
}

/* ---- the table ---- */

static void print_line(const struct run *run, const struct cell *cell, int c, enum method method) {
    const int made = method_is_cheap(method) ? run->replications : run->dear;
    const struct verdict *v = run->verdict + (c * METHODS + (int)method) * run->replications;
    int there = 0, rejected = 0, covered = 0, bounded = 0, warned = 0;
    double width = 0.0;
    for (int r = 0; r < made; r++) {
        if (!v[r].is_there)
            continue;
        there++;
        rejected += v[r].rejects;
        covered += v[r].covers;
        warned += v[r].warns;
        if (isfinite(v[r].width)) {
            bounded++;
            width += (double)v[r].width;
        }
    }
    (void)printf("%s,%d,%g,%s,%s,%d", method_name(method), cell->treated, cell->rho,
                 cell->unequal ? "unequal" : "equal", assignment_name(cell->assignment), made);
    if (there > 0) {
        double size = (double)rejected / there, coverage = (double)covered / there;
        (void)printf(",%.4f,%.4f,", size, coverage);
        if (bounded > 0)
            (void)printf("%.4f", width / bounded);
        (void)printf(",%d,%.4f,%.4f,%d,%.4f\n", made - there, sqrt(size * (1.0 - size) / there),
                     sqrt(coverage * (1.0 - coverage) / there), there - bounded,
                     (double)warned / there);
    } else {
        (void)printf(",,,,%d,,,,\n", made);
    }
}

static void print_table(const struct run *run) {
    struct cell cell;
    (void)puts("method,treated,rho,sizes,assignment,replications,size,coverage,mean_width,failed,"
               "size_se,coverage_se,unbounded,warned");
    for (int m = 0; m < METHODS; m++)
        for (int c = 0; cell_at(c, &cell); c++)
            if (m != WEIGHTED_T || cell.unequal)
                print_line(run, &cell, c, (enum method)m);
}

/* ---- one panel, to be compared with kom-did ---- */

static int print_panel(const struct run *run, int c, int replication) {
    static double shock[ROWS], y[ROWS];
    struct cell cell;
    bool is_treated[UNITS];
    if (!cell_at(c, &cell))
        return 1;
    world_shocks(run->seed, replication, shock);
    world_outcomes(&cell, run->size, shock, y);
    world_treated(&cell, run->seed, replication, is_treated);
    (void)puts("unit,month,value,start,size");
    for (int i = 0; i < ROWS; i++)
        (void)printf("u%02d,%d,%.17g,%s,%.17g\n", i / MONTHS, i % MONTHS + 1, y[i],
                     is_treated[i / MONTHS] ? "25" : "", run->size[i / MONTHS]);
    return 0;
}

static int print_outcomes(const struct run *run, int c, int replication) {
    static double shock[ROWS], y[ROWS];
    struct cell cell;
    bool is_treated[UNITS];
    struct outcome outcome[METHODS];
    struct bench *bench;
    struct kom_error err;
    if (!cell_at(c, &cell))
        return 1;
    world_shocks(run->seed, replication, shock);
    world_outcomes(&cell, run->size, shock, y);
    world_treated(&cell, run->seed, replication, is_treated);
    const struct task task = {&cell, run->size, is_treated, world_seed(run->seed, replication),
                              true};
    enum kom_status status = bench_open(&bench, &err);
    if (status == KOM_OK)
        status = bench_panel(bench, y, &err);
    if (status == KOM_OK)
        status = bench_run(bench, &task, outcome, &err);
    bench_close(bench);
    if (status != KOM_OK) {
        (void)fprintf(stderr, "coverage: %s\n", err.text);
        return 1;
    }
    for (int m = 0; m < METHODS; m++)
        if (outcome[m].is_there)
            (void)printf("%s,%.12g,%.12g,%.12g,%.12g,%llu,%d\n", method_name((enum method)m),
                         outcome[m].estimate, outcome[m].p_value, outcome[m].low, outcome[m].high,
                         (unsigned long long)task.seed, outcome[m].warns);
    return 0;
}

/* ---- options ---- */

static int usage(void) {
    (void)fputs("usage: coverage [-r REPLICATIONS] [-d REPLICATIONS] [-s SEED] [-j THREADS]\n"
                "       coverage [-s SEED] -p|-o CELL,REPLICATION\n"
                "-d: of all but least squares on changes. -p: the panel of one replication as CSV; "
                "-o: what the\n"
                "methods make of it, method,estimate,p,low,high,seed,warns.\n",
                stderr);
    return 2;
}

static bool whole(const char *text, long least, long most, int *number) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    *number = (int)value;
    return errno == 0 && end != text && *end == '\0' && value >= least && value <= most;
}

static bool pair(const char *text, int *a, int *b) {
    char first[16];
    const char *comma = strchr(text, ',');
    if (!comma || (size_t)(comma - text) >= sizeof first)
        return false;
    memcpy(first, text, (size_t)(comma - text));
    first[comma - text] = '\0';
    return whole(first, 0, CELLS_MAX, a) && whole(comma + 1, 0, 1000000, b);
}

static int table(struct run *run) {
    struct cell cell;
    while (cell_at(run->n_cells, &cell))
        run->n_cells++;
    run->dear = run->dear > run->replications ? run->replications : run->dear;
    run->verdict =
        kom_alloc((size_t)run->n_cells * METHODS * (size_t)run->replications, sizeof *run->verdict);
    if (!run->verdict || run_all(run) > 0)
        return 1;
    print_table(run);
    kom_free(run->verdict);
    return 0;
}

int main(int argc, char **argv) {
    static struct run run = {.seed = 1, .replications = 10000, .dear = 2000, .threads = 1};
    int option, seed, c = 0, replication = 0, panel = 0, bad = 0;
    while ((option = getopt(argc, argv, "r:d:s:j:p:o:")) != -1) {
        if (option == 'r')
            bad |= !whole(optarg, 1, 1000000, &run.replications);
        else if (option == 'd')
            bad |= !whole(optarg, 1, 1000000, &run.dear);
        else if (option == 's' && whole(optarg, 0, 2147483647, &seed))
            run.seed = (uint64_t)seed;
        else if (option == 'j')
            bad |= !whole(optarg, 1, THREADS_MAX, &run.threads);
        else if ((option == 'p' || option == 'o') && pair(optarg, &c, &replication))
            panel = option;
        else
            bad = 1;
    }
    if (bad || optind < argc)
        return usage();
    kom_stat_init();
    world_sizes(run.size);
    bad = panel == 'p'   ? print_panel(&run, c, replication)
          : panel == 'o' ? print_outcomes(&run, c, replication)
                         : table(&run);
    return bad || fflush(stdout) != 0 || ferror(stdout);
}
