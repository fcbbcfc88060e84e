/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cutting: jump from quote to quote; between them the last line end wins. A block without quotes
 * costs one look, and one whose quotes are plain one pass with vectors: threads wait meanwhile. */
#include "cutter.h"

#include <string.h>

#include "mem.h"
#include "scan.h"

void kom_chunk_fini(struct kom_chunk *chunk) {
    kom_free(chunk->p);
    *chunk = (struct kom_chunk){0};
}

/* Offset after the last line feed of p[from, to), or `otherwise`. */
static size_t after_last_lf(const char *p, size_t from, size_t to, size_t otherwise) {
    while (to > from) {
        if (p[to - 1] == '\n')
            return to;
        to--;
    }
    return otherwise;
}

/* The quote that closes the field opened before `from`: its offset, n when there is none. */
static size_t closing_quote(const char *p, size_t n, size_t from, bool at_end) {
    while (from < n) {
        const char *q = memchr(p + from, '"', n - from);
        if (!q)
            return n;
        size_t at = (size_t)(q - p);
        if (at + 1 == n)
            return at_end ? at : n;
        if (p[at + 1] != '"')
            return at;
        from = at + 2;
    }
    return n;
}

struct kom_cut kom_cut_find_careful(const char *p, size_t n, char delimiter, bool at_end) {
    struct kom_cut cut = {0, SIZE_MAX, false};
    size_t at = 0, gap = 0; /* gap: start of the stretch outside quotes */
    const char *q;
    while (at < n && (q = memchr(p + at, '"', n - at))) {
        cut.has_quote = true;
        at = (size_t)(q - p);
        bool opens = at == 0 || p[at - 1] == delimiter || p[at - 1] == '\n';
        if (!opens) {
            at++;
            continue;
        }
        cut.end = after_last_lf(p, gap, at, cut.end);
        size_t close = closing_quote(p, n, at + 1, at_end);
        if (close == n) {
            cut.open_quote = at;
            return cut;
        }
        at = gap = close + 1;
    }
    cut.end = at_end ? n : after_last_lf(p, gap, n, cut.end);
    return cut;
}

struct kom_cut kom_cut_find(const char *p, size_t n, char delimiter, bool at_end) {
    if (n == 0 || !memchr(p, '"', n))
        return (struct kom_cut){at_end ? n : after_last_lf(p, 0, n, 0), SIZE_MAX, false};
    size_t whole;
    if (!kom_scan_last_line(p, n, delimiter, &whole))
        whole = 0;
    /* The record that is not whole yet, or all of it. */
    struct kom_cut cut = kom_cut_find_careful(p + whole, n - whole, delimiter, at_end);
    cut.end += whole;
    cut.has_quote = true;
    if (cut.open_quote != SIZE_MAX)
        cut.open_quote += whole;
    return cut;
}

size_t kom_cut_first(const char *p, size_t n, size_t from, char delimiter, bool at_end) {
    for (size_t at = from; at < n; at++) {
        if (p[at] == '\n')
            return at + 1;
        bool opens = p[at] == '"' && (at == 0 || p[at - 1] == delimiter || p[at - 1] == '\n');
        if (opens)
            at = closing_quote(p, n, at + 1, at_end);
    }
    return at_end ? n : 0;
}

enum kom_status kom_cutter_init(struct kom_cutter *cutter, struct kom_source *source,
                                char delimiter, struct kom_text rest, uint64_t line,
                                struct kom_error *err) {
    *cutter = (struct kom_cutter){.source = source, .delimiter = delimiter, .line = line};
    kom_buf_text(&cutter->carry, rest);
    return cutter->carry.failed ? kom_no_memory_in(err, kom_source_name(source)) : KOM_OK;
}

static enum kom_status unclosed(const struct kom_cutter *cutter, const struct kom_chunk *chunk,
                                size_t quote, struct kom_error *err) {
    const char *name = kom_source_name(cutter->source);
    uint64_t line = cutter->line + kom_count_byte(chunk->p, quote, '\n');
    /* A stage that stopped ends its stream with "kom-NAME: stopped at PLACE (docs/data-model.md).
     */
    struct kom_text rest = {chunk->p + quote + 1, chunk->n - quote - 1};
    if (rest.n > 4 && rest.n < 600 && memcmp(rest.p, "kom-", 4) == 0) {
        while (rest.n && rest.p[rest.n - 1] == '\n')
            rest.n--;
        return kom_fail(err, KOM_EDATA,
                        "%s:%llu: the stage before did not finish (%.*s); its output is not whole",
                        name, (unsigned long long)line, (int)rest.n, rest.p);
    }
    return kom_fail(err, KOM_EDATA,
                    "%s:%llu: a quote opens here and is never closed; close or remove it", name,
                    (unsigned long long)line);
}

