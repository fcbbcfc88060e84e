/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening one file. From its first bytes: is it text at all? Then lines that are left out, the
   delimiter, the header, and whether the first records fit below it. What is doubtful is refused
   with the call that settles it: a header taken for data, or data for a header, would be a wrong
   figure.

   A sample is read and doubled until header and first record are in it. The bytes decide in turn: a
   format that is no text is named; encoding and mark are found; lines to be skipped go; an Excel
   line sep= settles the delimiter. Else the delimiter is the one that splits header and records
   into the same number of fields, or, when that is not one, under which most of the first records
   have one width. Headings are put into normal form, names of the call replace them, empty ones at
   the right end over empty columns go. Last the rows are held to the header's width. Nothing is
   read twice, so a pipe will do. */
#include "open.h"

#include <string.h>

#include "dialect.h"
#include "encoding.h"
#include "first_bytes.h"
#include "foreign.h"
#include "head.h"
#include "open_words.h"
#include "part.h"
#include "rename.h"
#include "schema.h"
#include "shell_word.h"
#include "unicode.h"

enum { SAMPLE_NBYTES = 64 * 1024, SAMPLE_MAX = 64 * 1024 * 1024 };

/* A file while it is opened. */
struct opening {
    struct kom_extract *x;
    struct kom_file_plan *plan;
    struct kom_buf sample;
    bool at_end;    /* the sample is the whole file */
    size_t at;      /* where the header, or the first record, starts */
    uint64_t line;  /* of that */
    char separator; /* of Excel's sep= line */
    struct kom_error *err;
};

static enum kom_status no_memory(const struct opening *o) {
    return kom_no_memory_in(o->err, o->x->label);
}

static const char *declared_encoding(const struct kom_extract *x) {
    const struct kom_schema *schema = x->reading->schema;
    return x->reading->encoding ? x->reading->encoding : schema ? schema->encoding : NULL;
}

static char declared_delimiter(const struct opening *o) {
    if (o->plan->foreign)
        return ',';
    const struct kom_reading *r = o->x->reading;
    char schema = r->schema ? r->schema->delimiter : '\0';
    return r->delimiter ? r->delimiter : schema ? schema : o->separator;
}

/* Names that the call gives; a reader of files that are no text gives those by itself. */
static size_t n_given(const struct opening *o) {
    return o->plan->foreign ? 0 : o->x->reading->n_header;
}

static struct kom_text rest_of(const struct opening *o) {
    return (struct kom_text){o->sample.p + o->at, o->sample.n - o->at};
}

/* ---- bytes ---- */

static enum kom_status open_source(struct opening *o) {
    struct kom_extract *x = o->x;
    const char *encoding = declared_encoding(x);
    bool utf16 = encoding && kom_name_alike(kom_text_of(encoding), kom_text_of("utf-16"));
    uint64_t limit;
    enum kom_status status = kom_part_limit(x, x->n_files, &limit, o->err);
    if (!status)
        status = kom_source_open(&x->source, x->paths[x->n_files], x->is_memory ? &x->memory : NULL,
                                 utf16, o->err);
    if (!status && x->reading->part)
        kom_source_limit(x->source, limit);
    return status;
}

/* At least doubles the sample: it is measured from its start each time, and a pipe may give single
 * bytes. */
static enum kom_status read_more(struct opening *o) {
    char block[SAMPLE_NBYTES / 4];
    size_t want = o->sample.n ? 2 * o->sample.n : SAMPLE_NBYTES;
    while (o->sample.n < want && !o->at_end) {
        size_t n, room = want - o->sample.n;
        enum kom_status status = kom_source_read(
            o->x->source, block, room < sizeof block ? room : sizeof block, &n, o->err);
        if (status)
            return status;
        kom_buf_add(&o->sample, block, n);
        o->at_end = n == 0;
        if (o->sample.failed)
            return no_memory(o);
    }
    return KOM_OK;
}

