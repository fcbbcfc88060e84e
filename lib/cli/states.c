/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading states, and what may be wrong with several of them.

   A state is read line by line. Its head and findings are small and stay in memory; lines of rows
   set aside and of the method go to a file without a name, to be read again part by part, so that
   states may come in any order and through a pipe. Only at its last line is it known to be whole.
 */
#include "states.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kom/version.h"
#include "saved.h"
#include "source.h"
#include "state.h"

enum { BLOCK = 256 * 1024, TAG_MAX = 16 };

/* A file while it is read. */
struct reading {
    struct kom_states *s;
    const char *name;
    struct kom_source *source;
    struct kom_buf buf;
    size_t at;
    bool at_end;
    uint64_t line;
    /* the state at hand */
    struct kom_part_state *part; /* NULL: none has begun */
    struct kom_digest *digest;
    uint64_t n_lines;
    /* lines of one tag that go to the disk, as far as they have not gone there */
    char tag[TAG_MAX];
    size_t n_tag; /* 0: the last line was of another kind */
    size_t run, n_run;
    struct kom_buf scratch;
    struct kom_error *err;
};

/* ---- lines ---- */

static enum kom_status no_memory(const struct reading *r) {
    return kom_no_memory_in(r->err, r->name);
}

static enum kom_status wrong(const struct reading *r, const char *why) {
    return kom_fail(r->err, KOM_EDATA, "%s:%" PRIu64 ": %s", r->name, r->line, why);
}

/* Lines that were passed by, to the disk. */
static enum kom_status keep_run(struct reading *r) {
    if (!r->n_run)
        return KOM_OK;
    const struct kom_text lines = {r->buf.p + r->run, r->n_run};
    r->n_run = 0;
    kom_digest_add(r->digest, lines);
    return kom_spill_add(&r->s->spill, r->s->folder, lines, r->err);
}

/* More bytes behind those that are not taken yet. */
static enum kom_status fill(struct reading *r) {
    size_t n = 0;
    enum kom_status kept = keep_run(r);
    if (kept)
        return kept;
    if (r->at) {
        memmove(r->buf.p, r->buf.p + r->at, r->buf.n - r->at);
        r->buf.n -= r->at;
        r->at = 0;
    }
    char *room = kom_buf_room(&r->buf, BLOCK);
    enum kom_status status =
        room ? kom_source_read(r->source, room, BLOCK, &n, r->err) : no_memory(r);
    r->buf.n += status ? 0 : n;
    r->at_end = n == 0;
    return status;
}

/* The next line with its end; n 0: there is none. */
static enum kom_status next_line(struct reading *r, struct kom_text *line) {
    enum kom_status status = KOM_OK;
    size_t looked = r->at;
    *line = (struct kom_text){NULL, 0};
    for (;;) {
        const char *lf =
            looked < r->buf.n ? memchr(r->buf.p + looked, '\n', r->buf.n - looked) : NULL;
        if (lf) {
            *line = (struct kom_text){r->buf.p + r->at, (size_t)(lf + 1 - r->buf.p) - r->at};
            r->at += line->n;
            r->line++;
            return KOM_OK;
        }
        if (r->at_end)
            break;
        looked = r->buf.n - r->at;
        status = fill(r);
        if (status)
            return status;
    }
    if (r->at == r->buf.n)
        return KOM_OK;
    r->line++;
    return wrong(r, "ends within a line; it was cut off: write it anew");
}

/* A copy of the line without its end, to take fields from; its tag is taken. */
static struct kom_state_in fields_of(struct reading *r, struct kom_text line,
                                     struct kom_text *tag) {
    kom_buf_reset(&r->scratch);
    kom_buf_add(&r->scratch, line.p, line.n - 1);
    struct kom_state_in in = {r->scratch.p, r->scratch.n, r->scratch.failed};
    *tag = kom_state_take(&in);
    return in;
}

