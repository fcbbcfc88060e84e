/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands above a column: the known label, made plainer by the table it stands in, and the unit
   of --percent. A difference of shares is per cent points, never per cent.

   A heading is the label that labels.def has for its name, made plainer by what the table holds:
   the measure that all rows share, which of two sides a column is of, whether a level of confidence
   or a unit is the same in all rows. Then it can be said in the heading, and the column that said
   it is not needed. A difference of shares is in percentage points where shares are shown in per
   cent. What is not the same in all rows is never put into a heading. Names beside codes take the
   place of the codes only where each belongs to one. */
#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "labels.h"
#include "numerals.h"

/* What a table of kom-diff compares. */
enum comparison { NONE, MEANS, SHARES, RATES };

struct heads {
    struct kom_grid *grid;
    enum kom_present_lang lang;
    bool has_signs; /* cells in per cent show it */
    enum comparison comparison;
    struct kom_text above, below; /* of the one measure ABOVE/BELOW; empty: several, or none */
    bool names_kom;               /* `name` is the municipality's */
    int term, scale;              /* columns, or KOM_NO_COLUMN */
};

static struct kom_text text_at(const struct kom_grid *grid, size_t row, int col) {
    return kom_grid_cell(grid, row, (size_t)col)->text;
}

/* ---- what the table is about ---- */

/* The measure of all rows, when it is one: count and what it is a share or rate of. */
static void find_measure(struct heads *h) {
    int col = kom_grid_find(h->grid, "measure");
    if (col < 0 || h->grid->n_rows == 0)
        return;
    struct kom_text one = text_at(h->grid, 0, col);
    for (size_t i = 1; i < h->grid->n_rows; i++) {
        if (!kom_text_equal(one, text_at(h->grid, i, col)))
            return;
    }
    const char *slash = memchr(one.p ? one.p : "", '/', one.n);
    if (!slash)
        return;
    size_t n = (size_t)(slash - one.p);
    h->above = (struct kom_text){one.p, n};
    h->below = (struct kom_text){slash + 1, one.n - n - 1};
}

/* Either side's column: the other may have been cut off. */
static bool has_side(const struct kom_grid *grid, const char *before, const char *after) {
    return kom_grid_find(grid, before) >= 0 || kom_grid_find(grid, after) >= 0;
}

static enum comparison find_comparison(const struct kom_grid *grid) {
    if (!has_side(grid, "mean_before", "mean_after"))
        return NONE;
    if (has_side(grid, "exposure_before", "exposure_after"))
        return RATES;
    return has_side(grid, "count_before", "count_after") ? SHARES : MEANS;
}

/* A row's code and name. */
struct pair {
    struct kom_text a, b;
};

static int by_both(const void *pa, const void *pb) {
    const struct pair *x = pa, *y = pb;
    int order = kom_text_compare(x->a, y->a);
    return order ? order : kom_text_compare(x->b, y->b);
}

/* No a has two bs. Sorts them. */
static bool is_function(struct pair *pair, size_t n) {
    qsort(pair, n, sizeof *pair, by_both);
    for (size_t i = 1; i < n; i++) {
        if (kom_text_equal(pair[i - 1].a, pair[i].a) && !kom_text_equal(pair[i - 1].b, pair[i].b))
            return false;
    }
    return true;
}

/* Whether `name` names the units of `kom`: no code has two names and no name two codes. */
static enum kom_status find_names(struct heads *h) {
    int kom = kom_grid_find(h->grid, "kom"), name = kom_grid_find(h->grid, "name");
    size_t n = h->grid->n_rows;
    if (kom < 0 || name < 0 || n == 0)
        return KOM_OK;
    struct pair *pair = kom_alloc(n, sizeof *pair);
    if (!pair)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n; i++)
        pair[i] = (struct pair){text_at(h->grid, i, kom), text_at(h->grid, i, name)};
    h->names_kom = is_function(pair, n);
    for (size_t i = 0; i < n; i++)
        pair[i] = (struct pair){pair[i].b, pair[i].a};
    h->names_kom = h->names_kom && is_function(pair, n);
    kom_free(pair);
    return KOM_OK;
}

static enum kom_status look(struct heads *h) {
    h->comparison = find_comparison(h->grid);
    h->term = kom_grid_find(h->grid, "term");
    h->scale = kom_grid_find(h->grid, "scale");
    find_measure(h);
    return find_names(h);
}

/* ---- labels ---- */

static const char *known(struct kom_text name, enum kom_present_lang lang) {
    const struct kom_label *label = kom_label_find(name);
    if (!label)
        return NULL;
    return lang == KOM_PRESENT_DA ? label->da : label->en;
}

