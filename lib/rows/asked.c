/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame of those who were asked, by persons or groups; which of the two is never guessed. */
#include "asked.h"

/* *row: the first whose n is not plainly 1; n_rows: there is none. */
static enum kom_status find_not_one(const struct kom_frame *frame, const struct kom_measured n,
                                    size_t *row, struct kom_error *err) {
    const struct kom_num one = kom_num_whole(1);
    for (*row = 0; *row < frame->n_rows; ++*row) {
        struct kom_num value;
        enum kom_value_status said;
        const enum kom_status status = kom_measured_read(frame, *row, n, &value, &said, err);
        if (status || kom_value_status_denies(said) || kom_num_compare(&value, &one) != 0)
            return status;
    }
    return KOM_OK;
}

static enum kom_status is_both(const struct kom_frame *frame, const struct kom_asked *asked,
                               size_t row, struct kom_error *err) {
    const struct kom_text respondent = frame->name[asked->respondent];
    const struct kom_text n = frame->name[asked->n.column];
    return kom_frame_fail(
        frame, row, asked->n.column, err,
        "is not 1, where \"%.*s\" makes a row one person; --rename frame:NEW=%.*s "
        "counts each row as one, --rename frame:NEW=%.*s as so many",
        (int)respondent.n, respondent.p, (int)n.n, n.p, (int)respondent.n, respondent.p);
}

enum kom_status kom_asked_find(const struct kom_frame *frame, struct kom_asked *asked,
                               struct kom_error *err) {
    struct kom_ask ask = {.frame = frame, .err = err};
    int n;
    kom_ask_find(&ask, "respondent", &asked->respondent);
    kom_ask_find(&ask, "n", &n);
    if (ask.status)
        return ask.status;
    if (asked->respondent < 0 && n < 0)
        return kom_fail(err, KOM_EDATA,
                        "--frame: it has no column respondent (a person a row), and none n (the "
                        "persons of a group a row); --rename frame:respondent=COL or "
                        "--rename frame:n=COL says which it is");
    size_t row;
    enum kom_status status = kom_measured_find(frame, n, &asked->n, err);
    if (status || asked->respondent < 0 || n < 0)
        return status;
    status = find_not_one(frame, asked->n, &row, err);
    if (status == KOM_EDATA) /* whatever it is, it is not 1 */
        status = KOM_OK;
    if (status || row < frame->n_rows)
        return status ? status : is_both(frame, asked, row, err);
    asked->n = (struct kom_measured){KOM_NO_COLUMN, KOM_NO_COLUMN};
    return KOM_OK;
}

enum kom_status kom_asked_persons(const struct kom_frame *frame, const struct kom_asked *asked,
                                  size_t row, int64_t *n, struct kom_error *err) {
    struct kom_num value;
    enum kom_value_status said;
    *n = 1;
    if (asked->n.column < 0)
        return KOM_OK;
    const enum kom_status status = kom_measured_read(frame, row, asked->n, &value, &said, err);
    if (status)
        return status;
    if (kom_value_status_denies(said))
        return kom_frame_needs(frame, row, asked->n.column, err);
    if (!value.is_exact || value.scale || value.mantissa < 0)
        return kom_frame_fail(frame, row, asked->n.column, err, "is no number of persons");
    *n = value.mantissa;
    return KOM_OK;
}
