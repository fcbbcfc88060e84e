/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a summary, and the rows that go into its cells.

   Columns are asked for once: by-columns of the table and of tables beside it, measures with their
   COL_status, weight, order and the keys that may name totals. Rows then are taken a block at a
   time: numbers column by column, hundredths where they are such; rows with numbers that are plain
   and a group met before are added by quick.c. All others come here: status, weight and order may
   set the row aside, the code of the municipality is looked up, the key is made of the by-values,
   and each number is added at the group's place. What may be a total is noted by key and judged at
   the end. */
#include <string.h>

#include "by.h"
#include "figures.h"
#include "intern.h"
#include "work.h"

enum { NO_GROUP, NO_WEIGHT, ZERO_WEIGHT, NO_TIME, NO_COUNT, SEVERAL };

const char *const kom_summary_reasons[KOM_SUMMARY_N_REASONS] = {
    [NO_GROUP] = "no_group", [NO_WEIGHT] = "no_weight", [ZERO_WEIGHT] = "zero_weight",
    [NO_TIME] = "no_time",   [NO_COUNT] = "missing",    [SEVERAL] = "several_networks",
};

/* ---- columns ---- */

/* KOM_EUSAGE: a by-column is called as a column of the table. */
static enum kom_status check_names(const struct kom_summary *s, struct kom_error *err) {
    const struct kom_output_by by = {s->by, s->n_by};
    struct kom_buf headings = {0};
    if (s->kind != KOM_SUMMARY_FIGURES)
        return kom_output_own(by,
                              s->kind == KOM_SUMMARY_BETWEEN ? kom_summary_between_columns
                                                             : kom_summary_share_columns,
                              s, err);
    kom_figures_heading(s, &headings);
    enum kom_status status = headings.failed
                                 ? kom_no_memory(err)
                                 : kom_output_own_headings(by, kom_buf_view(&headings), err);
    kom_buf_fini(&headings);
    return status;
}

static enum kom_status ask_groups(struct kom_summary *s, struct kom_extract *x,
                                  struct kom_error *err) {
    struct kom_by by = {.name = s->by,
                        .n = s->n_by,
                        .lookup = s->lookup,
                        .column = s->by_column,
                        .place = s->by_place};
    enum kom_status status = kom_by_want(&by, x, err);
    if (!status)
        status = check_names(s, err);
    for (size_t i = 0; i < s->n_margins && !status; i++)
        status = kom_by_margin(s->by, s->n_by, s->margins[i], s->is_margin, err);
    s->kom_column = by.kom;
    s->spreads = s->lookup && s->lookup->has_several && s->lookup->overlap.way == KOM_OVERLAP_BOTH;
    return status;
}

static bool is_of_persons(const struct kom_word *word) {
    return word && (strcmp(word->name, "recipients") == 0 || strcmp(word->name, "buyers") == 0);
}

static enum kom_status check_sum(const struct kom_summary *s, const struct kom_column *column,
                                 const char *name, struct kom_error *err) {
    const struct kom_word *word = column->word;
    if (!(s->flags & KOM_STAT_SUM) || !word || word->adds != KOM_ADDS_NOTHING)
        return KOM_OK;
    if (is_of_persons(word))
        return kom_fail(
            err, KOM_EDATA,
            "--stats sum: %s are distinct persons and add over nothing; kom-uptake --by "
            "counts them in any group, its --margins over all",
            name);
    return kom_fail(
        err, KOM_EDATA,
        "--stats sum: %s does not add; --stats mean, with --weight where rows stand for "
        "different numbers, gives the right figure",
        name);
}

static enum kom_status ask_values(struct kom_summary *s, struct kom_extract *x,
                                  struct kom_error *err) {
    const char *const pair[] = {s->of, s->count};
    const char *const *names = s->kind == KOM_SUMMARY_SHARES ? pair : s->value;
    int *column = kom_alloc(s->n_measures + 1, sizeof *column);
    enum kom_status status = column ? KOM_OK : kom_no_memory(err);
    for (size_t i = 0; i < s->n_measures && !status; i++) {
        status = kom_extract_need(x, names[i], KOM_KIND_NUMBER, &column[i], err);
        if (!status)
            status = check_sum(s, &x->columns[column[i]], names[i], err);
        if (!status)
            status = kom_measured_want(x, column[i], &s->measured[i], err);
    }
    if (!status && s->kind != KOM_SUMMARY_SHARES)
        status = kom_by_differ("value", names, s->n_measures, column, NULL, err);
    kom_free(column);
    return status;
}

