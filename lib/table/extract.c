/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An extract: its columns, and the plan that says which field of each file goes to which column.

   Opening looks at the first file (open.c) and indexes its headings; with --union at those of all
   others too. Then columns are asked for by name (want.c). Pinning ends that: filters' columns are
   added, the first record is judged a header or data by what was asked, and each field is bound to
   a column. Chunks then come from the file at hand, and when it ends the next is opened, held to
   the same names in any order, and bound anew. After pinning no loop looks at a name. One extract
   is read from front to back once, whatever it is: a file, a pipe, or bytes in memory. */
#include "extract.h"

#include <string.h>
#include <sys/stat.h>

#include "align.h"
#include "code_digits.h"
#include "cpr_watch.h"
#include "extract_next.h"
#include "filter.h"
#include "foreign.h"
#include "head.h"
#include "heading_index.h"
#include "heed.h"
#include "nearly.h"
#include "open.h"
#include "open_words.h"
#include "part.h"
#include "prepare.h"
#include "rename.h"
#include "schema.h"
#include "shell_word.h"

/* The next path becomes the file being read. */
static enum kom_status open_next(struct kom_extract *x, struct kom_error *err) {
    enum kom_status status = kom_open_next(x, err);
    if (status)
        return status;
    struct kom_file_plan *plan = x->files[x->n_files - 1];
    plan->index = kom_heading_index_new(plan->headings, plan->split.n_fields);
    if (!plan->index)
        return kom_extract_no_memory(x, err);
    for (uint32_t i = 0; i < plan->split.n_fields; i++) {
        if (!kom_cpr_holds(plan->headings[i]))
            continue;
        x->cpr_heading = i + 1;
        if (x->reading->forbids_cpr)
            return kom_fail(err, KOM_EDATA,
                            "%s:%llu: the heading of field %u looks like a CPR number; use "
                            "pseudonyms",
                            plan->name, (unsigned long long)plan->header_line, i + 1);
    }
    return kom_headings_renamed(x, plan, err);
}

static void close_file(struct kom_extract *x) {
    kom_part_leave(x);
    kom_cutter_fini(&x->cutter);
    kom_source_close(x->source);
    x->source = NULL;
}

static enum kom_status index_headings(struct kom_extract *x, struct kom_error *err) {
    kom_heading_index_free(x->index);
    x->index = kom_heading_index_new(x->headings, x->n_headings);
    return x->index ? KOM_OK : kom_extract_no_memory(x, err);
}

/* ---- columns of several files ---- */

/* Adds the headings of a file that the table does not have yet. */
static enum kom_status join_headings(struct kom_extract *x, const struct kom_file_plan *plan,
                                     struct kom_error *err) {
    size_t room = x->n_headings + plan->split.n_fields;
    struct kom_text *all = kom_arena_take(&x->arena, (room + 1) * sizeof *all);
    if (!all)
        return kom_extract_no_memory(x, err);
    for (size_t i = 0; i < x->n_headings; i++)
        all[i] = x->headings[i];
    x->headings = all;
    for (uint32_t i = 0; i < plan->split.n_fields; i++) {
        struct kom_text t = plan->headings[i];
        if (kom_plan_heading(x, plan, i) >= 0)
            continue;
        t.p = kom_arena_copy(&x->arena, t.p, t.n);
        if (!t.p)
            return kom_extract_no_memory(x, err);
        x->headings[x->n_headings++] = t;
    }
    return index_headings(x, err);
}

