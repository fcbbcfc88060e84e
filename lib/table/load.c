/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading a table into memory, through the one reader.

   A frame is loaded by the fold, so that dialects, bad rows and messages are the same as for tables
   that stream. Each thread copies the cells of its batch into an arena of its own, and finds the
   lines of the rows; when it is the batch's turn they go behind the rows of the frame, which so
   stand in the order of the input with any number of threads. In the end the arenas are the
   frame's. Typed columns are read while loading, and a row in which one cannot be read is a bad
   row. What a file says of its columns is copied, as the extract is closed before the frame is.
   Small tables only: everything else folds. */
#include <string.h>

#include "extract.h"
#include "extract_next.h"
#include "frame.h"
#include "heading_index.h"
#include "parallel.h"
#include "value_status.h"

enum { KEPT_BITS = 10 };

/* A text, and its first and last bytes, which tell most that are not it. */
struct kept {
    struct kom_text_ends ends;
    struct kom_text text;
};

/* What one thread has of the rows at hand; their texts lie in its arena until all is read. */
struct loader {
    struct kom_extract *x;
    size_t n_cols, n_rows, n_blanked;
    struct kom_text *cell;
    uint64_t *line;
    struct kom_frame_blanked *blanked;
    size_t cap_cells, cap_lines, cap_blanked;
    struct kom_arena arena;
    struct kept kept[1 << KEPT_BITS]; /* texts kept last */
};

/* The frame that they come to lie in, with its room. */
struct loading {
    struct kom_extract *x;
    struct kom_frame *frame;
    size_t cap_cells, cap_lines, cap_files;
};

/* Rows on their way: what a thread hands over, as bytes, when it is their turn. */
struct piece {
    const struct loader *from;
    uint32_t i_file;
};

static enum kom_status worker_room(struct loader *l, size_t n_rows, struct kom_error *err) {
    void *cell = l->cell, *line = l->line;
    enum kom_status status = kom_grow(&cell, &l->cap_cells, n_rows * l->n_cols, sizeof *l->cell);
    l->cell = cell;
    if (!status)
        status = kom_grow(&line, &l->cap_lines, n_rows, sizeof *l->line);
    l->line = line;
    return status ? kom_no_memory_in(err, l->x->label) : KOM_OK;
}

static enum kom_status frame_room(struct loading *l, size_t n_rows, size_t n_blanked) {
    struct kom_frame *f = l->frame;
    void *cell = f->cell, *line = f->line, *file = f->file, *blanked = f->blanked;
    enum kom_status status = kom_grow(&cell, &l->cap_cells, n_rows * f->n_cols, sizeof *f->cell);
    f->cell = cell;
    if (!status)
        status = kom_grow(&line, &l->cap_lines, n_rows, sizeof *f->line);
    f->line = line;
    if (!status)
        status = kom_grow(&file, &l->cap_files, n_rows, sizeof *f->file);
    f->file = file;
    if (!status)
        status = kom_grow(&blanked, &f->cap_blanked, n_blanked, sizeof *f->blanked);
    f->blanked = blanked;
    return status;
}

/* Is the word of COL_status one? If not, the row has been noted as bad. */
static bool is_word(struct kom_view *v, int column, uint32_t row) {
    const struct kom_text word = kom_view_code(v, column, row);
    struct kom_buf why = {0};
    if (kom_value_status_of(word) != KOM_STATUS_UNKNOWN)
        return true;
    kom_value_status_explain(word, v->extract->columns[column].heading, v->extract->reading->side,
                             &why);
    kom_view_bad(v, column, row, "%.*s", (int)why.n, why.p ? why.p : "");
    v->failed = v->failed || why.failed;
    kom_buf_fini(&why);
    return false;
}

