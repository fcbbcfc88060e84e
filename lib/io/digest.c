/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libsodium's functions, fed piece by piece. */
#include "digest.h"

#include <sodium.h>

#include "mem.h"

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

/* ---- SHA-256 ---- */

struct kom_sha256 {
    crypto_hash_sha256_state state;
};

struct kom_sha256 *kom_sha256_new(void) {
    struct kom_sha256 *sha = kom_alloc(1, sizeof *sha);
    if (sha)
        (void)crypto_hash_sha256_init(&sha->state);
    return sha;
}

void kom_sha256_add(struct kom_sha256 *sha, struct kom_text bytes) {
    (void)crypto_hash_sha256_update(&sha->state, (const unsigned char *)bytes.p, bytes.n);
}

void kom_sha256_hex(const struct kom_sha256 *sha, char hex[KOM_SHA256_DIGITS + 1]) {
    crypto_hash_sha256_state state = sha->state;
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256_final(&state, hash);
    (void)sodium_bin2hex(hex, KOM_SHA256_DIGITS + 1, hash, sizeof hash);
}

void kom_sha256_free(struct kom_sha256 *sha) {
    kom_free(sha);
}
