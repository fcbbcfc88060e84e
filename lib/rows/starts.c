/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the participation table by unit; a few columns tell several starts of one unit apart. */
#include "starts.h"

#include <stdlib.h>

#include "ask.h"
#include "days.h"

struct kom_start_row {
    struct kom_text unit;
    size_t row;
};

struct kom_start_key {
    int here, there;
};

static int by_unit(const void *pa, const void *pb) {
    const struct kom_start_row *a = pa, *b = pb;
    int order = kom_text_compare(a->unit, b->unit);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static enum kom_status key_add(struct kom_starts *s, const char *name, struct kom_error *err) {
    struct kom_start_key key;
    enum kom_status status = kom_frame_find(s->spec.frame, name, &key.here, err);
    if (!status)
        status = kom_frame_find(s->spec.participation, name, &key.there, err);
    if (status || key.here == KOM_NO_COLUMN || key.there == KOM_NO_COLUMN)
        return status;
    if (key.there == s->unit || key.there == s->start)
        return KOM_OK;
    for (size_t i = 0; i < s->n_keys; i++)
        if (s->key[i].there == key.there)
            return KOM_OK;
    s->key[s->n_keys++] = key;
    return KOM_OK;
}

static enum kom_status keys_find(struct kom_starts *s, struct kom_arena *arena,
                                 struct kom_error *err) {
    static const char *const word[] = {"section", "area",     "service", "setting",
                                       "group",   "provider", "network"};
    const size_t n_words = sizeof word / sizeof word[0], n_by = s->spec.n_by;
    s->key = kom_arena_take(arena, (n_by + n_words) * sizeof *s->key);
    if (!s->key)
        return kom_no_memory(err);
    for (size_t i = 0; i < n_by + n_words; i++) {
        enum kom_status status = key_add(s, i < n_by ? s->spec.by[i] : word[i - n_by], err);
        if (status)
            return status;
    }
    return KOM_OK;
}

/* What kind of key a column of the rows is. */
static enum kom_key kind_of(struct kom_text heading) {
    const struct kom_word *word = kom_word_find(heading);
    struct kom_text name = kom_text_of(word ? word->name : "");
    return kom_text_is(name, "kom")      ? KOM_KEY_KOM
           : kom_text_is(name, "person") ? KOM_KEY_PERSON
                                         : KOM_KEY_CODE;
}

/* The codes of one column of the rows against those of the table. */
static enum kom_status judge_key(const struct kom_starts *s, struct kom_start_key key,
                                 struct kom_error *err) {
    const struct kom_frame *frame = s->spec.frame;
    struct kom_meet meet = {.kind = kind_of(frame->name[key.here])};
    struct kom_unmet unmet = {0};
    const struct kom_meeting one = {.known = &meet,
                                    .unmet = &unmet,
                                    .label = "rows",
                                    .heading = frame->name[key.here],
                                    .frame = frame};
    meet.persons = &meet.codes;
    enum kom_status status =
        kom_meet_add_column(&meet, "participation", s->spec.participation, key.there, err);
    if (key.there == s->unit) /* a row without a unit is of nobody */
        meet.knows_all = 0;
    for (size_t row = 0; row < frame->n_rows && !status; row++)
        if (!kom_unmet_frame(&unmet, &meet, 1, frame, row, key.here))
            status = kom_no_memory(err);
    if (!status)
        status = kom_meet_judge(&one, s->spec.unmatched, err);
    kom_unmet_fini(&unmet);
    kom_meet_fini(&meet);
    return status;
}

static enum kom_status judge_keys(const struct kom_starts *s, struct kom_error *err) {
    if (!s->spec.unmatched)
        return KOM_OK;
    enum kom_status status = judge_key(s, (struct kom_start_key){s->spec.column, s->unit}, err);
    for (size_t i = 0; i < s->n_keys && !status; i++)
        status = judge_key(s, s->key[i], err);
    return status;
}

enum kom_status kom_starts_load(struct kom_starts *s, const struct kom_starts_spec *spec,
                                struct kom_arena *arena, struct kom_error *err) {
    const struct kom_frame *frame = spec->participation;
    *s = (struct kom_starts){.spec = *spec};
    struct kom_ask ask = {frame, err, KOM_OK};
    kom_ask_need(&ask, spec->unit ? spec->unit : "kom", &s->unit);
    kom_ask_need(&ask, "start", &s->start);
    const enum kom_status status = ask.status ? ask.status : keys_find(s, arena, err);
    if (status)
        return status;
    s->row = kom_arena_take(arena, (frame->n_rows + 1) * sizeof *s->row);
    if (!s->row)
        return kom_no_memory(err);
    for (size_t row = 0; row < frame->n_rows; row++)
        s->row[row] =
            (struct kom_start_row){kom_text_trim(kom_frame_cell(frame, row, s->unit)), row};
    s->n_rows = frame->n_rows;
    qsort(s->row, s->n_rows, sizeof *s->row, by_unit);
    return judge_keys(s, err);
}

static size_t first_of_unit(const struct kom_starts *s, struct kom_text unit) {
    size_t low = 0, high = s->n_rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (kom_text_compare(s->row[middle].unit, unit) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* An empty cell of the participation table stands for all values, as in the offerings. */
static bool keys_agree(const struct kom_starts *s, size_t row, size_t there) {
    for (size_t i = 0; i < s->n_keys; i++) {
        struct kom_text want =
            kom_text_trim(kom_frame_cell(s->spec.participation, there, s->key[i].there));
        struct kom_text have = kom_text_trim(kom_frame_cell(s->spec.frame, row, s->key[i].here));
        if (want.n > 0 && !kom_text_equal(want, have))
            return false;
    }
    return true;
}

enum kom_status kom_starts_find(const struct kom_starts *s, size_t row, int32_t *start,
                                bool *is_listed, struct kom_error *err) {
    const struct kom_frame *frame = s->spec.participation;
    struct kom_text unit = kom_text_trim(kom_frame_cell(s->spec.frame, row, s->spec.column));
    size_t i = first_of_unit(s, unit), other = SIZE_MAX;
    *start = KOM_DAY_NONE;
    *is_listed = i < s->n_rows && kom_text_equal(s->row[i].unit, unit);
    if (!*is_listed)
        return KOM_OK;
    for (; i < s->n_rows && kom_text_equal(s->row[i].unit, unit); i++) {
        size_t there = s->row[i].row;
        int32_t day;
        if (!keys_agree(s, row, there))
            continue;
        enum kom_status status = kom_frame_day(frame, there, s->start, &day, err);
        if (status)
            return status;
        if (day == KOM_DAY_OPEN)
            day = KOM_DAY_NONE;
        if (other != SIZE_MAX && day != *start)
            return kom_frame_fail(
                frame, there, s->start, err,
                "another start than in line %llu for the same unit, and no column of the rows "
                "tells which holds; keep one of them, or give the rows the column that does",
                (unsigned long long)frame->line[other]);
        other = there;
        *start = day;
    }
    return KOM_OK;
}
