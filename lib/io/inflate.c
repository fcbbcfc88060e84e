/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of inflaters, and the one by zlib. */
#include "inflate.h"

#include <zlib.h>

#include "mem.h"
#include "zlib_memory.h"

struct state {
    z_stream z;
    uint32_t crc;
};

static void *zlib_open(void) {
    struct state *s = kom_alloc(1, sizeof *s);
    if (s) {
        s->z.zalloc = kom_zlib_take;
        s->z.zfree = kom_zlib_give;
    }
    /* Nothing else goes wrong: the parameters are right, and the version is that of the file name.
     */
    if (s && inflateInit2(&s->z, -MAX_WBITS) != Z_OK) {
        kom_free(s);
        s = NULL;
    }
    return s;
}

static void zlib_reset(void *state) {
    struct state *s = state;
    (void)inflateReset(&s->z);
    s->crc = 0;
}

static enum kom_inflated zlib_step(void *state, struct kom_inflate_piece *piece) {
    struct state *s = state;
    s->z.next_in = (unsigned char *)(uintptr_t)piece->in;
    s->z.avail_in = (unsigned)piece->n_in;
    s->z.next_out = piece->out;
    s->z.avail_out = (unsigned)piece->n_out;
    int z = inflate(&s->z, Z_NO_FLUSH);
    size_t written = piece->n_out - s->z.avail_out;
    s->crc = (uint32_t)crc32(s->crc, piece->out, (unsigned)written);
    *piece = (struct kom_inflate_piece){s->z.next_in, s->z.next_out, s->z.avail_in, s->z.avail_out};
    return z == Z_STREAM_END               ? KOM_INFLATED_ALL
           : z == Z_MEM_ERROR              ? KOM_INFLATED_NO_MEMORY
           : z == Z_OK || z == Z_BUF_ERROR ? KOM_INFLATED_SOME
                                           : KOM_INFLATED_DAMAGED;
}

static uint32_t zlib_crc(const void *state) {
    const struct state *s = state;
    return s->crc;
}

static void zlib_close(void *state) {
    struct state *s = state;
    if (s)
        (void)inflateEnd(&s->z);
    kom_free(s);
}

const struct kom_inflater kom_inflater_zlib = {"zlib",    zlib_open, zlib_reset,
                                               zlib_step, zlib_crc,  zlib_close};

const struct kom_inflater *const *kom_inflaters(void) {
    static const struct kom_inflater *const all[] = {
#ifdef KOM_HAVE_ISAL
        &kom_inflater_isal,
#endif
        &kom_inflater_zlib, NULL};
    return all;
}
