/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the first record a header? A header names columns: it has words of the vocabulary, or cells
   that are unlike those below them. What looks like the records below is data, and a file without a
   header would lose its first row.

   The first records of a file are split once, and each column below the first record gets a kind:
   digits, number, day, text. The first record is a header if a name that is known or asked for is
   found in it and no cell is a value; numbers in even steps and periods are names, as wide tables
   have them. It is data if each cell is of the kind of its column and one is a number with marks,
   or a day; digits alone need a second witness. What is neither stays a header. The same question
   asked of later records finds a header further down. */
#include "head.h"

#include <string.h>

#include "days.h"
#include "dialect.h"
#include "encoding.h"
#include "num.h"
#include "unicode.h"
#include "vocab.h"

/* ---- records ---- */

/* The cell at `at`, without its quotes; *at moves behind it and its delimiter. */
static struct kom_text next_cell(struct kom_text t, size_t *at, char delimiter) {
    size_t from = *at, i = from;
    bool quoted = i < t.n && t.p[i] == '"';
    for (i += quoted; quoted && i < t.n; i++) {
        if (t.p[i] != '"')
            continue;
        if (i + 1 < t.n && t.p[i + 1] == '"')
            i++;
        else
            break;
    }
    size_t close = i;
    while (i < t.n && t.p[i] != delimiter)
        i++;
    *at = i < t.n ? i + 1 : i;
    if (quoted && close + 1 == i)
        return (struct kom_text){t.p + from + 1, close - from - 1};
    return (struct kom_text){t.p + from, i - from};
}

static struct kom_text without_line_end(struct kom_text t) {
    while (t.n && (t.p[t.n - 1] == '\n' || t.p[t.n - 1] == '\r'))
        t.n--;
    return t;
}

static uint64_t lines_in(struct kom_text t) {
    uint64_t n = 0;
    for (size_t i = 0; i < t.n; i++)
        n += t.p[i] == '\n';
    return n;
}

/* The cells of a record, and whether a blank stands before the quote of one. */
static void split_record(struct kom_head *s, struct kom_head_record *r, struct kom_text t,
                         char delimiter, size_t n_fields) {
    for (size_t at = 0; r->n < n_fields;) {
        struct kom_text cell = next_cell(t, &at, delimiter), trimmed = kom_unicode_trim(cell);
        bool is_late = trimmed.n && trimmed.p > cell.p && trimmed.p[0] == '"';
        struct kom_text blank = {cell.p, (size_t)(trimmed.p - cell.p)};
        if (is_late && !s->late_quote.p)
            s->late_quote = trimmed;
        if (is_late && kom_text_trim(blank).n)
            s->late_blank = kom_text_trim(blank);
        r->cell[r->n++] = trimmed;
    }
}

enum kom_status kom_head_split(struct kom_head *s, struct kom_text bytes, char delimiter,
                               uint64_t line, bool at_end, struct kom_arena *arena) {
    *s = (struct kom_head){.n = 0};
    while (bytes.n && s->n < KOM_HEAD_RECORDS) {
        size_t n_fields, end;
        if (!kom_record_measure(bytes.p, bytes.n, delimiter, at_end, &n_fields, &end))
            return KOM_OK;
        struct kom_text raw = {bytes.p, end}, t = without_line_end(raw);
        if (t.n) {
            struct kom_head_record *r = &s->record[s->n++];
            *r = (struct kom_head_record){kom_arena_take(arena, n_fields * sizeof *r->cell), 0,
                                          line, lines_in(raw)};
            if (!r->cell)
                return KOM_ENOMEM;
            split_record(s, r, t, delimiter, n_fields);
        }
        line += lines_in(raw);
        bytes.p += end;
        bytes.n -= end;
    }
    s->is_all = at_end && bytes.n == 0;
    return KOM_OK;
}

/* ---- cells ---- */

/* With either decimal mark, and the other one for thousands. */
static bool is_number(struct kom_text t) {
    struct kom_num ignored;
    return kom_num_parse(t, (struct kom_num_form){',', '.'}, &ignored) ||
           kom_num_parse(t, (struct kom_num_form){'.', ','}, &ignored);
}

static bool is_day(struct kom_text t) {
    static const enum kom_day_shape shapes[] = {KOM_DAY_ISO, KOM_DAY_DMY, KOM_DAY_MDY, KOM_DAY_YMD,
                                                KOM_DAY_DATE9};
    int32_t ignored;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (kom_day_parse(t, (struct kom_day_form){.shape = shapes[i], .drops_time = true},
                          &ignored))
            return true;
    return false;
}

