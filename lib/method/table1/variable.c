/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A variable of a balance table as numbers or levels.

   What it is says the call, else the vocabulary, else its cells: all numbers, or none. Where some
   are and some are not nobody can tell a misspelt number from a level, and it is refused. */
#include "work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "beyond.h"
#include "cell.h"
#include "heading_index.h"
#include "measured.h"
#include "shell_word.h"
#include "vocab.h"

/* ---- numbers or levels ---- */

static const struct kom_word *word_of(const struct kom_table1_work *work,
                                      const struct kom_table1_variable *v) {
    return work->frame->index->word[v->column];
}

/* Fails because a cell is no number, which a text among numbers or a number under other marks may
   have been meant to be; with the call that takes it for a level. */
static enum kom_status refuse_cell(const struct kom_table1_work *work,
                                   const struct kom_table1_variable *v, size_t row) {
    struct kom_buf text = {0};
    kom_cell_explain_number(kom_frame_form(work->frame, row, v->column),
                            kom_frame_cell(work->frame, row, v->column), &text);
    kom_buf_str(&text, "; or, if the values are levels, say --value ");
    kom_shell_pair(&text, NULL, kom_text_of(v->name), kom_text_of("levels"));
    enum kom_status status = text.failed ? kom_no_memory(work->err)
                                         : kom_frame_fail(work->frame, row, v->column, work->err,
                                                          "%.*s", (int)text.n, text.p);
    kom_buf_fini(&text);
    return status;
}

/* A number under other marks must not become a level. */
static enum kom_status refuse_marks(const struct kom_table1_work *work,
                                    const struct kom_table1_variable *v, size_t row) {
    const struct kom_cell_form *form = kom_frame_form(work->frame, row, v->column);
    const struct kom_text cell = kom_text_trim(kom_frame_cell(work->frame, row, v->column));
    struct kom_buf text = {0};
    const bool is_near = kom_cell_fault_number(form, cell, &text);
    const bool failed = text.failed;
    kom_buf_fini(&text);
    return failed ? kom_no_memory(work->err) : is_near ? refuse_cell(work, v, row) : KOM_OK;
}

/* What the cells are; a column without any is one of numbers that are all missing. */
static enum kom_status look(const struct kom_table1_work *work, struct kom_table1_variable *v) {
    const struct kom_frame *f = work->frame;
    size_t text = SIZE_MAX; /* the first row with one */
    bool has_numbers = false;
    for (size_t row = 0; row < f->n_rows; row++) {
        struct kom_num number;
        const enum kom_cell cell =
            kom_cell_number(kom_frame_form(f, row, v->column),
                            kom_text_trim(kom_frame_cell(f, row, v->column)), &number);
        has_numbers = has_numbers || cell == KOM_CELL_VALUE;
        text = cell == KOM_CELL_BAD && text == SIZE_MAX ? row : text;
        if (has_numbers && text != SIZE_MAX)
            return refuse_cell(work, v, text);
    }
    v->is_levels = text != SIZE_MAX;
    return KOM_OK;
}

static enum kom_status refuse_days(const struct kom_table1_work *work,
                                   const struct kom_table1_variable *v) {
    struct kom_buf text = {0};
    kom_buf_printf(&text,
                   "--value: %s holds days, which have no mean; for a level a day say --value ",
                   v->name);
    kom_shell_pair(&text, NULL, kom_text_of(v->name), kom_text_of("levels"));
    return kom_fail_text(&text, KOM_EUSAGE, work->err);
}

static enum kom_status choose(const struct kom_table1_work *work, struct kom_table1_variable *v) {
    const struct kom_word *word = word_of(work, v);
    const enum kom_kind kind = word ? word->kind : KOM_KIND_TEXT;
    if (word && strcmp(word->name, "person") == 0)
        return kom_fail(work->err, KOM_EUSAGE,
                        "--value: %s holds persons, who are no levels of a variable; name others "
                        "with --value COL,...",
                        v->name);
    v->is_levels = v->told == KOM_TABLE1_LEVELS;
    if (v->told != KOM_TABLE1_GUESS)
        return KOM_OK;
    if (kind == KOM_KIND_DAY)
        return refuse_days(work, v);
    v->is_levels = word && kind != KOM_KIND_NUMBER;
    return word ? KOM_OK : look(work, v);
}

/* ---- numbers ---- */

static enum kom_status read_numbers(struct kom_table1_work *work, struct kom_table1_variable *v) {
    const struct kom_measured_frame f = {work->frame, work->beside, work->request->skips_bad_rows};
    double largest = 0.0;
    v->number = kom_arena_take(&work->arena, (f.frame->n_rows + 1) * sizeof *v->number);
    v->has = kom_arena_take(&work->arena, (f.frame->n_rows + 1) * sizeof *v->has);
    if (!v->number || !v->has)
        return KOM_ENOMEM;
    for (size_t row = 0; row < f.frame->n_rows; row++) {
        enum kom_lack lack = KOM_LACKS_NOTHING;
        enum kom_status status =
            kom_measured_value(&f, row, v->column, &v->number[row], &lack, work->err);
        if (status)
            return status;
        v->has[row] = lack == KOM_LACKS_NOTHING;
        if (lack == KOM_LACKS_SENSE)
            kom_table1_set_aside(work, row, KOM_TABLE1_UNREADABLE);
        if (v->has[row])
            largest = fmax(largest, fabs(kom_num_double(&v->number[row])));
    }
    v->shift = kom_beyond_shift(largest, KOM_BEYOND_BOUND);
    return KOM_OK;
}

