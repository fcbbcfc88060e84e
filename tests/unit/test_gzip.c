/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every inflater against zlib's own reader of gzip: the same bytes, the same refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "gzip.h"
#include "mem.h"
#include "rng.h"

enum { FILL = 1000 };

/* Random numbers of one test. */
struct dice {
    uint64_t stream, index;
};

static size_t below(struct dice *dice, size_t n) {
    return (size_t)kom_rng_below(1, dice->stream, dice->index++, n);
}

/* What a reader makes of gzip data: the bytes of whole fills, and what stopped it. */
struct outcome {
    struct kom_buf bytes;
    const char *end; /* "": well */
};

static const char DAMAGED[] = "are damaged", EARLY[] = "end too early",
                  ELSE[] = "are followed by something else";
static const char *const ends[] = {DAMAGED, EARLY, ELSE};

static struct outcome read_with(const struct kom_inflater *inflater, struct kom_text data) {
    struct kom_raw raw;
    struct kom_gzip gzip;
    struct kom_error err = {0};
    struct outcome o = {.end = ""};
    char fill[FILL];
    size_t at = 0, n = 1;
    assert_int_equal(kom_raw_init(&raw, "made.gz", &data, &err), KOM_OK);
    assert_int_equal(kom_gzip_init(&gzip, &raw, inflater, &err), KOM_OK);
    enum kom_status status = KOM_OK;
    while (!status && n) {
        status = kom_gzip_read(&gzip, fill + at, FILL - at, &n, &err);
        at += n;
        if (!status && (at == FILL || n == 0)) {
            kom_buf_add(&o.bytes, fill, at);
            at = 0;
        }
    }
    for (unsigned i = 0; status && i < 3; i++)
        if (strstr(err.text, ends[i]))
            o.end = ends[i];
    assert_true(!status || (status == KOM_EDATA && *o.end));
    kom_gzip_fini(&gzip);
    kom_raw_fini(&raw);
    return o;
}

/* The same of one member by zlib alone. */
static struct outcome expect(struct kom_text data) {
    struct outcome o = {.end = ""};
    char fill[FILL];
    z_stream z = {0};
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)data.p;
    z.avail_in = (unsigned)data.n;
    int status = Z_OK;
    while (status == Z_OK) {
        z.next_out = (unsigned char *)fill;
        z.avail_out = FILL;
        while (status == Z_OK && z.avail_out)
            status = inflate(&z, Z_NO_FLUSH);
        if (status == Z_OK || status == Z_STREAM_END || z.avail_out == 0)
            kom_buf_add(&o.bytes, fill, FILL - z.avail_out);
    }
    if (status == Z_BUF_ERROR)
        o.end = EARLY;
    else if (status != Z_STREAM_END)
        o.end = DAMAGED;
    assert_int_equal(inflateEnd(&z), Z_OK);
    return o;
}

static bool is_same(const struct outcome *got, const struct outcome *expected) {
    struct kom_text whole = kom_buf_view(&expected->bytes);
    /* Of cut data, ISA-L leaves the last two or three bytes where they are not sure yet. */
    if (expected->end == EARLY && got->bytes.n + FILL == expected->bytes.n)
        whole.n = got->bytes.n;
    return strcmp(got->end, expected->end) == 0 && kom_text_equal(kom_buf_view(&got->bytes), whole);
}

/* ISA-L takes some tables of codes that zlib refuses; then the CRC decides. */
static bool is_lenient(const struct kom_inflater *inflater, const struct outcome *got,
                       const struct outcome *expected, struct kom_text original) {
    return inflater != &kom_inflater_zlib && expected->end == DAMAGED &&
           (got->end == DAMAGED ||
            (*got->end == '\0' && kom_text_equal(kom_buf_view(&got->bytes), original)));
}

/* With every inflater there is; `what` and `at` say what was tried. The number of those that took
   more than zlib did of flipped data. */
