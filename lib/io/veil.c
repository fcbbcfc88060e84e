/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key of the file is used for nothing but keys: of the hashes of texts, of those of numbers,
   and what the check value is made of. */
#include "veil.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "mem.h"
#include "raw.h"

enum { KEY_NBYTES = 32, HASH_NBYTES = 16 };

struct kom_veil {
    unsigned char texts[KEY_NBYTES], words[KEY_NBYTES];
    char check[KOM_VEIL_CHECK_DIGITS + 1];
};

/* ---- the key ---- */

static enum kom_status check_mode(const struct kom_raw *raw, struct kom_error *err) {
    struct stat st;
    if (fstat(raw->fd, &st) != 0)
        return kom_fail(err, KOM_EIO, "%s: %s", raw->name, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return kom_fail(err, KOM_EDATA,
                        "%s: is no regular file; a key lies in one that none but you may read",
                        raw->name);
    if (st.st_mode & 077)
        return kom_fail(err, KOM_EDATA,
                        "%s: its mode %04o lets others at the key; chmod 600 %s, or make another "
                        "where they may have read it",
                        raw->name, (unsigned)(st.st_mode & 07777), raw->name);
    return KOM_OK;
}

/* One line of digits, whose end may be missing. */
static bool parse_key(struct kom_text t, unsigned char key[KEY_NBYTES]) {
    size_t n = 0;
    while (t.n && (t.p[t.n - 1] == '\n' || t.p[t.n - 1] == '\r'))
        t.n--;
    return t.n == (size_t)2 * KEY_NBYTES &&
           sodium_hex2bin(key, KEY_NBYTES, t.p, t.n, NULL, &n, NULL) == 0 && n == KEY_NBYTES;
}

static enum kom_status read_key(const char *path, unsigned char key[KEY_NBYTES],
                                struct kom_error *err) {
    struct kom_raw raw = {0};
    char line[2 * KEY_NBYTES + 4];
    size_t n = 0, more = 1;
    enum kom_status status = kom_raw_init(&raw, path, NULL, err);
    if (!status)
        status = check_mode(&raw, err);
    while (!status && more && n < sizeof line) {
        status = kom_raw_read(&raw, line + n, sizeof line - n, &more, err);
        n += more;
    }
    if (!status && !parse_key((struct kom_text){line, n}, key))
        status = kom_fail(err, KOM_EDATA,
                          "%s: is no key, which is a line of %d hexadecimal digits; (umask 077; od "
                          "-An -v -N%d -tx1 /dev/urandom | tr -d ' \\n' >FILE) makes one",
                          path, 2 * KEY_NBYTES, KEY_NBYTES);
    sodium_memzero(line, sizeof line);
    if (raw.block)
        sodium_memzero(raw.block, KOM_RAW_BLOCK);
    kom_raw_fini(&raw);
    return status;
}

/* ---- hashes ---- */

static void hash(unsigned char *out, size_t n, const void *p, size_t nbytes,
                 const unsigned char key[KEY_NBYTES]) {
    (void)crypto_generichash(out, n, p, nbytes, key, KEY_NBYTES);
}

static void derive(unsigned char *out, size_t n, const char *use, const unsigned char *key) {
    hash(out, n, use, strlen(use), key);
}

enum kom_status kom_veil_open(struct kom_veil **veil, const char *path, struct kom_error *err) {
    unsigned char key[KEY_NBYTES], check[HASH_NBYTES];
    *veil = NULL;
    if (sodium_init() < 0)
        return kom_no_memory(err);
    enum kom_status status = read_key(path, key, err);
    struct kom_veil *v = status ? NULL : kom_alloc(1, sizeof *v);
    if (!status && !v)
        status = kom_no_memory(err);
    if (v) {
        derive(v->texts, sizeof v->texts, "komtools: persons of a state", key);
        derive(v->words, sizeof v->words, "komtools: numbers of a state", key);
        derive(check, sizeof check, "komtools: check of a key", key);
        (void)sodium_bin2hex(v->check, sizeof v->check, check, KOM_VEIL_CHECK_DIGITS / 2);
        *veil = v;
    }
    sodium_memzero(key, sizeof key);
    return status;
}

const char *kom_veil_check(const struct kom_veil *veil) {
    return veil->check;
}

struct kom_text kom_veil_text(const struct kom_veil *veil, struct kom_text text,
                              char room[KOM_VEIL_LETTERS + 1]) {
    unsigned char bytes[HASH_NBYTES];
    hash(bytes, sizeof bytes, text.p, text.n, veil->texts);
    (void)sodium_bin2base64(room, KOM_VEIL_LETTERS + 1, bytes, sizeof bytes,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (struct kom_text){room, KOM_VEIL_LETTERS};
}

uint64_t kom_veil_word(const struct kom_veil *veil, uint64_t word) {
    unsigned char in[8], bytes[HASH_NBYTES];
    uint64_t first = 0;
    for (unsigned i = 0; i < sizeof in; i++)
        in[i] = (unsigned char)(word >> 8 * i);
    hash(bytes, sizeof bytes, in, sizeof in, veil->words);
    for (unsigned i = 0; i < sizeof first; i++)
        first |= (uint64_t)bytes[i] << 8 * i;
    return first;
}

void kom_veil_free(struct kom_veil *veil) {
    if (veil)
        sodium_memzero(veil, sizeof *veil);
    kom_free(veil);
}
