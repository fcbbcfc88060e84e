/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Side tables of kom-uptake as numbers: offerings, participation, and recipients as spells or
   counts.

   Offerings, participation and municipalities are loaded whole, being small, and become arrays of
   numbers: texts are interned once, days are integers, an open end is the last day there is. What
   contradicts itself is refused here with its line: spells that end before they start, two
   offerings of one key on one day. Recipients are read as a fold, a block at a time, and kept as
   spells, their traits (attributes and by-values) as one number, as few of them differ; or they are
   counts (counts.c). Look-up by unit, and by unit and service, is made afterwards, by counting. */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "dist.h"
#include "heading_index.h"
#include "keys.h"
#include "spell.h"

static struct kom_text code_at(const struct kom_frame *f, size_t row, int column) {
    return column < 0 ? (struct kom_text){NULL, 0} : kom_text_trim(kom_frame_cell(f, row, column));
}

/* A code that must not be empty, as a number. */
static enum kom_status code_id(const struct kom_frame *f, size_t row, int column,
                               struct kom_intern *names, uint32_t *id, struct kom_error *err) {
    struct kom_text t = code_at(f, row, column);
    if (t.n == 0)
        return kom_frame_needs(f, row, column, err);
    *id = kom_intern_add(names, t);
    return *id == KOM_NO_ID ? KOM_UPTAKE_NO_MEMORY(err) : KOM_OK;
}

/* ---- offerings ---- */

struct offering_columns {
    int kom, service, start, end, attr[N_ATTRS];
};

static enum kom_status find_offering_columns(struct given *g, struct offering_columns *c,
                                             struct kom_error *err) {
    struct kom_ask ask = {g->offerings, err, KOM_OK};
    kom_ask_need(&ask, "kom", &c->kom);
    kom_ask_need(&ask, "service", &c->service);
    kom_ask_need(&ask, "start", &c->start);
    kom_ask_find(&ask, "end", &c->end);
    for (int k = 0; k < N_ATTRS; k++) {
        kom_ask_find(&ask, kom_uptake_attrs[k], &c->attr[k]);
        g->offering_has[k] = c->attr[k] >= 0;
    }
    return ask.status;
}

static enum kom_status read_offering(struct given *g, const struct offering_columns *c, size_t row,
                                     struct offering *o, struct kom_error *err) {
    const struct kom_frame *f = g->offerings;
    struct kom_spell days = {KOM_DAY_NONE, KOM_DAY_OPEN};
    enum kom_status status = code_id(f, row, c->kom, &g->units, &o->unit, err);
    if (!status)
        status = code_id(f, row, c->service, &g->services, &o->service, err);
    if (!status)
        status =
            kom_spell_read(f, row, "the offering", (const int[]){c->start, c->end}, &days, err);
    if (!status && days.first == KOM_DAY_NONE)
        status = kom_frame_fail(f, row, c->start, err, "is empty; an offering needs its first day");
    if (!status && days.first == KOM_DAY_OPEN)
        status = kom_frame_fail(f, row, c->start, err,
                                "the year 9999 is an open end; an offering needs its first day");
    o->first = days.first;
    o->last = days.last;
    for (int k = 0; k < N_ATTRS && !status; k++) {
        o->attr[k] =
            c->attr[k] < 0 ? NO_ATTR : kom_intern_add(&g->attr[k], code_at(f, row, c->attr[k]));
        if (o->attr[k] == KOM_NO_ID)
            status = KOM_UPTAKE_NO_MEMORY(err);
    }
    return status;
}

static int by_key(const void *a, const void *b) {
    const struct offering *x = a, *y = b;
    int c = (x->unit > y->unit) - (x->unit < y->unit);
    c = c ? c : (x->service > y->service) - (x->service < y->service);
    for (int k = 0; k < N_ATTRS && !c; k++)
        c = (x->attr[k] > y->attr[k]) - (x->attr[k] < y->attr[k]);
    return c ? c : (x->first > y->first) - (x->first < y->first);
}

