/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings of reading as lines, and back.

   Lines of a part are counted from its first byte where it does not know better. So ranges come
   first: each is joined to the one before of the same file, at whose end it began, which tells how
   many lines stand before. Counts add up; of what is shown or kept up to a limit the first in the
   order of the input stay, as one run would have them. */
#include "saved.h"

#include <stdlib.h>
#include <string.h>

#include "aside.h"
#include "code_digits.h"
#include "cpr_saved.h"
#include "cpr_watch.h"
#include "extract_next.h"
#include "filter.h"
#include "heading_index.h"
#include "heed.h"
#include "unicode.h"

/* Numbers in the line of a range. */
enum { RANGE_FACTS = 16 };

/* ---- the head ---- */

enum kom_status kom_saved_write_head(const struct kom_extract *x, struct kom_state_out *o,
                                     struct kom_error *err) {
    const char delimiter = kom_extract_aside_delimiter(x);
    struct kom_buf header = {0};
    kom_extract_header(x, &header);
    kom_state_tag(o, "table");
    kom_state_text(o, (struct kom_text){&delimiter, 1});
    kom_state_text(o, kom_buf_view(&header));
    enum kom_status status = header.failed ? kom_extract_no_memory(x, err) : kom_state_line(o, err);
    kom_buf_fini(&header);
    for (size_t i = 0; i < x->n_headings && !status; i++) {
        kom_state_tag(o, "column");
        kom_state_text(o, x->headings[i]);
        status = kom_state_line(o, err);
    }
    return status;
}

static bool is_one_of(struct kom_text tag, const char *const *list) {
    while (*list && !kom_text_is(tag, *list))
        list++;
    return *list;
}

bool kom_saved_is_head(struct kom_text tag) {
    static const char *const tags[] = {"table", "column", NULL};
    return is_one_of(tag, tags);
}

/* The next line; false: there is none. Its tag is taken. */
static bool next_line(struct kom_text *lines, struct kom_state_in *in, struct kom_text *tag) {
    const char *lf = lines->n ? memchr(lines->p, '\n', lines->n) : NULL;
    if (!lf)
        return false;
    *in = (struct kom_state_in){(char *)(uintptr_t)lines->p, (size_t)(lf - lines->p), false};
    lines->n -= in->n + 1;
    lines->p = lf + 1;
    *tag = kom_state_take(in);
    return true;
}

static enum kom_status take_head(struct kom_extract *x, struct kom_text lines,
                                 struct kom_error *err) {
    struct kom_file_plan *plan = x->files[0];
    struct kom_state_in in;
    struct kom_text tag;
    bool ok = true;
    while (ok && next_line(&lines, &in, &tag)) {
        struct kom_text t = kom_state_take(&in);
        if (kom_text_is(tag, "table")) {
            plan->split.delimiter = t.n == 1 ? t.p[0] : '\0';
            plan->header = kom_state_take(&in);
        } else {
            x->headings[x->n_headings++] = t;
        }
        ok = !in.has_failed;
    }
    plan->split.n_fields = (uint32_t)x->n_headings;
    plan->headings = x->headings;
    return ok && plan->split.delimiter && x->n_headings ? KOM_OK : kom_state_damaged(x->label, err);
}

static enum kom_status make_files(struct kom_extract *x, struct kom_text head,
                                  struct kom_error *err) {
    size_t n = 1;
    for (size_t i = 0; i < head.n; i++)
        n += head.p[i] == '\n';
    struct kom_file_plan *plan = kom_arena_take(&x->arena, x->n_paths * sizeof *plan);
    x->files = kom_arena_take(&x->arena, x->n_paths * sizeof(struct kom_file_plan *));
    x->headings = kom_arena_take(&x->arena, n * sizeof *x->headings);
    x->range = kom_alloc(x->n_paths, sizeof *x->range);
    if (!plan || !x->files || !x->headings || !x->range)
        return kom_extract_no_memory(x, err);
    for (size_t i = 0; i < x->n_paths; i++) {
        const bool is_stdin = strcmp(x->paths[i], "-") == 0;
        plan[i] = (struct kom_file_plan){.name = is_stdin ? "standard input" : x->paths[i]};
        x->files[i] = &plan[i];
    }
    x->n_files = x->n_paths;
    return KOM_OK;
}

