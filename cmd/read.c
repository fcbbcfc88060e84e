/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-read: any source to the canonical stream. */
#include <string.h>

#include "canonical.h"
#include "tools.h"

struct read {
    struct kom_run *run;
    struct kom_extract x;
    struct kom_canonical k;
    struct kom_list number, keep, status;
};

static enum kom_status take_memory(struct read *r, size_t n, size_t size, void **p) {
    *p = kom_arena_take(&r->run->arena, (n + 1) * size);
    if (!*p)
        return kom_fail(&r->run->err, KOM_ENOMEM, "out of memory");
    memset(*p, 0, (n + 1) * size);
    return KOM_OK;
}

static enum kom_status find(struct read *r, const char *name, int *column) {
    return kom_extract_need(&r->x, name, KOM_KIND_TEXT, column, &r->run->err);
}

static enum kom_status declare_numbers(struct read *r) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < r->number.n && !status; i++) {
        int c;
        bool is_value = r->k.value_heading && strcmp(r->number.item[i], r->k.value_heading) == 0;
        if (is_value) {
            r->k.value_column.kind = KOM_KIND_NUMBER;
            continue;
        }
        status = find(r, r->number.item[i], &c);
        if (!status)
            r->x.columns[c].kind = KOM_KIND_NUMBER;
    }
    return status;
}

/* "COL,...=FORM". */
static enum kom_status declare_days(struct read *r) {
    struct kom_list list;
    enum kom_day_form form;
    enum kom_status status = kom_run_list(r->run, KOM_OPT_day, &list);
    if (status || list.n == 0)
        return status;
    const char *last = list.item[list.n - 1], *equals = strrchr(last, '=');
    if (!equals || !kom_day_form_parse(kom_text_of(equals + 1), &form))
        return kom_run_usage(r->run, KOM_OPT_day,
                             "\"%s\" does not end in =iso, =dmy, =ddmmyyyy or =sas",
                             r->run->value[KOM_OPT_day]);
    list.item[list.n - 1] = kom_arena_copy(&r->run->arena, last, (size_t)(equals - last));
    for (size_t i = 0; i < list.n && !status; i++) {
        int c;
        status = list.item[i] ? find(r, list.item[i], &c)
                              : kom_fail(&r->run->err, KOM_ENOMEM, "out of memory");
        if (status)
            return status;
        r->x.columns[c].kind = KOM_KIND_DAY;
        r->x.columns[c].day_form = form;
    }
    return status;
}

/* "COL=CODE|CODE,...": totals beside StatBank's areas. */
static enum kom_status total_codes(struct read *r) {
    struct kom_list list;
    struct kom_canonical *k = &r->k;
    enum kom_status status = kom_run_list(r->run, KOM_OPT_total_codes, &list);
    void *p = NULL;
    if (!status)
        status = take_memory(r, list.n + r->x.n_columns, sizeof *k->codes, &p);
    k->codes = p;
    for (size_t i = 0; i < r->x.n_columns && !status; i++)
        if (r->x.columns[i].word && strcmp(r->x.columns[i].word->name, "kom") == 0)
            k->codes[k->n_codes++] = (struct kom_total_codes){.column = (int)i, .is_area = true};
    for (size_t i = 0; i < list.n && !status; i++) {
        struct kom_total_codes *t = &k->codes[k->n_codes++];
        const char *equals = strchr(list.item[i], '=');
        if (!equals || equals == list.item[i] || !equals[1])
            return kom_run_usage(r->run, KOM_OPT_total_codes,
                                 "\"%s\" is not of the form COL=CODE|CODE", list.item[i]);
        char *text = kom_arena_copy(&r->run->arena, list.item[i], strlen(list.item[i]));
        status = text ? take_memory(r, strlen(text), sizeof *t->code, &p)
                      : kom_fail(&r->run->err, KOM_ENOMEM, "out of memory");
        if (status)
            return status;
        t->code = p;
        text[equals - list.item[i]] = '\0';
        for (char *code = text + (equals - list.item[i]) + 1; code;) {
            char *bar = strchr(code, '|');
            t->code[t->n_codes++] = code;
            if (bar)
                *bar++ = '\0';
            code = bar;
        }
        status = find(r, text, &t->column);
    }
    return status;
}

static bool in_list(const struct kom_extract *x, const struct kom_list *list, size_t column) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    for (size_t i = 0; i < list->n; i++) {
        int at;
        if (kom_heading_find(headings, n, kom_text_of(list->item[i]), "", &at, NULL) == KOM_OK &&
            (size_t)at == column)
            return true;
    }
    return false;
}

