/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sales of a part added up to, as lines of a state (load.c reads them).

   The workers' books are brought together as ever, and then written by the texts of their atoms, in
   order: the by-values of each, its cells, with --flows the values its buyers bought from, and what
   --dominance and --cumulative keep of persons. Buyers come last, in the order of the texts that
   they were in the sales, made again of the words that the crowd has; each with the seats it has,
   which are the atoms above in turn, or their values, and periods there as bits. Those of a part
   lie in memory together while they are sorted. Those of a state of several come from theirs some
   at a time, in order already (parts.c). */
#include "parts.h"
#include "prefetch.h"
#include "saved.h"
#include "state_rows.h"
#include "words.h"
#include "work.h"

#include <stdlib.h>
#include <string.h>

/* A buyer in an atom: 64 periods as bits. */
struct bought {
    struct kom_text who;
    uint32_t seat; /* of the atom, with --flows of the value there */
    int32_t block; /* first period / 64 */
    uint64_t bits;
};

/* Texts are fetched so far ahead; so many of their first bytes are sorted as numbers; bytes of a
   buyer while all are sorted. */
enum {
    AHEAD = 16,
    WORDED = 12,
    BUYER_NBYTES = 2 * sizeof(struct bought) + 2 * sizeof(struct kom_worded)
};

struct saving {
    struct kom_uptake *u;
    struct kom_state_out *o;
    struct kom_error *err;
    uint32_t *order, *rank; /* atoms in the order of their texts; the place of each there */
    size_t n;               /* that have a cell */
    uint32_t *seat;         /* of each group of the crowd */
    uint32_t *group;        /* groups by atom and value */
    size_t n_groups, at_group;
    uint32_t *cell; /* cells by atom and period */
    size_t at_cell;
    struct bought *bought;
    size_t n_bought, cap_bought, at_bought;
    uint32_t *net, *first; /* by atom, person and period */
    size_t at_net, at_first;
    struct kom_arena names;
    const struct kom_intern
        *veiled; /* hashes of the side tables' persons; NULL: texts are theirs */
};

static enum kom_status no_memory(const struct saving *s) {
    return KOM_UPTAKE_NO_MEMORY(s->err);
}

/* ---- in order ---- */

/* What items are sorted by: a number, texts, another number. */
struct keyed {
    uint64_t first;
    struct kom_text text[3];
    uint64_t last;
    uint32_t item;
};

static int by_keys(const void *pa, const void *pb) {
    const struct keyed *x = pa, *y = pb;
    int order = (x->first > y->first) - (x->first < y->first);
    for (int i = 0; i < 3 && !order; i++)
        order = kom_text_compare(x->text[i], y->text[i]);
    return order ? order : (x->last > y->last) - (x->last < y->last);
}

/* Items in order; NULL: no memory. */
static uint32_t *sorted(struct keyed *key, size_t n) {
    uint32_t *order = key ? kom_alloc(n + 1, sizeof *order) : NULL;
    if (order && n)
        qsort(key, n, sizeof *key, by_keys);
    for (size_t i = 0; order && i < n; i++)
        order[i] = key[i].item;
    kom_free(key);
    return order;
}

/* So that signed numbers sort as they should. */
static uint64_t in_order(uint32_t high, int32_t low) {
    return (uint64_t)high << 32 | (uint32_t)((int64_t)low - INT32_MIN);
}

static struct kom_text text_of(const struct kom_intern *t, uint32_t i) {
    return i < t->n ? t->text[i] : (struct kom_text){NULL, 0};
}

