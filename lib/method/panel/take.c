/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows to the books of a worker: spells as they are, dated rows added up by group and period.

   Days and persons are read a block at a time, a column after the other; then row by row. A row is
   first looked at for what it must have (a spell that lacks something is bad, as recipients of
   kom-uptake are; a dated row is incomplete, as its sales are), then its group is found, and what
   follows from the unit of a group is found once, when the group is met: tables that should know
   it, and whether it is of no network. Only then is it asked whether the row counts; its group
   stays seen in any case, so that a panel has the units that have rows outside its range. A spell
   is 16 bytes, and a person a number of this worker; all else waits until the rows are read. */
#include <string.h>

#include "work.h"

/* ---- groups ---- */

/* What follows from the unit of a group that is new. */
static void note_unit(struct panel_books *b, struct kom_text unit, struct panel_group *group) {
    *group = (struct panel_group){.lacks_report = kom_panel_reports_lack(&b->g->reports, unit)};
    b->unmet_reports.met |= b->g->reports.asked & ~group->lacks_report;
    if (b->g->by.kom >= 0 && b->g->by.lookup)
        group->unit = kom_lookup_note(b->g->by.lookup, unit, &b->unmet, b->seen);
}

uint32_t kom_panel_group(struct panel_books *b, struct kom_text unit) {
    const size_t n = b->groups.n;
    const uint32_t group =
        b->key.failed ? KOM_GROUP_NONE : kom_groups_intern(&b->groups, kom_buf_view(&b->key));
    if (group == KOM_GROUP_NONE || b->groups.n == n)
        return group;
    void *p = b->group;
    if (kom_grow(&p, &b->cap_group, b->groups.n, sizeof *b->group))
        return KOM_GROUP_NONE;
    b->group = p;
    b->group[group].n_later = 0;
    note_unit(b, unit, &b->group[group]);
    return group;
}

/* KOM_GROUP_NONE: memory ran out. */
static uint32_t group_of(struct panel_books *b, const struct kom_view *v, uint32_t row) {
    const struct panel_given *g = b->g;
    const struct kom_text unit =
        g->kom >= 0 ? kom_view_code(v, g->kom, row) : (struct kom_text){NULL, 0};
    kom_buf_reset(&b->key);
    kom_group_add_part(&b->key, unit);
    for (size_t i = 0; i < g->n_own; i++) {
        char room[16];
        kom_group_add_part(&b->key, kom_view_group(v, g->own[i], row, room));
    }
    return kom_panel_group(b, unit);
}

/* A unit that a table should know; false: memory ran out. */
static bool note_unmet(struct panel_books *b, const struct kom_view *v, uint32_t row,
                       const struct panel_group *group) {
    const struct kom_text unit = kom_view_code(v, b->g->kom, row);
    return (!group->unit.lacks || kom_unmet_note(&b->unmet, unit, group->unit.lacks, v, row)) &&
           (!group->lacks_report ||
            kom_unmet_note(&b->unmet_reports, unit, group->lacks_report, v, row));
}

/* ---- what a row must have ---- */

void kom_panel_widen(struct panel_books *b, int32_t day) {
    if (b->first == KOM_DAY_NONE || day < b->first)
        b->first = day;
    if (b->last == KOM_DAY_NONE || day > b->last)
        b->last = day;
}

static bool is_blank(const struct kom_view *v, int column, uint32_t row) {
    return column >= 0 && kom_view_code(v, column, row).n == 0;
}

/* Notes the first of the key columns that is empty. */
static bool has_keys(const struct panel_given *g, struct kom_view *v, uint32_t row) {
    const int column[] = {g->person, g->kom};
    for (int i = 0; i < 2; i++) {
        if (is_blank(v, column[i], row)) {
            kom_view_needs(v, column[i], row);
            return false;
        }
    }
    return true;
}