static enum kom_status ask_one(struct kom_extract *x, const char *name, enum kom_kind kind,
                               int *column, struct kom_error *err) {
    *column = KOM_NO_COLUMN;
    return name ? kom_extract_need(x, name, kind, column, err) : KOM_OK;
}

/* Columns that the call uses part their totals themselves. */
static enum kom_status ask_totals(struct kom_summary *s, struct kom_extract *x,
                                  struct kom_arena *arena, struct kom_error *err) {
    size_t n = 0, cap = s->n_by + 2 * s->n_measures + 4;
    int *exempt = kom_arena_take(arena, cap * sizeof *exempt);
    s->adds = kom_arena_take(arena, (s->n_measures + 1) * sizeof *s->adds);
    if (!exempt || !s->adds)
        return kom_no_memory(err);
    for (size_t i = 0; i < s->n_by; i++)
        exempt[n++] = s->by_column[i];
    for (size_t i = 0; i < s->n_measures; i++) {
        const struct kom_word *word = x->columns[s->measured[i].column].word;
        s->adds[i] = !word || word->adds != KOM_ADDS_NOTHING;
        s->totals.n_measures += s->adds[i];
        exempt[n++] = s->measured[i].column;
        exempt[n++] = s->measured[i].status;
    }
    const int others[] = {s->weighted.column, s->weighted.status, s->time_column,
                          s->between_column};
    memcpy(exempt + n, others, sizeof others);
    const struct kom_total_use use = {exempt, cap, s->max_keys};
    return kom_totals_ask(&s->totals, x, &use, arena, err);
}

enum kom_status kom_summary_ask(struct kom_summary *s, struct kom_extract *x,
                                struct kom_arena *arena, struct kom_error *err) {
    s->x = x;
    s->n_measures = s->kind == KOM_SUMMARY_SHARES ? 2 : s->n_values;
    s->n_parts = s->n_by + (s->kind == KOM_SUMMARY_BETWEEN);
    s->by_column = kom_arena_take(arena, (s->n_by + 1) * sizeof *s->by_column);
    s->by_place = kom_arena_take(arena, (s->n_by + 1) * sizeof *s->by_place);
    s->is_margin = kom_arena_take(arena, (s->n_by + 1) * sizeof *s->is_margin);
    s->measured = kom_arena_take(arena, (s->n_measures + 1) * sizeof *s->measured);
    if (!s->by_column || !s->by_place || !s->is_margin || !s->measured)
        return kom_no_memory(err);
    memset(s->is_margin, 0, (s->n_by + 1) * sizeof *s->is_margin);
    enum kom_status status = ask_groups(s, x, err);
    if (!status)
        status = ask_values(s, x, err);
    if (!status)
        status = ask_one(x, s->weight, KOM_KIND_NUMBER, &s->weighted.column, err);
    if (!status)
        status = kom_measured_want(x, s->weighted.column, &s->weighted, err);
    if (!status)
        status = ask_one(x, s->time, KOM_KIND_PERIOD, &s->time_column, err);
    if (!status)
        status = ask_one(x, s->between, KOM_KIND_TEXT, &s->between_column, err);
    return status || !s->lines ? status : ask_totals(s, x, arena, err);
}

/* ---- rows ---- */

