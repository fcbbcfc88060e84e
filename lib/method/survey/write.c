/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a sample's figures, and the statistics of --stats that have a form there.

   Shares and ratios have their columns in a list, as elsewhere. Figures have those that --stats
   asks for, in its order: a statistic is a span of kom_survey_columns, which also tells --help what
   they mean, or a quantile, which has four columns of its own name: itself, its error, and both
   ends of its interval. The columns behind the statistics say what the errors rest on, and are the
   same in all three. */
#include "work.h"

#include <math.h>
#include <string.h>

#include "units.h"

/* ---- cells ---- */

static void of_all_level(const struct kom_output_column *c, const void *result, const void *row,
                         struct kom_buf *buf) {
    const struct kom_survey *s = result;
    (void)c, (void)row;
    kom_buf_shortest(buf, s->level);
}

static void of_all_method(const struct kom_output_column *c, const void *result, const void *row,
                          struct kom_buf *buf) {
    const struct kom_survey *s = result;
    (void)c, (void)row;
    kom_buf_csv(buf, kom_text_of(s->method));
}

/* A number as it was written; rows without values have none. */
static void written(const struct kom_output_column *c, const void *result, const void *row,
                    struct kom_buf *buf) {
    const struct kom_survey_row *r = row;
    (void)result;
    if (r->n > 0)
        kom_buf_num(buf, kom_output_at(c, row));
}

#define AT(field) offsetof(struct kom_survey_row, field), NULL
#define BEHIND                                                                                     \
    {"clusters", "number", "clusters with a row of the group; blank with replicates",              \
     kom_output_count, AT(clusters)},                                                              \
        {"strata", "number", "strata of these", kom_output_count, AT(strata)},                     \
        {"df", "number", "degrees of freedom: clusters less strata; of replicates likewise",       \
         kom_output_computed, AT(df)},                                                             \
        {"conf_level", "number", "level of the intervals", of_all_level, 0, NULL},                 \
        {"method", "text", "what the errors rest on", of_all_method, 0, NULL},                     \
        {"warning", "text", "why figures are blank, and what to beware of, joined by `; '",        \
         kom_output_text, AT(warning)},                                                            \
        {0},

const struct kom_output_column kom_survey_columns[] = {
    {"measure", "text", "the column", kom_output_text, AT(measure)},
    {"n", "number", "rows with a value", kom_output_count, AT(n)},
    {"missing", "number", "rows without one", kom_output_count, AT(missing)},
    {"mean", "number", "weighted", kom_output_computed, AT(mean)},
    {"se", "number", "of the mean, by the design", kom_output_computed, AT(std_error)},
    {"conf_low", "number", "of the mean, by t with df", kom_output_computed, AT(conf_low)},
    {"conf_high", "number", "likewise", kom_output_computed, AT(conf_high)},
    {"deff", "number", "variance of the mean over that of as many rows drawn one by one",
     kom_output_computed, AT(deff)},
    {"total", "number", "sum of weight times value", kom_output_computed, AT(total)},
    {"total_se", "number", "its error", kom_output_computed, AT(total_se)},
    {"total_low", "number", "its interval, by t with df", kom_output_computed, AT(total_low)},
    {"total_high", "number", "likewise", kom_output_computed, AT(total_high)},
    {"sd", "number", "weighted, times n / (n - 1) within the root", kom_output_computed, AT(sd)},
    {"var", "number", "its square", kom_output_computed, AT(var)},
    {"min", "number", "as it was written", written, AT(min)},
    {"max", "number", "as it was written", written, AT(max)},
    BEHIND};

const struct kom_output_column kom_survey_share_columns[] = {
    {"n", "number", "rows with a value, or the sum of --of, without weights", kom_output_count,
     AT(n)},
    {"count", "number", "rows with that value, or the sum of --count, without weights",
     kom_output_count, AT(count)},
    {"share", "number", "weighted", kom_output_computed, AT(mean)},
    {"conf_low", "number", "lower end of its interval", kom_output_computed, AT(conf_low)},
    {"conf_high", "number", "upper end", kom_output_computed, AT(conf_high)},
    {"se", "number", "by the design; blank where all rows or none count", kom_output_computed,
     AT(std_error)},
    {"deff", "number", "variance over that of as many rows drawn one by one; of --of blank",
     kom_output_computed, AT(deff)},
    BEHIND};

const struct kom_output_column kom_survey_ratio_columns[] = {
    {"n", "number", "rows with both values", kom_output_count, AT(n)},
    {"rate", "number", "weighted sum of --count over that of --exposure", kom_output_computed,
     AT(mean)},
    {"conf_low", "number", "by t with df; not below 0 where no value is", kom_output_computed,
     AT(conf_low)},
    {"conf_high", "number", "likewise", kom_output_computed, AT(conf_high)},
    {"se", "number", "by the design", kom_output_computed, AT(std_error)},
    BEHIND};
