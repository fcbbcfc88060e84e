/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Categories that the sample has and the totals have not, or the other way round: no weights can be
   made for either, and what cannot be weighed is not left out in silence.

   They are named, the first of them, with the --collapse that gives each a neighbour: one that
   differs in as few columns of its margin as can be, spelt alike if there is one, else next to it
   by its bytes. Values that are to be one form a chain, A|B|C; chains that meet become one. A
   neighbour always has what the category lacks, so that both together have both, and no other
   category loses anything by it: the advice works. Where more lack something than are shown the
   next call names those. What is a total of others by its name has no neighbour and is to be left
   out; codes of municipalities that differ by a zero in front are told of --kom-digits. */
#include <string.h>

#include "shell_word.h"
#include "spelling.h"
#include "totals.h"
#include "work.h"

enum { SHOWN = 5, CHAIN_VALUES = 2 * SHOWN, CHAINS_MAX = 4 * SHOWN };

/* Values that are to be one. */
struct chain {
    const char *column;
    struct kom_text value[CHAIN_VALUES];
    size_t n;
};

struct lacks {
    const struct weight_given *g;
    struct chain chain[CHAINS_MAX];
    size_t n_chains, n;
    const char *of;       /* what is counted */
    bool is_of_rows;      /* categories that rows have and the totals have not */
    const char *total;    /* a column with a word for a total; NULL: there is none */
    struct kom_text word; /* that word */
    bool differs_by_zero; /* codes of municipalities, from those that the other side has */
    struct kom_buf out;
};

/* ---- neighbours ---- */

static bool is_alike(struct kom_text a, struct kom_text b) {
    struct kom_buf x = {0}, y = {0};
    kom_spelling_fold(&x, a);
    kom_spelling_fold(&y, b);
    const bool same = !x.failed && !y.failed && kom_text_equal(kom_buf_view(&x), kom_buf_view(&y));
    kom_buf_fini(&x);
    kom_buf_fini(&y);
    return same;
}

/* Is a nearer to the value than b? Alike before others, below before above, near before far. */
static bool is_nearer(struct kom_text value, struct kom_text a, struct kom_text b) {
    const bool alike_a = is_alike(value, a), alike_b = is_alike(value, b);
    const bool below_a = kom_text_compare(a, value) < 0, below_b = kom_text_compare(b, value) < 0;
    if (alike_a != alike_b)
        return alike_a;
    if (below_a != below_b)
        return below_a;
    return below_a == (kom_text_compare(a, b) > 0);
}

/* In how many of n columns two categories differ; *last: the last of these. */
static size_t count_apart(const struct kom_group_part *a, const struct kom_group_part *b, size_t n,
                          size_t *last) {
    size_t apart = 0;
    for (size_t i = 0; i < n; i++)
        if (!kom_text_equal(a[i].text, b[i].text)) {
            apart++;
            *last = i;
        }
    return apart;
}

/* The nearest category that has some mass; KOM_GROUP_NONE: none has. */
static uint32_t find_neighbour(const struct weight_margin *m, struct kom_text key,
                               const double *mass) {
    struct kom_group_part own[KOM_BY_MAX], part[KOM_BY_MAX];
    struct kom_text value = {NULL, 0};
    uint32_t best = KOM_GROUP_NONE;
    size_t least = 0, column = 0;
    kom_group_parts(key, own, m->n);
    for (uint32_t c = 0; c < m->categories.n; c++) {
        size_t last = 0;
        kom_group_parts(kom_groups_key(&m->categories, c), part, m->n);
        const size_t apart = count_apart(own, part, m->n, &last);
        if (!(mass[c] > 0) || apart == 0)
            continue;
        const bool is_better =
            best == KOM_GROUP_NONE || apart < least ||
            (apart == least &&
             (last > column ||
              (last == column && is_nearer(own[last].text, part[last].text, value))));
        if (!is_better)
            continue;
        best = c;
        least = apart;
        column = last;
        value = part[last].text;
    }
    return best;
}

/* ---- chains ---- */

static bool holds(const struct chain *c, struct kom_text value) {
    bool is_there = false;
    for (size_t i = 0; i < c->n; i++)
        is_there = is_there || kom_text_equal(c->value[i], value);
    return is_there;
}

