/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inputs of a run: opened, read by threads or loaded, and what reading found, once a column and
   in file order.

   The main input is all operands, or what the parts of a run made of them; a side table is read by
   what its own file says. Folding sees to what every tool has to say of rows: bad ones, encodings,
   CPR numbers, values that never occurred, the counts of the closing line, the file of rows set
   aside. Loading is the same for tools that need a whole table. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "code_digits.h"
#include "cpr_watch.h"
#include "diag.h"
#include "filter.h"
#include "foreign.h"
#include "mem.h"
#include "official.h"
#include "options.h"
#include "parted.h"
#include "report.h"

void kom_run_progress(const struct kom_run *run, struct kom_progress *p, const char *label) {
    kom_progress_start(p, run->program, label);
    p->is_on = p->is_on && !kom_run_has(run, KOM_OPT_quiet) && !kom_run_says_json(run);
}

enum kom_status kom_run_open(struct kom_run *run, const char *label, struct kom_extract *x) {
    enum kom_status status = kom_run_all_read(run);
    if (!status && run->merged)
        return kom_run_open_merged(run, label, x); /* each part has told what is nearly said */
    if (!status)
        status = kom_extract_open(x, label, run->files, run->n_files, &run->reading, &run->err);
    if (!status)
        x->nearly = &run->nearly;
    return status;
}

/* How a side table of that option is read. */
static enum kom_status side_reading(struct kom_run *run, enum kom_opt id,
                                    struct kom_reading **made) {
    struct kom_reading *reading = kom_arena_take(&run->arena, sizeof *reading);
    *made = reading;
    if (!reading)
        return kom_no_memory(&run->err);
    *reading = (struct kom_reading){.side = kom_opt_row(id)->name,
                                    .renames = run->reading.renames,
                                    .n_renames = run->reading.n_renames,
                                    .days = run->reading.days,
                                    .n_days = run->reading.n_days,
                                    .century = run->reading.century,
                                    .not_cpr = run->reading.not_cpr,
                                    .n_not_cpr = run->reading.n_not_cpr,
                                    .forbids_cpr = run->reading.forbids_cpr,
                                    .kom_digits = run->reading.kom_digits,
                                    .is_careful = run->reading.is_careful,
                                    .show_values = run->reading.show_values};
    return kom_run_header(run, reading->side, reading);
}

/* is_other_day: the same table as the main input, so that --only and --except hold for it. */
static enum kom_status open_side(struct kom_run *run, enum kom_opt id, bool is_other_day,
                                 struct kom_extract *x) {
    struct kom_reading *reading = NULL;
    (void)kom_run_has(run, id); /* it is used */
    enum kom_status status = side_reading(run, id, &reading);
    if (status)
        return status;
    if (is_other_day) {
        reading->filters = run->reading.filters;
        reading->n_filters = run->reading.n_filters;
        reading->filters_any_zeros = true;
    }
    status = kom_extract_open(x, reading->side, &run->value[id], 1, reading, &run->err);
    if (!status)
        x->nearly = &run->nearly;
    return status;
}

enum kom_status kom_run_open_side(struct kom_run *run, enum kom_opt id, struct kom_extract *x) {
    return open_side(run, id, false, x);
}

bool kom_run_can_reread(const struct kom_run *run) {
    for (size_t i = 0; i < run->n_files; i++) {
        struct stat st;
        bool is_stdin = strcmp(run->files[i], "-") == 0;
        if (is_stdin ? run->input_start < 0 : stat(run->files[i], &st) != 0 || !S_ISREG(st.st_mode))
            return false;
    }
    return true;
}

enum kom_status kom_run_reread(struct kom_run *run, const char *label, struct kom_extract *x) {
    kom_extract_close(x);
    if (run->input_start >= 0 && lseek(STDIN_FILENO, (off_t)run->input_start, SEEK_SET) < 0)
        return kom_fail(&run->err, KOM_EIO, "standard input: cannot be read again");
    return kom_run_open(run, label, x);
}

unsigned kom_run_threads(const struct kom_run *run, const struct kom_extract *x) {
    return kom_extract_is_small(x) && !kom_run_has(run, KOM_OPT_threads) ? 1 : run->n_threads;
}

static enum kom_status to_output(void *context, struct kom_text bytes, struct kom_error *err) {
    return kom_sink_write(((struct kom_run *)context)->out, bytes, err);
}

static enum kom_status to_aside(void *context, struct kom_text bytes, struct kom_error *err) {
    return kom_sink_write(((struct kom_run *)context)->aside, bytes, err);
}