enum kom_status kom_saved_open(struct kom_extract *x, const struct kom_saved_table *table,
                               struct kom_error *err) {
    const struct kom_text head = table->head;
    *x = (struct kom_extract){.label = table->label,
                              .paths = table->paths,
                              .n_paths = table->n_paths,
                              .reading = table->reading,
                              .size = table->is_small ? KOM_SIZE_SMALL : KOM_SIZE_LARGE,
                              .seed = kom_hash_seed()};
    const uint64_t failures = kom_mem_failures();
    /* Every run names an input: without one, the state has been changed. */
    enum kom_status status =
        x->n_paths ? make_files(x, head, err) : kom_state_damaged(x->label, err);
    if (!status)
        status = take_head(x, head, err);
    if (!status) {
        x->index = kom_heading_index_new(x->headings, x->n_headings);
        status = x->index ? kom_extract_note_options(x, err) : kom_extract_no_memory(x, err);
    }
    status = kom_mem_settle(failures, status, err);
    if (status)
        kom_extract_close(x);
    return status;
}

enum kom_status kom_saved_pin(struct kom_extract *x, struct kom_error *err) {
    enum kom_status status = kom_filters_make(x, err);
    x->is_pinned = true;
    if (!status)
        status = kom_heeds_make(x, err);
    if (!status && kom_cpr_watch_init(x))
        status = kom_extract_no_memory(x, err);
    x->digits = kom_alloc(kom_code_digits_columns(x) + 1, sizeof *x->digits);
    return !status && !x->digits ? kom_extract_no_memory(x, err) : status;
}

/* ---- findings, out ---- */

/* The place that a message begins with, FILE:LINE: file n_files and line 0 where it has none;
 *rest: what follows. */
static void split_place(const struct kom_extract *x, const char *text, uint32_t *file,
                        uint64_t *line, const char **rest) {
    char name[1024];
    *file = (uint32_t)x->n_files;
    *line = 0;
    *rest = text;
    for (size_t i = 0; i < x->n_ranges; i++) {
        kom_unicode_show(name, sizeof name, x->files[x->range[i].file]->name);
        size_t n = strlen(name);
        if (strncmp(text, name, n) != 0 || text[n] != ':')
            continue;
        char *end;
        uint64_t value = strtoull(text + n + 1, &end, 10);
        if (end == text + n + 1 || *end != ':')
            continue;
        *file = x->range[i].file;
        *line = value;
        *rest = end + 1;
    }
}

/* TAG file line text */
static enum kom_status put_message(const struct kom_extract *x, const char *tag, const char *text,
                                   struct kom_state_out *o, struct kom_error *err) {
    uint32_t file;
    uint64_t line;
    const char *rest;
    split_place(x, text, &file, &line, &rest);
    kom_state_tag(o, tag);
    kom_state_whole(o, file);
    kom_state_whole(o, line);
    kom_state_text(o, kom_text_of(rest));
    return kom_state_line(o, err);
}

static enum kom_status put_range(const struct kom_extract *x, const struct kom_range *r,
                                 struct kom_state_out *o, struct kom_error *err) {
    const struct kom_file_plan *plan = x->files[r->file];
    const uint64_t facts[RANGE_FACTS] = {r->file,
                                         r->size,
                                         r->began.at,
                                         r->began.within,
                                         r->ended.at,
                                         r->ended.within,
                                         r->from,
                                         r->to,
                                         r->line,
                                         r->n_lines,
                                         (unsigned char)plan->split.delimiter,
                                         plan->split.n_fields,
                                         (unsigned char)plan->numbers.decimal,
                                         plan->split.encoding,
                                         plan->is_utf16,
                                         plan->has_mark};
    kom_state_tag(o, "range");
    for (size_t i = 0; i < RANGE_FACTS; i++)
        kom_state_whole(o, facts[i]);
    kom_state_text(o, kom_text_of(plan->packing ? plan->packing : ""));
    enum kom_status status = kom_state_line(o, err);
    return status || !r->broken ? status : put_message(x, "broken", r->broken, o, err);
}

