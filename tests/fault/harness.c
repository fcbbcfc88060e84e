/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the jobs of tests/fault/jobs under faults (interpose.c) and limits, judges each run, and
   prints a table.

   harness --bin DIR --interpose FILE --jobs FILE --known FILE --work DIR [-j N] [--each N]
   [--limits N]
           [--only TEXT] [--fault TEXT] [--tools]
   --each: at most so many places of each fault in each job; --limits: so many limits of memory for
   each job (0, the default: three that are not looked for); --only and --fault: jobs and faults
   whose names hold the text; --tools: a table for every tool. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum {
    JOBS_MAX = 192,
    PLANS_MAX = 200000,
    WORKERS_MAX = 16,
    KNOWN_MAX = 64,
    SHOWN_MAX = 60,
    SECONDS_MAX = 30
};

static const struct fault faults[] = {
    {"alloc", "ENOMEM", false, 0, NO_LIMIT},
    {"alloc", "ENOMEM", true, 0, NO_LIMIT},
    {"read", "EIO", false, 0, NO_LIMIT},
    {"read", "EIO", true, 0, NO_LIMIT},
    {"read", "EINTR", false, 0, NO_LIMIT},
    {"read", "short", false, 0, NO_LIMIT},
    {"read", "short", true, 0, NO_LIMIT},
    {"write", "ENOSPC", false, 0, NO_LIMIT},
    {"write", "ENOSPC", true, 0, NO_LIMIT},
    {"write", "EINTR", false, 0, NO_LIMIT},
    {"write", "short", false, 0, NO_LIMIT},
    {"write", "short", true, 0, NO_LIMIT},
    {"open", "EMFILE", false, 0, NO_LIMIT},
    {"open", "EACCES", true, 0, NO_LIMIT},
    {"close", "EIO", false, 0, NO_LIMIT},
    {"close", "EIO", true, 0, NO_LIMIT},
    {"rename", "EACCES", false, 0, NO_LIMIT},
    {"rename", "EXDEV", true, 0, NO_LIMIT},
    {"chmod", "EPERM", false, 0, NO_LIMIT},
    {"chmod", "EPERM", true, 0, NO_LIMIT},
    {"sync", "EIO", false, 0, NO_LIMIT},
    {"sync", "EIO", true, 0, NO_LIMIT},
    {"stat", "EIO", false, 0, NO_LIMIT},
    {"stat", "EACCES", true, 0, NO_LIMIT},
    {"seek", "EIO", false, 0, NO_LIMIT},
    {"seek", "EIO", true, 0, NO_LIMIT},
    {"mkdir", "EACCES", false, 0, NO_LIMIT},
    {"thread", "EAGAIN", false, 0, NO_LIMIT},
    {"thread", "EAGAIN", true, 0, NO_LIMIT},
    {"iconv", "ENOMEM", false, 0, NO_LIMIT},
    {"sort", "unstable", false, 0, NO_LIMIT},
    {"sort", "unstable", true, 0, NO_LIMIT},
    {"any", "SIGTERM", false, SIGTERM, NO_LIMIT},
    {"any", "SIGINT", false, SIGINT, NO_LIMIT},
    {"any", "SIGHUP", false, SIGHUP, NO_LIMIT},
    {"any", "SIGKILL", false, SIGKILL, NO_LIMIT},
    {"alloc", "SIGTERM", false, SIGTERM, NO_LIMIT},
    {"memory", NULL, false, 0, LIMIT_MEMORY},
    {"stack", NULL, false, 0, LIMIT_STACK},
};
enum { N_FAULTS = sizeof faults / sizeof faults[0] };

static const char *const kind_names[] = {
#define KIND_NAME(name) #name,
    FAULT_KINDS(KIND_NAME)
#undef KIND_NAME
};

static struct {
    char *bin, *interpose, *jobs, *known, *work, *only, *fault;
    unsigned n_workers, each, limits;
    bool by_tool;
} o = {.n_workers = 1, .each = 4};

