/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-check: violations of schema and vocabulary, one a row. */
#include "check/check.h"
#include "check/recipients.h"

#include "check/infer.h"
#include "tools.h"

struct check {
    struct kom_run *run;
    struct kom_extract x;
    struct kom_check_request request;
    struct kom_check *check;
    struct kom_frame offerings, participation, municipalities;
    struct kom_check_recipients recipients;
    struct kom_unmatched unmatched;
    bool exits_zero; /* violations or not */
};

static enum kom_status read_severity(struct check *c) {
    struct kom_list list;
    struct kom_error wrong = {0};
    enum kom_status status = kom_run_list(c->run, KOM_OPT_severity, &list);
    for (size_t i = 0; i < list.n && !status; i++)
        if (kom_check_set_severity(&c->request, list.item[i], &wrong))
            status = kom_run_usage(c->run, KOM_OPT_severity, "%s", wrong.text);
    return status;
}

static enum kom_status read_options(struct check *c) {
    struct kom_run *run = c->run;
    kom_check_defaults(&c->request);
    c->request.duplicates = kom_run_has(run, KOM_OPT_duplicates);
    c->request.official = kom_run_has(run, KOM_OPT_official);
    c->exits_zero = kom_run_has(run, KOM_OPT_exit_zero);
    run->reading.skip_bad_rows = run->reading.lists_bad_rows = true; /* findings here */
    c->request.saves = !kom_run_has_result(run);
    c->request.is_loaded = run->merged;
    c->request.keeps_aside = run->keeps_aside;
    kom_run_memory(run, &c->request.max_memory, &c->request.folder);
    kom_run_day(run, KOM_OPT_from, false, &c->request.from);
    enum kom_status status = kom_run_day(run, KOM_OPT_to, true, &c->request.to);
    if (!status && run->reading.part && kom_run_has(run, KOM_OPT_good))
        status = kom_run_usage(run, KOM_OPT_good,
                               "has no meaning beside --part, as other parts may hold what a row "
                               "breaks a rule with; --set-aside gives the rows that do, once the "
                               "parts are merged");
    if (!status && c->request.from != KOM_DAY_NONE && c->request.to != KOM_DAY_NONE &&
        c->request.to < c->request.from)
        status = kom_run_usage(run, KOM_OPT_to, "lies before --from");
    return status ? status : read_severity(c);
}

static enum kom_status load_side(struct check *c, enum kom_opt id, struct kom_frame *frame,
                                 const struct kom_frame **wanted) {
    if (!kom_run_has(c->run, id))
        return KOM_OK;
    *wanted = frame;
    c->unmatched.warns = kom_run_warns_unmatched(c->run);
    return kom_run_load_side(c->run, id, frame);
}

/* Persons are many: of their rows no more is kept than the check needs. */
static enum kom_status load_recipients(struct check *c) {
    struct kom_extract x = {0};
    void *const workers[] = {&c->recipients};
    struct kom_fold fold = {.n_threads = 1, .workers = workers, .take = kom_check_take_recipients};
    if (!kom_run_has(c->run, KOM_OPT_recipients))
        return KOM_OK;
    c->request.recipients = &c->recipients;
    c->unmatched.warns = kom_run_warns_unmatched(c->run);
    enum kom_status status = kom_run_open_side(c->run, KOM_OPT_recipients, &x);
    status = status ? status : kom_check_recipients_plan(&c->recipients, &x, &c->run->err);
    status = status ? status : kom_run_fold(c->run, &x, &fold);
    kom_check_recipients_end(&c->recipients);
    kom_extract_close(&x);
    return status;
}

static enum kom_status load_sides(struct check *c) {
    struct kom_check_request *r = &c->request;
    if (r->official && kom_run_has(c->run, KOM_OPT_municipalities))
        return kom_run_usage(c->run, KOM_OPT_municipalities, "has no meaning beside --official");
    r->unmatched = &c->unmatched;
    enum kom_status status = load_side(c, KOM_OPT_offerings, &c->offerings, &r->offerings);
    status = status ? status : load_recipients(c);
    status =
        status ? status : load_side(c, KOM_OPT_participation, &c->participation, &r->participation);
    return status ? status
                  : load_side(c, KOM_OPT_municipalities, &c->municipalities, &r->municipalities);
}

