/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tool is: a row of data and one function. Parsing, --help, man page and completion come
 * from the row. */
#ifndef KOM_TOOL_H
#define KOM_TOOL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "diag.h"
#include "extract.h"
#include "files.h"
#include "frame.h"
#include "kom/error.h"
#include "kom/reading.h"
#include "method.h"
#include "output.h"
#include "part.h"

/* Every option of every tool, once (opts.def): KOM_OPT_by is --by and -b. */
enum kom_opt {
#define KOM_OPTION(id, name, letter, arg, help) KOM_OPT_##id,
#include "opts.def"
#undef KOM_OPTION
    KOM_OPT_END, /* ends a tool's list; the number of options */
};

struct kom_opt_row {
    const char *name;
    char letter;      /* '\0': none */
    const char *arg;  /* word for the value; NULL: a switch */
    const char *help; /* one line, with the default */
};

/* The row of an option in the registry. */
const struct kom_opt_row *kom_opt_row(enum kom_opt id);

/* An option as one tool takes it. arg and help override the registry's when not NULL. An arg made
   of words with | between them ("csv|da|tsv") is a closed list: other values are refused (exit 2).
 */
struct kom_tool_option {
    enum kom_opt id;
    const char *arg, *help;
};

/* The words of an option whose argument only shows a form (--stats NAME,...), from the table that
   checks them: NULL past the last. With value the words are pairs, word=value. */
struct kom_option_words {
    enum kom_opt id;
    const char *(*word)(size_t i);
    const char *(*value)(size_t i);
};

/* A column that a tool reads. */
struct kom_tool_column {
    const char *name, *kind, *help;
};

/* Columns that a tool writes, ended by a NULL name; those of --by stand before them. */
#define KOM_BY_MEANING "the by-columns, named as they were typed"
struct kom_tool_output {
    const char *option; /* with this option, instead of the first; NULL for the first */
    const struct kom_output_column *columns;
};

struct kom_run;
struct kom_schema;
struct kom_report;
struct kom_states;

struct kom_tool {
    const char *name;     /* "uptake": the command is kom-uptake */
    const char *sentence; /* what it does, one line, from tools.def */
    const char *synopsis; /* operands and the main options, "[--by COL,...] [FILE]..." */
    bool no_shared;       /* does not take the options of reading (kom-sim) */
    const struct kom_tool_option
        *options; /* own options, ended by KOM_OPT_END; shared ones are added */
    const enum kom_opt
        *without; /* shared options it does not take, ended by KOM_OPT_END; NULL: none */
    const struct kom_option_words *words; /* ended by a NULL word; NULL: none */
    const struct kom_tool_column *reads;  /* ended by a NULL name; NULL: any */
    const struct kom_tool_output *writes; /* ended by NULL columns; NULL: what was read */
    const char *see_also;                 /* "kom-read, kom-sum" */
    const char *library;                  /* that it alone links, for --version; NULL: none */
    enum kom_status (*run)(struct kom_run *run);
};

/* A list of texts taken from an option: "a,b" or as CSV fields. Owned by the run. */
struct kom_list {
    const char **item;
    size_t n;
};

/* An option as it was given; some may be given several times. */
struct kom_given {
    enum kom_opt id;
    const char *value;
};

/* A file that is read beside the main input, and the option that says so. */
struct kom_side {
    enum kom_opt id;
    const char *path;
};

/* A table that stands beside others in one output: its name, and the operands that it is of. */
struct kom_sheet_part {
    const char *name;
    size_t first, n;
};

