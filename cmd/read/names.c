/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a column of a file that is no text will be called, and what is asked of it by that name. */
#include <string.h>

#include "read/formats.h"
#include "vocab.h"

const char *kom_read_name(const struct kom_read_file *f, const char *name) {
    const struct kom_reading *r = f->request->reading;
    for (size_t i = 0; i < r->n_renames; i++) {
        const struct kom_rename *rename = &r->renames[i];
        if ((!rename->file || strcmp(rename->file, f->path) == 0) &&
            strcmp(rename->from, name) == 0)
            return rename->to;
    }
    return name;
}

bool kom_read_asks_status(const struct kom_read_file *f, const char *name) {
    struct kom_text given = kom_text_of(kom_read_name(f, name));
    bool is_asked = false;
    for (size_t i = 0; i < f->request->n_status; i++)
        is_asked = is_asked || kom_heading_means(f->request->status[i], given);
    return is_asked;
}

const char *kom_read_cell_option(const struct kom_read_request *q) {
    return q->sheet_name     ? "--sheet-name"
           : q->range        ? "--range"
           : q->fills_merged ? "--fill-merged"
                             : NULL;
}

const char *kom_read_sheet_option(const struct kom_read_request *q) {
    return q->sheet ? "--sheet" : kom_read_cell_option(q);
}
