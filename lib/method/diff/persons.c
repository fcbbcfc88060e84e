/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same persons more than once: month after month on a side, which is refused, and on both
   sides.

   A test of independent rows must not see one person twice on a side. Uses are sorted by unit, side
   and time: two periods of one unit on one side are persons month after month, when the measure
   counts persons or is made of them; that is refused, with the call of kom-uptake whose window
   takes each person once a side, its length from the data's own periods. The same persons on both
   sides of a comparison are found by sorting ids with their sides, and warned of; counts of persons
   without ids may hide the same, which is said. */
#include "work.h"

#include <stdlib.h>
#include <string.h>

#include "design_rows.h"
#include "shell_word.h"
#include "vocab.h"

/* ---- month after month ---- */

/* What counts persons or is made of them: a number of the vocabulary that adds over nothing. */
static bool is_of_persons(const struct kom_diff_work *work, int column) {
    if (column == KOM_NO_COLUMN || work->request->count_value)
        return false;
    const struct kom_word *word = kom_word_find(work->frame->name[column]);
    return word && word->adds == KOM_ADDS_NOTHING && word->kind == KOM_KIND_NUMBER;
}

/* Rows as kom-uptake writes them: with the persons behind each. */
static bool tell_persons(const struct kom_frame *frame) {
    for (size_t i = 0; i < frame->n_cols; i++) {
        const struct kom_word *word = kom_word_find(frame->name[i]);
        if (word &&
            (strcmp(word->name, "recipients") == 0 || strcmp(word->name, "person_days") == 0))
            return true;
    }
    return false;
}

/* A use with its unit and time. */
struct placed {
    struct kom_text unit;
    const struct kom_diff_use *use;
    int32_t time;
};

static int by_place(const void *pa, const void *pb) {
    const struct placed *a = pa, *b = pb;
    int order = kom_text_compare(a->unit, b->unit);
    if (order == 0)
        order = (int)a->use->side - (int)b->use->side;
    if (order == 0)
        order = (a->time > b->time) - (a->time < b->time);
    return order ? order : (a->use->row > b->use->row) - (a->use->row < b->use->row);
}

static bool is_same_place(const struct placed *a, const struct placed *b) {
    return a->use->side == b->use->side && kom_text_equal(a->unit, b->unit);
}

/* Rows without a time are of one cell when no word tells them apart (service, setting, sex ...). */
static bool is_same_cell(const struct kom_diff_work *work, size_t a, size_t b) {
    for (int c = 0; c < (int)work->frame->n_cols; c++) {
        const struct kom_word *word = kom_word_find(work->frame->name[c]);
        if (c != work->column.phase && (!word || word->kind == KOM_KIND_TEXT) &&
            !kom_text_equal(kom_text_trim(kom_frame_cell(work->frame, a, c)),
                            kom_text_trim(kom_frame_cell(work->frame, b, c))))
            return false;
    }
    return true;
}

/* Two rows of one unit and side, one after the other: are they of different periods? */
static bool are_two_periods(const struct kom_diff_work *work, const struct placed *a,
                            const struct placed *b) {
    if (a->time != b->time)
        return true;
    return a->time == KOM_DAY_NONE && is_same_cell(work, a->use->row, b->use->row);
}

/* What is found among them: a second period of one unit and side, and how many periods all units
   have on both sides, that an event window could hold. */
struct repeats {
    size_t row; /* SIZE_MAX: none */
    int32_t window;
};

static struct repeats find_repeats(const struct kom_diff_work *work, const struct placed *p,
                                   size_t n) {
    struct repeats found = {SIZE_MAX, 0};
    int32_t before = 0;
    for (size_t from = 0, to; from < n; from = to) {
        int32_t periods = 1;
        for (to = from + 1; to < n && is_same_place(&p[from], &p[to]); to++) {
            if (!are_two_periods(work, &p[to - 1], &p[to]))
                continue;
            periods++;
            if (found.row == SIZE_MAX)
                found.row = p[to].use->row;
        }
        const bool has_before = from > 0 && p[from].use->side == KOM_DIFF_AFTER &&
                                p[from - 1].use->side == KOM_DIFF_BEFORE &&
                                kom_text_equal(p[from].unit, p[from - 1].unit);
        const int32_t both = before < periods ? before : periods;
        if (has_before && (found.window == 0 || both < found.window))
            found.window = both;
        before = periods;
    }
    return found;
}

