/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extracts, views and frames for programs outside, which do not see what these structs hold. */
#include "extract.h"
#include "frame.h"
#include "mem.h"

/* ---- extracts ---- */

struct kom_extract *kom_extract_new(void) {
    return kom_alloc(1, sizeof(struct kom_extract));
}

void kom_extract_free(struct kom_extract *x) {
    if (x)
        kom_extract_close(x);
    kom_free(x);
}

uint64_t kom_extract_n_read(const struct kom_extract *x) {
    return x->n_read;
}

uint64_t kom_extract_n_aside(const struct kom_extract *x, int reason) {
    if (reason < -KOM_N_BUILTIN || reason >= KOM_N_REASONS)
        return 0;
    return x->aside[reason < 0 ? -reason - 1 : KOM_N_BUILTIN + reason];
}

const struct kom_error *kom_extract_finding(const struct kom_extract *x, unsigned i) {
    return i < x->n_shown ? &x->shown[i] : NULL;
}

/* ---- views ---- */

uint32_t kom_view_n_rows(const struct kom_view *v) {
    return v->n_rows;
}

struct kom_text kom_view_cell(const struct kom_view *v, int column, uint32_t row) {
    return kom_view_text(v, column, row);
}

struct kom_buf *kom_view_out(struct kom_view *v) {
    return &v->out;
}

/* ---- frames ---- */

struct kom_frame *kom_frame_new(void) {
    return kom_alloc(1, sizeof(struct kom_frame));
}

void kom_frame_free(struct kom_frame *frame) {
    if (frame)
        kom_frame_fini(frame);
    kom_free(frame);
}

/* The first bad row says more than how many there are. */
static enum kom_status load(struct kom_extract *x, struct kom_frame *frame, struct kom_error *err) {
    enum kom_status status = kom_extract_load(x, frame, 1, NULL, NULL, err);
    if (status == KOM_EDATA && x->n_shown)
        return kom_fail(err, status, "%s", x->shown[0].text);
    return status;
}

enum kom_status kom_frame_load(struct kom_frame *frame, const char *label, const char *const *paths,
                               size_t n_paths, const struct kom_reading *reading,
                               struct kom_error *err) {
    struct kom_extract x = {0};
    enum kom_status status = kom_extract_open(&x, label, paths, n_paths, reading, err);
    if (!status)
        status = load(&x, frame, err);
    kom_extract_close(&x);
    return status;
}

size_t kom_frame_n_rows(const struct kom_frame *frame) {
    return frame->n_rows;
}

size_t kom_frame_n_columns(const struct kom_frame *frame) {
    return frame->n_cols;
}

struct kom_text kom_frame_heading(const struct kom_frame *frame, int column) {
    return frame->name[column];
}
