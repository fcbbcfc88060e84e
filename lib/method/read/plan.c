/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of kom-read: which columns are written, how they are read, which become rows, which
   codes are totals.

   The columns of the first file are laid out once: which are written and in what order, which are
   turned into rows (--long), which names they get, whose numbers and days are converted, which
   codes are totals. Names are looked for as everywhere, with near misses; two columns that would be
   written under one name are refused. What no option and no word of the vocabulary declares is
   passed as it stands, and listed. The rows then follow the plan without a look at a name
   (canonical.c, and quick.c for many at once). */
#include <string.h>

#include "canonical.h"
#include "foreign.h"
#include "heading_index.h"
#include "heading_say.h"
#include "intern.h"

struct planner {
    struct kom_canonical *k;
    const struct kom_canonical_request *q;
    struct kom_extract *x;
    struct kom_arena *arena;
    struct kom_error *err;
};

static void *take_memory(struct planner *p, size_t n, size_t size) {
    void *memory = kom_arena_take(p->arena, (n + 1) * size);
    if (memory)
        memset(memory, 0, (n + 1) * size);
    return memory;
}

static enum kom_status find(struct planner *p, const char *name, int *column) {
    return kom_extract_need(p->x, name, KOM_KIND_TEXT, column, p->err);
}

static enum kom_status declare_numbers(struct planner *p) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < p->q->number.n && !status; i++) {
        const char *name = p->q->number.item[i];
        int c;
        if (p->q->value_heading && strcmp(name, p->q->value_heading) == 0) {
            p->k->value_column.kind = KOM_KIND_NUMBER;
            continue;
        }
        status = find(p, name, &c);
        if (!status)
            p->x->columns[c].kind = KOM_KIND_NUMBER;
    }
    return status;
}

/* A dimension called "indhold" holds codes, though the word means a value. What a schema says of a
   column counts. */
static void declare_codes(struct planner *p) {
    const struct kom_foreign_table *t = p->x->files[0]->foreign;
    for (size_t i = 0; t && t->is_code && !p->x->reading->schema && i < p->x->n_columns; i++) {
        struct kom_column *c = &p->x->columns[i];
        bool is_code = i < t->n_fields && t->is_code[i];
        if (is_code && (c->kind == KOM_KIND_NUMBER || c->kind == KOM_KIND_DAY))
            c->kind = KOM_KIND_TEXT;
    }
}

/* "COL=CODE|CODE" */
static enum kom_status split_codes(struct planner *p, const char *item, struct kom_total_codes *t) {
    const char *equals = strchr(item, '=');
    if (!equals || equals == item || !equals[1])
        return kom_fail(p->err, KOM_EUSAGE,
                        "--total-codes: \"%s\" is not of the form COL=CODE|CODE", item);
    char *text = kom_arena_copy(p->arena, item, strlen(item));
    t->code = take_memory(p, strlen(item), sizeof *t->code);
    if (!text || !t->code)
        return kom_no_memory(p->err);
    text[equals - item] = '\0';
    for (char *code = text + (equals - item) + 1; code;) {
        char *bar = strchr(code, '|');
        t->code[t->n_codes++] = code;
        if (bar)
            *bar++ = '\0';
        code = bar;
    }
    return find(p, text, &t->column);
}

/* Totals: StatBank's areas in columns of municipalities, and the codes that were named. */
static enum kom_status total_codes(struct planner *p) {
    struct kom_canonical *k = p->k;
    enum kom_status status = KOM_OK;
    k->codes = take_memory(p, p->q->total_codes.n + p->x->n_columns, sizeof *k->codes);
    if (!k->codes)
        return kom_no_memory(p->err);
    for (size_t i = 0; i < p->x->n_columns; i++)
        if (p->x->columns[i].word && strcmp(p->x->columns[i].word->name, "kom") == 0)
            k->codes[k->n_codes++] = (struct kom_total_codes){.column = (int)i, .is_area = true};
    for (size_t i = 0; i < p->q->total_codes.n && !status; i++)
        status = split_codes(p, p->q->total_codes.item[i], &k->codes[k->n_codes++]);
    return status;
}

/* Which columns are among the names; they were looked for before. NULL: memory ran out. */
static bool *list_columns(struct planner *p, const struct kom_names *list) {
    bool *is_listed = take_memory(p, p->x->n_columns, sizeof *is_listed);
    for (size_t i = 0; i < list->n && is_listed; i++) {
        int at;
        if (kom_heading_look(p->x->index, kom_text_of(list->item[i]), kom_extract_place(p->x), &at,
                             NULL) == KOM_OK &&
            at >= 0)
            is_listed[at] = true;
    }
    return is_listed;
}

