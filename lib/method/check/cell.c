/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of one cell: CPR numbers, damage, what it must hold, and within which bounds.

   kom_check_one_cell asks in the order in which an answer makes the next question void: damage of
   the bytes, CPR numbers, is there a value at all, can it be read as its kind, does it lie within
   its bounds, and last what looks at the text (list of values, length, pattern). A value that
   cannot be read is not compared. Each finding quotes the rule and a remedy; the cell's text is
   hidden where it may be a person. This is the careful way: quick.c may only pass over cells of
   which it would say nothing. */
#include "work.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* ---- damage ---- */

/* UTF-8 that was once read as Windows-1252 and written as UTF-8 again: the two bytes of a Danish
 * letter as two letters. */
static bool is_twice_encoded(struct kom_text t) {
    static const char *const pairs[] = {
        "\xC3\x83\xC2\xA6", "\xC3\x83\xC2\xB8",     "\xC3\x83\xC2\xA5", "\xC3\x83\xE2\x80\xA0",
        "\xC3\x83\xCB\x9C", "\xC3\x83\xE2\x80\xA6", "\xC3\x83\xC2\xA9", "\xC3\x83\xC2\xBC",
    };
    for (size_t i = 0; i + 4 <= t.n; i++)
        for (size_t k = 0; t.p[i] == '\xC3' && k < sizeof pairs / sizeof pairs[0]; k++)
            if (strlen(pairs[k]) <= t.n - i && memcmp(t.p + i, pairs[k], strlen(pairs[k])) == 0)
                return true;
    return false;
}

static bool holds(struct kom_text t, const char *bytes) {
    size_t n = strlen(bytes);
    for (size_t i = 0; i + n <= t.n; i++)
        if (memcmp(t.p + i, bytes, n) == 0)
            return true;
    return false;
}

static void check_damage(struct kom_check_worker *w, int column, struct kom_text t) {
    bool above = false, control = false;
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        above |= c > 0x7f;
        control |= c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    }
    if (control)
        kom_check_say(w, KOM_CHECK_encoding, column, "holds a control character; remove it");
    if (!above)
        return;
    if (holds(t, "\xEF\xBF\xBD"))
        kom_check_say(w, KOM_CHECK_encoding, column,
                      "holds the sign for a letter that was lost; fetch the value from its source");
    else if (is_twice_encoded(t))
        kom_check_say(w, KOM_CHECK_encoding, column,
                      "is UTF-8 encoded twice; export it again, or turn it back to one encoding");
}

/* The worst that the cell holds, as its column is judged (cpr_watch.h). */
static void check_cpr(struct kom_check_worker *w, int column, struct kom_text t) {
    const struct kom_check_column *c = &w->plan->columns[column];
    enum kom_cpr worst = KOM_CPR_NONE;
    struct kom_cpr_hit hit;
    if (!w->has_cpr || c->cpr == KOM_CHECK_CPR_EXEMPT)
        return;
    for (size_t from = 0; kom_cpr_next(t, &from, &hit);) {
        bool counts = hit.has_hyphen || c->column->is_person || c->cpr == KOM_CHECK_CPR_DIGITS;
        if (counts && hit.what > worst)
            worst = hit.what;
    }
    bool is_serial = c->cpr == KOM_CHECK_CPR_SERIAL;
    if (worst == KOM_CPR_NONE)
        return;
    kom_buf_str(&w->message, is_serial
                                 ? "has the form of a CPR number, but seems to be a serial number"
                             : worst == KOM_CPR_RIGHT
                                 ? "looks like a CPR number; replace it by a pseudonym before "
                                   "the file is passed on"
                                 : "may be a CPR number; replace it by a pseudonym, or say "
                                   "--not-cpr if its column holds other numbers");
    kom_check_find(w, worst == KOM_CPR_RIGHT && !is_serial ? KOM_CHECK_cpr : KOM_CHECK_cpr_like,
                   column, is_serial);
}

