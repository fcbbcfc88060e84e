/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Side tables of kom-uptake as numbers: offerings and participation; recipients are recipients.c.

   Offerings, participation and municipalities are loaded whole, being small, and become arrays of
   numbers: texts are interned once, days are integers, an open end is the last day there is. What
   contradicts itself is refused here with its line: spells that end before they start, two
   offerings of one key on one day. Look-up by unit, and by unit and service, is made afterwards, by
   counting. */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "dist.h"
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
