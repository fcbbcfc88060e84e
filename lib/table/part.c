/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stretch of a file that a part reads, and where in it the first record starts.

   With as many files as parts, a part has whole files. Else each file is cut in stretches of equal
   bytes, and a record belongs to the part in whose stretch its first byte is: so each is read once,
   and nobody need know what the others found. From the middle of a file it cannot be seen whether
   a line stands within quotes, short of reading all before it: so a part takes the likely first
   record and notes where it began and ended. Whoever joins the parts sees whether each began where
   the one before ended, and else names the byte to begin that part at. Members of gzip are shared
   out in the same way, as wholes. */
#include "part.h"

#include <inttypes.h>
#include <string.h>

#include "extract_next.h"
#include "shell_word.h"

enum { BLOCK = 64 * 1024 };

/* Bytes of a file that a part has: from lo to hi, of size. */
struct stretch {
    uint64_t lo, hi, size;
};

/* ---- which bytes ---- */

/* Where stretch i of n of so many bytes begins. */
static uint64_t cut(uint64_t size, uint64_t i, uint64_t n) {
    return size / n * i + size % n * i / n;
}

static bool has_whole_files(const struct kom_extract *x) {
    return x->n_paths >= x->reading->part->n;
}

static struct stretch whole(uint64_t size, bool is_ours) {
    return (struct stretch){0, is_ours ? UINT64_MAX : 0, size};
}

/* A file of the first that are laid end to end, before `size` and behind `before` bytes. */
static struct stretch within(uint64_t before, uint64_t size, uint64_t all,
                             const struct kom_part *part) {
    const uint64_t from = cut(all, part->i - 1, part->n), to = cut(all, part->i, part->n),
                   end = before + size;
    struct stretch s = {from > before ? from - before : 0, to > before ? to - before : 0, size};
    if (size == 0) /* is refused by whom it falls to */
        return whole(size, from <= before && (before < to || part->i == part->n));
    if (from >= end) /* all of it is before the part */
        return (struct stretch){size, size, size};
    if (to >= end)
        s.hi = UINT64_MAX;
    return s;
}

static enum kom_status no_stretches(const struct kom_extract *x, const char *path,
                                    struct kom_error *err) {
    return kom_fail(err, KOM_EUSAGE,
                    "--part: %s is no file whose bytes could be parted; name %u files or more, or "
                    "write it to a file",
                    strcmp(path, "-") == 0 ? "standard input" : path, x->reading->part->n);
}

static enum kom_status find_stretch(const struct kom_extract *x, size_t file, struct stretch *s,
                                    struct kom_error *err) {
    const struct kom_part *part = x->reading->part;
    uint64_t all = 0, before = 0, own, size;
    enum kom_status status = kom_file_size(x->paths[file], &own, err);
    if (status)
        return status;
    if (has_whole_files(x)) {
        *s = whole(own, file >= cut(x->n_paths, part->i - 1, part->n) &&
                            file < cut(x->n_paths, part->i, part->n));
        return KOM_OK;
    }
    if (x->n_paths == 1 && own == UINT64_MAX) { /* a pipe */
        *s = whole(own, true);
        return KOM_OK;
    }
    for (size_t i = 0; i < x->n_paths; i++) {
        status = kom_file_size(x->paths[i], &size, err);
        if (!status && size == UINT64_MAX)
            status = no_stretches(x, x->paths[i], err);
        if (status)
            return status;
        before += i < file ? size : 0;
        all += size;
    }
    *s = within(before, own, all, part);
    return KOM_OK;
}

static bool is_nothing(const struct stretch *s) {
    return s->lo >= s->hi;
}

/* ---- where the rows begin ---- */

/* Nothing of the file is read. */
static void leave_out(struct kom_extract *x) {
    kom_cutter_fini(&x->cutter);
    kom_source_close(x->source);
    x->source = NULL;
}

static enum kom_status check_parts(const struct kom_file_plan *plan, struct kom_error *err) {
    if (plan->packing && strcmp(plan->packing, "gzip") != 0)
        return kom_fail(err, KOM_EDATA,
                        "%s: %s data are read from their start only: a part has whole files; undo "
                        "it first, or cut it into as many files as parts",
                        plan->name, plan->packing);
    if (plan->is_utf16)
        return kom_fail(err, KOM_EDATA,
                        "%s: is UTF-16, which has no parts; kom-read makes UTF-8 of it",
                        plan->name);
    return KOM_OK;
}

