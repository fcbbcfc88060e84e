/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets sorted by name, labels within them by value; both are looked for by halves. */
#include "value_labels.h"

#include <stdlib.h>
#include <string.h>

static char lower(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int compare_names(struct kom_text a, struct kom_text b, bool ignores_case) {
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        char x = ignores_case ? lower(a.p[i]) : a.p[i], y = ignores_case ? lower(b.p[i]) : b.p[i];
        if (x != y)
            return (unsigned char)x < (unsigned char)y ? -1 : 1;
    }
    return (a.n > b.n) - (a.n < b.n);
}

/* ---- adding ---- */

static struct kom_label_set *set_of(struct kom_label_sets *sets, const char *name) {
    struct kom_text wanted = kom_text_of(name);
    for (size_t i = sets->n; i-- > 0;) /* labels of a set come together */
        if (compare_names(kom_text_of(sets->set[i].name), wanted, sets->ignores_case) == 0)
            return &sets->set[i];
    void *p = sets->set;
    if (kom_grow(&p, &sets->cap, sets->n + 1, sizeof *sets->set) != KOM_OK)
        return NULL;
    sets->set = p;
    char *copy = kom_arena_copy(&sets->arena, name, strlen(name));
    if (!copy)
        return NULL;
    sets->set[sets->n] = (struct kom_label_set){.name = copy};
    return &sets->set[sets->n++];
}

enum kom_status kom_label_sets_add(struct kom_label_sets *sets, const char *name,
                                   struct kom_value_label label, struct kom_error *err) {
    struct kom_label_set *set = set_of(sets, name);
    if (!set)
        return kom_no_memory(err);
    void *p = set->item;
    if (kom_grow(&p, &set->cap, set->n + 1, sizeof *set->item) != KOM_OK)
        return kom_no_memory(err);
    set->item = p;
    label.order = set->n;
    label.label = kom_arena_copy(&sets->arena, label.label, strlen(label.label));
    const char *text = label.text;
    if (text)
        label.text = kom_arena_copy(&sets->arena, text, strlen(text));
    if (!label.label || (text && !label.text))
        return kom_no_memory(err);
    set->item[set->n++] = label;
    return KOM_OK;
}

/* ---- looking ---- */

/* Numbers, then tags, then texts. */
static int compare_values(const struct kom_value_label *a, const struct kom_value_label *b) {
    int kind_a = a->text ? 2 : a->tag ? 1 : 0, kind_b = b->text ? 2 : b->tag ? 1 : 0;
    if (kind_a != kind_b)
        return kind_a < kind_b ? -1 : 1;
    if (kind_a == 2)
        return strcmp(a->text, b->text);
    if (kind_a == 1)
        return (a->tag > b->tag) - (a->tag < b->tag);
    return (a->number > b->number) - (a->number < b->number);
}

static int by_value(const void *a, const void *b) {
    const struct kom_value_label *x = a, *y = b;
    int order = compare_values(x, y);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int by_name(const void *a, const void *b) {
    const struct kom_label_set *x = a, *y = b;
    return compare_names(kom_text_of(x->name), kom_text_of(y->name), false);
}

static int by_name_in_any_case(const void *a, const void *b) {
    const struct kom_label_set *x = a, *y = b;
    return compare_names(kom_text_of(x->name), kom_text_of(y->name), true);
}

void kom_label_sets_sort(struct kom_label_sets *sets) {
    for (size_t i = 0; i < sets->n; i++)
        qsort(sets->set[i].item, sets->set[i].n, sizeof *sets->set[i].item, by_value);
    if (sets->n)
        qsort(sets->set, sets->n, sizeof *sets->set,
              sets->ignores_case ? by_name_in_any_case : by_name);
}

const struct kom_label_set *kom_label_sets_find(const struct kom_label_sets *sets,
                                                struct kom_text name) {
    size_t low = 0, high = sets->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_names(kom_text_of(sets->set[middle].name), name, sets->ignores_case);
        if (order == 0)
            return &sets->set[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The first that is not below the value. */
static const char *label_of(const struct kom_label_set *set, const struct kom_value_label *value) {
    size_t low = 0, high = set->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_values(&set->item[middle], value) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low < set->n && compare_values(&set->item[low], value) == 0;
    return is_there ? set->item[low].label : NULL;
}

const char *kom_label_of_number(const struct kom_label_set *set, double number) {
    return label_of(set, &(struct kom_value_label){.number = number});
}

const char *kom_label_of_text(const struct kom_label_set *set, const char *text) {
    return label_of(set, &(struct kom_value_label){.text = text});
}

void kom_label_sets_fini(struct kom_label_sets *sets) {
    for (size_t i = 0; i < sets->n; i++)
        kom_free(sets->set[i].item);
    kom_free(sets->set);
    kom_arena_fini(&sets->arena);
    *sets = (struct kom_label_sets){0};
}
