/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kom-check must have in memory, against --memory: side tables, the keys of other files, and
 * what the rows add to them. */
#include <inttypes.h>

#include "work.h"

/* Below it nothing is refused: the tables of a small call, whatever was allowed. */
static const uint64_t least = UINT64_C(8) << 20;

static uint64_t nbytes_of_side(const struct kom_check_side *side) {
    const struct kom_frame *f = side->frame;
    const uint64_t row =
        2 * sizeof *side->first + 2 * sizeof *side->next + sizeof *f->line + sizeof *f->file;
    return kom_intern_nbytes(&side->keys) +
           (f ? f->arena.nbytes + f->n_rows * (f->n_cols * sizeof *f->cell + row) : 0);
}

uint64_t kom_check_sides_nbytes(const struct kom_check_plan *plan) {
    uint64_t nbytes = kom_intern_nbytes(&plan->units) + nbytes_of_side(&plan->offerings) +
                      (plan->recipients ? kom_check_recipients_nbytes(plan->recipients) : 0);
    for (size_t i = 0; i < plan->n_references; i++)
        nbytes += kom_roll_nbytes(&plan->references[i].roll) +
                  kom_intern_nbytes(&plan->references[i].keys);
    return nbytes;
}

enum kom_status kom_check_bounded(const struct kom_check_plan *plan, uint64_t more,
                                  const char *what, struct kom_error *err) {
    uint64_t most = plan->request->max_memory, nbytes = kom_check_sides_nbytes(plan) + more,
             limit = most > least ? most : least;
    if (most == 0 || nbytes <= limit)
        return KOM_OK;
    return kom_fail(err, KOM_ENOMEM,
                    "--memory: %s, which must lie in memory, and what lies there already take "
                    "%" PRIu64 "M so far, and %" PRIu64 "M are allowed for it; give more",
                    what, (nbytes >> 20) + 1, limit >> 20);
}
