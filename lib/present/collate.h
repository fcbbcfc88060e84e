/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of texts by the Danish alphabet, the same on every machine: no locale is asked. */
#ifndef KOM_COLLATE_H
#define KOM_COLLATE_H

#include "buf.h"

/* <0, 0, >0. Letters without regard to case: a to z, æ ä, ø ö, å aa; ü is y and letters with other
   accents are those without; signs come before digits, digits before letters. Texts that are alike
   so far follow the order of their bytes, so that 0 means equal bytes. */
int kom_collate_danish(struct kom_text a, struct kom_text b);

#endif
