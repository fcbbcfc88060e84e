/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-uptake: sales, offerings and recipients to uptake per municipality and period. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools.h"
#include "uptake.h"

enum { SIDES = 4 };
static const enum kom_opt side_options[SIDES] = {KOM_OPT_offerings, KOM_OPT_participation,
                                                 KOM_OPT_municipalities, KOM_OPT_networks};

struct uptake {
    struct kom_run *run;
    struct kom_uptake_options o;
    struct kom_frame side[SIDES];
    struct kom_uptake *u;
};

/* "month", "event:12m". */
static enum kom_status parse_period(struct uptake *c) {
    static const char *const kinds[] = {"all", "year", "half", "quarter", "month", "week", "day"};
    const char *text = kom_run_text(c->run, KOM_OPT_period, "all");
    struct kom_num n;
    for (int i = 0; i < 7; i++) {
        if (strcmp(text, kinds[i]) == 0) {
            c->o.period = (enum kom_period_kind)i;
            return KOM_OK;
        }
    }
    size_t length = strlen(text);
    c->o.is_event =
        length > 7 && memcmp(text, "event:", 6) == 0 && strchr("dwmy", text[length - 1]);
    if (!c->o.is_event ||
        !kom_num_parse((struct kom_text){text + 6, length - 7}, (struct kom_num_form){'.', 0},
                       &n) ||
        !n.is_exact || n.scale || n.mantissa < 1 || n.mantissa > 10000)
        return kom_run_usage(c->run, KOM_OPT_period,
                             "\"%s\" is none of all, day, week, month, quarter, half, year, "
                             "event:12m (units d w m y)",
                             text);
    c->o.event_n = (int32_t)n.mantissa;
    c->o.event_unit = text[length - 1];
    return KOM_OK;
}

static enum kom_status parse_ages(struct uptake *c) {
    struct kom_list list;
    enum kom_status status = kom_run_list(c->run, KOM_OPT_ages, &list);
    int32_t *ages = kom_arena_take(&c->run->arena, (list.n + 1) * sizeof *ages);
    if (status || !ages)
        return status ? status : kom_fail(&c->run->err, KOM_ENOMEM, "out of memory");
    for (size_t i = 0; i < list.n; i++) {
        struct kom_num n;
        if (!kom_num_parse(kom_text_of(list.item[i]), (struct kom_num_form){'.', 0}, &n) ||
            !n.is_exact || n.scale || n.mantissa < 1 || n.mantissa > 150 ||
            (i && n.mantissa <= ages[i - 1]))
            return kom_run_usage(c->run, KOM_OPT_ages,
                                 "\"%s\" is no rising list of ages such as 18,67,80",
                                 c->run->value[KOM_OPT_ages]);
        ages[i] = (int32_t)n.mantissa;
    }
    c->o.ages = ages;
    c->o.n_ages = list.n;
    return KOM_OK;
}

/* "refuse", "both", "drop" or "assign=730:A,751:B". */
static enum kom_status parse_overlap(struct uptake *c) {
    static const char *const words[] = {"refuse", "both", "drop"};
    const char *text = kom_run_text(c->run, KOM_OPT_overlap, "refuse");
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, words[i]) == 0) {
            c->o.overlap = (enum kom_overlap)i;
            return KOM_OK;
        }
    }
    struct kom_pair *pairs = kom_arena_take(&c->run->arena, (strlen(text) + 1) * sizeof *pairs);
    char *copy = kom_arena_copy(&c->run->arena, text, strlen(text));
    if (!pairs || !copy)
        return kom_fail(&c->run->err, KOM_ENOMEM, "out of memory");
    bool ok = strncmp(text, "assign=", 7) == 0;
    for (char *item = copy + 7; ok && item;) {
        char *comma = strchr(item, ','), *colon = strchr(item, ':');
        if (comma)
            *comma++ = '\0';
        ok = colon && colon > item && colon[1];
        if (ok) {
            *colon = '\0';
            pairs[c->o.n_assign++] = (struct kom_pair){item, colon + 1};
        }
        item = comma;
    }
    c->o.overlap = KOM_OVERLAP_ASSIGN;
    c->o.assign = pairs;
    return ok ? KOM_OK
              : kom_run_usage(c->run, KOM_OPT_overlap,
                              "\"%s\" is none of refuse, both, drop, assign=KOM:NETWORK,...", text);
}

