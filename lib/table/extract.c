/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening an extract: dialect and header of each file, and the plan that says which field goes to
 * which column. */
#include "extract.h"

#include <string.h>

#include "dialect.h"
#include "encoding.h"
#include "extract_next.h"
#include "schema.h"

enum { SAMPLE_NBYTES = 64 * 1024, SAMPLE_MAX = 64 * 1024 * 1024 };

static enum kom_status no_memory(const struct kom_extract *x, struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "%s: out of memory", x->label);
}

static const char *declared_encoding(const struct kom_extract *x) {
    const struct kom_schema *schema = x->reading->schema;
    return x->reading->encoding ? x->reading->encoding : schema ? schema->encoding : NULL;
}

static char declared_delimiter(const struct kom_extract *x) {
    const struct kom_schema *schema = x->reading->schema;
    return x->reading->delimiter ? x->reading->delimiter : schema ? schema->delimiter : '\0';
}

static enum kom_status open_source(struct kom_extract *x, const char *path, struct kom_error *err) {
    const char *encoding = declared_encoding(x);
    bool utf16 = encoding && kom_name_alike(kom_text_of(encoding), kom_text_of("utf-16"));
    return kom_source_open(&x->source, path, x->is_memory ? &x->memory : NULL, utf16, err);
}

/* At least doubles the sample: it is measured from its start each time, and a pipe may give single
 * bytes. */
static enum kom_status read_more(struct kom_extract *x, struct kom_buf *sample, bool *at_end,
                                 struct kom_error *err) {
    char block[SAMPLE_NBYTES / 4];
    size_t want = sample->n ? 2 * sample->n : SAMPLE_NBYTES;
    while (sample->n < want && !*at_end) {
        size_t n, room = want - sample->n;
        enum kom_status status =
            kom_source_read(x->source, block, room < sizeof block ? room : sizeof block, &n, err);
        if (status)
            return status;
        kom_buf_add(sample, block, n);
        *at_end = n == 0;
        if (sample->failed)
            return no_memory(x, err);
    }
    return KOM_OK;
}

/* Reads until header and first record are there, and finds the delimiter. */
static enum kom_status find_dialect(struct kom_extract *x, struct kom_file_plan *plan,
                                    struct kom_buf *sample, struct kom_error *err) {
    bool at_end = false, enough = false;
    plan->split.delimiter = declared_delimiter(x);
    while (!enough) {
        enum kom_status status = read_more(x, sample, &at_end, err);
        if (status)
            return status;
        if (at_end && sample->n == 0)
            return kom_fail(err, KOM_EDATA, "%s: is empty; a header line is needed", plan->name);
        size_t n_fields, end;
        if (plan->split.delimiter)
            enough = kom_record_measure(sample->p, sample->n, plan->split.delimiter, at_end,
                                        &n_fields, &end);
        else
            status = kom_delimiter_find(kom_buf_view(sample), at_end, plan->name,
                                        &plan->split.delimiter, &enough, err);
        if (status)
            return status;
        if (!enough) {
            plan->split.delimiter = declared_delimiter(x);
            if (at_end || sample->n > SAMPLE_MAX)
                return kom_fail(err, KOM_EDATA,
                                "%s:1: a quote in the first two records is never closed",
                                plan->name);
        }
    }
    return KOM_OK;
}

static void choose_marks(const struct kom_extract *x, struct kom_file_plan *plan) {
    const struct kom_reading *r = x->reading;
    plan->numbers.decimal = r->decimal ? r->decimal : plan->split.delimiter == ';' ? ',' : '.';
    plan->numbers.thousands = r->thousands;
    const char *encoding = declared_encoding(x);
    plan->split.encoding = KOM_TEXT_AUTO;
    if (encoding && kom_name_alike(kom_text_of(encoding), kom_text_of("utf-8")))
        plan->split.encoding = KOM_TEXT_UTF8;
    else if (encoding && !kom_name_alike(kom_text_of(encoding), kom_text_of("utf-16")))
        plan->split.encoding = KOM_TEXT_WINDOWS1252;
}

static struct kom_text renamed(const struct kom_extract *x, struct kom_text heading) {
    for (size_t i = 0; i < x->reading->n_renames; i++)
        if (kom_text_is(heading, x->reading->renames[i].right))
            return kom_text_of(x->reading->renames[i].left);
    return heading;
}

