/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashing what is read, beside those who read it.

   A regular file is read a second time, by one thread that goes through all inputs in turn while
   the run works, with a descriptor of its own; standard input that is a file by pread, which leaves
   its place alone. So no reader knows of it, however it reads: in parts, packed, by a library. What
   size and times the files had is noted at the start and looked at after: a file that was written
   meanwhile has no bytes that could be named. A pipe passes once: whoever opens one (raw.h) asks
   whether it is heard, and hands over what it reads. That question comes from deep below, without a
   context; so the seals of the run are a mutable global. */
#include "seal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"

enum { BLOCK = 256 * 1024 };

struct kom_heard {
    struct kom_heard *next;
    char *path;
    struct kom_sha256 *sha;
    uint64_t nbytes;
    bool at_end;
};

struct input {
    const char *path; /* borrowed */
    struct stat was;  /* when the run began */
    bool is_there, is_file;
    off_t from; /* of standard input: where it stood */
    /* the thread's, then whoever waited for it */
    bool is_done;
    struct kom_seal seal;
    enum kom_status status;
    struct kom_error err;
};

struct kom_seals {
    struct input *input;
    size_t n;
    char *block;
    bool has_thread;
    pthread_t thread;
    atomic_bool is_over;
    struct kom_heard *heard;
};

static struct kom_seals *_Atomic listening;

/* ---- one file ---- */

