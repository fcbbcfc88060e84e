/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left out of a crate (--hide), and what looks as if it should be. */
#ifndef KOM_PROV_HIDE_H
#define KOM_PROV_HIDE_H

#include <stddef.h>

#include "tool.h"

/* Stands where something was hidden. */
#define KOM_HIDDEN "(hidden)"

struct kom_hider;

/* From --hide; the arena's of the run, to be ended by kom_hider_fini. KOM_EUSAGE. */
enum kom_status kom_hider_make(struct kom_run *run, struct kom_hider **hider) KOM_MUSTUSE;
void kom_hider_fini(struct kom_hider *hider);

/* The text as the crate may have it; the arena's. NULL: memory ran out. */
const char *kom_hide(struct kom_hider *hider, const char *text);

/* Warns of each item that occurred nowhere. */
void kom_hider_say_unmet(const struct kom_hider *hider);

#endif