/* One run of a tool: what was asked, and where results and messages go. */
struct kom_run {
    const struct kom_tool *tool;
    char program[32];               /* "kom-uptake" */
    const char *value[KOM_OPT_END]; /* NULL: not given; "" for a switch that is on; the first */
    struct kom_given *given;        /* all, in their order */
    size_t n_given;
    bool *was_read;     /* of each: somebody asked for it (kom_run_has and the others) */
    const char *mode;   /* see kom_run_mode */
    const char **files; /* operands; {"-"} when none were given */
    size_t n_files;
    size_t n_before;              /* of them, those before --; SIZE_MAX: there was none */
    struct kom_sheet_part *sheet; /* of --sheet, in their order; n_sheets 0: not given */
    size_t n_sheets, main_sheet;  /* main_sheet: the one of the operands, if there is one */
    const char **all_files;       /* of all sheets, while files are those of one */
    size_t n_all_files;
    struct kom_reading reading; /* how the main input is to be read */
    struct kom_part part;       /* --part; reading.part NULL: not given */
    struct kom_states *states;  /* read by kom-merge, ended with the run; NULL: none */
    struct kom_states *merged;  /* the parts that kom-merge goes on from; NULL: there are none */
    struct kom_veil *veil;      /* --key of its states; NULL: not given */
    bool joins;                 /* into one state, instead of a result */
    struct kom_side *side;      /* files read beside the main input, in their order */
    size_t n_sides, cap_sides;
    struct kom_files outputs;  /* all that is read and written */
    struct kom_sink *out;      /* standard output or --output */
    bool answer_is_no;         /* set by run: exit 1 instead of 0 */
    int exit;                  /* set by run: this one, of a command that it ran; 0: as ever */
    struct kom_report *report; /* counts for the closing lines and --report */
    struct kom_seals *seals;   /* of what is read, for --report; NULL: nobody asks */
    const char *records;       /* the folder that KOM_REPORTS names; NULL: none */
    const char *begun;         /* the file there that says that this run has begun; NULL: none */
    const char *called;        /* the first word of the command line */
    struct kom_sink *aside, *good, *unused, *report_sink; /* --set-aside ...; NULL: none */
    struct kom_sink *codebook;                            /* --write-codebook; NULL: none */
    struct kom_sink *factors;                             /* --replicate-factors; NULL: none */
    struct kom_sink *record;                              /* for kom-prov; NULL: none */
    struct kom_sink *state;    /* --state; NULL: none, or standard output */
    bool is_saved;             /* a part has written its state */
    bool keeps_aside;          /* a part keeps its rows set aside in its state */
    struct kom_sink *inferred; /* --infer; NULL: none, or standard output */
    struct kom_buf nearly;     /* lines on headings that were nearly asked for (nearly.h) */
    bool has_aside_header;
    bool has_threads, has_streamed; /* how rows were read: what needs less memory depends on it */
    struct kom_schema *schema;      /* --schema */
    int64_t input_start;            /* where standard input stood; -1: a pipe */
    unsigned n_threads;             /* --threads, or the CPUs this process may use */
    struct kom_arena arena;         /* whatever lives as long as the run */
    struct kom_error err;           /* filled when run returns a status */
    enum kom_status failed;         /* of the first option that could not be read */
    struct kom_error bad_row;       /* the row that ended a stream, if one did */
};

/* An option that is given and that nobody has read when the main input is opened is refused: a tool
   reads an option (by any function below) in those modes only in which it uses it. */
bool kom_run_has(const struct kom_run *run, enum kom_opt id);

/* How the refusal goes on: "has no meaning " and "beside --count" (default: in this call). */
void kom_run_mode(struct kom_run *run, const char *beside);

/* The value, or fallback when the option was not given. */
const char *kom_run_text(const struct kom_run *run, enum kom_opt id, const char *fallback);

/* The readers below, to kom_run_day: once one fails all give their fallback, so several may be
   called and the last answer, or run->failed, be looked at. */

/* The items of a comma list; n = 0 when not given or ''. An item with a comma is quoted as in CSV.
 */
enum kom_status kom_run_list(struct kom_run *run, enum kom_opt id, struct kom_list *list);

/* The items of any text in that form; "a,,b" has an empty one only when they are allowed. */
enum kom_status kom_run_split(struct kom_run *run, enum kom_opt id, const char *text,
                              bool allows_empty, struct kom_list *list);

/* The same with a default for when the option was not given. */
enum kom_status kom_run_list_or(struct kom_run *run, enum kom_opt id, const char *fallback,
                                struct kom_list *list);

/* A number strictly between 0 and 1 (--level). */
enum kom_status kom_run_share(struct kom_run *run, enum kom_opt id, double fallback, double *value);

/* A whole number from min to max. */
enum kom_status kom_run_whole(struct kom_run *run, enum kom_opt id, int64_t min, int64_t max,
                              int64_t fallback, int64_t *value);

/* A size in bytes: 4096, 500K, 64M, 2G. */
enum kom_status kom_run_size(struct kom_run *run, enum kom_opt id, uint64_t fallback,
                             uint64_t *nbytes);

/* The folder for temporary files (TMPDIR). */
const char *kom_run_folder(void);

/* What --memory says, else half of the memory this process may use; and the folder for what finds
   no room (TMPDIR). */
enum kom_status kom_run_memory(struct kom_run *run, uint64_t *nbytes, const char **folder);

/* The day that SOURCE_DATE_EPOCH says, else 1970-01-01: the same in every run. KOM_EUSAGE. */
enum kom_status kom_run_published(struct kom_run *run, int32_t *day);

