/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questionnaires: answers to items, by a codebook, to scores of respondents and to tables of items,
   of reliability and of response. */
#ifndef KOM_SCALE_ROOM_H
#define KOM_SCALE_ROOM_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "frame.h"
#include "kom/error.h"
#include "method.h"
#include "num.h"
#include "output.h"

enum kom_scale_table {
    KOM_SCALE_SCORES,
    KOM_SCALE_ITEMS,
    KOM_SCALE_RELIABILITY,
    KOM_SCALE_RESPONSE,
    KOM_SCALE_COMPARE, /* respondents beside the frame */
};

/* A list of borrowed texts. */
struct kom_scale_list {
    const char *const *item;
    size_t n;
};

/* What is asked. Names as typed; all is borrowed. */
struct kom_scale_request {
    enum kom_scale_table table;
    const struct kom_frame *codebook;
    const struct kom_frame *labels; /* which text is which answer; NULL: not given */
    struct kom_scale_list items;    /* columns of the input; none: all items of the codebook, or the
                                       input is long */
    const char *wave;               /* of all rows; NULL: the input says */
    struct kom_scale_list carried;  /* columns beside the scores, */
    bool has_carried;               /* else those of the vocabulary that are there */
    struct kom_num answered;        /* the least share of items, above 0 and at most 1 */
    bool is_rescaled;               /* scores from 0 to 100 */
    struct kom_scale_list by;       /* of the tables that count */
    const char *weight, *cluster;   /* of items: columns of a sample; NULL: none */
    struct kom_scale_list top;      /* answers that are also counted together */
    bool is_pairwise;               /* of pairs of items, who answered both */
    double level;
    const struct kom_frame *frame; /* who was asked; NULL: not given */
    struct kom_num complete;       /* likewise a share of the items */
    struct kom_scale_list compare; /* columns of the frame */
};

struct kom_scale; /* one run */

/* Reads the codebook. KOM_EDATA: it contradicts itself; KOM_EUSAGE: it cannot give what is asked.
   The request is copied. */
enum kom_status kom_scale_new(struct kom_scale **s, const struct kom_scale_request *request,
                              struct kom_error *err) KOM_MUSTUSE;
void kom_scale_free(struct kom_scale *s);

/* Asks an opened extract for its columns. KOM_EDATA: the codebook and it contradict each other. */
enum kom_status kom_scale_ask(struct kom_scale *s, struct kom_extract *x,
                              struct kom_error *err) KOM_MUSTUSE;

/* Of the tables that count, beside the by-columns and the wave; and beside column and value. */
extern const struct kom_output_column kom_scale_item_columns[], kom_scale_reliability_columns[],
    kom_scale_response_columns[], kom_scale_compare_columns[];

/* The verbs for what is asked, once the columns are; their instance is the kom_scale. Where they
   stream, the header, which kom_scale_header adds, goes out before the rows. */
const struct kom_method *kom_scale_method(const struct kom_scale *s);
bool kom_scale_is_streaming(const struct kom_scale *s);
void kom_scale_header(const struct kom_scale *s, struct kom_buf *out);

/* What is to be said once all is written, as it changes what figures mean: note i; false when there
   is nothing to say. */
enum { KOM_SCALE_N_NOTES = 5 };
bool kom_scale_note(const struct kom_scale *s, int i, struct kom_buf *text);

#endif
