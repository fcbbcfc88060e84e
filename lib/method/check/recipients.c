/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading recipients: a block at a time, persons by the roll, what few rows differ in by the codes
   of a row met before.

   There may be millions of spells, and a person has one or two as a rule: the first lies beside the
   person in the roll, further ones in a list. What stands beside the days (municipality, section
   and the like) is a trait, of which there are few: the texts of its columns become codes, and the
   trait of a combination of codes that was met before is remembered. What is wrong with a row is
   told of the first such row only, as the run ends there. */
#include "recipients.h"

#include <string.h>

#include "key.h"

const char *const kom_check_agree[KOM_CHECK_N_AGREE] = {"provider", "section", "setting", "group"};

enum { N_CODES = 1 + KOM_CHECK_N_AGREE, AHEAD = 24 };

static enum kom_status no_memory(struct kom_error *err) {
    return kom_no_memory_in(err, "recipients");
}

/* ---- before the rows ---- */

/* Of counts, which kom-uptake takes in their place, nobody can be found. */
static enum kom_status refuse_counts(struct kom_extract *x, struct kom_error *err) {
    int person, recipients = KOM_NO_COLUMN;
    enum kom_status status = kom_extract_want(x, "person", KOM_KIND_TEXT, &person, err);
    if (!status && person < 0)
        status = kom_extract_want(x, "recipients", KOM_KIND_TEXT, &recipients, err);
    if (status || recipients < 0)
        return status;
    return kom_fail(err, KOM_EDATA,
                    "recipients: %s holds counts of recipients, and sales are looked for among "
                    "persons (person, kom, start, end); give a table of persons, or leave "
                    "--recipients out",
                    x->files[0]->name);
}

static enum kom_status find_columns(struct kom_check_recipients *r, struct kom_extract *x,
                                    struct kom_error *err) {
    enum kom_status status = refuse_counts(x, err);
    if (!status)
        status = kom_extract_need(x, "kom", KOM_KIND_TEXT, &r->kom, err);
    if (!status)
        status = kom_extract_need(x, "person", KOM_KIND_TEXT, &r->person, err);
    if (!status)
        status = kom_extract_need(x, "start", KOM_KIND_DAY, &r->start, err);
    if (!status)
        status = kom_extract_wish(x, "end", KOM_KIND_DAY, &r->end, err);
    for (size_t i = 0; i < KOM_CHECK_N_AGREE && !status; i++)
        status = kom_extract_wish(x, kom_check_agree[i], KOM_KIND_TEXT, &r->agree[i], err);
    return status;
}

/* All columns are read, as those of the other side tables are, so that all are looked at. */
enum kom_status kom_check_recipients_plan(struct kom_check_recipients *r, struct kom_extract *x,
                                          struct kom_error *err) {
    x->settles_all = true;
    enum kom_status status = kom_extract_want_all(x, err);
    if (!status)
        status = find_columns(r, x, err);
    if (status)
        return status;
    const char *file = x->files[0]->name;
    struct kom_text heading = x->columns[r->kom].heading;
    r->file = kom_arena_copy(&r->arena, file, strlen(file) + 1);
    r->heading = (struct kom_text){kom_arena_copy(&r->arena, heading.p, heading.n), heading.n};
    r->persons.size = sizeof(struct kom_check_person);
    r->codes = kom_alloc(N_CODES, sizeof *r->codes);
    bool ok = r->file && r->heading.p && r->codes;
    for (size_t i = 0; i < KOM_CHECK_N_AGREE && ok; i++)
        ok = kom_intern_add(&r->agrees[i], (struct kom_text){NULL, 0}) == 0;
    return ok ? KOM_OK : no_memory(err);
}

/* ---- the rows ---- */

struct block {
    uint32_t from, n;
    int32_t first[KOM_BLOCK_ROWS], last[KOM_BLOCK_ROWS];
    uint8_t first_cell[KOM_BLOCK_ROWS], last_cell[KOM_BLOCK_ROWS];
    uint16_t code[KOM_BLOCK_ROWS];
    struct kom_kind_key key[KOM_BLOCK_ROWS];
    bool is_open[KOM_BLOCK_ROWS];
};

