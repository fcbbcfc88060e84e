/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers read beside COL_status, and weights.

   Rows of a batch are read with the cell first and its status only where there is one; blocks of
   hundredths skip the words when the status column is empty, which it nearly always is. Frames are
   read by the same rules, and what a row lacks is said by one enum, which each method turns into
   its own reason. */
#include "measured.h"

#include <string.h>

#include "heed.h"
#include "shell_word.h"
#include "units.h"

static void say_negative_weight(struct kom_buf *out, struct kom_text cell) {
    kom_buf_str(out, "is negative, and a weight is at least 0; correct it, or use --missing ");
    kom_shell_item(out, kom_text_trim(cell));
    kom_buf_str(out, " if it means missing");
}

/* ---- which column ---- */

enum kom_status kom_measured_want(struct kom_extract *x, int column, struct kom_measured *m,
                                  struct kom_error *err) {
    *m = (struct kom_measured){column, KOM_NO_COLUMN};
    return column < 0 ? KOM_OK : kom_beside_want(x, column, &m->status, err);
}

enum kom_status kom_measured_find(const struct kom_frame *frame, int column, struct kom_measured *m,
                                  struct kom_error *err) {
    *m = (struct kom_measured){column, KOM_NO_COLUMN};
    if (column < 0)
        return KOM_OK;
    return kom_status_beside(frame->index, (size_t)column, kom_frame_place(frame), &m->status, err);
}

void kom_measured_ask(struct kom_ask *ask, int column, int *beside) {
    struct kom_measured m;
    if (ask->status)
        return;
    ask->status = kom_measured_find(ask->frame, column, &m, ask->err);
    if (!ask->status && column >= 0)
        beside[column] = m.status;
}

/* ---- rows of a batch ---- */

enum kom_cell kom_measured_denied(struct kom_view *v, int status, uint32_t row) {
    enum kom_value_status said = KOM_STATUS_BLANK;
    if (status >= 0)
        said = kom_value_status_of(kom_view_text(v, status, row));
    if (said != KOM_STATUS_UNKNOWN)
        return kom_value_status_denies(said) ? KOM_CELL_MISSING : KOM_CELL_VALUE;
    struct kom_buf why = {0};
    kom_value_status_explain(kom_view_code(v, status, row), v->extract->columns[status].heading,
                             v->extract->reading->side, &why);
    kom_view_bad(v, status, row, "%.*s", (int)why.n, why.p ? why.p : "");
    kom_buf_fini(&why);
    return KOM_CELL_BAD;
}

enum kom_cell kom_measured_number(struct kom_view *v, struct kom_measured m, uint32_t row,
                                  struct kom_num *number) {
    enum kom_cell said = kom_measured_denied(v, m.status, row);
    if (said == KOM_CELL_BAD)
        return said;
    enum kom_cell cell = kom_view_number(v, m.column, row, number);
    return cell == KOM_CELL_VALUE ? said : cell;
}

/* Of cells beside a status: a word that denies the value, or an unknown one. */
static void heed_status(const struct kom_view *v, int status, uint32_t from, uint32_t n,
                        int64_t *hundredths) {
    const uint32_t *length = v->batch->length[status] + from;
    for (uint32_t i = 0; i < n; i++)
        if (length[i] &&
            (hundredths[i] == KOM_BLANK_HUNDREDTHS ||
             kom_value_status_of(kom_view_text(v, status, from + i)) > KOM_STATUS_BREAK))
            hundredths[i] = KOM_NO_HUNDREDTHS;
}

void kom_measured_hundredths(const struct kom_view *v, struct kom_measured m, uint32_t from,
                             uint32_t n, int64_t *hundredths) {
    const uint32_t *length = v->batch->length[m.column] + from;
    kom_columns_hundredths(v, m.column, from, n, hundredths);
    for (uint32_t i = 0; i < n; i++)
        hundredths[i] = length[i] ? hundredths[i] : KOM_BLANK_HUNDREDTHS;
    if (m.status >= 0)
        heed_status(v, m.status, from, n, hundredths);
}

static void bad_weight(struct kom_view *v, int column, uint32_t row) {
    struct kom_buf why = {0};
    say_negative_weight(&why, kom_view_text(v, column, row));
    kom_view_bad(v, column, row, "%.*s", (int)why.n, why.p ? why.p : "");
    kom_buf_fini(&why);
}

