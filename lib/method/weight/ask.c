/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the input: those that make categories, clusters, strata and start weights; all of
   them are written. */
#include "heed.h"
#include "shell_word.h"
#include "work.h"

struct asking {
    struct weight_given *g;
    struct kom_extract *x;
    struct kom_error *err;
};

/* Where all cells pass as they stand, what is said beside them is looked at here. */
static enum kom_status ask_one(const struct asking *a, const char *name, struct kom_measured *at) {
    *at = (struct kom_measured){KOM_NO_COLUMN, KOM_NO_COLUMN};
    if (!name)
        return KOM_OK;
    enum kom_status status = kom_extract_need(a->x, name, KOM_KIND_TEXT, &at->column, a->err);
    return status ? status : kom_beside_want(a->x, at->column, &at->status, a->err);
}

static enum kom_status ask_weight(const struct asking *a) {
    struct kom_measured *at = &a->g->weight;
    int column = KOM_NO_COLUMN;
    *at = (struct kom_measured){KOM_NO_COLUMN, KOM_NO_COLUMN};
    if (!a->g->ask.weight)
        return KOM_OK;
    enum kom_status status =
        kom_extract_need(a->x, a->g->ask.weight, KOM_KIND_NUMBER, &column, a->err);
    if (status)
        return status;
    a->x->columns[column].kind = KOM_KIND_NUMBER;
    return kom_measured_want(a->x, column, at, a->err);
}

/* A row is a person in a wave, where the columns tell. */
static enum kom_status ask_persons(const struct asking *a) {
    struct weight_given *g = a->g;
    enum kom_status status = kom_extract_wish(a->x, "wave", KOM_KIND_TEXT, &g->wave, a->err);
    if (!status)
        status = kom_extract_wish(a->x, "respondent", KOM_KIND_TEXT, &g->respondent, a->err);
    for (size_t i = 0; i < g->n_columns; i++)
        g->has_waves = g->has_waves || g->column[i].at.column == g->wave;
    return status;
}

static enum kom_status check_named_twice(const struct asking *a) {
    const struct weight_given *g = a->g;
    const char *name[KOM_BY_MAX];
    int column[KOM_BY_MAX];
    for (size_t i = 0; i < g->n_columns; i++) {
        name[i] = g->column[i].name;
        column[i] = g->column[i].at.column;
    }
    return kom_by_differ(g->ask.rake.n ? "rake" : "post", name, g->n_columns, column, NULL, a->err);
}

/* ---- what is added ---- */

/* Is a heading one that would be added: weight, or weight_1 and so on beside replicates? */
static bool is_added(const struct weight_given *g, struct kom_text heading) {
    static const char name[] = "weight";
    const size_t n = sizeof name - 1;
    if (kom_stream_is_taken(heading, kom_text_of(name)))
        return true;
    return g->ask.is_jackknife && heading.n > n + 1 && heading.p[n] == '_' &&
           kom_name_alike((struct kom_text){heading.p, n}, kom_text_of(name)) &&
           kom_is_digits((struct kom_text){heading.p + n + 1, heading.n - n - 1});
}

static enum kom_status check_added(const struct asking *a) {
    for (size_t h = 0; h < a->x->n_headings; h++) {
        const struct kom_text heading = a->x->headings[h];
        if (!is_added(a->g, heading))
            continue;
        struct kom_buf text = {0};
        kom_buf_printf(&text,
                       "%s: the column \"%.*s\" is in the input already, and would be added; give "
                       "that another name: --rename ",
                       a->x->files[0]->name, (int)heading.n, heading.p);
        struct kom_buf other = {0};
        kom_buf_str(&other, "start_");
        kom_buf_text(&other, heading);
        kom_shell_pair(&text, NULL, kom_buf_view(&other), heading);
        if (a->g->weight.column >= 0 && a->x->columns[a->g->weight.column].at == h)
            kom_buf_printf(&text, " --weight %.*s", (int)other.n, other.p);
        text.failed = text.failed || other.failed;
        kom_buf_fini(&other);
        return kom_fail_text(&text, KOM_EDATA, a->err);
    }
    return KOM_OK;
}

enum kom_status weight_ask(void *method, struct kom_extract *x, struct kom_error *err) {
    struct kom_weighing *s = method;
    struct weight_given *g = &s->given;
    const struct asking a = {g, x, err};
    g->x = x;
    x->keeps_cells = true;
    enum kom_status status = kom_extract_want_all(x, err);
    for (size_t i = 0; i < g->n_columns + 1 && !status; i++)
        status = ask_one(&a, g->column[i].name, &g->column[i].at);
    if (!status)
        status = ask_one(&a, g->ask.cluster, &g->cluster);
    if (!status)
        status = ask_weight(&a);
    if (!status)
        status = ask_persons(&a);
    if (!status)
        status = check_named_twice(&a);
    if (!status)
        status = check_added(&a);
    return status ? status : kom_stream_all(x, &g->arena, &g->columns, err);
}
