/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of kom-weight, its notes and its end. */
#include "weight.h"

#include "work.h"

enum kom_status kom_weighing_new(struct kom_weighing **out,
                                 const struct kom_weighing_request *request,
                                 struct kom_error *err) {
    struct kom_weighing *s = *out = kom_alloc(1, sizeof *s);
    const uint64_t failures = kom_mem_failures();
    if (!s)
        return weight_no_memory(err);
    s->given.ask = *request;
    enum kom_status status = weight_columns_make(&s->given, err);
    if (!status)
        status = weight_totals_read(&s->given, err);
    return kom_mem_settle(failures, status, err);
}

struct kom_text kom_weighing_lines(const struct kom_weighing *s) {
    return s ? kom_buf_view(&s->given.lines) : (struct kom_text){NULL, 0};
}

/* ---- the verbs ---- */

static enum kom_status find_weights(void *method, const struct kom_extract *x,
                                    struct kom_error *err) {
    struct kom_weighing *s = method;
    const uint64_t failures = kom_mem_failures();
    (void)x;
    enum kom_status status = weight_gather(s, err);
    if (!status && s->given.ask.is_jackknife)
        status = weight_clusters_make(s, err);
    if (!status)
        status = weight_fit(s, err);
    return kom_mem_settle(failures, status, err);
}

const struct kom_method kom_weighing_method = {.ask = weight_ask,
                                               .hire = weight_hire,
                                               .take = weight_take,
                                               .emit = weight_emit,
                                               .finish = find_weights,
                                               .write = weight_write};

/* ---- notes ---- */

static void add_figure(struct kom_buf *text, const char *before, double x) {
    enum { DIGITS = 4 };
    kom_buf_str(text, before);
    kom_buf_significant(text, x, DIGITS);
}

static void say_weights(const struct kom_weighing *s, struct kom_buf *text) {
    const double effect = kom_kish(s->weight, s->n, s->n_cells), n = (double)s->n_rows;
    double low = s->weight[0], high = s->weight[0];
    for (size_t i = 0; i < s->n_cells; i++) {
        low = s->weight[i] < low ? s->weight[i] : low;
        high = s->weight[i] > high ? s->weight[i] : high;
    }
    kom_buf_printf(text, "%u round%s; ", s->n_rounds, s->n_rounds == 1 ? "" : "s");
    add_figure(text, "weights from ", low);
    add_figure(text, " to ", high);
    add_figure(text, ", mean ", s->given.margin[0].all / n);
    add_figure(text, ", moved by a factor of ", s->move);
    add_figure(text, " at most; design effect (Kish) ", effect);
    add_figure(text, ", as of ", n / effect);
    kom_buf_printf(text, " of %llu rows", (unsigned long long)s->n_rows);
}

static void say_trims(const struct kom_weighing *s, struct kom_buf *text) {
    if (s->given.ask.is_trimmed)
        kom_buf_printf(text, s->n_trims ? "trimmed and raked again %u time%s" : "nothing to trim",
                       s->n_trims, s->n_trims == 1 ? "" : "s");
}

static void say_replicates(const struct kom_weighing *s, struct kom_buf *text) {
    if (s->given.ask.is_jackknife)
        kom_buf_printf(text, "%zu replicates, %zu strat%s: %zu degrees of freedom", s->n_clusters,
                       s->n_strata, s->n_strata == 1 ? "um" : "a", s->n_clusters - s->n_strata);
}

bool kom_weighing_note(const struct kom_weighing *s, int i, struct kom_buf *text) {
    kom_buf_reset(text);
    if (i == 0)
        say_weights(s, text);
    else if (i == 1)
        say_trims(s, text);
    else if (i == 2)
        say_replicates(s, text);
    else if (s->given.n_unused)
        kom_buf_printf(text, "known-totals: %zu row%s of columns that --rake does not name",
                       s->given.n_unused, s->given.n_unused == 1 ? " is" : "s are");
    return text->n;
}

/* ---- the end ---- */

static void given_fini(struct weight_given *g) {
    for (size_t m = 0; g->margin && m < g->n_margins; m++) {
        kom_groups_fini(&g->margin[m].categories);
        kom_free(g->margin[m].total);
    }
    kom_free(g->margin);
    kom_free(g->column);
    kom_buf_fini(&g->lines);
    kom_arena_fini(&g->arena);
}

static void books_fini(struct weight_books *b) {
    kom_groups_fini(&b->groups);
    kom_free(b->base);
    kom_free(b->n);
    kom_free(b->cell);
    kom_intern_fini(&b->waves);
    kom_intern_fini(&b->persons.keys);
    kom_free(b->persons.place);
    kom_buf_fini(&b->key);
    kom_buf_fini(&b->room);
}

void kom_weighing_free(struct kom_weighing *s) {
    if (!s)
        return;
    for (unsigned i = 0; i < s->n_books; i++)
        books_fini(&s->books[i]);
    kom_free(s->books);
    for (size_t m = 0; s->code && m < s->given.n_margins; m++)
        kom_free(s->code[m]);
    kom_free(s->code);
    kom_buf_fini(&s->rows);
    kom_groups_fini(&s->groups);
    kom_groups_fini(&s->clusters);
    kom_free(s->order);
    kom_free(s->base);
    kom_free(s->n);
    kom_free(s->cluster_of);
    kom_free(s->cluster);
    kom_free(s->weight);
    given_fini(&s->given);
    kom_free(s);
}
