/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assignments as multiset permutations within strata: ranks, random draws, and fast sums.

   Group counts within strata make the number of assignments a product of multinomials. A number
   becomes an assignment by going through the units and subtracting, code by code, the orders that
   begin with it (exact integers); consecutive ones come by the next permutation, which changes the
   last places only. So sums up to every position are kept, and only what changed is added again,
   always in the order of units: equal assignments give equal bits. One group in one stratum, the
   usual case, runs its last place in an inner loop. Draws number their places from a stream of
   their own, so any range may be computed anywhere. */
#include "kom/assign.h"

#include <math.h>
#include <string.h>

#include "choose.h"
#include "mem.h"
#include "rng.h"
#include "wide.h"

/* A group as its place in the order: group 1 is 0, ..., the controls are last. */
struct kom_assign {
    size_t n;
    uint32_t n_groups, n_strata;
    uint32_t *unit;  /* n: the units by stratum, in the order of the data within */
    size_t *begin;   /* n_strata + 1 places in unit */
    uint32_t *quota; /* n_strata x (n_groups + 1) */
    uint64_t *ways;  /* n_strata: assignments within the stratum; when enumerated */
    struct kom_assign_facts facts;
    uint64_t seed;
};

static uint32_t code_of(const struct kom_assign *a, uint32_t group) {
    return (group + a->n_groups) % (a->n_groups + 1);
}

static uint32_t group_of(const struct kom_assign *a, uint32_t code) {
    return (code + 1) % (a->n_groups + 1);
}

void kom_assign_close(struct kom_assign *a) {
    if (a) {
        kom_free(a->unit);
        kom_free(a->begin);
        kom_free(a->quota);
        kom_free(a->ways);
        kom_free(a);
    }
}

static enum kom_status check(const struct kom_assign_spec *spec, struct kom_error *err) {
    if (spec->n == 0 || spec->n > UINT32_MAX || (spec->stratum && spec->n_strata > spec->n))
        return kom_fail(err, KOM_EUSAGE, "no units or too many strata to assign");
    if (spec->n_groups == 0 || spec->n_groups > KOM_ASSIGN_MAX_GROUPS)
        return kom_fail(err, KOM_EUSAGE, "from 1 to %d groups can be assigned",
                        KOM_ASSIGN_MAX_GROUPS);
    for (size_t i = 0; i < spec->n; i++) {
        if (spec->group[i] > spec->n_groups)
            return kom_fail(err, KOM_EUSAGE, "unit %zu: no such group", i + 1);
        if (spec->stratum && spec->stratum[i] >= spec->n_strata)
            return kom_fail(err, KOM_EUSAGE, "unit %zu: no such stratum", i + 1);
    }
    return KOM_OK;
}

/* Sorts the units by stratum, keeping their order, and counts the groups. */
static void place(struct kom_assign *a, const struct kom_assign_spec *spec) {
    for (size_t i = 0; i < a->n; i++) {
        const uint32_t h = spec->stratum ? spec->stratum[i] : 0;
        a->begin[h + 1]++;
        a->quota[h * (a->n_groups + 1) + code_of(a, spec->group[i])]++;
    }
    for (uint32_t h = 0; h < a->n_strata; h++)
        a->begin[h + 1] += a->begin[h];
    for (size_t i = 0; i < a->n; i++)
        a->unit[a->begin[spec->stratum ? spec->stratum[i] : 0]++] = (uint32_t)i;
    memmove(a->begin + 1, a->begin, a->n_strata * sizeof *a->begin);
    a->begin[0] = 0;
}

/* The number of orders of this multiset, 0 when it does not fit; its logarithm is added to *log. */
static uint64_t multinomial(const uint32_t *quota, uint32_t n_codes, double *log) {
    kom_u128 product = 1;
    uint64_t placed = 0;
    for (uint32_t c = 0; c < n_codes; c++) {
        *log += lgamma((double)placed + quota[c] + 1) - lgamma((double)placed + 1) -
                lgamma((double)quota[c] + 1);
        product *= kom_choose(placed + quota[c], quota[c]);
        product = product >= KOM_CHOOSE_MAX ? 0 : product;
        placed += quota[c];
    }
    return (uint64_t)product;
}

