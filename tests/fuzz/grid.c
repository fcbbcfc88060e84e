/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict reader of small CSV texts. */
#include "grid.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    const char *p, *end;
    char *to;
    char delimiter;
};

/* A cell up to its delimiter or line end, which it stops at; NULL, or what is wrong. */
static const char *read_cell(struct reading *r) {
    if (r->p == r->end || *r->p != '"') {
        for (; r->p < r->end && *r->p != r->delimiter && *r->p != '\n'; r->p++) {
            if (*r->p == '"')
                return "a quote within a plain cell";
            if (*r->p == '\r')
                return "a line end in a plain cell";
            *r->to++ = *r->p;
        }
        return NULL;
    }
    for (r->p++; r->p < r->end; r->p++) {
        if (*r->p == '"' && (++r->p == r->end || *r->p != '"'))
            return r->p < r->end && *r->p != r->delimiter && *r->p != '\n'
                       ? "bytes after a closing quote"
                       : NULL;
        *r->to++ = *r->p;
    }
    return "a quote that is never closed";
}

static const char *read_row(struct grid *g, struct reading *r) {
    for (;;) {
        g->cell[g->n_cells++] = r->to;
        const char *wrong = read_cell(r);
        *r->to++ = '\0';
        if (wrong)
            return wrong;
        if (r->p == r->end)
            return "the last row has no line end";
        if (*r->p++ == '\n')
            return NULL;
    }
}

const char *grid_read(struct grid *g, const char *text, size_t n, char delimiter) {
    *g = (struct grid){.bytes = malloc(2 * n + 2),
                       .cell = calloc(n + 1, sizeof *g->cell),
                       .ends = calloc(n + 1, sizeof *g->ends)};
    if (!g->bytes || !g->cell || !g->ends)
        abort();
    struct reading r = {text, n ? text + n : text, g->bytes, delimiter};
    while (r.p < r.end) {
        const char *wrong = read_row(g, &r);
        g->ends[g->n_rows++] = g->n_cells;
        if (wrong)
            return wrong;
        if (g->n_cells != g->n_rows * grid_width(g))
            return "rows of unlike width";
    }
    return NULL;
}

void grid_free(struct grid *g) {
    free(g->bytes);
    free(g->cell);
    free(g->ends);
}

size_t grid_width(const struct grid *g) {
    return g->n_rows ? g->ends[0] : 0;
}

const char *grid_at(const struct grid *g, size_t row, size_t column) {
    return row < g->n_rows && column < grid_width(g) ? g->cell[row * grid_width(g) + column] : "";
}

int grid_column(const struct grid *g, const char *heading) {
    for (size_t i = grid_width(g); i-- > 0;)
        if (strcmp(grid_at(g, 0, i), heading) == 0)
            return (int)i;
    return -1;
}

bool grid_number(const struct grid *g, size_t row, const char *heading, double *value) {
    int column = grid_column(g, heading);
    const char *text = column < 0 ? "" : grid_at(g, row, (size_t)column);
    char *end;
    *value = strtod(text, &end);
    return *text && !*end;
}
