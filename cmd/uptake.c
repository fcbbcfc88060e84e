/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-uptake: sales, offerings and recipients to uptake per municipality and period. */
#include "uptake/uptake.h"
#include "tools.h"

enum { SIDES = 4 };
static const enum kom_opt sides[SIDES] = {KOM_OPT_offerings, KOM_OPT_participation,
                                          KOM_OPT_municipalities, KOM_OPT_networks};

struct uptake {
    struct kom_run *run;
    struct kom_uptake_options o;
    struct kom_frame side[SIDES];
    struct kom_uptake *u;
};

static enum kom_status parse_lists(struct uptake *c, struct kom_uptake_words *words) {
    struct kom_list by, margins, ages;
    enum kom_status status = kom_run_list_or(c->run, KOM_OPT_by, "kom", &by);
    status = status ? status : kom_run_list(c->run, KOM_OPT_margins, &margins);
    status = status ? status : kom_run_list(c->run, KOM_OPT_ages, &ages);
    if (status)
        return status;
    if (by.n > 60 || margins.n > 8)
        return kom_run_usage(c->run, KOM_OPT_by, "takes at most 60 columns, --margins at most 8");
    words->ages = ages.item;
    words->n_ages = ages.n;
    c->o.by = by.item;
    c->o.n_by = by.n;
    c->o.margins = margins.item;
    c->o.n_margins = margins.n;
    return KOM_OK;
}

/* What only some tables have: an interval where there are recipients. */
static enum kom_status parse_figures(struct uptake *c, struct kom_uptake_words *words) {
    struct kom_run *run = c->run;
    bool has_share = !words->is_persons && !words->is_cumulative;
    bool has_recipients = kom_run_has(run, KOM_OPT_recipients);
    c->o.level = 0.95;
    c->o.has_ci = has_share && has_recipients && kom_run_has(run, KOM_OPT_ci);
    words->ci = c->o.has_ci ? kom_run_text(run, KOM_OPT_ci, "exact") : "exact";
    c->o.kind = has_recipients ? kom_run_text(run, KOM_OPT_kind, NULL) : NULL;
    for (int i = 0; i < SIDES; i++)
        if (has_recipients || kom_run_has(run, sides[i]))
            c->o.warns_unmatched = kom_run_warns_unmatched(run);
    if (!has_recipients || words->is_persons)
        return KOM_OK;
    return kom_run_share(run, KOM_OPT_level, 0.95, &c->o.level);
}

static enum kom_status parse(struct uptake *c) {
    struct kom_run *run = c->run;
    struct kom_uptake_words words = {.period = kom_run_text(run, KOM_OPT_period, "all"),
                                     .overlap = kom_run_text(run, KOM_OPT_overlap, NULL),
                                     .credits = kom_run_text(run, KOM_OPT_credits, ""),
                                     .is_persons = kom_run_has(run, KOM_OPT_persons),
                                     .is_cumulative = kom_run_has(run, KOM_OPT_cumulative),
                                     .flows = kom_run_text(run, KOM_OPT_flows, NULL)};
    c->o.has_dominance = kom_run_has(run, KOM_OPT_dominance);
    c->o.has_market = kom_run_has(run, KOM_OPT_market);
    enum kom_status status = parse_lists(c, &words);
    status = status ? status : kom_run_day(run, KOM_OPT_from, false, &c->o.from);
    status = status ? status : kom_run_day(run, KOM_OPT_to, true, &c->o.to);
    status = status ? status : parse_figures(c, &words);
    status = status ? status : kom_run_memory(run, &c->o.max_memory, &c->o.folder);
    return status ? status : kom_uptake_parse(&c->o, &words, &run->arena, &run->err);
}

static enum kom_status load_sides(struct uptake *c) {
    const struct kom_frame *given[SIDES] = {NULL};
    enum kom_status status = KOM_OK;
    for (int i = 0; i < SIDES && !status; i++) {
        if (!kom_run_has(c->run, sides[i]))
            continue;
        given[i] = &c->side[i];
        status = kom_run_load_side(c->run, sides[i], &c->side[i]);
    }
    const struct kom_uptake_tables tables = {given[0], given[1], given[2], given[3]};
    return status ? status : kom_uptake_new(&c->u, &c->o, &tables, &c->run->err);
}

static enum kom_status load_recipients(struct uptake *c) {
    struct kom_extract x;
    struct kom_uptake_readers *readers = NULL;
    struct kom_fold fold;
    if (!kom_run_has(c->run, KOM_OPT_recipients))
        return KOM_OK;
    enum kom_status status = kom_run_open_side(c->run, KOM_OPT_recipients, &x);
    if (!status)
        status = kom_uptake_plan_recipients(c->u, &x, kom_run_threads(c->run, &x), &readers, &fold,
                                            &c->run->err);
    status = status ? status : kom_run_fold(c->run, &x, &fold);
    kom_uptake_readers_free(readers);
    kom_extract_close(&x);
    return status;
}

