/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons one by one: the rows of --persons, and the share that has bought by days on offer
 * (--cumulative). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist.h"
#include "row.h"
#include "stretches.h"

/* ---- --persons ---- */

struct named {
    struct kom_text text;
    uint32_t person;
};

static int by_text(const void *a, const void *b) {
    return kom_text_compare(((const struct named *)a)->text, ((const struct named *)b)->text);
}

/* The place of each person in the order of texts. */
static uint32_t *ranks(const struct given *g) {
    struct named *names = kom_alloc(g->persons.n + 1, sizeof *names);
    uint32_t *rank = kom_alloc(g->persons.n + 1, sizeof *rank);
    for (uint32_t i = 0; names && i < g->persons.n; i++)
        names[i] = (struct named){g->persons.text[i], i};
    if (names && g->persons.n)
        qsort(names, g->persons.n, sizeof *names, by_text);
    for (uint32_t i = 0; names && rank && i < g->persons.n; i++)
        rank[names[i].person] = i;
    bool ok = names && rank;
    kom_free(names);
    if (ok)
        return rank;
    kom_free(rank);
    return NULL;
}

static int by_triple(const void *a, const void *b) {
    const struct triple *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

static bool has_bought(const struct kom_uptake *u, uint32_t row, size_t label, uint32_t person,
                       const uint32_t *group_of_atom) {
    uint32_t period = kom_uptake_crowd_period(&u->sold, u->answer.label[label].number);
    for (uint32_t i = 0; i < u->answer.row[row].n && period != KOM_NO_ID; i++) {
        uint32_t group = group_of_atom[u->answer.row[row].atom[i]];
        if (group != KOM_NO_ID && kom_crowd_has(&u->sold.buyers, person, group, period))
            return true;
    }
    return false;
}

/* For each atom its number in the crowd, KOM_NO_ID: nobody bought there. NULL: memory ran out. */
static uint32_t *groups_of_atoms(const struct kom_uptake *u) {
    uint32_t *group = kom_alloc(u->sold.all.atoms.n + 1, sizeof *group);
    struct kom_buf key = {0};
    bool ok = true;
    for (uint32_t i = 0; group && ok && i < u->sold.all.atoms.n; i++) {
        struct atom a = kom_books_atom_get(&u->given, &u->sold.all, i);
        ok = kom_uptake_group_of(u, &a, &key, &group[i]) == KOM_OK;
    }
    kom_buf_fini(&key);
    if (!ok) {
        kom_free(group);
        return NULL;
    }
    return group;
}

enum kom_status kom_uptake_write_persons(struct kom_uptake *u, const uint32_t *order,
                                         struct kom_buf *out, struct kom_error *err) {
    uint32_t *rank = ranks(&u->given);
    uint32_t *person_of = kom_alloc(u->given.persons.n + 1, sizeof *person_of);
    uint32_t *place = kom_alloc(u->answer.row_keys.n + 1, sizeof *place);
    uint32_t *group = groups_of_atoms(u);
    enum kom_status status =
        rank && person_of && place && group ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (uint32_t i = 0; !status && i < u->given.persons.n; i++)
        person_of[rank[i]] = i;
    for (uint32_t i = 0; !status && i < u->answer.row_keys.n; i++)
        place[order[i]] = i;
    for (size_t i = 0; !status && i < u->answer.n_presence; i++) {
        u->answer.presence[i].row = place[u->answer.presence[i].row];
        u->answer.presence[i].person = rank[u->answer.presence[i].person];
    }
    if (!status && u->answer.n_presence)
        qsort(u->answer.presence, u->answer.n_presence, sizeof *u->answer.presence, by_triple);
    for (size_t i = 0; !status && i < u->answer.n_presence; i++) {
        uint32_t row = order[u->answer.presence[i].row],
                 person = person_of[u->answer.presence[i].person];
        size_t label = u->answer.presence[i].label;
        const bool is_reported =
            u->answer.figures[row * u->answer.n_labels + label].state != KOM_UPTAKE_NOT_REPORTED;
        const struct person_row r = {&u->answer.label[label], u->given.persons.text[person],
                                     is_reported,
                                     is_reported && has_bought(u, row, label, person, group)};
        kom_uptake_output(u, row, &r, out);
    }
    kom_free(rank);
    kom_free(person_of);
    kom_free(place);
    kom_free(group);
    return status;
}

/* ---- --cumulative ---- */

/* One person in one row: days on offer until the first purchase, or in all. */
struct follow_up {
    uint32_t row;
    int32_t days;
    bool bought;
};

struct follow_ups {
    struct follow_up *item;
    size_t n, cap;
};

/* The first day on which the person bought in the row; KOM_DAY_OPEN: never. */
static int32_t first_purchase(const struct kom_uptake *u, uint32_t row, uint32_t person) {
    int32_t day = KOM_DAY_OPEN;
    for (uint32_t i = 0; i < u->answer.row[row].n; i++) {
        uint32_t at = kom_pairs_find(&u->sold.all.firsts, person, u->answer.row[row].atom[i]);
        if (at != KOM_NO_ID && u->sold.all.first_day[at] < day)
            day = u->sold.all.first_day[at];
    }
    return day;
}

/* Days on offer of one row in order; the clock stands still on other days. */
static enum kom_status follow(struct kom_uptake *u, uint32_t person, const struct stretches *s,
                              struct follow_ups *out, struct kom_error *err) {
    for (size_t i = 0; i < s->n;) {
        uint32_t row = s->item[i].row;
        int32_t bought = first_purchase(u, row, person), days = 0;
        for (; i < s->n && s->item[i].row == row; i++) {
            int32_t last = s->item[i].last < bought ? s->item[i].last : bought;
            if (last >= s->item[i].first)
                days += last - s->item[i].first + 1;
        }
        void *p = out->item;
        if (kom_grow(&p, &out->cap, out->n + 1, sizeof *out->item))
            return KOM_UPTAKE_NO_MEMORY(err);
        out->item = p;
        out->item[out->n++] = (struct follow_up){row, days, bought != KOM_DAY_OPEN};
    }
    return KOM_OK;
}

static int by_days(const void *a, const void *b) {
    const struct follow_up *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->days > y->days) - (x->days < y->days);
}