static struct kom_text tag_of(struct kom_text line) {
    const char *tab = memchr(line.p, '\t', line.n);
    return (struct kom_text){line.p, tab ? (size_t)(tab - line.p) : line.n - 1};
}

/* ---- one state ---- */

static enum kom_status check_first(struct reading *r, struct kom_state_in *in,
                                   struct kom_text *tool, struct kom_text *version) {
    if (in->has_failed)
        return wrong(r, "is no state; the option --part of kom-sum and others writes one");
    const uint64_t form = kom_state_take_whole(in);
    *tool = kom_state_take(in);
    *version = kom_state_take(in);
    if (in->has_failed)
        return wrong(r, "the first line of a state is damaged; write it anew");
    if (form != KOM_STATE_FORM)
        return kom_fail(r->err, KOM_EDATA,
                        "%s:%" PRIu64 ": is a state of form %" PRIu64
                        ", of which this program knows "
                        "nothing (it writes form %d); merge it with the program that wrote it",
                        r->name, r->line, form, KOM_STATE_FORM);
    if (!kom_text_is(*version, KOM_VERSION))
        return kom_fail(r->err, KOM_EDATA,
                        "%s:%" PRIu64 ": was written by %.*s %.*s, this is %s; all parts and their "
                        "merge take one version",
                        r->name, r->line, (int)tool->n, tool->p, (int)version->n, version->p,
                        KOM_VERSION);
    return KOM_OK;
}

static enum kom_status new_part(struct reading *r) {
    struct kom_states *s = r->s;
    void *p = s->part;
    if (kom_grow(&p, &s->cap, s->n + 1, sizeof *s->part))
        return no_memory(r);
    s->part = p;
    r->part = &s->part[s->n++];
    *r->part = (struct kom_part_state){.name = r->name, .asides = kom_spill_end(&s->spill)};
    if (!r->digest)
        r->digest = kom_digest_new();
    return r->digest ? KOM_OK : no_memory(r);
}

static enum kom_status begin(struct reading *r, struct kom_text line) {
    struct kom_states *s = r->s;
    struct kom_text tag, tool, version;
    struct kom_state_in in = fields_of(r, line, &tag);
    in.has_failed = in.has_failed || !kom_text_is(tag, KOM_STATE_MAGIC);
    enum kom_status status = check_first(r, &in, &tool, &version);
    const uint64_t from = kom_state_take_whole(&in), to = kom_state_take_whole(&in),
                   of = kom_state_take_whole(&in);
    struct kom_text digest = kom_state_take(&in);
    if (!status && (in.has_failed || from < 1 || from > to || to > of || of > KOM_PARTS_MAX))
        return wrong(r, "the first line of a state is damaged; write it anew");
    if (!status && s->n && !kom_text_is(tool, s->tool))
        return kom_fail(r->err, KOM_EDATA, "%s: is a state of %.*s, %s one of %s", r->name,
                        (int)tool.n, tool.p, s->part[0].name, s->tool);
    if (!status && s->n && of != s->of)
        return kom_fail(r->err, KOM_EDATA,
                        "%s: is of a run in %" PRIu64 " parts, %s of one in %" PRIu32, r->name, of,
                        s->part[0].name, s->of);
    if (!status)
        status = new_part(r);
    if (status)
        return status;
    if (!s->tool)
        s->tool = kom_arena_copy(&s->arena, tool.p, tool.n);
    s->of = (uint32_t)of;
    r->part->from = (uint32_t)from;
    r->part->to = (uint32_t)to;
    r->part->digest = kom_arena_copy(&s->arena, digest.p, digest.n);
    r->n_lines = 0;
    return s->tool && r->part->digest ? KOM_OK : no_memory(r);
}