static enum kom_status put_count(struct kom_state_out *o, const char *tag, const char *name,
                                 uint64_t n, struct kom_error *err) {
    if (n == 0)
        return KOM_OK;
    kom_state_tag(o, tag);
    kom_state_text(o, kom_text_of(name));
    kom_state_whole(o, n);
    return kom_state_line(o, err);
}

/* Counts of an extract that add up, by name. */
struct count {
    const char *name;
    size_t at;
};
static const struct count counts[] = {
    {"read", offsetof(struct kom_extract, n_read)},
    {"bad", offsetof(struct kom_extract, n_bad)},
    {"converted", offsetof(struct kom_extract, n_converted)},
    {"settled", offsetof(struct kom_extract, n_settled)},
    {"settled_headings", offsetof(struct kom_extract, n_settled_headings)},
};
enum { N_COUNTS = sizeof counts / sizeof counts[0] };

static enum kom_status put_counts(const struct kom_extract *x, const struct kom_fold *fold,
                                  struct kom_state_out *o, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < N_COUNTS && !status; i++) {
        uint64_t n;
        memcpy(&n, (const char *)x + counts[i].at, sizeof n);
        status = put_count(o, "count", counts[i].name, n, err);
    }
    for (int r = -1; r >= -KOM_N_BUILTIN && !status; r--)
        status = put_count(o, "reason", kom_aside_name(r), x->aside[-r - 1], err);
    for (int r = 0; r < fold->n_reasons && !status; r++)
        status = put_count(o, "reason", fold->reasons[r], x->aside[KOM_N_BUILTIN + r], err);
    return status;
}

static enum kom_status put_met(const struct kom_extract *x, struct kom_state_out *o,
                               struct kom_error *err) {
    const size_t n = kom_filters_n_met(x);
    struct kom_buf bits = {0};
    if (n == 0)
        return KOM_OK;
    for (size_t i = 0; i < n; i++)
        kom_buf_byte(&bits, (char)('0' + x->met[i]));
    kom_state_tag(o, "met");
    kom_state_text(o, kom_buf_view(&bits));
    enum kom_status status = bits.failed ? kom_extract_no_memory(x, err) : kom_state_line(o, err);
    kom_buf_fini(&bits);
    return status;
}

static enum kom_status put_digits(const struct kom_extract *x, struct kom_state_out *o,
                                  struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < kom_code_digits_columns(x) && !status; i++)
        for (size_t k = 0; k < 2 && !status; k++) {
            if (!x->digits[i].code[k].is_seen)
                continue;
            kom_state_tag(o, "digits");
            kom_state_whole(o, i);
            kom_state_text(o, (struct kom_text){x->digits[i].code[k].text, 3 + k});
            status = kom_state_line(o, err);
        }
    return status;
}

static enum kom_status put_said(const char *kind, const struct kom_buf *text,
                                struct kom_state_out *o, struct kom_error *err) {
    if (text->n == 0)
        return KOM_OK;
    kom_state_tag(o, "said");
    kom_state_text(o, kom_text_of(kind));
    kom_state_text(o, kom_buf_view(text));
    return kom_state_line(o, err);
}

static enum kom_status put_all_said(const struct kom_extract *x, struct kom_state_out *o,
                                    struct kom_error *err) {
    enum kom_status status = put_said("aligned", &x->aligned, o, err);
    if (!status)
        status = put_said("words", &x->aligned_words, o, err);
    return status ? status : put_said("lacks", &x->lacks, o, err);
}

