/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search runs over the bytes of each block; only where it finds something is the column looked
   up.

   A vector search looks for ten digits, or six and four with a hyphen, in the bytes of a whole
   block, which nearly always finds nothing. A hit's row and field are found from its place; a
   hyphen or a person's column decides at once. In other columns ten digits may be chance, so the
   different values of the column are gathered, up to a limit, and it is judged by their part that
   are valid. Threads note sights, which are added in the order of the input: what is told does not
   depend on who saw it first. A column of which enough was seen is passed over. */
#include "cpr_watch.h"

#include <stdlib.h>
#include <string.h>

#include "cpr_scan.h"
#include "head.h"
#include "heading_index.h"
#include "intern.h"
#include "shell_word.h"

/* ---- one column ---- */

/* What is left to learn of a column. A number with a hyphen tells by itself, so enough values
   without one are no reason to look away. */
enum { LEARNS_ALL, LEARNS_HYPHENS, LEARNS_NOTHING };
static uint8_t left_to_learn(const struct kom_cpr_column *c) {
    if (c->is_exempt || (c->is_person && c->has_right) || c->n_hyphens == KOM_CPR_HYPHENS)
        return LEARNS_NOTHING;
    return c->n_values == KOM_CPR_VALUES ? LEARNS_HYPHENS : LEARNS_ALL;
}

/* A value that was not there before. */
static bool add_value(struct kom_cpr_column *c, uint64_t hash) {
    hash += hash == 0 ? KOM_CPR_KIND + 1 : 0;
    if (!c->value || c->n_values == KOM_CPR_VALUES)
        return false;
    for (size_t i = hash % KOM_CPR_SLOTS;; i = (i + 1) % KOM_CPR_SLOTS) {
        if (c->value[i] == hash)
            return false;
        if (c->value[i] == 0) {
            c->value[i] = hash;
            c->value[KOM_CPR_SLOTS + c->n_values++] = hash;
            return true;
        }
    }
}

static uint64_t *new_values(void) {
    return kom_alloc(KOM_CPR_SLOTS + KOM_CPR_VALUES, sizeof(uint64_t));
}

/* Of a cell, and what it is. Parts of a run agree on it. */
static uint64_t hash_of(const struct kom_extract *x, struct kom_text cell,
                        const struct kom_cpr_sight *is) {
    static const struct kom_hash_seed common = {UINT64_C(0x9E3779B97F4A7C15),
                                                UINT64_C(0xE7037ED1A0B428DB)};
    const uint64_t hash = kom_hash_bytes(cell.p, cell.n, x->reading->part ? common : x->seed);
    return (hash & ~(uint64_t)KOM_CPR_KIND) | (is->is_nine ? KOM_CPR_NINE : 0U) | is->what;
}

static void add_hyphen(struct kom_cpr_column *c, uint64_t number) {
    for (uint32_t i = 0; i < c->n_hyphens; i++)
        if (c->hyphen[i] == number)
            return;
    if (c->n_hyphens < KOM_CPR_HYPHENS)
        c->hyphen[c->n_hyphens++] = number;
}

/* A column of which enough was seen learns no more, whether or not the thread that looked knew. */
static void note(struct kom_cpr_column *c, const struct kom_cpr_sight *s) {
    if (left_to_learn(c) == LEARNS_NOTHING)
        return;
    if (c->is_person) {
        c->has_person = true;
        c->has_right = c->has_right || s->what == KOM_CPR_RIGHT;
    } else if (s->has_hyphen) {
        add_hyphen(c, s->value);
        c->has_right = c->has_right || s->what == KOM_CPR_RIGHT;
    } else if (add_value(c, s->value)) {
        c->n_alike += s->what != KOM_CPR_NONE;
        c->n_right += s->what == KOM_CPR_RIGHT;
        c->n_nine += s->is_nine;
        c->n_nine_right += s->is_nine && s->what == KOM_CPR_RIGHT;
    }
}

