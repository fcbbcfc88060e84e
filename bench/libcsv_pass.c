/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv's own pass over a file: it only counts fields and records. The yardstick that is the same
 * on every machine. */
#include <stdio.h>
#include <stdlib.h>

#include <csv.h>

enum { BLOCK = 1 << 18 };

struct counts {
    unsigned long fields;
    unsigned long records;
};

static void on_field(void *text, size_t length, void *counts) {
    (void)text;
    (void)length;
    ((struct counts *)counts)->fields++;
}

static void on_record(int end, void *counts) {
    (void)end;
    ((struct counts *)counts)->records++;
}

static int pass(FILE *in, char *block, struct csv_parser *parser, struct counts *counts) {
    for (size_t n; (n = fread(block, 1, BLOCK, in)) > 0;)
        if (csv_parse(parser, block, n, on_field, on_record, counts) != n)
            return 1;
    return ferror(in) || csv_fini(parser, on_field, on_record, counts) != 0;
}

int main(int argc, char **argv) {
    struct counts counts = {0};
    struct csv_parser parser;
    FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
    char *block = malloc(BLOCK);
    if (!in || !block || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        (void)fprintf(stderr, "usage: libcsv_pass FILE (semicolons)\n");
        return 2;
    }
    csv_set_delim(&parser, ';');
    int failed = pass(in, block, &parser, &counts);
    csv_free(&parser);
    free(block);
    (void)fclose(in);
    (void)printf("%lu records, %lu fields\n", counts.records, counts.fields);
    return failed;
}