static enum kom_status note_range(struct reading *r, struct kom_text line) {
    struct kom_part_state *part = r->part;
    struct kom_text tag;
    struct kom_state_in in = fields_of(r, line, &tag);
    void *p = part->range;
    if (kom_grow(&p, &part->cap_ranges, part->n_ranges + 1, sizeof *part->range))
        return no_memory(r);
    part->range = p;
    struct kom_range range = {.file = (uint32_t)kom_state_take_whole(&in)};
    range.size = kom_state_take_whole(&in);
    range.began.at = kom_state_take_whole(&in);
    range.began.within = kom_state_take_whole(&in);
    range.ended.at = kom_state_take_whole(&in);
    range.ended.within = kom_state_take_whole(&in);
    range.line = kom_state_take_whole(&in);
    part->range[part->n_ranges++] = range;
    return in.has_failed ? wrong(r, "a line of the state is damaged; write it anew") : KOM_OK;
}

static bool is_call(struct kom_text tag) {
    return kom_text_is(tag, "option") || kom_text_is(tag, "input") || kom_text_is(tag, "side") ||
           kom_text_is(tag, "flag") || kom_text_is(tag, KOM_STATES_KEY);
}

static enum kom_status keep(struct reading *r, struct kom_text line) {
    struct kom_part_state *part = r->part;
    const struct kom_text tag = tag_of(line);
    struct kom_buf *to = is_call(tag)                ? &part->call
                         : kom_saved_is_head(tag)    ? &part->head
                         : kom_saved_is_finding(tag) ? &part->findings
                                                     : NULL;
    enum kom_status status = kom_text_is(tag, "range") ? note_range(r, line) : KOM_OK;
    if (to)
        kom_buf_text(to, line);
    if (status || to)
        return !status && to->failed ? no_memory(r) : status;
    const bool is_aside = kom_text_is(tag, "aside");
    if (!is_aside && part->n_method == 0)
        part->method = kom_spill_end(&r->s->spill);
    if (is_aside && part->n_method)
        return wrong(r, "a line of the state is out of its place; write it anew");
    *(is_aside ? &part->n_aside : &part->n_method) += line.n;
    if (!is_aside && tag.n < TAG_MAX) {
        memcpy(r->tag, line.p, tag.n + 1); /* and the tab, or the end */
        r->n_tag = tag.n + 1;
    }
    return kom_spill_add(&r->s->spill, r->s->folder, line, r->err);
}

/* A line of the method's with the tag of the line before, as nearly all are: such lines lie side by
   side, and go to the disk together. */
static bool is_alike(const struct reading *r, struct kom_text line) {
    return r->n_tag && line.n >= r->n_tag && memcmp(line.p, r->tag, r->n_tag) == 0;
}

static void pass_by(struct reading *r, struct kom_text line) {
    if (!r->n_run)
        r->run = r->at - line.n;
    r->n_run += line.n;
    r->n_lines++;
    r->part->n_method += line.n;
}

static enum kom_status end(struct reading *r, struct kom_text line) {
    struct kom_buf digest = {0};
    struct kom_text tag;
    struct kom_state_in in = fields_of(r, line, &tag);
    const uint64_t n = kom_state_take_whole(&in);
    const struct kom_text told = kom_state_take(&in);
    kom_digest_hex(r->digest, &digest);
    enum kom_status status = KOM_OK;
    if (digest.failed)
        status = no_memory(r);
    else if (in.has_failed || n != r->n_lines || !kom_text_equal(told, kom_buf_view(&digest)))
        status = wrong(r, "the state before this line is not as it was written; write it anew");
    kom_buf_fini(&digest);
    r->part = NULL;
    return status;
}

static enum kom_status take_line(struct reading *r, struct kom_text line) {
    const bool is_first = !r->part;
    if (is_alike(r, line)) {
        pass_by(r, line);
        return KOM_OK;
    }
    enum kom_status status = keep_run(r);
    r->n_tag = 0;
    if (!status && is_first)
        status = begin(r, line);
    if (!status && kom_text_is(tag_of(line), KOM_STATE_END))
        return end(r, line);
    if (status)
        return status;
    kom_digest_add(r->digest, line);
    r->n_lines++;
    return is_first ? KOM_OK : keep(r, line);
}

