/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of items: for each, its answers from the lowest to the highest, those of --top
   together, and the kinds of no answer. Answers are those given, also where the item is reversed.
   Shares of a sample with weights or clusters: sample.c. */
#include <string.h>

#include "kom/interval.h"
#include "work.h"

struct item_row {
    const char *item, *answer;
    int64_t n;
    double share, conf_low, conf_high;
};

/* A share of whole numbers has all its digits, one of weights those that are computed. */
static void share(const struct kom_output_column *c, const void *result, const void *row,
                  struct kom_buf *buf) {
    const struct kom_scale *s = result;
    (s->given.ask.weight ? kom_output_computed : kom_output_exact)(c, result, row, buf);
}

const struct kom_output_column kom_scale_item_columns[] = {
    {"item", "text", "the item, in the order of the codebook", kom_output_text,
     offsetof(struct item_row, item), NULL},
    {"answer", "text",
     "an answer; top: those of --top together; dont_know, not_relevant, refused and missing: no "
     "answer of that kind",
     kom_output_text, offsetof(struct item_row, answer), NULL},
    {"n", "number", "how many gave it", kom_output_count, offsetof(struct item_row, n), NULL},
    {"share", "number", "of those who answered, weighted by --weight; blank of no answers", share,
     offsetof(struct item_row, share), NULL},
    {"conf_low", "number",
     "lower limit of the share, exact (Clopper-Pearson); Korn and Graubard's with --weight or "
     "--cluster",
     kom_output_computed, offsetof(struct item_row, conf_low), NULL},
    {"conf_high", "number", "upper limit", kom_output_computed,
     offsetof(struct item_row, conf_high), NULL},
    {0},
};

/* One item of one group while it is written. */
struct writing {
    const struct kom_scale *s;
    struct kom_text key;
    struct item_row row;
    int64_t n_answered;
    struct scale_sample *sample; /* NULL: all count alike */
    bool *counts;                /* of each code of an item */
    struct kom_buf *out;
};

static struct kom_ci share_of(struct writing *w, uint64_t n) {
    const double level = w->s->given.ask.level;
    if (w->sample)
        return scale_sample_share(w->sample, w->counts, level, &w->row.share);
    w->row.share = (double)n / (double)w->n_answered;
    return kom_share_ci(KOM_CI_EXACT, (int64_t)n, w->n_answered, level);
}

static void write_row(struct writing *w, const char *answer, uint64_t n, bool has_share) {
    const struct scale_given *g = &w->s->given;
    struct kom_ci ci = {KOM_NAN, KOM_NAN};
    w->row.share = KOM_NAN;
    if (has_share && w->n_answered > 0)
        ci = share_of(w, n);
    w->row.answer = answer;
    w->row.n = (int64_t)n;
    w->row.conf_low = ci.low;
    w->row.conf_high = ci.high;
    kom_output_group(g->by.n + 1, w->key, kom_scale_item_columns, w->s, &w->row, w->out);
}

/* Is an answer one of --top? */
static bool is_top(const struct scale_given *g, int32_t answer) {
    char digits[32];
    const size_t n = kom_num_shortest(digits, answer);
    for (size_t i = 0; i < g->ask.top.n; i++)
        if (kom_text_equal(kom_text_of(g->ask.top.item[i]), (struct kom_text){digits, n}))
            return true;
    return false;
}

