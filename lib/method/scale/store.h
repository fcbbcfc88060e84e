/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-scale's method: respondents whose answers stand in rows of their own, gathered. */
#ifndef KOM_SCALE_STORE_H
#define KOM_SCALE_STORE_H

#include "groups.h"
#include "meet.h"

/* What the rows of a respondent in a wave contradict each other in. */
enum { STORE_TWICE = 1, STORE_CARRIED = 2 };

struct scale_person {
    uint64_t first;    /* the place of the first row */
    uint32_t carried;  /* the group of what is carried */
    uint32_t odd_item; /* with STORE_TWICE: the first item in use that has two answers */
    uint8_t odd;
};

/* A person is a respondent in a wave. Zero-initialised is empty. */
struct scale_store {
    struct kom_groups persons; /* packed: respondent, wave */
    struct kom_groups carried; /* packed: the cells that are carried */
    struct scale_person *person;
    uint16_t *code; /* n_used a person; SCALE_OPEN: no row has that item */
    size_t cap_person, cap_code;
    struct kom_unmet others; /* items that the codebook has not */
    bool *has_item;          /* of those in use: some row has it */
};

#endif