enum kom_status kom_saved_write_findings(const struct kom_extract *x, const struct kom_fold *fold,
                                         struct kom_state_out *o, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < x->n_ranges && !status; i++)
        status = put_range(x, &x->range[i], o, err);
    if (!status)
        status = put_counts(x, fold, o, err);
    for (unsigned i = 0; i < x->n_shown && !status; i++)
        status = put_message(x, "bad", x->shown[i].text, o, err);
    if (!status)
        status = put_met(x, o, err);
    if (!status)
        status = put_digits(x, o, err);
    if (!status)
        status = put_count(o, "count", "cpr_heading", x->cpr_heading, err);
    for (size_t i = 0; i <= x->n_headings && !status; i++)
        status = kom_cpr_save(x, i, o, err);
    return status ? status : put_all_said(x, o, err);
}

/* ---- findings, in ---- */

bool kom_saved_is_finding(struct kom_text tag) {
    static const char *const tags[] = {"range", "broken", "count", "reason", "bad",
                                       "met",   "digits", "cpr",   "said",   NULL};
    return is_one_of(tag, tags);
}

/* What is told of a part while its lines are added. */
struct adding {
    struct kom_extract *x;
    const struct kom_fold *fold;
    struct kom_state_in *in;
    struct kom_error *err;
};

uint64_t kom_saved_line(const struct kom_extract *x, uint64_t file, uint64_t line) {
    for (size_t i = 0; i < x->n_ranges; i++)
        if (x->range[i].file == file && x->range[i].base)
            return line + x->range[i].base;
    return line;
}

uint64_t kom_saved_order(const struct kom_extract *x, uint64_t order) {
    for (size_t i = 0; i < x->n_ranges; i++)
        if (x->range[i].file == order >> KOM_PLACE_BYTES)
            return order + x->range[i].shift;
    return order;
}

static enum kom_status join_range(const struct adding *a, struct kom_range *before,
                                  const struct kom_range *r) {
    if (!kom_spot_same(r->began, before->ended) &&
        r->size != UINT64_MAX) /* whoever read the states has seen to it */
        return kom_state_damaged(a->x->label, a->err);
    const uint64_t first = before->line ? before->line : 1;
    before->base = r->line ? 0 : first + before->n_lines - 1;
    before->shift = before->to - r->from;
    before->to = r->to + before->shift;
    before->ended = r->ended;
    before->n_lines += r->n_lines;
    return KOM_OK;
}

static enum kom_status add_range(const struct adding *a) {
    struct kom_extract *x = a->x;
    uint64_t fact[RANGE_FACTS];
    for (size_t i = 0; i < RANGE_FACTS; i++)
        fact[i] = kom_state_take_whole(a->in);
    struct kom_text packing = kom_state_take(a->in);
    if (a->in->has_failed || fact[0] >= x->n_files)
        return kom_state_damaged(x->label, a->err);
    const struct kom_range r = {.file = (uint32_t)fact[0],
                                .size = fact[1],
                                .began = {fact[2], fact[3]},
                                .ended = {fact[4], fact[5]},
                                .from = fact[6],
                                .to = fact[7],
                                .line = fact[8],
                                .n_lines = fact[9]};
    struct kom_file_plan *plan = x->files[r.file];
    plan->split.delimiter = (char)fact[10];
    plan->split.n_fields = r.file ? (uint32_t)fact[11] : plan->split.n_fields;
    plan->numbers.decimal = (char)fact[12];
    plan->split.encoding = (unsigned)fact[13];
    plan->is_utf16 = fact[14];
    plan->has_mark = fact[15];
    plan->packing = packing.n ? kom_arena_copy(&x->arena, packing.p, packing.n) : NULL;
    struct kom_range *last = x->n_ranges ? &x->range[x->n_ranges - 1] : NULL;
    if (last && last->file == r.file)
        return join_range(a, last, &r);
    if (x->n_ranges == x->n_files)
        return kom_state_damaged(x->label, a->err);
    x->range[x->n_ranges++] = r;
    return KOM_OK;
}

