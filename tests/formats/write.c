/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a file by ReadStat with what files at hand do not have: write FILE ROWS. The ending says
   the form. Codes with leading zeros, numbers of all sizes, days at the edges; then the same rows
   again. */
#include <math.h>
#include <readstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE ((double)NAN)

/* A column by its formats: of Stata, SAS and SPSS. */
struct column {
    const char *name, *formats[3];
    double values[8];
};

static const struct column columns[] = {
    {"kom", {"%04.0f", "Z4", "N4"}, {101, 1, 9999, 12345, 1.5, -3, 0, NONE}},
    {"wide", {"%012.0f", "Z12", "N12"}, {101, 1, 1e11, 1e14, 1e16, 0, 7, NONE}},
    {"decimal", {"%08.2f", "Z8.2", "F8.2"}, {101, 1, 2.5, 0.1, 1e-7, -3, 7, NONE}},
    {"number",
     {"%9.0g", "BEST12", "F8.2"},
     {0.1, 1.0 / 3, 1e300, -1e15, 123456789012345678.0, -0.0, 5e-324, (double)INFINITY}},
    {"day",
     {"%td", "DATE9", NULL},
     {0, 21310.5, -138061, 2936549, 2936550, -715509, -715510, 1e12}},
    {"danish", {"%d", "DANDFDD10", NULL}, {0, 1, 59, 60, 21310, -1, 365, NONE}},
    {"moment",
     {NULL, "DATETIME20.3", NULL},
     {0, 0.5, -0.25, 86399.9999999, 1841220610.123, 1e13, -1, NONE}},
    {"clock", {NULL, "TIME8", "TIME8"}, {0, 0.5, -3600, 360000, 86399.5, 59, 1e12, NONE}},
    {"tod", {NULL, "TOD8", NULL}, {0, 1, 86399, 86400, 1841220610, -1, 43200, NONE}},
    {"leap",
     {"%tC", NULL, NULL},
     {394416000e3, 394415999e3, 394416001e3, 1893024026e3, 0, 500, -500, NONE}},
    {"millis", {"%tc", NULL, NULL}, {0, 1, -1, 1499, 86400000, 1e17, -86400000, NONE}},
    {"week", {"%tw", NULL, NULL}, {0, 51, 52, -1, -52, 3000, 2999, NONE}},
    {"month", {"%tm", NULL, NULL}, {0, 11, 12, -1, -12, 700, 1.5, NONE}},
    {"quarter", {"%tq", NULL, NULL}, {0, 3, 4, -1, -4, 233, 1e6, NONE}},
    {"half", {"%th", NULL, NULL}, {0, 1, 2, -1, -2, 117, -4000, NONE}},
    {"seconds", {NULL, NULL, "ADATE10"}, {0, 86400, 86401, -86400, 13744166400.0, 1e13, 1, NONE}},
    {"quarters",
     {NULL, NULL, "QYR6"},
     {12413952000.0, 0, 86400, 172800, 259200, 345600, 432000, NONE}},
    {"both",
     {NULL, NULL, "DATETIME20"},
     {12413952000.0, 0.5, 86400, 172800.25, 259200, 345600, 432000, NONE}},
    {"weekday", {NULL, NULL, "WKDAY9"}, {1, 2, 3, 4, 5, 6, 7, NONE}},
};

enum { N = sizeof columns / sizeof columns[0] };

static ssize_t put(const void *data, size_t n, void *file) {
    return (ssize_t)fwrite(data, 1, n, file);
}

/* Two codes of one text, and one of its own; 4 to 7 have none. */
static void add_labels(readstat_writer_t *w, readstat_variable_t *v) {
    readstat_label_set_t *set = readstat_add_label_set(w, READSTAT_TYPE_DOUBLE, "days");
    readstat_label_double_value(set, 1, "early");
    readstat_label_double_value(set, 2, "early");
    readstat_label_double_value(set, 3, "late");
    readstat_variable_set_label_set(v, set);
}

/* Stata has no infinite numbers. */
static int is_kept(double x, int has_infinite) {
    return has_infinite ? !isnan(x) : isfinite(x);
}

static readstat_error_t row(readstat_writer_t *w, readstat_variable_t *const *v, long i,
                            int has_infinite) {
    readstat_error_t error = readstat_begin_row(w);
    for (size_t c = 0; c < N && !error; c++)
        if (v[c] && !is_kept(columns[c].values[i % 8], has_infinite))
            error = readstat_insert_missing_value(w, v[c]);
        else if (v[c])
            error = readstat_insert_double_value(w, v[c], columns[c].values[i % 8]);
    return error ? error : readstat_end_row(w);
}

static readstat_error_t write_rows(readstat_writer_t *w, FILE *file, int form, long n) {
    readstat_variable_t *v[N] = {NULL};
    for (size_t c = 0; c < N; c++) {
        if (!columns[c].formats[form])
            continue;
        v[c] = readstat_add_variable(w, columns[c].name, READSTAT_TYPE_DOUBLE, 0);
        readstat_variable_set_format(v[c], columns[c].formats[form]);
        if (strcmp(columns[c].name, "weekday") == 0)
            add_labels(w, v[c]);
    }
    readstat_error_t error = form == 0   ? readstat_begin_writing_dta(w, file, n)
                             : form == 1 ? readstat_begin_writing_sas7bdat(w, file, n)
                                         : readstat_begin_writing_sav(w, file, n);
    for (long i = 0; i < n && !error; i++)
        error = row(w, v, i, form != 0);
    return error ? error : readstat_end_writing(w);
}

int main(int argc, char **argv) {
    const char *dot = argc == 3 ? strrchr(argv[1], '.') : NULL;
    FILE *file = dot ? fopen(argv[1], "wb") : NULL;
    if (!file)
        return 2;
    readstat_writer_t *w = readstat_writer_init();
    (void)readstat_set_data_writer(w, put);
    int form = strcmp(dot, ".dta") == 0 ? 0 : strcmp(dot, ".sas7bdat") == 0 ? 1 : 2;
    readstat_error_t error = write_rows(w, file, form, strtol(argv[2], NULL, 10));
    readstat_writer_free(w);
    if (error)
        (void)fprintf(stderr, "%s\n", readstat_error_message(error));
    return fclose(file) != 0 || error ? 1 : 0;
}