enum kom_weight kom_weight_number(struct kom_view *v, struct kom_measured m, uint32_t row,
                                  struct kom_num *weight) {
    const struct kom_num zero = kom_num_whole(0);
    enum kom_cell cell = kom_measured_number(v, m, row, weight);
    if (cell != KOM_CELL_VALUE)
        return cell == KOM_CELL_BAD ? KOM_WEIGHT_BAD : KOM_WEIGHT_NONE;
    int sign = kom_num_order(weight, &zero);
    if (sign < 0)
        bad_weight(v, m.column, row);
    return sign < 0 ? KOM_WEIGHT_BAD : sign == 0 ? KOM_WEIGHT_ZERO : KOM_WEIGHT_GOOD;
}

/* ---- rows of a frame ---- */

static enum kom_status fail_with(const struct kom_frame *frame, size_t row, int column,
                                 struct kom_buf *why, struct kom_error *err) {
    enum kom_status status =
        why->failed ? kom_no_memory(err)
                    : kom_frame_fail(frame, row, column, err, "%.*s", (int)why->n, why->p);
    kom_buf_fini(why);
    return status;
}

enum kom_status kom_measured_said(const struct kom_frame *frame, size_t row, int column,
                                  enum kom_value_status *status, struct kom_error *err) {
    *status = KOM_STATUS_BLANK;
    if (column < 0)
        return KOM_OK;
    struct kom_text t = kom_text_trim(kom_frame_cell(frame, row, column));
    *status = kom_value_status_of(t);
    if (*status != KOM_STATUS_UNKNOWN)
        return KOM_OK;
    struct kom_buf why = {0};
    kom_value_status_explain(t, frame->name[column], frame->side, &why);
    return fail_with(frame, row, column, &why, err);
}

enum kom_status kom_measured_read(const struct kom_frame *frame, size_t row, struct kom_measured m,
                                  struct kom_num *number, enum kom_value_status *status,
                                  struct kom_error *err) {
    enum kom_nothing nothing = KOM_VALUE;
    enum kom_status result = kom_measured_said(frame, row, m.status, status, err);
    if (!result)
        result = kom_frame_number(frame, row, m.column, number, &nothing, err);
    if (!result && nothing != KOM_VALUE && !kom_value_status_denies(*status))
        *status = nothing == KOM_MISSING ? KOM_STATUS_MISSING : KOM_STATUS_IMPOSSIBLE;
    return result;
}

enum kom_status kom_weight_read(const struct kom_frame *frame, size_t row, struct kom_measured m,
                                struct kom_num *weight, enum kom_weight *kind,
                                struct kom_error *err) {
    const struct kom_num zero = kom_num_whole(0);
    enum kom_value_status said;
    *kind = KOM_WEIGHT_BAD;
    enum kom_status status = kom_measured_read(frame, row, m, weight, &said, err);
    if (status)
        return status;
    if (kom_value_status_denies(said)) {
        *kind = KOM_WEIGHT_NONE;
        return KOM_OK;
    }
    int sign = kom_num_order(weight, &zero);
    if (sign < 0) {
        struct kom_buf why = {0};
        say_negative_weight(&why, kom_frame_cell(frame, row, m.column));
        return fail_with(frame, row, m.column, &why, err);
    }
    *kind = sign == 0 ? KOM_WEIGHT_ZERO : KOM_WEIGHT_GOOD;
    return KOM_OK;
}

/* ---- rows that lack what they are asked for ---- */

static enum kom_status forgive(const struct kom_measured_frame *f, enum kom_status status,
                               enum kom_lack *lack) {
    if (status != KOM_EDATA || !f->skips_bad_rows)
        return status;
    *lack = KOM_LACKS_SENSE;
    return KOM_OK;
}

enum kom_status kom_measured_value(const struct kom_measured_frame *f, size_t row, int column,
                                   struct kom_num *value, enum kom_lack *lack,
                                   struct kom_error *err) {
    enum kom_value_status said;
    enum kom_status status = kom_measured_read(
        f->frame, row, (struct kom_measured){column, f->beside[column]}, value, &said, err);
    if (!status && kom_value_status_denies(said))
        *lack = said == KOM_STATUS_HIDDEN ? KOM_LACKS_HIDDEN : KOM_LACKS_VALUE;
    return forgive(f, status, lack);
}

enum kom_status kom_measured_weight(const struct kom_measured_frame *f, size_t row, int column,
                                    struct kom_num *weight, enum kom_lack *lack,
                                    struct kom_error *err) {
    enum kom_weight kind;
    enum kom_status status = kom_weight_read(
        f->frame, row, (struct kom_measured){column, f->beside[column]}, weight, &kind, err);
    if (!status && kind != KOM_WEIGHT_GOOD)
        *lack = kind == KOM_WEIGHT_ZERO ? KOM_LACKS_MORE_WEIGHT : KOM_LACKS_WEIGHT;
    return forgive(f, status, lack);
}
