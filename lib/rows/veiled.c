/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hash, form and near form with zero bytes between, which none of them has: a cell with one is no
   person that could be written into a state by its form. */
#include "veiled.h"

#include <string.h>

#include "spelling.h"

/* Without zero bytes. */
static void add_form(struct kom_text person, struct kom_buf *out) {
    const size_t from = out->n;
    kom_spelling_mask(out, person);
    for (size_t i = from; i < out->n; i++)
        out->p[i] = out->p[i] ? out->p[i] : ' ';
}

void kom_veiled_make(const struct kom_veil *veil, const struct kom_meet *known,
                     struct kom_text person, struct kom_buf *out) {
    char room[KOM_VEIL_LETTERS + 1];
    struct kom_text near;
    out->failed = !kom_meet_near_person(known, person, &near) || out->failed;
    kom_buf_text(out, kom_veil_text(veil, person, room));
    kom_buf_byte(out, '\0');
    add_form(person, out);
    if (near.p) {
        kom_buf_byte(out, '\0');
        add_form(near, out);
    }
}

void kom_veiled_join(const struct kom_veiled *person, struct kom_buf *out) {
    kom_buf_text(out, person->hash);
    kom_buf_byte(out, '\0');
    kom_buf_text(out, person->form);
    if (person->near.p) {
        kom_buf_byte(out, '\0');
        kom_buf_text(out, person->near);
    }
}

/* What stands before the next zero byte, which is passed over. */
static struct kom_text next(struct kom_text *rest) {
    const char *zero = rest->p ? memchr(rest->p, '\0', rest->n) : NULL;
    const struct kom_text one = {rest->p, zero ? (size_t)(zero - rest->p) : rest->n};
    *rest = zero ? (struct kom_text){zero + 1, rest->n - one.n - 1} : (struct kom_text){NULL, 0};
    return one;
}

struct kom_veiled kom_veiled_split(struct kom_text code) {
    struct kom_veiled person;
    person.hash = next(&code);
    person.form = next(&code);
    person.near = code;
    return person;
}
