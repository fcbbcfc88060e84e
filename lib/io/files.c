/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of a run's files: who they are, and the end of all outputs in one go.

   Every file that a call reads or writes is entered with what it is (device and number, not its
   name), so that two names of one file are found: an output that is an input, two outputs that are
   one. Outputs are written beside their names, or without a name, and get them at the very end, all
   together, after everything that could fail; a stream cannot be taken back, so it is only ended
   well or spoilt visibly. A signal in between drops what has no name yet. A second list would be a
   second truth, so the stream of messages is entered as well. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "os.h"
#include "publish.h"
#include "target.h"

enum { WAIT_MS = 500 }; /* for the readers of full pipes */

static char *copy_of(const char *s) {
    size_t n = strlen(s) + 1;
    char *p = kom_resize(NULL, n, 1);
    if (p)
        memcpy(p, s, n);
    return p;
}

/* ---- who they are ---- */

/* "the input offerings.csv of --offerings". */
static char *label_of(enum kom_file_use use, const char *option, const char *path) {
    struct kom_buf text = {0};
    bool is_standard = !path || strcmp(path, "-") == 0;
    const char *const standard[] = {"standard input", "standard output", "standard error"};
    kom_buf_printf(&text, "%s%s%s%s", use == KOM_FILE_MESSAGES ? "" : "the ",
                   use == KOM_FILE_INPUT    ? "input "
                   : use == KOM_FILE_OUTPUT ? "output "
                                            : "",
                   is_standard && use != KOM_FILE_MESSAGES ? "on " : "",
                   is_standard ? standard[use] : path);
    if (option)
        kom_buf_printf(&text, " of %s", option);
    kom_buf_byte(&text, '\0');
    if (!text.failed)
        return text.p;
    kom_buf_fini(&text);
    return NULL;
}

/* Messages may stand in a stream (2>&1), where somebody wants to see both; not in a file whose
   place another takes. A socket goes both ways. */
static bool clash(const struct kom_file *a, const struct kom_file *b, bool is_descriptor) {
    bool has_output = a->use == KOM_FILE_OUTPUT || b->use == KOM_FILE_OUTPUT;
    bool has_input = a->use == KOM_FILE_INPUT || b->use == KOM_FILE_INPUT;
    bool has_messages = a->use == KOM_FILE_MESSAGES || b->use == KOM_FILE_MESSAGES;
    if (a->is_stdin && b->is_stdin)
        return true; /* whatever it is, it is read from one place on */
    if (!kom_file_id_same(&a->id, &b->id) || (has_input && has_messages) ||
        (has_messages && is_descriptor))
        return false;
    return has_output ? !(has_input && a->id.is_socket) : a->id.is_pipe;
}

/* The earlier file that is this one; NULL: none. */
static const struct kom_file *find(const struct kom_files *files, const struct kom_file *file,
                                   bool is_descriptor) {
    for (size_t i = 0; i < files->n; i++)
        if (clash(&files->file[i], file, is_descriptor))
            return &files->file[i];
    return NULL;
}

/* Takes the label over. */
static enum kom_status add(struct kom_files *files, const struct kom_file *file,
                           struct kom_error *err) {
    void *p = files->file;
    if (!file->label || kom_grow(&p, &files->cap, files->n + 1, sizeof *files->file)) {
        kom_free(file->label);
        return kom_no_memory(err);
    }
    files->file = p;
    files->file[files->n++] = *file;
    return KOM_OK;
}

enum kom_status kom_files_messages(struct kom_files *files, struct kom_error *err) {
    struct kom_file file = {.use = KOM_FILE_MESSAGES};
    enum kom_status status = kom_file_id_open(&file.id, STDERR_FILENO, "standard error", err);
    if (status)
        return status;
    file.label = label_of(KOM_FILE_MESSAGES, NULL, NULL);
    return add(files, &file, err);
}

enum kom_status kom_files_input(struct kom_files *files, const char *option, const char *path,
                                struct kom_error *err) {
    struct kom_file file = {.use = KOM_FILE_INPUT, .is_stdin = strcmp(path, "-") == 0};
    enum kom_status status = kom_file_id_input(&file.id, path, err);
    if (status)
        return status;
    const struct kom_file *other = find(files, &file, false);
    file.label = label_of(KOM_FILE_INPUT, option, path);
    if (!other || !file.label)
        return add(files, &file, err);
    status = kom_fail(err, KOM_EUSAGE, "%s and %s are one file; it can be only one of them",
                      file.label, other->label);
    kom_free(file.label);
    return status;
}

