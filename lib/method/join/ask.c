/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of both tables: keys, spells, columns that are added.

   The input's columns all pass, in their order, as kom-read writes them. Those of the key are
   looked for in both tables, as they stand and through the vocabulary, with COL_status beside them;
   columns of a spell in the table, its day in the input. What is added is all of the table but
   these, or what --add names, each with its COL_status. A name that the input has already, or a
   word that it has under another name, is refused, since who reads the result would take one for
   the other. */
#include <string.h>

#include "heading_index.h"
#include "measured.h"
#include "shell_word.h"
#include "work.h"

enum kom_status kom_join_parse(struct kom_join_request *q, const char *expect, const char *no_match,
                               struct kom_error *err) {
    static const char *const expects[] = {"n:1", "1:1", "1:n", "n:n"};
    static const char *const ways[] = {"stop", "keep", "aside"};
    size_t i = 0, k = 0;
    while (i < 4 && strcmp(expect, expects[i]) != 0)
        i++;
    while (k < 3 && strcmp(no_match, ways[k]) != 0)
        k++;
    if (i == 4)
        return kom_fail(err, KOM_EUSAGE, "--expect: \"%s\" is none of n:1, 1:1, 1:n, n:n", expect);
    if (k == 3)
        return kom_fail(err, KOM_EUSAGE, "--no-match: \"%s\" is none of stop, keep, aside",
                        no_match);
    q->expect = (enum kom_join_expect)i;
    q->no_match = (enum kom_join_no_match)k;
    return KOM_OK;
}

struct asking {
    struct kom_join *join;
    const struct kom_join_request *q;
    struct kom_extract *x;
    const struct kom_frame *table;
    struct kom_error *err;
};

/* ---- keys ---- */

/* Has the input the first name, and the table the second? */
static enum kom_status try_names(struct asking *a, const char *own, const char *other, size_t i,
                                 bool *has_both) {
    enum kom_status status =
        kom_extract_want(a->x, own, KOM_KIND_TEXT, &a->join->column[i], a->err);
    if (!status)
        status = kom_frame_find(a->table, other, &a->join->side.column[i], a->err);
    *has_both = !status && a->join->column[i] >= 0 && a->join->side.column[i] >= 0;
    return status;
}

/* COL, or COL=COL, the input's first; the other way round where only that can be meant. */
static enum kom_status find_key(struct asking *a, const char *item, size_t i) {
    const char *equals = strchr(item, '=');
    char *own =
        kom_arena_copy(&a->join->arena, item, equals ? (size_t)(equals - item) : strlen(item));
    const char *other = equals ? equals + 1 : own;
    bool has_both;
    if (!own)
        return kom_no_memory(a->err);
    if (!*own || !*other)
        return kom_fail(a->err, KOM_EUSAGE, "--on: \"%s\" is not of the form COL or COL=COL", item);
    enum kom_status status = try_names(a, own, other, i, &has_both);
    if (!status && !has_both && equals)
        status = try_names(a, other, own, i, &has_both);
    if (status || has_both)
        return status;
    status = kom_extract_need(a->x, own, KOM_KIND_TEXT, &a->join->column[i], a->err);
    return status ? status : kom_frame_need(a->table, other, &a->join->side.column[i], a->err);
}

/* A column is part of a key once. */
static enum kom_status check_twice(const struct asking *a, size_t i) {
    const struct kom_join *j = a->join;
    for (size_t k = 0; k < i; k++)
        if (j->column[k] == j->column[i] || j->side.column[k] == j->side.column[i])
            return kom_fail(a->err, KOM_EUSAGE, "--on: \"%s\" and \"%s\" are the same column",
                            a->q->on.item[k], a->q->on.item[i]);
    return KOM_OK;
}

