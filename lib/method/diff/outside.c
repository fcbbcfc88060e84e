/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after as programs outside have it (kom/diff.h): the result behind an opaque struct. */
#include <math.h>

#include "by_beside.h"
#include "diff.h"

enum { DRAWS_MAX = 100000000 };

struct kom_diff_result {
    struct kom_diff diff;
    struct kom_by_beside beside;
    struct kom_diff_estimate *row;
};

/* A side as it is written: a contrast has none of its own. */
static struct kom_diff_figures side_of(const struct kom_diff_row *row, int side) {
    static const struct kom_diff_figures none = {-1, KOM_NAN, KOM_NAN, -1, KOM_NAN};
    return row->has_sides ? row->side[side] : none;
}

static struct kom_diff_estimate estimate_of(const struct kom_diff_row *row) {
    return (struct kom_diff_estimate){
        .by = row->by,
        .measure = row->measure,
        .term = row->term,
        .n = row->n,
        .test = row->test,
        .scale = row->scale,
        .method = row->method,
        .warning = row->warning,
        .before = side_of(row, 0),
        .after = side_of(row, 1),
        .effect = row->effect,
        .p_equivalence = row->p_equivalence,
        .clusters = row->clusters,
        .draws = row->draws > 0 ? (int64_t)row->draws : -1,
        .is_enumerated = row->is_enumerated,
        .p_min = row->p_min,
    };
}

static enum kom_status convert(struct kom_diff_result *r, struct kom_error *err) {
    r->row = kom_alloc(r->diff.n_rows + 1, sizeof *r->row);
    for (size_t i = 0; r->row && i < r->diff.n_rows; i++)
        r->row[i] = estimate_of(&r->diff.rows[i]);
    return r->row ? KOM_OK : kom_no_memory(err);
}

/* What the tool asks of its options before it asks the method. */
static enum kom_status check(const struct kom_diff_request *q, struct kom_error *err) {
    if (q->sides == KOM_DIFF_PARTICIPATION && !q->participation)
        return kom_fail(err, KOM_EUSAGE, "the sides come from participation, which is not given");
    if (q->sides == KOM_DIFF_PHASE && (!q->phase || !q->before || !q->after))
        return kom_fail(err, KOM_EUSAGE, "phase: needs its column, and the words before and after");
    if (q->skip < 0 || q->skip > INT32_MAX || q->window < 0 || q->window > INT32_MAX)
        return kom_fail(err, KOM_EUSAGE, "skip, window: numbers of periods, not negative");
    if (q->draws < 0 || q->draws > DRAWS_MAX || q->seed < 0)
        return kom_fail(err, KOM_EUSAGE, "draws: at most %d; seed: not negative", DRAWS_MAX);
    if (!(q->level > 0 && q->level < 1))
        return kom_fail(err, KOM_EUSAGE, "level: lies between 0 and 1, as 0.95 does");
    return kom_diff_check(q, err);
}

/* The request with what it leaves to the library, and the tables beside. */
static enum kom_status make(struct kom_diff_result *r, const struct kom_frame *frame,
                            struct kom_diff_request request, const struct kom_beside *beside,
                            struct kom_error *err) {
    request.level = request.level >= 0 && request.level <= 0 ? 0.95 : request.level;
    request.seed = request.has_seed ? request.seed : 1;
    request.unmatched = &r->beside.unmatched;
    enum kom_status status = kom_by_beside_open(&r->beside, beside, &request.lookup, err);
    status = status ? status : check(&request, err);
    status = status ? status : kom_diff_make(&r->diff, frame, &request, err);
    if (status && status != KOM_EESTIMATE)
        return status;
    enum kom_status converted = convert(r, err);
    return converted ? converted : status;
}

enum kom_status kom_diff_open(struct kom_diff_result **result, const struct kom_frame *frame,
                              const struct kom_diff_request *request,
                              const struct kom_beside *beside, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    *result = kom_alloc(1, sizeof **result);
    if (!*result)
        return kom_no_memory(err);
    enum kom_status status =
        kom_mem_settle(failures, make(*result, frame, *request, beside, err), err);
    if (status && status != KOM_EESTIMATE) {
        kom_diff_close(*result);
        *result = NULL;
    }
    return status;
}

const struct kom_diff_estimate *kom_diff_rows(const struct kom_diff_result *result, size_t *n) {
    *n = result->diff.n_rows;
    return result->row;
}

enum kom_diff_reason kom_diff_row_reason(const struct kom_diff_result *result, size_t row) {
    return (enum kom_diff_reason)result->diff.reason[row];
}

struct kom_text kom_diff_unmatched(const struct kom_diff_result *result) {
    return kom_buf_view(&result->beside.unmatched.lines);
}

enum kom_status kom_diff_csv(const struct kom_diff_result *result, struct kom_buf *out,
                             struct kom_error *err) {
    kom_diff_write(&result->diff, out);
    return out->failed ? kom_no_memory(err) : KOM_OK;
}

void kom_diff_close(struct kom_diff_result *result) {
    if (!result)
        return;
    kom_free(result->row);
    kom_diff_fini(&result->diff);
    kom_by_beside_fini(&result->beside);
    kom_free(result);
}
