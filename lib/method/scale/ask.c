/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of an input: respondent, wave, the items, and what is carried beside them.

   First it is settled what the input is: with --items its columns are items, as they are where it
   has no column item; else a row is an answer. Items in use are those named, or all of the
   codebook, each of which must be a column then; in an input with an answer a row it is known at
   the end only whether somebody has them (gather.c). A scale counts when all its items are in use.
   Then come, for scores, the columns that are carried along; for the tables that count, those of
   --by, which persons of a frame bring with them. What would be one column for two purposes, or two
   columns of one name, is refused, as nobody could tell which of them a figure rests on. */
#include <string.h>

#include "by.h"
#include "work.h"

/* ---- items ---- */

static enum kom_status unknown_item(const struct scale_given *g, const char *name,
                                    struct kom_error *err) {
    struct kom_buf near = {0};
    const bool has_near =
        kom_names_near(g->book.items.text, g->book.items.n, kom_text_of(name), &near);
    const enum kom_status status = kom_fail(
        err, KOM_EUSAGE, "--items: the codebook has no item \"%s\"%s%.*s%s", name,
        has_near ? "; did you mean " : "", (int)near.n, near.p ? near.p : "", has_near ? "?" : "");
    kom_buf_fini(&near);
    return status;
}

/* Marks the items of --items; all, where it was not given. */
static enum kom_status mark_items(const struct scale_given *g, bool *is_used,
                                  struct kom_error *err) {
    const struct kom_scale_list *items = &g->ask.items;
    for (size_t i = 0; i < g->book.n && items->n == 0; i++)
        is_used[i] = true;
    for (size_t i = 0; i < items->n; i++) {
        const uint32_t id = kom_intern_find(&g->book.items, kom_text_of(items->item[i]));
        if (id == KOM_NO_ID)
            return unknown_item(g, items->item[i], err);
        if (is_used[id])
            return kom_fail(err, KOM_EUSAGE, "--items: %s is named twice", items->item[i]);
        is_used[id] = true;
    }
    return KOM_OK;
}

/* A scale counts when all its items do; some of them only would make another one of it. */
static enum kom_status choose_scales(struct scale_given *g, const bool *is_used,
                                     struct kom_error *err) {
    for (size_t s = 0; s < g->book.n_scales; s++) {
        const struct scale_scale *scale = &g->book.scale[s];
        const struct scale_item *first = NULL;
        size_t n_used = 0;
        for (size_t i = 0; i < scale->n; i++) {
            n_used += is_used[scale->item[i]];
            if (!first && !is_used[scale->item[i]])
                first = &g->book.item[scale->item[i]];
        }
        if (n_used && n_used < scale->n)
            return kom_fail(err, KOM_EUSAGE,
                            "--items: the scale \"%.*s\" has the item \"%.*s\" too; name all its "
                            "items, or give a codebook in which the scale has fewer",
                            (int)scale->name.n, scale->name.p, (int)first->name.n, first->name.p);
        if (n_used)
            g->score[g->n_scores++].scale = scale;
    }
    return KOM_OK;
}

static enum kom_status choose_items(struct scale_given *g, struct kom_error *err) {
    const size_t n = g->book.n;
    bool *is_used = kom_alloc(n, sizeof *is_used);
    g->used = kom_arena_take(&g->arena, n * sizeof *g->used);
    g->column = kom_arena_take(&g->arena, n * sizeof *g->column);
    g->place = kom_arena_take(&g->arena, n * sizeof *g->place);
    g->score = kom_arena_take(&g->arena, (g->book.n_scales + 1) * sizeof *g->score);
    if (g->score)
        memset(g->score, 0, (g->book.n_scales + 1) * sizeof *g->score);
    enum kom_status status =
        is_used && g->used && g->column && g->place && g->score ? KOM_OK : scale_no_memory(err);
    if (!status)
        status = mark_items(g, is_used, err);
    if (!status)
        status = choose_scales(g, is_used, err);
    for (size_t i = 0; i < n && !status; i++) {
        g->place[i] = (uint32_t)g->n_used;
        if (is_used[i])
            g->used[g->n_used++] = (uint32_t)i;
    }
    kom_free(is_used);
    return status;
}