/* ---- numbers ---- */

static struct kom_num_form form_of(const struct kom_check_worker *w,
                                   const struct kom_check_column *c) {
    return kom_view_form(w->view, (int)(c - w->plan->columns))->number;
}

/* One to three digits that do not begin with 0, the mark, three digits. */
static bool is_doubtful(struct kom_text t, char mark) {
    size_t sign = t.n && (t.p[0] == '-' || t.p[0] == '+');
    t.p += sign;
    t.n -= sign;
    if (t.n < 5 || t.n > 7 || t.p[t.n - 4] != mark || t.p[0] == '0')
        return false;
    for (size_t i = 0; i < t.n; i++)
        if (i != t.n - 4 && !is_digit(t.p[i]))
            return false;
    return true;
}

/* "comma", "point"; other marks as they are. */
static const char *name_of(char mark, char room[2]) {
    room[0] = mark;
    room[1] = '\0';
    return mark == ',' ? "comma" : mark == '.' ? "point" : room;
}

/* A text that is no number as the file writes them; marks that could be told are a finding of their
 * own. */
static void say_no_number(struct kom_check_worker *w, int column, struct kom_text t) {
    bool is_mark = kom_cell_fault_number(kom_view_form(w->view, column), t, &w->message);
    kom_check_find(w, is_mark ? KOM_CHECK_ambiguous_number : KOM_CHECK_type, column, false);
}

static void say_bound(struct kom_check_worker *w, enum kom_check_rule rule, int column,
                      const char *words, const struct kom_num *bound) {
    kom_buf_str(&w->message, words);
    kom_buf_shortest(&w->message, kom_num_double(bound));
    kom_check_find(w, rule, column, false);
}

/* Returns false when the cell was no value. */
static bool check_number(struct kom_check_worker *w, int column, struct kom_text t,
                         struct kom_num *value) {
    const struct kom_check_column *c = &w->plan->columns[column];
    enum kom_cell cell = kom_cell_number(kom_view_form(w->view, column), t, value);
    if (cell == KOM_CELL_BAD)
        say_no_number(w, column, t);
    if (cell != KOM_CELL_VALUE)
        return false;
    if (c->form == KOM_FORM_WHOLE && !(value->is_exact && value->scale <= 0)) {
        kom_check_say(w, KOM_CHECK_type, column, "is no whole number");
        return false;
    }
    char mark = form_of(w, c).decimal;
    if (!c->is_settled && is_doubtful(t, mark)) {
        char room[2];
        kom_buf_printf(
            &w->message,
            "the %s was read as a decimal mark; say --decimal %c if it is, or --decimal %c "
            "--thousands %c",
            name_of(mark, room), mark, mark == ',' ? '.' : ',', mark);
        kom_check_find(w, KOM_CHECK_ambiguous_number, column, true);
    }
    if (c->field && c->field->has_minimum && kom_num_compare(value, &c->field->minimum) < 0)
        say_bound(w, KOM_CHECK_minimum, column, "is below the minimum ", &c->field->minimum);
    if (c->field && c->field->has_maximum && kom_num_compare(value, &c->field->maximum) > 0)
        say_bound(w, KOM_CHECK_maximum, column, "is above the maximum ", &c->field->maximum);
    return true;
}

/* ---- days, periods, words ---- */

/* first..last lie within the bounds of the field; an open end has no upper bound. */
static void check_days(struct kom_check_worker *w, int column, int32_t first, int32_t last) {
    const struct kom_schema_field *f = w->plan->columns[column].field;
    char day[10];
    if (f && f->has_minimum && first < f->first_day) {
        kom_buf_str(&w->message, "is before the minimum ");
        kom_buf_add(&w->message, day, kom_day_format(day, f->first_day));
        kom_check_find(w, KOM_CHECK_minimum, column, false);
    }
    if (f && f->has_maximum && last > f->last_day && last != KOM_DAY_OPEN) {
        kom_buf_str(&w->message, "is after the maximum ");
        kom_buf_add(&w->message, day, kom_day_format(day, f->last_day));
        kom_check_find(w, KOM_CHECK_maximum, column, false);
    }
}

