/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a summary, in the order of their keys.

   The workers' tables become one stream of groups in the order of their keys (stream.c), or, where
   networks or margins spread a group over several keys, a second stream made from the first
   (spread.c). From it rows are written one by one: figures of each measure, shares with their
   intervals, or analyses of variance, for which the groups of one block of by-values are gathered
   first. Persons of several rows must not be added up, and are refused here. */
#include "sum.h"

#include <math.h>
#include <stdio.h>

#include "beyond.h"
#include "figures.h"
#include "row.h"
#include "stream.h"

/* What is written: the plan, the groups in order. */
struct writing {
    const struct kom_summary *plan;
    struct kom_summary_stream *groups;
    struct kom_group_part *part;
    struct kom_buf *out;
    const struct kom_out *to; /* NULL: all stays in `out` */
    struct kom_summary_notes *notes;
    struct kom_error *err;
};

enum { PIECE = 64 * 1024, LEAST_NBYTES = 1 << 18 };

static enum kom_status pass_on(const struct writing *w) {
    if (w->out->failed)
        return kom_no_memory(w->err);
    return w->to && w->out->n > PIECE ? w->to->flush(w->to->context, w->out) : KOM_OK;
}

static void write_by(const struct writing *w, struct kom_text key) {
    kom_group_parts(key, w->part, w->plan->n_by);
    for (size_t j = 0; j < w->plan->n_by; j++) {
        kom_buf_csv(w->out, w->part[j].text);
        kom_buf_byte(w->out, ',');
    }
}

static void write_by_heading(const struct writing *w) {
    for (size_t j = 0; j < w->plan->n_by; j++) {
        kom_buf_heading(w->out, kom_text_of(w->plan->by[j]), ',');
        kom_buf_byte(w->out, ',');
    }
}

/* ---- figures ---- */

static enum kom_status write_figures_of(const struct writing *w, struct kom_summary_cell *cell) {
    struct kom_figure_row row = {.plan = w->plan, .cell = cell, .notes = w->notes};
    if (w->plan->weighted.column >= 0) {
        kom_weighted_sort(&cell->rare.weighted);
        kom_weighted_figure(&cell->rare.weighted, &row.weighted);
    }
    for (size_t k = 0; k < w->plan->n_stats; k++) {
        row.stat = &w->plan->stats[k];
        kom_stat_write(&row, w->out);
    }
    kom_buf_byte(w->out, '\n');
    return kom_values_status(&cell->values, w->err); /* they may have been read from a file */
}

static void write_figures_heading(const struct writing *w) {
    write_by_heading(w);
    kom_figures_heading(w->plan, w->out);
    kom_buf_byte(w->out, '\n');
}

static enum kom_status write_figures(const struct writing *w) {
    bool has_one;
    enum kom_status status = kom_summary_next(w->groups, &has_one, w->err);
    while (!status && has_one) {
        for (size_t m = 0; m < w->plan->n_measures && !status; m++) {
            write_by(w, w->groups->key);
            kom_buf_csv(w->out, kom_text_of(w->plan->value[m]));
            status = write_figures_of(w, &w->groups->cell[m]);
        }
        if (!status)
            status = pass_on(w);
        if (!status)
            status = kom_summary_next(w->groups, &has_one, w->err);
    }
    return status;
}

/* The rows of one piece of the groups. */
static enum kom_status write_piece(const struct kom_summary *s, struct kom_summary_piece *piece) {
    struct kom_group_part *part = kom_alloc(s->n_parts, sizeof *part);
    struct writing w = {s, &piece->groups, part, &piece->out, NULL, &piece->notes, &piece->err};
    enum kom_status status = part ? write_figures(&w) : kom_no_memory(&piece->err);
    kom_free(part);
    return status;
}

/* ---- analysis of variance ---- */

/* A row of shares or variance, behind the by-values of a key. */
static void write_row(const struct writing *w, struct kom_text key,
                      const struct kom_output_column *columns, const void *row) {
    kom_output_group(w->plan->n_by, key, columns, w->plan, row, w->out);
}

static void write_heading(const struct writing *w, const struct kom_output_column *columns) {
    kom_output_header((struct kom_output_by){w->plan->by, w->plan->n_by}, columns, w->plan, w->out);
}

/* The groups of the same by-values: their sums, n_measures each. */
struct block {
    struct kom_exact *sums;
    size_t n, cap; /* groups */
    struct kom_buf key;
};

