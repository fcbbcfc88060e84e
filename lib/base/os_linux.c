/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linux: the affinity mask, the quota of the control group (version 2, then 1), pipes that grow,
   and files without a name.

   What a process may use is the least of what several tell: the CPUs of its affinity mask and the
   quota of its control group, rounded up; the memory of the machine, of its control group and of
   those above it, and what limits of the shell leave of it. /proc and /sys are read as small files,
   line by line; what cannot be read is not known, and never an error. Pipes and files are asked
   for more than POSIX gives where the kernel has it, and the callers do without where it has not.
   */
#define _GNU_SOURCE /* sched_getaffinity, CPU_COUNT, F_SETPIPE_SZ, O_TMPFILE, renameat2 */
#include "os.h"

#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "buf.h"

/* A small file, without the line end; empty when it cannot be read. */
static struct kom_text read_line(const char *path, char *p, size_t cap) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, p, cap);
    if (fd >= 0)
        (void)close(fd);
    struct kom_text t = {p, n > 0 ? (size_t)n : 0};
    while (t.n && (t.p[t.n - 1] == '\n' || t.p[t.n - 1] == ' '))
        t.n--;
    return t;
}

/* A whole number; 0 for anything else ("max", "-1", no such file). */
static uint64_t whole(struct kom_text t) {
    uint64_t n = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] < '0' || t.p[i] > '9' || n > UINT64_MAX / 10 - 1)
            return 0;
        n = n * 10 + (uint64_t)(t.p[i] - '0');
    }
    return n;
}

/* quota / period, rounded up; 0 when there is no quota. */
static unsigned share(struct kom_text quota, struct kom_text period) {
    uint64_t q = whole(quota), p = whole(period);
    return p ? (unsigned)((q + p - 1) / p) : 0;
}

static unsigned group_quota(void) {
    char a[64], b[64];
    struct kom_text line = read_line("/sys/fs/cgroup/cpu.max", a, sizeof a);
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] == ' ')
            return share((struct kom_text){line.p, i},
                         (struct kom_text){line.p + i + 1, line.n - i - 1});
    return share(read_line("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", a, sizeof a),
                 read_line("/sys/fs/cgroup/cpu/cpu.cfs_period_us", b, sizeof b));
}

unsigned kom_os_cpus(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    unsigned n = 1;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        n = (unsigned)CPU_COUNT(&set);
    unsigned quota = group_quota();
    if (quota && quota < n)
        n = quota;
    return n ? n : 1;
}

static uint64_t smaller(uint64_t a, uint64_t b) {
    return b && (a == 0 || b < a) ? b : a;
}

/* The number in a file of the control group; 0: no limit ("max"), or no such file. */
static uint64_t group_limit(const char *path) {
    char line[64];
    return whole(read_line(path, line, sizeof line));
}

/* The smallest limit of a group and of those above it, up to the root. */
static uint64_t limit_upwards(const char *mount, const char *tree, struct kom_text group,
                              const char *file) {
    uint64_t limit = 0;
    for (;;) {
        char path[PATH_MAX]; /* a longer one names no file */
        int n = snprintf(path, sizeof path, "%s%s%.*s%s", mount, tree, (int)group.n, group.p, file);
        if (n > 0 && (size_t)n < sizeof path)
            limit = smaller(limit, group_limit(path));
        if (group.n == 0)
            return limit;
        while (group.n && group.p[group.n - 1] != '/')
            group.n--;
        group.n -= group.n > 0;
    }
}

static bool ends_with(struct kom_text t, const char *end) {
    size_t n = strlen(end);
    return t.n >= n && memcmp(t.p + t.n - n, end, n) == 0;
}

/* A line of /proc/self/cgroup: number, controllers, path. Version 2 has one line with no
   controllers, version 1 one with "memory" among them. */
static uint64_t limit_of_line(const char *mount, struct kom_text line) {
    const char *first = memchr(line.p, ':', line.n);
    const char *second =
        first ? memchr(first + 1, ':', line.n - (size_t)(first + 1 - line.p)) : NULL;
    if (!second)
        return 0;
    struct kom_text what = {first + 1, (size_t)(second - first - 1)},
                    group = {second + 1, line.n - (size_t)(second + 1 - line.p)};
    if (group.n == 1)
        group.n = 0; /* the root */
    if (what.n == 0)
        return limit_upwards(mount, "", group, "/memory.max");
    if (kom_text_is(what, "memory") || ends_with(what, ",memory") ||
        (what.n > 7 && memcmp(what.p, "memory,", 7) == 0))
        return limit_upwards(mount, "/memory", group, "/memory.limit_in_bytes");
    return 0;
}