/* A form that the call's reader knows goes on as the text that it makes. */
static enum kom_status open_foreign(struct opening *o, const struct kom_no_text *form) {
    enum kom_status status =
        kom_foreign_open(o->x, form, kom_buf_view(&o->sample), &o->plan->foreign, o->err);
    if (status)
        return status;
    kom_buf_reset(&o->sample);
    o->at_end = false;
    return read_more(o);
}

static enum kom_status check_text(struct opening *o) {
    const struct kom_no_text *magic = kom_first_bytes(kom_buf_view(&o->sample));
    const char *name = o->plan->name;
    if (o->sample.n == 0)
        return kom_fail(o->err, KOM_EDATA, "%s: is empty; a header line is needed", name);
    if (!magic)
        return KOM_OK;
    const struct kom_foreign *foreign = o->x->reading->foreign;
    const bool is_input = strcmp(o->x->paths[o->x->n_files], "-") == 0; /* has no name for a call */
    if (foreign && foreign->reads(magic->form))
        return open_foreign(o, magic);
    if (!magic->before)
        return kom_fail(o->err, KOM_EDATA, "%s: is no text but %s", name, magic->name);
    struct kom_buf text = {0};
    kom_buf_printf(&text, "%s: is no text but %s; %sthis makes a table of it: %s", name,
                   magic->name, is_input ? "from a file, " : "", magic->before);
    kom_shell_word(&text, kom_text_of(is_input ? "FILE" : name));
    kom_buf_str(&text, magic->after);
    return kom_fail_text(&text, KOM_EDATA, o->err);
}

/* ---- lines that are left out ---- */

/* Excel's first line sep=; which says the delimiter: its length, 0 when there is none. In quotes it
   is a heading: so our own tools write one that begins like it. */
static size_t separator_line(struct kom_text t, char *separator) {
    size_t n = 5;
    if (t.n < n || !kom_is_separator_line(t))
        return 0;
    n += n < t.n && t.p[n] == '\r';
    if (n < t.n && t.p[n] != '\n')
        return 0;
    *separator = t.p[4];
    return n + (n < t.n);
}

/* Moves behind the lines of --skip-lines, reading more when they are longer than the sample. */
static enum kom_status skip_lines(struct opening *o) {
    uint64_t n = o->x->reading->skip_lines;
    enum kom_status status = KOM_OK;
    if (o->plan->foreign)
        return status;
    size_t n_line = separator_line(kom_buf_view(&o->sample), &o->separator);
    while (n > 0 && !status) {
        struct kom_text rest = rest_of(o);
        const char *lf = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
        if (lf) {
            o->at = (size_t)(lf - o->sample.p) + 1;
            o->line++;
            n--;
        } else if (o->at_end || o->sample.n > SAMPLE_MAX) {
            return kom_fail(o->err, KOM_EDATA,
                            "%s: has no %llu lines above a header, which --skip-lines leaves out",
                            o->plan->name, (unsigned long long)o->x->reading->skip_lines);
        } else {
            status = read_more(o);
        }
    }
    if (o->at == 0 && n_line) {
        o->at = n_line;
        o->line = 2;
    }
    if (!status && o->at == o->sample.n && !o->at_end)
        status = read_more(o);
    if (!status && o->at == o->sample.n)
        status = kom_fail(o->err, KOM_EDATA, "%s: has nothing after line %llu; a header is needed",
                          o->plan->name, (unsigned long long)o->line - 1);
    return status;
}

/* ---- the delimiter ---- */

/* The candidate under which most records have one width, two or more; '\0': none, or two do alike,
   which are in *tie then (NULL: nobody asks). */
static char by_width(const struct opening *o, size_t n_before, size_t header_least,
                     struct kom_delimiter_guess *tie) {
    struct kom_text rest = rest_of(o);
    char best = '\0', last = '\0';
    size_t n_best = 0, width_best = 0;
    for (size_t i = 0; i < KOM_N_DELIMITERS; i++) {
        size_t n_header, end;
        struct kom_widths w = kom_widths_of(rest, o->at_end, kom_delimiters[i], n_before);
        (void)kom_record_measure(rest.p, rest.n, kom_delimiters[i], o->at_end, &n_header, &end);
        if (w.width < 2 || 2 * w.n_wide <= w.n_records || n_header < header_least ||
            w.n_wide < n_best || (w.n_wide == n_best && w.width < width_best))
            continue;
        const bool is_tie = w.n_wide == n_best && w.width == width_best;
        if (tie)
            *tie = (struct kom_delimiter_guess){
                .delimiter = is_tie ? last : '\0', .other = kom_delimiters[i], .n_fields = w.width};
        best = is_tie ? '\0' : kom_delimiters[i];
        last = kom_delimiters[i];
        n_best = w.n_wide;
        width_best = w.width;
    }
    return best;
}

