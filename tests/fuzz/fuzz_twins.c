/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target: the fast paths of lib/io beside their slow twins (tests/unit/twins_check.h).
 * The first byte chooses the delimiter. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "twins_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char delimiters[] = {',', ';', '\t', '|', '\n'};
    if (size < 2)
        return 0;
    const char *failure =
        twins_check((struct kom_text){(const char *)data + 1, size - 1}, delimiters[data[0] % 5]);
    if (failure) {
        fprintf(stderr, "%s\n", failure);
        abort();
    }
    return 0;
}
