/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replicate weights: which columns they are, and the factors that their squares are added with. */
#include "design_rows.h"

#include <math.h>
#include <string.h>

#include "intern.h"

enum kom_status kom_design_check(const struct kom_design_request *r, struct kom_error *err) {
    const char *other = r->cluster ? "cluster" : r->strata ? "sample-strata" : "fpc";
    if (r->n_replicates && !r->factors)
        return kom_fail(err, KOM_EUSAGE,
                        "--replicate-weights: needs --replicate-factors FILE, with columns "
                        "replicate, stratum, factor");
    if (r->factors && !r->n_replicates)
        return kom_fail(err, KOM_EUSAGE,
                        "--replicate-factors: their replicates are columns; name them with "
                        "--replicate-weights COL,...");
    if (r->n_replicates && (r->cluster || r->strata || r->fpc))
        return kom_fail(err, KOM_EUSAGE,
                        "--replicate-weights: the replicates say how the sample was drawn; leave "
                        "--%s out",
                        other);
    if (r->n_replicates && !r->weight)
        return kom_fail(err, KOM_EUSAGE,
                        "--replicate-weights: needs the weights of the whole sample, too; give "
                        "--weight COL");
    return KOM_OK;
}

/* Does an item of the option mean this column: its name, or the beginning of it before *. */
static bool means(const char *item, const char *name) {
    const size_t n = strlen(item);
    if (n > 0 && item[n - 1] == '*')
        return strncmp(item, name, n - 1) == 0;
    return strcmp(item, name) == 0;
}

static bool is_listed(const struct kom_design_request *r, const char *name) {
    for (size_t i = 0; i < r->n_replicates; i++)
        if (means(r->replicates[i], name))
            return true;
    return false;
}

struct factor_columns {
    int replicate, stratum, factor;
};

static enum kom_status read_factor(const struct kom_frame *f, size_t row, int column,
                                   double *factor, struct kom_error *err) {
    struct kom_num number;
    enum kom_nothing nothing;
    enum kom_status status = kom_frame_number(f, row, column, &number, &nothing, err);
    if (status)
        return status;
    if (nothing)
        return kom_frame_needs(f, row, column, err);
    *factor = kom_num_double(&number);
    return *factor >= 0.0 && isfinite(*factor)
               ? KOM_OK
               : kom_frame_fail(f, row, column, err, "a factor is at least 0");
}

static enum kom_status read_rows(const struct kom_design_request *r, const struct factor_columns *c,
                                 struct kom_arena *arena, struct kom_design_replicates *to,
                                 struct kom_error *err) {
    const struct kom_frame *f = r->factors;
    struct kom_intern names = {0}, strata = {0};
    enum kom_status status = KOM_OK;
    for (size_t row = 0; row < f->n_rows && !status; row++) {
        const struct kom_text name = kom_text_trim(kom_frame_cell(f, row, c->replicate));
        const size_t before = names.n;
        if (kom_intern_add(&names, name) == KOM_NO_ID ||
            kom_intern_add(&strata, kom_text_trim(kom_frame_cell(f, row, c->stratum))) == KOM_NO_ID)
            status = kom_no_memory(err);
        else if (name.n == 0)
            status = kom_frame_needs(f, row, c->replicate, err);
        else if (names.n == before)
            status = kom_frame_fail(f, row, c->replicate, err, "the replicate stands twice");
        if (!status)
            status = read_factor(f, row, c->factor, &to->factor[row], err);
        to->name[row] = status ? NULL : kom_arena_copy(arena, name.p, name.n);
        if (!status && !to->name[row])
            status = kom_no_memory(err);
        if (!status && !is_listed(r, to->name[row]))
            status = kom_frame_fail(f, row, c->replicate, err,
                                    "--replicate-weights does not name this replicate, without "
                                    "which errors are too small; name it, or all by PREFIX*");
    }
    to->n = f->n_rows;
    to->df = (double)f->n_rows - (double)strata.n;
    kom_intern_fini(&names);
    kom_intern_fini(&strata);
    return status;
}