/* Without a header the records alone tell. One name is one column where what would split it is the
   decimal mark. */
static enum kom_status by_names(const struct opening *o, char *delimiter) {
    struct kom_delimiter_guess tie = {.delimiter = '\0'};
    char best = by_width(o, 0, 2, &tie);
    bool is_mark = n_given(o) == 1 && best == o->x->reading->decimal;
    *delimiter = best && !is_mark ? best : KOM_ONE_COLUMN;
    return tie.delimiter ? kom_words_tie(o->x, o->plan, o->line, &tie, o->err) : KOM_OK;
}

static enum kom_status split_sample(struct opening *o, char delimiter, struct kom_head *s,
                                    struct kom_arena *arena) {
    enum kom_status status = kom_head_split(s, rest_of(o), delimiter, o->line, o->at_end, arena);
    return status ? no_memory(o) : KOM_OK;
}

/* A header of one field: perhaps a title, above a header that another line is. */
static enum kom_status below_title(struct opening *o, char *delimiter) {
    struct kom_arena arena = {0};
    struct kom_head *s = kom_arena_take(&arena, sizeof *s);
    enum kom_status status = s ? KOM_OK : no_memory(o);
    bool is_guessed = o->x->reading->first_line == KOM_FIRST_LINE_GUESSED;
    *delimiter = KOM_ONE_COLUMN;
    for (size_t i = 0; i < KOM_N_DELIMITERS && !status && is_guessed; i++) {
        status = split_sample(o, kom_delimiters[i], s, &arena);
        if (!status && kom_head_later(s, NULL)) {
            *delimiter = kom_delimiters[i];
            break;
        }
    }
    kom_arena_fini(&arena);
    return status;
}

static enum kom_status find_delimiter(struct opening *o, bool *enough) {
    struct kom_delimiter_guess g = kom_delimiter_find(rest_of(o), o->at_end);
    char *delimiter = &o->plan->split.delimiter;
    *delimiter = g.delimiter;
    *enough = g.found != KOM_DELIMITER_MORE;
    if (g.found == KOM_DELIMITER_TIE)
        return kom_words_tie(o->x, o->plan, o->line, &g, o->err);
    if (g.found == KOM_DELIMITER_NONE)
        return below_title(o, delimiter);
    if (g.found != KOM_DELIMITER_MISFIT)
        return KOM_OK;
    *delimiter = by_width(o, 1, 2, NULL);
    if (*delimiter)
        return KOM_OK;
    enum kom_status status = below_title(o, delimiter);
    if (status || *delimiter != KOM_ONE_COLUMN)
        return status;
    return kom_words_misfit(o->x, o->plan, o->line, &g, o->err);
}

/* Is a quote open at the end, whatever the delimiter? */
static bool is_in_quotes(struct kom_text t) {
    bool is_open = false, may_open = true;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '"' && (is_open || may_open))
            is_open = !is_open;
        may_open = c == '"' ? may_open : strchr("\n;,\t|", c) != NULL && c != '\0';
    }
    return is_open;
}

/* Header and first record go on beyond what is looked at. */
static enum kom_status too_long(const struct opening *o) {
    const char *name = o->plan->name;
    unsigned long long line = o->line;
    if (o->at_end || is_in_quotes(rest_of(o)))
        return kom_fail(o->err, KOM_EDATA,
                        "%s:%llu: a quote in the first two records is never closed", name, line);
    return kom_fail(o->err, KOM_EDATA,
                    "%s:%llu: the first two records are longer than %d MB; lines must end with LF "
                    "or CR LF: if they end with CR alone, use tr '\\r' '\\n'",
                    name, line, SAMPLE_MAX / 1024 / 1024);
}

