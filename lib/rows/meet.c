/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of side tables by their spellings, and the codes of rows that no side table has. */
#include "meet.h"

#include "spelling.h"

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out for the codes of side tables");
}

/* ---- the side tables ---- */

void kom_meet_begin(struct kom_meet *m, struct kom_meet_table table) {
    if (m->n_tables < KOM_MEET_TABLES)
        m->table[m->n_tables++] = table;
}

/* A code that is new: joined to those that are alike. */
static bool join(struct kom_meet *m, uint32_t id, struct kom_text code) {
    struct kom_buf folded = {0};
    void *p = m->first;
    size_t n = m->folds.n;
    if (kom_grow(&p, &m->cap_folds, n + 1, sizeof *m->first))
        return false;
    m->first = p;
    kom_spelling_fold(&folded, code);
    uint32_t fold = folded.failed ? KOM_NO_ID : kom_intern_add(&m->folds, kom_buf_view(&folded));
    kom_buf_fini(&folded);
    if (fold == KOM_NO_ID)
        return false;
    if (m->folds.n > n)
        m->first[fold] = id;
    m->code[id] = (struct kom_meet_code){0, fold};
    return true;
}

enum kom_status kom_meet_add(struct kom_meet *m, struct kom_text code, struct kom_error *err) {
    const uint32_t table = UINT32_C(1) << (m->n_tables - 1);
    code = kom_text_trim(code);
    if (code.n == 0) {
        m->knows_all |= m->kind == KOM_KEY_KOM ? 0 : table;
        return KOM_OK;
    }
    size_t n = m->codes.n;
    void *p = m->code;
    if (kom_grow(&p, &m->cap_codes, n + 1, sizeof *m->code))
        return no_memory(err);
    m->code = p;
    uint32_t id = kom_intern_add(&m->codes, code);
    if (m->codes.n > n)
        m->code[id] = (struct kom_meet_code){0, KOM_NO_ID};
    if (id == KOM_NO_ID || (m->codes.n > n && !join(m, id, code)))
        return no_memory(err);
    m->code[id].tables |= table;
    return KOM_OK;
}

bool kom_meet_near_person(const struct kom_meet *m, struct kom_text code, struct kom_text *near) {
    struct kom_buf folded = {0}, other = {0};
    bool ok = true;
    *near = (struct kom_text){NULL, 0};
    kom_spelling_fold(&folded, code);
    for (size_t i = 0; i < m->persons->n && !near->p && ok; i++) {
        kom_buf_reset(&other);
        kom_spelling_fold(&other, m->persons->text[i]);
        ok = !folded.failed && !other.failed;
        if (ok && kom_spelling_near(kom_buf_view(&folded), kom_buf_view(&other)))
            *near = m->persons->text[i];
    }
    kom_buf_fini(&folded);
    kom_buf_fini(&other);
    return ok;
}

enum kom_status kom_meet_add_column(struct kom_meet *m, const char *table,
                                    const struct kom_frame *frame, int column,
                                    struct kom_error *err) {
    const char *file = frame->n_files ? frame->files[0].name : table;
    enum kom_status status = KOM_OK;
    kom_meet_begin(m, (struct kom_meet_table){table, file, frame->name[column], false});
    for (size_t row = 0; row < frame->n_rows && !status; row++)
        status = kom_meet_add(m, kom_frame_cell(frame, row, column), err);
    return status;
}

uint32_t kom_meet_find(const struct kom_meet *m, struct kom_text code) {
    uint32_t id = kom_intern_find(&m->codes, kom_text_trim(code));
    return m->knows_all | (id == KOM_NO_ID ? 0 : m->code[id].tables);
}

void kom_meet_fini(struct kom_meet *m) {
    kom_intern_fini(&m->codes);
    kom_intern_fini(&m->folds);
    kom_free(m->code);
    kom_free(m->first);
    *m = (struct kom_meet){.kind = m->kind};
}

/* ---- the rows of the main input ---- */

/* The place of a code, which is there from now on; NULL: memory ran out. Its line is 0 until one is
   known. */
