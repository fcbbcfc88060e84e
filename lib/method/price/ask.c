/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the sales, and what the schedule should know of them. */
#include <string.h>

#include "heed.h"
#include "shell_word.h"
#include "work.h"

const char *const kom_price_figures[N_FIGURES] = {"amount", "quantity", "hours"};
static const char *const texts[N_TEXTS] = {"kom", "service", "band", "vat", "status"};

struct asking {
    struct price_given *g;
    struct kom_extract *x;
    struct kom_error *err;
};

/* Where all cells pass as they stand, what is said beside them is looked at here. */
static enum kom_status ask_text(const struct asking *a, const char *name, enum kom_kind kind,
                                bool is_needed, struct price_text *t) {
    t->status = KOM_NO_COLUMN;
    enum kom_status status = is_needed ? kom_extract_need(a->x, name, kind, &t->column, a->err)
                                       : kom_extract_wish(a->x, name, kind, &t->column, a->err);
    if (!status && t->column >= 0 && a->x->keeps_cells) {
        a->x->columns[t->column].kind = kind;
        status = kom_beside_want(a->x, t->column, &t->status, a->err);
    }
    return status;
}

static enum kom_status ask_texts(const struct asking *a) {
    enum kom_status status = ask_text(a, "date", KOM_KIND_DAY, true, &a->g->date);
    for (int k = 0; k < N_TEXTS && !status; k++)
        status = ask_text(a, texts[k], KOM_KIND_TEXT, k == TEXT_KOM || k == TEXT_SERVICE,
                          &a->g->text[k]);
    return status;
}

/* A price of no unit is one of what is counted where nothing else is; beside hours nobody can tell.
 */
static enum kom_status check_unsaid(const struct asking *a) {
    const struct price_schedule *s = &a->g->schedule;
    static const char how[] = "write hour (time) where a price is for an hour, or what is counted, "
                              "such as visit; or leave the hours out: --rename other=";
    int hours = KOM_NO_COLUMN;
    struct kom_buf text = {0};
    if (!s->unsaid)
        return KOM_OK;
    enum kom_status status = kom_extract_wish(a->x, "hours", KOM_KIND_NUMBER, &hours, a->err);
    if (status || hours < 0)
        return status;
    kom_shell_word(&text, a->x->columns[hours].heading);
    if (text.failed)
        status = kom_no_memory(a->err);
    else if (s->unit.column >= 0)
        status = kom_frame_fail(s->frame, s->unsaid - 1, s->unit.column, a->err,
                                "is empty, and the sales have hours and what is counted; %s%.*s",
                                how, (int)text.n, text.p);
    else
        status = kom_fail(a->err, KOM_EDATA,
                          "prices: no column \"unit\" says what a price is for, and the sales have "
                          "hours; %s%.*s",
                          how, (int)text.n, text.p);
    kom_buf_fini(&text);
    return status;
}

/* The amount, and the units that prices are for: one of them at least. */
static enum kom_status ask_figures(const struct asking *a) {
    const struct price_schedule *s = &a->g->schedule;
    const bool wants[N_FIGURES] = {true, s->has_other, s->has_hourly};
    bool has_units = s->n_items == 0;
    enum kom_status status = check_unsaid(a);
    for (int k = 0; k < N_FIGURES && !status; k++) {
        struct kom_measured *m = &a->g->figure[k];
        *m = (struct kom_measured){KOM_NO_COLUMN, KOM_NO_COLUMN};
        int column = KOM_NO_COLUMN;
        if (wants[k])
            status = kom_extract_wish(a->x, kom_price_figures[k], KOM_KIND_NUMBER, &column, a->err);
        if (status || column < 0)
            continue;
        a->x->columns[column].kind = KOM_KIND_NUMBER;
        has_units = has_units || k != FIGURE_AMOUNT;
        status = kom_measured_want(a->x, column, m, a->err);
    }
    int missing = KOM_NO_COLUMN;
    if (!status && a->g->figure[FIGURE_AMOUNT].column < 0)
        status = kom_extract_need(a->x, "amount", KOM_KIND_NUMBER, &missing, a->err);
    if (!status && !has_units)
        status = kom_extract_need(a->x,
                                  kom_price_figures[s->has_hourly ? FIGURE_HOURS : FIGURE_QUANTITY],
                                  KOM_KIND_NUMBER, &missing, a->err);
    return status;
}

/* Whether prices are meant with VAT must be told by somebody. */
static enum kom_status check_vat(const struct asking *a) {
    const struct price_given *g = a->g;
    if (g->ask.form == KOM_PRICE_COST || g->ask.vat != KOM_PRICE_VAT_UNTOLD ||
        g->schedule.has_vat || g->text[TEXT_VAT].column >= 0)
        return KOM_OK;
    return kom_fail(a->err, KOM_EDATA,
                    "neither the sales nor the prices have a column vat (yes, no), which tells "
                    "whether amounts have VAT; --vat yes or --vat no says it of all of them");
}

