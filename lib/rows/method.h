/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A method that folds, as one struct of verbs: the tool and programs outside go through it alike.

   The state of a method has three phases, which are structs of their own: what is known before the
   rows come (ask fills the last of it, and nobody changes it while rows are read), books (a worker
   a thread, which take alone writes), and the answer (finish brings the books together). Where a
   run is parted, save stands in the place of finish and write, and load in that of take. */
#ifndef KOM_METHOD_H
#define KOM_METHOD_H

#include "buf.h"
#include "kom/error.h"
#include "kom/extract.h"
#include "state.h"

/* Where a result goes, piece by piece: flush takes the piece, and empties it. */
struct kom_out {
    enum kom_status (*flush)(void *context, struct kom_buf *piece);
    void *context;
};

/* Adds the pieces to a buffer. */
struct kom_out kom_out_to(struct kom_buf *buf);

struct kom_method {
    const char *const *reasons; /* why rows are set aside */
    int n_reasons;
    bool is_streaming; /* rows go out while others come in */
    bool judges_rows;  /* the method itself writes the rows set aside, and the tool counts them and
                          says what reading found, once it has finished */
    /* Asks an opened extract for its columns. NULL: the caller has seen to it. */
    enum kom_status (*ask)(void *method, struct kom_extract *x, struct kom_error *err);
    /* States for up to *n threads, the method's own; *n becomes how many were made. */
    enum kom_status (*hire)(void *method, unsigned *n, void *worker[], struct kom_error *err);
    /* Takes the rows of a batch. */
    enum kom_status (*take)(void *worker, struct kom_view *v, struct kom_error *err);
    /* Takes what workers told of their batches (v->out), in the order of the input and one at a
       time. NULL: nothing, or it goes to the result. */
    enum kom_status (*emit)(void *method, struct kom_text bytes, struct kom_error *err);
    /* Adds what the workers know to a state, in an order of its own. NULL: it cannot be parted. */
    enum kom_status (*save)(void *method, const struct kom_extract *x, struct kom_state_out *to,
                            struct kom_error *err);
    /* Adds the lines of such a state to a worker; parts come in the order of the input, of which
       `part`, from 0, is the place. KOM_EDATA: damaged. */
    enum kom_status (*load)(void *worker, const struct kom_extract *x, uint32_t part,
                            const struct kom_state_lines *lines, struct kom_error *err);
    /* All rows were read. NULL: nothing is left to do. */
    enum kom_status (*finish)(void *method, const struct kom_extract *x, struct kom_error *err);
    /* Header and rows. NULL: they were written while rows came. */
    enum kom_status (*write)(void *method, const struct kom_out *to, struct kom_error *err);
};

/* The fold of a method; worker has room for n_threads (at most KOM_THREADS_MAX) states. */
enum kom_status kom_method_hire(const struct kom_method *m, void *method, unsigned n_threads,
                                void *worker[], struct kom_fold *fold,
                                struct kom_error *err) KOM_MUSTUSE;

/* Folds an extract whose columns were asked for; finish is next. n_threads 0 means one. KOM_EUSAGE:
   they are too many. */
enum kom_status kom_method_fold(const struct kom_method *m, void *method, struct kom_extract *x,
                                unsigned n_threads, struct kom_error *err) KOM_MUSTUSE;

#endif