/* Where a program lies that a shell would find by this name on PATH; false: nowhere. */
bool kom_run_find_program(const char *name, char path[PATH_MAX]);

/* A finite number. */
enum kom_status kom_run_number(struct kom_run *run, enum kom_opt id, double fallback,
                               double *value);

/* A day; a period stands for its first (last) day. KOM_DAY_NONE when not given. */
enum kom_status kom_run_day(struct kom_run *run, enum kom_opt id, bool last, int32_t *day);

/* Fails with KOM_EUSAGE and "--NAME: " before the message. */
enum kom_status kom_run_usage(struct kom_run *run, enum kom_opt id, const char *format, ...)
    KOM_PRINTF(3, 4);

/* One sheet takes the place of the call: options with [SHEET:] are what was said of it, else of
   all, and the main input is its. Then the whole call does again, which is told in --report. */
void kom_run_take_sheet(struct kom_run *run, size_t i);
void kom_run_take_all(struct kom_run *run);

/* Opens the main input (all operands) as a table of that label: then ask for columns. Close with
 * kom_extract_close. */
enum kom_status kom_run_open(struct kom_run *run, const char *label,
                             struct kom_extract *x) KOM_MUSTUSE;

/* Can the main input be read twice? Not from a pipe. Then reread closes it and opens it anew at its
 * start. */
bool kom_run_can_reread(const struct kom_run *run);
enum kom_status kom_run_reread(struct kom_run *run, const char *label,
                               struct kom_extract *x) KOM_MUSTUSE;

/* Opens a side table; its dialect is found on its own. */
enum kom_status kom_run_open_side(struct kom_run *run, enum kom_opt id,
                                  struct kom_extract *x) KOM_MUSTUSE;

/* The number of threads that a fold of this extract is to have: 1 for small inputs. Make as many
 * worker states. */
unsigned kom_run_threads(const struct kom_run *run, const struct kom_extract *x);

/* What reading found, once an extract is read by other ways than kom_run_fold: bad rows, encodings,
   CPR numbers, values that never occurred. Returns status, or KOM_EDATA for what --forbid-cpr
   forbids. */
enum kom_status kom_run_say_findings(struct kom_run *run, const struct kom_extract *x,
                                     enum kom_status status) KOM_MUSTUSE;

/* Folds an opened extract: fold->workers and take are the tool's; set-aside file, messages on bad
   rows, encoding and CPR numbers, and the counts of the closing line are seen to. fold->emit NULL
   with is_streaming: view->out goes to the result. n_threads 0 means kom_run_threads. */
enum kom_status kom_run_fold(struct kom_run *run, struct kom_extract *x,
                             struct kom_fold *fold) KOM_MUSTUSE;

/* Are the operands files that it reads? */
static inline bool kom_run_reads_files(const struct kom_run *run) {
    return !run->tool->no_shared;
}

/* Does the run write a result, and not a state? */
static inline bool kom_run_has_result(const struct kom_run *run) {
    return !run->reading.part && !run->joins;
}

/* The rows of an extract through a fold that has all it needs, with progress on a terminal. */
enum kom_status kom_run_rows(struct kom_run *run, struct kom_extract *x,
                             struct kom_fold *fold) KOM_MUSTUSE;

/* Says what reading found once a fold has ended with that status, and counts its rows. */
enum kom_status kom_run_say_folded(struct kom_run *run, const struct kom_extract *x,
                                   const struct kom_fold *fold, enum kom_status status) KOM_MUSTUSE;

/* Counts the rows of an extract for the closing line and the report; writes the header of the file
   of rows set aside. */
void kom_run_count_rows(struct kom_run *run, const struct kom_extract *x,
                        const struct kom_fold *fold);
enum kom_status kom_run_aside_header(struct kom_run *run, const struct kom_extract *x) KOM_MUSTUSE;

/* Has a method ask an opened extract for its columns, take its rows, and write the result. */
enum kom_status kom_run_method(struct kom_run *run, struct kom_extract *x,
                               const struct kom_method *m, void *method) KOM_MUSTUSE;

/* Loads the main input (all operands) into a frame; each read row counts in the report as table
   `label`. Rows that cannot be read are treated as --bad-rows says, and so are those where a typed
   column cannot be read (as a number or a period). A list that is NULL though it has columns found
   no memory. */
enum kom_status kom_run_load_typed(struct kom_run *run, const char *label, struct kom_frame *frame,
                                   const struct kom_typed_column *typed,
                                   size_t n_typed) KOM_MUSTUSE;

