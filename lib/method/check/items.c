/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writer of a check does with an item: one at a time and in the order of the rows, it
   compares keys with those before, counts and writes.

   Threads tell what they found as a stream of items a row (tell.c); here one writer takes them in
   the order of the input, whatever thread they come from, so that "seen before" means before.
   Findings are written as they stand. Keys are looked up in the set of their rule, and those found
   are said with the row that had them first; days of spells are compared with the days that their
   key has taken. At a row's end its bytes go to the good rows or those set aside, by its first
   error. All that is compared across rows is here and in late.c; all else was found by the threads.
   */
#include "work.h"

#include "cpr_watch.h"

#include <string.h>

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out for the keys of the table");
}

static const char *file_name(const struct kom_check_writer *w, uint32_t file) {
    return w->plan->x->files[file]->name;
}

/* Counts a finding of the row at hand and writes its line. */
static enum kom_status put(struct kom_check_writer *w, enum kom_check_rule rule,
                           enum kom_check_severity severity, struct kom_text line,
                           struct kom_error *err) {
    if (severity == KOM_CHECK_ERROR && w->reason == KOM_NO_COLUMN)
        w->reason = (int)rule;
    w->result.found[rule]++;
    w->result.n_errors += severity == KOM_CHECK_ERROR;
    w->result.n_warnings += severity == KOM_CHECK_WARNING;
    return kom_sink_write(w->plan->request->out, line, err);
}

/* A finding that the writer itself made. */
static enum kom_status say(struct kom_check_writer *w, enum kom_check_rule rule,
                           struct kom_text column, struct kom_text value,
                           const struct kom_buf *message, struct kom_error *err) {
    enum kom_check_severity severity = w->plan->request->severity[rule];
    severity = severity == KOM_CHECK_MIXED ? KOM_CHECK_ERROR : severity;
    if (severity == KOM_CHECK_OFF)
        return KOM_OK;
    kom_buf_reset(&w->line);
    const struct kom_check_finding finding = {
        file_name(w, w->row_file), w->row_line, rule, column, value, kom_buf_view(message)};
    kom_check_line(&w->line, &finding);
    if (message->failed || w->line.failed)
        return no_memory(err);
    if (w->waits) {
        kom_check_tell(&w->late.row, KOM_TAG_FINDING,
                       (struct kom_check_item){.a = (uint16_t)severity, .b = (uint16_t)rule},
                       kom_buf_view(&w->line));
        return KOM_OK;
    }
    return put(w, rule, severity, kom_buf_view(&w->line), err);
}

/* A finding on a key: its column, or with several their names; its cells with ; between. */
static enum kom_status say_key(struct kom_check_writer *w, const struct kom_check_keys *keys,
                               struct kom_text key, const struct kom_buf *message,
                               struct kom_error *err) {
    struct kom_buf names = {0}, values = {0};
    struct kom_text cell;
    for (size_t i = 0;
         !keys->is_whole_row && i < keys->n_columns && kom_check_key_next(&key, &cell); i++) {
        int column = keys->columns[i];
        kom_buf_str(&names, i ? ";" : "");
        kom_buf_text(&names, w->plan->columns[column].column->heading);
        kom_buf_str(&values, i ? ";" : "");
        if (cell.n && kom_check_is_hidden(w->plan, column, cell))
            kom_buf_str(&values, "(hidden)");
        else
            kom_buf_text(&values, cell);
    }
    enum kom_status status =
        names.failed || values.failed
            ? no_memory(err)
            : say(w, keys->rule, kom_buf_view(&names), kom_buf_view(&values), message, err);
    kom_buf_fini(&names);
    kom_buf_fini(&values);
    return status;
}

/* ": FILE:LINE", the file only when it is another one. */
static void add_place(const struct kom_check_writer *w, uint32_t file, uint64_t line,
                      struct kom_buf *out) {
    kom_buf_str(out, "line ");
    kom_buf_int(out, (int64_t)line);
    if (file != w->row_file)
        kom_buf_printf(out, " of %s", file_name(w, file));
}

/* ---- keys ---- */

enum kom_status kom_check_say_absent(struct kom_check_writer *w, const struct kom_check_keys *keys,
                                     struct kom_text key, struct kom_error *err) {
    struct kom_buf message = {0};
    kom_buf_str(&message, "no row of this table has it; add the row, or correct the reference");
    enum kom_status status = say_key(w, keys, key, &message, err);
    kom_buf_fini(&message);
    return status;
}

enum kom_status kom_check_say_again(struct kom_check_writer *w, const struct kom_check_keys *keys,
                                    struct kom_text key, struct kom_keyset_row first,
                                    struct kom_error *err) {
    struct kom_buf message = {0};
    kom_buf_str(&message,
                keys->is_whole_row ? "the whole row stands already on " : "stands already on ");
    add_place(w, first.file, first.line, &message);
    kom_buf_str(&message, "; keep one of the two");
    enum kom_status status = say_key(w, keys, key, &message, err);
    kom_buf_fini(&message);
    return status;
}