static void empty_block(const struct writing *w, struct block *b) {
    for (size_t i = 0; i < b->n * w->plan->n_measures; i++)
        kom_exact_fini(&b->sums[i]);
    b->n = 0;
}

static enum kom_status no_room(const struct writing *w, size_t n) {
    return kom_fail(w->err, KOM_ENOMEM,
                    "--between %s: the sums of more than %zu groups, which are all needed at once, "
                    "find no room; give more --memory, or --by COL, which takes fewer at once",
                    w->plan->between, n);
}

static enum kom_status keep_sums(const struct writing *w, struct block *b) {
    size_t m = w->plan->n_measures;
    void *p = b->sums;
    uint64_t most = w->plan->max_memory / 2;
    /* A pointer to each of one measure is needed too. */
    uint64_t nbytes = (b->n + 1) * (m * sizeof *b->sums + sizeof(void *));
    if (most && nbytes > most && nbytes > LEAST_NBYTES)
        return no_room(w, b->n);
    if (kom_grow(&p, &b->cap, b->n + 1, m * sizeof *b->sums))
        return kom_no_memory(w->err);
    b->sums = p;
    for (size_t i = 0; i < m; i++) {
        struct kom_exact *from = &w->groups->cell[i].sums.exact;
        b->sums[b->n * m + i] = *from;
        from->more = NULL;
    }
    b->n++;
    return KOM_OK;
}

static enum kom_status write_block(const struct writing *w, struct block *b) {
    const struct kom_exact **sums = kom_alloc(b->n, sizeof *sums);
    enum kom_status status = sums ? KOM_OK : kom_no_memory(w->err);
    size_t n_measures = w->plan->n_measures;
    for (size_t m = 0; m < n_measures && !status; m++) {
        struct kom_between_row row = {.measure = w->plan->value[m]};
        struct kom_between *f = &row.figures;
        for (size_t i = 0; i < b->n; i++)
            sums[i] = &b->sums[i * n_measures + m];
        status = kom_between_make(sums, b->n, f, w->err);
        row.n = (int64_t)f->n;
        row.groups = (int64_t)f->n_groups;
        row.df_between = row.groups - 1;
        row.df_within = row.groups ? row.n - row.groups : -1;
        write_row(w, kom_buf_view(&b->key), kom_summary_between_columns, &row);
    }
    kom_free(sums);
    empty_block(w, b);
    return status ? status : pass_on(w);
}

/* A group of the block's by-values, or of new ones, for which the block is written first. */
static enum kom_status take_group(const struct writing *w, struct block *b) {
    struct kom_text key = w->groups->key;
    enum kom_status status = KOM_OK;
    if (b->n && kom_group_compare(kom_buf_view(&b->key), key, w->plan->n_by) != 0)
        status = write_block(w, b);
    if (b->n == 0) {
        kom_buf_reset(&b->key);
        kom_buf_text(&b->key, key);
    }
    if (!status && b->key.failed)
        status = kom_no_memory(w->err);
    return status ? status : keep_sums(w, b);
}

static enum kom_status write_between(const struct writing *w) {
    struct block b = {.n = 0};
    bool has_one;
    write_heading(w, kom_summary_between_columns);
    enum kom_status status = kom_summary_next(w->groups, &has_one, w->err);
    while (!status && has_one) {
        status = take_group(w, &b);
        if (!status)
            status = kom_summary_next(w->groups, &has_one, w->err);
    }
    if (!status && b.n)
        status = write_block(w, &b);
    empty_block(w, &b);
    kom_free(b.sums);
    kom_buf_fini(&b.key);
    return status;
}

/* ---- shares ---- */

/* Does measure m not add, as persons do not? */
static bool adds_nothing(const struct writing *w, size_t m) {
    const struct kom_word *word = w->plan->x->columns[w->plan->measured[m].column].word;
    return word && word->adds == KOM_ADDS_NOTHING;
}

/* Persons of several rows must not be added up. */
static enum kom_status check_adding(const struct writing *w, const struct kom_summary_cell *cell) {
    const struct kom_summary *s = w->plan;
    const char *const name[] = {s->of, s->count};
    for (size_t m = 0; m < 2; m++) {
        if (cell->sums.exact.n > 1 && adds_nothing(w, m))
            return kom_fail(
                w->err, KOM_EDATA,
                "--%s %s: does not add, and %llu rows fall into one group; kom-uptake --by, with "
                "--margins for totals, counts each person once",
                m ? "count" : "of", name[m], (unsigned long long)cell->sums.exact.n);
    }
    return KOM_OK;
}

