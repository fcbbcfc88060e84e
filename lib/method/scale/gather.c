/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An input with an answer a row: rows to respondents, and what all rows say together.

   Each worker gathers the respondents it meets, an array of codes each, and what is carried beside
   them; two workers may know parts of the same respondent, which are brought together when all rows
   were read. Two answers to an item, and cells carried that differ between the rows of a
   respondent, are known then only, and told by the respondent's first row: which of the two is
   found does not depend on who read what. Items that the codebook has not are set aside,
   counted and named; one that is but spelt otherwise than the codebook's (others.c), or near one
   that nobody answered, stops the run, as its answers would be lost by a spelling. */
#include <string.h>

#include "work.h"

enum { NO_PLACE = UINT16_MAX };

const char *const scale_reasons[SCALE_N_REASONS] = {[SCALE_OTHER_ITEM] = "other_item",
                                                    [SCALE_NOT_IN_FRAME] = "not_in_frame",
                                                    [SCALE_NO_WEIGHT] = "no_weight",
                                                    [SCALE_ZERO_WEIGHT] = "zero_weight",
                                                    [SCALE_NO_CLUSTER] = "no_cluster"};

/* ---- respondents ---- */

bool scale_store_init(struct scale_store *t, const struct scale_given *g) {
    t->has_item = kom_alloc(g->n_used + 1, sizeof *t->has_item);
    return t->has_item;
}

void scale_store_fini(struct scale_store *t) {
    kom_groups_fini(&t->persons);
    kom_groups_fini(&t->carried);
    kom_unmet_fini(&t->others);
    kom_free(t->person);
    kom_free(t->code);
    kom_free(t->has_item);
}

/* The number of a person, who may be new; KOM_GROUP_NONE: memory ran out. */
static uint32_t find_person(struct scale_store *t, const struct scale_given *g,
                            struct kom_text key) {
    void *person = t->person, *code = t->code;
    const size_t n = t->persons.n;
    const uint32_t id = kom_groups_intern(&t->persons, key);
    if (id == KOM_GROUP_NONE || t->persons.n == n)
        return id;
    const enum kom_status status = kom_grow(&person, &t->cap_person, n + 1, sizeof *t->person);
    t->person = person;
    if (status || kom_grow(&code, &t->cap_code, (n + 1) * g->n_used, sizeof *t->code))
        return KOM_GROUP_NONE;
    t->code = code;
    t->person[id] = (struct scale_person){.first = UINT64_MAX, .carried = KOM_GROUP_NONE};
    for (size_t i = 0; i < g->n_used; i++)
        t->code[id * g->n_used + i] = SCALE_OPEN;
    return id;
}

/* What a row, or a part of a person, says of a person. */
static void add_part(struct scale_person *p, uint64_t place, uint32_t carried) {
    p->first = place < p->first ? place : p->first;
    if (p->carried == KOM_GROUP_NONE)
        p->carried = carried;
    else if (p->carried != carried)
        p->odd |= STORE_CARRIED;
}

static void add_answer(struct scale_store *t, const struct scale_given *g, uint32_t id, size_t item,
                       uint16_t code) {
    uint16_t *own = &t->code[id * g->n_used + item];
    struct scale_person *p = &t->person[id];
    t->has_item[item] = true;
    if (*own != SCALE_OPEN) {
        p->odd_item = p->odd & STORE_TWICE && p->odd_item < item ? p->odd_item : (uint32_t)item;
        p->odd |= STORE_TWICE;
    }
    *own = code;
}

/* ---- rows ---- */

static void forget(struct scale_books *b) {
    for (size_t i = 0; i < b->g->n_used; i++)
        b->met[i].n = 0;
    kom_codes_fini(&b->answers);
    kom_codes_fini(&b->items);
    b->n_items = 0;
}

/* The place among the items in use of an item cell; NO_PLACE: the codebook has no such item. */
static uint16_t place_of_text(const struct scale_given *g, struct kom_text cell) {
    const uint32_t id = kom_intern_find(&g->book.items, kom_text_trim(cell));
    return id == KOM_NO_ID ? NO_PLACE : (uint16_t)g->place[id];
}

