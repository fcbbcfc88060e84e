/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounding happens here and nowhere else, on the decimal digits as written.

   Values come as the decimals that were written; a double counts as its shortest decimal. A
   column's decimals follow from its largest and smallest value, so that the small ones keep some
   digits and no column shows more than it has; an estimate and its bounds, both sides of a
   comparison and the columns made of one by --wide take the same. P-values have decimals of their
   own, and one below the last of them is shown as less than it. Rounding is half up on decimal
   digits, once; nothing that was rounded is computed with. */
#include "numerals.h"

#include <math.h>
#include <string.h>

#include "decimals.h"
#include "intern.h"
#include "labels.h"

enum { DECIMALS_MAX = 15, P_DECIMALS = 3, SMALL_DECIMALS_MAX = 4 };

struct kom_num kom_number_percent(const struct kom_num *value) {
    struct kom_num v = *value;
    if (!v.is_exact) {
        v.real *= 100.0;
        return v;
    }
    int64_t wider;
    for (int i = 0; i < 2; i++) {
        if (v.scale > 0) {
            v.scale--;
        } else if (!__builtin_mul_overflow(v.mantissa, INT64_C(10), &wider)) {
            v.mantissa = wider;
        } else {
            return (struct kom_num){0, kom_num_double(value) * 100.0, 0, false};
        }
    }
    return v;
}

void kom_number_plain(struct kom_buf *buf, const struct kom_num *value) {
    if (!value->is_exact) {
        kom_buf_shortest(buf, value->real);
        return;
    }
    uint64_t rest = value->mantissa < 0 ? 0 - (uint64_t)value->mantissa : (uint64_t)value->mantissa;
    char digits[24];
    size_t n = sizeof digits;
    for (int i = 0; rest || i <= value->scale; i++, rest /= 10) {
        if (i == value->scale && i > 0)
            digits[--n] = '.';
        digits[--n] = (char)('0' + rest % 10);
    }
    if (value->mantissa < 0)
        kom_buf_byte(buf, '-');
    kom_buf_add(buf, digits + n, sizeof digits - n);
}

/* |x| from which on fixed decimals would show digits that a double does not have. */
static bool is_huge(double x) {
    return x >= 1e15 || x <= -1e15;
}

void kom_number_fixed(struct kom_buf *buf, const struct kom_num *value, int decimals) {
    char out[64];
    struct kom_buf plain = {0};
    kom_number_plain(&plain, value);
    const struct kom_text t = kom_buf_view(&plain);
    if (value->is_exact)
        kom_decimal_fixed(buf, t, 0, decimals);
    else if (!is_huge(value->real))
        kom_buf_add(buf, out, kom_num_fixed(out, value->real, decimals));
    else if (kom_decimal_is_plain(t) && kom_decimal_scale(t) > decimals)
        kom_decimal_fixed(buf, t, 0, decimals);
    else
        kom_buf_text(buf, t);
    buf->failed = buf->failed || plain.failed;
    kom_buf_fini(&plain);
}

/* The digits of a cell, as many as were written; empty: they have an exponent. */
static struct kom_text digits_of(const struct kom_cell *cell, struct kom_buf *room) {
    if (!cell->num.is_exact)
        return kom_decimal_is_plain(cell->text) ? cell->text : (struct kom_text){"", 0};
    kom_number_plain(room, &cell->num);
    return kom_buf_view(room);
}

void kom_number_cell(struct kom_buf *buf, const struct kom_column *column,
                     const struct kom_cell *cell, int decimals) {
    struct kom_buf room = {0};
    const struct kom_text digits = digits_of(cell, &room);
    const int n_right = column->is_percent ? 2 : 0, scale = kom_decimal_scale(digits) - n_right;
    if (digits.n) {
        const int all = scale > 0 ? scale : 0;
        kom_decimal_fixed(buf, digits, n_right, decimals == KOM_DIGITS_OPEN ? all : decimals);
    } else {
        const struct kom_num value =
            column->is_percent ? kom_number_percent(&cell->num) : cell->num;
        if (decimals == KOM_DIGITS_OPEN)
            kom_number_plain(buf, &value);
        else
            kom_number_fixed(buf, &value, decimals);
    }
    buf->failed = buf->failed || room.failed;
    kom_buf_fini(&room);
}

