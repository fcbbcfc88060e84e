/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell means by the codebook: a text that it names, else a number from lowest to highest. */
#include "ask.h"
#include "book.h"

const char *scale_kind_word(uint16_t code) {
    static const char *const words[SCALE_N_KINDS] = {"missing", "dont_know", "not_relevant",
                                                     "refused"};
    return words[code];
}

/* A cell as a whole number; KOM_CELL_BAD: it is none. */
static enum kom_cell whole_of(const struct kom_cell_form *form, struct kom_text cell, int64_t *x) {
    struct kom_num value;
    const enum kom_cell kind = kom_cell_number(form, cell, &value);
    if (kind != KOM_CELL_VALUE)
        return kind;
    if (!value.is_exact || value.scale)
        return KOM_CELL_BAD;
    *x = value.mantissa;
    return KOM_CELL_VALUE;
}

static bool is_within(const struct scale_item *item, int64_t x) {
    return x >= item->lowest && x <= item->highest;
}

/* The code of a text that the codebook names; SCALE_OPEN: it names none such. */
static uint16_t said_code(const struct scale_item *item, struct kom_text text) {
    const uint32_t id = kom_intern_find(&item->texts, text);
    return id == KOM_NO_ID ? SCALE_OPEN : item->code[id];
}

uint16_t scale_item_number(const struct scale_item *item, int64_t x) {
    char digits[32];
    if (is_within(item, x))
        return (uint16_t)(SCALE_FIRST + (x - item->lowest));
    const size_t n = kom_num_shortest(digits, (double)x); /* 8,0 is the code 8, too */
    return said_code(item, (struct kom_text){digits, n});
}

uint16_t scale_item_code(const struct scale_item *item, const struct kom_cell_form *form,
                         struct kom_text cell) {
    int64_t x = 0;
    const struct kom_text text = kom_text_trim(cell);
    if (text.n == 0 || kom_cell_is_listed(form, text))
        return SCALE_BLANK;
    const uint16_t said = said_code(item, text);
    if (said != SCALE_OPEN)
        return said;
    switch (whole_of(form, text, &x)) {
    case KOM_CELL_MISSING:
    case KOM_CELL_IMPOSSIBLE:
        return SCALE_BLANK;
    case KOM_CELL_BAD:
        return SCALE_OPEN;
    case KOM_CELL_VALUE:
        break;
    }
    return scale_item_number(item, x);
}

/* ---- what the codebook says of texts ---- */

static void say_code(const struct scale_item *item, uint16_t code, struct kom_buf *out) {
    if (code < SCALE_FIRST)
        kom_buf_str(out, scale_kind_word(code));
    else
        kom_buf_printf(out, "the answer %d", (int)(item->lowest + code - SCALE_FIRST));
}

static enum kom_status contradicts(const struct scale_item *item, struct kom_text text,
                                   uint16_t had, const struct scale_said *at,
                                   struct kom_error *err) {
    struct kom_buf out = {0};
    say_code(item, had, &out);
    const enum kom_status status = kom_frame_fail(
        at->frame, at->row, at->column, err,
        "\"%.*s\" is %.*s of item \"%.*s\" already; it can mean one thing only", (int)text.n,
        text.p, (int)out.n, out.p ? out.p : "", (int)item->name.n, item->name.p);
    kom_buf_fini(&out);
    return status;
}

enum kom_status scale_item_say(struct scale_item *item, struct kom_text text, uint16_t code,
                               const struct scale_said *at, struct kom_error *err) {
    const struct kom_cell_form *form = kom_frame_form(at->frame, at->row, at->column);
    const uint16_t had = scale_item_code(item, form, text);
    const size_t n = item->texts.n;
    if (had != SCALE_OPEN && had != code)
        return contradicts(item, text, had, at, err);
    void *p = item->code;
    const uint32_t id = kom_intern_add(&item->texts, text);
    if (id == KOM_NO_ID || kom_grow(&p, &item->cap_code, item->texts.n, sizeof *item->code))
        return kom_no_memory_in(err, "the codebook");
    item->code = p;
    if (item->texts.n > n)
        item->code[id] = code;
    if (text.n == 1)
        item->by_byte[(unsigned char)text.p[0]] = code;
    return KOM_OK;
}

void scale_item_explain(const struct scale_item *item, const struct kom_cell_form *form,
                        struct kom_text cell, bool has_labels, struct kom_buf *out) {
    int64_t x = 0;
    kom_cell_show(form, cell, out);
    if (whole_of(form, cell, &x) == KOM_CELL_VALUE) {
        kom_buf_printf(out,
                       " lies outside the answers of the item, %d to %d; where it means that "
                       "there is no answer, name it in the codebook's column dont_know, "
                       "not_relevant or refused",
                       (int)item->lowest, (int)item->highest);
        return;
    }
    kom_buf_str(out, " is no answer from the codebook");
    const size_t mark = out->n;
    kom_buf_str(out, "; did you mean ");
    if (!kom_names_near(item->texts.text, item->texts.n, kom_text_trim(cell), out))
        out->n = mark;
    kom_buf_str(out, has_labels ? "; a row of --answer-labels (item, label, answer) says what it "
                                  "means"
                                : "; --answer-labels FILE (columns item, label, answer) says which "
                                  "answer a text is");
}