static void pack_codes(struct kom_check_recipients *r, const struct kom_view *v, struct block *b) {
    memset(b->key, 0, b->n * sizeof *b->key);
    memset(b->is_open, 0, b->n * sizeof *b->is_open);
    for (unsigned k = 0; k < N_CODES; k++) {
        int column = k ? r->agree[k - 1] : r->kom;
        if (column == KOM_NO_COLUMN)
            continue;
        kom_codes_block(&r->codes[k], v, column, b->from, b->n, b->code);
        kom_kinds_pack(b->key, b->n, k, b->code, b->is_open);
    }
}

static void read_days(struct kom_check_recipients *r, const struct kom_view *v, struct block *b) {
    struct kom_days first = {b->first, b->first_cell, &r->months};
    struct kom_days last = {b->last, b->last_cell, &r->months};
    kom_columns_days(v, r->start, b->from, b->n, first);
    if (r->end != KOM_NO_COLUMN)
        kom_columns_days(v, r->end, b->from, b->n, last);
    for (uint32_t i = 0; i < b->n; i++)
        if (r->end == KOM_NO_COLUMN || b->last_cell[i] == KOM_CELL_MISSING)
            b->last[i] = KOM_DAY_OPEN;
}

/* Notes what is wrong with a row, unless a row before had something. */
static void note(struct kom_check_recipients *r, const struct kom_view *v, int column, uint32_t row,
                 const char *what) {
    struct kom_buf why = {0};
    struct kom_text heading = v->extract->columns[column].heading;
    if (r->status)
        return;
    if (what)
        kom_buf_str(&why, what);
    else
        kom_cell_explain_day(kom_view_form(v, column), kom_view_text(v, column, row), &why);
    r->status = kom_fail(&r->err, KOM_EDATA, "%s:%llu: column \"%.*s\": %.*s", v->file->name,
                         (unsigned long long)kom_view_line(v, row), (int)heading.n, heading.p,
                         (int)why.n, why.p ? why.p : "");
    kom_buf_fini(&why);
}

/* In the order in which each row is judged. */
static bool has_days(struct kom_check_recipients *r, const struct kom_view *v,
                     const struct block *b, uint32_t i) {
    bool has_end = r->end != KOM_NO_COLUMN, is_missing = b->first_cell[i] == KOM_CELL_MISSING;
    if (b->first_cell[i] == KOM_CELL_BAD)
        note(r, v, r->start, b->from + i, NULL);
    else if (has_end && b->last_cell[i] == KOM_CELL_BAD)
        note(r, v, r->end, b->from + i, NULL);
    else if (is_missing)
        note(r, v, r->start, b->from + i, "is empty; give the first day");
    else if (b->last[i] < b->first[i])
        note(r, v, r->end, b->from + i, "lies before the start; correct one of the two");
    else
        return true;
    return false;
}

/* The number of the trait of a row; KOM_NO_ID: memory ran out. */
static uint32_t trait_of(struct kom_check_recipients *r, const struct kom_view *v, uint32_t row) {
    char room[4];
    struct kom_check_trait t = {0};
    t.kom = kom_intern_add(&r->koms, kom_check_code(kom_view_text(v, r->kom, row),
                                                    v->extract->reading->kom_digits, room));
    bool ok = t.kom != KOM_NO_ID;
    for (size_t i = 0; i < KOM_CHECK_N_AGREE && ok; i++) {
        if (r->agree[i] != KOM_NO_COLUMN)
            t.agree[i] = kom_intern_add(&r->agrees[i], kom_view_code(v, r->agree[i], row));
        ok = t.agree[i] != KOM_NO_ID;
    }
    void *p = r->trait;
    if (!ok || kom_grow(&p, &r->cap_traits, r->trait_keys.n + 1, sizeof *r->trait))
        return KOM_NO_ID;
    r->trait = p;
    const uint32_t number =
        kom_intern_add(&r->trait_keys, (struct kom_text){(const char *)&t, sizeof t});
    if (number != KOM_NO_ID)
        r->trait[number] = t;
    return number;
}