static bool sort_atoms(struct saving *s) {
    const struct given *g = &s->u->given;
    const struct books *all = &s->u->sold.all;
    uint8_t *is_used = kom_alloc(all->atoms.n + 1, 1);
    struct keyed *key = kom_alloc(all->atoms.n + 1, sizeof *key);
    s->rank = kom_alloc(all->atoms.n + 1, sizeof *s->rank);
    for (size_t i = 0; is_used && i < all->cells.n; i++)
        is_used[all->cells.pair[i] >> 32] = 1;
    for (uint32_t i = 0; is_used && key && i < all->atoms.n; i++) {
        const struct atom a = kom_books_atom_get(g, all, i);
        if (is_used[i])
            key[s->n++] = (struct keyed){
                0,
                {text_of(&g->units, a.unit), text_of(&g->ocs, a.oc), text_of(&g->rcs, a.rc)},
                a.age,
                i};
    }
    s->order = is_used ? sorted(key, s->n) : NULL;
    for (uint32_t k = 0; s->order && s->rank && k < s->n; k++)
        s->rank[s->order[k]] = k;
    kom_free(is_used);
    return s->order && s->rank;
}

/* Groups of the crowd are atoms, with --flows each with a value. */
static bool has_values(const struct saving *s) {
    return s->u->given.o.form == KOM_UPTAKE_FLOWS;
}

static bool sort_seats(struct saving *s) {
    const struct sold *sold = &s->u->sold;
    const size_t n = s->n_groups = sold->numbers.atoms.n;
    struct keyed *key = kom_alloc(n + 1, sizeof *key);
    s->seat = kom_alloc(n + 1, sizeof *s->seat);
    for (uint32_t i = 0; key && i < n; i++)
        key[i] = (struct keyed){.first = s->rank[sold->atom_of_group[i]],
                                .text = {text_of(&sold->values, sold->value_of_group[i])},
                                .item = i};
    s->group = sorted(key, n);
    for (uint32_t k = 0; s->group && s->seat && k < n; k++)
        s->seat[s->group[k]] = has_values(s) ? k : s->rank[sold->atom_of_group[s->group[k]]];
    return s->group && s->seat;
}

static bool sort_cells(struct saving *s) {
    const struct books *all = &s->u->sold.all;
    struct keyed *key = kom_alloc(all->cells.n + 1, sizeof *key);
    for (uint32_t i = 0; key && i < all->cells.n; i++)
        key[i] = (struct keyed){.first = in_order(s->rank[all->cells.pair[i] >> 32],
                                                  (int32_t)(uint32_t)all->cells.pair[i]),
                                .item = i};
    s->cell = sorted(key, all->cells.n);
    return s->cell;
}

/* What a state calls a person: the text, or a hash of it in room. Of persons of the side tables
   whom a keyed state named the hash is known. */
static struct kom_text person_text(const struct saving *s, uint32_t person,
                                   char room[KOM_VEIL_LETTERS + 1]) {
    const struct kom_text text =
        s->veiled ? s->veiled->text[person] : text_of(&s->u->given.persons, person);
    return s->o->veil ? kom_veil_text(s->o->veil, text, room) : text;
}

/* The same, as long as the saving; false: no memory. */
static bool lasting(struct saving *s, uint32_t person, struct kom_text *text) {
    char room[KOM_VEIL_LETTERS + 1];
    *text = person_text(s, person, room);
    if (s->o->veil)
        text->p = kom_arena_copy(&s->names, text->p, text->n);
    return text->p || text->n == 0;
}

/* Persons with a number: of an atom, or of a cell. */
static bool sort_persons(struct saving *s) {
    const struct books *all = &s->u->sold.all;
    bool ok = true;
    struct keyed *net = kom_alloc(all->nets.n + 1, sizeof *net),
                 *first = kom_alloc(all->firsts.n + 1, sizeof *first);
    for (uint32_t i = 0; net && ok && i < all->nets.n; i++) {
        const uint64_t cell = all->cells.pair[(uint32_t)all->nets.pair[i]];
        net[i] = (struct keyed){
            .first = s->rank[cell >> 32], .last = in_order(0, (int32_t)(uint32_t)cell), .item = i};
        ok = lasting(s, (uint32_t)(all->nets.pair[i] >> 32), &net[i].text[0]);
    }
    for (uint32_t i = 0; first && ok && i < all->firsts.n; i++) {
        first[i] = (struct keyed){.first = s->rank[(uint32_t)all->firsts.pair[i]], .item = i};
        ok = lasting(s, (uint32_t)(all->firsts.pair[i] >> 32), &first[i].text[0]);
    }
    s->net = sorted(net, all->nets.n);
    s->first = sorted(first, all->firsts.n);
    return ok && s->net && s->first;
}