static enum kom_status ask_keys(struct asking *a) {
    struct kom_join *j = a->join;
    enum kom_status status = KOM_OK;
    if (a->q->on.n == 0 || a->q->on.n > KOM_JOIN_KEYS_MAX)
        return kom_fail(a->err, KOM_EUSAGE, "--on: takes 1 to %d columns that both tables have",
                        (int)KOM_JOIN_KEYS_MAX);
    for (size_t i = 0; i < a->q->on.n && !status; i++) {
        struct kom_measured own, other;
        status = find_key(a, a->q->on.item[i], i);
        if (!status)
            status = check_twice(a, i);
        if (!status)
            status = kom_measured_want(a->x, j->column[i], &own, a->err);
        if (!status)
            status = kom_measured_find(a->table, j->side.column[i], &other, a->err);
        if (status)
            break;
        j->status[i] = own.status;
        j->side.status[i] = other.status;
    }
    return status;
}

/* ---- spells ---- */

static enum kom_status ask_spells(struct asking *a) {
    struct kom_join *j = a->join;
    struct kom_measured day, start, end;
    j->day = j->side.start = j->side.end = KOM_NO_COLUMN;
    j->day_status = j->side.start_status = j->side.end_status = KOM_NO_COLUMN;
    if (!a->q->within)
        return KOM_OK;
    char *text = kom_arena_copy(&j->arena, a->q->within, strlen(a->q->within));
    if (!text)
        return kom_no_memory(a->err);
    char *comma = strchr(text, ','), *equals = comma ? strchr(comma, '=') : NULL;
    if (!equals || comma == text || equals == comma + 1 || !equals[1] || strchr(comma + 1, ','))
        return kom_fail(a->err, KOM_EUSAGE,
                        "--within: \"%s\" is not of the form START,END=DAYCOL: two columns of the "
                        "table, and the day in the input",
                        a->q->within);
    *comma = *equals = '\0';
    enum kom_status status = kom_frame_need(a->table, text, &j->side.start, a->err);
    if (!status)
        status = kom_frame_need(a->table, comma + 1, &j->side.end, a->err);
    if (!status)
        status = kom_extract_need(a->x, equals + 1, KOM_KIND_DAY, &j->day, a->err);
    if (!status)
        status = kom_measured_want(a->x, j->day, &day, a->err);
    if (!status)
        status = kom_measured_find(a->table, j->side.start, &start, a->err);
    if (!status)
        status = kom_measured_find(a->table, j->side.end, &end, a->err);
    if (status)
        return status;
    j->day_status = day.status;
    j->side.start_status = start.status;
    j->side.end_status = end.status;
    return KOM_OK;
}

/* ---- columns that are added ---- */

static enum kom_kind kind_of(const struct kom_frame *f, int column) {
    const struct kom_word *word = f->index->word[column];
    bool is_told = f->form && f->form[column].day.shape != KOM_DAY_ISO;
    if (word && word->kind != KOM_KIND_TEXT)
        return word->kind;
    return is_told ? KOM_KIND_DAY : KOM_KIND_TEXT;
}

static void add(struct asking *a, int column, struct kom_text name, bool is_status) {
    struct kom_join_side *side = &a->join->side;
    side->added[side->n_added++] = (struct kom_join_added){
        name, column, is_status ? KOM_KIND_TEXT : kind_of(a->table, column), is_status};
}

static bool is_added(const struct kom_join_side *side, int column) {
    bool found = false;
    for (size_t i = 0; i < side->n_added; i++)
        found = found || side->added[i].column == column;
    return found;
}

static bool is_key(const struct asking *a, int column) {
    const struct kom_join_side *side = &a->join->side;
    bool found = column == side->start || column == side->end || column == side->start_status ||
                 column == side->end_status;
    for (size_t i = 0; i < a->q->on.n; i++)
        found = found || side->column[i] == column || side->status[i] == column;
    return found;
}