/* With --canonical, the month column that goes with a year column; -1: none. */
static int month_of(const struct read *r, size_t column) {
    if (!kom_run_has(r->run, KOM_OPT_canonical) ||
        !kom_name_alike(r->x.columns[column].heading, kom_text_of("aar")))
        return -1;
    for (size_t i = 0; i < r->x.n_columns; i++)
        if (kom_name_alike(r->x.columns[i].heading, kom_text_of("maaned")))
            return (int)i;
    return -1;
}

static bool is_joined_month(const struct read *r, size_t column) {
    for (size_t i = 0; i < r->x.n_columns; i++)
        if (month_of(r, i) == (int)column)
            return true;
    return false;
}

/* Which columns are written, which become rows. */
static enum kom_status lay_out(struct read *r) {
    struct kom_canonical *k = &r->k;
    void *p = NULL, *q = NULL;
    enum kom_status status = take_memory(r, 2 * r->x.n_columns, sizeof *k->out, &p);
    if (!status)
        status = take_memory(r, r->x.n_columns, sizeof *k->melted, &q);
    k->out = p;
    int *melted = q;
    for (size_t i = 0; i < r->x.n_columns && !status; i++) {
        if (is_joined_month(r, i))
            continue;
        if (k->name_heading && !in_list(&r->x, &r->keep, i)) {
            melted[k->n_melted++] = (int)i;
            continue;
        }
        bool has_status = in_list(&r->x, &r->status, i);
        if (has_status && r->x.columns[i].kind != KOM_KIND_NUMBER)
            return kom_run_usage(r->run, KOM_OPT_status,
                                 "\"%.*s\" is no number column; declare it with --number",
                                 (int)r->x.columns[i].heading.n, r->x.columns[i].heading.p);
        k->out[k->n_out++] = (struct kom_out_column){(int)i, month_of(r, i), false, has_status};
        if (has_status)
            k->out[k->n_out++] = (struct kom_out_column){(int)i, -1, true, true};
    }
    k->melted = melted;
    return status;
}

static enum kom_status long_names(struct read *r) {
    struct kom_list names;
    enum kom_status status = kom_run_list(r->run, KOM_OPT_long, &names);
    if (status || !kom_run_has(r->run, KOM_OPT_long))
        return !status && r->keep.n ? kom_run_usage(r->run, KOM_OPT_keep, "goes with --long")
                                    : status;
    if (names.n != 2)
        return kom_run_usage(r->run, KOM_OPT_long, "needs two names: NAME,VALUE");
    r->k.name_heading = names.item[0];
    r->k.value_heading = names.item[1];
    const struct kom_word *word = kom_word_find(kom_text_of(names.item[1]));
    r->k.value_column = (struct kom_column){.heading = kom_text_of(names.item[1]),
                                            .kind = word ? word->kind : KOM_KIND_TEXT};
    return KOM_OK;
}

/* The canonical name of a column, or its own. kommune beside kommunekode is kom_name. */
static struct kom_text out_name(const struct read *r, size_t column, int kom_column) {
    const struct kom_column *c = &r->x.columns[column];
    if (!kom_run_has(r->run, KOM_OPT_canonical) || !c->word)
        return c->heading;
    if (strcmp(c->word->name, "kom") == 0 && kom_column >= 0 && (size_t)kom_column != column)
        return kom_text_of("kom_name");
    return kom_text_of(c->word->name);
}

static enum kom_status header(struct read *r, struct kom_buf *out) {
    int kom = -1;
    size_t n;
    const struct kom_text *headings = kom_extract_headings(&r->x, &n);
    enum kom_status status =
        kom_heading_find(headings, n, kom_text_of("kom"), r->x.files[0]->name, &kom, &r->run->err);
    if (status && kom_run_has(r->run, KOM_OPT_canonical))
        return status;
    for (size_t i = 0; i < r->k.n_out; i++) {
        struct kom_text name = out_name(r, (size_t)r->k.out[i].column, kom);
        for (size_t j = 0; j < i && kom_run_has(r->run, KOM_OPT_canonical); j++)
            if (!r->k.out[j].is_status && !r->k.out[i].is_status &&
                kom_text_equal(name, out_name(r, (size_t)r->k.out[j].column, kom)))
                return kom_fail(&r->run->err, KOM_EDATA,
                                "%s: two columns both mean %.*s; say which with --rename",
                                r->x.files[0]->name, (int)name.n, name.p);
        kom_buf_str(out, i ? "," : "");
        if (r->k.out[i].is_status) {
            struct kom_buf both = {0};
            kom_buf_text(&both, name);
            kom_buf_str(&both, "_status");
            kom_buf_csv(out, kom_buf_view(&both));
            kom_buf_fini(&both);
        } else {
            kom_buf_csv(out, name);
        }
    }
    if (r->k.name_heading) {
        kom_buf_str(out, r->k.n_out ? "," : "");
        kom_buf_csv(out, kom_text_of(r->k.name_heading));
        kom_buf_byte(out, ',');
        kom_buf_csv(out, kom_text_of(r->k.value_heading));
    }
    kom_buf_byte(out, '\n');
    return KOM_OK;
}

