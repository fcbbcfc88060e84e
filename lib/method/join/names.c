/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and codes of municipalities, by the official list instead of a table. A cell may hold
   either; the option says which is added. Those of before 2007 become the municipality that they
   are part of now; one that was split has several, and no row says which. */
#include <string.h>

#include "places.h"
#include "shell_word.h"
#include "spelling.h"
#include "work.h"

static bool is_old(const struct kom_join *join) {
    return join->request.year != 0 && join->request.year < KOM_PLACES_FIRST;
}

/* Entries of the list: those of now, and Christiansø; or all of before. */
static size_t n_entries(const struct kom_join *join) {
    return is_old(join) ? KOM_OLD_PLACES : KOM_PLACES + 1;
}

/* The municipality of now that an entry is; NULL: it is several. */
static const struct kom_place *now_of(const struct kom_join *join, size_t i) {
    if (!is_old(join))
        return i < KOM_PLACES ? &kom_places[i] : &kom_place_christiansoe;
    return kom_place_by_code(kom_text_of(kom_old_places[i].successors));
}

uint32_t kom_join_name_find(const struct kom_join *join, struct kom_text cell) {
    if (is_old(join)) {
        const struct kom_old_place *old = kom_old_place_of(cell, join->request.year);
        return old ? (uint32_t)(old - kom_old_places) : KOM_NO_ID;
    }
    const struct kom_place *place = kom_place_of(cell);
    return !place                             ? KOM_NO_ID
           : place == &kom_place_christiansoe ? KOM_PLACES
                                              : (uint32_t)(place - kom_places);
}

enum kom_status kom_join_names_know(const struct kom_join *join, struct kom_meet *m,
                                    struct kom_error *err) {
    enum kom_status status = KOM_OK;
    kom_meet_begin(m, (struct kom_meet_table){kom_join_file(join), kom_join_file(join),
                                              kom_text_of("name"), false});
    for (size_t i = 0; i < n_entries(join) && !status; i++) {
        const struct kom_old_place *old = is_old(join) ? &kom_old_places[i] : NULL;
        if (old && (old->first > join->request.year || old->last < join->request.year))
            continue;
        status = kom_meet_add(m, kom_text_of(old ? old->name : now_of(join, i)->name), err);
    }
    return status;
}

void kom_join_say_split(uint32_t key, struct kom_buf *out) {
    const struct kom_old_place *old = &kom_old_places[key];
    kom_buf_printf(out, "%s (%s) was split in 2007: ", old->name, old->code);
    for (const char *p = old->successors; *p; p += p[3] ? 4 : 3) {
        const struct kom_place *place = kom_place_by_code((struct kom_text){p, 3});
        kom_buf_printf(out, "%s%s (%s)", p == old->successors ? "" : ", ", place->name,
                       place->code);
    }
}

/* The year of a list that has the name or code; 0: none. */
static int year_of(struct kom_text code) {
    static const int years[] = {2006, 2005, 2002}; /* the last ones before a change */
    int year = 0;
    for (int i = 0; i < 3 && !year; i++)
        year = kom_old_place_of(code, years[i]) ? years[i] : 0;
    return year;
}

void kom_join_add_year(const struct kom_join *join, struct kom_text code, struct kom_buf *out) {
    if (is_old(join) && kom_place_of(code)) {
        kom_spelling_show(out, code);
        kom_buf_str(out, " is a municipality of now: leave --year out");
        return;
    }
    int year = year_of(code);
    if (!year)
        return;
    kom_spelling_show(out, code);
    kom_buf_printf(out, " is a municipality of %d: --year %d", year, year);
}

/* ---- what is asked ---- */

static enum kom_status write_texts(struct kom_join *join, const struct kom_extract *x,
                                   struct kom_error *err) {
    struct kom_join_side *side = &join->side;
    const bool is_padded = x->reading->kom_digits == 4;
    struct kom_buf text = {0};
    enum kom_status status = kom_join_text_add(join, kom_text_of(","), &side->blank, err);
    for (size_t i = 0; i < side->n_rows && !status; i++) {
        const struct kom_place *now = now_of(join, i);
        kom_buf_reset(&text);
        kom_buf_byte(&text, ',');
        if (now && join->request.naming == KOM_JOIN_TO_NAME)
            kom_buf_str(&text, now->name);
        else if (now)
            kom_buf_printf(&text, "%s%s", is_padded ? "0" : "", now->code);
        status = text.failed ? kom_no_memory(err)
                             : kom_join_text_add(join, kom_buf_view(&text), &side->text[i], err);
        side->only[i] = now ? side->text[i] : KOM_NO_ID;
        side->item[side->from[i]].row = (uint32_t)i;
        side->from[i + 1] = side->from[i] + (now != NULL);
    }
    kom_buf_fini(&text);
    return status;
}

