/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which file a name means, however it is spelt: by its place on the disk. */
#ifndef KOM_FILE_ID_H
#define KOM_FILE_ID_H

#include <stdbool.h>
#include <sys/stat.h>

#include "kom/error.h"

/* Zero-initialised is no file that could be compared: not there, or a terminal or other device of
   characters, which many may use at once. */
struct kom_file_id {
    bool is_known, is_there, is_pipe, is_socket;
    dev_t device; /* of the file; of one that is not there yet, of its folder */
    ino_t number;
    const char *name; /* of one that is not there yet: its name in the folder; borrowed */
};

/* Of a file that was looked at. */
struct kom_file_id kom_file_id_of(const struct stat *st);

/* Of a descriptor, which messages call by that name; KOM_EIO. */
enum kom_status kom_file_id_open(struct kom_file_id *id, int fd, const char *name,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Of a name that shall be read; "-" is standard input. One that is not there is no file yet: to
   open it will fail. KOM_EIO when it cannot be told which file it is. */
enum kom_status kom_file_id_input(struct kom_file_id *id, const char *path,
                                  struct kom_error *err) KOM_MUSTUSE;

/* Of a file that is not there yet, by its whole path, which must outlive the id. */
struct kom_file_id kom_file_id_new(const char *path);

bool kom_file_id_same(const struct kom_file_id *a, const struct kom_file_id *b);

#endif