void kom_number_significant(struct kom_buf *buf, const struct kom_num *value, int digits) {
    double x = fabs(kom_num_double(value));
    int decimals = x > 0.0 ? digits - 1 - (int)floor(log10(x)) : 0;
    if (decimals < 0)
        decimals = 0;
    if (decimals <= DECIMALS_MAX)
        kom_number_fixed(buf, value, decimals);
    else
        kom_buf_significant(buf, kom_num_double(value), digits);
}

/* Adds a number with the marks of a language. */
static void add_marks(struct kom_buf *buf, struct kom_text plain, enum kom_present_lang lang) {
    const size_t sign = plain.n && plain.p[0] == '-';
    size_t whole = sign;
    while (whole < plain.n && plain.p[whole] >= '0' && plain.p[whole] <= '9')
        whole++;
    const bool is_grouped = whole - sign >= 5;
    kom_buf_add(buf, plain.p, sign);
    for (size_t i = sign; i < plain.n; i++) {
        if (is_grouped && i > sign && i < whole && (whole - i) % 3 == 0)
            kom_buf_byte(buf, lang == KOM_PRESENT_DA ? '.' : ',');
        kom_buf_byte(buf, plain.p[i] == '.' && lang == KOM_PRESENT_DA ? ',' : plain.p[i]);
    }
}

void kom_number_people(struct kom_buf *buf, const struct kom_num *value, int decimals,
                       enum kom_present_lang lang) {
    struct kom_buf plain = {0};
    kom_number_fixed(&plain, value, decimals);
    add_marks(buf, kom_buf_view(&plain), lang);
    buf->failed = buf->failed || plain.failed;
    kom_buf_fini(&plain);
}

void kom_number_cell_people(struct kom_buf *buf, const struct kom_column *column,
                            const struct kom_cell *cell, enum kom_present_lang lang) {
    struct kom_buf plain = {0};
    kom_number_cell(&plain, column, cell, column->decimals);
    add_marks(buf, kom_buf_view(&plain), lang);
    buf->failed = buf->failed || plain.failed;
    kom_buf_fini(&plain);
}

void kom_number_p_value(struct kom_buf *buf, const struct kom_num *value, int decimals,
                        enum kom_present_lang lang) {
    struct kom_num last = {1, 0.0, (int8_t)decimals, true};
    bool is_below = decimals > 0 && kom_num_compare(value, &last) < 0;
    kom_buf_str(buf, is_below ? "<" : "");
    kom_number_people(buf, is_below ? &last : value, decimals, lang);
}

/* ---- how many decimals ---- */

/* What the values of a column, or of columns that are read together, are like. */
struct range {
    bool has_value, has_decimals;
    int high, low; /* powers of ten of the largest and smallest value that is not 0 */
    int decimals;  /* the most that any value has */
};

static void look(struct range *range, const struct kom_num *value, int decimals) {
    double x = fabs(kom_num_double(value));
    if (decimals > range->decimals)
        range->decimals = decimals;
    range->has_decimals = range->has_decimals || decimals > 0;
    if (!(x > 0.0))
        return;
    int power = (int)floor(log10(x));
    if (!range->has_value || power > range->high)
        range->high = power;
    if (!range->has_value || power < range->low)
        range->low = power;
    range->has_value = true;
}

static void look_cell(struct range *range, const struct kom_column *column,
                      const struct kom_cell *cell) {
    if (!cell || !cell->has_num)
        return;
    struct kom_num v = column->is_percent ? kom_number_percent(&cell->num) : cell->num;
    int decimals = v.is_exact ? v.scale : DECIMALS_MAX;
    if (!cell->num.is_exact && kom_decimal_is_plain(cell->text))
        decimals = kom_decimal_scale(cell->text) - (column->is_percent ? 2 : 0);
    look(range, &v, decimals < 0 ? 0 : decimals);
}