/* Can the checked cells of a row be read? If not, it has been noted as bad. */
static bool is_readable(struct kom_view *v, uint32_t row) {
    for (size_t c = 0; c < v->extract->n_columns; c++) {
        const struct kom_column *column = &v->extract->columns[c];
        struct kom_num number;
        struct kom_period period;
        int32_t day;
        if (column->is_status && !is_word(v, (int)c, row))
            return false;
        if (!column->is_checked)
            continue;
        enum kom_cell cell =
            column->kind == KOM_KIND_NUMBER ? kom_view_number(v, (int)c, row, &number)
            : column->kind == KOM_KIND_DAY  ? kom_view_day(v, (int)c, row, &day)
                                            : kom_view_period(v, (int)c, row, &period);
        if (cell == KOM_CELL_BAD)
            return false;
    }
    return true;
}

enum kom_status kom_extract_check(struct kom_extract *x, const struct kom_typed_column *typed,
                                  size_t n, struct kom_error *err) {
    enum kom_status status = kom_extract_want_all(x, err);
    for (size_t i = 0; i < n && !status; i++) {
        int column;
        status = kom_heading_look(x->index, kom_text_of(typed[i].name), kom_extract_place(x),
                                  &column, err);
        if (status || column < 0)
            continue;
        x->columns[column].kind = typed[i].kind;
        x->columns[column].is_asked = true;
        x->columns[column].is_checked = typed[i].kind != KOM_KIND_TEXT;
    }
    return status;
}

enum kom_status kom_extract_check_all(struct kom_extract *x, const struct kom_read_as *as,
                                      struct kom_error *err) {
    enum kom_status status = kom_extract_want_all(x, err);
    for (size_t i = 0; i < x->n_columns && !status; i++) {
        struct kom_column *column = &x->columns[i];
        column->is_status = as[i].status;
        column->is_checked = as[i].number;
        if (as[i].number)
            column->kind = KOM_KIND_NUMBER;
    }
    return status;
}

/* The text in the arena; NULL: memory ran out. What is said again and again is kept once. */
static struct kom_text keep(struct loader *l, struct kom_text t) {
    const struct kom_text_ends ends = kom_text_ends(t);
    struct kept *kept = &l->kept[kom_text_ends_place(ends, KEPT_BITS)];
    if (!kept->text.p || kept->ends.first != ends.first || kept->ends.last != ends.last ||
        !kom_text_equal(kept->text, t))
        *kept = (struct kept){ends, {kom_arena_copy(&l->arena, t.p, t.n), t.n}};
    return kept->text;
}

/* What stood in the cells of a row that were blanked. *at: of the view's list, whose rows rise. */
static enum kom_status keep_blanked(struct loader *l, const struct kom_view *v, uint32_t row,
                                    size_t *at, struct kom_error *err) {
    for (; *at < v->n_blanked && v->blanked[*at].row <= row; ++*at) {
        const struct kom_blanked *b = &v->blanked[*at];
        void *p = l->blanked;
        if (b->row < row) /* of a row that was not kept */
            continue;
        struct kom_text t = kom_view_text(v, b->column, row);
        t = keep(l, (struct kom_text){t.p, b->length});
        if (!t.p || kom_grow(&p, &l->cap_blanked, l->n_blanked + 1, sizeof *l->blanked))
            return kom_no_memory_in(err, l->x->label);
        l->blanked = p;
        l->blanked[l->n_blanked++] =
            (struct kom_frame_blanked){l->n_rows * l->n_cols + (size_t)b->column, t};
    }
    return KOM_OK;
}

static enum kom_status keep_rows(struct loader *l, struct kom_view *v, struct kom_error *err) {
    enum kom_status status = worker_room(l, v->n_rows, err);
    uint64_t line = v->batch->chunk->first_line;
    uint32_t at = 0;
    size_t i_blanked = 0;
    l->n_rows = l->n_blanked = 0;
    for (uint32_t i = 0; i < v->n_rows && !status; i++) {
        if (!is_readable(v, i))
            continue;
        for (; at < v->batch->start[i]; at++)
            line += v->batch->chunk->p[at] == '\n';
        l->line[l->n_rows] = line;
        struct kom_text *cell = l->cell + l->n_rows * l->n_cols;
        for (size_t c = 0; c < l->n_cols; c++) {
            cell[c] = keep(l, kom_view_text(v, (int)c, i));
            if (!cell[c].p)
                return kom_no_memory_in(err, l->x->label);
        }
        status = keep_blanked(l, v, i, &i_blanked, err);
        l->n_rows++;
    }
    return status;
}

