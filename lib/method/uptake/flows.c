/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons by where they bought in one period and in the next (--flows).

   While sales are read, the crowd has a group for every atom and value of the column (books.c), so
   that a person's entries tell where he bought. Here, part by part of the crowd, these are brought
   together by person and laid over his days on offer, row by row: in a period without a day he is
   no recipient, with days alone he bought from nobody, with one value it is that, with two it is
   several. What he is in each period and the next is one flow, counted once a row and pair of
   periods, in which both sides must be offered. Persons whom the crowd has not seen follow. Most
   persons buy nothing on either side: these are counted in an array, all others in a table. */
#include <stdlib.h>
#include <string.h>

#include "by.h"
#include "parts.h"
#include "row.h"
#include "shell_word.h"
#include "stretches.h"

static const char *const words[FLOW_VALUES] = {"none", "several", "not_recipient"};

/* ---- what is asked ---- */

enum kom_status kom_uptake_check_flows(const struct given *g, struct kom_error *err) {
    if (g->o.form != KOM_UPTAKE_FLOWS)
        return KOM_OK;
    for (size_t i = 0; i < g->o.n_by; i++)
        if (kom_by_means(g->o.by[i], kom_text_of(g->o.flows)))
            return kom_fail(err, KOM_EUSAGE,
                            "--flows %s: is in --by, too, and nobody moves within one of its rows; "
                            "leave it out of --by",
                            g->o.flows);
    if (!kom_uptake_may_group(g->o.flows) && !kom_by_means("kom", kom_text_of(g->o.flows)))
        return kom_fail(err, KOM_EUSAGE,
                        "--flows %s: holds persons, days or figures; nobody moves between them",
                        g->o.flows);
    return KOM_OK;
}

static enum kom_status refuse_word(const char *column, const char *word, struct kom_error *err) {
    struct kom_buf text = {0};
    kom_buf_printf(&text,
                   "--flows: column \"%s\" holds the value %s, a word of the table for persons; "
                   "write it otherwise, or leave such rows out with --except ",
                   column, word);
    kom_shell_pair(&text, NULL, kom_text_of(column), kom_text_of(word));
    enum kom_status status =
        text.failed ? kom_no_memory(err) : kom_fail(err, KOM_EDATA, "%.*s", (int)text.n, text.p);
    kom_buf_fini(&text);
    return status;
}

/* Values that could not be told from the words of the outcome: the first of these is named. */
static enum kom_status refuse_words(const struct kom_uptake *u, struct kom_error *err) {
    for (size_t i = 0; i < FLOW_VALUES; i++)
        if (kom_intern_find(&u->sold.values, kom_text_of(words[i])) != KOM_NO_ID)
            return refuse_word(u->given.o.flows, words[i], err);
    return KOM_OK;
}

/* ---- counting ---- */

/* A person seen in a row and period. */
struct sighted {
    uint32_t person, row, label, side;
};

struct flowing {
    struct kom_uptake *u;
    struct kom_error *err;
    struct sighted *seen;
    size_t n, cap;
    uint8_t *is_done; /* of each person */
    uint32_t *side;   /* of the person at hand in each period of a row */
    struct stretches days;
    struct kom_pairs places; /* row, label */
    struct kom_pairs ways;   /* from, to */
    struct kom_pairs moves;  /* number in places, number in ways */
    uint64_t *count;         /* of each */
    size_t cap_count;
    uint64_t *still; /* of each row and label: none to none */
};

static enum kom_status no_memory(const struct flowing *f) {
    return KOM_UPTAKE_NO_MEMORY(f->err);
}

