/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a panel: spells or dated rows, by what the input has. */
#include <string.h>

#include "shell_word.h"
#include "work.h"

/* ---- spells or dated rows ---- */

static void add_renaming(struct kom_buf *out, const char *name, struct kom_text heading) {
    kom_buf_str(out, "--rename ");
    kom_shell_pair(out, NULL, kom_text_of(name), heading);
}

static enum kom_status both(const struct panel_given *g, const struct kom_extract *x,
                            struct kom_error *err) {
    const struct kom_text start = x->columns[g->start].heading, date = x->columns[g->date].heading;
    struct kom_buf out = {0};
    kom_buf_printf(&out,
                   "%s: \"%.*s\" makes them spells and \"%.*s\" dated rows; rename the one that "
                   "does not count: ",
                   x->label, (int)start.n, start.p, (int)date.n, date.p);
    add_renaming(&out, "other", date);
    kom_buf_str(&out, " or ");
    add_renaming(&out, "other", start);
    return kom_fail_text(&out, KOM_EDATA, err);
}

static enum kom_status neither(const struct kom_extract *x, struct kom_error *err) {
    struct kom_buf out = {0};
    kom_buf_printf(&out, "%s: no column start (spells, with end) and none date (dated rows) among ",
                   x->label);
    for (size_t i = 0; i < x->n_headings && out.n < 400; i++) {
        kom_buf_str(&out, i ? ", " : "");
        kom_buf_text(&out, x->headings[i]);
    }
    kom_buf_str(&out, "; say which it is: --rename start=FIRST,end=LAST or --rename date=COL");
    return kom_fail_text(&out, KOM_EDATA, err);
}

static enum kom_status ask_days(struct panel_given *g, struct kom_extract *x,
                                struct kom_error *err) {
    g->end = KOM_NO_COLUMN;
    enum kom_status status = kom_extract_want(x, "start", KOM_KIND_DAY, &g->start, err);
    if (!status)
        status = kom_extract_want(x, "date", KOM_KIND_DAY, &g->date, err);
    if (status)
        return status;
    g->is_spells = g->start >= 0;
    if (g->start >= 0 && g->date >= 0)
        return both(g, x, err);
    if (g->start < 0 && g->date < 0)
        return neither(x, err);
    return g->is_spells ? kom_extract_wish(x, "end", KOM_KIND_DAY, &g->end, err) : KOM_OK;
}

/* What the kind of input has no use for. */
static enum kom_status check_kind(const struct panel_given *g, const struct kom_extract *x,
                                  struct kom_error *err) {
    struct kom_buf out = {0};
    if (g->is_spells && g->ask.n_values) {
        kom_buf_str(&out,
                    "--value: a spell has no day to which a value belongs; leave it out, or ");
        add_renaming(&out, "date", x->columns[g->start].heading);
        kom_buf_str(&out, " where that is the day of the row");
        return kom_fail_text(&out, KOM_EUSAGE, err);
    }
    if (!g->is_spells && g->ask.kind != KOM_PANEL_FIGURES) {
        kom_buf_str(&out,
                    "--as: counts of recipients come from spells, and these are dated rows; ");
        add_renaming(&out, "start", x->columns[g->date].heading);
        kom_buf_str(&out, " where that is the first day of a spell");
        return kom_fail_text(&out, KOM_EUSAGE, err);
    }
    if (g->ask.kind == KOM_PANEL_DURING && g->person < 0)
        return kom_fail(err, KOM_EDATA,
                        "%s: counts of kind during take each person once, and there is no column "
                        "person; --rename person=COL says which it is, --kind stock or average "
                        "counts rows",
                        x->label);
    return KOM_OK;
}

/* ---- groups ---- */

static void add_own(struct panel_given *g, int column, const char *name) {
    g->own[g->n_own] = column;
    g->own_name[g->n_own++] = name;
}

static enum kom_status ask_state(struct panel_given *g, struct kom_extract *x,
                                 struct kom_error *err) {
    enum kom_status status = kom_extract_want(x, "state", KOM_KIND_TEXT, &g->state, err);
    g->has_state = g->state >= 0;
    for (size_t i = 0; i < g->ask.n_by; i++)
        g->has_state = g->has_state && g->by_column[i] != g->state;
    if (g->has_state)
        add_own(g, g->state, "state");
    return status;
}

