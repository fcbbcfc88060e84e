/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column `state` without any of the four words is something else, and is left alone; with some of
   them, it may hold no other. */
#include "offer_state.h"

#include "shell_word.h"

/* KOM_OFFER_N_STATES: none of the words. */
static enum kom_offer_state state_of(struct kom_text text) {
    static const char *const words[KOM_OFFER_N_STATES] = {"offered", "not_started", "not_offered",
                                                          "not_reported"};
    int i = 0;
    while (i < KOM_OFFER_N_STATES && !kom_text_is(text, words[i]))
        i++;
    return (enum kom_offer_state)i;
}

static enum kom_status refuse(const struct kom_frame *f, int column, size_t row,
                              struct kom_error *err) {
    struct kom_buf pair = {0};
    kom_shell_pair(&pair, NULL, kom_text_of("NEW"), f->name[column]);
    enum kom_status status =
        pair.failed ? kom_no_memory(err)
                    : kom_frame_fail(f, row, column, err,
                                     "none of offered, not_offered, not_started, not_reported; if "
                                     "this is no state of kom-uptake, give the column another "
                                     "name: --rename %.*s",
                                     (int)pair.n, pair.p);
    kom_buf_fini(&pair);
    return status;
}

enum kom_status kom_offer_states(const struct kom_frame *f, int column, struct kom_arena *arena,
                                 const uint8_t **state, struct kom_error *err) {
    size_t n_known = 0, unknown = SIZE_MAX;
    *state = NULL;
    if (column == KOM_NO_COLUMN)
        return KOM_OK;
    uint8_t *own = kom_arena_take(arena, f->n_rows + 1);
    if (!own)
        return kom_no_memory(err);
    for (size_t row = 0; row < f->n_rows; row++) {
        own[row] = (uint8_t)state_of(kom_text_trim(kom_frame_cell(f, row, column)));
        if (own[row] < KOM_OFFER_N_STATES)
            n_known++;
        else if (unknown == SIZE_MAX)
            unknown = row;
    }
    if (n_known && unknown != SIZE_MAX)
        return refuse(f, column, unknown, err);
    *state = n_known ? own : NULL;
    return KOM_OK;
}
