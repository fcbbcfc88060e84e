/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each code of both tables as it stands and without zeros: 0101 and 101 are one where they must be.
 */
#include "padded.h"

#include "intern.h"

struct kom_text kom_padded_bare(struct kom_text t) {
    struct kom_text bare = t;
    if (!kom_is_digits(t))
        return t;
    while (bare.n > 1 && bare.p[0] == '0') {
        bare.p++;
        bare.n--;
    }
    return bare;
}

/* The codes of a table: as they stand, and the first spelling of each without zeros. */
struct codes {
    struct kom_intern as_is, bare;
    bool is_failed, is_twofold; /* a code stands in two spellings */
};

static void gather(struct codes *codes, const struct kom_grid *grid, size_t col) {
    for (size_t i = 0; i < grid->n_rows && !codes->is_failed; i++) {
        struct kom_text t = kom_grid_cell(grid, i, col)->text;
        size_t n_as_is = codes->as_is.n, n_bare = codes->bare.n;
        uint32_t a = kom_intern_add(&codes->as_is, t);
        uint32_t b = kom_intern_add(&codes->bare, kom_padded_bare(t));
        codes->is_failed = a == KOM_NO_ID || b == KOM_NO_ID;
        codes->is_twofold =
            codes->is_twofold || (codes->as_is.n > n_as_is) != (codes->bare.n > n_bare);
    }
}

static void fini(struct codes *codes) {
    kom_intern_fini(&codes->as_is);
    kom_intern_fini(&codes->bare);
}

/* A new spelling has a new code without zeros each time, so both have the same numbers. */
static void meet(const struct codes *old, const struct codes *now, struct kom_padded *found) {
    for (size_t i = 0; i < now->as_is.n; i++) {
        uint32_t at = kom_intern_find(&old->bare, now->bare.text[i]);
        if (at == KOM_NO_ID || kom_text_equal(old->as_is.text[at], now->as_is.text[i]))
            continue;
        if (found->n++ == 0) {
            found->old = old->as_is.text[at];
            found->now = now->as_is.text[i];
        }
    }
    found->is_padded = found->n > 0;
}

/* The texts of the answer are those of the grids, which outlive it. */
static struct kom_text text_in(const struct kom_grid *grid, size_t col, struct kom_text t) {
    for (size_t i = 0; i < grid->n_rows; i++) {
        struct kom_text cell = kom_grid_cell(grid, i, col)->text;
        if (kom_text_equal(cell, t))
            return cell;
    }
    return (struct kom_text){NULL, 0};
}

enum kom_status kom_padded_find(const struct kom_grid *old, size_t old_col,
                                const struct kom_grid *now, size_t now_col,
                                struct kom_padded *found, struct kom_error *err) {
    struct codes a = {.is_failed = false}, b = {.is_failed = false};
    *found = (struct kom_padded){.n = 0};
    gather(&a, old, old_col);
    gather(&b, now, now_col);
    bool is_failed = a.is_failed || b.is_failed;
    if (!is_failed && !a.is_twofold && !b.is_twofold)
        meet(&a, &b, found);
    found->old = text_in(old, old_col, found->old);
    found->now = text_in(now, now_col, found->now);
    fini(&a);
    fini(&b);
    return is_failed ? kom_no_memory_in(err, "the table") : KOM_OK;
}