static uint16_t item_of(struct scale_books *b, const struct kom_view *v, uint32_t at,
                        uint16_t number) {
    void *p = b->item_of;
    if (number == KOM_NO_CODE)
        return place_of_text(b->g, kom_view_text(v, b->g->item, at));
    if (kom_grow(&p, &b->cap_items, number, sizeof *b->item_of))
        return NO_PLACE; /* the fold ends all where memory ran out */
    b->item_of = p;
    for (; b->n_items < number; b->n_items++)
        b->item_of[b->n_items] =
            place_of_text(b->g, kom_codes_text(&b->items, (uint16_t)(b->n_items + 1)));
    return b->item_of[number - 1];
}

/* What an answer means for an item, remembered by its number; SCALE_OPEN: nothing. */
static uint16_t code_of(struct scale_books *b, const struct kom_view *v, uint32_t at, size_t i,
                        uint16_t number) {
    const struct scale_given *g = b->g;
    const struct scale_item *item = &g->book.item[g->used[i]];
    const struct kom_cell_form *form = kom_view_form(v, g->answer);
    struct scale_met *met = &b->met[i];
    void *p = met->code;
    if (number == KOM_NO_CODE)
        return scale_item_code(item, form, kom_view_text(v, g->answer, at));
    if (kom_grow(&p, &met->cap, number, sizeof *met->code))
        return SCALE_OPEN;
    met->code = p;
    for (; met->n < number; met->n++)
        met->code[met->n] =
            scale_item_code(item, form, kom_codes_text(&b->answers, (uint16_t)(met->n + 1)));
    return met->code[number - 1];
}

/* Packs what is carried, as it is written, or as by-columns are with what a sample has; false: the
   row is bad, or no part of the sample, and has been noted. */
static bool pack_carried(struct scale_books *b, struct kom_view *v, uint32_t at) {
    const struct scale_given *g = b->g;
    if (!scale_sample_take(b, v, at))
        return false;
    kom_buf_reset(&b->key);
    for (size_t i = 0; i < g->by.n && g->ask.table != KOM_SCALE_SCORES; i++) {
        char room[16];
        kom_group_add_part(&b->key, kom_view_group(v, g->by.column[i], at, room));
    }
    if (b->g->is_sample)
        kom_buf_text(&b->key, kom_buf_view(&b->sample));
    for (size_t i = 0; i < g->n_carried; i++) {
        kom_buf_reset(&b->cell);
        if (!scale_carry_cell(&g->carried[i], v, at, &b->cell))
            return false;
        kom_group_add_part(&b->key, kom_buf_view(&b->cell));
    }
    return true;
}

static bool has_keys(const struct scale_given *g, struct kom_view *v, uint32_t at) {
    const int column[] = {g->respondent, g->wave, g->item};
    for (int i = 0; i < 3; i++) {
        if (column[i] >= 0 && kom_view_code(v, column[i], at).n == 0) {
            kom_view_needs(v, column[i], at);
            return false;
        }
    }
    return true;
}

static void note_other(struct scale_books *b, struct kom_view *v, uint32_t at) {
    v->failed =
        v->failed || !kom_unmet_note(&b->store.others, kom_view_code(v, b->g->item, at), 1, v, at);
    kom_view_aside(v, at, SCALE_OTHER_ITEM);
}

static void note_answer(const struct scale_books *b, struct kom_view *v, uint32_t at, size_t i) {
    const struct scale_given *g = b->g;
    const struct scale_item *item = &g->book.item[g->used[i]];
    struct kom_buf text = {0};
    scale_item_explain(item, kom_view_form(v, g->answer), kom_view_text(v, g->answer, at),
                       g->ask.labels, &text);
    kom_view_bad(v, g->answer, at, "item \"%.*s\": %.*s", (int)item->name.n, item->name.p,
                 (int)text.n, text.p ? text.p : "");
    v->failed = v->failed || text.failed;
    kom_buf_fini(&text);
}