static struct kom_text word_of(struct kom_text name, enum kom_present_lang lang) {
    const char *label = known(name, lang);
    return label ? kom_text_of(label) : name;
}

/* "count_before" is of the stem "count". */
static bool is_side(struct kom_text name, const char *stem, enum kom_phrase *side) {
    size_t n = strlen(stem);
    if (name.n <= n || memcmp(name.p, stem, n) != 0)
        return false;
    struct kom_text rest = {name.p + n, name.n - n};
    *side = kom_text_is(rest, "_before") ? KOM_PHRASE_BEFORE : KOM_PHRASE_AFTER;
    return kom_text_is(rest, "_before") || kom_text_is(rest, "_after");
}

/* Buyers before, recipients after, uptake before: what kom-diff calls count, n, exposure and mean
   by what they are here. Empty: the known label does. */
static struct kom_text side_label(struct heads *h, struct kom_text name) {
    enum kom_phrase side;
    struct kom_text word = {NULL, 0};
    bool is_rate = h->comparison == RATES;
    if (h->comparison != SHARES && !is_rate)
        return word;
    if (is_side(name, "mean", &side)) {
        bool is_uptake = kom_text_is(h->above, "buyers") && kom_text_is(h->below, "recipients");
        word = kom_text_of(
            is_uptake ? known(kom_text_of("uptake"), h->lang)
                      : kom_label_phrase(is_rate ? KOM_PHRASE_RATE : KOM_PHRASE_SHARE, h->lang));
    } else if (is_side(name, "count", &side)) {
        word = word_of(h->above, h->lang);
    } else if (is_side(name, is_rate ? "exposure" : "n", &side)) {
        word = word_of(h->below, h->lang);
    }
    if (word.n == 0)
        return word;
    return kom_grid_join(h->grid, word, " ", kom_text_of(kom_label_phrase(side, h->lang)));
}

/* p5 and p97.5 of kom-sum. */
static bool is_percentile(struct kom_text name) {
    bool has_digit = false;
    for (size_t i = 1; i < name.n; i++) {
        if (name.p[i] != '.' && (name.p[i] < '0' || name.p[i] > '9'))
            return false;
        has_digit = true;
    }
    return has_digit && name.p[0] == 'p';
}

/* The decimal mark of the language. */
static void set_mark(char *p, size_t n, enum kom_present_lang lang) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '.' && lang == KOM_PRESENT_DA)
            p[i] = ',';
    }
}

static struct kom_text percentile(struct heads *h, struct kom_text name) {
    struct kom_text number = {name.p + 1, name.n - 1};
    char *p = kom_arena_copy(&h->grid->arena, number.p, number.n);
    if (!p)
        return (struct kom_text){NULL, 0};
    set_mark(p, number.n, h->lang);
    return kom_grid_join(h->grid, kom_text_of(kom_label_phrase(KOM_PHRASE_PERCENTILE, h->lang)),
                         " ", (struct kom_text){p, number.n});
}

static struct kom_text label_of(struct heads *h, struct kom_text name) {
    const char *label = known(name, h->lang);
    bool is_code =
        kom_text_is(name, "kom") && (h->names_kom || kom_grid_find(h->grid, "kom_name") >= 0);
    if (is_code)
        return kom_text_of(kom_label_phrase(KOM_PHRASE_CODE, h->lang));
    if (kom_text_is(name, "name") && h->names_kom)
        return kom_text_of(known(kom_text_of("kom"), h->lang));
    if (kom_text_is(name, "statistic") && kom_grid_find(h->grid, "ss_between") >= 0)
        return kom_text_of("F");
    struct kom_text side = side_label(h, name);
    if (side.n)
        return side;
    if (!label && is_percentile(name))
        return percentile(h, name);
    return label ? kom_text_of(label) : name;
}

/* ---- units ---- */

/* A ratio and a regression's constant are in per cent themselves; all else that has a term is a
   difference. Of two ratios the contrast is their ratio. */
static bool is_level(const struct heads *h, size_t row) {
    struct kom_text term = text_at(h->grid, row, h->term);
    if (kom_text_is(term, "ratio") || kom_text_is(term, "(intercept)"))
        return true;
    return kom_text_is(term, "contrast") && h->scale >= 0 &&
           !kom_text_is(text_at(h->grid, row, h->scale), "difference");
}

