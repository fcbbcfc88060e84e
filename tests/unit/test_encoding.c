/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 by RFC 3629, Windows-1252, and what a source makes of marks, UTF-16 and gzip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "encoding.h"
#include "source.h"

/* Code points straight from the tables of RFC 3629: 0 where p[0..n) is no character, else its
 * length. */
static size_t character(const unsigned char *p, size_t n) {
    static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t k = p[0] < 0x80             ? 1
               : (p[0] & 0xe0) == 0xc0 ? 2
               : (p[0] & 0xf0) == 0xe0 ? 3
               : (p[0] & 0xf8) == 0xf0 ? 4
                                       : 0;
    if (k == 0 || k > n)
        return 0;
    unsigned long c = k == 1 ? p[0] : p[0] & (0x7fu >> k);
    for (size_t i = 1; i < k; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    return c < least[k] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : k;
}

static bool is_utf8(const unsigned char *p, size_t n) {
    size_t k = 1;
    for (size_t i = 0; i < n && k; i += k)
        k = character(p + i, n - i);
    return k > 0;
}

/* All pairs of bytes, and every lead with two or three bytes from the edges after it, at each
 * offset of a word. */
static void utf8(void **state) {
    (void)state;
    static const unsigned char edges[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f,
                                          0xa0, 0xbf, 0xc0, 0xc2, 0xed, 0xff};
    unsigned char text[20];
    for (unsigned lead = 0; lead < 256; lead++) {
        for (unsigned code = 0; code < 13 * 13 * 13; code++) {
            for (size_t n = 1; n <= 4; n++) {
                const unsigned char four[] = {(unsigned char)lead, edges[code % 13],
                                              edges[code / 13 % 13], edges[code / 169]};
                size_t before = code % 9;
                memset(text, 'x', sizeof text);
                memcpy(text + before, four, n);
                bool expected = is_utf8(text, before + n);
                assert_int_equal(kom_utf8_is_valid((const char *)text, before + n), expected);
                assert_int_equal(kom_utf8_is_valid((const char *)text, before + n + 7),
                                 is_utf8(text, before + n + 7));
            }
        }
    }
    assert_true(kom_utf8_is_valid("", 0));
    assert_true(kom_ascii_only("abcdefghij", 10));
    assert_false(kom_ascii_only("abcdefghi\xe6", 10));
}

static void windows1252(void **state) {
    (void)state;
    struct kom_buf buf = {0};
    kom_buf_windows1252(&buf, kom_text_of("K\xf8"
                                          "benhavn \x80 \x96 \x81 \xff"));
    assert_true(kom_text_is(kom_buf_view(&buf),
                            "K\xc3\xb8"
                            "benhavn \xe2\x82\xac \xe2\x80\x93 \xc2\x81 \xc3\xbf"));
    for (unsigned c = 0; c < 256; c++) {
        char byte = (char)c;
        kom_buf_reset(&buf);
        kom_buf_windows1252(&buf, (struct kom_text){&byte, 1});
        assert_true(kom_utf8_is_valid(buf.p, buf.n) && buf.n == (c < 0x80 ? 1u : buf.n) &&
                    buf.n > 0);
    }
    kom_buf_fini(&buf);
}

static void code_points(void **state) {
    (void)state;
    struct kom_buf buf = {0};
    for (unsigned long c = 0; c <= 0x10ffff; c += c < 0x1100 ? 1 : 97) {
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        kom_buf_reset(&buf);
        kom_buf_code_point(&buf, c);
        assert_int_equal(character((const unsigned char *)buf.p, buf.n), buf.n);
    }
    kom_buf_fini(&buf);
}

/* All bytes of a source, read `step` at a time; false (and the message) when reading fails. */
static bool slurp(struct kom_text bytes, bool utf16, size_t step, struct kom_buf *out,
                  struct kom_error *err) {
    struct kom_source *source;
    char block[64];
    size_t n = 1;
    assert_int_equal(kom_source_open(&source, "made.csv", &bytes, utf16, err), KOM_OK);
    enum kom_status status = KOM_OK;
    while (!status && n) {
        status = kom_source_read(source, block, step, &n, err);
        if (!status)
            kom_buf_add(out, block, n);
    }
    kom_source_close(source);
    return status == KOM_OK;
}

static void assert_source(struct kom_text bytes, bool utf16, struct kom_text expected) {
    for (size_t step = 1; step <= 64; step += step < 6 ? 1 : 29) {
        struct kom_buf out = {0};
        struct kom_error err;
        if (!slurp(bytes, utf16, step, &out, &err))
            fail_msg("%s", err.text);
        assert_true(kom_text_equal(kom_buf_view(&out), expected));
        kom_buf_fini(&out);
    }
}

static void assert_damaged(struct kom_text bytes, bool utf16, const char *pattern) {
    struct kom_buf out = {0};
    struct kom_error err;
    if (slurp(bytes, utf16, 7, &out, &err))
        fail_msg("read, but it is to be refused: %s", pattern);
    assert_int_equal(err.status, KOM_EDATA);
    assert_non_null(strstr(err.text, "made.csv"));
    if (!strstr(err.text, pattern))
        fail_msg("%s", err.text);
    kom_buf_fini(&out);
}

#define BYTES(text) ((struct kom_text){text, sizeof(text) - 1})

static void marks(void **state) {
    (void)state;
    assert_source(BYTES(""), false, BYTES(""));
    assert_source(BYTES("a"), false, BYTES("a"));
    assert_source(BYTES("\xef\xbb"), false, BYTES("\xef\xbb"));
    assert_source(BYTES("\xef\xbb\xbf"), false, BYTES(""));
    assert_source(BYTES("\xef\xbb\xbf\"a\",b\n"), false, BYTES("\"a\",b\n"));
    assert_source(BYTES("\xff\xfe"), false, BYTES(""));
    assert_source(BYTES("a,\xef\xbb\xbf\n"), false, BYTES("a,\xef\xbb\xbf\n"));
}

static void utf16(void **state) {
    (void)state;
    assert_source(BYTES("\xff\xfe"
                        "a\0,\0\xf8\0\n\0"),
                  false, BYTES("a,\xc3\xb8\n"));
    assert_source(BYTES("\xfe\xff\0a\0,\0\xf8\0\n"), false, BYTES("a,\xc3\xb8\n"));
    assert_source(BYTES("a\0,\0\xf8\0\n\0"), true, BYTES("a,\xc3\xb8\n"));
    assert_source(BYTES("\xff\xfe\x3d\xd8\x00\xde!\0"), false,
                  BYTES("\xf0\x9f\x98\x80!")); /* a pair of surrogates */
    assert_damaged(BYTES("\xff\xfe"
                         "a\0b"),
                   false, "ends within a character");
    assert_damaged(BYTES("\xff\xfe\x3d\xd8"), false, "ends within a character");
    assert_damaged(BYTES("\xff\xfe\x3d\xd8"
                         "a\0"),
                   false, "malformed UTF-16");
    assert_damaged(BYTES("\xff\xfe\x00\xde"
                         "a\0"),
                   false, "malformed UTF-16");
    /* After a high surrogate only 0xDC00 to 0xDFFF may come. */
    assert_damaged(BYTES("\xff\xfe\x3d\xd8\x3d\xd8"), false, "malformed UTF-16");
    assert_damaged(BYTES("\xff\xfe\x3d\xd8\xff\xdb"), false, "malformed UTF-16");
    assert_damaged(BYTES("\xff\xfe\x3d\xd8\x00\xe0"), false, "malformed UTF-16");
    assert_source(BYTES("\xff\xfe\x00\xd8\x00\xdc"), false, BYTES("\xf0\x90\x80\x80"));
    assert_source(BYTES("\xff\xfe\xff\xdb\xff\xdf"), false, BYTES("\xf4\x8f\xbf\xbf"));
}

/* One gzip member. */
static void gzip(struct kom_buf *out, struct kom_text bytes) {
    unsigned char block[4096];
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    unsigned char copy[2048];
    assert_true(bytes.n <= sizeof copy);
    memcpy(copy, bytes.p, bytes.n);
    z.next_in = copy;
    z.avail_in = (unsigned)bytes.n;
    z.next_out = block;
    z.avail_out = sizeof block;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    kom_buf_add(out, (const char *)block, z.total_out);
    assert_int_equal(deflateEnd(&z), Z_OK);
}

static void gzip_members(void **state) {
    (void)state;
    struct kom_buf z = {0};
    gzip(&z, BYTES("\xef\xbb\xbf"
                   "a;b\n1;2\n"));
    gzip(&z, BYTES(""));
    gzip(&z, BYTES("3;4\n"));
    assert_source(kom_buf_view(&z), false, BYTES("a;b\n1;2\n3;4\n"));
    size_t whole = z.n;
    kom_buf_add(&z, "\0\0\0", 3);
    assert_source(kom_buf_view(&z), false, BYTES("a;b\n1;2\n3;4\n"));
    kom_buf_add(&z, "x", 1);
    assert_damaged(kom_buf_view(&z), false, "followed by something else");
    size_t n_read = 0;
    for (size_t n = 2; n < whole; n++) {
        struct kom_buf out = {0};
        struct kom_error err;
        if (slurp((struct kom_text){z.p, n}, false, 7, &out, &err))
            n_read++;
        else
            assert_non_null(strstr(err.text, "gzip data"));
        kom_buf_fini(&out);
    }
    assert_int_equal(n_read, 2); /* a cut between two members cannot be seen */
    z.p[whole - 6] ^= 1;         /* the checksum of the last member */
    assert_damaged((struct kom_text){z.p, whole}, false, "damaged");
    kom_buf_fini(&z);
}

static void gzip_around_utf16(void **state) {
    (void)state;
    struct kom_buf z = {0};
    gzip(&z, BYTES("\xff\xfe"
                   "a\0\n\0\xf8\0\n\0"));
    assert_source(kom_buf_view(&z), false, BYTES("a\n\xc3\xb8\n"));
    kom_buf_fini(&z);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8),
        cmocka_unit_test(windows1252),
        cmocka_unit_test(code_points),
        cmocka_unit_test(marks),
        cmocka_unit_test(utf16),
        cmocka_unit_test(gzip_members),
        cmocka_unit_test(gzip_around_utf16),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