static enum kom_status parse_form(struct uptake *c) {
    struct kom_run *run = c->run;
    const char *credits = kom_run_text(run, KOM_OPT_credits, "");
    c->o.credits = strcmp(credits, "positive") == 0   ? KOM_CREDITS_POSITIVE
                   : strcmp(credits, "negative") == 0 ? KOM_CREDITS_NEGATIVE
                                                      : KOM_CREDITS_ABSOLUTE;
    c->o.has_dominance = kom_run_has(run, KOM_OPT_dominance);
    if (kom_run_has(run, KOM_OPT_persons) && kom_run_has(run, KOM_OPT_cumulative))
        return kom_run_usage(run, KOM_OPT_persons, "and --cumulative are two different tables");
    if (kom_run_has(run, KOM_OPT_persons))
        c->o.form = KOM_UPTAKE_PERSONS;
    if (kom_run_has(run, KOM_OPT_cumulative))
        c->o.form = KOM_UPTAKE_CUMULATIVE;
    if (c->o.form == KOM_UPTAKE_CUMULATIVE && (c->o.is_event || c->o.period != KOM_PERIOD_ALL))
        return kom_run_usage(run, KOM_OPT_cumulative,
                             "counts days over the whole range; leave --period out");
    if (c->o.form != KOM_UPTAKE_CELLS && c->o.has_dominance)
        return kom_run_usage(run, KOM_OPT_dominance, "goes with the table of cells only");
    return kom_ci_kind_parse(kom_run_text(run, KOM_OPT_ci, "exact"), &c->o.ci, &run->err);
}

static enum kom_status parse(struct uptake *c) {
    struct kom_run *run = c->run;
    struct kom_list by, margins;
    enum kom_status status = kom_run_list(run, KOM_OPT_by, &by);
    if (!status && !kom_run_has(run, KOM_OPT_by)) {
        by.item[0] = "kom";
        by.n = 1;
    }
    if (!status)
        status = kom_run_list(run, KOM_OPT_margins, &margins);
    if (status)
        return status;
    if (by.n > 60 || margins.n > 8)
        return kom_run_usage(run, KOM_OPT_by, "takes at most 60 columns, --margins at most 8");
    c->o.by = by.item;
    c->o.n_by = by.n;
    c->o.margins = margins.item;
    c->o.n_margins = margins.n;
    enum kom_status (*const steps[])(struct uptake *) = {parse_period, parse_ages, parse_overlap,
                                                         parse_form};
    for (int i = 0; i < 4 && !status; i++)
        status = steps[i](c);
    if (!status)
        status = kom_run_day(run, KOM_OPT_from, false, &c->o.from);
    if (!status)
        status = kom_run_day(run, KOM_OPT_to, true, &c->o.to);
    return status ? status : kom_run_share(run, KOM_OPT_level, 0.95, &c->o.level);
}

static enum kom_status load_sides(struct uptake *c) {
    const struct kom_frame *given[SIDES] = {NULL, NULL, NULL, NULL};
    enum kom_status status = KOM_OK;
    for (int i = 0; i < SIDES && !status; i++) {
        if (!kom_run_has(c->run, side_options[i]))
            continue;
        status = kom_run_load_side(c->run, side_options[i], &c->side[i]);
        given[i] = &c->side[i];
    }
    return status
               ? status
               : kom_uptake_new(&c->u, &c->o, given[0], given[1], given[2], given[3], &c->run->err);
}