uint64_t kom_os_group_memory(const char *groups, const char *mount) {
    char text[4096];
    struct kom_text all = read_line(groups, text, sizeof text); /* all lines, in fact */
    /* What the process sees as the root may be its own group (a container). */
    uint64_t limit = limit_of_line(mount, kom_text_of("0::/"));
    limit = smaller(limit, limit_of_line(mount, kom_text_of("1:memory:/")));
    for (size_t i = 0, n; i < all.n; i += n + 1) {
        const char *end = memchr(all.p + i, '\n', all.n - i);
        n = end ? (size_t)(end - (all.p + i)) : all.n - i;
        limit = smaller(limit, limit_of_line(mount, (struct kom_text){all.p + i, n}));
    }
    return limit;
}

uint64_t kom_os_machine_memory(void) {
    long pages = sysconf(_SC_PHYS_PAGES), nbytes = sysconf(_SC_PAGESIZE);
    uint64_t memory = pages > 0 && nbytes > 0 ? (uint64_t)pages * (uint64_t)nbytes : 0;
    return smaller(memory, kom_os_group_memory("/proc/self/cgroup", "/sys/fs/cgroup"));
}

/* Pages: all of them first, data and stack sixth. */
void kom_os_taken(uint64_t *space, uint64_t *data) {
    char line[256];
    const struct kom_text t = read_line("/proc/self/statm", line, sizeof line);
    const long nbytes = sysconf(_SC_PAGESIZE);
    uint64_t pages[6] = {0};
    for (size_t i = 0, start = 0, n = 0; i <= t.n && n < 6; i++)
        if (i == t.n || t.p[i] == ' ') {
            pages[n++] = whole((struct kom_text){t.p + start, i - start});
            start = i + 1;
        }
    *space = pages[0] * (nbytes > 0 ? (uint64_t)nbytes : 0);
    *data = pages[5] * (nbytes > 0 ? (uint64_t)nbytes : 0);
}

/* The kernel draws them from its random pool for every new process: no state need be kept here. */
void kom_os_drawn(uint64_t bits[2]) {
    const void *drawn = (const void *)(uintptr_t)getauxval(AT_RANDOM);
    memset(bits, 0, 2 * sizeof bits[0]);
    if (drawn)
        memcpy(bits, drawn, 2 * sizeof bits[0]);
}

void kom_os_large_table(void *p, size_t nbytes) {
    const uintptr_t page = 2 * 1024 * 1024;
    uintptr_t from = ((uintptr_t)p + page - 1) / page * page,
              to = ((uintptr_t)p + nbytes) / page * page;
    if (p && to > from)
        (void)madvise((char *)p + (from - (uintptr_t)p), to - from, MADV_HUGEPAGE);
}

/* What is told is kept; else the C library lets the bound rise with what is freed, and tables of
   many megabytes come to lie between small pieces. */
void kom_os_return_memory(void) {
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
#endif
}

/* What a user may ask for, unless the system was told otherwise (pipe(7)). */
enum { PIPE_MOST = 1024 * 1024 };

void kom_os_wide_pipe(int fd) {
    /* Half of it: the writer that has to stop can still make room for its last words. */
    if (fcntl(fd, F_GETPIPE_SZ) < PIPE_MOST / 2)
        (void)fcntl(fd, F_SETPIPE_SZ, PIPE_MOST / 2);
}

void kom_os_pipe_room(int fd) {
    int size = fcntl(fd, F_GETPIPE_SZ);
    if (size > 0 && size <= INT32_MAX / 2)
        (void)fcntl(fd, F_SETPIPE_SZ, 2 * size);
}

/* A file without a name is named by way of /proc, which need not be there. */
static void by_way_of_proc(char path[64], int fd) {
    (void)snprintf(path, 64, "/proc/self/fd/%d", fd);
}

static bool can_be_named(int fd) {
    char path[64];
    struct stat one, other;
    by_way_of_proc(path, fd);
    return fstat(fd, &one) == 0 && stat(path, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

/* The text of a link in /proc, which is the path of what it stands for. */
static bool read_link(const char *link, char *path, size_t n) {
    const ssize_t got = readlink(link, path, n - 1);
    if (got <= 0 || (size_t)got >= n - 1)
        return false;
    path[got] = '\0';
    return path[0] == '/';
}

bool kom_os_path_of(int fd, char *path, size_t n) {
    struct stat st;
    char link[64];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink > 0 &&
           read_link(link, path, n);
}

bool kom_os_program(char *path, size_t n) {
    return read_link("/proc/self/exe", path, n);
}

int kom_os_unnamed_file(const char *folder, bool may_be_named) {
    int flags = O_TMPFILE | O_RDWR | O_CLOEXEC | (may_be_named ? 0 : O_EXCL);
    int fd = open(folder, flags, 0600);
    if (fd >= 0 && may_be_named && !can_be_named(fd)) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

int kom_os_give_name(int fd, const char *path) {
    char from[64];
    by_way_of_proc(from, fd);
    return linkat(AT_FDCWD, from, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

int kom_os_exchange(const char *one, const char *other) {
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}