/* Every item of the option is in the table. */
static enum kom_status check_items(const struct kom_design_request *r,
                                   const struct kom_design_replicates *to, struct kom_error *err) {
    for (size_t i = 0; i < r->n_replicates; i++) {
        bool is_there = false;
        for (size_t k = 0; k < to->n; k++)
            is_there = is_there || means(r->replicates[i], to->name[k]);
        if (!is_there)
            return kom_fail(
                err, KOM_EDATA,
                "--replicate-weights: \"%s\" stands in no row of the replicate factors, "
                "whose column replicate names the columns",
                r->replicates[i]);
    }
    return KOM_OK;
}

enum kom_status kom_design_replicates_read(const struct kom_design_request *r,
                                           struct kom_arena *arena,
                                           struct kom_design_replicates *to,
                                           struct kom_error *err) {
    struct factor_columns c;
    *to = (struct kom_design_replicates){0};
    if (!r->n_replicates)
        return KOM_OK;
    struct kom_ask ask = {r->factors, err, KOM_OK};
    kom_ask_need(&ask, "replicate", &c.replicate);
    kom_ask_need(&ask, "stratum", &c.stratum);
    kom_ask_need(&ask, "factor", &c.factor);
    if (ask.status)
        return ask.status;
    to->name = kom_arena_take(arena, (r->factors->n_rows + 1) * sizeof *to->name);
    to->factor = kom_arena_take(arena, (r->factors->n_rows + 1) * sizeof *to->factor);
    if (!to->name || !to->factor)
        return kom_no_memory(err);
    enum kom_status status = read_rows(r, &c, arena, to, err);
    return status ? status : check_items(r, to, err);
}

/* PREFIX* and digits, as kom-weight numbers replicates. */
static bool is_numbered(const char *item, struct kom_text name) {
    const size_t n = strlen(item), head = n ? n - 1 : 0;
    if (n == 0 || item[head] != '*' || name.n <= head || memcmp(item, name.p, head) != 0)
        return false;
    return kom_is_digits((struct kom_text){name.p + head, name.n - head});
}

enum kom_status kom_design_replicates_cover(const struct kom_design_request *r,
                                            const struct kom_design_replicates *replicates,
                                            const struct kom_frame *f, struct kom_error *err) {
    for (size_t column = 0; column < f->n_cols; column++) {
        const char *item = NULL;
        for (size_t i = 0; i < r->n_replicates && !item; i++)
            if (is_numbered(r->replicates[i], f->name[column]))
                item = r->replicates[i];
        for (size_t k = 0; k < replicates->n && item; k++)
            if (kom_text_is(f->name[column], replicates->name[k]))
                item = NULL;
        if (item)
            return kom_fail(err, KOM_EDATA,
                            "--replicate-weights: \"%s\" means column \"%.*s\", too, which the "
                            "replicate factors lack, and errors would be too small; give the "
                            "factors of these weights, or name the replicates one by one with "
                            "--replicate-weights COL,...",
                            item, (int)f->name[column].n, f->name[column].p);
    }
    return KOM_OK;
}

size_t kom_design_typed(const struct kom_design_request *r,
                        const struct kom_design_replicates *replicates,
                        struct kom_typed_column *list, size_t cap) {
    size_t n = kom_typed_add(list, cap, 0, r->weight, KOM_KIND_NUMBER);
    n = kom_typed_add(list, cap, n, r->cluster, KOM_KIND_TEXT);
    n = kom_typed_add(list, cap, n, r->strata, KOM_KIND_TEXT);
    n = kom_typed_add(list, cap, n, r->fpc, KOM_KIND_NUMBER);
    for (size_t i = 0; i < replicates->n; i++)
        n = kom_typed_add(list, cap, n, replicates->name[i], KOM_KIND_NUMBER);
    return n;
}