static void look_column(struct range *range, const struct kom_grid *grid, size_t col) {
    const struct kom_column *column = &grid->column[col];
    for (size_t i = 0; i < grid->n_rows; i++) {
        const struct kom_cell *cell = kom_grid_cell(grid, i, col);
        look_cell(range, column, cell);
        if (column->has_bounds && cell->bounds) {
            look_cell(range, column, &cell->bounds[0]);
            look_cell(range, column, &cell->bounds[1]);
        }
    }
}

static int choose(const struct range *range, bool is_percent) {
    if (!range->has_decimals)
        return 0;
    int of_large = (is_percent ? 2 : 3) - range->high;
    int of_small = 1 - range->low;
    if (of_small > SMALL_DECIMALS_MAX)
        of_small = SMALL_DECIMALS_MAX;
    int decimals = of_large > of_small ? of_large : of_small;
    if (is_percent)
        decimals = of_large > 1 ? of_large : 1;
    if (decimals < 0 || !range->has_value)
        decimals = 0;
    if (decimals > range->decimals)
        decimals = range->decimals;
    return decimals < DECIMALS_MAX ? decimals : DECIMALS_MAX;
}

/* An estimate and its bounds are read together. */
static bool is_family(struct kom_text name) {
    static const char *const names[] = {"estimate",  "std_error", "conf_low",
                                        "conf_high", "uptake",    "share"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (kom_text_is(name, names[i]))
            return true;
    }
    return false;
}

/* "mean" of mean_before and mean_after; other names are their own. */
static struct kom_text without_side(struct kom_text name) {
    static const char *const sides[] = {"_before", "_after"};
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(sides[i]);
        if (name.n > n && memcmp(name.p + name.n - n, sides[i], n) == 0)
            return (struct kom_text){name.p, name.n - n};
    }
    return name;
}

static void merge(struct range *to, const struct range *from) {
    to->has_decimals = to->has_decimals || from->has_decimals;
    to->decimals = from->decimals > to->decimals ? from->decimals : to->decimals;
    if (!from->has_value)
        return;
    to->high = !to->has_value || from->high > to->high ? from->high : to->high;
    to->low = !to->has_value || from->low < to->low ? from->low : to->low;
    to->has_value = true;
}

/* Columns made of one (--wide, --compare) are alike, and so are both sides, and a family; those in
   per cent apart from others. */
struct kin {
    struct kom_intern name[2];
    struct range *range[2], family[2];
};

static bool look_at_all(struct kin *kin, const struct kom_grid *grid) {
    bool whole = kin->range[0] && kin->range[1];
    for (size_t j = 0; j < grid->n_cols && whole; j++) {
        const struct kom_column *column = &grid->column[j];
        struct range range = {0};
        if (!column->is_number)
            continue;
        look_column(&range, grid, j);
        int k = column->is_percent;
        uint32_t name = kom_intern_add(&kin->name[k], without_side(column->base));
        whole = name != KOM_NO_ID;
        if (whole)
            merge(&kin->range[k][name], &range);
        if (is_family(column->base))
            merge(&kin->family[k], &range);
    }
    return whole;
}

static bool holds_p_values(struct kom_text name) {
    const struct kom_label *label = kom_label_find(name);
    return label && label->kind == KOM_LABEL_P_VALUE;
}

bool kom_number_decimals(struct kom_grid *grid) {
    struct kin kin = {.range = {kom_alloc(grid->n_cols, sizeof(struct range)),
                                kom_alloc(grid->n_cols, sizeof(struct range))}};
    bool whole = look_at_all(&kin, grid);
    for (size_t j = 0; j < grid->n_cols && whole; j++) {
        struct kom_column *column = &grid->column[j];
        if (!column->is_number || column->decimals != KOM_DIGITS_OPEN)
            continue;
        int k = column->is_percent;
        struct range range =
            kin.range[k][kom_intern_find(&kin.name[k], without_side(column->base))];
        if (is_family(column->base))
            merge(&range, &kin.family[k]);
        bool is_p = holds_p_values(column->base) && !column->is_percent;
        column->decimals = is_p ? P_DECIMALS : choose(&range, column->is_percent);
    }
    for (int k = 0; k < 2; k++) {
        kom_intern_fini(&kin.name[k]);
        kom_free(kin.range[k]);
    }
    return whole;
}