/* The window that kom-uptake takes: event:12m, of the data's own periods. */
static void event_of(const struct kom_diff_work *work, const struct repeats *found,
                     struct kom_buf *out) {
    static const struct {
        int times;
        char unit;
    } of[] = {
        [KOM_PERIOD_ALL] = {0, 'm'},   [KOM_PERIOD_YEAR] = {1, 'y'},
        [KOM_PERIOD_HALF] = {6, 'm'},  [KOM_PERIOD_QUARTER] = {3, 'm'},
        [KOM_PERIOD_MONTH] = {1, 'm'}, [KOM_PERIOD_WEEK] = {1, 'w'},
        [KOM_PERIOD_DAY] = {1, 'd'},
    };
    const int kind =
        work->mark[found->row].time == KOM_DAY_NONE ? KOM_PERIOD_ALL : work->mark[found->row].kind;
    if (of[kind].times == 0 || found->window == 0)
        kom_buf_str(out, "event:12m");
    else
        kom_buf_printf(out, "event:%d%c", (int)found->window * of[kind].times, of[kind].unit);
}

void kom_diff_by_text(const struct kom_diff_work *work, int but, struct kom_buf *out) {
    struct kom_buf list = {0};
    for (size_t i = 0; i < work->out->n_by; i++) {
        if (but != KOM_NO_COLUMN && work->column.by[i] == but)
            continue;
        kom_buf_str(&list, list.n ? "," : "");
        kom_buf_csv(&list, kom_text_of(work->out->by_names[i]));
    }
    kom_shell_word(out, kom_buf_view(&list));
    out->failed = out->failed || list.failed;
    kom_buf_fini(&list);
}

/* The call that is right: each person once a side. */
static enum kom_status refuse(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                              const struct repeats *found) {
    struct kom_buf by = {0}, event = {0};
    kom_diff_by_text(work, KOM_NO_COLUMN, &by);
    kom_buf_byte(&by, '\0');
    event_of(work, found, &event);
    kom_buf_byte(&event, '\0');
    enum kom_status status =
        by.failed || event.failed
            ? KOM_ENOMEM
            : kom_frame_fail(
                  work->frame, found->row, cell->measure->column, work->err,
                  "the same persons in several periods of one unit and side are no independent "
                  "rows; let kom-uptake count each person once a side: `kom-uptake --by %s "
                  "--period "
                  "%s --participation FILE` with the other options that made these rows, then "
                  "`kom-diff --count buyers %s --phase period --by %s`",
                  by.p, event.p,
                  work->request->exposure ? "--exposure person_days" : "--of recipients", by.p);
    kom_buf_fini(&by);
    kom_buf_fini(&event);
    return status;
}

static enum kom_status place(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                             struct repeats *found) {
    struct placed *p = kom_alloc(cell->n_uses + 1, sizeof *p);
    if (!p)
        return KOM_ENOMEM;
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_use *use = &cell->use[i];
        p[i] = (struct placed){{NULL, 0}, use, work->mark[use->row].time};
        if (work->column.unit != KOM_NO_COLUMN)
            p[i].unit = kom_text_trim(kom_frame_cell(work->frame, use->row, work->column.unit));
    }
    qsort(p, cell->n_uses, sizeof *p, by_place);
    *found = find_repeats(work, p, cell->n_uses);
    kom_free(p);
    return KOM_OK;
}

/* Rows that hang together may: in clusters, or as the replicates have them. */
static bool has_clusters(const struct kom_diff_work *work) {
    const bool is_in = work->request->cluster || (work->design && work->design->design.replicate);
    return work->way->method == KOM_DIFF_CLUSTER || (work->design && is_in);
}