static enum kom_status see(void *context, struct kom_narrow is, struct kom_text who, uint32_t place,
                           uint32_t bits) {
    struct flowing *f = context;
    const struct sold *sold = &f->u->sold;
    const struct answer *answer = &f->u->answer;
    const uint32_t group = kom_place_group(&sold->buyers, place), atom = sold->atom_of_group[group];
    (void)who;
    for (; bits; bits &= bits - 1) {
        const uint32_t number =
            kom_place_period(&sold->buyers, place) + (uint32_t)__builtin_ctz(bits);
        const int32_t period = (int32_t)(sold->numbers.periods.pair[number] >> 32);
        for (uint32_t i = answer->rows_of_atom.start[atom];
             i < answer->rows_of_atom.start[atom + 1]; i++) {
            void *p = f->seen;
            if (kom_grow(&p, &f->cap, f->n + 1, sizeof *f->seen))
                return KOM_ENOMEM;
            f->seen = p;
            f->seen[f->n++] = (struct sighted){(uint32_t)is.word,
                                               answer->row_of_item[answer->rows_of_atom.item[i]],
                                               (uint32_t)(period - answer->label[0].number),
                                               FLOW_VALUES + sold->value_of_group[group]};
        }
    }
    return KOM_OK;
}

static int by_person(const void *a, const void *b) {
    const struct sighted *x = a, *y = b;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->label > y->label) - (x->label < y->label);
}

static bool is_offered(const struct answer *answer, uint32_t row, size_t label) {
    return answer->figures[row * answer->n_labels + label].state == KOM_UPTAKE_OFFERED;
}

static enum kom_status count_one(struct flowing *f, uint32_t row, uint32_t label, uint32_t from,
                                 uint32_t to) {
    bool is_new = false;
    if (from == FLOW_NOT_RECIPIENT && to == FLOW_NOT_RECIPIENT)
        return KOM_OK; /* between two of his stretches */
    if (from == FLOW_NONE && to == FLOW_NONE) {
        f->still[row * f->u->answer.n_labels + label]++;
        return KOM_OK;
    }
    void *p = f->count;
    if (kom_grow(&p, &f->cap_count, f->moves.n + 1, sizeof *f->count))
        return no_memory(f);
    f->count = p;
    const uint32_t place = kom_pairs_add(&f->places, row, label, NULL),
                   way = kom_pairs_add(&f->ways, from, to, NULL);
    const uint32_t at = place == KOM_NO_ID || way == KOM_NO_ID
                            ? KOM_NO_ID
                            : kom_pairs_add(&f->moves, place, way, &is_new);
    if (at == KOM_NO_ID)
        return no_memory(f);
    f->count[at] = is_new ? 1 : f->count[at] + 1;
    return KOM_OK;
}

/* The flows of the person at hand in a row whose periods from..to-1 are all that he has. */
static enum kom_status count_row(struct flowing *f, uint32_t row, size_t from, size_t to) {
    const struct answer *answer = &f->u->answer;
    enum kom_status status = KOM_OK;
    for (size_t l = from ? from - 1 : 0; l < to && l + 1 < answer->n_labels && !status; l++)
        if (is_offered(answer, row, l) && is_offered(answer, row, l + 1))
            status = count_one(f, row, (uint32_t)l, f->side[l], f->side[l + 1]);
    for (size_t l = from; l < to; l++)
        f->side[l] = FLOW_NOT_RECIPIENT;
    return status;
}

/* A value more in a period. */
static uint32_t add_value(uint32_t side, uint32_t value) {
    return side == FLOW_NONE || side == FLOW_NOT_RECIPIENT || side == value ? value : FLOW_SEVERAL;
}

/* seen: n sightings of the person, in the order of rows. */
static enum kom_status count_person(struct flowing *f, uint32_t person, const struct sighted *seen,
                                    size_t n) {
    const struct stretches *days = &f->days;
    enum kom_status status = kom_uptake_person_days(f->u, person, &f->days, f->err);
    for (size_t i = 0, k = 0; !status && (i < days->n || k < n);) {
        uint32_t row = i < days->n ? days->item[i].row : seen[k].row;
        size_t first = f->u->answer.n_labels, last = 0;
        if (k < n && seen[k].row < row)
            row = seen[k].row;
        for (; i < days->n && days->item[i].row == row; i++) {
            size_t from, to;
            kom_stretch_periods(f->u, &days->item[i], &from, &to);
            first = from < first ? from : first;
            last = to > last ? to : last;
            for (; from < to; from++)
                f->side[from] = FLOW_NONE;
        }
        for (; k < n && seen[k].row == row; k++) {
            const size_t label = seen[k].label;
            first = label < first ? label : first;
            last = label >= last ? label + 1 : last;
            f->side[label] = add_value(f->side[label], seen[k].side);
        }
        status = count_row(f, row, first, last);
    }
    f->is_done[person] = 1;
    return status;
}

