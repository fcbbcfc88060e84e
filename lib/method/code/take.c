/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows: which document, unit, code and coder each is, and who read which document. */
#include <math.h>

#include "num.h"
#include "work.h"

static enum kom_status add_reader(struct kom_code_work *w, uint32_t document, uint32_t coder,
                                  struct kom_error *err) {
    if (coder == KOM_NO_ID)
        return KOM_OK;
    return kom_pairs_add(&w->readers, document, coder, NULL) == KOM_NO_ID ? kom_no_memory(err)
                                                                          : KOM_OK;
}

/* ---- --documents ---- */

static enum kom_status take_listed(struct kom_code *c, size_t row, struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const struct kom_frame *f = c->ask.documents;
    char room[16];
    const struct kom_text name = kom_frame_group(f, row, w->column.listed, room);
    if (name.n == 0)
        return kom_frame_needs(f, row, w->column.listed, err);
    const uint32_t document = kom_intern_add(&w->documents, name);
    if (document == KOM_NO_ID)
        return kom_no_memory(err);
    if (w->listed_row[document] == 0)
        w->listed_row[document] = (uint32_t)row + 1;
    if (w->column.listed_coder < 0)
        return KOM_OK;
    const struct kom_text coder = kom_frame_group(f, row, w->column.listed_coder, room);
    const uint32_t id = coder.n ? kom_intern_add(&w->coders, coder) : KOM_NO_ID;
    return coder.n && id == KOM_NO_ID ? kom_no_memory(err) : add_reader(w, document, id, err);
}

static enum kom_status take_documents(struct kom_code *c, struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const struct kom_frame *f = c->ask.documents;
    if (!f)
        return KOM_OK;
    w->listed_row = kom_alloc(f->n_rows + 1, sizeof *w->listed_row);
    enum kom_status status = w->listed_row ? KOM_OK : kom_no_memory(err);
    for (size_t row = 0; row < f->n_rows && !status; row++)
        status = take_listed(c, row, err);
    w->n_listed = w->documents.n;
    return status ? status
                  : kom_meet_add_column(&w->known_documents, "documents", f, w->column.listed, err);
}

/* ---- the input ---- */

/* The number of a cell's text; KOM_NO_ID where it is empty, or (and *failed) memory ran out. */
static uint32_t number_of(struct kom_code_work *w, struct kom_intern *texts, size_t row, int column,
                          bool *failed) {
    char room[16];
    if (column < 0)
        return KOM_NO_ID;
    const struct kom_text text = kom_frame_group(w->frame, row, column, room);
    const uint32_t id = text.n ? kom_intern_add(texts, text) : KOM_NO_ID;
    *failed = *failed || (text.n && id == KOM_NO_ID);
    return id;
}

static enum kom_status take_value(struct kom_code *c, struct code_segment *s,
                                  struct kom_error *err) {
    const struct kom_measured at = c->work->column.value;
    const int column = at.column;
    struct kom_num number;
    enum kom_value_status said = KOM_STATUS_MISSING;
    s->value = KOM_NAN;
    enum kom_status status =
        column < 0 ? KOM_OK : kom_measured_read(c->work->frame, s->row, at, &number, &said, err);
    if (status || kom_value_status_denies(said))
        return status;
    s->value = kom_num_double(&number);
    if (!isfinite(s->value))
        return kom_frame_fail(c->work->frame, s->row, column, err,
                              "is beyond the range of numbers");
    return s->value < 0 && c->ask.measurement == KOM_RATIO
               ? kom_frame_fail(c->work->frame, s->row, column, err,
                                "lies below 0, as nothing does that is measured as a ratio; use "
                                "--measurement interval")
               : KOM_OK;
}

/* What a side table does not have is noted. */
static bool meet(struct kom_code *c, const struct code_segment *s) {
    struct kom_code_work *w = c->work;
    bool ok = true;
    if (c->ask.codebook)
        ok = kom_unmet_frame(&w->unmet_codes, &w->book.known, 1, w->frame, s->row,
                             w->column.code.column);
    if (c->ask.documents)
        ok = kom_unmet_frame(&w->unmet_documents, &w->known_documents, 1, w->frame, s->row,
                             w->column.document) &&
             ok;
    return ok;
}

