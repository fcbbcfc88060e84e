/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An extract (kom/extract.h) from inside: a table read by a plan that is made once, before the
   first batch. */
#ifndef KOM_EXTRACT_FLOOR_H
#define KOM_EXTRACT_FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch.h"
#include "buf.h"
#include "cell.h"
#include "cutter.h"
#include "days.h"
#include "frame.h"
#include "hash_seed.h"
#include "kom/error.h"
#include "kom/extract.h"
#include "kom/reading.h"
#include "mem.h"
#include "num.h"
#include "source.h"
#include "vocab.h"

/* A column that was asked for. */
struct kom_column {
    struct kom_text heading; /* after renaming */
    uint32_t at;             /* which of the extract's headings it is */
    bool is_asked;           /* by name, not as one of all */
    bool is_beside; /* only looked at beside what is asked for: its cells stay as they are */
    enum kom_settles {
        KOM_SETTLE_NOT,  /* cells stay as they were read */
        KOM_SETTLE_ENDS, /* but for blanks at their ends that cannot be seen */
        KOM_SETTLE_ALL,  /* and letters are composed */
    } settles;
    const struct kom_word *word;
    const struct kom_schema_field *field; /* its declaration, NULL: none */
    enum kom_kind kind;
    struct kom_cell_form form; /* but for the marks that only the file knows: '\0' */
    bool is_person;            /* its values are not quoted in messages */
    bool is_checked;           /* loading reads it as its kind: a row where that fails is bad, */
    bool is_status;            /* likewise as words of COL_status */
};

/* How one file is read. Made when the file is opened; fixed from then on. */
struct kom_head;
struct kom_foreign_table;
struct kom_file_plan {
    const char *name;
    struct kom_split split;
    struct kom_num_form numbers;
    bool has_mark, is_utf16;
    const char *packing;                     /* "gzip", "zstd"; NULL: plain */
    const struct kom_foreign_table *foreign; /* the file is no text (foreign.h); NULL: it is */
    uint64_t header_line;                    /* where the header is, from 1 */
    uint64_t first_line;                     /* of the first record */
    bool has_separator;                      /* Excel's line sep=; stood first */
    struct kom_text header;    /* the header as rows set aside have it, without line end */
    struct kom_text *headings; /* after renaming */
    bool *has_renamed;         /* of each of the call's new names: it is there */
    int32_t *heading_of;       /* of each field, its place among those of the table */
    uint32_t *absent;          /* headings of the table that it has no field for */
    size_t n_absent;
    struct kom_cell_form *form; /* of each column asked for; made before its first row */
    /* until the rows are read */
    struct kom_heading_index *index; /* of its headings */
    bool looks_like_data; /* its first record, to be refused unless the call asks for its cells */
    struct kom_head *sample;
    struct kom_arena sample_arena;
    struct kom_buf sample_bytes;
};

/* What messages call a line: its number, or the row that it is in a file that is no text; *name:
   the file, perhaps with the part of it. */
uint64_t kom_file_place(const struct kom_file_plan *f, uint64_t line, const char **name);

/* The same of a row. */
uint64_t kom_view_place(const struct kom_view *v, uint32_t row, const char **name);

/* Frees what is only needed until the rows are read. */
void kom_file_plan_forget(struct kom_file_plan *plan);

/* How many reasons there may be: the library's own, and those of a method. */
enum {
    KOM_N_BUILTIN = 7,
    KOM_N_REASONS = 24,
    KOM_N_SHOWN = 5, /* bad rows shown */
};

/* What the options of reading say of a heading: their place in the list + 1, 0: nothing. */
struct kom_told {
    uint32_t thousands, suffix, day, not_cpr;
};

