/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three readers of one grammar: a plain state machine, the reader of lib/io in blocks of any size,
 * and libcsv. */
#include "csv_check.h"

#include <csv.h>
#include <string.h>

#include "batch.h"
#include "cutter.h"
#include "dialect.h"
#include "mem.h"
#include "scan.h"

/* ---- a record as text ---- */

struct record {
    struct kom_buf fields; /* "LENGTH:bytes" each */
    size_t n_fields, line;
    enum kom_odd_kind kind;
    bool is_odd;
};

static void add_field(struct record *r, struct kom_text t) {
    kom_buf_printf(&r->fields, " %zu:", t.n);
    kom_buf_text(&r->fields, t);
    r->n_fields++;
}

static void add_odd(struct kom_buf *out, size_t line, enum kom_odd_kind kind) {
    kom_buf_printf(out, "line %zu odd %d\n", line, (int)kind);
}

static void finish(struct kom_buf *out, struct record *r, bool is_empty, size_t *n_fields) {
    if (*n_fields == 0)
        *n_fields = r->n_fields;
    if (!r->is_odd && r->n_fields != *n_fields) {
        r->is_odd = true;
        r->kind = is_empty ? KOM_ODD_BLANK : KOM_ODD_RAGGED;
    }
    if (r->is_odd) {
        add_odd(out, r->line, r->kind);
    } else {
        kom_buf_printf(out, "line %zu:", r->line);
        kom_buf_text(out, kom_buf_view(&r->fields));
        kom_buf_byte(out, '\n');
    }
    kom_buf_fini(&r->fields);
}

/* ---- the state machine ---- */

enum state { START, PLAIN, QUOTED, CLOSED, AFTER_ERROR };

struct machine {
    enum state state;
    struct kom_buf field;
    struct record record;
    size_t line, open_line;
    bool cr_waits, is_empty; /* a CR that may belong to a line end */
    char delimiter;
};

static void odd(struct machine *m, enum kom_odd_kind kind) {
    if (!m->record.is_odd)
        m->record.kind = kind;
    m->record.is_odd = true;
}

static void end_field(struct machine *m) {
    add_field(&m->record, kom_buf_view(&m->field));
    kom_buf_reset(&m->field);
    m->state = START;
}

static void end_record(struct machine *m, struct kom_buf *out, size_t *n_fields) {
    end_field(m);
    finish(out, &m->record, m->is_empty, n_fields);
    m->record = (struct record){.line = m->line};
    m->is_empty = true;
}

static void content(struct machine *m, char c) {
    switch (m->state) {
    case START:
        m->state = c == '"' ? QUOTED : PLAIN;
        m->open_line = m->line;
        if (c != '"')
            kom_buf_byte(&m->field, c);
        break;
    case QUOTED:
        if (c == '"')
            m->state = CLOSED;
        else
            kom_buf_byte(&m->field, c);
        break;
    case CLOSED:
        m->state = c == '"' ? QUOTED : AFTER_ERROR;
        if (c == '"')
            kom_buf_byte(&m->field, c);
        else
            odd(m, KOM_ODD_QUOTE);
        break;
    case PLAIN:
        kom_buf_byte(&m->field, c);
        break;
    case AFTER_ERROR:
        break;
    }
}

/* A CR with something else than LF after it. In a field that is broken already it is one byte of
 * many. */
static void settle_cr(struct machine *m) {
    if (m->cr_waits && m->state != AFTER_ERROR) {
        odd(m, KOM_ODD_CR);
        m->state = PLAIN;
    }
    m->cr_waits = false;
}

static void step(struct machine *m, char c, struct kom_buf *out, size_t *n_fields) {
    bool inside = m->state == QUOTED;
    m->line += c == '\n';
    if (!inside && c == '\n') {
        m->cr_waits = false;
        end_record(m, out, n_fields);
        return;
    }
    if (!inside)
        settle_cr(m);
    if (!inside && c == '\r') {
        m->cr_waits = true;
        m->is_empty = m->is_empty && m->state == START && m->record.n_fields == 0;
        return;
    }
    m->is_empty = false;
    if (!inside && c == m->delimiter)
        end_field(m);
    else
        content(m, c);
}