/* What was asked for, and neither warns nor is silenced. */
static void tell(struct kom_run *run, const char *format, ...) KOM_PRINTF(2, 3);
static void tell(struct kom_run *run, const char *format, ...) {
    struct kom_error told;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(told.text, sizeof told.text, format, args);
    va_end(args);
    kom_run_say(run, KOM_MESSAGE_TOLD, told.text);
}

static void describe(struct kom_run *run, const struct kom_file_plan *f) {
    if (f->foreign) {
        tell(run, "%s: %s", f->name, f->foreign->description);
        return;
    }
    char d = f->split.delimiter;
    char delimiter[2] = {d, '\0'};
    static const char *const encodings[] = {"UTF-8, else Windows-1252", "UTF-8", "Windows-1252"};
    tell(run, "%s: %s%s, %u columns, decimal mark %c, %s%s%s%s", f->name,
         d == '\n' ? "one column" : "delimiter ",
         d == '\n'   ? ""
         : d == '\t' ? "tab"
                     : delimiter,
         f->split.n_fields, f->numbers.decimal,
         f->is_utf16 ? "UTF-16" : encodings[f->split.encoding],
         f->has_mark ? " with byte order mark" : "", f->packing ? ", " : "",
         f->packing ? f->packing : "");
}

/* Encoding was found, not told. For the main input --encoding settles it; for side tables nothing
 * can. */
static void say_encoding(struct kom_run *run, const struct kom_extract *x) {
    bool is_main = x->reading == &run->reading;
    kom_run_note(run, "%s: not all is UTF-8: read as Windows-1252 where it is not (cells: %llu)%s",
                 x->label, (unsigned long long)x->n_converted,
                 is_main ? "; --encoding says which" : "");
}

/* CPR numbers: once a column. */
static void say_cpr(struct kom_run *run, const struct kom_extract *x) {
    if (x->cpr_heading)
        kom_run_warn(run, "%s: the heading of field %u looks like a CPR number; use pseudonyms",
                     x->files[0]->name, x->cpr_heading);
    for (size_t i = 0; i <= x->n_headings && x->cpr && !x->reading->lists_bad_rows; i++) {
        bool stops;
        struct kom_buf text = {0};
        if (kom_cpr_verdict(&x->cpr[i], &stops) == KOM_CPR_NONE)
            continue;
        kom_cpr_explain(x, i, &text);
        kom_run_warn(run, "%.*s%s", (int)text.n, text.p ? text.p : "",
                     stops ? "; --forbid-cpr stops here" : "");
        kom_buf_fini(&text);
    }
}

/* What reading found that is to be said whether or not it failed. */
enum kom_status kom_run_say_findings(struct kom_run *run, const struct kom_extract *x,
                                     enum kom_status status) {
    bool lists = x->reading->lists_bad_rows;
    /* Before all else, as a run that stops at a block says nothing else: which of the two it is
       depends on the blocks. */
    const enum kom_status forbidden = status ? KOM_OK : kom_extract_forbid_cpr(x, true, &run->err);
    if (forbidden)
        return forbidden;
    /* Where reading broke off it is told why, and nothing else: which rows it came to depends on
       the blocks. */
    const bool shows = x->n_bad && !lists && (status ? x->is_read : run->reading.skip_bad_rows);
    for (unsigned i = 0; i < x->n_shown && shows; i++)
        if (!status || strcmp(x->shown[i].text, run->err.text) != 0)
            kom_run_say(run, status ? KOM_MESSAGE_BAD_ROW : KOM_MESSAGE_SKIPPED_ROW,
                        x->shown[i].text);
    if (status)
        return status;
    if (x->n_converted)
        say_encoding(run, x);
    if (x->n_settled || x->n_settled_headings)
        kom_run_note(
            run,
            "%s: read without blanks that cannot be seen, and with letters composed: cells "
            "%llu, headings %llu",
            x->label, (unsigned long long)x->n_settled, (unsigned long long)x->n_settled_headings);
    struct kom_buf unmet = {0};
    if (kom_filters_unmet(x, &unmet))
        kom_run_warn(run, "%s: no row has %.*s", x->label, (int)unmet.n, unmet.p ? unmet.p : "");
    kom_buf_fini(&unmet);
    kom_run_note_lines(run, kom_buf_view(&x->aligned));
    kom_run_warn_lines(run, kom_buf_view(&x->aligned_words));
    if (x->lacks.n)
        kom_run_warn(run, "--union: %.*s; blank there", (int)x->lacks.n, x->lacks.p);
    struct kom_buf digits = {0};
    kom_code_digits_say(x, &digits);
    kom_run_warn_lines(run, kom_buf_view(&digits));
    kom_buf_fini(&digits);
    say_cpr(run, x);
    for (size_t i = 0; i < x->n_files && kom_run_has(run, KOM_OPT_verbose); i++)
        describe(run, x->files[i]);
    return KOM_OK;
}