/* The days of a spell; false when the row is bad, which has been noted. */
static bool read_spell(const struct panel_books *b, struct kom_view *v, uint32_t i,
                       struct panel_spell *s) {
    const struct panel_given *g = b->g;
    const struct panel_block *k = &b->block;
    const uint32_t row = k->from + i;
    int32_t ignored;
    s->first = k->first[i];
    s->last = KOM_DAY_OPEN;
    if (k->first_cell[i] == KOM_CELL_BAD)
        (void)kom_view_day(v, g->start, row, &ignored);
    else if (k->first_cell[i] != KOM_CELL_VALUE)
        kom_view_needs(v, g->start, row);
    else if (s->first == KOM_DAY_OPEN)
        kom_view_bad(v, g->start, row, "lies in the year 9999, which is an open end and no start");
    else if (g->end >= 0 && k->last_cell[i] == KOM_CELL_BAD)
        (void)kom_view_day(v, g->end, row, &ignored);
    else if (g->end >= 0 && k->last_cell[i] == KOM_CELL_VALUE && k->last[i] < s->first)
        kom_view_bad(v, g->end, row, "the spell ends before it starts; correct one of its days");
    else {
        if (g->end >= 0 && k->last_cell[i] == KOM_CELL_VALUE)
            s->last = k->last[i];
        return has_keys(g, v, row);
    }
    return false;
}

/* The day of a dated row; false when it is bad or incomplete, which has been noted. */
static bool read_date(const struct panel_books *b, struct kom_view *v, uint32_t i,
                      struct panel_spell *s) {
    const struct panel_given *g = b->g;
    const uint32_t row = b->block.from + i;
    s->first = s->last = b->block.first[i];
    if (b->block.first_cell[i] == KOM_CELL_BAD)
        (void)kom_view_day(v, g->date, row, &s->first);
    else if (s->first == KOM_DAY_OPEN)
        kom_view_bad(v, g->date, row, "lies in the year 9999, which is no day of a row");
    else if (b->block.first_cell[i] != KOM_CELL_VALUE || is_blank(v, g->person, row) ||
             is_blank(v, g->kom, row))
        kom_view_aside(v, row, PANEL_INCOMPLETE);
    else
        return true;
    return false;
}

/* ---- what is kept ---- */

bool kom_panel_keep(struct panel_books *b, const struct panel_spell *s) {
    void *p = b->spell;
    if (b->n_spells == b->cap_spells &&
        kom_grow(&p, &b->cap_spells, b->n_spells + 1, sizeof *b->spell))
        return false;
    b->spell = p;
    b->spell[b->n_spells++] = *s;
    return true;
}

/* The number of a person; false: memory ran out. */
static bool number_person(struct panel_books *b, uint32_t i, struct panel_spell *s) {
    s->person = 0;
    if (b->g->person >= 0)
        s->person = kom_intern_add_key(&b->persons, b->block.person_key[i], b->block.person[i]);
    return s->person != KOM_NO_ID;
}

/* The number of a day's period. */
static int32_t period_of(struct panel_books *b, int32_t day) {
    struct panel_day_met *met = &b->met[(uint32_t)day % PANEL_DAYS_MET];
    if (met->day != day)
        *met = (struct panel_day_met){day, kom_period_of(b->g->ask.period, day).number};
    return met->number;
}

uint32_t kom_panel_place(struct panel_books *b, uint32_t group, int32_t period) {
    const size_t n_values = b->g->ask.n_values;
    bool is_new = false;
    const uint32_t at = kom_pairs_add(&b->cells, group, (uint32_t)period, &is_new);
    if (at == KOM_NO_ID || !is_new)
        return at;
    void *rows = b->n_rows, *sum = b->sum;
    const bool fails =
        kom_grow(&rows, &b->cap_rows, (size_t)at + 1, sizeof *b->n_rows) ||
        (n_values && kom_grow(&sum, &b->cap_sum, ((size_t)at + 1) * n_values, sizeof *b->sum));
    b->n_rows = rows;
    b->sum = sum;
    if (fails)
        return KOM_NO_ID;
    b->n_places = (size_t)at + 1;
    b->n_rows[at] = 0;
    if (n_values)
        memset(&b->sum[at * n_values], 0, n_values * sizeof *b->sum);
    return at;
}