bool csv_reference(struct kom_buf *out, struct kom_text bytes, char delimiter, size_t *n_fields) {
    struct machine m = {.line = 1, .delimiter = delimiter, .is_empty = true};
    m.record.line = 1;
    *n_fields = 0;
    for (size_t i = 0; i < bytes.n; i++)
        step(&m, bytes.p[i], out, n_fields);
    if (m.state == QUOTED)
        kom_buf_printf(out, "open since line %zu\n", m.open_line);
    else if (bytes.n && (bytes.p[bytes.n - 1] != '\n' || m.state != START || m.record.n_fields)) {
        settle_cr(&m);
        end_record(&m, out, n_fields);
    }
    kom_buf_fini(&m.record.fields);
    kom_buf_fini(&m.field);
    return m.state == QUOTED;
}

/* ---- lib/io ---- */

/* Rows and odd records of a batch in the order of the chunk. */
static void dump_batch(struct kom_buf *out, const struct kom_batch *b, size_t n_fields) {
    uint32_t odd_at = 0;
    for (uint32_t row = 0; row <= b->n_rows; row++) {
        for (; odd_at < b->n_odd && b->odd[odd_at].row == row; odd_at++)
            add_odd(out, kom_chunk_line(b->chunk, b->odd[odd_at].start), b->odd[odd_at].kind);
        if (row == b->n_rows)
            return;
        struct record r = {.line = kom_chunk_line(b->chunk, b->start[row])};
        for (uint32_t c = 0; c < n_fields; c++)
            add_field(&r, kom_batch_cell(b, c, row));
        finish(out, &r, false, &n_fields);
    }
}

static bool split_chunk(struct kom_buf *out, struct kom_chunk *chunk,
                        const struct kom_split *split) {
    struct kom_batch batch = {0};
    bool ok = kom_batch_split(&batch, chunk, split, NULL) == KOM_OK;
    if (ok)
        dump_batch(out, &batch, split->n_fields);
    kom_batch_fini(&batch);
    return ok;
}

void csv_split(struct kom_buf *out, struct kom_text bytes, char delimiter, size_t n_fields,
               size_t block) {
    int32_t *column = kom_alloc(n_fields, sizeof *column);
    struct kom_split split = {.delimiter = delimiter,
                              .n_fields = (uint32_t)n_fields,
                              .n_columns = (uint32_t)n_fields,
                              .column = column,
                              .encoding = KOM_TEXT_RAW};
    size_t at = 0, want = block;
    uint64_t line = 1;
    for (size_t i = 0; column && i < n_fields; i++)
        column[i] = (int32_t)i;
    while (column && at < bytes.n) {
        size_t n = bytes.n - at < want ? bytes.n - at : want;
        bool at_end = n == bytes.n - at;
        /* A copy of its own, so that a byte too far is seen by the sanitizer. */
        char *copy = kom_alloc(n, 1);
        if (!copy)
            break;
        memcpy(copy, bytes.p + at, n);
        struct kom_cut cut = kom_cut_find(copy, n, delimiter, at_end);
        struct kom_chunk chunk = {
            .p = copy, .n = cut.end, .cap = n, .first_line = line, .has_quote = true};
        bool is_open = at_end && cut.open_quote != SIZE_MAX;
        bool ok = split_chunk(out, &chunk, &split);
        for (size_t i = 0; i < (is_open ? cut.open_quote : cut.end); i++)
            line += copy[i] == '\n';
        kom_free(copy);
        if (is_open)
            kom_buf_printf(out, "open since line %llu\n", (unsigned long long)line);
        if (is_open || !ok)
            break;
        want = cut.end ? block : want * 2;
        at += cut.end;
    }
    kom_free(column);
}

/* ---- libcsv ---- */

