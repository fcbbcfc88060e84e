/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a cell, and a call that reads it: every remedy named here was tried on that
   very cell.

   A remedy is found by trying it: the form of the column is changed by one thing after the other
   (mark for decimals, mark for thousands, sign, suffix, form of days), the very cell is read with
   each, and those that read it with the fewest changes are named, two at most. So no message
   proposes what would not work. Two forms of a day that both read it are both named, as nobody but
   the user can tell. A text without digits, or one digit over and over, may mean missing, which is
   proposed instead. It runs for rows that are shown only, so it may be slow. */
#include <string.h>

#include "cell.h"
#include "shell_word.h"

enum { SHOWN_NBYTES = 40 };

void kom_cell_show(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out) {
    t = kom_text_trim(t);
    if (f->is_hidden)
        t = kom_text_of("(hidden)");
    if (t.n > SHOWN_NBYTES) {
        t.n = SHOWN_NBYTES;
        while (t.n && ((unsigned char)t.p[t.n] & 0xC0) == 0x80) /* not within a letter */
            t.n--;
    }
    kom_buf_byte(out, '"');
    kom_buf_text(out, t);
    kom_buf_byte(out, '"');
}

/* ---- numbers ---- */

/* What is tried: one of each list; the first of each leaves the form as it is. */
static const char thousands_tried[] = {
    '\0', '.', ',', ' ', KOM_MARK_NBSP, KOM_MARK_NNBSP, KOM_MARK_THIN, KOM_MARK_APOSTROPHE};
static const unsigned negative_tried[] = {0, KOM_NEGATIVE_TRAILING, KOM_NEGATIVE_PARENTHESES};

struct remedy {
    bool decimal;       /* the other decimal mark */
    unsigned thousands; /* which of those tried */
    unsigned negative;
    bool suffix;
    unsigned n_changes;
};

enum { N_REMEDIES = 2 * sizeof thousands_tried * 2 * 3 };

/* What stands after the last digit, closing parenthesis or minus, if there is a letter or a sign of
   a unit in it. */
static struct kom_text suffix_of(struct kom_text t) {
    size_t at = t.n;
    while (at > 0 && !strchr("0123456789)-", t.p[at - 1]))
        at--;
    struct kom_text end = kom_text_trim((struct kom_text){t.p + at, t.n - at});
    bool has_unit = false;
    for (size_t i = 0; i < end.n; i++)
        has_unit = has_unit || end.p[i] == '%' || (unsigned char)end.p[i] >= 0x80 ||
                   ((end.p[i] | 0x20) >= 'a' && (end.p[i] | 0x20) <= 'z');
    return has_unit && at > 0 && end.n <= 16 ? end : (struct kom_text){NULL, 0};
}

static struct remedy remedy_at(unsigned i) {
    struct remedy r = {.decimal = i % 2 != 0};
    i /= 2;
    r.thousands = i % (unsigned)sizeof thousands_tried;
    i /= (unsigned)sizeof thousands_tried;
    r.suffix = i % 2 != 0;
    r.negative = i / 2;
    r.n_changes = 0U + r.decimal + (r.thousands > 0) + r.suffix + (r.negative > 0);
    return r;
}

static char other_mark(const struct kom_cell_form *f) {
    return f->number.decimal == ',' ? '.' : ',';
}

static bool helps(const struct kom_cell_form *f, struct kom_text t, const struct remedy *r) {
    struct kom_cell_form with = *f;
    struct kom_num ignored;
    if ((f->has_own_marks && (r->decimal || r->thousands)) || (r->suffix && f->is_hidden))
        return false; /* the suffix of a hidden cell is part of what is hidden */
    if (r->decimal)
        with.number.decimal = other_mark(f);
    if (r->thousands)
        with.number.thousands = thousands_tried[r->thousands];
    if (r->thousands == 0 && with.number.thousands == with.number.decimal)
        with.number.thousands = '\0'; /* --decimal alone would be refused beside this mark */
    if (with.number.thousands == with.number.decimal)
        return false;
    with.negative |= negative_tried[r->negative];
    if (r->suffix)
        with.suffix = suffix_of(t);
    return !(r->suffix && with.suffix.n == 0) &&
           kom_cell_number(&with, t, &ignored) == KOM_CELL_VALUE;
}

