/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns are read while the rows of a figure are loaded: a row whose value, bound or place
   on an axis of numbers is none is a bad one then. */
#include "heading_index.h"
#include "plot.h"

const char *const kom_plot_values[KOM_PLOT_N_VALUES] = {"estimate", "uptake", "share", "mean",
                                                        "value"};

/* The names of what is drawn; those that are not there are nobody's matter here. */
struct drawn {
    const struct kom_heading_index *index;
    const char *name[8];
    size_t n;
    bool failed; /* memory ran out */
};

/* KOM_NO_COLUMN: nowhere, or in two columns, which is told where they are looked for. */
static int find(struct drawn *d, const char *name) {
    int at;
    const enum kom_status status = kom_heading_look(d->index, kom_text_of(name),
                                                    (struct kom_header_at){.file = ""}, &at, NULL);
    d->failed = d->failed || status == KOM_ENOMEM;
    return status ? KOM_NO_COLUMN : at;
}

/* As find_sides and find_value (rows.c) choose them. */
static void add_values(struct drawn *d, const struct kom_plot_request *request) {
    const bool may_be_sides =
        request->figure == KOM_FIGURE_SLOPE && !request->value && !request->time;
    if (may_be_sides && find(d, "mean_before") >= 0 && find(d, "mean_after") >= 0) {
        d->name[d->n++] = "mean_before";
        d->name[d->n++] = "mean_after";
        return;
    }
    const char *value = request->value;
    if (!value && request->figure == KOM_FIGURE_POWER)
        value = "power";
    for (size_t i = 0; i < KOM_PLOT_N_VALUES && !value; i++)
        value = find(d, kom_plot_values[i]) >= 0 ? kom_plot_values[i] : NULL;
    if (value)
        d->name[d->n++] = value;
    for (size_t i = 0; i < KOM_PLOT_N_VALUES && value; i++) {
        if (find(d, kom_plot_values[i]) < 0 || find(d, kom_plot_values[i]) != find(d, value))
            continue;
        d->name[d->n++] = "conf_low";
        d->name[d->n++] = "conf_high";
        d->name[d->n++] = "std_error";
    }
}

static const char *time_of(const struct kom_plot_request *request) {
    if (request->figure != KOM_FIGURE_EVENT && request->figure != KOM_FIGURE_POWER)
        return NULL;
    const char *own = request->figure == KOM_FIGURE_EVENT ? "event_time" : "mde";
    return request->time ? request->time : own;
}

enum kom_status kom_plot_check(const void *context, const struct kom_heading_index *index,
                               struct kom_read_as *as, struct kom_error *err) {
    const struct kom_plot_request *request = context;
    struct drawn d = {.index = index};
    enum kom_status status = kom_present_check(&request->words, !request->has_by, index, as, err);
    add_values(&d, request);
    if (time_of(request))
        d.name[d.n++] = time_of(request);
    for (size_t i = 0; i < d.n && !status; i++) {
        const int at = find(&d, d.name[i]);
        const struct kom_word *word = at >= 0 ? index->word[at] : NULL;
        if (at >= 0 && (!word || word->kind == KOM_KIND_NUMBER)) /* others are refused as a whole */
            as[at].number = true;
    }
    return !status && d.failed ? kom_no_memory(err) : status;
}