/* The closing line, and what the answer is, which a part does not know. */
static enum kom_status conclude(struct check *c) {
    struct kom_run *run = c->run;
    const struct kom_check_result *r = kom_check_result(c->check);
    enum kom_status status = run->reading.part ? KOM_OK : kom_run_say_findings(run, &c->x, KOM_OK);
    if (status)
        return status;
    kom_run_count(run, c->x.label, c->x.n_read, r->n_good);
    kom_run_aside(run, c->x.label, kom_aside_name(KOM_ASIDE_NOT_ASKED),
                  c->x.aside[-KOM_ASIDE_NOT_ASKED - 1]);
    for (unsigned i = 0; i < KOM_N_CHECK_RULES; i++)
        kom_run_aside(run, c->x.label, kom_check_rule_name((enum kom_check_rule)i), r->reason[i]);
    if (run->reading.part)
        return KOM_OK;
    if (c->request.official)
        kom_run_note(run,
                     "municipalities are those of the official list, 1970 to now, each on its day");
    if (r->n_errors || r->n_warnings)
        kom_run_note(run, "%llu errors, %llu warnings", (unsigned long long)r->n_errors,
                     (unsigned long long)r->n_warnings);
    run->answer_is_no = r->n_errors > 0 && !c->exits_zero;
    return KOM_OK;
}

static enum kom_status check_table(struct check *c) {
    struct kom_run *run = c->run;
    enum kom_status status = load_sides(c);
    c->request.out = run->out;
    c->request.aside = run->aside;
    c->request.good = run->good;
    status = status ? status : kom_check_new(&c->check, &c->request, &run->err);
    status = status ? status : kom_run_open(run, "rows", &c->x);
    if (status)
        return status;
    status = kom_run_method(run, &c->x, &kom_check_method, c->check);
    kom_run_warn_lines(run, kom_buf_view(&c->unmatched.lines));
    if (!status && !run->joins)
        status = conclude(c);
    kom_buf_fini(&c->unmatched.lines);
    kom_extract_close(&c->x);
    return status;
}

static enum kom_status run_check(struct kom_run *run) {
    struct check c = {.run = run};
    if (kom_run_has(run, KOM_OPT_infer))
        return kom_check_infer(run);
    enum kom_status status = read_options(&c);
    status = status ? status : check_table(&c);
    kom_check_free(c.check);
    kom_frame_fini(&c.offerings);
    kom_check_recipients_fini(&c.recipients);
    kom_frame_fini(&c.participation);
    kom_frame_fini(&c.municipalities);
    return status;
}

static const struct kom_tool_option own_options[] = {
    {KOM_OPT_offerings, NULL, "what was on offer: rules not_offered and unknown_kom"},
    {KOM_OPT_recipients, NULL, "persons with spells: rules not_recipient and unknown_kom"},
    {KOM_OPT_participation, NULL, "municipalities that take part: rule unknown_kom"},
    {KOM_OPT_municipalities, NULL,
     "all municipalities: rule unknown_kom, instead of the three above"},
    {KOM_OPT_official, NULL,
     "the municipalities of the official list, each on its day: rule unknown_kom, instead of the "
     "tables'"},
    {KOM_OPT_unmatched, "stop|warn",
     "codes that one of these spells otherwise than another: stop (default), or name them and go "
     "on"},
    {KOM_OPT_from, NULL, "first day of the trial: rule outside_trial"},
    {KOM_OPT_to, NULL, "last day of the trial: rule outside_trial"},
    {KOM_OPT_duplicates, NULL, NULL},
    {KOM_OPT_severity, NULL, NULL},
    {KOM_OPT_memory, NULL,
     "memory for keys and what waits for the end of the table: 500M, 2G (default: half of what "
     "there is); beyond it, files in TMPDIR"},
    {KOM_OPT_good, NULL, "write the rows without an error to FILE, as they were read"},
    {KOM_OPT_exit_zero, NULL, NULL},
    {KOM_OPT_part, NULL, NULL},
    {KOM_OPT_state, NULL, NULL},
    {KOM_OPT_began_at, NULL, NULL},
    {KOM_OPT_infer, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static const enum kom_opt without[] = {KOM_OPT_bad_rows, KOM_OPT_END};

static const struct kom_option_words words[] = {
    {KOM_OPT_severity, kom_check_rule_word, kom_check_severity_word}, {KOM_OPT_END, NULL, NULL}};

const struct kom_tool kom_tool_check = {
    .name = "check",
    .sentence = "violations of schema and vocabulary, one a row",
    .without = without,
    .synopsis =
        "[--schema FILE[#resource]] [--offerings FILE] [--recipients FILE] [--good FILE] [FILE]...",
    .options = own_options,
    .words = words,
    .writes = (const struct kom_tool_output[]){{NULL, kom_check_columns}, {NULL, NULL}},
    .see_also = "kom-read, kom-uptake, kom-sim",
    .run = run_check,
};