/* NAME_status goes along with a column: a figure does not lose what was said of it. */
static enum kom_status add_with_status(struct asking *a, int column, const char *name) {
    struct kom_join *j = a->join;
    struct kom_measured m;
    struct kom_buf text = {0};
    add(a, column, kom_text_of(name), false);
    enum kom_status status = kom_measured_find(a->table, column, &m, a->err);
    if (status || m.status < 0 || is_added(&j->side, m.status))
        return status;
    for (size_t i = 0; i < a->q->add.n; i++) {
        int listed;
        status = kom_frame_find(a->table, a->q->add.item[i], &listed, a->err);
        if (status || listed == m.status)
            return status; /* it comes by itself */
    }
    kom_buf_str(&text, name);
    kom_buf_str(&text, "_status");
    const char *copy = text.failed ? NULL : kom_arena_copy(&j->arena, text.p, text.n);
    kom_buf_fini(&text);
    if (!copy)
        return kom_no_memory(a->err);
    add(a, m.status, kom_text_of(copy), true);
    return KOM_OK;
}

/* Marks the columns that say of the one before them whether it has a value. */
static enum kom_status mark_statuses(struct asking *a) {
    struct kom_join_side *side = &a->join->side;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < side->n_added && !status; i++) {
        struct kom_measured m;
        status = kom_measured_find(a->table, side->added[i].column, &m, a->err);
        for (size_t k = 0; k < side->n_added && !status; k++)
            side->added[k].is_status =
                side->added[k].is_status || (m.status >= 0 && side->added[k].column == m.status);
    }
    return status;
}

static enum kom_status ask_named(struct asking *a) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < a->q->add.n && !status; i++) {
        int column;
        status = kom_frame_need(a->table, a->q->add.item[i], &column, a->err);
        if (!status && is_added(&a->join->side, column))
            status =
                kom_fail(a->err, KOM_EUSAGE, "--add: \"%s\" is named twice", a->q->add.item[i]);
        if (!status)
            status = add_with_status(a, column, a->q->add.item[i]);
    }
    return status;
}

static enum kom_status ask_added(struct asking *a) {
    struct kom_join *j = a->join;
    const size_t most = a->table->n_cols + 2 * a->q->add.n + 1;
    j->side.added = kom_arena_take(&j->arena, most * sizeof *j->side.added);
    if (!j->side.added)
        return kom_no_memory(a->err);
    for (size_t c = 0; c < a->table->n_cols && a->q->adds_all; c++)
        if (!is_key(a, (int)c))
            add(a, (int)c, a->table->name[c], false);
    enum kom_status status = ask_named(a);
    return status ? status : mark_statuses(a);
}

/* "--rename NAME_2=NAME" of a column of that table. */
static void add_renaming(struct kom_buf *out, const char *side, struct kom_text name) {
    struct kom_buf other = {0};
    kom_buf_text(&other, name);
    kom_buf_str(&other, "_2");
    kom_buf_str(out, "--rename ");
    kom_shell_pair(out, side, kom_buf_view(&other), name);
    out->failed = out->failed || other.failed;
    kom_buf_fini(&other);
}

static enum kom_status say_taken(const struct asking *a, struct kom_text heading,
                                 const struct kom_join_added *added) {
    const struct kom_text own = a->table->name[added->column];
    struct kom_buf text = {0};
    kom_buf_printf(&text,
                   "%s: the column \"%.*s\" that %s would add is in the input already, as "
                   "\"%.*s\"; give one of them another name: ",
                   a->x->files[0]->name, (int)added->name.n, added->name.p, kom_join_file(a->join),
                   (int)heading.n, heading.p);
    add_renaming(&text, a->table->side, own);
    kom_buf_str(&text, " or ");
    add_renaming(&text, NULL, heading);
    kom_buf_str(&text, ", or choose the columns that are to come: --add COL");
    enum kom_status status = text.failed ? kom_no_memory(a->err)
                                         : kom_fail(a->err, KOM_EDATA, "%.*s", (int)text.n, text.p);
    kom_buf_fini(&text);
    return status;
}

