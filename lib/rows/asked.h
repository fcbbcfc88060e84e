/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame of those who were asked: a row is a person, or a group of `n` persons. */
#ifndef KOM_ASKED_H
#define KOM_ASKED_H

#include <stdint.h>

#include "measured.h"

/* Columns; n counts where there is no respondent. */
struct kom_asked {
    int respondent;
    struct kom_measured n;
};

/* KOM_EDATA: it has neither, or both and n is not 1 in each row. */
enum kom_status kom_asked_find(const struct kom_frame *frame, struct kom_asked *asked,
                               struct kom_error *err) KOM_MUSTUSE;

/* How many persons a row stands for. KOM_EDATA: it does not say, or no number of persons. */
enum kom_status kom_asked_persons(const struct kom_frame *frame, const struct kom_asked *asked,
                                  size_t row, int64_t *n, struct kom_error *err) KOM_MUSTUSE;

#endif
