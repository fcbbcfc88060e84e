/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header against the schema: columns of one name, fields that are not there, columns that are
   not declared, and the order where the schema asks for one.

   Each column of the first file is held to the fields of the schema. What is left over on either
   side is a finding: two columns of one field, a field without a column (with the headings near to
   it), a column that no field declares. Whether these are errors the schema's fieldsMatch says, and
   fields that a key or a rule needs are told whatever it says; by it the order is compared, too.
   Near misses are looked for only as long as somebody may read them. Later files are looked at when
   all is read, as only then their headers are known; with --union each column is told with the file
   where it stands. */
#include "shell_word.h"
#include "work.h"

#include <string.h>

#include "heading_index.h"

/* Near misses are looked for as long as somebody may read them. */
enum { N_LOOKED_NEAR = 50 };

/* The file where a heading stands: with --union not always the first. */
static const struct kom_file_plan *file_of(const struct kom_check_plan *plan,
                                           struct kom_text heading) {
    for (size_t f = 0; f < plan->x->n_files && plan->x->n_files > 1; f++)
        for (uint32_t i = 0; i < plan->x->files[f]->split.n_fields; i++)
            if (kom_text_equal(plan->x->files[f]->headings[i], heading))
                return plan->x->files[f];
    return plan->x->files[0];
}

static uint32_t place_of(const struct kom_check_plan *plan, const struct kom_file_plan *file) {
    uint32_t i = 0;
    while (i < plan->x->n_files && plan->x->files[i] != file)
        i++;
    return i;
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
    if (severity == KOM_CHECK_MIXED) {
        enum kom_fields_match match = plan->x->reading->schema->fields_match;
        severity = match == KOM_FIELDS_UNSAID ? KOM_CHECK_WARNING : KOM_CHECK_ERROR;
    }
    kom_check_line(&line, &finding);
    kom_check_tell(&plan->header, KOM_TAG_FINDING,
                   (struct kom_check_item){
                       .a = (uint16_t)severity, .b = (uint16_t)rule, .file = place_of(plan, file)},
                   kom_buf_view(&line));
    const bool failed = line.failed || plan->header.failed;
    kom_buf_fini(&line);
    return failed ? kom_no_memory_in(err, plan->x->label) : KOM_OK;
}

enum kom_status kom_check_say_header(struct kom_check_plan *plan, enum kom_check_rule rule,
                                     struct kom_text column, const char *message,
                                     struct kom_error *err) {
    return say_in(plan, file_of(plan, column), rule, column, kom_text_of(message), err);
}

static enum kom_status check_twins(struct kom_check_plan *plan, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 1; i < plan->n_columns && !status; i++)
        if (plan->x->index->nth[plan->columns[i].column->at])
            status = kom_check_say_header(plan, KOM_CHECK_column, plan->columns[i].column->heading,
                                          "stands twice in the header; rename one of the two", err);
    return status;
}

/* ---- what is declared and not there ---- */

/* What the header has of each field. */
struct seen {
    bool is_bound;        /* the table must have it for what is declared of it */
    bool is_mixed;        /* the headings of its columns so far are spelt differently */
    struct kom_text name; /* of its first column; NULL: none yet */
};

static void bind_names(const struct kom_schema *schema, const char *const *names, size_t n,
                       struct seen *seen) {
    for (size_t i = 0; i < n; i++) {
        int at = kom_heading_spelt(schema->index, kom_text_of(names[i]), 0);
        if (at >= 0)
            seen[at].is_bound = true;
    }
}

/* By field; NULL: memory ran out. */
static struct seen *bind_fields(const struct kom_schema *schema) {
    struct seen *seen = kom_alloc(schema->n_fields, sizeof *seen);
    if (!seen)
        return NULL;
    for (size_t i = 0; i < schema->n_fields; i++)
        seen[i].is_bound = schema->fields[i].required || schema->fields[i].unique;
    bind_names(schema, schema->primary_key, schema->n_primary_key, seen);
    for (size_t i = 0; i < schema->n_foreign_keys; i++)
        bind_names(schema, schema->foreign_keys[i].fields, schema->foreign_keys[i].n_fields, seen);
    return seen;
}

/* Notes a column; true when an earlier one of its field is spelt otherwise. */
static bool note_column(struct seen *seen, struct kom_text heading) {
    bool has_other = seen->is_mixed || (seen->name.p && !kom_text_equal(seen->name, heading));
    if (!seen->name.p)
        seen->name = heading;
    seen->is_mixed = has_other;
    return has_other;
}

static bool may_lack(const struct kom_schema *schema) {
    return schema->fields_match == KOM_FIELDS_SUPERSET ||
           schema->fields_match == KOM_FIELDS_PARTIAL;
}

static bool may_have_more(const struct kom_schema *schema) {
    return schema->fields_match == KOM_FIELDS_SUBSET || schema->fields_match == KOM_FIELDS_PARTIAL;
}