static enum kom_status read_all(struct reading *r) {
    struct kom_text line;
    enum kom_status status = next_line(r, &line);
    while (!status && line.n) {
        status = take_line(r, line);
        if (!status)
            status = next_line(r, &line);
    }
    if (!status && r->part)
        return wrong(r, "the state has no last line; it was cut off: write it anew");
    if (!status && r->line == 0)
        return kom_fail(r->err, KOM_EDATA,
                        "%s: is empty; a part without rows has a state with lines", r->name);
    return status;
}

static void fini_part(struct kom_part_state *part) {
    kom_buf_fini(&part->call);
    kom_buf_fini(&part->head);
    kom_buf_fini(&part->findings);
    kom_buf_fini(&part->cursor.buf);
    kom_free(part->range);
}

enum kom_status kom_states_read(struct kom_states *s, const char *path, struct kom_error *err) {
    struct reading r = {.s = s, .err = err};
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    enum kom_status status = kom_source_open(&r.source, path, NULL, false, err);
    r.name = kom_arena_copy(&s->arena, name, strlen(name));
    if (!status)
        status = r.name ? read_all(&r) : kom_no_memory(err);
    if (status && r.part) /* what is not whole is not there */
        fini_part(&s->part[--s->n]);
    kom_source_close(r.source);
    kom_digest_free(r.digest);
    kom_buf_fini(&r.buf);
    kom_buf_fini(&r.scratch);
    return status;
}

/* ---- several ---- */

static int by_part(const void *pa, const void *pb) {
    const struct kom_part_state *a = pa, *b = pb;
    if (a->from != b->from)
        return (a->from > b->from) - (a->from < b->from);
    return (a->to > b->to) - (a->to < b->to);
}

/* The first line in which two texts differ; *a and *b are moved to it. */
static void first_difference(struct kom_text *a, struct kom_text *b) {
    while (a->n && b->n) {
        const char *end_a = memchr(a->p, '\n', a->n), *end_b = memchr(b->p, '\n', b->n);
        const size_t n = (size_t)(end_a - a->p) + 1, m = (size_t)(end_b - b->p) + 1;
        if (n != m || memcmp(a->p, b->p, n) != 0) {
            a->n = n - 1;
            b->n = m - 1;
            return;
        }
        *a = (struct kom_text){a->p + n, a->n - n};
        *b = (struct kom_text){b->p + m, b->n - m};
    }
    const char *lf = a->n ? memchr(a->p, '\n', a->n) : b->n ? memchr(b->p, '\n', b->n) : NULL;
    a->n = a->n ? (size_t)(lf - a->p) : 0;
    b->n = b->n ? (size_t)(lf - b->p) : 0;
}

/* A line as a message has it: blanks for tabs. */
static void say_line(struct kom_buf *out, struct kom_text line) {
    for (size_t i = 0; i < line.n; i++)
        kom_buf_byte(out, (char)(line.p[i] == '\t' ? ' ' : line.p[i]));
    if (line.n == 0)
        kom_buf_str(out, "nothing");
}

/* The check value that a line of the call tells; n 0: it is another line. */
static struct kom_text key_of(struct kom_text line) {
    static const char lead[] = KOM_STATES_KEY "\t";
    const size_t n = sizeof lead - 1;
    const bool is_it = line.n > n && memcmp(line.p, lead, n) == 0;
    return is_it ? (struct kom_text){line.p + n, line.n - n} : (struct kom_text){NULL, 0};
}

/* Keys differ, or only one has any. */
static enum kom_status other_key(const struct kom_part_state *a, const struct kom_part_state *b,
                                 struct kom_text x, struct kom_text y, struct kom_error *err) {
    if (!x.n || !y.n)
        return kom_fail(err, KOM_EDATA,
                        "%s holds persons as keyed hashes, %s as they are; run all parts with the "
                        "same --key FILE, or all without",
                        x.n ? a->name : b->name, x.n ? b->name : a->name);
    return kom_fail(err, KOM_EDATA,
                    "%s and %s hold persons as hashes of different keys, whose check values are "
                    "%.*s and %.*s; run all parts with the same --key FILE",
                    a->name, b->name, (int)x.n, x.p, (int)y.n, y.p);
}

