/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-price: sales against the price schedule, and price against cost. */
#include "price/price.h"

#include <string.h>

#include "by_options.h"
#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_prices, NULL, "the price schedule"},
    {KOM_OPT_vat, NULL, NULL},
    {KOM_OPT_tolerance, NULL, NULL},
    {KOM_OPT_credits, NULL, NULL},
    {KOM_OPT_unmatched, NULL, NULL},
    {KOM_OPT_summary, NULL, NULL},
    {KOM_OPT_by, NULL, "groups of --summary (default none)"},
    {KOM_OPT_period, "day|week|month|quarter|half|year",
     "periods of --summary (default: all sales together)"},
    {KOM_OPT_municipalities, NULL, NULL},
    {KOM_OPT_networks, NULL, NULL},
    {KOM_OPT_overlap, NULL, NULL},
    {KOM_OPT_cost, NULL, NULL},
    {KOM_OPT_side_by_side, NULL, NULL},
    {KOM_OPT_from, NULL, "first day, in the first year of --side-by-side (default: of the lists)"},
    {KOM_OPT_to, NULL, "last day, in the last year of --side-by-side (default: from the lists)"},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_column reads[] = {
    {"kom", "code", "municipality, as in --prices"},
    {"service", "text", "service, likewise"},
    {"band", "text", "time of the week, likewise; without it a service has one band"},
    {"date", "day", "day of the sale"},
    {"hours", "number", "units, where the unit of the price is an hour"},
    {"quantity", "number", "units of all other prices"},
    {"amount", "number", "kroner charged"},
    {"vat", "text",
     "yes or no, ja or nej: whether the amount has VAT; else the price says, or --vat"},
    {"status", "text", "delivered, ordered, cancelled, credited, or Danish; blank is delivered"},
    {NULL, NULL, NULL},
};

static const struct kom_tool_output writes[] = {
    {NULL, kom_price_row_columns},
    {"--summary", kom_price_summary_columns},
    {"--cost", kom_price_cost_columns},
    {"--side-by-side", kom_price_beside_columns},
    {NULL, NULL},
};

struct price {
    struct kom_run *run;
    struct kom_price_request ask;
    struct kom_by_tables tables;
    struct kom_frame prices;
    struct kom_price *p;
};

/* ---- what is asked ---- */

static enum kom_status parse_summary(struct price *c) {
    struct kom_run *run = c->run;
    struct kom_list by;
    const char *period = kom_run_text(run, KOM_OPT_period, NULL);
    enum kom_status status = kom_run_list(run, KOM_OPT_by, &by);
    c->ask.form = KOM_PRICE_SUMMARY;
    c->ask.by = by.item;
    c->ask.n_by = by.n;
    c->ask.has_period = period && kom_period_kind_of(period, &c->ask.period);
    return status ? status : kom_run_by_tables(run, &c->tables, &c->ask.lookup);
}

/* Prices are compared without VAT with their cost, so that no due is asked for. */
static enum kom_status parse(struct price *c) {
    struct kom_run *run = c->run;
    enum kom_status status = KOM_OK;
    if (!kom_run_has(run, KOM_OPT_prices))
        return kom_run_usage(run, KOM_OPT_prices, "name the file of the price schedule");
    c->ask.unmatched = &c->tables.unmatched;
    c->tables.unmatched.warns = kom_run_warns_unmatched(run);
    status = kom_credits_parse(kom_run_text(run, KOM_OPT_credits, ""), &c->ask.credits, &run->err);
    if (!status && kom_run_has(run, KOM_OPT_cost)) {
        kom_run_mode(run, "beside --cost");
        c->ask.form = KOM_PRICE_COST;
        return KOM_OK;
    }
    const char *vat = kom_run_text(run, KOM_OPT_vat, NULL);
    if (vat)
        c->ask.vat = strcmp(vat, "yes") == 0 ? KOM_PRICE_VAT_YES : KOM_PRICE_VAT_NO;
    if (!status)
        status = kom_price_tolerance(kom_run_text(run, KOM_OPT_tolerance, "0.5"), &c->ask.tolerance,
                                     &run->err);
    if (!status && kom_run_has(run, KOM_OPT_summary))
        status = parse_summary(c);
    else
        kom_run_mode(run, "without --summary");
    return status;
}

/* ---- sales ---- */