static bool same_key(const struct offering *x, const struct offering *y) {
    return x->unit == y->unit && x->service == y->service &&
           memcmp(x->attr, y->attr, sizeof x->attr) == 0;
}

/* Overlapping spells of one key are refused everywhere (docs/uptake.md). */
static enum kom_status refuse_overlaps(struct given *g, struct kom_error *err) {
    struct offering *sorted = kom_alloc(g->n_offerings + 1, sizeof *sorted);
    enum kom_status status = KOM_OK;
    if (!sorted)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < g->n_offerings; i++) {
        sorted[i] = g->offering[i];
        sorted[i].oc = (uint32_t)i;
    }
    qsort(sorted, g->n_offerings, sizeof *sorted, by_key);
    for (size_t i = 1; i < g->n_offerings && !status; i++) {
        const struct offering *a = &sorted[i - 1], *b = &sorted[i];
        if (same_key(a, b) && b->first <= a->last)
            status = kom_frame_fail(
                g->offerings, b->oc, -1, err,
                "overlaps line %llu: the same kom, service and further keys on the same "
                "days; make one spell of them",
                (unsigned long long)g->offerings->line[a->oc]);
    }
    kom_free(sorted);
    return status;
}

static enum kom_status load_offerings(struct given *g, struct kom_error *err) {
    struct offering_columns c = {-1, -1, -1, -1, {-1, -1, -1, -1}};
    enum kom_status status = find_offering_columns(g, &c, err);
    if (status)
        return status;
    g->n_offerings = g->offerings->n_rows;
    g->offering = kom_alloc(g->n_offerings + 1, sizeof *g->offering);
    if (!g->offering)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < g->n_offerings && !status; i++)
        status = read_offering(g, &c, i, &g->offering[i], err);
    return status ? status : refuse_overlaps(g, err);
}

/* The off-parts of the offerings, once it is known which by-columns are theirs; and the look-up by
 * unit and service. */
enum kom_status kom_uptake_index_offerings(struct given *g, struct kom_error *err) {
    struct kom_buf key = {0};
    uint32_t *pair = kom_alloc(g->n_offerings + 1, sizeof *pair);
    enum kom_status status = pair ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < g->n_offerings && !status; i++) {
        struct offering *o = &g->offering[i];
        kom_buf_reset(&key);
        for (size_t k = 0; k < g->o.n_by; k++)
            if (g->by[k].source == BY_OFFERINGS)
                kom_group_add_part(&key, kom_frame_cell(g->offerings, i, g->by[k].column));
        o->oc = key.failed ? KOM_NO_ID : kom_intern_add(&g->ocs, kom_buf_view(&key));
        pair[i] = kom_pairs_add(&g->unit_service, o->unit, o->service, NULL);
        if (o->oc == KOM_NO_ID || pair[i] == KOM_NO_ID)
            status = KOM_UPTAKE_NO_MEMORY(err);
    }
    if (!status)
        status = kom_index_make(&g->by_service, pair, sizeof *pair, g->n_offerings,
                                g->unit_service.n, err);
    if (!status)
        status = kom_index_make(&g->by_unit, g->offering ? &g->offering->unit : NULL,
                                sizeof *g->offering, g->n_offerings, g->units.n, err);
    kom_free(pair);
    kom_buf_fini(&key);
    return status;
}

/* ---- participation ---- */

static bool is_yes(struct kom_text t) {
    static const char *const words[] = {"yes", "ja", "1", "true"};
    for (int i = 0; i < 4; i++)
        if (kom_name_alike(t, kom_text_of(words[i])))
            return true;
    return false;
}

struct part_columns {
    int kom, planned, start, end, reports_from, reports_to;
};

