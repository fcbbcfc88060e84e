/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By-values: of a row, or of its document in --documents; and of documents that have no row. */
#include "work.h"

static enum kom_status differs(const struct kom_code *c, size_t row, size_t i, uint32_t listed,
                               struct kom_error *err) {
    const struct code_columns *column = &c->work->column;
    const struct kom_frame *documents = c->ask.documents;
    const struct kom_text other =
        kom_text_trim(kom_frame_cell(documents, listed - 1, column->by_document[i]));
    return kom_frame_fail(c->work->frame, row, column->by[i], err,
                          "is another than that of the document in %s:%llu, \"%.*s\"",
                          documents->files[documents->file[listed - 1]].name,
                          (unsigned long long)documents->line[listed - 1], (int)other.n, other.p);
}

/* The by-value of a row; of a document that --documents says it of, the same. */
static enum kom_status add_part(struct kom_code *c, size_t row, size_t i, uint32_t listed,
                                struct kom_error *err) {
    const struct code_columns *column = &c->work->column;
    char own_room[16], room[16];
    struct kom_text own = {"", 0}, value = {"", 0};
    if (column->by[i] >= 0)
        own = kom_frame_group(c->work->frame, row, column->by[i], own_room);
    if (column->by_document[i] >= 0 && listed)
        value = kom_frame_group(c->ask.documents, listed - 1, column->by_document[i], room);
    if (own.n && value.n && !kom_text_equal(own, value))
        return differs(c, row, i, listed, err);
    kom_group_add_part(&c->work->key, own.n ? own : value);
    return KOM_OK;
}

static enum kom_status intern(struct kom_code_work *w, uint32_t *group, struct kom_error *err) {
    *group = w->key.failed ? KOM_GROUP_NONE : kom_groups_intern(&w->groups, kom_buf_view(&w->key));
    return *group == KOM_GROUP_NONE ? kom_no_memory(err) : KOM_OK;
}

enum kom_status code_group(struct kom_code *c, size_t row, uint32_t listed, uint32_t *group,
                           struct kom_error *err) {
    enum kom_status status = KOM_OK;
    kom_buf_reset(&c->work->key);
    for (size_t i = 0; i < c->ask.n_by && !status; i++)
        status = add_part(c, row, i, listed, err);
    return status ? status : intern(c->work, group, err);
}

/* ---- documents that only --documents has ---- */

/* A document stands there once, or with the same by-values. */
static enum kom_status check_rows(const struct kom_code *c, size_t row, uint32_t first,
                                  struct kom_error *err) {
    const struct kom_frame *f = c->ask.documents;
    for (size_t i = 0; i < c->ask.n_by; i++) {
        const int column = c->work->column.by_document[i];
        char a[16], b[16];
        if (column < 0 || kom_text_equal(kom_frame_group(f, row, column, a),
                                         kom_frame_group(f, first, column, b)))
            continue;
        return kom_frame_fail(f, row, column, err,
                              "the document stands on line %llu with another value",
                              (unsigned long long)f->line[first]);
    }
    return KOM_OK;
}

static enum kom_status add_listed(struct kom_code *c, size_t row, uint32_t document,
                                  struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const struct kom_frame *f = c->ask.documents;
    uint32_t group = 0;
    kom_buf_reset(&w->key);
    for (size_t i = 0; i < c->ask.n_by; i++) {
        char room[16];
        if (w->column.by_document[i] < 0)
            return kom_frame_fail(f, row, w->column.listed, err,
                                  "the document has no segment, and --documents has no column "
                                  "\"%s\", so nobody knows its group; give it that column",
                                  c->ask.by[i]);
        kom_group_add_part(&w->key, kom_frame_group(f, row, w->column.by_document[i], room));
    }
    enum kom_status status = intern(w, &group, err);
    if (!status && kom_pairs_add(&w->group_documents, group, document, NULL) == KOM_NO_ID)
        status = kom_no_memory(err);
    return status;
}

enum kom_status code_group_listed(struct kom_code *c, struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const struct kom_frame *f = c->ask.documents;
    bool *has_row = kom_alloc(w->documents.n + 1, sizeof *has_row);
    enum kom_status status = has_row ? KOM_OK : kom_no_memory(err);
    for (size_t i = 0; i < w->n_segments && !status; i++)
        has_row[w->segment[i].document] = true;
    for (size_t row = 0; f && row < f->n_rows && !status; row++) {
        char room[16];
        const uint32_t document =
            kom_intern_find(&w->documents, kom_frame_group(f, row, w->column.listed, room));
        const uint32_t first = w->listed_row[document] - 1;
        status = check_rows(c, row, first, err);
        if (!status && first == row && !has_row[document])
            status = add_listed(c, row, document, err);
    }
    kom_free(has_row);
    return status;
}
