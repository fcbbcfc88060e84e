/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of one size in a file without a name. Two pages are in memory, for figures that read from
 * the middle outwards. */
#include "paged.h"

#include <string.h>

#include "mem.h"
#include "spill.h"

enum { PAGE = 1024, N_PAGES = 2 };

struct record {
    int64_t bits;
    uint64_t count;
    int64_t scale; /* -1: the bits of a double */
};

struct page {
    size_t first, n; /* of the records in it */
    uint64_t turn;   /* when it was looked at last */
    struct record record[PAGE];
};

struct kom_paged {
    struct kom_spill spill;
    const char *folder;
    struct kom_units units;
    struct kom_num last; /* not yet written: an equal one may follow */
    uint64_t last_count, turn;
    size_t n;
    enum kom_status status;
    struct kom_error err;
    struct page page[N_PAGES];
};

struct kom_paged *kom_paged_new(const char *folder) {
    struct kom_paged *p = kom_alloc(1, sizeof *p);
    if (p)
        p->folder = folder;
    return p;
}

static void write_last(struct kom_paged *p) {
    struct record one = {p->last.mantissa, p->last_count, p->last.scale};
    if (p->last_count == 0 || p->status)
        return;
    if (!p->last.is_exact) {
        memcpy(&one.bits, &p->last.real, sizeof one.bits);
        one.scale = -1;
    }
    kom_units_cover(&p->units, &p->last);
    const struct kom_text bytes = {(const char *)&one, sizeof one};
    p->status = kom_spill_add(&p->spill, p->folder, bytes, &p->err);
    p->n++;
    p->last_count = 0;
}

void kom_paged_add(struct kom_paged *p, const struct kom_num *x, uint64_t count) {
    if (p->last_count && kom_num_order(&p->last, x) == 0) {
        p->last = p->last.is_exact ? p->last : *x;
        p->last_count += count;
        return;
    }
    write_last(p);
    p->last = *x;
    p->last_count = count;
}

void kom_paged_end(struct kom_paged *p) {
    write_last(p);
}

size_t kom_paged_n(const struct kom_paged *p) {
    return p->n;
}

static void fill(struct kom_paged *p, struct page *page, size_t first) {
    size_t n = p->n - first < PAGE ? p->n - first : PAGE;
    page->first = first;
    page->n = 0;
    while (page->n < n && !p->status) {
        struct kom_text bytes;
        p->status = kom_spill_read(&p->spill, (first + page->n) * sizeof(struct record),
                                   (n - page->n) * sizeof(struct record), &bytes, &p->err);
        size_t some = bytes.n / sizeof(struct record);
        if (!p->status && some == 0)
            p->status = kom_fail(&p->err, KOM_EIO, "temporary file: it ends too early");
        if (!p->status)
            memcpy(page->record + page->n, bytes.p, some * sizeof(struct record));
        page->n += some;
    }
}

/* The page of a record: one that is there, or in place of that looked at the longest time ago. */
static struct page *page_of(struct kom_paged *p, size_t i) {
    struct page *oldest = &p->page[0];
    for (size_t k = 0; k < N_PAGES; k++) {
        struct page *page = &p->page[k];
        if (i >= page->first && i - page->first < page->n)
            return page;
        oldest = page->turn < oldest->turn ? page : oldest;
    }
    fill(p, oldest, i / PAGE * PAGE);
    return oldest;
}

struct kom_num kom_paged_at(struct kom_paged *p, size_t i, uint64_t *count) {
    struct kom_num x = {0, 0.0, 0, true};
    struct page *page = page_of(p, i);
    *count = p->status ? UINT64_C(1) << 62 : 1; /* who counts on to a rank comes to an end */
    page->turn = ++p->turn;
    if (p->status || i - page->first >= page->n)
        return x;
    const struct record *one = &page->record[i - page->first];
    *count = one->count;
    x.mantissa = one->bits;
    x.scale = (int8_t)one->scale;
    if (one->scale < 0) {
        x = (struct kom_num){0, 0.0, 0, false};
        memcpy(&x.real, &one->bits, sizeof x.real);
    }
    return x;
}

struct kom_units kom_paged_units(const struct kom_paged *p) {
    return p->units;
}

enum kom_status kom_paged_status(const struct kom_paged *p, struct kom_error *err) {
    return p->status ? kom_fail(err, p->status, "%s", p->err.text) : KOM_OK;
}

void kom_paged_free(struct kom_paged *p) {
    if (!p)
        return;
    kom_spill_fini(&p->spill);
    kom_free(p);
}