static void count(struct kom_assign *a) {
    kom_u128 total = 1;
    double log = 0;
    for (uint32_t h = 0; h < a->n_strata; h++) {
        a->ways[h] = multinomial(a->quota + h * (a->n_groups + 1), a->n_groups + 1, &log);
        total *= a->ways[h];
        total = total >= KOM_CHOOSE_MAX ? 0 : total;
    }
    a->facts.total_exact = (uint64_t)total;
    a->facts.total = total > 0 ? (double)(uint64_t)total : exp(log);
}

static enum kom_status take(struct kom_assign *a, const struct kom_assign_spec *spec) {
    a->n = spec->n;
    a->n_groups = spec->n_groups;
    a->n_strata = spec->stratum ? spec->n_strata : 1;
    a->seed = spec->seed;
    a->unit = kom_alloc(a->n, sizeof *a->unit);
    a->begin = kom_alloc((size_t)a->n_strata + 1, sizeof *a->begin);
    a->quota = kom_alloc((size_t)a->n_strata * (a->n_groups + 1), sizeof *a->quota);
    a->ways = kom_alloc(a->n_strata, sizeof *a->ways);
    if (!a->unit || !a->begin || !a->quota || !a->ways)
        return KOM_ENOMEM;
    place(a, spec);
    count(a);
    a->facts.enumerated = a->facts.total_exact > 0 && a->facts.total_exact <= spec->max_enumerated;
    a->facts.count = a->facts.enumerated ? a->facts.total_exact : spec->draws;
    a->facts.number = a->facts.enumerated ? kom_assign_rank(a, spec->group) : 0;
    return KOM_OK;
}

enum kom_status kom_assign_open(struct kom_assign **out, const struct kom_assign_spec *spec,
                                struct kom_assign_facts *facts, struct kom_error *err) {
    *out = NULL;
    const enum kom_status status = check(spec, err);
    if (status)
        return status;
    struct kom_assign *a = kom_alloc(1, sizeof *a);
    if (!a || take(a, spec) != KOM_OK) {
        kom_assign_close(a);
        return kom_no_memory(err);
    }
    if (a->facts.count == 0) {
        kom_assign_close(a);
        return kom_fail(err, KOM_EUSAGE, "too many assignments to go through, and no draws");
    }
    *facts = a->facts;
    *out = a;
    return KOM_OK;
}

/* What is still to be placed in a stratum, by code. */
struct rest {
    uint32_t quota[KOM_ASSIGN_MAX_GROUPS + 1];
    uint64_t m;
};

static struct rest rest_of(const struct kom_assign *a, uint32_t h) {
    struct rest rest = {.m = a->begin[h + 1] - a->begin[h]};
    memcpy(rest.quota, a->quota + h * (a->n_groups + 1), (a->n_groups + 1) * sizeof rest.quota[0]);
    return rest;
}

static void use(struct rest *rest, uint32_t code) {
    rest->quota[code]--;
    rest->m--;
}

/* Of `ways` orders, those that begin with this code: exact, for they are a whole number. */
static uint64_t begin_with(const struct rest *rest, uint64_t ways, uint32_t code) {
    return (uint64_t)((kom_u128)ways * rest->quota[code] / rest->m);
}

static void unrank(const struct kom_assign *a, uint32_t h, uint64_t r, uint32_t *code) {
    struct rest rest = rest_of(a, h);
    uint64_t ways = a->ways[h];
    for (size_t at = a->begin[h]; at < a->begin[h + 1]; at++) {
        uint32_t c = 0;
        uint64_t some = begin_with(&rest, ways, c);
        while (r >= some) {
            r -= some;
            some = begin_with(&rest, ways, ++c);
        }
        ways = some;
        use(&rest, c);
        code[at] = c;
    }
}

