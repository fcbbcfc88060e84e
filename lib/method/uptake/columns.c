/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where each by-column of kom-uptake comes from, and small shared pieces.

   A by-column may stand in the offerings, the recipients, the sales, or in tables of municipalities
   and networks; who has it decides what it parts: what is on offer, who receives, or rows that a
   unit gives. The sources are asked in a fixed order; a name that nobody has is refused with what
   is near to it in any table. The rest are the small things that several files need: the look-up of
   rows by a number (counting sort), atoms, age groups, windows of an event, what a participation
   says of a unit. */
#include <string.h>

#include "by.h"
#include "work.h"

const char *const kom_uptake_attrs[N_ATTRS] = {"section", "setting", "group", "provider"};
const char *const kom_uptake_figures[N_FIGURES] = {"quantity", "hours", "amount"};
const char *const kom_uptake_reasons[KOM_N_SALE_REASONS] = {
    "incomplete",  "unknown_kom",   "outside_period", "cancelled", "not_delivered",
    "not_offered", "not_recipient", "credit_outside", "ambiguous"};

/* Words that hold persons, days or figures: no by-columns. */
static const char *const no_by[] = {
    "kom",  "person", "start",   "end",          "birth_year", "period",   "recipients", "kind",
    "date", "status", "planned", "reports_from", "reports_to", "quantity", "hours",      "amount"};

bool kom_uptake_may_group(const char *name) {
    const struct kom_word *word = kom_word_find(kom_text_of(name));
    for (size_t i = 0; word && i < sizeof no_by / sizeof no_by[0]; i++)
        if (strcmp(word->name, no_by[i]) == 0)
            return false;
    return true;
}

static bool is_word(const char *name, const char *word) {
    const struct kom_word *w = kom_word_find(kom_text_of(name));
    return w && strcmp(w->name, word) == 0;
}

static int shared_attr(const char *name) {
    for (int k = 0; k < N_SHARED; k++)
        if (is_word(name, kom_uptake_attrs[k]))
            return k;
    return -1;
}

static enum kom_status mark_margins(struct given *g, struct kom_error *err) {
    bool *is_margin = kom_alloc(g->o.n_by + 1, sizeof *is_margin);
    enum kom_status status = is_margin ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (size_t k = 0; k < g->o.n_margins && !status; k++)
        status = kom_by_margin(g->o.by, g->o.n_by, g->o.margins[k], is_margin, err);
    for (size_t i = 0; i < g->o.n_by && !status; i++)
        g->by[i].is_margin = is_margin[i];
    kom_free(is_margin);
    return status;
}

enum kom_status kom_uptake_name_by(struct given *g, struct kom_error *err) {
    g->by = kom_alloc(g->o.n_by + 1, sizeof *g->by);
    if (!g->by)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < g->o.n_by; i++) {
        struct by_column *b = &g->by[i];
        *b = (struct by_column){.name = g->o.by[i],
                                .column = -1,
                                .place = -1,
                                .sale_column = -1,
                                .offering_column = -1,
                                .participation_column = -1};
        b->attr = shared_attr(b->name);
        if (is_word(b->name, "kom"))
            b->source = BY_KOM;
        else if (g->o.n_ages && strcmp(b->name, "age_group") == 0)
            b->source = BY_AGES;
        g->has_ages = g->has_ages || b->source == BY_AGES;
    }
    return mark_margins(g, err);
}

/* No by-column twice, under whatever name: one source and column. */
static enum kom_status refuse_doubles(const struct given *g, struct kom_error *err) {
    int *source = kom_alloc(g->o.n_by + 1, sizeof *source),
        *column = kom_alloc(g->o.n_by + 1, sizeof *column);
    enum kom_status status = source && column ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < g->o.n_by && !status; i++) {
        source[i] = (int)g->by[i].source;
        column[i] = g->by[i].column;
    }
    if (!status)
        status = kom_by_differ("by", g->o.by, g->o.n_by, source, column, err);
    kom_free(source);
    kom_free(column);
    return status;
}

enum kom_status kom_uptake_by_recipients(struct given *g, struct kom_extract *x,
                                         struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < g->o.n_by && !status; i++) {
        struct by_column *b = &g->by[i];
        if (b->source != BY_NOWHERE || !kom_uptake_may_group(b->name))
            continue;
        status = kom_extract_want(x, b->name, KOM_KIND_TEXT, &b->column, err);
        if (b->column >= 0) {
            b->source = BY_RECIPIENTS;
            b->place = (int)g->n_rec++;
        }
    }
    return status;
}

