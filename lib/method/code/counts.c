/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes as they count: a row a group and code, a document and a unit once each, however many coders
   and segments there are. */
#include <stdlib.h>

#include "work.h"

static int compare_u32(uint32_t a, uint32_t b) {
    return (a > b) - (a < b);
}

static int by_all(const void *a, const void *b) {
    const struct code_tuple *x = a, *y = b;
    int order = compare_u32(x->group, y->group);
    order = order ? order : compare_u32(x->code, y->code);
    order = order ? order : compare_u32(x->document, y->document);
    return order ? order : compare_u32(x->unit, y->unit);
}

/* The number of codes from this one upwards. */
static size_t height_of(const struct code_book *book, uint32_t code) {
    size_t n = 0;
    for (; code != KOM_NO_ID; code = book->entry[code].parent)
        n++;
    return n;
}

enum kom_status code_tuples(const struct kom_code *c, struct code_tuple **tuple, size_t *n,
                            struct kom_error *err) {
    const struct kom_code_work *w = c->work;
    size_t room = 1, n_all = 0;
    for (size_t i = 0; i < w->n_segments; i++)
        room += height_of(&w->book, w->segment[i].code);
    *n = 0;
    *tuple = kom_alloc(room, sizeof **tuple);
    if (!*tuple)
        return kom_no_memory(err);
    for (size_t i = 0; i < w->n_segments; i++) {
        const struct code_segment *s = &w->segment[i];
        for (uint32_t code = s->code; code != KOM_NO_ID; code = w->book.entry[code].parent)
            (*tuple)[n_all++] = (struct code_tuple){s->group, code, s->document, s->unit};
    }
    qsort(*tuple, n_all, sizeof **tuple, by_all);
    for (size_t i = 0; i < n_all; i++)
        if (i == 0 || by_all(&(*tuple)[i - 1], &(*tuple)[i]) != 0)
            (*tuple)[(*n)++] = (*tuple)[i];
    return KOM_OK;
}

/* ---- rows ---- */

struct counting {
    const struct code_tuple *tuple;
    size_t n_tuples;
    int64_t *size; /* of each group: documents */
};

/* The first tuple of a group and code, or where it would be. */
static size_t find(const struct counting *t, uint32_t group, uint32_t code) {
    const struct code_tuple key = {group, code, 0, 0};
    size_t from = 0, to = t->n_tuples;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (by_all(&t->tuple[middle], &key) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static enum kom_status write_code(struct kom_code *c, const struct counting *t, uint32_t group,
                                  uint32_t code, struct kom_error *err) {
    const struct code_entry *entry = &c->work->book.entry[code];
    struct kom_code_count *row = code_add_row(c, sizeof *row);
    if (!row)
        return kom_no_memory(err);
    *row = (struct kom_code_count){.group = kom_groups_key(&c->work->groups, group),
                                   .code = entry->text,
                                   .name = entry->name,
                                   .n = t->size[group]};
    const size_t first = find(t, group, code);
    for (size_t i = first; i < t->n_tuples; i++) {
        const struct code_tuple *one = &t->tuple[i];
        if (one->group != group || one->code != code)
            break;
        row->documents += i == first || one->document != one[-1].document;
        row->segments++;
    }
    row->share = (double)row->documents / (double)row->n;
    row->ci = kom_share_ci(KOM_CI_EXACT, row->documents, row->n, c->ask.plan.level);
    if (c->work->column.segment.column < 0)
        row->segments = -1;
    return KOM_OK;
}

static void say_denominator(struct kom_code *c) {
    if (!c->ask.documents && !c->ask.knows_documents && c->work->n_without_code == 0)
        kom_buf_printf(&c->lines,
                       "shares are of the %zu documents that have a segment; --documents FILE "
                       "names those without\n",
                       c->work->documents.n);
    else if (c->work->n_without_code && !c->ask.knows_documents)
        kom_buf_printf(&c->lines,
                       "%zu row%s no code: the document was read, and counts where shares are of "
                       "documents\n",
                       c->work->n_without_code, c->work->n_without_code == 1 ? " has" : "s have");
}

enum kom_status code_counts(struct kom_code *c, struct kom_error *err) {
    const struct kom_code_work *w = c->work;
    struct counting t = {.size = kom_alloc(w->groups.n + 1, sizeof *t.size)};
    struct code_tuple *tuple = NULL;
    uint32_t *order = kom_groups_sorted(&w->groups, c->ask.n_by);
    enum kom_status status = t.size && order ? KOM_OK : kom_no_memory(err);
    if (!status)
        status = code_tuples(c, &tuple, &t.n_tuples, err);
    t.tuple = tuple;
    for (uint32_t i = 0; i < w->group_documents.n && !status; i++)
        t.size[w->group_documents.pair[i] >> 32]++;
    for (size_t g = 0; g < w->groups.n && !status; g++)
        for (uint32_t code = 0; code < w->book.n && !status; code++)
            status = write_code(c, &t, order[g], code, err);
    kom_free(tuple);
    kom_free(t.size);
    kom_free(order);
    if (!status)
        say_denominator(c);
    return status;
}
