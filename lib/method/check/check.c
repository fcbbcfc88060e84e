/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A check from end to end: the plan, the threads, the writer. */
#include "check.h"

#include "work.h"

/* Findings are written by the threads that find them (emit.c), so the cells have no writers here.
 */
const struct kom_output_column kom_check_columns[] = {
    {"file", "text", "the file, as it was named", NULL, 0, NULL},
    {"line", "number", "the line where the row, or the header, begins", NULL, 0, NULL},
    {"column", "text",
     "the heading; several with ; between; blank when the row as a whole is meant", NULL, 0, NULL},
    {"rule", "text", "the rule that was broken", NULL, 0, NULL},
    {"value", "text", "the cell as it was read; (hidden) for persons and CPR numbers", NULL, 0,
     NULL},
    {"message", "text", "what is wrong and what to do", NULL, 0, NULL},
    {0},
};

static enum kom_status write_header(struct kom_sink *sink, struct kom_buf *header,
                                    struct kom_error *err) {
    enum kom_status status =
        header->failed ? kom_no_memory(err) : kom_sink_write(sink, kom_buf_view(header), err);
    kom_buf_reset(header);
    return status;
}

/* The headers of the three outputs. */
static enum kom_status write_headers(struct kom_extract *x, const struct kom_check_request *r,
                                     struct kom_error *err) {
    struct kom_buf header = {0};
    kom_output_header((struct kom_output_by){NULL, 0}, kom_check_columns, NULL, &header);
    enum kom_status status = write_header(r->out, &header, err);
    if (!status && r->good) {
        kom_extract_header(x, &header);
        kom_buf_byte(&header, '\n');
        status = write_header(r->good, &header, err);
    }
    if (!status && r->aside) {
        kom_extract_aside_header(x, &header);
        status = write_header(r->aside, &header, err);
    }
    kom_buf_fini(&header);
    return status;
}

static enum kom_status fold(struct kom_check_plan *plan, struct kom_check_writer *writer,
                            unsigned n, struct kom_error *err) {
    struct kom_check_worker *workers = kom_alloc(n, sizeof *workers);
    void **states = kom_alloc(n, sizeof *states);
    enum kom_status status = workers && states ? KOM_OK : kom_no_memory(err);
    unsigned made = 0;
    for (; made < n && !status; made++) {
        status = kom_check_worker_init(&workers[made], plan, err);
        states[made] = &workers[made];
    }
    const struct kom_fold f = {.n_threads = n,
                               .workers = states,
                               .take = kom_check_take,
                               .emit = kom_check_emit,
                               .context = writer};
    if (!status)
        status = kom_extract_fold(plan->x, &f, err);
    if (!status)
        status = kom_check_late_end(writer, err);
    for (unsigned i = 0; i < made; i++)
        kom_check_worker_fini(&workers[i]);
    kom_free(workers);
    kom_free(states);
    return status;
}

enum kom_status kom_check(struct kom_extract *x, const struct kom_check_request *request,
                          unsigned n_threads, struct kom_check_result *result,
                          struct kom_error *err) {
    struct kom_check_plan plan = {0};
    struct kom_check_writer writer = {0};
    *result = (struct kom_check_result){0};
    const uint64_t failures = kom_mem_failures();
    enum kom_status status = write_headers(x, request, err);
    if (!status)
        status = kom_check_plan_init(&plan, x, request, err);
    if (!status)
        status = kom_check_writer_init(&writer, &plan, result, err);
    if (!status)
        status = fold(&plan, &writer, n_threads ? n_threads : 1, err);
    if (!status)
        status = kom_check_cpr_columns(&writer, err);
    if (!status)
        status = kom_check_later_headers(&plan, err);
    result->n_errors += plan.n_header_errors;
    result->n_warnings += plan.n_header_warnings;
    for (size_t i = 0; i < KOM_N_CHECK_RULES; i++)
        result->found[i] += plan.n_header[i];
    result->n_good = x->n_read - x->aside[-KOM_ASIDE_NOT_ASKED - 1];
    for (size_t i = 0; i < KOM_N_CHECK_RULES; i++)
        result->n_good -= result->reason[i];
    kom_check_writer_fini(&writer);
    kom_check_plan_fini(&plan);
    return kom_mem_settle(failures, status, err);
}
