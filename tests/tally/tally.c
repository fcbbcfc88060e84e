/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tool that only the tests have: how many rows each group has. It shows what one file and one
   line give: options, refusals, help, manual page, completion, threads, the same bytes on every
   run. */
#include <string.h>

#include "by.h"
#include "groups.h"
#include "output.h"
#include "tool.h"

/* What one thread knows: the groups it met, and their rows. */
struct worker {
    const struct kom_by *by;
    struct kom_groups groups;
    struct kom_buf key;
    int64_t *rows;
    size_t cap;
};

/* Rows of a group that may be new; false: memory ran out. */
static bool add(struct worker *w, struct kom_text key, int64_t rows) {
    void *p = w->rows;
    size_t n = w->groups.n;
    uint32_t group = kom_groups_intern(&w->groups, key);
    if (group == KOM_GROUP_NONE || kom_grow(&p, &w->cap, (size_t)group + 1, sizeof *w->rows))
        return false;
    w->rows = p;
    w->rows[group] = (w->groups.n > n ? 0 : w->rows[group]) + rows;
    return true;
}

static enum kom_status take(void *state, struct kom_view *view, struct kom_error *err) {
    struct worker *w = state;
    char room[16];
    for (uint32_t row = 0; row < view->n_rows; row++) {
        kom_buf_reset(&w->key);
        for (size_t i = 0; i < w->by->n; i++)
            kom_group_add_part(&w->key, kom_view_group(view, w->by->column[i], row, room));
        if (w->key.failed || !add(w, kom_buf_view(&w->key), 1))
            return kom_fail(err, KOM_ENOMEM, "memory ran out");
    }
    return KOM_OK;
}

static const struct kom_output_column columns[] = {
    {"rows", "number", "rows of the group", kom_output_count, 0, NULL},
    {0},
};
static const struct kom_tool_output writes[] = {{NULL, columns}, {NULL, NULL}};

static enum kom_status write(struct kom_run *run, const struct worker *w) {
    const size_t n_by = w->by->n;
    struct kom_buf out = {0};
    uint32_t *order = kom_groups_sorted(&w->groups, n_by);
    kom_output_header((struct kom_output_by){w->by->name, n_by}, columns, NULL, &out);
    for (size_t i = 0; order && i < w->groups.n; i++)
        kom_output_group(n_by, w->groups.key[order[i]], columns, NULL, &w->rows[order[i]], &out);
    enum kom_status status =
        order ? kom_run_write(run, &out) : kom_fail(&run->err, KOM_ENOMEM, "memory ran out");
    kom_free(order);
    kom_buf_fini(&out);
    return status;
}

static enum kom_status count(struct kom_run *run, struct kom_extract *x, const struct kom_by *by) {
    enum { WORKERS = 4 };
    struct worker worker[WORKERS];
    void *state[WORKERS];
    const unsigned n = kom_run_threads(run, x) < WORKERS ? kom_run_threads(run, x) : WORKERS;
    struct kom_fold fold = {.n_threads = n, .workers = state, .take = take};
    for (unsigned i = 0; i < n; i++)
        state[i] = memcpy(&worker[i], &(struct worker){.by = by}, sizeof worker[i]);
    enum kom_status status = kom_run_fold(run, x, &fold);
    for (unsigned i = 1; i < n; i++)
        for (size_t g = 0; g < worker[i].groups.n && !status; g++)
            if (!add(worker, worker[i].groups.key[g], worker[i].rows[g]))
                status = kom_fail(&run->err, KOM_ENOMEM, "memory ran out");
    if (!status)
        status = write(run, worker);
    for (unsigned i = 0; i < n; i++) {
        kom_groups_fini(&worker[i].groups);
        kom_buf_fini(&worker[i].key);
        kom_free(worker[i].rows);
    }
    return status;
}

static enum kom_status run_tally(struct kom_run *run) {
    int column[KOM_BY_MAX], place[KOM_BY_MAX];
    struct kom_list names;
    struct kom_extract x = {0};
    enum kom_status status = kom_run_list_or(run, KOM_OPT_by, "kom", &names);
    struct kom_by by = {.name = names.item, .n = names.n, .column = column, .place = place};
    if (!status)
        status = kom_run_open(run, "rows", &x);
    if (!status)
        status = kom_by_want(&by, &x, &run->err);
    status = status ? status : count(run, &x, &by);
    kom_extract_close(&x);
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
