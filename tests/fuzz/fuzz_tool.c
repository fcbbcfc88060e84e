/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target: the tool KOM_FUZZ_TARGET on calls as texts (tool_case.h), held to checks.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most); /* libFuzzer's own */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct kom_buf why = {0};
    const char *failure =
        fuzz_target(KOM_FUZZ_TARGET)((struct kom_text){(const char *)data, size}, &why);
    if (failure) {
        fprintf(stderr, "%s: %s\n%.*s\n", KOM_FUZZ_TARGET, failure, (int)why.n, why.p ? why.p : "");
        abort();
    }
    kom_buf_fini(&why);
    return 0;
}

/* Mostly whole cells and arguments, which bytes alone would rarely hit; files that are no text have
   none. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
    if (seed % (strcmp(KOM_FUZZ_TARGET, "formats") == 0 ? 2 : 4) == 0)
        return LLVMFuzzerMutate(data, size, most);
    return fuzz_mutate(data, size, most, seed);
}
