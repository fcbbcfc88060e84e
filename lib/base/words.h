/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many items in the order of a word each has. */
#ifndef KOM_WORDS_H
#define KOM_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* An item by its number, with a word, and a second that goes before it. */
struct kom_worded {
    uint64_t word;
    uint32_t first, item;
};

/* Sorts by first and word, equal ones in the order that they had; room is as long as a. */
void kom_words_sort(struct kom_worded *a, struct kom_worded *room, size_t n);

#endif
