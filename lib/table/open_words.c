/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages on files that do not fit, each with a call that does: tests/cli/files.bats tries them
   all.

   Each function answers one way in which a file does not fit: a header further down, rows wider or
   narrower than the header, data in the header's place, no delimiter or two, a column that is
   missing. The message says what is there and gives a call that reads it, built from the file at
   hand: the number of lines to skip, the names with one more, quoted for the shell. Options that
   speak of the main input alone are given to kom-read when the file is a side table. The tests run
   every call that a message names. */
#include "open_words.h"

#include <string.h>

#include "dialect.h"
#include "foreign.h"
#include "head.h"
#include "schema.h"
#include "shell_word.h"

/* "offerings:" where the options speak of a side table. */
static void add_side(struct kom_buf *out, const struct kom_extract *x) {
    if (x->reading->side)
        kom_buf_printf(out, "%s:", x->reading->side);
}

/* A word of the call, which is let go. */
static void add_word(struct kom_buf *out, struct kom_buf *word) {
    kom_shell_word(out, kom_buf_view(word));
    out->failed = out->failed || word->failed;
    kom_buf_fini(word);
}

/* An option that speaks of the main input alone is given to kom-read, before the side table is
   used; the file goes with it. Between the two of one message: " or ". */
static void add_option(struct kom_buf *out, const struct kom_extract *x, const char *name,
                       const char *value, const char *file) {
    kom_buf_printf(out, "%s--%s ", x->reading->side ? "kom-read " : "", name);
    kom_shell_word(out, kom_text_of(value));
    if (x->reading->side) {
        kom_buf_byte(out, ' ');
        kom_shell_word(out, kom_text_of(file));
    }
}

static const char *lead_in(const struct kom_extract *x) {
    return x->reading->side ? "turn the table first: " : "use ";
}

static enum kom_status finish(struct kom_buf *out, const struct kom_extract *x,
                              struct kom_error *err) {
    enum kom_status status =
        out->failed ? kom_no_memory_in(err, x->label)
                    : kom_fail(err, KOM_EDATA, "%.*s", (int)out->n, out->p ? out->p : "");
    kom_buf_fini(out);
    return status;
}

/* The same of a table that is no text. */
static enum kom_status begin_later(const struct kom_extract *x, const struct kom_file_plan *plan,
                                   uint64_t line, struct kom_error *err) {
    struct kom_buf out = {0};
    const char *name;
    uint64_t first = kom_file_place(plan, plan->header_line, &name);
    kom_buf_printf(&out, "%s:%llu: this is no header, but ", name, (unsigned long long)first);
    kom_buf_printf(&out, "row %llu would be one; use ",
                   (unsigned long long)kom_file_place(plan, line, &name));
    plan->foreign->begin_at(plan->foreign, line, &out);
    kom_buf_str(&out, ", or --first-line header if it is the header after all");
    return finish(&out, x, err);
}

enum kom_status kom_words_later(const struct kom_extract *x, const struct kom_file_plan *plan,
                                size_t later, struct kom_error *err) {
    struct kom_buf out = {0};
    uint64_t line = plan->sample->record[later].line;
    if (plan->foreign)
        return begin_later(x, plan, line, err);
    kom_buf_printf(&out,
                   "%s:%llu: this is no header, but line %llu would be one; use --skip-lines ",
                   plan->name, (unsigned long long)plan->header_line, (unsigned long long)line);
    add_side(&out, x);
    kom_buf_printf(&out, "%llu, or --first-line ", (unsigned long long)line - 1);
    add_side(&out, x);
    kom_buf_str(&out, "header if it is the header after all");
    return finish(&out, x, err);
}

/* ---- rows of another width ---- */

/* "every row has", or what is known of it. */
static void add_subject(struct kom_buf *out, const struct kom_head *s, size_t n_rows) {
    if (s->is_all)
        kom_buf_str(out, n_rows == 1 ? "the only row has" : "every row has");
    else
        kom_buf_printf(out, "each of the first %zu rows has", n_rows);
}

/* --skip-lines N --header NAMES with one name more, before or after those of the file. */
static void add_names(struct kom_buf *out, const struct kom_extract *x,
                      const struct kom_file_plan *plan, const char *before, const char *after) {
    struct kom_buf names = {0};
    uint64_t n_lines = plan->sample->record[0].line + plan->sample->record[0].n_lines - 1;
    kom_buf_str(out, "use --skip-lines ");
    add_side(out, x);
    kom_buf_printf(out, "%llu --header ", (unsigned long long)n_lines);
    add_side(&names, x);
    size_t n_side = names.n;
    kom_buf_str(&names, before);
    for (uint32_t i = 0; i < plan->split.n_fields; i++) {
        kom_buf_str(&names, i ? "," : "");
        kom_buf_csv(&names, plan->headings[i]);
    }
    kom_buf_str(&names, after);
    if (names.n > 500) {
        names.n = n_side;
        kom_buf_str(&names, "NAME,...");
    }
    add_word(out, &names);
    if (plan->has_separator && !x->reading->side) {
        kom_buf_str(out, " --delimiter ");
        kom_shell_word(out, kom_text_of(kom_delimiter_name(plan->split.delimiter)));
    }
}

