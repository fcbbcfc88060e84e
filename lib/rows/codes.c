/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One code in two spellings across tables: found by the digits without their leading zeros. */
#include "codes.h"

#define REMEDY "use --kom-digits 3 or --kom-digits 4, which pads or strips codes in every table"

/* "101" of "0101"; empty when the code is no number. */
static struct kom_text bare_of(struct kom_text t) {
    if (!kom_is_digits(t))
        return (struct kom_text){NULL, 0};
    while (t.n > 1 && t.p[0] == '0') {
        t.p++;
        t.n--;
    }
    return t;
}

void kom_codes_begin(struct kom_codes *codes, const char *table) {
    if (codes->n_tables < 64)
        codes->table[codes->n_tables++] = table;
}

/* A spelling that is new: joined to the others of its number. */
static bool join(struct kom_codes *codes, uint32_t id, struct kom_text code) {
    void *p = codes->code;
    if (kom_grow(&p, &codes->cap, (size_t)id + 1, sizeof *codes->code))
        return false;
    codes->code = p;
    codes->code[id] = (struct kom_code){KOM_NO_ID, 0};
    struct kom_text t = bare_of(code);
    if (t.n == 0)
        return true;
    size_t n = codes->bare.n;
    uint32_t bare = kom_intern_add(&codes->bare, t);
    p = codes->first;
    if (bare == KOM_NO_ID ||
        kom_grow(&p, &codes->cap_first, (size_t)bare + 1, sizeof *codes->first))
        return false;
    codes->first = p;
    if (codes->bare.n > n)
        codes->first[bare] = id;
    codes->code[id].bare = bare;
    return true;
}

enum kom_status kom_codes_add(struct kom_codes *codes, struct kom_text code,
                              struct kom_error *err) {
    code = kom_text_trim(code);
    if (code.n == 0)
        return KOM_OK;
    size_t n = codes->spelled.n;
    uint32_t id = kom_intern_add(&codes->spelled, code);
    if (id == KOM_NO_ID || (codes->spelled.n > n && !join(codes, id, code)))
        return kom_fail(err, KOM_ENOMEM, "out of memory for municipality codes");
    codes->code[id].tables |= UINT64_C(1) << (codes->n_tables - 1);
    return KOM_OK;
}

enum kom_status kom_codes_add_column(struct kom_codes *codes, const struct kom_frame *frame,
                                     int column, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t row = 0; row < frame->n_rows && !status; row++)
        status = kom_codes_add(codes, kom_frame_cell(frame, row, column), err);
    return status;
}

static unsigned lowest(uint64_t tables) {
    unsigned t = 0;
    while (!(tables >> t & 1))
        t++;
    return t;
}

/* Spellings a and b of one number, which different tables have. */
static enum kom_status tell(const struct kom_codes *codes, uint32_t a, uint32_t b,
                            struct kom_error *err) {
    uint64_t differ = codes->code[a].tables ^ codes->code[b].tables;
    unsigned t = lowest(differ);
    if (!(codes->code[a].tables >> t & 1)) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    struct kom_text x = codes->spelled.text[a], y = codes->spelled.text[b];
    return kom_fail(err, KOM_EDATA, "kom: %s has %.*s where %s has %.*s; " REMEDY, codes->table[t],
                    (int)x.n, x.p, codes->table[lowest(codes->code[b].tables)], (int)y.n, y.p);
}

enum kom_status kom_codes_compare(const struct kom_codes *codes, struct kom_error *err) {
    for (uint32_t id = 0; id < codes->spelled.n; id++) {
        if (codes->code[id].bare == KOM_NO_ID)
            continue;
        uint32_t first = codes->first[codes->code[id].bare];
        if (codes->code[id].tables != codes->code[first].tables)
            return tell(codes, first, id, err);
    }
    return KOM_OK;
}

enum kom_status kom_codes_meet(const struct kom_codes *codes, struct kom_text code,
                               struct kom_error *err) {
    code = kom_text_trim(code);
    if (codes->bare.n == 0 || kom_intern_find(&codes->spelled, code) != KOM_NO_ID)
        return KOM_OK;
    struct kom_text t = bare_of(code);
    uint32_t bare = t.n ? kom_intern_find(&codes->bare, t) : KOM_NO_ID;
    if (bare == KOM_NO_ID)
        return KOM_OK;
    uint32_t other = codes->first[bare];
    struct kom_text y = codes->spelled.text[other];
    return kom_fail(err, KOM_EDATA, "%.*s stands here where %s has %.*s; " REMEDY, (int)code.n,
                    code.p, codes->table[lowest(codes->code[other].tables)], (int)y.n, y.p);
}

enum kom_status kom_codes_meet_cell(const struct kom_codes *codes, const struct kom_frame *frame,
                                    size_t row, int column, struct kom_error *err) {
    struct kom_error inner;
    if (kom_codes_meet(codes, kom_frame_cell(frame, row, column), &inner) == KOM_OK)
        return KOM_OK;
    return kom_frame_fail(frame, row, column, err, "%s", inner.text);
}

enum kom_status kom_codes_meet_view(const struct kom_codes *codes, const struct kom_view *view,
                                    uint32_t row, int column, struct kom_error *err) {
    struct kom_error inner;
    if (kom_codes_meet(codes, kom_view_text(view, column, row), &inner) == KOM_OK)
        return KOM_OK;
    struct kom_text heading = view->extract->columns[column].heading;
    return kom_fail(err, KOM_EDATA, "%s:%llu: column \"%.*s\": %s", view->file->name,
                    (unsigned long long)kom_view_line(view, row), (int)heading.n, heading.p,
                    inner.text);
}

void kom_codes_fini(struct kom_codes *codes) {
    kom_intern_fini(&codes->spelled);
    kom_intern_fini(&codes->bare);
    kom_free(codes->code);
    kom_free(codes->first);
    *codes = (struct kom_codes){0};
}