struct kom_extract {
    const char *label; /* of the table: "sales" */
    struct kom_hash_seed seed;
    const char *const *paths;
    size_t n_paths;
    const char *path; /* paths, of kom_extract_file */
    const struct kom_reading *reading;
    struct kom_file_plan **files; /* of the paths opened so far */
    size_t n_files;
    struct kom_text
        *headings; /* of the table: the first file's, with --union then those of others */
    size_t n_headings;
    struct kom_heading_index *index; /* of these */
    uint32_t *column_of;             /* of each heading, its column + 1 */
    struct kom_told *told;           /* what the options of reading say of each heading */
    bool settles_all;                /* codes or not: for a frame, whose columns are found later */
    const struct kom_text *missing;  /* what means missing where a field does not say so itself */
    bool lists_digits;               /* of these */
    struct kom_filter *filters;      /* --only and --except (filter.h) */
    size_t n_filters;
    bool keeps_cells;   /* whatever is said beside them: for tools that pass them on (heed.h) */
    bool lists_blanked; /* views tell which cells were blanked */
    bool heeds_blanks;  /* what is wrong beside a cell is left to the tool: no row leaves a batch */
    struct kom_heed *heeds;
    size_t n_heeds;
    uint8_t *met; /* which of their values occurred */
    /* headings of later files that were taken for others, spelt otherwise and of the same word:
     * lines */
    struct kom_buf aligned, aligned_words;
    struct kom_buf *nearly; /* is told of headings that were nearly asked for (nearly.h), when the
                               extract is closed, and the frame it fills; NULL: nobody is */
    struct kom_buf lacks;   /* with --union: which files lack which columns; empty: none */
    struct kom_column *columns; /* asked for */
    size_t n_columns;
    bool is_read;              /* to its end */
    bool is_pinned;            /* the columns cannot change any more */
    struct kom_source *source; /* the file being read */
    struct kom_cutter cutter;
    struct kom_range *range; /* of each file a part of which was read, in their order (part.h) */
    size_t n_ranges;
    enum { KOM_SIZE_OPEN, KOM_SIZE_SMALL, KOM_SIZE_LARGE } size; /* once it was settled */
    struct kom_text memory; /* bytes instead of a file, for tests */
    bool is_memory;
    struct kom_arena arena;
    /* what reading found */
    uint64_t n_read, n_bad;
    uint64_t aside[KOM_N_BUILTIN +
                   KOM_N_REASONS]; /* builtin reason -k at k - 1, reason r at KOM_N_BUILTIN + r */
    struct kom_error shown[KOM_N_SHOWN]; /* the first bad rows */
    unsigned n_shown;
    uint64_t n_converted;                   /* cells taken for Windows-1252 */
    uint64_t n_settled, n_settled_headings; /* decomposed letters or blanks that cannot be seen */
    struct kom_cpr_column *cpr; /* what was seen of each heading, and of odd rows (cpr_watch.h) */
    struct kom_code_digits
        *digits;          /* spellings of municipalities (code_digits.h); NULL: not looked for */
    bool cpr_failed;      /* memory ran out for it */
    uint32_t cpr_heading; /* 1 + the field whose heading looks like a CPR number; 0: none */
};

/* The column under the heading at a place (from 0) of the first file, for a look beside what the
   call asks for. */
enum kom_status kom_extract_want_field(struct kom_extract *x, size_t field, int *column,
                                       struct kom_error *err) KOM_MUSTUSE;

/* kom_extract_want of a column whose like is told of if it is not there (nearly.h). */
enum kom_status kom_extract_wish(struct kom_extract *x, const char *name, enum kom_kind kind,
                                 int *column, struct kom_error *err) KOM_MUSTUSE;

/* The column that says of each value of one what there is of it (kom_status_beside); KOM_NO_COLUMN:
   there is none. KOM_EDATA: there are two. */
enum kom_status kom_beside_want(struct kom_extract *x, int of, int *column,
                                struct kom_error *err) KOM_MUSTUSE;

