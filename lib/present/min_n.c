/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of few persons, hidden (--min-n).

   Which columns count persons is known by their names, through the vocabulary. A count from 1 to
   N-1 is hidden, and with it every number of its row that may rest on it: means, shares, bounds,
   sums, and other counts that would give it away by a subtraction. What stays is 0, which is
   nobody; the count of the whole, where none such is small (recipients beside few buyers, not a
   side beside few of the other, as n would give these away), and what rests on it alone; and
   numbers that are no persons at all (days on offer, a level of confidence). Where a share beside a
   count tells how many others there are (flows from one supplier, buyers of a market), and these
   are few, it is hidden, too. A column of numbers
   that is not known is taken to rest on the persons of its row. Nothing is done about totals and
   other rows: that is suppression, and another tool's. */
#include "grid.h"
#include "heading_index.h"
#include "unicode.h"
#include "vocab.h"

/* What a column is to the persons of its row. */
enum role {
    RESTS_ON_ANY,   /* on any of the counts */
    RESTS_ON_WHOLE, /* on the counts of the whole alone */
    WHOLE,          /* counts all persons that the row is about, or all of a side */
    PART,           /* counts some of them */
    BESIDE,         /* counts others, on whom nothing of the row rests: those without a value */
    FREE,           /* says nothing of persons */
};

static const struct {
    const char *name;
    enum role role;
} roles[] = {
    {"recipients", WHOLE},  {"persons", WHOLE},
    {"n_before", WHOLE},    {"n_after", WHOLE},
    {"at_risk", WHOLE},     {"n", WHOLE},
    {"buyers", PART},       {"bought", PART},
    {"count", PART},        {"count_before", PART},
    {"count_after", PART},  {"stock_first", PART},
    {"stock_last", PART},   {"entered", PART},
    {"left", PART},         {"respondents", WHOLE},
    {"days_offered", FREE}, {"person_days", RESTS_ON_WHOLE},
    {"days", FREE},         {"conf_level", FREE},
    {"event_time", FREE},   {"equivalence_margin", FREE},
    {"price", FREE},        {"price_vat", FREE},
    {"frame", WHOLE},       {"complete", PART},
    {"partial", PART},      {"no_answer", PART},
    {"missing", BESIDE},
};

/* A count beside the part that it is of a whole which no column of the row says: the whole is their
   ratio, and what is left of it may be few. Then these columns would tell them. */
enum { N_TELLING = 4 };
static const struct {
    const char *count, *part, *telling[N_TELLING];
} parts[] = {
    {"persons", "share", {"share", "conf_low", "conf_high", NULL}},
    {"buyers", "market_buyers", {"market_sales", "market_hours", "market_amount", "market_buyers"}},
};

/* A row's persons. */
struct row {
    bool has_count, has_number; /* a count; a number that may rest on one */
    bool is_small, is_whole_small;
};

static enum role role_of(const struct kom_grid *grid, size_t col) {
    const struct kom_word *word = grid->names ? grid->names->word[col] : NULL;
    struct kom_text name = word ? kom_text_of(word->name) : grid->column[col].name;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (kom_text_is(name, roles[i].name))
            return roles[i].role;
    }
    return RESTS_ON_ANY;
}

/* The column of that name; n_cols: none. */
static size_t find(const struct kom_grid *grid, const char *name) {
    size_t j = 0;
    while (j < grid->n_cols && !kom_text_is(grid->column[j].name, name))
        j++;
    return j;
}

static bool is_count(enum role role) {
    return role == WHOLE || role == PART;
}

/* Is a share of so many persons one of few, where no column says of how many? */
static bool is_share_of_few(const struct kom_grid *grid, const enum role *role, size_t i,
                            double whole, int64_t least) {
    static const char *const shares[] = {"share", "uptake"};
    bool any = false;
    for (size_t j = 0; j < grid->n_cols; j++) {
        const struct kom_cell *cell = kom_grid_cell(grid, i, j);
        bool is_one = kom_text_is(grid->column[j].name, shares[0]) ||
                      kom_text_is(grid->column[j].name, shares[1]);
        double persons = is_one && cell->has_num ? kom_num_double(&cell->num) * whole : 0.0;
        if (role[j] == PART && cell->has_num)
            return false; /* it is judged by that */
        any = any || (persons > 0.0 && persons < (double)least - 0.5);
    }
    return any;
}

/* From 1 to least - 1, or part of a person; or hidden already. */
static bool is_small(const struct kom_cell *cell, int64_t least) {
    const struct kom_num nobody = {0, 0.0, 0, true}, enough = {least, 0.0, 0, true};
    if (!cell->has_num)
        return cell->sign == KOM_SIGN_HIDDEN;
    return kom_num_compare(&cell->num, &nobody) > 0 && kom_num_compare(&cell->num, &enough) < 0;
}

