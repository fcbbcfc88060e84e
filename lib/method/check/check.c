/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of a check: the plan, the workers, the writer. */
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

enum kom_status kom_check_new(struct kom_check **check, const struct kom_check_request *request,
                              struct kom_error *err) {
    struct kom_check *c = *check = kom_alloc(1, sizeof *c);
    if (!c)
        return kom_no_memory(err);
    c->request = *request;
    c->failures = kom_mem_failures();
    return KOM_OK;
}

void kom_check_free(struct kom_check *c) {
    if (!c)
        return;
    for (unsigned i = 0; i < c->n_workers; i++)
        kom_check_worker_fini(&c->worker[i]);
    kom_free(c->worker);
    kom_check_writer_fini(&c->writer);
    kom_check_plan_fini(&c->plan);
    kom_free(c);
}

const struct kom_check_result *kom_check_result(const struct kom_check *c) {
    return &c->writer.result;
}

/* ---- the verbs ---- */

/* Findings on headers, which come before the rows or behind them, and wait for none. */
static enum kom_status take_headers(struct kom_check *c, struct kom_buf *told,
                                    struct kom_error *err) {
    struct kom_text bytes = kom_buf_view(told), payload;
    enum kom_check_tag tag;
    struct kom_check_item item;
    enum kom_status status = KOM_OK;
    if (c->request.saves)
        kom_buf_text(&c->writer.kept.head, bytes);
    while (!c->request.saves && !status && kom_check_next_item(&bytes, &tag, &item, &payload))
        status = kom_check_take_item(&c->writer, tag, &item, payload, err);
    kom_buf_reset(told);
    return status;
}

static enum kom_status ask(void *method, struct kom_extract *x, struct kom_error *err) {
    struct kom_check *c = method;
    enum kom_status status = kom_check_plan_init(&c->plan, x, &c->request, err);
    if (!status)
        status = kom_check_writer_init(&c->writer, &c->plan, err);
    if (!status && c->request.is_loaded)
        kom_buf_reset(&c->plan.header); /* which the parts tell */
    if (!status && !c->request.saves)
        status = write_headers(x, &c->request, err);
    if (!status)
        status = take_headers(c, &c->plan.header, err);
    return kom_mem_settle(c->failures, status, err);
}

static enum kom_status hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct kom_check *c = method;
    enum kom_status status = KOM_OK;
    c->worker = kom_alloc(*n, sizeof *c->worker);
    if (!c->worker)
        return kom_no_memory(err);
    for (; c->n_workers < *n && !status; c->n_workers++) {
        worker[c->n_workers] = &c->worker[c->n_workers];
        status = kom_check_worker_init(&c->worker[c->n_workers], &c->plan, err);
        c->worker[c->n_workers].writer = &c->writer;
    }
    return status;
}

static enum kom_status emit(void *method, struct kom_text bytes, struct kom_error *err) {
    struct kom_check *c = method;
    return kom_check_take_told(&c->writer, bytes, err);
}

static enum kom_status finish(void *method, const struct kom_extract *x, struct kom_error *err) {
    struct kom_check *c = method;
    (void)x;
    enum kom_status status = kom_check_late_end(&c->writer, err);
    const bool is_loaded = c->request.is_loaded;
    if (!status && is_loaded)
        status = kom_check_weigh(&c->writer, err);
    if (!status)
        status = kom_check_cpr_columns(&c->writer, err);
    if (!status && !is_loaded)
        status = kom_check_later_headers(&c->plan, err);
    if (!status)
        status = take_headers(c, is_loaded ? &c->writer.kept.order : &c->plan.header, err);
    kom_check_count(&c->writer);
    return kom_mem_settle(c->failures, status, err);
}

const struct kom_method kom_check_method = {.judges_rows = true,
                                            .ask = ask,
                                            .hire = hire,
                                            .take = kom_check_take,
                                            .emit = emit,
                                            .save = kom_check_save,
                                            .load = kom_check_load,
                                            .finish = finish};
