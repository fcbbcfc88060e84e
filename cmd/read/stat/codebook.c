/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codebook of a file: what its columns are called, how they are shown, what their values mean.
 */
#include "parse.h"
#include "read/book.h"

void kom_statfile_put_code(const struct kom_statfile_column *c, const struct kom_value_label *item,
                           struct kom_buf *out) {
    struct kom_shown_odd none = {0, 0};
    if (item->text) {
        kom_book_part(out, item->text);
    } else if (item->tag) {
        kom_buf_byte(out, '.');
        kom_buf_byte(out, item->tag);
    } else {
        kom_shown_put(&c->shown, item->number, out, &none);
    }
}

/* CODE=LABEL|CODE=LABEL */
static void put_values(const struct kom_statfile_column *c, struct kom_buf *out) {
    struct kom_buf list = {0};
    for (size_t i = 0; c->labels && i < c->labels->n; i++) {
        const struct kom_value_label *item = &c->labels->item[i];
        kom_buf_str(&list, i ? "|" : "");
        kom_statfile_put_code(c, item, &list);
        kom_buf_byte(&list, '=');
        kom_book_part(&list, item->label);
    }
    kom_buf_csv(out, kom_buf_view(&list));
    out->failed = out->failed || list.failed;
    kom_buf_fini(&list);
}

void kom_statfile_codebook(const struct kom_statfile *f, struct kom_buf *out) {
    kom_book_header(out);
    for (size_t i = 0; i < f->n_columns; i++) {
        const struct kom_statfile_column *c = &f->column[i];
        kom_buf_csv(out, kom_text_of(c->name));
        kom_buf_byte(out, ',');
        kom_buf_csv(out, kom_text_of(c->label));
        kom_buf_byte(out, ',');
        kom_buf_str(out, c->is_text ? "text" : kom_shown_word(&c->shown));
        kom_buf_byte(out, ',');
        kom_buf_csv(out, kom_text_of(c->format));
        kom_buf_byte(out, ',');
        put_values(c, out);
        kom_buf_byte(out, '\n');
    }
}
