/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people call the known columns and words, in Danish and English. */
#ifndef KOM_LABELS_H
#define KOM_LABELS_H

#include "buf.h"
#include "present.h"

enum kom_label_kind {
    KOM_LABEL_OPEN,   /* numbers if its cells are */
    KOM_LABEL_NUMBER, /* numbers, also when every cell is blank */
    KOM_LABEL_TEXT,   /* never numbers: a code, a period, a seed */
    KOM_LABEL_ASIDE,  /* text that describes a row and does not tell rows apart */
};

struct kom_label {
    const char *name; /* canonical column name */
    enum kom_label_kind kind;
    const char *en, *da;
};

/* The known column of exactly that name; NULL when there is none. */
const struct kom_label *kom_label_find(struct kom_text name);

/* The i-th known column; NULL past the last. */
const struct kom_label *kom_label_at(size_t i);

/* A cell's word for people: states everywhere, in Danish also total, before, after and all where
   the column is one that may hold them. Other texts come back as they are. */
struct kom_text kom_label_word(struct kom_text column, struct kom_text word,
                               enum kom_present_lang lang);

/* Words of the tables themselves. */
enum kom_phrase {
    KOM_PHRASE_SIGNS,
    KOM_PHRASE_NOTE,
    KOM_PHRASE_SOURCE,
    KOM_PHRASE_OLD,
    KOM_PHRASE_NEW,
    KOM_PHRASE_DIFF,
    KOM_PHRASE_CHANGE,
    KOM_PHRASE_STARS,
    KOM_PHRASE_EMPTY,
};

const char *kom_label_phrase(enum kom_phrase phrase, enum kom_present_lang lang);

#endif
