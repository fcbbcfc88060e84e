/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command gets a folder for records (KOM_REPORTS) that nobody else knows and that is gone
   afterwards.

   It has the terminal, standard input and output of this process, and its environment. Of the
   signals that a terminal sends to all, this process hears none while it waits; one that is sent to
   it alone is handed on. What the child cannot do after the fork, it tells through a pipe that
   closes when the command is there. */
#include "command.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "json_file.h"
#include "mem.h"
#include "place.h"

enum { NOT_RUN = 126, NOT_FOUND = 127, BY_SIGNAL = 128 };

/* ---- signals ---- */

static const int handed_on[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
static const int left_alone[] = {SIGINT, SIGQUIT};
enum {
    N_HANDED_ON = sizeof handed_on / sizeof handed_on[0],
    N_LEFT_ALONE = sizeof left_alone / sizeof left_alone[0],
};

static volatile sig_atomic_t child; /* a handler has no argument */

static void hand_on(int number) {
    const int error = errno;
    (void)kill((pid_t)child, number);
    errno = error;
}

struct signals {
    struct sigaction handed_on[N_HANDED_ON], left_alone[N_LEFT_ALONE];
    sigset_t mask;
};

static void block_all(sigset_t *old) {
    sigset_t all;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, old);
}

/* While all are blocked. One that was ignored stays so, as its child's does. */
static void hear(struct signals *s) {
    struct sigaction action;
    (void)memset(&action, 0, sizeof action);
    (void)sigfillset(&action.sa_mask);
    for (int i = 0; i < N_HANDED_ON; i++) {
        (void)sigaction(handed_on[i], NULL, &s->handed_on[i]);
        action.sa_handler = hand_on;
        if (s->handed_on[i].sa_handler != SIG_IGN)
            (void)sigaction(handed_on[i], &action, NULL);
    }
    for (int i = 0; i < N_LEFT_ALONE; i++) {
        action.sa_handler = SIG_IGN;
        (void)sigaction(left_alone[i], &action, &s->left_alone[i]);
    }
}

static void hear_as_before(const struct signals *s) {
    for (int i = 0; i < N_HANDED_ON; i++)
        (void)sigaction(handed_on[i], &s->handed_on[i], NULL);
    for (int i = 0; i < N_LEFT_ALONE; i++)
        (void)sigaction(left_alone[i], &s->left_alone[i], NULL);
}

/* ---- the child ---- */

static void become(const struct kom_command *c, const char *records, const sigset_t *mask,
                   int told) {
    const int nowhere = c->is_silent ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
    const bool is_ready = setenv("KOM_REPORTS", records, 1) == 0 &&
                          (!c->folder || chdir(c->folder) == 0) &&
                          (!c->is_silent || (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0));
    if (is_ready) {
        (void)sigprocmask(SIG_SETMASK, mask, NULL);
        (void)execvp(c->word[0], (char *const *)(uintptr_t)c->word);
    }
    const int error = errno;
    (void)!write(told, &error, sizeof error);
    _exit(NOT_FOUND);
}

/* What the child has told, or its exit. */
static void take_exit(struct kom_command *c, int told, int ended) {
    int error = 0;
    ssize_t n;
    do
        n = read(told, &error, sizeof error);
    while (n < 0 && errno == EINTR);
    c->error = n == (ssize_t)sizeof error ? error : 0;
    c->exit = c->error == ENOENT ? NOT_FOUND
              : c->error         ? NOT_RUN
              : WIFEXITED(ended) ? WEXITSTATUS(ended)
                                 : BY_SIGNAL + WTERMSIG(ended);
}