static int64_t whole_sum(const struct kom_exact *e) {
    struct kom_wide sum, square, unit;
    kom_exact_sums(e, &sum, &square, &unit);
    kom_wide_divide(&sum, NULL, &sum, &unit); /* whole numbers in hundredths, too, are whole */
    return sum.n == 1 && sum.limb[0] <= INT64_MAX ? (int64_t)sum.limb[0] : sum.n ? INT64_MAX : 0;
}

static double share_of(const struct kom_exact *count, const struct kom_exact *of) {
    struct kom_wide num, den, square, unit, of_unit, above, below;
    kom_exact_sums(count, &num, &square, &unit);
    kom_exact_sums(of, &den, &square, &of_unit);
    kom_wide_mul(&above, &num, &of_unit);
    kom_wide_mul(&below, &den, &unit);
    return den.n ? kom_wide_ratio(&above, &below) : KOM_NAN;
}

static enum kom_status write_share(const struct writing *w) {
    const struct kom_summary *s = w->plan;
    const struct kom_summary_cell *cell = w->groups->cell;
    const struct kom_exact *of = &cell[0].sums.exact, *count = &cell[1].sums.exact;
    const struct kom_share_row row = {
        .of = of,
        .count = count,
        .share = share_of(count, of),
        .ci = kom_share_ci(s->ci, whole_sum(count), whole_sum(of), s->level)};
    write_row(w, w->groups->key, kom_summary_share_columns, &row);
    return check_adding(w, cell);
}

static enum kom_status write_shares(const struct writing *w) {
    /* What may be refused at the last group is not begun to be written. */
    bool waits = adds_nothing(w, 0) || adds_nothing(w, 1), has_one;
    write_heading(w, kom_summary_share_columns);
    enum kom_status status = kom_summary_next(w->groups, &has_one, w->err);
    while (!status && has_one) {
        status = write_share(w);
        if (!status && !waits)
            status = pass_on(w);
        if (!status)
            status = kom_summary_next(w->groups, &has_one, w->err);
    }
    return status;
}

static enum kom_status write_groups(const struct kom_summary *s, struct kom_summary_stream *groups,
                                    const struct kom_out *to, struct kom_summary_notes *notes,
                                    struct kom_error *err) {
    struct kom_buf out = {0};
    struct kom_group_part *part = kom_alloc(s->n_parts, sizeof *part);
    struct writing w = {s, groups, part, &out, to, notes, err};
    enum kom_status status = part ? KOM_OK : kom_no_memory(err);
    if (!status && s->kind == KOM_SUMMARY_FIGURES)
        write_figures_heading(&w);
    if (!status)
        status = s->kind == KOM_SUMMARY_FIGURES   ? write_figures(&w)
                 : s->kind == KOM_SUMMARY_BETWEEN ? write_between(&w)
                                                  : write_shares(&w);
    if (!status)
        status = to->flush(to->context, &out);
    kom_free(part);
    kom_buf_fini(&out);
    return status;
}

/* The groups as they are written; what they were read from is not needed any more. */
static enum kom_status spread(struct kom_summary_crew *crew, struct kom_summary_stream *from,
                              struct kom_summary_spread *rest, struct kom_summary_stream *groups,
                              struct kom_error *err) {
    enum kom_status status = kom_summary_spread(from, rest, groups, err);
    kom_summary_stream_fini(from);
    for (unsigned i = 0; i < crew->n; i++) {
        kom_summary_forget_table(&crew->worker[i]);
        kom_summary_fini_runs(&crew->worker[i].runs);
    }
    kom_summary_fini_runs(&crew->merged);
    return status;
}

/* The same of very many groups of figures, by threads. */
static enum kom_status write_by_pieces(struct kom_summary_crew *crew, const struct kom_out *to,
                                       struct kom_summary_notes *notes, struct kom_error *err) {
    struct kom_buf out = {0};
    struct writing w = {crew->worker->plan, NULL, NULL, &out, to, notes, err};
    write_figures_heading(&w);
    enum kom_status status = out.failed ? kom_no_memory(err) : to->flush(to->context, &out);
    kom_buf_fini(&out);
    return status ? status : kom_summary_write_pieces(crew, write_piece, to, notes, err);
}

