/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a cube to rows: checked, then written a cell at a time. */
#include "cube.h"

#include <string.h>

#include "intern.h"

static const char value_name[] = "value";

/* ---- what is checked ---- */

/* The first dimension whose id is empty, or stands before; n: none. */
static enum kom_status check_ids(const struct kom_cube_file *f, struct kom_error *err) {
    const struct kom_cube *c = &f->cube;
    struct kom_intern seen = {.n = 0};
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < c->n_dimensions && !status; i++) {
        const char *id = c->dimension[i].id;
        uint32_t number = kom_intern_add(&seen, kom_text_of(id));
        if (number == KOM_NO_ID)
            status = kom_no_memory_in(err, f->file.name);
        else if (!*id)
            status = kom_fail(err, KOM_EDATA,
                              "%s: dimension %zu has no name; get it anew from its source",
                              f->file.name, i + 1);
        else if (number < i)
            status = kom_fail(err, KOM_EDATA,
                              "%s: has two dimensions \"%s\"; get it anew from its source",
                              f->file.name, id);
        else if (strcmp(id, value_name) == 0)
            status = kom_fail(err, KOM_EDATA,
                              "%s: has a dimension \"value\", which is what its numbers are called "
                              "here; get it as CSV from its source",
                              f->file.name);
    }
    kom_intern_fini(&seen);
    return status;
}

/* Two categories of one code could not be told apart. */
static enum kom_status check_codes(const struct kom_cube_file *f,
                                   const struct kom_cube_dimension *d, struct kom_error *err) {
    struct kom_intern seen = {.n = 0};
    enum kom_status status = KOM_OK;
    for (uint64_t i = 0; i < d->n && !status; i++) {
        const char *code = d->category[i].code;
        uint32_t number = kom_intern_add(&seen, kom_text_of(code));
        if (number == KOM_NO_ID)
            status = kom_no_memory_in(err, f->file.name);
        else if (!*code)
            status =
                kom_fail(err, KOM_EDATA,
                         "%s: category %llu of \"%s\" has no code; get it anew from its source",
                         f->file.name, (unsigned long long)i + 1, d->id);
        else if (number < i)
            status =
                kom_fail(err, KOM_EDATA,
                         "%s: two categories of \"%s\" are \"%s\"; get it anew from its source",
                         f->file.name, d->id, code);
    }
    kom_intern_fini(&seen);
    return status;
}

static void look_for_texts(const struct kom_cube_file *f, struct kom_cube_dimension *d) {
    for (uint64_t i = 0; i < d->n && !d->has_text; i++)
        d->has_text = d->category[i].text;
    d->has_label = d->has_text && f->file.request->labels == KOM_LABELS_BOTH;
}

static enum kom_status count_cells(struct kom_cube_file *f, struct kom_error *err) {
    struct kom_cube *c = &f->cube;
    c->n_cells = 1;
    for (size_t i = 0; i < c->n_dimensions; i++)
        if (__builtin_mul_overflow(c->n_cells, c->dimension[i].n, &c->n_cells) ||
            c->n_cells > INT64_MAX)
            return kom_fail(err, KOM_EDATA, "%s: has dimensions that make more than 2^63 cells",
                            f->file.name);
    return KOM_OK;
}

static enum kom_status prepare(struct kom_cube_file *f, const char *what, struct kom_error *err) {
    const struct kom_cube *c = &f->cube;
    const size_t n = c->n_dimensions;
    f->at = kom_arena_take(&f->arena, n * sizeof *f->at);
    f->start = kom_arena_take(&f->arena, n * sizeof *f->start);
    f->is_status = kom_arena_take(&f->arena, 2 * (2 * n + 2) * sizeof *f->is_status);
    f->made_by = kom_arena_take(&f->arena, (2 * n + 2) * sizeof *f->made_by);
    if (!f->at || !f->start || !f->is_status || !f->made_by)
        return kom_no_memory_in(err, f->file.name);
    memset(f->made_by, 0, (2 * n + 2) * sizeof *f->made_by);
    memset(f->is_status, 0, 2 * (2 * n + 2) * sizeof *f->is_status);
    f->is_code = f->is_status + 2 * n + 2;
    f->has_status = kom_read_asks_status(&f->file, value_name);
    size_t n_fields = 0;
    for (size_t i = 0; i < n; i++) {
        look_for_texts(f, &c->dimension[i]);
        n_fields++;
        if (c->dimension[i].has_label)
            f->made_by[n_fields++] = "--labels";
    }
    for (size_t i = 0; i < n_fields; i++)
        f->is_code[i] = true;
    n_fields++; /* value */
    f->is_status[n_fields] = f->has_status;
    f->made_by[n_fields] = f->has_status ? "--status" : NULL;
    kom_buf_printf(&f->description, "%s%zu dimensions, %llu cells", what, n,
                   (unsigned long long)c->n_cells);
    kom_buf_byte(&f->description, '\0');
    if (f->description.failed)
        return kom_no_memory_in(err, f->file.name);
    f->file.table.description = f->description.p;
    f->file.table.is_status = f->is_status;
    f->file.table.made_by = f->made_by;
    f->file.table.is_code = f->is_code;
    f->file.table.n_fields = n_fields + f->has_status;
    return KOM_OK;
}

