/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The labels of answers: which text is which answer, of one item or, where the row names none, of
   all items whose answers go so far. A row that names the item wins. */
#include "ask.h"
#include "book.h"
#include "spelling.h"

struct columns {
    int item, label, answer;
};

struct label {
    struct kom_text item, text;
    bool is_kind;
    uint16_t kind;
    int64_t answer;
};

static enum kom_status read_answer(const struct kom_frame *f, size_t row, int column,
                                   struct label *l, struct kom_error *err) {
    const struct kom_text cell = kom_text_trim(kom_frame_cell(f, row, column));
    struct kom_num value;
    for (uint16_t kind = SCALE_BLANK; kind < SCALE_N_KINDS; kind++) {
        l->is_kind = kom_text_is(cell, scale_kind_word(kind));
        l->kind = kind;
        if (l->is_kind)
            return KOM_OK;
    }
    if (cell.n == 0)
        return kom_frame_needs(f, row, column, err);
    if (kom_cell_number(kom_frame_form(f, row, column), cell, &value) != KOM_CELL_VALUE ||
        !value.is_exact || value.scale)
        return kom_frame_fail(f, row, column, err,
                              "\"%.*s\" is neither a whole number nor dont_know, not_relevant, "
                              "refused or missing",
                              (int)cell.n, cell.p);
    l->answer = value.mantissa;
    return KOM_OK;
}

/* Says the label of an item: its answer, or the kind of no answer that the codebook names by that
   number. false in *fits: the item has no such answer. */
static enum kom_status say(struct scale_item *item, const struct label *l,
                           const struct scale_said *at, bool *fits, struct kom_error *err) {
    const uint16_t code = l->is_kind ? l->kind : scale_item_number(item, l->answer);
    *fits = code != SCALE_OPEN;
    return *fits ? scale_item_say(item, l->text, code, at, err) : KOM_OK;
}

static enum kom_status say_one(struct scale_book *book, const struct label *l,
                               const struct scale_said *at, const struct columns *c,
                               struct kom_error *err) {
    struct scale_item *item = &book->item[kom_intern_find(&book->items, l->item)];
    bool fits;
    enum kom_status status = say(item, l, at, &fits, err);
    if (status || fits)
        return status;
    return kom_frame_fail(
        at->frame, at->row, c->answer, err,
        "%lld lies outside the answers of item \"%.*s\", %d to %d; where it means "
        "that there is no answer, name it in the codebook's column dont_know, "
        "not_relevant or refused",
        (long long)l->answer, (int)item->name.n, item->name.p, (int)item->lowest,
        (int)item->highest);
}

static enum kom_status say_all(struct scale_book *book, const struct label *l,
                               const struct scale_said *at, const struct columns *c,
                               struct kom_error *err) {
    enum kom_status status = KOM_OK;
    bool fits_any = false;
    for (size_t i = 0; i < book->n && !status; i++) {
        const uint32_t id = kom_intern_find(&book->item[i].texts, l->text);
        const bool is_known = id != KOM_NO_ID;
        bool fits = false;
        if (!is_known || id < book->item[i].n_own) /* the codebook is not to be contradicted */
            status = say(&book->item[i], l, at, &fits, err);
        fits_any = fits_any || fits || is_known;
    }
    if (status || fits_any)
        return status;
    return kom_frame_fail(at->frame, at->row, c->answer, err,
                          "no item of the codebook has an answer %lld", (long long)l->answer);
}

/* A label of an item that the codebook has not: the files of a survey tell of all its questions. */
static enum kom_status pass_over(struct scale_book *book, struct kom_text item,
                                 const struct scale_said *at, const struct columns *c,
                                 struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    const struct kom_text alike = kom_meet_alike(&book->spelt, item);
    struct kom_buf out = {0};
    book->n_other_labels++;
    if (!alike.p)
        return kom_mem_settle(failures, KOM_OK, err);
    kom_spelling_show(&out, item);
    kom_buf_str(&out, " stands here where the codebook has ");
    kom_spelling_show(&out, alike);
    const enum kom_status status =
        out.failed ? kom_no_memory_in(err, "the labels")
                   : kom_frame_fail(at->frame, at->row, c->item, err,
                                    "%.*s; spell it alike in both", (int)out.n, out.p);
    kom_buf_fini(&out);
    return status;
}

static enum kom_status say_row(struct scale_book *book, const struct columns *c,
                               const struct scale_said *at, bool names_item,
                               struct kom_error *err) {
    const struct kom_frame *f = at->frame;
    struct label l = {.text = kom_text_trim(kom_frame_cell(f, at->row, c->label))};
    if (c->item >= 0)
        l.item = kom_text_trim(kom_frame_cell(f, at->row, c->item));
    if ((l.item.n > 0) != names_item)
        return KOM_OK;
    if (names_item && kom_intern_find(&book->items, l.item) == KOM_NO_ID)
        return pass_over(book, l.item, at, c, err);
    if (l.text.n == 0)
        return kom_frame_needs(f, at->row, c->label, err);
    enum kom_status status = read_answer(f, at->row, c->answer, &l, err);
    if (status)
        return status;
    return names_item ? say_one(book, &l, at, c, err) : say_all(book, &l, at, c, err);
}

/* Two rows without an item that say the same text twice. */
static enum kom_status check_twice(const struct kom_frame *f, const struct columns *c,
                                   struct kom_error *err) {
    struct kom_intern seen = {0};
    enum kom_status status = KOM_OK;
    for (size_t row = 0; row < f->n_rows && !status; row++) {
        const struct kom_text item =
            c->item >= 0 ? kom_text_trim(kom_frame_cell(f, row, c->item)) : kom_text_of(NULL);
        const size_t n = seen.n;
        if (item.n)
            continue;
        const struct kom_text text = kom_text_trim(kom_frame_cell(f, row, c->label));
        if (kom_intern_add(&seen, text) == KOM_NO_ID)
            status = kom_no_memory_in(err, "the labels");
        else if (seen.n == n)
            status = kom_frame_fail(f, row, c->label, err,
                                    "\"%.*s\" stands twice; where it means different answers, "
                                    "name the item in each row",
                                    (int)text.n, text.p);
    }
    kom_intern_fini(&seen);
    return status;
}

enum kom_status scale_book_label(struct scale_book *book, const struct kom_frame *labels,
                                 struct kom_error *err) {
    struct kom_ask ask = {.frame = labels, .err = err};
    struct columns c;
    kom_ask_find(&ask, "item", &c.item);
    kom_ask_need(&ask, "label", &c.label);
    kom_ask_need(&ask, "answer", &c.answer);
    enum kom_status status = ask.status;
    if (!status)
        status = check_twice(labels, &c, err);
    for (size_t i = 0; i < book->n; i++)
        book->item[i].n_own = book->item[i].texts.n;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t row = 0; row < labels->n_rows && !status; row++) {
            const struct scale_said at = {labels, row, c.label};
            status = say_row(book, &c, &at, pass == 0, err);
        }
    }
    return status;
}