/* Every unit in turn draws one of the places left: each order of the multiset is equally likely. */
static void draw(const struct kom_assign *a, uint64_t j, uint32_t *code) {
    for (uint32_t h = 0; h < a->n_strata; h++) {
        struct rest rest = rest_of(a, h);
        for (size_t at = a->begin[h]; at < a->begin[h + 1]; at++) {
            uint32_t c = a->n_groups; /* when only controls are left there is nothing to draw */
            if (rest.quota[c] < rest.m) {
                uint64_t r = kom_rng_below(a->seed, j, at, rest.m);
                for (c = 0; r >= rest.quota[c]; c++)
                    r -= rest.quota[c];
            }
            use(&rest, c);
            code[at] = c;
        }
    }
}

/* Codes by position: strata are the digits of the number, the last the fastest. */
static void codes_get(const struct kom_assign *a, uint64_t j, uint32_t *code) {
    if (!a->facts.enumerated) {
        draw(a, j, code);
        return;
    }
    for (uint32_t h = a->n_strata; h-- > 0;) {
        unrank(a, h, j % a->ways[h], code);
        j /= a->ways[h];
    }
}

enum kom_status kom_assign_get(const struct kom_assign *a, uint64_t j, uint32_t *group) {
    uint32_t *code = kom_alloc(a->n, sizeof *code);
    if (!code)
        return KOM_ENOMEM;
    codes_get(a, j, code);
    for (size_t at = 0; at < a->n; at++)
        group[a->unit[at]] = group_of(a, code[at]);
    kom_free(code);
    return KOM_OK;
}

uint64_t kom_assign_rank(const struct kom_assign *a, const uint32_t *group) {
    uint64_t number = 0;
    for (uint32_t h = 0; h < a->n_strata; h++) {
        struct rest rest = rest_of(a, h);
        uint64_t ways = a->ways[h], r = 0;
        for (size_t at = a->begin[h]; at < a->begin[h + 1]; at++) {
            const uint32_t code = code_of(a, group[a->unit[at]]);
            for (uint32_t c = 0; c < code; c++)
                r += begin_with(&rest, ways, c);
            ways = begin_with(&rest, ways, code);
            use(&rest, code);
        }
        number = number * a->ways[h] + r;
    }
    return number;
}

static void reverse(uint32_t *code, size_t from, size_t to) {
    while (from + 1 < to) {
        const uint32_t c = code[from];
        code[from++] = code[--to];
        code[to] = c;
    }
}

/* The next order of code[from .. to - 1], the first after the last; the first place that changed
   goes to *changed. False after the last. (Narayana Pandita; Knuth 2011, 7.2.1.2 algorithm L.) */
static bool next_order(uint32_t *code, size_t from, size_t to, size_t *changed) {
    size_t at = to - 1;
    while (at > from && code[at - 1] >= code[at])
        at--;
    *changed = from;
    if (at > from) {
        size_t other = to - 1;
        while (code[other] <= code[at - 1])
            other--;
        const uint32_t c = code[at - 1];
        code[at - 1] = code[other];
        code[other] = c;
        *changed = at - 1;
    }
    reverse(code, at, to);
    return at > from;
}

/* Steps to the next assignment; the first position that changed. */
static size_t step(const struct kom_assign *a, uint32_t *code) {
    size_t changed = 0;
    for (uint32_t h = a->n_strata; h-- > 0;)
        if (a->begin[h] < a->begin[h + 1] &&
            next_order(code, a->begin[h], a->begin[h + 1], &changed))
            break;
    return changed;
}

/* Sums up to every position, so that only what changed is added again. */
static void add_from(const struct kom_assign *a, const uint32_t *code, const double *table,
                     double *prefix, size_t from) {
    for (size_t at = from; at < a->n; at++) {
        const double value = code[at] < a->n_groups ? table[code[at] * a->n + a->unit[at]] : 0;
        prefix[at + 1] = prefix[at] + value;
    }
}

