/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For LD_PRELOAD: makes the n-th call of a kind fail, come short, or raise a signal; counts the
   calls.

   KOM_FAULT=KIND:N=WHAT makes the N-th call of KIND (log.h) fail, KIND:N+=WHAT that one and all
   after it. WHAT is the name of an error (ENOMEM), of a signal that is raised before the call
   (SIGTERM), `short` (a read or write of half the bytes, at least one), or `unstable` (qsort
   without memory sorts otherwise: elements that compare equal come in another order).
   KOM_FAULT_LOG=FILE, as large as struct fault_log, is mapped and filled. What runs before main is
   left alone. Needs glibc; sanitizers bring an allocator of their own. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "log.h"

enum { SHORT = -1 };

static struct fault_log own_log, *fault_log = &own_log;
static enum fault_kind want_kind = FAULT_N_KINDS;
static uint64_t want_n;
static bool want_all; /* from the n-th on */
static int want_error, want_signal;
static atomic_bool is_active;

/* ---- the decision ---- */

static bool is_due(enum fault_kind kind) {
    uint64_t n = atomic_fetch_add(&fault_log->calls[kind], 1) + 1;
    bool is_apart = kind == FAULT_alloc || kind == FAULT_sort;
    uint64_t any = is_apart ? 0 : atomic_fetch_add(&fault_log->calls[FAULT_any], 1) + 1;
    uint64_t at = want_kind == FAULT_any ? any : n;
    if (want_kind != kind && (want_kind != FAULT_any || is_apart))
        return false;
    return at == want_n || (want_all && at > want_n);
}

/* 0: go on; an error number; or SHORT. A signal is raised here. */
static int fault(enum fault_kind kind, int fd) {
    if (!atomic_load(&is_active) || !is_due(kind))
        return 0;
    atomic_fetch_add(&fault_log->hits, 1);
    if (fd == STDERR_FILENO)
        atomic_fetch_add(&fault_log->stderr_hits, 1);
    if (fd == STDOUT_FILENO)
        atomic_fetch_add(&fault_log->stdout_hits, 1);
    if (want_signal)
        (void)raise(want_signal);
    return want_error;
}

/* Sets errno; true when the call is to fail. */
static bool fails(enum fault_kind kind, int fd) {
    int error = fault(kind, fd);
    if (error > 0)
        errno = error;
    return error > 0;
}

/* ---- what was asked for ---- */

static const struct {
    const char *name;
    int error, signal;
} whats[] = {
    {"ENOMEM", ENOMEM, 0},   {"EIO", EIO, 0},         {"ENOSPC", ENOSPC, 0}, {"EINTR", EINTR, 0},
    {"EAGAIN", EAGAIN, 0},   {"EMFILE", EMFILE, 0},   {"EACCES", EACCES, 0}, {"EPERM", EPERM, 0},
    {"EPIPE", EPIPE, 0},     {"EXDEV", EXDEV, 0},     {"EINVAL", EINVAL, 0}, {"short", SHORT, 0},
    {"unstable", SHORT, 0},  {"SIGTERM", 0, SIGTERM}, {"SIGINT", 0, SIGINT}, {"SIGHUP", 0, SIGHUP},
    {"SIGKILL", 0, SIGKILL}, {"SIGPIPE", 0, SIGPIPE},
};

static const char *const kinds[] = {
#define FAULT_NAME(name) #name,
    FAULT_KINDS(FAULT_NAME)
#undef FAULT_NAME
};

static void refuse(const char *spec) {
    (void)fprintf(stderr, "KOM_FAULT=%s: KIND:N[+]=WHAT is wanted\n", spec);
    _exit(126);
}

static void parse(const char *spec) {
    const char *colon = strchr(spec, ':'), *equals = strchr(spec, '=');
    if (!colon || !equals || equals < colon)
        refuse(spec);
    for (unsigned i = 0; i < FAULT_N_KINDS; i++)
        if (strlen(kinds[i]) == (size_t)(colon - spec) &&
            strncmp(kinds[i], spec, strlen(kinds[i])) == 0)
            want_kind = (enum fault_kind)i;
    want_n = strtoull(colon + 1, NULL, 10);
    want_all = equals[-1] == '+';
    for (size_t i = 0; i < sizeof whats / sizeof whats[0]; i++)
        if (strcmp(whats[i].name, equals + 1) == 0) {
            want_error = whats[i].error;
            want_signal = whats[i].signal;
        }
    if (want_kind == FAULT_N_KINDS || want_n == 0 || (!want_error && !want_signal))
        refuse(spec);
}

static void map_log(const char *path) {
    int fd = open(path, O_RDWR | O_CLOEXEC);
    void *p = fd < 0 ? MAP_FAILED
                     : mmap(NULL, sizeof *fault_log, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED)
        _exit(126);
    (void)close(fd);
    fault_log = p;
}

/* ---- main is wrapped, so that the loader is left alone ---- */