static void append(struct chain *c, struct kom_text value) {
    if (!holds(c, value) && c->n < CHAIN_VALUES)
        c->value[c->n++] = value;
}

/* Two values of a column are to be one, and with them all that are to be one with either. */
static void put_together(struct lacks *l, const char *column, struct kom_text a,
                         struct kom_text b) {
    struct chain *into = NULL;
    for (size_t i = 0; i < l->n_chains; i++) {
        struct chain *c = &l->chain[i];
        if (c->column != column || (!holds(c, a) && !holds(c, b)))
            continue;
        if (!into) {
            into = c;
            continue;
        }
        for (size_t k = 0; k < c->n; k++)
            append(into, c->value[k]);
        *c = l->chain[--l->n_chains];
        i--;
    }
    if (!into && l->n_chains == CHAINS_MAX)
        return; /* the next call says what is left */
    if (!into) {
        into = &l->chain[l->n_chains++];
        *into = (struct chain){.column = column};
    }
    append(into, a);
    append(into, b);
}

/* 101 and 0101 of municipalities. */
static bool are_one_code(const char *column, struct kom_text a, struct kom_text b) {
    const struct kom_text longer = a.n > b.n ? a : b, other = a.n > b.n ? b : a;
    return kom_by_means("kom", kom_text_of(column)) && longer.n == 4 && other.n == 3 &&
           longer.p[0] == '0' && kom_is_digits(longer) && kom_is_digits(other) &&
           memcmp(longer.p + 1, other.p, other.n) == 0;
}

/* A word for a total in a category. */
static bool find_total(struct lacks *l, const struct weight_margin *m,
                       const struct kom_group_part *part) {
    bool any = false;
    for (size_t i = 0; i < m->n; i++) {
        const char *column = l->g->column[m->from + i].name;
        if (!kom_total_is_word(part[i].text, kom_by_means("kom", kom_text_of(column))))
            continue;
        any = true;
        l->total = column;
        l->word = part[i].text;
    }
    return any;
}

static void suggest(struct lacks *l, size_t margin, struct kom_text key, const double *mass) {
    const struct weight_margin *m = &l->g->margin[margin];
    struct kom_group_part own[KOM_BY_MAX], part[KOM_BY_MAX];
    kom_group_parts(key, own, m->n);
    const uint32_t other = find_total(l, m, own) ? KOM_GROUP_NONE : find_neighbour(m, key, mass);
    if (other == KOM_GROUP_NONE)
        return;
    kom_group_parts(kom_groups_key(&m->categories, other), part, m->n);
    for (size_t k = 0; k < m->n; k++) {
        const char *column = l->g->column[m->from + k].name;
        if (are_one_code(column, own[k].text, part[k].text))
            l->differs_by_zero = true;
        else if (!kom_text_equal(own[k].text, part[k].text))
            put_together(l, column, own[k].text, part[k].text);
    }
}

static void add_chain(const struct chain *c, struct kom_buf *out) {
    struct kom_buf values = {0};
    for (size_t i = 0; i < c->n; i++) {
        kom_buf_str(&values, i ? "|" : "");
        kom_buf_text(&values, c->value[i]);
    }
    kom_shell_pair(out, NULL, kom_text_of(c->column), kom_buf_view(&values));
    out->failed = out->failed || values.failed;
    kom_buf_fini(&values);
}

/* ---- the message ---- */

void weight_say_category(const struct weight_given *g, size_t margin, struct kom_text key,
                         struct kom_buf *out) {
    const struct weight_margin *m = &g->margin[margin];
    struct kom_group_part part[KOM_BY_MAX];
    kom_group_parts(key, part, m->n);
    for (size_t i = 0; i < m->n; i++) {
        kom_buf_printf(out, "%s%s ", i ? " and " : "", g->column[m->from + i].name);
        kom_spelling_show(out, part[i].text);
    }
}

