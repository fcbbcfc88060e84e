/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sale as it was read, and what it is held against: its price, what is due, and the difference.
   A row is written whatever became of it; why it has no difference stands in its last column. */
#include <stddef.h>

#include "work.h"

/* What a row of the result is made of; blank where there is none. */
struct written {
    const struct price_tariff *tariff;
    const struct price_due *due;
    const struct price_difference *difference;
    const char *reason;
};

static void decimal(struct kom_buf *out, kom_i128 value, int scale) {
    struct kom_wide w;
    kom_wide_from_i128(&w, value);
    kom_buf_decimal(out, &w, (unsigned)scale);
}

static void price_cell(const struct kom_output_column *c, const void *result, const void *row,
                       struct kom_buf *out) {
    const struct written *w = row;
    (void)c;
    (void)result;
    if (w->tariff)
        kom_buf_text(out, w->tariff->text);
}

static void due_cell(const struct kom_output_column *c, const void *result, const void *row,
                     struct kom_buf *out) {
    const struct written *w = row;
    (void)c;
    (void)result;
    if (w->due)
        decimal(out, w->due->oere, 2);
}

static void difference_cell(const struct kom_output_column *c, const void *result, const void *row,
                            struct kom_buf *out) {
    const struct written *w = row;
    (void)c;
    (void)result;
    if (w->difference)
        decimal(out, w->difference->value, w->difference->scale);
}

const struct kom_output_column kom_price_row_columns[] = {
    {"COL...", "text", "the columns of the sales, in their order, as kom-read writes them",
     kom_output_text, 0, NULL},
    {"price", "number", "kroner a unit, with VAT or without, as the sale has it", price_cell, 0,
     NULL},
    {"due", "number",
     "price times units, begun ones whole and at least the minimum, half up to "
     "the oere; of a credit note below 0",
     due_cell, 0, NULL},
    {"difference", "number", "amount less due", difference_cell, 0, NULL},
    {"reason", "text",
     "how the due came about where there is no difference (blank, rounded, minimum); within, over "
     "or under the tolerance; or why there is none: incomplete, cancelled, not_delivered, "
     "no_price, no_terms, no_quantity, no_amount",
     kom_output_text, offsetof(struct written, reason), NULL},
    {0},
};

void kom_price_header(const struct kom_price *p, struct kom_buf *out) {
    size_t last = kom_stream_headings(p->given.x, &p->given.columns, out);
    for (const struct kom_output_column *c = kom_price_row_columns + 1; c->name; c++) {
        kom_buf_byte(out, ',');
        last = out->n;
        kom_stream_heading(out, kom_text_of(c->name), false);
    }
    kom_stream_header_end(out, last);
}

/* Of a sale that has a difference. */
static const char *reason_of(const struct price_given *g, struct price_difference d,
                             enum price_how how) {
    static const char *const hows[] = {
        [PRICE_PLAIN] = "", [PRICE_ROUNDED] = "rounded", [PRICE_MINIMUM] = "minimum"};
    if (d.value == 0)
        return hows[how];
    const int side = kom_price_side(d, &g->ask.tolerance);
    return side > 0 ? "over" : side < 0 ? "under" : "within";
}

/* The row with that; nothing where it is bad. */
static void write_out(struct price_books *b, struct kom_view *v, uint32_t row,
                      const struct written *w) {
    if (!kom_stream_quick_row(&b->stream, &b->g->columns, v, row, &b->room))
        return;
    for (const struct kom_output_column *c = kom_price_row_columns + 1; c->name; c++) {
        kom_buf_byte(&v->out, ',');
        c->cell(c, NULL, w, &v->out);
    }
    kom_buf_byte(&v->out, '\n');
    b->n_rows++;
}

void kom_price_write_sale(struct price_books *b, struct kom_view *v, const struct price_sale *s,
                          int reason) {
    struct price_difference d;
    struct written w = {s->tariff, s->has_due ? &s->due : NULL, NULL, ""};
    if (reason == PRICE_GOOD) {
        d = kom_price_difference(&s->amount, s->due.oere);
        w.difference = &d;
        w.reason = reason_of(b->g, d, s->due.how);
    } else {
        w.reason = kom_price_reasons[reason];
        b->n_reason[reason]++;
    }
    write_out(b, v, s->row, &w);
}

void kom_price_write_quick(struct price_books *b, struct kom_view *v, uint32_t i,
                           const struct price_tally *t) {
    const struct price_block *k = &b->block;
    const int f = t->item->is_hourly ? FIGURE_HOURS : FIGURE_QUANTITY;
    const struct price_due due =
        kom_price_due_quick(t->item, t->tariff->hundredths, k->hundredths[f][i]);
    const struct price_difference d = {k->hundredths[FIGURE_AMOUNT][i] - due.oere, 2};
    const struct written w = {t->tariff, &due, &d, reason_of(b->g, d, due.how)};
    write_out(b, v, k->from + i, &w);
}