enum kom_look kom_look_of(struct kom_text t) {
    if (t.n == 0 || kom_text_is(t, "..") || kom_text_is(t, "."))
        return KOM_LOOK_BLANK;
    if (kom_is_digits(t))
        return KOM_LOOK_DIGITS;
    return is_number(t) ? KOM_LOOK_NUMBER : is_day(t) ? KOM_LOOK_DAY : KOM_LOOK_TEXT;
}

/* Both in one column: digits and numbers are numbers, all else that differs is text. */
static enum kom_look both(enum kom_look a, enum kom_look b) {
    if (a == b || b == KOM_LOOK_BLANK)
        return a;
    if (a == KOM_LOOK_BLANK)
        return b;
    bool numbers = a <= KOM_LOOK_NUMBER && b <= KOM_LOOK_NUMBER;
    return numbers ? KOM_LOOK_NUMBER : KOM_LOOK_TEXT;
}

enum kom_look kom_head_column(const struct kom_head *s, size_t after, size_t column) {
    enum kom_look look = KOM_LOOK_BLANK;
    for (size_t i = after + 1; i < s->n && i <= after + KOM_HEAD_BELOW; i++)
        if (column < s->record[i].n)
            look = both(look, kom_look_of(s->record[i].cell[column]));
    return look;
}

static bool is_period(struct kom_text t) {
    struct kom_period ignored;
    return kom_period_parse(t, &ignored);
}

static bool holds_periods(const struct kom_head *s, size_t after, size_t column) {
    bool any = false;
    for (size_t i = after + 1; i < s->n && i <= after + KOM_HEAD_BELOW; i++) {
        if (column >= s->record[i].n || s->record[i].cell[column].n == 0)
            continue;
        if (!is_period(s->record[i].cell[column]))
            return false;
        any = true;
    }
    return any;
}

static bool is_numeric(enum kom_look look) {
    return look == KOM_LOOK_DIGITS || look == KOM_LOOK_NUMBER;
}

/* ---- headings that are numbers ---- */

static double value_of(struct kom_text t) {
    struct kom_num v;
    if (!kom_num_parse(t, (struct kom_num_form){',', '.'}, &v) &&
        !kom_num_parse(t, (struct kom_num_form){'.', ','}, &v))
        return 0;
    return kom_num_double(&v);
}

/* Three numbers or more whose steps are the same: -2;-1;0, 2018;2019;2020. */
static bool has_even_steps(const struct kom_head_record *r) {
    size_t n = 0;
    double last = 0, step = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (!is_numeric(kom_look_of(r->cell[i])))
            continue;
        double v = value_of(r->cell[i]);
        if (n == 1)
            step = v - last;
        if (n > 1 && (v - last > step || v - last < step))
            return false;
        last = v;
        n++;
    }
    return n >= 3 && (step > 0 || step < 0);
}

/* All its numbers and days are periods, over columns that hold none. */
static bool has_periods_above(const struct kom_head *s, size_t at) {
    const struct kom_head_record *r = &s->record[at];
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        enum kom_look look = kom_look_of(r->cell[i]);
        if (!is_numeric(look) && look != KOM_LOOK_DAY)
            continue;
        if (!is_period(r->cell[i]) || holds_periods(s, at, i))
            return false;
        n++;
    }
    return n > 0;
}

static bool is_number_or_day(struct kom_text cell) {
    enum kom_look look = kom_look_of(cell);
    return is_numeric(look) || look == KOM_LOOK_DAY;
}

/* Are the record's numbers and days names of columns? Looks at all of them: to be asked once. */
static bool are_names(const struct kom_head *s, size_t at) {
    return has_even_steps(&s->record[at]) || has_periods_above(s, at);
}

static bool has_value(const struct kom_head *s, size_t at) {
    bool any = false;
    for (size_t i = 0; i < s->record[at].n && !any; i++)
        any = is_number_or_day(s->record[at].cell[i]);
    return any && !are_names(s, at);
}

bool kom_head_may_hold_values(const struct kom_head *s) {
    return s->n > 0 && has_value(s, 0);
}

bool kom_head_is_value(const struct kom_head *s, size_t i) {
    return i < s->record[0].n && is_number_or_day(s->record[0].cell[i]);
}

/* ---- the first record ---- */

static bool is_known(struct kom_text name, const struct kom_asked *asked) {
    for (size_t i = 0; asked && i < asked->n; i++)
        if (kom_name_alike(name, kom_text_of(asked->name[i])))
            return true;
    return kom_word_find(name) != NULL;
}

