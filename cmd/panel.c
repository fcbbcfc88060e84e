/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-panel: spells or dated rows to a complete panel of unit by period. */
#include "panel/panels.h"

#include <string.h>

#include "by_options.h"
#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_by, NULL, "groups (default kom); '' means none"},
    {KOM_OPT_period, "day|week|month|quarter|half|year", "length of a period (default month)"},
    {KOM_OPT_from, NULL, "first day, which begins a period (default: from the data)"},
    {KOM_OPT_to, NULL, "last day, which ends a period (default: from the data)"},
    {KOM_OPT_value, NULL, "columns of dated rows to sum up"},
    {KOM_OPT_as, NULL, NULL},
    {KOM_OPT_kind, NULL, "what such a count counts"},
    {KOM_OPT_municipalities, NULL, "all units there are, and by-columns of theirs"},
    {KOM_OPT_networks, NULL, NULL},
    {KOM_OPT_overlap, NULL, NULL},
    {KOM_OPT_participation, NULL, "which days each unit reports"},
    {KOM_OPT_unmatched, NULL, NULL},
    {KOM_OPT_memory, NULL,
     "memory for all that grows, of all threads: 500M, 2G (default: half of what there is)"},
    {KOM_OPT_part, NULL, NULL},
    {KOM_OPT_state, NULL, NULL},
    {KOM_OPT_began_at, NULL, NULL},
    {KOM_OPT_key, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_column reads[] = {
    {"kom", "code", "municipality, the unit"},
    {"start, end", "day", "of spells: first and last day, both included; a blank end is open"},
    {"date", "day", "of dated rows, instead: the day of the row"},
    {"person", "text", "pseudonym; without it each row is a person of its own"},
    {"state", "text", "of spells: a row for each state"},
    {NULL, NULL, NULL},
};

static const struct kom_tool_output writes[] = {
    {NULL, kom_panel_columns},
    {"dated rows", kom_panel_dated_columns},
    {"--as counts", kom_panel_count_columns},
    {NULL, NULL},
};

struct panel {
    struct kom_run *run;
    struct kom_panel_request ask;
    struct kom_by_tables tables;
    struct kom_frame participation;
    struct kom_panel *p;
};

static enum kom_status read_kind(struct panel *c) {
    static const char *const words[] = {"", "stock", "average", "during"};
    if (!kom_run_has(c->run, KOM_OPT_as))
        return KOM_OK;
    const char *kind = kom_run_text(c->run, KOM_OPT_kind, "");
    for (int i = KOM_PANEL_STOCK; i <= KOM_PANEL_DURING; i++)
        if (strcmp(kind, words[i]) == 0)
            c->ask.kind = (enum kom_panel_kind)i;
    if (c->ask.kind == KOM_PANEL_FIGURES)
        return kom_run_usage(c->run, KOM_OPT_as,
                             "say what is counted: --kind during (all persons of the period), "
                             "--kind stock (those of its first day) or --kind average");
    return KOM_OK;
}

static enum kom_status read_request(struct panel *c) {
    struct kom_list by, value;
    enum kom_status status = kom_run_list_or(c->run, KOM_OPT_by, "kom", &by);
    status = status ? status : kom_run_list(c->run, KOM_OPT_value, &value);
    status = status ? status : kom_run_day(c->run, KOM_OPT_from, false, &c->ask.from);
    status = status ? status : kom_run_day(c->run, KOM_OPT_to, true, &c->ask.to);
    status = status ? status : read_kind(c);
    if (status)
        return status;
    const char *folder;
    c->ask.by = by.item;
    c->ask.n_by = by.n;
    c->ask.value = value.item;
    c->ask.n_values = value.n;
    (void)kom_period_kind_of(kom_run_text(c->run, KOM_OPT_period, "month"), &c->ask.period);
    return kom_run_memory(c->run, &c->ask.max_memory, &folder);
}

static enum kom_status load_tables(struct panel *c) {
    enum kom_status status = kom_run_by_tables(c->run, &c->tables, &c->ask.lookup);
    c->ask.unmatched = &c->tables.unmatched;
    if (status || !kom_run_has(c->run, KOM_OPT_participation))
        return status;
    c->ask.participation = &c->participation;
    return kom_run_load_side(c->run, KOM_OPT_participation, &c->participation);
}

static enum kom_status make_panel(struct panel *c) {
    static const enum kom_opt tables[] = {KOM_OPT_municipalities, KOM_OPT_END};
    struct kom_extract x = {0};
    struct kom_buf text = {0};
    bool is_loud;
    enum kom_status status = kom_run_open(c->run, "rows", &x);
    status = status ? status : kom_run_method(c->run, &x, &kom_panel_method, c->p);
    const bool has_notes = !status && kom_run_has_result(c->run);
    if (has_notes)
        kom_run_warn_sides(c->run, "kom", tables);
    for (int i = 0; i < KOM_PANEL_N_NOTES && has_notes; i++) {
        if (!kom_panel_note(c->p, i, &text, &is_loud))
            continue;
        if (is_loud)
            kom_run_warn(c->run, "%.*s", (int)text.n, text.p);
        else
            kom_run_note(c->run, "%.*s", (int)text.n, text.p);
    }
    kom_buf_fini(&text);
    kom_extract_close(&x);
    return status;
}

static enum kom_status run_panel(struct kom_run *run) {
    struct panel c = {.run = run};
    enum kom_status status = read_request(&c);
    status = status ? status : load_tables(&c);
    status = status ? status : kom_panel_new(&c.p, &c.ask, &run->err);
    status = status ? status : make_panel(&c);
    kom_run_warn_lines(run, kom_buf_view(&c.tables.unmatched.lines));
    kom_panel_free(c.p);
    kom_by_tables_fini(&c.tables);
    kom_frame_fini(&c.participation);
    return status;
}

extern const struct kom_tool kom_tool_panel;
const struct kom_tool kom_tool_panel = {
    .name = "panel",
    .sentence = "spells or dated rows to a complete panel of unit by period",
    .synopsis = "[--by COL,...] [--period KIND] [--from DAY] [--to DAY] [FILE]...",
    .options = options,
    .reads = reads,
    .writes = writes,
    .see_also = "kom-uptake, kom-did, kom-diff, kom-sum",
    .run = run_panel,
};