enum kom_status kom_diff_check_persons(const struct kom_diff_work *work,
                                       struct kom_diff_cell *cell) {
    const enum kom_diff_method method = work->way->method;
    struct repeats found;
    if (!is_of_persons(work, cell->measure->column) && !is_of_persons(work, cell->measure->second))
        return KOM_OK;
    if (!tell_persons(work->frame))
        return KOM_OK;
    enum kom_status status = place(work, cell, &found);
    if (status || found.row == SIZE_MAX)
        return status;
    if (work->is_linked || has_clusters(work) || method == KOM_DIFF_SERIES) {
        const bool by_month = work->request->by_season && work->column.id == KOM_NO_COLUMN;
        cell->has_same_persons = !work->is_linked || by_month; /* else one figure a unit or id */
        return KOM_OK;
    }
    return refuse(work, cell, &found);
}

/* ---- on both sides ---- */

struct seen {
    struct kom_text person;
    uint8_t side;
};

static int by_person(const void *pa, const void *pb) {
    const struct seen *a = pa, *b = pb;
    int order = kom_text_compare(a->person, b->person);
    return order ? order : (int)a->side - (int)b->side;
}

/* Somebody on two sides. Sorts them. */
static bool is_on_both(struct seen *seen, size_t n) {
    qsort(seen, n, sizeof *seen, by_person);
    for (size_t i = 1; i < n; i++)
        if (seen[i].side != seen[i - 1].side && kom_text_equal(seen[i].person, seen[i - 1].person))
            return true;
    return false;
}

static enum kom_status find_overlap(const struct kom_diff_work *work,
                                    const struct kom_diff_cell *cell, bool *overlaps) {
    int column = work->column.id != KOM_NO_COLUMN ? work->column.id : work->column.person;
    size_t n = 0;
    *overlaps = false;
    if (column == KOM_NO_COLUMN)
        return KOM_OK;
    struct seen *seen = kom_alloc(cell->n_uses + 1, sizeof *seen);
    if (!seen)
        return KOM_ENOMEM;
    for (size_t i = 0; i < cell->n_uses; i++) {
        struct kom_text person =
            kom_text_trim(kom_frame_cell(work->frame, cell->use[i].row, column));
        if (person.n > 0)
            seen[n++] = (struct seen){person, cell->use[i].side};
    }
    *overlaps = is_on_both(seen, n);
    kom_free(seen);
    return KOM_OK;
}

enum kom_status kom_diff_have_common(const struct kom_diff_work *work, int column,
                                     const struct kom_diff_group *a, const struct kom_diff_group *b,
                                     bool *is_common) {
    const struct kom_diff_group *const group[2] = {a, b};
    struct seen *seen = kom_alloc(a->n_members + b->n_members + 1, sizeof *seen);
    size_t n = 0;
    if (!seen)
        return KOM_ENOMEM;
    for (int g = 0; g < 2; g++)
        for (size_t i = 0; i < group[g]->n_members; i++) {
            size_t row = group[g]->member[i];
            struct kom_text text = kom_text_trim(kom_frame_cell(work->frame, row, column));
            if (text.n > 0 && work->mark[row].reason == KOM_DIFF_USED)
                seen[n++] = (struct seen){text, (uint8_t)g};
        }
    *is_common = is_on_both(seen, n);
    kom_free(seen);
    return KOM_OK;
}

/* Columns that count persons, or what they spend time on: both sides may be made of the same ones.
 */
static bool counts_persons(const struct kom_diff_work *work, int column) {
    static const char *const names[] = {"buyers", "recipients", "person_days"};
    const struct kom_word *word = kom_word_find(work->frame->name[column]);
    for (size_t i = 0; word && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(word->name, names[i]) == 0)
            return true;
    return false;
}

enum kom_status kom_diff_may_share_persons(const struct kom_diff_work *work,
                                           const struct kom_diff_cell *cell, bool *may_be) {
    const struct kom_diff_request *request = work->request;
    *may_be = cell->has_same_persons || (request->of != NULL && !request->id);
    if (work->is_linked || has_clusters(work)) {
        *may_be = cell->has_same_persons;
        return KOM_OK;
    }
    if (request->exposure)
        *may_be = *may_be || counts_persons(work, cell->measure->column) ||
                  counts_persons(work, cell->measure->second);
    return *may_be ? KOM_OK : find_overlap(work, cell, may_be);
}
