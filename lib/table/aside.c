/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows set aside as text: as they were read where they stand below the header of the first file,
 * else their fields in its order; with place and reason, or as lines of a state. A column may be
 * veiled: its cells are blank then, and so is a record that falls into no such fields. */
#include "aside.h"

#include <string.h>

#include "state.h"

void kom_aside_line(uint32_t file, uint64_t line, struct kom_text reason, struct kom_text raw,
                    struct kom_buf *out) {
    struct kom_state_out o = {.line = *out};
    kom_buf_str(&o.line, "aside");
    kom_state_whole(&o, file);
    kom_state_whole(&o, line);
    kom_state_text(&o, reason);
    kom_state_text(&o, raw);
    kom_buf_byte(&o.line, '\n');
    *out = o.line;
}

static bool is_veiled(const struct kom_extract *x, size_t heading) {
    return x->reading->veiled &&
           kom_name_alike(kom_text_of(x->reading->veiled), x->headings[heading]);
}

static void render_blank(const struct kom_extract *x, char delimiter, struct kom_buf *out) {
    for (size_t j = 1; j < x->n_headings; j++)
        kom_buf_byte(out, delimiter);
}

/* A record whose file has another header, delimiter or number of fields than the table: its fields
 * in the table's order. */
static void render_reordered(const struct kom_extract *x, const struct kom_file_plan *file,
                             struct kom_text raw, char delimiter, struct kom_buf *out) {
    struct kom_chunk chunk = {
        .p = (char *)(uintptr_t)raw.p, .n = raw.n, .first_line = 1, .has_quote = true};
    struct kom_split split = file->split;
    struct kom_batch batch = {0};
    split.n_columns = (uint32_t)x->n_headings;
    split.column = file->heading_of;
    split.is_beside = NULL;
    split.absent = file->absent;
    split.n_absent = (uint32_t)file->n_absent;
    if (kom_batch_split(&batch, &chunk, &split, NULL) == KOM_OK && batch.n_rows == 1) {
        for (uint32_t j = 0; j < split.n_columns; j++) {
            if (j)
                kom_buf_byte(out, delimiter);
            if (!is_veiled(x, j))
                kom_buf_csv_with(out, kom_batch_cell(&batch, j, 0), delimiter);
        }
    } else if (x->reading->veiled) {
        render_blank(x, delimiter, out);
    } else {
        kom_buf_text(out, raw);
    }
    kom_batch_fini(&batch);
}

char kom_extract_aside_delimiter(const struct kom_extract *x) {
    char d = x->files[0]->split.delimiter;
    return d == '\n' ? ',' : d;
}

/* Has the table columns beyond those of the first file? */
static bool is_joined(const struct kom_extract *x) {
    return x->n_headings != x->files[0]->split.n_fields;
}

void kom_extract_header(const struct kom_extract *x, struct kom_buf *out) {
    char d = kom_extract_aside_delimiter(x);
    if (!is_joined(x))
        kom_buf_text(out, x->files[0]->header);
    for (size_t i = 0; i < x->n_headings && is_joined(x); i++) {
        if (i)
            kom_buf_byte(out, d);
        kom_buf_heading(out, x->headings[i], d);
    }
}

void kom_extract_aside_header(const struct kom_extract *x, struct kom_buf *out) {
    char d = kom_extract_aside_delimiter(x);
    kom_extract_header(x, out);
    kom_buf_printf(out, "%cset_aside_file%cset_aside_line%cset_aside_reason\n", d, d, d);
}

/* One of one column may hold bare commas. */
bool kom_extract_is_as_read(const struct kom_extract *x, const struct kom_file_plan *file) {
    return file->split.delimiter == kom_extract_aside_delimiter(x) && !is_joined(x) &&
           !x->reading->veiled && file->split.n_loose == 0 && file->split.n_least == 0 &&
           (file == x->files[0] || kom_text_equal(file->header, x->files[0]->header));
}

/* As a line of a state, of a part that does not know where it stands in its file. */
static void save_aside(const struct kom_extract *x, const struct kom_view *v, struct kom_text raw,
                       uint64_t line, const char *reason, struct kom_buf *out) {
    struct kom_buf row = {0};
    if (!kom_extract_is_as_read(x, v->file)) {
        render_reordered(x, v->file, raw, kom_extract_aside_delimiter(x), &row);
        raw = kom_buf_view(&row);
    }
    kom_aside_line(v->i_file, line, kom_text_of(reason), raw, out);
    out->failed = out->failed || row.failed;
    kom_buf_fini(&row);
}

void kom_aside_render(const struct kom_view *v, const char *const *reasons, struct kom_buf *out) {
    const struct kom_extract *x = v->extract;
    const char *p = v->batch->chunk->p;
    char d = kom_extract_aside_delimiter(x);
    bool same = kom_extract_is_as_read(x, v->file);
    uint64_t line = v->batch->chunk->first_line;
    uint32_t at = 0;
    for (size_t i = 0; i < v->n_aside; i++) {
        const struct kom_aside_row *row = &v->aside[i];
        for (; at < row->start; at++)
            line += p[at] == '\n';
        struct kom_text raw = {p + row->start, row->end - row->start};
        const char *reason = row->reason < 0 ? kom_aside_name(row->reason) : reasons[row->reason];
        if (x->reading->part) {
            save_aside(x, v, raw, line, reason, out);
            continue;
        }
        if (same)
            kom_buf_text(out, raw);
        else
            render_reordered(x, v->file, raw, d, out);
        kom_buf_byte(out, d);
        const char *name;
        uint64_t place = kom_file_place(v->file, line, &name);
        kom_buf_csv_with(out, kom_text_of(name), d);
        kom_buf_byte(out, d);
        kom_buf_int(out, (int64_t)place);
        kom_buf_byte(out, d);
        kom_buf_str(out, reason);
        kom_buf_byte(out, '\n');
    }
}
