/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elsewhere: the CPUs that are online. */
#include "os.h"

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

unsigned kom_os_cpus(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

void kom_os_large_table(void *p, size_t nbytes) {
    (void)p;
    (void)nbytes;
}

void kom_os_return_memory(void) {
}

/* Where the program lies, and its number: less than random, and without state. */
void kom_os_drawn(uint64_t bits[2]) {
    bits[0] = (uint64_t)(uintptr_t)&kom_os_cpus;
    bits[1] = (uint64_t)getpid();
}

uint64_t kom_os_machine_memory(void) {
    return 0;
}

void kom_os_taken(uint64_t *space, uint64_t *data) {
    *space = *data = 0;
}

uint64_t kom_os_group_memory(const char *groups, const char *mount) {
    (void)groups;
    (void)mount;
    return 0;
}

void kom_os_wide_pipe(int fd) {
    (void)fd;
}

void kom_os_pipe_room(int fd) {
    (void)fd;
}

bool kom_os_path_of(int fd, char *path, size_t n) {
    (void)fd;
    (void)path;
    (void)n;
    return false;
}

bool kom_os_program(char *path, size_t n) {
    (void)path;
    (void)n;
    return false;
}

int kom_os_unnamed_file(const char *folder, bool may_be_named) {
    (void)folder;
    (void)may_be_named;
    errno = ENOSYS;
    return -1;
}

int kom_os_give_name(int fd, const char *path) {
    (void)fd;
    (void)path;
    errno = ENOSYS;
    return -1;
}

int kom_os_exchange(const char *one, const char *other) {
    (void)one;
    (void)other;
    errno = ENOSYS;
    return -1;
}