/* Rows that only the reader set aside, and those of the tool, to the closing line; those of a side
   table to the report alone. */
void kom_run_count_rows(struct kom_run *run, const struct kom_extract *x,
                        const struct kom_fold *fold) {
    const bool is_side = x->reading != &run->reading;
    uint64_t n_aside = 0;
    for (size_t i = 0; i < KOM_N_BUILTIN + KOM_N_REASONS; i++)
        n_aside += x->aside[i];
    kom_report_count(run, is_side, x->label, x->n_read, x->n_read - n_aside);
    kom_report_aside(run, is_side, x->label, kom_aside_name(KOM_ASIDE_NOT_ASKED),
                     x->aside[-KOM_ASIDE_NOT_ASKED - 1]);
    for (int r = 0; r < fold->n_reasons; r++)
        kom_report_aside(run, is_side, x->label, fold->reasons[r], x->aside[KOM_N_BUILTIN + r]);
    for (int r = -1; r > KOM_ASIDE_NOT_ASKED; r--)
        kom_report_aside(run, is_side, x->label, kom_aside_name(r), x->aside[-r - 1]);
}

enum kom_status kom_run_aside_header(struct kom_run *run, const struct kom_extract *x) {
    struct kom_buf header = {0};
    kom_extract_aside_header(x, &header);
    enum kom_status status = header.failed
                                 ? kom_no_memory(&run->err)
                                 : kom_sink_write(run->aside, kom_buf_view(&header), &run->err);
    kom_buf_fini(&header);
    run->has_aside_header = true;
    return status;
}

enum kom_status kom_run_say_folded(struct kom_run *run, const struct kom_extract *x,
                                   const struct kom_fold *fold, enum kom_status status) {
    if (status && fold->is_streaming && x->n_shown)
        run->bad_row = x->shown[0];
    status = kom_run_say_findings(run, x, status);
    if (!status)
        kom_run_count_rows(run, x, fold);
    return status;
}

enum kom_status kom_run_rows(struct kom_run *run, struct kom_extract *x, struct kom_fold *fold) {
    struct kom_progress progress;
    run->has_threads = run->has_threads || fold->n_threads > 1;
    kom_run_progress(run, &progress, x->label);
    if (progress.is_on) {
        fold->progress = kom_progress_rows;
        fold->progress_context = &progress;
    }
    enum kom_status status = kom_extract_fold(x, fold, &run->err);
    kom_progress_end(&progress);
    return status;
}

enum kom_status kom_run_fold(struct kom_run *run, struct kom_extract *x, struct kom_fold *fold) {
    bool is_main = x->reading == &run->reading;
    enum kom_status status = KOM_OK;
    if (fold->n_threads == 0)
        fold->n_threads = kom_run_threads(run, x);
    run->has_streamed = run->has_streamed || fold->is_streaming;
    if (!fold->context)
        fold->context = run;
    if (fold->is_streaming && !fold->emit)
        fold->emit = to_output;
    if (is_main && run->aside && !fold->aside) {
        fold->aside = to_aside;
        fold->aside_context = run;
        if (!run->has_aside_header)
            status = kom_run_aside_header(run, x);
    }
    if (!status)
        status = kom_run_rows(run, x, fold);
    return kom_run_say_folded(run, x, fold, status);
}

static enum kom_status load(struct kom_run *run, struct kom_extract *x, struct kom_frame *frame,
                            bool is_main) {
    bool aside = is_main && run->aside != NULL;
    const unsigned n_threads = kom_run_threads(run, x);
    run->has_threads = run->has_threads || n_threads > 1;
    enum kom_status status = aside ? kom_run_aside_header(run, x) : KOM_OK;
    if (!status)
        status = kom_extract_load(x, frame, n_threads, aside ? to_aside : NULL, run, &run->err);
    status = kom_run_say_findings(run, x, status);
    if (!status) {
        struct kom_fold none = {0};
        kom_run_count_rows(run, x, &none);
    }
    kom_extract_close(x);
    return status;
}

enum kom_status kom_run_load_typed(struct kom_run *run, const char *label, struct kom_frame *frame,
                                   const struct kom_typed_column *typed, size_t n_typed) {
    struct kom_extract x = {0};
    if (!typed && n_typed)
        return kom_no_memory(&run->err);
    if (run->reading.part)
        return kom_run_usage(run, KOM_OPT_part, "has no meaning %s: all rows are needed at once",
                             run->mode ? run->mode : "in this call");
    enum kom_status status = kom_run_open(run, label, &x);
    if (status)
        return status;
    status = n_typed ? kom_extract_check(&x, typed, n_typed, &run->err) : KOM_OK;
    if (!status)
        return load(run, &x, frame, true);
    kom_extract_close(&x);
    return status;
}