static struct kom_text without_line_end(struct kom_text t) {
    while (t.n && (t.p[t.n - 1] == '\n' || t.p[t.n - 1] == '\r'))
        t.n--;
    return t;
}

/* Splits the header and keeps its texts. */
static enum kom_status take_header(struct kom_extract *x, struct kom_file_plan *plan,
                                   struct kom_text bytes, size_t n_fields, struct kom_error *err) {
    char *copy = kom_arena_copy(&x->arena, bytes.p, bytes.n);
    int32_t *column = kom_arena_take(&x->arena, n_fields * sizeof *column);
    plan->headings = kom_arena_take(&x->arena, n_fields * sizeof *plan->headings);
    if (!copy || !column || !plan->headings)
        return no_memory(x, err);
    for (size_t i = 0; i < n_fields; i++)
        column[i] = (int32_t)i;
    plan->split.n_fields = plan->split.n_columns = (uint32_t)n_fields;
    plan->split.column = column;
    struct kom_chunk chunk = {copy, bytes.n, 0, 1, true};
    struct kom_batch batch = {0};
    enum kom_status status = kom_batch_split(&batch, &chunk, &plan->split, err);
    bool is_empty = without_line_end(bytes).n == 0;
    if (!status && (is_empty || batch.n_rows != 1))
        status =
            kom_fail(err, KOM_EDATA, "%s:1: the header cannot be read: %s", plan->name,
                     is_empty ? "the line is empty" : kom_aside_name(-1 - (int)batch.odd[0].kind));
    for (uint32_t i = 0; i < n_fields && !status; i++) {
        struct kom_text t = kom_batch_cell(&batch, i, 0);
        char *p = kom_arena_copy(&x->arena, t.p, t.n);
        plan->headings[i] = renamed(x, (struct kom_text){p, t.n});
        status = p ? KOM_OK : no_memory(x, err);
    }
    x->n_converted += batch.n_converted;
    kom_batch_fini(&batch);
    plan->header = (struct kom_text){copy, without_line_end(bytes).n};
    return status;
}

/* Lines that a piece of text spans. */
static uint64_t lines_in(struct kom_text t) {
    uint64_t n = 0;
    for (size_t i = 0; i < t.n; i++)
        n += t.p[i] == '\n';
    return n;
}

static enum kom_status check_renames(const struct kom_extract *x, const struct kom_file_plan *plan,
                                     struct kom_error *err) {
    for (size_t i = 0; i < x->reading->n_renames; i++) {
        bool found = false;
        for (size_t j = 0; j < plan->split.n_fields && !found; j++)
            found = plan->headings[j].p == x->reading->renames[i].left; /* was renamed */
        if (!found)
            return kom_heading_missing(plan->headings, plan->split.n_fields,
                                       kom_text_of(x->reading->renames[i].right), plan->name, err);
    }
    return KOM_OK;
}

static enum kom_status check_named(const struct kom_extract *x, const struct kom_file_plan *plan,
                                   struct kom_error *err);

static enum kom_status plan_file(struct kom_extract *x, struct kom_file_plan *plan,
                                 struct kom_buf *sample, struct kom_error *err) {
    size_t n_fields, end;
    enum kom_status status = find_dialect(x, plan, sample, err);
    if (status)
        return status;
    plan->is_gzip = kom_source_is_gzip(x->source);
    plan->has_mark = kom_source_has_mark(x->source);
    plan->is_utf16 = kom_source_is_utf16(x->source);
    choose_marks(x, plan);
    (void)kom_record_measure(sample->p, sample->n, plan->split.delimiter, true, &n_fields, &end);
    struct kom_text header = {sample->p, end};
    status = take_header(x, plan, header, n_fields, err);
    if (!status)
        status = check_renames(x, plan, err);
    if (!status)
        status = check_named(x, plan, err);
    plan->first_line = 1 + lines_in(header);
    if (!status)
        status = kom_cutter_init(&x->cutter, x->source, plan->split.delimiter,
                                 (struct kom_text){sample->p + end, sample->n - end},
                                 plan->first_line, err);
    return status;
}