/* With canonical names, the month column that goes with a year column; -1: none. */
static int find_month(const struct planner *p) {
    int month = -1;
    bool has_year = false;
    for (size_t i = 0; i < p->x->n_columns && p->q->canonical_names; i++) {
        has_year = has_year || kom_name_alike(p->x->columns[i].heading, kom_text_of("aar"));
        if (month < 0 && kom_name_alike(p->x->columns[i].heading, kom_text_of("maaned")))
            month = (int)i;
    }
    return has_year ? month : -1;
}

/* Is this the COL_status of the column before it, which the input has already? Files of statistics
   programs, whose reader was asked for it, have. */
static bool is_brought(const struct kom_extract *x, size_t column) {
    const struct kom_foreign_table *t = x->files[0]->foreign;
    return t && column < t->n_fields && t->is_status[column];
}

/* What is written must not be there already: of the table, COL_status itself. */
static enum kom_status check_own_status(struct planner *p, struct kom_text heading) {
    struct kom_buf name = {0};
    kom_buf_text(&name, heading);
    kom_buf_str(&name, "_status");
    enum kom_status status = name.failed ? kom_no_memory(p->err) : KOM_OK;
    if (!status && kom_heading_spelt(p->x->index, kom_buf_view(&name), 0) >= 0)
        status = kom_heading_twice(p->x->files[0]->name, "--status", kom_buf_view(&name),
                                   kom_buf_view(&name), p->err);
    kom_buf_fini(&name);
    return status;
}

static enum kom_status refuse_status(struct planner *p, struct kom_text heading) {
    return kom_fail(p->err, KOM_EUSAGE,
                    "--status: \"%.*s\" is no number column; declare it with --number",
                    (int)heading.n, heading.p);
}

/* A column and, where it is asked for, its COL_status. */
static enum kom_status lay_column(struct planner *p, struct kom_stream_column *out, size_t i,
                                  int month, bool has_status) {
    const struct kom_column *c = &p->x->columns[i];
    size_t *n = &p->k->columns.n;
    bool is_there = has_status && is_brought(p->x, i + 1);
    if (has_status && !is_there && c->kind != KOM_KIND_NUMBER)
        return refuse_status(p, c->heading);
    if (has_status && !is_there && check_own_status(p, c->heading))
        return p->err->status;
    out[(*n)++] = (struct kom_stream_column){(int)i, month, false, has_status && !is_there};
    if (is_there)
        out[(*n)++] = (struct kom_stream_column){(int)i + 1, -1, false, false};
    else if (has_status)
        out[(*n)++] = (struct kom_stream_column){(int)i, -1, true, true};
    return KOM_OK;
}

/* Does --status name the VALUE of --long? Then it speaks of every column that becomes rows. */
static bool names_value(const struct planner *p) {
    bool is_named = false;
    for (size_t i = 0; i < p->q->status.n && p->q->value_heading; i++)
        is_named = is_named || strcmp(p->q->status.item[i], p->q->value_heading) == 0;
    return is_named;
}

/* A column becomes rows, whose status goes behind the value. */
static enum kom_status melt(struct planner *p, size_t i, bool has_status) {
    struct kom_canonical *k = p->k;
    const struct kom_column *c = &p->x->columns[i];
    const bool is_there = has_status && is_brought(p->x, i + 1);
    const bool is_number = c->kind == KOM_KIND_NUMBER ||
                           (c->kind == KOM_KIND_TEXT && k->value_column.kind == KOM_KIND_NUMBER);
    if (has_status && !is_there && !is_number)
        return refuse_status(p, c->heading);
    k->melted[k->n_melted++] =
        (struct kom_melted){(int)i, is_there ? (int)i + 1 : KOM_NO_COLUMN, has_status};
    k->has_value_status = k->has_value_status || has_status;
    return KOM_OK;
}

