/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that must be of one wave, as a person may be in each. */
#ifndef KOM_WAVES_H
#define KOM_WAVES_H

#include <stdbool.h>

#include "intern.h"
#include "kom/error.h"

/* Adds what a worker saw. false: memory ran out. */
bool kom_waves_add(struct kom_intern *all, const struct kom_intern *own);

/* KOM_EDATA where there are several: `before`, how many waves, `after`, and the VALUE of the first
   by its bytes, whoever read it; `after` ends with the option that takes it. */
enum kom_status kom_waves_refuse(const struct kom_intern *all, const char *before,
                                 const char *after, struct kom_error *err) KOM_MUSTUSE;

#endif