/* ---- opening ---- */

static void free_sink(struct kom_sink *sink) {
    if (sink->fd >= 0 && !sink->is_stdout)
        (void)close(sink->fd);
    if (sink->is_named)
        (void)unlink(sink->temporary);
    kom_free(sink->path);
    kom_free(sink->target);
    kom_free(sink->temporary);
    kom_free(sink->backup);
    kom_buf_fini(&sink->buf);
    kom_sha256_free(sink->sha);
    kom_free(sink);
}

static struct kom_sink *new_sink(struct kom_files *files, const char *path, bool is_private) {
    size_t i = 0;
    while (files->sink[i]) /* the last one is free */
        i++;
    struct kom_sink *sink = kom_alloc(1, sizeof *sink);
    if (!sink)
        return NULL;
    *sink = (struct kom_sink){.fd = -1, .is_private = is_private, .path = copy_of(path)};
    sink->sha = files->has_seals ? kom_sha256_new() : NULL;
    if (sink->path && (sink->sha || !files->has_seals)) {
        atomic_store(&files->sink[i], sink);
        return sink;
    }
    kom_sha256_free(sink->sha);
    kom_free(sink->path);
    kom_free(sink);
    return NULL;
}

/* Where the name leads: a stream to the sink, or the path of what is replaced. */
static enum kom_status aim(struct kom_sink *sink, struct kom_file_id *id, bool *is_descriptor,
                           struct kom_error *err) {
    struct kom_target target;
    enum kom_status status = kom_target_find(&target, sink->path, err);
    if (status)
        return status;
    *id = target.id;
    *is_descriptor = target.is_descriptor;
    sink->fd = target.fd;
    if (target.fd >= 0)
        return KOM_OK;
    sink->target = copy_of(target.path);
    if (!sink->target)
        return kom_no_memory(err);
    id->name = strrchr(sink->target, '/') + 1;
    return KOM_OK;
}

static enum kom_status open_stdout(struct kom_sink *sink, struct kom_file_id *id,
                                   struct kom_error *err) {
    sink->fd = STDOUT_FILENO;
    sink->is_stdout = true;
    return kom_file_id_open(id, STDOUT_FILENO, sink->path, err);
}

/* Refused, or noted. */
static enum kom_status enter(struct kom_files *files, const char *option, const char *path,
                             struct kom_file *file, bool is_descriptor, struct kom_error *err) {
    const struct kom_file *other = find(files, file, is_descriptor);
    if (other)
        return kom_fail(err, KOM_EUSAGE, "%s: %s and %s are one file; write to another",
                        option ? option : path, option ? path : "it", other->label);
    bool is_stdout = !option && is_descriptor;
    file->label = label_of(KOM_FILE_OUTPUT, option, is_stdout ? NULL : path);
    return add(files, file, err);
}

enum kom_status kom_files_open(struct kom_files *files, const char *option, const char *path,
                               bool is_private, struct kom_sink **sink, struct kom_error *err) {
    bool is_stdout = !path || strcmp(path, "-") == 0, is_descriptor = is_stdout;
    const char *name = is_stdout ? "standard output" : path;
    struct kom_file file = {.use = KOM_FILE_OUTPUT};
    if (files->sink[KOM_SINKS_MAX - 1])
        return kom_fail(err, KOM_EUSAGE, "%s: is one more than the %d files that a call writes",
                        name, KOM_SINKS_MAX);
    *sink = new_sink(files, name, is_private);
    if (!*sink)
        return kom_no_memory(err);
    enum kom_status status =
        is_stdout ? open_stdout(*sink, &file.id, err) : aim(*sink, &file.id, &is_descriptor, err);
    if (!status)
        status = enter(files, is_stdout ? NULL : option, name, &file, is_descriptor, err);
    if (!status && (*sink)->target)
        status = kom_publish_open(*sink, err);
    return status;
}

/* ---- the end ---- */

/* A stream stays open, for what may still have to be said in it; a duplicate tells whether closing
   will fail. */
static enum kom_status finish_stream(struct kom_sink *sink, struct kom_error *err) {
    int fd = fcntl(sink->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fd >= 0 && close(fd) == 0)
        return KOM_OK;
    return kom_fail(err, KOM_EIO, "%s: closing failed: %s", sink->path, strerror(errno));
}

enum kom_status kom_files_flush(struct kom_files *files, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < KOM_SINKS_MAX && files->sink[i] && !status; i++)
        status = kom_sink_flush(files->sink[i], err);
    return status;
}