/* The next path becomes the file being read. */
static enum kom_status open_next(struct kom_extract *x, struct kom_error *err) {
    struct kom_buf sample = {0};
    struct kom_file_plan *plan = kom_arena_take(&x->arena, sizeof *plan);
    if (!plan)
        return no_memory(x, err);
    *plan = (struct kom_file_plan){0};
    enum kom_status status = open_source(x, x->paths[x->n_files], err);
    if (status)
        return status;
    const char *name = kom_source_name(x->source);
    plan->name = kom_arena_copy(&x->arena, name, strlen(name));
    status = plan->name ? plan_file(x, plan, &sample, err) : no_memory(x, err);
    kom_buf_fini(&sample);
    if (!status)
        x->files[x->n_files++] = plan;
    return status;
}

static void close_file(struct kom_extract *x) {
    kom_cutter_fini(&x->cutter);
    kom_source_close(x->source);
    x->source = NULL;
}

static enum kom_status start(struct kom_extract *x, struct kom_error *err) {
    x->files = kom_arena_take(&x->arena, x->n_paths * sizeof(struct kom_file_plan *));
    enum kom_status status = x->files ? open_next(x, err) : no_memory(x, err);
    if (status)
        kom_extract_close(x);
    return status;
}

enum kom_status kom_extract_open(struct kom_extract *x, const char *label, const char *const *paths,
                                 size_t n_paths, const struct kom_reading *reading,
                                 struct kom_error *err) {
    *x = (struct kom_extract){
        .label = label, .paths = paths, .n_paths = n_paths, .reading = reading};
    return start(x, err);
}

enum kom_status kom_extract_open_memory(struct kom_extract *x, const char *name,
                                        struct kom_text bytes, const struct kom_reading *reading,
                                        struct kom_error *err) {
    const char *const paths[] = {name};
    *x = (struct kom_extract){.label = name,
                              .paths = paths,
                              .n_paths = 1,
                              .reading = reading,
                              .memory = bytes,
                              .is_memory = true};
    enum kom_status status = start(x, err);
    x->paths = NULL;
    return status;
}

const struct kom_text *kom_extract_headings(const struct kom_extract *x, size_t *n) {
    *n = x->files[0]->split.n_fields;
    return x->files[0]->headings;
}

/* ---- columns asked for ---- */

/* Does a name in an option mean that heading: as it stands, or the same word? */
static bool means(const char *name, struct kom_text heading) {
    const struct kom_word *word = kom_word_find(kom_text_of(name));
    return kom_text_is(heading, name) || kom_name_alike(heading, kom_text_of(name)) ||
           (word && kom_word_find(heading) == word);
}

static enum kom_status is_there(const struct kom_file_plan *plan, const char *name,
                                struct kom_error *err) {
    for (size_t i = 0; i < plan->split.n_fields; i++)
        if (means(name, plan->headings[i]))
            return KOM_OK;
    return kom_heading_missing(plan->headings, plan->split.n_fields, kom_text_of(name), plan->name,
                               err);
}

/* Does an option that may speak of a side table speak of this one? */
static bool is_ours(const struct kom_reading *r, const char *side) {
    return side && r->side ? strcmp(side, r->side) == 0 : side == r->side;
}

/* Every column that an option of reading names must be there. */
static enum kom_status check_named(const struct kom_extract *x, const struct kom_file_plan *plan,
                                   struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < r->n_column_thousands && !status; i++)
        status = is_there(plan, r->column_thousands[i].left, err);
    for (size_t i = 0; i < r->n_suffixes && !status; i++)
        status = is_there(plan, r->suffixes[i].left, err);
    for (size_t i = 0; i < r->n_days && !status; i++)
        if (is_ours(r, r->days[i].side))
            status = is_there(plan, r->days[i].column, err);
    return status;
}

/* The texts that mean missing in a column: those of the call, and of its field or else its schema.
 */
static enum kom_status list_missing(struct kom_extract *x, struct kom_column *c,
                                    struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    bool own = c->field && c->field->has_missing;
    const char **declared = own ? c->field->missing : r->schema ? r->schema->missing : NULL;
    size_t n_declared = own ? c->field->n_missing : r->schema ? r->schema->n_missing : 0;
    struct kom_text *list =
        kom_arena_take(&x->arena, (r->n_missing + n_declared + 1) * sizeof *list);
    if (!list)
        return no_memory(x, err);
    for (size_t i = 0; i < r->n_missing; i++)
        list[i] = kom_text_of(r->missing[i]);
    for (size_t i = 0; i < n_declared; i++)
        list[r->n_missing + i] = kom_text_of(declared[i]);
    c->form.missing = list;
    c->form.n_missing = r->n_missing + n_declared;
    for (size_t i = 0; i < c->form.n_missing; i++)
        for (size_t k = 0; k < list[i].n; k++)
            c->form.lists_digits =
                c->form.lists_digits || (list[i].p[k] >= '0' && list[i].p[k] <= '9');
    return KOM_OK;
}

