/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Danish civil registration numbers (CPR): what looks like one, in any text. */
#ifndef KOM_CPR_H
#define KOM_CPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

enum kom_cpr {
    KOM_CPR_NONE,
    KOM_CPR_LIKE, /* the day is one, but modulus 11 is wrong, as for some men since 2007 */
    KOM_CPR_RIGHT,
};

/* DDMMYYNNNN, or with a hyphen DDMMYY-NNNN: 10 or 11 bytes. The day is judged with the century that
   the seventh digit says, modulus 11 with the weights 4 3 2 7 6 5 4 3 2 1 (CPR-kontoret,
   "Personnummeret i CPR", 2008). */
enum kom_cpr kom_cpr_judge(const char *p, bool has_hyphen);

/* A place in a text that has the shape: ten digits, or six, a hyphen and four, that touch no other
   digit and lie in no hash: in no row of 16 hexadecimal digits or more, or UUID, whose letters they
   touch. */
struct kom_cpr_hit {
    uint32_t at; /* of its first digit */
    bool has_hyphen;
    enum kom_cpr what;
};

/* The next hit in the text from *from on that is more than KOM_CPR_NONE; *from moves behind it.
   False: there is none. */
bool kom_cpr_next(struct kom_text t, size_t *from, struct kom_cpr_hit *hit);

/* Is there any in the text? */
static inline bool kom_cpr_holds(struct kom_text t) {
    struct kom_cpr_hit hit;
    size_t from = 0;
    return kom_cpr_next(t, &from, &hit);
}

/* What a run of digits that starts at `at` is; false when it has not the shape. The byte before is
   no digit. */
bool kom_cpr_at(struct kom_text t, size_t at, struct kom_cpr_hit *hit);

/* Puts "(hidden)", which is shorter, in the place of each: for messages. */
void kom_cpr_mask(char *text);

#endif
