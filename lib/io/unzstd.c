/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames one after the other, by libzstd; what it finds wrong in words. */
#include "unzstd.h"

#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

bool kom_unzstd_begins(const char bytes[4]) {
    unsigned char first = (unsigned char)bytes[0];
    return memcmp(bytes, "\x28\xB5\x2F\xFD", 4) == 0 ||
           ((first & 0xf0) == 0x50 && memcmp(bytes + 1, "\x2A\x4D\x18", 3) == 0);
}

enum kom_status kom_unzstd_init(struct kom_unzstd *z, struct kom_raw *raw, struct kom_error *err) {
    *z = (struct kom_unzstd){.raw = raw, .stream = ZSTD_createDStream()};
    if (!z->stream)
        return kom_no_memory_in(err, raw->name);
    z->failure = ZSTD_DCtx_setParameter(z->stream, ZSTD_d_windowLogMax, KOM_ZSTD_WINDOW_LOG);
    return KOM_OK;
}

static enum kom_status damaged(const struct kom_unzstd *z, const char *why, struct kom_error *err) {
    return kom_fail(err, KOM_EDATA,
                    "%s: zstd data %s; nothing was read to the end, get the file anew",
                    z->raw->name, why);
}

static enum kom_status too_wide(const struct kom_unzstd *z, struct kom_error *err) {
    const char *name = z->raw->name;
    bool is_input = !z->raw->owns_fd && !z->raw->is_memory;
    return kom_fail(
        err, KOM_EDATA,
        "%s: zstd data want a window of more than 128 MB; this reads them: zstd --long=31 "
        "-dc%s%s | kom-read",
        name, is_input ? "" : " ", is_input ? "" : name);
}

static enum kom_status explain(const struct kom_unzstd *z, struct kom_error *err) {
    ZSTD_ErrorCode code = ZSTD_getErrorCode(z->failure);
    if (code == ZSTD_error_memory_allocation)
        return kom_no_memory_in(err, z->raw->name);
    if (code == ZSTD_error_frameParameter_windowTooLarge)
        return too_wide(z, err);
    if (code == ZSTD_error_prefix_unknown && z->has_frame)
        return damaged(z, "are followed by something else", err);
    if (code == ZSTD_error_checksum_wrong)
        return damaged(z, "do not fit their checksum", err);
    if (code == ZSTD_error_dictionary_wrong)
        return damaged(z, "need a dictionary, which is not in them", err);
    return damaged(z, "are damaged", err);
}

/* One step; a frame that ends with the input is at its end only if its last step said so. */
static void step(struct kom_unzstd *z, char *p, size_t cap, size_t *n) {
    struct kom_raw *r = z->raw;
    ZSTD_inBuffer in = {r->block + r->at, r->n - r->at, 0};
    ZSTD_outBuffer out = {p, cap, 0};
    size_t more = ZSTD_decompressStream(z->stream, &out, &in);
    r->at += in.pos;
    *n = out.pos;
    z->failure = ZSTD_isError(more) ? more : 0;
    z->is_within = more != 0;
    z->has_frame = z->has_frame || more == 0;
}

enum kom_status kom_unzstd_read(struct kom_unzstd *z, char *p, size_t cap, size_t *n,
                                struct kom_error *err) {
    struct kom_raw *r = z->raw;
    *n = 0;
    while (!z->failure) {
        enum kom_status status = kom_raw_refill(r, err);
        bool is_at_end = r->at == r->n;
        if (status || (is_at_end && !z->is_within))
            return status;
        step(z, p, cap, n);
        if (*n)
            return KOM_OK;
        if (is_at_end && z->is_within && !z->failure)
            return damaged(z, "end too early", err);
    }
    return explain(z, err);
}

void kom_unzstd_fini(struct kom_unzstd *z) {
    (void)ZSTD_freeDStream(z->stream);
    z->stream = NULL;
}
