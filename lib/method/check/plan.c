/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rules apply to which columns: from the schema, the vocabulary and the request, once before
   the first row.

   Columns first: kind and form from the schema, else from the vocabulary, and what the first
   records say of CPR numbers. Then the columns that have a meaning in the trial (kom, person,
   service, days), each at most once: of two with one meaning none is used, which is a finding. Then
   the keys to be compared: primary, unique and foreign ones of the schema, spells and duplicates
   that follow from what the table is. Last the side tables. After this no row looks at a name, and
   a plan without rules for a thing costs the rows nothing. */
#include "work.h"

#include "cpr_watch.h"
#include "heading_index.h"

#include <stdio.h>
#include <string.h>

/* ---- columns ---- */

static enum kom_check_form form_of(const struct kom_schema_field *f) {
    static const struct {
        const char *type;
        enum kom_check_form form;
    } forms[] = {{"integer", KOM_FORM_WHOLE},
                 {"year", KOM_FORM_YEAR},
                 {"yearmonth", KOM_FORM_MONTH},
                 {"boolean", KOM_FORM_BOOLEAN}};
    for (size_t i = 0; f && i < sizeof forms / sizeof forms[0]; i++)
        if (strcmp(f->type, forms[i].type) == 0)
            return forms[i].form;
    return KOM_FORM_ANY;
}

/* The values of an enum as numbers, where all of them are. */
static enum kom_status read_numbers(struct kom_check_plan *plan, struct kom_check_column *c,
                                    struct kom_error *err) {
    if (c->kind != KOM_KIND_NUMBER || !c->field || c->field->n_values == 0)
        return KOM_OK;
    c->numbers = kom_arena_take(&plan->arena, c->field->n_values * sizeof *c->numbers);
    if (!c->numbers)
        return kom_no_memory_in(err, plan->x->label);
    for (size_t i = 0; i < c->field->n_values; i++)
        if (!kom_num_parse(kom_text_of(c->field->values[i]), (struct kom_num_form){'.', '\0'},
                           &c->numbers[i]))
            return kom_fail(err, KOM_EDATA, "%s: field \"%s\": enum: \"%s\" is no number",
                            plan->x->reading->schema->source, c->field->name, c->field->values[i]);
    return KOM_OK;
}

/* What the first records say of a column's numbers. */
static enum kom_status judge_cpr(const struct kom_extract *x, const struct kom_column *column,
                                 enum kom_check_cpr *judgement) {
    struct kom_cpr_column seen;
    bool stops = false;
    enum kom_status status = kom_cpr_foresee(x, column->at, &seen);
    enum kom_cpr what = status ? KOM_CPR_NONE : kom_cpr_verdict(&seen, &stops);
    if (seen.is_exempt)
        *judgement = KOM_CHECK_CPR_EXEMPT;
    else if (what != KOM_CPR_NONE && seen.n_hyphens && !stops)
        *judgement = KOM_CHECK_CPR_SERIAL;
    else if (what != KOM_CPR_NONE && !seen.n_hyphens && !seen.is_person)
        *judgement = KOM_CHECK_CPR_DIGITS;
    kom_cpr_column_fini(&seen);
    return status;
}

