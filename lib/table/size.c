/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large an extract is, before it is read. */
#include <errno.h>
#include <string.h>

#include <sys/stat.h>
#include <unistd.h>

#include "extract.h"
#include "part.h"

enum { SMALL_INPUT = 4 * 1024 * 1024 };

enum kom_status kom_file_size(const char *path, uint64_t *nbytes, struct kom_error *err) {
    const bool is_stdin = strcmp(path, "-") == 0;
    struct stat st;
    *nbytes = UINT64_MAX;
    if ((is_stdin ? fstat(STDIN_FILENO, &st) : stat(path, &st)) != 0)
        return kom_fail(err, KOM_EIO, "%s: cannot be looked at: %s",
                        is_stdin ? "standard input" : path, strerror(errno));
    if (S_ISREG(st.st_mode))
        *nbytes = (uint64_t)st.st_size;
    return KOM_OK;
}

/* The bytes of all files; UINT64_MAX: nobody knows. */
static enum kom_status size_of(const struct kom_extract *x, uint64_t *nbytes,
                               struct kom_error *err) {
    enum kom_status status = KOM_OK;
    *nbytes = x->is_memory ? x->memory.n : 0;
    for (size_t i = 0; i < x->n_paths && !x->is_memory && !status && *nbytes != UINT64_MAX; i++) {
        uint64_t one;
        status = kom_file_size(x->paths[i], &one, err);
        *nbytes = one == UINT64_MAX ? one : *nbytes + one;
    }
    return status;
}

bool kom_extract_is_small(const struct kom_extract *x) {
    uint64_t nbytes;
    if (x->size)
        return x->size == KOM_SIZE_SMALL;
    return size_of(x, &nbytes, NULL) == KOM_OK && nbytes < SMALL_INPUT;
}

enum kom_status kom_extract_settle_size(struct kom_extract *x, struct kom_error *err) {
    uint64_t nbytes;
    enum kom_status status = size_of(x, &nbytes, err);
    x->size = nbytes < SMALL_INPUT ? KOM_SIZE_SMALL : KOM_SIZE_LARGE;
    return status;
}
