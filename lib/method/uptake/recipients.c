/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipients of kom-uptake: persons with their spells, or counts (counts.c).

   Spells are read as a fold, in two steps. What is in a row, its days and the keys of its texts,
   each thread finds for itself, a batch at a time. What gets a number (persons, units, traits) is
   entered in the order of the input, one batch at a time, so that numbers are the same with any
   number of threads, and messages too; one thread enters while others read. Attributes and
   by-values are one number, a trait, as few of them differ, and a unit with a trait is looked up by
   the keys of its texts in a memo. */
#include <string.h>

#include "heading_index.h"
#include "keys.h"
#include "parallel.h"

/* ---- the columns ---- */

static enum kom_status plan_spells(struct given *g, struct kom_extract *x, struct kom_error *err) {
    struct spell_columns *c = &g->sc;
    enum kom_status status = kom_extract_need(x, "kom", KOM_KIND_TEXT, &c->kom, err);
    if (!status)
        status = kom_extract_need(x, "start", KOM_KIND_DAY, &c->start, err);
    if (!status)
        status = kom_extract_wish(x, "end", KOM_KIND_DAY, &c->end, err);
    for (int k = 0; k < N_SHARED && !status; k++) {
        status = kom_extract_wish(x, kom_uptake_attrs[k], KOM_KIND_TEXT, &c->attr[k], err);
        g->spell_has[k] = c->attr[k] >= 0;
    }
    int birth_year = KOM_NO_COLUMN;
    if (!status && g->o.n_ages)
        status = kom_extract_need(x, "birth_year", KOM_KIND_NUMBER, &birth_year, err);
    return status ? status : kom_measured_want(x, birth_year, &c->birth_year, err);
}

/* What messages call the table, which is closed by then; and its by-columns. */
static enum kom_status keep_names(struct given *g, struct kom_extract *x, struct kom_error *err) {
    const char *file = x->files[0]->name;
    struct kom_text heading = x->columns[g->sc.kom].heading;
    g->recipients_file = kom_arena_copy(&g->arena, file, strlen(file));
    g->recipients_kom =
        (struct kom_text){kom_arena_copy(&g->arena, heading.p, heading.n), heading.n};
    if (!g->recipients_file || !g->recipients_kom.p)
        return KOM_UPTAKE_NO_MEMORY(err);
    return kom_uptake_by_recipients(g, x, err);
}

/* Neither persons nor counts: a table with first days is one of spells that call the person
   otherwise. */
static enum kom_status need_person(struct kom_extract *x, struct kom_error *err) {
    static const char *const words[] = {"period", "recipients", "start"};
    enum { N_WORDS = sizeof words / sizeof words[0], START = N_WORDS - 1 };
    int column[N_WORDS], person;
    enum kom_status status = KOM_OK;
    for (int i = 0; i < N_WORDS && !status; i++)
        status = kom_heading_look(x->index, kom_text_of(words[i]), kom_extract_place(x), &column[i],
                                  err);
    if (status || column[0] >= 0 || column[1] >= 0 || column[START] < 0)
        return status;
    return kom_extract_need(x, "person", KOM_KIND_TEXT, &person, err);
}

static enum kom_status plan(struct kom_uptake *u, struct kom_extract *x, struct kom_error *err) {
    enum kom_status status = kom_extract_wish(x, "person", KOM_KIND_TEXT, &u->given.sc.person, err);
    u->given.by_person = u->given.sc.person >= 0;
    u->given.by_count = !u->given.by_person;
    u->given.alone = false;
    if (!status && u->given.by_count)
        status = need_person(x, err);
    if (!status)
        status = u->given.by_person ? plan_spells(&u->given, x, err)
                                    : kom_uptake_plan_counts(&u->given, x, err);
    return status ? status : keep_names(&u->given, x, err);
}

/* ---- what a row says ---- */

/* A row whose cells can be read: 88 bytes, so that those of a batch stay in the caches. */
struct spell_row {
    uint64_t person_key, kom_key, attr_key[N_SHARED], part_key; /* kom_text_key */
    struct kom_text person;                                     /* the batch's */
    uint32_t row, part, n_part; /* its part of a cell is there in the reader's parts */
    int32_t first, last, birth_year;
};

/* A unit with a trait, by the keys of its texts and the year of birth. */
struct spell_memo {
    uint64_t kom_key, attr_key[N_SHARED], part_key;
    int32_t birth_year;
    uint32_t unit_trait; /* + 1; 0: free */
};

enum { N_MEMOS = 2048, AHEAD = 16 };

