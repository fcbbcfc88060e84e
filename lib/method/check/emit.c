/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer's way in: each item is written at once, or waits for the end of the table. */
#include "work.h"

enum { N_AHEAD = 48 }; /* items; three or four make a row */

enum kom_status kom_check_writer_init(struct kom_check_writer *w, const struct kom_check_plan *plan,
                                      struct kom_error *err) {
    *w = (struct kom_check_writer){.plan = plan, .reason = KOM_NO_COLUMN};
    w->seen = kom_alloc(plan->n_keys + 1, sizeof *w->seen);
    w->encoding = kom_alloc(plan->x->n_paths, sizeof *w->encoding);
    w->kept.header = kom_alloc(plan->x->n_paths, sizeof *w->kept.header);
    if (!w->seen || !w->encoding || !w->kept.header)
        return kom_fail(err, KOM_ENOMEM, "memory ran out for the files of the table");
    kom_check_late_init(w);
    return KOM_OK;
}

static void fini_seen(struct kom_check_seen *seen) {
    for (size_t i = 0; seen->spans && i < seen->spells.n; i++)
        kom_free(seen->spans[i].span);
    kom_free(seen->spans);
    kom_keyset_fini(&seen->set);
    kom_intern_fini(&seen->spells);
}

void kom_check_writer_fini(struct kom_check_writer *w) {
    for (size_t i = 0; w->seen && i < w->plan->n_keys; i++)
        fini_seen(&w->seen[i]);
    kom_free(w->seen);
    kom_check_late_fini(&w->late);
    kom_check_kept_fini(&w->kept);
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
    kom_keyset_prefetch(&w->seen[target == KOM_NO_COLUMN ? item.b : target].set, item.x);
}

enum kom_status kom_check_take_told(struct kom_check_writer *w, struct kom_text bytes,
                                    struct kom_error *err) {
    enum kom_check_tag tag;
    struct kom_check_item item;
    struct kom_text payload, ahead = bytes;
    enum kom_status status = KOM_OK;
    if (w->plan->request->saves)
        return kom_check_keep_told(w, bytes, err);
    for (int i = 0; i < N_AHEAD; i++)
        ask_ahead(w, &ahead);
    while (!status && kom_check_next_item(&bytes, &tag, &item, &payload)) {
        ask_ahead(w, &ahead);
        if ((tag == KOM_TAG_ROW || tag == KOM_TAG_LONE) && !w->waits)
            w->waits = kom_check_is_full(w);
        status = w->waits ? kom_check_let_wait(w, tag, &item, payload, err)
                          : kom_check_take_item(w, tag, &item, payload, err);
    }
    return status;
}