static unsigned assert_as_expected(struct kom_text data, const char *what, size_t at,
                                   const struct kom_text *original) {
    struct outcome expected = expect(data);
    unsigned n_lenient = 0;
    for (const struct kom_inflater *const *i = kom_inflaters(); *i; i++) {
        struct outcome got = read_with(*i, data);
        if (!is_same(&got, &expected)) {
            n_lenient++;
            if (!original || !is_lenient(*i, &got, &expected, *original))
                fail_msg("%s, %s at %zu: \"%s\" after %zu bytes; zlib: \"%s\" after %zu",
                         (*i)->name, what, at, got.end, got.bytes.n, expected.end,
                         expected.bytes.n);
        }
        kom_buf_fini(&got.bytes);
    }
    kom_buf_fini(&expected.bytes);
    return n_lenient;
}

/* ---- made data ---- */

/* n bytes of a table, or of noise. */
static void make_text(struct kom_buf *out, size_t n, bool is_noise, struct dice *dice) {
    while (out->n < n) {
        if (is_noise)
            kom_buf_byte(out, (char)below(dice, 256));
        else
            kom_buf_printf(out, "%u;P%06u;havearbejde;2020-%02u-%02u;%u,%02u\n",
                           (unsigned)below(dice, 99) + 101, (unsigned)below(dice, 1000000),
                           (unsigned)below(dice, 12) + 1, (unsigned)below(dice, 28) + 1,
                           (unsigned)below(dice, 9), (unsigned)below(dice, 100));
    }
    out->n = n;
}

struct packing {
    int level, strategy, window;
    size_t flush_every; /* 0: never */
};

/* Deflated by zlib: with bits 31 a member of gzip, with -15 (or -9...) bare. */
static void pack(struct kom_buf *out, struct kom_text text, const struct packing *p) {
    unsigned char block[4096];
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, p->level, Z_DEFLATED, p->window, 8, p->strategy), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)text.p;
    int status = Z_OK;
    for (size_t left = text.n; status != Z_STREAM_END;) {
        size_t n = p->flush_every && p->flush_every < left ? p->flush_every : left;
        z.avail_in = (unsigned)n;
        left -= n;
        do {
            z.next_out = block;
            z.avail_out = sizeof block;
            status = deflate(&z, left ? Z_FULL_FLUSH : Z_FINISH);
            kom_buf_add(out, (const char *)block, sizeof block - z.avail_out);
        } while (z.avail_out == 0);
    }
    assert_int_equal(deflateEnd(&z), Z_OK);
}

static const struct packing packings[] = {{0, Z_DEFAULT_STRATEGY, 31, 0},
                                          {1, Z_DEFAULT_STRATEGY, 31, 0},
                                          {6, Z_DEFAULT_STRATEGY, 31, 0},
                                          {9, Z_DEFAULT_STRATEGY, 25, 0},
                                          {6, Z_FIXED, 31, 0},
                                          {6, Z_HUFFMAN_ONLY, 31, 0},
                                          {6, Z_RLE, 31, 0},
                                          {6, Z_DEFAULT_STRATEGY, 31, 700}};
enum { N_PACKINGS = sizeof packings / sizeof packings[0] };

static void all_packings(void **state) {
    (void)state;
    struct dice dice = {.stream = 1};
    static const size_t lengths[] = {0, 1, 999, 1000, 1001, 65535, 65536, 400000};
    for (unsigned i = 0; i < 2 * N_PACKINGS; i++) {
        for (unsigned k = 0; k < sizeof lengths / sizeof lengths[0]; k++) {
            struct kom_buf text = {0}, z = {0};
            make_text(&text, lengths[k], i % 2, &dice);
            pack(&z, kom_buf_view(&text), &packings[i / 2]);
            (void)assert_as_expected(kom_buf_view(&z), "packing", i / 2, NULL);
            struct outcome o = expect(kom_buf_view(&z));
            assert_true(kom_text_equal(kom_buf_view(&o.bytes), kom_buf_view(&text)));
            kom_buf_fini(&o.bytes);
            kom_buf_fini(&text);
            kom_buf_fini(&z);
        }
    }
}

/* ---- pieces ---- */

