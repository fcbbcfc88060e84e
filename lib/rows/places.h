/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 98 municipalities of Denmark. */
#ifndef KOM_PLACES_H
#define KOM_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

enum { KOM_PLACES = 98 };

/* Code and name as Statistics Denmark writes them (UTF-8), region, municipality group (komgrp), and
   inhabitants in hundreds on 1 January 2020 (StatBank, FOLK1A, 2020K1), used as a size only.
   Christiansø (411) is no municipality. */
struct kom_place {
    const char *code, *name, *region, *type;
    int32_t hundreds;
};

/* In order of code. */
extern const struct kom_place kom_places[KOM_PLACES];

/* The municipality of a name, in whatever letters, with or without the word Kommune behind it
   ("Københavns Kommune"); NULL: there is none. */
const struct kom_place *kom_place_named(struct kom_text name);

/* Is it the code of a municipality, of three digits or of four with a zero before them? */
bool kom_place_coded(struct kom_text code);

#endif