/* ---- keys ---- */

/* The bands that have a name: an empty one is the price at all other times, which does not make
   every word a band. Where none has a name there is nothing to meet. */
static enum kom_status ask_bands(const struct asking *a) {
    const struct price_schedule *s = &a->g->schedule;
    struct kom_meet *m = &a->g->meet[TEXT_BAND];
    enum kom_status status = KOM_OK;
    for (uint32_t band = 1; band < s->bands.n && !status; band++) {
        if (band == 1)
            kom_meet_begin(m, (struct kom_meet_table){"prices", s->frame->files[0].name,
                                                      s->frame->name[s->band.column], false});
        status = kom_meet_add(m, s->bands.text[band], a->err);
    }
    return status;
}

static enum kom_status ask_meets(const struct asking *a) {
    struct price_given *g = a->g;
    const struct price_schedule *s = &g->schedule;
    g->meet[TEXT_KOM].kind = KOM_KEY_KOM;
    enum kom_status status =
        kom_meet_add_column(&g->meet[TEXT_KOM], "prices", s->frame, s->kom, a->err);
    if (!status)
        status =
            kom_meet_add_column(&g->meet[TEXT_SERVICE], "prices", s->frame, s->service, a->err);
    return status ? status : ask_bands(a);
}

/* ---- groups ---- */

static enum kom_status ask_groups(const struct asking *a) {
    struct price_given *g = a->g;
    g->by = (struct kom_by){.name = g->ask.by,
                            .n = g->ask.n_by,
                            .lookup = g->ask.lookup,
                            .column = g->by_column,
                            .place = g->by_place,
                            .kom = KOM_NO_COLUMN};
    return g->ask.form == KOM_PRICE_SUMMARY ? kom_by_want(&g->by, a->x, a->err) : KOM_OK;
}

/* ---- what is written ---- */

static enum kom_status say_taken(const struct asking *a, struct kom_text heading,
                                 const char *name) {
    struct kom_buf text = {0}, other = {0};
    kom_buf_printf(&text,
                   "%s: the column \"%s\" that would be added is in the input already, as "
                   "\"%.*s\"; give that another name: --rename ",
                   a->x->files[0]->name, name, (int)heading.n, heading.p);
    kom_buf_printf(&other, "%s_2", name);
    kom_shell_pair(&text, NULL, kom_buf_view(&other), heading);
    text.failed = text.failed || other.failed;
    kom_buf_fini(&other);
    return kom_fail_text(&text, KOM_EDATA, a->err);
}

static enum kom_status lay_out(const struct asking *a) {
    for (const struct kom_output_column *c = kom_price_row_columns + 1; c->name; c++)
        for (size_t h = 0; h < a->x->n_headings; h++)
            if (kom_stream_is_taken(a->x->headings[h], kom_text_of(c->name)))
                return say_taken(a, a->x->headings[h], c->name);
    return kom_stream_all(a->x, &a->g->arena, &a->g->columns, a->err);
}

/* What the careful way looks at in a sale, but for its day and figures. */
static void choose_deciding(const struct asking *a) {
    struct price_given *g = a->g;
    for (int k = 0; k < N_TEXTS; k++) {
        kom_kind_columns_add(&g->deciding, g->text[k].column);
        kom_kind_columns_add(&g->deciding, g->text[k].status);
    }
    kom_kind_columns_add(&g->deciding, g->date.status);
    for (size_t i = 0; i < g->by.n; i++)
        if (g->by_place[i] < 0)
            kom_kind_columns_add(&g->deciding, g->by_column[i]);
    g->is_quick = !g->deciding.are_too_many && !a->x->reading->is_careful;
    g->lane = g->ask.has_period ? g->ask.period : KOM_PERIOD_MONTH;
}

enum kom_status kom_price_columns(struct price_given *g, struct kom_extract *x,
                                  struct kom_error *err) {
    const struct asking a = {g, x, err};
    const bool is_streaming = g->ask.form == KOM_PRICE_ROWS;
    g->x = x;
    x->keeps_cells = is_streaming;
    enum kom_status status = is_streaming ? kom_extract_want_all(x, err) : KOM_OK;
    if (!status)
        status = ask_texts(&a);
    if (!status)
        status = ask_figures(&a);
    if (!status)
        status = check_vat(&a);
    if (!status)
        status = ask_meets(&a);
    if (!status)
        status = ask_groups(&a);
    if (!status && is_streaming)
        status = lay_out(&a);
    if (!status)
        choose_deciding(&a);
    return status;
}