/* Steps through bare deflate data by random pieces of input and room; what follows stays. */
static void step_through(const struct kom_inflater *f, struct kom_text z, struct kom_text text,
                         size_t most, struct dice *dice) {
    char *out = kom_alloc(text.n + 1, 1);
    void *state = f->open();
    assert_true(out && state);
    f->reset(state);
    const unsigned char *in = (const unsigned char *)z.p, *end = in + z.n;
    size_t written = 0;
    enum kom_inflated result = KOM_INFLATED_SOME;
    for (unsigned idle = 0; result == KOM_INFLATED_SOME && idle < 100; idle++) {
        size_t n_in = below(dice, most), n_out = below(dice, most);
        n_in = n_in < (size_t)(end - in) ? n_in : (size_t)(end - in);
        n_out = n_out < text.n - written ? n_out : text.n - written;
        struct kom_inflate_piece piece = {in, (unsigned char *)out + written, n_in, n_out};
        result = f->step(state, &piece);
        assert_ptr_equal(piece.in + piece.n_in, in + n_in);
        if (piece.in != in || piece.n_out != n_out)
            idle = 0;
        in = piece.in;
        written += n_out - piece.n_out;
    }
    assert_int_equal(result, KOM_INFLATED_ALL);
    assert_int_equal(written, text.n);
    assert_memory_equal(out, text.p, text.n);
    assert_int_equal(end - in, 20); /* what was added after the data */
    assert_int_equal(f->crc(state), crc32(0, (const unsigned char *)text.p, (unsigned)text.n));
    f->close(state);
    kom_free(out);
}

static void pieces(void **state) {
    (void)state;
    struct dice dice = {.stream = 2};
    for (unsigned i = 0; i < 4 * N_PACKINGS; i++) {
        struct kom_buf text = {0}, z = {0};
        struct packing packing = packings[i % N_PACKINGS];
        packing.window = packing.window == 31 ? -15 : -9;
        make_text(&text, below(&dice, 200000) + 1, i % 3 == 0, &dice);
        pack(&z, kom_buf_view(&text), &packing);
        kom_buf_add(&z, "\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24", 20);
        for (const struct kom_inflater *const *f = kom_inflaters(); *f; f++)
            for (size_t most = 4; most < 100000; most *= 50)
                step_through(*f, kom_buf_view(&z), kom_buf_view(&text), most, &dice);
        kom_buf_fini(&text);
        kom_buf_fini(&z);
    }
}

/* ---- damage ---- */

static void flipped_and_cut(void **state) {
    (void)state;
    struct dice dice = {.stream = 3};
    unsigned n_lenient = 0, n_flips = 0;
    for (unsigned i = 0; i < 2 * N_PACKINGS; i++) {
        struct kom_buf text = {0}, z = {0};
        make_text(&text, 100000, i / N_PACKINGS, &dice);
        struct kom_text original = kom_buf_view(&text);
        pack(&z, kom_buf_view(&text), &packings[i % N_PACKINGS]);
        for (unsigned k = 0; k < 60; k++) {
            size_t at = below(&dice, k % 2 ? z.n : 600);
            if (at < 2)
                continue;
            char kept = z.p[at];
            z.p[at] = (char)(kept ^ (1 << below(&dice, 8)));
            n_lenient += assert_as_expected(kom_buf_view(&z), "flip", at, &original);
            n_flips++;
            z.p[at] = kept;
            (void)assert_as_expected((struct kom_text){z.p, at}, "cut", at, NULL);
        }
        for (size_t n = z.n - 30; n < z.n; n++)
            (void)assert_as_expected((struct kom_text){z.p, n}, "cut", n, NULL);
        for (size_t bit = 0; bit < 64; bit++) { /* CRC and length */
            z.p[z.n - 8 + bit / 8] ^= (char)(1 << bit % 8);
            (void)assert_as_expected(kom_buf_view(&z), "flip of trailer", bit, NULL);
            z.p[z.n - 8 + bit / 8] ^= (char)(1 << bit % 8);
        }
        kom_buf_fini(&text);
        kom_buf_fini(&z);
    }
    assert_true(n_lenient * 100 < n_flips);
}

/* ---- headers ---- */

