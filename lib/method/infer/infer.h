/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A schema that every row of a table obeys, as a draft for somebody to read. */
#ifndef KOM_INFER_H
#define KOM_INFER_H

#include "method.h"
#include "schema.h"

/* What there is to say of a column beside what is written. */
enum kom_infer_doubt {
    KOM_INFER_NONE,
    KOM_INFER_EMPTY,  /* no value was there */
    KOM_INFER_FEW,    /* few values, which may be persons: no enum */
    KOM_INFER_DAYS,   /* its days can be read in another order, too */
    KOM_INFER_MARKS,  /* its marks may be decimal or thousands marks */
    KOM_INFER_BROKEN, /* its name means numbers, days or periods, and not all its cells are */
    KOM_N_INFER_DOUBTS,
};

struct kom_infer {
    struct kom_schema schema; /* the answer, after finish; texts of the call are borrowed */
    uint8_t *doubt;           /* of each field, enum kom_infer_doubt */
    /* inside */
    struct kom_infer_worker *worker;
    unsigned n_workers;
};

/* The method: ask, hire, take, finish. A struct kom_infer, zero-initialised, is its state. The
   extract has no schema. KOM_EDATA: two columns of one name, which no schema can tell apart. */
extern const struct kom_method kom_infer_method;

void kom_infer_fini(struct kom_infer *infer);

#endif
