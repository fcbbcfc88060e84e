/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is the same for all cells of a column is looked at once; each loop does one thing. */
#include "columns.h"

#include "intern.h"

void kom_columns_days(const struct kom_view *v, int column, uint32_t from, uint32_t n, int32_t *day,
                      uint8_t *cell) {
    const struct kom_column *c = &v->extract->columns[column];
    for (uint32_t i = 0; i < n; i++) {
        struct kom_text t = kom_view_text(v, column, from + i);
        if (kom_day_parse(t, c->day_form, &day[i]) && day[i] < KOM_DAY_YEAR_9999)
            cell[i] = KOM_CELL_VALUE;
        else
            cell[i] = (uint8_t)kom_day_read(v->extract, c, t, &day[i]);
    }
}

void kom_columns_numbers(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                         struct kom_num *value, uint8_t *cell) {
    const struct kom_column *c = &v->extract->columns[column];
    for (uint32_t i = 0; i < n; i++)
        cell[i] = (uint8_t)kom_number_read(v->extract, v->file, c,
                                           kom_view_text(v, column, from + i), &value[i]);
}

void kom_columns_codes(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                       struct kom_text *code, uint64_t *key) {
    for (uint32_t i = 0; i < n; i++) {
        code[i] = kom_view_code(v, column, from + i);
        key[i] = kom_text_key(code[i]);
    }
}