static struct job jobs[JOBS_MAX];
static size_t n_jobs;
static struct plan *plans; /* shared by the workers */
static size_t n_plans;
static char *known[KNOWN_MAX];
static size_t n_known;
static struct fault_log *run_log; /* of this worker */

static void die(const char *what) {
    perror(what);
    exit(2);
}

/* ---- one run ---- */

static int opened(const char *path, int flags) {
    int fd = open(path, flags, 0666);
    if (fd < 0)
        _exit(125);
    return fd;
}

static void limit_child(enum limit_kind kind, uint64_t n) {
    struct rlimit limit = {n, n};
    if (kind == LIMIT_MEMORY)
        (void)setrlimit(RLIMIT_AS, &limit);
    if (kind == LIMIT_STACK)
        (void)setrlimit(RLIMIT_STACK, &limit);
}

static void become(const struct job *job, const char *spec, enum limit_kind limit, uint64_t n) {
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", o.bin, job->tool);
    (void)dup2(opened(job->input ? job->input : "/dev/null", O_RDONLY), STDIN_FILENO);
    (void)dup2(opened("stdout", O_WRONLY | O_CREAT | O_TRUNC), STDOUT_FILENO);
    (void)dup2(opened("stderr", O_WRONLY | O_CREAT | O_TRUNC), STDERR_FILENO);
    for (int fd = 3; fd < 20; fd++)
        (void)close(fd);
    (void)setenv("LD_PRELOAD", o.interpose, 1);
    (void)setenv("KOM_FAULT_LOG", "log", 1);
    (void)setenv("TMPDIR", "tmp", 1);
    (void)setenv("LC_ALL", "C", 1);
    if (spec)
        (void)setenv("KOM_FAULT", spec, 1);
    /* A shell that runs this in the background lets nobody interrupt it. */
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        (void)signal(numbers[i], SIG_DFL);
    (void)alarm(SECONDS_MAX);
    limit_child(limit, n);
    (void)execv(path, job->word);
    _exit(127);
}

static void clear_log(void) {
    memset(run_log, 0, sizeof *run_log);
}

static void run(const struct job *job, const char *spec, enum limit_kind limit, uint64_t n,
                struct left *left) {
    int status = 0;
    clear_log();
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        become(job, spec, limit, n);
    if (child < 0 || waitpid(child, &status, 0) < 0)
        die("fork");
    read_left(left);
    left->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    left->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- a worker's folder ---- */

static void enter(unsigned number) {
    char folder[64];
    (void)snprintf(folder, sizeof folder, "w%u", number);
    if ((mkdir(folder, 0777) != 0 && errno != EEXIST) || chdir(folder) != 0)
        die(folder);
    if (symlink("../in", "in") != 0 && errno != EEXIST)
        die("in");
    int fd = open("log", O_RDWR | O_CREAT, 0666);
    if (fd < 0 || ftruncate(fd, sizeof *run_log) != 0)
        die("log");
    void *p = mmap(NULL, sizeof *run_log, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED)
        die("log");
    (void)close(fd);
    run_log = p;
}

/* ---- the list of jobs ---- */

static void set_up(const char *command) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        char path[8192];
        (void)snprintf(path, sizeof path, "%s:%s", o.bin, getenv("PATH"));
        (void)setenv("PATH", path, 1);
        (void)setenv("LC_ALL", "C", 1);
        if (chdir("in") == 0)
            (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0) {
        (void)fprintf(stderr, "setup failed: %s\n", command);
        exit(2);
    }
}

static void add_job(char *line) {
    struct job *job = &jobs[n_jobs];
    size_t n = 0;
    *job = (struct job){.name = strtok(line, " ")};
    for (char *word; (word = strtok(NULL, " ")) && n < WORDS_MAX - 1;) {
        if (strcmp(word, "<") == 0)
            job->input = strtok(NULL, " ");
        else
            job->word[n++] = strcmp(word, "''") == 0 ? word + 2 : word;
    }
    job->tool = job->word[0];
    n_jobs += !o.only || strstr(job->name, o.only);
}