enum kom_status kom_summary_write(struct kom_summary_crew *crew, const struct kom_out *to,
                                  struct kom_summary_notes *notes, struct kom_error *err) {
    const struct kom_summary *s = crew->worker->plan;
    struct kom_summary_stream read = {.s = s}, written = {.s = s};
    struct kom_summary_spread rest = {.links = {.n = 0}};
    bool spreads = kom_summary_has_spreading(s);
    *notes = (struct kom_summary_notes){0};
    if (s->kind == KOM_SUMMARY_FIGURES && kom_summary_has_pieces(crew))
        return write_by_pieces(crew, to, notes, err);
    enum kom_status status = kom_summary_gather(crew, &read, err);
    if (!status && spreads)
        status = spread(crew, &read, &rest, &written, err);
    if (!status)
        status = write_groups(s, spreads ? &written : &read, to, notes, err);
    kom_summary_stream_fini(&read);
    kom_summary_stream_fini(&written);
    kom_summary_spread_fini(&rest);
    return status;
}

static int say_several(const struct kom_summary_crew *crew, char *text, size_t cap) {
    const struct kom_summary *s = crew->worker->plan;
    struct kom_buf all = {0};
    int length = 0;
    if (s->spreads && kom_lookup_several(s->lookup, crew->worker->seen, ", ", &all))
        length = snprintf(text, cap,
                          "networks: rows of kom %.*s count in each of several; networks do not "
                          "add",
                          (int)all.n, all.p ? all.p : "");
    kom_buf_fini(&all);
    return length;
}

bool kom_summary_note(const struct kom_summary_crew *crew, const struct kom_summary_notes *notes,
                      int i, char *text, size_t cap) {
    int length = 0;
    if (i == 0)
        length = say_several(crew, text, cap);
    else if (i == 1 && notes->n_gaps)
        length =
            snprintf(text, cap, "autocorr1 is blank in %llu rows: values are missing in the series",
                     (unsigned long long)notes->n_gaps);
    else if (i == 2 && notes->n_tied)
        length = snprintf(text, cap,
                          "autocorr1 is blank in %llu rows: a time occurs twice in the series; "
                          "--by tells series apart",
                          (unsigned long long)notes->n_tied);
    else if (i == 3 && notes->n_negative)
        length = snprintf(text, cap, "gini is blank in %llu rows: a value is below 0",
                          (unsigned long long)notes->n_negative);
    else if (i == 4 && notes->n_beyond)
        length = kom_beyond_note(text, cap, notes->n_beyond);
    return length > 0;
}

/* ---- the verbs ---- */

static enum kom_status ask(void *method, struct kom_extract *x, struct kom_error *err) {
    struct kom_summary_job *job = method;
    job->plan->max_keys = kom_extract_is_small(x) ? SIZE_MAX : 1;
    return kom_summary_ask(job->plan, x, job->arena, err);
}

static enum kom_status hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct kom_summary_job *job = method;
    enum kom_status status = kom_summary_crew_init(&job->crew, job->plan, *n, err);
    *n = job->crew.n;
    for (unsigned i = 0; i < *n && !status; i++)
        worker[i] = job->crew.state[i];
    return status;
}

static enum kom_status finish(void *method, const struct kom_extract *x, struct kom_error *err) {
    struct kom_summary_job *job = method;
    (void)x;
    return kom_summary_judge(&job->crew, err);
}

static enum kom_status save(void *method, const struct kom_extract *x, struct kom_state_out *to,
                            struct kom_error *err) {
    struct kom_summary_job *job = method;
    (void)x;
    return kom_summary_save(&job->crew, to, err);
}

static enum kom_status write(void *method, const struct kom_out *to, struct kom_error *err) {
    struct kom_summary_job *job = method;
    return kom_summary_write(&job->crew, to, &job->notes, err);
}

const struct kom_method kom_summary_method = {.reasons = kom_summary_reasons,
                                              .n_reasons = KOM_SUMMARY_N_REASONS,
                                              .ask = ask,
                                              .hire = hire,
                                              .take = kom_summary_take,
                                              .save = save,
                                              .load = kom_summary_load,
                                              .finish = finish,
                                              .write = write};