static enum kom_status room_for(struct kom_chunk *chunk, size_t n, struct kom_error *err) {
    void *p = chunk->p;
    enum kom_status status = kom_grow(&p, &chunk->cap, n, 1);
    chunk->p = p;
    return status ? kom_fail(err, KOM_ENOMEM, "memory ran out for a block of input") : KOM_OK;
}

/* Adds bytes of the source until the chunk holds `want` bytes or the source ends. */
static enum kom_status fill(struct kom_cutter *cutter, struct kom_chunk *chunk, size_t want,
                            struct kom_error *err) {
    while (chunk->n < want && !cutter->at_end) {
        size_t n;
        enum kom_status status =
            kom_source_read(cutter->source, chunk->p + chunk->n, want - chunk->n, &n, err);
        if (status)
            return status;
        chunk->n += n;
        cutter->at_end = n == 0;
    }
    return KOM_OK;
}

static enum kom_status keep_rest(struct kom_cutter *cutter, struct kom_chunk *chunk, size_t end,
                                 struct kom_error *err) {
    kom_buf_reset(&cutter->carry);
    kom_buf_add(&cutter->carry, chunk->p + end, chunk->n - end);
    if (cutter->carry.failed)
        return kom_fail(err, KOM_ENOMEM, "memory ran out for a block of input");
    chunk->n = end;
    chunk->first_line = cutter->line;
    chunk->at = cutter->at;
    cutter->line += kom_count_byte(chunk->p, end, '\n');
    cutter->at += end;
    return KOM_OK;
}

/* Of whole records up to `end`, those that start before the cutter's stop end here. */
static size_t stop_within(const struct kom_cutter *cutter, const struct kom_chunk *chunk,
                          size_t end) {
    if (cutter->at >= cutter->stop)
        return 0;
    size_t before = (size_t)(cutter->stop - cutter->at);
    size_t whole = kom_cut_find_careful(chunk->p, before, cutter->delimiter, false).end;
    return whole == before
               ? whole
               : whole + kom_cut_first(chunk->p + whole, end - whole, 0, cutter->delimiter, true);
}

/* Bytes behind the mark come only once the source knows it. */
static void look_for_mark(struct kom_cutter *cutter) {
    uint64_t n_before;
    if (cutter->stops_at_mark && kom_source_mark(cutter->source, &n_before))
        cutter->stop = n_before + 1;
}

/* Is the stop reached within whole records up to `end`? Then nothing comes after them. */
static bool is_stopped(const struct kom_cutter *cutter, size_t end) {
    return cutter->stop && cutter->at + end >= cutter->stop;
}

static enum kom_status stop_here(struct kom_cutter *cutter, struct kom_chunk *chunk, size_t end,
                                 struct kom_error *err) {
    enum kom_status status = keep_rest(cutter, chunk, stop_within(cutter, chunk, end), err);
    kom_buf_reset(&cutter->carry);
    cutter->at_end = true;
    return status;
}

enum kom_status kom_cutter_next(struct kom_cutter *cutter, struct kom_chunk *chunk,
                                struct kom_error *err) {
    size_t want = KOM_CHUNK_NBYTES;
    while (want < cutter->carry.n + KOM_CHUNK_NBYTES / 2)
        want *= 2;
    enum kom_status status = room_for(chunk, want, err);
    if (status)
        return status;
    chunk->n = 0;
    if (cutter->carry.n)
        memcpy(chunk->p, cutter->carry.p, cutter->carry.n);
    chunk->n = cutter->carry.n;
    for (;; want *= 2) {
        status = room_for(chunk, want, err);
        if (!status)
            status = fill(cutter, chunk, want, err);
        if (status)
            return status;
        look_for_mark(cutter);
        struct kom_cut cut = kom_cut_find(chunk->p, chunk->n, cutter->delimiter, cutter->at_end);
        chunk->has_quote = cut.has_quote;
        if (is_stopped(cutter, cut.end))
            return stop_here(cutter, chunk, cut.end, err);
        const bool is_open = cutter->at_end && cut.open_quote != SIZE_MAX;
        if (is_open && !cutter->is_guess)
            return unclosed(cutter, chunk, cut.open_quote, err);
        if (is_open)
            (void)unclosed(cutter, chunk, cut.open_quote, &cutter->broken);
        if (cut.end || cutter->at_end)
            return keep_rest(cutter, chunk, cut.end, err);
        if (want >= KOM_RECORD_MAX)
            return kom_fail(err, KOM_EDATA,
                            "%s:%llu: a record of more than 1 GiB starts here; is a quote open?",
                            kom_source_name(cutter->source), (unsigned long long)cutter->line);
    }
}

void kom_cutter_fini(struct kom_cutter *cutter) {
    kom_buf_fini(&cutter->carry);
}