static enum kom_status count_seen(struct flowing *f) {
    enum kom_status status = KOM_OK;
    if (f->n)
        qsort(f->seen, f->n, sizeof *f->seen, by_person);
    for (size_t i = 0, end; i < f->n && !status; i = end) {
        for (end = i + 1; end < f->n && f->seen[end].person == f->seen[i].person;)
            end++;
        status = count_person(f, f->seen[i].person, f->seen + i, end - i);
    }
    f->n = 0;
    return status;
}

static uint64_t nbytes(const struct flowing *f) {
    return f->cap * sizeof *f->seen + f->cap_count * sizeof *f->count +
           f->moves.cap * sizeof *f->moves.pair + f->moves.n_buckets * sizeof *f->moves.bucket;
}

static enum kom_status count_part(struct flowing *f, unsigned part) {
    struct kom_crowd *crowd = &f->u->sold.buyers;
    const struct kom_crowd_visit each = {see, f, crowd->seed};
    enum kom_status status = kom_crowd_gather(crowd, part, f->err);
    if (!status && kom_crowd_visit(crowd, part, &each))
        status = no_memory(f);
    kom_crowd_leave(crowd, part);
    if (!status)
        status = kom_uptake_check_flowing(f->u, nbytes(f), f->err);
    return status ? status : count_seen(f);
}

static enum kom_status count_all(struct flowing *f) {
    const struct answer *answer = &f->u->answer;
    const size_t n_persons = f->u->given.persons.n;
    f->is_done = kom_alloc(n_persons + 1, sizeof *f->is_done);
    f->side = kom_alloc(answer->n_labels, sizeof *f->side);
    f->still = kom_alloc(answer->row_keys.n * answer->n_labels + 1, sizeof *f->still);
    enum kom_status status = f->is_done && f->side && f->still ? KOM_OK : no_memory(f);
    for (size_t l = 0; l < answer->n_labels && !status; l++)
        f->side[l] = FLOW_NOT_RECIPIENT;
    for (bool more = true; more && !status;) {
        status = kom_uptake_next_persons(f->u, false, &more, f->err);
        for (unsigned part = 0; part < f->u->sold.buyers.n_parts && !status; part++)
            status = count_part(f, part);
    }
    for (uint32_t person = 0; person < n_persons && !status; person++)
        if (!f->is_done[person])
            status = count_person(f, person, NULL, 0);
    return status;
}

/* ---- the flows of all ---- */

static enum kom_status keep(struct flowing *f) {
    struct answer *answer = &f->u->answer;
    const size_t n_places = answer->row_keys.n * answer->n_labels;
    size_t n = f->moves.n;
    for (size_t i = 0; i < n_places; i++)
        n += f->still[i] > 0;
    answer->flow = kom_alloc(n + 1, sizeof *answer->flow);
    if (!answer->flow)
        return no_memory(f);
    for (size_t i = 0; i < f->moves.n; i++) {
        const uint64_t place = f->places.pair[f->moves.pair[i] >> 32],
                       way = f->ways.pair[(uint32_t)f->moves.pair[i]];
        answer->flow[answer->n_flows++] =
            (struct flow){(uint32_t)(place >> 32), (uint32_t)place, (uint32_t)(way >> 32),
                          (uint32_t)way, f->count[i]};
    }
    for (size_t i = 0; i < n_places; i++)
        if (f->still[i])
            answer->flow[answer->n_flows++] =
                (struct flow){(uint32_t)(i / answer->n_labels), (uint32_t)(i % answer->n_labels),
                              FLOW_NONE, FLOW_NONE, f->still[i]};
    return KOM_OK;
}

/* Pairs of periods that give no row, by the first state that is in the way. */
static void note_gaps(struct answer *answer) {
    for (size_t row = 0; row < answer->row_keys.n; row++)
        for (size_t l = 0; l + 1 < answer->n_labels; l++) {
            const struct figures *side = &answer->figures[row * answer->n_labels + l];
            const enum kom_uptake_state state =
                side[0].state == KOM_UPTAKE_OFFERED ? side[1].state : side[0].state;
            if (state != KOM_UPTAKE_OFFERED)
                answer->notes.n_gaps[state]++;
        }
}

