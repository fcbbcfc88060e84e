/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a command and prints what it took: wall,user,sys in seconds, peak memory in MB, exit status.
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: measure [-i INPUT | -p INPUT] [-o OUTPUT] [-n RUNS] COMMAND [ARGUMENT]...\n"
    "-i: standard input from the file; -p: through a pipe that cat fills, whose time is not "
    "counted\n";

struct task {
    const char *input;
    const char *output;
    int piped;
    char **command;
};

static void die(const char *what) {
    (void)fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(125);
}

/* In the child: makes the file the given descriptor. */
static void take(const char *name, int flags, int as) {
    int fd = open(name, flags, 0666);
    if (fd < 0 || dup2(fd, as) < 0)
        die(name);
    (void)close(fd);
}

static pid_t feed(const char *input, int from, int to) {
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (pid > 0)
        return pid;
    (void)close(from);
    if (dup2(to, STDOUT_FILENO) < 0)
        die("pipe");
    (void)close(to);
    (void)execlp("cat", "cat", input, (char *)NULL);
    die("cat");
    return -1;
}

/* In the child: standard input and output as the task says, then the command. */
static void become(const struct task *task, int from) {
    if (task->piped && dup2(from, STDIN_FILENO) < 0)
        die("pipe");
    if (from >= 0)
        (void)close(from);
    if (!task->piped)
        take(task->input, O_RDONLY, STDIN_FILENO);
    take(task->output, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    (void)execvp(task->command[0], task->command);
    die(task->command[0]);
}

static double seconds(struct timeval t) {
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static double now(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Peak memory is that of the largest process among the command and those it waited for. A forked
   child counts with the memory of its parent until it becomes the command, which is why this
   program is small. */
static int run(const struct task *task) {
    int ends[2] = {-1, -1};
    pid_t feeder = -1;
    if (task->piped && pipe(ends) != 0)
        die("pipe");
    double start = now();
    if (task->piped)
        feeder = feed(task->input, ends[0], ends[1]);
    if (task->piped)
        (void)close(ends[1]);
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0)
        become(task, ends[0]);
    if (task->piped)
        (void)close(ends[0]);
    int status = 0;
    struct rusage used;
    if (wait4(pid, &status, 0, &used) != pid)
        die("wait4");
    double wall = now() - start;
    if (feeder > 0 && waitpid(feeder, NULL, 0) != feeder)
        die("waitpid");
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    (void)printf("%.6f,%.6f,%.6f,%.3f,%d\n", wall, seconds(used.ru_utime), seconds(used.ru_stime),
                 (double)used.ru_maxrss / 1024, code); /* ru_maxrss is in KiB on Linux */
    return code;
}

int main(int argc, char **argv) {
    struct task task = {.input = "/dev/null", .output = "/dev/null"};
    long runs = 1;
    /* The + keeps GNU's getopt from looking among the command's own options. */
    for (int c; (c = getopt(argc, argv, "+i:p:o:n:")) != -1;) {
        if (c == 'i' || c == 'p')
            task.input = optarg;
        if (c == 'p')
            task.piped = 1;
        else if (c == 'o')
            task.output = optarg;
        else if (c == 'n')
            runs = strtol(optarg, NULL, 10);
        else if (c == '?')
            runs = 0;
    }
    if (optind >= argc || runs < 1) {
        (void)fputs(usage, stderr);
        return 125;
    }
    task.command = argv + optind;
    int worst = 0;
    for (long i = 0; i < runs; i++) {
        int code = run(&task);
        worst = code > worst ? code : worst;
        (void)fflush(stdout);
    }
    return worst;
}
