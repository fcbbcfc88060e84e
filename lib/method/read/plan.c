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
#include "intern.h"
#include "shell_word.h"

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

/* Marks of numbers that are told of a column that passes as text would be of no use. */
static enum kom_status check_told(struct planner *p) {
    const struct kom_extract *x = p->x;
    for (size_t i = 0; i < x->n_columns; i++) {
        const struct kom_column *c = &x->columns[i];
        const struct kom_told *told = &x->told[c->at];
        const bool may_be_value = p->q->name_heading && p->k->value_column.kind == KOM_KIND_NUMBER;
        if (c->kind == KOM_KIND_NUMBER || may_be_value || (!told->suffix && !told->thousands))
            continue;
        struct kom_buf out = {0};
        kom_buf_printf(&out, "--%s: \"%.*s\" passes as it stands; declare it with --number ",
                       told->suffix ? "suffix" : "thousands", (int)c->heading.n, c->heading.p);
        kom_shell_word(&out, c->heading);
        return kom_fail_text(&out, KOM_EUSAGE, p->err);
    }
    return KOM_OK;
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
        has_year = has_year || kom_name_is_year(p->x->columns[i].heading);
        if (month < 0 && kom_name_is_month(p->x->columns[i].heading))
            month = (int)i;
    }
    return has_year ? month : -1;
}

/* Does it come behind the column that it says something of, whatever else is asked for? */
static bool is_brought(const struct kom_extract *x, size_t column) {
    const struct kom_foreign_table *t = x->files[0]->foreign;
    return t && column < t->n_fields && t->is_status[column];
}