enum kom_status kom_uptake_flows(struct kom_uptake *u, struct kom_error *err) {
    struct flowing f = {.u = u, .err = err};
    if (u->given.o.form != KOM_UPTAKE_FLOWS)
        return KOM_OK;
    enum kom_status status = refuse_words(u, err);
    status = status ? status : count_all(&f);
    status = status ? status : keep(&f);
    if (!status)
        note_gaps(&u->answer);
    kom_pairs_fini(&f.places);
    kom_pairs_fini(&f.ways);
    kom_pairs_fini(&f.moves);
    void *const owned[] = {f.seen, f.is_done, f.side, f.days.item, f.count, f.still};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
    return status;
}

/* ---- the rows ---- */

struct named {
    struct kom_text text;
    uint32_t side;
};

static int by_text(const void *a, const void *b) {
    return kom_text_compare(((const struct named *)a)->text, ((const struct named *)b)->text);
}

static int by_place(const void *a, const void *b) {
    const struct flow *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* The flows in the order in which they are written: rows and sides become places in the orders of
   their texts. name: of all sides, made in that order. */
static bool sort_flows(struct kom_uptake *u, const uint32_t *order, struct named *name) {
    struct answer *answer = &u->answer;
    const size_t n_sides = FLOW_VALUES + u->sold.values.n;
    uint32_t *place = kom_alloc(answer->row_keys.n + 1, sizeof *place);
    uint32_t *rank = kom_alloc(n_sides, sizeof *rank);
    for (uint32_t i = 0; i < n_sides; i++)
        name[i] = (struct named){
            i < FLOW_VALUES ? kom_text_of(words[i]) : u->sold.values.text[i - FLOW_VALUES], i};
    qsort(name, n_sides, sizeof *name, by_text);
    for (uint32_t i = 0; rank && i < n_sides; i++)
        rank[name[i].side] = i;
    for (uint32_t i = 0; place && i < answer->row_keys.n; i++)
        place[order[i]] = i;
    const bool ok = place && rank;
    for (size_t i = 0; i < answer->n_flows && ok; i++) {
        struct flow *one = &answer->flow[i];
        *one = (struct flow){place[one->row], one->label, rank[one->from], rank[one->to], one->n};
    }
    if (ok && answer->n_flows)
        qsort(answer->flow, answer->n_flows, sizeof *answer->flow, by_place);
    kom_free(place);
    kom_free(rank);
    return ok;
}

/* Flows first..end-1 have one row, period and side that they come from. */
static void write_from(const struct kom_uptake *u, const uint32_t *order, const struct named *name,
                       const struct flow *first, const struct flow *end, struct kom_buf *out) {
    static const struct label event = {.text = "event", .n = 5};
    uint64_t all = 0;
    for (const struct flow *one = first; one < end; one++)
        all += one->n;
    for (const struct flow *one = first; one < end; one++) {
        const struct flow_row r = {
            .label = u->given.o.is_event ? &event : &u->answer.label[one->label],
            .from = name[one->from].text,
            .to = name[one->to].text,
            .persons = (int64_t)one->n,
            .share = (double)one->n / (double)all,
            .ci = kom_share_ci(u->given.o.ci, (int64_t)one->n, (int64_t)all, u->given.o.level)};
        kom_uptake_output(u, order[one->row], &r, out);
    }
}

enum kom_status kom_uptake_write_flows(struct kom_uptake *u, const uint32_t *order,
                                       struct kom_buf *out, struct kom_error *err) {
    const struct flow *flow = u->answer.flow;
    struct named *name = kom_alloc(FLOW_VALUES + u->sold.values.n, sizeof *name);
    const bool ok = name && sort_flows(u, order, name);
    for (size_t i = 0, end; ok && i < u->answer.n_flows; i = end) {
        for (end = i + 1; end < u->answer.n_flows && flow[end].row == flow[i].row &&
                          flow[end].label == flow[i].label && flow[end].from == flow[i].from;)
            end++;
        write_from(u, order, name, flow + i, flow + end, out);
    }
    kom_free(name);
    return ok ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
}