/* The same for names that are not known, more than one of them. */
static void add_unknown_names(struct kom_buf *out, const struct kom_extract *x,
                              const struct kom_file_plan *plan, size_t n_names) {
    uint64_t n_lines = plan->sample->record[0].line + plan->sample->record[0].n_lines - 1;
    kom_buf_str(out, "use ");
    if (x->reading->n_header == 0) {
        kom_buf_str(out, "--skip-lines ");
        add_side(out, x);
        kom_buf_printf(out, "%llu ", (unsigned long long)n_lines);
    }
    kom_buf_str(out, "--header ");
    add_side(out, x);
    kom_buf_printf(out, "NAME,... with %zu names", n_names);
}

/* Is the last field of every row empty? */
static bool ends_empty(const struct kom_head *s, size_t width) {
    bool empty = s->n > 1;
    for (size_t i = 1; i < s->n; i++)
        empty = empty && s->record[i].cell[width - 1].n == 0;
    return empty;
}

/* The call that takes blanks before quotes out; those that nobody sees too, where there are any. */
static void add_blank_taking(struct kom_buf *out, const struct kom_file_plan *plan) {
    const char *blank = plan->split.delimiter == '\t' ? " " : "[[:blank:]]";
    struct kom_text odd = plan->sample ? plan->sample->late_blank : (struct kom_text){NULL, 0};
    struct kom_buf script = {0};
    kom_buf_printf(&script, "s/(^|[%c])", plan->split.delimiter);
    if (odd.n)
        kom_buf_printf(&script, "(%s|%.*s)", blank, (int)odd.n, odd.p);
    else
        kom_buf_str(&script, blank);
    kom_buf_str(&script, "+\"/\\1\"/g");
    kom_buf_str(out, "take such blanks out first: sed -E ");
    add_word(out, &script);
    kom_buf_byte(out, ' ');
    kom_shell_word(out, kom_text_of(plan->name));
}

static void add_width_remedy(struct kom_buf *out, const struct kom_extract *x,
                             const struct kom_file_plan *plan, size_t width) {
    const struct kom_head *s = plan->sample;
    size_t n = plan->split.n_fields;
    bool is_given = x->reading->n_header > 0;
    if (s->late_quote.p) {
        kom_buf_printf(out,
                       "a blank stands before the quote of %.*s, so that it does not hold a field "
                       "together; ",
                       (int)(s->late_quote.n < 40 ? s->late_quote.n : 40), s->late_quote.p);
        add_blank_taking(out, plan);
    } else if (width < n && !is_given) {
        kom_buf_str(out, lead_in(x));
        add_option(out, x, "short-rows", "fill", plan->name);
        kom_buf_printf(out, "%s if the last ones are blank", x->reading->side ? "," : "");
    } else if (width == n + 1 && ends_empty(s, width) && !is_given) {
        kom_buf_str(out, "one field more, which is empty; ");
        add_names(out, x, plan, "", ",");
    } else if (width == n + 1 && !is_given) {
        kom_buf_str(out, "the header is one name short throughout, perhaps that of row names; ");
        add_names(out, x, plan, "row,", "");
    } else {
        add_unknown_names(out, x, plan, width);
        kom_buf_str(out, is_given && !x->reading->side ? ", or another --delimiter" : "");
    }
}

enum kom_status kom_words_width(const struct kom_extract *x, const struct kom_file_plan *plan,
                                size_t width, struct kom_error *err) {
    struct kom_buf out = {0};
    const struct kom_head *s = plan->sample;
    size_t first = x->reading->n_header ? 0 : 1;
    kom_buf_printf(&out, "%s:%llu: ", plan->name, (unsigned long long)s->record[first].line);
    add_subject(&out, s, s->n - first);
    kom_buf_printf(&out, " %zu of %u fields; ", width, plan->split.n_fields);
    add_width_remedy(&out, x, plan, width);
    return finish(&out, x, err);
}

/* ---- data where a header should be ---- */