static enum kom_status plan_columns(struct kom_check_plan *plan, struct kom_error *err) {
    struct kom_extract *x = plan->x;
    const struct kom_reading *reading = x->reading;
    x->heeds_blanks = x->lists_blanked = true;
    enum kom_status status = kom_extract_want_all(x, err);
    if (status)
        return status;
    plan->n_columns = x->n_columns;
    plan->columns = kom_arena_take(&plan->arena, x->n_columns * sizeof *plan->columns);
    const struct kom_schema *schema = reading->schema;
    size_t n_fields = schema ? schema->n_fields : 0;
    plan->column_of_field =
        kom_arena_take(&plan->arena, (n_fields + 1) * sizeof *plan->column_of_field);
    if (!plan->columns || !plan->column_of_field)
        return kom_no_memory_in(err, plan->x->label);
    memset(plan->column_of_field, 0, (n_fields + 1) * sizeof *plan->column_of_field);
    for (size_t i = 0; i < x->n_columns && !status; i++) {
        const struct kom_column *column = &x->columns[i];
        const struct kom_schema_field *f = column->field;
        if (f)
            plan->column_of_field[f - schema->fields] = (uint32_t)i + 1;
        bool declared = f && strcmp(f->type, "any") != 0;
        plan->columns[i] = (struct kom_check_column){
            .column = column,
            .field = f,
            .kind = declared ? f->kind : column->kind,
            .form = form_of(f),
            .is_required = f && f->required,
            .is_settled = reading->decimal || reading->thousands || column->form.number.decimal ||
                          column->form.number.thousands,
        };
        status = read_numbers(plan, &plan->columns[i], err);
        if (!status && judge_cpr(x, column, &plan->columns[i].cpr))
            status = kom_no_memory_in(err, plan->x->label);
    }
    return status;
}

/* ---- columns with a meaning ---- */

/* The column of a word; two headings of one meaning are a finding, and the word then has no column.
 */
static enum kom_status find_role(struct kom_check_plan *plan, const char *name, int *column,
                                 struct kom_error *err) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(plan->x, &n);
    struct kom_error wrong = {0};
    struct kom_header_at where = kom_extract_place(plan->x);
    where.file = "";
    *column = KOM_NO_COLUMN;
    enum kom_status status =
        kom_heading_find(headings, n, kom_text_of(name), where, column, &wrong);
    if (status == KOM_EDATA) {
        *column = KOM_NO_COLUMN;
        if (!kom_check_is_on(plan, KOM_CHECK_column))
            return KOM_OK;
        const char *text = strncmp(wrong.text, ": ", 2) == 0 ? wrong.text + 2 : wrong.text;
        return kom_check_say_header(plan, KOM_CHECK_column, kom_text_of(name), text, err);
    }
    if (status)
        *err = wrong;
    return status;
}

static enum kom_status plan_roles(struct kom_check_plan *plan, struct kom_error *err) {
    struct kom_check_roles *r = &plan->role;
    const struct {
        const char *name;
        int *column;
    } roles[] = {
        {"kom", &r->kom},           {"person", &r->person},    {"service", &r->service},
        {"date", &r->date},         {"period", &r->period},    {"start", &r->start},
        {"end", &r->end},           {"status", &r->status},    {"sale_id", &r->sale_id},
        {"band", &r->band},         {"price", &r->price},      {"price_vat", &r->price_vat},
        {"provider", &r->agree[0]}, {"section", &r->agree[1]}, {"setting", &r->agree[2]},
        {"group", &r->agree[3]},
    };
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0] && !status; i++)
        status = find_role(plan, roles[i].name, roles[i].column, err);
    return status;
}

static void require(struct kom_check_plan *plan, int column) {
    if (column != KOM_NO_COLUMN)
        plan->columns[column].is_required = true;
}

/* ---- keys ---- */

static enum kom_status add_keys(struct kom_check_plan *plan, enum kom_check_rule rule,
                                const int *columns, size_t n, struct kom_check_keys **keys,
                                struct kom_error *err) {
    void *p = plan->keys;
    *keys = NULL;
    if (!kom_check_is_on(plan, rule))
        return KOM_OK;
    if (kom_grow(&p, &plan->cap_keys, plan->n_keys + 1, sizeof *plan->keys))
        return kom_no_memory_in(err, plan->x->label);
    plan->keys = p;
    *keys = &plan->keys[plan->n_keys];
    **keys = (struct kom_check_keys){.rule = rule, .n_columns = n, .target = KOM_NO_COLUMN};
    (*keys)->columns = kom_arena_take(&plan->arena, (n + 1) * sizeof *columns);
    if (!(*keys)->columns)
        return kom_no_memory_in(err, plan->x->label);
    for (size_t i = 0; i < n; i++)
        (*keys)->columns[i] = columns[i];
    plan->n_keys++;
    return KOM_OK;
}