/* Bytes that are no UTF-8 are Windows-1252. */
static bool is_name(struct kom_text cell, const struct kom_asked *asked) {
    struct kom_buf text = {0};
    if (kom_utf8_is_valid(cell.p, cell.n))
        return is_known(cell, asked);
    bool known =
        kom_buf_windows1252(&text, cell) && !text.failed && is_known(kom_buf_view(&text), asked);
    kom_buf_fini(&text);
    return known;
}

/* A name is found, and nothing else is a number or day. */
static bool names_columns(const struct kom_head *s, size_t at, const struct kom_asked *asked) {
    const struct kom_head_record *r = &s->record[at];
    bool found = false;
    if (has_value(s, at))
        return false;
    for (size_t i = 0; i < r->n && !found; i++)
        found = is_name(r->cell[i], asked);
    return found;
}

/* Is the cell of the kind that its column has below? Nothing there contradicts nothing. */
static bool agrees(enum kom_look cell, enum kom_look below) {
    return cell == below || cell == KOM_LOOK_BLANK || below == KOM_LOOK_BLANK ||
           (cell == KOM_LOOK_DIGITS && below == KOM_LOOK_NUMBER) ||
           (cell == KOM_LOOK_NUMBER && below == KOM_LOOK_DIGITS);
}

static bool looks_like_data(const struct kom_head *s) {
    const struct kom_head_record *r = &s->record[0];
    bool has_proof = false, has_digits = false;
    size_t n_alike = 0;
    if (s->n < 2 || has_even_steps(r) || has_periods_above(s, 0))
        return false;
    for (size_t i = 0; i < r->n; i++) {
        enum kom_look cell = kom_look_of(r->cell[i]), below = kom_head_column(s, 0, i);
        if (!agrees(cell, below))
            return false;
        bool both_there = cell != KOM_LOOK_BLANK && below != KOM_LOOK_BLANK;
        n_alike += both_there;
        has_digits = has_digits || (cell == KOM_LOOK_DIGITS && below == KOM_LOOK_DIGITS);
        has_proof = has_proof ||
                    (both_there && (cell == KOM_LOOK_NUMBER || cell == KOM_LOOK_DAY)) ||
                    (is_period(r->cell[i]) && holds_periods(s, 0, i));
    }
    return has_proof || (has_digits && n_alike >= 3);
}

enum kom_first kom_head_first(const struct kom_head *s) {
    if (s->n == 0 || names_columns(s, 0, NULL))
        return KOM_FIRST_HEADER;
    return looks_like_data(s) ? KOM_FIRST_DATA : KOM_FIRST_OPEN;
}

/* ---- a header further down ---- */

static size_t n_filled(const struct kom_head_record *r) {
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += r->cell[i].n > 0;
    return n;
}

/* Have most of the records below as many fields? */
static bool fits_below(const struct kom_head *s, size_t at) {
    size_t n_alike = 0, n_below = s->n - at - 1;
    for (size_t i = at + 1; i < s->n; i++)
        n_alike += s->record[i].n == s->record[at].n;
    return n_below > 0 && 2 * n_alike > n_below;
}

/* Is some column of numbers or days below a text, and no cell a value itself? */
static bool stands_above(const struct kom_head *s, size_t at) {
    bool differs = false;
    for (size_t i = 0; i < s->record[at].n; i++) {
        enum kom_look below = kom_head_column(s, at, i);
        bool is_text = kom_look_of(s->record[at].cell[i]) == KOM_LOOK_TEXT;
        differs = differs || (is_text && (is_numeric(below) || below == KOM_LOOK_DAY));
    }
    return differs && !has_value(s, at);
}

size_t kom_head_later(const struct kom_head *s, const struct kom_asked *asked) {
    for (size_t i = 1; i < s->n && s->record[i].line <= KOM_HEAD_LINES; i++) {
        const struct kom_head_record *r = &s->record[i];
        bool is_whole = r->n >= 2 && n_filled(r) == r->n && n_filled(&s->record[0]) < r->n;
        if (is_whole && fits_below(s, i) && (names_columns(s, i, asked) || stands_above(s, i)))
            return i;
    }
    return 0;
}

size_t kom_head_width(const struct kom_head *s, size_t first) {
    size_t width = s->n > first ? s->record[first].n : 0;
    for (size_t i = first + 1; i < s->n; i++)
        width = s->record[i].n == width ? width : 0;
    return width;
}