static const char *name_of(const char *path) {
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static enum kom_status io_error(const char *path, const char *what, struct kom_error *err) {
    return kom_fail(err, KOM_EIO, "%s: %s: %s", name_of(path), what, strerror(errno));
}

/* All bytes of a descriptor from a place on. */
static enum kom_status hash(int fd, const struct input *in, char *block, const atomic_bool *is_over,
                            struct kom_seal *seal, struct kom_error *err) {
    struct kom_sha256 *sha = kom_sha256_new();
    enum kom_status status = sha ? KOM_OK : kom_no_memory_in(err, name_of(in->path));
    for (off_t at = in->from; !status && !(is_over && atomic_load(is_over));) {
        const ssize_t n = pread(fd, block, BLOCK, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = io_error(in->path, "reading failed", err);
        if (n <= 0)
            break;
        kom_sha256_add(sha, (struct kom_text){block, (size_t)n});
        seal->nbytes += (uint64_t)n;
        at += n;
    }
    if (!status) {
        kom_sha256_hex(sha, seal->sha256);
        seal->is_known = true;
    }
    kom_sha256_free(sha);
    return status;
}

static bool is_same(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Is the file what it was at the start? */
static enum kom_status check(struct input *in) {
    struct stat now;
    const bool is_stdin = strcmp(in->path, "-") == 0;
    if ((is_stdin ? fstat(STDIN_FILENO, &now) : stat(in->path, &now)) != 0)
        return io_error(in->path, "cannot be looked at", &in->err);
    return is_same(&in->was, &now)
               ? KOM_OK
               : kom_fail(&in->err, KOM_EIO,
                          "%s: was written while it was read; run this again when it is whole",
                          name_of(in->path));
}

/* Fills seal, status and err of an input that is a file. */
static void seal_input(struct input *in, char *block, const atomic_bool *is_over) {
    const bool is_stdin = strcmp(in->path, "-") == 0;
    const int fd =
        is_stdin ? STDIN_FILENO : open(in->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    in->status = fd < 0 ? io_error(in->path, "cannot be opened", &in->err)
                        : hash(fd, in, block, is_over, &in->seal, &in->err);
    in->is_done = true;
    if (fd >= 0 && !is_stdin)
        (void)close(fd);
}

/* What is there now. */
static void look(struct input *in, const char *path) {
    *in = (struct input){.path = path};
    const bool is_stdin = strcmp(path, "-") == 0;
    in->is_there = (is_stdin ? fstat(STDIN_FILENO, &in->was) : stat(path, &in->was)) == 0;
    if (!in->is_there && errno != ENOENT && errno != ENOTDIR) /* nobody knows what it is */
        in->status = io_error(path, "cannot be looked at", &in->err);
    in->is_file = in->is_there && S_ISREG(in->was.st_mode);
    if (is_stdin && in->is_file)
        in->from = lseek(STDIN_FILENO, 0, SEEK_CUR);
}

enum kom_status kom_seal_file(const char *path, struct kom_seal *seal, struct kom_error *err) {
    struct input in;
    char *block = kom_resize(NULL, BLOCK, 1);
    *seal = (struct kom_seal){.is_known = false};
    look(&in, path);
    if (!block)
        return kom_no_memory_in(err, path);
    if (in.status) {
        kom_free(block);
        if (err)
            *err = in.err;
        return in.status;
    }
    if (in.is_there && !in.is_file)
        in.status = kom_fail(&in.err, KOM_EIO, "%s: is %s; name a file", path,
                             S_ISDIR(in.was.st_mode) ? "a directory" : "no file");
    else
        seal_input(&in, block, NULL);
    if (!in.status)
        in.status = check(&in);
    kom_free(block);
    if (in.status && err)
        *err = in.err;
    if (!in.status)
        *seal = in.seal;
    return in.status;
}

/* ---- all of a run ---- */

static void *go_through(void *context) {
    struct kom_seals *seals = context;
    for (size_t i = 0; i < seals->n && !atomic_load(&seals->is_over); i++)
        if (seals->input[i].is_file)
            seal_input(&seals->input[i], seals->block, &seals->is_over);
    return NULL;
}

struct kom_seals *kom_seals_new(void) {
    struct kom_seals *seals = kom_alloc(1, sizeof *seals);
    atomic_store(&listening, seals);
    return seals;
}

enum kom_status kom_seals_start(struct kom_seals *seals, const char *const *path, size_t n,
                                bool has_thread, struct kom_error *err) {
    assert(!seals->input);
    seals->input = kom_alloc(n ? n : 1, sizeof *seals->input);
    seals->block = kom_resize(NULL, BLOCK, 1);
    if (!seals->input || !seals->block)
        return kom_no_memory(err);
    for (size_t i = 0; i < n; i++)
        look(&seals->input[seals->n++], path[i]);
    seals->has_thread =
        has_thread && n > 0 && pthread_create(&seals->thread, NULL, go_through, seals) == 0;
    return KOM_OK;
}

static struct input *find(struct kom_seals *seals, const char *path) {
    for (size_t i = 0; i < seals->n; i++)
        if (strcmp(seals->input[i].path, path) == 0)
            return &seals->input[i];
    return NULL;
}

static void end_thread(struct kom_seals *seals) {
    if (seals->has_thread)
        (void)pthread_join(seals->thread, NULL);
    seals->has_thread = false;
}

static struct kom_heard *find_heard(const struct kom_seals *seals, const char *path) {
    struct kom_heard *h = seals->heard;
    while (h && strcmp(h->path, path) != 0)
        h = h->next;
    return h;
}

enum kom_status kom_seals_get(struct kom_seals *seals, const char *path, struct kom_seal *seal,
                              struct kom_error *err) {
    struct input *in = find(seals, path);
    const struct kom_heard *heard = find_heard(seals, path);
    *seal = (struct kom_seal){.is_known = false};
    end_thread(seals);
    if (heard) {
        *seal = (struct kom_seal){.is_known = heard->at_end, .nbytes = heard->nbytes};
        kom_sha256_hex(heard->sha, seal->sha256);
        return KOM_OK;
    }
    if (!in)
        return kom_seal_file(path, seal, err);
    if (in->status && err)
        *err = in->err;
    if (in->status || !in->is_file)
        return in->status;
    if (!in->is_done)
        seal_input(in, seals->block, NULL);
    if (!in->status)
        in->status = check(in);
    if (in->status && err)
        *err = in->err;
    if (!in->status)
        *seal = in->seal;
    return in->status;
}

static void free_heard(struct kom_heard *h) {
    kom_sha256_free(h->sha);
    kom_free(h->path);
    kom_free(h);
}

void kom_seals_free(struct kom_seals *seals) {
    if (!seals)
        return;
    atomic_store(&listening, NULL);
    atomic_store(&seals->is_over, true);
    end_thread(seals);
    while (seals->heard) {
        struct kom_heard *h = seals->heard;
        seals->heard = h->next;
        free_heard(h);
    }
    kom_free(seals->input);
    kom_free(seals->block);
    kom_free(seals);
}

/* ---- pipes ---- */

struct kom_heard *kom_seals_hear(const char *path) {
    struct kom_seals *seals = atomic_load(&listening);
    struct kom_heard *h = seals ? find_heard(seals, path) : NULL;
    if (h || !seals)
        return h;
    const size_t n = strlen(path) + 1;
    h = kom_alloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->path = kom_resize(NULL, n, 1);
    h->sha = kom_sha256_new();
    if (!h->path || !h->sha) {
        free_heard(h);
        return NULL;
    }
    memcpy(h->path, path, n);
    h->next = seals->heard;
    seals->heard = h;
    return h;
}

void kom_heard_add(struct kom_heard *heard, struct kom_text bytes) {
    heard->at_end = bytes.n == 0;
    heard->nbytes += bytes.n;
    kom_sha256_add(heard->sha, bytes);
}