/* What call and schema say of how a column is written; the call wins. */
enum kom_status kom_extract_choose_form(struct kom_extract *x, struct kom_column *c,
                                        struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    struct kom_cell_form *f = &c->form;
    if (c->field) {
        f->number = (struct kom_num_form){c->field->decimal, c->field->thousands};
        f->day = c->field->day_form;
    }
    for (size_t i = r->n_column_thousands; i-- > 0;)
        if (means(r->column_thousands[i].left, c->heading))
            f->number.thousands = r->column_thousands[i].right[0];
    for (size_t i = r->n_suffixes; i-- > 0;)
        if (means(r->suffixes[i].left, c->heading))
            f->suffix = kom_text_of(r->suffixes[i].right);
    for (size_t i = r->n_days; i-- > 0;)
        if (is_ours(r, r->days[i].side) && means(r->days[i].column, c->heading))
            f->day = r->days[i].form;
    f->day.century = r->century;
    f->negative = r->negative;
    f->nil_is_zero = r->nil_is_zero;
    f->heading = c->heading;
    f->side = r->side;
    f->is_hidden = c->is_person && !r->show_values;
    return list_missing(x, c, err);
}

static enum kom_status add_column(struct kom_extract *x, size_t at, enum kom_kind kind, int *column,
                                  struct kom_error *err) {
    size_t n;
    struct kom_text heading = kom_extract_headings(x, &n)[at];
    if (!x->columns)
        x->columns = kom_arena_take(&x->arena, n * sizeof *x->columns);
    if (!x->columns)
        return no_memory(x, err);
    struct kom_column c = {.heading = heading, .word = kom_word_find(heading), .kind = kind};
    c.field_of_first = (uint32_t)at;
    c.field = x->reading->schema ? kom_schema_field(x->reading->schema, heading) : NULL;
    if (c.field)
        c.kind = c.field->kind == KOM_KIND_TEXT && kind != KOM_KIND_TEXT ? kind : c.field->kind;
    c.is_person = c.word && strcmp(c.word->name, "person") == 0;
    *column = (int)x->n_columns;
    x->columns[x->n_columns++] = c;
    return kom_extract_choose_form(x, &x->columns[*column], err);
}

enum kom_status kom_extract_want(struct kom_extract *x, const char *name, enum kom_kind kind,
                                 int *column, struct kom_error *err) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    int at;
    *column = KOM_NO_COLUMN;
    enum kom_status status =
        kom_heading_find(headings, n, kom_text_of(name), x->files[0]->name, &at, err);
    if (status || at < 0)
        return status;
    for (size_t i = 0; i < x->n_columns; i++) {
        if (x->columns[i].field_of_first == (uint32_t)at) {
            *column = (int)i;
            return KOM_OK;
        }
    }
    return add_column(x, (size_t)at, kind, column, err);
}

enum kom_status kom_extract_need(struct kom_extract *x, const char *name, enum kom_kind kind,
                                 int *column, struct kom_error *err) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    enum kom_status status = kom_extract_want(x, name, kind, column, err);
    if (!status && *column < 0)
        status = kom_heading_missing(headings, n, kom_text_of(name), x->files[0]->name, err);
    return status;
}

static bool is_told_day(const struct kom_extract *x, struct kom_text heading) {
    bool found = false;
    for (size_t i = 0; i < x->reading->n_days; i++)
        found = found || (is_ours(x->reading, x->reading->days[i].side) &&
                          means(x->reading->days[i].column, heading));
    return found;
}

enum kom_status kom_extract_want_all(struct kom_extract *x, struct kom_error *err) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++) {
        int column = 0;
        const struct kom_word *word = kom_word_find(headings[i]);
        status = add_column(x, i, word ? word->kind : KOM_KIND_TEXT, &column, err);
        if (!status && x->columns[column].field)
            x->columns[column].kind = x->columns[column].field->kind; /* what is declared wins */
        if (!status && x->columns[column].kind == KOM_KIND_TEXT && is_told_day(x, headings[i]))
            x->columns[column].kind = KOM_KIND_DAY;
    }
    return status;
}

