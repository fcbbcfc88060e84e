/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in two dialects: a field goes to the line as it is put, the line to the sink when it ends.
 */
#include "table.h"

#include <stdio.h>

#include "days.h"

enum kom_status kom_sim_open(struct kom_files *files, const char *folder, const char *name,
                             struct kom_sink **sink, struct kom_error *err) {
    struct kom_buf path = {0};
    kom_buf_printf(&path, "%s/%s", folder, name);
    kom_buf_byte(&path, '\0');
    enum kom_status status = path.failed ? kom_no_memory_in(err, folder)
                                         : kom_files_open(files, NULL, path.p, false, sink, err);
    kom_buf_fini(&path);
    return status;
}

enum kom_status kom_sim_table_open(struct kom_sim_table *table, const struct kom_sim_layout *layout,
                                   struct kom_files *files, const char *folder,
                                   struct kom_error *err) {
    char name[64];
    *table = (struct kom_sim_table){.layout = layout};
    (void)snprintf(name, sizeof name, "%s.csv", layout->name);
    enum kom_status status = kom_sim_open(files, folder, name, &table->sink, err);
    if (status)
        return status;
    for (const struct kom_sim_column *column = layout->columns; column->name; column++)
        kom_sim_put(table, column->name);
    status = kom_sim_row_end(table, err);
    table->n_rows = 0;
    return status;
}

/* The delimiter before every field but the first. */
static void next_field(struct kom_sim_table *table) {
    if (table->has_ended) {
        kom_buf_reset(&table->line);
        table->n_fields = 0;
        table->has_ended = false;
    }
    if (table->n_fields++)
        kom_buf_byte(&table->line, table->layout->is_danish ? ';' : ',');
}

/* UTF-8 to Windows-1252; the words of these tables are within Latin-1 (U+00FF). */
static void add_latin(struct kom_buf *buf, const char *text) {
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        unsigned char c = *p;
        if ((c == 0xC2 || c == 0xC3) && p[1])
            c = (unsigned char)((c & 3) << 6 | (*++p & 0x3F));
        kom_buf_byte(buf, (char)c);
    }
}

void kom_sim_put(struct kom_sim_table *table, const char *text) {
    next_field(table);
    kom_buf_reset(&table->field);
    if (table->layout->is_danish)
        add_latin(&table->field, text);
    else
        kom_buf_str(&table->field, text);
    table->line.failed = table->line.failed || table->field.failed;
    kom_buf_csv_with(&table->line, kom_buf_view(&table->field),
                     table->layout->is_danish ? ';' : ',');
}

void kom_sim_put_whole(struct kom_sim_table *table, int64_t value) {
    next_field(table);
    kom_buf_int(&table->line, value);
}

void kom_sim_put_day(struct kom_sim_table *table, int32_t day) {
    char text[10];
    next_field(table);
    if (day != KOM_DAY_NONE && day != KOM_DAY_OPEN)
        kom_buf_add(&table->line, text, kom_day_format(text, day));
}

void kom_sim_put_hundredths(struct kom_sim_table *table, int64_t value) {
    next_field(table);
    if (value < 0)
        kom_buf_byte(&table->line, '-');
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    kom_buf_int(&table->line, (int64_t)(size / 100));
    kom_buf_byte(&table->line, table->layout->is_danish ? ',' : '.');
    kom_buf_byte(&table->line, (char)('0' + size / 10 % 10));
    kom_buf_byte(&table->line, (char)('0' + size % 10));
}

enum kom_status kom_sim_row_raw(struct kom_sim_table *table, struct kom_text line,
                                struct kom_error *err) {
    enum kom_status status = kom_sink_write(table->sink, line, err);
    if (!status)
        status = kom_sink_write(table->sink, kom_text_of("\n"), err);
    table->n_rows++;
    return status;
}

enum kom_status kom_sim_row_end(struct kom_sim_table *table, struct kom_error *err) {
    table->has_ended = true;
    if (table->line.failed)
        return kom_no_memory_in(err, table->layout->name);
    return kom_sim_row_raw(table, kom_buf_view(&table->line), err);
}

void kom_sim_table_fini(struct kom_sim_table *table) {
    kom_buf_fini(&table->line);
    kom_buf_fini(&table->field);
}
