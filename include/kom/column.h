/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What columns are called and hold: the vocabulary, and kinds. */
#ifndef KOM_COLUMN_H
#define KOM_COLUMN_H

#include <stdbool.h>
#include <stddef.h>

#include "kom/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the cells of a column are read as. */
enum kom_kind { KOM_KIND_TEXT, KOM_KIND_NUMBER, KOM_KIND_DAY, KOM_KIND_PERIOD };

/* Whether sums of a column mean anything. */
enum kom_adds {
    KOM_ADDS_UNKNOWN, /* no word of the vocabulary, or one of any content (value) */
    KOM_ADDS_ROWS,
    KOM_ADDS_NOTHING,
};

/* A word of the vocabulary. Static: nobody frees it. */
struct kom_word {
    const char *name;
    enum kom_kind kind;
    enum kom_adds adds;
    const char *aliases; /* comma between */
};

/* The word of that canonical name or alias, whatever its case and the writing of Danish letters;
   NULL when there is none. */
KOM_API const struct kom_word *kom_word_find(struct kom_text name);

/* Two names alike but for case and the writing of Danish letters. */
KOM_API bool kom_name_alike(struct kom_text a, struct kom_text b);

/* All words, *n of them. */
KOM_API const struct kom_word *kom_words(size_t *n);

#ifdef __cplusplus
}
#endif

#endif
