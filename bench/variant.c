/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rewrites the six-column sales file: `hex` gives persons ids of 16 hex digits and sales amounts of
 * some 100,000 values, `quoted` quotes every text field. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FIELDS = 6, PERSON = 1, AMOUNT = 5, TEXTS = 4, LINE = 512 };

/* FNV-1a and a finishing mix: ids that differ get other digits, up to one chance in 2^64 for each
 * pair. */
static uint64_t hash(const char *text, size_t length) {
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++)
        h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
    return h ^ h >> 31;
}

/* The nth line's amount, of 100,000 values. */
static void put_amount(unsigned long n) {
    uint64_t hundredths = 1000 + hash((const char *)&n, sizeof n) % 100000;
    (void)printf("%" PRIu64 ",%02" PRIu64, hundredths / 100, hundredths % 100);
}

/* A cell of the nth line; the first has the headings. */
static void put(const char *field, size_t length, int column, int quoted, unsigned long n) {
    int heading = n == 1;
    if (quoted && (heading || column < TEXTS))
        (void)printf("\"%.*s\"", (int)length, field);
    else if (!quoted && !heading && column == PERSON)
        (void)printf("%016" PRIx64, hash(field, length));
    else if (!quoted && !heading && column == AMOUNT)
        put_amount(n);
    else
        (void)fwrite(field, 1, length, stdout);
    (void)putchar(column == FIELDS - 1 ? '\n' : ';');
}

/* One line without quotes, as kom-sim --minimal writes it; 1 when it has another form. */
static int rewrite(const char *line, int quoted, unsigned long n) {
    for (int column = 0; column < FIELDS; column++) {
        size_t length = strcspn(line, column == FIELDS - 1 ? "\n" : ";");
        if (!line[length] || memchr(line, '"', length))
            return 1;
        put(line, length, column, quoted, n);
        line += length + 1;
    }
    return *line != '\0';
}

int main(int argc, char **argv) {
    int quoted = argc == 2 && !strcmp(argv[1], "quoted");
    if (argc != 2 || (!quoted && strcmp(argv[1], "hex") != 0)) {
        (void)fputs("usage: variant hex|quoted <SALES >VARIANT\n", stderr);
        return 2;
    }
    char line[LINE];
    for (unsigned long n = 1; fgets(line, sizeof line, stdin); n++)
        if (rewrite(line, quoted, n)) {
            (void)fprintf(stderr, "variant: line %lu is not as kom-sim --minimal writes it\n", n);
            return 3;
        }
    return ferror(stdin) || fflush(stdout) != 0;
}
