/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way of a check: the cells of a block of rows one column after the other. A row whose
   every cell is plainly in order is not looked at again; all others go the careful way
   (cell.c), which every row could go and which alone finds something.

   Each column has a way, chosen by the plan: a day within bounds, a number of at most two decimals
   within bounds, a code of plain bytes, or a text that stood before where it was in order. A block
   of rows goes through them column by column, each leaving a mark on the rows where it is not
   plainly satisfied. Texts met in rows without findings are remembered, a limited number a column.
   What is marked is looked at by the careful way, so an unknown thing costs time and never an
   answer; codes that another file must have are asked for ahead, as each look-up is a wait for
   memory. */
#include "encoding.h"
#include "heed.h"
#include "work.h"

#include <string.h>

/* Texts kept of a column, and the longest of them: the memory of a thread stays small. */
enum { MEMORY_TEXTS = 4096, MEMORY_BYTES = 64 };

/* ---- the plan ---- */

/* A bound in hundredths, exactly; false where it is none. */
static bool hundredths_of(const struct kom_num *v, int64_t *out) {
    *out = v->mantissa;
    if (!v->is_exact || v->scale > 2)
        return false;
    for (int scale = v->scale; scale < 2; scale++) {
        if (*out > INT64_MAX / 10 || *out < -(INT64_MAX / 10))
            return false;
        *out *= 10;
    }
    return true;
}

static void plan_days(const struct kom_check_plan *plan, struct kom_check_column *c,
                      bool in_trial) {
    const struct kom_check_request *r = plan->request;
    const struct kom_schema_field *f = c->field;
    c->way = KOM_WAY_DAY;
    c->low = (int64_t)KOM_DAY_NONE + 1;
    c->high = KOM_DAY_OPEN;
    if (f && f->has_minimum)
        c->low = f->first_day;
    if (f && f->has_maximum)
        c->high = f->last_day;
    if (in_trial && r->from != KOM_DAY_NONE && r->from > c->low)
        c->low = r->from;
    if (in_trial && r->to != KOM_DAY_NONE && r->to < c->high)
        c->high = r->to;
}

static void plan_numbers(struct kom_check_column *c) {
    const struct kom_schema_field *f = c->field;
    c->low = KOM_NO_HUNDREDTHS + 1;
    c->high = INT64_MAX;
    if ((!f || !f->has_minimum || hundredths_of(&f->minimum, &c->low)) &&
        (!f || !f->has_maximum || hundredths_of(&f->maximum, &c->high)))
        c->way = KOM_WAY_NUMBER;
}

static void plan_codes(struct kom_check_column *c) {
    const struct kom_schema_field *f = c->field;
    c->way = KOM_WAY_CODE;
    c->is_by_itself = true; /* references are looked up beside it */
    c->low = f && f->has_min_length && f->min_length < INT64_MAX ? (int64_t)f->min_length : 0;
    c->high =
        f && f->has_max_length && f->max_length < INT64_MAX ? (int64_t)f->max_length : INT64_MAX;
}

static bool refers(const struct kom_check_plan *plan, int column) {
    for (size_t i = 0; i < plan->n_references; i++)
        if (plan->references[i].n_columns == 1 && plan->references[i].columns[0] == column)
            return true;
    return false;
}

/* Whose codes make a sale known, or are few by their nature. */
static void plan_few(struct kom_check_plan *plan) {
    const struct kom_check_roles *r = &plan->role;
    const int columns[] = {r->kom,      r->service,  r->status,   r->agree[0],
                           r->agree[1], r->agree[2], r->agree[3], r->band};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        const int column = columns[i];
        if (column == KOM_NO_COLUMN)
            continue;
        struct kom_check_column *c = &plan->columns[column];
        c->few = plan->few.n;
        c->way = KOM_WAY_FEW;
        c->is_by_itself = column != r->kom && !refers(plan, column);
        kom_kind_columns_add(&plan->few, column);
    }
}

static void plan_column(struct kom_check_plan *plan, int column) {
    struct kom_check_column *c = &plan->columns[column];
    const struct kom_check_roles *role = &plan->role;
    const struct kom_schema_field *f = c->field;
    bool has_lengths = f && (f->has_min_length || f->has_max_length);
    bool is_day = c->kind == KOM_KIND_DAY, is_text = c->kind == KOM_KIND_TEXT;
    bool is_looked_up = column == role->kom || column == role->period || column == role->date;
    c->way = KOM_WAY_MEMORY;
    c->is_by_itself = !is_looked_up && !refers(plan, column);
    /* Codes of municipalities are compared in other digits, and periods with those of the trial. */
    if ((f && f->n_values) || (f && f->matches && !is_text) || c->form == KOM_FORM_BOOLEAN ||
        (is_looked_up && !is_day))
        return;
    if (is_text)
        plan_codes(c);
    else if (has_lengths || c->column->is_person || refers(plan, column) ||
             kom_cell_needs_care(&c->column->form) || plan->x->reading->thousands)
        return;
    else if (is_day)
        plan_days(plan, c, column == role->date);
    else if (c->kind == KOM_KIND_NUMBER)
        plan_numbers(c);
}