/* A row of the input in each of its groups. */
static enum kom_status add_segments(struct kom_code_work *w, struct code_segment s,
                                    struct kom_error *err) {
    for (size_t i = 0; i < w->of_row.n; i++) {
        void *segment = w->segment;
        s.group = w->of_row.group[i];
        if (kom_pairs_add(&w->group_documents, s.group, s.document, NULL) == KOM_NO_ID ||
            kom_grow(&segment, &w->cap_segments, w->n_segments + 1, sizeof *w->segment))
            return kom_no_memory(err);
        w->segment = segment;
        w->segment[w->n_segments++] = s;
    }
    return KOM_OK;
}

static enum kom_status take_unit(struct kom_code_work *w, struct code_segment *s, bool *failed) {
    static const struct kom_text whole = {"", 0};
    uint32_t text = number_of(w, &w->texts, s->row, w->column.segment.column, failed);
    if (text == KOM_NO_ID && !*failed)
        text = kom_intern_add(&w->texts, whole);
    s->unit = text == KOM_NO_ID ? KOM_NO_ID : kom_pairs_add(&w->units, s->document, text, NULL);
    return s->unit == KOM_NO_ID ? KOM_ENOMEM : KOM_OK;
}

/* What is there and not told is not blank: that would be no code, and all of the document. */
static enum kom_status find_denied(const struct kom_code_work *w, size_t row,
                                   enum kom_code_reason *reason, struct kom_error *err) {
    const struct kom_measured at[] = {w->column.code, w->column.segment};
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < sizeof at / sizeof at[0] && !status && !*reason; i++) {
        enum kom_value_status said = KOM_STATUS_BLANK;
        if (at[i].status >= 0)
            status = kom_measured_said(w->frame, row, at[i].status, &said, err);
        if (!status && kom_value_status_denies(said))
            *reason = said == KOM_STATUS_HIDDEN ? KOM_CODE_HIDDEN : KOM_CODE_MISSING;
    }
    return status;
}

/* Why a row does not count; else it is taken. */
static enum kom_status take_row(struct kom_code *c, size_t row, enum kom_code_reason *reason,
                                struct kom_error *err) {
    struct kom_code_work *w = c->work;
    struct code_segment s = {.row = row};
    bool failed = false;
    s.document = number_of(w, &w->documents, row, w->column.document, &failed);
    s.coder = number_of(w, &w->coders, row, w->column.coder, &failed);
    s.code = number_of(w, &w->book.codes, row, w->column.code.column, &failed);
    *reason = s.document == KOM_NO_ID                                      ? KOM_CODE_NO_DOCUMENT
              : s.coder == KOM_NO_ID && c->ask.table == KOM_CODE_AGREEMENT ? KOM_CODE_NO_CODER
                                                                           : KOM_CODE_USED;
    if (failed)
        return kom_no_memory(err);
    enum kom_status status = find_denied(w, row, reason, err);
    if (status || *reason)
        return status;
    if (take_unit(w, &s, &failed) || !meet(c, &s))
        return kom_no_memory(err);
    const uint32_t listed = s.document < w->n_listed ? w->listed_row[s.document] : 0;
    status = take_value(c, &s, err);
    if (!status)
        status = code_group(c, row, listed, err);
    if (status || w->of_row.n == 0) {
        *reason = KOM_CODE_SEVERAL;
        return status;
    }
    w->n_without_code += s.code == KOM_NO_ID;
    status = add_reader(w, s.document, s.coder, err);
    return status ? status : add_segments(w, s, err);
}

static enum kom_status judge(struct kom_code *c, const struct kom_meet *known,
                             const struct kom_unmet *unmet, int column, struct kom_error *err) {
    const struct kom_meeting one = {.known = known,
                                    .unmet = unmet,
                                    .label = "segments",
                                    .heading = c->work->frame->name[column],
                                    .frame = c->work->frame};
    return kom_meet_judge(&one, c->ask.unmatched, err);
}

enum kom_status code_take(struct kom_code *c, struct kom_error *err) {
    struct kom_code_work *w = c->work;
    const size_t n = w->frame->n_rows;
    enum kom_status status = take_documents(c, err);
    c->reason = kom_alloc(n + 1, sizeof *c->reason);
    c->n_reasons = n;
    if (!status && !c->reason)
        status = kom_no_memory(err);
    for (size_t row = 0; row < n && !status; row++) {
        enum kom_code_reason reason;
        status = take_row(c, row, &reason, err);
        c->reason[row] = (uint8_t)reason;
    }
    if (!status && c->ask.codebook)
        status = judge(c, &w->book.known, &w->unmet_codes, w->column.code.column, err);
    if (!status && c->ask.documents)
        status = judge(c, &w->known_documents, &w->unmet_documents, w->column.document, err);
    if (!status)
        status = code_group_listed(c, err);
    return status ? status : code_group_judge(c, err);
}