static struct kom_unmet_code *place_of(struct kom_unmet *u, struct kom_text code) {
    size_t n = u->codes.n;
    void *p = u->code;
    if (kom_grow(&p, &u->cap, n + 1, sizeof *u->code))
        return NULL;
    u->code = p;
    uint32_t id = kom_intern_add(&u->codes, code);
    if (id == KOM_NO_ID)
        return NULL;
    if (u->codes.n > n)
        u->code[id] = (struct kom_unmet_code){0};
    return &u->code[id];
}

bool kom_unmet_keep(struct kom_unmet *u, struct kom_text code, const struct kom_unmet_code *one) {
    struct kom_unmet_code *c = place_of(u, code);
    if (!c)
        return false;
    bool is_earlier = one->file != c->file ? one->file < c->file : one->line < c->line;
    if (one->line && (c->line == 0 || is_earlier)) {
        c->file = one->file;
        c->line = one->line;
    }
    c->n_rows += one->n_rows;
    c->tables |= one->tables;
    return true;
}

bool kom_unmet_note(struct kom_unmet *u, struct kom_text code, uint32_t missing,
                    const struct kom_view *v, uint32_t row) {
    struct kom_unmet_code *c = place_of(u, code);
    if (!c)
        return false;
    if (c->line == 0) { /* a worker's rows come in order */
        c->file = v->i_file;
        c->line = kom_view_line(v, row);
    }
    c->n_rows++;
    c->tables |= missing;
    return true;
}

bool kom_unmet_view(struct kom_unmet *u, const struct kom_meet *m, uint32_t wanted,
                    const struct kom_view *v, int column, uint32_t row) {
    struct kom_text code = kom_view_code(v, column, row);
    uint32_t met = code.n ? kom_meet_find(m, code) & wanted : wanted;
    u->met |= code.n ? met : 0;
    return met == wanted || kom_unmet_note(u, code, wanted & ~met, v, row);
}

bool kom_unmet_frame(struct kom_unmet *u, const struct kom_meet *m, uint32_t wanted,
                     const struct kom_frame *frame, size_t row, int column) {
    struct kom_text code = kom_text_trim(kom_frame_cell(frame, row, column));
    if (code.n == 0)
        return true;
    uint32_t met = kom_meet_find(m, code) & wanted;
    u->met |= met;
    return met == wanted || kom_unmet_keep(u, code,
                                           &(struct kom_unmet_code){.n_rows = 1,
                                                                    .file = frame->file[row],
                                                                    .line = frame->line[row],
                                                                    .tables = wanted & ~met});
}

bool kom_unmet_code(struct kom_unmet *u, const struct kom_meet *m, uint32_t wanted,
                    struct kom_text code, uint64_t n_rows) {
    uint32_t met = kom_meet_find(m, code) & wanted;
    u->met |= met;
    return met == wanted ||
           kom_unmet_keep(u, code,
                          &(struct kom_unmet_code){.n_rows = n_rows, .tables = wanted & ~met});
}

bool kom_unmet_rows(struct kom_unmet *u, const struct kom_meet *m, uint32_t wanted,
                    struct kom_text code, const struct kom_unmet_code *rows) {
    uint32_t met = kom_meet_find(m, code) & wanted;
    u->met |= met;
    return met == wanted || kom_unmet_keep(u, code,
                                           &(struct kom_unmet_code){.n_rows = rows->n_rows,
                                                                    .file = rows->file,
                                                                    .line = rows->line,
                                                                    .tables = wanted & ~met});
}

bool kom_unmet_person(struct kom_unmet *u, struct kom_text person, uint32_t missing,
                      const struct kom_view *v, uint32_t row) {
    return u->met || u->codes.n >= KOM_LOST_PERSONS || kom_unmet_note(u, person, missing, v, row);
}

bool kom_unmet_merge(struct kom_unmet *u, const struct kom_unmet *other) {
    bool ok = true;
    u->met |= other->met;
    u->is_lost = u->is_lost || other->is_lost;
    u->is_veiled = u->is_veiled || other->is_veiled;
    for (size_t i = 0; i < other->codes.n && ok; i++)
        ok = kom_unmet_keep(u, other->codes.text[i], &other->code[i]);
    return ok;
}

void kom_unmet_fini(struct kom_unmet *u) {
    kom_intern_fini(&u->codes);
    kom_free(u->code);
    *u = (struct kom_unmet){0};
}
