/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the delimiter: measure two records with each candidate. */
#include "dialect.h"

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

static const char *spell(char delimiter) {
    return delimiter == '\t' ? "tab" : delimiter == ';' ? ";" : delimiter == ',' ? "," : "|";
}

enum kom_status kom_delimiter_find(struct kom_text sample, bool at_end, const char *name,
                                   char *delimiter, bool *enough, struct kom_error *err) {
    static const char candidates[] = {';', ',', '\t', '|'};
    size_t best = 1;
    char tie = '\0', misfit = '\0';
    *delimiter = KOM_ONE_COLUMN;
    *enough = true;
    for (size_t i = 0; i < sizeof candidates; i++) {
        struct measure m = measure(sample, at_end, candidates[i]);
        if (!m.enough) {
            *enough = false;
            return KOM_OK;
        }
        if (m.header < 2)
            continue;
        if (m.has_record && m.record != m.header) {
            misfit = candidates[i];
        } else if (m.header > best) {
            best = m.header;
            *delimiter = candidates[i];
            tie = '\0';
        } else if (m.header == best) {
            tie = candidates[i];
        }
    }
    if (tie)
        return kom_fail(
            err, KOM_EDATA,
            "%s:1: both %s and %s split header and first record into %zu fields; say which "
            "with --delimiter",
            name, spell(*delimiter), spell(tie), best);
    if (best == 1 && misfit)
        return kom_fail(err, KOM_EDATA,
                        "%s:1: no delimiter splits header and first record into the same number of "
                        "fields (%s does not); say which with --delimiter",
                        name, spell(misfit));
    return KOM_OK;
}
