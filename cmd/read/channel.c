/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lock and one condition: blocks are so large that both are rarely asked. */
#include "channel.h"

#include <string.h>

enum kom_status kom_channel_init(struct kom_channel *c, struct kom_error *err) {
    *c = (struct kom_channel){.status = KOM_OK};
    if (pthread_mutex_init(&c->lock, NULL) != 0)
        return kom_no_memory(err);
    if (pthread_cond_init(&c->changed, NULL) == 0)
        return KOM_OK;
    (void)pthread_mutex_destroy(&c->lock);
    return kom_no_memory(err);
}

void kom_channel_fini(struct kom_channel *c) {
    (void)pthread_cond_destroy(&c->changed);
    (void)pthread_mutex_destroy(&c->lock);
    kom_buf_fini(&c->ready);
    kom_buf_fini(&c->taken);
}

static void lock(struct kom_channel *c) {
    (void)pthread_mutex_lock(&c->lock);
}

static void unlock(struct kom_channel *c) {
    (void)pthread_cond_broadcast(&c->changed);
    (void)pthread_mutex_unlock(&c->lock);
}

static void wait_for_change(struct kom_channel *c) {
    (void)pthread_cond_wait(&c->changed, &c->lock);
}

static void swap(struct kom_buf *a, struct kom_buf *b) {
    struct kom_buf other = *a;
    *a = *b;
    *b = other;
}

void kom_channel_begin(struct kom_channel *c) {
    lock(c);
    c->is_begun = true;
    unlock(c);
}

bool kom_channel_give(struct kom_channel *c, struct kom_buf *block) {
    lock(c);
    while (c->ready.n && !c->is_closed)
        wait_for_change(c);
    bool is_read = !c->is_closed;
    if (is_read)
        swap(&c->ready, block);
    kom_buf_reset(block);
    unlock(c);
    return is_read;
}

void kom_channel_end(struct kom_channel *c, enum kom_status status, const struct kom_error *err) {
    lock(c);
    c->is_done = true;
    c->status = status;
    if (status)
        c->err = *err;
    unlock(c);
}

/* What the maker ended with. */
static enum kom_status last_word(const struct kom_channel *c, struct kom_error *err) {
    if (c->status && err)
        *err = c->err;
    return c->status;
}

enum kom_status kom_channel_wait(struct kom_channel *c, struct kom_error *err) {
    lock(c);
    while (!c->is_begun && !c->is_done)
        wait_for_change(c);
    enum kom_status status = c->is_begun ? KOM_OK : last_word(c, err);
    unlock(c);
    return status;
}

/* Another block for the reader, unless the maker has ended. */
static enum kom_status take_block(struct kom_channel *c, struct kom_error *err) {
    lock(c);
    while (!c->ready.n && !c->is_done)
        wait_for_change(c);
    enum kom_status status = c->ready.n ? KOM_OK : last_word(c, err);
    kom_buf_reset(&c->taken);
    c->taken_at = 0;
    swap(&c->ready, &c->taken);
    unlock(c);
    return status;
}

enum kom_status kom_channel_read(struct kom_channel *c, char *p, size_t cap, size_t *n,
                                 struct kom_error *err) {
    enum kom_status status = c->taken_at < c->taken.n ? KOM_OK : take_block(c, err);
    size_t waiting = c->taken.n - c->taken_at;
    *n = waiting < cap ? waiting : cap;
    if (*n)
        memcpy(p, c->taken.p + c->taken_at, *n);
    c->taken_at += *n;
    return status;
}

void kom_channel_close(struct kom_channel *c) {
    lock(c);
    c->is_closed = true;
    unlock(c);
}