/* ---- the plan of each file, once the columns are known ---- */

int kom_plan_field(const struct kom_file_plan *plan, struct kom_text heading, uint32_t nth) {
    for (uint32_t i = 0; i < plan->split.n_fields; i++)
        if (kom_text_equal(plan->headings[i], heading) && nth-- == 0)
            return (int)i;
    return -1;
}

uint32_t kom_plan_nth(const struct kom_file_plan *plan, uint32_t field) {
    uint32_t nth = 0;
    for (uint32_t i = 0; i < field; i++)
        nth += kom_text_equal(plan->headings[i], plan->headings[field]);
    return nth;
}

/* A later file must have the names of the first, in any order. */
static enum kom_status same_names(const struct kom_extract *x, const struct kom_file_plan *plan,
                                  struct kom_error *err) {
    const struct kom_file_plan *first = x->files[0];
    for (uint32_t i = 0; i < first->split.n_fields; i++)
        if (kom_plan_field(plan, first->headings[i], kom_plan_nth(first, i)) < 0)
            return kom_fail(err, KOM_EDATA,
                            "%s: has no column \"%.*s\", which %s has; files of one table "
                            "have the same columns",
                            plan->name, (int)first->headings[i].n, first->headings[i].p,
                            first->name);
    for (uint32_t i = 0; i < plan->split.n_fields; i++)
        if (kom_plan_field(first, plan->headings[i], kom_plan_nth(plan, i)) < 0)
            return kom_fail(err, KOM_EDATA,
                            "%s: has a column \"%.*s\", which %s has not; files of one "
                            "table have the same columns",
                            plan->name, (int)plan->headings[i].n, plan->headings[i].p, first->name);
    return KOM_OK;
}

struct kom_cell_form kom_extract_form(const struct kom_file_plan *file,
                                      const struct kom_column *column) {
    struct kom_cell_form form = column->form;
    if (!form.number.decimal)
        form.number.decimal = file->numbers.decimal;
    if (!form.number.thousands)
        form.number.thousands = file->numbers.thousands;
    return form;
}

static enum kom_status bind_columns(struct kom_extract *x, struct kom_file_plan *plan,
                                    struct kom_error *err) {
    int32_t *column = kom_arena_take(&x->arena, (plan->split.n_fields + 1) * sizeof *column);
    plan->form = kom_arena_take(&x->arena, (x->n_columns + 1) * sizeof *plan->form);
    if (!column || !plan->form)
        return no_memory(x, err);
    for (size_t i = 0; i < x->n_columns; i++)
        plan->form[i] = kom_extract_form(plan, &x->columns[i]);
    for (uint32_t i = 0; i < plan->split.n_fields; i++)
        column[i] = -1;
    for (size_t i = 0; i < x->n_columns; i++) {
        /* The second of two equal headings is the second in every file. */
        uint32_t at = x->columns[i].field_of_first;
        if (plan != x->files[0])
            at = (uint32_t)kom_plan_field(plan, x->columns[i].heading,
                                          kom_plan_nth(x->files[0], at));
        column[at] = (int32_t)i;
    }
    plan->split.column = column;
    plan->split.n_columns = (uint32_t)x->n_columns;
    return KOM_OK;
}

enum kom_status kom_extract_next(struct kom_extract *x, struct kom_chunk *chunk,
                                 struct kom_error *err) {
    enum kom_status status = KOM_OK;
    if (!x->is_pinned) {
        x->is_pinned = true;
        status = bind_columns(x, x->files[0], err);
    }
    while (!status && x->source) {
        status = kom_cutter_next(&x->cutter, chunk, err);
        if (status || chunk->n)
            return status;
        close_file(x);
        if (x->n_files == x->n_paths)
            break;
        status = open_next(x, err);
        if (!status)
            status = same_names(x, x->files[x->n_files - 1], err);
        if (!status)
            status = bind_columns(x, x->files[x->n_files - 1], err);
    }
    return status;
}

void kom_extract_close(struct kom_extract *x) {
    close_file(x);
    kom_arena_fini(&x->arena);
    *x = (struct kom_extract){0};
}