#undef AT
#undef BEHIND

enum { N_BEHIND = 6 };

/* ---- statistics ---- */

static const struct {
    const char *name, *first; /* the heading of its first column */
    size_t n;
    bool is_sum;
} known[] = {
    {"n", "n", 1, false},        {"missing", "missing", 1, false}, {"mean", "mean", 1, false},
    {"se", "se", 1, false},      {"conf", "conf_low", 2, false},   {"deff", "deff", 1, false},
    {"total", "total", 4, true}, {"sd", "sd", 1, false},           {"var", "var", 1, false},
    {"min", "min", 1, false},    {"max", "max", 1, false},
};

const char *const kom_survey_usual[KOM_SURVEY_N_USUAL] = {"n",  "missing", "mean",
                                                          "se", "conf",    "deff"};

bool kom_survey_is_meant(const char *const *name, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(name[i], "total") == 0 || strcmp(name[i], "deff") == 0)
            return true;
    return false;
}

static size_t column_of(const char *heading) {
    size_t i = 0;
    while (strcmp(kom_survey_columns[i].name, heading) != 0)
        i++;
    return i;
}

/* median, or p1 to p99 with at most three decimals. */
static bool parse_quantile(const char *name, struct kom_survey_stat *stat) {
    struct kom_num v;
    stat->num = 1;
    stat->den = 2;
    if (strcmp(name, "median") == 0)
        return true;
    if (name[0] != 'p' || name[1] < '0' || name[1] > '9' ||
        !kom_num_parse(kom_text_of(name + 1), (struct kom_num_form){'.', '\0'}, &v))
        return false;
    if (!v.is_exact || v.scale > 3 || v.mantissa <= 0)
        return false;
    stat->den = 100;
    for (int i = 0; i < v.scale; i++)
        stat->den *= 10;
    stat->num = (uint32_t)v.mantissa;
    return v.mantissa < (int64_t)stat->den;
}

static bool parse_stat(const char *name, struct kom_survey_stat *stat) {
    *stat = (struct kom_survey_stat){.name = name};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(name, known[i].name) == 0) {
            stat->first = column_of(known[i].first);
            stat->n = known[i].n;
            stat->is_sum = known[i].is_sum;
            return true;
        }
    stat->is_quantile = parse_quantile(name, stat);
    return stat->is_quantile;
}

/* What says the same where a statistic has no form; others are left out. */
static const char *instead_of(const char *name) {
    static const char *const known_as[][2] = {
        {"sum", "total"}, {"cv", "mean,sd"}, {"range", "min,max"}, {"iqr", "p25,p75"}};
    for (size_t i = 0; i < sizeof known_as / sizeof known_as[0]; i++)
        if (strcmp(name, known_as[i][0]) == 0)
            return known_as[i][1];
    return NULL;
}

/* Adds the words of a list that are not in the text yet, which begins at `from`. */
static void add_words(const char *words, size_t from, struct kom_buf *text) {
    for (const char *at = words; *at;) {
        const size_t n = strcspn(at, ",");
        bool is_there = false;
        for (size_t i = from; i < text->n && !text->failed;) {
            const char *comma = memchr(text->p + i, ',', text->n - i);
            const size_t length = comma ? (size_t)(comma - text->p) - i : text->n - i;
            is_there = is_there || (length == n && memcmp(text->p + i, at, n) == 0);
            i += length + 1;
        }
        if (!is_there && text->n > from)
            kom_buf_byte(text, ',');
        if (!is_there)
            kom_buf_add(text, at, n);
        at += n + (at[n] == ',');
    }
}

/* The message names the list that says as much as this one. */
static enum kom_status has_no_form(const char *what, const char *const *name, size_t n,
                                   struct kom_error *err) {
    struct kom_survey_stat stat;
    struct kom_buf text = {0};
    kom_buf_printf(&text,
                   "--stats: \"%s\" has no form in a sample with a design, which has n missing "
                   "mean se conf deff total sd var min max median pNN (p1 to p99, p2.5); use "
                   "--stats ",
                   what);
    const size_t from = text.n;
    for (size_t i = 0; i < n; i++) {
        const char *instead = parse_stat(name[i], &stat) ? name[i] : instead_of(name[i]);
        if (instead)
            add_words(instead, from, &text);
    }
    if (text.n == from)
        kom_buf_str(&text, "mean,se");
    return kom_fail_text(&text, KOM_EUSAGE, err);
}

enum kom_status kom_survey_stats_parse(struct kom_arena *arena, const char *const *name, size_t n,
                                       const struct kom_survey_stat **stats,
                                       struct kom_error *err) {
    struct kom_survey_stat *list = kom_arena_take(arena, (n + 1) * sizeof *list);
    *stats = list;
    if (!list)
        return kom_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        if (!parse_stat(name[i], &list[i]))
            return has_no_form(name[i], name, n, err);
        for (size_t j = 0; j < i; j++)
            if (strcmp(name[i], name[j]) == 0)
                return kom_fail(err, KOM_EUSAGE, "--stats: \"%s\" stands twice", name[i]);
    }
    return KOM_OK;
}