static enum kom_status take_key(struct kom_check_writer *w, const struct kom_check_item *item,
                                struct kom_text key, struct kom_error *err) {
    const struct kom_check_keys *keys = &w->plan->keys[item->b];
    struct kom_keyset_row row = {w->row_line, w->row_file};
    enum kom_keyset_answer answer;
    enum kom_status status =
        kom_keyset_add(&w->seen[item->b].set, key, item->x, &row, &answer, err);
    return status || answer == KOM_KEYSET_NEW ? status
                                              : kom_check_say_again(w, keys, key, row, err);
}

static uint64_t nbytes_of_spells(const struct kom_check_writer *w) {
    uint64_t nbytes = 0;
    for (size_t i = 0; i < w->plan->n_keys; i++)
        nbytes += kom_intern_nbytes(&w->seen[i].spells) + w->seen[i].n_span_bytes +
                  w->seen[i].cap_spans * sizeof *w->seen[i].spans;
    return nbytes;
}

/* The days that a key has taken; NULL: memory ran out. */
static struct kom_check_spans *spans_of(struct kom_check_seen *seen, struct kom_text key) {
    void *p = seen->spans;
    const size_t n = seen->spells.n;
    if (kom_grow(&p, &seen->cap_spans, n + 1, sizeof *seen->spans))
        return NULL;
    seen->spans = p;
    const uint32_t at = kom_intern_add(&seen->spells, key);
    if (at == KOM_NO_ID)
        return NULL;
    if (at == n)
        seen->spans[at] = (struct kom_check_spans){0};
    return &seen->spans[at];
}

static enum kom_status take_spell(struct kom_check_writer *w, const struct kom_check_item *item,
                                  struct kom_text key, struct kom_error *err) {
    struct kom_check_seen *seen = &w->seen[item->b];
    struct kom_check_spans *spans = spans_of(seen, key);
    if (!spans)
        return no_memory(err);
    struct kom_check_span span = {item->first, item->last, w->row_file, w->row_line}, taken = {0};
    size_t before = spans->cap;
    bool failed = false, found = kom_check_spans_take(spans, span, &taken, &failed);
    if (failed)
        return no_memory(err);
    seen->n_span_bytes += (spans->cap - before) * sizeof *spans->span;
    enum kom_status status = kom_check_bounded(
        w->plan, nbytes_of_spells(w), "the days of each key, for spells that overlap", err);
    if (status || !found)
        return status;
    struct kom_buf message = {0};
    int32_t day = taken.first > item->first ? taken.first : item->first;
    char text[10];
    kom_buf_add(&message, text, kom_day_format(text, day));
    kom_buf_str(&message, " is held already by ");
    add_place(w, taken.file, taken.line, &message);
    kom_buf_str(&message, "; end the one before the other starts");
    status = say_key(w, &w->plan->keys[item->b], key, &message, err);
    kom_buf_fini(&message);
    return status;
}

/* ---- rows ---- */

/* The first bytes above ASCII say how a file is written; a row that is written otherwise is damage.
 */
static enum kom_status take_encoding(struct kom_check_writer *w, enum kom_check_encoding encoding,
                                     struct kom_error *err) {
    enum kom_check_encoding *own = &w->encoding[w->row_file];
    if (*own == KOM_BYTES_ASCII && encoding != KOM_BYTES_ASCII)
        *own = w->plan->request->is_loaded
                   ? w->kept.header[w->row_file]
                   : kom_check_encoding_of(w->plan->x->files[w->row_file]->header);
    if (encoding == KOM_BYTES_ASCII || *own == encoding)
        return KOM_OK;
    if (*own == KOM_BYTES_ASCII) {
        *own = encoding;
        return KOM_OK;
    }
    struct kom_buf message = {0};
    kom_buf_str(
        &message,
        encoding == KOM_BYTES_1252
            ? "the row is not UTF-8, as the rows before; read as Windows-1252: write the file in "
              "one encoding"
            : "the row is UTF-8, the rows before Windows-1252; write the file in one encoding");
    struct kom_text none = {NULL, 0};
    enum kom_status status = say(w, KOM_CHECK_encoding, none, none, &message, err);
    kom_buf_fini(&message);
    return status;
}