static void read_jobs(char *text) {
    for (char *line = text, *end; *line; line = end) {
        end = strchr(line, '\n');
        end = end ? end : line + strlen(line);
        if (*end)
            *end++ = '\0';
        if (strncmp(line, "setup ", 6) == 0)
            set_up(line + 6);
        else if (strncmp(line, "job ", 4) == 0 && n_jobs < JOBS_MAX)
            add_job(line + 4);
    }
}

static void read_known(char *text) {
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        if (*line != '#' && n_known < KNOWN_MAX)
            known[n_known++] = line;
}

static bool is_known(const char *text) {
    for (size_t i = 0; i < n_known; i++)
        if (fnmatch(known[i], text, 0) == 0)
            return true;
    return false;
}

/* ---- what to run ---- */

/* Without a fault, twice: the job must be the same each time. */
static void run_whole(struct job *job) {
    char what[WHAT_SIZE];
    struct left again = {0};
    prepare(job, false);
    run(job, NULL, NO_LIMIT, 0, &job->whole);
    if (!run_log->has_begun || job->whole.code < 0 || job->whole.code > 5) {
        (void)fprintf(stderr, "%s does not run: %s\n", job->name, job->whole.err.p);
        exit(2);
    }
    for (size_t i = 0; i < FAULT_N_KINDS; i++)
        job->calls[i] = run_log->calls[i];
    prepare(job, true);
    run(job, NULL, NO_LIMIT, 0, &again);
    if (again.code != job->whole.code || judge(job, &faults[0], &again, run_log, what)) {
        (void)fprintf(stderr, "%s is not the same again: %s\n", job->name, what);
        exit(2);
    }
    free_left(&again);
}

static void add_plan(size_t job, size_t fault, uint64_t n) {
    if (n_plans < PLANS_MAX)
        plans[n_plans++] = (struct plan){.job = job, .fault = fault, .n = n};
}

static uint64_t calls_of(const struct job *job, const struct fault *fault) {
    for (size_t i = 0; i < FAULT_N_KINDS; i++)
        if (strcmp(kind_names[i], fault->kind) == 0)
            return job->calls[i];
    return 0;
}

/* All places, or so many spread evenly, the first and the last among them. */
static void plan_calls(size_t job, size_t fault) {
    uint64_t calls = calls_of(&jobs[job], &faults[fault]), n = calls < o.each ? calls : o.each;
    for (uint64_t i = 0; i < n; i++)
        add_plan(job, fault, n == 1 ? 1 : 1 + i * (calls - 1) / (n - 1));
}

/* The smallest limit, to 64 KiB, with which the job begins, or ends as it should. */
static uint64_t smallest(const struct job *job, bool whole) {
    uint64_t low = 0, high = UINT64_C(1) << 30;
    while (high - low > 64 * 1024) {
        struct left left = {0};
        uint64_t middle = low + (high - low) / 2;
        prepare(job, false);
        run(job, NULL, LIMIT_MEMORY, middle, &left);
        bool enough = whole ? left.code == job->whole.code : run_log->has_begun > 0;
        low = enough ? low : middle;
        high = enough ? middle : high;
        free_left(&left);
    }
    return high;
}

/* So many limits between where the job begins and where it ends as it should; without that search,
   three. */
static void plan_memory(size_t job, size_t fault) {
    for (uint64_t i = 0; o.limits == 0 && i < 3; i++)
        add_plan(job, fault, (UINT64_C(1) << 23) + (i << 22));
    if (o.limits == 0)
        return;
    uint64_t from = smallest(&jobs[job], false), to = smallest(&jobs[job], true) + 256 * 1024;
    for (uint64_t i = 0; i < o.limits; i++)
        add_plan(job, fault, from + (to - from) * i / o.limits / 4096 * 4096);
}

static void name_fault(const struct fault *f, char *text, size_t size) {
    (void)snprintf(text, size, "%s%s %s", f->kind, f->goes_on ? "+" : "",
                   f->what ? f->what : "limit");
}