static enum kom_status ask_groups(struct panel_given *g, struct kom_extract *x,
                                  struct kom_error *err) {
    g->by = (struct kom_by){.name = g->ask.by,
                            .n = g->ask.n_by,
                            .lookup = g->ask.lookup,
                            .column = g->by_column,
                            .place = g->by_place};
    if (g->ask.lookup)
        g->ask.lookup->lists_units = true;
    enum kom_status status = kom_by_want(&g->by, x, err);
    if (status)
        return status;
    int kom = g->by.kom;
    if (kom < 0 && g->ask.participation)
        status = kom_extract_need(x, "kom", KOM_KIND_TEXT, &kom, err);
    g->kom = kom;
    for (size_t i = 0; i < g->ask.n_by && !status; i++) {
        const struct kom_word *word = g->by_place[i] < 0 ? x->columns[g->by_column[i]].word : NULL;
        if (word && strcmp(word->name, "kom") == 0)
            g->kom = g->by_column[i];
        else if (g->by_place[i] < 0)
            add_own(g, g->by_column[i], g->ask.by[i]);
    }
    return status || !g->is_spells ? status : ask_state(g, x, err);
}

/* ---- values ---- */

static enum kom_status check_adds(const struct kom_column *column, const char *name,
                                  struct kom_error *err) {
    if (!column->word || column->word->adds != KOM_ADDS_NOTHING)
        return KOM_OK;
    if (column->word->kind != KOM_KIND_NUMBER)
        return kom_fail(err, KOM_EDATA,
                        "--value: %s is no column of numbers; leave it out, or name one that is",
                        name);
    return kom_fail(err, KOM_EDATA,
                    "--value: %s does not add up over rows; kom-sum --value %s --stats mean gives "
                    "the mean of each group",
                    name, name);
}

static enum kom_status ask_values(struct panel_given *g, struct kom_extract *x,
                                  struct kom_error *err) {
    const size_t n = g->ask.n_values;
    int *column = kom_arena_take(&g->arena, (n + 1) * sizeof *column);
    g->value = kom_arena_take(&g->arena, (n + 1) * sizeof *g->value);
    enum kom_status status = column && g->value ? KOM_OK : kom_panel_no_memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        status = kom_extract_need(x, g->ask.value[i], KOM_KIND_NUMBER, &column[i], err);
        if (!status)
            status = check_adds(&x->columns[column[i]], g->ask.value[i], err);
        if (!status)
            status = kom_measured_want(x, column[i], &g->value[i], err);
    }
    return status ? status : kom_by_differ("value", g->ask.value, n, column, NULL, err);
}

/* Days and persons part their totals themselves, and so do the by-columns. */
static enum kom_status ask_totals(struct panel_given *g, struct kom_extract *x,
                                  struct kom_error *err) {
    const size_t cap = 5 + g->n_own + 2 * g->ask.n_values;
    int *exempt = kom_arena_take(&g->arena, cap * sizeof *exempt);
    const int fixed[] = {g->start, g->end, g->date, g->person, g->kom};
    if (!exempt)
        return kom_panel_no_memory(err);
    memcpy(exempt, fixed, sizeof fixed);
    memcpy(exempt + 5, g->own, g->n_own * sizeof *exempt);
    size_t n = 5 + g->n_own;
    for (size_t i = 0; i < g->ask.n_values; i++) {
        exempt[n++] = g->value[i].column;
        exempt[n++] = g->value[i].status;
    }
    g->totals.n_measures = g->ask.n_values;
    const struct kom_total_use use = {exempt, n,
                                      kom_extract_is_small(x) ? SIZE_MAX : g->person < 0};
    return kom_totals_ask(&g->totals, x, &use, &g->arena, err);
}

enum kom_status kom_panel_ask(struct panel_given *g, struct kom_extract *x, struct kom_error *err) {
    g->x = x;
    g->kom = g->state = KOM_NO_COLUMN;
    enum kom_status status = ask_days(g, x, err);
    if (!status)
        status = kom_extract_wish(x, "person", KOM_KIND_TEXT, &g->person, err);
    if (!status)
        status = check_kind(g, x, err);
    if (!status)
        status = ask_groups(g, x, err);
    if (!status)
        status = ask_values(g, x, err);
    if (!status)
        status = kom_panel_reports_load(g, err);
    return status ? status : ask_totals(g, x, err);
}
