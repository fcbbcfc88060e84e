/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The method of uptake (kom/uptake.h) as the tool goes through it. */
#ifndef KOM_UPTAKE_ROOM_H
#define KOM_UPTAKE_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "credits.h"
#include "days.h"
#include "extract.h"
#include "frame.h"
#include "kom/error.h"
#include "kom/interval.h"
#include "kom/uptake.h"
#include "lookup.h"
#include "method.h"
#include "output.h"

enum kom_uptake_form {
    KOM_UPTAKE_CELLS,
    KOM_UPTAKE_PERSONS,
    KOM_UPTAKE_CUMULATIVE,
    KOM_UPTAKE_FLOWS
};

/* What is asked. Texts are borrowed for the life of the kom_uptake. */
struct kom_uptake_options {
    const char *const *by;
    size_t n_by;
    const char *const *margins;
    size_t n_margins;
    bool is_event; /* before and after the unit's start */
    enum kom_period_kind period;
    int32_t event_n; /* window in units d w m y */
    char event_unit;
    int32_t from, to;    /* KOM_DAY_NONE: from the data */
    const int32_t *ages; /* ascending */
    size_t n_ages;
    struct kom_overlap_rule overlap;
    bool has_overlap; /* the user said so */
    enum kom_credits credits;
    enum kom_ci_kind ci;
    bool has_ci; /* the user said so */
    double level;
    bool has_dominance, has_market;
    size_t provider; /* with has_market: which of `by` says who sold */
    enum kom_uptake_form form;
    const char *flows;    /* the column of the sales that KOM_UPTAKE_FLOWS is about */
    bool warns_unmatched; /* --unmatched warn */
    const char *kind;     /* what recipients count that do not say; NULL: not given */
    uint64_t max_memory;  /* bytes of what grows; beyond it buyers wait in files; 0: no end */
    const char *folder;   /* of these files */
};

/* What the user wrote. */
struct kom_uptake_words {
    const char *period, *overlap, *credits, *ci;
    const char *const *ages;
    size_t n_ages;
    bool is_persons, is_cumulative;
    const char *flows; /* NULL: not asked for */
};

/* The words of --period; NULL past the last. event:12m and its like come beside them. */
const char *kom_uptake_period_word(size_t i);

/* Words into options (the lists, days and level are the caller's), and are the options at peace
   with each other? KOM_EUSAGE names the option. What must outlive the call is taken from the arena.
 */
enum kom_status kom_uptake_parse(struct kom_uptake_options *o, const struct kom_uptake_words *words,
                                 struct kom_arena *arena, struct kom_error *err) KOM_MUSTUSE;

/* The side tables, borrowed; NULL: not given. */
struct kom_uptake_tables {
    const struct kom_frame *offerings, *participation, *municipalities, *networks;
};

/* Starts with the side tables; the options are copied. */
enum kom_status kom_uptake_new(struct kom_uptake **u, const struct kom_uptake_options *options,
                               const struct kom_uptake_tables *tables,
                               struct kom_error *err) KOM_MUSTUSE;

/* Recipients, opened: persons or counts by whether there is a person column. Asks for columns, and
   makes the fold with the states of its threads (n_threads at most KOM_THREADS_MAX), which the
   readers own: to be given back by kom_uptake_readers_free once folded, or when this fails. */
struct kom_uptake_readers;
enum kom_status kom_uptake_plan_recipients(struct kom_uptake *u, struct kom_extract *x,
                                           unsigned n_threads, struct kom_uptake_readers **readers,
                                           struct kom_fold *fold,
                                           struct kom_error *err) KOM_MUSTUSE;
void kom_uptake_readers_free(struct kom_uptake_readers *readers);

/* Whether the range must be known before the sales are judged (ages in one period without --from):
   then fold once with take_dates (worker: the kom_uptake, one thread), and open the sales anew. */
bool kom_uptake_needs_dates(const struct kom_uptake *u);
enum kom_status kom_uptake_take_dates(void *u, struct kom_view *v, struct kom_error *err);

/* The method on sales, whose instance is a kom_uptake with its recipients read. It finds where each
   by-column comes from, and may ask the same sales again when they were opened anew. */
extern const struct kom_method kom_uptake_method;

/* The columns of cells, of --persons, of --cumulative and of --flows, beside the by-columns. */
extern const struct kom_output_column kom_uptake_columns[], kom_uptake_person_columns[],
    kom_uptake_step_columns[], kom_uptake_flow_columns[];

/* Is note i of what leaves figures blank, to be said whether the rest is or not? */
bool kom_uptake_is_loud(const struct kom_uptake *u, int i);

/* How many figures are blank because they lie beyond the doubles (beyond.h). */
uint64_t kom_uptake_beyond(const struct kom_uptake *u);

#endif