static enum kom_unit unit_by_term(const struct heads *h, size_t col) {
    bool has_level = false, has_difference = false;
    if (h->term < 0)
        return KOM_UNIT_HUNDRED;
    for (size_t i = 0; i < h->grid->n_rows; i++) {
        if (!kom_grid_cell(h->grid, i, col)->has_num)
            continue;
        has_level = has_level || is_level(h, i);
        has_difference = has_difference || !is_level(h, i);
    }
    if (has_level)
        return has_difference ? KOM_UNIT_MIXED : KOM_UNIT_PERCENT;
    return KOM_UNIT_POINTS;
}

static enum kom_unit unit_of(const struct heads *h, size_t col) {
    const struct kom_column *column = &h->grid->column[col];
    const struct kom_label *label = kom_label_find(column->name);
    enum kom_hundred hundred = label ? label->hundred : KOM_HUNDRED_SHARE;
    bool has_estimate = kom_grid_find(h->grid, "estimate") >= 0;
    if (!column->is_percent)
        return KOM_UNIT_NONE;
    switch (hundred) {
    case KOM_HUNDRED_SPREAD:
        return KOM_UNIT_POINTS;
    case KOM_HUNDRED_EFFECT:
        return unit_by_term(h, col);
    case KOM_HUNDRED_BOUND:
        return has_estimate ? unit_by_term(h, col) : KOM_UNIT_PERCENT;
    case KOM_HUNDRED_PLAIN:
        return KOM_UNIT_HUNDRED;
    case KOM_HUNDRED_SHARE:
        break;
    }
    return KOM_UNIT_PERCENT;
}

static struct kom_text in_brackets(struct kom_grid *grid, struct kom_text label,
                                   struct kom_text text) {
    struct kom_text open = kom_grid_join(grid, label, " (", text);
    return open.p ? kom_grid_join(grid, open, ")", (struct kom_text){NULL, 0}) : open;
}

struct kom_text kom_grid_with_unit(struct kom_grid *grid, struct kom_text label, enum kom_unit unit,
                                   enum kom_present_lang lang) {
    if (unit == KOM_UNIT_NONE)
        return label;
    return in_brackets(grid, label, kom_text_of(kom_label_unit(unit, lang)));
}

/* The level of all rows, when it is one: "95% "; nothing else. */
static void add_level(struct heads *h, struct kom_buf *out) {
    int col = kom_grid_find(h->grid, "conf_level");
    const struct kom_cell *first =
        col >= 0 && h->grid->n_rows ? kom_grid_cell(h->grid, 0, (size_t)col) : NULL;
    if (!first || !first->has_num)
        return;
    for (size_t i = 1; i < h->grid->n_rows; i++) {
        const struct kom_cell *cell = kom_grid_cell(h->grid, i, (size_t)col);
        if (!cell->has_num || kom_num_compare(&cell->num, &first->num) != 0)
            return;
    }
    struct kom_num level = kom_number_percent(&first->num);
    size_t start = out->n;
    kom_number_plain(out, &level);
    if (!out->failed)
        set_mark(out->p + start, out->n - start, h->lang);
    kom_buf_printf(out, "%s ", kom_label_phrase(KOM_PHRASE_PER_CENT, h->lang));
}

/* "Estimate (pp, 95% CI)" */
static struct kom_text with_interval(struct heads *h, struct kom_text label, enum kom_unit unit) {
    struct kom_buf text = {0};
    if (unit != KOM_UNIT_NONE)
        kom_buf_printf(&text, "%s, ", kom_label_unit(unit, h->lang));
    add_level(h, &text);
    kom_buf_str(&text, kom_label_phrase(KOM_PHRASE_INTERVAL, h->lang));
    label = in_brackets(h->grid, label, kom_buf_view(&text));
    if (text.failed)
        label.p = NULL;
    kom_buf_fini(&text);
    return label;
}

static enum kom_status head(struct heads *h, size_t col) {
    struct kom_column *column = &h->grid->column[col];
    column->unit = unit_of(h, col);
    if (column->has_user_label)
        return KOM_OK;
    column->label = label_of(h, column->name);
    if (column->label.p && column->has_bounds)
        column->label = with_interval(h, column->label, column->unit);
    else if (column->label.p && !(h->has_signs && column->unit == KOM_UNIT_PERCENT))
        column->label = kom_grid_with_unit(h->grid, column->label, column->unit, h->lang);
    return column->label.p || column->name.n == 0 ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_grid_headings(struct kom_grid *grid, const struct kom_present *opts,
                                  struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    struct heads h = {
        .grid = grid, .lang = opts->lang, .has_signs = opts->format == KOM_PRESENT_XLSX};
    enum kom_status status = look(&h);
    for (size_t j = 0; j < grid->n_cols && !status; j++)
        status = head(&h, j);
    status = status ? kom_fail(err, status, "memory ran out for the table") : KOM_OK;
    return kom_mem_settle(failures, status, err);
}
