/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a run for kom-prov: what --report writes, and what only somebody beside the run
   needs, to find its files and its program again. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "os.h"
#include "parted.h"
#include "report_json.h"

enum { RECORDS_MAX = 1000 }; /* of one process number, which come again */

const char *kom_record_folder(void) {
    const char *folder = getenv("KOM_REPORTS");
    return folder && *folder ? folder : NULL;
}

enum kom_status kom_run_seal(struct kom_run *run) {
    if (!run->records && !run->value[KOM_OPT_report])
        return KOM_OK;
    run->outputs.has_seals = true;
    run->seals = kom_seals_new();
    return run->seals ? KOM_OK : kom_no_memory(&run->err);
}

/* FOLDER/kom-sum.PID.N.json, which is not there yet. */
static enum kom_status name_record(struct kom_run *run, char path[PATH_MAX]) {
    struct stat st;
    if (stat(run->records, &st) != 0 || !S_ISDIR(st.st_mode))
        return kom_fail(&run->err, KOM_EIO,
                        "%s: is no folder, as KOM_REPORTS names it; make it, or unset KOM_REPORTS",
                        run->records);
    for (int i = 0; i < RECORDS_MAX; i++) {
        const int n = snprintf(path, PATH_MAX, "%s/%s.%ld.%d.json", run->records, run->program,
                               (long)getpid(), i);
        if (n < 0 || n >= PATH_MAX)
            break;
        if (lstat(path, &st) != 0 && errno == ENOENT)
            return KOM_OK;
    }
    return kom_fail(&run->err, KOM_EIO,
                    "%s: KOM_REPORTS has no name left for a record; name an empty folder",
                    run->records);
}

static enum kom_status open_in(struct kom_run *run, struct kom_files *files,
                               struct kom_sink **sink) {
    char path[PATH_MAX];
    enum kom_status status = name_record(run, path);
    return status ? status : kom_files_open(files, "KOM_REPORTS", path, true, sink, &run->err);
}

/* An empty file beside the record to come, of its name: who finds it alone knows that the run was
   ended before it could tell. */
static enum kom_status mark_begun(struct kom_run *run) {
    char path[PATH_MAX];
    enum kom_status status = name_record(run, path);
    if (status)
        return status;
    char *end = strrchr(path, '.');
    memcpy(end, ".run", sizeof ".run");
    const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return kom_fail(&run->err, KOM_EIO, "%s: cannot be made: %s", path, strerror(errno));
    (void)close(fd);
    run->begun = kom_arena_copy(&run->arena, path, strlen(path));
    return run->begun ? KOM_OK : kom_no_memory(&run->err);
}

enum kom_status kom_record_open(struct kom_run *run) {
    enum kom_status status = mark_begun(run);
    return status ? status : open_in(run, &run->outputs, &run->record);
}

void kom_record_end(struct kom_run *run) {
    if (run->begun)
        (void)unlink(run->begun);
    run->begun = NULL;
}

/* ---- what stands in it ---- */

static void set_path(json_t *o, const char *key, bool is_known, const char *path) {
    (void)json_object_set_new(o, key, is_known ? kom_name_json(path) : json_null());
}

static void add_program(json_t *o) {
    char path[PATH_MAX];
    struct kom_seal seal = {.is_known = false};
    const bool is_known = kom_os_program(path, sizeof path);
    if (is_known && kom_seal_file(path, &seal, NULL))
        seal.is_known = false;
    set_path(o, "program", is_known, path);
    (void)json_object_set_new(o, "program_sha256",
                              seal.is_known ? json_string(seal.sha256) : json_null());
}

/* The states that kom-merge went on from; of several in one file the file once. */
static json_t *states_json(const struct kom_run *run) {
    json_t *list = json_array();
    const struct kom_states *s = run->merged;
    for (size_t i = 0; s && i < s->n; i++) {
        const char *name = s->part[i].name;
        bool is_new = true;
        for (size_t k = 0; k < i; k++)
            is_new = is_new && strcmp(s->part[k].name, name) != 0;
        const bool is_stdin = strcmp(name, "standard input") == 0;
        struct kom_seal seal;
        if (!is_new)
            continue;
        if (kom_seals_get(run->seals, is_stdin ? "-" : name, &seal, NULL))
            seal.is_known = false;
        (void)json_array_append_new(list, kom_file_json("state", is_stdin ? "-" : name,
                                                        is_stdin ? "standard input" : NULL, &seal));
    }
    return list;
}

/* error: of a run that has failed. */
static enum kom_status put(struct kom_run *run, enum kom_status ended, const char *error,
                           struct kom_sink *sink) {
    char path[PATH_MAX];
    enum kom_status status;
    json_t *o = json_object(), *report = kom_report_json(run, ended, &status);
    (void)json_object_set_new(o, "called", kom_name_json(run->called));
    add_program(o);
    set_path(o, "folder", getcwd(path, sizeof path), path);
    set_path(o, "standard_input", kom_os_path_of(STDIN_FILENO, path, sizeof path), path);
    set_path(o, "standard_output", kom_os_path_of(STDOUT_FILENO, path, sizeof path), path);
    (void)json_object_set_new(o, "states", states_json(run));
    (void)json_object_set_new(o, "error", ended ? json_string(error) : json_null());
    (void)json_object_set_new(o, "report", report);
    if (ended || !status)
        status = kom_json_put(sink, o, &run->err);
    json_decref(o);
    return status;
}

enum kom_status kom_record_write(struct kom_run *run) {
    if (!run->record)
        return KOM_OK;
    enum kom_status status = kom_files_flush(&run->outputs, &run->err);
    return status ? status : put(run, KOM_OK, NULL, run->record);
}

enum kom_status kom_record_failure(struct kom_run *run, enum kom_status ended, const char *error) {
    struct kom_files files = {.n = 0};
    struct kom_sink *sink = NULL;
    enum kom_status status = open_in(run, &files, &sink);
    if (!status)
        status = put(run, ended, error, sink);
    if (!status)
        status = kom_files_finish(&files, &run->err);
    if (!status)
        status = kom_files_publish(&files, &run->err);
    kom_files_drop(&files);
    return status;
}
