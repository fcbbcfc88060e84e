/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns asked for, until one fails. */
#include "ask.h"

#include "nearly.h"

/* Whether it is there or not. */
static void look(struct kom_ask *ask, const char *name, int *column) {
    *column = KOM_NO_COLUMN;
    if (!ask->status)
        ask->status = kom_frame_find(ask->frame, name, column, ask->err);
}

void kom_ask_need(struct kom_ask *ask, const char *name, int *column) {
    *column = KOM_NO_COLUMN;
    if (!ask->status)
        ask->status = kom_frame_need(ask->frame, name, column, ask->err);
}

void kom_ask_find(struct kom_ask *ask, const char *name, int *column) {
    look(ask, name, column);
    if (!ask->status && *column == KOM_NO_COLUMN && ask->frame->index)
        kom_nearly_wish(ask->frame->index, kom_text_of(name));
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
    look(ask, "period", column);
    if (*column == KOM_NO_COLUMN)
        look(ask, "date", column);
    if (*column == KOM_NO_COLUMN && is_needed)
        kom_ask_need(ask, "period", column);
    else if (*column == KOM_NO_COLUMN)
        kom_ask_find(ask, "period", column);
}