/* What is written must not be there already. */
static enum kom_status check_own_status(struct planner *p, size_t i) {
    const int own = p->k->beside[i];
    if (own < 0)
        return KOM_OK;
    const struct kom_text of = p->x->columns[i].heading, name = p->x->columns[own].heading;
    struct kom_buf out = {0};
    kom_buf_printf(
        &out,
        "--status: %s has \"%.*s\" already, which says what there is of \"%.*s\"; where it "
        "does not, give it another name: --rename ",
        p->x->files[0]->name, (int)name.n, name.p, (int)of.n, of.p);
    kom_shell_pair(&out, NULL, kom_text_of("NEW"), name);
    return kom_fail_text(&out, KOM_EUSAGE, p->err);
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
    if (has_status && !is_there && check_own_status(p, i))
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

/* What NAME says of a column. Where it holds periods or days, headings are such, and written as
   cells are. */
static enum kom_status name_melted(struct planner *p, struct kom_text heading,
                                   struct kom_text *name) {
    const struct kom_word *word = kom_word_find(kom_text_of(p->q->name_heading));
    const struct kom_cell_form plain = {.heading = heading};
    struct kom_buf out = {0};
    *name = heading;
    if (!word || (word->kind != KOM_KIND_PERIOD && word->kind != KOM_KIND_DAY))
        return KOM_OK;
    if (kom_stream_cell(&out, word->kind, &plain, heading, false) && !out.failed) {
        *name = (struct kom_text){kom_arena_copy(p->arena, out.p, out.n), out.n};
        kom_buf_fini(&out);
        return name->p ? KOM_OK : kom_no_memory(p->err);
    }
    kom_buf_reset(&out);
    kom_buf_printf(&out,
                   "--long: \"%.*s\" is no %s; keep it in every row with --keep, or call NAME "
                   "otherwise than %s",
                   (int)heading.n, heading.p, word->kind == KOM_KIND_DAY ? "day" : "period",
                   p->q->name_heading);
    return kom_fail_text(&out, KOM_EUSAGE, p->err);
}

/* A column becomes rows, whose status goes behind the value. */
static enum kom_status melt(struct planner *p, size_t i, bool has_status) {
    struct kom_canonical *k = p->k;
    const struct kom_column *c = &p->x->columns[i];
    const int own = !has_status && is_brought(p->x, i + 1) ? KOM_NO_COLUMN : k->beside[i];
    const bool is_number = c->kind == KOM_KIND_NUMBER ||
                           (c->kind == KOM_KIND_TEXT && k->value_column.kind == KOM_KIND_NUMBER);
    if (has_status && own < 0 && !is_number)
        return refuse_status(p, c->heading);
    struct kom_text name;
    enum kom_status status = name_melted(p, c->heading, &name);
    if (status)
        return status;
    k->melted[k->n_melted++] = (struct kom_melted){(int)i, name, own, has_status};
    k->has_value_status = k->has_value_status || has_status || own >= 0;
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
    if (!out || !k->melted || !is_kept || !says_status)
        return kom_no_memory(p->err);
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < p->x->n_columns && !status; i++) {
        const bool is_year = k->month >= 0 && kom_name_is_year(p->x->columns[i].heading);
        const bool is_long = p->q->name_heading && !is_kept[i];
        if ((int)i == k->month || is_brought(p->x, i))
            continue;
        if (is_long && k->says_of[i] < 0)
            status = melt(p, i, says_status[i] || names_value(p));
        else if (!is_long || is_kept[k->says_of[i]]) /* else it goes behind the value */
            status = lay_column(p, out, i, is_year ? k->month : KOM_NO_COLUMN, says_status[i]);
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
    if (!status) {
        k->month = find_month(&p);
        status = kom_canonical_name(k, x, arena, err);
    }
    if (!status)
        declare_codes(&p);
    if (!status)
        status = declare_numbers(&p);
    if (!status)
        status = check_told(&p);
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

static bool is_status(const struct kom_canonical *k, const struct kom_extract *x,
                      const struct kom_stream_column *o) {
    return o->is_status || is_brought(x, (size_t)o->column) ||
           (k->request.canonical_names && k->says_of[o->column] >= 0);
}

/* The name that a column is written under; what is brought is called by what it is beside. */
static struct kom_text out_name(const struct kom_canonical *k, const struct kom_extract *x,
                                size_t out) {
    const struct kom_stream_column *o = &k->columns.out[out];
    const bool is_of_other = is_status(k, x, o) && k->says_of[o->column] >= 0;
    return k->name[is_of_other ? k->says_of[o->column] : o->column];
}

static enum kom_status twins(const struct kom_extract *x, struct kom_text name,
                             const struct kom_column *a, const struct kom_column *b,
                             struct kom_error *err) {
    struct kom_buf out = {0};
    kom_buf_printf(&out,
                   "%s: columns \"%.*s\" and \"%.*s\" would both be called %.*s; give one another "
                   "name: --rename ",
                   x->files[0]->name, (int)a->heading.n, a->heading.p, (int)b->heading.n,
                   b->heading.p, (int)name.n, name.p);
    kom_shell_pair(&out, NULL, kom_text_of("NEW"), b->heading);
    return kom_fail_text(&out, KOM_EDATA, err);
}

static enum kom_status check_twins(const struct kom_canonical *k, const struct kom_extract *x,
                                   struct kom_error *err) {
    struct kom_intern seen[2] = {0}; /* names of values, and of status columns */
    uint32_t *first[2] = {kom_alloc(k->columns.n, sizeof **first),
                          kom_alloc(k->columns.n, sizeof **first)};
    enum kom_status status = first[0] && first[1] ? KOM_OK : kom_no_memory(err);
    for (size_t i = 0; i < k->columns.n && !status; i++) {
        const struct kom_stream_column *o = &k->columns.out[i];
        const bool kind = is_status(k, x, o);
        const size_t n = seen[kind].n;
        const uint32_t id = kom_intern_add(&seen[kind], out_name(k, x, i));
        if (id == KOM_NO_ID)
            status = kom_no_memory_in(err, x->files[0]->name);
        else if (seen[kind].n == n)
            status = twins(x, out_name(k, x, i), &x->columns[first[kind][id]],
                           &x->columns[o->column], err);
        else
            first[kind][id] = (uint32_t)o->column;
    }
    for (int i = 0; i < 2; i++) {
        kom_intern_fini(&seen[i]);
        kom_free(first[i]);
    }
    return status;
}

/* NAME and VALUE of --long, and what is said of VALUE, are names of their own. */
static enum kom_status check_long(const struct kom_canonical *k, const struct kom_extract *x,
                                  struct kom_error *err) {
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
        kom_buf_text(&name, i < n ? out_name(k, x, i) : own[i - n]);
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
    enum kom_status status = k->request.canonical_names ? check_twins(k, x, err) : KOM_OK;
    if (!status && k->request.name_heading)
        status = check_long(k, x, err);
    if (status)
        return status;
    size_t last = out->n;
    for (size_t i = 0; i < k->columns.n; i++) {
        kom_buf_str(out, i ? "," : "");
        last = out->n;
        kom_stream_heading(out, out_name(k, x, i), is_status(k, x, &k->columns.out[i]));
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