static enum kom_status from_frame(struct by_column *b, const struct kom_frame *frame,
                                  enum by_source source, struct kom_error *err) {
    if (b->source != BY_NOWHERE || !frame)
        return KOM_OK;
    enum kom_status status = kom_frame_find(frame, b->name, &b->column, err);
    if (!status && b->column >= 0)
        b->source = source;
    return status;
}

static enum kom_status from_lookup(struct given *g, struct by_column *b, struct kom_error *err) {
    if (b->source != BY_NOWHERE)
        return KOM_OK;
    enum kom_status status = kom_lookup_want(&g->lookup, b->name, false, &b->column, err);
    if (!status && b->column >= 0)
        b->source = kom_lookup_is_network(&g->lookup, b->column) ? BY_NETWORKS : BY_MUNICIPALITIES;
    return status;
}

/* A by-column that nobody has: the near misses of every table at hand. */
static enum kom_status nowhere(const struct given *g, const struct by_column *b,
                               const struct kom_extract *x, struct kom_error *err) {
    const struct kom_frame *const frames[] = {g->offerings, g->municipalities, g->networks};
    struct kom_text name = kom_text_of(b->name);
    struct kom_buf near = {0};
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    bool in_sales = false, found;
    for (size_t i = 0; i < n; i++)
        in_sales = in_sales || kom_heading_means(b->name, headings[i]);
    found = in_sales || kom_names_near(headings, n, name, &near);
    for (size_t i = 0; i < sizeof frames / sizeof frames[0] && !found; i++)
        found = frames[i] && kom_names_near(frames[i]->name, frames[i]->n_cols, name, &near);
    const char *more = in_sales ? "; the sales have it, but who could buy is not told apart by it"
                       : strcmp(b->name, "age_group") == 0            ? "; --ages AGE,... makes it"
                       : near.n || (g->municipalities && g->networks) ? ""
                       : g->municipalities ? "; --networks FILE may add it"
                       : g->networks       ? "; --municipalities FILE may add it"
                                     : "; --municipalities FILE or --networks FILE may add it";
    enum kom_status status =
        kom_fail(err, KOM_EDATA,
                 "--by %s: neither recipients, offerings, municipalities nor "
                 "networks have it, as far as given%s%.*s%s",
                 b->name, near.n ? "; did you mean " : "", (int)near.n, near.p ? near.p : "", more);
    kom_buf_fini(&near);
    return status;
}

/* With counts, a sale's value of a recipients' column is its own or its offering's. */
static enum kom_status source_of_sale(struct given *g, struct by_column *b, struct kom_extract *x,
                                      struct kom_error *err) {
    enum kom_status status = kom_extract_want(x, b->name, KOM_KIND_TEXT, &b->sale_column, err);
    if (!status && g->offerings)
        status = kom_frame_find(g->offerings, b->name, &b->offering_column, err);
    if (!status && b->sale_column < 0 && b->offering_column < 0)
        status = kom_fail(err, KOM_EDATA,
                          "--by %s: the recipients are counted by it, but neither sales nor "
                          "offerings have such a column",
                          b->name);
    return status;
}

/* Options that no by-column gives anything to do. */
static enum kom_status idle_options(const struct given *g, struct kom_error *err) {
    bool networks = false;
    for (size_t i = 0; i < g->o.n_by; i++)
        networks = networks || g->by[i].source == BY_NETWORKS;
    if (g->networks && !networks)
        return kom_lookup_idle(g->networks, "networks", err);
    if (g->o.has_overlap && !networks)
        return kom_fail(err, KOM_EUSAGE, "--overlap: no column of --networks is among --by");
    if (g->o.n_ages && !g->has_ages)
        return kom_fail(err, KOM_EUSAGE, "--ages: makes the by-column age_group; list it in --by");
    return KOM_OK;
}

enum kom_status kom_uptake_by_others(struct given *g, struct kom_extract *x,
                                     struct kom_error *err) {
    enum kom_status status = KOM_OK;
    g->lookup.municipalities = g->municipalities;
    g->lookup.networks = g->networks;
    g->lookup.overlap = g->o.overlap;
    for (size_t i = 0; i < g->o.n_by && !status; i++) {
        struct by_column *b = &g->by[i];
        bool open = b->source == BY_NOWHERE;
        if (open && !kom_uptake_may_group(b->name))
            return kom_fail(err, KOM_EDATA,
                            "--by %s: holds persons, days or figures; it groups nothing", b->name);
        if (open && g->alone) {
            status = kom_extract_want(x, b->name, KOM_KIND_TEXT, &b->column, err);
            if (b->column >= 0)
                b->source = BY_SALES;
        }
        if (!status)
            status = from_frame(b, g->offerings, BY_OFFERINGS, err);
        if (!status)
            status = from_lookup(g, b, err);
        if (!status && b->source == BY_NOWHERE)
            return nowhere(g, b, x, err);
        if (b->source == BY_OFFERINGS || b->source == BY_SALES)
            b->place = (int)g->n_off++;
        if (!status && g->by_count && b->source == BY_RECIPIENTS)
            status = source_of_sale(g, b, x, err);
        bool tells = b->source != BY_KOM && b->source != BY_NETWORKS && b->source != BY_AGES;
        if (!status && g->participations && tells)
            status = kom_frame_find(g->participations, b->name, &b->participation_column, err);
    }
    if (!status)
        status = refuse_doubles(g, err);
    if (!status)
        status = idle_options(g, err);
    return status ? status : kom_lookup_make(&g->lookup, err);
}