/* The columns of declared names; false when the table lacks one (which is a finding already). */
static bool find_fields(const struct kom_check_plan *plan, const char *const *names, size_t n,
                        int *columns) {
    for (size_t i = 0; i < n; i++) {
        columns[i] = KOM_NO_COLUMN;
        int field = kom_heading_spelt(plan->x->reading->schema->index, kom_text_of(names[i]), 0);
        if (field >= 0 && plan->column_of_field[field])
            columns[i] = (int)plan->column_of_field[field] - 1;
        if (columns[i] == KOM_NO_COLUMN)
            return false;
    }
    return true;
}

/* One foreign key: to the table itself as two kinds of keys, to another file as a reference. */
static enum kom_status plan_foreign_key(struct kom_check_plan *plan,
                                        const struct kom_foreign_key *key, int *columns,
                                        struct kom_error *err) {
    struct kom_check_keys *keys;
    if (!find_fields(plan, key->fields, key->n_fields, columns))
        return KOM_OK;
    if (key->resource[0] != '\0') {
        if (!key->path)
            return kom_fail(
                err, KOM_EDATA,
                "%s: a foreign key points to \"%s\"; describe both tables in one Data Package",
                plan->x->reading->schema->source, key->resource);
        struct kom_check_reference *r = &plan->references[plan->n_references++];
        *r = (struct kom_check_reference){.n_columns = key->n_fields, .path = key->path};
        r->columns = kom_arena_take(&plan->arena, (key->n_fields + 1) * sizeof *columns);
        if (!r->columns)
            return kom_no_memory_in(err, plan->x->label);
        memcpy(r->columns, columns, key->n_fields * sizeof *columns);
        r->key = key;
        return KOM_OK;
    }
    enum kom_status status =
        add_keys(plan, KOM_CHECK_foreign_key, columns, key->n_fields, &keys, err);
    if (status || !keys)
        return status;
    keys->target = (int)plan->n_keys;
    if (!find_fields(plan, key->reference_fields, key->n_fields, columns)) {
        plan->n_keys--;
        return KOM_OK;
    }
    status = add_keys(plan, KOM_CHECK_foreign_key, columns, key->n_fields, &keys, err);
    if (!status)
        keys->is_target = plan->waits = true;
    return status;
}

static enum kom_status plan_schema_keys(struct kom_check_plan *plan, int *columns,
                                        struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    struct kom_check_keys *keys;
    enum kom_status status = KOM_OK;
    if (schema->n_primary_key &&
        find_fields(plan, schema->primary_key, schema->n_primary_key, columns)) {
        for (size_t i = 0; i < schema->n_primary_key; i++)
            require(plan, columns[i]);
        status = add_keys(plan, KOM_CHECK_primary_key, columns, schema->n_primary_key, &keys, err);
    }
    for (size_t i = 0; i < plan->n_columns && !status; i++) {
        const struct kom_schema_field *f = plan->columns[i].field;
        int column = (int)i;
        if (f && f->unique)
            status = add_keys(plan, KOM_CHECK_unique, &column, 1, &keys, err);
    }
    plan->references =
        kom_arena_take(&plan->arena, (schema->n_foreign_keys + 1) * sizeof *plan->references);
    if (!status && !plan->references)
        return kom_no_memory_in(err, plan->x->label);
    for (size_t i = 0;
         i < schema->n_foreign_keys && !status && kom_check_is_on(plan, KOM_CHECK_foreign_key); i++)
        status = plan_foreign_key(plan, &schema->foreign_keys[i], columns, err);
    return status;
}

/* Whether the schema says already that the column's values differ. */
static bool is_declared_unique(const struct kom_check_plan *plan, int column) {
    for (size_t i = 0; i < plan->n_keys; i++)
        if (plan->keys[i].n_columns == 1 && plan->keys[i].columns[0] == column &&
            (plan->keys[i].rule == KOM_CHECK_unique || plan->keys[i].rule == KOM_CHECK_primary_key))
            return true;
    return false;
}