/* A step of the curve: S after it, and Greenwood's sum d / (n (n - d)) up to it. */
struct step {
    int32_t days;
    uint64_t at_risk, bought;
    double survival, greenwood;
};

/* Kaplan & Meier 1958, with Greenwood's (1926) variance and the interval on log(-log S)
   (Kalbfleisch & Prentice 1980, eq. 1.14): it stays within 0 and 1 however rare the purchases. */
static void write_step(const struct kom_uptake *u, uint32_t row, const struct step *step,
                       struct kom_buf *out) {
    double s = step->survival, root = sqrt(step->greenwood);
    double z = kom_normal_quantile_upper(kom_level_tail(u->given.o.level));
    struct step_row r = {.days = step->days,
                         .at_risk = (int64_t)step->at_risk,
                         .bought = (int64_t)step->bought,
                         .share = 1 - s,
                         .std_error = s * root,
                         .conf_low = KOM_NAN,
                         .conf_high = KOM_NAN};
    if (s > 0 && s < 1) {
        double width = z * root / log(s);
        r.conf_low = 1 - pow(s, exp(width));
        r.conf_high = 1 - pow(s, exp(-width));
    } else {
        r.std_error = KOM_NAN; /* everybody has bought: Greenwood's variance does not exist */
    }
    kom_uptake_output(u, row, &r, out);
}

/* The steps of one row: f holds its n follow-ups in order of days. */
static void write_curve(const struct kom_uptake *u, const struct follow_up *f, size_t n,
                        struct kom_buf *out) {
    struct step step = {.survival = 1};
    for (size_t i = 0; i < n;) {
        step.at_risk = n - i;
        step.bought = 0;
        step.days = f[i].days;
        for (; i < n && f[i].days == step.days; i++)
            step.bought += f[i].bought;
        if (step.bought == 0)
            continue;
        double at_risk = (double)step.at_risk, left = (double)(step.at_risk - step.bought);
        step.survival *= left / at_risk;
        step.greenwood += (double)step.bought / (at_risk * left);
        write_step(u, f->row, &step, out);
    }
}

enum kom_status kom_uptake_write_cumulative(struct kom_uptake *u, const uint32_t *order,
                                            struct kom_buf *out, struct kom_error *err) {
    struct stretches s = {NULL, 0, 0};
    struct follow_ups all = {NULL, 0, 0};
    struct index of_row = {0};
    enum kom_status status = KOM_OK;
    for (uint32_t person = 0; person < u->given.persons.n && !status; person++) {
        status = kom_uptake_person_days(u, person, &s, err);
        if (!status)
            status = follow(u, person, &s, &all, err);
    }
    if (!status && all.n)
        qsort(all.item, all.n, sizeof *all.item, by_days);
    if (!status && all.n)
        status = kom_index_make(&of_row, &all.item->row, sizeof *all.item, all.n,
                                u->answer.row_keys.n, err);
    for (size_t i = 0; i < u->answer.row_keys.n && !status && all.n; i++) {
        uint32_t from = of_row.start[order[i]], to = of_row.start[order[i] + 1];
        if (to > from)
            write_curve(u, all.item + of_row.item[from], to - from, out);
    }
    kom_index_fini(&of_row);
    kom_free(all.item);
    kom_free(s.item);
    return status;
}
