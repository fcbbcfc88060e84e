/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for people in tests: what they show, and what is refused. */
#include "shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

void shown_parse(struct kom_frame *frame, const char *name, const char *csv) {
    struct kom_error err;
    if (kom_frame_parse(frame, name, kom_text_of(csv), &err))
        fail_msg("%s", err.text);
}

enum kom_status shown_table(struct kom_buf *buf, const char *old, const char *csv,
                            const struct kom_present *opts) {
    struct kom_frame now = {0}, before = {0};
    struct kom_error err = {0};
    enum kom_status status;
    shown_parse(&now, "new.csv", csv);
    if (old) {
        shown_parse(&before, "old.csv", old);
        status = kom_present_compare(&before, &now, opts, buf, &err);
    } else {
        status = kom_present_write(&now, opts, buf, &err);
    }
    if (status) {
        kom_buf_reset(buf);
        kom_buf_str(buf, err.text);
    }
    kom_buf_byte(buf, '\0');
    kom_frame_fini(&now);
    kom_frame_fini(&before);
    return status;
}

void shows(const char *csv, struct kom_present opts, const char *expected) {
    struct kom_buf buf = {0};
    enum kom_status status = shown_table(&buf, NULL, csv, &opts);
    assert_string_equal(buf.p, expected);
    assert_int_equal(status, KOM_OK);
    kom_buf_fini(&buf);
}

void shows_changes(const char *old, const char *csv, struct kom_present opts,
                   const char *expected) {
    struct kom_buf buf = {0};
    enum kom_status status = shown_table(&buf, old, csv, &opts);
    assert_string_equal(buf.p, expected);
    assert_int_equal(status, KOM_OK);
    kom_buf_fini(&buf);
}

void refuses(const char *old, const char *csv, struct kom_present opts, enum kom_status expected,
             const char *words) {
    struct kom_buf buf = {0};
    enum kom_status status = shown_table(&buf, old, csv, &opts);
    assert_int_equal(status, expected);
    if (!strstr(buf.p, words))
        fail_msg("\"%s\" is not in: %s", words, buf.p);
    kom_buf_fini(&buf);
}