static uint64_t take_message(const struct adding *a, uint64_t *file, struct kom_text *text) {
    *file = kom_state_take_whole(a->in);
    uint64_t line = kom_state_take_whole(a->in);
    *text = kom_state_take(a->in);
    return kom_saved_line(a->x, *file, line);
}

static enum kom_status say(const struct adding *a, struct kom_error *to, enum kom_status status) {
    uint64_t file, line;
    struct kom_text text;
    line = take_message(a, &file, &text);
    if (file >= a->x->n_files)
        return kom_fail(to, status, "%.*s", (int)text.n, text.p);
    return kom_fail(to, status, "%s:%llu:%.*s", a->x->files[file]->name, (unsigned long long)line,
                    (int)text.n, text.p);
}

static enum kom_status add_count(const struct adding *a) {
    struct kom_text name = kom_state_take(a->in);
    uint64_t n = kom_state_take_whole(a->in), sum;
    if (kom_text_is(name, "cpr_heading")) {
        a->x->cpr_heading = (uint32_t)n;
        return KOM_OK;
    }
    for (size_t i = 0; i < N_COUNTS; i++) {
        if (!kom_text_is(name, counts[i].name))
            continue;
        memcpy(&sum, (char *)a->x + counts[i].at, sizeof sum);
        sum += n;
        memcpy((char *)a->x + counts[i].at, &sum, sizeof sum);
        return KOM_OK;
    }
    return kom_state_damaged(a->x->label, a->err);
}

static enum kom_status add_reason(const struct adding *a) {
    struct kom_text name = kom_state_take(a->in);
    uint64_t n = kom_state_take_whole(a->in);
    for (int r = -KOM_N_BUILTIN; r < a->fold->n_reasons; r++) {
        if (!kom_text_is(name, r < 0 ? kom_aside_name(r) : a->fold->reasons[r]))
            continue;
        a->x->aside[r < 0 ? -r - 1 : KOM_N_BUILTIN + r] += n;
        return KOM_OK;
    }
    return kom_state_damaged(a->x->label, a->err);
}

static enum kom_status add_bad(const struct adding *a) {
    struct kom_extract *x = a->x;
    if (x->n_shown < KOM_N_SHOWN)
        (void)say(a, &x->shown[x->n_shown++], KOM_EDATA);
    return KOM_OK;
}

static enum kom_status add_met(const struct adding *a) {
    struct kom_text bits = kom_state_take(a->in);
    if (bits.n != kom_filters_n_met(a->x))
        return kom_state_damaged(a->x->label, a->err);
    for (size_t i = 0; i < bits.n; i++)
        a->x->met[i] |= (uint8_t)(bits.p[i] - '0');
    return KOM_OK;
}

static enum kom_status add_digits(const struct adding *a) {
    uint64_t column = kom_state_take_whole(a->in);
    struct kom_text t = kom_state_take(a->in);
    if (column >= kom_code_digits_columns(a->x) || t.n < 3 || t.n > 4)
        return kom_state_damaged(a->x->label, a->err);
    struct kom_code_digits_code *code = &a->x->digits[column].code[t.n - 3];
    if (code->is_seen)
        return KOM_OK;
    code->is_seen = true;
    memcpy(code->text, t.p, t.n);
    return KOM_OK;
}

