/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inflates a gzip file with zlib, all members, and throws the bytes away: what reading from .gz
 * costs at least. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

enum { IN = 1 << 18, OUT = 1 << 20 };

/* Inflates what lies in the stream's input; 0, or 1 when the data are damaged. *ended says whether
 * a member has ended. */
static int drain(z_stream *z, unsigned char *out, unsigned long long *total, int *ended) {
    while (z->avail_in > 0) {
        z->next_out = out;
        z->avail_out = OUT;
        int status = inflate(z, Z_NO_FLUSH);
        *total += OUT - z->avail_out;
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return 1;
        *ended = status == Z_STREAM_END;
        if (*ended && inflateReset(z) != Z_OK)
            return 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    unsigned char *in = malloc(IN), *out = malloc(OUT);
    z_stream z;
    memset(&z, 0, sizeof z);
    if (!file || !in || !out || inflateInit2(&z, 15 + 16) != Z_OK) { /* 16: a gzip header */
        (void)fprintf(stderr, "usage: inflate FILE.gz\n");
        return 2;
    }
    unsigned long long total = 0;
    int failed = 0, ended = 0;
    for (size_t n; !failed && (n = fread(in, 1, IN, file)) > 0;) {
        z.next_in = in;
        z.avail_in = (unsigned)n;
        failed = drain(&z, out, &total, &ended);
    }
    failed = failed || ferror(file) || !ended;
    (void)inflateEnd(&z);
    free(in);
    free(out);
    (void)fclose(file);
    (void)printf("%llu\n", total);
    return failed;
}