static void write_item(struct writing *w, const struct scale_item *item, const uint64_t *cell) {
    const struct scale_given *g = &w->s->given;
    static const uint16_t kinds[] = {SCALE_DONT_KNOW, SCALE_NOT_RELEVANT, SCALE_REFUSED,
                                     SCALE_BLANK};
    const uint32_t n_codes = scale_n_codes(item);
    uint64_t n_top = 0;
    bool has_top = false;
    w->n_answered = 0;
    for (uint32_t code = SCALE_FIRST; code < n_codes; code++)
        w->n_answered += (int64_t)cell[code];
    memset(w->counts, 0, n_codes * sizeof *w->counts);
    for (uint32_t code = SCALE_FIRST; code < n_codes; code++) {
        char digits[33];
        const int32_t answer = item->lowest + (int32_t)(code - SCALE_FIRST);
        const bool counts = is_top(g, answer);
        digits[kom_num_shortest(digits, answer)] = '\0';
        w->counts[code] = true;
        write_row(w, digits, cell[code], true);
        w->counts[code] = false;
        n_top += counts ? cell[code] : 0;
        has_top = has_top || counts;
    }
    for (uint32_t code = SCALE_FIRST; code < n_codes; code++)
        w->counts[code] = is_top(g, item->lowest + (int32_t)(code - SCALE_FIRST));
    if (has_top)
        write_row(w, "top", n_top, true);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        write_row(w, scale_kind_word(kinds[i]), cell[kinds[i]], false);
}

/* All items of the groups that differ in cluster and weight only. */
static enum kom_status write_group(struct writing *w, const uint32_t *group, size_t n,
                                   uint64_t *sum, struct kom_buf *name) {
    const struct scale_given *g = &w->s->given;
    const struct scale_tally *t = &w->s->answer;
    w->key = kom_groups_key(&t->groups, group[0]);
    memset(sum, 0, g->cells.n * sizeof *sum);
    for (size_t k = 0; k < n; k++)
        for (size_t c = 0; c < g->cells.n; c++)
            sum[c] += t->cell[group[k] * g->cells.n + c];
    for (size_t i = 0; i < g->n_used; i++) {
        const struct scale_item *item = &g->book.item[g->used[i]];
        kom_buf_reset(name);
        kom_buf_text(name, item->name);
        kom_buf_byte(name, '\0');
        if (name->failed)
            return KOM_ENOMEM;
        w->row.item = name->p;
        if (w->sample)
            scale_sample_item(w->sample, w->s, group, n, i);
        write_item(w, item, &sum[g->cells.from[i]]);
    }
    return KOM_OK;
}

/* The first group after `from` that differs from it in more. */
static size_t next_of(const struct kom_scale *s, size_t from) {
    const struct kom_groups *groups = &s->answer.groups;
    size_t to = from + 1;
    while (to < groups->n &&
           kom_group_compare(kom_groups_key(groups, s->order[from]),
                             kom_groups_key(groups, s->order[to]), s->given.by.n + 1) == 0)
        to++;
    return to;
}

static size_t most_codes(const struct scale_given *g) {
    size_t most = 0;
    for (size_t i = 0; i < g->n_used; i++) {
        const size_t n = scale_n_codes(&g->book.item[g->used[i]]);
        most = n > most ? n : most;
    }
    return most;
}

enum kom_status scale_items_write(const struct kom_scale *s, const struct kom_out *to,
                                  struct kom_error *err) {
    const struct scale_given *g = &s->given;
    struct kom_buf out = {0}, name = {0};
    struct scale_sample sample = {.n_answered = 0};
    uint64_t *sum = kom_alloc(g->cells.n + 1, sizeof *sum);
    struct writing w = {.s = s,
                        .sample = g->is_sample ? &sample : NULL,
                        .counts = kom_alloc(most_codes(g) + 1, sizeof *w.counts),
                        .out = &out};
    enum kom_status status = sum && w.counts ? KOM_OK : scale_no_memory(err);
    if (!status && g->is_sample)
        status = scale_sample_make(s, &sample, err);
    scale_write_header(g, kom_scale_item_columns, &out);
    for (size_t from = 0, after; from < s->answer.groups.n && !status; from = after) {
        after = next_of(s, from);
        status = write_group(&w, &s->order[from], after - from, sum, &name);
        status = status ? scale_no_memory(err) : scale_write_flush(&out, false, to, err);
    }
    if (!status)
        status = scale_write_flush(&out, true, to, err);
    scale_sample_fini(&sample);
    kom_free(sum);
    kom_free(w.counts);
    kom_buf_fini(&name);
    kom_buf_fini(&out);
    return status;
}