static enum kom_status read_part(struct given *g, const struct part_columns *c, size_t row,
                                 struct participation *p, struct kom_error *err) {
    const struct kom_frame *f = g->participations;
    struct kom_spell days = {KOM_DAY_NONE, KOM_DAY_OPEN}, reports = days;
    *p = (struct participation){.start = KOM_DAY_NONE, .row = row, .reports_from = INT32_MIN};
    enum kom_status status = code_id(f, row, c->kom, &g->units, &p->unit, err);
    p->is_planned = is_yes(code_at(f, row, c->planned));
    if (!status)
        status =
            kom_spell_read(f, row, "participation", (const int[]){c->start, c->end}, &days, err);
    if (!status)
        status = kom_spell_read(f, row, "reporting", (const int[]){c->reports_from, c->reports_to},
                                &reports, err);
    if (days.first != KOM_DAY_OPEN) /* in the year 9999: not yet */
        p->start = days.first;
    if (reports.first != KOM_DAY_NONE)
        p->reports_from = reports.first;
    p->reports_to = reports.last;
    return status;
}

static enum kom_status load_participation(struct given *g, struct kom_error *err) {
    const struct kom_frame *f = g->participations;
    struct part_columns c;
    struct kom_ask ask = {f, err, KOM_OK};
    kom_ask_need(&ask, "kom", &c.kom);
    kom_ask_find(&ask, "planned", &c.planned);
    kom_ask_find(&ask, "start", &c.start);
    kom_ask_find(&ask, "end", &c.end);
    kom_ask_find(&ask, "reports_from", &c.reports_from);
    kom_ask_find(&ask, "reports_to", &c.reports_to);
    enum kom_status status = ask.status;
    g->part = kom_alloc(f->n_rows + 1, sizeof *g->part);
    if (!g->part)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (g->n_parts = 0; g->n_parts < f->n_rows && !status; g->n_parts++)
        status = read_part(g, &c, g->n_parts, &g->part[g->n_parts], err);
    return status;
}

static enum kom_status load_known(struct given *g, struct kom_error *err) {
    int kom;
    enum kom_status status = kom_frame_need(g->municipalities, "kom", &kom, err);
    for (size_t i = 0; i < g->municipalities->n_rows && !status; i++)
        if (kom_intern_add(&g->known, code_at(g->municipalities, i, kom)) == KOM_NO_ID)
            status = KOM_UPTAKE_NO_MEMORY(err);
    return status;
}

static enum kom_status need_networks(const struct given *g, struct kom_error *err) {
    int column;
    enum kom_status status = kom_frame_need(g->networks, "kom", &column, err);
    return status ? status : kom_frame_need(g->networks, "network", &column, err);
}

enum kom_status kom_uptake_new(struct kom_uptake **out, const struct kom_uptake_options *options,
                               const struct kom_uptake_tables *tables, struct kom_error *err) {
    struct kom_uptake *u = kom_alloc(1, sizeof *u);
    *out = u;
    kom_stat_init();
    if (!u)
        return KOM_UPTAKE_NO_MEMORY(err);
    u->sold.numbers.has_lock = pthread_mutex_init(&u->sold.numbers.lock, NULL) == 0;
    if (!u->sold.numbers.has_lock || kom_crowd_init(&u->sold.buyers))
        return KOM_UPTAKE_NO_MEMORY(err);
    u->given.o = *options;
    u->sold.buyers.folder = options->folder;
    u->given.offerings = tables->offerings;
    u->given.participations = tables->participation;
    u->given.municipalities = tables->municipalities;
    u->given.networks = tables->networks;
    u->given.first = u->given.last = KOM_DAY_NONE;
    u->sold.unmatched.warns = options->warns_unmatched;
    u->given.alone = !u->given.offerings;
    for (int k = 0; k < N_ATTRS; k++)
        if (kom_intern_add(&u->given.attr[k], (struct kom_text){NULL, 0}) != 0)
            return KOM_UPTAKE_NO_MEMORY(err);
    if (options->is_event && !u->given.participations)
        return kom_fail(err, KOM_EUSAGE,
                        "--period event: needs --participation, which has the start days");
    enum kom_status status = kom_uptake_name_by(&u->given, err);
    if (!status && u->given.offerings)
        status = load_offerings(&u->given, err);
    if (!status && u->given.participations)
        status = load_participation(&u->given, err);
    if (!status && u->given.municipalities)
        status = load_known(&u->given, err);
    if (!status && u->given.networks)
        status = need_networks(&u->given, err);
    return status;
}