static void make_plans(void) {
    for (size_t f = 0; f < N_FAULTS; f++) {
        char name[64];
        name_fault(&faults[f], name, sizeof name);
        if (o.fault && !strstr(name, o.fault))
            continue;
        for (size_t j = 0; j < n_jobs; j++) {
            if (faults[f].limit == LIMIT_MEMORY)
                plan_memory(j, f);
            else if (faults[f].limit == LIMIT_STACK)
                add_plan(j, f, 256 * 1024);
            else
                plan_calls(j, f);
        }
    }
}

/* ---- running them ---- */

static void complain(const struct plan *p, const char *spec, const char *what) {
    char text[WHAT_SIZE * 2], line[WHAT_SIZE * 2 + 2];
    (void)snprintf(text, sizeof text, "%s %s: %s", spec, jobs[p->job].name, what);
    for (char *c = text; *c; c++)
        *c = *c == '\n' ? ' ' : *c;
    int n = snprintf(line, sizeof line, "%s\n", text);
    int fd = open("../wrong", O_WRONLY | O_APPEND | O_CREAT, 0666);
    if (fd < 0 || write(fd, line, (size_t)n) != n)
        die("wrong");
    (void)close(fd);
}

static enum outcome outcome_of(const struct plan *p, const char *spec, const struct left *left) {
    const struct job *job = &jobs[p->job];
    const struct fault *fault = &faults[p->fault];
    char what[WHAT_SIZE], text[WHAT_SIZE * 2];
    bool is_reached = fault->limit ? run_log->has_begun > 0 : run_log->hits > 0 || left->signal;
    if (fault->limit && !is_reached)
        return NOT_REACHED; /* the loader could not do with so little */
    if (judge(job, fault, left, run_log, what)) {
        (void)snprintf(text, sizeof text, "%s %s: %s", spec, job->name, what);
        if (is_known(text))
            return KNOWN;
        complain(p, spec, what);
        return WRONG;
    }
    if (!is_reached)
        return NOT_REACHED;
    return left->signal ? ENDED : left->code == job->whole.code ? SAME : STOPPED;
}

static void run_plan(struct plan *p) {
    const struct fault *f = &faults[p->fault];
    struct left left = {0};
    char spec[64];
    if (f->limit)
        (void)snprintf(spec, sizeof spec, "%s:%llu", f->kind, (unsigned long long)p->n);
    else
        (void)snprintf(spec, sizeof spec, "%s:%llu%s=%s", f->kind, (unsigned long long)p->n,
                       f->goes_on ? "+" : "", f->what);
    prepare(&jobs[p->job], p->n % 2 == 1);
    run(&jobs[p->job], f->limit ? NULL : spec, f->limit, p->n, &left);
    p->outcome = (unsigned char)outcome_of(p, spec, &left);
    free_left(&left);
}

/* The workers share the list: each takes every n-th. */
static void run_all(void) {
    int failed = 0;
    for (unsigned w = 0; w < o.n_workers; w++) {
        (void)fflush(NULL);
        pid_t child = fork();
        if (child == 0) {
            if (chdir("..") != 0)
                die("..");
            enter(w + 1);
            for (size_t i = w; i < n_plans; i += o.n_workers)
                run_plan(&plans[i]);
            _exit(0);
        }
    }
    for (int status; wait(&status) > 0;)
        failed += status != 0;
    if (failed) {
        (void)fprintf(stderr, "a worker failed\n");
        exit(2);
    }
}

/* ---- the table ---- */

static const char *const titles[N_OUTCOMES] = {"not reached", "same",  "stopped",
                                               "ended",       "known", "WRONG"};

