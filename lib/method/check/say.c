/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings of a thread, on the row at hand. */
#include "scan.h"
#include "work.h"

#include <string.h>

uint64_t kom_check_line_at(struct kom_check_worker *w, uint32_t start) {
    const char *p = w->view->batch->chunk->p;
    if (w->at < start) { /* mostly one row lies between, with a line of its own */
        const char *end = memchr(p + w->at, '\n', start - w->at);
        w->at_line += end == p + start - 1 ? 1 : kom_count_byte(p + w->at, start - w->at, '\n');
    }
    w->at = w->at < start ? start : w->at;
    return w->at_line;
}

void kom_check_begin(struct kom_check_worker *w, uint32_t start, enum kom_check_encoding encoding) {
    if (w->has_begun)
        return;
    w->has_begun = w->has_told = true;
    w->told_line = kom_check_line_at(w, start);
    kom_check_tell(&w->view->out, KOM_TAG_ROW,
                   (struct kom_check_item){
                       .x = w->told_line, .file = w->view->i_file, .a = (uint16_t)encoding},
                   (struct kom_text){NULL, 0});
}

static enum kom_check_severity severity_of(const struct kom_check_worker *w,
                                           enum kom_check_rule rule, bool is_read) {
    enum kom_check_severity s = w->plan->request->severity[rule];
    if (s == KOM_CHECK_MIXED)
        return is_read ? KOM_CHECK_WARNING : KOM_CHECK_ERROR;
    return s;
}

void kom_check_find_in(struct kom_check_worker *w, enum kom_check_rule rule, struct kom_text column,
                       struct kom_text value, bool is_read) {
    enum kom_check_severity severity = severity_of(w, rule, is_read);
    if (severity != KOM_CHECK_OFF) {
        w->n_found++;
        kom_buf_reset(&w->line);
        const struct kom_check_finding finding = {
            w->view->file->name, w->at_line, rule, column, value, kom_buf_view(&w->message)};
        if (w->plan->request->saves)
            kom_check_fields(&w->line, &finding);
        else
            kom_check_line(&w->line, &finding);
        kom_check_tell(&w->view->out, KOM_TAG_FINDING,
                       (struct kom_check_item){.a = (uint16_t)severity, .b = (uint16_t)rule},
                       kom_buf_view(&w->line));
    }
    w->view->failed |= w->line.failed || w->message.failed || w->key.failed;
    kom_buf_reset(&w->message);
}

void kom_check_find(struct kom_check_worker *w, enum kom_check_rule rule, int column,
                    bool is_read) {
    struct kom_text heading = {NULL, 0}, value = {NULL, 0};
    if (w->is_mute) {
        w->n_found++;
        kom_buf_reset(&w->message);
        return;
    }
    kom_check_begin(w, w->view->batch->start[w->row], KOM_BYTES_ASCII);
    if (column != KOM_NO_COLUMN) {
        heading = w->plan->columns[column].column->heading;
        value = kom_view_raw(w->view, column, w->row);
        if (value.n && kom_check_is_hidden(w->plan, column, value))
            value = kom_text_of("(hidden)");
    }
    kom_check_find_in(w, rule, heading, value, is_read);
}

void kom_check_find_all(struct kom_check_worker *w, enum kom_check_rule rule, const int *columns,
                        size_t n) {
    struct kom_buf names = {0}, values = {0};
    if (w->is_mute || n == 1) {
        kom_check_find(w, rule, columns[0], false);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct kom_text value = kom_view_raw(w->view, columns[i], w->row);
        kom_buf_str(&names, i ? ";" : "");
        kom_buf_text(&names, w->plan->columns[columns[i]].column->heading);
        kom_buf_str(&values, i ? ";" : "");
        kom_buf_text(&values, value.n && kom_check_is_hidden(w->plan, columns[i], value)
                                  ? kom_text_of("(hidden)")
                                  : value);
    }
    w->view->failed |= names.failed || values.failed;
    kom_check_begin(w, w->view->batch->start[w->row], KOM_BYTES_ASCII);
    kom_check_find_in(w, rule, kom_buf_view(&names), kom_buf_view(&values), false);
    kom_buf_fini(&names);
    kom_buf_fini(&values);
}

void kom_check_say(struct kom_check_worker *w, enum kom_check_rule rule, int column,
                   const char *message) {
    kom_buf_str(&w->message, message);
    kom_check_find(w, rule, column, false);
}