/* Are two of one call, and of one table? */
static enum kom_status same_run(const struct kom_part_state *a, const struct kom_part_state *b,
                                struct kom_error *err) {
    struct kom_text x = kom_buf_view(&a->call), y = kom_buf_view(&b->call);
    const bool is_call = !kom_text_equal(x, y);
    if (!is_call) {
        x = kom_buf_view(&a->head);
        y = kom_buf_view(&b->head);
    }
    if (kom_text_equal(x, y))
        return KOM_OK;
    first_difference(&x, &y);
    if (is_call && (key_of(x).n || key_of(y).n))
        return other_key(a, b, key_of(x), key_of(y), err);
    struct kom_buf one = {0}, other = {0};
    say_line(&one, x);
    say_line(&other, y);
    enum kom_status status =
        one.failed || other.failed
            ? kom_no_memory(err)
            : kom_fail(err, KOM_EDATA,
                       "%s and %s are not of one run: %s \"%.*s\" in the one, \"%.*s\" in the "
                       "other; run all parts with the same %s",
                       a->name, b->name, is_call ? "the call has" : "the table has", (int)one.n,
                       one.p, (int)other.n, other.p, is_call ? "options and tables" : "files");
    kom_buf_fini(&one);
    kom_buf_fini(&other);
    return status;
}

static enum kom_status elsewhere(const struct kom_states *s, struct kom_spot ended,
                                 const struct kom_part_state *part, struct kom_error *err) {
    struct kom_buf began_at = {0}, ended_at = {0};
    kom_spot_add(part->range->began, &began_at);
    kom_spot_add(ended, &ended_at);
    enum kom_status status =
        began_at.failed || ended_at.failed
            ? kom_no_memory(err)
            : kom_fail(err, KOM_EDATA,
                       "%s: part %" PRIu32 " took byte %.*s for the start of a row, but the row "
                       "before it ends at byte %.*s, perhaps as there are line ends in quotes; run "
                       "this part again with --part %" PRIu32 "/%" PRIu32 " --began-at %.*s",
                       part->name, part->from, (int)began_at.n, began_at.p, (int)ended_at.n,
                       ended_at.p, part->from, s->of, (int)ended_at.n, ended_at.p);
    kom_buf_fini(&began_at);
    kom_buf_fini(&ended_at);
    return status;
}

/* Does a part begin where the one before ended? */
static enum kom_status follows(const struct kom_states *s, const struct kom_range *last,
                               const struct kom_part_state *part, struct kom_error *err) {
    const struct kom_range *first = part->range;
    if (part->n_ranges == 0 || first->size == UINT64_MAX) /* a pipe is a part by itself */
        return KOM_OK;
    if (last && last->file == first->file && last->size != first->size)
        return kom_fail(err, KOM_EDATA,
                        "%s: its input had %" PRIu64 " bytes, and %" PRIu64
                        " in the part before; run all parts of one file",
                        part->name, first->size, last->size);
    if (last && last->file == first->file && !kom_spot_same(last->ended, first->began))
        return elsewhere(s, last->ended, part, err);
    return KOM_OK;
}

static enum kom_status missing(const struct kom_states *s, uint32_t from, uint32_t to,
                               struct kom_error *err) {
    return from == to ? kom_fail(err, KOM_EDATA,
                                 "part %" PRIu32 " of %" PRIu32
                                 " is missing; run it with --part %" PRIu32 "/%" PRIu32,
                                 from, s->of, from, s->of)
                      : kom_fail(err, KOM_EDATA,
                                 "parts %" PRIu32 " to %" PRIu32 " of %" PRIu32
                                 " are missing; run the first with --part %" PRIu32 "/%" PRIu32,
                                 from, to, s->of, from, s->of);
}

static void sort(struct kom_states *s) {
    if (s->n)
        qsort(s->part, s->n, sizeof *s->part, by_part);
}