/* One line: a fault, of one tool or of all (NULL). Returns how many runs there were. */
static size_t print_line(const char *tool, size_t fault) {
    size_t n[N_OUTCOMES] = {0}, all = 0;
    char name[64];
    for (size_t i = 0; i < n_plans; i++) {
        if ((fault != N_FAULTS && plans[i].fault != fault) ||
            (tool && strcmp(jobs[plans[i].job].tool, tool) != 0))
            continue;
        n[plans[i].outcome]++;
        all++;
    }
    if (all == 0)
        return 0;
    if (fault == N_FAULTS)
        (void)snprintf(name, sizeof name, "all");
    else
        name_fault(&faults[fault], name, sizeof name);
    (void)printf("%-11s %-15s %7zu", tool ? tool : "all", name, all);
    for (size_t i = 0; i < N_OUTCOMES; i++)
        (void)printf(" %11zu", n[i]);
    (void)printf("\n");
    return all;
}

static void print_table(void) {
    (void)printf("%-11s %-15s %7s", "tool", "fault", "runs");
    for (size_t i = 0; i < N_OUTCOMES; i++)
        (void)printf(" %11s", titles[i]);
    (void)printf("\n");
    for (size_t j = 0; j < n_jobs && o.by_tool; j++) {
        bool is_first = true;
        for (size_t k = 0; k < j; k++)
            is_first = is_first && strcmp(jobs[k].tool, jobs[j].tool) != 0;
        for (size_t f = 0; f <= N_FAULTS && is_first; f++)
            (void)print_line(jobs[j].tool, f);
    }
    for (size_t f = 0; f <= N_FAULTS; f++)
        (void)print_line(NULL, f);
}

/* Shows the first complaints; how many there are. */
static size_t print_wrong(void) {
    size_t n = 0;
    struct bytes b = read_file("../wrong");
    for (char *line = strtok(b.p, "\n"); line; line = strtok(NULL, "\n"))
        if (n++ < SHOWN_MAX)
            (void)printf("%.300s\n", line);
    if (n > SHOWN_MAX)
        (void)printf("... and %zu more in %s/wrong\n", n - SHOWN_MAX, o.work);
    free(b.p);
    return n;
}

/* ---- the command line ---- */

static void parse(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        char *name = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
        struct {
            const char *name;
            char **text;
            unsigned *number;
        } options[] = {{"--bin", &o.bin, NULL},     {"--interpose", &o.interpose, NULL},
                       {"--jobs", &o.jobs, NULL},   {"--known", &o.known, NULL},
                       {"--work", &o.work, NULL},   {"--only", &o.only, NULL},
                       {"--fault", &o.fault, NULL}, {"-j", NULL, &o.n_workers},
                       {"--each", NULL, &o.each},   {"--limits", NULL, &o.limits}};
        bool is_found = strcmp(name, "--tools") == 0;
        o.by_tool = o.by_tool || is_found;
        for (size_t k = 0; k < sizeof options / sizeof options[0] && value && !is_found; k++) {
            is_found = strcmp(name, options[k].name) == 0;
            if (is_found && options[k].text)
                *options[k].text = value;
            else if (is_found)
                *options[k].number = (unsigned)strtoul(value, NULL, 10);
            i += is_found;
        }
        if (!is_found) {
            (void)fprintf(stderr, "harness: what is %s?\n", name);
            exit(2);
        }
    }
}

int main(int argc, char **argv) {
    parse(argc, argv);
    if (!o.bin || !o.interpose || !o.jobs || !o.known || !o.work || o.n_workers == 0 ||
        o.n_workers > WORKERS_MAX) {
        (void)fprintf(stderr, "usage: see tests/fault/harness.c\n");
        return 2;
    }
    struct bytes list = read_file(o.jobs), excused = read_file(o.known);
    plans = mmap(NULL, PLANS_MAX * sizeof *plans, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (plans == MAP_FAILED || chdir(o.work) != 0)
        die(o.work);
    (void)mkdir("in", 0777);
    read_jobs(list.p);
    read_known(excused.p);
    enter(0);
    for (size_t i = 0; i < n_jobs; i++)
        run_whole(&jobs[i]);
    make_plans();
    run_all();
    print_table();
    size_t n_wrong = print_wrong();
    (void)printf("%zu runs of %zu jobs, %zu wrong\n", n_plans, n_jobs, n_wrong);
    return n_wrong > 0 || n_plans == 0;
}