/* Loads a side table (--participation FILE): its dialect is found on its own. */
enum kom_status kom_run_load_side(struct kom_run *run, enum kom_opt id,
                                  struct kom_frame *frame) KOM_MUSTUSE;

/* Says of the columns of a table which are read while it is loaded: rows where they cannot be are
   bad. as: of each heading, zero-initialised. */
struct kom_run_reads {
    enum kom_status (*ask)(const void *context, const struct kom_heading_index *index,
                           struct kom_read_as *as, struct kom_error *err);
    const void *context;
    bool is_other_day; /* of a side table: the main input as it was, so that --only and --except
                          hold for it */
};

/* The main input and a side table whose cells are passed on as they stand, whatever COL_status says
   beside them. reads: NULL: none is read. */
enum kom_status kom_run_load_shown(struct kom_run *run, const char *label,
                                   const struct kom_run_reads *reads,
                                   struct kom_frame *frame) KOM_MUSTUSE;
enum kom_status kom_run_load_side_shown(struct kom_run *run, enum kom_opt id,
                                        const struct kom_run_reads *reads,
                                        struct kom_frame *frame) KOM_MUSTUSE;

/* Loads the municipality list that ships (official.h) in the place of a side table: those of a day;
   KOM_DAY_NONE: all. */
enum kom_status kom_run_load_official(struct kom_run *run, enum kom_opt instead, int32_t day,
                                      struct kom_frame *frame) KOM_MUSTUSE;

/* Writes a finished piece of the result. */
enum kom_status kom_run_write(struct kom_run *run, const struct kom_buf *buf) KOM_MUSTUSE;

/* The same, and the buffer is empty after; run is a struct kom_run (as a callback's context). */
enum kom_status kom_run_flush(void *run, struct kom_buf *buf) KOM_MUSTUSE;

/* The option, "only" or "except", that chooses rows by this column, or where not is_on_it by
   another one; NULL: none does. */
const char *kom_run_filter(const struct kom_run *run, const char *column, bool is_on_it);

/* Warns where rows are chosen by the column (NULL: none) whose values this option compares. */
void kom_run_warn_filter(struct kom_run *run, enum kom_opt id, const char *column);

/* Warns where rows are chosen by the column, and one of these tables (to KOM_OPT_END), which says
   what there is, is not asked. */
void kom_run_warn_sides(struct kom_run *run, const char *column, const enum kom_opt *tables);

/* Starts a line of progress on a terminal, unless --quiet (diag.h). */
void kom_run_progress(const struct kom_run *run, struct kom_progress *p, const char *label);

/* A line on standard error: "kom-TOOL: text". note is silenced by --quiet; warn is not. Said in
 * file order. */
void kom_run_note(struct kom_run *run, const char *format, ...) KOM_PRINTF(2, 3);
void kom_run_warn(struct kom_run *run, const char *format, ...) KOM_PRINTF(2, 3);

/* The same about n blank figures that lie beyond the doubles (beyond.h), unless n is 0. */
void kom_run_warn_beyond(struct kom_run *run, uint64_t n);

/* The same for each line of a text. */
void kom_run_warn_lines(struct kom_run *run, struct kom_text lines);
void kom_run_note_lines(struct kom_run *run, struct kom_text lines);

/* What --unmatched says: go on where codes meet nothing. */
bool kom_run_warns_unmatched(const struct kom_run *run);

/* Closing line and report: rows of a table read, used, and set aside by reason. Call once per table
   and reason; reasons appear in the order of the first call; zero counts are not shown in the line.
 */
void kom_run_count(struct kom_run *run, const char *table, uint64_t n_read, uint64_t n_used);
void kom_run_aside(struct kom_run *run, const char *table, const char *reason, uint64_t n);

/* Rows of a loaded table that are not used: reason[row] is 0 for used ones, else the place of its
   name in names. The closing line and --set-aside hear of them. Call once, after kom_run_load_typed
   counted all rows as used. */
enum kom_status kom_run_unused(struct kom_run *run, const char *table,
                               const struct kom_frame *frame, const uint8_t *reason,
                               const char *const *names, size_t n_names) KOM_MUSTUSE;

/* The options that a tool takes, its own first, then the shared ones; ended by KOM_OPT_END. For
 * help, man page and completion. */
enum { KOM_OPTIONS_MAX = KOM_OPT_END + 1 };
void kom_tool_options(const struct kom_tool *tool, struct kom_tool_option list[KOM_OPTIONS_MAX]);

/* The whole life of a tool: parses argv, opens the output, runs, says what is to be said; returns
 * the exit code. */
int kom_tool_main(const struct kom_tool *tool, int argc, char **argv);

#endif