enum kom_status kom_states_check(struct kom_states *s, bool all, struct kom_error *err) {
    const struct kom_range *last = NULL;
    enum kom_status status = KOM_OK;
    sort(s);
    uint32_t next = all || s->n == 0 ? 1 : s->part[0].from;
    for (size_t i = 0; i < s->n && !status; i++) {
        const struct kom_part_state *part = &s->part[i];
        if (part->from < next)
            return kom_fail(err, KOM_EDATA, "part %" PRIu32 " is there twice: in %s and in %s",
                            part->from, s->part[i - 1].name, part->name);
        if (part->from > next)
            return missing(s, next, part->from - 1, err);
        status = i ? same_run(&s->part[0], part, err) : KOM_OK;
        if (!status)
            status = follows(s, last, part, err);
        last = part->n_ranges ? &part->range[part->n_ranges - 1] : last;
        next = part->to + 1;
    }
    return !status && all && next <= s->of ? missing(s, next, s->of, err) : status;
}

struct kom_text kom_states_key(const struct kom_states *s) {
    const struct kom_text call = kom_buf_view(&s->part[0].call);
    const char *lf = call.n ? memchr(call.p, '\n', call.n) : NULL;
    return key_of((struct kom_text){call.p, lf ? (size_t)(lf - call.p) : 0});
}

bool kom_states_has_flag(const struct kom_states *s, const char *name) {
    char line[64];
    int n = snprintf(line, sizeof line, "flag\t%s\n", name);
    const struct kom_text call = kom_buf_view(&s->part[0].call);
    for (size_t i = 0; i + (size_t)n <= call.n; i++)
        if ((i == 0 || call.p[i - 1] == '\n') && memcmp(call.p + i, line, (size_t)n) == 0)
            return true;
    return false;
}

/* ---- what is there ---- */

static void add_row(struct kom_buf *out, uint32_t part, const struct kom_states *s,
                    const char *state, const char *status, const char *message) {
    kom_buf_printf(out, "%" PRIu32 ",%" PRIu32 ",", part, s->of);
    kom_buf_csv(out, kom_text_of(state));
    kom_buf_printf(out, ",%s,", status);
    kom_buf_csv(out, kom_text_of(message));
    kom_buf_byte(out, '\n');
}

bool kom_states_list(struct kom_states *s, struct kom_buf *out) {
    const struct kom_range *last = NULL;
    uint32_t next = 1;
    bool is_whole = true;
    sort(s);
    for (size_t i = 0; i < s->n; i++) {
        const struct kom_part_state *part = &s->part[i];
        struct kom_error err = {0};
        if (next < part->from)
            last = NULL; /* where the part before ended nobody knows */
        for (; next < part->from; next++, is_whole = false)
            add_row(out, next, s, "", "missing", "");
        const bool is_twice = part->from < next, is_foreign = same_run(&s->part[0], part, &err),
                   is_elsewhere = !is_foreign && !is_twice && follows(s, last, part, &err);
        const char *status = is_twice       ? "twice"
                             : is_foreign   ? "foreign"
                             : is_elsewhere ? "elsewhere"
                                            : "there";
        for (uint32_t p = part->from; p <= part->to; p++)
            add_row(out, p, s, part->name, status, err.text);
        is_whole = is_whole && !is_twice && !is_foreign && !is_elsewhere;
        if (is_foreign)
            last = NULL;
        else if (!is_twice && part->n_ranges)
            last = &part->range[part->n_ranges - 1];
        next = part->to >= next ? part->to + 1 : next;
    }
    for (; next <= s->of; next++, is_whole = false)
        add_row(out, next, s, "", "missing", "");
    return is_whole;
}

/* ---- the end ---- */

void kom_states_fini(struct kom_states *s) {
    for (size_t i = 0; i < s->n; i++)
        fini_part(&s->part[i]);
    kom_free(s->part);
    kom_spill_fini(&s->spill);
    kom_arena_fini(&s->arena);
    *s = (struct kom_states){0};
}