/* ---- buyers ---- */

/* Whose text lives as long as the saving. */
static bool name_of(struct saving *s, struct kom_narrow is, struct kom_text *who) {
    char room[16];
    char veil[KOM_VEIL_LETTERS + 1];
    if (is.kind == KOM_NARROW_NUMBER)
        return lasting(s, (uint32_t)is.word, who);
    if (is.kind != KOM_NARROW_NOT)
        *who = kom_narrow_text(is, room);
    if (s->o->veil)
        *who = kom_veil_text(s->o->veil, *who, veil);
    who->p = kom_arena_copy(&s->names, who->p, who->n);
    return who->p;
}

/* The same bytes, not only alike. */
static bool is_one(struct kom_text x, struct kom_text y) {
    return x.p == y.p && x.n == y.n;
}

/* Bytes of a text from there on as a number; texts in order are in the order of these. */
static uint64_t bytes_of(struct kom_text t, size_t from) {
    uint64_t word = 0;
    if (t.n > from)
        memcpy(&word, t.p + from, t.n - from < sizeof word ? t.n - from : sizeof word);
    return __builtin_bswap64(word);
}

static bool add_bought(struct saving *s, struct kom_text who, uint32_t seat, int32_t period) {
    const int32_t block = kom_block_of_period(period);
    const uint64_t bit = UINT64_C(1) << kom_bit_of_period(period);
    struct bought *last = s->n_bought ? &s->bought[s->n_bought - 1] : NULL;
    if (last && is_one(last->who, who) && last->seat == seat && last->block == block) {
        last->bits |= bit;
        return true;
    }
    void *p = s->bought;
    if (kom_grow(&p, &s->cap_bought, s->n_bought + 1, sizeof *s->bought))
        return false;
    s->bought = p;
    s->bought[s->n_bought++] = (struct bought){who, seat, block, bit};
    return true;
}

static enum kom_status visit(void *context, struct kom_narrow is, struct kom_text who,
                             uint32_t place, uint32_t bits) {
    struct saving *s = context;
    const struct sold *sold = &s->u->sold;
    const uint32_t seat = s->seat[kom_place_group(&sold->buyers, place)];
    bool ok = name_of(s, is, &who);
    for (; bits && ok; bits &= bits - 1) {
        const uint32_t number =
            kom_place_period(&sold->buyers, place) + (uint32_t)__builtin_ctz(bits);
        ok = add_bought(s, who, seat, (int32_t)(sold->numbers.periods.pair[number] >> 32));
    }
    return ok ? KOM_OK : KOM_ENOMEM;
}

/* Persons whose first WORDED bytes are alike, with zeros behind a shorter text: where these are the
   whole of both, lengths alone tell them apart, as they then order texts. */
static int by_person(struct kom_text x, struct kom_text y) {
    if (is_one(x, y))
        return 0;
    return x.n <= WORDED && y.n <= WORDED ? (x.n > y.n) - (x.n < y.n) : kom_text_compare(x, y);
}

static int by_buyer(const void *pa, const void *pb) {
    const struct bought *x = pa, *y = pb;
    int order = by_person(x->who, y->who);
    if (!order)
        order = (x->seat > y->seat) - (x->seat < y->seat);
    return order ? order : (x->block > y->block) - (x->block < y->block);
}

/* Where first bytes are alike, the whole texts order, then seats and periods. A person's rows share
   one text from here on. */