static enum kom_status add_cpr(const struct adding *a) {
    struct kom_extract *x = a->x;
    uint64_t fact[KOM_CPR_FACTS + 1]; /* and how many hyphens */
    for (size_t i = 0; i <= KOM_CPR_FACTS; i++)
        fact[i] = kom_state_take_whole(a->in);
    if (a->in->has_failed || fact[0] > x->n_headings || fact[KOM_CPR_FACTS] > KOM_CPR_HYPHENS)
        return kom_state_damaged(x->label, a->err);
    struct kom_cpr_column *c = &x->cpr[fact[0]];
    if (!c->file && fact[1] < x->n_files) {
        c->file = x->files[fact[1]]->name;
        c->line = kom_saved_line(x, fact[1], fact[2]);
    }
    bool ok = true;
    for (uint64_t i = 0; ok && kom_state_has_more(a->in); i++) {
        const uint64_t value = kom_state_take_whole(a->in);
        const bool has_hyphen = i < fact[KOM_CPR_FACTS];
        const struct kom_cpr_sight sight = {.value = value,
                                            .what = has_hyphen ? KOM_CPR_LIKE
                                                               : value & (KOM_CPR_NINE - 1),
                                            .has_hyphen = has_hyphen,
                                            .is_nine = !has_hyphen && value & KOM_CPR_NINE};
        ok = kom_cpr_column_add(c, &sight);
    }
    c->has_right = c->has_right || fact[3];
    c->has_person = c->has_person || fact[4];
    return ok ? KOM_OK : kom_extract_no_memory(x, a->err);
}

static enum kom_status add_said(const struct adding *a) {
    struct kom_extract *x = a->x;
    struct kom_text kind = kom_state_take(a->in), text = kom_state_take(a->in);
    struct kom_buf *to = kom_text_is(kind, "lacks")   ? &x->lacks
                         : kom_text_is(kind, "words") ? &x->aligned_words
                                                      : &x->aligned;
    if (to == &x->lacks && to->n)
        kom_buf_str(to, "; ");
    kom_buf_text(to, text);
    return to->failed ? kom_extract_no_memory(x, a->err) : KOM_OK;
}

static enum kom_status add_broken(const struct adding *a) {
    return say(a, a->err, KOM_EDATA);
}

enum kom_status kom_saved_add(struct kom_extract *x, const struct kom_fold *fold,
                              struct kom_text lines, struct kom_error *err) {
    static const struct {
        const char *tag;
        enum kom_status (*add)(const struct adding *);
    } verbs[] = {{"range", add_range},   {"broken", add_broken}, {"count", add_count},
                 {"reason", add_reason}, {"bad", add_bad},       {"met", add_met},
                 {"digits", add_digits}, {"cpr", add_cpr},       {"said", add_said}};
    struct kom_state_in in;
    const struct adding a = {x, fold, &in, err};
    struct kom_text tag;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < x->n_ranges; i++)
        x->range[i].base = x->range[i].shift = 0;
    while (!status && next_line(&lines, &in, &tag)) {
        for (size_t i = 0; i < sizeof verbs / sizeof verbs[0] && !status; i++)
            if (kom_text_is(tag, verbs[i].tag))
                status = verbs[i].add(&a);
        if (!status && in.has_failed)
            status = kom_state_damaged(x->label, err);
    }
    return status;
}

enum kom_status kom_saved_render(const struct kom_extract *x, struct kom_state_in *line,
                                 bool as_line, struct kom_buf *out, struct kom_error *err) {
    const uint64_t file = kom_state_take_whole(line), in_part = kom_state_take_whole(line);
    const struct kom_text reason = kom_state_take(line), raw = kom_state_take(line);
    const char d = kom_extract_aside_delimiter(x);
    if (line->has_failed || file >= x->n_files)
        return kom_state_damaged(x->label, err);
    const uint64_t at = kom_saved_line(x, file, in_part);
    if (as_line) {
        kom_aside_line((uint32_t)file, at, reason, raw, out);
        return out->failed ? kom_extract_no_memory(x, err) : KOM_OK;
    }
    kom_buf_text(out, raw);
    kom_buf_byte(out, d);
    kom_buf_csv_with(out, kom_text_of(x->files[file]->name), d);
    kom_buf_byte(out, d);
    kom_buf_int(out, (int64_t)at);
    kom_buf_byte(out, d);
    kom_buf_text(out, reason);
    kom_buf_byte(out, '\n');
    return out->failed ? kom_extract_no_memory(x, err) : KOM_OK;
}
