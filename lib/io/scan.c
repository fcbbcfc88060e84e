/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scan without vector instructions, and the step that both share. */
#include "scan.h"

#include <string.h>

#include "mem.h"

void kom_scan_begin(struct kom_scan *scan) {
    scan->n = scan->n_lines = 0;
    scan->has_quote = scan->has_cr = scan->has_high = scan->failed = false;
}

bool kom_scan_room(struct kom_scan *scan) {
    void *p = scan->end, *q = scan->line;
    bool ok = kom_grow(&p, &scan->cap, scan->n + 64, sizeof *scan->end) == KOM_OK &&
              kom_grow(&q, &scan->cap_lines, scan->n_lines + 64, sizeof *scan->line) == KOM_OK;
    scan->end = p;
    scan->line = q;
    if (!ok)
        kom_scan_fini(scan);
    scan->failed = !ok;
    return ok;
}

void kom_scan_fini(struct kom_scan *scan) {
    kom_free(scan->end);
    kom_free(scan->line);
    *scan = (struct kom_scan){0};
}

void kom_scan_note(struct kom_scan *scan, const struct kom_scan_masks *m, uint64_t end) {
    for (uint64_t lf = m->lf & end; lf; lf &= lf - 1) {
        uint64_t before = end & ((lf & (~lf + 1)) - 1);
        scan->line[scan->n_lines++] = (uint32_t)(scan->n + (size_t)__builtin_popcountll(before));
    }
    scan->has_quote = scan->has_quote || m->quote;
    scan->has_cr = scan->has_cr || m->cr;
    scan->has_high = scan->has_high || m->high;
}

/* Bit i is the parity of bits 0..i: inside quotes from an opening quote up to the byte before its
 * closing one. */
static uint64_t prefix_xor(uint64_t x) {
    x ^= x << 1;
    x ^= x << 2;
    x ^= x << 4;
    x ^= x << 8;
    x ^= x << 16;
    x ^= x << 32;
    return x;
}

uint64_t kom_scan_step(struct kom_scan_state *s, const struct kom_scan_masks *m, bool *plain) {
    uint64_t inside = prefix_xor(m->quote) ^ s->in_quotes;
    uint64_t end = (m->delimiter | m->lf) & ~inside, cr = m->cr & ~inside;
    uint64_t opening = m->quote & inside, closing = m->quote & ~inside;
    uint64_t starts = end << 1 | s->after_end;              /* bytes that begin a field */
    uint64_t follows_quote = closing << 1 | s->after_quote; /* bytes after a closing quote */
    uint64_t follows_cr = cr << 1 | s->after_cr;
    /* A quote opens at a field's start; a field's end or CR follows a closing one; LF follows CR.
     */
    uint64_t wrong = (opening & ~starts) | (follows_quote & ~(end | cr)) | (follows_cr & ~m->lf);
    unsigned last = m->n - 1;
    *plain = *plain && (wrong & (~UINT64_C(0) >> (63 - last))) == 0;
    s->in_quotes = (uint64_t)0 - (inside >> last & 1);
    s->after_end = end >> last & 1;
    s->after_quote = closing >> last & 1;
    s->after_cr = cr >> last & 1;
    return end;
}

static void masks_of(struct kom_scan_masks *m, const char *p, size_t n, char delimiter) {
    *m = (struct kom_scan_masks){.n = (unsigned)n};
    for (size_t i = 0; i < n; i++) {
        uint64_t bit = UINT64_C(1) << i;
        m->quote |= p[i] == '"' ? bit : 0;
        m->delimiter |= p[i] == delimiter ? bit : 0;
        m->lf |= p[i] == '\n' ? bit : 0;
        m->cr |= p[i] == '\r' ? bit : 0;
        m->high |= (unsigned char)p[i] > 0x7F ? bit : 0;
    }
}

bool kom_scan_fields_portable(struct kom_scan *scan, const char *p, size_t n, char delimiter) {
    struct kom_scan_state state = {.after_end = 1};
    bool plain = true;
    kom_scan_begin(scan);
    for (size_t at = 0; at < n && plain; at += 64) {
        struct kom_scan_masks m;
        size_t step = n - at < 64 ? n - at : 64;
        if (!kom_scan_room(scan))
            return false;
        masks_of(&m, p + at, step, delimiter);
        uint64_t end = kom_scan_step(&state, &m, &plain);
        kom_scan_note(scan, &m, end);
        for (size_t i = 0; i < step; i++)
            if (end >> i & 1)
                scan->end[scan->n++] = (uint32_t)(at + i);
    }
    return plain && state.in_quotes == 0 && !(n && p[n - 1] == '\r');
}

size_t kom_count_byte_portable(const char *p, size_t n, char c) {
    const uint64_t low = UINT64_C(0x0101010101010101), seven = low * 0x7f;
    size_t count = 0, i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t v;
        memcpy(&v, p + i, 8);
        v ^= low * (unsigned char)c;
        uint64_t zero = ~(((v & seven) + seven) | v | seven); /* top bit of each byte that was c */
        count += (size_t)((zero >> 7) * low >> 56);
    }
    for (; i < n; i++)
        count += p[i] == c;
    return count;
}

#if !(defined(__x86_64__) && defined(__GNUC__))
bool kom_scan_has_avx2(void) {
    return false;
}

bool kom_scan_fields_avx2(struct kom_scan *scan, const char *p, size_t n, char delimiter) {
    return kom_scan_fields_portable(scan, p, n, delimiter);
}

bool kom_scan_last_line_avx2(const char *p, size_t n, char delimiter, size_t *end) {
    (void)p, (void)n, (void)delimiter, (void)end;
    return false;
}

size_t kom_count_byte_avx2(const char *p, size_t n, char c) {
    return kom_count_byte_portable(p, n, c);
}
#endif