struct libcsv {
    struct kom_buf *out;
    struct record record;
    size_t n_fields;
};

static void take_field(void *text, size_t n, void *data) {
    add_field(&((struct libcsv *)data)->record, (struct kom_text){text, n});
}

static void take_record(int ended_by, void *data) {
    struct libcsv *l = data;
    (void)ended_by;
    finish(l->out, &l->record, false, &l->n_fields);
    l->record = (struct record){0};
}

static int no_blanks(unsigned char c) {
    (void)c;
    return 0;
}

static int line_ends(unsigned char c) {
    return c == '\n' || c == '\r';
}

/* False when libcsv finds an error. */
static bool run_libcsv(struct kom_buf *out, struct kom_text bytes, char delimiter) {
    struct csv_parser parser;
    struct libcsv l = {.out = out};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return false;
    csv_set_delim(&parser, (unsigned char)delimiter);
    csv_set_space_func(&parser, no_blanks);
    csv_set_term_func(&parser, line_ends);
    bool ok = csv_parse(&parser, bytes.p, bytes.n, take_field, take_record, &l) == bytes.n &&
              csv_fini(&parser, take_field, take_record, &l) == 0;
    csv_free(&parser);
    kom_buf_fini(&l.record.fields);
    return ok;
}

/* What the two grammars do not share (docs/csv.md, "Where libcsv is not the grammar"): a quote
   inside an unquoted field is an error there, a bare CR a line end, and empty lines are dropped. */
static bool shares_grammar(struct kom_text bytes, char delimiter) {
    bool quoted = false;
    if (delimiter == '\n') /* one column: libcsv always has a delimiter */
        return false;
    for (size_t i = 0; i < bytes.n; i++) {
        char c = bytes.p[i], before = i ? bytes.p[i - 1] : '\n',
             next = i + 1 < bytes.n ? bytes.p[i + 1] : '\0';
        if (quoted && c == '"' && next == '"')
            i++;
        else if (quoted && c == '"')
            quoted = false;
        else if (quoted)
            continue;
        else if (c == '"' && before != delimiter && before != '\n')
            return false;
        else if (c == '"')
            quoted = true;
        else if (c == '\r' && next != '\n')
            return false;
        else if ((c == '\n' || c == '\r') && before == '\n')
            return false;
    }
    return true;
}

/* The lines of the dump without their line numbers, which libcsv does not know. */
static void without_lines(struct kom_buf *out, struct kom_text dump) {
    static const char lead[] = "line ";
    for (size_t i = 0; i < dump.n; i++) {
        bool is_lead =
            (i == 0 || dump.p[i - 1] == '\n') && dump.n - i > 5 && memcmp(dump.p + i, lead, 5) == 0;
        for (i += is_lead ? 5 : 0; is_lead && dump.p[i] >= '0' && dump.p[i] <= '9';)
            i++;
        kom_buf_byte(out, dump.p[i]);
    }
}

static const char *check_libcsv(struct kom_text bytes, char delimiter, struct kom_text reference,
                                bool has_open) {
    struct kom_buf theirs = {0}, a = {0}, b = {0};
    const char *failure = NULL;
    bool ok = run_libcsv(&theirs, bytes, delimiter);
    without_lines(&a, reference);
    without_lines(&b, kom_buf_view(&theirs));
    if (ok == has_open)
        failure = "libcsv and the grammar disagree on an open quote";
    else if (ok && !kom_text_equal(kom_buf_view(&a), kom_buf_view(&b)))
        failure = "libcsv reads other fields";
    kom_buf_fini(&theirs);
    kom_buf_fini(&a);
    kom_buf_fini(&b);
    return failure;
}

/* ---- the scan ---- */

/* What a scan calls plain may hold no quote and no CR that the grammar does not take at once: then
   the text is that of libcsv's grammar, without doubled quotes. An open quote makes no plain block
   either. */
