/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 98 municipalities of Denmark, and those of before 2007. */
#ifndef KOM_PLACES_H
#define KOM_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

enum {
    KOM_PLACES = 98,
    KOM_OLD_PLACES = 277,
    KOM_OLD_PLACES_FIRST = 1975,
    KOM_PLACES_FIRST = 2007
};

/* Code and name as Statistics Denmark writes them (UTF-8), region, municipality group (komgrp), and
   inhabitants in hundreds on 1 January 2020 (StatBank, FOLK1A, 2020K1), used as a size only.
   Christiansø (411) is no municipality. */
struct kom_place {
    const char *code, *name, *region, *type;
    int32_t hundreds;
};

/* In order of code. */
extern const struct kom_place kom_places[KOM_PLACES];

/* A municipality of 1970 to 2006: the years in which it was there, and the codes of 2007, with
   blanks between them, that it became part of: several where it was split. The list is whole from
   KOM_OLD_PLACES_FIRST on. */
struct kom_old_place {
    const char *code, *name, *successors;
    int16_t first, last;
};

/* In order of code; Christiansø is none here either. */
extern const struct kom_old_place kom_old_places[KOM_OLD_PLACES];

/* Christiansø, which has a code and is no municipality. */
extern const struct kom_place kom_place_christiansoe;

/* The municipality that a cell names or whose code it is (three digits, or four with a zero before
   them), Christiansø among them; NULL: none. */
const struct kom_place *kom_place_of(struct kom_text cell);

/* The same of the list of a year from KOM_OLD_PLACES_FIRST to 2006. */
const struct kom_old_place *kom_old_place_of(struct kom_text cell, int year);

/* The municipality of a code of three digits; NULL: none. */
const struct kom_place *kom_place_by_code(struct kom_text code);

/* The same of those of before 2007. */
const struct kom_old_place *kom_old_place_by_code(struct kom_text code);

/* The municipality of a name, in whatever letters, hyphens or blanks, with or without the word
   Kommune behind it
   ("Københavns Kommune"); NULL: there is none. */
const struct kom_place *kom_place_named(struct kom_text name);

/* Is it the code of a municipality, of three digits or of four with a zero before them? */
bool kom_place_coded(struct kom_text code);

#endif