static enum kom_status plan_duplicates(struct kom_check_plan *plan, int *columns,
                                       struct kom_error *err) {
    struct kom_check_keys *keys;
    int id = plan->role.sale_id;
    enum kom_status status = KOM_OK;
    if (id != KOM_NO_COLUMN && !is_declared_unique(plan, id))
        status = add_keys(plan, KOM_CHECK_duplicate, &id, 1, &keys, err);
    if (status || !plan->request->duplicates)
        return status;
    for (size_t i = 0; i < plan->n_columns; i++)
        columns[i] = (int)i;
    status = add_keys(plan, KOM_CHECK_duplicate, columns, plan->n_columns, &keys, err);
    if (!status && keys)
        keys->is_whole_row = true;
    return status;
}

/* What table it is, by its columns, and what follows from that. */
static enum kom_status plan_tables(struct kom_check_plan *plan, int *columns,
                                   struct kom_error *err) {
    const struct kom_check_roles *r = &plan->role;
    struct kom_check_keys *keys;
    const int none = KOM_NO_COLUMN;
    bool is_prices = r->band != none || r->price != none || r->price_vat != none;
    plan->is_spells = r->start != none && r->end != none;
    plan->is_sales = r->kom != none && r->date != none && (r->service != none || r->person != none);
    if (plan->is_sales) {
        const int needed[] = {r->kom, r->person, r->service, r->date};
        for (size_t i = 0; i < 4; i++)
            require(plan, needed[i]);
        return KOM_OK;
    }
    if (r->kom == none || r->start == none || (r->person == none && r->service == none))
        return KOM_OK;
    require(plan, r->kom);
    require(plan, r->start);
    require(plan, r->person != none ? r->person : r->service);
    if (r->person != none) /* spells of persons may repeat and overlap */
        return KOM_OK;
    size_t n = 0;
    columns[n++] = r->kom;
    columns[n++] = r->service;
    if (is_prices && r->band != none)
        columns[n++] = r->band;
    for (size_t i = 0; i < 4 && !is_prices; i++)
        if (r->agree[i] != none)
            columns[n++] = r->agree[i];
    enum kom_status status = add_keys(plan, KOM_CHECK_overlap, columns, n, &keys, err);
    if (!status && keys)
        keys->is_spell = true;
    return status;
}

enum kom_status kom_check_plan_init(struct kom_check_plan *plan, struct kom_extract *x,
                                    const struct kom_check_request *request,
                                    struct kom_error *err) {
    *plan = (struct kom_check_plan){.x = x, .request = request};
    plan->keeps_rows = request->good || request->aside || request->keeps_aside;
    const struct kom_schema *schema = x->reading->schema;
    enum kom_status status = plan_columns(plan, err);
    size_t room = plan->n_columns + 8;
    for (size_t i = 0; schema && i < schema->n_foreign_keys; i++)
        room += schema->foreign_keys[i].n_fields;
    int *columns =
        kom_arena_take(&plan->arena, (room + (schema ? schema->n_fields : 0)) * sizeof *columns);
    if (!status && !columns)
        status = kom_no_memory_in(err, plan->x->label);
    if (!status)
        status = kom_check_header(plan, err);
    if (!status)
        status = plan_roles(plan, err);
    if (!status && schema)
        status = plan_schema_keys(plan, columns, err);
    if (!status)
        status = plan_duplicates(plan, columns, err);
    if (!status)
        status = plan_tables(plan, columns, err);
    if (!status)
        status = kom_check_sides_init(plan, err);
    if (!status)
        kom_check_quick_plan(plan);
    return status;
}

void kom_check_plan_fini(struct kom_check_plan *plan) {
    kom_free(plan->keys);
    kom_check_sides_fini(plan);
    kom_buf_fini(&plan->header);
    kom_arena_fini(&plan->arena);
    *plan = (struct kom_check_plan){0};
}
