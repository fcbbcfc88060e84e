/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header against the schema: columns of one name, fields that are not there, columns that are
   not declared, and the order where the schema asks for one. */
#include "shell_word.h"
#include "work.h"

#include <string.h>

static enum kom_status no_memory(const struct kom_check_plan *plan, struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "%s: out of memory", plan->x->label);
}

/* The file where a heading stands: with --union not always the first. */
static const struct kom_file_plan *file_of(const struct kom_check_plan *plan,
                                           struct kom_text heading) {
    for (size_t f = 0; f < plan->x->n_files; f++)
        for (uint32_t i = 0; i < plan->x->files[f]->split.n_fields; i++)
            if (kom_text_equal(plan->x->files[f]->headings[i], heading))
                return plan->x->files[f];
    return plan->x->files[0];
}

static enum kom_status say_in(struct kom_check_plan *plan, const struct kom_file_plan *file,
                              enum kom_check_rule rule, struct kom_text column,
                              struct kom_text message, struct kom_error *err) {
    struct kom_buf line = {0};
    struct kom_text none = {NULL, 0};
    const struct kom_check_finding finding = {file->name, file->header_line, rule, column, none,
                                              message};
    enum kom_check_severity severity = plan->request->severity[rule];
    if (severity == KOM_CHECK_OFF)
        return KOM_OK;
    kom_check_line(&line, &finding);
    enum kom_status status = line.failed
                                 ? no_memory(plan, err)
                                 : kom_sink_write(plan->request->out, kom_buf_view(&line), err);
    kom_buf_fini(&line);
    if (severity == KOM_CHECK_MIXED) {
        enum kom_fields_match match = plan->x->reading->schema->fields_match;
        severity = match == KOM_FIELDS_UNSAID ? KOM_CHECK_WARNING : KOM_CHECK_ERROR;
    }
    plan->n_header_errors += severity == KOM_CHECK_ERROR;
    plan->n_header_warnings += severity == KOM_CHECK_WARNING;
    plan->n_header[rule]++;
    return status;
}

enum kom_status kom_check_say_header(struct kom_check_plan *plan, enum kom_check_rule rule,
                                     struct kom_text column, const char *message,
                                     struct kom_error *err) {
    return say_in(plan, file_of(plan, column), rule, column, kom_text_of(message), err);
}

static enum kom_status check_twins(struct kom_check_plan *plan, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 1; i < plan->n_columns && !status; i++)
        for (size_t k = 0; k < i && !status; k++)
            if (kom_text_equal(plan->columns[i].column->heading,
                               plan->columns[k].column->heading)) {
                status =
                    kom_check_say_header(plan, KOM_CHECK_column, plan->columns[i].column->heading,
                                         "stands twice in the header; rename one of the two", err);
                break;
            }
    return status;
}

/* ---- what is declared and not there ---- */

/* A declared field that the table must have for what is declared of it. */
static bool is_bound(const struct kom_schema *schema, const struct kom_schema_field *f) {
    for (size_t i = 0; i < schema->n_primary_key; i++)
        if (strcmp(schema->primary_key[i], f->name) == 0)
            return true;
    for (size_t i = 0; i < schema->n_foreign_keys; i++)
        for (size_t k = 0; k < schema->foreign_keys[i].n_fields; k++)
            if (strcmp(schema->foreign_keys[i].fields[k], f->name) == 0)
                return true;
    return f->required || f->unique;
}

static bool may_lack(const struct kom_schema *schema) {
    return schema->fields_match == KOM_FIELDS_SUPERSET ||
           schema->fields_match == KOM_FIELDS_PARTIAL;
}

static bool may_have_more(const struct kom_schema *schema) {
    return schema->fields_match == KOM_FIELDS_SUBSET || schema->fields_match == KOM_FIELDS_PARTIAL;
}

/* Adds the headings that nobody declared and that are near in spelling, and what names one. */
static void add_near(const struct kom_check_plan *plan, const char *name, struct kom_buf *message) {
    struct kom_text *others = kom_alloc(plan->n_columns + 1, sizeof *others);
    struct kom_buf near = {0};
    size_t n = 0;
    for (size_t i = 0; others && i < plan->n_columns; i++)
        if (!plan->columns[i].field)
            others[n++] = plan->columns[i].column->heading;
    if (others && kom_names_near(others, n, kom_text_of(name), &near))
        kom_buf_printf(message, "did you mean %.*s? ", (int)near.n, near.p);
    kom_buf_str(message, "--rename ");
    kom_shell_pair(message, NULL, kom_text_of(name),
                   near.n ? kom_names_nearest(others, n, kom_text_of(name))
                          : kom_text_of("COLUMN"));
    kom_buf_str(message, near.n ? " names it" : " names one");
    message->failed |= !others || near.failed;
    kom_buf_fini(&near);
    kom_free(others);
}