static enum kom_status make_side(struct kom_join *join, const struct kom_extract *x,
                                 struct kom_error *err) {
    struct kom_join_side *side = &join->side;
    side->n_rows = side->n_numbers = n_entries(join);
    side->start = side->end = KOM_NO_COLUMN;
    side->from = kom_alloc(side->n_rows + 2, sizeof *side->from);
    side->item = kom_alloc(side->n_rows + 1, sizeof *side->item);
    side->text = kom_alloc(side->n_rows + 1, sizeof *side->text);
    side->only = kom_alloc(side->n_rows + 1, sizeof *side->only);
    if (!side->from || !side->item || !side->text || !side->only)
        return kom_no_memory(err);
    return write_texts(join, x, err);
}

/* COL or COL=NEW. */
static enum kom_status ask_column(struct kom_join *join, struct kom_extract *x,
                                  struct kom_error *err) {
    static const char *const usual[] = {
        [KOM_JOIN_TO_CODE] = "kom", [KOM_JOIN_TO_NAME] = "kom_name"};
    const char *item = join->request.on.item[0], *equals = strchr(item, '=');
    const char *name = equals ? equals + 1 : usual[join->request.naming];
    const char *column =
        kom_arena_copy(&join->arena, item, equals ? (size_t)(equals - item) : strlen(item));
    join->side.added = kom_arena_take(&join->arena, sizeof *join->side.added);
    if (!column || !join->side.added)
        return kom_no_memory(err);
    if (!*column || !*name)
        return kom_fail(err, KOM_EUSAGE, "\"%s\" is not of the form COL or COL=NEW", item);
    *join->side.added = (struct kom_join_added){.name = kom_text_of(name)};
    join->side.n_added = 1;
    join->status[0] = KOM_NO_COLUMN;
    return kom_extract_need(x, column, KOM_KIND_TEXT, &join->column[0], err);
}

static enum kom_status say_taken(const struct kom_join *join, const struct kom_extract *x,
                                 struct kom_text heading, struct kom_error *err) {
    struct kom_buf column = {0};
    kom_shell_item(&column, x->columns[join->column[0]].heading);
    enum kom_status status =
        column.failed
            ? kom_no_memory(err)
            : kom_fail(err, KOM_EDATA,
                       "%s: there is a column \"%.*s\" already; give the new one another name: "
                       "--%s %.*s=NEW",
                       x->files[0]->name, (int)heading.n, heading.p,
                       join->request.naming == KOM_JOIN_TO_CODE ? "name-to-code" : "code-to-name",
                       (int)column.n, column.p);
    kom_buf_fini(&column);
    return status;
}

static enum kom_status check_name(const struct kom_join *join, const struct kom_extract *x,
                                  struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t h = 0; h < x->n_headings && !status; h++)
        if (kom_stream_is_taken(x->headings[h], join->side.added[0].name))
            status = say_taken(join, x, x->headings[h], err);
    return status;
}

enum kom_status kom_join_ask_names(struct kom_join *join, const struct kom_join_request *request,
                                   struct kom_extract *x, struct kom_error *err) {
    join->request = *request;
    join->extract = x;
    join->day = KOM_NO_COLUMN;
    x->keeps_cells = true;
    if (request->year && request->year < KOM_OLD_PLACES_FIRST)
        return kom_fail(err, KOM_EUSAGE, "--year: the lists of municipalities begin at %d",
                        (int)KOM_OLD_PLACES_FIRST);
    enum kom_status status = kom_extract_want_all(x, err);
    if (!status)
        status = ask_column(join, x, err);
    if (!status)
        status = check_name(join, x, err);
    if (!status)
        status = kom_join_lay_out(join, x, err);
    return status ? status : make_side(join, x, err);
}
