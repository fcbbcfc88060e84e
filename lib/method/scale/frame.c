/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame: who was asked. A row is a person, by respondent (and wave, where the frame has one),
   or a group with the number `n` of its persons. */
#include <string.h>

#include "ask.h"
#include "asked.h"
#include "work.h"

static enum kom_status no_memory(struct kom_error *err) {
    return kom_no_memory_in(err, "the frame");
}

/* ---- columns ---- */

/* The columns that part the frame: those of --by, or of --compare-frame. */
static enum kom_status ask_values(struct scale_given *g, struct kom_error *err) {
    const struct kom_scale_list *names = scale_frame_names(g);
    struct scale_frame *f = &g->frame;
    enum kom_status status = kom_by_count(names->n, err);
    f->value = kom_arena_take(&g->arena, (names->n + 1) * sizeof *f->value);
    f->known = kom_alloc(names->n + 1, sizeof *f->known);
    if (!f->value || !f->known)
        return no_memory(err);
    f->n_known = names->n + 1;
    for (size_t i = 0; i < f->n_known; i++)
        kom_meet_begin(&f->known[i], (struct kom_meet_table){.name = "the frame"});
    for (size_t i = 0; i < names->n && !status; i++)
        status = kom_frame_need(f->frame, names->item[i], &f->value[i], err);
    const char *option = names == &g->ask.by ? "by" : "compare-frame";
    return status ? status : kom_by_differ(option, names->item, names->n, f->value, NULL, err);
}

static enum kom_status ask_columns(struct scale_given *g, struct kom_error *err) {
    struct scale_frame *f = &g->frame;
    struct kom_ask ask = {.frame = g->ask.frame, .err = err};
    struct kom_asked asked;
    f->frame = g->ask.frame;
    kom_ask_find(&ask, "wave", &f->wave);
    if (!ask.status)
        ask.status = kom_asked_find(f->frame, &asked, err);
    if (ask.status)
        return ask.status;
    f->respondent = asked.respondent;
    f->n = asked.n;
    if (f->wave >= 0 && g->wave < 0 && !g->ask.wave)
        return kom_fail(err, KOM_EDATA,
                        "--frame: it has a column wave, and the responses have none; --rename "
                        "wave=COL says which it is, --wave WAVE that all are of one");
    if (g->ask.table == KOM_SCALE_COMPARE && g->ask.wave && f->wave < 0)
        return kom_fail(err, KOM_EUSAGE,
                        "--wave: a comparison has no wave, nor has the frame; leave it out");
    return ask_values(g, err);
}

/* ---- rows ---- */

static enum kom_status read_n(const struct scale_frame *f, size_t row, int64_t *n,
                              struct kom_error *err) {
    const struct kom_asked asked = {f->respondent, f->n};
    return kom_asked_persons(f->frame, &asked, row, n, err);
}

static struct kom_text cell_of(const struct scale_frame *f, size_t row, int column) {
    return column >= 0 ? kom_text_trim(kom_frame_cell(f->frame, row, column))
                       : (struct kom_text){NULL, 0};
}

static enum kom_status add_person(struct scale_frame *f, size_t row, struct kom_buf *key,
                                  struct kom_error *err) {
    const struct kom_text respondent = cell_of(f, row, f->respondent);
    if (respondent.n == 0)
        return kom_frame_needs(f->frame, row, f->respondent, err);
    kom_buf_reset(key);
    kom_group_add_part(key, respondent);
    kom_group_add_part(key, cell_of(f, row, f->wave));
    const size_t n = f->persons.n;
    const uint32_t id =
        key->failed ? KOM_GROUP_NONE : kom_groups_intern(&f->persons, kom_buf_view(key));
    if (id == KOM_GROUP_NONE)
        return no_memory(err);
    if (f->persons.n > n)
        return KOM_OK;
    return kom_frame_fail(
        f->frame, row, f->respondent, err, "is in the frame on line %llu already%s",
        (unsigned long long)f->frame->line[id], f->wave >= 0 ? ", for the same wave" : "");
}