static void sort_alike(struct bought *b, const struct kom_worded *word, size_t n) {
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1;
             end < n && word[end].word == word[i].word && word[end].first == word[i].first;)
            end++;
        if (end - i > 1)
            qsort(b + i, end - i, sizeof *b, by_buyer);
        for (size_t k = i + 1; k < end; k++)
            if (by_person(b[k].who, b[k - 1].who) == 0)
                b[k].who.p = b[k - 1].who.p;
    }
}

/* By first bytes, and what these leave alike; false: no memory. */
static bool sort_buyers(struct saving *s) {
    const size_t n = s->n_bought;
    struct kom_worded *word = kom_alloc(n, sizeof *word), *room = kom_alloc(n, sizeof *room);
    const bool ok = word && room && n <= UINT32_MAX;
    for (size_t i = 0; i < n && ok; i++)
        word[i] = (struct kom_worded){bytes_of(s->bought[i].who, 4),
                                      (uint32_t)(bytes_of(s->bought[i].who, 0) >> 32), (uint32_t)i};
    if (ok)
        kom_words_sort(word, room, n);
    kom_free(room);
    struct bought *sorted = ok ? kom_alloc(n, sizeof *sorted) : NULL;
    for (size_t i = 0; i < n && sorted; i++)
        sorted[i] = s->bought[word[i].item];
    if (sorted) {
        sort_alike(sorted, word, n);
        kom_free(s->bought);
        s->bought = sorted;
        s->cap_bought = n;
    }
    kom_free(word);
    return sorted;
}

static enum kom_status find_buyers(struct saving *s, const struct kom_extract *x) {
    struct kom_crowd *crowd = &s->u->sold.buyers;
    const struct kom_crowd_visit each = {visit, s, x->seed};
    enum kom_status status = KOM_OK;
    for (unsigned part = 0; part < KOM_CROWD_PARTS && !status; part++) {
        status = kom_crowd_gather(crowd, part, s->err);
        if (!status && kom_crowd_visit(crowd, part, &each))
            status = no_memory(s);
        kom_crowd_leave(crowd, part);
        if (!status)
            status = kom_uptake_check_saved(&s->u->given,
                                            s->n_bought * BUYER_NBYTES + s->names.nbytes, s->err);
    }
    if (!status && s->n_bought && !sort_buyers(s))
        status = no_memory(s);
    return status;
}

/* ---- lines ---- */

/* By-values that are packed in one text. */
static void put_packed(struct kom_state_out *o, struct kom_text key, size_t n) {
    struct kom_group_part part[KOM_BY_MAX];
    const size_t n_parts = key.n ? n : 0;
    kom_group_parts(key, part, n_parts);
    kom_state_whole(o, n_parts);
    for (size_t i = 0; i < n_parts; i++)
        kom_state_text(o, part[i].text);
}

static enum kom_status put_atom(const struct saving *s, uint32_t rank) {
    const struct given *g = &s->u->given;
    const struct atom a = kom_books_atom_get(g, &s->u->sold.all, s->order[rank]);
    kom_state_tag(s->o, "atom");
    kom_state_text(s->o, text_of(&g->units, a.unit));
    kom_state_whole(s->o, a.age);
    put_packed(s->o, text_of(&g->ocs, a.oc), g->n_off);
    put_packed(s->o, text_of(&g->rcs, a.rc), g->n_rec);
    return kom_state_line(s->o, s->err);
}

static enum kom_status put_cell(const struct saving *s, uint32_t cell) {
    const struct given *g = &s->u->given;
    const struct tally *t = &s->u->sold.all.tally[cell];
    enum kom_status status = KOM_OK;
    kom_state_tag(s->o, "cell");
    kom_state_signed(s->o, (int32_t)(uint32_t)s->u->sold.all.cells.pair[cell]);
    kom_state_whole(s->o, t->sales);
    for (unsigned k = 0; k < N_FIGURES && !status; k++)
        if (g->s.figure[k].column >= 0)
            status = kom_sums_save(&t->sums, k, s->o);
    return status ? no_memory(s) : kom_state_line(s->o, s->err);
}

