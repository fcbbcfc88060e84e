/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The zip file by hand: as few fields as its readers look at. */
#include "zip.h"

#include <string.h>
#include <zlib.h>

#include "checks.h"

static void put_number(struct kom_buf *out, uint32_t v, int n_bytes) {
    for (; n_bytes > 0; n_bytes--, v >>= 8)
        kom_buf_byte(out, (char)(v & 0xFF));
}

/* What the headers of a part, before it and in the list at the end, have in common. */
static void put_entry(struct kom_buf *out, const char *name, struct kom_text bytes) {
    put_number(out, 20, 2);
    put_number(out, 0, 4);
    put_number(out, 0x00210000, 4);
    put_number(out, (uint32_t)crc32(0, (const Bytef *)bytes.p, (uInt)bytes.n), 4);
    put_number(out, (uint32_t)bytes.n, 4);
    put_number(out, (uint32_t)bytes.n, 4);
    put_number(out, (uint32_t)strlen(name), 2);
    put_number(out, 0, 2);
}

void fuzz_zip(const struct fuzz_part *part, size_t n, struct kom_buf *out) {
    struct kom_buf list = {0};
    for (size_t i = 0; i < n; i++) {
        kom_buf_add(&list, "PK\1\2\24", 6);
        put_entry(&list, part[i].name, part[i].bytes);
        put_number(&list, 0, 4); /* length of a comment, disk */
        put_number(&list, 0, 2); /* attributes */
        put_number(&list, 0, 4);
        put_number(&list, (uint32_t)out->n, 4);
        kom_buf_str(&list, part[i].name);
        kom_buf_add(out, "PK\3\4", 4);
        put_entry(out, part[i].name, part[i].bytes);
        kom_buf_str(out, part[i].name);
        kom_buf_text(out, part[i].bytes);
    }
    uint32_t at = (uint32_t)out->n;
    kom_buf_text(out, kom_buf_view(&list));
    kom_buf_add(out, "PK\5\6\0\0\0\0", 8);
    put_number(out, (uint32_t)n, 2);
    put_number(out, (uint32_t)n, 2);
    put_number(out, (uint32_t)list.n, 4);
    put_number(out, at, 4);
    put_number(out, 0, 2);
    kom_buf_fini(&list);
}

const char *fuzz_check_packed(struct fuzz_case *c, struct kom_text bytes,
                              struct fuzz_answer *answer) {
    static const char *const one[] = {"-j", "1", NULL}, *const three[] = {"-j", "3", NULL};
    struct fuzz_answer other = {0};
    for (int i = 0; i < c->n_files; i++)
        if (strcmp(c->file[i].name, "in") == 0)
            c->file[i].bytes = bytes;
    fuzz_case_run(c, FUZZ_FILE, one, answer);
    fuzz_case_run(c, FUZZ_FILE, three, &other);
    const bool is_alike = answer->code == other.code &&
                          kom_text_equal(kom_buf_view(&answer->out), kom_buf_view(&other.out)) &&
                          kom_text_equal(kom_buf_view(&answer->err), kom_buf_view(&other.err));
    const char *wrong = fuzz_check_answer(c, answer);
    fuzz_answer_fini(&other);
    return wrong || is_alike ? wrong : "three threads say something else";
}