static enum kom_status load_recipients(struct uptake *c) {
    struct kom_extract x;
    void *const workers[] = {c->u};
    struct kom_fold fold = {.n_threads = 1, .workers = workers, .take = kom_uptake_take_recipients};
    if (!kom_run_has(c->run, KOM_OPT_recipients))
        return KOM_OK;
    enum kom_status status = kom_run_open_side(c->run, KOM_OPT_recipients, &x);
    if (status)
        return status;
    status = kom_uptake_plan_recipients(c->u, &x, &c->run->err);
    if (!status)
        status = kom_run_fold(c->run, &x, &fold);
    kom_extract_close(&x);
    return status;
}

/* Where standard input stands, so that it can be read again; -1 for a pipe. */
static off_t place_of_input(void) {
    struct stat st;
    return fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode) ? lseek(STDIN_FILENO, 0, SEEK_CUR)
                                                                : -1;
}

static bool can_be_read_again(const char *path, off_t place) {
    struct stat st;
    return strcmp(path, "-") == 0 ? place >= 0 : stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* The first day of the sales, where ages depend on it: the files are read once more. */
static enum kom_status find_dates(struct uptake *c, struct kom_extract *x, off_t place) {
    void *const workers[] = {c->u};
    struct kom_fold fold = {.n_threads = 1, .workers = workers, .take = kom_uptake_take_dates};
    for (size_t i = 0; i < c->run->n_files; i++)
        if (!can_be_read_again(c->run->files[i], place))
            return kom_run_usage(c->run, KOM_OPT_ages,
                                 "with --period all and sales from a pipe needs --from: the age "
                                 "is that in the first year");
    enum kom_status status = kom_extract_fold(x, &fold, &c->run->err);
    kom_extract_close(x);
    if (!status && place >= 0 && lseek(STDIN_FILENO, place, SEEK_SET) < 0)
        status = kom_fail(&c->run->err, KOM_EIO, "standard input: cannot be read again");
    if (!status)
        status = kom_run_open(c->run, "sales", x);
    return status ? status : kom_uptake_plan_sales_again(c->u, x, &c->run->err);
}

static enum kom_status read_sales(struct uptake *c, struct kom_extract *x, off_t place) {
    void *workers[64];
    struct kom_fold fold = {.workers = workers,
                            .take = kom_uptake_take_sales,
                            .reasons = kom_uptake_reasons,
                            .n_reasons = KOM_N_SALE_REASONS};
    enum kom_status status = kom_uptake_plan_sales(c->u, x, &c->run->err);
    if (!status && kom_uptake_needs_dates(c->u))
        status = find_dates(c, x, place);
    fold.n_threads = kom_run_threads(c->run, x);
    for (unsigned i = 0; i < fold.n_threads && !status; i++) {
        workers[i] = kom_uptake_worker(c->u);
        if (!workers[i])
            status = kom_fail(&c->run->err, KOM_ENOMEM, "out of memory");
    }
    return status ? status : kom_run_fold(c->run, x, &fold);
}

static enum kom_status flush(void *context, struct kom_buf *out) {
    enum kom_status status = kom_run_write(context, out);
    kom_buf_reset(out);
    return status;
}

static void say_notes(struct uptake *c) {
    static const char *const figures[] = {"quantity", "hours", "amount"};
    struct kom_uptake_notes notes = kom_uptake_notes(c->u);
    for (int k = 0; k < 3; k++)
        if (notes.n_blank[k])
            kom_run_note(c->run, "sales: %llu used rows without %s are left out of its sum",
                         (unsigned long long)notes.n_blank[k], figures[k]);
    if (notes.n_movers)
        kom_run_note(c->run,
                     "recipients: %llu persons had more than one unit and count in each; --margins "
                     "kom counts "
                     "them once",
                     (unsigned long long)notes.n_movers);
    if (notes.n_other_period)
        kom_run_note(c->run,
                     "recipients: %llu counts of periods that were not asked for are not used",
                     (unsigned long long)notes.n_other_period);
    if (c->o.overlap == KOM_OVERLAP_BOTH && kom_run_has(c->run, KOM_OPT_overlap))
        kom_run_note(
            c->run,
            "networks: a municipality in several counts in each; rows of networks do not add");
}

static enum kom_status compute(struct uptake *c) {
    struct kom_extract x;
    struct kom_buf out = {0};
    off_t place = place_of_input();
    enum kom_status status = kom_run_open(c->run, "sales", &x);
    if (status)
        return status;
    status = read_sales(c, &x, place);
    kom_extract_close(&x);
    if (!status)
        status = kom_uptake_finish(c->u, &c->run->err);
    if (!status)
        status = kom_uptake_write(c->u, &out, NULL, NULL, &c->run->err);
    if (!status)
        status = flush(c->run, &out);
    if (!status)
        say_notes(c);
    kom_buf_fini(&out);
    return status;
}

static enum kom_status run_uptake(struct kom_run *run) {
    struct uptake c = {.run = run};
    enum kom_status status = parse(&c);
    if (!status)
        status = load_sides(&c);
    if (!status)
        status = load_recipients(&c);
    if (!status)
        status = compute(&c);
    kom_uptake_free(c.u);
    for (int i = 0; i < SIDES; i++)
        kom_frame_fini(&c.side[i]);
    return status;
}

static const struct kom_tool_option own_options[] = {
    {KOM_OPT_offerings, NULL, NULL},
    {KOM_OPT_recipients, NULL, NULL},
    {KOM_OPT_participation, NULL, NULL},
    {KOM_OPT_municipalities, NULL, NULL},
    {KOM_OPT_networks, NULL, NULL},
    {KOM_OPT_by, NULL, "groups (default kom); '' means none"},
    {KOM_OPT_period, NULL, NULL},
    {KOM_OPT_from, NULL, NULL},
    {KOM_OPT_to, NULL, NULL},
    {KOM_OPT_margins, NULL, NULL},
    {KOM_OPT_ages, NULL, NULL},
    {KOM_OPT_overlap, NULL, NULL},
    {KOM_OPT_credits, NULL, NULL},
    {KOM_OPT_ci, NULL, NULL},
    {KOM_OPT_level, NULL, NULL},
    {KOM_OPT_dominance, NULL, NULL},
    {KOM_OPT_cumulative, NULL, NULL},
    {KOM_OPT_persons, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_column reads[] = {
    {"kom", "code", "municipality of the sale"},
    {"person", "text", "pseudonym of the buyer"},
    {"service", "text", "service code"},
    {"date", "day", "day of the sale"},
    {"quantity, hours, amount", "number", "figures to be summed, each if it is there"},
    {"status", "text",
     "delivered, ordered, cancelled, credited (or the Danish words); blank is delivered"},
    {"provider, section, setting, group", "text",
     "must agree with the offering, where both have them"},
    {NULL, NULL, NULL},
};

static const struct kom_tool_column writes[] = {
    {"period", "period", "the period, or before and after"},
    {"state", "text", "not_started, not_offered, not_reported or offered"},
    {"recipients", "number",
     "distinct persons with a recipient spell and an offering for them on some day of the cell"},
    {"person_days", "number", "the days on which they had both"},
    {"buyers", "number", "distinct recipients with a counted sale"},
    {"uptake", "share", "buyers / recipients"},
    {"conf_low, conf_high", "share", "its interval"},
    {"sales", "number", "counted sales, credit notes not among them"},
    {"quantity, hours, amount", "number", "exact sums, credit notes subtracted"},
    {"days_offered", "days", "days of the cell with something on offer"},
    {NULL, NULL, NULL},
};

const struct kom_tool kom_tool_uptake = {
    .name = "uptake",
    .sentence = "sales, offerings and recipients to uptake per municipality and period",
    .synopsis = "[--offerings FILE] [--recipients FILE] [--participation FILE] [--by COL,...] "
                "[--period KIND] [SALES]...",
    .options = own_options,
    .reads = reads,
    .writes = writes,
    .see_also = "kom-diff, kom-sum, kom-table",
    .run = run_uptake,
};