/* Adds the headings that nobody declared and that are near in spelling, and what names one. */
static void add_near(const struct kom_check_plan *plan, const char *name, bool looks_near,
                     struct kom_buf *message) {
    struct kom_text *others = kom_alloc(plan->n_columns + 1, sizeof *others);
    struct kom_buf near = {0};
    size_t n = 0;
    for (size_t i = 0; others && looks_near && i < plan->n_columns; i++)
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
                                   bool is_bound, bool looks_near, struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    struct kom_buf message = {0};
    kom_buf_str(&message, "is declared in the schema and not in the header; ");
    add_near(plan, f->name, looks_near, &message);
    if (!is_bound)
        kom_buf_printf(&message, ", \"fieldsMatch\": \"%s\" in the schema lets the table lack it",
                       may_have_more(schema) ? "partial" : "superset");
    enum kom_status status = message.failed
                                 ? kom_no_memory_in(err, plan->x->label)
                                 : say_in(plan, plan->x->files[0], KOM_CHECK_missing_column,
                                          kom_text_of(f->name), kom_buf_view(&message), err);
    kom_buf_fini(&message);
    return status;
}

static enum kom_status check_missing(struct kom_check_plan *plan, const struct seen *seen,
                                     struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    enum kom_status status = KOM_OK;
    size_t n_found = 0, n_missing = 0;
    for (size_t i = 0; i < schema->n_fields && !status; i++) {
        n_found += seen[i].name.p != NULL;
        if (!seen[i].name.p && (!may_lack(schema) || seen[i].is_bound))
            status = say_missing(plan, &schema->fields[i], seen[i].is_bound,
                                 n_missing++ < N_LOOKED_NEAR, err);
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

static enum kom_status check_extra(struct kom_check_plan *plan, const bool *is_second,
                                   struct kom_error *err) {
    enum kom_status status = KOM_OK;
    const char *message =
        may_lack(plan->x->reading->schema)
            ? "is not declared in the schema; declare it, or say \"fieldsMatch\": \"partial\" there"
            : "is not declared in the schema; declare it, or say \"fieldsMatch\": \"subset\" there";
    for (size_t i = 0; i < plan->n_columns && !status; i++) {
        struct kom_text heading = plan->columns[i].column->heading;
        if (!plan->columns[i].field)
            status = kom_check_say_header(plan, KOM_CHECK_extra_column, heading, message, err);
        else if (is_second[i])
            status = kom_check_say_header(plan, KOM_CHECK_extra_column, heading,
                                          "is a second column for one field of the schema; rename "
                                          "one of the two",
                                          err);
    }
    return status;
}

static enum kom_status check_fields(struct kom_check_plan *plan, struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    struct seen *seen = bind_fields(schema);
    bool *is_second = kom_alloc(plan->n_columns, sizeof *is_second);
    enum kom_status status = seen && is_second ? KOM_OK : kom_no_memory_in(err, plan->x->label);
    for (size_t i = 0; i < plan->n_columns && !status; i++) {
        const struct kom_schema_field *f = plan->columns[i].field;
        is_second[i] =
            f && note_column(&seen[f - schema->fields], plan->columns[i].column->heading);
    }
    if (!status)
        status = check_missing(plan, seen, err);
    if (!status && !may_have_more(schema))
        status = check_extra(plan, is_second, err);
    kom_free(seen);
    kom_free(is_second);
    return status;
}

/* ---- the order ---- */

/* The fields that a file has, each once, by the place of its column, and by that in the schema.
 * False: memory ran out. */
static bool list_fields(const struct kom_schema *schema, const struct kom_file_plan *file,
                        const struct kom_schema_field **by_column,
                        const struct kom_schema_field **by_schema, size_t *n) {
    bool *is_there = kom_alloc(schema->n_fields, sizeof *is_there);
    *n = 0;
    for (uint32_t i = 0; i < file->split.n_fields && is_there; i++) {
        const struct kom_schema_field *f = kom_schema_field(schema, file->headings[i]);
        if (!f || is_there[f - schema->fields])
            continue;
        is_there[f - schema->fields] = true;
        by_column[(*n)++] = f;
    }
    for (size_t i = 0, at = 0; i < schema->n_fields && is_there; i++)
        if (is_there[i])
            by_schema[at++] = &schema->fields[i];
    kom_free(is_there);
    return is_there != NULL;
}

static enum kom_status check_order(struct kom_check_plan *plan, const struct kom_file_plan *file,
                                   struct kom_error *err) {
    const struct kom_schema *schema = plan->x->reading->schema;
    size_t room = schema->n_fields + 1;
    const struct kom_schema_field **lists = kom_alloc(2 * room, sizeof(const void *));
    size_t n = 0;
    bool whole = lists && list_fields(schema, file, lists, lists + room, &n);
    enum kom_status status = whole ? KOM_OK : kom_no_memory_in(err, plan->x->label);
    for (size_t i = 0; i < n && !status; i++) {
        struct kom_buf message = {0};
        if (lists[i] == lists[room + i])
            continue;
        kom_buf_printf(&message,
                       "stands where the schema has \"%s\"; put the columns in the schema's order, "
                       "or say \"fieldsMatch\": \"equal\"",
                       lists[room + i]->name);
        status = message.failed ? kom_no_memory_in(err, plan->x->label)
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
        status = check_fields(plan, err);
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
