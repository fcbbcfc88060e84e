/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of items: for each, its answers from the lowest to the highest, those of --top
   together, and the kinds of no answer. Answers are those given, also where the item is reversed.
 */
#include <string.h>

#include "kom/interval.h"
#include "work.h"

struct item_row {
    const char *item, *answer;
    int64_t n;
    double share, conf_low, conf_high;
};

const struct kom_output_column kom_scale_item_columns[] = {
    {"item", "text", "the item, in the order of the codebook", kom_output_text,
     offsetof(struct item_row, item), NULL},
    {"answer", "text",
     "an answer; top: those of --top together; dont_know, not_relevant, refused and missing: no "
     "answer of that kind",
     kom_output_text, offsetof(struct item_row, answer), NULL},
    {"n", "number", "how many gave it", kom_output_count, offsetof(struct item_row, n), NULL},
    {"share", "number", "of those who answered; blank of no answers", kom_output_exact,
     offsetof(struct item_row, share), NULL},
    {"conf_low", "number", "lower limit of the share, exact (Clopper-Pearson)", kom_output_computed,
     offsetof(struct item_row, conf_low), NULL},
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
    struct kom_buf *out;
};

static void write_row(struct writing *w, const char *answer, uint64_t n, bool has_share) {
    const struct scale_given *g = &w->s->given;
    struct kom_ci ci = {KOM_NAN, KOM_NAN};
    has_share = has_share && w->n_answered > 0;
    if (has_share)
        ci = kom_share_ci(KOM_CI_EXACT, (int64_t)n, w->n_answered, g->ask.level);
    w->row.answer = answer;
    w->row.n = (int64_t)n;
    w->row.share = has_share ? (double)n / (double)w->n_answered : KOM_NAN;
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
    uint64_t n_top = 0;
    bool has_top = false;
    w->n_answered = 0;
    for (uint32_t code = SCALE_FIRST; code < scale_n_codes(item); code++)
        w->n_answered += (int64_t)cell[code];
    for (uint32_t code = SCALE_FIRST; code < scale_n_codes(item); code++) {
        char digits[33];
        const int32_t answer = item->lowest + (int32_t)(code - SCALE_FIRST);
        const bool counts = is_top(g, answer);
        digits[kom_num_shortest(digits, answer)] = '\0';
        write_row(w, digits, cell[code], true);
        n_top += counts ? cell[code] : 0;
        has_top = has_top || counts;
    }
    if (has_top)
        write_row(w, "top", n_top, true);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        write_row(w, scale_kind_word(kinds[i]), cell[kinds[i]], false);
}

enum kom_status scale_items_write(const struct kom_scale *s, const struct kom_out *to,
                                  struct kom_error *err) {
    const struct scale_given *g = &s->given;
    struct kom_buf out = {0}, name = {0};
    enum kom_status status = KOM_OK;
    scale_write_header(g, kom_scale_item_columns, &out);
    for (size_t k = 0; k < s->answer.groups.n && !status; k++) {
        const uint32_t group = s->order[k];
        struct writing w = {.s = s, .key = kom_groups_key(&s->answer.groups, group), .out = &out};
        for (size_t i = 0; i < g->n_used && !status; i++) {
            const struct scale_item *item = &g->book.item[g->used[i]];
            kom_buf_reset(&name);
            kom_buf_text(&name, item->name);
            kom_buf_byte(&name, '\0');
            out.failed = out.failed || name.failed;
            w.row.item = name.p;
            if (!name.failed)
                write_item(&w, item, &s->answer.cell[group * g->cells.n + g->cells.from[i]]);
            status = scale_write_flush(&out, false, to, err);
        }
    }
    if (!status)
        status = scale_write_flush(&out, true, to, err);
    kom_buf_fini(&name);
    kom_buf_fini(&out);
    return status;
}