/* ---- recipients ---- */

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

enum kom_status kom_uptake_plan_recipients(struct kom_uptake *u, struct kom_extract *x,
                                           struct kom_error *err) {
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

static bool read_birth_year(struct given *g, struct kom_view *v, uint32_t row, struct trait *t) {
    struct kom_num year;
    t->birth_year = KOM_DAY_NONE;
    if (g->sc.birth_year.column < 0)
        return true;
    enum kom_cell cell = kom_measured_number(v, g->sc.birth_year, row, &year);
    if (cell == KOM_CELL_VALUE &&
        (!year.is_exact || year.scale || year.mantissa < 1800 || year.mantissa > 2200)) {
        kom_view_bad(v, g->sc.birth_year.column, row, "is no year of birth");
        return false;
    }
    if (cell == KOM_CELL_VALUE)
        t->birth_year = (int32_t)year.mantissa;
    return cell != KOM_CELL_BAD;
}

/* A block of recipients: columns that every row needs. */
struct spell_block {
    uint32_t from, n;
    struct kom_text person[KOM_BLOCK_ROWS], kom[KOM_BLOCK_ROWS];
    uint64_t person_key[KOM_BLOCK_ROWS], kom_key[KOM_BLOCK_ROWS];
    int32_t first[KOM_BLOCK_ROWS], last[KOM_BLOCK_ROWS];
    uint8_t first_cell[KOM_BLOCK_ROWS], last_cell[KOM_BLOCK_ROWS];
    struct kom_months months;
};

static void read_spell_block(const struct given *g, const struct kom_view *v, uint32_t from,
                             struct spell_block *b) {
    b->from = from;
    b->n = v->n_rows - from < KOM_BLOCK_ROWS ? v->n_rows - from : KOM_BLOCK_ROWS;
    kom_columns_codes(v, g->sc.person, from, b->n, b->person, b->person_key);
    kom_columns_codes(v, g->sc.kom, from, b->n, b->kom, b->kom_key);
    struct kom_days first = {b->first, b->first_cell, &b->months};
    struct kom_days last = {b->last, b->last_cell, &b->months};
    kom_columns_days(v, g->sc.start, from, b->n, first);
    if (g->sc.end >= 0)
        kom_columns_days(v, g->sc.end, from, b->n, last);
}

/* The days of a spell; false when the row is bad. */
static bool read_days(struct given *g, struct kom_view *v, const struct spell_block *b, uint32_t i,
                      struct spell *s) {
    uint32_t row = b->from + i;
    int32_t ignored;
    if (b->first_cell[i] == KOM_CELL_MISSING)
        kom_view_needs(v, g->sc.start, row);
    else if (b->first_cell[i] != KOM_CELL_VALUE)
        (void)kom_view_day(v, g->sc.start, row, &ignored);
    if (b->first_cell[i] != KOM_CELL_VALUE)
        return false;
    s->first = b->first[i];
    s->last = KOM_DAY_OPEN;
    if (g->sc.end < 0 || b->last_cell[i] == KOM_CELL_MISSING)
        return true;
    if (b->last_cell[i] != KOM_CELL_VALUE) {
        (void)kom_view_day(v, g->sc.end, row, &ignored);
        return false;
    }
    s->last = b->last[i];
    if (s->last < s->first) {
        kom_view_bad(v, g->sc.end, row, "the spell ends before it starts; correct one of its days");
        return false;
    }
    return true;
}

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

static enum kom_status keep_spell(struct given *g, const struct spell *s, uint32_t person,
                                  struct kom_error *err) {
    void *p = g->spell, *q = g->spell_person;
    bool ok = !kom_grow(&p, &g->cap_spells, g->n_spells + 1, sizeof *s);
    g->spell = p;
    ok = ok && !kom_grow(&q, &g->cap_spell_persons, g->n_spells + 1, sizeof person);
    g->spell_person = q;
    if (!ok)
        return KOM_UPTAKE_NO_MEMORY(err);
    g->spell[g->n_spells] = *s;
    g->spell_person[g->n_spells++] = person;
    return KOM_OK;
}

static enum kom_status take_spell(struct given *g, struct kom_view *v, const struct spell_block *b,
                                  uint32_t i, struct kom_buf *key, struct kom_error *err) {
    struct spell s = {.next = 0};
    struct trait t;
    uint32_t row = b->from + i;
    if (kom_uptake_is_empty(v, g->sc.person, row) || kom_uptake_is_empty(v, g->sc.kom, row) ||
        !read_days(g, v, b, i, &s) || !read_birth_year(g, v, row, &t))
        return KOM_OK;
    uint32_t person = kom_intern_add_key(&g->persons, b->person_key[i], b->person[i]);
    uint32_t unit = kom_intern_add_key(&g->units, b->kom_key[i], b->kom[i]);
    t.rc = kom_uptake_rec_part(g, v, row, key);
    bool ok = person != KOM_NO_ID && unit != KOM_NO_ID && t.rc != KOM_NO_ID;
    for (int k = 0; k < N_SHARED; k++) {
        t.attr[k] = g->sc.attr[k] < 0
                        ? NO_ATTR
                        : kom_intern_add(&g->attr[k], kom_view_code(v, g->sc.attr[k], row));
        ok = ok && t.attr[k] != KOM_NO_ID;
    }
    uint32_t trait = ok ? trait_number(g, &t) : KOM_NO_ID;
    s.unit_trait =
        trait == KOM_NO_ID ? KOM_NO_ID : kom_pairs_add(&g->unit_trait, unit, trait, NULL);
    return s.unit_trait == KOM_NO_ID ? KOM_UPTAKE_NO_MEMORY(err) : keep_spell(g, &s, person, err);
}

static enum kom_status take_spells(struct given *g, struct kom_view *v, struct kom_buf *key,
                                   struct kom_error *err) {
    enum { AHEAD = 16 };
    struct spell_block b;
    b.months = (struct kom_months){0};
    enum kom_status status = KOM_OK;
    for (uint32_t from = 0; from < v->n_rows && !status; from += KOM_BLOCK_ROWS) {
        read_spell_block(g, v, from, &b);
        for (uint32_t i = 0; i < AHEAD && i < b.n; i++)
            kom_intern_prefetch(&g->persons, b.person_key[i]);
        for (uint32_t i = 0; i < b.n && !status; i++) {
            if (i + AHEAD < b.n) /* persons come in no order */
                kom_intern_prefetch(&g->persons, b.person_key[i + AHEAD]);
            status = take_spell(g, v, &b, i, key, err);
        }
    }
    return status;
}

enum kom_status kom_uptake_take_recipients(void *worker, struct kom_view *v,
                                           struct kom_error *err) {
    struct kom_uptake *u = worker;
    struct kom_buf key = {0};
    enum kom_status status = u->given.by_person ? take_spells(&u->given, v, &key, err) : KOM_OK;
    for (uint32_t row = 0; row < v->n_rows && !u->given.by_person && !status; row++)
        status = kom_uptake_take_count(&u->given, v, row, &key, err);
    kom_buf_fini(&key);
    return status ? status : kom_uptake_check_sides(&u->given, err);
}