/* One thread's. */
struct spell_reader {
    struct given *g;
    struct spell_row *row; /* of the batch */
    size_t n, cap;
    struct kom_buf parts;
    struct spell_memo memo[N_MEMOS];
    struct kom_months months;
    struct {
        struct kom_text person[KOM_BLOCK_ROWS], text[KOM_BLOCK_ROWS];
        uint64_t person_key[KOM_BLOCK_ROWS], kom_key[KOM_BLOCK_ROWS];
        uint64_t attr_key[N_SHARED][KOM_BLOCK_ROWS];
        int32_t first[KOM_BLOCK_ROWS], last[KOM_BLOCK_ROWS];
        uint8_t first_cell[KOM_BLOCK_ROWS], last_cell[KOM_BLOCK_ROWS];
    } block;
};

static void read_block(struct spell_reader *r, const struct kom_view *v, uint32_t from,
                       uint32_t n) {
    const struct spell_columns *c = &r->g->sc;
    struct kom_days first = {r->block.first, r->block.first_cell, &r->months};
    struct kom_days last = {r->block.last, r->block.last_cell, &r->months};
    kom_columns_codes(v, c->person, from, n, r->block.person, r->block.person_key);
    kom_columns_codes(v, c->kom, from, n, r->block.text, r->block.kom_key);
    for (int k = 0; k < N_SHARED; k++)
        if (c->attr[k] >= 0)
            kom_columns_codes(v, c->attr[k], from, n, r->block.text, r->block.attr_key[k]);
    kom_columns_days(v, c->start, from, n, first);
    if (c->end >= 0)
        kom_columns_days(v, c->end, from, n, last);
}

/* The days of a spell; false when the row is bad. */
static bool read_days(const struct spell_reader *r, struct kom_view *v, uint32_t i, uint32_t row,
                      struct spell_row *s) {
    const struct spell_columns *c = &r->g->sc;
    int32_t ignored;
    if (r->block.first_cell[i] == KOM_CELL_MISSING)
        kom_view_needs(v, c->start, row);
    else if (r->block.first_cell[i] != KOM_CELL_VALUE)
        (void)kom_view_day(v, c->start, row, &ignored);
    if (r->block.first_cell[i] != KOM_CELL_VALUE)
        return false;
    s->first = r->block.first[i];
    s->last = KOM_DAY_OPEN;
    if (c->end < 0 || r->block.last_cell[i] == KOM_CELL_MISSING)
        return true;
    if (r->block.last_cell[i] != KOM_CELL_VALUE) {
        (void)kom_view_day(v, c->end, row, &ignored);
        return false;
    }
    s->last = r->block.last[i];
    if (s->last < s->first) {
        kom_view_bad(v, c->end, row, "the spell ends before it starts; correct one of its days");
        return false;
    }
    return true;
}

static bool read_birth_year(const struct given *g, struct kom_view *v, uint32_t row,
                            int32_t *birth_year) {
    struct kom_num year;
    *birth_year = KOM_DAY_NONE;
    if (g->sc.birth_year.column < 0)
        return true;
    enum kom_cell cell = kom_measured_number(v, g->sc.birth_year, row, &year);
    if (cell == KOM_CELL_VALUE &&
        (!year.is_exact || year.scale || year.mantissa < 1800 || year.mantissa > 2200)) {
        kom_view_bad(v, g->sc.birth_year.column, row, "is no year of birth");
        return false;
    }
    if (cell == KOM_CELL_VALUE)
        *birth_year = (int32_t)year.mantissa;
    return cell != KOM_CELL_BAD;
}

/* Row i of the block; false when it is bad. */
static bool read_row(struct spell_reader *r, struct kom_view *v, uint32_t i, uint32_t row,
                     struct spell_row *s) {
    const struct given *g = r->g;
    if (kom_uptake_is_empty(v, g->sc.person, row) || kom_uptake_is_empty(v, g->sc.kom, row) ||
        !read_days(r, v, i, row, s) || !read_birth_year(g, v, row, &s->birth_year))
        return false;
    s->row = row;
    s->person = r->block.person[i];
    s->person_key = r->block.person_key[i];
    s->kom_key = r->block.kom_key[i];
    for (int k = 0; k < N_SHARED; k++)
        s->attr_key[k] = g->sc.attr[k] >= 0 ? r->block.attr_key[k][i] : KOM_KEY_EMPTY;
    s->part = (uint32_t)r->parts.n;
    kom_uptake_add_rec_part(g, v, row, &r->parts);
    s->n_part = (uint32_t)r->parts.n - s->part;
    s->part_key = KOM_KEY_EMPTY;
    if (s->n_part)
        s->part_key =
            kom_text_key((struct kom_text){r->parts.p + s->part, s->n_part}, v->extract->seed);
    return true;
}

