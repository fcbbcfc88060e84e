/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a column is found by its name, and so must not keep the old one. */
#include "companion.h"

#include "heading_index.h"

static struct kom_text beside(struct kom_buf *buf, struct kom_text name) {
    kom_buf_reset(buf);
    kom_buf_text(buf, name);
    kom_buf_str(buf, "_status");
    return kom_buf_view(buf);
}

struct following {
    struct kom_arena *arena;
    const struct kom_text *old;
    struct kom_text *name;
    struct kom_heading_index *before, *now;
};

/* false: memory ran out. */
static bool follow(const struct following *f, size_t i, struct kom_buf *buf) {
    const int at = kom_heading_spelt(f->before, beside(buf, f->old[i]), 0);
    if (at < 0 || !kom_text_equal(f->old[at], f->name[at]))
        return !buf->failed;
    const struct kom_text name = beside(buf, f->name[i]);
    if (buf->failed)
        return false;
    if (kom_heading_spelt(f->now, name, 0) < 0)
        f->name[at] = (struct kom_text){kom_arena_copy(f->arena, name.p, name.n), name.n};
    return f->name[at].p;
}

enum kom_status kom_companions_follow(struct kom_arena *arena, const struct kom_text *old,
                                      struct kom_text *name, size_t n, struct kom_error *err) {
    struct following f = {arena, old, name, kom_heading_index_new(old, n), NULL};
    struct kom_buf buf = {0};
    f.now = f.before ? kom_heading_index_new(name, n) : NULL;
    bool whole = f.before && f.now;
    for (size_t i = 0; i < n && whole; i++)
        if (!kom_text_equal(old[i], name[i]))
            whole = follow(&f, i, &buf);
    kom_heading_index_free(f.before);
    kom_heading_index_free(f.now);
    kom_buf_fini(&buf);
    return whole ? KOM_OK : kom_no_memory(err);
}
