/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The design of a sample: which cluster and stratum a row lies in, and how it is weighted.

   All rows are gone through once: a row that lacks its weight, stratum, cluster or population is no
   part of the sample; one of weight 0 is none of its figures, but its cluster was drawn. Clusters
   and strata get numbers in the order of the rows. Then what no error could be made of is refused
   by name: a cluster in two strata, a stratum with one cluster, a population below the sample. */
#include "design_rows.h"

#include <math.h>
#include <string.h>

#include "intern.h"
#include "shell_word.h"

/* What is made, and what it is made from. */
struct making {
    struct kom_design_rows *out;
    const struct kom_design_request *request;
    const struct kom_measured_frame *frame;
    struct kom_error *err;
    int weight, cluster, stratum, fpc;
    struct kom_intern clusters, strata;
    double *row_weight;
    uint32_t *row_cluster, *cluster_stratum;
    double *population;  /* of each stratum; NaN: not met */
    size_t *stratum_row; /* the first row of each stratum */
    size_t *n_in;
};

static struct kom_text cell_of(const struct making *m, size_t row, int column) {
    return column == KOM_NO_COLUMN ? (struct kom_text){"", 0}
                                   : kom_text_trim(kom_frame_cell(m->frame->frame, row, column));
}

/* ---- one row ---- */

static enum kom_status read_weight(struct making *m, size_t row) {
    struct kom_num number = kom_num_whole(1);
    enum kom_lack lack = KOM_LACKS_NOTHING;
    enum kom_status status = KOM_OK;
    if (m->weight != KOM_NO_COLUMN)
        status = kom_measured_weight(m->frame, row, m->weight, &number, &lack, m->err);
    m->row_weight[row] = status || lack ? 0.0 : kom_num_double(&number);
    m->out->lack[row] = lack == KOM_LACKS_NOTHING       ? KOM_DESIGN_HAS_ALL
                        : lack == KOM_LACKS_MORE_WEIGHT ? KOM_DESIGN_ZERO_WEIGHT
                        : lack == KOM_LACKS_WEIGHT      ? KOM_DESIGN_NO_WEIGHT
                                                        : KOM_DESIGN_UNREADABLE;
    return status;
}

static bool is_in_sample(const struct making *m, size_t row) {
    const uint8_t lack = m->out->lack[row];
    return lack == KOM_DESIGN_HAS_ALL || lack == KOM_DESIGN_ZERO_WEIGHT;
}

static void lacks(struct making *m, size_t row, enum kom_design_lack lack) {
    m->out->lack[row] = (uint8_t)lack;
    m->row_weight[row] = 0.0;
}

/* The clusters in the population of the row's stratum, the same in all of its rows. */
static enum kom_status read_population(struct making *m, size_t row, double *population) {
    struct kom_num number;
    enum kom_lack lack = KOM_LACKS_NOTHING;
    *population = KOM_INF;
    if (m->fpc == KOM_NO_COLUMN)
        return KOM_OK;
    enum kom_status status = kom_measured_value(m->frame, row, m->fpc, &number, &lack, m->err);
    if (status)
        return status;
    if (lack) {
        lacks(m, row, lack == KOM_LACKS_SENSE ? KOM_DESIGN_UNREADABLE : KOM_DESIGN_NO_FPC);
        return KOM_OK;
    }
    *population = kom_num_double(&number);
    return KOM_OK;
}

static enum kom_status two_strata(const struct making *m, size_t row, uint32_t before) {
    const struct kom_frame *f = m->frame->frame;
    struct kom_buf text = {0};
    kom_buf_str(&text, "the cluster lies in two strata, \"");
    kom_buf_text(&text, m->strata.text[before]);
    kom_buf_str(&text, "\" and \"");
    kom_buf_text(&text, cell_of(m, row, m->stratum));
    kom_buf_str(&text, "\"; clusters that are numbered anew in each stratum need names of their "
                       "own; or look at one stratum with --only ");
    kom_shell_pair(&text, NULL, f->name[m->stratum], cell_of(m, row, m->stratum));
    kom_buf_byte(&text, '\0');
    enum kom_status status = text.failed ? kom_no_memory(m->err)
                                         : kom_frame_fail(f, row, m->cluster, m->err, "%s", text.p);
    kom_buf_fini(&text);
    return status;
}

