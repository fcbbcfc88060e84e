/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-uptake's method: days as stretches, those on offer and those of persons (days.c). */
#ifndef KOM_UPTAKE_STRETCHES_H
#define KOM_UPTAKE_STRETCHES_H

#include "work.h"

/* One stretch of days in a row. label: the period, or KOM_UNCUT when it is to be cut into periods.
 */
#define KOM_UNCUT UINT32_MAX
struct stretch {
    uint32_t row, label;
    int32_t first, last;
};

/* A growable list of them. Zero-initialised is empty. */
struct stretches {
    struct stretch *item;
    size_t n, cap;
};
enum kom_status kom_stretches_add(struct stretches *s, struct stretch one,
                                  struct kom_error *err) KOM_MUSTUSE;

/* Sorts by row, label and day, and unites what overlaps or touches. */
void kom_stretches_unite(struct stretches *s);

/* The days of an atom on which something of it is on offer, as stretches of row 0: uncut and
 * unclipped. */
enum kom_status kom_uptake_on_offer(const struct given *g, const struct atom *a,
                                    struct stretches *out, struct kom_error *err) KOM_MUSTUSE;

/* The bounds within which the atom's unit reports. */
struct window kom_uptake_reports(const struct given *g, const struct atom *a);

/* Where every offering is for everybody: those of a unit that meet as one span. */
enum kom_status kom_uptake_make_spans(struct given *g, struct kom_error *err) KOM_MUSTUSE;

/* Adds the days of person p on offer as stretches of rows, united. */
enum kom_status kom_uptake_person_days(struct kom_uptake *u, uint32_t person, struct stretches *out,
                                       struct kom_error *err) KOM_MUSTUSE;

/* people.c: recipients and person-days of every row and period. */
enum kom_status kom_uptake_people(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;

/* The days of an atom in a period, clipped to the range: false when there is none. */
bool kom_uptake_days(const struct kom_uptake *u, size_t label, const struct window *w,
                     size_t n_windows, int32_t *first, int32_t *last);

/* Labels whose days meet first..last, for plain periods. */
void kom_uptake_labels_meeting(const struct kom_uptake *u, int32_t first, int32_t last,
                               size_t *from, size_t *to);

/* The periods that a stretch of a person has days in: [from, to). */
void kom_stretch_periods(const struct kom_uptake *u, const struct stretch *s, size_t *from,
                         size_t *to);

#endif
