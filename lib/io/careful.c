/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv, strict, fed byte by byte: slow, and used only where a quote is doubled or out of place.
 */
#include "careful.h"

#include <csv.h>

#include "mem.h"

enum { CAREFUL_STEP = 8 * 1024 };

struct taken {
    struct kom_buf *out;
    bool is_done;
};

static void take(void *text, size_t n, void *data) {
    struct taken *taken = data;
    kom_buf_add(taken->out, text, n);
    taken->is_done = true;
}

static int no_blanks(unsigned char c) {
    (void)c;
    return 0;
}

/* A CR can only end a field here: whether LF follows it is the caller's to see. */
static int line_ends(unsigned char c) {
    return c == '\n' || c == '\r';
}

static void *grow(void *p, size_t n) {
    return kom_resize(p, n, 1);
}

size_t kom_careful_field(const char *p, size_t n, char delimiter, struct kom_buf *out,
                         bool *is_valid) {
    struct csv_parser parser;
    struct taken taken = {out, false};
    size_t i = 0;
    *is_valid = csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0;
    csv_set_delim(&parser, (unsigned char)delimiter);
    csv_set_space_func(&parser, no_blanks);
    csv_set_term_func(&parser, line_ends);
    csv_set_blk_size(&parser, CAREFUL_STEP); /* its own step of 128 is slow for long fields */
    csv_set_realloc_func(&parser, grow);
    csv_set_free_func(&parser, kom_free);
    for (; i < n && *is_valid; i++) {
        *is_valid = csv_parse(&parser, p + i, 1, take, NULL, &taken) == 1;
        if (taken.is_done)
            break;
    }
    if (*is_valid && !taken.is_done)
        *is_valid = csv_fini(&parser, take, NULL, &taken) == 0;
    if (csv_error(&parser) == CSV_ENOMEM)
        out->failed = true;
    if (!*is_valid)
        while (i < n && p[i] != delimiter && p[i] != '\n')
            i++;
    csv_free(&parser);
    return i;
}
