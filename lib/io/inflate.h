/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deflate undone (RFC 1951), by zlib, or by ISA-L where the build found it. Both give the same
   bytes. Of damaged data ISA-L takes a few tables of codes that zlib refuses: then the CRC decides,
   and of cut data it leaves the last two or three bytes (tests/unit/test_gzip.c). What gzip puts
   around is in gzip.c, once for both. */
#ifndef KOM_INFLATE_H
#define KOM_INFLATE_H

#include <stddef.h>
#include <stdint.h>

enum kom_inflated {
    KOM_INFLATED_SOME,    /* as far as input and room go */
    KOM_INFLATED_ALL,     /* the last block has ended, and all of it is out */
    KOM_INFLATED_DAMAGED, /* no deflate data from here on; so says every step after it, the last
                             without bytes */
    KOM_INFLATED_NO_MEMORY
};

/* What to read and where to write; a step moves both on. */
struct kom_inflate_piece {
    const unsigned char *in;
    unsigned char *out;
    size_t n_in, n_out; /* up to 1 GiB each */
};

/* One way to inflate; `state` is what open returned (NULL: no memory). */
struct kom_inflater {
    const char *name;
    void *(*open)(void);
    void (*reset)(void *state);
    /* At KOM_INFLATED_ALL `in` may have gone back, up to 8 bytes before where this step began. */
    enum kom_inflated (*step)(void *state, struct kom_inflate_piece *piece);
    uint32_t (*crc)(const void *state); /* CRC-32 of the bytes written since the reset */
    void (*close)(void *state);
};

/* Those that there are, the fastest first, NULL after the last. zlib is always among them. */
const struct kom_inflater *const *kom_inflaters(void);

/* The second only where the build found ISA-L. */
extern const struct kom_inflater kom_inflater_zlib, kom_inflater_isal;

#endif
