/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of side tables. A year 9999 is an open end; as a first day it is judged by whoever asks. */
#include "spell.h"

static enum kom_status read_day(const struct kom_frame *f, size_t row, int column, int32_t *day,
                                struct kom_error *err) {
    *day = KOM_DAY_NONE;
    return column < 0 ? KOM_OK : kom_frame_day(f, row, column, day, err);
}

enum kom_status kom_spell_read(const struct kom_frame *f, size_t row, const char *what,
                               const int column[2], struct kom_spell *s, struct kom_error *err) {
    enum kom_status status = read_day(f, row, column[0], &s->first, err);
    if (!status)
        status = read_day(f, row, column[1], &s->last, err);
    if (status)
        return status;
    if (s->last == KOM_DAY_NONE)
        s->last = KOM_DAY_OPEN;
    if (s->first != KOM_DAY_NONE && s->first != KOM_DAY_OPEN && s->last < s->first)
        return kom_frame_fail(f, row, column[1], err,
                              "%s ends before it starts; correct one of its days", what);
    return KOM_OK;
}
