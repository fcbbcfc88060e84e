/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Value labels: what the codes of a column mean, in sets that several columns may share. */
#ifndef KOM_READ_VALUE_LABELS_H
#define KOM_READ_VALUE_LABELS_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "kom/error.h"
#include "mem.h"

/* A value and its label. Text values have a text, kinds of missing a tag ('A'), others a number. */
struct kom_value_label {
    const char *text; /* NULL: a number or a tag */
    char tag;         /* '\0': none */
    double number;
    const char *label;
    size_t order; /* as the file has them */
};

struct kom_label_set {
    const char *name;
    struct kom_value_label *item;
    size_t n, cap;
};

/* All sets of a file. Zero-initialised is empty. */
struct kom_label_sets {
    struct kom_label_set *set;
    size_t n, cap;
    bool ignores_case; /* SAS: names of formats */
    struct kom_arena arena;
};

/* Adds a label to the set of a name; texts are copied. KOM_ENOMEM. */
enum kom_status kom_label_sets_add(struct kom_label_sets *sets, const char *name,
                                   struct kom_value_label label, struct kom_error *err) KOM_MUSTUSE;

/* Puts all in the order that they are looked for in. After the last was added. */
void kom_label_sets_sort(struct kom_label_sets *sets);

/* The set of a name; NULL: there is none. */
const struct kom_label_set *kom_label_sets_find(const struct kom_label_sets *sets,
                                                struct kom_text name);

/* The label of a number or a text; NULL: it has none. */
const char *kom_label_of_number(const struct kom_label_set *set, double number);
const char *kom_label_of_text(const struct kom_label_set *set, const char *text);

void kom_label_sets_fini(struct kom_label_sets *sets);

#endif
