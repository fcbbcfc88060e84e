/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a value of ReadStat to cells: the value or its label, and why there is none. */
#include <math.h>
#include <string.h>

#include "num.h"
#include "parse.h"

/* Why a cell is blank. */
enum why { THERE, MISSING, TAGGED, USER, INFINITE };

static size_t tag_place(char tag) {
    return tag >= 'a' && tag <= 'z'   ? (size_t)(tag - 'a')
           : tag >= 'A' && tag <= 'Z' ? (size_t)(tag - 'A')
                                      : KOM_N_TAGS - 1;
}

static enum why look(struct kom_statfile *f, const struct kom_statfile_column *c,
                     readstat_variable_t *variable, const readstat_value_t *value) {
    /* The members that ReadStat's functions of these names look at, a value in many. */
    if (value->is_tagged_missing) {
        f->counts.tag[tag_place(readstat_value_tag(*value))]++;
        return TAGGED;
    }
    if (value->is_system_missing)
        return MISSING;
    if (c->has_ranges && readstat_value_is_defined_missing(*value, variable)) {
        f->counts.user++;
        return USER;
    }
    if (c->is_text || value->type != READSTAT_TYPE_DOUBLE || isfinite(value->v.double_value))
        return THERE;
    if (isnan(value->v.double_value))
        return MISSING;
    f->counts.infinite++;
    return INFINITE;
}

static const char *text_of(const readstat_value_t *value) {
    const char *text = readstat_string_value(*value);
    return text ? text : "";
}

/* A whole number below a million. */
static void put_small(struct kom_buf *out, uint32_t v) {
    char digits[6];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    char *p = kom_buf_room(out, sizeof digits);
    if (!p)
        return;
    memcpy(p, digits + at, sizeof digits - at);
    out->n += sizeof digits - at;
}

static void put_code(struct kom_statfile *f, const struct kom_statfile_column *c,
                     const readstat_value_t *value) {
    if (c->is_text) {
        struct kom_text text = kom_text_of(text_of(value));
        f->texts.n_given += c->is_long && text.n > 0;
        kom_buf_csv(&f->block, text);
        return;
    }
    double x =
        value->type == READSTAT_TYPE_DOUBLE ? value->v.double_value : readstat_double_value(*value);
    const double small = 1e6;
    bool is_small = c->shown.kind == KOM_SHOWN_NUMBER && x >= 0 && x < small;
    if (is_small && !(x > (double)(uint32_t)x))
        put_small(&f->block, (uint32_t)x);
    else
        kom_shown_put(&c->shown, x, &f->block, &f->counts.odd);
}

static const char *label_of(const struct kom_statfile_column *c, const readstat_value_t *value) {
    if (!c->labels)
        return NULL;
    if (c->is_text)
        return kom_label_of_text(c->labels, text_of(value));
    return kom_label_of_number(c->labels, readstat_double_value(*value));
}

static void put_status(struct kom_statfile *f, const struct kom_statfile_column *c, enum why why,
                       const readstat_value_t *value) {
    static const char *const words[] = {[THERE] = "",
                                        [MISSING] = "missing",
                                        [TAGGED] = "missing:",
                                        [USER] = "missing:",
                                        [INFINITE] = "impossible"};
    struct kom_shown_odd none = {0, 0};
    kom_buf_byte(&f->block, ',');
    if (why == USER && c->is_text) {
        struct kom_buf text = {0};
        kom_buf_printf(&text, "missing:%s", text_of(value));
        kom_buf_csv(&f->block, kom_buf_view(&text));
        f->block.failed = f->block.failed || text.failed;
        kom_buf_fini(&text);
        return;
    }
    kom_buf_str(&f->block, words[why]);
    if (why == TAGGED) {
        size_t place = tag_place(readstat_value_tag(*value));
        kom_buf_byte(&f->block, place + 1 < KOM_N_TAGS ? (char)('A' + (int)place) : '_');
    } else if (why == USER) {
        kom_shown_put(&c->shown, readstat_double_value(*value), &f->block, &none);
    }
}

void kom_statfile_cell(struct kom_statfile *f, const struct kom_statfile_column *c,
                       readstat_variable_t *variable, const readstat_value_t *value) {
    enum why why = look(f, c, variable, value);
    bool wants_label = c->labels && why == THERE && f->file.request->labels != KOM_LABELS_CODE;
    const char *label = wants_label ? label_of(c, value) : NULL;
    bool is_blank = c->is_text && why == THERE && !*text_of(value);
    f->counts.unlabelled += wants_label && !label && !is_blank;
    if (label && f->file.request->labels == KOM_LABELS_TEXT)
        kom_buf_csv(&f->block, kom_text_of(label));
    else if (why == THERE)
        put_code(f, c, value);
    if (c->has_status)
        put_status(f, c, why, value);
    if (!c->has_label)
        return;
    kom_buf_byte(&f->block, ',');
    kom_buf_csv(&f->block, kom_text_of(label ? label : ""));
}
