/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a column is found by its name, and so must not keep the old one. */
#include "companion.h"

#include "value_status.h"

struct following {
    struct kom_arena *arena;
    const struct kom_text *old;
    struct kom_text *name;
    struct kom_heading_index *before, *now;
};

/* Of two that say what there is of one value the first goes along; who asks for it hears of both.
   false: memory ran out. */
static bool follow(const struct following *f, size_t i) {
    struct kom_buf name = {0};
    int at;
    if (kom_status_beside(f->before, i, (struct kom_header_at){.file = ""}, &at, NULL) ==
        KOM_ENOMEM)
        return false;
    if (at < 0 || !kom_text_equal(f->old[at], f->name[at]))
        return true;
    kom_buf_text(&name, f->name[i]);
    kom_buf_str(&name, "_status");
    bool whole = !name.failed;
    if (whole && kom_heading_spelt(f->now, kom_buf_view(&name), 0) < 0) {
        f->name[at] = (struct kom_text){kom_arena_copy(f->arena, name.p, name.n), name.n};
        whole = f->name[at].p;
    }
    kom_buf_fini(&name);
    return whole;
}

enum kom_status kom_companions_follow(struct kom_arena *arena, const struct kom_text *old,
                                      struct kom_text *name, size_t n, struct kom_error *err) {
    struct following f = {arena, old, name, kom_heading_index_new(old, n), NULL};
    f.now = f.before ? kom_heading_index_new(name, n) : NULL;
    bool whole = f.before && f.now;
    for (size_t i = 0; i < n && whole; i++)
        if (!kom_text_equal(old[i], name[i]))
            whole = follow(&f, i);
    kom_heading_index_free(f.before);
    kom_heading_index_free(f.now);
    return whole ? KOM_OK : kom_no_memory(err);
}