static bool lists_signs(const struct kom_check_plan *plan) {
    bool found = false;
    for (size_t i = 0; i < plan->n_columns; i++)
        for (size_t k = 0; k < plan->columns[i].column->form.n_missing; k++)
            found = found || plan->columns[i].column->form.missing[k].n;
    return found;
}

/* One key a row, whose cells are compared as they stand and are missing only where they are empty.
 */
static bool has_lone_key(const struct kom_check_plan *plan) {
    const struct kom_check_keys *keys = plan->keys;
    bool is_it = plan->n_keys == 1 && !keys->is_spell && !keys->is_whole_row && !plan->has_signs;
    for (size_t i = 0; is_it && i < keys->n_columns; i++)
        is_it = plan->columns[keys->columns[i]].kind != KOM_KIND_NUMBER &&
                (keys->columns[i] != plan->role.kom || plan->x->reading->kom_digits == 0);
    return is_it;
}

void kom_check_quick_plan(struct kom_check_plan *plan) {
    const struct kom_check_request *r = plan->request;
    bool has_lists = false;
    plan->has_signs = lists_signs(plan);
    for (size_t i = 0; i < plan->n_columns; i++)
        plan_column(plan, (int)i);
    plan_few(plan);
    for (size_t i = 0; i < plan->n_references; i++)
        has_lists = has_lists || plan->references[i].n_columns > 1;
    plan->has_sale_rules =
        plan->is_sales && (plan->role.status != KOM_NO_COLUMN || r->offerings || r->recipients);
    plan->is_lone = !plan->keeps_rows && !has_lists && has_lone_key(plan);
    plan->is_silent = !plan->keeps_rows && !has_lists && plan->n_keys == 0;
}

enum kom_status kom_check_quick_init(struct kom_check_worker *w, struct kom_error *err) {
    const struct kom_check_plan *plan = w->plan;
    struct kom_check_quick *q = &w->quick;
    q->memory = kom_alloc(plan->n_columns, sizeof *q->memory);
    q->few = kom_alloc(plan->few.n + 1, sizeof *q->few);
    q->sold = plan->has_sale_rules ? kom_alloc(1, sizeof *q->sold) : NULL;
    bool ok = q->memory && q->few && (q->sold || !plan->has_sale_rules);
    return ok ? KOM_OK : kom_no_memory(err);
}

static void forget(struct kom_check_worker *w) {
    for (size_t i = 0; w->quick.memory && i < w->plan->n_columns; i++)
        kom_intern_fini(&w->quick.memory[i]);
    for (unsigned i = 0; w->quick.few && i < w->plan->few.n; i++) {
        struct kom_check_few *few = &w->quick.few[i];
        kom_codes_fini(&few->codes);
        memset(few->is_fine, 0, sizeof few->is_fine);
    }
    if (w->quick.sold)
        kom_check_sold_forget(w->quick.sold);
}

void kom_check_quick_fini(struct kom_check_worker *w) {
    forget(w);
    kom_free(w->quick.memory);
    kom_free(w->quick.few);
    kom_free(w->quick.sold);
}

/* ---- the cells of a column ---- */

/* The cell was in order. A text that cannot be kept is looked at again: no fault. */
static void keep(struct kom_check_worker *w, int column, uint32_t row) {
    const struct kom_check_column *c = &w->plan->columns[column];
    struct kom_intern *memory = &w->quick.memory[column];
    if (c->way == KOM_WAY_FEW) {
        struct kom_check_few *few = &w->quick.few[c->few];
        few->is_fine[few->code[row % KOM_BLOCK_ROWS]] = true;
        few->is_fine[KOM_NO_CODE] = false;
        return;
    }
    struct kom_text t = kom_view_text(w->view, column, row);
    if (t.n && t.n <= MEMORY_BYTES && memory->n < MEMORY_TEXTS)
        (void)kom_intern_add(memory, t);
}

