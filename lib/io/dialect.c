/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the delimiter: measure two records with each candidate. */
#include "dialect.h"

#include <stdint.h>
#include <string.h>

/* Where the field at `at` ends; n and *closed false when its quote does not close. */
static size_t field_end(const char *p, size_t n, size_t at, char delimiter, bool *closed) {
    if (at < n && p[at] == '"') {
        *closed = false;
        for (at++; at < n; at++) {
            if (p[at] != '"')
                continue;
            if (at + 1 < n && p[at + 1] == '"') {
                at++;
                continue;
            }
            *closed = true;
            break;
        }
    }
    while (at < n && p[at] != delimiter && p[at] != '\n')
        at++;
    return at;
}

bool kom_record_measure(const char *p, size_t n, char delimiter, bool at_end, size_t *n_fields,
                        size_t *end) {
    size_t at = 0;
    *n_fields = 0;
    for (;;) {
        bool closed = true;
        at = field_end(p, n, at, delimiter, &closed);
        ++*n_fields;
        if (at >= n) {
            *end = n;
            return at_end && closed;
        }
        if (p[at] == '\n') {
            *end = at + 1;
            return true;
        }
        at++;
    }
}

/* Fields of header and first record that is not empty; has_record is false when only a header is
 * there. */
struct measure {
    size_t header, record;
    bool has_record, enough;
};

static struct measure measure(struct kom_text t, bool at_end, char delimiter) {
    struct measure m = {0, 0, false, false};
    size_t end = 0, at;
    if (!kom_record_measure(t.p, t.n, delimiter, at_end, &m.header, &end))
        return m;
    if (m.header < 2) { /* no candidate: what its records would look like is nobody's business */
        m.enough = true;
        return m;
    }
    for (at = end; at < t.n && (t.p[at] == '\n' || t.p[at] == '\r');)
        at++;
    if (at == t.n) {
        m.enough = at_end;
        return m;
    }
    m.enough = kom_record_measure(t.p + at, t.n - at, delimiter, at_end, &m.record, &end);
    m.has_record = m.enough;
    return m;
}

const char kom_delimiters[KOM_N_DELIMITERS] = {';', ',', '\t', '|'};

const char *kom_delimiter_name(char delimiter) {
    return delimiter == '\t' ? "tab" : delimiter == ';' ? ";" : delimiter == ',' ? "," : "|";
}

struct kom_delimiter_guess kom_delimiter_find(struct kom_text sample, bool at_end) {
    struct kom_delimiter_guess g = {KOM_DELIMITER_NONE, KOM_ONE_COLUMN, '\0', 1};
    for (size_t i = 0; i < KOM_N_DELIMITERS; i++) {
        char delimiter = kom_delimiters[i];
        struct measure m = measure(sample, at_end, delimiter);
        if (!m.enough)
            return (struct kom_delimiter_guess){.found = KOM_DELIMITER_MORE};
        if (m.header < 2)
            continue;
        if (m.has_record && m.record != m.header) {
            if (g.found == KOM_DELIMITER_NONE)
                g.found = KOM_DELIMITER_MISFIT;
            g.other = g.found == KOM_DELIMITER_MISFIT ? delimiter : g.other;
        } else if (m.header > g.n_fields) {
            g = (struct kom_delimiter_guess){KOM_DELIMITER_ONE, delimiter, '\0', m.header};
        } else if (m.header == g.n_fields) {
            g.found = KOM_DELIMITER_TIE;
            g.other = delimiter;
        }
    }
    return g;
}

/* ---- many records ---- */

enum { RECORDS_MAX = 100, WIDTH_MAX = 4096 };

static bool is_line_end(struct kom_text t, size_t at) {
    return at < t.n && (t.p[at] == '\n' || t.p[at] == '\r');
}

struct kom_widths kom_widths_of(struct kom_text sample, bool at_end, char delimiter,
                                size_t n_before) {
    struct kom_widths w = {0, 0, 0};
    uint16_t width[RECORDS_MAX];
    size_t at = 0, n_fields, end;
    for (size_t seen = 0; at < sample.n && w.n_records < RECORDS_MAX; at += end) {
        struct kom_text rest = {sample.p + at, sample.n - at};
        if (is_line_end(rest, 0)) {
            end = 1;
            continue;
        }
        if (!kom_record_measure(rest.p, rest.n, delimiter, at_end, &n_fields, &end))
            break;
        if (seen++ >= n_before)
            width[w.n_records++] = (uint16_t)(n_fields < WIDTH_MAX ? n_fields : WIDTH_MAX);
    }
    for (size_t i = 0; i < w.n_records; i++) {
        size_t n = 0;
        for (size_t k = 0; k < w.n_records; k++)
            n += width[k] == width[i];
        if (n > w.n_wide)
            w.width = width[i];
        w.n_wide = n > w.n_wide ? n : w.n_wide;
    }
    return w;
}
