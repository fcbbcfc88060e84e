/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large an extract is, before it is read. */
#include <string.h>

#include <sys/stat.h>
#include <unistd.h>

#include "extract.h"

enum { SMALL_INPUT = 4 * 1024 * 1024 };

/* The bytes of all files; UINT64_MAX: nobody knows. */
static uint64_t size_of(const struct kom_extract *x) {
    uint64_t nbytes = 0;
    if (x->is_memory)
        return x->memory.n;
    for (size_t i = 0; i < x->n_paths; i++) {
        struct stat st;
        bool known = strcmp(x->paths[i], "-") == 0 ? fstat(STDIN_FILENO, &st) == 0
                                                   : stat(x->paths[i], &st) == 0;
        if (!known || !S_ISREG(st.st_mode))
            return UINT64_MAX;
        nbytes += (uint64_t)st.st_size;
    }
    return nbytes;
}

bool kom_extract_is_small(const struct kom_extract *x) {
    return x->saved ? x->saved == KOM_SAVED_SMALL : size_of(x) < SMALL_INPUT;
}