static enum kom_status spawn(struct kom_run *run, struct kom_command *c, const char *records) {
    struct signals signals;
    int told[2], ended = 0;
    if (pipe(told) != 0)
        return kom_fail(&run->err, KOM_EIO, "%s: no pipe to it: %s", c->word[0], strerror(errno));
    (void)fcntl(told[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(told[1], F_SETFD, FD_CLOEXEC);
    block_all(&signals.mask);
    const pid_t pid = fork();
    if (pid == 0)
        become(c, records, &signals.mask, told[1]);
    const int error = errno;
    (void)close(told[1]);
    child = (sig_atomic_t)pid;
    if (pid > 0)
        hear(&signals);
    (void)sigprocmask(SIG_SETMASK, &signals.mask, NULL);
    while (pid > 0 && waitpid(pid, &ended, 0) < 0 && errno == EINTR)
        continue;
    if (pid > 0) {
        hear_as_before(&signals);
        take_exit(c, told[0], ended);
    }
    (void)close(told[0]);
    if (pid > 0 && c->error == ENOMEM)
        return kom_no_memory(&run->err);
    return pid > 0 ? KOM_OK
                   : kom_fail(&run->err, KOM_EIO, "%s: cannot be started: %s", c->word[0],
                              strerror(error));
}

/* ---- records ---- */

static bool ends_with(const char *name, const char *end) {
    const size_t n = strlen(name), m = strlen(end);
    return name[0] != '.' && n > m && strcmp(name + n - m, end) == 0;
}

/* kom-sum.PID.N.run, beside which no record lies: the tool's name goes to the list. */
static enum kom_status add_lost(struct kom_run *run, const char *folder, const char *name,
                                json_t *lost) {
    char path[PATH_MAX];
    const size_t n_stem = strlen(name) - strlen(".run");
    const int n = snprintf(path, sizeof path, "%s/%.*s.json", folder, (int)n_stem, name);
    if (n >= PATH_MAX || access(path, F_OK) == 0)
        return KOM_OK;
    return json_array_append_new(lost, json_stringn(name, strcspn(name, "."))) == 0
               ? KOM_OK
               : kom_no_memory(&run->err);
}

static enum kom_status read_all(struct kom_run *run, const char *folder, struct kom_command *c) {
    enum kom_status status = KOM_OK;
    DIR *dir = opendir(folder);
    if (!dir && errno == ENOMEM)
        return kom_no_memory(&run->err);
    if (!dir)
        return kom_fail(&run->err, KOM_EIO, "%s: cannot be listed: %s", folder, strerror(errno));
    for (const struct dirent *e = readdir(dir); e && !status; e = readdir(dir)) {
        char path[PATH_MAX];
        json_t *record = NULL;
        const int n = snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (ends_with(e->d_name, ".run"))
            status = add_lost(run, folder, e->d_name, c->lost);
        if (!ends_with(e->d_name, ".json") || n >= PATH_MAX)
            continue;
        status = kom_json_read(path, &record, &run->err);
        if (!status && json_array_append_new(c->records, record) != 0)
            status = kom_no_memory(&run->err);
    }
    (void)closedir(dir);
    return status;
}

static void remove_all(const char *folder) {
    DIR *dir = opendir(folder);
    for (const struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        char path[PATH_MAX];
        const int n = snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_name[0] != '.' && n < PATH_MAX)
            (void)unlink(path);
    }
    if (dir)
        (void)closedir(dir);
    (void)rmdir(folder);
}

/* A new folder in TMPDIR, as a whole path: the command may go elsewhere. */
static enum kom_status make_folder(struct kom_run *run, char folder[PATH_MAX]) {
    char room[PATH_MAX];
    const char *within;
    uint64_t unused;
    enum kom_status status = kom_run_memory(run, &unused, &within);
    const int n = snprintf(room, sizeof room, "%s/kom-prov.XXXXXX", within);
    if (status)
        return status;
    if (n < PATH_MAX && mkdtemp(room) && kom_place_whole(".", room, folder))
        return KOM_OK;
    return kom_fail(&run->err, KOM_EIO,
                    "%s: no folder can be made there for the records of the tools: %s; TMPDIR "
                    "names another",
                    within, strerror(errno));
}

enum kom_status kom_command_run(struct kom_run *run, struct kom_command *c) {
    char folder[PATH_MAX];
    c->exit = c->error = 0;
    c->records = json_array();
    c->lost = json_array();
    enum kom_status status =
        c->records && c->lost ? make_folder(run, folder) : kom_no_memory(&run->err);
    if (status)
        return status;
    status = spawn(run, c, folder);
    if (!status)
        status = read_all(run, folder, c);
    remove_all(folder);
    return status;
}
