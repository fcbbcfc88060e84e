/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a frame that may be one row twice: persons who differ by the spelling of their ids alone,
   and groups whose rows are the same in every cell. Both may be meant (ids in capitals and small
   letters, two wards of one size), so they are counted as they stand, and named. */
#include "spelling.h"
#include "work.h"

/* What a row has in common with its like. */
static void add_likeness(const struct scale_frame *f, size_t row, struct kom_buf *folded,
                         struct kom_buf *key) {
    kom_buf_reset(key);
    if (f->respondent < 0) {
        for (size_t k = 0; k < f->frame->n_cols; k++)
            kom_group_add_part(key, kom_text_trim(kom_frame_cell(f->frame, row, (int)k)));
        return;
    }
    kom_buf_reset(folded);
    kom_spelling_fold(folded, kom_frame_cell(f->frame, row, f->respondent));
    kom_group_add_part(key, kom_buf_view(folded));
    if (f->wave >= 0)
        kom_group_add_part(key, kom_text_trim(kom_frame_cell(f->frame, row, f->wave)));
    key->failed = key->failed || folded->failed;
}

enum kom_status scale_frame_twice(struct scale_frame *f, struct kom_error *err) {
    struct kom_groups seen = {0};
    struct kom_buf folded = {0}, key = {0};
    size_t *first = kom_alloc(f->frame->n_rows + 1, sizeof *first); /* row of each group */
    bool ok = first;
    for (size_t row = 0; row < f->frame->n_rows && ok; row++) {
        const size_t n = seen.n;
        add_likeness(f, row, &folded, &key);
        const uint32_t id =
            key.failed ? KOM_GROUP_NONE : kom_groups_intern(&seen, kom_buf_view(&key));
        ok = id != KOM_GROUP_NONE;
        if (ok && seen.n > n)
            first[id] = row;
        else if (ok && f->n_twice++ == 0) {
            f->twice = row;
            f->once = first[id];
        }
    }
    kom_free(first);
    kom_groups_fini(&seen);
    kom_buf_fini(&folded);
    kom_buf_fini(&key);
    return ok ? KOM_OK : kom_no_memory_in(err, "the frame");
}

/* FILE:LINE of a row. */
static void say_row(const struct kom_frame *f, size_t row, struct kom_buf *text) {
    kom_buf_printf(text, "%s:%llu", f->n_files ? f->files[f->file[row]].name : "table",
                   (unsigned long long)f->line[row]);
}

void scale_say_twice(const struct scale_frame *f, struct kom_buf *text) {
    if (f->n_twice == 0)
        return;
    kom_buf_printf(text, "frame: %zu %s ", f->n_twice, f->n_twice > 1 ? "rows have" : "row has");
    kom_buf_str(text, f->respondent >= 0 ? "a respondent of another row but for the spelling"
                                         : "the cells of another row");
    kom_buf_str(text, f->n_twice > 1 ? ", the first in " : ", in ");
    say_row(f->frame, f->twice, text);
    kom_buf_str(text, " and ");
    say_row(f->frame, f->once, text);
    kom_buf_str(text, "; both are counted; where they are the same, take one out of the frame");
}
