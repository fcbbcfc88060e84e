/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damaged rows: copies of clean ones with a field replaced, as found in real extracts. */
#include "run.h"

#include <string.h>

enum { REPEAT = -1, SHORT = -2, LONG = -3, EMPTY = -4, ROUNDS = 3 };

/* A field to replace and its bytes (of the file's encoding), or something that happens to the whole
   row. A CPR number has the shape of one, with a sequence number that is never given out and a
   check digit that is wrong. */
static const struct dirt {
    enum kom_sim_table_name table;
    const char *kind;
    int column;
    const char *bytes;
} dirts[] = {
    {KOM_SIM_SALES, "bad_date", 4, "2019-02-30"},
    {KOM_SIM_SALES, "other_date_form", 4, "31-12-2019"},
    {KOM_SIM_SALES, "decimal_point", 7, "12.5"},
    {KOM_SIM_SALES, "thousands_mark", 7, "1.250,00"},
    {KOM_SIM_SALES, "no_number", 5, "en"},
    {KOM_SIM_SALES, "unknown_kom", 1, "999"},
    {KOM_SIM_SALES, "padded_kom", 1, "0730"},
    {KOM_SIM_SALES, "cpr_number", 2, "010190-0000"},
    {KOM_SIM_SALES, "unknown_person", 2, "P00000000"},
    {KOM_SIM_SALES, "unknown_status", 12, "sendt"},
    {KOM_SIM_SALES, "blank_date", 4, ""},
    {KOM_SIM_SALES, "broken_byte", 13, "n\x81gle"},
    {KOM_SIM_SALES, "inner_quote", 13, "12\" skaerm"},
    {KOM_SIM_SALES, "quoted_delimiter", 13, "\"ring f\xF8rst; \"\"hund\"\"\""},
    {KOM_SIM_SALES, "duplicate_sale_id", REPEAT, NULL},
    {KOM_SIM_SALES, "short_row", SHORT, NULL},
    {KOM_SIM_SALES, "long_row", LONG, NULL},
    {KOM_SIM_SALES, "empty_line", EMPTY, NULL},
    {KOM_SIM_RECIPIENTS, "end_before_start", 3, "1999-12-31"},
    {KOM_SIM_RECIPIENTS, "cpr_number", 0, "0101900000"},
    {KOM_SIM_RECIPIENTS, "unknown_kom", 1, "999"},
    {KOM_SIM_OFFERINGS, "overlap", REPEAT, NULL},
    {KOM_SIM_PRICES, "overlap", REPEAT, NULL},
};

enum { KINDS = sizeof dirts / sizeof dirts[0] };

bool kom_sim_dirt_get(const struct kom_sim_run *run, int i, const char **table, const char **kind,
                      uint64_t *rows) {
    if (i >= KINDS)
        return false;
    *table = kom_sim_layouts[dirts[i].table].name;
    *kind = dirts[i].kind;
    *rows = run->mess.done[i];
    return true;
}

/* line with field number `column` replaced; no field of it is quoted. */
static void replace(struct kom_buf *out, struct kom_text line, char delimiter, int column,
                    const char *bytes) {
    size_t i = 0;
    for (int k = 0; k < column && i < line.n; i++)
        k += line.p[i] == delimiter;
    size_t end = i;
    while (end < line.n && line.p[end] != delimiter)
        end++;
    kom_buf_add(out, line.p, i);
    kom_buf_str(out, bytes);
    kom_buf_add(out, line.p + end, line.n - end);
}

/* The damaged copy of a line, in out. */
static void damage(const struct dirt *dirt, struct kom_text line, char delimiter,
                   struct kom_buf *out) {
    struct kom_text cut = line;
    switch (dirt->column) {
    case REPEAT:
        kom_buf_text(out, line);
        break;
    case SHORT:
        for (int k = 0; cut.n && k < 2; cut.n--)
            k += cut.p[cut.n - 1] == delimiter;
        kom_buf_text(out, cut);
        break;
    case LONG:
        kom_buf_text(out, line);
        kom_buf_byte(out, delimiter);
        kom_buf_str(out, "x");
        break;
    case EMPTY:
        break;
    default:
        replace(out, line, delimiter, dirt->column, dirt->bytes);
    }
}

/* The k-th kind of a table, counted in rounds; -1 when all rounds are over. */
static int kind_of(enum kom_sim_table_name name, int k) {
    int kinds = 0;
    for (int i = 0; i < KINDS; i++)
        kinds += dirts[i].table == name;
    if (kinds == 0 || k >= kinds * ROUNDS)
        return -1;
    k %= kinds;
    for (int i = 0; i < KINDS; i++)
        if (dirts[i].table == name && k-- == 0)
            return i;
    return -1;
}

/* Writes a damaged copy of the last line; a new invoice number unless that is what is wrong. */
static enum kom_status dirty_row(struct kom_sim_run *run, struct kom_sim_table *table, int kind) {
    const struct dirt *dirt = &dirts[kind];
    struct kom_buf numbered = {0}, row = {0}, id = {0};
    char delimiter = table->layout->is_danish ? ';' : ',';
    struct kom_text line = kom_buf_view(&table->line);
    if (dirt->table == KOM_SIM_SALES && dirt->column != REPEAT && dirt->column != EMPTY) {
        kom_buf_int(&id, ++run->last_sale_id);
        kom_buf_byte(&id, '\0');
        if (!id.failed)
            replace(&numbered, line, delimiter, 0, id.p);
        line = kom_buf_view(&numbered);
    }
    damage(dirt, line, delimiter, &row);
    enum kom_status status = id.failed || numbered.failed || row.failed
                                 ? kom_no_memory_in(run->err, table->layout->name)
                                 : kom_sim_row_raw(table, kom_buf_view(&row), run->err);
    run->mess.done[kind]++;
    kom_buf_fini(&id);
    kom_buf_fini(&row);
    kom_buf_fini(&numbered);
    return status;
}

enum kom_status kom_sim_dirt_add(struct kom_sim_run *run, enum kom_sim_table_name name) {
    struct kom_sim_mess *mess = &run->mess;
    struct kom_sim_table *table = &run->tables[name];
    bool is_large = name == KOM_SIM_SALES || name == KOM_SIM_RECIPIENTS;
    if (!mess->is_wanted || ++mess->clean[name] % (is_large ? 101 : 37) != 0)
        return KOM_OK;
    int kind = kind_of(name, mess->next[name]);
    struct kom_text line = kom_buf_view(&table->line);
    if (kind < 0 || (name == KOM_SIM_SALES && (line.n == 0 || line.p[line.n - 1] != ';')))
        return KOM_OK; /* a row with a note is left alone */
    mess->next[name]++;
    return dirty_row(run, table, kind);
}
