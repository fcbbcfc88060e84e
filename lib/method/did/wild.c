/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wild cluster bootstrap-t, null imposed, into an estimate row. */
#include "work.h"

#include <math.h>

#include "dist.h"
#include "wild.h"

static const char *const weights_name[] = {"Rademacher", "Webb", "Mammen"};

static enum kom_status describe(struct kom_did_cell *cell, const struct kom_wild_base *base,
                                enum kom_wild_weights weights, struct kom_did_row *row) {
    struct kom_buf text = {0};
    kom_buf_printf(&text, "wild cluster bootstrap-t, null imposed, %s", weights_name[weights]);
    if (base->enumerated)
        kom_buf_printf(&text, ", all %llu sign vectors", (unsigned long long)base->draws);
    else
        kom_buf_printf(&text, ", %llu draws, (m+1)/(B+1)", (unsigned long long)base->draws);
    kom_buf_str(&text, ", ties counted, interval by inversion");
    row->method = text.failed ? NULL : kom_arena_copy(&cell->arena, text.p, text.n);
    kom_buf_fini(&text);
    return row->method ? KOM_OK : KOM_ENOMEM;
}

/* The smallest p that these draws can give. */
static double least_p(const struct kom_wild_base *base) {
    return base->enumerated ? 2.0 / (double)base->draws : 1.0 / ((double)base->draws + 1.0);
}

/* Where no p can be as small as 1 - level, no null is rejected, and no interval has an end. */
static enum kom_status draw(const struct kom_did_request *request, const struct kom_wild *wild,
                            const struct kom_wild_base *base, struct kom_did_row *row) {
    struct kom_wild_draw *draws = kom_alloc((size_t)base->draws + 1, sizeof *draws);
    enum kom_status status = draws ? kom_wild_run(wild, 0, base->draws, draws) : KOM_ENOMEM;
    if (!status) {
        struct kom_wild_count count = kom_wild_count(wild, draws, base->draws, 0.0);
        row->n_extreme = (int64_t)count.strict;
        row->n_ties = (int64_t)count.ties;
        row->test.p_value = kom_wild_p(wild, count);
        row->test.conf_low = row->test.conf_high = KOM_NAN;
        if (!kom_p_is_above(least_p(base), request->level))
            kom_wild_interval(wild, draws, request->level, &row->test.conf_low,
                              &row->test.conf_high);
    }
    kom_free(draws);
    return status;
}

enum kom_status kom_did_wild(struct kom_did_work *work, struct kom_did_cell *cell,
                             const struct kom_did_tested *tested, struct kom_did_row *row,
                             struct kom_buf *own) {
    const struct kom_did_request *request = work->request;
    const struct kom_wild_spec spec = {
        .tested = tested->column,
        .weights = request->wild ? (enum kom_wild_weights)kom_did_wild_of(request->wild)
                                 : KOM_WILD_RADEMACHER,
        .draws = (uint64_t)kom_did_draws_of(request),
        .seed = request->seed,
        .ssc = tested->ssc,
    };
    struct kom_wild *wild = NULL;
    struct kom_wild_base base;
    struct kom_error why;
    enum kom_status status = kom_wild_open(&wild, tested->data, &spec, &base, &why);
    if (!status)
        status = describe(cell, &base, spec.weights, row);
    if (!status)
        status = draw(request, wild, &base, row);
    kom_wild_close(wild);
    if (status == KOM_EESTIMATE) {
        kom_did_say(own, "no_bootstrap: %s", why.text);
        row->test.p_value = row->test.conf_low = row->test.conf_high = KOM_NAN;
        row->is_estimated = false;
        return KOM_OK;
    }
    if (status)
        return status == KOM_ENOMEM ? status : kom_fail(work->err, status, "%s", why.text);
    row->draws = (int64_t)base.draws;
    row->is_enumerated = base.enumerated;
    row->is_drawn = !base.enumerated;
    row->p_min = least_p(&base);
    if (kom_p_is_above(row->p_min, request->level))
        kom_did_say(own, "p_min_too_large");
    return KOM_OK;
}