typedef int main_function(int, char **, char **);
static main_function *real_main;
int __libc_start_main(main_function *main, int argc, char **argv, main_function *init,
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

static int wrapped_main(int argc, char **argv, char **envp) {
    const char *spec = getenv("KOM_FAULT"), *path = getenv("KOM_FAULT_LOG");
    if (path)
        map_log(path);
    if (spec)
        parse(spec);
    atomic_store(&fault_log->has_begun, 1);
    atomic_store(&is_active, true);
    int code = real_main(argc, argv, envp);
    atomic_store(&is_active, false);
    return code;
}

/* REAL(f): the next definition of f, found once; all are found before main. */
static void *real_of(const char *name) {
    void *p = dlsym(RTLD_NEXT, name);
    if (!p)
        _exit(126);
    return p;
}

/* clang-format off */
#define FUNCTIONS(X) \
    X(read) X(pread) X(readv) X(write) X(pwrite) X(writev) X(open) X(openat) X(fopen) \
    X(mkstemp) X(mkostemp) X(opendir) X(close) X(fclose) X(rename) X(renameat) X(renameat2) \
    X(link) X(linkat) X(chmod) X(fchmod) X(fchmodat) X(fsync) X(fdatasync) X(stat) X(fstat) \
    X(lstat) X(fstatat) X(readlink) X(lseek) X(mkdir) X(pthread_create) X(iconv_open) X(mmap) X(qsort)
/* clang-format on */
#define DECLARE(name) static __typeof__(name) *real_##name;
FUNCTIONS(DECLARE)

int __libc_start_main(main_function *main, int argc, char **argv, main_function *init,
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end) {
    __typeof__(__libc_start_main) *start;
    void *p = real_of("__libc_start_main");
    memcpy(&start, &p, sizeof start);
#define FIND(name)                                                                                 \
    p = real_of(#name);                                                                            \
    memcpy(&real_##name, &p, sizeof p);
    FUNCTIONS(FIND)
    real_main = main;
    return start(wrapped_main, argc, argv, init, fini, rtld_fini, stack_end);
}

/* ---- memory ---- */

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t alignment, size_t n);

void *malloc(size_t n) {
    return fails(FAULT_alloc, -1) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size) {
    return fails(FAULT_alloc, -1) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n) {
    return fails(FAULT_alloc, -1) ? NULL : __libc_realloc(p, n);
}

void *aligned_alloc(size_t alignment, size_t n) {
    return fails(FAULT_alloc, -1) ? NULL : __libc_memalign(alignment, n);
}

int posix_memalign(void **p, size_t alignment, size_t n) {
    if (fails(FAULT_alloc, -1))
        return ENOMEM;
    *p = __libc_memalign(alignment, n);
    return *p ? 0 : ENOMEM;
}

void *mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset) {
    if ((flags & MAP_ANONYMOUS) && fails(FAULT_alloc, -1))
        return MAP_FAILED;
    if (!real_mmap) { /* before main */
        void *p = real_of("mmap");
        memcpy(&real_mmap, &p, sizeof p);
    }
    return real_mmap(at, n, protection, flags, fd, offset);
}

/* ---- bytes ---- */

/* How many of n bytes are to be moved; -1: the call fails. */
static ssize_t allowed(enum fault_kind kind, int fd, size_t n) {
    int error = fault(kind, fd);
    if (error > 0) {
        errno = error;
        return -1;
    }
    return (ssize_t)(error == SHORT && n > 1 ? n / 2 : n);
}

ssize_t read(int fd, void *p, size_t n) {
    ssize_t m = allowed(FAULT_read, fd, n);
    return m < 0 ? -1 : real_read(fd, p, (size_t)m);
}

ssize_t pread(int fd, void *p, size_t n, off_t at) {
    ssize_t m = allowed(FAULT_read, fd, n);
    return m < 0 ? -1 : real_pread(fd, p, (size_t)m, at);
}

ssize_t readv(int fd, const struct iovec *v, int n) {
    return fails(FAULT_read, fd) ? -1 : real_readv(fd, v, n);
}

ssize_t write(int fd, const void *p, size_t n) {
    ssize_t m = allowed(FAULT_write, fd, n);
    return m < 0 ? -1 : real_write(fd, p, (size_t)m);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at) {
    ssize_t m = allowed(FAULT_write, fd, n);
    return m < 0 ? -1 : real_pwrite(fd, p, (size_t)m, at);
}

ssize_t writev(int fd, const struct iovec *v, int n) {
    return fails(FAULT_write, fd) ? -1 : real_writev(fd, v, n);
}

/* ---- files ---- */

/* The mode is there only with O_CREAT and O_TMPFILE. */
#define MODE_OF(flags, mode)                                                                       \
    mode_t mode = 0;                                                                               \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                         \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        mode = va_arg(args, mode_t);                                                               \
        va_end(args);                                                                              \
    }

