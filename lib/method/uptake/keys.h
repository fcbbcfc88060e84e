/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-uptake's method: keys that meet nothing, totals among the sales, counts as
 * denominators.
 */
#ifndef KOM_UPTAKE_KEYS_H
#define KOM_UPTAKE_KEYS_H

#include "work.h"

/* meet.c: the codes of the side tables, once all are read (KOM_EDATA when two spell one
   differently); the keys of a sale (is_known: its unit; false: memory ran out), which sets is_met.
 */
enum kom_status kom_uptake_gather_keys(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;
bool kom_uptake_note_keys(struct kom_uptake_worker *w, const struct kom_view *v, struct sale *s,
                          bool is_known);
enum kom_status kom_uptake_ask_totals(struct given *g, struct kom_extract *x,
                                      struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_judge_keys(struct kom_uptake *u, const struct kom_extract *x,
                                      struct kom_error *err) KOM_MUSTUSE;

/* counts.c: counts as denominators; KOM_EDATA when a cell has more buyers than recipients
   during the period. */
enum kom_status kom_uptake_plan_counts(struct given *g, struct kom_extract *x,
                                       struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_take_count(struct given *g, struct kom_view *v, uint32_t row,
                                      struct kom_buf *key, struct kom_error *err) KOM_MUSTUSE;
bool kom_uptake_is_rate(const struct given *g, uint32_t kind);
enum kom_status kom_uptake_denominator(struct kom_uptake *u, uint32_t row, size_t label,
                                       struct denominator *d, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_check_counts(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;

#endif
