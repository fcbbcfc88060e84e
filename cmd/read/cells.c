/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a value of ReadStat to cells: the value or its label, and why there is none. */
#include <math.h>

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
    if (readstat_value_is_tagged_missing(*value)) {
        f->counts.tag[tag_place(readstat_value_tag(*value))]++;
        return TAGGED;
    }
    if (readstat_value_is_system_missing(*value))
        return MISSING;
    if (c->has_ranges && readstat_value_is_defined_missing(*value, variable)) {
        f->counts.user++;
        return USER;
    }
    if (c->is_text || isfinite(readstat_double_value(*value)))
        return THERE;
    f->counts.infinite++;
    return INFINITE;
}

static const char *text_of(const readstat_value_t *value) {
    const char *text = readstat_string_value(*value);
    return text ? text : "";
}

static void put_whole(struct kom_buf *out, int32_t v) {
    if (v >= 0 && v < 10)
        kom_buf_byte(out, (char)('0' + v));
    else
        kom_buf_int(out, v);
}

static void put_code(struct kom_statfile *f, const struct kom_statfile_column *c,
                     const readstat_value_t *value) {
    if (c->is_text) {
        struct kom_text text = kom_text_of(text_of(value));
        f->texts.n_given += c->is_long && text.n > 0;
        kom_buf_csv(&f->block, text);
        return;
    }
    bool is_plain = c->shown.kind == KOM_SHOWN_NUMBER;
    switch (readstat_value_type(*value)) {
    case READSTAT_TYPE_INT8:
    case READSTAT_TYPE_INT16:
    case READSTAT_TYPE_INT32:
        if (is_plain)
            put_whole(&f->block, readstat_int32_value(*value));
        break;
    case READSTAT_TYPE_FLOAT:
    case READSTAT_TYPE_DOUBLE:
    case READSTAT_TYPE_STRING:
    case READSTAT_TYPE_STRING_REF:
        is_plain = false;
        break;
    }
    if (!is_plain)
        kom_shown_put(&c->shown, readstat_double_value(*value), &f->block, &f->counts.odd);
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
    bool wants_label = c->labels && why == THERE && f->request->labels != KOM_LABELS_CODE;
    const char *label = wants_label ? label_of(c, value) : NULL;
    bool is_blank = c->is_text && why == THERE && !*text_of(value);
    f->counts.unlabelled += wants_label && !label && !is_blank;
    if (label && f->request->labels == KOM_LABELS_TEXT)
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