static bool is_nobody(const struct kom_cell *cell) {
    const struct kom_num nobody = {0, 0.0, 0, true};
    return cell->sign == KOM_SIGN_NIL ||
           (cell->has_num && kom_num_compare(&cell->num, &nobody) == 0);
}

static struct row look(const struct kom_grid *grid, const enum role *role, size_t i,
                       int64_t least) {
    struct row row = {.has_count = false};
    double whole = 0.0;
    for (size_t j = 0; j < grid->n_cols; j++) {
        const struct kom_cell *cell = kom_grid_cell(grid, i, j);
        if (!grid->column[j].is_number)
            continue;
        if (!is_count(role[j])) {
            bool rests = role[j] != FREE && role[j] != BESIDE;
            row.has_number = row.has_number || (cell->has_num && rests);
            continue;
        }
        bool small = is_small(cell, least);
        row.has_count = row.has_count || cell->has_num || small || is_nobody(cell);
        row.is_small = row.is_small || small;
        row.is_whole_small = row.is_whole_small || (small && role[j] != PART);
        if (role[j] == WHOLE && cell->has_num)
            whole = kom_num_double(&cell->num);
    }
    row.is_small = row.is_small || is_share_of_few(grid, role, i, whole, least);
    return row;
}

/* Does the number stay in a row of few persons? */
static bool stays(const struct row *row, enum role role, const struct kom_cell *cell,
                  int64_t least) {
    switch (role) {
    case FREE:
        return true;
    case RESTS_ON_WHOLE:
        return !row->is_whole_small;
    case WHOLE:
        return is_nobody(cell) || (!row->is_whole_small && !is_small(cell, least));
    case PART:
        return is_nobody(cell);
    case BESIDE:
        return !is_small(cell, least);
    case RESTS_ON_ANY:
        break;
    }
    return false;
}

static void hide(struct kom_cell *cell, size_t *n_hidden) {
    *cell = (struct kom_cell){.sign = KOM_SIGN_HIDDEN};
    (*n_hidden)++;
}

/* Are the others of the whole few, whose count is no column? */
static bool are_others_few(const struct kom_grid *grid, size_t i, size_t count, size_t part,
                           int64_t least) {
    if (count == grid->n_cols || part == grid->n_cols)
        return false;
    const struct kom_cell *of = kom_grid_cell(grid, i, count), *is = kom_grid_cell(grid, i, part);
    if (!of->has_num || !is->has_num)
        return false;
    const double n = kom_num_double(&of->num), share = kom_num_double(&is->num);
    const double others = share > 0 ? n / share - n : 0;
    return others > 0.5 && others < (double)least - 0.5;
}

static void hide_telling(struct kom_grid *grid, size_t i, int64_t least, size_t *n_hidden) {
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        if (!are_others_few(grid, i, find(grid, parts[k].count), find(grid, parts[k].part), least))
            continue;
        for (size_t t = 0; t < N_TELLING && parts[k].telling[t]; t++) {
            const size_t j = find(grid, parts[k].telling[t]);
            if (j < grid->n_cols && kom_grid_cell(grid, i, j)->has_num)
                hide(kom_grid_cell(grid, i, j), n_hidden);
        }
    }
}

static void hide_row(struct kom_grid *grid, const enum role *role, size_t i, int64_t least,
                     size_t *n_hidden) {
    struct row row = look(grid, role, i, least);
    for (size_t j = 0; j < grid->n_cols; j++) {
        struct kom_cell *cell = kom_grid_cell(grid, i, j);
        bool has_value = cell->has_num || cell->sign == KOM_SIGN_NIL;
        if (!row.is_small && role[j] != BESIDE)
            continue;
        if (!grid->column[j].is_number || !has_value || stays(&row, role[j], cell, least))
            continue;
        hide(cell, n_hidden);
    }
    hide_telling(grid, i, least, n_hidden);
}

/* ---- numbers in texts ---- */