/* Which columns are written, which become rows. */
static enum kom_status lay_out(struct planner *p) {
    struct kom_canonical *k = p->k;
    struct kom_stream_column *out = take_memory(p, 2 * p->x->n_columns, sizeof *out);
    k->columns.out = out;
    k->melted = take_memory(p, p->x->n_columns, sizeof *k->melted);
    const bool *is_kept = list_columns(p, &p->q->keep),
               *says_status = list_columns(p, &p->q->status);
    const int month = find_month(p);
    if (!out || !k->melted || !is_kept || !says_status)
        return kom_no_memory(p->err);
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < p->x->n_columns && !status; i++) {
        bool is_year = month >= 0 && kom_name_alike(p->x->columns[i].heading, kom_text_of("aar"));
        if ((int)i == month || is_brought(p->x, i))
            continue;
        if (p->q->name_heading && !is_kept[i])
            status = melt(p, i, says_status[i] || names_value(p));
        else
            status = lay_column(p, out, i, is_year ? month : -1, says_status[i]);
    }
    return status;
}

static enum kom_status check_names(struct planner *p, const struct kom_names *list,
                                   const char *further) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < list->n && !status; i++) {
        int column;
        if (!further || strcmp(list->item[i], further) != 0)
            status = find(p, list->item[i], &column);
    }
    return status;
}

static enum kom_status plan_value(struct planner *p) {
    const struct kom_word *word =
        p->q->value_heading ? kom_word_find(kom_text_of(p->q->value_heading)) : NULL;
    struct kom_text heading = kom_text_of(p->q->value_heading);
    p->k->value_column =
        (struct kom_column){.heading = heading, .kind = word ? word->kind : KOM_KIND_TEXT};
    return kom_extract_choose_form(p->x, &p->k->value_column, p->err);
}

enum kom_status kom_canonical_plan(struct kom_canonical *k,
                                   const struct kom_canonical_request *request,
                                   struct kom_extract *x, struct kom_arena *arena,
                                   struct kom_error *err) {
    *k = (struct kom_canonical){.request = *request};
    struct planner p = {k, &k->request, x, arena, err};
    if (request->keep.n && !request->name_heading)
        return kom_fail(err, KOM_EUSAGE, "--keep: goes with --long");
    x->keeps_cells = true;
    enum kom_status status = plan_value(&p);
    if (!status)
        status = kom_extract_want_all(x, err);
    if (!status)
        status = check_names(&p, &request->keep, NULL);
    if (!status)
        status = check_names(&p, &request->status, request->value_heading);
    if (!status)
        declare_codes(&p);
    if (!status)
        status = declare_numbers(&p);
    if (!status)
        status = total_codes(&p);
    if (!status)
        status = lay_out(&p);
    if (!status && request->name_heading && k->n_melted == 0)
        return kom_fail(err, KOM_EUSAGE,
                        "--long: every column is kept, so nothing is left to become rows");
    return status;
}

/* ---- names ---- */

/* The column that an own column of the table says something of, by its name: COL of COL_status; -1:
   it is no such. */
static int beside_of(const struct kom_extract *x, int column) {
    struct kom_text t = x->columns[column].heading;
    const size_t n = sizeof "_status" - 1;
    if (t.n <= n || memcmp(t.p + t.n - n, "_status", n) != 0)
        return -1;
    const int at = kom_heading_spelt(x->index, (struct kom_text){t.p, t.n - n}, 0);
    return at >= 0 && x->column_of[at] ? (int)x->column_of[at] - 1 : -1;
}

/* The canonical name of a column, or its own. kommune beside kommunekode is kom_name. */
static struct kom_text out_name(const struct kom_canonical *k, const struct kom_extract *x,
                                size_t out, int kom) {
    int column = k->columns.out[out].column;
    column -= is_brought(x, (size_t)column); /* called by what it is beside */
    const int own = k->request.canonical_names ? beside_of(x, column) : -1;
    column = own >= 0 ? own : column;
    const struct kom_column *c = &x->columns[column];
    if (!k->request.canonical_names || !c->word)
        return c->heading;
    if (strcmp(c->word->name, "kom") == 0 && kom >= 0 && kom != column)
        return kom_text_of("kom_name");
    return kom_text_of(c->word->name);
}

static bool is_status(const struct kom_canonical *k, const struct kom_extract *x,
                      const struct kom_stream_column *o) {
    return o->is_status || is_brought(x, (size_t)o->column) ||
           (k->request.canonical_names && beside_of(x, o->column) >= 0);
}