static bool keep_spell(struct kom_check_recipients *r, struct kom_text person,
                       struct kom_check_spell spell) {
    const size_t n = r->persons.n;
    struct kom_check_person *p = kom_roll_add(&r->persons, person);
    if (!p)
        return false;
    if (r->persons.n > n) {
        p->spell = spell;
        return true;
    }
    void *other = r->other;
    if (r->n_other == UINT32_MAX - 1 ||
        kom_grow(&other, &r->cap_other, r->n_other + 1, sizeof *r->other))
        return false;
    r->other = other;
    spell.next = p->spell.next;
    r->other[r->n_other++] = spell;
    p->spell.next = (uint32_t)r->n_other;
    return true;
}

static bool take_block(struct kom_check_recipients *r, const struct kom_view *v, struct block *b) {
    for (uint32_t i = 0; i < AHEAD && i < b->n; i++)
        kom_roll_prefetch(&r->persons, kom_view_code(v, r->person, b->from + i));
    for (uint32_t i = 0; i < b->n; i++) {
        const uint32_t row = b->from + i;
        const struct kom_row_kind *kind =
            b->is_open[i] ? NULL : kom_kinds_find(&r->kinds, b->key[i]);
        if (i + AHEAD < b->n)
            kom_roll_prefetch(&r->persons, kom_view_code(v, r->person, row + AHEAD));
        const uint32_t trait = kind ? kind->note : trait_of(r, v, row);
        if (trait == KOM_NO_ID)
            return false;
        if (!kind && !b->is_open[i]) /* not kept: asked for again */
            (void)kom_kinds_learn(&r->kinds, b->key[i], trait);
        if (!has_days(r, v, b, i))
            continue;
        const struct kom_check_spell spell = {b->first[i], b->last[i], 0, trait};
        if (!keep_spell(r, kom_view_code(v, r->person, row), spell))
            return false;
    }
    return true;
}

enum kom_status kom_check_take_recipients(void *recipients, struct kom_view *v,
                                          struct kom_error *err) {
    struct kom_check_recipients *r = recipients;
    struct block b;
    bool ok = true;
    for (b.from = 0; b.from < v->n_rows && ok; b.from += KOM_BLOCK_ROWS) {
        b.n = v->n_rows - b.from < KOM_BLOCK_ROWS ? v->n_rows - b.from : KOM_BLOCK_ROWS;
        pack_codes(r, v, &b);
        read_days(r, v, &b);
        ok = take_block(r, v, &b);
    }
    return ok ? KOM_OK : no_memory(err);
}

void kom_check_recipients_end(struct kom_check_recipients *r) {
    for (size_t i = 0; r->codes && i < N_CODES; i++)
        kom_codes_fini(&r->codes[i]);
    kom_free(r->codes);
    r->codes = NULL;
    kom_kinds_fini(&r->kinds);
}

/* ---- after them ---- */

uint64_t kom_check_recipients_nbytes(const struct kom_check_recipients *r) {
    uint64_t nbytes = kom_roll_nbytes(&r->persons) + r->cap_other * sizeof *r->other +
                      r->cap_traits * sizeof *r->trait + kom_intern_nbytes(&r->trait_keys) +
                      kom_intern_nbytes(&r->koms);
    for (size_t i = 0; i < KOM_CHECK_N_AGREE; i++)
        nbytes += kom_intern_nbytes(&r->agrees[i]);
    return nbytes;
}

void kom_check_recipients_fini(struct kom_check_recipients *r) {
    kom_check_recipients_end(r);
    kom_roll_fini(&r->persons);
    kom_free(r->other);
    kom_free(r->trait);
    kom_intern_fini(&r->trait_keys);
    kom_intern_fini(&r->koms);
    for (size_t i = 0; i < KOM_CHECK_N_AGREE; i++)
        kom_intern_fini(&r->agrees[i]);
    kom_arena_fini(&r->arena);
    *r = (struct kom_check_recipients){0};
}