/* ---- shared pieces ---- */

enum kom_status kom_index_make(struct index *index, const uint32_t *key, size_t stride, size_t n,
                               size_t n_keys, struct kom_error *err) {
    index->n = n_keys;
    index->start = kom_alloc(n_keys + 2, sizeof *index->start);
    index->item = kom_alloc(n + 1, sizeof *index->item);
    if (!index->start || !index->item)
        return KOM_UPTAKE_NO_MEMORY(err);
    const char *p = (const char *)key;
#define KEY(i) (*(const uint32_t *)(const void *)(p + (i)*stride))
    for (size_t i = 0; i < n; i++)
        index->start[KEY(i) + 2]++;
    for (size_t k = 2; k < n_keys + 2; k++)
        index->start[k] += index->start[k - 1];
    for (size_t i = 0; i < n; i++)
        index->item[index->start[KEY(i) + 1]++] = (uint32_t)i;
#undef KEY
    return KOM_OK;
}

void kom_index_fini(struct index *index) {
    kom_free(index->start);
    kom_free(index->item);
    *index = (struct index){0};
}

uint32_t kom_books_atom(const struct given *g, struct books *b, uint32_t unit, uint32_t oc,
                        uint32_t rc, uint32_t age) {
    uint32_t place = kom_pairs_add(&b->unit_oc, unit, oc, NULL);
    if (place == KOM_NO_ID)
        return KOM_NO_ID;
    return kom_pairs_add(&b->atoms, place, rc * (uint32_t)(g->o.n_ages + 2) + age, NULL);
}

struct atom kom_books_atom_get(const struct given *g, const struct books *b, uint32_t atom) {
    uint64_t pair = b->atoms.pair[atom], place = b->unit_oc.pair[pair >> 32];
    uint32_t n_ages = (uint32_t)(g->o.n_ages + 2), low = (uint32_t)pair;
    return (struct atom){(uint32_t)(place >> 32), (uint32_t)place, low / n_ages, low % n_ages,
                         NULL};
}

void kom_books_fini(struct books *b) {
    for (size_t i = 0; i < b->cells.n && b->tally; i++)
        kom_sums_fini(&b->tally[i].sums);
    for (size_t i = 0; i < b->nets.n && b->net; i++)
        kom_total_fini(&b->net[i]);
    kom_pairs_fini(&b->unit_oc);
    kom_pairs_fini(&b->atoms);
    kom_pairs_fini(&b->cells);
    kom_pairs_fini(&b->nets);
    kom_pairs_fini(&b->firsts);
    kom_free(b->tally);
    kom_free(b->net);
    kom_free(b->first_day);
    kom_credits_fini(&b->signs);
    *b = (struct books){0};
}

uint32_t kom_uptake_age(const struct given *g, int32_t birth_year, int32_t year) {
    uint32_t group = 0;
    if (!g->has_ages)
        return 0;
    if (birth_year == KOM_DAY_NONE || year == KOM_DAY_NONE)
        return (uint32_t)g->o.n_ages + 1;
    while (group < g->o.n_ages && year - birth_year >= g->o.ages[group])
        group++;
    return group;
}

void kom_uptake_age_text(const struct given *g, uint32_t age, struct kom_buf *out) {
    size_t n = g->o.n_ages;
    if (age > n)
        return;
    if (age > 0)
        kom_buf_int(out, g->o.ages[age - 1]);
    kom_buf_byte(out, age == n ? '+' : '-');
    if (age < n)
        kom_buf_int(out, g->o.ages[age] - 1);
}

/* Part `place` of a packed key of n parts. */
static struct kom_text part_of(struct kom_text key, uint32_t n, int place) {
    struct kom_group_part part[KOM_BY_MAX];
    if (n > KOM_BY_MAX || place < 0)
        return (struct kom_text){NULL, 0};
    kom_group_parts(key, part, n);
    return part[place].text;
}

