/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of kom-price, its notes and its end. */
#include "shell_word.h"
#include "spelling.h"
#include "work.h"

enum kom_status kom_price_tolerance(const char *text, struct kom_num *tolerance,
                                    struct kom_error *err) {
    const struct kom_num_form form = {'.', '\0'};
    if (kom_num_parse(kom_text_of(text), form, tolerance) && tolerance->is_exact &&
        tolerance->mantissa >= 0)
        return KOM_OK;
    return kom_fail(err, KOM_EUSAGE, "--tolerance: \"%s\" is no number of kroner such as 0.5",
                    text);
}

/* The whole oere in it, as differences of the quick way are whole oere. */
static int64_t whole_oere(const struct kom_num *tolerance) {
    enum { OERE_SCALE = 2 };
    int64_t oere;
    if (tolerance->scale >= OERE_SCALE)
        return tolerance->mantissa / kom_pow10[tolerance->scale - OERE_SCALE];
    const bool is_over = __builtin_mul_overflow(tolerance->mantissa,
                                                kom_pow10[OERE_SCALE - tolerance->scale], &oere);
    return is_over ? INT64_MAX : oere;
}

enum kom_status kom_price_new(struct kom_price **out, const struct kom_price_request *request,
                              struct kom_error *err) {
    struct kom_price *p = *out = kom_alloc(1, sizeof *p);
    if (!p)
        return kom_price_no_memory(err);
    p->given.ask = *request;
    p->given.tolerance = whole_oere(&request->tolerance);
    enum kom_status status = kom_by_count(request->n_by, err);
    return status ? status : kom_price_schedule_make(&p->given.schedule, request->prices, err);
}

enum kom_status kom_price_ask(struct kom_price *p, struct kom_extract *x, struct kom_error *err) {
    const struct price_given *g = &p->given;
    enum kom_status status = kom_price_columns(&p->given, x, err);
    if (status || g->ask.form != KOM_PRICE_SUMMARY)
        return status;
    return kom_output_own((struct kom_output_by){g->by.name, g->by.n}, kom_price_summary_columns, p,
                          err);
}

/* ---- the verbs ---- */

static enum kom_status ask(void *method, struct kom_extract *x, struct kom_error *err) {
    return kom_price_ask(method, x, err);
}

static enum kom_status finish(void *method, const struct kom_extract *x, struct kom_error *err) {
    struct kom_price *p = method;
    const uint64_t failures = kom_mem_failures();
    (void)x;
    enum kom_status status = kom_price_judge_all(p, err);
    if (!status && p->given.ask.form != KOM_PRICE_ROWS)
        status = kom_price_gather(p, err);
    return kom_mem_settle(failures, status, err);
}

static enum kom_status write(void *method, const struct kom_out *to, struct kom_error *err) {
    struct kom_price *p = method;
    return p->given.ask.form == KOM_PRICE_COST ? kom_price_write_costs(p, to, err)
                                               : kom_price_write_summary(p, to, err);
}

const struct kom_method kom_price_rows_method = {.reasons = kom_price_reasons,
                                                 .n_reasons = PRICE_N_REASONS,
                                                 .is_streaming = true,
                                                 .hire = kom_price_hire,
                                                 .take = kom_price_take,
                                                 .finish = finish};

const struct kom_method kom_price_method = {.reasons = kom_price_reasons,
                                            .n_reasons = PRICE_N_REASONS,
                                            .ask = ask,
                                            .hire = kom_price_hire,
                                            .take = kom_price_take,
                                            .finish = finish,
                                            .write = write};

/* ---- notes ---- */

static void add_count(struct kom_buf *text, uint64_t n, const char *what, const char **mark) {
    if (n)
        kom_buf_printf(text, "%s%s %llu", *mark, what, (unsigned long long)n);
    *mark = n ? ", " : *mark;
}

/* Rows that were written without a difference. */
static void say_lacking(const struct kom_price *p, struct kom_buf *text) {
    uint64_t n[PRICE_N_REASONS] = {0}, all = 0;
    const char *mark = "";
    for (unsigned i = 0; i < p->n_books; i++)
        for (int k = 0; k < PRICE_N_REASONS; k++)
            n[k] += p->books[i].n_reason[k];
    for (int k = 0; k < PRICE_N_REASONS; k++)
        all += n[k];
    if (all == 0)
        return;
    kom_buf_printf(text, "sales: %llu row%s written without a difference (",
                   (unsigned long long)all, all == 1 ? "" : "s");
    for (int k = 0; k < PRICE_N_REASONS; k++)
        add_count(text, n[k], kom_price_reasons[k], &mark);
    kom_buf_str(text, ")");
}