/* A person: seats, blocks of periods there, and which of them. */
static enum kom_status put_buyer(struct saving *s) {
    const struct bought *first = &s->bought[s->at_bought];
    if (s->at_bought + AHEAD < s->n_bought) /* texts lie as the crowd had them */
        kom_prefetch(s->bought[s->at_bought + AHEAD].who.p);
    kom_state_tag(s->o, "buyer");
    kom_state_text(s->o, first->who);
    while (s->at_bought < s->n_bought && is_one(s->bought[s->at_bought].who, first->who)) {
        const struct bought *b = &s->bought[s->at_bought];
        uint64_t bits = 0;
        for (; s->at_bought < s->n_bought; s->at_bought++) {
            const struct bought *same = &s->bought[s->at_bought];
            if (same->seat != b->seat || same->block != b->block || !is_one(same->who, first->who))
                break;
            bits |= same->bits;
        }
        kom_state_whole(s->o, b->seat);
        kom_state_signed(s->o, b->block);
        kom_state_bits(s->o, bits);
    }
    return kom_state_line(s->o, s->err);
}

/* All buyers, some at a time where they come in order (parts.c). */
static enum kom_status put_buyers(struct saving *s, const struct kom_extract *x) {
    enum kom_status status = KOM_OK;
    for (bool more = true; more && !status;) {
        s->n_bought = s->at_bought = 0;
        kom_arena_fini(&s->names);
        status = kom_uptake_next_persons(s->u, false, &more, s->err);
        if (!status)
            status = find_buyers(s, x);
        while (!status && s->at_bought < s->n_bought)
            status = put_buyer(s);
    }
    return status;
}

static enum kom_status put_net(const struct saving *s, uint32_t net) {
    const struct books *all = &s->u->sold.all;
    const uint32_t cell = (uint32_t)all->nets.pair[net];
    char room[KOM_VEIL_LETTERS + 1];
    kom_state_tag(s->o, "net");
    kom_state_text(s->o, person_text(s, (uint32_t)(all->nets.pair[net] >> 32), room));
    kom_state_signed(s->o, (int32_t)(uint32_t)all->cells.pair[cell]);
    return kom_total_save(&all->net[net], s->o) ? no_memory(s) : kom_state_line(s->o, s->err);
}

static enum kom_status put_first(const struct saving *s, uint32_t first) {
    const struct books *all = &s->u->sold.all;
    char room[KOM_VEIL_LETTERS + 1];
    kom_state_tag(s->o, "first");
    kom_state_text(s->o, person_text(s, (uint32_t)(all->firsts.pair[first] >> 32), room));
    kom_state_signed(s->o, all->first_day[first]);
    return kom_state_line(s->o, s->err);
}

/* A value that buyers of the atom bought from. */
static enum kom_status put_value(const struct saving *s, uint32_t group) {
    const struct sold *sold = &s->u->sold;
    kom_state_tag(s->o, "value");
    kom_state_text(s->o, text_of(&sold->values, sold->value_of_group[group]));
    return kom_state_line(s->o, s->err);
}

/* An atom, and all that is of it. */
static enum kom_status put_all_of(struct saving *s, uint32_t rank) {
    const struct books *all = &s->u->sold.all;
    enum kom_status status = put_atom(s, rank);
    for (; !status && s->at_cell < all->cells.n &&
           s->rank[all->cells.pair[s->cell[s->at_cell]] >> 32] == rank;
         s->at_cell++)
        status = put_cell(s, s->cell[s->at_cell]);
    for (; !status && has_values(s) && s->at_group < s->n_groups &&
           s->rank[s->u->sold.atom_of_group[s->group[s->at_group]]] == rank;
         s->at_group++)
        status = put_value(s, s->group[s->at_group]);
    for (; !status && s->at_net < all->nets.n; s->at_net++) {
        const uint32_t net = s->net[s->at_net];
        if (s->rank[all->cells.pair[(uint32_t)all->nets.pair[net]] >> 32] != rank)
            break;
        status = put_net(s, net);
    }
    for (; !status && s->at_first < all->firsts.n; s->at_first++) {
        const uint32_t first = s->first[s->at_first];
        if (s->rank[(uint32_t)all->firsts.pair[first]] != rank)
            break;
        status = put_first(s, first);
    }
    return status;
}

