/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What POSIX does not tell. */
#ifndef KOM_OS_H
#define KOM_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* CPUs by affinity and control group, at least 1. */
unsigned kom_os_cpus(void);

/* Bytes of memory the machine or the control group has for this process; 0 when nobody tells. */
uint64_t kom_os_machine_memory(void);

/* Bytes that this process has taken: of address space, and of data (setrlimit(2)); 0: not known. */
void kom_os_taken(uint64_t *space, uint64_t *data);

/* A limit of the shell that leaves least: RLIMIT_AS or RLIMIT_DATA, less what is taken already. */
struct kom_os_limit {
    bool is_there, is_data;
    uint64_t left;         /* bytes */
    uint64_t for_a_thread; /* what each thread beside the first takes of them, whatever it does */
};
struct kom_os_limit kom_os_limit(void);

/* Of so many threads, those that such a limit has room for, and half of it for other things. */
unsigned kom_os_threads(unsigned n_asked);

/* Bytes of memory this process may use, beside its threads: the smallest of what the machine and
   the control group have and of what a limit leaves; 0 when nobody tells. */
uint64_t kom_os_memory(unsigned n_threads);

/* 128 bits that this process has and the next has not; the same at every call. */
void kom_os_drawn(uint64_t bits[2]);

/* The limit of a process's control group and of those above it, as a file such as /proc/self/cgroup
   and a tree such as /sys/fs/cgroup tell; 0: none. */
uint64_t kom_os_group_memory(const char *groups, const char *mount);

/* Tells the system that these bytes are a large table that is looked at in no order: fewer, larger
 * pages. Only a hint. */
void kom_os_large_table(void *p, size_t nbytes);

/* For a program, at its start: large pieces of memory go back to the system as soon as they are
   freed, so that a table that grew leaves no hole. Only a hint. */
void kom_os_return_memory(void);

/* Lets a pipe hold more, so that reader and writer wait for each other less often. Only a hint. */
void kom_os_wide_pipe(int fd);

/* Lets a full pipe take some bytes more, where the system allows it. Only a hint, and safe in a
   signal handler. */
void kom_os_pipe_room(int fd);

/* Where the regular file of a descriptor lies, and the program that this process runs, as whole
   paths of at most n - 1 bytes; false: nobody tells, or there is none. */
bool kom_os_path_of(int fd, char *path, size_t n);
bool kom_os_program(char *path, size_t n);

/* A new file without a name in that folder, to be written and read, mode 0600: it is gone however
   the process ends. -1 where the system has none such, or with may_be_named none that
   kom_os_give_name could name. */
int kom_os_unnamed_file(const char *folder, bool may_be_named);

/* Gives it a name that no file has yet; -1 and errno, EEXIST when one has. */
int kom_os_give_name(int fd, const char *path);

/* Two files change their names in one step; -1 and errno, ENOSYS where there is no such step. */
int kom_os_exchange(const char *one, const char *other);

#endif
