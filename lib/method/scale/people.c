/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Respondents that were gathered, block by block, in the order of respondent and wave: what rows of
   an input with a column an item give at once. */
#include "work.h"

/* The codes of n persons from one on; an item that no row of theirs has is missing. */
static void fill_block(const struct kom_scale *s, struct scale_books *b, size_t from) {
    const struct scale_given *g = &s->given;
    struct scale_block *k = &b->block;
    const size_t left = s->store.persons.n - from;
    k->from = 0;
    k->n = left < KOM_BLOCK_ROWS ? (uint32_t)left : KOM_BLOCK_ROWS;
    for (uint32_t row = 0; row < k->n; row++) {
        const uint16_t *own = &s->store.code[s->persons[from + row] * g->n_used];
        for (size_t i = 0; i < g->n_used; i++)
            k->code[i * KOM_BLOCK_ROWS + row] = own[i] == SCALE_OPEN ? SCALE_BLANK : own[i];
        for (size_t i = 0; i < g->n_used; i++)
            b->has_answer[i] = b->has_answer[i] || own[i] >= SCALE_FIRST;
    }
}

/* Respondent and wave of a person. */
static void name_person(const struct kom_scale *s, size_t i, struct kom_group_part part[2]) {
    kom_group_parts(kom_groups_key(&s->store.persons, s->persons[i]), part, 2);
}

static struct kom_text carried_of(const struct kom_scale *s, size_t i) {
    return kom_groups_key(&s->store.carried, s->store.person[s->persons[i]].carried);
}

/* ---- scores ---- */

static void write_person(const struct kom_scale *s, size_t i, struct kom_buf *out) {
    struct kom_group_part who[2], carried[KOM_BY_MAX];
    name_person(s, i, who);
    kom_group_parts(carried_of(s, i), carried, s->given.n_carried);
    kom_buf_csv(out, who[0].text);
    kom_buf_byte(out, ',');
    kom_buf_csv(out, who[1].text);
    for (size_t k = 0; k < s->given.n_carried; k++) {
        kom_buf_byte(out, ',');
        kom_buf_text(out, carried[k].text); /* a cell of the stream already */
    }
}

enum kom_status scale_people_write(struct kom_scale *s, const struct kom_out *to,
                                   struct kom_error *err) {
    struct scale_books *b = &s->books[0];
    struct kom_buf out = {0};
    enum kom_status status = KOM_OK;
    scale_scores_header(&s->given, &out);
    for (size_t from = 0; from < s->store.persons.n && !status; from += KOM_BLOCK_ROWS) {
        fill_block(s, b, from);
        scale_scores_sum(&s->given, &b->block, b->sum);
        for (uint32_t row = 0; row < b->block.n; row++) {
            write_person(s, from + row, &out);
            scale_scores_cells(&s->given, b->sum, row, &out);
            kom_buf_byte(&out, '\n');
        }
        status = scale_write_flush(&out, false, to, err);
    }
    if (!status)
        status = scale_write_flush(&out, true, to, err);
    kom_buf_fini(&out);
    return status;
}

/* ---- tables that count ---- */

/* Adds the rows of a block to groups by what is carried and the wave; false: memory ran out. */
static bool tally_people(struct kom_scale *s, struct scale_books *b, size_t from) {
    struct scale_block *k = &b->block;
    k->n_rows = 0;
    for (uint32_t row = 0; row < k->n; row++) {
        struct kom_group_part who[2];
        name_person(s, from + row, who);
        scale_sample_key(&s->given, carried_of(s, from + row), who[1].text, &b->key);
        k->row[k->n_rows] = (uint16_t)row;
        k->group[k->n_rows] = scale_tally_group(b);
        if (k->group[k->n_rows++] == KOM_GROUP_NONE)
            return false;
    }
    scale_tally_block(b);
    return true;
}

/* The same against the frame. */
static bool respond_people(const struct kom_scale *s, struct scale_books *b, size_t from) {
    bool ok = true;
    scale_respond_block(b);
    for (uint32_t row = 0; row < b->block.n && ok; row++) {
        struct kom_group_part part[2];
        bool is_known;
        name_person(s, from + row, part);
        const struct scale_who who = {part[0].text, part[1].text, carried_of(s, from + row)};
        ok = scale_respond(b, &who, row, &is_known);
    }
    return ok;
}

enum kom_status scale_people_tally(struct kom_scale *s, struct kom_error *err) {
    struct scale_books *b = &s->books[0];
    const bool uses_frame = scale_uses_frame(&s->given);
    for (size_t from = 0; from < s->store.persons.n; from += KOM_BLOCK_ROWS) {
        fill_block(s, b, from);
        if (!(uses_frame ? respond_people(s, b, from) : tally_people(s, b, from)))
            return scale_no_memory(err);
    }
    return KOM_OK;
}