static enum kom_status put_aside(struct kom_check_writer *w, struct kom_error *err) {
    char d = w->plan->x->files[0]->split.delimiter;
    d = d == '\n' ? ',' : d;
    kom_buf_reset(&w->line);
    kom_buf_text(&w->line, w->raw);
    kom_buf_byte(&w->line, d);
    kom_buf_csv_with(&w->line, kom_text_of(file_name(w, w->row_file)), d);
    kom_buf_byte(&w->line, d);
    kom_buf_int(&w->line, (int64_t)w->row_line);
    kom_buf_byte(&w->line, d);
    kom_buf_str(&w->line, kom_check_rule_name((enum kom_check_rule)w->reason));
    kom_buf_byte(&w->line, '\n');
    return w->line.failed ? no_memory(err)
                          : kom_sink_write(w->plan->request->aside, kom_buf_view(&w->line), err);
}

static enum kom_status end_row(struct kom_check_writer *w, const struct kom_check_item *item,
                               struct kom_error *err) {
    const struct kom_check_request *r = w->plan->request;
    if (w->reason == KOM_NO_COLUMN && item->a) /* no row of the table, however mildly it is taken */
        w->reason = item->b;
    if (w->reason != KOM_NO_COLUMN) {
        if (w->reason < KOM_N_CHECK_RULES)
            w->result.reason[w->reason]++;
        return r->aside ? put_aside(w, err) : KOM_OK;
    }
    if (!r->good)
        return KOM_OK;
    enum kom_status status = kom_sink_write(r->good, w->raw, err);
    return status ? status : kom_sink_write(r->good, kom_text_of("\n"), err);
}

enum kom_status kom_check_take_lone(struct kom_check_writer *w, const struct kom_check_item *item,
                                    struct kom_text key, struct kom_error *err) {
    static const struct kom_check_item none = {0};
    w->row_line += (uint32_t)item->first;
    w->reason = KOM_NO_COLUMN;
    enum kom_status status = take_key(w, item, key, err);
    return status || w->reason == KOM_NO_COLUMN ? status : end_row(w, &none, err);
}

enum kom_status kom_check_take_item(struct kom_check_writer *w, enum kom_check_tag tag,
                                    const struct kom_check_item *item, struct kom_text payload,
                                    struct kom_error *err) {
    switch (tag) {
    case KOM_TAG_ROW:
        w->row_line = item->x;
        w->row_file = item->file;
        w->reason = KOM_NO_COLUMN;
        w->raw = (struct kom_text){NULL, 0};
        return take_encoding(w, (enum kom_check_encoding)item->a, err);
    case KOM_TAG_FINDING:
        return put(w, (enum kom_check_rule)item->b, (enum kom_check_severity)item->a, payload, err);
    case KOM_TAG_KEY:
        return take_key(w, item, payload, err);
    case KOM_TAG_SPELL:
        return take_spell(w, item, payload, err);
    case KOM_TAG_RAW:
        w->raw = payload;
        return KOM_OK;
    case KOM_TAG_LATE:
        return KOM_OK;
    case KOM_TAG_STOP:
        return kom_fail(err, KOM_EDATA, "%s:%llu: %.*s", file_name(w, w->row_file),
                        (unsigned long long)w->row_line, (int)payload.n, payload.p);
    case KOM_TAG_LONE:
        return kom_check_take_lone(w, item, payload, err);
    case KOM_TAG_END:
        return end_row(w, item, err);
    }
    return KOM_OK;
}

void kom_check_count(struct kom_check_writer *w) {
    const struct kom_extract *x = w->plan->x;
    struct kom_check_result *r = &w->result;
    r->n_good = x->n_read - x->aside[-KOM_ASIDE_NOT_ASKED - 1];
    for (size_t i = 0; i < KOM_N_CHECK_RULES; i++)
        r->n_good -= r->reason[i];
}

enum kom_status kom_check_cpr_columns(struct kom_check_writer *w, struct kom_error *err) {
    const struct kom_check_plan *plan = w->plan;
    const struct kom_extract *x = plan->x;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < plan->n_columns && !status && x->cpr; i++) {
        const struct kom_cpr_column *seen = &x->cpr[plan->columns[i].column->at];
        bool stops, is_told = kom_check_judged(w, i) == KOM_CHECK_CPR_DIGITS || seen->n_hyphens ||
                              seen->is_person;
        enum kom_cpr what = kom_cpr_verdict(seen, &stops);
        if (what == KOM_CPR_NONE || is_told)
            continue;
        struct kom_buf message = {0};
        kom_buf_printf(&message,
                       "many of its %u values look like CPR numbers; use pseudonyms, or "
                       "say --not-cpr if they are other numbers",
                       seen->n_values);
        w->row_line = seen->line;
        for (uint32_t f = 0; f < x->n_files; f++)
            w->row_file = x->files[f]->name == seen->file ? f : w->row_file;
        status = say(w, what == KOM_CPR_RIGHT ? KOM_CHECK_cpr : KOM_CHECK_cpr_like,
                     plan->columns[i].column->heading, kom_text_of("(hidden)"), &message, err);
        kom_buf_fini(&message);
    }
    return status;
}