/* ---- rows ---- */

static bool read_values(const struct panel_books *b, struct kom_view *v, uint32_t i,
                        struct kom_num *number, bool *is_there) {
    const struct panel_given *g = b->g;
    for (size_t k = 0; k < g->ask.n_values; k++) {
        const int64_t hundredths = b->block.hundredths[k * KOM_BLOCK_ROWS + i];
        enum kom_cell cell = KOM_CELL_VALUE;
        if (hundredths == KOM_BLANK_HUNDREDTHS)
            cell = KOM_CELL_MISSING;
        else if (hundredths != KOM_NO_HUNDREDTHS)
            number[k] = kom_num_hundredths(hundredths);
        else
            cell = kom_measured_number(v, g->value[k], b->block.from + i, &number[k]);
        if (cell == KOM_CELL_BAD)
            return false;
        is_there[k] = cell == KOM_CELL_VALUE;
    }
    return true;
}

/* A row that may be a total, once its group is known; number: NULL where it lacks one. */
static bool note_total(struct panel_books *b, const struct kom_view *v, uint32_t i,
                       const struct panel_spell *s, const struct kom_num *number) {
    if (!b->block.has_flags || !b->block.flag[i])
        return true;
    char period[16];
    const size_t n = kom_period_format(period, kom_period_of(b->g->ask.period, s->first));
    kom_buf_reset(&b->key);
    kom_group_add_part(&b->key, kom_groups_key(&b->groups, s->group));
    kom_group_add_part(&b->key, (struct kom_text){period, b->g->is_spells ? 0 : n});
    const struct kom_total_row one = {.view = v,
                                      .row = b->block.from + i,
                                      .flag = b->block.flag[i],
                                      .group = kom_buf_view(&b->key),
                                      .number = number};
    return !b->key.failed && kom_totals_note(&b->g->totals, &b->totals, &one);
}

/* A row whose days are known: its group, and whether it counts. *counts: it lies in the range. */
static enum kom_status judge(struct panel_books *b, struct kom_view *v, uint32_t row,
                             struct panel_spell *s, bool *counts) {
    const struct kom_panel_request *ask = &b->g->ask;
    *counts = false;
    s->group = group_of(b, v, row);
    if (s->group == KOM_GROUP_NONE)
        return KOM_ENOMEM;
    const struct panel_group *group = &b->group[s->group];
    if ((group->unit.lacks || group->lacks_report) && !note_unmet(b, v, row, group))
        return KOM_ENOMEM;
    *counts = !group->unit.is_dropped && (ask->from == KOM_DAY_NONE || s->last >= ask->from) &&
              (ask->to == KOM_DAY_NONE || s->first <= ask->to);
    if (!*counts)
        kom_view_aside(v, row, group->unit.is_dropped ? PANEL_SEVERAL : PANEL_OUTSIDE);
    return KOM_OK;
}

static enum kom_status take_spell(struct panel_books *b, struct kom_view *v, uint32_t i) {
    const struct kom_panel_request *ask = &b->g->ask;
    struct panel_spell s;
    bool counts;
    if (!read_spell(b, v, i, &s))
        return KOM_OK;
    if (judge(b, v, b->block.from + i, &s, &counts))
        return KOM_ENOMEM;
    if (counts) {
        kom_panel_widen(b, s.first);
        kom_panel_widen(b, s.last == KOM_DAY_OPEN ? s.first : s.last);
    }
    /* One that ends the day before the range, or starts the day after, may be of one stay with one
       in it, which then does not begin or end there. */
    bool touches = !b->group[s.group].unit.is_dropped &&
                   (ask->from == KOM_DAY_NONE || s.last >= ask->from - 1) &&
                   (ask->to == KOM_DAY_NONE || s.first <= ask->to + 1);
    if (touches && (!number_person(b, i, &s) || !kom_panel_keep(b, &s)))
        return KOM_ENOMEM;
    return counts && !note_total(b, v, i, &s, NULL) ? KOM_ENOMEM : KOM_OK;
}

