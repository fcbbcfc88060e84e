/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tool that only the tests have: how many rows each group has. One file and one line give
   options, refusals, help, manual page, completion, threads, the same bytes on every run. */
#include <string.h>

#include "by.h"
#include "groups.h"
#include "output.h"
#include "parallel.h"
#include "tool.h"

/* What one thread knows: the groups it met, and their rows. */
struct worker {
    const struct kom_by *by;
    struct kom_groups groups;
    struct kom_buf key;
    int64_t *rows;
    size_t cap;
};

struct tally {
    struct kom_by by;
    struct worker worker[KOM_THREADS_MAX];
    unsigned n;
};

/* Rows of a group that may be new; false: memory ran out. */
static bool add(struct worker *w, struct kom_text key, int64_t rows) {
    void *p = w->rows;
    const size_t n = w->groups.n;
    const uint32_t group = kom_groups_intern(&w->groups, key);
    if (group == KOM_GROUP_NONE || kom_grow(&p, &w->cap, (size_t)group + 1, sizeof *w->rows))
        return false;
    w->rows = p;
    w->rows[group] = (w->groups.n > n ? 0 : w->rows[group]) + rows;
    return true;
}

static enum kom_status hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct tally *t = method;
    (void)err;
    for (t->n = 0; t->n < *n; t->n++) {
        t->worker[t->n].by = &t->by;
        worker[t->n] = &t->worker[t->n];
    }
    return KOM_OK;
}

static enum kom_status take(void *state, struct kom_view *view, struct kom_error *err) {
    struct worker *w = state;
    char room[16];
    for (uint32_t row = 0; row < view->n_rows; row++) {
        kom_buf_reset(&w->key);
        for (size_t i = 0; i < w->by->n; i++)
            kom_group_add_part(&w->key, kom_view_group(view, w->by->column[i], row, room));
        if (w->key.failed || !add(w, kom_buf_view(&w->key), 1))
            return kom_no_memory(err);
    }
    return KOM_OK;
}

static const struct kom_output_column columns[] = {
    {"rows", "number", "rows of the group", kom_output_count, 0, NULL}, {0}};
static const struct kom_tool_output writes[] = {{NULL, columns}, {NULL, NULL}};

static enum kom_status write(void *method, const struct kom_out *to, struct kom_error *err) {
    struct tally *t = method;
    struct worker *w = t->worker;
    struct kom_buf b = {0};
    bool ok = true;
    for (unsigned i = 1; i < t->n; i++)
        for (uint32_t g = 0; g < w[i].groups.n && ok; g++)
            ok = add(w, kom_groups_key(&w[i].groups, g), w[i].rows[g]);
    uint32_t *order = ok ? kom_groups_sorted(&w->groups, t->by.n) : NULL;
    kom_output_header((struct kom_output_by){t->by.name, t->by.n}, columns, NULL, &b);
    for (uint32_t *g = order; order && g < order + w->groups.n; g++)
        kom_output_group(t->by.n, kom_groups_key(&w->groups, *g), columns, NULL, &w->rows[*g], &b);
    enum kom_status status = order ? to->flush(to->context, &b) : kom_no_memory(err);
    kom_free(order);
    kom_buf_fini(&b);
    return status;
}

static const struct kom_method tally = {.hire = hire, .take = take, .write = write};

static enum kom_status run_tally(struct kom_run *run) {
    int column[KOM_BY_MAX], place[KOM_BY_MAX];
    struct kom_list names;
    struct kom_extract x = {0};
    enum kom_status status = kom_run_list_or(run, KOM_OPT_by, "kom", &names);
    struct tally t = {.by = {.name = names.item, .n = names.n, .column = column, .place = place}};
    status = status ? status : kom_run_open(run, "rows", &x);
    status = status ? status : kom_by_want(&t.by, &x, &run->err);
    status = status ? status : kom_run_method(run, &x, &tally, &t);
    kom_extract_close(&x);
    for (unsigned i = 0; i < t.n; i++) {
        kom_groups_fini(&t.worker[i].groups);
        kom_buf_fini(&t.worker[i].key);
        kom_free(t.worker[i].rows);
    }
    return status;
}

static const struct kom_tool_option options[] = {{KOM_OPT_by, NULL, NULL},
                                                 {KOM_OPT_END, NULL, NULL}};

extern const struct kom_tool kom_tool_tally;
const struct kom_tool kom_tool_tally = {
    .name = "tally",
    .sentence = "rows of each group",
    .synopsis = "[--by COL,...] [FILE]...",
    .options = options,
    .writes = writes,
    .see_also = "kom-sum",
    .run = run_tally,
};