/* ---- columns ---- */

static enum kom_status ask_items(struct scale_given *g, struct kom_extract *x,
                                 struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < g->n_used && !status; i++) {
        const struct kom_text name = g->book.item[g->used[i]].name;
        const char *copy = kom_arena_copy(&g->arena, name.p, name.n);
        if (!copy)
            return scale_no_memory(err);
        status = kom_extract_need(x, copy, KOM_KIND_TEXT, &g->column[i], err);
        if (status)
            return status;
        if (g->column[i] == g->respondent || g->column[i] == g->wave)
            return scale_taken_twice(g, g->column[i], "an item",
                                     g->column[i] == g->wave ? "the wave" : "the respondent", err);
        for (size_t k = 0; k < i; k++)
            if (g->column[k] == g->column[i])
                return scale_taken_twice(g, g->column[i], "another one", "one item", err);
    }
    return status;
}

/* A heading that stands twice would make two columns of one. */
static enum kom_status check_headings(const struct scale_given *g, struct kom_error *err) {
    struct kom_intern seen = {0};
    struct kom_buf name = {0};
    const char *const own[] = {"respondent", "wave"};
    const size_t n = 2 + g->n_carried + 2 * g->n_scores;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const size_t at = i - 2 - g->n_carried; /* of the scores */
        kom_buf_reset(&name);
        if (i < 2)
            kom_buf_str(&name, own[i]);
        else if (i < 2 + g->n_carried)
            kom_buf_str(&name, g->carried[i - 2].name);
        else {
            kom_buf_text(&name, g->score[at / 2].scale->name);
            kom_buf_str(&name, at % 2 ? "_items" : "");
        }
        if (name.failed || kom_intern_add(&seen, kom_buf_view(&name)) == KOM_NO_ID)
            status = scale_no_memory(err);
        else if (seen.n <= i)
            status = kom_fail(err, KOM_EDATA,
                              "--codebook: two columns of the result would be called \"%.*s\"; "
                              "give the scale another name",
                              (int)name.n, name.p);
    }
    kom_intern_fini(&seen);
    kom_buf_fini(&name);
    return status;
}

/* ---- groups ---- */

static enum kom_status ask_by(struct scale_given *g, struct kom_extract *x, struct kom_error *err) {
    const struct kom_scale_list *names = scale_frame_names(g);
    const bool is_of_frame = scale_uses_frame(g) && g->frame.respondent >= 0;
    const size_t n = is_of_frame ? 0 : names->n;
    g->by = (struct kom_by){.name = names->item, .n = n};
    g->by.column = kom_arena_take(&g->arena, (n + 1) * sizeof *g->by.column);
    g->by.place = kom_arena_take(&g->arena, (n + 1) * sizeof *g->by.place);
    if (!g->by.column || !g->by.place)
        return scale_no_memory(err);
    enum kom_status status = kom_by_want(&g->by, x, err);
    for (size_t i = 0; i < n && !status; i++)
        if (g->by.column[i] == g->wave)
            status = kom_fail(err, KOM_EUSAGE, "--by: %s is a column of every table; leave it out",
                              g->by.name[i]);
    return status;
}

static enum kom_status ask_sample(struct scale_given *g, struct kom_extract *x,
                                  struct kom_error *err) {
    enum kom_status status = KOM_OK;
    g->is_sample = g->ask.weight || g->ask.cluster;
    g->weight = (struct kom_measured){KOM_NO_COLUMN, KOM_NO_COLUMN};
    g->cluster = KOM_NO_COLUMN;
    if (g->ask.weight)
        status = kom_extract_need(x, g->ask.weight, KOM_KIND_NUMBER, &g->weight.column, err);
    if (!status && g->ask.weight)
        status = kom_measured_want(x, g->weight.column, &g->weight, err);
    if (!status && g->ask.cluster)
        status = kom_extract_need(x, g->ask.cluster, KOM_KIND_TEXT, &g->cluster, err);
    return status;
}