/* Nothing that is added may be there already, or twice. */
static enum kom_status check_names(const struct asking *a) {
    const struct kom_join_side *side = &a->join->side;
    for (size_t i = 0; i < side->n_added; i++) {
        for (size_t h = 0; h < a->x->n_headings; h++)
            if (kom_stream_is_taken(a->x->headings[h], side->added[i].name))
                return say_taken(a, a->x->headings[h], &side->added[i]);
        for (size_t k = 0; k < i; k++)
            if (kom_text_equal(side->added[k].name, side->added[i].name))
                return kom_fail(a->err, KOM_EDATA,
                                "%s: two columns are called \"%.*s\"; choose the columns that are "
                                "to come: --add COL",
                                kom_join_file(a->join), (int)side->added[i].name.n,
                                side->added[i].name.p);
    }
    return KOM_OK;
}

/* ---- numbers, rows ---- */

/* --number: a column of the input, of the table, or both. */
static enum kom_status ask_numbers(struct asking *a) {
    struct kom_join_side *side = &a->join->side;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < a->q->number.n && !status; i++) {
        int own = KOM_NO_COLUMN, other = KOM_NO_COLUMN;
        status = kom_extract_want(a->x, a->q->number.item[i], KOM_KIND_NUMBER, &own, a->err);
        if (!status)
            status = kom_frame_find(a->table, a->q->number.item[i], &other, a->err);
        if (!status && own < 0 && other < 0)
            status = kom_extract_need(a->x, a->q->number.item[i], KOM_KIND_NUMBER, &own, a->err);
        if (status)
            return status;
        if (own >= 0)
            a->x->columns[own].kind = KOM_KIND_NUMBER;
        for (size_t k = 0; k < side->n_added; k++)
            if (side->added[k].column == other)
                side->added[k].kind = KOM_KIND_NUMBER;
    }
    return status;
}

enum kom_status kom_join_lay_out(struct kom_join *j, struct kom_extract *x, struct kom_error *err) {
    if (kom_stream_all(x, &j->arena, &j->columns, err))
        return KOM_ENOMEM;
    for (size_t i = 0; i < j->request.on.n; i++) {
        kom_kind_columns_add(&j->deciding, j->column[i]);
        kom_kind_columns_add(&j->deciding, j->status[i]);
    }
    const struct kom_column *first = &x->columns[j->column[0]];
    j->is_single = !j->request.naming && j->deciding.n == 1 &&
                   (!first->word || first->word->kind == KOM_KIND_TEXT) &&
                   first->kind == KOM_KIND_TEXT;
    j->is_packed = j->request.on.n > 1;
    for (size_t i = 0; i < j->request.on.n; i++)
        j->is_packed = j->is_packed && j->status[i] < 0;
    return KOM_OK;
}

enum kom_status kom_join_ask(struct kom_join *join, const struct kom_join_request *request,
                             struct kom_extract *x, const struct kom_frame *table,
                             struct kom_error *err) {
    join->request = *request;
    join->extract = x;
    join->side.frame = table;
    x->keeps_cells = true;
    struct asking a = {join, request, x, table, err};
    enum kom_status status = kom_extract_want_all(x, err);
    if (!status)
        status = ask_keys(&a);
    if (!status)
        status = ask_spells(&a);
    if (!status)
        status = ask_added(&a);
    if (!status)
        status = check_names(&a);
    if (!status)
        status = ask_numbers(&a);
    if (!status)
        status = kom_join_lay_out(join, x, err);
    return status ? status : kom_join_side_make(join, err);
}

void kom_join_fini(struct kom_join *join) {
    kom_join_keys_fini(&join->side.keys);
    kom_free(join->side.key_of);
    kom_free(join->side.item);
    kom_free(join->side.from);
    kom_free(join->side.only);
    kom_free(join->side.text);
    kom_buf_fini(&join->side.texts);
    kom_arena_fini(&join->arena);
    *join = (struct kom_join){.columns = {NULL, 0}};
}