/* The numbers of a row; false when it is bad, which has been noted. */
static bool read_numbers(struct kom_summary_worker *w, struct kom_view *view, uint32_t row) {
    const struct kom_summary *s = w->plan;
    for (size_t i = 0; i < s->n_measures; i++) {
        int64_t hundredths = w->hundredths[i * KOM_BLOCK_ROWS + row - w->from];
        enum kom_cell cell = KOM_CELL_VALUE;
        if (hundredths == KOM_BLANK_HUNDREDTHS)
            cell = KOM_CELL_MISSING;
        else if (hundredths != KOM_NO_HUNDREDTHS)
            w->number[i] = kom_num_hundredths(hundredths);
        else
            cell = kom_measured_number(view, s->measured[i], row, &w->number[i]);
        if (cell == KOM_CELL_BAD)
            return false;
        w->is_there[i] = cell == KOM_CELL_VALUE;
    }
    return true;
}

/* A weight above 0; else the row has been noted. */
static bool read_weight(const struct kom_summary *s, struct kom_view *view, uint32_t row,
                        struct kom_num *weight) {
    *weight = kom_num_whole(1);
    if (s->weighted.column < 0)
        return true;
    enum kom_weight kind = kom_weight_number(view, s->weighted, row, weight);
    if (kind == KOM_WEIGHT_NONE || kind == KOM_WEIGHT_ZERO)
        kom_view_aside(view, row, kind == KOM_WEIGHT_NONE ? NO_WEIGHT : ZERO_WEIGHT);
    return kind == KOM_WEIGHT_GOOD;
}

/* The place of a row in its series: its time, else where it stands in the input. */
static bool read_order(const struct kom_summary *s, struct kom_view *view, uint32_t row,
                       uint64_t *order) {
    struct kom_period period;
    *order = kom_view_order(view, row);
    if (s->time_column < 0)
        return true;
    enum kom_cell cell = kom_view_period(view, s->time_column, row, &period);
    if (cell == KOM_CELL_BAD)
        return false;
    if (cell != KOM_CELL_VALUE) {
        kom_view_aside(view, row, NO_TIME);
        return false;
    }
    int64_t day = (int64_t)kom_period_first(period) - INT32_MIN;
    *order = (uint64_t)day << 3 | (uint64_t)period.kind;
    return true;
}

static bool is_count(const struct kom_num *x) {
    return x->is_exact && x->scale == 0 && x->mantissa >= 0;
}

/* Shares: both numbers, whole, the count no larger. number[0] is the count below the line. */
static bool check_counts(const struct kom_summary_worker *w, struct kom_view *view, uint32_t row) {
    const struct kom_summary *s = w->plan;
    for (size_t i = 0; i < 2; i++) {
        if (!is_count(&w->number[i])) {
            kom_view_bad(view, s->measured[i].column, row,
                         "a count is a whole number, 0 or more; correct it");
            return false;
        }
    }
    if (w->number[1].mantissa > w->number[0].mantissa) {
        kom_view_bad(view, s->measured[1].column, row,
                     "is above what it is a share of (%lld); correct it, or see "
                     "kom-diff --exposure for rates",
                     (long long)w->number[0].mantissa);
        return false;
    }
    return true;
}

/* What the tables beside say of the row's municipality: no values when it is dropped, or is to be
   refused once all rows are read. */
static enum kom_status look_up(struct kom_summary_worker *w, const struct kom_view *view,
                               uint32_t row, struct kom_lookup_unit *unit, struct kom_error *err) {
    const struct kom_summary *s = w->plan;
    if (s->kom_column < 0)
        return KOM_OK;
    struct kom_text kom = kom_view_code(view, s->kom_column, row);
    *unit = kom_lookup_find(s->lookup, kom);
    w->unmet.met |= unit->tables;
    uint32_t missing = s->lookup->asked & ~unit->tables;
    if (missing && kom.n && !kom_unmet_note(&w->unmet, kom, missing, view, row))
        return kom_no_memory(err);
    if (unit->id != KOM_NO_ID)
        w->seen[unit->id] = 1;
    return KOM_OK;
}