static enum kom_status one_member(const struct kom_file_plan *plan, struct kom_error *err) {
    struct kom_buf name = {0};
    kom_shell_word(&name, kom_text_of(plan->name));
    enum kom_status status =
        kom_fail(err, KOM_EDATA,
                 "%s: is one member of gzip, which is read from its start only: a part has whole "
                 "members; gunzip -c %.*s | bgzip >FILE.gz makes many of it",
                 plan->name, (int)name.n, name.p ? name.p : "");
    kom_buf_fini(&name);
    return status;
}

/* The rows are in these bytes and all that follow, the first of which is byte `at`. */
static enum kom_status start_cutter(struct kom_extract *x, struct kom_text bytes, uint64_t at,
                                    struct kom_error *err) {
    struct kom_cutter *c = &x->cutter;
    kom_cutter_fini(c);
    enum kom_status status = kom_cutter_init(c, x->source, c->delimiter, bytes, 1, err);
    c->at = at;
    return status;
}

/* Goes on behind the first record that ends among the bytes that come, of which the first is byte
   `base`. has_before: that byte is before those in which a record may start, and tells whether one
   starts with the next. */
static enum kom_status begin_behind(struct kom_extract *x, uint64_t base, bool has_before,
                                    struct kom_error *err) {
    struct kom_buf bytes = {0};
    size_t first = 0, n = 1;
    enum kom_status status = KOM_OK;
    while (!status && first == 0) {
        char *room = kom_buf_room(&bytes, BLOCK);
        status = room ? kom_source_read(x->source, room, BLOCK, &n, err)
                      : kom_no_memory_in(err, x->label);
        bytes.n += status ? 0 : n;
        if (status || (n == 0 && bytes.n == 0))
            break;
        first = bytes.p[0] == '\n' && has_before
                    ? 1
                    : kom_cut_first(bytes.p, bytes.n, has_before, x->cutter.delimiter, n == 0);
    }
    if (!status)
        status =
            start_cutter(x, (struct kom_text){bytes.p + first, bytes.n - first}, base + first, err);
    kom_buf_fini(&bytes);
    return status;
}

/* Goes on with the first record that starts at byte lo or later, or behind the first byte of the
   member that starts there or later, if that byte is in no quotes. */
static enum kom_status begin_near(struct kom_extract *x, uint64_t lo, struct kom_error *err) {
    const bool is_packed = kom_source_packing(x->source);
    uint64_t at;
    bool has_one;
    enum kom_status status =
        kom_source_seek(x->source, is_packed ? lo : lo - 1, &at, &has_one, err);
    if (status)
        return status;
    if (!has_one) { /* all members start before */
        leave_out(x);
        x->n_ranges--;
        return KOM_OK;
    }
    return is_packed ? begin_behind(x, 0, false, err) : begin_behind(x, lo - 1, true, err);
}

/* Goes on with a record of which it is known that it starts there. */
static enum kom_status begin_at(struct kom_extract *x, struct kom_spot began,
                                struct kom_error *err) {
    char skipped[4096];
    uint64_t at, left = began.within;
    bool has_one;
    size_t n = 1;
    enum kom_status status = kom_source_seek(x->source, began.at, &at, &has_one, err);
    while (!status && left && n) {
        status = kom_source_read(x->source, skipped, left < sizeof skipped ? left : sizeof skipped,
                                 &n, err);
        left -= n;
    }
    return status ? status
                  : start_cutter(x, (struct kom_text){"", 0},
                                 kom_source_packing(x->source) ? began.within : began.at, err);
}

/* Where the cutter stands, as a spot. */
static struct kom_spot spot_of(const struct kom_extract *x) {
    struct kom_spot spot = {x->cutter.at, 0};
    if (kom_source_packing(x->source))
        kom_source_place(x->source, x->cutter.at, &spot.at, &spot.within);
    return spot;
}

/* Is there a second member? */
static enum kom_status check_members(struct kom_extract *x, struct kom_error *err) {
    struct kom_source *other;
    char byte;
    size_t n;
    uint64_t at;
    bool has_one = false;
    const struct kom_file_plan *plan = x->files[x->n_files - 1];
    enum kom_status status = kom_source_open(&other, x->paths[x->n_files - 1], NULL, false, err);
    if (!status)
        status = kom_source_read(other, &byte, 1, &n, err);
    if (!status)
        status = kom_source_seek(other, 1, &at, &has_one, err);
    kom_source_close(other);
    return status || has_one ? status : one_member(plan, err);
}

