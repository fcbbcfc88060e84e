/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pandoc as a child: HTML goes to it and the docx comes back through one socket. */
#include "table/docx.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    pid_t pid;
    int fd; /* our end */
};

static enum kom_status broken(const char *what, int error, struct kom_error *err) {
    return kom_fail(err, KOM_EIO, "pandoc: %s: %s", what, strerror(error));
}

/* Its environment is not the user's: a date of documents that never changes, and no folder of
   settings. posix_spawn changes none of the words, whatever its type says. */
static int spawn(pid_t *pid, int theirs, enum kom_present_lang lang) {
    static char pandoc[] = "pandoc", from[] = "--from=html", to[] = "--to=docx",
                output[] = "--output=-", english[] = "--metadata=lang:en",
                danish[] = "--metadata=lang:da", date[] = "SOURCE_DATE_EPOCH=315532800",
                home[] = "HOME=/nonexistent", locale[] = "LC_ALL=C.UTF-8";
    char *const argv[] = {pandoc, from, to, output, lang == KOM_PRESENT_DA ? danish : english,
                          NULL};
    char *const environment[] = {date, home, locale, NULL};
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    for (int fd = STDIN_FILENO; fd <= STDOUT_FILENO && !error; fd++)
        error = posix_spawn_file_actions_adddup2(&actions, theirs, fd);
    if (!error)
        error = posix_spawnp(pid, pandoc, &actions, NULL, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

static enum kom_status start(struct child *child, enum kom_present_lang lang,
                             struct kom_error *err) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return broken("no socket", errno, err);
    int error = 0;
    for (int i = 0; i < 2 && !error; i++)
        error = fcntl(ends[i], F_SETFD, FD_CLOEXEC) != 0 ? errno : 0;
    if (!error)
        error = spawn(&child->pid, ends[1], lang);
    (void)close(ends[1]);
    child->fd = ends[0];
    if (!error)
        return KOM_OK;
    (void)close(ends[0]);
    if (error == ENOMEM)
        return kom_no_memory(err);
    if (error != ENOENT)
        return broken("it cannot be started", error, err);
    return kom_fail(err, KOM_EIO,
                    "-f docx needs pandoc, which is not there; install the package pandoc, or use "
                    "-f html");
}

/* Sends what it takes now; its end once all is sent. */
static int send_some(int fd, struct kom_text *rest) {
    ssize_t n = send(fd, rest->p, rest->n, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) { /* its exit tells why */
        rest->n = 0;
        return 0;
    }
    if (n < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : errno;
    rest->p += n;
    rest->n -= (size_t)n;
    if (rest->n == 0)
        (void)shutdown(fd, SHUT_WR);
    return 0;
}

/* Takes what there is; *is_end: nothing will come any more. */
static int take_some(int fd, struct kom_buf *out, bool *is_end) {
    char piece[16384];
    ssize_t n = recv(fd, piece, sizeof piece, MSG_DONTWAIT);
    *is_end = n == 0 || (n < 0 && errno == ECONNRESET);
    if (n < 0)
        return *is_end || errno == EINTR || errno == EAGAIN ? 0 : errno;
    kom_buf_add(out, piece, (size_t)n);
    return out->failed ? ENOMEM : 0;
}

/* Neither side waits for the other: what it says is taken while it listens. */
static int talk(int fd, struct kom_text html, struct kom_buf *docx) {
    int error = 0;
    for (bool is_end = false; !is_end && !error;) {
        struct pollfd p = {.fd = fd, .events = (short)(html.n ? POLLIN | POLLOUT : POLLIN)};
        if (poll(&p, 1, -1) < 0) {
            error = errno == EINTR ? 0 : errno;
            continue;
        }
        if (html.n && (p.revents & (POLLOUT | POLLERR | POLLHUP)))
            error = send_some(fd, &html);
        if (!error && (p.revents & (POLLIN | POLLERR | POLLHUP)))
            error = take_some(fd, docx, &is_end);
    }
    return error;
}

static enum kom_status end(const struct child *child, const struct kom_buf *docx,
                           struct kom_error *err) {
    int how = 0;
    while (waitpid(child->pid, &how, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(how))
        return kom_fail(err, KOM_EIO, "pandoc was ended by signal %d", WTERMSIG(how));
    if (WEXITSTATUS(how) != 0)
        return kom_fail(err, KOM_EIO, "pandoc ended with exit %d", WEXITSTATUS(how));
    bool is_zip = docx->n > 4 && memcmp(docx->p, "PK\x03\x04", 4) == 0;
    return is_zip ? KOM_OK : kom_fail(err, KOM_EIO, "what pandoc wrote is no docx");
}

enum kom_status kom_table_docx(struct kom_buf *buf, enum kom_present_lang lang,
                               struct kom_error *err) {
    struct child child;
    struct kom_buf docx = {0};
    enum kom_status status = start(&child, lang, err);
    if (status)
        return status;
    int error = talk(child.fd, kom_buf_view(buf), &docx);
    (void)close(child.fd);
    status = end(&child, &docx, err);
    if (error == ENOMEM)
        status = kom_no_memory_in(err, "the docx");
    else if (error)
        status = broken("the talk with it broke off", error, err);
    kom_buf_fini(buf);
    *buf = docx;
    return status;
}