/* A category that one side has; n: of that side. */
static void add_lack(struct lacks *l, size_t margin, struct kom_text key, double n,
                     const double *mass) {
    if (l->n++ >= SHOWN)
        return;
    kom_buf_str(&l->out, l->n > 1 ? ", " : "");
    weight_say_category(l->g, margin, key, &l->out);
    kom_buf_str(&l->out, " (");
    kom_buf_shortest(&l->out, n);
    kom_buf_printf(&l->out, " %s)", l->of);
    suggest(l, margin, key, mass);
}

/* Rows of the input, or of the table of totals, that stand for others. */
static void add_total(const struct lacks *l, struct kom_buf *out) {
    const struct kom_weighing_request *ask = &l->g->ask;
    const struct kom_frame *f = ask->frame ? ask->frame : ask->totals;
    if (!l->is_of_rows && ask->totals && ask->rake.n) {
        weight_say_unread(f, l->word, out);
        return;
    }
    kom_buf_str(out, "; leave out what is a total of others: ");
    kom_buf_str(out, l->is_of_rows ? "--except " : "kom-read --except ");
    kom_shell_pair(out, NULL, kom_text_of(l->total), l->word);
    if (l->is_of_rows)
        return;
    kom_buf_byte(out, ' ');
    kom_shell_word(out, kom_text_of(f->files[0].name));
}

static enum kom_status end(struct lacks *l, struct kom_error *err) {
    if (l->n > SHOWN)
        kom_buf_printf(&l->out, " and %zu more", l->n - SHOWN);
    if (l->total)
        add_total(l, &l->out);
    if (l->differs_by_zero)
        kom_buf_str(&l->out, "; use --kom-digits 3 or --kom-digits 4, which pads or strips codes "
                             "in every table");
    for (size_t i = 0; i < l->n_chains; i++) {
        kom_buf_str(&l->out, i ? "," : "; put them with others: --collapse ");
        add_chain(&l->chain[i], &l->out);
    }
    return kom_fail_text(&l->out, KOM_EDATA, err);
}

static const char *totals_of(const struct weight_given *g) {
    return g->ask.frame ? "--frame" : "--known-totals";
}

/* ---- what the totals lack ---- */

/* Categories of a margin that only rows have, with how many they are. */
static enum kom_status add_unknown(const struct kom_weighing *s, size_t m, struct lacks *l,
                                   struct kom_error *err) {
    const struct weight_margin *margin = &s->given.margin[m];
    struct kom_group_part part[WEIGHT_PARTS_MAX];
    struct kom_groups unknown = {0};
    struct kom_buf key = {0};
    double *n = kom_alloc(s->n_cells, sizeof *n);
    bool ok = n != NULL;
    for (size_t i = 0; i < s->n_cells && ok; i++) {
        if (s->code[m][i] != KOM_GROUP_NONE)
            continue;
        kom_group_parts(kom_groups_key(&s->groups, s->order[i]), part, weight_n_parts(&s->given));
        kom_buf_reset(&key);
        for (size_t k = margin->from; k < margin->from + margin->n; k++)
            kom_group_add_part(&key, part[k].text);
        const uint32_t id =
            key.failed ? KOM_GROUP_NONE : kom_groups_intern(&unknown, kom_buf_view(&key));
        ok = id != KOM_GROUP_NONE;
        if (ok)
            n[id] += s->n[i];
    }
    uint32_t *order = ok && unknown.n ? kom_groups_sorted(&unknown, margin->n) : NULL;
    ok = ok && (order || !unknown.n);
    for (size_t i = 0; i < unknown.n && ok; i++)
        add_lack(l, m, kom_groups_key(&unknown, order[i]), n[order[i]], margin->total);
    const enum kom_status status = unknown.n && ok ? end(l, err) : KOM_OK;
    kom_buf_fini(&key);
    kom_groups_fini(&unknown);
    kom_free(order);
    kom_free(n);
    return ok ? status : weight_no_memory(err);
}

/* ---- what the sample lacks ---- */

bool weight_find_empty(const struct weight_margin *m, const double *mass, uint32_t *category) {
    for (*category = 0; *category < m->categories.n; ++*category)
        if (m->total[*category] > 0 && !(mass[*category] > 0))
            return true;
    return false;
}

