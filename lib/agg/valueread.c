/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that are sealed: run by run, by rank, and what they have in common. */
#include "paged.h"
#include "valueset.h"

size_t kom_values_runs(const struct kom_values *v) {
    if (v->paged)
        return kom_paged_n(v->paged);
    return v->n_odd ? v->n_odd : v->n_run;
}

struct kom_num kom_values_run(const struct kom_values *v, size_t i, uint64_t *count) {
    if (v->paged)
        return kom_paged_at(v->paged, i, count);
    if (v->n_odd) {
        *count = v->odd[i].count;
        return v->odd[i].x;
    }
    *count = kom_values_run_count(v, i);
    return (struct kom_num){kom_values_run_value(v, i), 0.0, v->scale, true};
}

const int64_t *kom_values_words(const struct kom_values *v, size_t *n) {
    *n = v->n_run;
    return v->is_wide || v->n_odd || v->paged ? NULL : v->run;
}

struct kom_num kom_values_of_word(int64_t word, int8_t scale, uint64_t *count) {
    *count = kom_word_count(word);
    return (struct kom_num){kom_word_value(word), 0.0, scale, true};
}

static uint64_t count_at(const struct kom_values *v, size_t i) {
    uint64_t count;
    if (v->n_odd == 0 && !v->paged)
        return kom_values_run_count(v, i);
    (void)kom_values_run(v, i, &count);
    return count;
}

/* Runs that surely lie below a rank, a stretch of words at a time; *below: how many values. */
static size_t skip_words(const struct kom_values *v, uint64_t rank, uint64_t *below) {
    enum { STRETCH = 64 };
    size_t i = 0, n;
    const int64_t *word = kom_values_words(v, &n);
    for (*below = 0; word && i + STRETCH < n; i += STRETCH) {
        uint64_t some = 0;
        for (size_t k = 0; k < STRETCH; k++)
            some += kom_word_count(word[i + k]);
        if (*below + some > rank)
            break;
        *below += some;
    }
    return i;
}

struct kom_num kom_values_rank(const struct kom_values *v, uint64_t rank) {
    const size_t last = kom_values_runs(v) - 1;
    uint64_t count, below;
    size_t i = skip_words(v, rank, &below);
    below += count_at(v, i);
    while (i < last && below <= rank) {
        i++;
        below += count_at(v, i);
    }
    return kom_values_run(v, i, &count);
}

uint64_t kom_values_distinct(const struct kom_values *v) {
    uint64_t n = v->paged ? kom_paged_n(v->paged) : v->n_odd;
    for (size_t i = 0; v->n_odd == 0 && i < v->n_run; i++)
        n += i == 0 || kom_values_run_value(v, i) != kom_values_run_value(v, i - 1);
    return n;
}

struct kom_units kom_values_units(const struct kom_values *v) {
    struct kom_units units = {(unsigned)v->scale, 0};
    if (v->paged)
        return kom_paged_units(v->paged);
    for (size_t i = 0; i < v->n_odd; i++)
        kom_units_cover(&units, &v->odd[i].x);
    return units;
}

enum kom_status kom_values_status(const struct kom_values *v, struct kom_error *err) {
    enum kom_status status = v->paged ? kom_paged_status(v->paged, err) : KOM_OK;
    return !status && v->failed ? kom_no_memory(err) : status;
}