/* Every combination of the fields of RFC 1952, then each of its bits flipped, and each cut. */
static void headers(void **state) {
    (void)state;
    static const char body[] = "\x4b\x4c\xe2\x02\x00"; /* "ab" and a line feed, deflated */
    static const char trailer[] = "crc4\x03\0\0";      /* with its NUL; the CRC is put in below */
    for (unsigned flags = 0; flags < 32; flags++) {
        struct kom_buf z = {0};
        kom_buf_add(&z, "\x1f\x8b\x08", 3);
        kom_buf_byte(&z, (char)flags);
        kom_buf_add(&z, "\x11\x22\x33\x44\x02\x03", 6);
        if (flags & 4)
            kom_buf_add(&z, "\x06\0AB\x02\0xy", 8);
        if (flags & 8)
            kom_buf_add(&z, "sales.csv", 10);
        if (flags & 16)
            kom_buf_add(&z, "made by hand", 13);
        if (flags & 2) {
            unsigned long crc = crc32(0, (const unsigned char *)z.p, (unsigned)z.n);
            kom_buf_byte(&z, (char)(crc & 0xff));
            kom_buf_byte(&z, (char)(crc >> 8 & 0xff));
        }
        size_t n_header = z.n;
        kom_buf_add(&z, body, sizeof body - 1);
        kom_buf_add(&z, trailer, sizeof trailer);
        unsigned long crc = crc32(0, (const unsigned char *)"ab\n", 3);
        for (unsigned i = 0; i < 4; i++)
            z.p[z.n - 8 + i] = (char)(crc >> 8 * i & 0xff);
        struct outcome o = read_with(&kom_inflater_zlib, kom_buf_view(&z));
        assert_string_equal(o.end, "");
        assert_true(kom_text_is(kom_buf_view(&o.bytes), "ab\n"));
        kom_buf_fini(&o.bytes);
        (void)assert_as_expected(kom_buf_view(&z), "header", flags, NULL);
        for (size_t bit = 16; bit < 8 * n_header; bit++) {
            z.p[bit / 8] ^= (char)(1 << bit % 8);
            (void)assert_as_expected(kom_buf_view(&z), "flip of header", 1000 * flags + bit, NULL);
            z.p[bit / 8] ^= (char)(1 << bit % 8);
        }
        for (size_t n = 2; n < z.n; n++)
            (void)assert_as_expected((struct kom_text){z.p, n}, "cut header", 1000 * flags + n,
                                     NULL);
        kom_buf_fini(&z);
    }
}

/* ---- members ---- */

static void members(void **state) {
    (void)state;
    struct dice dice = {.stream = 4};
    for (unsigned i = 0; i < 60; i++) {
        struct kom_buf all = {0}, z = {0};
        for (size_t k = below(&dice, 12) + 1; k; k--) {
            struct kom_buf text = {0};
            size_t n = below(&dice, 4);
            make_text(&text, n == 0 ? 0 : below(&dice, n == 1 ? 5 : 70000), false, &dice);
            pack(&z, kom_buf_view(&text), &packings[below(&dice, N_PACKINGS)]);
            kom_buf_text(&all, kom_buf_view(&text));
            for (size_t zeros = below(&dice, 3); zeros; zeros--)
                kom_buf_byte(&z, '\0');
            kom_buf_fini(&text);
        }
        static const char *const tails[] = {"", "tail", "\x1fx", "\x1f", "\x1f\x8b\x08"};
        static const char *const said[] = {"", ELSE, ELSE, EARLY, EARLY};
        for (unsigned t = 0; t < 5; t++) {
            size_t n = z.n;
            kom_buf_str(&z, tails[t]);
            for (const struct kom_inflater *const *f = kom_inflaters(); *f; f++) {
                struct outcome o = read_with(*f, kom_buf_view(&z));
                assert_string_equal(o.end, said[t]);
                assert_true(*o.end || kom_text_equal(kom_buf_view(&o.bytes), kom_buf_view(&all)));
                kom_buf_fini(&o.bytes);
            }
            z.n = n;
        }
        kom_buf_fini(&all);
        kom_buf_fini(&z);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_packings), cmocka_unit_test(pieces),
                                       cmocka_unit_test(flipped_and_cut), cmocka_unit_test(headers),
                                       cmocka_unit_test(members)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
