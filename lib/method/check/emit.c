/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer's way in: each item is written at once, or waits for the end of the table. */
#include "work.h"

enum { N_AHEAD = 48 }; /* items; three or four make a row */

enum kom_status kom_check_writer_init(struct kom_check_writer *w, struct kom_check_plan *plan,
                                      struct kom_check_result *result, struct kom_error *err) {
    *w = (struct kom_check_writer){.plan = plan, .result = result, .reason = KOM_NO_COLUMN};
    kom_check_late_init(w);
    w->encoding = kom_alloc(plan->x->n_paths, sizeof *w->encoding);
    return w->encoding ? KOM_OK
                       : kom_fail(err, KOM_ENOMEM, "memory ran out for the files of the table");
}

void kom_check_writer_fini(struct kom_check_writer *w) {
    kom_check_late_fini(&w->late);
    kom_buf_fini(&w->line);
    kom_free(w->encoding);
    *w = (struct kom_check_writer){0};
}

/* Keys are looked up in no order, each a wait for memory: their slots are asked for some items
   ahead. */
static void ask_ahead(const struct kom_check_writer *w, struct kom_text *ahead) {
    enum kom_check_tag tag;
    struct kom_check_item item;
    struct kom_text payload;
    bool is_there = kom_check_next_item(ahead, &tag, &item, &payload);
    if (!is_there || (tag != KOM_TAG_KEY && tag != KOM_TAG_LONE))
        return;
    int target = w->plan->keys[item.b].target;
    kom_keyset_prefetch(&w->plan->keys[target == KOM_NO_COLUMN ? item.b : target].set, item.x);
}

enum kom_status kom_check_emit(void *writer, struct kom_text bytes, struct kom_error *err) {
    struct kom_check_writer *w = writer;
    enum kom_check_tag tag;
    struct kom_check_item item;
    struct kom_text payload, ahead = bytes;
    enum kom_status status = KOM_OK;
    for (int i = 0; i < N_AHEAD; i++)
        ask_ahead(w, &ahead);
    while (!status && kom_check_next_item(&bytes, &tag, &item, &payload)) {
        ask_ahead(w, &ahead);
        if ((tag == KOM_TAG_ROW || tag == KOM_TAG_LONE) && !w->waits)
            w->waits = kom_check_is_full(w->plan);
        status = w->waits ? kom_check_let_wait(w, tag, &item, payload, err)
                          : kom_check_take_item(w, tag, &item, payload, err);
    }
    return status;
}
