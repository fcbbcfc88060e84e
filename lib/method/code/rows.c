/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a result as they come. */
#include "work.h"

void *code_add_row(struct kom_code *c, size_t size) {
    if (kom_grow(&c->rows, &c->cap_rows, c->n_rows + 1, size))
        return NULL;
    return (char *)c->rows + size * c->n_rows++;
}
