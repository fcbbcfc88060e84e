/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the three forms, and how their cells are written. */
#include "row.h"

/* ---- cells ---- */

const char *kom_uptake_state_text(enum kom_uptake_state state) {
    static const char *const states[] = {"not_started", "not_offered", "not_reported", "offered"};
    return states[state];
}

static void label(const struct kom_output_column *c, const void *u, const void *row,
                  struct kom_buf *buf) {
    const struct label *l = *(const struct label *const *)kom_output_at(c, row);
    (void)u;
    kom_buf_add(buf, l->text, l->n);
}

static void state(const struct kom_output_column *c, const void *u, const void *row,
                  struct kom_buf *buf) {
    const struct uptake_row *r = row;
    (void)c, (void)u;
    kom_buf_str(buf, kom_uptake_state_text(r->figures->state));
}

/* A unit that does not report all of the period has no figures. */
static bool is_reported(const struct uptake_row *r) {
    return r->figures->state != KOM_UPTAKE_NOT_REPORTED;
}

static void recipients(const struct kom_output_column *c, const void *u, const void *row,
                       struct kom_buf *buf) {
    const struct uptake_row *r = row;
    const struct kom_num *v = &r->of.value;
    (void)c, (void)u;
    if (!is_reported(r) || !r->of.is_there)
        return;
    if (v->is_exact) {
        struct kom_wide w;
        kom_wide_from_i128(&w, v->mantissa);
        kom_buf_decimal(buf, &w, (unsigned)v->scale);
    } else {
        kom_buf_shortest(buf, v->real);
    }
}

static void person_days(const struct kom_output_column *c, const void *result, const void *row,
                        struct kom_buf *buf) {
    const struct kom_uptake *u = result;
    const struct uptake_row *r = row;
    (void)c;
    if (is_reported(r) && u->given.by_person)
        kom_buf_int(buf, (int64_t)r->figures->person_days);
}

static void buyers(const struct kom_output_column *c, const void *result, const void *row,
                   struct kom_buf *buf) {
    const struct kom_uptake *u = result;
    const struct uptake_row *r = row;
    (void)c;
    if (is_reported(r) && u->given.s.person >= 0)
        kom_buf_int(buf, (int64_t)r->sales.buyers);
}

static void sales(const struct kom_output_column *c, const void *u, const void *row,
                  struct kom_buf *buf) {
    const struct uptake_row *r = row;
    (void)c, (void)u;
    if (is_reported(r))
        kom_buf_int(buf, (int64_t)r->sales.sales);
}

/* at: which figure. */
static void sum(const struct kom_output_column *c, const void *result, const void *row,
                struct kom_buf *buf) {
    const struct kom_uptake *u = result;
    const struct uptake_row *r = row;
    const size_t start = buf->n;
    if (!is_reported(r) || u->given.s.figure[c->at].column < 0)
        return;
    buf->failed = kom_total_text(&r->sales.sum[c->at], buf) != KOM_OK || buf->failed;
    *r->n_beyond += buf->n == start; /* a sum that is no double */
}

static void days_offered(const struct kom_output_column *c, const void *result, const void *row,
                         struct kom_buf *buf) {
    const struct kom_uptake *u = result;
    const struct uptake_row *r = row;
    (void)c;
    if (is_reported(r) && u->given.offerings)
        kom_buf_int(buf, (int64_t)r->figures->days_offered);
}

static void kind(const struct kom_output_column *c, const void *result, const void *row,
                 struct kom_buf *buf) {
    const struct kom_uptake *u = result;
    const struct uptake_row *r = row;
    (void)c;
    if (r->of.kind != KOM_NO_ID)
        kom_buf_csv(buf, u->given.kinds.text[r->of.kind]);
}

static bool has_dominance(const void *result) {
    const struct kom_uptake *u = result;
    return u->given.o.has_dominance;
}

static bool has_market(const void *result) {
    const struct kom_uptake *u = result;
    return u->given.o.has_market;
}

static bool has_kind(const void *result) {
    const struct kom_uptake *u = result;
    return u->given.by_count;
}

