/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pieces of a codebook that all formats write alike. */
#include "read/book.h"

void kom_book_header(struct kom_buf *out) {
    kom_buf_str(out, "name,label,type,format,values\n");
}

void kom_book_part(struct kom_buf *out, const char *text) {
    for (; *text; text++) {
        if (*text == '|' || *text == '\\' || *text == '=')
            kom_buf_byte(out, '\\');
        kom_buf_byte(out, *text);
    }
}
