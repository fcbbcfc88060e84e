/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods of a panel: canonical ones, or whole numbers that count by one. */
#include "shell_word.h"
#include "work.h"

/* ---- periods ---- */

static bool is_whole(struct kom_text text) {
    return text.n < 10 && kom_is_digits(text);
}

static int32_t whole_of(struct kom_text text) {
    int32_t number = 0;
    for (size_t i = 0; i < text.n; i++)
        number = number * 10 + (text.p[i] - '0');
    return number;
}

static enum kom_status no_period(const struct kom_did_work *work, size_t row, int column,
                                 struct kom_text text) {
    struct kom_buf word = {0};
    kom_shell_item(&word, text);
    enum kom_status status =
        word.failed ? KOM_ENOMEM
                    : kom_frame_fail(work->frame, row, column, work->err,
                                     "\"%.*s\" is no period and no whole number; if it means that "
                                     "there is none, use --missing %.*s",
                                     (int)text.n, text.p, (int)word.n, word.p);
    kom_buf_fini(&word);
    return status;
}

enum kom_status kom_did_period(struct kom_did_work *work, size_t row, int column,
                               struct kom_period *period, bool *is_there) {
    struct kom_text text = kom_text_trim(kom_frame_cell(work->frame, row, column));
    /* A year and a whole number are one thing: both count by one. */
    *period = (struct kom_period){KOM_PERIOD_YEAR, 0};
    *is_there = true;
    if (is_whole(text)) {
        period->number = whole_of(text);
        return KOM_OK;
    }
    *is_there = !kom_text_is(text, "..") && !kom_text_is(text, ".");
    if (*is_there && kom_frame_period(work->frame, row, column, period, is_there, NULL) != KOM_OK)
        return no_period(work, row, column, text);
    return KOM_OK;
}

const char *kom_did_period_text(struct kom_did_work *work, int32_t number) {
    struct kom_buf text = {0};
    char label[16];
    if (work->table.kind == KOM_PERIOD_YEAR)
        kom_buf_int(&text, number);
    else
        kom_buf_add(&text, label,
                    kom_period_format(label, (struct kom_period){work->table.kind, number}));
    const char *copy = text.failed ? NULL : kom_arena_copy(&work->out->arena, text.p, text.n);
    kom_buf_fini(&text);
    return copy;
}
