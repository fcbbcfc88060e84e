/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a part: findings on headers, what the first records say, and the lines of its rows.
 */
#include "work.h"

enum { PIECE = 256 * 1024 };

/* ---- lines ---- */

/* Findings on headers, which are the same bytes in every part. */
static enum kom_status put_headers(const char *name, const struct kom_buf *told,
                                   struct kom_state_out *o, struct kom_error *err) {
    struct kom_text bytes = kom_buf_view(told), payload;
    enum kom_check_tag tag;
    struct kom_check_item item;
    enum kom_status status = told->failed ? kom_no_memory(err) : KOM_OK;
    while (!status && kom_check_next_item(&bytes, &tag, &item, &payload)) {
        kom_state_tag(o, name);
        kom_state_whole(o, item.file);
        kom_state_text(o, kom_text_of(kom_check_severity_word(item.a)));
        kom_state_text(o, kom_text_of(kom_check_rule_name((enum kom_check_rule)item.b)));
        kom_state_text(o, payload);
        status = kom_state_line(o, err);
    }
    return status;
}

static enum kom_status put_judged(const struct kom_check_writer *w, struct kom_state_out *o,
                                  struct kom_error *err) {
    struct kom_buf digits = {0};
    for (size_t i = 0; i < w->plan->n_columns; i++)
        kom_buf_byte(&digits, (char)('0' + kom_check_judged(w, i)));
    kom_state_tag(o, "judged");
    kom_state_text(o, kom_buf_view(&digits));
    enum kom_status status = digits.failed ? kom_no_memory(err) : kom_state_line(o, err);
    kom_buf_fini(&digits);
    return status;
}

static enum kom_status put_written(const struct kom_check_writer *w, struct kom_state_out *o,
                                   struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < w->plan->x->n_files && !status; i++) {
        if (w->kept.header[i] == KOM_BYTES_ASCII)
            continue;
        kom_state_tag(o, "written");
        kom_state_whole(o, i);
        kom_state_whole(o, w->kept.header[i]);
        status = kom_state_line(o, err);
    }
    return status;
}

static enum kom_status put_rows(struct kom_check_writer *w, struct kom_state_out *o,
                                struct kom_error *err) {
    struct kom_check_kept *k = &w->kept;
    const uint64_t end = kom_spill_end(&k->lines);
    struct kom_text some = {NULL, 0};
    enum kom_status status = KOM_OK;
    for (uint64_t at = 0; at < end && !status; at += some.n) {
        const uint64_t left = end - at;
        status = kom_spill_read(&k->lines, at, left < PIECE ? (size_t)left : PIECE, &some, err);
        if (!status && some.n == 0)
            status = kom_fail(err, KOM_EIO, "temporary file: it ends too early");
        some.n = some.n < left ? some.n : (size_t)left;
        if (!status)
            status = kom_state_lines_out(o, some, err);
    }
    return status ? status : kom_state_lines_out(o, kom_buf_view(&k->ready), err);
}

/* What a part itself has seen of headers, and not been told. */
static enum kom_status see_headers(struct kom_check *c, struct kom_error *err) {
    const struct kom_extract *x = c->plan.x;
    for (size_t i = 0; i < x->n_files; i++)
        c->writer.kept.header[i] = kom_check_encoding_of(x->files[i]->header);
    enum kom_status status = kom_check_later_headers(&c->plan, err);
    kom_buf_text(&c->writer.kept.order, kom_buf_view(&c->plan.header));
    kom_buf_reset(&c->plan.header);
    return status;
}

enum kom_status kom_check_save(void *check, const struct kom_extract *x, struct kom_state_out *o,
                               struct kom_error *err) {
    struct kom_check *c = check;
    struct kom_check_writer *w = &c->writer;
    (void)x;
    enum kom_status status = kom_check_weigh(w, err);
    if (!status && !c->request.is_loaded)
        status = see_headers(c, err);
    if (!status)
        status = put_headers("header", &w->kept.head, o, err);
    if (!status)
        status = put_judged(w, o, err);
    if (!status)
        status = put_written(w, o, err);
    if (!status)
        status = put_headers("order", &w->kept.order, o, err);
    if (!status)
        status = put_rows(w, o, err);
    kom_check_count(w);
    return kom_mem_settle(c->failures, status, err);
}