static void say_notes(struct price *c) {
    struct kom_buf text = {0};
    bool is_loud;
    for (int i = 0; i < KOM_PRICE_N_NOTES; i++) {
        if (!kom_price_note(c->p, i, &text, &is_loud))
            continue;
        if (is_loud)
            kom_run_warn(c->run, "%.*s", (int)text.n, text.p);
        else
            kom_run_note(c->run, "%.*s", (int)text.n, text.p);
    }
    kom_buf_fini(&text);
}

/* Every sale: the header goes out before the first of them is read. */
static enum kom_status write_rows(struct price *c, struct kom_extract *x) {
    struct kom_buf header = {0};
    enum kom_status status = kom_price_ask(c->p, x, &c->run->err);
    if (!status) {
        kom_price_header(c->p, &header);
        status = kom_run_flush(c->run, &header);
    }
    kom_buf_fini(&header);
    return status ? status : kom_run_method(c->run, x, &kom_price_rows_method, c->p);
}

static enum kom_status read_sales(struct price *c) {
    struct kom_extract x = {0};
    enum kom_status status = kom_run_open(c->run, "sales", &x);
    if (!status)
        status = c->ask.form == KOM_PRICE_ROWS
                     ? write_rows(c, &x)
                     : kom_run_method(c->run, &x, &kom_price_method, c->p);
    if (!status)
        say_notes(c);
    kom_extract_close(&x);
    return status;
}

/* ---- side by side ---- */

static enum kom_status side_by_side(struct kom_run *run) {
    static const char *const reasons[] = {"", "other_service"};
    struct kom_unmatched unmatched = {.warns = kom_run_warns_unmatched(run)};
    struct kom_frame prices = {0};
    struct kom_buf out = {0};
    struct kom_price_beside_request q = {.prices = &prices,
                                         .service = kom_run_text(run, KOM_OPT_side_by_side, ""),
                                         .unmatched = &unmatched};
    kom_run_mode(run, "beside --side-by-side");
    if (kom_run_has(run, KOM_OPT_prices))
        return kom_run_usage(
            run, KOM_OPT_prices,
            "the input is price lists beside --side-by-side; name the file without --prices");
    enum kom_status status = kom_run_day(run, KOM_OPT_from, false, &q.from);
    status = status ? status : kom_run_day(run, KOM_OPT_to, true, &q.to);
    status = status ? status
                    : kom_run_load_typed(run, "prices", &prices, kom_price_beside_typed,
                                         KOM_PRICE_BESIDE_TYPED);
    uint8_t *is_other = kom_alloc(kom_frame_n_rows(&prices) + 1, sizeof *is_other);
    status = status || is_other ? status : kom_no_memory(&run->err);
    status = status ? status : kom_price_beside(&q, is_other, &out, &run->err);
    status = status ? status : kom_run_unused(run, "prices", &prices, is_other, reasons, 2);
    status = status ? status : kom_run_flush(run, &out);
    kom_run_warn_lines(run, kom_buf_view(&unmatched.lines));
    kom_buf_fini(&unmatched.lines);
    kom_free(is_other);
    kom_buf_fini(&out);
    kom_frame_fini(&prices);
    return status;
}

static enum kom_status run_price(struct kom_run *run) {
    struct price c = {.run = run, .ask.prices = &c.prices};
    if (kom_run_has(run, KOM_OPT_side_by_side))
        return side_by_side(run);
    enum kom_status status = parse(&c);
    status = status ? status : kom_run_load_side(run, KOM_OPT_prices, &c.prices);
    status = status ? status : kom_price_new(&c.p, &c.ask, &run->err);
    status = status ? status : read_sales(&c);
    kom_run_warn_lines(run, kom_buf_view(&c.tables.unmatched.lines));
    kom_price_free(c.p);
    kom_by_tables_fini(&c.tables);
    kom_frame_fini(&c.prices);
    return status;
}

const struct kom_tool kom_tool_price = {
    .name = "price",
    .sentence = "sales against the price schedule, and price against cost",
    .synopsis = "--prices FILE [--summary [--by COL,...] [--period KIND] | --cost] [SALES]...",
    .options = options,
    .reads = reads,
    .writes = writes,
    .see_also = "kom-join, kom-uptake, kom-check, kom-table",
    .run = run_price,
};