static enum kom_status sums_any(const struct kom_assign *a, struct kom_assign_range range,
                                size_t n_tables, const double *const *table, double *const *out) {
    uint32_t *code = kom_alloc(a->n, sizeof *code);
    double *prefix = kom_alloc(n_tables * (a->n + 1), sizeof *prefix);
    const bool ready = code && prefix;
    size_t changed = 0;
    for (uint64_t j = 0; ready && j < range.count; j++) {
        if (j == 0 || !a->facts.enumerated)
            codes_get(a, range.first + j, code);
        else
            changed = step(a, code);
        for (size_t t = 0; t < n_tables; t++) {
            double *p = prefix + t * (a->n + 1);
            add_from(a, code, table[t], p, changed);
            out[t][j] = p[a->n];
        }
    }
    kom_free(code);
    kom_free(prefix);
    return ready ? KOM_OK : KOM_ENOMEM;
}

/* k of n places, in ascending order. */
struct choice {
    size_t n, k;
    size_t *place;  /* k */
    double *prefix; /* k: prefix[d] = sum of the values of the places before the d-th */
};

static void prefix_from(const struct choice *choice, const double *value, size_t from) {
    for (size_t d = from; d + 1 < choice->k; d++)
        choice->prefix[d + 1] = choice->prefix[d] + value[choice->place[d]];
}

/* Moves the places before the last to the next choice, the last to follow them; the first that
 * moved. */
static size_t choice_step(struct choice *choice) {
    size_t d = choice->k - 1;
    while (d > 0 && choice->place[d - 1] + 1 >= choice->n - (choice->k - d))
        d--;
    const size_t moved = d > 0 ? d - 1 : 0;
    for (size_t e = moved, place = choice->place[moved] + 1; e < choice->k; e++)
        choice->place[e] = place++;
    return moved;
}

/* One group, one stratum: the last place runs through all that are left in an inner loop. */
static void sums_run(struct choice *choice, uint64_t n_sums, const double *value, double *out) {
    prefix_from(choice, value, 0);
    for (uint64_t j = 0; j < n_sums;) {
        const size_t last = choice->k - 1, from = choice->place[last];
        const size_t run = n_sums - j < choice->n - from ? (size_t)(n_sums - j) : choice->n - from;
        const double before = choice->prefix[last];
        for (size_t i = 0; i < run; i++)
            out[j + i] = before + value[from + i];
        j += run;
        if (j < n_sums)
            prefix_from(choice, value, choice_step(choice));
    }
}

static enum kom_status sums_choose(const struct kom_assign *a, struct kom_assign_range range,
                                   size_t n_tables, const double *const *table,
                                   double *const *out) {
    struct choice choice = {.n = a->n, .k = a->quota[0]};
    uint32_t *code = kom_alloc(a->n, sizeof *code);
    choice.place = kom_alloc(choice.k, sizeof *choice.place);
    choice.prefix = kom_alloc(choice.k, sizeof *choice.prefix);
    const bool ready = code && choice.place && choice.prefix;
    if (ready)
        unrank(a, 0, range.first, code);
    for (size_t t = 0; ready && t < n_tables; t++) {
        for (size_t at = 0, d = 0; at < a->n; at++)
            if (code[at] == 0)
                choice.place[d++] = at;
        sums_run(&choice, range.count, table[t], out[t]);
    }
    kom_free(code);
    kom_free(choice.place);
    kom_free(choice.prefix);
    return ready ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_assign_sums(const struct kom_assign *a, struct kom_assign_range range,
                                size_t n_tables, const double *const *table, double *const *out) {
    if (range.count == 0)
        return KOM_OK;
    if (a->facts.enumerated && a->n_groups == 1 && a->n_strata == 1 && a->quota[0] > 0)
        return sums_choose(a, range, n_tables, table, out);
    return sums_any(a, range, n_tables, table, out);
}