static enum kom_status say_missing(struct kom_check_plan *plan, const struct kom_schema_field *f,
                                   struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    struct kom_buf message = {0};
    kom_buf_str(&message, "is declared in the schema and not in the header; ");
    add_near(plan, f->name, &message);
    if (!is_bound(schema, f))
        kom_buf_printf(&message, ", \"fieldsMatch\": \"%s\" in the schema lets the table lack it",
                       may_have_more(schema) ? "partial" : "superset");
    enum kom_status status = message.failed
                                 ? no_memory(plan, err)
                                 : say_in(plan, plan->x->files[0], KOM_CHECK_missing_column,
                                          kom_text_of(f->name), kom_buf_view(&message), err);
    kom_buf_fini(&message);
    return status;
}

static enum kom_status check_missing(struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    enum kom_status status = KOM_OK;
    size_t n_found = 0;
    for (size_t i = 0; i < schema->n_fields && !status; i++) {
        bool found = false;
        for (size_t k = 0; k < plan->n_columns && !found; k++)
            found = plan->columns[k].field == &schema->fields[i];
        n_found += found;
        if (!found && (!may_lack(schema) || is_bound(schema, &schema->fields[i])))
            status = say_missing(plan, &schema->fields[i], err);
    }
    if (status || n_found || schema->fields_match != KOM_FIELDS_PARTIAL)
        return status;
    struct kom_text none = {NULL, 0};
    return kom_check_say_header(plan, KOM_CHECK_missing_column, none,
                                "none of the fields of the schema is in the header; is it the "
                                "schema of this table?",
                                err);
}

/* ---- what is there and not declared ---- */

static enum kom_status check_extra(struct kom_check_plan *plan, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    const char *message =
        may_lack(plan->x->reading->schema)
            ? "is not declared in the schema; declare it, or say \"fieldsMatch\": \"partial\" there"
            : "is not declared in the schema; declare it, or say \"fieldsMatch\": \"subset\" there";
    for (size_t i = 0; i < plan->n_columns && !status; i++) {
        struct kom_text heading = plan->columns[i].column->heading;
        const struct kom_schema_field *f = plan->columns[i].field;
        bool is_second = false;
        for (size_t k = 0; k < i && f; k++)
            is_second |= plan->columns[k].field == f &&
                         !kom_text_equal(plan->columns[k].column->heading, heading);
        if (!f)
            status = kom_check_say_header(plan, KOM_CHECK_extra_column, heading, message, err);
        else if (is_second)
            status = kom_check_say_header(plan, KOM_CHECK_extra_column, heading,
                                          "is a second column for one field of the schema; rename "
                                          "one of the two",
                                          err);
    }
    return status;
}

/* ---- the order ---- */

/* The fields that a file has, each once, by the place of its column or by that in the schema. */
static size_t list_fields(const struct kom_schema *schema, const struct kom_file_plan *file,
                          bool by_schema, const struct kom_schema_field **list) {
    size_t n = 0;
    for (uint32_t i = 0; i < file->split.n_fields; i++) {
        const struct kom_schema_field *f = kom_schema_field(schema, file->headings[i]);
        size_t at = 0;
        while (at < n && list[at] != f)
            at++;
        if (!f || at < n)
            continue;
        for (at = n++; by_schema && at && list[at - 1] > f; at--)
            list[at] = list[at - 1];
        list[at] = f;
    }
    return n;
}

static enum kom_status check_order(struct kom_check_plan *plan, const struct kom_file_plan *file,
                                   struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    size_t room = schema->n_fields + 1;
    const struct kom_schema_field **lists = kom_alloc(2 * room, sizeof(const void *));
    enum kom_status status = lists ? KOM_OK : no_memory(plan, err);
    size_t n = lists ? list_fields(schema, file, false, lists) : 0;
    if (lists)
        (void)list_fields(schema, file, true, lists + room);
    for (size_t i = 0; i < n && !status; i++) {
        struct kom_buf message = {0};
        if (lists[i] == lists[room + i])
            continue;
        kom_buf_printf(&message,
                       "stands where the schema has \"%s\"; put the columns in the schema's order, "
                       "or say \"fieldsMatch\": \"equal\"",
                       lists[room + i]->name);
        status = message.failed ? no_memory(plan, err)
                                : say_in(plan, file, KOM_CHECK_column, kom_text_of(lists[i]->name),
                                         kom_buf_view(&message), err);
        kom_buf_fini(&message);
    }
    kom_free(lists);
    return status;
}

/* ---- all of it ---- */

enum kom_status kom_check_header(struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    enum kom_status status = check_twins(plan, err);
    if (!status && schema)
        status = check_missing(plan, err);
    if (!status && schema && !may_have_more(schema))
        status = check_extra(plan, err);
    if (!status && schema && schema->fields_match == KOM_FIELDS_EXACT)
        status = check_order(plan, plan->x->files[0], err);
    return status;
}

enum kom_status kom_check_later_headers(struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    enum kom_status status = KOM_OK;
    for (size_t i = 1; i < plan->x->n_files && !status; i++)
        if (schema && schema->fields_match == KOM_FIELDS_EXACT)
            status = check_order(plan, plan->x->files[i], err);
    return status;
}