static void keep_row(struct scale_books *b, struct kom_view *v, uint32_t at, size_t item,
                     uint16_t code) {
    const struct scale_given *g = b->g;
    if (!pack_carried(b, v, at))
        return;
    const uint32_t carried = kom_groups_intern(&b->store.carried, kom_buf_view(&b->key));
    kom_buf_reset(&b->key);
    kom_group_add_part(&b->key, kom_view_code(v, g->respondent, at));
    kom_group_add_part(&b->key,
                       g->wave >= 0 ? kom_view_code(v, g->wave, at) : kom_text_of(g->ask.wave));
    const uint32_t id = find_person(&b->store, g, kom_buf_view(&b->key));
    v->failed = v->failed || b->key.failed || b->cell.failed || b->sample.failed ||
                carried == KOM_GROUP_NONE || id == KOM_GROUP_NONE;
    if (v->failed)
        return;
    add_part(&b->store.person[id], kom_placing_row(&b->placing, v, at), carried);
    add_answer(&b->store, g, id, item, code);
}

static void take_row(struct scale_books *b, struct kom_view *v, uint32_t at, uint16_t item_number,
                     uint16_t answer_number) {
    if (!has_keys(b->g, v, at))
        return;
    uint16_t item = item_of(b, v, at, item_number);
    if (item == NO_PLACE) /* as read; perhaps it is one in the form that codes are compared in */
        item = place_of_text(b->g, kom_view_code(v, b->g->item, at));
    if (item == NO_PLACE) {
        note_other(b, v, at);
        return;
    }
    const uint16_t code = code_of(b, v, at, item, answer_number);
    if (code == SCALE_OPEN)
        note_answer(b, v, at, item);
    else
        keep_row(b, v, at, item, code);
}

enum kom_status scale_take_long(void *books, struct kom_view *v, struct kom_error *err) {
    struct scale_books *b = books;
    struct scale_block *k = &b->block;
    (void)err;
    if (b->i_file != v->i_file)
        forget(b);
    b->i_file = v->i_file;
    kom_placing_begin(&b->placing, v);
    for (k->from = 0; k->from < v->n_rows; k->from += KOM_BLOCK_ROWS) {
        k->n = v->n_rows - k->from < KOM_BLOCK_ROWS ? v->n_rows - k->from : KOM_BLOCK_ROWS;
        if (!v->extract->reading->is_careful) { /* else no text has a number */
            kom_codes_block(&b->items, v, b->g->item, k->from, k->n, k->row);
            kom_codes_block(&b->answers, v, b->g->answer, k->from, k->n, k->number);
        }
        for (uint32_t row = 0; row < k->n && !v->failed; row++)
            take_row(b, v, k->from + row, k->row[row], k->number[row]);
    }
    return KOM_OK;
}

/* ---- all rows ---- */

static bool merge_person(struct scale_store *all, const struct scale_store *own,
                         const struct scale_given *g, uint32_t k, const uint32_t *carried) {
    const struct scale_person *from = &own->person[k];
    const uint32_t id = find_person(all, g, kom_groups_key(&own->persons, k));
    if (id == KOM_GROUP_NONE)
        return false;
    struct scale_person *to = &all->person[id];
    add_part(to, from->first, carried[from->carried]);
    if (from->odd & STORE_TWICE)
        to->odd_item =
            to->odd & STORE_TWICE && to->odd_item < from->odd_item ? to->odd_item : from->odd_item;
    to->odd |= from->odd;
    for (size_t i = 0; i < g->n_used; i++)
        if (own->code[k * g->n_used + i] != SCALE_OPEN)
            add_answer(all, g, id, i, own->code[k * g->n_used + i]);
    return true;
}

