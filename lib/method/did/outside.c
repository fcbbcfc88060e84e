/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Difference in differences as programs outside have it (kom/did.h): the result behind an opaque
 * struct. */
#include <math.h>

#include "by_beside.h"
#include "did.h"

enum { DRAWS_MAX = 10000000 };

struct kom_did_result {
    struct kom_did did;
    struct kom_by_beside beside;
    struct kom_did_estimate *row;
    bool wants_design;
};

static struct kom_did_estimate estimate_of(const struct kom_did_row *row) {
    return (struct kom_did_estimate){
        .by = row->by,
        .measure = row->measure,
        .term = row->term,
        .n = row->n,
        .test = row->test,
        .method = row->method,
        .warning = row->warning,
        .cohort = row->cohort,
        .event_time = row->event_time,
        .p_permutation = row->p_permutation,
        .p_min = row->p_min,
        .draws = row->draws,
        .is_enumerated = row->is_enumerated,
        .n_treated = row->n_treated,
        .n_control = row->n_control,
        .n_clusters = row->n_clusters,
    };
}

static enum kom_status convert(struct kom_did_result *r, struct kom_error *err) {
    r->row = kom_alloc(r->did.n_rows + 1, sizeof *r->row);
    for (size_t i = 0; r->row && i < r->did.n_rows; i++)
        r->row[i] = estimate_of(&r->did.rows[i]);
    return r->row ? KOM_OK : kom_no_memory(err);
}

/* What the tool asks of its options before it asks the method. */
static enum kom_status check(const struct kom_did_request *q, struct kom_error *err) {
    if (q->n_cluster > 2)
        return kom_fail(err, KOM_EUSAGE, "cluster: at most two columns");
    if (q->draws < 0 || q->draws > DRAWS_MAX)
        return kom_fail(err, KOM_EUSAGE, "draws: at most %d", DRAWS_MAX);
    if (!(q->level > 0 && q->level < 1))
        return kom_fail(err, KOM_EUSAGE, "level: lies between 0 and 1, as 0.95 does");
    return kom_did_check(q, err);
}

/* The request with what it leaves to the library, and the tables beside. */
static enum kom_status make(struct kom_did_result *r, const struct kom_frame *frame,
                            struct kom_did_request request, const struct kom_beside *beside,
                            struct kom_error *err) {
    request.level = request.level >= 0 && request.level <= 0 ? 0.95 : request.level;
    request.seed = request.has_seed ? request.seed : 1;
    request.unmatched = &r->beside.unmatched;
    r->wants_design = request.wants_design;
    enum kom_status status = kom_by_beside_open(&r->beside, beside, &request.lookup, err);
    status = status ? status : check(&request, err);
    status = status ? status : kom_did_make(&r->did, frame, &request, err);
    if (status && status != KOM_EESTIMATE)
        return status;
    enum kom_status converted = convert(r, err);
    return converted ? converted : status;
}

enum kom_status kom_did_open(struct kom_did_result **result, const struct kom_frame *frame,
                             const struct kom_did_request *request, const struct kom_beside *beside,
                             struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    *result = kom_alloc(1, sizeof **result);
    if (!*result)
        return kom_no_memory(err);
    enum kom_status status =
        kom_mem_settle(failures, make(*result, frame, *request, beside, err), err);
    if (status && status != KOM_EESTIMATE) {
        kom_did_close(*result);
        *result = NULL;
    }
    return status;
}

const struct kom_did_estimate *kom_did_rows(const struct kom_did_result *result, size_t *n) {
    *n = result->did.n_rows;
    return result->row;
}

enum kom_did_reason kom_did_row_reason(const struct kom_did_result *result, size_t row) {
    return (enum kom_did_reason)result->did.reason[row];
}

struct kom_text kom_did_unmatched(const struct kom_did_result *result) {
    return kom_buf_view(&result->beside.unmatched.lines);
}

enum kom_status kom_did_csv(const struct kom_did_result *result, struct kom_buf *out,
                            struct kom_error *err) {
    if (result->wants_design)
        kom_did_write_design(&result->did, out);
    else
        kom_did_write(&result->did, out);
    return out->failed ? kom_no_memory(err) : KOM_OK;
}

void kom_did_close(struct kom_did_result *result) {
    if (!result)
        return;
    kom_free(result->row);
    kom_did_fini(&result->did);
    kom_by_beside_fini(&result->beside);
    kom_free(result);
}