/* Adds the persons of a row to a group of the frame. */
static enum kom_status add_group(struct scale_frame *f, struct kom_text key, int64_t n,
                                 struct kom_error *err) {
    void *p = f->size;
    const size_t had = f->groups.n;
    const uint32_t id = kom_groups_intern(&f->groups, key);
    if (id == KOM_GROUP_NONE || kom_grow(&p, &f->cap_size, f->groups.n, sizeof *f->size))
        return no_memory(err);
    f->size = p;
    f->size[id] = f->groups.n > had ? n : f->size[id] + n;
    return KOM_OK;
}

/* The key of a frame's row: of --by all columns and its wave, of --compare-frame one of them. */
void scale_frame_key(const struct scale_given *g, size_t row, size_t i, struct kom_text wave,
                     struct kom_buf *key) {
    const struct scale_frame *f = &g->frame;
    char room[16];
    kom_buf_reset(key);
    if (g->ask.table == KOM_SCALE_COMPARE) {
        kom_group_add_part(key, kom_text_of(g->ask.compare.item[i]));
        kom_group_add_part(key, kom_frame_group(f->frame, row, f->value[i], room));
        return;
    }
    for (size_t k = 0; k < g->ask.by.n; k++)
        kom_group_add_part(key, kom_frame_group(f->frame, row, f->value[k], room));
    kom_group_add_part(key, wave);
}

/* A comparison is of one wave. */
static enum kom_status check_wave(const struct scale_given *g, size_t row, struct kom_error *err) {
    const struct scale_frame *f = &g->frame;
    const struct kom_text wave = cell_of(f, row, f->wave);
    if (f->wave < 0)
        return KOM_OK;
    if (wave.n == 0)
        return kom_frame_needs(f->frame, row, f->wave, err);
    if (g->ask.table != KOM_SCALE_COMPARE || kom_text_equal(wave, cell_of(f, 0, f->wave)))
        return KOM_OK;
    return kom_frame_fail(f->frame, row, f->wave, err,
                          "is another wave than that of the first row; --compare-frame takes the "
                          "frame of one wave");
}

/* What the columns have; a blank cell is a group of its own, and knows nothing. */
static enum kom_status add_known(struct scale_frame *f, size_t row, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    char room[16];
    for (size_t i = 0; i < f->n_known && !status; i++) {
        const struct kom_text cell = i + 1 == f->n_known
                                         ? cell_of(f, row, f->wave)
                                         : kom_frame_group(f->frame, row, f->value[i], room);
        if (kom_text_trim(cell).n)
            status = kom_meet_add(&f->known[i], cell, err);
    }
    return status;
}

static enum kom_status add_row(struct scale_given *g, size_t row, struct kom_buf *key,
                               struct kom_error *err) {
    struct scale_frame *f = &g->frame;
    const size_t n_keys = g->ask.table == KOM_SCALE_COMPARE ? g->ask.compare.n : 1;
    int64_t n;
    enum kom_status status = read_n(f, row, &n, err);
    if (!status)
        status = check_wave(g, row, err);
    if (!status)
        status = add_known(f, row, err);
    if (!status && f->respondent >= 0)
        status = add_person(f, row, key, err);
    for (size_t i = 0; i < n_keys && !status; i++) {
        scale_frame_key(g, row, i, cell_of(f, row, f->wave), key);
        status = key->failed ? no_memory(err) : add_group(f, kom_buf_view(key), n, err);
    }
    f->n_all += n;
    return status;
}

enum kom_status scale_frame_read(struct scale_given *g, struct kom_error *err) {
    struct kom_buf key = {0};
    enum kom_status status = ask_columns(g, err);
    for (size_t row = 0; !status && row < g->ask.frame->n_rows; row++)
        status = add_row(g, row, &key, err);
    kom_buf_fini(&key);
    if (!status && g->frame.n_all == 0)
        status = kom_fail(err, KOM_EDATA, "--frame: nobody is in it");
    return status ? status : scale_frame_twice(&g->frame, err);
}

void scale_frame_fini(struct scale_frame *f) {
    kom_groups_fini(&f->persons);
    kom_groups_fini(&f->groups);
    kom_free(f->size);
    for (size_t i = 0; i < f->n_known; i++)
        kom_meet_fini(&f->known[i]);
    kom_free(f->known);
}