static bool check_day(struct kom_check_worker *w, int column, struct kom_text t) {
    const struct kom_cell_form *form = kom_view_form(w->view, column);
    int32_t day;
    enum kom_cell cell = kom_cell_day(form, t, &day);
    if (cell == KOM_CELL_VALUE)
        check_days(w, column, day, day);
    if (cell != KOM_CELL_BAD)
        return cell == KOM_CELL_VALUE;
    kom_cell_fault_day(form, t, &w->message);
    kom_check_find(w, KOM_CHECK_type, column, false);
    return false;
}

static bool check_period(struct kom_check_worker *w, int column, struct kom_text t) {
    enum kom_check_form form = w->plan->columns[column].form;
    struct kom_period period = {KOM_PERIOD_ALL, 0};
    bool fine = kom_period_parse(t, &period);
    /* What our own tools write in place of a period. */
    if (!fine && form == KOM_FORM_ANY &&
        (kom_text_is(t, "all") || kom_text_is(t, "before") || kom_text_is(t, "after") ||
         kom_text_is(t, "total")))
        return true;
    if (form == KOM_FORM_YEAR)
        fine = fine && period.kind == KOM_PERIOD_YEAR;
    if (form == KOM_FORM_MONTH)
        fine = fine && period.kind == KOM_PERIOD_MONTH;
    if (fine)
        check_days(w, column, kom_period_first(period), kom_period_last(period));
    else
        kom_check_say(w, KOM_CHECK_type, column,
                      form == KOM_FORM_YEAR    ? "is no year such as 2019"
                      : form == KOM_FORM_MONTH ? "is no month such as 2019-04"
                                               : "is no period such as 2019, 2019-Q2 or 2019-04");
    return fine;
}

/* ---- constraints that look at the text ---- */

static void check_enum(struct kom_check_worker *w, int column, struct kom_text t,
                       const struct kom_num *value) {
    const struct kom_check_column *c = &w->plan->columns[column];
    for (size_t i = 0; i < c->field->n_values; i++) {
        if (kom_text_is(t, c->field->values[i]))
            return;
        if (value && c->numbers && kom_num_compare(value, &c->numbers[i]) == 0)
            return;
    }
    kom_buf_str(&w->message, "is none of the declared values");
    for (size_t i = 0; i < c->field->n_values && i < 8; i++)
        kom_buf_printf(&w->message, "%s%s", i ? ", " : ": ", c->field->values[i]);
    kom_buf_str(&w->message, c->field->n_values > 8 ? ", ..." : "");
    kom_check_find(w, KOM_CHECK_enum, column, false);
}

static size_t count_characters(struct kom_text t) {
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++)
        n += ((unsigned char)t.p[i] & 0xC0) != 0x80;
    return n;
}

/* A value that nobody can say it of: the rows before it stand, and the check ends there. */
static void give_up(struct kom_check_worker *w, int column, enum kom_match match) {
    const struct kom_check_column *c = &w->plan->columns[column];
    const struct kom_text heading = c->column->heading;
    w->n_found++;
    if (w->is_mute || w->status)
        return;
    kom_buf_printf(&w->message, "column \"%.*s\": ", (int)heading.n, heading.p);
    if (match == KOM_MATCH_NO_MEMORY)
        kom_buf_str(&w->message, "memory ran out");
    else
        kom_buf_printf(&w->message,
                       "matching this value with the pattern \"%.300s\" takes too many steps; "
                       "write it without repeats inside repeats, or give --severity pattern=off",
                       c->field->pattern);
    if (match == KOM_MATCH_TOO_HARD && w->plan->request->saves) { /* a part knows no lines */
        kom_check_begin(w, w->view->batch->start[w->row], KOM_BYTES_ASCII);
        kom_check_tell(&w->view->out, KOM_TAG_STOP, (struct kom_check_item){0},
                       kom_buf_view(&w->message));
    } else {
        w->status = match == KOM_MATCH_NO_MEMORY ? KOM_ENOMEM : KOM_EDATA;
        (void)kom_fail(&w->err, w->status, "%s:%llu: %.*s", w->view->file->name,
                       (unsigned long long)kom_view_line(w->view, w->row), (int)w->message.n,
                       w->message.p ? w->message.p : "memory ran out");
    }
    w->view->failed |= w->message.failed;
    kom_buf_reset(&w->message);
}