/* The rows of the stretch; those of a file's first begin behind the header. */
static enum kom_status begin(struct kom_extract *x, const struct stretch *s,
                             struct kom_range *range, struct kom_error *err) {
    const struct kom_part *part = x->reading->part;
    const struct kom_spot first = {x->cutter.at, 0};
    const bool is_packed = kom_source_packing(x->source), is_cut = s->lo > 0 || s->hi != UINT64_MAX,
               begins_later = is_packed ? s->lo > 0 : s->lo > first.at,
               is_told = part->is_told && x->n_ranges == 1 && !kom_spot_same(part->began, first);
    enum kom_status status = is_cut ? check_parts(x->files[range->file], err) : KOM_OK;
    if (!status && is_cut && is_packed)
        status = check_members(x, err);
    if (!status && is_told)
        status = begin_at(x, part->began, err);
    else if (!status && begins_later)
        status = begin_near(x, s->lo, err);
    if (status || !x->source)
        return status;
    range->line = is_told || begins_later ? 0 : x->cutter.line;
    x->cutter.is_guess = range->line == 0;
    x->cutter.stop = is_packed || s->hi == UINT64_MAX ? 0 : s->hi;
    x->cutter.stops_at_mark = is_packed;
    range->began = spot_of(x);
    range->from = x->cutter.at;
    return KOM_OK;
}

struct kom_noted kom_noted(const struct kom_extract *x) {
    return (struct kom_noted){x->n_converted, x->n_settled_headings, x->lacks.n, x->aligned.n,
                              x->aligned_words.n};
}

static void forget(struct kom_extract *x, const struct kom_noted *before) {
    x->n_converted = before->n_converted;
    x->n_settled_headings = before->n_settled;
    x->lacks.n = before->n_lacks;
    x->aligned.n = before->n_aligned;
    x->aligned_words.n = before->n_words;
}

enum kom_status kom_part_enter(struct kom_extract *x, const struct kom_noted *before,
                               struct kom_error *err) {
    const uint32_t file = (uint32_t)x->n_files - 1;
    struct stretch s;
    if (!x->reading->part)
        return KOM_OK;
    enum kom_status status = find_stretch(x, file, &s, err);
    if (status)
        return status;
    if (is_nothing(&s) || s.lo > 0)
        forget(x, before);
    if (is_nothing(&s)) {
        leave_out(x);
        return KOM_OK;
    }
    if (!x->range)
        x->range = kom_alloc(x->n_paths, sizeof *x->range);
    if (!x->range)
        return kom_extract_no_memory(x, err);
    struct kom_range *range = &x->range[x->n_ranges++];
    *range = (struct kom_range){.file = file, .size = s.size};
    return begin(x, &s, range, err);
}

enum kom_status kom_part_skip(struct kom_extract *x, bool *skips, struct kom_error *err) {
    const size_t file = x->n_files;
    struct stretch s;
    *skips = false;
    if (!x->reading->part)
        return KOM_OK;
    enum kom_status status = find_stretch(x, file, &s, err);
    if (status || !is_nothing(&s))
        return status;
    struct kom_file_plan *plan = kom_arena_take(&x->arena, sizeof *plan);
    if (!plan)
        return kom_extract_no_memory(x, err);
    *plan = (struct kom_file_plan){.name = x->paths[file]};
    x->files[x->n_files++] = plan;
    *skips = true;
    return KOM_OK;
}

void kom_part_leave(struct kom_extract *x) {
    if (!x->reading || !x->reading->part || !x->source || x->n_ranges == 0)
        return;
    struct kom_range *range = &x->range[x->n_ranges - 1];
    const struct kom_cutter *c = &x->cutter;
    const uint64_t first = range->line ? range->line : 1;
    range->ended = spot_of(x);
    range->to = c->at;
    if (kom_source_packing(x->source) && c->stop == 0 && range->size != UINT64_MAX)
        range->ended = (struct kom_spot){range->size, 0}; /* wherever it was read from */
    range->n_lines = c->line - first;
    if (c->broken.text[0])
        range->broken = kom_arena_copy(&x->arena, c->broken.text, strlen(c->broken.text));
}

enum kom_status kom_part_limit(const struct kom_extract *x, size_t file, uint64_t *limit,
                               struct kom_error *err) {
    struct stretch s;
    *limit = UINT64_MAX;
    enum kom_status status = x->reading->part ? find_stretch(x, file, &s, err) : KOM_OK;
    if (!status && x->reading->part)
        *limit = s.hi;
    return status;
}

void kom_spot_add(struct kom_spot spot, struct kom_buf *out) {
    kom_buf_printf(out, "%" PRIu64, spot.at);
    if (spot.within)
        kom_buf_printf(out, "+%" PRIu64, spot.within);
}