/* ---- figures ---- */

static const char *const of_quantile[] = {"", "_se", "_low", "_high"};

static void stat_heading(const struct kom_survey_stat *stat, struct kom_buf *buf) {
    for (size_t k = 0; k < stat->n; k++)
        kom_buf_printf(buf, ",%s", kom_survey_columns[stat->first + k].name);
    for (size_t k = 0; k < 4 && stat->is_quantile; k++)
        kom_buf_printf(buf, ",%s%s", stat->name, of_quantile[k]);
}

static void number(bool is_there, const struct kom_num *x, struct kom_buf *buf) {
    kom_buf_byte(buf, ',');
    if (is_there)
        kom_buf_num(buf, x);
}

static void stat_cells(const struct kom_survey *s, const struct kom_survey_stat *stat,
                       const struct kom_survey_row *row, const struct kom_survey_quantile *q,
                       struct kom_buf *buf) {
    for (size_t k = 0; k < stat->n; k++) {
        const struct kom_output_column *c = &kom_survey_columns[stat->first + k];
        kom_buf_byte(buf, ',');
        c->cell(c, s, row, buf);
    }
    if (!stat->is_quantile)
        return;
    number(q->has_x, &q->x, buf);
    kom_buf_byte(buf, ',');
    if (!isnan(q->std_error))
        kom_buf_significant(buf, q->std_error, KOM_OUTPUT_DIGITS);
    number(q->has_low, &q->low, buf);
    number(q->has_high, &q->high, buf);
}

/* Of figures, behind the by-columns. */
static void write_headings(const struct kom_survey_request *r, struct kom_buf *buf) {
    kom_buf_str(buf, "measure");
    for (size_t k = 0; k < r->n_stats; k++)
        stat_heading(&r->stats[k], buf);
    for (size_t k = 0; k < N_BEHIND; k++)
        kom_buf_printf(buf, ",%s", kom_survey_columns[column_of("clusters") + k].name);
}

static const struct kom_output_column *columns_of(const struct kom_survey_request *r) {
    return r->kind == KOM_SURVEY_RATIOS ? kom_survey_ratio_columns : kom_survey_share_columns;
}

enum kom_status kom_survey_check_by(const struct kom_survey_work *work) {
    const struct kom_survey_request *r = work->request;
    const struct kom_output_by by = {r->by, r->n_by};
    struct kom_buf headings = {0};
    if (r->kind != KOM_SURVEY_FIGURES)
        return kom_output_own(by, columns_of(r), work->out, work->err);
    write_headings(r, &headings);
    enum kom_status status = headings.failed
                                 ? kom_no_memory(work->err)
                                 : kom_output_own_headings(by, kom_buf_view(&headings), work->err);
    kom_buf_fini(&headings);
    return status;
}

static void write_figures(const struct kom_survey *s, const struct kom_survey_request *r,
                          struct kom_buf *buf) {
    const struct kom_output_column *behind = &kom_survey_columns[column_of("clusters")];
    for (size_t i = 0; i < r->n_by; i++) {
        kom_buf_heading(buf, kom_text_of(r->by[i]), ',');
        kom_buf_byte(buf, ',');
    }
    write_headings(r, buf);
    kom_buf_byte(buf, '\n');
    for (size_t i = 0; i < s->n_rows; i++) {
        const struct kom_survey_row *row = &s->rows[i];
        for (size_t k = 0; k < r->n_by; k++) {
            kom_buf_csv(buf, row->by[k]);
            kom_buf_byte(buf, ',');
        }
        kom_buf_csv(buf, kom_text_of(row->measure));
        for (size_t k = 0; k < r->n_stats; k++)
            stat_cells(s, &r->stats[k], row, row->quantile ? &row->quantile[k] : NULL, buf);
        for (size_t k = 0; k < N_BEHIND; k++) {
            kom_buf_byte(buf, ',');
            behind[k].cell(&behind[k], s, row, buf);
        }
        kom_buf_byte(buf, '\n');
    }
}

void kom_survey_write(const struct kom_survey *s, const struct kom_survey_request *r,
                      struct kom_buf *buf) {
    const struct kom_output_column *list = columns_of(r);
    if (r->kind == KOM_SURVEY_FIGURES) {
        write_figures(s, r, buf);
        return;
    }
    kom_output_header((struct kom_output_by){r->by, r->n_by}, list, s, buf);
    for (size_t i = 0; i < s->n_rows; i++)
        kom_output_row(r->n_by, s->rows[i].by, list, s, &s->rows[i], buf);
}