/* Which columns passed as they stand. */
static void note_passed(struct read *r) {
    struct kom_buf names = {0};
    for (size_t i = 0; i < r->k.n_out; i++) {
        const struct kom_column *c = &r->x.columns[r->k.out[i].column];
        if (c->kind != KOM_KIND_TEXT || r->k.out[i].is_status)
            continue;
        kom_buf_str(&names, names.n ? ", " : "");
        kom_buf_text(&names, c->heading);
    }
    if (names.n && !names.failed)
        kom_run_note(r->run, "passed as they stand: %.*s", (int)(names.n < 1500 ? names.n : 1500),
                     names.p);
    kom_buf_fini(&names);
}

static enum kom_status options(struct read *r) {
    struct kom_run *run = r->run;
    static const char *const words[] = {"keep", "drop", "only"};
    const char *totals = kom_run_text(run, KOM_OPT_totals, "keep");
    for (int i = 0; i < 3; i++)
        if (strcmp(totals, words[i]) == 0)
            r->k.totals = (enum kom_totals)i;
    enum kom_status status = kom_run_list(run, KOM_OPT_number, &r->number);
    if (!status)
        status = kom_run_list(run, KOM_OPT_keep, &r->keep);
    if (!status)
        status = kom_run_list(run, KOM_OPT_status, &r->status);
    if (!status)
        status = long_names(r);
    return status;
}

static enum kom_status check_names(struct read *r, const struct kom_list *list) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < list->n && !status; i++) {
        int column;
        status = find(r, list->item[i], &column);
    }
    return status;
}

static enum kom_status convert(struct read *r) {
    struct kom_buf head = {0};
    struct kom_fold fold = {.take = kom_canonical_take,
                            .is_streaming = true,
                            .reasons = (const char *const[]){"total", "no_total"},
                            .n_reasons = 2};
    void *workers[64];
    fold.n_threads = kom_run_threads(r->run, &r->x);
    for (unsigned i = 0; i < fold.n_threads; i++)
        workers[i] = &r->k;
    fold.workers = workers;
    enum kom_status status = header(r, &head);
    if (!status)
        status = kom_run_write(r->run, &head);
    kom_buf_fini(&head);
    if (!status)
        status = kom_run_fold(r->run, &r->x, &fold);
    if (!status)
        note_passed(r);
    return status;
}

static enum kom_status run_read(struct kom_run *run) {
    struct read r = {.run = run};
    enum kom_status status = options(&r);
    if (status)
        return status;
    status = kom_run_open(run, "rows", &r.x);
    if (status)
        return status;
    status = kom_extract_want_all(&r.x, &run->err);
    if (!status)
        status = check_names(&r, &r.keep);
    if (!status)
        status = check_names(&r, &r.status);
    if (!status)
        status = declare_numbers(&r);
    if (!status)
        status = declare_days(&r);
    if (!status)
        status = total_codes(&r);
    if (!status)
        status = lay_out(&r);
    if (!status)
        status = convert(&r);
    kom_extract_close(&r.x);
    return status;
}

static const struct kom_tool_option own_options[] = {
    {KOM_OPT_number, NULL, NULL},      {KOM_OPT_day, NULL, NULL},
    {KOM_OPT_canonical, NULL, NULL},   {KOM_OPT_long, NULL, NULL},
    {KOM_OPT_keep, NULL, NULL},        {KOM_OPT_totals, NULL, NULL},
    {KOM_OPT_total_codes, NULL, NULL}, {KOM_OPT_status, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

const struct kom_tool kom_tool_read = {
    .name = "read",
    .sentence = "any source to the canonical stream",
    .synopsis = "[--dialect NAME] [--number COL,...] [--long NAME,VALUE --keep COL,...] [FILE]...",
    .options = own_options,
    .see_also = "kom-check, kom-sum, kom-table",
    .run = run_read,
};
