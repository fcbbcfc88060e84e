/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-panel's method: what its files share. The state is parted by phase: what is given
   before the rows come, books of each worker, the answer. */
#ifndef KOM_PANEL_WORK_H
#define KOM_PANEL_WORK_H

#include <stdatomic.h>

#include "by.h"
#include "columns.h"
#include "exact.h"
#include "extract.h"
#include "groups.h"
#include "intern.h"
#include "measured.h"
#include "meet.h"
#include "panels.h"
#include "parallel.h"
#include "totals.h"

/* Why rows are set aside. */
enum { PANEL_INCOMPLETE, PANEL_OUTSIDE, PANEL_SEVERAL, PANEL_N_REASONS };

/* A group while rows are read: the unit (empty where nothing depends on it), then the by-columns of
   the input's own but for the unit, then the state. */
enum { PANEL_OWN_MAX = KOM_BY_MAX + 1, PANEL_VALUES_MAX = 64 };

/* A row of participation: what its unit says of the days that its extract covers. */
struct panel_report {
    int32_t from, to;
    size_t row;
    size_t next; /* of the same unit; SIZE_MAX: none */
};

struct panel_reports {
    const struct kom_frame *frame; /* NULL: all units report always */
    struct kom_intern units;
    struct panel_report *report;
    size_t *first;                 /* of each unit */
    int own_column[PANEL_OWN_MAX]; /* of each own by-column; KOM_NO_COLUMN: it parts no report */
    struct kom_meet meet;
    uint32_t asked; /* of the meet: participation */
};

/* What is known before the rows come. */
struct panel_given {
    struct kom_panel_request ask;
    const struct kom_extract *x;
    bool is_spells, has_state;
    int start, end, date, person, state;
    int kom; /* the unit; KOM_NO_COLUMN: nothing depends on it */
    struct kom_by by;
    int by_column[KOM_BY_MAX], by_place[KOM_BY_MAX];
    int own[PANEL_OWN_MAX]; /* columns of the group beside the unit */
    const char *own_name[PANEL_OWN_MAX];
    size_t n_own;
    struct kom_measured *value;
    struct panel_reports reports;
    struct kom_total_keys totals;
    struct kom_arena arena;
};

/* 16 bytes, as there may be many. A dated row with a person is one of a single day. */
struct panel_spell {
    uint32_t group, person;
    int32_t first, last;
};

/* What a group means, found when it is met first. */
struct panel_group {
    struct kom_lookup_note unit;
    uint32_t lacks_report; /* tables of reports that should know its unit */
    uint64_t n_later;      /* its spells that are still in states */
};

struct panel_parts; /* parts.h */

struct panel_block {
    uint32_t from, n;
    int32_t first[KOM_BLOCK_ROWS], last[KOM_BLOCK_ROWS];
    uint8_t first_cell[KOM_BLOCK_ROWS], last_cell[KOM_BLOCK_ROWS];
    struct kom_text person[KOM_BLOCK_ROWS];
    uint64_t person_key[KOM_BLOCK_ROWS];
    uint8_t flag[KOM_BLOCK_ROWS]; /* rows that may be totals */
    bool has_flags;
    int64_t *hundredths; /* KOM_BLOCK_ROWS a value */
    struct kom_months first_months, last_months;
};

/* The periods of days met last, by the days: days come again and again. */
enum { PANEL_DAYS_MET = 2048 };
struct panel_day_met {
    int32_t day, number; /* day KOM_DAY_NONE: none */
};

/* What one worker saw. */
struct panel_books {
    const struct panel_given *g;
    struct panel_parts **parts; /* of the panel */
    _Atomic uint64_t *n_all;    /* bytes of the books of all workers */
    uint64_t n_own;
    struct kom_groups groups;
    struct panel_group *group;
    size_t cap_group;
    struct kom_intern persons;
    struct panel_spell *spell;
    size_t n_spells, cap_spells;
    struct kom_pairs cells; /* of dated rows: group and period, */
    uint64_t *n_rows;       /* the rows of each, */
    size_t cap_rows;
    struct kom_exact *sum; /* and n_values sums */
    size_t n_places, cap_sum;
    int32_t first, last; /* days seen; KOM_DAY_NONE: none */
    uint8_t *seen;       /* units of the lookup */
    struct kom_unmet unmet, unmet_reports;
    struct kom_total_seen totals;
    struct kom_buf key;
    struct panel_block block;
    struct panel_day_met met[PANEL_DAYS_MET];
};

/* Of a cell in a period. Until they are spread, the first three are changes from the period before,
   and days and stocks what is to be taken off whole periods. 64 bytes, one line of the cache. */
struct panel_figures {
    int64_t persons, spells, covering, days;
    int64_t stock_first, stock_last;
    int64_t entered, left;
};