/* ---- levels ---- */

struct named {
    struct kom_text text;
    uint32_t number;
};

static int by_bytes(const void *pa, const void *pb) {
    const struct named *a = pa, *b = pb;
    return kom_text_compare(a->text, b->text);
}

/* Numbers in byte order instead of the order of coming. */
static enum kom_status sort_levels(struct kom_table1_work *work, struct kom_table1_variable *v,
                                   const struct kom_intern *seen) {
    struct named *name = kom_arena_take(&work->arena, (seen->n + 1) * sizeof *name);
    uint32_t *rank = kom_arena_take(&work->arena, (seen->n + 1) * sizeof *rank);
    v->level_name = kom_arena_take(&work->arena, (seen->n + 1) * sizeof *v->level_name);
    if (!name || !rank || !v->level_name)
        return KOM_ENOMEM;
    for (size_t i = 0; i < seen->n; i++)
        name[i] = (struct named){seen->text[i], (uint32_t)i};
    qsort(name, seen->n, sizeof *name, by_bytes);
    for (size_t i = 0; i < seen->n; i++) {
        const char *copy = kom_arena_copy(&work->out->arena, name[i].text.p, name[i].text.n);
        if (!copy)
            return KOM_ENOMEM;
        v->level_name[i] = (struct kom_text){copy, name[i].text.n};
        rank[name[i].number] = (uint32_t)i;
    }
    for (size_t row = 0; row < work->frame->n_rows; row++)
        if (v->level[row] != KOM_TABLE1_NONE)
            v->level[row] = rank[v->level[row]];
    v->n_levels = seen->n;
    return KOM_OK;
}

static enum kom_status refuse_level(const struct kom_table1_work *work,
                                    const struct kom_table1_variable *v, size_t row,
                                    size_t n_levels) {
    if (n_levels > KOM_TABLE1_LEVELS_MAX)
        return kom_fail(work->err, KOM_EDATA,
                        "--value: column \"%s\" has more than %d levels, too many for a table; "
                        "name others with --value COL,...",
                        v->name, KOM_TABLE1_LEVELS_MAX);
    return kom_frame_fail(work->frame, row, v->column, work->err,
                          "\"%s\" is what the rows of all levels are called; give it another name",
                          KOM_TABLE1_ALL);
}

/* The level of a row that has a group; a new one is looked at. */
static enum kom_status take_level(struct kom_table1_work *work, struct kom_table1_variable *v,
                                  size_t row, bool is_guess, struct kom_intern *seen) {
    char room[16];
    const struct kom_text text = kom_text_trim(kom_frame_group(work->frame, row, v->column, room));
    const size_t before = seen->n;
    if (text.n == 0)
        return KOM_OK;
    v->level[row] = kom_intern_add(seen, text);
    if (v->level[row] == KOM_NO_ID)
        return KOM_ENOMEM;
    if (seen->n == before)
        return KOM_OK;
    if (seen->n > KOM_TABLE1_LEVELS_MAX || kom_text_equal(text, kom_text_of(KOM_TABLE1_ALL)))
        return refuse_level(work, v, row, seen->n);
    return is_guess ? refuse_marks(work, v, row) : KOM_OK;
}

static enum kom_status read_levels(struct kom_table1_work *work, struct kom_table1_variable *v,
                                   bool is_guess) {
    struct kom_intern seen = {0};
    enum kom_status status = KOM_OK;
    v->level = kom_arena_take(&work->arena, (work->frame->n_rows + 1) * sizeof *v->level);
    if (!v->level)
        return KOM_ENOMEM;
    for (size_t row = 0; row < work->frame->n_rows && !status; row++) {
        v->level[row] = KOM_TABLE1_NONE;
        if (work->group[row] != KOM_TABLE1_NONE)
            status = take_level(work, v, row, is_guess, &seen);
    }
    if (!status)
        status = sort_levels(work, v, &seen);
    kom_intern_fini(&seen);
    return status;
}

enum kom_status kom_table1_read_numbers(struct kom_table1_work *work, size_t i) {
    struct kom_table1_variable *v = &work->variable[i];
    enum kom_status status = choose(work, v);
    return status || v->is_levels ? status : read_numbers(work, v);
}

enum kom_status kom_table1_read_levels(struct kom_table1_work *work, size_t i) {
    struct kom_table1_variable *v = &work->variable[i];
    const bool is_guess = v->told == KOM_TABLE1_GUESS && !word_of(work, v);
    return v->is_levels ? read_levels(work, v, is_guess) : KOM_OK;
}