/* A cell that is not plainly in order: whether the careful way finds nothing in it alone. */
static bool passes(struct kom_check_worker *w, int column, uint32_t row) {
    const struct kom_check_column *c = &w->plan->columns[column];
    struct kom_text t = kom_view_text(w->view, column, row);
    uint64_t n_found = w->n_found;
    uint32_t at = w->row;
    if (t.n == 0 && c->way == KOM_WAY_FEW && !c->is_required)
        keep(w, column, row);
    if (t.n == 0)
        return !c->is_required;
    if (!c->is_by_itself)
        return false;
    w->row = row;
    w->is_mute = w->has_cpr = true;
    w->is_plain = false;
    kom_check_one_cell(w, column);
    bool none = w->n_found == n_found;
    w->is_mute = false;
    w->n_found = n_found;
    w->row = at;
    if (none && (c->way == KOM_WAY_MEMORY || c->way == KOM_WAY_CODE || c->way == KOM_WAY_FEW))
        keep(w, column, row);
    return none;
}

static bool is_known(const struct kom_check_worker *w, int column, struct kom_text t) {
    return kom_intern_find(&w->quick.memory[column], t) != KOM_NO_ID;
}

static void see_texts(struct kom_check_worker *w, int column, uint32_t from, uint32_t n) {
    struct kom_check_quick *q = &w->quick;
    for (uint32_t i = 0; i < n; i++) {
        struct kom_text t = kom_view_text(w->view, column, from + i);
        q->is_clean[i] = q->is_clean[i] && (is_known(w, column, t) || passes(w, column, from + i));
    }
}

static void see_days(struct kom_check_worker *w, int column, uint32_t from, uint32_t n) {
    const struct kom_check_column *c = &w->plan->columns[column];
    struct kom_check_quick *q = &w->quick;
    kom_columns_days(w->view, column, from, n, (struct kom_days){q->day, q->cell, &q->months});
    for (uint32_t i = 0; i < n; i++)
        if (q->day[i] < c->low || q->day[i] > c->high)
            q->is_clean[i] = q->is_clean[i] && passes(w, column, from + i);
}

static void see_numbers(struct kom_check_worker *w, int column, uint32_t from, uint32_t n) {
    const struct kom_check_column *c = &w->plan->columns[column];
    struct kom_check_quick *q = &w->quick;
    bool is_whole = c->form == KOM_FORM_WHOLE;
    kom_columns_hundredths(w->view, column, from, n, q->number);
    for (uint32_t i = 0; i < n; i++)
        if (q->number[i] < c->low || q->number[i] > c->high ||
            (is_whole && q->number[i] % 100 != 0))
            q->is_clean[i] = q->is_clean[i] && passes(w, column, from + i);
}

/* kom_check_is_plain of a short text by its ends, which lie over each other. */
static inline bool is_plain(struct kom_text t) {
    const uint64_t high = UINT64_C(0x8080808080808080), blank = UINT64_C(0x2020202020202020);
    uint64_t first, last;
    if (t.n < 8 || t.n > 16)
        return kom_check_is_plain(t);
    memcpy(&first, t.p, 8);
    memcpy(&last, t.p + t.n - 8, 8);
    return (((first - blank) | first | (last - blank) | last) & high) == 0;
}

/* False: it cannot hold a CPR number. In up to 19 bytes each such number covers those in the
   middle. */
static inline bool may_hold_cpr(struct kom_text t) {
    if (t.n < 10)
        return false;
    bool may = true;
    for (size_t i = t.n - 10; i < 10 && may; i++)
        may = (unsigned char)t.p[i] - (unsigned)'0' <= 9 || t.p[i] == '-';
    return may && kom_cpr_holds(t);
}

static bool fits_pattern(struct kom_check_worker *w, const struct kom_check_column *c,
                         struct kom_text t) {
    return !kom_check_is_on(w->plan, KOM_CHECK_pattern) ||
           kom_pattern_match(c->field->matches, &w->matcher, t) == KOM_MATCH_YES;
}

/* Printable ASCII without blanks at its ends, of a length that may be, no CPR number and no sign
   for missing. */
static inline bool is_plain_code(struct kom_check_worker *w, int column, struct kom_text t) {
    const struct kom_check_column *c = &w->plan->columns[column];
    if (t.n == 0 || (int64_t)t.n < c->low || (int64_t)t.n > c->high)
        return false;
    if (t.p[0] == ' ' || t.p[t.n - 1] == ' ' || !is_plain(t) || may_hold_cpr(t))
        return false;
    if (w->plan->has_signs && kom_check_is_missing(w->plan, column, t))
        return false;
    return !c->field || !c->field->matches || fits_pattern(w, c, t);
}

/* Codes that must be in the file that the column refers to. */
static void see_targets(struct kom_check_worker *w, const struct kom_roll *codes, uint32_t n) {
    struct kom_check_quick *q = &w->quick;
    kom_roll_find_all(codes, q->text, n, q->target);
    for (uint32_t i = 0; i < n; i++)
        q->is_clean[i] = q->is_clean[i] && (q->text[i].n == 0 || q->target[i]);
}