static enum kom_status take_dated(struct panel_books *b, struct kom_view *v, uint32_t i) {
    const struct panel_given *g = b->g;
    const uint32_t row = b->block.from + i;
    struct panel_spell s;
    struct kom_num number[PANEL_VALUES_MAX];
    bool is_there[PANEL_VALUES_MAX], counts, has_all = true;
    if (!read_date(b, v, i, &s) || !read_values(b, v, i, number, is_there))
        return KOM_OK;
    if (judge(b, v, row, &s, &counts))
        return KOM_ENOMEM;
    if (!counts)
        return KOM_OK;
    kom_panel_widen(b, s.first);
    const uint32_t at = kom_panel_place(b, s.group, period_of(b, s.first));
    if (at == KOM_NO_ID)
        return KOM_ENOMEM;
    b->n_rows[at]++;
    for (size_t k = 0; k < g->ask.n_values; k++) {
        has_all = has_all && is_there[k];
        if (is_there[k])
            kom_exact_add(&b->sum[at * g->ask.n_values + k], &number[k]);
    }
    if (g->person >= 0 && (!number_person(b, i, &s) || !kom_panel_keep(b, &s)))
        return KOM_ENOMEM;
    return note_total(b, v, i, &s, has_all ? number : NULL) ? KOM_OK : KOM_ENOMEM;
}

static void read_block(struct panel_books *b, const struct kom_view *v, uint32_t from) {
    const struct panel_given *g = b->g;
    struct panel_block *k = &b->block;
    k->from = from;
    k->n = v->n_rows - from < KOM_BLOCK_ROWS ? v->n_rows - from : KOM_BLOCK_ROWS;
    kom_columns_days(v, g->is_spells ? g->start : g->date, from, k->n,
                     (struct kom_days){k->first, k->first_cell, &k->first_months});
    if (g->end >= 0)
        kom_columns_days(v, g->end, from, k->n,
                         (struct kom_days){k->last, k->last_cell, &k->last_months});
    if (g->person >= 0)
        kom_columns_codes(v, g->person, from, k->n, k->person, k->person_key);
    for (size_t i = 0; i < g->ask.n_values; i++)
        kom_measured_hundredths(v, g->value[i], from, k->n, k->hundredths + i * KOM_BLOCK_ROWS);
    k->has_flags = g->totals.n && kom_totals_block(&g->totals, &b->totals, v, from, k->n, k->flag);
}

enum kom_status kom_panel_take(void *books, struct kom_view *v, struct kom_error *err) {
    enum { AHEAD = 16 };
    struct panel_books *b = books;
    enum kom_status status = KOM_OK;
    for (uint32_t from = 0; from < v->n_rows && !status; from += KOM_BLOCK_ROWS) {
        struct panel_block *k = &b->block;
        read_block(b, v, from);
        for (uint32_t i = 0; i < k->n && !status; i++) {
            if (b->g->person >= 0 && i + AHEAD < k->n) /* persons come in no order */
                kom_intern_prefetch(&b->persons, k->person_key[i + AHEAD]);
            status = b->g->is_spells ? take_spell(b, v, i) : take_dated(b, v, i);
        }
    }
    return status ? kom_panel_no_memory(err) : kom_panel_check_books(b, err);
}

void kom_panel_books_fini(struct panel_books *b) {
    for (size_t i = 0; b->sum && i < b->n_places * b->g->ask.n_values; i++)
        kom_exact_fini(&b->sum[i]);
    kom_groups_fini(&b->groups);
    kom_intern_fini(&b->persons);
    kom_pairs_fini(&b->cells);
    kom_unmet_fini(&b->unmet);
    kom_unmet_fini(&b->unmet_reports);
    kom_total_seen_fini(&b->totals);
    kom_buf_fini(&b->key);
    void *const owned[] = {b->group, b->spell, b->n_rows, b->sum, b->seen, b->block.hundredths};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
}