static bool merge_store(struct scale_store *all, const struct scale_store *own,
                        const struct scale_given *g) {
    uint32_t *carried = kom_alloc(own->carried.n + 1, sizeof *carried);
    bool ok = carried;
    for (uint32_t i = 0; i < own->carried.n && ok; i++) {
        carried[i] = kom_groups_intern(&all->carried, kom_groups_key(&own->carried, i));
        ok = carried[i] != KOM_GROUP_NONE;
    }
    for (uint32_t k = 0; k < own->persons.n && ok; k++)
        ok = merge_person(all, own, g, k, carried);
    ok = ok && kom_unmet_merge(&all->others, &own->others);
    kom_free(carried);
    return ok;
}

/* The person with the first row among those whose rows contradict each other. */
static enum kom_status judge_odd(const struct kom_scale *s, struct kom_error *err) {
    const struct scale_given *g = &s->given;
    const struct scale_store *t = &s->store;
    const struct scale_person *first = NULL;
    size_t n = 0;
    for (uint32_t i = 0; i < t->persons.n; i++) {
        const struct scale_person *p = &t->person[i];
        n += p->odd != 0;
        first = p->odd && (!first || p->first < first->first) ? p : first;
    }
    if (!first)
        return KOM_OK;
    struct kom_buf out = {0};
    kom_place_say(g->x, first->first, &out);
    kom_buf_str(&out, ": the rows of this row's respondent ");
    kom_buf_str(&out, g->wave >= 0 ? "in this wave " : "");
    if (first->odd & STORE_TWICE) {
        const struct kom_text name = g->book.item[g->used[first->odd_item]].name;
        kom_buf_printf(&out, "answer item \"%.*s\" twice", (int)name.n, name.p);
    } else {
        kom_buf_str(&out, g->ask.table == KOM_SCALE_SCORES
                              ? "differ in a column of --keep, which has one value a respondent"
                          : g->is_sample
                              ? "differ in a column of --by, --weight or --cluster, which has one "
                                "value a respondent"
                              : "differ in a column of --by, which has one value a respondent");
    }
    if (n > 1)
        kom_buf_printf(&out, ", and so do those of %zu others", n - 1);
    kom_buf_str(&out, first->odd & STORE_TWICE ? "; keep the row that counts"
                                               : "; correct it, or leave the column out");
    return kom_fail_text(&out, KOM_EDATA, err);
}

/* An item of the codebook that no row has, while some row has one that is near it. */
static enum kom_status judge_items(const struct kom_scale *s, struct kom_error *err) {
    const struct scale_given *g = &s->given;
    const struct scale_store *t = &s->store;
    for (size_t i = 0; i < g->n_used && t->others.codes.n; i++) {
        const struct kom_text name = g->book.item[g->used[i]].name;
        struct kom_buf near = {0};
        if (t->has_item[i] ||
            !kom_names_near(t->others.codes.text, t->others.codes.n, name, &near)) {
            kom_buf_fini(&near);
            continue;
        }
        const struct kom_text heading = g->x->columns[g->item].heading;
        const enum kom_status status = kom_fail(
            err, KOM_EDATA,
            "%s: column \"%.*s\": no row has the codebook's item \"%.*s\", and some have %.*s; "
            "spell it alike in both",
            g->x->label, (int)heading.n, heading.p, (int)name.n, name.p, (int)near.n, near.p);
        kom_buf_fini(&near);
        return status;
    }
    return KOM_OK;
}

enum kom_status scale_gather(struct kom_scale *s, struct kom_error *err) {
    bool ok = scale_store_init(&s->store, &s->given);
    for (unsigned i = 0; i < s->n_books && ok; i++)
        ok = merge_store(&s->store, &s->books[i].store, &s->given);
    if (!ok)
        return scale_no_memory(err);
    enum kom_status status = judge_odd(s, err);
    if (!status)
        status = scale_judge_others(s, err);
    if (!status)
        status = judge_items(s, err);
    if (status)
        return status;
    s->persons = kom_groups_sorted(&s->store.persons, 2);
    return s->persons ? KOM_OK : scale_no_memory(err);
}