/* ---- what is not of an atom ---- */

static enum kom_status put_range(const struct saving *s) {
    const struct books *all = &s->u->sold.all;
    if (all->first_sale == KOM_DAY_NONE)
        return KOM_OK;
    kom_state_tag(s->o, "days");
    kom_state_signed(s->o, all->first_sale);
    kom_state_signed(s->o, all->last_sale);
    return kom_state_line(s->o, s->err);
}

static enum kom_status put_signs(const struct saving *s) {
    const struct books *all = &s->u->sold.all;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < all->signs.n && !status; i++) {
        if (!all->signs.sign[i])
            continue;
        kom_state_tag(s->o, "sign");
        kom_state_whole(s->o, i);
        kom_state_whole(s->o, all->signs.sign[i]);
        status = kom_state_line(s->o, s->err);
    }
    for (size_t k = 0; k < N_BLANKS && !status; k++) {
        if (!all->n_blank[k])
            continue;
        kom_state_tag(s->o, "blank");
        kom_state_whole(s->o, k);
        kom_state_whole(s->o, all->n_blank[k]);
        status = kom_state_line(s->o, s->err);
    }
    return status;
}

static enum kom_status put_notes(const struct saving *s, const struct kom_extract *x) {
    const struct sold *sold = &s->u->sold;
    struct kom_total_seen totals = {0};
    enum kom_status status = KOM_OK;
    bool ok = true;
    for (unsigned k = 0; k < N_KEYS && !status; k++) {
        struct kom_unmet all = {0};
        for (size_t i = 0; i < sold->n_workers && ok; i++)
            ok = kom_unmet_merge(&all, &sold->workers[i]->unmet[k]);
        if (!ok)
            status = no_memory(s);
        else
            status = k == KEY_PERSON
                         ? kom_unmet_save_persons(&all, k, &s->u->given.meet[k], s->o, s->err)
                         : kom_unmet_save(&all, k, s->o, s->err);
        kom_unmet_fini(&all);
    }
    for (size_t i = 0; i < sold->n_workers && ok; i++)
        ok = kom_totals_merge(&s->u->given.totals, &totals, &sold->workers[i]->totals);
    if (!status)
        status = ok ? kom_totals_save(&s->u->given.totals, &totals, x, s->o, s->err) : no_memory(s);
    kom_total_seen_fini(&totals);
    return status;
}

static enum kom_status put_all(struct saving *s, const struct kom_extract *x) {
    enum kom_status status = put_notes(s, x);
    if (!status)
        status = put_range(s);
    if (!status)
        status = put_signs(s);
    if (!status && !(sort_atoms(s) && sort_seats(s) && sort_cells(s) && sort_persons(s)))
        status = no_memory(s);
    for (uint32_t rank = 0; rank < s->n && !status; rank++)
        status = put_all_of(s, rank);
    return status ? status : put_buyers(s, x);
}

enum kom_status kom_uptake_save(struct kom_uptake *u, const struct kom_extract *x,
                                struct kom_state_out *o, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    struct saving s = {.u = u, .o = o, .err = err};
    if (u->sold.n_workers && u->sold.workers[0]->veiled.n)
        s.veiled = &u->sold.workers[0]->veiled;
    enum kom_status status = kom_uptake_gather(u, err);
    if (!status)
        status = put_all(&s, x);
    void *const owned[] = {s.order, s.rank, s.seat, s.group, s.cell, s.bought, s.net, s.first};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
    kom_arena_fini(&s.names);
    return kom_mem_settle(failures, status, err);
}