static void see_codes(struct kom_check_worker *w, int column, uint32_t from, uint32_t n) {
    const struct kom_check_plan *plan = w->plan;
    const bool may_be_empty = !plan->columns[column].is_required;
    struct kom_check_quick *q = &w->quick;
    for (uint32_t i = 0; i < n; i++) {
        struct kom_text t = q->text[i] = kom_view_text(w->view, column, from + i);
        if (t.n == 0 ? !may_be_empty : !is_plain_code(w, column, t))
            q->is_clean[i] =
                q->is_clean[i] && (is_known(w, column, t) || passes(w, column, from + i));
    }
    for (size_t r = 0; r < plan->n_references; r++)
        if (plan->references[r].n_columns == 1 && plan->references[r].columns[0] == column)
            see_targets(w, &plan->references[r].roll, n);
}

/* What has too many texts, or found no memory, is looked at with care each time. */
static void see_few(struct kom_check_worker *w, int column, uint32_t from, uint32_t n) {
    const struct kom_check_column *c = &w->plan->columns[column];
    struct kom_check_few *few = &w->quick.few[c->few];
    struct kom_check_quick *q = &w->quick;
    kom_codes_block(&few->codes, w->view, column, from, n, few->code);
    for (uint32_t i = 0; i < n; i++)
        if (!few->is_fine[few->code[i]])
            q->is_clean[i] = q->is_clean[i] && passes(w, column, from + i);
}

/* An end before its start; days that cannot be read are found, or pass, as cells. */
static void see_spells(struct kom_check_worker *w, uint32_t from, uint32_t n) {
    const struct kom_check_roles *role = &w->plan->role;
    struct kom_check_quick *q = &w->quick;
    kom_columns_days(w->view, role->start, from, n, (struct kom_days){q->day, q->cell, &q->months});
    kom_columns_days(w->view, role->end, from, n, (struct kom_days){q->end, q->cell, &q->months});
    for (uint32_t i = 0; i < n; i++)
        q->is_clean[i] = q->is_clean[i] && (q->day[i] == KOM_DAY_NONE ||
                                            q->end[i] == KOM_DAY_NONE || q->day[i] <= q->end[i]);
}

/* Where something is said beside a cell its row is looked at with care: it may be blank now. */
static void see_status(struct kom_check_worker *w, const struct kom_heed *h, uint32_t from,
                       uint32_t n) {
    const uint32_t *length = h->status >= 0 ? w->view->batch->length[h->status] + from : NULL;
    for (uint32_t i = 0; i < n && length; i++)
        w->quick.is_clean[i] = w->quick.is_clean[i] && length[i] == 0;
}

/* ---- a block ---- */

/* Whether rows with bytes above ASCII have nothing to say of the encoding. */
static bool is_ascii(const struct kom_check_worker *w, uint32_t from, uint32_t n) {
    const struct kom_batch *b = w->view->batch;
    bool wanted = w->view->file->split.encoding == KOM_TEXT_AUTO &&
                  kom_check_is_on(w->plan, KOM_CHECK_encoding);
    return !wanted ||
           kom_ascii_only(b->chunk->p + b->start[from], b->end[from + n - 1] - b->start[from]);
}

void kom_check_quick_block(struct kom_check_worker *w, uint32_t from) {
    struct kom_check_quick *q = &w->quick;
    uint32_t left = w->view->n_rows - from, n = left < KOM_BLOCK_ROWS ? left : KOM_BLOCK_ROWS;
    if (q->file != w->view->file)
        forget(w);
    q->file = w->view->file;
    q->is_ascii = is_ascii(w, from, n);
    const bool is_careful = w->plan->x->reading->is_careful;
    for (uint32_t i = 0; i < n; i++)
        q->is_clean[i] = !is_careful;
    for (size_t i = 0; i < w->plan->n_columns && !is_careful; i++) {
        static void (*const see[])(struct kom_check_worker *, int, uint32_t, uint32_t) = {
            see_texts, see_codes, see_few, see_days, see_numbers};
        see[w->plan->columns[i].way](w, (int)i, from, n);
    }
    for (size_t i = 0; i < w->plan->x->n_heeds && !is_careful; i++)
        see_status(w, &w->plan->x->heeds[i], from, n);
    if (w->plan->is_spells)
        see_spells(w, from, n);
    if (q->sold && !is_careful)
        kom_check_sold_block(w, from, n);
}

void kom_check_quick_learn(struct kom_check_worker *w) {
    for (size_t i = 0; i < w->plan->n_columns; i++)
        if ((w->plan->columns[i].way == KOM_WAY_MEMORY || w->plan->columns[i].way == KOM_WAY_FEW) &&
            !w->plan->columns[i].is_by_itself)
            keep(w, (int)i, w->row);
}
