/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An input with a column an item: rows to codes, a block at a time, a column after the other.

   A cell of one byte is looked up in a table of the item, an empty one is blank. Where a column has
   others, its texts become numbers, and what each means in this file is found once
   (scale_item_code) and remembered. A row of which some item means nothing is bad, and noted when
   its turn comes, as bad rows are noted in their order. */
#include <string.h>

#include "work.h"

/* ---- codes ---- */

static void forget_texts(struct scale_books *b) {
    for (size_t i = 0; i < b->g->n_used; i++) {
        kom_codes_fini(&b->met[i].texts);
        b->met[i].n = 0;
    }
}

/* What a text means that kom_codes_block gave a number. */
static uint16_t meaning(struct scale_books *b, const struct kom_view *v, size_t i,
                        uint16_t number) {
    struct scale_met *met = &b->met[i];
    void *p = met->code;
    if (kom_grow(&p, &met->cap, number, sizeof *met->code))
        return SCALE_OPEN; /* the fold ends all where memory ran out */
    met->code = p;
    const struct scale_item *item = &b->g->book.item[b->g->used[i]];
    for (; met->n < number; met->n++)
        met->code[met->n] = scale_item_code(item, kom_view_form(v, b->g->column[i]),
                                            kom_codes_text(&met->texts, (uint16_t)(met->n + 1)));
    return met->code[number - 1];
}

/* The rows of a column whose cells are more than a byte. */
static void read_texts(struct scale_books *b, const struct kom_view *v, size_t i, uint16_t *code) {
    struct scale_block *k = &b->block;
    const struct scale_item *item = &b->g->book.item[b->g->used[i]];
    const int column = b->g->column[i];
    if (v->extract->reading->is_careful)
        memset(k->number, 0, sizeof k->number); /* no text has a number */
    else
        kom_codes_block(&b->met[i].texts, v, column, k->from, k->n, k->number);
    for (uint32_t row = 0; row < k->n; row++) {
        if (code[row] != SCALE_OPEN)
            continue;
        code[row] = k->number[row] != KOM_NO_CODE
                        ? meaning(b, v, i, k->number[row])
                        : scale_item_code(item, kom_view_form(v, column),
                                          kom_view_text(v, column, k->from + row));
        k->is_open[row] = k->is_open[row] || code[row] == SCALE_OPEN;
        k->has_open = k->has_open || code[row] == SCALE_OPEN;
    }
}

static void read_item(struct scale_books *b, const struct kom_view *v, size_t i) {
    struct scale_block *k = &b->block;
    const struct scale_item *item = &b->g->book.item[b->g->used[i]];
    const uint32_t *offset = v->batch->offset[b->g->column[i]] + k->from,
                   *length = v->batch->length[b->g->column[i]] + k->from;
    const unsigned char *chunk = (const unsigned char *)v->batch->chunk->p;
    uint16_t *code = &k->code[i * KOM_BLOCK_ROWS];
    const bool is_careful = v->extract->reading->is_careful;
    bool has_texts = false;
    for (uint32_t row = 0; row < k->n; row++) {
        code[row] = length[row] == 0 ? SCALE_BLANK : SCALE_OPEN;
        if (length[row] == 1 && !(offset[row] & KOM_IN_EXTRA) && !is_careful)
            code[row] = item->by_byte[chunk[offset[row]]];
        has_texts |= code[row] == SCALE_OPEN;
    }
    if (has_texts)
        read_texts(b, v, i, code);
    for (uint32_t row = 0; row < k->n && !b->has_answer[i]; row++)
        b->has_answer[i] = code[row] >= SCALE_FIRST;
}

/* Notes a row as bad because of its first item that means nothing. */
static void note_open(const struct scale_books *b, struct kom_view *v, uint32_t row) {
    const struct scale_given *g = b->g;
    struct kom_buf text = {0};
    size_t i = 0;
    while (b->block.code[i * KOM_BLOCK_ROWS + row] != SCALE_OPEN)
        i++;
    const int column = g->column[i];
    const uint32_t at = b->block.from + row;
    scale_item_explain(&g->book.item[g->used[i]], kom_view_form(v, column),
                       kom_view_text(v, column, at), g->ask.labels, &text);
    kom_view_bad(v, column, at, "%.*s", (int)text.n, text.p ? text.p : "");
    v->failed = v->failed || text.failed;
    kom_buf_fini(&text);
}

/* ---- rows ---- */

/* The wave of a row. */
static struct kom_text wave_of(const struct scale_given *g, const struct kom_view *v, uint32_t at) {
    return g->wave >= 0 ? kom_view_code(v, g->wave, at) : kom_text_of(g->ask.wave);
}

/* Has the row a respondent and a wave, and no cell that means nothing? Else it has been noted. */
static bool is_good(struct scale_books *b, struct kom_view *v, uint32_t row) {
    const struct scale_given *g = b->g;
    const uint32_t at = b->block.from + row;
    if (kom_view_code(v, g->respondent, at).n == 0)
        kom_view_needs(v, g->respondent, at);
    else if (g->wave >= 0 && kom_view_code(v, g->wave, at).n == 0)
        kom_view_needs(v, g->wave, at);
    else if (b->block.is_open[row])
        note_open(b, v, row);
    else
        return true;
    return false;
}