/* The first day of the sales, where ages depend on it: the files are read once more. */
static enum kom_status find_dates(struct uptake *c, struct kom_extract *x) {
    void *const workers[] = {c->u};
    struct kom_fold fold = {.n_threads = 1, .workers = workers, .take = kom_uptake_take_dates};
    if (c->run->reading.part)
        return kom_run_usage(c->run, KOM_OPT_ages,
                             "over one period a part needs --from DAY, in whose year ages are");
    if (!kom_run_can_reread(c->run))
        return kom_run_usage(
            c->run, KOM_OPT_ages,
            "over one period, with sales from a pipe, needs --from (age in its year)");
    enum kom_status status = kom_uptake_method.ask(c->u, x, &c->run->err);
    if (status)
        return status;
    status = kom_extract_fold(x, &fold, &c->run->err);
    return status ? kom_run_say_findings(c->run, x, status) : kom_run_reread(c->run, "sales", x);
}

static void say_notes(struct uptake *c) {
    static const enum kom_opt tables[] = {KOM_OPT_recipients, KOM_OPT_offerings, KOM_OPT_END};
    char text[256];
    kom_run_warn_sides(c->run, "kom", tables);
    kom_run_warn_sides(c->run, "provider", tables + 1);
    kom_run_warn_filter(c->run, KOM_OPT_flows, kom_run_text(c->run, KOM_OPT_flows, NULL));
    kom_run_warn_filter(c->run, KOM_OPT_market, c->o.has_market ? "provider" : NULL);
    kom_run_warn_lines(c->run, kom_uptake_unmatched(c->u));
    for (int i = 0; i < KOM_UPTAKE_N_NOTES; i++) {
        if (!kom_uptake_note(c->u, i, text, sizeof text))
            continue;
        if (kom_uptake_is_loud(c->u, i))
            kom_run_warn(c->run, "%s", text);
        else
            kom_run_note(c->run, "%s", text);
    }
    kom_run_warn_beyond(c->run, kom_uptake_beyond(c->u));
}

static enum kom_status compute(struct uptake *c) {
    struct kom_extract x = {0};
    enum kom_status status = kom_run_open(c->run, "sales", &x);
    if (!status && kom_uptake_needs_dates(c->u))
        status = find_dates(c, &x);
    status = status ? status : kom_run_method(c->run, &x, &kom_uptake_method, c->u);
    if (!status && kom_run_has_result(c->run))
        say_notes(c);
    kom_extract_close(&x);
    return status;
}

static enum kom_status run_uptake(struct kom_run *run) {
    struct uptake c = {.run = run};
    enum kom_status status = parse(&c);
    status = status ? status : load_sides(&c);
    status = status ? status : load_recipients(&c);
    status = status ? status : compute(&c);
    kom_uptake_free(c.u);
    for (int i = 0; i < SIDES; i++)
        kom_frame_fini(&c.side[i]);
    return status;
}

/* clang-format off */
#define PLAIN(id) {KOM_OPT_##id, NULL, NULL}
static const struct kom_tool_option own_options[] = {
    PLAIN(offerings), PLAIN(recipients), PLAIN(participation), PLAIN(municipalities), PLAIN(networks),
    {KOM_OPT_by, NULL, "groups (default kom); '' means none"},
    PLAIN(period), PLAIN(from), PLAIN(to), PLAIN(margins), PLAIN(ages), PLAIN(overlap), PLAIN(unmatched), PLAIN(kind), PLAIN(credits),
    PLAIN(ci), PLAIN(level), PLAIN(dominance), PLAIN(market), PLAIN(cumulative), PLAIN(persons), PLAIN(flows), PLAIN(memory),
    PLAIN(part), PLAIN(state), PLAIN(began_at), PLAIN(key), PLAIN(END)};
static const struct kom_tool_column reads[] = {
    {"kom", "code", "municipality of the sale"}, {"person", "text", "pseudonym of the buyer"},
    {"service", "text", "service code"}, {"date", "day", "day of the sale"},
    {"quantity, hours, amount", "number", "figures to be summed, each if it is there"},
    {"status", "text", "delivered, ordered, cancelled, credited, or Danish; blank is delivered"},
    {"provider, section, setting, group", "text", "must agree with the offering, where both have them"},
    {NULL, NULL, NULL},
};
static const struct kom_tool_output writes[] = {
    {NULL, kom_uptake_columns},
    {"--persons", kom_uptake_person_columns},
    {"--cumulative", kom_uptake_step_columns},
    {"--flows", kom_uptake_flow_columns},
    {NULL, NULL},
};
/* clang-format on */

static const struct kom_option_words words[] = {{KOM_OPT_period, kom_uptake_period_word, NULL},
                                                {KOM_OPT_END, NULL, NULL}};

const struct kom_tool kom_tool_uptake = {
    .name = "uptake",
    .sentence = "sales, offerings and recipients to uptake per municipality and period",
    .synopsis = "[--offerings FILE] [--recipients FILE] [--participation FILE] [--by COL,...] "
                "[--period KIND] [SALES]...",
    .options = own_options,
    .words = words,
    .reads = reads,
    .writes = writes,
    .see_also = "kom-diff, kom-sum, kom-table",
    .run = run_uptake,
};
