/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts met of late, eight to a set, each by its first and last bytes. Of one to a set two that
   come in turn drove each other out: a hundred texts came to lie in as many places as a tenth of
   the rows, which the rows of the input waited for. */
#include "kept.h"

enum { SET_BITS = 8, SET_TEXTS = 8 };

struct kom_join_kept {
    struct kept_set {
        struct kept_text {
            struct kom_text_ends ends;
            uint32_t at; /* KOM_NO_ID: none */
        } text[SET_TEXTS];
        unsigned next; /* to be replaced */
    } set[1 << SET_BITS];
};

struct kom_join_kept *kom_join_kept_new(void) {
    struct kom_join_kept *kept = kom_alloc(1, sizeof *kept);
    for (size_t i = 0; kept && i < 1 << SET_BITS; i++)
        for (size_t k = 0; k < SET_TEXTS; k++)
            kept->set[i].text[k].at = KOM_NO_ID;
    return kept;
}

uint32_t *kom_join_kept_find(struct kom_join_kept *kept, const struct kom_join_side *side,
                             struct kom_text text, bool *is_new) {
    const struct kom_text_ends ends = kom_text_ends(text);
    struct kept_set *set = &kept->set[kom_text_ends_place(ends, SET_BITS)];
    *is_new = false;
    for (unsigned i = 0; i < SET_TEXTS && set->text[i].at != KOM_NO_ID; i++) {
        struct kept_text *k = &set->text[i];
        if (k->ends.last == ends.last && k->ends.first == ends.first &&
            kom_text_equal(kom_join_text(side, k->at), text))
            return &k->at;
    }
    struct kept_text *k = &set->text[set->next];
    set->next = (set->next + 1) % SET_TEXTS;
    k->ends = ends;
    *is_new = true;
    return &k->at;
}