int open(const char *path, int flags, ...) {
    MODE_OF(flags, mode)
    if (!real_open) { /* before main */
        void *p = real_of("open");
        memcpy(&real_open, &p, sizeof p);
    }
    return fails(FAULT_open, -1) ? -1 : real_open(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    MODE_OF(flags, mode)
    return fails(FAULT_open, -1) ? -1 : real_openat(folder, path, flags, mode);
}

FILE *fopen(const char *path, const char *mode) {
    return fails(FAULT_open, -1) ? NULL : real_fopen(path, mode);
}

int mkstemp(char *name) {
    return fails(FAULT_open, -1) ? -1 : real_mkstemp(name);
}

int mkostemp(char *name, int flags) {
    return fails(FAULT_open, -1) ? -1 : real_mkostemp(name, flags);
}

DIR *opendir(const char *path) {
    return fails(FAULT_open, -1) ? NULL : real_opendir(path);
}

/* What fails to close is closed all the same, as in Linux. */
int close(int fd) {
    bool bad = fails(FAULT_close, fd);
    if (!real_close) { /* before main */
        void *p = real_of("close");
        memcpy(&real_close, &p, sizeof p);
    }
    int error = errno, code = real_close(fd);
    if (bad)
        errno = error;
    return bad ? -1 : code;
}

int fclose(FILE *f) {
    bool bad = fails(FAULT_close, -1);
    int error = errno, code = real_fclose(f);
    if (bad)
        errno = error;
    return bad ? EOF : code;
}

int rename(const char *from, const char *to) {
    return fails(FAULT_rename, -1) ? -1 : real_rename(from, to);
}

int renameat(int a, const char *from, int b, const char *to) {
    return fails(FAULT_rename, -1) ? -1 : real_renameat(a, from, b, to);
}

int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    return fails(FAULT_rename, -1) ? -1 : real_renameat2(a, from, b, to, flags);
}

int link(const char *from, const char *to) {
    return fails(FAULT_rename, -1) ? -1 : real_link(from, to);
}

int linkat(int a, const char *from, int b, const char *to, int flags) {
    return fails(FAULT_rename, -1) ? -1 : real_linkat(a, from, b, to, flags);
}

int chmod(const char *path, mode_t mode) {
    return fails(FAULT_chmod, -1) ? -1 : real_chmod(path, mode);
}

int fchmod(int fd, mode_t mode) {
    return fails(FAULT_chmod, fd) ? -1 : real_fchmod(fd, mode);
}

int fchmodat(int folder, const char *path, mode_t mode, int flags) {
    return fails(FAULT_chmod, -1) ? -1 : real_fchmodat(folder, path, mode, flags);
}

int fsync(int fd) {
    return fails(FAULT_sync, fd) ? -1 : real_fsync(fd);
}

int fdatasync(int fd) {
    return fails(FAULT_sync, fd) ? -1 : real_fdatasync(fd);
}

int stat(const char *restrict path, struct stat *restrict st) {
    return fails(FAULT_stat, -1) ? -1 : real_stat(path, st);
}

int fstat(int fd, struct stat *st) {
    return fails(FAULT_stat, fd) ? -1 : real_fstat(fd, st);
}

int lstat(const char *restrict path, struct stat *restrict st) {
    return fails(FAULT_stat, -1) ? -1 : real_lstat(path, st);
}

int fstatat(int folder, const char *restrict path, struct stat *restrict st, int flags) {
    return fails(FAULT_stat, -1) ? -1 : real_fstatat(folder, path, st, flags);
}

ssize_t readlink(const char *restrict path, char *restrict to, size_t n) {
    return fails(FAULT_stat, -1) ? -1 : real_readlink(path, to, n);
}

off_t lseek(int fd, off_t at, int whence) {
    return fails(FAULT_seek, fd) ? -1 : real_lseek(fd, at, whence);
}

int mkdir(const char *path, mode_t mode) {
    return fails(FAULT_mkdir, -1) ? -1 : real_mkdir(path, mode);
}

/* ---- the rest ---- */

static void reverse(char *p, size_t n, size_t size) {
    for (size_t i = 0; i + 1 < n - i; i++)
        for (size_t k = 0; k < size; k++) {
            char *a = p + i * size + k, *b = p + (n - 1 - i) * size + k, c = *a;
            *a = *b;
            *b = c;
        }
}

void qsort(void *p, size_t n, size_t size, int (*compare)(const void *, const void *)) {
    if (fault(FAULT_sort, -1) && n > 1)
        reverse(p, n, size);
    real_qsort(p, n, size, compare);
}

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
                   void *(*start)(void *), void *restrict data) {
    return fails(FAULT_thread, -1) ? errno : real_pthread_create(thread, attributes, start, data);
}

iconv_t iconv_open(const char *to, const char *from) {
    return fails(FAULT_iconv, -1) ? (iconv_t)-1 : real_iconv_open(to, from);
}
