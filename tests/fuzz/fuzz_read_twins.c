/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target: kom-read, rows copied whole and rows made cell by cell
 * (tests/unit/twins_check.h). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "twins_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct kom_buf why = {0};
    const char *failure = read_check((struct kom_text){(const char *)data, size}, &why);
    if (failure) {
        fprintf(stderr, "%s\n%.*s\n", failure, (int)why.n, why.p ? why.p : "");
        abort();
    }
    kom_buf_fini(&why);
    return 0;
}
