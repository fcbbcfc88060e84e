/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which days units report, by --participation: a period that is not wholly reported has no figures,
   as those of a part would look like those of the whole. */
#include "ask.h"
#include "spell.h"
#include "work.h"

static enum kom_status read_row(struct panel_reports *r, size_t row, const int column[3],
                                struct kom_error *err) {
    struct panel_report *one = &r->report[row];
    struct kom_text kom = kom_text_trim(kom_frame_cell(r->frame, row, column[0]));
    struct kom_spell days;
    enum kom_status status = kom_spell_read(r->frame, row, "reporting", &column[1], &days, err);
    one->from = days.first == KOM_DAY_NONE ? INT32_MIN : days.first;
    one->to = days.last;
    const size_t n = r->units.n;
    const uint32_t unit = kom_intern_add(&r->units, kom);
    if (unit == KOM_NO_ID)
        return kom_panel_no_memory(err);
    one->row = row;
    one->next = r->units.n > n ? SIZE_MAX : r->first[unit];
    r->first[unit] = row;
    return status;
}

static enum kom_status find_columns(struct panel_given *g, int column[3], struct kom_error *err) {
    struct panel_reports *r = &g->reports;
    struct kom_ask ask = {r->frame, err, KOM_OK};
    kom_ask_need(&ask, "kom", &column[0]);
    kom_ask_find(&ask, "reports_from", &column[1]);
    kom_ask_find(&ask, "reports_to", &column[2]);
    for (size_t i = 0; i < g->n_own; i++)
        kom_ask_find(&ask, g->own_name[i], &r->own_column[i]);
    if (!ask.status && column[1] < 0 && column[2] < 0)
        return kom_fail(err, KOM_EDATA,
                        "participation: no column reports_from and none reports_to, which say "
                        "what days a unit reports; name one with --rename "
                        "participation:reports_from=COL, or leave --participation out");
    return ask.status;
}

/* Codes that municipalities and participation spell otherwise are refused as everywhere. Units that
   participation lacks report always, and are named: one may be there under another name. */
static enum kom_status meet_units(struct panel_given *g, int kom, struct kom_error *err) {
    struct panel_reports *r = &g->reports;
    const struct kom_frame *others = g->ask.lookup ? g->ask.lookup->municipalities : NULL;
    int column = KOM_NO_COLUMN;
    r->meet.kind = KOM_KEY_KOM;
    r->asked = 1;
    enum kom_status status = kom_meet_add_column(&r->meet, "participation", r->frame, kom, err);
    if (!status && others)
        status = kom_frame_need(others, "kom", &column, err);
    if (!status && others)
        status = kom_meet_add_column(&r->meet, "municipalities", others, column, err);
    return status ? status : kom_meet_compare(&r->meet, "kom", g->ask.unmatched, err);
}

enum kom_status kom_panel_reports_load(struct panel_given *g, struct kom_error *err) {
    struct panel_reports *r = &g->reports;
    int column[3];
    r->frame = g->ask.participation;
    if (!r->frame)
        return KOM_OK;
    r->report = kom_alloc(r->frame->n_rows + 1, sizeof *r->report);
    r->first = kom_alloc(r->frame->n_rows + 1, sizeof *r->first);
    enum kom_status status = r->report && r->first ? KOM_OK : kom_panel_no_memory(err);
    if (!status)
        status = find_columns(g, column, err);
    for (size_t row = 0; !status && row < r->frame->n_rows; row++)
        status = read_row(r, row, column, err);
    return status ? status : meet_units(g, column[0], err);
}

uint32_t kom_panel_reports_lack(const struct panel_reports *r, struct kom_text unit) {
    return r->frame ? r->asked & ~kom_meet_find(&r->meet, unit) : 0;
}

/* Does a row of participation speak of a combination of the other by-columns? */
static bool is_of(const struct panel_given *g, const struct panel_report *one,
                  const struct kom_group_part *rest) {
    for (size_t i = 0; i < g->n_own; i++) {
        if (g->reports.own_column[i] < 0)
            continue;
        struct kom_text cell =
            kom_text_trim(kom_frame_cell(g->reports.frame, one->row, g->reports.own_column[i]));
        if (cell.n && !kom_text_equal(cell, rest[i].text))
            return false;
    }
    return true;
}

/* All that speaks of a unit and the combination bounds the cell. */
static void bound(struct kom_panel *p, uint32_t unit, const struct kom_group_part *rest,
                  size_t cell) {
    const struct panel_reports *r = &p->given.reports;
    struct panel_answer *a = &p->answer;
    const uint32_t id = kom_intern_find(&r->units, a->units.text[unit]);
    for (size_t i = id == KOM_NO_ID ? SIZE_MAX : r->first[id]; i != SIZE_MAX;
         i = r->report[i].next) {
        const struct panel_report *one = &r->report[i];
        if (!is_of(&p->given, one, rest))
            continue;
        if (one->from > a->reports_from[cell])
            a->reports_from[cell] = one->from;
        if (one->to < a->reports_to[cell])
            a->reports_to[cell] = one->to;
    }
}

enum kom_status kom_panel_reports_spread(struct kom_panel *p, struct kom_error *err) {
    struct panel_answer *a = &p->answer;
    struct kom_group_part rest[PANEL_OWN_MAX];
    const size_t n_cells = a->cells.n;
    if (!p->given.reports.frame)
        return KOM_OK;
    a->reports_from = kom_alloc(n_cells + 1, sizeof *a->reports_from);
    a->reports_to = kom_alloc(n_cells + 1, sizeof *a->reports_to);
    if (!a->reports_from || !a->reports_to)
        return kom_panel_no_memory(err);
    for (size_t i = 0; i < n_cells; i++) {
        a->reports_from[i] = INT32_MIN;
        a->reports_to[i] = KOM_DAY_OPEN;
    }
    for (size_t k = 0; k < a->rests.n; k++) {
        kom_group_parts(kom_groups_key(&a->rests, (uint32_t)k), rest, p->given.n_own);
        for (uint32_t unit = 0; unit < a->units.n; unit++)
            for (uint32_t i = a->part_start[unit]; i < a->part_start[unit + 1]; i++)
                bound(p, unit, rest, a->part[i] * a->rests.n + k);
    }
    return KOM_OK;
}

bool kom_panel_is_reported(const struct panel_answer *a, size_t cell, size_t period) {
    return !a->reports_from || (a->begin[period] >= a->reports_from[cell] &&
                                a->begin[period + 1] - 1 <= a->reports_to[cell]);
}

void kom_panel_reports_fini(struct panel_reports *r) {
    kom_intern_fini(&r->units);
    kom_meet_fini(&r->meet);
    kom_free(r->report);
    kom_free(r->first);
}
