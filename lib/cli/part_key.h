/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --key of a part: its state holds keyed hashes of persons, so that nothing else may name them. */
#ifndef KOM_PART_KEY_H
#define KOM_PART_KEY_H

#include "tool.h"

/* Takes the key, if one is given, into run->veil. KOM_EUSAGE: the call puts persons into the state
   by another way. */
enum kom_status kom_run_part_key(struct kom_run *run) KOM_MUSTUSE;

#endif