/* The cluster of the row: its name, or where none are named the row itself. */
static enum kom_status number_cluster(struct making *m, size_t row, uint32_t stratum) {
    const size_t before = m->cluster == KOM_NO_COLUMN ? m->out->design.n_clusters : m->clusters.n;
    uint32_t number = (uint32_t)before;
    if (m->cluster != KOM_NO_COLUMN)
        number = kom_intern_add(&m->clusters, cell_of(m, row, m->cluster));
    if (number == KOM_NO_ID)
        return kom_no_memory(m->err);
    if (number == before) {
        m->cluster_stratum[number] = stratum;
        m->n_in[stratum]++;
        m->out->design.n_clusters++;
    } else if (m->cluster_stratum[number] != stratum) {
        return two_strata(m, row, m->cluster_stratum[number]);
    }
    m->row_cluster[row] = number;
    return KOM_OK;
}

static enum kom_status place_row(struct making *m, size_t row) {
    double population = KOM_INF;
    enum kom_status status = read_weight(m, row);
    if (!status && is_in_sample(m, row) && m->stratum != KOM_NO_COLUMN &&
        cell_of(m, row, m->stratum).n == 0)
        lacks(m, row, KOM_DESIGN_NO_STRATUM);
    if (!status && is_in_sample(m, row) && m->cluster != KOM_NO_COLUMN &&
        cell_of(m, row, m->cluster).n == 0)
        lacks(m, row, KOM_DESIGN_NO_CLUSTER);
    if (!status && is_in_sample(m, row))
        status = read_population(m, row, &population);
    if (status || !is_in_sample(m, row))
        return status;
    const uint32_t stratum = kom_intern_add(&m->strata, cell_of(m, row, m->stratum));
    if (stratum == KOM_NO_ID)
        return kom_no_memory(m->err);
    if (stratum == m->out->design.n_strata) {
        m->out->design.n_strata++;
        m->population[stratum] = population;
        m->stratum_row[stratum] = row;
    } else if (m->population[stratum] < population || m->population[stratum] > population) {
        return kom_frame_fail(m->frame->frame, row, m->fpc, m->err,
                              "the population of a stratum is one number, and another row of this "
                              "stratum (line %llu) has another",
                              (unsigned long long)m->frame->frame->line[m->stratum_row[stratum]]);
    }
    return number_cluster(m, row, stratum);
}

/* ---- all rows ---- */

/* What a message calls a stratum. */
static void name_stratum(const struct making *m, size_t stratum, struct kom_buf *text) {
    if (m->stratum == KOM_NO_COLUMN) {
        kom_buf_str(text, "the sample");
        return;
    }
    kom_buf_printf(text, "stratum \"%.*s\" of column \"%s\"", (int)m->strata.text[stratum].n,
                   m->strata.text[stratum].p, m->request->strata);
}

static enum kom_status lonely(const struct making *m, size_t stratum) {
    const struct kom_frame *f = m->frame->frame;
    struct kom_buf text = {0};
    kom_buf_str(&text, "--sample-strata: ");
    name_stratum(m, stratum, &text);
    kom_buf_str(&text, " has one cluster, which cannot tell how much clusters differ; join it with "
                       "a like stratum in the data, give --fpc COL with 1 there if it is the only "
                       "one of its population, or leave it out of the sample with --except ");
    kom_shell_pair(&text, NULL, f->name[m->stratum], m->strata.text[stratum]);
    return kom_fail_text(&text, KOM_EDATA, m->err);
}

static enum kom_status too_small(const struct making *m, size_t stratum) {
    const double population = m->population[stratum], n = (double)m->n_in[stratum];
    struct kom_buf text = {0};
    kom_buf_str(&text, "--fpc: ");
    name_stratum(m, stratum, &text);
    kom_buf_printf(&text, " has %zu cluster%s in the sample and a population of ", m->n_in[stratum],
                   m->n_in[stratum] == 1 ? "" : "s");
    kom_buf_shortest(&text, population);
    if (population > 0.0 && population < 1.0) {
        kom_buf_str(&text, "; a sampling fraction, as R's survey takes it, is not read: write the "
                           "population, ");
        kom_buf_shortest(&text, n / population);
        kom_buf_str(&text, " here");
    }
    kom_buf_printf(&text,
                   "; column \"%s\" is to hold the number of clusters in each stratum's "
                   "population%s; or leave --fpc out",
                   m->request->fpc,
                   m->request->cluster ? "" : ", of rows where no --cluster is given");
    return kom_fail_text(&text, KOM_EDATA, m->err);
}

