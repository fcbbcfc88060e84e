/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local header and deflated bytes of each entry; the list at the end says the same again. */
#include "zipped.h"

#include <zlib.h>

#include "mem.h"
#include "zlib_memory.h"

enum {
    VERSION = 20,        /* of the form: deflated, folders */
    DEFLATED = 8,        /* method */
    DAY = 1 | 1 << 5,    /* 1980-01-01, the first that can be said */
    MEMORY_LEVEL = 8,    /* zlib's default */
    HEADER_NBYTES = 256, /* more than a header with its name takes */
};

static void add16(struct kom_buf *out, unsigned value) {
    kom_buf_byte(out, (char)(value & 0xff));
    kom_buf_byte(out, (char)(value >> 8 & 0xff));
}

static void add32(struct kom_buf *out, uint32_t value) {
    add16(out, value & 0xffff);
    add16(out, value >> 16);
}

static uint32_t check_of(struct kom_text bytes) {
    const unsigned char *p = (const unsigned char *)bytes.p;
    return (uint32_t)crc32(crc32(0, NULL, 0), p, (unsigned)bytes.n);
}

/* What both headers say of an entry, from the version that reads it to the length of the name. */
static void add_common(struct kom_buf *out, uint32_t check, const uint32_t nbytes[2],
                       unsigned n_name) {
    add16(out, VERSION);
    add16(out, 0); /* flags */
    add16(out, DEFLATED);
    add16(out, 0); /* midnight */
    add16(out, DAY);
    add32(out, check);
    add32(out, nbytes[0]);
    add32(out, nbytes[1]);
    add16(out, n_name);
    add16(out, 0); /* extensions */
}

/* Deflates behind what is there; the bytes that it took. KOM_ENOMEM. */
static enum kom_status deflate_into(struct kom_buf *out, struct kom_text bytes, uint32_t *nbytes,
                                    struct kom_error *err) {
    z_stream z = {.zalloc = kom_zlib_take, .zfree = kom_zlib_give};
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return kom_no_memory(err);
    const size_t room = deflateBound(&z, bytes.n);
    char *p = kom_buf_room(out, room);
    if (p) {
        z.next_in = (unsigned char *)(uintptr_t)bytes.p;
        z.avail_in = (unsigned)bytes.n;
        z.next_out = (unsigned char *)p;
        z.avail_out = (unsigned)room;
        (void)deflate(&z, Z_FINISH); /* the bound is room for all of it */
        *nbytes = (uint32_t)(room - z.avail_out);
        out->n += *nbytes;
    }
    (void)deflateEnd(&z);
    return p ? KOM_OK : kom_no_memory(err);
}

static enum kom_status too_large(struct kom_error *err) {
    return kom_fail(err, KOM_EDATA, "the file would have 4 GiB or more, which a zip cannot hold");
}

enum kom_status kom_zip_add(struct kom_zip *zip, const char *name, struct kom_text bytes,
                            struct kom_error *err) {
    struct kom_buf *out = zip->out;
    const size_t at = out->n, n_name = strlen(name);
    uint32_t nbytes[2] = {0, (uint32_t)bytes.n}; /* deflated, and as they are */
    /* what cannot be made smaller grows by less than a thousandth */
    if (at + bytes.n + bytes.n / 1000 + zip->list.n + HEADER_NBYTES > UINT32_MAX)
        return too_large(err);
    struct kom_buf body = {0};
    enum kom_status status = deflate_into(&body, bytes, &nbytes[0], err);
    const uint32_t check = check_of(bytes);
    kom_buf_str(out, "PK\x03\x04");
    add_common(out, check, nbytes, (unsigned)n_name);
    kom_buf_str(out, name);
    kom_buf_text(out, kom_buf_view(&body));
    kom_buf_fini(&body);
    kom_buf_str(&zip->list, "PK\x01\x02");
    add16(&zip->list, VERSION); /* that wrote it, under no system in particular */
    add_common(&zip->list, check, nbytes, (unsigned)n_name);
    add16(&zip->list, 0); /* remark */
    add16(&zip->list, 0); /* disk */
    add16(&zip->list, 0); /* whether it is text */
    add32(&zip->list, 0); /* mode */
    add32(&zip->list, (uint32_t)at);
    kom_buf_str(&zip->list, name);
    zip->n++;
    if (!status && (out->failed || zip->list.failed))
        status = kom_no_memory(err);
    return status;
}

enum kom_status kom_zip_finish(struct kom_zip *zip, struct kom_error *err) {
    struct kom_buf *out = zip->out;
    const size_t at = out->n;
    if (at + zip->list.n > UINT32_MAX)
        return too_large(err);
    kom_buf_text(out, kom_buf_view(&zip->list));
    kom_buf_str(out, "PK\x05\x06");
    add16(out, 0); /* disk, and that of the list */
    add16(out, 0);
    add16(out, zip->n);
    add16(out, zip->n);
    add32(out, (uint32_t)zip->list.n);
    add32(out, (uint32_t)at);
    add16(out, 0); /* remark */
    return out->failed ? kom_no_memory(err) : KOM_OK;
}

void kom_zip_fini(struct kom_zip *zip) {
    kom_buf_fini(&zip->list);
    *zip = (struct kom_zip){.out = zip->out};
}
