/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a SAS data set that are marked as deleted: SAS leaves them where they are, and ReadStat
   gives them like others.

   A data set is a header and pages of one size. A page begins with its type, where 0x80 says that
   rows of it are deleted, and how many blocks it has: pointers to subheaders first, rows for the
   rest. The marks are a bit a row, the highest first, behind the rows, at a distance that the page
   says. The length of a row stands in the subheader F7F7F7F7. Pages pass by here as ReadStat reads
   them, each just before its rows. */
#include <string.h>

#include "parse.h"

enum {
    DELETED_ROWS = 0x80,
    KIND = 0x0F00, /* of a page: */
    DATA = 0x0100,
    MIX = 0x0200, /* subheaders, then rows */
    ROW_SIZE = 0xF7,
    HEADER_NBYTES = 216,
    PAGE_LEAST = 256,
};

static uint64_t number_at(const struct kom_sas_pages *s, const char *p, size_t n) {
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | (unsigned char)p[s->is_big ? i : n - 1 - i];
    return v;
}

/* Sizes of header and page, from the file's first bytes. */
static void take_header(struct kom_sas_pages *s, const char *p) {
    size_t shift = p[35] == '3' ? 4 : 0;
    s->is_64 = p[32] == '3';
    s->is_big = p[37] != 1;
    s->header = number_at(s, p + 196 + shift, 4);
    s->page = number_at(s, p + 200 + shift, 4);
    s->page = s->page < PAGE_LEAST ? 0 : s->page;
    s->head = s->is_64 ? 32 : 16;
    s->pointer = s->is_64 ? 24 : 12;
}

/* Is this subheader the one about rows? */
static bool is_row_size(const struct kom_sas_pages *s, const char *p) {
    static const char ones[4] = {-1, -1, -1, -1};
    p += s->is_big && s->is_64 && memcmp(p, ones, 4) == 0 ? 4 : 0;
    for (size_t i = 0; i < 4; i++)
        if ((unsigned char)p[i] != ROW_SIZE)
            return false;
    return true;
}

static void look_for_row_size(struct kom_sas_pages *s, const char *page, size_t n_subheaders) {
    size_t word = s->is_64 ? 8 : 4;
    for (size_t i = 0; i < n_subheaders; i++) {
        size_t at = s->head + 8 + i * s->pointer;
        if (at + s->pointer > s->page)
            return;
        uint64_t offset = number_at(s, page + at, word), n = number_at(s, page + at + word, word);
        if (n >= 8 * word && offset < s->page && n <= s->page - offset &&
            is_row_size(s, page + offset)) {
            s->row = number_at(s, page + offset + 5 * word, word);
            s->n_said = number_at(s, page + offset + 7 * word, word);
        }
    }
}

static enum kom_status add_deleted(struct kom_statfile *f, uint64_t row) {
    struct kom_sas_pages *s = &f->pages;
    void *p = s->deleted;
    if (kom_grow(&p, &s->cap_deleted, s->n_deleted + 1, sizeof *s->deleted) != KOM_OK)
        return kom_no_memory_in(&f->err, f->file.path);
    s->deleted = p;
    s->deleted[s->n_deleted++] = row;
    s->n_all_deleted++;
    return KOM_OK;
}

static enum kom_status cannot_tell(struct kom_statfile *f) {
    return kom_fail(&f->err, KOM_EDATA,
                    "%s: has deleted rows that cannot be told from others; write it anew in SAS: "
                    "data NEW; set OLD; run;",
                    f->file.path);
}

static enum kom_status take_marks(struct kom_statfile *f, const char *page, uint64_t n_subheaders,
                                  uint64_t n_rows) {
    struct kom_sas_pages *s = &f->pages;
    uint64_t pointers = n_subheaders * s->pointer;
    uint64_t at = s->head + 8 + number_at(s, page + (s->is_64 ? 24 : 12), 4) +
                  (s->head + 16 + pointers) % 8 + pointers + n_rows * s->row;
    enum kom_status status = KOM_OK;
    if (s->row == 0 || at > s->page || (n_rows + 7) / 8 > s->page - at)
        return cannot_tell(f);
    for (uint64_t i = 0; i < n_rows && !status; i++)
        if ((unsigned char)page[at + i / 8] >> (7 - i % 8) & 1)
            status = add_deleted(f, s->n_rows + i);
    return status;
}

static enum kom_status take_page(struct kom_statfile *f, const char *page) {
    struct kom_sas_pages *s = &f->pages;
    uint64_t type = number_at(s, page + s->head, 2), n_blocks = number_at(s, page + s->head + 2, 2),
             n_subheaders = number_at(s, page + s->head + 4, 2);
    bool has_rows = (type & KIND) == DATA || (type & KIND) == MIX;
    enum kom_status status = KOM_OK;
    if ((type & KIND) != DATA)
        look_for_row_size(s, page, n_subheaders);
    uint64_t n_rows = has_rows && n_blocks > n_subheaders ? n_blocks - n_subheaders : 0;
    s->n_deleted = s->next_deleted = 0; /* those of the page before are past */
    if (s->n_said && has_rows && type & DELETED_ROWS)
        status = take_marks(f, page, n_subheaders, n_rows);
    s->n_rows += n_rows;
    return status;
}

enum kom_status kom_sas_pages_look(struct kom_statfile *f, int64_t at, const char *p, size_t n) {
    struct kom_sas_pages *s = &f->pages;
    if (s->page == 0 || n != s->page || (uint64_t)at < s->header ||
        ((uint64_t)at - s->header) % s->page != 0)
        return KOM_OK;
    return take_page(f, p);
}

void kom_sas_pages_begin(struct kom_statfile *f, const char *header, size_t n) {
    kom_free(f->pages.deleted);
    f->pages = (struct kom_sas_pages){.page = 0};
    if (n >= HEADER_NBYTES)
        take_header(&f->pages, header);
}

bool kom_sas_pages_is_deleted(struct kom_sas_pages *s, uint64_t row) {
    while (s->next_deleted < s->n_deleted && s->deleted[s->next_deleted] < row)
        s->next_deleted++;
    return s->next_deleted < s->n_deleted && s->deleted[s->next_deleted] == row;
}

enum kom_status kom_sas_pages_check(struct kom_statfile *f) {
    const struct kom_sas_pages *s = &f->pages;
    bool has_same_rows = f->n_said >= 0 && s->n_rows == (uint64_t)f->n_said;
    bool is_known = s->n_said == s->n_all_deleted && (s->n_said == 0 || has_same_rows);
    return is_known ? KOM_OK : cannot_tell(f);
}