/* Asks for all columns, in the order of the first file, with the kinds of schema and vocabulary. */
enum kom_status kom_extract_want_all(struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

/* ---- one batch, as a tool sees it ---- */

struct kom_aside_row {
    uint32_t start, end;
    int reason;
};

/* A cell that something is said against: its bytes lie where they did. */
struct kom_blanked {
    int column;
    uint32_t row, length;
};

/* A batch with its plan and what one thread has to say about it. */
struct kom_view {
    const struct kom_extract *extract;
    const struct kom_file_plan *file;
    uint32_t i_file;
    const struct kom_batch *batch;
    uint32_t n_rows;    /* rows to take */
    uint64_t seq;       /* running number of the batch: order of the input */
    struct kom_buf out; /* bytes for the fold's emit, in order */
    /* kept by the functions below */
    struct kom_aside_row *aside;
    size_t n_aside, cap_aside;
    struct kom_error shown[KOM_N_SHOWN];
    unsigned n_shown;
    struct kom_error early[KOM_N_SHOWN]; /* of rows that left the batch before a tool saw it */
    uint32_t early_start[KOM_N_SHOWN];
    unsigned n_early;
    struct kom_blanked *blanked; /* by row, then column; where x->lists_blanked */
    size_t n_blanked, cap_blanked;
    uint64_t n_bad;
    bool failed; /* memory ran out */
};

static inline struct kom_text kom_view_text(const struct kom_view *v, int column, uint32_t row) {
    return kom_batch_cell(v->batch, (uint32_t)column, row);
}

/* The cell without blanks around it: for codes. */
static inline struct kom_text kom_view_code(const struct kom_view *v, int column, uint32_t row) {
    return kom_text_trim(kom_view_text(v, column, row));
}

/* The place of a row in the input: by file, then by byte. Grows with the rows. */
enum { KOM_PLACE_BYTES = 40 }; /* bits of it: a file of 1 TiB */
static inline uint64_t kom_view_order(const struct kom_view *v, uint32_t row) {
    const uint64_t byte = v->batch->chunk->at + v->batch->start[row];
    return (uint64_t)v->i_file << KOM_PLACE_BYTES | byte;
}

/* A cell as it was read, whatever is said beside it; where x->lists_blanked. */
struct kom_text kom_view_raw(const struct kom_view *v, int column, uint32_t row);

/* Notes the row as bad because a cell that must be there is not, whether it is empty or something
   says that it has no value. */
void kom_view_needs(struct kom_view *v, int column, uint32_t row);

/* How a column is written in a file: for reading its cells without noting anything (cell.h). */
static inline const struct kom_cell_form *kom_view_form(const struct kom_view *v, int column) {
    return &v->file->form[column];
}

/* Fills form of a column that has heading and field: what call and schema say of how it is written.
 */
enum kom_status kom_extract_choose_form(struct kom_extract *x, struct kom_column *column,
                                        struct kom_error *err) KOM_MUSTUSE;

/* How it is written in a file. For a column that was not asked for, such as one that does not exist
 * yet. */
struct kom_cell_form kom_extract_form(const struct kom_file_plan *file,
                                      const struct kom_column *column);

/* The same for the bytes of a record that is no row of the batch. */
void kom_view_aside_bytes(struct kom_view *v, uint32_t start, uint32_t end, int reason);

/* After the last row: KOM_EDATA where there were bad rows that are not skipped. */
enum kom_status kom_extract_verdict(const struct kom_extract *x, enum kom_status status,
                                    struct kom_error *err) KOM_MUSTUSE;

/* KOM_EDATA where the call forbids CPR numbers and some column is known to hold them by now.
   is_whole: all rows were read, so that columns are judged, too, whose shares of values tell. */
enum kom_status kom_extract_forbid_cpr(const struct kom_extract *x, bool is_whole,
                                       struct kom_error *err) KOM_MUSTUSE;

/* The delimiter of the file of rows set aside: that of the first file. */
char kom_extract_aside_delimiter(const struct kom_extract *x);

/* Adds the header of the table, without line end, and that of the file of rows set aside. */
void kom_extract_header(const struct kom_extract *x, struct kom_buf *out);
void kom_extract_aside_header(const struct kom_extract *x, struct kom_buf *out);

/* Do the rows of a file stand below that header as they were read? Else their fields are to be
   written in its order. */
bool kom_extract_is_as_read(const struct kom_extract *x, const struct kom_file_plan *file);

/* Marks columns (by name, through the vocabulary) that loading is to read as their kind. Asks for
   all columns. Names that the table has not are left to whoever needs them. */
enum kom_status kom_extract_check(struct kom_extract *x, const struct kom_typed_column *typed,
                                  size_t n, struct kom_error *err) KOM_MUSTUSE;

/* Likewise of all headings, a mark for each. */
enum kom_status kom_extract_check_all(struct kom_extract *x, const struct kom_read_as *as,
                                      struct kom_error *err) KOM_MUSTUSE;

/* Reads the whole table into a frame, with up to n_threads: the way of the tools that load. */
enum kom_status kom_extract_load(struct kom_extract *x, struct kom_frame *frame, unsigned n_threads,
                                 enum kom_status (*aside)(void *, struct kom_text,
                                                          struct kom_error *),
                                 void *context, struct kom_error *err) KOM_MUSTUSE;

/* Are its files small, and known to be? Then one thread reads them, and more may be asked of each
   row. */
bool kom_extract_is_small(const struct kom_extract *x);

/* Settles that for good, as all parts of a run must say the same. KOM_EIO: a file cannot be looked
   at. */
enum kom_status kom_extract_settle_size(struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

/* Where its headings stand: in the first file. */
struct kom_header_at kom_extract_place(const struct kom_extract *x);

/* Does an option that may speak of a side table (NULL: of the main input) speak of this one? */
bool kom_reading_is_ours(const struct kom_reading *reading, const char *side);

/* Does a name in an option mean that heading: as it stands, or the same word? */
bool kom_heading_means(const char *name, struct kom_text heading);

#endif