static void say_no_tariff(const struct kom_price *p, struct kom_buf *text) {
    uint64_t n = 0;
    for (unsigned i = 0; i < p->n_books; i++)
        n += p->books[i].n_no_tariff;
    if (n)
        kom_buf_printf(text,
                       "sales: %llu of no_price ha%s a price on the day, but none with or without "
                       "VAT as the sale has it; price and price_vat are the two columns, and "
                       "neither is made of the other",
                       (unsigned long long)n, n == 1 ? "s" : "ve");
}

/* Adds one more sentence on the prices. */
static void add_part(struct kom_buf *text, const char *sentence) {
    kom_buf_str(text, text->n ? "; " : "prices: ");
    kom_buf_str(text, sentence);
}

static void say_costs(const struct kom_price *p, struct kom_buf *text) {
    const struct price_answer *a = &p->answer;
    if (a->n_no_ratio)
        kom_buf_printf(text,
                       "prices: %llu without a price without VAT or a cost above 0; %s not in the "
                       "ratio of total",
                       (unsigned long long)a->n_no_ratio,
                       a->n_no_ratio == 1 ? "it is" : "they are");
    if (a->no_ratio)
        add_part(text, a->no_ratio);
    else if (a->has_units)
        add_part(text, "what was sold is of several units, so that total has no mean price");
    else if (a->no_mean)
        add_part(text, a->no_mean);
}

/* Sums of amounts on two bases, which nobody can make one of. */
static void say_mixed(const struct kom_price *p, struct kom_buf *text) {
    const struct price_given *g = &p->given;
    const int column = g->text[TEXT_VAT].column;
    const uint64_t n = p->answer.n_mixed;
    if (!n)
        return;
    kom_buf_printf(text,
                   "sales: amounts with VAT and amounts without are added up in %llu row%s, and "
                   "neither is made of the other",
                   (unsigned long long)n, n == 1 ? "" : "s");
    if (column < 0 || g->ask.form == KOM_PRICE_COST)
        return;
    kom_buf_str(text, "; part them: --by ");
    for (size_t i = 0; i < g->ask.n_by; i++)
        kom_buf_printf(text, "%s,", g->ask.by[i]);
    kom_shell_word(text, g->x->columns[column].heading);
}

/* Units that nobody knows are counted, and told. */
static void say_strange(const struct kom_price *p, struct kom_buf *text) {
    const struct kom_intern *units = &p->given.schedule.strange;
    enum { NAMED = 5 };
    if (!units->n)
        return;
    kom_buf_str(text, "prices: column \"unit\": ");
    for (size_t i = 0; i < units->n && i < NAMED; i++) {
        kom_buf_str(text, i ? ", " : "");
        kom_spelling_show(text, units->text[i]);
    }
    if (units->n > NAMED)
        kom_buf_printf(text, " and %zu more", (size_t)units->n - NAMED);
    kom_buf_printf(text, " %s taken for what quantity counts; hour or time is what takes hours",
                   units->n == 1 ? "is" : "are");
}

bool kom_price_note(const struct kom_price *p, int i, struct kom_buf *text, bool *is_loud) {
    kom_buf_reset(text);
    *is_loud = i > 0;
    if (i == 0)
        say_lacking(p, text);
    else if (i == 1)
        say_no_tariff(p, text);
    else if (i == 2 && p->given.ask.form == KOM_PRICE_COST)
        say_costs(p, text);
    else if (i == 2 && p->answer.n_several)
        kom_buf_printf(text,
                       "networks: rows of kom %.*s count in each of several; networks do not add",
                       (int)p->answer.several.n, p->answer.several.p);
    else if (i == 3)
        say_mixed(p, text);
    else if (i == 4)
        say_strange(p, text);
    return text->n;
}

/* ---- the end ---- */

void kom_price_free(struct kom_price *p) {
    if (!p)
        return;
    for (size_t i = 0; i < p->answer.n_rows; i++)
        for (int k = 0; k < KOM_SUMS; k++)
            kom_total_fini(&p->answer.row[i].sum[k]);
    kom_groups_fini(&p->answer.groups);
    kom_buf_fini(&p->answer.several);
    kom_free(p->answer.row);
    for (unsigned i = 0; i < p->n_books; i++)
        kom_price_books_fini(&p->books[i]);
    kom_free(p->books);
    for (int k = 0; k < N_KEYS; k++)
        kom_meet_fini(&p->given.meet[k]);
    kom_price_schedule_fini(&p->given.schedule);
    kom_arena_fini(&p->given.arena);
    kom_free(p);
}