/* Units that people write beside numbers. */
static bool is_unit(struct kom_text t) {
    static const char *const units[] = {
        "%",     "kr",   "kr.", "dkk",  "pct",  "pct.",  "øre",      "eur",     "€",
        "timer", "time", "t",   "t.",   "min",  "min.",  "dage",     "dag",     "hours",
        "days",  "år",   "stk", "stk.", "pers", "pers.", "personer", "persons", ",-"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (kom_unicode_is_alike(t, kom_text_of(units[i])))
            return true;
    return false;
}

static bool is_of_number(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == ',' || c == ' ' || c == '+' || c == '-';
}

/* "66 kr.", "1.250 kr", "12,5 %" or "DKK 66": the unit; empty: it is none of these. */
static struct kom_text unit_of(struct kom_text t) {
    size_t n = 0, end = t.n;
    t = kom_text_trim(t);
    while (n < t.n && is_of_number(t.p[n]))
        n++;
    for (end = t.n; end > 0 && is_of_number(t.p[end - 1]);)
        end--;
    struct kom_text behind = kom_text_trim((struct kom_text){t.p + n, t.n - n});
    struct kom_text before = kom_text_trim((struct kom_text){t.p, end});
    bool has_digit = false;
    for (size_t i = 0; i < t.n; i++)
        has_digit = has_digit || (t.p[i] >= '0' && t.p[i] <= '9');
    if (has_digit && n > 0 && is_unit(behind))
        return behind;
    return has_digit && end < t.n && is_unit(before) ? before : (struct kom_text){t.p, 0};
}

/* A column of texts would show such a number in a row of few persons. */
static enum kom_status check_texts(const struct kom_grid *grid, const struct kom_frame *frame,
                                   size_t i, struct kom_error *err) {
    for (size_t j = 0; j < grid->n_cols; j++) {
        const struct kom_column *column = &grid->column[j];
        const struct kom_word *word = grid->names ? grid->names->word[j] : NULL;
        const bool is_text = word && word->kind != KOM_KIND_NUMBER;
        struct kom_text unit = unit_of(kom_grid_cell(grid, i, j)->text);
        if (column->is_number || is_text || unit.n == 0)
            continue;
        return kom_frame_fail(frame, i, (int)j, err,
                              "--min-n: the row is of few persons, and its number stands in a "
                              "column of texts, which hides none; --suffix %.*s='%.*s' makes it "
                              "one of numbers",
                              (int)column->name.n, column->name.p, (int)unit.n, unit.p);
    }
    return KOM_OK;
}

/* Columns that count persons are there, and are numbers. */
static enum kom_status check(const struct kom_grid *grid, const enum role *role,
                             struct kom_error *err) {
    bool has_count = false;
    for (size_t j = 0; j < grid->n_cols; j++) {
        const struct kom_column *column = &grid->column[j];
        if (!is_count(role[j]))
            continue;
        if (!column->is_number && column->n_texts)
            return kom_fail(err, KOM_EDATA,
                            "--min-n: column \"%.*s\" counts persons, and is not one of numbers",
                            (int)column->name.n, column->name.p);
        has_count = has_count || column->is_number;
    }
    if (has_count)
        return KOM_OK;
    return kom_fail(err, KOM_EDATA,
                    "--min-n: no column counts persons (recipients, buyers, persons, n ...); name "
                    "the one that does: --rename n=COL");
}

static enum kom_status judge(struct kom_grid *grid, const struct kom_frame *frame,
                             const enum role *role, int64_t least, size_t *n_hidden,
                             struct kom_error *err) {
    enum kom_status status = check(grid, role, err);
    for (size_t i = 0; i < grid->n_rows && !status; i++) {
        struct row row = look(grid, role, i, least);
        if (!row.has_count && row.has_number)
            return kom_frame_fail(frame, i, KOM_NO_COLUMN, err,
                                  "--min-n: nobody says how many persons the numbers of this row "
                                  "rest on; leave such rows out: --except COL=VALUE");
        if (row.is_small)
            status = check_texts(grid, frame, i, err);
        hide_row(grid, role, i, least, n_hidden);
    }
    return status;
}

enum kom_status kom_grid_hide_small(struct kom_grid *grid, const struct kom_frame *frame,
                                    const struct kom_present *opts, struct kom_error *err) {
    size_t n_hidden = 0;
    if (opts->min_n == 0)
        return KOM_OK;
    enum role *role = kom_alloc(grid->n_cols + 1, sizeof *role);
    if (!role)
        return kom_no_memory_in(err, "the table");
    const bool are_parts =
        find(grid, "persons") < grid->n_cols && find(grid, "share") < grid->n_cols;
    for (size_t j = 0; j < grid->n_cols; j++) {
        role[j] = role_of(grid, j);
        if (are_parts && kom_text_is(grid->column[j].name, "persons"))
            role[j] = PART; /* of those that the share is of */
    }
    enum kom_status status = judge(grid, frame, role, opts->min_n, &n_hidden, err);
    kom_free(role);
    if (opts->n_hidden)
        *opts->n_hidden += n_hidden;
    return status;
}