static void add_remedy(const struct kom_cell_form *f, struct kom_text t, const struct remedy *r,
                       struct kom_buf *out) {
    const char *blank = "";
    if (r->decimal) {
        kom_buf_printf(out, "--decimal %c", other_mark(f));
        blank = " ";
    }
    if (r->thousands) {
        char mark = thousands_tried[r->thousands];
        const char *word = kom_mark_word(mark);
        kom_buf_printf(out, "%s--thousands ", blank);
        if (word)
            kom_buf_str(out, word);
        else
            kom_buf_printf(out, mark == ' ' ? "' '" : "%c", mark);
        blank = " ";
    }
    if (r->negative) {
        kom_buf_printf(out, "%s--negative %s", blank,
                       r->negative == 1 ? "trailing" : "parentheses");
        blank = " ";
    }
    if (r->suffix) {
        kom_buf_printf(out, "%s--suffix ", blank);
        kom_shell_pair(out, NULL, f->heading, suffix_of(t));
    }
}

/* The remedies with the fewest changes; at most two are told. */
static unsigned find_remedies(const struct kom_cell_form *f, struct kom_text t,
                              struct remedy found[2]) {
    unsigned n = 0, least = 5;
    for (unsigned i = 0; i < N_REMEDIES; i++) {
        struct remedy r = remedy_at(i);
        if (r.n_changes == 0 || r.n_changes > least || !helps(f, t, &r))
            continue;
        n = r.n_changes < least ? 0 : n;
        least = r.n_changes;
        if (n < 2)
            found[n++] = r;
    }
    return n;
}

static const char *mark_name(char mark) {
    return mark == ',' ? "decimal comma" : mark == '.' ? "decimal point" : "such decimal mark";
}

static void say_what(const struct kom_cell_form *f, const struct remedy *r, struct kom_buf *out) {
    if (r->decimal)
        kom_buf_printf(out, " with a %s", mark_name(f->number.decimal));
    else if (r->thousands)
        kom_buf_str(out, " without a thousands mark");
}

/* Options speak of the main input alone; a side table is turned first. */
static const char *lead_in(const struct kom_cell_form *f, bool is_finding) {
    return f->side      ? "; turn the table first, with kom-read "
           : is_finding ? "; correct it, or, if all are so, use "
                        : "; use ";
}

/* --missing, for a text that is no value. */
static void add_missing(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out) {
    kom_buf_str(out, f->side ? ", or turn the table first, with kom-read --missing "
                             : ", or use --missing ");
    if (f->is_hidden || t.n > SHOWN_NBYTES) {
        kom_buf_str(out, "TEXT for a text that means missing");
    } else {
        kom_shell_item(out, t);
        kom_buf_str(out, " if it means missing");
    }
}

/* Is it a number but for the suffix? */
static bool lacks_suffix(const struct kom_cell_form *f, struct kom_text t) {
    struct kom_cell_form without = *f;
    struct kom_num ignored;
    without.suffix.n = 0;
    return f->suffix.n && kom_cell_number(&without, t, &ignored) == KOM_CELL_VALUE;
}

static void say_no_remedy(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out) {
    if (lacks_suffix(f, t)) {
        kom_buf_str(out, "; let all cells of the column end so, or none, and leave --suffix out");
        return;
    }
    kom_buf_str(out, "; correct it");
    add_missing(f, t, out);
    if (f->is_told && !f->nil_is_zero && kom_text_is(t, "-"))
        kom_buf_str(out, ", or --dialect statbank if it means 0");
}

static bool fault_number(const struct kom_cell_form *f, struct kom_text t, bool is_finding,
                         struct kom_buf *out) {
    struct remedy found[2] = {{.n_changes = 0}, {.n_changes = 0}};
    t = kom_text_trim(t);
    unsigned n = find_remedies(f, t, found);
    kom_buf_str(out, "is no number");
    if (f->suffix.n && n == 0)
        kom_buf_printf(out, " that ends in \"%.*s\"", (int)f->suffix.n, f->suffix.p);
    if (n == 0) {
        say_no_remedy(f, t, out);
        return false;
    }
    bool is_either = n == 2 && found[0].n_changes == 1 && found[0].decimal != found[1].decimal;
    const struct remedy *decimal = found[0].decimal ? &found[0] : &found[1],
                        *thousands = found[0].decimal ? &found[1] : &found[0];
    say_what(f, is_either ? decimal : &found[0], out);
    kom_buf_str(out, lead_in(f, is_finding));
    add_remedy(f, t, is_either ? thousands : &found[0], out);
    if (is_either) {
        kom_buf_str(out, " if the mark parts thousands, ");
        add_remedy(f, t, decimal, out);
        kom_buf_str(out, " if decimals");
    }
    if (found[0].suffix && !is_finding && !f->side)
        kom_buf_str(out, " if every cell ends so; else correct it");
    return !found[0].negative && !found[0].suffix && thousands_tried[found[0].thousands] != ' ' &&
           !kom_mark_word(thousands_tried[found[0].thousands]);
}