static enum kom_status ask_reads(struct kom_extract *x, const struct kom_run_reads *reads,
                                 struct kom_error *err) {
    struct kom_read_as *as = kom_alloc(x->n_headings + 1, sizeof *as);
    if (!as)
        return kom_no_memory(err);
    enum kom_status status = reads->ask(reads->context, x->index, as, err);
    if (!status)
        status = kom_extract_check_all(x, as, err);
    kom_free(as);
    return status;
}

/* Of an extract that is open. */
static enum kom_status load_shown(struct kom_run *run, struct kom_extract *x,
                                  const struct kom_run_reads *reads, struct kom_frame *frame) {
    x->keeps_cells = true;
    enum kom_status status = reads ? ask_reads(x, reads, &run->err) : KOM_OK;
    if (!status)
        return load(run, x, frame, x->reading == &run->reading);
    kom_extract_close(x);
    return status;
}

enum kom_status kom_run_load_shown(struct kom_run *run, const char *label,
                                   const struct kom_run_reads *reads, struct kom_frame *frame) {
    struct kom_extract x = {0};
    enum kom_status status = kom_run_open(run, label, &x);
    return status ? status : load_shown(run, &x, reads, frame);
}

enum kom_status kom_run_load_side(struct kom_run *run, enum kom_opt id, struct kom_frame *frame) {
    struct kom_extract x = {0};
    enum kom_status status = kom_run_open_side(run, id, &x);
    return status ? status : load(run, &x, frame, false);
}

enum kom_status kom_run_load_side_shown(struct kom_run *run, enum kom_opt id,
                                        const struct kom_run_reads *reads,
                                        struct kom_frame *frame) {
    struct kom_extract x = {0};
    enum kom_status status = open_side(run, id, reads && reads->is_other_day, &x);
    return status ? status : load_shown(run, &x, reads, frame);
}

enum kom_status kom_run_load_official(struct kom_run *run, enum kom_opt instead, int32_t day,
                                      struct kom_frame *frame) {
    struct kom_extract x = {0};
    struct kom_reading *reading = NULL;
    struct kom_buf text = {0};
    kom_official_table(&text, day);
    const char *copy = text.failed ? NULL : kom_arena_copy(&run->arena, text.p, text.n);
    const struct kom_text bytes = {copy, text.n};
    kom_buf_fini(&text);
    enum kom_status status = copy ? side_reading(run, instead, &reading) : kom_no_memory(&run->err);
    if (!status)
        status = kom_extract_open_memory(&x, KOM_OFFICIAL_NAME, bytes, reading, &run->err);
    return status ? status : load(run, &x, frame, false);
}

/* One row of a frame as it was read but for needless quotes and a veiled column (NULL: none), with
   place and reason. */
static void render_row(const struct kom_frame *f, size_t row, const char *veiled,
                       const char *reason, struct kom_buf *out) {
    for (size_t c = 0; c < f->n_cols; c++) {
        if (!veiled || !kom_name_alike(kom_text_of(veiled), f->name[c]))
            kom_buf_csv_with(out, kom_frame_raw(f, row, (int)c), f->delimiter);
        kom_buf_byte(out, f->delimiter);
    }
    kom_buf_csv_with(out, kom_text_of(f->files[f->file[row]].name), f->delimiter);
    kom_buf_byte(out, f->delimiter);
    kom_buf_int(out, (int64_t)f->line[row]);
    kom_buf_byte(out, f->delimiter);
    kom_buf_str(out, reason);
    kom_buf_byte(out, '\n');
}

enum kom_status kom_run_unused(struct kom_run *run, const char *table,
                               const struct kom_frame *frame, const uint8_t *reason,
                               const char *const *names, size_t n_names) {
    uint64_t n[UINT8_MAX + 1] = {0};
    struct kom_buf out = {0};
    for (size_t row = 0; row < frame->n_rows; row++) {
        n[reason[row]]++;
        if (reason[row] && run->aside)
            render_row(frame, row, run->reading.veiled, names[reason[row]], &out);
    }
    kom_report_take_back(run, table, frame->n_rows - n[0]);
    for (size_t i = 1; i < n_names; i++)
        kom_run_aside(run, table, names[i], n[i]);
    enum kom_status status = out.failed ? kom_no_memory(&run->err)
                             : out.n    ? kom_sink_write(run->aside, kom_buf_view(&out), &run->err)
                                        : KOM_OK;
    kom_buf_fini(&out);
    return status;
}

/* ---- the end ---- */