enum kom_status weight_say_empty(const struct kom_weighing *s, size_t margin, const double *mass,
                                 const struct weight_cluster *without, struct kom_error *err) {
    const struct weight_margin *m = &s->given.margin[margin];
    struct lacks l = {.g = &s->given, .of = s->given.ask.frame ? "in the frame" : "by its total"};
    uint32_t *order = kom_groups_sorted(&m->categories, m->n);
    if (!order)
        return weight_no_memory(err);
    if (without) {
        kom_buf_str(&l.out, "--replicates: without ");
        weight_say_cluster(s, without, &l.out);
        kom_buf_str(&l.out, " no row has ");
    } else {
        kom_buf_printf(&l.out, "%s: no row of the input has ", totals_of(&s->given));
    }
    for (size_t i = 0; i < m->categories.n; i++)
        if (m->total[order[i]] > 0 && !(mass[order[i]] > 0))
            add_lack(&l, margin, kom_groups_key(&m->categories, order[i]), m->total[order[i]],
                     mass);
    const enum kom_status status = end(&l, err);
    kom_free(order);
    return status;
}

enum kom_status weight_judge_sample(const struct kom_weighing *s, struct kom_error *err) {
    const struct weight_given *g = &s->given;
    enum kom_status status = KOM_OK;
    for (size_t m = 0; m < g->n_margins && !status; m++) {
        struct lacks l = {.g = g, .of = "of the input", .is_of_rows = true};
        kom_buf_printf(&l.out, "%s: %s ", totals_of(g),
                       g->ask.frame ? "nobody in it has" : "there is no total for");
        status = add_unknown(s, m, &l, err);
        kom_buf_fini(&l.out);
    }
    for (size_t m = 0; m < g->n_margins && !status; m++) {
        double *mass = kom_alloc(g->margin[m].categories.n, sizeof *mass);
        uint32_t empty;
        if (!mass)
            return weight_no_memory(err);
        for (size_t i = 0; i < s->n_cells; i++)
            mass[s->code[m][i]] += s->n[i];
        if (weight_find_empty(&g->margin[m], mass, &empty))
            status = weight_say_empty(s, m, mass, NULL, err);
        kom_free(mass);
    }
    return status;
}

/* ---- rows that are no persons ---- */

static enum kom_status refuse_waves(const struct kom_weighing *s, struct kom_error *err) {
    struct kom_intern waves = {0};
    struct kom_buf file = {0};
    bool ok = true;
    for (unsigned i = 0; i < s->n_books && ok; i++)
        ok = kom_waves_add(&waves, &s->books[i].waves);
    kom_buf_printf(&file, "%s: ", s->given.x->files[0]->name);
    kom_buf_byte(&file, '\0');
    const enum kom_status status =
        ok && !file.failed
            ? kom_waves_refuse(&waves, file.p,
                               " would be weighed as one sample; choose one with --only ", err)
            : weight_no_memory(err);
    kom_buf_fini(&file);
    kom_intern_fini(&waves);
    return status;
}

/* Brings a worker's respondents to the others. */
static bool gather_persons(struct weight_persons *all, const struct weight_persons *own) {
    bool ok = true;
    kom_first_places_merge(&all->again, &own->again);
    for (uint32_t k = 0; k < own->keys.n && ok; k++)
        ok = weight_see_person(all, own->keys.text[k], own->place[k]);
    return ok;
}

static enum kom_status judge_persons(struct kom_weighing *s, struct kom_error *err) {
    struct weight_persons *all = &s->books[0].persons;
    for (unsigned i = 1; i < s->n_books; i++)
        if (!gather_persons(all, &s->books[i].persons))
            return weight_no_memory(err);
    const uint64_t n = all->again.n;
    struct kom_buf out = {0};
    if (n == 0)
        return KOM_OK;
    kom_first_places_say(s->given.x, &all->again, &out);
    kom_buf_printf(&out,
                   ": %s of a respondent who has a row already, and a row is weighed as a person; "
                   "make one of them, as kom-scale does of answers",
                   n == 1 ? "this row is" : "these rows are each");
    return kom_fail_text(&out, KOM_EDATA, err);
}

enum kom_status weight_judge_persons(struct kom_weighing *s, struct kom_error *err) {
    const enum kom_status status = refuse_waves(s, err);
    return status ? status : judge_persons(s, err);
}
