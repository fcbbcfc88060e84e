/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people call the known columns and words, in Danish and English. */
#ifndef KOM_LABELS_H
#define KOM_LABELS_H

#include "buf.h"
#include "present.h"

enum kom_label_kind {
    KOM_LABEL_OPEN,   /* numbers if its cells are */
    KOM_LABEL_NUMBER, /* numbers, also when every cell is blank */
    KOM_LABEL_P_VALUE,
    KOM_LABEL_TEXT,  /* never numbers: a code, a period, a seed */
    KOM_LABEL_ASIDE, /* text that describes a row and does not tell rows apart */
};

/* What a hundred times the value is, which --percent shows. */
enum kom_hundred {
    KOM_HUNDRED_SHARE,  /* per cent */
    KOM_HUNDRED_SPREAD, /* per cent points: a deviation or a range of shares */
    KOM_HUNDRED_EFFECT, /* the row's term says: a difference is per cent points, a ratio per cent */
    KOM_HUNDRED_BOUND,  /* the same beside an estimate, else per cent */
    KOM_HUNDRED_PLAIN,  /* neither */
};

struct kom_label {
    const char *name; /* canonical column name */
    enum kom_label_kind kind;
    enum kom_hundred hundred;
    const char *en, *da;
};

/* What a column of --percent is in. */
enum kom_unit {
    KOM_UNIT_NONE, /* not times 100 */
    KOM_UNIT_PERCENT,
    KOM_UNIT_POINTS,  /* per cent points */
    KOM_UNIT_MIXED,   /* per cent, its differences per cent points */
    KOM_UNIT_HUNDRED, /* nobody knows: times 100 */
};

/* The unit as it stands in a heading. */
const char *kom_label_unit(enum kom_unit unit, enum kom_present_lang lang);

/* The known column of exactly that name; NULL when there is none. */
const struct kom_label *kom_label_find(struct kom_text name);

/* The i-th known column; NULL past the last. */
const struct kom_label *kom_label_at(size_t i);

/* Adds a text cell for people: words of states, terms, scales, total, before, after and the like,
   each where the column is one that may hold it; the codes of `warning` in words; the measure by
   its label. Other texts are added as they are. */
void kom_label_cell(struct kom_buf *out, struct kom_text column, struct kom_text cell,
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
    KOM_PHRASE_FEW, /* before the number of persons from which on a cell is shown */
    KOM_PHRASE_FEW_END,
    KOM_PHRASE_EMPTY,
    KOM_PHRASE_CONTINUED, /* behind the caption, where a table goes on */
    KOM_PHRASE_TABLE,     /* the title of one without a caption */
    KOM_PHRASE_BEFORE,
    KOM_PHRASE_AFTER,
    KOM_PHRASE_SHARE,
    KOM_PHRASE_RATE,
    KOM_PHRASE_CODE,
    KOM_PHRASE_NO_VALUE, /* before the names of columns that have none */
    KOM_PHRASE_TO,       /* between the bounds of an interval */
    KOM_PHRASE_INTERVAL, /* short for confidence interval */
    KOM_PHRASE_PER_CENT, /* the sign behind a number */
    KOM_PHRASE_PERCENTILE,
    KOM_PHRASE_POINTS_MEAN, /* explains the unit of per cent points; "" where it does so itself */
};

const char *kom_label_phrase(enum kom_phrase phrase, enum kom_present_lang lang);

#endif