static const char *check_one_scan(struct kom_text bytes, char delimiter, bool is_avx2,
                                  bool may_be_plain) {
    struct kom_scan scan = {0};
    const char *failure = NULL;
    char *copy = kom_alloc(bytes.n, 1); /* of its own, so that a byte too far is seen */
    bool plain = false;
    if (copy) {
        memcpy(copy, bytes.p, bytes.n);
        plain = is_avx2 ? kom_scan_fields_avx2(&scan, copy, bytes.n, delimiter)
                        : kom_scan_fields_portable(&scan, copy, bytes.n, delimiter);
    }
    if (plain && !may_be_plain)
        failure = is_avx2 ? "the AVX2 scan takes an odd block for plain"
                          : "the portable scan takes an odd block for plain";
    for (size_t i = 0, k = 0, inside = 0; plain && i < bytes.n && !failure; i++) {
        inside ^= bytes.p[i] == '"';
        bool ends = !inside && (bytes.p[i] == delimiter || bytes.p[i] == '\n');
        if (ends && (k >= scan.n || scan.end[k++] != i))
            failure = "a scan misses the end of a field";
    }
    kom_free(copy);
    kom_scan_fini(&scan);
    return failure;
}

static bool has_odd_quote(struct kom_text bytes, char delimiter) {
    bool quoted = false;
    for (size_t i = 0; i < bytes.n; i++) {
        char c = bytes.p[i], before = i ? bytes.p[i - 1] : '\n',
             next = i + 1 < bytes.n ? bytes.p[i + 1] : '\n';
        if (c == '\r' && !quoted && (next != '\n' || i + 1 == bytes.n))
            return true;
        if (c != '"')
            continue;
        if (!quoted && before != delimiter && before != '\n')
            return true;
        if (quoted && next != delimiter && next != '\n' && next != '\r')
            return true;
        quoted = !quoted;
    }
    return quoted;
}

static const char *check_scan(struct kom_text bytes, char delimiter) {
    bool may_be_plain = !has_odd_quote(bytes, delimiter);
    const char *failure = check_one_scan(bytes, delimiter, false, may_be_plain);
    if (!failure && kom_scan_has_avx2())
        failure = check_one_scan(bytes, delimiter, true, may_be_plain);
    return failure;
}

/* ---- all of it ---- */

static bool has_quote_error(struct kom_text reference) {
    for (size_t i = 0; i + 6 < reference.n; i++)
        if (memcmp(reference.p + i, " odd 2\n", 7) == 0)
            return true;
    return false;
}

static const char *check_measure(struct kom_text bytes, char delimiter, size_t n_fields) {
    size_t fields, end;
    bool whole = kom_record_measure(bytes.p, bytes.n, delimiter, true, &fields, &end);
    if (whole != (n_fields > 0))
        return "kom_record_measure does not know an open quote";
    return whole && fields != n_fields ? "kom_record_measure counts other fields" : NULL;
}

const char *csv_check(struct kom_text bytes, char delimiter) {
    struct kom_buf reference = {0}, got = {0};
    size_t n_fields;
    const char *failure = NULL;
    if (bytes.n == 0)
        return NULL;
    bool is_open = csv_reference(&reference, bytes, delimiter, &n_fields);
    failure = check_measure(bytes, delimiter, n_fields);
    if (!failure)
        failure = check_scan(bytes, delimiter);
    size_t step = bytes.n / 40 + 1;
    for (size_t block = 1; block <= bytes.n && n_fields && !failure; block += step) {
        kom_buf_reset(&got);
        csv_split(&got, bytes, delimiter, n_fields, block);
        if (!kom_text_equal(kom_buf_view(&reference), kom_buf_view(&got)))
            failure = "the reader and the grammar give other records";
    }
    if (!failure && n_fields && shares_grammar(bytes, delimiter) &&
        !has_quote_error(kom_buf_view(&reference)))
        failure = check_libcsv(bytes, delimiter, kom_buf_view(&reference), is_open);
    kom_buf_fini(&reference);
    kom_buf_fini(&got);
    return failure;
}