bool kom_cell_fault_number(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out) {
    return fault_number(f, t, true, out);
}

void kom_cell_explain_number(const struct kom_cell_form *f, struct kom_text t,
                             struct kom_buf *out) {
    kom_cell_show(f, t, out);
    kom_buf_byte(out, ' ');
    (void)fault_number(f, t, false, out);
}

/* ---- days and periods ---- */

static void add_day_option(const struct kom_cell_form *f, const struct kom_day_guess *guess,
                           enum kom_day_shape shape, struct kom_buf *out) {
    struct kom_buf form = {0};
    kom_buf_printf(&form, "%s%s", kom_day_shape_name(shape), guess->drops_time ? "+time" : "");
    kom_buf_str(out, "--day ");
    kom_shell_pair(out, f->side, f->heading, kom_buf_view(&form));
    if (guess->needs_century)
        kom_buf_str(out, " --century 1930");
    out->failed = out->failed || form.failed;
    kom_buf_fini(&form);
}

/* ddmmyyyy says no more than dmy. */
static unsigned worth_naming(unsigned shapes) {
    return shapes & 1U << KOM_DAY_DMY ? shapes & ~(1U << KOM_DAY_COMPACT) : shapes;
}

/* "; use --day dato=dmy or --day dato=mdy"; false when no form reads the text. */
static bool add_day_remedies(const struct kom_cell_form *f, struct kom_text t, const char *lead,
                             struct kom_buf *out) {
    struct kom_day_guess guess;
    if (!kom_day_guess(t, f->day, &guess))
        return false;
    for (unsigned s = 0; s < KOM_N_DAY_SHAPES; s++) {
        if (!(worth_naming(guess.shapes) >> s & 1))
            continue;
        kom_buf_str(out, lead);
        add_day_option(f, &guess, (enum kom_day_shape)s, out);
        lead = " or ";
    }
    return true;
}

/* No digits, or one digit over and over (99999999): such a text is no day that somebody mistyped.
 */
static bool may_mean_missing(struct kom_text t) {
    char digit = '\0';
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] < '0' || t.p[i] > '9')
            continue;
        if (digit && t.p[i] != digit)
            return false;
        digit = t.p[i];
    }
    return true;
}

static void fault_day(const struct kom_cell_form *f, struct kom_text t, const char *lead,
                      struct kom_buf *out) {
    t = kom_text_trim(t);
    kom_buf_printf(out, "is no day written as %s", kom_day_shape_words(f->day.shape));
    if (add_day_remedies(f, t, lead, out))
        return;
    kom_buf_str(out, "; correct it: no other form of --day reads it either (");
    const char *comma = "";
    for (unsigned s = KOM_DAY_DMY; s < KOM_N_DAY_SHAPES; s++) {
        if (s == f->day.shape)
            continue;
        kom_buf_printf(out, "%s%s", comma, kom_day_shape_name((enum kom_day_shape)s));
        comma = ", ";
    }
    kom_buf_byte(out, ')');
    if (may_mean_missing(t))
        add_missing(f, t, out);
}

void kom_cell_fault_day(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out) {
    fault_day(f, t, "; correct it, or, if all are so, use ", out);
}

void kom_cell_explain_day(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out) {
    kom_cell_show(f, t, out);
    kom_buf_byte(out, ' ');
    fault_day(f, t, "; use ", out);
}

void kom_cell_explain_period(const struct kom_cell_form *f, struct kom_text t,
                             struct kom_buf *out) {
    t = kom_text_trim(t);
    kom_cell_show(f, t, out);
    kom_buf_str(out, " is no period such as 2019, 2019-Q2, 2019-04 or 2019K2");
    if (!add_day_remedies(f, t, "; use ", out) && may_mean_missing(t)) {
        kom_buf_str(out, "; correct it");
        add_missing(f, t, out);
    }
}