static enum kom_status take_rows(void *worker, struct kom_view *v, struct kom_error *err) {
    struct loader *l = worker;
    const struct piece piece = {l, v->i_file};
    enum kom_status status = keep_rows(l, v, err);
    if (!status && l->n_rows)
        kom_buf_add(&v->out, (const char *)&piece, sizeof piece);
    return status;
}

/* In the order of the input: the rows of a thread go behind those of the frame. */
static enum kom_status add_piece(void *context, struct kom_text bytes, struct kom_error *err) {
    struct loading *loading = context;
    struct kom_frame *f = loading->frame;
    struct piece piece;
    memcpy(&piece, bytes.p, sizeof piece);
    const struct loader *l = piece.from;
    if (frame_room(loading, f->n_rows + l->n_rows, f->n_blanked + l->n_blanked))
        return kom_no_memory_in(err, loading->x->label);
    const size_t n_cells = f->n_rows * f->n_cols;
    if (f->n_cols)
        memcpy(f->cell + n_cells, l->cell, l->n_rows * f->n_cols * sizeof *f->cell);
    memcpy(f->line + f->n_rows, l->line, l->n_rows * sizeof *f->line);
    for (size_t i = 0; i < l->n_rows; i++)
        f->file[f->n_rows + i] = piece.i_file;
    for (size_t i = 0; i < l->n_blanked; i++)
        f->blanked[f->n_blanked++] =
            (struct kom_frame_blanked){n_cells + l->blanked[i].cell, l->blanked[i].text};
    f->n_rows += l->n_rows;
    return KOM_OK;
}

/* Texts stay where they are, and are the frame's. */
static void loader_fini(struct loader *l, struct kom_frame *frame) {
    kom_arena_join(&frame->arena, &l->arena);
    kom_free(l->cell);
    kom_free(l->line);
    kom_free(l->blanked);
}

static struct kom_text copy_text(struct kom_frame *f, struct kom_text t, bool *failed) {
    char *p = kom_arena_copy(&f->arena, t.p, t.n);
    *failed = *failed || !p;
    return (struct kom_text){p, t.n};
}

static enum kom_status copy_names(struct kom_extract *x, struct kom_frame *f,
                                  struct kom_error *err) {
    bool failed = false;
    f->n_cols = x->n_columns;
    f->delimiter = kom_extract_aside_delimiter(x);
    f->name = kom_arena_take(&f->arena, (f->n_cols + 1) * sizeof *f->name);
    if (!f->name)
        return kom_extract_no_memory(x, err);
    for (size_t i = 0; i < f->n_cols; i++)
        f->name[i] = copy_text(f, x->columns[i].heading, &failed);
    f->index = failed ? NULL : kom_heading_index_new(f->name, f->n_cols);
    return f->index ? KOM_OK : kom_extract_no_memory(x, err);
}

/* A list of texts copied last: columns have one and the same as a rule. */
struct last_list {
    const struct kom_text *from, *copy;
};

static const struct kom_text *copy_list(struct kom_frame *f, const struct kom_text *from, size_t n,
                                        struct last_list *last, bool *failed) {
    if (last->copy && last->from == from)
        return last->copy;
    struct kom_text *copy = kom_arena_take(&f->arena, (n + 1) * sizeof *copy);
    *failed = *failed || !copy;
    for (size_t i = 0; copy && i < n; i++)
        copy[i] = copy_text(f, from[i], failed);
    *last = (struct last_list){from, copy};
    return copy;
}