static int by_number(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Do the numbers after the hyphen run on by one within each date that has several? */
static bool is_serial(const struct kom_cpr_column *c) {
    uint64_t number[KOM_CPR_HYPHENS];
    uint32_t n_steps = 0;
    memcpy(number, c->hyphen, c->n_hyphens * sizeof *number);
    qsort(number, c->n_hyphens, sizeof *number, by_number);
    for (uint32_t i = 1; i < c->n_hyphens; i++) {
        if (number[i] / 10000 != number[i - 1] / 10000)
            continue;
        if (number[i] != number[i - 1] + 1)
            return false;
        n_steps++;
    }
    return n_steps > 0;
}

enum kom_cpr kom_cpr_verdict(const struct kom_cpr_column *c, bool *stops) {
    const bool without_nine = 2 * c->n_nine > c->n_alike;
    const uint32_t n = c->n_values, n_alike = c->n_alike - (without_nine ? c->n_nine : 0),
                   n_right = c->n_right - (without_nine ? c->n_nine_right : 0);
    *stops = false;
    if (c->is_exempt)
        return KOM_CPR_NONE;
    if (c->n_hyphens && !c->has_person && is_serial(c))
        return KOM_CPR_LIKE;
    *stops = true;
    if (c->has_person || c->n_hyphens)
        return c->has_right ? KOM_CPR_RIGHT : KOM_CPR_LIKE;
    bool counts = n >= 20 ? 2 * n_alike >= n : n >= 5 ? n_alike == n : n >= 2 && n_right == n;
    *stops = counts;
    return !counts ? KOM_CPR_NONE : n_right ? KOM_CPR_RIGHT : KOM_CPR_LIKE;
}

static uint64_t number_of(const char *p) {
    uint64_t v = 0;
    for (int i = 0; i < 11; i++)
        v = i == 6 ? v : v * 10 + (uint64_t)(p[i] - '0');
    return v;
}

/* Nine digits that may have lost the zero of a day before the tenth. */
static enum kom_cpr judge_nine(struct kom_text cell) {
    char ten[10] = "0";
    if (cell.n != 9 || !kom_is_digits(cell))
        return KOM_CPR_NONE;
    memcpy(ten + 1, cell.p, 9);
    return kom_cpr_judge(ten, false);
}

/* What a cell of a suspect column is; the best of its hits. */
static void judge_cell(struct kom_text cell, bool is_suspect, struct kom_cpr_sight *sight) {
    struct kom_cpr_hit hit;
    enum kom_cpr best = KOM_CPR_NONE, nine = is_suspect ? judge_nine(cell) : KOM_CPR_NONE;
    for (size_t from = 0; kom_cpr_next(cell, &from, &hit);)
        if (!hit.has_hyphen && hit.what > best)
            best = hit.what;
    sight->is_nine = nine != KOM_CPR_NONE;
    sight->what = (uint8_t)(sight->is_nine ? nine : best);
}

/* Is a number of ten digits among the first records of a column? */
static bool has_ten(const struct kom_head *head, size_t from, size_t i) {
    bool has = false;
    struct kom_cpr_sight sight = {.column = 0};
    for (size_t r = from; head && r < head->n && !has; r++) {
        if (i >= head->record[r].n)
            continue;
        judge_cell(head->record[r].cell[i], false, &sight);
        has = sight.what != KOM_CPR_NONE;
    }
    return has;
}

/* ---- all of an extract ---- */

static struct kom_cpr_column column_of_heading(const struct kom_extract *x, size_t i) {
    const struct kom_word *word = x->index->word[i];
    return (struct kom_cpr_column){.is_person = kom_word_is_person(word),
                                   .is_exempt = x->told[i].not_cpr > 0};
}

void kom_cpr_column_fini(struct kom_cpr_column *c) {
    kom_free(c->value);
    c->value = NULL;
}

enum kom_status kom_cpr_foresee(const struct kom_extract *x, size_t i, struct kom_cpr_column *c) {
    const struct kom_head *head = x->files[0]->sample;
    *c = column_of_heading(x, i);
    c->value = new_values();
    const size_t first = x->reading->n_header ? 0 : 1;
    const bool is_suspect = !c->is_person && has_ten(head, first, i);
    for (size_t r = first; c->value && head && r < head->n; r++) {
        struct kom_text cell = i < head->record[r].n ? head->record[r].cell[i] : kom_text_of("");
        struct kom_cpr_hit hit;
        struct kom_cpr_sight sight = {.value = 0};
        for (size_t from = 0; kom_cpr_next(cell, &from, &hit);)
            if (hit.has_hyphen)
                note(c, &(struct kom_cpr_sight){.value = number_of(cell.p + hit.at),
                                                .what = (uint8_t)hit.what,
                                                .has_hyphen = true});
        judge_cell(cell, is_suspect, &sight);
        sight.value = hash_of(x, cell, &sight);
        if (cell.n && (!c->is_person || sight.what != KOM_CPR_NONE))
            note(c, &sight);
    }
    return c->value ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_cpr_watch_init(struct kom_extract *x) {
    x->cpr = kom_alloc(x->n_headings + 1, sizeof *x->cpr);
    if (!x->cpr)
        return KOM_ENOMEM;
    for (size_t i = 0; i < x->n_headings; i++)
        x->cpr[i] = column_of_heading(x, i);
    x->cpr[x->n_headings].is_odd_row = true;
    return KOM_OK;
}

void kom_cpr_watch_fini(struct kom_extract *x) {
    for (size_t i = 0; x->cpr && i <= x->n_headings; i++)
        kom_cpr_column_fini(&x->cpr[i]);
    kom_free(x->cpr);
    x->cpr = NULL;
}

enum kom_status kom_cpr_sights_init(struct kom_cpr_sights *s, const struct kom_extract *x) {
    s->is_suspect = kom_alloc(x->n_headings + 1, 1);
    s->left = kom_alloc(x->n_headings + 1, 1);
    return s->is_suspect && s->left ? KOM_OK : KOM_ENOMEM;
}

void kom_cpr_sights_fini(struct kom_cpr_sights *s) {
    kom_free(s->sight);
    kom_free(s->is_suspect);
    kom_free(s->left);
    kom_batch_fini(&s->batch);
}

void kom_cpr_left(const struct kom_extract *x, uint8_t *left) {
    for (size_t i = 0; i <= x->n_headings; i++)
        left[i] = left_to_learn(&x->cpr[i]);
}

/* ---- one block ---- */

static void add_sight(struct kom_cpr_sights *s, struct kom_cpr_sight sight) {
    void *p = s->sight;
    if (kom_grow(&p, &s->cap, s->n + 1, sizeof *s->sight)) {
        s->failed = true;
        return;
    }
    s->sight = p;
    s->sight[s->n++] = sight;
}

/* The row that holds a byte of the block; n_rows when it lies in none. */
static uint32_t row_of(const struct kom_batch *b, uint32_t at) {
    uint32_t low = 0, high = b->n_rows;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (b->end[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < b->n_rows && b->start[low] <= at ? low : b->n_rows;
}

/* The heading of the field that holds a byte; n_headings: of none. */
static uint32_t column_of(const struct kom_view *v, uint32_t at) {
    const struct kom_batch *b = v->batch;
    const char *p = b->chunk->p;
    uint32_t row = row_of(b, at), field = 0, none = (uint32_t)v->extract->n_headings;
    bool in_quotes = false;
    if (row == b->n_rows)
        return none;
    for (uint32_t i = b->start[row]; i < at; i++) {
        in_quotes = in_quotes != (p[i] == '"');
        field += !in_quotes && p[i] == v->file->split.delimiter;
    }
    int heading = field < v->file->split.n_fields ? v->file->heading_of[field] : -1;
    return heading < 0 ? none : (uint32_t)heading;
}

/* The hits of the block: those that count by themselves, and the columns whose values are to be
   gathered. Returns whether there are such columns. */
static bool find_hits(struct kom_cpr_sights *s, const struct kom_view *v) {
    const struct kom_chunk *chunk = v->batch->chunk;
    const struct kom_extract *x = v->extract;
    struct kom_cpr_hit hit;
    bool any = false;
    for (size_t from = 0; kom_cpr_scan((struct kom_text){chunk->p, chunk->n}, &from, &hit);) {
        uint32_t column = column_of(v, hit.at);
        if (s->left[column] == LEARNS_NOTHING)
            continue;
        struct kom_cpr_sight sight = {column, hit.at, 0, (uint8_t)hit.what, hit.has_hyphen, false};
        if (hit.has_hyphen)
            sight.value = number_of(chunk->p + hit.at);
        if (hit.has_hyphen || x->cpr[column].is_person) {
            add_sight(s, sight);
        } else if (column < x->n_headings && s->left[column] == LEARNS_ALL) {
            s->is_suspect[column] = 1;
            any = true;
        }
    }
    return any;
}

/* The values of suspect columns, whether or not they are asked for. */
static void gather(struct kom_cpr_sights *s, const struct kom_view *v) {
    const struct kom_extract *x = v->extract;
    struct kom_split split = v->file->split;
    int32_t *column = kom_alloc(split.n_fields, sizeof *column);
    uint32_t *heading = kom_alloc(split.n_fields, sizeof *heading);
    split.n_columns = split.n_absent = 0;
    split.encoding = KOM_TEXT_RAW;
    split.column = column;
    split.is_beside = NULL;
    for (uint32_t i = 0; column && heading && i < split.n_fields; i++) {
        int h = v->file->heading_of[i];
        bool suspect = h >= 0 && s->is_suspect[h];
        column[i] = suspect ? (int32_t)split.n_columns : -1;
        if (suspect)
            heading[split.n_columns++] = (uint32_t)h;
    }
    s->failed = s->failed || !column || !heading ||
                kom_batch_split(&s->batch, v->batch->chunk, &split, NULL) != KOM_OK;
    for (uint32_t c = 0; !s->failed && c < split.n_columns; c++)
        for (uint32_t row = 0; row < s->batch.n_rows; row++) {
            const struct kom_text cell = kom_text_trim(kom_batch_cell(&s->batch, c, row));
            struct kom_cpr_sight sight = {.column = heading[c], .at = s->batch.start[row]};
            if (cell.n == 0)
                continue;
            judge_cell(cell, true, &sight);
            sight.value = hash_of(x, cell, &sight);
            add_sight(s, sight);
        }
    memset(s->is_suspect, 0, x->n_headings + 1);
    kom_free(column);
    kom_free(heading);
}

static int by_place(const void *pa, const void *pb) {
    const struct kom_cpr_sight *a = pa, *b = pb;
    return a->at != b->at ? (a->at > b->at) - (a->at < b->at)
                          : (a->column > b->column) - (a->column < b->column);
}

/* What was gathered goes to its place among the hits: the first is the one that is told. */
void kom_cpr_look(struct kom_cpr_sights *s, const struct kom_view *v) {
    s->n = 0;
    s->failed = false;
    if (!find_hits(s, v))
        return;
    gather(s, v);
    if (s->n > 1)
        qsort(s->sight, s->n, sizeof *s->sight, by_place);
}

bool kom_cpr_column_add(struct kom_cpr_column *c, const struct kom_cpr_sight *sight) {
    bool is_value = !sight->has_hyphen && !c->is_person;
    if (is_value && !c->value)
        c->value = new_values();
    note(c, sight);
    return !is_value || c->value;
}

void kom_cpr_add(struct kom_extract *x, const struct kom_cpr_sights *s, const struct kom_view *v) {
    for (size_t i = 0; i < s->n; i++) {
        const struct kom_cpr_sight *sight = &s->sight[i];
        struct kom_cpr_column *c = &x->cpr[sight->column];
        if (!c->file && sight->what != KOM_CPR_NONE)
            c->line = kom_file_place(v->file, kom_chunk_line(v->batch->chunk, sight->at), &c->file);
        x->cpr_failed = !kom_cpr_column_add(c, sight) || x->cpr_failed;
    }
}

void kom_cpr_explain(const struct kom_extract *x, size_t i, struct kom_buf *out) {
    const struct kom_cpr_column *c = &x->cpr[i];
    bool stops;
    enum kom_cpr what = kom_cpr_verdict(c, &stops);
    kom_buf_printf(out, "%s:%llu: ", c->file, (unsigned long long)c->line);
    if (c->is_odd_row) {
        kom_buf_str(out, "a row that cannot be read holds what looks like a CPR number");
        return;
    }
    struct kom_text h = x->headings[i];
    kom_buf_printf(out, "column \"%.*s\": ", (int)h.n, h.p);
    /* Whom it stops knows only the values that came first, which depend on the blocks. */
    const bool is_sure = what == KOM_CPR_RIGHT && !(stops && x->reading->forbids_cpr);
    kom_buf_str(out, is_sure ? "holds what looks like CPR numbers"
                     : stops ? "holds what may be CPR numbers"
                             : "holds numbers like CPR that seem to be serial");
    struct kom_buf name = {0};
    kom_buf_printf(&name, "%s%s%.*s", x->reading->side ? x->reading->side : "",
                   x->reading->side ? ":" : "", (int)h.n, h.p);
    kom_buf_str(out, "; use pseudonyms, or --not-cpr ");
    kom_shell_item(out, kom_buf_view(&name));
    kom_buf_str(out, " if they are other numbers");
    out->failed = out->failed || name.failed;
    kom_buf_fini(&name);
}