/* ---- all of them ---- */

/* Each of --top must be an answer that some item has. */
static enum kom_status check_top(const struct scale_given *g, struct kom_error *err) {
    for (size_t t = 0; t < g->ask.top.n; t++) {
        struct kom_num value;
        bool is_there = false;
        if (!kom_num_parse(kom_text_of(g->ask.top.item[t]), (struct kom_num_form){'.', '\0'},
                           &value) ||
            !value.is_exact || value.scale)
            return kom_fail(err, KOM_EUSAGE, "--top: \"%s\" is no whole number",
                            g->ask.top.item[t]);
        for (size_t i = 0; i < g->n_used; i++) {
            const struct scale_item *item = &g->book.item[g->used[i]];
            is_there =
                is_there || (value.mantissa >= item->lowest && value.mantissa <= item->highest);
        }
        if (!is_there)
            return kom_fail(err, KOM_EUSAGE, "--top: no item has an answer %s", g->ask.top.item[t]);
    }
    return KOM_OK;
}

static enum kom_status check_scales(const struct scale_given *g, struct kom_error *err) {
    if (g->n_scores || g->ask.table == KOM_SCALE_ITEMS || scale_uses_frame(g))
        return KOM_OK;
    return kom_fail(err, KOM_EDATA,
                    "--codebook: no item has a scale, so there is nothing to score; name the scale "
                    "of each item in the column scale");
}

/* A column item makes it an answer a row, unless --items says that columns are items. */
static enum kom_status ask_form(struct scale_given *g, struct kom_extract *x,
                                struct kom_error *err) {
    g->item = g->answer = KOM_NO_COLUMN;
    if (g->ask.items.n)
        return KOM_OK;
    enum kom_status status = kom_extract_wish(x, "item", KOM_KIND_TEXT, &g->item, err);
    g->is_long = g->item >= 0;
    return status || !g->is_long ? status
                                 : kom_extract_need(x, "answer", KOM_KIND_TEXT, &g->answer, err);
}

enum kom_status scale_ask(struct scale_given *g, struct kom_extract *x, struct kom_error *err) {
    static const struct kom_output_column *const columns[] = {
        [KOM_SCALE_ITEMS] = kom_scale_item_columns,
        [KOM_SCALE_RELIABILITY] = kom_scale_reliability_columns,
        [KOM_SCALE_RESPONSE] = kom_scale_response_columns,
        [KOM_SCALE_COMPARE] = kom_scale_compare_columns,
    };
    g->x = x;
    enum kom_status status = choose_items(g, err);
    if (!status)
        status = ask_form(g, x, err);
    if (!status)
        status = kom_extract_need(x, "respondent", KOM_KIND_TEXT, &g->respondent, err);
    if (!status)
        status = kom_extract_wish(x, "wave", KOM_KIND_TEXT, &g->wave, err);
    if (!status && g->wave >= 0 && g->ask.wave)
        status = kom_fail(err, KOM_EUSAGE,
                          "--wave: the column \"%.*s\" says which wave a row is of; leave it out",
                          (int)x->columns[g->wave].heading.n, x->columns[g->wave].heading.p);
    if (!status && !g->is_long)
        status = ask_items(g, x, err);
    if (!status)
        status = check_scales(g, err);
    if (!status && g->ask.table == KOM_SCALE_SCORES)
        status = scale_ask_carried(g, x, err);
    if (!status && g->ask.table == KOM_SCALE_SCORES)
        status = check_headings(g, err);
    if (!status && g->ask.table == KOM_SCALE_SCORES)
        return scale_scores_make(g, err);
    if (!status && scale_uses_frame(g))
        status = scale_frame_read(g, err);
    if (!status)
        status = ask_by(g, x, err);
    if (!status)
        status = ask_sample(g, x, err);
    if (!status)
        status = scale_check_by(g, columns[g->ask.table], err);
    if (!status)
        status = check_top(g, err);
    return status ? status : scale_cells_make(g, err);
}