static enum kom_status check_strata(const struct making *m) {
    for (size_t h = 0; h < m->out->design.n_strata; h++) {
        if (!(m->population[h] >= (double)m->n_in[h]))
            return too_small(m, h);
        if (m->n_in[h] == 1 && m->population[h] > 1.0 && m->stratum != KOM_NO_COLUMN)
            return lonely(m, h);
    }
    return KOM_OK;
}

/* Weights that sum to the rows, or less, are shares of the sample. */
static bool is_scaled(const struct making *m) {
    struct kom_dd sum = kom_dd(0);
    size_t n = 0;
    for (size_t row = 0; row < m->frame->frame->n_rows; row++) {
        sum = kom_dd_add(sum, kom_dd(m->row_weight[row]));
        n += m->row_weight[row] > 0.0;
    }
    return kom_dd_double(sum) <= (double)n * (1.0 + 1e-6);
}

static enum kom_status ask_columns(struct making *m, const struct kom_design_replicates *replicates,
                                   int *beside, int *replicate) {
    const struct kom_design_request *r = m->request;
    struct kom_ask ask = {m->frame->frame, m->err, KOM_OK};
    kom_ask_named(&ask, r->weight, &m->weight);
    kom_ask_named(&ask, r->cluster, &m->cluster);
    kom_ask_named(&ask, r->strata, &m->stratum);
    kom_ask_named(&ask, r->fpc, &m->fpc);
    kom_measured_ask(&ask, m->weight, beside);
    kom_measured_ask(&ask, m->fpc, beside);
    for (size_t i = 0; i < replicates->n; i++)
        kom_ask_need(&ask, replicates->name[i], &replicate[i]);
    const int own[] = {m->weight, m->cluster, m->stratum, m->fpc};
    struct kom_design_rows *out = m->out;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (own[i] != KOM_NO_COLUMN)
            out->column[out->n_columns++] = own[i];
    for (size_t i = 0; i < replicates->n; i++)
        out->column[out->n_columns++] = replicate[i];
    return ask.status;
}

/* ---- replicates ---- */

static enum kom_status read_replicate(const struct making *m, int column, double *weight) {
    const struct kom_frame *f = m->frame->frame;
    for (size_t row = 0; row < f->n_rows; row++) {
        struct kom_num number;
        enum kom_nothing nothing = 0;
        weight[row] = 0.0;
        if (!(m->row_weight[row] > 0.0))
            continue;
        enum kom_status status = kom_frame_number(f, row, column, &number, &nothing, m->err);
        if (!status && nothing)
            status = kom_frame_needs(f, row, column, m->err);
        if (status)
            return status;
        weight[row] = kom_num_double(&number);
        if (!(weight[row] >= 0.0))
            return kom_frame_fail(f, row, column, m->err, "a weight is at least 0");
    }
    return KOM_OK;
}

static enum kom_status read_replicates(struct making *m,
                                       const struct kom_design_replicates *replicates,
                                       const int *column) {
    struct kom_design_rows *out = m->out;
    const size_t n_rows = m->frame->frame->n_rows;
    enum kom_status status = KOM_OK;
    if (!replicates->n)
        return KOM_OK;
    const double **weight = kom_arena_take(&out->arena, replicates->n * sizeof *weight);
    if (!weight)
        return kom_no_memory(m->err);
    for (size_t r = 0; r < replicates->n && !status; r++) {
        double *own = kom_arena_take(&out->arena, (n_rows + 1) * sizeof *own);
        weight[r] = own;
        status = own ? read_replicate(m, column[r], own) : kom_no_memory(m->err);
    }
    out->design.replicate = weight;
    out->design.factor = replicates->factor;
    out->design.n_replicates = replicates->n;
    out->design.replicate_df = replicates->df;
    return status;
}