/* The cells before the scores; false: the row is bad, and has been noted. */
static bool write_head(const struct scale_given *g, struct kom_view *v, uint32_t at) {
    kom_buf_csv(&v->out, kom_view_code(v, g->respondent, at));
    kom_buf_byte(&v->out, ',');
    kom_buf_csv(&v->out, wave_of(g, v, at));
    for (size_t i = 0; i < g->n_carried; i++) {
        kom_buf_byte(&v->out, ',');
        if (!scale_carry_cell(&g->carried[i], v, at, &v->out))
            return false;
    }
    return true;
}

static void score_block(struct scale_books *b, struct kom_view *v) {
    const struct scale_given *g = b->g;
    const struct scale_block *k = &b->block;
    scale_scores_sum(g, k, b->sum);
    for (uint32_t row = 0; row < k->n && !v->failed; row++) {
        const uint32_t at = k->from + row;
        const size_t mark = v->out.n;
        if (!is_good(b, v, row))
            continue;
        if (!write_head(g, v, at)) {
            v->out.n = mark;
            continue;
        }
        v->failed = !scale_see(b, kom_view_code(v, g->respondent, at), wave_of(g, v, at),
                               kom_placing_row(&b->placing, v, at));
        scale_scores_cells(g, b->sum, row, &v->out);
        kom_buf_byte(&v->out, '\n');
    }
}

/* Packs the by-columns of a row. */
static void pack_by(const struct scale_given *g, const struct kom_view *v, uint32_t at,
                    struct kom_buf *key) {
    kom_buf_reset(key);
    for (size_t i = 0; i < g->by.n; i++) {
        char room[16];
        kom_group_add_part(key, kom_view_group(v, g->by.column[i], at, room));
    }
}

/* The group of a row; KOM_GROUP_NONE: memory ran out. */
static uint32_t group_of(struct scale_books *b, const struct kom_view *v, uint32_t at) {
    pack_by(b->g, v, at, &b->key);
    kom_group_add_part(&b->key, wave_of(b->g, v, at));
    if (b->g->is_sample)
        kom_buf_text(&b->key, kom_buf_view(&b->sample));
    return scale_tally_group(b);
}

static void tally_block(struct scale_books *b, struct kom_view *v) {
    const struct scale_given *g = b->g;
    struct scale_block *k = &b->block;
    k->n_rows = 0;
    for (uint32_t row = 0; row < k->n && !v->failed; row++) {
        const uint32_t at = k->from + row;
        if (!is_good(b, v, row) || !scale_sample_take(b, v, at))
            continue;
        const uint32_t group = group_of(b, v, at);
        v->failed = b->sample.failed || b->cell.failed || group == KOM_GROUP_NONE ||
                    !scale_see(b, kom_view_code(v, g->respondent, at), wave_of(g, v, at),
                               kom_placing_row(&b->placing, v, at));
        k->row[k->n_rows] = (uint16_t)row;
        k->group[k->n_rows++] = group;
    }
    if (!v->failed)
        scale_tally_block(b);
}

/* Respondents against the frame. */
static void respond_block(struct scale_books *b, struct kom_view *v) {
    const struct scale_given *g = b->g;
    scale_respond_block(b);
    for (uint32_t row = 0; row < b->block.n && !v->failed; row++) {
        const uint32_t at = b->block.from + row;
        bool is_known = true;
        if (!is_good(b, v, row))
            continue;
        pack_by(g, v, at, &b->cell);
        const struct scale_who who = {kom_view_code(v, g->respondent, at), wave_of(g, v, at),
                                      kom_buf_view(&b->cell)};
        v->failed = b->cell.failed ||
                    !scale_see(b, who.respondent, who.wave, kom_placing_row(&b->placing, v, at)) ||
                    !scale_respond(b, &who, row, &is_known);
        if (!v->failed && !is_known)
            kom_view_aside(v, at, SCALE_NOT_IN_FRAME);
    }
}

enum kom_status scale_take_wide(void *books, struct kom_view *v, struct kom_error *err) {
    struct scale_books *b = books;
    struct scale_block *k = &b->block;
    (void)err;
    if (b->i_file != v->i_file)
        forget_texts(b);
    b->i_file = v->i_file;
    kom_placing_begin(&b->placing, v);
    for (k->from = 0; k->from < v->n_rows; k->from += KOM_BLOCK_ROWS) {
        k->n = v->n_rows - k->from < KOM_BLOCK_ROWS ? v->n_rows - k->from : KOM_BLOCK_ROWS;
        if (k->has_open)
            memset(k->is_open, 0, sizeof k->is_open);
        k->has_open = false;
        for (size_t i = 0; i < b->g->n_used; i++)
            read_item(b, v, i);
        if (b->g->ask.table == KOM_SCALE_SCORES)
            score_block(b, v);
        else if (scale_uses_frame(b->g))
            respond_block(b, v);
        else
            tally_block(b, v);
    }
    return KOM_OK;
}
