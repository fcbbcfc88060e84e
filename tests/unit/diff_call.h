/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of the before-after comparison on rows written as text. Include after cmocka.h. */
#ifndef KOM_DIFF_CALL_H
#define KOM_DIFF_CALL_H

#include <string.h>

#include "days.h"
#include "diff/diff.h"
#include "digits.h"

/* One call and what came of it. */
struct call {
    struct kom_frame frame, participation;
    struct kom_diff diff;
    struct kom_error err;
    enum kom_status status;
    struct kom_unmatched unmatched;
    struct kom_buf text; /* header and rows */
};

static inline void parse(struct kom_frame *frame, const char *csv) {
    struct kom_error err;
    assert_int_equal(kom_frame_parse(frame, "rows.csv", kom_text_of(csv), &err), KOM_OK);
}

/* Runs the request on the rows; participation may be NULL. */
static inline void call_make(struct call *call, const char *csv, const char *participation,
                             struct kom_diff_request request) {
    memset(call, 0, sizeof *call);
    parse(&call->frame, csv);
    if (participation) {
        parse(&call->participation, participation);
        request.participation = &call->participation;
        request.sides = KOM_DIFF_PARTICIPATION;
    }
    request.unmatched = &call->unmatched;
    if (!(request.level > 0))
        request.level = 0.95;
    call->status = kom_diff_make(&call->diff, &call->frame, &request, &call->err);
    if (call->status != KOM_OK)
        return;
    kom_diff_write(&call->diff, &call->text);
    kom_buf_byte(&call->text, '\0');
    assert_false(call->text.failed);
}

static inline void call_fini(struct call *call) {
    kom_diff_fini(&call->diff);
    kom_frame_fini(&call->frame);
    kom_frame_fini(&call->participation);
    kom_buf_fini(&call->text);
    kom_buf_fini(&call->unmatched.lines);
}

/* The call ends with that status, and its message holds that text. */
static inline void refused(const char *csv, const char *participation,
                           struct kom_diff_request request, enum kom_status status,
                           const char *text) {
    struct call call;
    call_make(&call, csv, participation, request);
    if (call.status != status)
        fail_msg("status %d, not %d: %s", call.status, status, call.err.text);
    if (!strstr(call.err.text, text))
        fail_msg("\"%s\" does not hold \"%s\"", call.err.text, text);
    call_fini(&call);
}

/* The only row has that warning. */
static inline void warned(const char *csv, const char *participation,
                          struct kom_diff_request request, const char *warning) {
    struct call call;
    call_make(&call, csv, participation, request);
    if (call.status != KOM_OK)
        fail_msg("%s", call.err.text);
    assert_string_equal(call.diff.rows[0].warning, warning);
    call_fini(&call);
}

static const char *const diff_value[] = {"value"};

/* Means of `value` by phase; the by-columns are the test's. */
static inline struct kom_diff_request by_phase(void) {
    return (struct kom_diff_request){.values = diff_value,
                                     .n_values = 1,
                                     .sides = KOM_DIFF_PHASE,
                                     .phase = "side",
                                     .before = "before",
                                     .after = "after"};
}

static inline struct kom_diff_request shares_by_phase(void) {
    struct kom_diff_request request = by_phase();
    request.n_values = 0;
    request.count = "count";
    request.of = "of";
    return request;
}

static inline struct kom_diff_request means_at(int32_t at) {
    return (struct kom_diff_request){
        .values = diff_value, .n_values = 1, .sides = KOM_DIFF_AT, .at = at};
}

static inline int32_t day(int32_t year, int32_t month, int32_t d) {
    return kom_day_of((struct kom_ymd){year, month, d});
}

#endif