struct panel_answer {
    struct kom_groups groups; /* of all workers */
    struct kom_intern persons, units;
    struct kom_groups parts, rests; /* of keys: what follows from the unit, and what does not */
    uint32_t *part_start, *part; /* of each unit: part[part_start[u]] to part[part_start[u + 1]] */
    size_t n_part_items, cap_part;
    uint32_t *unit_of_group, *rest_of_group;
    struct kom_groups cells; /* cell part * rests.n + rest */
    uint32_t *order;
    int32_t first, last, first_number;
    size_t n_periods;
    int32_t *begin;                /* the first day of each period, and of the one after the last */
    struct panel_figures *figures; /* n_periods + 1 a cell */
    uint64_t *n_rows;              /* n_periods a cell, */
    struct kom_exact *sum;         /* and n_values each */
    int32_t *reports_from, *reports_to; /* of each cell; NULL: all is reported */
    struct {
        int32_t first, last; /* days of the data, where the range comes from them */
        bool is_from_data, has_no_range;
        struct kom_buf several;         /* networks */
        size_t n_several, n_unreported; /* cells and periods with rows where nobody reports */
        uint32_t unreported_cell;
        size_t unreported_period;
    } notes;
};

struct kom_panel {
    struct panel_given given;
    struct panel_books *books;
    unsigned n_books;
    _Atomic uint64_t n_all;
    struct panel_parts *parts; /* spells that are still in states; NULL: none */
    struct panel_answer answer;
    struct kom_output_column *columns; /* those that are written */
};

/* ask.c */
enum kom_status kom_panel_ask(struct panel_given *g, struct kom_extract *x,
                              struct kom_error *err) KOM_MUSTUSE;

/* reports.c */
enum kom_status kom_panel_reports_load(struct panel_given *g, struct kom_error *err) KOM_MUSTUSE;
/* The tables of the meet that lack a unit. */
uint32_t kom_panel_reports_lack(const struct panel_reports *r, struct kom_text unit);
/* Fills the bounds of each cell. */
enum kom_status kom_panel_reports_spread(struct kom_panel *p, struct kom_error *err) KOM_MUSTUSE;
bool kom_panel_is_reported(const struct panel_answer *a, size_t cell, size_t period);
void kom_panel_reports_fini(struct panel_reports *r);

/* take.c */
enum kom_status kom_panel_take(void *books, struct kom_view *v, struct kom_error *err);
void kom_panel_books_fini(struct panel_books *b);
/* The group of b->key, whose unit that is, and what follows from it; the place of a group and
   period in the sums. KOM_GROUP_NONE, KOM_NO_ID: memory ran out. */
uint32_t kom_panel_group(struct panel_books *b, struct kom_text unit);
uint32_t kom_panel_place(struct panel_books *b, uint32_t group, int32_t period);
bool kom_panel_keep(struct panel_books *b, const struct panel_spell *s);
void kom_panel_widen(struct panel_books *b, int32_t day);

/* state.c: the verbs */
enum kom_status kom_panel_save(void *method, const struct kom_extract *x, struct kom_state_out *o,
                               struct kom_error *err);
enum kom_status kom_panel_load(void *books, const struct kom_extract *x, uint32_t part,
                               const struct kom_state_lines *lines, struct kom_error *err);

/* memory.c */
enum kom_status kom_panel_check_books(struct panel_books *b, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_panel_check_cells(const struct kom_panel *p, struct kom_error *err) KOM_MUSTUSE;

/* gather.c: what all workers saw, as one, and the verdict on keys. */
enum kom_status kom_panel_judge(struct kom_panel *p, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_panel_gather(struct kom_panel *p, struct kom_error *err) KOM_MUSTUSE;

/* cells.c: groups to cells */
enum kom_status kom_panel_cells(struct kom_panel *p, struct kom_error *err) KOM_MUSTUSE;

/* range.c */
enum kom_status kom_panel_check_range(const struct kom_panel_request *ask,
                                      struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_panel_range(struct kom_panel *p, struct kom_error *err) KOM_MUSTUSE;
static inline struct kom_period kom_panel_nth(const struct kom_panel *p, size_t i) {
    return (struct kom_period){p->given.ask.period, p->answer.first_number + (int32_t)i};
}

/* stays.c: spells to figures; rows.c: dated rows */
enum kom_status kom_panel_stays(struct kom_panel *p, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_panel_rows(struct kom_panel *p, struct kom_error *err) KOM_MUSTUSE;

/* write.c */
enum kom_status kom_panel_columns_make(struct kom_panel *p, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_panel_write(void *p, const struct kom_out *to, struct kom_error *err);

static inline enum kom_status kom_panel_no_memory(struct kom_error *err) {
    return kom_no_memory_in(err, "the panel");
}

#endif