/* The group of a row, made when it is new. */
static uint32_t make_group(struct kom_summary_worker *w, const struct kom_view *view, uint32_t row,
                           const struct kom_lookup_unit *unit) {
    const struct kom_summary *s = w->plan;
    kom_buf_reset(&w->key);
    for (size_t i = 0; i < s->n_by; i++) {
        char room[16];
        kom_group_add_part(&w->key, s->by_place[i] < 0
                                        ? kom_view_group(view, s->by_column[i], row, room)
                                        : unit->value[s->by_place[i]]);
    }
    if (s->between_column >= 0)
        kom_group_add_part(&w->key, kom_view_code(view, s->between_column, row));
    if (s->spreads)
        kom_group_add_part(&w->key, unit->is_several ? s->lookup->units.text[unit->id]
                                                     : (struct kom_text){NULL, 0});
    const struct kom_text key = kom_buf_view(&w->key);
    if (w->key.failed)
        return KOM_GROUP_NONE;
    return kom_summary_make_group(s, &w->table, key, kom_group_hash(key, view->extract->seed));
}

/* The same, from memory where such a row was met before; w->key is not made then. */
static uint32_t find_group(struct kom_summary_worker *w, const struct kom_view *view, uint32_t row,
                           const struct kom_lookup_unit *unit) {
    const struct kom_lookup *lookup = w->plan->lookup;
    uint32_t i = row - w->from;
    bool may_be_total = w->flag[i];
    if (w->quick.is_known && w->quick.group[i] != KOM_GROUP_NONE && !may_be_total)
        return w->quick.group[i];
    uint32_t group = make_group(w, view, row, unit);
    if (w->plan->kom_column < 0 || (lookup->asked & ~unit->tables) == 0)
        kom_summary_known_learn(&w->quick, i, group);
    return group;
}

static size_t nbytes_of(const struct kom_summary_rare *rare) {
    return rare->weighted.cap * sizeof *rare->weighted.item +
           rare->series.cap * sizeof *rare->series.item;
}

static void add_rare(struct kom_summary_worker *w, struct kom_summary_rare *rare,
                     const struct kom_num *x, const struct kom_num *weight, uint64_t order) {
    size_t before = nbytes_of(rare);
    if (w->plan->flags & KOM_STAT_SERIES)
        kom_series_add(&rare->series, order, x);
    if (w->plan->weighted.column >= 0)
        kom_weighted_add(&rare->weighted, x, weight);
    w->table.nbytes += nbytes_of(rare) - before;
}

/* Is x one for brief sums? Where rows go the careful way all are added in full. */
static bool is_brief(const struct kom_summary *s, const struct kom_num *x, int64_t *hundredths) {
    static const int64_t unit[] = {100, 10, 1};
    return x->is_exact && x->scale <= 2 && !s->x->reading->is_careful &&
           !__builtin_mul_overflow(x->mantissa, unit[x->scale], hundredths);
}

/* Adds to the sums at place `at`; false: memory ran out. */
static bool add_sums(struct kom_summary_worker *w, size_t at, const struct kom_num *x) {
    int64_t hundredths;
    if (is_brief(w->plan, x, &hundredths) && w->table.sums[at].n != KOM_SUMMARY_IS_WIDE)
        return kom_summary_add_hundredths(&w->table, at, hundredths);
    struct kom_summary_sums *sums = kom_summary_wide(&w->table, at);
    if (!sums)
        return false;
    size_t before = sums->exact.more || !x->is_exact ? kom_exact_nbytes(&sums->exact) : 0;
    kom_summary_widen(sums, x, x);
    kom_exact_add(&sums->exact, x);
    w->table.nbytes += kom_exact_nbytes(&sums->exact) - before;
    return true;
}

/* At place `at` of the columns of the table; false: memory ran out. */
static bool add_value(struct kom_summary_worker *w, size_t at, const struct kom_num *x,
                      const struct kom_num *weight, uint64_t order) {
    struct kom_summary_table *t = &w->table;
    if (!add_sums(w, at, x))
        return false;
    if (t->few)
        kom_few_add(&t->few[at], x, &w->sorter, &t->nbytes);
    if (t->rare)
        add_rare(w, &t->rare[at], x, weight, order);
    return true;
}

