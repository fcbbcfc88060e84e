/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header, and the rows of the table that nobody met. */
#include "heading_index.h"
#include "work.h"

void kom_join_header(const struct kom_join *join, struct kom_buf *out) {
    size_t last = kom_stream_headings(join->extract, &join->columns, out);
    for (size_t i = 0; i < join->side.n_added; i++) {
        kom_buf_byte(out, ',');
        last = out->n;
        kom_stream_heading(out, join->side.added[i].name, false);
    }
    kom_stream_header_end(out, last);
}

/* Was a row of the table met? Without spells all of a key are at once. */
static bool is_met(const struct kom_join_crew *crew, size_t row) {
    const uint32_t at = kom_join_meetable(&crew->join->side, row);
    return at != KOM_NO_ID && (crew->worker[0].met[at / 8] >> at % 8 & 1);
}

uint64_t kom_join_n_unused(const struct kom_join_crew *crew) {
    const struct kom_join_side *side = &crew->join->side;
    uint64_t n = 0;
    for (size_t i = 0; side->is_plain && i < (side->n_numbers + 7) / 8; i++)
        n += (uint64_t)__builtin_popcount(crew->worker[0].met[i]);
    if (side->is_plain) /* a key a row, and a bit a key */
        return side->n_rows - n;
    for (size_t row = 0; row < side->n_rows; row++)
        n += !is_met(crew, row);
    return n;
}

/* A cell as the stream has it; what cannot be read, and is not added to any row, as it stands. */
static void write_cell(const struct kom_frame *f, size_t row, int column, struct kom_buf *out) {
    const struct kom_word *word = f->index->word[column];
    const size_t mark = out->n;
    if (kom_stream_cell(out, word ? word->kind : KOM_KIND_TEXT, kom_frame_form(f, row, column),
                        kom_frame_cell(f, row, column), false))
        return;
    out->n = mark;
    kom_buf_csv(out, kom_frame_cell(f, row, column));
}

enum kom_status kom_join_unused(const struct kom_join_crew *crew, struct kom_buf *out,
                                struct kom_error *err) {
    const struct kom_frame *f = crew->join->side.frame;
    size_t last = out->n;
    for (size_t c = 0; c < f->n_cols; c++) {
        kom_buf_str(out, c ? "," : "");
        last = out->n;
        kom_stream_heading(out, f->name[c], false);
    }
    kom_stream_header_end(out, last);
    for (size_t row = 0; row < f->n_rows; row++) {
        if (is_met(crew, row))
            continue;
        for (size_t c = 0; c < f->n_cols; c++) {
            kom_buf_str(out, c ? "," : "");
            write_cell(f, row, (int)c, out);
        }
        kom_buf_byte(out, '\n');
    }
    return out->failed ? kom_no_memory(err) : KOM_OK;
}