static void check_pattern(struct kom_check_worker *w, int column, struct kom_text t) {
    const struct kom_schema_field *f = w->plan->columns[column].field;
    enum kom_match match = kom_pattern_match(f->matches, &w->matcher, t);
    if (match == KOM_MATCH_TOO_HARD || match == KOM_MATCH_NO_MEMORY)
        give_up(w, column, match);
    if (match != KOM_MATCH_NO)
        return;
    kom_buf_printf(&w->message, "does not match the pattern %s", f->pattern);
    kom_check_find(w, KOM_CHECK_pattern, column, false);
}

static void check_text(struct kom_check_worker *w, int column, struct kom_text t,
                       const struct kom_num *value) {
    const struct kom_schema_field *f = w->plan->columns[column].field;
    if (!f)
        return;
    size_t n = f->has_min_length || f->has_max_length ? count_characters(t) : 0;
    if (f->n_values)
        check_enum(w, column, t, value);
    if (f->has_min_length && n < f->min_length) {
        kom_buf_printf(&w->message, "has %zu characters, fewer than %zu", n, f->min_length);
        kom_check_find(w, KOM_CHECK_min_length, column, false);
    }
    if (f->has_max_length && n > f->max_length) {
        kom_buf_printf(&w->message, "has %zu characters, more than %zu", n, f->max_length);
        kom_check_find(w, KOM_CHECK_max_length, column, false);
    }
    if (f->matches && kom_check_is_on(w->plan, KOM_CHECK_pattern))
        check_pattern(w, column, t);
}

void kom_check_one_cell(struct kom_check_worker *w, int column) {
    const struct kom_check_column *c = &w->plan->columns[column];
    struct kom_text raw = kom_check_cell(w, column), t = kom_text_trim(raw);
    const struct kom_text stands = kom_view_raw(w->view, column, w->row);
    struct kom_num value;
    bool is_value = true;
    if (!w->is_plain)
        check_damage(w, column, stands);
    if (stands.n >= 10)
        check_cpr(w, column, kom_text_trim(stands));
    if (kom_check_is_missing(w->plan, column, raw)) {
        if (c->is_required)
            kom_check_say(w, KOM_CHECK_required, column,
                          stands.n > raw.n ? "has no value, as its status says, and must hold one"
                                           : "is empty, and must hold a value");
        return;
    }
    switch (c->kind) {
    case KOM_KIND_NUMBER:
        is_value = check_number(w, column, t, &value);
        break;
    case KOM_KIND_DAY:
        is_value = check_day(w, column, t);
        break;
    case KOM_KIND_PERIOD:
        is_value = check_period(w, column, t);
        break;
    case KOM_KIND_TEXT:
        if (c->form == KOM_FORM_BOOLEAN && !kom_schema_is_boolean(t)) {
            kom_check_say(w, KOM_CHECK_type, column, "is neither true nor false");
            is_value = false;
        }
        break;
    }
    if (is_value)
        check_text(w, column, c->kind == KOM_KIND_TEXT ? raw : t,
                   c->kind == KOM_KIND_NUMBER ? &value : NULL);
}