/* The form of a column in a file, with texts of the frame's own. */
static void copy_form(const struct kom_cell_form *from, struct kom_frame *f, size_t column,
                      struct kom_cell_form *to, struct last_list *last, bool *failed) {
    *to = *from;
    to->heading = f->name[column];
    to->suffix = copy_text(f, from->suffix, failed);
    to->side = from->side ? copy_text(f, kom_text_of(from->side), failed).p : NULL;
    to->missing = copy_list(f, from->missing, from->n_missing, last, failed);
}

static enum kom_status copy_files(struct kom_extract *x, struct kom_frame *f,
                                  struct kom_error *err) {
    bool failed = false;
    struct last_list last = {NULL, NULL};
    f->n_files = x->n_files;
    f->side = x->reading->side ? copy_text(f, kom_text_of(x->reading->side), &failed).p : NULL;
    f->header_line = kom_extract_place(x).line;
    f->files = kom_arena_take(&f->arena, x->n_files * sizeof *f->files);
    f->form = kom_arena_take(&f->arena, (x->n_files * f->n_cols + 1) * sizeof *f->form);
    for (size_t i = 0; i < x->n_files && f->files && f->form; i++) {
        const struct kom_file_plan *plan = x->files[i];
        f->files[i].name = copy_text(f, kom_text_of(plan->name), &failed).p;
        for (size_t c = 0; c < f->n_cols; c++)
            copy_form(&plan->form[c], f, c, &f->form[i * f->n_cols + c], &last, &failed);
    }
    return failed || !f->files || !f->form ? kom_extract_no_memory(x, err) : KOM_OK;
}

/* By the threads that there are, each with a loader. */
static enum kom_status load_rows(struct loading *loading, struct kom_fold *fold,
                                 struct kom_error *err) {
    struct kom_extract *x = loading->x;
    struct kom_frame *frame = loading->frame;
    void *worker[KOM_THREADS_MAX];
    struct loader *loader = kom_alloc(fold->n_threads, sizeof *loader);
    if (!loader)
        return kom_extract_no_memory(x, err);
    for (unsigned i = 0; i < fold->n_threads; i++) {
        loader[i].x = x;
        loader[i].n_cols = frame->n_cols;
        worker[i] = &loader[i];
    }
    fold->workers = worker;
    enum kom_status status = kom_extract_fold(x, fold, err);
    for (unsigned i = 0; i < fold->n_threads; i++)
        loader_fini(&loader[i], frame);
    kom_free(loader);
    return status;
}

enum kom_status kom_extract_load(struct kom_extract *x, struct kom_frame *frame, unsigned n_threads,
                                 enum kom_status (*aside)(void *, struct kom_text,
                                                          struct kom_error *),
                                 void *context, struct kom_error *err) {
    *frame = (struct kom_frame){0};
    struct loading loading = {.x = x, .frame = frame};
    struct kom_fold fold = {.n_threads = n_threads < 2                 ? 1
                                         : n_threads > KOM_THREADS_MAX ? KOM_THREADS_MAX
                                                                       : n_threads,
                            .take = take_rows,
                            .emit = add_piece,
                            .aside = aside,
                            .context = &loading,
                            .aside_context = context};
    x->settles_all = x->lists_blanked = true;
    enum kom_status status = x->n_columns ? KOM_OK : kom_extract_want_all(x, err);
    if (!status)
        status = copy_names(x, frame, err);
    if (!status)
        status = load_rows(&loading, &fold, err);
    if (!status)
        status = copy_files(x, frame, err);
    frame->n_not_asked = x->aside[-KOM_ASIDE_NOT_ASKED - 1];
    if (status)
        kom_frame_fini(frame);
    else
        frame->nearly = x->nearly;
    return status;
}

enum kom_status kom_frame_parse(struct kom_frame *frame, const char *name, struct kom_text csv,
                                struct kom_error *err) {
    struct kom_extract x;
    struct kom_reading reading = {.delimiter = ',', .decimal = '.'};
    *frame = (struct kom_frame){0};
    enum kom_status status = kom_extract_open_memory(&x, name, csv, &reading, err);
    if (!status) {
        status = kom_extract_load(&x, frame, 1, NULL, NULL, err);
        kom_extract_close(&x);
    }
    return status;
}