enum kom_status kom_words_data(const struct kom_extract *x, const struct kom_file_plan *plan,
                               struct kom_error *err) {
    const struct kom_schema *schema = x->reading->schema;
    struct kom_buf out = {0}, names = {0};
    kom_buf_printf(&out,
                   "%s:%llu: the first record is taken for data, since its cells are like those "
                   "below them; name its %u columns with --header ",
                   plan->name, (unsigned long long)plan->header_line, plan->split.n_fields);
    add_side(&names, x);
    if (schema && schema->n_fields == plan->split.n_fields)
        for (size_t i = 0; i < schema->n_fields; i++) {
            kom_buf_str(&names, i ? "," : "");
            kom_buf_csv(&names, kom_text_of(schema->fields[i].name));
        }
    else
        kom_buf_str(&names, "NAME,...");
    add_word(&out, &names);
    kom_buf_str(&out, ", or say --first-line ");
    add_side(&out, x);
    kom_buf_str(&out, "header");
    return finish(&out, x, err);
}

/* ---- no delimiter, no header ---- */

enum kom_status kom_words_tie(const struct kom_extract *x, const struct kom_file_plan *plan,
                              uint64_t line, const struct kom_delimiter_guess *guess,
                              struct kom_error *err) {
    const char marks[2] = {guess->delimiter, guess->other};
    struct kom_buf out = {0};
    kom_buf_printf(
        &out, "%s:%llu: both %s and %s split %s into %zu fields; ", plan->name,
        (unsigned long long)line, kom_delimiter_name(marks[0]), kom_delimiter_name(marks[1]),
        x->reading->n_header ? "the records" : "header and first record", guess->n_fields);
    kom_buf_str(&out, lead_in(x));
    add_option(&out, x, "delimiter", kom_delimiter_name(marks[0]), plan->name);
    kom_buf_str(&out, " or ");
    add_option(&out, x, "delimiter", kom_delimiter_name(marks[1]), plan->name);
    return finish(&out, x, err);
}

enum kom_status kom_words_misfit(const struct kom_extract *x, const struct kom_file_plan *plan,
                                 uint64_t line, const struct kom_delimiter_guess *guess,
                                 struct kom_error *err) {
    struct kom_buf out = {0};
    kom_buf_printf(&out,
                   "%s:%llu: no delimiter splits header and first record into the same number of "
                   "fields (%s does not); ",
                   plan->name, (unsigned long long)line, kom_delimiter_name(guess->other));
    kom_buf_str(&out, lead_in(x));
    add_option(&out, x, "delimiter", "C", plan->name);
    kom_buf_printf(&out, "%s with the one it is", x->reading->side ? "," : "");
    return finish(&out, x, err);
}

enum kom_status kom_words_empty(const struct kom_extract *x, const struct kom_file_plan *plan,
                                uint64_t line, struct kom_text rest, struct kom_error *err) {
    struct kom_buf out = {0};
    unsigned long long n = line - 1;
    for (size_t i = 0; i < rest.n && (rest.p[i] == '\r' || rest.p[i] == '\n'); i++)
        n += rest.p[i] == '\n';
    kom_buf_printf(&out, "%s:%llu: the header cannot be read: the line is empty; use --skip-lines ",
                   plan->name, (unsigned long long)line);
    add_side(&out, x);
    kom_buf_printf(&out, "%llu", n);
    return finish(&out, x, err);
}

/* ---- a column that is not there ---- */

/* A heading that came out with its quotes, because a blank stands before them. */
static const struct kom_text *quoted_heading(const struct kom_file_plan *plan) {
    for (uint32_t i = 0; i < plan->split.n_fields; i++) {
        const struct kom_text *t = &plan->headings[i];
        if (t->n >= 2 && t->p[0] == '"' && t->p[t->n - 1] == '"')
            return t;
    }
    return NULL;
}

enum kom_status kom_words_missing(const struct kom_extract *x, const char *name,
                                  struct kom_error *err) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    const struct kom_file_plan *plan = x->files[0];
    const struct kom_text *quoted = quoted_heading(plan);
    const struct kom_asked asked = {&name, 1};
    bool is_guessed = !x->reading->n_header && x->reading->first_line != KOM_FIRST_LINE_HEADER;
    size_t later = plan->sample && is_guessed ? kom_head_later(plan->sample, &asked) : 0;
    if (later)
        return kom_words_later(x, plan, later, err);
    if (plan->looks_like_data)
        return kom_words_data(x, plan, err);
    if (quoted) {
        struct kom_buf out = {0};
        kom_buf_printf(&out,
                       "%s:%llu: no column \"%s\"; a blank stands before the quote of column %.*s, "
                       "which makes its quotes part of the name; ",
                       plan->name, (unsigned long long)plan->header_line, name, (int)quoted->n,
                       quoted->p);
        add_blank_taking(&out, plan);
        return finish(&out, x, err);
    }
    return kom_heading_missing(headings, n, kom_text_of(name), kom_extract_place(x), err);
}