/* ---- together ---- */

static enum kom_status name_method(struct making *m) {
    const struct kom_design_request *r = m->request;
    struct kom_buf text = {0};
    if (r->n_replicates)
        kom_buf_printf(&text, "%zu replicates about the whole sample", m->out->design.n_replicates);
    else
        kom_buf_str(&text, "linearised");
    if (r->weight)
        kom_buf_printf(&text, ", weights %s", r->weight);
    if (r->strata)
        kom_buf_printf(&text, ", strata %s", r->strata);
    if (r->cluster)
        kom_buf_printf(&text, ", clusters %s", r->cluster);
    if (r->fpc)
        kom_buf_printf(&text, ", fpc %s", r->fpc);
    m->out->method = text.failed ? NULL : kom_arena_copy(&m->out->arena, text.p, text.n);
    kom_buf_fini(&text);
    return m->out->method ? KOM_OK : kom_no_memory(m->err);
}

static enum kom_status find_room(struct making *m, size_t n_replicates) {
    const size_t n = m->frame->frame->n_rows + 1;
    struct kom_arena *arena = &m->out->arena;
    m->row_weight = kom_arena_take(arena, n * sizeof *m->row_weight);
    m->row_cluster = kom_arena_take(arena, n * sizeof *m->row_cluster);
    m->cluster_stratum = kom_arena_take(arena, n * sizeof *m->cluster_stratum);
    m->population = kom_arena_take(arena, n * sizeof *m->population);
    m->stratum_row = kom_arena_take(arena, n * sizeof *m->stratum_row);
    m->n_in = kom_arena_take(arena, n * sizeof *m->n_in);
    m->out->lack = kom_arena_take(arena, n);
    m->out->column = kom_arena_take(arena, (n_replicates + 4) * sizeof *m->out->column);
    if (!m->row_weight || !m->row_cluster || !m->cluster_stratum || !m->population ||
        !m->stratum_row || !m->n_in || !m->out->lack || !m->out->column)
        return kom_no_memory(m->err);
    memset(m->row_cluster, 0, n * sizeof *m->row_cluster);
    memset(m->n_in, 0, n * sizeof *m->n_in);
    return KOM_OK;
}

static enum kom_status make(struct making *m, const struct kom_design_replicates *replicates,
                            int *beside) {
    struct kom_design_rows *out = m->out;
    enum kom_status status = find_room(m, replicates->n);
    int *column = kom_arena_take(&out->arena, (replicates->n + 1) * sizeof *column);
    if (!status && !column)
        status = kom_no_memory(m->err);
    if (!status)
        status = ask_columns(m, replicates, beside, column);
    if (!status)
        status = kom_design_replicates_cover(m->request, replicates, m->frame->frame, m->err);
    for (size_t row = 0; row < m->frame->frame->n_rows && !status; row++)
        status = place_row(m, row);
    if (!status)
        status = check_strata(m);
    out->design.n_rows = m->frame->frame->n_rows;
    out->design.weight = m->row_weight;
    out->design.cluster = m->row_cluster;
    out->design.stratum = m->cluster_stratum;
    out->design.n_in = m->n_in;
    out->design.population = m->population;
    if (!status)
        status = read_replicates(m, replicates, column);
    if (!status)
        status = name_method(m);
    if (!status && kom_design_desk_init(&out->desk, &out->design))
        status = kom_no_memory(m->err);
    out->is_scaled = !status && is_scaled(m);
    return status;
}

enum kom_status kom_design_rows_make(struct kom_design_rows *rows,
                                     const struct kom_design_request *r,
                                     const struct kom_design_replicates *replicates,
                                     const struct kom_measured_frame *frame, int *beside,
                                     struct kom_error *err) {
    struct making m = {.out = rows, .request = r, .frame = frame, .err = err};
    *rows = (struct kom_design_rows){0};
    enum kom_status status = make(&m, replicates, beside);
    kom_intern_fini(&m.clusters);
    kom_intern_fini(&m.strata);
    return status;
}

void kom_design_rows_fini(struct kom_design_rows *rows) {
    kom_design_desk_fini(&rows->desk);
    kom_arena_fini(&rows->arena);
    *rows = (struct kom_design_rows){0};
}