/* Reads until header and first record are there, and chooses the delimiter. */
static enum kom_status choose_delimiter(struct opening *o) {
    struct kom_split *split = &o->plan->split;
    bool enough = false;
    enum kom_status status = KOM_OK;
    while (!enough && !status) {
        struct kom_text rest = rest_of(o);
        size_t n_fields, end;
        split->delimiter = declared_delimiter(o);
        if (split->delimiter) {
            enough =
                kom_record_measure(rest.p, rest.n, split->delimiter, o->at_end, &n_fields, &end);
        } else if (n_given(o)) {
            status = by_names(o, &split->delimiter);
            enough = true;
        } else {
            status = find_delimiter(o, &enough);
        }
        if (enough || status)
            break;
        if (o->at_end || o->sample.n > SAMPLE_MAX)
            return too_long(o);
        status = read_more(o);
    }
    return status;
}

static void choose_marks(struct opening *o) {
    struct kom_file_plan *plan = o->plan;
    const struct kom_reading *r = o->x->reading;
    plan->split.encoding = KOM_TEXT_AUTO;
    if (plan->foreign) {
        plan->numbers.decimal = '.';
        return;
    }
    plan->numbers.decimal = r->decimal ? r->decimal : plan->split.delimiter == ';' ? ',' : '.';
    plan->numbers.thousands = r->thousands;
    plan->packing = kom_source_packing(o->x->source);
    plan->has_mark = kom_source_has_mark(o->x->source);
    plan->is_utf16 = kom_source_is_utf16(o->x->source);
    const char *encoding = declared_encoding(o->x);
    if (encoding && kom_name_alike(kom_text_of(encoding), kom_text_of("utf-8")))
        plan->split.encoding = KOM_TEXT_UTF8;
    else if (encoding && !kom_name_alike(kom_text_of(encoding), kom_text_of("utf-16")))
        plan->split.encoding = KOM_TEXT_WINDOWS1252;
}

/* ---- the header ---- */

/* A heading in normal form, without blanks at its ends; a copy in the extract's arena. */
static enum kom_status settle(struct opening *o, struct kom_text t, struct kom_text *out) {
    struct kom_buf buf = {0};
    struct kom_text trimmed = kom_text_trim(t);
    enum kom_status status = kom_unicode_settle(&buf, kom_unicode_trim(t));
    char *p = status ? NULL : kom_arena_copy(&o->x->arena, buf.p, buf.n);
    *out = (struct kom_text){p, buf.n};
    o->x->n_settled_headings += !kom_text_equal(trimmed, kom_buf_view(&buf));
    kom_buf_fini(&buf);
    return p ? KOM_OK : no_memory(o);
}

/* The cells of the header line as text. */
static enum kom_status read_headings(struct opening *o, struct kom_text bytes, uint32_t n,
                                     struct kom_text *name) {
    struct kom_arena arena = {0};
    char *copy = kom_arena_copy(&arena, bytes.p, bytes.n);
    int32_t *column = kom_arena_take(&arena, n * sizeof *column);
    struct kom_split split = o->plan->split;
    struct kom_chunk chunk = {.p = copy, .n = bytes.n, .first_line = 1, .has_quote = true};
    struct kom_batch batch = {0};
    enum kom_status status = copy && column ? KOM_OK : no_memory(o);
    split.n_fields = split.n_columns = n;
    split.column = column;
    for (uint32_t i = 0; i < n && !status; i++)
        column[i] = (int32_t)i;
    if (!status)
        status = kom_batch_split(&batch, &chunk, &split, o->err);
    bool is_empty = bytes.n == 0 || bytes.p[0] == '\n' || bytes.p[0] == '\r';
    if (!status && is_empty)
        status = kom_words_empty(o->x, o->plan, o->line, rest_of(o), o->err);
    else if (!status && batch.n_rows != 1)
        status =
            kom_fail(o->err, KOM_EDATA, "%s:%llu: the header cannot be read: %s", o->plan->name,
                     (unsigned long long)o->line, kom_aside_name(-1 - (int)batch.odd[0].kind));
    for (uint32_t i = 0; i < n && !status; i++)
        status = settle(o, kom_batch_cell(&batch, i, 0), &name[i]);
    o->x->n_converted += batch.n_converted;
    kom_batch_fini(&batch);
    kom_arena_fini(&arena);
    return status;
}

