/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libsodium's functions, fed piece by piece. */
#include "digest.h"

#include <sodium.h>

#include "mem.h"
#include "raw.h"

enum { CHECKSUM_NBYTES = 16 };

struct kom_digest {
    crypto_generichash_state *state; /* aligned within room */
    char room[sizeof(crypto_generichash_state) + 64];
};

static void begin(struct kom_digest *d) {
    (void)crypto_generichash_init(d->state, NULL, 0, CHECKSUM_NBYTES);
}

struct kom_digest *kom_digest_new(void) {
    struct kom_digest *d = kom_alloc(1, sizeof *d);
    const bool is_ready = sodium_init() >= 0; /* chooses the fastest of those that give the same */
    if (d && is_ready) {
        size_t off = (uintptr_t)d->room % 64;
        d->state = (crypto_generichash_state *)(void *)(d->room + (off ? 64 - off : 0));
        begin(d);
        return d;
    }
    kom_free(d);
    return NULL;
}

void kom_digest_add(struct kom_digest *d, struct kom_text bytes) {
    (void)crypto_generichash_update(d->state, (const unsigned char *)bytes.p, bytes.n);
}

static void add_hex(const unsigned char *p, size_t n, struct kom_buf *out) {
    for (size_t i = 0; i < n; i++)
        kom_buf_printf(out, "%02x", p[i]);
}

void kom_digest_hex(struct kom_digest *d, struct kom_buf *out) {
    unsigned char hash[CHECKSUM_NBYTES];
    (void)crypto_generichash_final(d->state, hash, sizeof hash);
    add_hex(hash, sizeof hash, out);
    begin(d);
}

void kom_digest_free(struct kom_digest *d) {
    kom_free(d);
}

enum kom_status kom_digest_file(const char *path, struct kom_buf *out, struct kom_error *err) {
    struct kom_raw raw;
    crypto_hash_sha256_state state;
    unsigned char hash[crypto_hash_sha256_BYTES];
    enum kom_status status = kom_raw_init(&raw, path, NULL, err);
    (void)crypto_hash_sha256_init(&state);
    while (!status) {
        status = kom_raw_refill(&raw, err);
        if (status || raw.at == raw.n)
            break;
        (void)crypto_hash_sha256_update(&state, (unsigned char *)raw.block + raw.at,
                                        raw.n - raw.at);
        raw.at = raw.n;
    }
    kom_raw_fini(&raw);
    (void)crypto_hash_sha256_final(&state, hash);
    if (!status)
        add_hex(hash, sizeof hash, out);
    return !status && out->failed ? kom_no_memory_in(err, path) : status;
}
