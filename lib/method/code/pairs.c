/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes that meet: in a document, and in a unit. A code and one that it lies under meet always, and
   are no pair. */
#include <stdlib.h>

#include "work.h"

/* Pairs of one group, as they are found. */
struct meeting {
    struct kom_pairs pairs;
    int64_t *documents, *segments;
    size_t cap_documents, cap_segments;
};

static int compare_u64(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* By group, document, unit, code. */
static int by_unit(const void *a, const void *b) {
    const struct code_tuple *x = a, *y = b;
    int order = compare_u64(x->group, y->group);
    order = order ? order : compare_u64(x->document, y->document);
    order = order ? order : compare_u64(x->unit, y->unit);
    return order ? order : compare_u64(x->code, y->code);
}

/* By group, document, code. */
static int by_document(const void *a, const void *b) {
    const struct code_tuple *x = a, *y = b;
    int order = compare_u64(x->group, y->group);
    order = order ? order : compare_u64(x->document, y->document);
    return order ? order : compare_u64(x->code, y->code);
}

/* The place of a pair's counts. */
static enum kom_status place_of(struct meeting *m, uint32_t a, uint32_t b, uint32_t *place) {
    void *documents = m->documents, *segments = m->segments;
    bool is_new;
    *place = kom_pairs_add(&m->pairs, a, b, &is_new);
    if (*place == KOM_NO_ID)
        return KOM_ENOMEM;
    if (kom_grow(&documents, &m->cap_documents, m->pairs.n, sizeof *m->documents))
        return KOM_ENOMEM;
    m->documents = documents;
    if (kom_grow(&segments, &m->cap_segments, m->pairs.n, sizeof *m->segments))
        return KOM_ENOMEM;
    m->segments = segments;
    if (is_new)
        m->documents[*place] = m->segments[*place] = 0;
    return KOM_OK;
}

/* The codes of a document, or of a unit: rising, some of them twice. */
static enum kom_status take(struct meeting *m, const struct code_book *book,
                            const struct code_tuple *tuple, size_t n, bool is_unit) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            const uint32_t a = tuple[j].code, b = tuple[i].code;
            uint32_t place;
            if ((j && tuple[j - 1].code == a) || tuple[i - 1].code == b || a == b ||
                code_is_under(book, a, b) || code_is_under(book, b, a))
                continue;
            if (place_of(m, a, b, &place))
                return KOM_ENOMEM;
            m->documents[place] += !is_unit;
            m->segments[place] += is_unit;
        }
    return KOM_OK;
}

/* Tuples of one group, sorted: each run of a document or unit. */
static enum kom_status take_runs(struct meeting *m, const struct code_book *book,
                                 const struct code_tuple *tuple, size_t n, bool is_unit) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0, end; i < n && !status; i = end) {
        for (end = i + 1; end < n && tuple[end].document == tuple[i].document &&
                          (!is_unit || tuple[end].unit == tuple[i].unit);)
            end++;
        status = take(m, book, tuple + i, end - i, is_unit);
    }
    return status;
}

static void meeting_fini(struct meeting *m) {
    kom_pairs_fini(&m->pairs);
    kom_free(m->documents);
    kom_free(m->segments);
}

static enum kom_status write_pairs(struct kom_code *c, const struct meeting *m, uint32_t group) {
    const struct code_book *book = &c->work->book;
    for (size_t i = 0; i < m->pairs.n; i++) {
        struct kom_code_pair *row = code_add_row(c, sizeof *row);
        if (!row)
            return KOM_ENOMEM;
        const uint64_t pair = m->pairs.pair[i];
        *row = (struct kom_code_pair){
            .group = kom_groups_key(&c->work->groups, group),
            .code = book->entry[pair >> 32].text,
            .code_2 = book->entry[(uint32_t)pair].text,
            .documents = m->documents[i],
            .segments = c->work->column.segment.column < 0 ? -1 : m->segments[i],
        };
    }
    return KOM_OK;
}

static int by_codes(const void *a, const void *b) {
    const struct kom_code_pair *x = a, *y = b;
    const int order = kom_text_compare(kom_text_of(x->code), kom_text_of(y->code));
    return order ? order : kom_text_compare(kom_text_of(x->code_2), kom_text_of(y->code_2));
}

/* The tuples of a group: how many they are, from at on. */
static size_t count_of(const struct code_tuple *tuple, size_t n, size_t at) {
    size_t end = at;
    while (end < n && tuple[end].group == tuple[at].group)
        end++;
    return end - at;
}

static enum kom_status write_group(struct kom_code *c, struct code_tuple *tuple, size_t n,
                                   uint32_t group) {
    struct meeting m = {0};
    const size_t first = c->n_rows;
    qsort(tuple, n, sizeof *tuple, by_document);
    enum kom_status status = take_runs(&m, &c->work->book, tuple, n, false);
    qsort(tuple, n, sizeof *tuple, by_unit);
    if (!status)
        status = take_runs(&m, &c->work->book, tuple, n, true);
    if (!status)
        status = write_pairs(c, &m, group);
    struct kom_code_pair *row = c->rows;
    if (!status && c->n_rows > first)
        qsort(row + first, c->n_rows - first, sizeof *row, by_codes);
    meeting_fini(&m);
    return status;
}

enum kom_status code_pairs(struct kom_code *c, struct kom_error *err) {
    const struct kom_code_work *w = c->work;
    struct code_tuple *tuple = NULL;
    size_t n = 0;
    uint32_t *order = kom_groups_sorted(&w->groups, c->ask.n_by);
    size_t *from = kom_alloc(w->groups.n + 1, sizeof *from);
    enum kom_status status = order && from ? code_tuples(c, &tuple, &n, err) : kom_no_memory(err);
    for (size_t g = 0; g < w->groups.n && !status; g++)
        from[g] = n;
    for (size_t at = 0; at < n && !status; at += count_of(tuple, n, at))
        from[tuple[at].group] = at;
    for (size_t g = 0; g < w->groups.n && !status; g++) {
        const size_t at = from[order[g]];
        if (at < n && write_group(c, tuple + at, count_of(tuple, n, at), order[g]))
            status = kom_no_memory(err);
    }
    kom_free(tuple);
    kom_free(order);
    kom_free(from);
    return status;
}