/* A look at the headings of path i, before anything is read. */
static enum kom_status look_ahead(struct kom_extract *x, size_t i, struct kom_error *err) {
    struct kom_extract other;
    struct stat st;
    if (stat(x->paths[i], &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return kom_fail(err, KOM_EUSAGE,
                        "--union: %s can be read only once; name it first, or write it to a file",
                        x->paths[i]);
    if (strcmp(x->paths[i], "-") == 0)
        return kom_fail(err, KOM_EUSAGE,
                        "--union: standard input can be read only once; name it first");
    struct kom_reading alone = *x->reading;
    alone.is_union = false;
    enum kom_status status = kom_extract_open(&other, x->label, &x->paths[i], 1, &alone, err);
    if (status)
        return status;
    status = kom_headings_align(x, other.files[0], err);
    if (!status)
        status = join_headings(x, other.files[0], err);
    kom_buf_reset(&x->aligned); /* it is said when the file is read */
    kom_buf_reset(&x->aligned_words);
    kom_extract_close(&other);
    return status;
}

static void note_lacking(struct kom_extract *x, const struct kom_file_plan *plan) {
    const char *lead = "%s lacks %.*s";
    for (uint32_t i = 0; i < x->n_headings && x->lacks.n < 400; i++) {
        if (kom_plan_field(x, plan, i) >= 0)
            continue;
        kom_buf_str(&x->lacks, lead[0] == '%' && x->lacks.n ? "; " : "");
        if (lead[0] == '%')
            kom_buf_printf(&x->lacks, "%s lacks %.*s", plan->name, (int)x->headings[i].n,
                           x->headings[i].p);
        else
            kom_buf_printf(&x->lacks, ", %.*s", (int)x->headings[i].n, x->headings[i].p);
        lead = ",";
    }
}

static enum kom_status start(struct kom_extract *x, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    x->seed = kom_hash_seed();
    x->files = kom_arena_take(&x->arena, x->n_paths * sizeof(struct kom_file_plan *));
    enum kom_status status = x->files ? open_next(x, err) : kom_extract_no_memory(x, err);
    if (!status) {
        x->headings = x->files[0]->headings;
        x->n_headings = x->files[0]->split.n_fields;
        status = index_headings(x, err);
    }
    for (size_t i = 1; i < x->n_paths && x->reading->is_union && !status; i++)
        status = look_ahead(x, i, err);
    if (!status)
        status = kom_extract_note_options(x, err);
    status = kom_mem_settle(failures, status, err);
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

enum kom_status kom_extract_file(struct kom_extract **out, const char *label, const char *path,
                                 struct kom_error *err) {
    static const struct kom_reading all_found = {0};
    struct kom_extract *x = kom_alloc(1, sizeof *x);
    *out = x;
    if (!x)
        return kom_no_memory(err);
    x->path = path;
    x->label = label;
    x->paths = &x->path;
    x->n_paths = 1;
    x->reading = &all_found;
    const enum kom_status status = start(x, err);
    if (status) {
        kom_free(x); /* closed by start */
        *out = NULL;
    }
    return status;
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

/* ---- the plan of each file, once the columns are known ---- */

/* Names that one of two lists of headings has and the other lacks, in quotes. */
static struct kom_text only_in(const struct kom_heading_index *a, const struct kom_heading_index *b,
                               struct kom_buf *out, size_t *n_only) {
    struct kom_text first = {NULL, 0};
    *n_only = 0;
    for (size_t i = 0; i < a->n; i++) {
        struct kom_text name = a->name[i];
        if (kom_heading_spelt(b, name, a->nth[i]) >= 0)
            continue;
        first = *n_only ? first : name;
        if (++*n_only <= 5)
            kom_buf_printf(out, "%s\"%.*s\"", *n_only > 1 ? ", " : "", (int)name.n, name.p);
    }
    if (*n_only > 5)
        kom_buf_printf(out, " and %zu more", *n_only - 5);
    return first;
}

static void add_renaming(struct kom_buf *out, const char *file, struct kom_text to,
                         struct kom_text from) {
    kom_buf_str(out, "--rename ");
    kom_shell_pair(out, file, to, from);
    kom_buf_str(out, " if these are one, or ");
}

/* A later file must have the names of the first, in any order. */
static enum kom_status same_names(const struct kom_extract *x, const struct kom_file_plan *plan,
                                  struct kom_error *err) {
    struct kom_buf lacks = {0}, has = {0}, rename = {0};
    size_t n_lacks, n_has;
    struct kom_text a = only_in(x->index, plan->index, &lacks, &n_lacks),
                    b = only_in(plan->index, x->index, &has, &n_has);
    enum kom_status status = KOM_OK;
    if (n_lacks == 1 && n_has == 1)
        add_renaming(&rename, plan->name, a, b);
    if ((n_lacks || n_has) && plan->looks_like_data)
        status = kom_words_data(x, plan, err);
    else if (n_lacks || n_has)
        status = kom_fail(
            err, KOM_EDATA,
            "%s:%llu: its columns are not those of %s: it %s%.*s%s%s%.*s; use %.*s--union to "
            "read the columns that any file has",
            plan->name, (unsigned long long)plan->header_line, x->files[0]->name,
            n_lacks ? "lacks " : "", (int)lacks.n, lacks.p ? lacks.p : "",
            n_lacks && n_has ? " and " : "", n_has ? "has " : "", (int)has.n, has.p ? has.p : "",
            (int)rename.n, rename.p ? rename.p : "");
    kom_buf_fini(&lacks);
    kom_buf_fini(&has);
    kom_buf_fini(&rename);
    return status;
}

struct kom_cell_form kom_extract_form(const struct kom_file_plan *file,
                                      const struct kom_column *column) {
    struct kom_cell_form form = column->form;
    if (!form.number.decimal)
        form.number.decimal = file->numbers.decimal;
    if (!form.number.thousands)
        form.number.thousands = file->numbers.thousands;
    form.has_own_marks = file->foreign && !file->foreign->is_told;
    form.is_told = file->foreign && file->foreign->is_told;
    if (form.is_told) {
        form.number = (struct kom_num_form){'.', '\0'};
        form.suffix = (struct kom_text){NULL, 0};
        form.negative = 0;
        form.day.shape = KOM_DAY_ISO;
    }
    return form;
}

static enum kom_status bind_columns(struct kom_extract *x, struct kom_file_plan *plan,
                                    struct kom_error *err) {
    int32_t *column = kom_arena_take(&x->arena, (plan->split.n_fields + 1) * sizeof *column);
    uint32_t *absent = kom_arena_take(&x->arena, (x->n_columns + 1) * sizeof *absent);
    bool *is_beside = kom_arena_take(&x->arena, x->n_columns + 1);
    plan->form = kom_arena_take(&x->arena, (x->n_columns + 1) * sizeof *plan->form);
    if (!column || !absent || !is_beside || !plan->form)
        return kom_extract_no_memory(x, err);
    for (size_t i = 0; i < x->n_columns; i++) {
        plan->form[i] = kom_extract_form(plan, &x->columns[i]);
        is_beside[i] = x->columns[i].is_beside;
    }
    for (uint32_t i = 0; i < plan->split.n_fields; i++)
        column[i] = -1;
    for (size_t i = 0; i < x->n_columns; i++) {
        int field = kom_plan_field(x, plan, x->columns[i].at);
        if (field >= 0)
            column[field] = (int32_t)i;
        else
            absent[plan->split.n_absent++] = (uint32_t)i;
    }
    plan->split.absent = absent;
    plan->split.is_beside = is_beside;
    plan->heading_of = kom_arena_take(&x->arena, (plan->split.n_fields + 1) * sizeof *column);
    plan->absent = kom_arena_take(&x->arena, (x->n_headings + 1) * sizeof *plan->absent);
    if (!plan->heading_of || !plan->absent)
        return kom_extract_no_memory(x, err);
    for (uint32_t i = 0; i < plan->split.n_fields; i++)
        plan->heading_of[i] = (int32_t)kom_plan_heading(x, plan, i);
    for (uint32_t i = 0; i < x->n_headings; i++)
        if (kom_plan_field(x, plan, i) < 0)
            plan->absent[plan->n_absent++] = i;
    kom_file_plan_forget_index(plan);
    plan->split.column = column;
    plan->split.n_columns = (uint32_t)x->n_columns;
    return KOM_OK;
}

/* A first record that looks like data is a header after all when the call asks for all of its
   numbers and days by name. */
static bool is_header(const struct kom_extract *x, const struct kom_file_plan *plan) {
    bool any = false;
    const bool has_values = kom_head_may_hold_values(plan->sample);
    for (uint32_t i = 0; i < plan->split.n_fields; i++) {
        bool asked = x->column_of[i] && x->columns[x->column_of[i] - 1].is_asked;
        if (!asked && has_values && kom_head_is_value(plan->sample, i))
            return false;
        any = any || asked;
    }
    return any;
}

static enum kom_status pin(struct kom_extract *x, struct kom_error *err) {
    struct kom_file_plan *plan = x->files[0];
    if (plan->looks_like_data && !is_header(x, plan))
        return kom_words_data(x, plan, err);
    if (x->reading->is_union)
        note_lacking(x, plan);
    kom_file_plan_forget(plan);
    kom_prepare_columns(x);
    return bind_columns(x, plan, err);
}

static enum kom_status make_digits(struct kom_extract *x) {
    x->digits = kom_alloc(kom_code_digits_columns(x) + 1, sizeof *x->digits);
    return x->digits ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_extract_pin(struct kom_extract *x, struct kom_error *err) {
    if (x->is_pinned)
        return KOM_OK;
    x->is_pinned = true;
    enum kom_status status = kom_filters_make(x, err);
    if (!status)
        status = kom_heeds_make(x, err);
    if (!status && (kom_cpr_watch_init(x) || make_digits(x)))
        status = kom_extract_no_memory(x, err);
    if (!status)
        status = pin(x, err);
    const struct kom_noted nothing = {0};
    return status ? status : kom_part_enter(x, &nothing, err);
}

static enum kom_status next_file(struct kom_extract *x, struct kom_error *err) {
    const struct kom_noted before = kom_noted(x);
    bool skips;
    enum kom_status status = kom_part_skip(x, &skips, err);
    if (!status && !skips)
        status = open_next(x, err);
    if (status || skips)
        return status;
    struct kom_file_plan *plan = x->files[x->n_files - 1];
    status = kom_headings_align(x, plan, err);
    if (x->reading->is_union && !status)
        note_lacking(x, plan);
    else if (!status)
        status = same_names(x, plan, err);
    kom_file_plan_forget(plan);
    if (!status)
        status = bind_columns(x, plan, err);
    return status ? status : kom_part_enter(x, &before, err);
}

enum kom_status kom_extract_next(struct kom_extract *x, struct kom_chunk *chunk,
                                 struct kom_error *err) {
    enum kom_status status = KOM_OK;
    chunk->n = 0;
    while (!status) {
        if (x->source) {
            status = kom_cutter_next(&x->cutter, chunk, err);
            if (status || chunk->n)
                return status;
            close_file(x);
        }
        if (x->n_files == x->n_paths)
            break;
        status = next_file(x, err);
    }
    return status;
}

void kom_extract_close(struct kom_extract *x) {
    if (x->nearly && x->index)
        kom_nearly_tell(x->index, kom_extract_place(x), x->nearly);
    close_file(x);
    for (size_t i = 0; i < x->n_files; i++) {
        kom_file_plan_forget(x->files[i]);
        kom_file_plan_forget_index(x->files[i]);
    }
    kom_heading_index_free(x->index);
    kom_buf_fini(&x->lacks);
    kom_buf_fini(&x->aligned);
    kom_buf_fini(&x->aligned_words);
    kom_filters_fini(x);
    kom_cpr_watch_fini(x);
    kom_free(x->digits);
    kom_free(x->range);
    kom_arena_fini(&x->arena);
    *x = (struct kom_extract){0};
}