static enum kom_status read_spells(void *worker, struct kom_view *v, struct kom_error *err) {
    struct spell_reader *r = worker;
    void *p = r->row;
    enum kom_status status = kom_grow(&p, &r->cap, v->n_rows, sizeof *r->row);
    r->row = p;
    r->n = 0;
    kom_buf_reset(&r->parts);
    for (uint32_t from = 0; from < v->n_rows && !status; from += KOM_BLOCK_ROWS) {
        uint32_t n = v->n_rows - from < KOM_BLOCK_ROWS ? v->n_rows - from : KOM_BLOCK_ROWS;
        read_block(r, v, from, n);
        for (uint32_t i = 0; i < n; i++)
            r->n += read_row(r, v, i, from + i, &r->row[r->n]);
    }
    return status || r->parts.failed ? KOM_UPTAKE_NO_MEMORY(err) : KOM_OK;
}

/* ---- what gets a number ---- */

/* The number of a trait, given now if it is new. */
static uint32_t trait_number(struct given *g, const struct trait *t) {
    if (g->trait_keys.n && memcmp(&g->trait[0], t, sizeof *t) == 0)
        return 0; /* often there is but one */
    void *p = g->trait;
    if (kom_grow(&p, &g->cap_traits, g->trait_keys.n + 1, sizeof *g->trait))
        return KOM_NO_ID;
    g->trait = p;
    uint32_t number = kom_intern_add(&g->trait_keys, (struct kom_text){(const char *)t, sizeof *t});
    if (number != KOM_NO_ID)
        g->trait[number] = *t;
    return number;
}

static struct kom_text part_of(const struct spell_reader *r, const struct spell_row *s) {
    return (struct kom_text){s->n_part ? r->parts.p + s->part : NULL, s->n_part};
}

/* The unit and the trait of a row as one number, from its texts. */
static uint32_t number_carefully(struct spell_reader *r, const struct kom_view *v,
                                 const struct spell_row *s) {
    struct given *g = r->g;
    struct trait t = {.birth_year = s->birth_year, .rc = kom_intern_add(&g->rcs, part_of(r, s))};
    uint32_t unit = kom_intern_add(&g->units, kom_view_code(v, g->sc.kom, s->row));
    bool ok = unit != KOM_NO_ID && t.rc != KOM_NO_ID;
    for (int k = 0; k < N_SHARED; k++) {
        t.attr[k] = g->sc.attr[k] < 0
                        ? NO_ATTR
                        : kom_intern_add(&g->attr[k], kom_view_code(v, g->sc.attr[k], s->row));
        ok = ok && t.attr[k] != KOM_NO_ID;
    }
    uint32_t trait = ok ? trait_number(g, &t) : KOM_NO_ID;
    return trait == KOM_NO_ID ? KOM_NO_ID : kom_pairs_add(&g->unit_trait, unit, trait, NULL);
}

static bool has_keys(const struct spell_memo *m, const struct spell_row *s) {
    return m->unit_trait && m->kom_key == s->kom_key && m->part_key == s->part_key &&
           m->birth_year == s->birth_year &&
           memcmp(m->attr_key, s->attr_key, sizeof m->attr_key) == 0;
}

/* The same of the texts of keys that are hashes; other keys are their texts. */
static bool has_texts(const struct spell_reader *r, const struct kom_view *v,
                      const struct spell_row *s, uint32_t unit_trait) {
    const struct given *g = r->g;
    const uint64_t pair = g->unit_trait.pair[unit_trait];
    const struct trait *t = &g->trait[(uint32_t)pair];
    bool has = !kom_key_is_hash(s->kom_key) ||
               kom_text_equal(g->units.text[pair >> 32], kom_view_code(v, g->sc.kom, s->row));
    if (kom_key_is_hash(s->part_key))
        has = has && kom_text_equal(g->rcs.text[t->rc], part_of(r, s));
    for (int k = 0; k < N_SHARED; k++)
        if (kom_key_is_hash(s->attr_key[k]))
            has = has && kom_text_equal(g->attr[k].text[t->attr[k]],
                                        kom_view_code(v, g->sc.attr[k], s->row));
    return has;
}

static uint32_t number_of(struct spell_reader *r, const struct kom_view *v,
                          const struct spell_row *s) {
    uint64_t hash = s->kom_key ^ s->part_key ^ (uint32_t)s->birth_year;
    for (int k = 0; k < N_SHARED; k++)
        hash = kom_hash_u64(hash) ^ s->attr_key[k];
    struct spell_memo *m = &r->memo[kom_hash_u64(hash) % N_MEMOS];
    if (has_keys(m, s) && has_texts(r, v, s, m->unit_trait - 1))
        return m->unit_trait - 1;
    uint32_t number = number_carefully(r, v, s);
    if (number != KOM_NO_ID && !v->extract->reading->is_careful) {
        *m = (struct spell_memo){.kom_key = s->kom_key,
                                 .part_key = s->part_key,
                                 .birth_year = s->birth_year,
                                 .unit_trait = number + 1};
        memcpy(m->attr_key, s->attr_key, sizeof m->attr_key);
    }
    return number;
}

