/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells a file that was read by its bytes: how many they are, and their SHA-256. */
#ifndef KOM_SEAL_H
#define KOM_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "kom/error.h"

struct kom_seal {
    bool is_known; /* false: it could not be told, and the rest has no meaning */
    uint64_t nbytes;
    char sha256[KOM_SHA256_DIGITS + 1];
};

/* The seals of the inputs of a run. Regular files are read once more, by a thread beside the run;
   of what cannot be read again, a pipe, the bytes are hashed as they pass through raw.h. */
struct kom_seals;

/* From now on pipes are heard, wherever they are opened; one run at a time in a process. NULL when
   memory runs out. */
struct kom_seals *kom_seals_new(void) KOM_MUSTUSE;

/* Begins with the files of these paths ("-": standard input, from where it stands), once: by a
   thread, or at the end. The paths are borrowed. */
enum kom_status kom_seals_start(struct kom_seals *seals, const char *const *path, size_t n,
                                bool has_thread, struct kom_error *err) KOM_MUSTUSE;

/* The seal of one of them, or of any other path, when its bytes have been read; waits for the
   thread. Not known: a pipe that was not read to its end. KOM_EIO: it cannot be read, or is not
   what it was at the start. */
enum kom_status kom_seals_get(struct kom_seals *seals, const char *path, struct kom_seal *seal,
                              struct kom_error *err) KOM_MUSTUSE;

/* Stops the thread where it is. */
void kom_seals_free(struct kom_seals *seals);

/* The seal of a regular file, as it lies on the disk. KOM_EIO. */
enum kom_status kom_seal_file(const char *path, struct kom_seal *seal,
                              struct kom_error *err) KOM_MUSTUSE;

/* ---- for raw.h ---- */

/* A pipe that somebody hears. */
struct kom_heard;

/* Of that path, which was opened just now and is no file; NULL: nobody hears it. */
struct kom_heard *kom_seals_hear(const char *path);
void kom_heard_add(struct kom_heard *heard, struct kom_text bytes); /* n 0: its end */

#endif
