/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All files of one run: no two purposes meet in one of them, and its outputs appear together,
   whole, or not at all. */
#ifndef KOM_FILES_H
#define KOM_FILES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "file_id.h"
#include "kom/error.h"
#include "sink.h"

enum kom_file_use { KOM_FILE_INPUT, KOM_FILE_OUTPUT, KOM_FILE_MESSAGES };

struct kom_file {
    enum kom_file_use use;
    bool is_stdin;
    struct kom_file_id id;
    char *label; /* "the input main.csv"; owned */
};

enum { KOM_SINKS_MAX = 32 };

/* Zero-initialised is empty. One thread at a time, apart from what ends the process. */
struct kom_files {
    struct kom_file *file;
    size_t n, cap;
    bool has_seals; /* outputs that are opened from now on are hashed as they are written */
    struct kom_sink *_Atomic sink[KOM_SINKS_MAX]; /* owned; in the order they were opened */
};

/* Standard error holds the messages: no output may take its place. */
enum kom_status kom_files_messages(struct kom_files *files, struct kom_error *err) KOM_MUSTUSE;

/* Says that a file will be read; "-" is standard input, option ("--schema") NULL for an operand.
   KOM_EUSAGE when it is an output, or a pipe or standard input that is read already. */
enum kom_status kom_files_input(struct kom_files *files, const char *option, const char *path,
                                struct kom_error *err) KOM_MUSTUSE;

/* Opens an output: NULL or "-" is standard output. A regular file, or one that is not there, is
   written under no name or a temporary one in its folder (mode 0600) until kom_files_publish; see
   target.h for the others, which are streams and written at once. KOM_EUSAGE when the file is an
   input or another output; KOM_EIO when it cannot be opened. The sink lives until kom_files_drop.
 */
enum kom_status kom_files_open(struct kom_files *files, const char *option, const char *path,
                               bool is_private, struct kom_sink **sink,
                               struct kom_error *err) KOM_MUSTUSE;

/* Sends what waits in all of them, so that their seals are those of all that was written. */
enum kom_status kom_files_flush(struct kom_files *files, struct kom_error *err) KOM_MUSTUSE;

/* Everything that can fail but the change of names: what waits is written, the modes are set (of
   the file that is replaced, else what the umask leaves of 0666; 0600 when private), the disk has
   the bytes, temporary files have names and are closed. */
enum kom_status kom_files_finish(struct kom_files *files, struct kom_error *err) KOM_MUSTUSE;

/* Then the names are changed, with signals blocked. One that fails undoes those before it. */
enum kom_status kom_files_publish(struct kom_files *files, struct kom_error *err) KOM_MUSTUSE;

/* Ends every stream that has begun with a text that no reader takes for a row. */
void kom_files_spoil(struct kom_files *files, const char *text);

/* Closes and removes what was not published: nothing appears. */
void kom_files_drop(struct kom_files *files);

/* ---- for what ends the process; both are safe in a signal handler ---- */

/* Takes the pens of all outputs, for good; false when another thread is writing just now: the
   signal is to be sent on to it. */
bool kom_files_seize(struct kom_files *files, pthread_t *writer);

/* Removes the temporary files and ends the streams that have begun with the text, waiting for
   readers of full pipes for half a second. After kom_files_seize. */
void kom_files_abandon(struct kom_files *files, const char *text);

#endif
