/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The input stands in a file, so that neither side ever waits for the other: only the output is a
 * pipe. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spill.h"

enum { PIECE = 64 * 1024, SAID_MAX = 300 };

/* What the program is given and gives. */
struct pipes {
    struct kom_spill input, said;
    int out[2]; /* the pipe of its standard output: read, write; -1: closed */
};

static enum kom_status open_pipes(struct pipes *p, const struct kom_child *f,
                                  struct kom_error *err) {
    enum kom_status status = kom_spill_add(&p->input, f->folder, f->input, err);
    if (!status)
        status = kom_spill_hand_over(&p->input, f->folder, err);
    if (!status)
        status = kom_spill_hand_over(&p->said, f->folder, err);
    if (!status && pipe(p->out) != 0)
        status = kom_fail(err, KOM_EIO, "%s: no pipe to it (%s)", f->argv[0], strerror(errno));
    for (int i = 0; i < 2 && !status; i++)
        (void)fcntl(p->out[i], F_SETFD, FD_CLOEXEC);
    return status;
}

static void close_end(int *fd) {
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

/* POSIX takes texts that are not const, and leaves them as they are. */
union texts {
    const char *const *given;
    char *const *taken;
};

/* An errno, or 0. The functions return errors; none of them sets errno. */
static int spawn(pid_t *pid, const struct pipes *p, const struct kom_child *f) {
    posix_spawn_file_actions_t actions;
    const union texts argv = {f->argv}, envp = {f->envp};
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawn_file_actions_adddup2(&actions, p->input.fd, STDIN_FILENO);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, p->out[1], STDOUT_FILENO);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, p->said.fd, STDERR_FILENO);
    if (!error)
        error = posix_spawnp(pid, f->argv[0], &actions, NULL, argv.taken, envp.taken);
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

static enum kom_status read_all(int fd, const char *name, struct kom_buf *out,
                                struct kom_error *err) {
    for (;;) {
        char *room = kom_buf_room(out, PIECE);
        ssize_t n = room ? read(fd, room, PIECE) : 0;
        if (!room)
            return kom_no_memory(err);
        if (n == 0)
            return KOM_OK;
        if (n < 0 && errno != EINTR)
            return kom_fail(err, KOM_EIO, "%s: %s", name, strerror(errno));
        out->n += n > 0 ? (size_t)n : 0;
    }
}

/* What the program said, on one line. */
static size_t first_words(int fd, char text[SAID_MAX]) {
    ssize_t n = pread(fd, text, SAID_MAX - 1, 0);
    size_t kept = 0;
    for (ssize_t i = 0; i < n; i++) {
        char c = text[i];
        bool is_blank = (unsigned char)c <= ' ';
        if (is_blank && (kept == 0 || text[kept - 1] == ' '))
            continue;
        text[kept++] = is_blank ? ' ' : c;
    }
    while (kept && text[kept - 1] == ' ')
        kept--;
    text[kept] = '\0';
    return kept;
}

static enum kom_status judge(int ending, const struct pipes *p, const char *name,
                             struct kom_error *err) {
    char text[SAID_MAX];
    if (WIFEXITED(ending) && WEXITSTATUS(ending) == 0)
        return KOM_OK;
    if (WIFSIGNALED(ending))
        return kom_fail(err, KOM_EIO, "%s was ended by signal %d", name, WTERMSIG(ending));
    bool has_words = first_words(p->said.fd, text) > 0;
    return kom_fail(err, KOM_EIO, "%s ended with %d%s%s", name, WEXITSTATUS(ending),
                    has_words ? ": " : " and said nothing", has_words ? text : "");
}

enum kom_status kom_child_run(const struct kom_child *f, struct kom_buf *out, bool *is_missing,
                              struct kom_error *err) {
    struct pipes p = {.out = {-1, -1}};
    pid_t pid = -1;
    int ending = 0, error = 0;
    *is_missing = false;
    enum kom_status status = open_pipes(&p, f, err);
    if (!status)
        error = spawn(&pid, &p, f);
    *is_missing = error == ENOENT;
    if (error)
        status = kom_fail(err, error == ENOMEM ? KOM_ENOMEM : KOM_EIO, "%s cannot be run: %s",
                          f->argv[0], error == ENOMEM ? "memory ran out" : strerror(error));
    close_end(&p.out[1]);
    if (!status)
        status = read_all(p.out[0], f->argv[0], out, err);
    close_end(&p.out[0]); /* a program that goes on writing is ended by that */
    while (pid > 0 && waitpid(pid, &ending, 0) < 0 && errno == EINTR)
        continue;
    if (!status)
        status = judge(ending, &p, f->argv[0], err);
    kom_spill_fini(&p.input);
    kom_spill_fini(&p.said);
    return status;
}
