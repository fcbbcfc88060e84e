/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device and inode; of what is not there yet, those of its folder and its name in it. */
#include "file_id.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

struct kom_file_id kom_file_id_of(const struct stat *st) {
    return (struct kom_file_id){.is_known = !S_ISCHR(st->st_mode),
                                .is_there = true,
                                .is_pipe = S_ISFIFO(st->st_mode),
                                .is_socket = S_ISSOCK(st->st_mode),
                                .device = st->st_dev,
                                .number = st->st_ino};
}

enum kom_status kom_file_id_open(struct kom_file_id *id, int fd, const char *name,
                                 struct kom_error *err) {
    struct stat st;
    if (fstat(fd, &st) != 0)
        return kom_fail(err, KOM_EIO, "%s: cannot be looked at: %s", name, strerror(errno));
    *id = kom_file_id_of(&st);
    return KOM_OK;
}

enum kom_status kom_file_id_input(struct kom_file_id *id, const char *path, struct kom_error *err) {
    struct stat st;
    *id = (struct kom_file_id){0};
    if (strcmp(path, "-") == 0)
        return kom_file_id_open(id, STDIN_FILENO, "standard input", err);
    if (stat(path, &st) == 0)
        *id = kom_file_id_of(&st);
    else if (errno != ENOENT)
        return kom_fail(err, KOM_EIO, "%s: cannot be opened: %s", path, strerror(errno));
    return KOM_OK;
}

struct kom_file_id kom_file_id_new(const char *path) {
    char folder[PATH_MAX];
    struct stat st;
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) + 1 : 0;
    if (n == 0 || n >= sizeof folder)
        return (struct kom_file_id){0};
    memcpy(folder, path, n);
    folder[n] = '\0';
    if (stat(folder, &st) != 0)
        return (struct kom_file_id){0};
    return (struct kom_file_id){
        .is_known = true, .device = st.st_dev, .number = st.st_ino, .name = slash + 1};
}

bool kom_file_id_same(const struct kom_file_id *a, const struct kom_file_id *b) {
    return a->is_known && b->is_known && a->is_there == b->is_there && a->device == b->device &&
           a->number == b->number && (a->is_there || strcmp(a->name, b->name) == 0);
}