struct kom_text kom_uptake_by_value(const struct given *g, const struct atom *a, size_t i,
                                    struct kom_buf *text) {
    const struct by_column *b = &g->by[i];
    const struct kom_intern *rcs = a->worker && g->by_count ? &a->worker->rcs : &g->rcs;
    const struct kom_intern *ocs = a->worker && g->alone ? &a->worker->ocs : &g->ocs;
    switch (b->source) {
    case BY_KOM:
        return g->units.text[a->unit];
    case BY_RECIPIENTS:
        return part_of(rcs->text[a->rc], g->n_rec, b->place);
    case BY_OFFERINGS:
    case BY_SALES:
        return part_of(ocs->text[a->oc], g->n_off, b->place);
    case BY_MUNICIPALITIES:
        return kom_lookup_find(&g->lookup, g->units.text[a->unit]).value[b->column];
    case BY_AGES:
        kom_buf_reset(text);
        kom_uptake_age_text(g, a->age, text);
        return kom_buf_view(text);
    case BY_NETWORKS:
    case BY_NOWHERE:
        break;
    }
    return (struct kom_text){NULL, 0};
}

bool kom_offerings_choose(const struct given *g) {
    for (int k = 0; k < N_SHARED; k++)
        if (g->offering_has[k] && g->spell_has[k])
            return true;
    return false;
}

bool kom_offering_is_for(const struct given *g, const struct offering *o, const uint32_t *attr) {
    for (int k = 0; k < N_SHARED; k++)
        if (g->offering_has[k] && g->spell_has[k] && o->attr[k] != 0 && o->attr[k] != attr[k])
            return false;
    return true;
}

/* ---- participation and windows ---- */

bool kom_participation_is_of(const struct given *g, const struct participation *p,
                             const struct atom *a) {
    struct kom_buf text = {0};
    bool ok = true;
    for (size_t i = 0; i < g->o.n_by && ok; i++) {
        int column = g->by[i].participation_column;
        if (column < 0)
            continue;
        struct kom_text cell = kom_text_trim(kom_frame_cell(g->participations, p->row, column));
        ok = cell.n == 0 || kom_text_equal(cell, kom_uptake_by_value(g, a, i, &text));
    }
    kom_buf_fini(&text);
    return ok;
}

void kom_uptake_window_of(const struct given *g, int32_t start, struct window w[2]) {
    w[0] = (struct window){kom_day_shift(start, -g->o.event_n, g->o.event_unit), start - 1};
    w[1] = (struct window){start, kom_day_shift(start, g->o.event_n, g->o.event_unit) - 1};
}

enum kom_status kom_uptake_windows(const struct given *g, const struct atom *a, struct window w[2],
                                   size_t *n, struct kom_error *err) {
    int32_t start = KOM_DAY_NONE;
    *n = 0;
    if (a->unit >= g->parts_of_unit.n)
        return KOM_OK;
    for (uint32_t i = g->parts_of_unit.start[a->unit]; i < g->parts_of_unit.start[a->unit + 1];
         i++) {
        const struct participation *p = &g->part[g->parts_of_unit.item[i]];
        if (p->start == KOM_DAY_NONE || !kom_participation_is_of(g, p, a))
            continue;
        if (start != KOM_DAY_NONE && start != p->start)
            return kom_frame_fail(
                g->participations, p->row, -1, err,
                "kom %.*s has several start days and no by-column tells them apart; "
                "add the column that does to --by, or keep one",
                (int)g->units.text[a->unit].n, g->units.text[a->unit].p);
        start = p->start;
    }
    if (start == KOM_DAY_NONE)
        return KOM_OK;
    kom_uptake_window_of(g, start, w);
    *n = 2;
    return KOM_OK;
}

/* ---- text ---- */

void kom_uptake_by_text(const struct kom_uptake *u, uint32_t row, struct kom_buf *out) {
    struct kom_group_part part[KOM_BY_MAX];
    kom_group_parts(kom_groups_key(&u->answer.row_keys, row), part, u->given.o.n_by);
    for (size_t i = 0; i < u->given.o.n_by; i++) {
        kom_buf_csv(out, part[i].text);
        kom_buf_byte(out, ',');
    }
}

void kom_uptake_add_rec_part(const struct given *g, struct kom_view *v, uint32_t row,
                             struct kom_buf *key) {
    for (size_t k = 0; k < g->o.n_by; k++)
        if (g->by[k].source == BY_RECIPIENTS)
            kom_group_add_part(key, kom_view_text(v, g->by[k].column, row));
}

/* Is a cell that must be there empty? Then the row is bad. */
bool kom_uptake_is_empty(struct kom_view *v, int column, uint32_t row) {
    if (kom_view_code(v, column, row).n)
        return false;
    kom_view_needs(v, column, row);
    return true;
}