/* A row that may be a total, once its group is known. */
static bool note_total(struct kom_summary_worker *w, const struct kom_view *view, uint32_t row) {
    const struct kom_summary *s = w->plan;
    bool has_all = true;
    for (size_t i = 0, n = 0; i < s->n_measures; i++) {
        if (!s->adds[i])
            continue;
        has_all = has_all && w->is_there[i];
        w->adding[n++] = w->number[i];
    }
    const struct kom_total_row one = {.view = view,
                                      .row = row,
                                      .flag = w->flag[row - w->from],
                                      .group = kom_buf_view(&w->key),
                                      .number = has_all ? w->adding : NULL};
    return kom_totals_note(&s->totals, &w->totals, &one);
}

static enum kom_status take_row(struct kom_summary_worker *w, struct kom_view *view, uint32_t row,
                                struct kom_error *err) {
    const struct kom_summary *s = w->plan;
    struct kom_num weight;
    uint64_t order;
    if (!read_numbers(w, view, row) || !read_weight(s, view, row, &weight) ||
        !read_order(s, view, row, &order))
        return KOM_OK;
    /* A row without its counts is set aside, but its group is there. */
    bool is_blank = s->kind == KOM_SUMMARY_SHARES && !(w->is_there[0] && w->is_there[1]);
    if (is_blank)
        kom_view_aside(view, row, NO_COUNT);
    else if (s->kind == KOM_SUMMARY_SHARES && !check_counts(w, view, row))
        return KOM_OK;
    if (s->between_column >= 0 && kom_view_code(view, s->between_column, row).n == 0) {
        kom_view_aside(view, row, NO_GROUP);
        return KOM_OK;
    }
    struct kom_lookup_unit unit = {.n = 1};
    enum kom_status status = look_up(w, view, row, &unit, err);
    if (status)
        return status;
    if (unit.n == 0) {
        kom_view_aside(view, row, SEVERAL);
        return KOM_OK;
    }
    uint32_t group = find_group(w, view, row, &unit);
    if (group == KOM_GROUP_NONE)
        return kom_no_memory(err);
    if (w->flag[row - w->from] && !is_blank && !note_total(w, view, row))
        return kom_no_memory(err);
    for (size_t i = 0, at = group * s->n_measures; i < s->n_measures && !is_blank; i++, at++) {
        if (!(w->is_there[i] ? add_value(w, at, &w->number[i], &weight, order)
                             : kom_summary_add_missing(&w->table, at)))
            return kom_no_memory(err);
    }
    return KOM_OK;
}

static enum kom_status make_room(struct kom_summary_worker *w, struct kom_error *err) {
    size_t n = w->plan->n_measures;
    if (w->number)
        return KOM_OK;
    w->number = kom_alloc(n, sizeof *w->number);
    w->is_there = kom_alloc(n, sizeof *w->is_there);
    w->hundredths = kom_alloc(n * KOM_BLOCK_ROWS, sizeof *w->hundredths);
    w->adding = kom_alloc(n, sizeof *w->adding);
    return w->number && w->is_there && w->hundredths && w->adding ? KOM_OK : kom_no_memory(err);
}

enum kom_status kom_summary_take(void *worker, struct kom_view *view, struct kom_error *err) {
    struct kom_summary_worker *w = worker;
    const struct kom_summary *s = w->plan;
    enum kom_status status = make_room(w, err);
    if (!status && !kom_summary_quick_begin(w, view))
        status = kom_no_memory(err);
    for (w->from = 0; w->from < view->n_rows && !status; w->from += KOM_BLOCK_ROWS) {
        uint32_t left = view->n_rows - w->from, n = left < KOM_BLOCK_ROWS ? left : KOM_BLOCK_ROWS;
        for (size_t i = 0; i < s->n_measures; i++)
            kom_measured_hundredths(view, s->measured[i], w->from, n,
                                    w->hundredths + i * KOM_BLOCK_ROWS);
        w->has_flags =
            s->lines && kom_totals_block(&s->totals, &w->totals, view, w->from, n, w->flag);
        if (!status && !kom_summary_quick_block(w, view, n))
            status = kom_no_memory(err);
        for (uint32_t i = 0; i < n && w->from + i < view->n_rows && !status; i++)
            if (!w->quick.is_entered[i])
                status = take_row(w, view, w->from + i, err);
        if (!status && s->max_memory)
            status = kom_summary_relieve(w, err);
    }
    return status;
}