enum kom_status kom_cube_check(struct kom_cube_file *f, const char *what, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    if (f->cube.n_dimensions == 0)
        return kom_fail(err, KOM_EDATA,
                        "%s: has no dimensions, so nothing says what its numbers are",
                        f->file.name);
    status = check_ids(f, err);
    for (size_t i = 0; i < f->cube.n_dimensions && !status; i++)
        status = check_codes(f, &f->cube.dimension[i], err);
    if (!status)
        status = count_cells(f, err);
    return status ? status : prepare(f, what, err);
}

/* ---- rows ---- */

static const char *shown(const struct kom_cube_file *f, const struct kom_cube_dimension *d,
                         const struct kom_cube_category *c) {
    bool wants_text = f->file.request->labels == KOM_LABELS_TEXT && !d->is_period && c->text;
    return wants_text ? c->text : c->code;
}

void kom_cube_place(struct kom_cube_file *f, size_t from) {
    struct kom_buf *row = &f->row;
    row->n = f->start[from];
    for (size_t i = from; i < f->cube.n_dimensions; i++) {
        const struct kom_cube_dimension *d = &f->cube.dimension[i];
        const struct kom_cube_category *c = &d->category[f->at[i]];
        f->start[i] = row->n;
        kom_buf_csv(row, kom_text_of(shown(f, d, c)));
        kom_buf_byte(row, ',');
        if (d->has_label) {
            kom_buf_csv(row, kom_text_of(c->text));
            kom_buf_byte(row, ',');
        }
    }
}

static void put_heading(struct kom_cube_file *f, const char *name, const char *more) {
    struct kom_buf heading = {0};
    kom_buf_str(&heading, name);
    kom_buf_str(&heading, more);
    kom_buf_heading(&f->block, kom_buf_view(&heading), ',');
    f->block.failed = f->block.failed || heading.failed;
    kom_buf_fini(&heading);
}

static void put_header(struct kom_cube_file *f) {
    for (size_t i = 0; i < f->cube.n_dimensions; i++) {
        const struct kom_cube_dimension *d = &f->cube.dimension[i];
        put_heading(f, d->id, "");
        kom_buf_byte(&f->block, ',');
        if (d->has_label) {
            put_heading(f, d->id, "_label");
            kom_buf_byte(&f->block, ',');
        }
    }
    kom_buf_str(&f->block, f->has_status ? "value,value_status\n" : "value\n");
}

static void count_untold(struct kom_cube_file *f) {
    for (size_t i = 0; i < f->cube.n_dimensions; i++) {
        const struct kom_cube_dimension *d = &f->cube.dimension[i];
        bool counts = f->file.request->labels != KOM_LABELS_CODE && d->has_text;
        for (uint64_t j = 0; j < d->n && counts; j++)
            f->n_untold += !d->category[j].text;
    }
}

enum kom_status kom_cube_begin(struct kom_cube_file *f, struct kom_error *err) {
    memset(f->at, 0, f->cube.n_dimensions * sizeof *f->at);
    memset(f->start, 0, f->cube.n_dimensions * sizeof *f->start);
    count_untold(f);
    put_header(f);
    if (f->cube.n_cells)
        kom_cube_place(f, 0);
    if (f->block.failed || f->row.failed)
        return kom_no_memory_in(err, f->file.name);
    kom_channel_begin(&f->file.channel);
    return KOM_OK;
}

bool kom_cube_put(struct kom_cube_file *f, const struct kom_cube_cell *cell) {
    kom_buf_text(&f->block, kom_buf_view(&f->row));
    kom_sign_put(&f->block, cell, f->has_status, &f->counts);
    kom_buf_byte(&f->block, '\n');
    f->block.failed = f->block.failed || f->row.failed;
    bool is_full = f->block.n >= KOM_CHANNEL_BLOCK && !f->block.failed;
    return !is_full || kom_channel_give(&f->file.channel, &f->block);
}

void kom_cube_next(struct kom_cube_file *f, const bool *is_fixed) {
    for (size_t i = f->cube.n_dimensions; i-- > 0;) {
        if (is_fixed && is_fixed[i])
            continue;
        if (++f->at[i] < f->cube.dimension[i].n) {
            kom_cube_place(f, i);
            return;
        }
        f->at[i] = 0;
    }
    kom_cube_place(f, 0);
}

void kom_cube_end(struct kom_cube_file *f, enum kom_status status, struct kom_error *err) {
    if (!status && f->block.failed)
        status = kom_no_memory_in(err, f->file.name);
    if (f->block.n && !f->block.failed)
        (void)kom_channel_give(&f->file.channel, &f->block);
    f->file.is_whole = !status;
    kom_channel_end(&f->file.channel, status, err);
}

/* ---- the end ---- */

void kom_cube_fini(struct kom_cube_file *f) {
    kom_arena_fini(&f->arena);
    kom_buf_fini(&f->description);
    kom_buf_fini(&f->block);
    kom_buf_fini(&f->row);
}