#define AT(field) offsetof(struct uptake_row, field)
const struct kom_output_column kom_uptake_columns[] = {
    {"period", "period", "the period, or before and after", label, AT(label), NULL},
    {"state", "text", "not_started, not_offered, not_reported or offered", state, 0, NULL},
    {"recipients", "number",
     "distinct persons with a recipient spell and an offering for them on some day", recipients, 0,
     NULL},
    {"person_days", "number", "the days on which they had both", person_days, 0, NULL},
    {"buyers", "number", "distinct recipients with a counted sale", buyers, 0, NULL},
    {"uptake", "share", "buyers / recipients", kom_output_exact, AT(uptake), NULL},
    {"conf_low", "share", "lower end of its interval", kom_output_computed, AT(ci.low), NULL},
    {"conf_high", "share", "upper end", kom_output_computed, AT(ci.high), NULL},
    {"sales", "number", "counted sales; a credit note is none", sales, 0, NULL},
    {"quantity", "number", "exact sum, credit notes subtracted", sum, 0, NULL},
    {"hours", "number", "likewise", sum, 1, NULL},
    {"amount", "number", "likewise", sum, 2, NULL},
    {"days_offered", "days", "days of the cell with something on offer", days_offered, 0, NULL},
    {"largest_share", "share", "with --dominance: of the buyer with the largest amount",
     kom_output_exact, AT(sales.largest), has_dominance},
    {"second_share", "share", "likewise of the one with the second largest", kom_output_exact,
     AT(sales.second), has_dominance},
    {"market_sales", "share", "with --market: sales over those of all providers", kom_output_exact,
     AT(market.sales), has_market},
    {"market_hours", "share", "hours over theirs; blank over 0 or a negative sum", kom_output_exact,
     AT(market.hours), has_market},
    {"market_amount", "share", "amount over theirs, likewise", kom_output_exact, AT(market.amount),
     has_market},
    {"market_buyers", "share",
     "buyers over the distinct buyers of any provider; parts may add to more than 1",
     kom_output_exact, AT(market.buyers), has_market},
    {"kind", "text", "of counts as --recipients: during, stock or average", kind, 0, has_kind},
    {0},
};
#undef AT

/* ---- --persons ---- */

static void person(const struct kom_output_column *c, const void *u, const void *row,
                   struct kom_buf *buf) {
    const struct person_row *r = row;
    (void)c, (void)u;
    kom_buf_csv(buf, r->person);
}

static void bought(const struct kom_output_column *c, const void *u, const void *row,
                   struct kom_buf *buf) {
    const struct person_row *r = row;
    (void)c, (void)u;
    if (r->is_reported)
        kom_buf_byte(buf, r->has_bought ? '1' : '0');
}

const struct kom_output_column kom_uptake_person_columns[] = {
    {"period", "period", "the period, or before and after", label,
     offsetof(struct person_row, label), NULL},
    {"person", "text", "pseudonym of a recipient of the cell", person, 0, NULL},
    {"bought", "number", "1 with a counted sale, 0 without; blank where sales are not reported",
     bought, 0, NULL},
    {0},
};

/* ---- --cumulative ---- */

#define AT(field) offsetof(struct step_row, field), NULL
const struct kom_output_column kom_uptake_step_columns[] = {
    {"days", "days", "days on offer since the first one", kom_output_count, AT(days)},
    {"at_risk", "number", "recipients who had not bought before that day", kom_output_count,
     AT(at_risk)},
    {"bought", "number", "of them, those who bought first on it", kom_output_count, AT(bought)},
    {"share", "share", "who has bought by then (Kaplan-Meier)", kom_output_computed, AT(share)},
    {"std_error", "share", "Greenwood", kom_output_computed, AT(std_error)},
    {"conf_low", "share", "lower end of its interval, on log(-log S)", kom_output_computed,
     AT(conf_low)},
    {"conf_high", "share", "upper end", kom_output_computed, AT(conf_high)},
    {0},
};
#undef AT

/* ---- --flows ---- */

static void side(const struct kom_output_column *c, const void *u, const void *row,
                 struct kom_buf *buf) {
    (void)u;
    kom_buf_csv(buf, *(const struct kom_text *)kom_output_at(c, row));
}

#define AT(field) offsetof(struct flow_row, field), NULL
const struct kom_output_column kom_uptake_flow_columns[] = {
    {"period", "period", "the first of the two periods, or event", label, AT(label)},
    {"from", "text",
     "where they bought in it: a value of the column, several, none (a recipient on offer who "
     "bought from nobody) or not_recipient",
     side, AT(from)},
    {"to", "text", "where they bought in the next, or after the event", side, AT(to)},
    {"persons", "number", "distinct persons", kom_output_count, AT(persons)},
    {"share", "share", "of the persons of that from", kom_output_exact, AT(share)},
    {"conf_low", "share", "lower end of its interval", kom_output_computed, AT(ci.low)},
    {"conf_high", "share", "upper end", kom_output_computed, AT(ci.high)},
    {0},
};
#undef AT

/* ---- writing ---- */

const struct kom_output_column *kom_uptake_columns_of(const struct kom_uptake *u) {
    return u->given.o.form == KOM_UPTAKE_CUMULATIVE ? kom_uptake_step_columns
           : u->given.o.form == KOM_UPTAKE_PERSONS  ? kom_uptake_person_columns
           : u->given.o.form == KOM_UPTAKE_FLOWS    ? kom_uptake_flow_columns
                                                    : kom_uptake_columns;
}

void kom_uptake_output(const struct kom_uptake *u, uint32_t row, const void *cells,
                       struct kom_buf *out) {
    kom_output_group(u->given.o.n_by, kom_groups_key(&u->answer.row_keys, row),
                     kom_uptake_columns_of(u), u, cells, out);
}
