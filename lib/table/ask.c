/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns asked for, until one fails. */
#include "ask.h"

void kom_ask_need(struct kom_ask *ask, const char *name, int *column) {
    *column = KOM_NO_COLUMN;
    if (!ask->status)
        ask->status = kom_frame_need(ask->frame, name, column, ask->err);
}

void kom_ask_find(struct kom_ask *ask, const char *name, int *column) {
    *column = KOM_NO_COLUMN;
    if (!ask->status)
        ask->status = kom_frame_find(ask->frame, name, column, ask->err);
}

void kom_ask_named(struct kom_ask *ask, const char *name, int *column) {
    *column = KOM_NO_COLUMN;
    if (name)
        kom_ask_need(ask, name, column);
}

void kom_ask_time(struct kom_ask *ask, const char *name, bool is_needed, int *column) {
    kom_ask_named(ask, name, column);
    if (name)
        return;
    kom_ask_find(ask, "period", column);
    if (*column == KOM_NO_COLUMN)
        kom_ask_find(ask, "date", column);
    if (*column == KOM_NO_COLUMN && is_needed)
        kom_ask_need(ask, "period", column);
}