/* Names that the call gives, as the file would have them. */
static enum kom_status give_headings(struct opening *o, struct kom_text *name) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n_given(o) && !status; i++)
        status = settle(o, kom_text_of(o->x->reading->header[i]), &name[i]);
    return status;
}

/* Does the header end in an empty heading that is quoted, and not because its program quotes all
   that is empty? Then somebody meant a column. */
static bool ends_in_quotes(const struct kom_head *s, struct kom_text line, uint32_t n) {
    bool is_quoted =
        line.n >= 3 && memcmp(line.p + line.n - 2, "\"\"", 2) == 0 && line.p[line.n - 3] != '"';
    bool quotes_all = s->n > 1;
    for (size_t i = 1; i < s->n && is_quoted; i++)
        quotes_all = quotes_all && s->record[i].n == n && s->record[i].cell[n - 1].p[-1] == '"';
    return is_quoted && !quotes_all;
}

/* Empty names at the right end, over columns that are empty as far as the sample goes: the
   delimiter that a program writes after the last heading, not a column. */
static uint32_t count_loose(const struct opening *o, struct kom_text line,
                            const struct kom_text *name, uint32_t n) {
    const struct kom_head *s = o->plan->sample;
    if (o->plan->foreign) /* whose columns are those that its reader found */
        return 0;
    if (n_given(o) == 0 && ends_in_quotes(s, line, n))
        return 0;
    size_t first = n_given(o) ? 0 : 1;
    uint32_t loose = 0;
    for (; loose + 1 < n && name[n - loose - 1].n == 0; loose++)
        for (size_t i = first; i < s->n; i++)
            if (n - loose - 1 < s->record[i].n && s->record[i].cell[n - loose - 1].n)
                return loose;
    return loose;
}

/* The header as rows set aside have it: the line itself, or the names when that does not fit rows.
 */
static enum kom_status keep_header(struct opening *o, struct kom_text line,
                                   const struct kom_text *name) {
    struct kom_file_plan *plan = o->plan;
    struct kom_buf buf = {0};
    char d = plan->split.delimiter == KOM_ONE_COLUMN ? ',' : plan->split.delimiter;
    if (plan->split.n_loose == 0 && n_given(o) == 0 && !kom_is_separator_line(line))
        kom_buf_text(&buf, line);
    else
        for (uint32_t i = 0; i < plan->split.n_fields; i++) {
            if (i)
                kom_buf_byte(&buf, d);
            kom_buf_heading(&buf, name[i], d);
        }
    char *p = buf.failed ? NULL : kom_arena_copy(&o->x->arena, buf.p, buf.n);
    plan->header = (struct kom_text){p, buf.n};
    kom_buf_fini(&buf);
    return p ? KOM_OK : no_memory(o);
}