/* The first spell of a person lies where his number says; the few others wait (spells.c). */
static enum kom_status keep_spell(struct given *g, const struct spell *s, uint32_t person,
                                  bool is_new, struct kom_error *err) {
    void *p = is_new ? g->spell : g->more, *q = g->more_person;
    bool ok = is_new ? !kom_grow(&p, &g->cap_spells, person + (size_t)1, sizeof *s)
                     : !kom_grow(&p, &g->cap_more, g->n_more + 1, sizeof *s);
    *(is_new ? &g->spell : &g->more) = p;
    if (!is_new && ok)
        ok = !kom_grow(&q, &g->cap_more_persons, g->n_more + 1, sizeof person);
    g->more_person = q;
    if (!ok)
        return KOM_UPTAKE_NO_MEMORY(err);
    g->n_spells++;
    if (is_new) {
        g->spell[person] = *s;
    } else {
        g->more[g->n_more] = *s;
        g->more_person[g->n_more++] = person;
    }
    return KOM_OK;
}

static enum kom_status enter_spells(void *worker, struct kom_view *v, struct kom_error *err) {
    struct spell_reader *r = worker;
    struct given *g = r->g;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < AHEAD && i < r->n; i++)
        kom_intern_prefetch(&g->persons, r->row[i].person_key);
    for (size_t i = 0; i < r->n && !status; i++) {
        const struct spell_row *s = &r->row[i];
        if (i + AHEAD < r->n) /* persons come in no order */
            kom_intern_prefetch(&g->persons, r->row[i + AHEAD].person_key);
        const size_t n_persons = g->persons.n;
        uint32_t person = kom_intern_add_key(&g->persons, s->person_key, s->person);
        uint32_t unit_trait = person == KOM_NO_ID ? KOM_NO_ID : number_of(r, v, s);
        const struct spell spell = {.unit_trait = unit_trait, .first = s->first, .last = s->last};
        status = unit_trait == KOM_NO_ID ? KOM_UPTAKE_NO_MEMORY(err)
                                         : keep_spell(g, &spell, person, person == n_persons, err);
    }
    return status ? status : kom_uptake_check_sides(g, err);
}

/* ---- the fold ---- */

static enum kom_status take_counts(void *worker, struct kom_view *v, struct kom_error *err) {
    struct kom_uptake *u = worker;
    struct kom_buf key = {0};
    enum kom_status status = KOM_OK;
    for (uint32_t row = 0; row < v->n_rows && !status; row++)
        status = kom_uptake_take_count(&u->given, v, row, &key, err);
    kom_buf_fini(&key);
    return status ? status : kom_uptake_check_sides(&u->given, err);
}

struct kom_uptake_readers {
    void *worker[KOM_THREADS_MAX];
    unsigned n;
    struct spell_reader *reader; /* NULL: counts */
};

void kom_uptake_readers_free(struct kom_uptake_readers *r) {
    for (unsigned i = 0; r && r->reader && i < r->n; i++) {
        kom_free(r->reader[i].row);
        kom_buf_fini(&r->reader[i].parts);
    }
    if (r)
        kom_free(r->reader);
    kom_free(r);
}

enum kom_status kom_uptake_plan_recipients(struct kom_uptake *u, struct kom_extract *x,
                                           unsigned n_threads, struct kom_uptake_readers **out,
                                           struct kom_fold *fold, struct kom_error *err) {
    struct kom_uptake_readers *r = kom_alloc(1, sizeof *r);
    *out = r;
    if (!r)
        return KOM_UPTAKE_NO_MEMORY(err);
    enum kom_status status = plan(u, x, err);
    if (status)
        return status;
    r->worker[0] = u;
    *fold = (struct kom_fold){.n_threads = 1, .workers = r->worker, .take = take_counts};
    if (u->given.by_count)
        return KOM_OK;
    r->reader = kom_alloc(n_threads, sizeof *r->reader);
    if (!r->reader)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (; r->n < n_threads; r->n++) {
        r->reader[r->n].g = &u->given;
        r->worker[r->n] = &r->reader[r->n];
    }
    fold->n_threads = n_threads;
    fold->take = read_spells;
    fold->in_order = enter_spells;
    return KOM_OK;
}