enum kom_status kom_files_finish(struct kom_files *files, struct kom_error *err) {
    enum kom_status status = kom_files_flush(files, err);
    for (size_t i = 0; i < KOM_SINKS_MAX && files->sink[i] && !status; i++)
        status = files->sink[i]->target ? kom_publish_prepare(files->sink[i], err)
                                        : finish_stream(files->sink[i], err);
    return status;
}

/* The sinks that are to be renamed. */
static size_t targets_of(struct kom_files *files, struct kom_sink *sink[KOM_SINKS_MAX]) {
    size_t n = 0;
    for (size_t i = 0; i < KOM_SINKS_MAX && files->sink[i]; i++)
        if (files->sink[i]->target)
            sink[n++] = files->sink[i];
    return n;
}

static void put_back(struct kom_sink *const *sink, const enum kom_way *way, size_t n,
                     struct kom_error *err) {
    while (n-- > 0)
        if (!kom_publish_undo(sink[n], way[n])) {
            (void)kom_fail(err, KOM_EIO, "%s; and the old %s cannot be put back: it is in %s",
                           err ? err->text : "", sink[n]->path,
                           way[n] == KOM_WAY_KEPT ? sink[n]->backup : sink[n]->temporary);
            atomic_store(&sink[n]->is_named, false); /* so it stays */
        }
}

enum kom_status kom_files_publish(struct kom_files *files, struct kom_error *err) {
    struct kom_sink *sink[KOM_SINKS_MAX];
    enum kom_way way[KOM_SINKS_MAX];
    enum kom_status status = KOM_OK;
    sigset_t old;
    size_t n = targets_of(files, sink), done = 0;
    kom_publish_block(&old);
    while (done < n && !status) {
        status = kom_publish_move(sink[done], done + 1 == n, &way[done], err);
        done += !status;
    }
    if (status)
        put_back(sink, way, done, err);
    for (size_t i = 0; i < done && !status; i++)
        kom_publish_settle(sink[i], way[i]);
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    return status;
}

void kom_files_spoil(struct kom_files *files, const char *text) {
    for (size_t i = 0; i < KOM_SINKS_MAX && files->sink[i]; i++)
        kom_sink_spoil(files->sink[i], text);
}

void kom_files_drop(struct kom_files *files) {
    for (size_t i = 0; i < KOM_SINKS_MAX && files->sink[i]; i++) {
        struct kom_sink *sink = files->sink[i];
        sigset_t old;
        kom_publish_block(&old);
        atomic_store(&files->sink[i], NULL);
        free_sink(sink);
        (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    }
    for (size_t i = 0; i < files->n; i++)
        kom_free(files->file[i].label);
    kom_free(files->file);
    files->file = NULL;
    files->n = files->cap = 0;
}

/* ---- what ends the process ---- */

bool kom_files_seize(struct kom_files *files, pthread_t *writer) {
    for (size_t i = 0; i < KOM_SINKS_MAX; i++) {
        struct kom_sink *sink = files->sink[i];
        int pen = KOM_PEN_FREE;
        if (!sink || sink->target ||
            atomic_compare_exchange_strong(&sink->pen, &pen, KOM_PEN_TAKEN) || pen == KOM_PEN_TAKEN)
            continue;
        *writer = sink->writer;
        if (!pthread_equal(*writer, pthread_self()))
            return false;
        atomic_store(&sink->pen, KOM_PEN_TAKEN); /* its write is over: this came in between */
    }
    return true;
}

void kom_files_abandon(struct kom_files *files, const char *text) {
    struct pollfd wait[KOM_SINKS_MAX];
    nfds_t left = 0;
    for (size_t i = 0; i < KOM_SINKS_MAX; i++) {
        struct kom_sink *sink = files->sink[i];
        bool is_stream = sink && kom_sink_has_begun(sink);
        wait[i] = (struct pollfd){.fd = is_stream ? sink->fd : -1, .events = POLLOUT};
        left += is_stream;
        if (is_stream)
            kom_os_pipe_room(sink->fd);
        if (sink && sink->is_named)
            (void)unlink(sink->temporary);
    }
    while (left > 0 && poll(wait, KOM_SINKS_MAX, WAIT_MS) > 0)
        for (size_t i = 0; i < KOM_SINKS_MAX; i++)
            if (wait[i].fd >= 0 && wait[i].revents) {
                kom_sink_spoil(files->sink[i], text);
                wait[i].fd = -1;
                left--;
            }
}