static enum kom_status take_header(struct opening *o, struct kom_text line, size_t n_fields) {
    struct kom_extract *x = o->x;
    struct kom_file_plan *plan = o->plan;
    bool is_given = n_given(o) > 0;
    uint32_t n = (uint32_t)(is_given ? n_given(o) : n_fields);
    struct kom_text *name = kom_arena_take(&x->arena, n * sizeof *name);
    if (!name)
        return no_memory(o);
    enum kom_status status = is_given ? give_headings(o, name) : read_headings(o, line, n, name);
    if (status)
        return status;
    while (line.n && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
        line.n--;
    plan->split.n_loose = count_loose(o, line, name, n);
    plan->split.n_fields = n - plan->split.n_loose;
    plan->split.n_least = x->reading->fills_short_rows ? 1 : 0;
    status = keep_header(o, line, name);
    plan->headings = name;
    return status ? status : kom_headings_rename(x, plan, name, n, o->err);
}

/* ---- does all of it fit? ---- */

static enum kom_status check_first(struct opening *o) {
    struct kom_file_plan *plan = o->plan;
    const struct kom_reading *r = o->x->reading;
    if ((plan->foreign && !plan->foreign->is_typed_in) || r->n_header ||
        r->first_line == KOM_FIRST_LINE_HEADER)
        return KOM_OK;
    enum kom_first first = kom_head_first(plan->sample);
    plan->looks_like_data = first == KOM_FIRST_DATA;
    size_t later = first == KOM_FIRST_HEADER ? 0 : kom_head_later(plan->sample, NULL);
    return later ? kom_words_later(o->x, plan, later, o->err) : KOM_OK;
}

/* Rows that all have one other width than the header are not read one by one. */
static enum kom_status check_width(const struct opening *o) {
    const struct kom_split *split = &o->plan->split;
    const struct kom_reading *r = o->x->reading;
    const struct kom_head *s = o->plan->sample;
    size_t width = kom_head_width(s, n_given(o) ? 0 : 1);
    uint32_t least = split->n_least ? split->n_least : split->n_fields;
    if (o->plan->foreign || width == 0 ||
        (width >= least && width <= split->n_fields + split->n_loose) || r->lists_bad_rows)
        return KOM_OK;
    return kom_words_width(o->x, o->plan, width, o->err);
}

static enum kom_status start_rows(struct opening *o, size_t n_header) {
    enum { MARK_NBYTES = 3 }; /* of UTF-8 */
    struct kom_text rest = rest_of(o), header = {rest.p, n_header};
    for (size_t i = 0; i < header.n; i++)
        o->line += header.p[i] == '\n';
    o->plan->first_line = o->line;
    enum kom_status status = kom_cutter_init(
        &o->x->cutter, o->x->source, o->plan->split.delimiter,
        (struct kom_text){rest.p + n_header, rest.n - n_header}, o->plan->first_line, o->err);
    o->x->cutter.at = o->at + n_header + (o->plan->has_mark ? MARK_NBYTES : 0);
    return status;
}

static enum kom_status plan_file(struct opening *o) {
    struct kom_file_plan *plan = o->plan;
    size_t n_fields = 0, end = 0;
    enum kom_status status = read_more(o);
    if (!status)
        status = check_text(o);
    if (!status)
        status = skip_lines(o);
    if (!status)
        status = choose_delimiter(o);
    if (!status)
        status = split_sample(o, plan->split.delimiter, plan->sample, &plan->sample_arena);
    if (status)
        return status;
    choose_marks(o);
    plan->header_line = o->line;
    plan->has_separator = o->separator != '\0';
    if (!n_given(o))
        (void)kom_record_measure(o->sample.p + o->at, o->sample.n - o->at, plan->split.delimiter,
                                 true, &n_fields, &end);
    status = take_header(o, (struct kom_text){o->sample.p + o->at, end}, n_fields);
    if (!status)
        status = check_first(o);
    if (!status)
        status = check_width(o);
    if (!status)
        status = start_rows(o, end);
    return status;
}

enum kom_status kom_open_next(struct kom_extract *x, struct kom_error *err) {
    struct opening o = {.x = x, .line = 1, .err = err};
    o.plan = kom_arena_take(&x->arena, sizeof *o.plan);
    if (!o.plan)
        return no_memory(&o);
    *o.plan = (struct kom_file_plan){.sample = kom_alloc(1, sizeof *o.plan->sample)};
    enum kom_status status = o.plan->sample ? open_source(&o) : no_memory(&o);
    if (!status) {
        const char *name = kom_source_name(x->source);
        o.plan->name = kom_arena_copy(&x->arena, name, strlen(name));
        status = o.plan->name ? plan_file(&o) : no_memory(&o);
    }
    /* The sample's cells are views of these bytes. */
    o.plan->sample_bytes = o.sample;
    if (status)
        kom_file_plan_forget(o.plan);
    else
        x->files[x->n_files++] = o.plan;
    return status;
}
