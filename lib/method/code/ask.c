/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the segments and of --documents.

   A by-column is looked for in both: --documents says it of documents that have no row, too; where
   the segments say it as well, the two must agree (group.c). What neither has comes from the tables
   beside, by the municipality of the document. */
#include <string.h>

#include "ask.h"
#include "work.h"

size_t kom_code_typed(const struct kom_code_request *r, struct kom_typed_column *list, size_t cap) {
    return kom_typed_add(list, cap, 0, r->has_values ? "value" : NULL, KOM_KIND_NUMBER);
}

static const struct kom_output_column *columns_of(enum kom_code_table table) {
    static const struct kom_output_column *const columns[] = {
        [KOM_CODE_COUNTS] = kom_code_count_columns,
        [KOM_CODE_PAIRS] = kom_code_pair_columns,
        [KOM_CODE_AGREEMENT] = kom_code_agreement_columns,
        [KOM_CODE_QUOTES] = kom_code_quote_columns,
    };
    return columns[table];
}

/* Passages leave the tool as passages only. */
static enum kom_status refuse_passages(const struct kom_code *c, struct kom_error *err) {
    for (size_t i = 0; i < c->ask.n_by; i++)
        if (kom_by_means("text", kom_text_of(c->ask.by[i])))
            return kom_fail(err, KOM_EUSAGE,
                            "--by: the column \"%s\" holds the passages, which are no groups; "
                            "name another",
                            c->ask.by[i]);
    return KOM_OK;
}

static enum kom_status ask_by(struct kom_code *c, struct kom_error *err) {
    struct kom_by *by = &c->work->column.by;
    const size_t n = c->ask.n_by;
    int *at = kom_arena_take(&c->work->arena, (3 * n + 1) * sizeof *at);
    if (!at)
        return kom_no_memory(err);
    *by = (struct kom_by){.name = c->ask.by,
                          .n = n,
                          .lookup = c->ask.lookup,
                          .more = c->ask.documents,
                          .column = at,
                          .place = at + n,
                          .in_more = at + 2 * n};
    enum kom_status status = refuse_passages(c, err);
    if (!status)
        status = kom_by_find(by, c->work->frame, err);
    return status ? status
                  : kom_output_own((struct kom_output_by){c->ask.by, n}, columns_of(c->ask.table),
                                   c, err);
}

enum kom_status code_ask(struct kom_code *c, struct kom_error *err) {
    struct code_columns *column = &c->work->column;
    const bool is_agreement = c->ask.table == KOM_CODE_AGREEMENT;
    struct kom_ask ask = {c->work->frame, err, KOM_OK};
    kom_ask_need(&ask, "document", &column->document);
    kom_ask_need(&ask, "code", &column->code.column);
    kom_ask_find(&ask, "segment", &column->segment.column);
    if (is_agreement)
        kom_ask_need(&ask, "coder", &column->coder);
    else
        kom_ask_find(&ask, "coder", &column->coder);
    kom_ask_named(&ask, c->ask.has_values ? "value" : NULL, &column->value.column);
    kom_ask_named(&ask, c->ask.table == KOM_CODE_QUOTES ? "text" : NULL, &column->text);
    column->listed = column->listed_coder = KOM_NO_COLUMN;
    struct kom_measured *const said[] = {&column->code, &column->segment, &column->value};
    for (size_t i = 0; i < sizeof said / sizeof said[0] && !ask.status; i++)
        ask.status = kom_measured_find(c->work->frame, said[i]->column, said[i], err);
    if (c->ask.documents) {
        ask.frame = c->ask.documents;
        kom_ask_need(&ask, "document", &column->listed);
        kom_ask_find(&ask, "coder", &column->listed_coder);
    }
    return ask.status ? ask.status : ask_by(c, err);
}