static enum kom_status check_twins(const struct kom_canonical *k, const struct kom_extract *x,
                                   int kom, struct kom_error *err) {
    struct kom_intern seen[2] = {0}; /* names of values, and of status columns */
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < k->columns.n && !status; i++) {
        struct kom_text name = out_name(k, x, i, kom);
        struct kom_intern *names = &seen[is_status(k, x, &k->columns.out[i])];
        size_t n = names->n;
        if (kom_intern_add(names, name) == KOM_NO_ID)
            status = kom_no_memory_in(err, x->files[0]->name);
        else if (names->n == n)
            status =
                kom_fail(err, KOM_EDATA, "%s: two columns both mean %.*s; say which with --rename",
                         x->files[0]->name, (int)name.n, name.p);
    }
    kom_intern_fini(&seen[0]);
    kom_intern_fini(&seen[1]);
    return status;
}

/* NAME and VALUE of --long, and what is said of VALUE, are names of their own. */
static enum kom_status check_long(const struct kom_canonical *k, const struct kom_extract *x,
                                  int kom, struct kom_error *err) {
    const struct kom_text own[] = {kom_text_of(k->request.name_heading),
                                   kom_text_of(k->request.value_heading),
                                   kom_text_of(k->request.value_heading)};
    const size_t n = k->columns.n, n_own = k->has_value_status ? 3 : 2;
    struct kom_intern names = {0};
    struct kom_buf name = {0};
    size_t n_added = 0;
    struct kom_text twin = {NULL, 0};
    bool whole = true;
    for (size_t i = 0; i < n + n_own && whole; i++) {
        const bool has_end = i < n ? is_status(k, x, &k->columns.out[i]) : i == n + 2;
        kom_buf_reset(&name);
        kom_buf_text(&name, i < n ? out_name(k, x, i, kom) : own[i - n]);
        kom_buf_str(&name, has_end ? "_status" : "");
        n_added = names.n;
        whole = !name.failed && kom_intern_add(&names, kom_buf_view(&name)) != KOM_NO_ID;
        if (whole && names.n == n_added && i >= n)
            twin = own[i - n];
    }
    kom_buf_fini(&name);
    kom_intern_fini(&names);
    if (!whole)
        return kom_no_memory_in(err, x->files[0]->name);
    return twin.p ? kom_fail(err, KOM_EUSAGE,
                             "--long: another column is called as \"%.*s\" would be; give it "
                             "another name",
                             (int)twin.n, twin.p)
                  : KOM_OK;
}

enum kom_status kom_canonical_header(const struct kom_canonical *k, const struct kom_extract *x,
                                     struct kom_buf *out, struct kom_error *err) {
    size_t n;
    int kom = -1;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    if (k->request.canonical_names) {
        enum kom_status status =
            kom_heading_find(headings, n, kom_text_of("kom"), kom_extract_place(x), &kom, err);
        if (!status)
            status = check_twins(k, x, kom, err);
        if (status)
            return status;
    }
    if (k->request.name_heading && check_long(k, x, kom, err))
        return err->status;
    size_t last = out->n;
    for (size_t i = 0; i < k->columns.n; i++) {
        kom_buf_str(out, i ? "," : "");
        last = out->n;
        kom_stream_heading(out, out_name(k, x, i, kom), is_status(k, x, &k->columns.out[i]));
    }
    if (k->request.name_heading) {
        kom_buf_str(out, k->columns.n ? "," : "");
        kom_buf_heading(out, kom_text_of(k->request.name_heading), ',');
        kom_buf_byte(out, ',');
        last = out->n;
        kom_buf_heading(out, kom_text_of(k->request.value_heading), ',');
        if (k->has_value_status) {
            kom_buf_byte(out, ',');
            last = out->n;
            kom_stream_heading(out, kom_text_of(k->request.value_heading), true);
        }
    }
    kom_stream_header_end(out, last);
    return KOM_OK;
}

void kom_canonical_passed(const struct kom_canonical *k, const struct kom_extract *x,
                          struct kom_buf *out) {
    for (size_t i = 0; i < k->columns.n; i++) {
        const struct kom_column *c = &x->columns[k->columns.out[i].column];
        if (c->kind != KOM_KIND_TEXT || is_status(k, x, &k->columns.out[i]))
            continue;
        kom_buf_str(out, out->n ? ", " : "");
        kom_buf_text(out, c->heading);
    }
    bool passes = false; /* melted cells of text columns, read as text */
    for (size_t i = 0; i < k->n_melted; i++)
        passes = passes || x->columns[k->melted[i].column].kind == KOM_KIND_TEXT;
    if (passes && k->value_column.kind == KOM_KIND_TEXT) {
        kom_buf_str(out, out->n ? ", " : "");
        kom_buf_str(out, k->request.value_heading);
    }
}
