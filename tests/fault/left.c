/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of a run: made ready before it, and read after it. */
#include "harness.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct bytes read_file(const char *path) {
    struct bytes b = {NULL, 0};
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t size = fd >= 0 && fstat(fd, &st) == 0 ? (size_t)st.st_size : 0;
    b.p = malloc(size + 1);
    for (ssize_t n; fd >= 0 && b.n < size && (n = read(fd, b.p + b.n, size - b.n)) > 0;)
        b.n += (size_t)n;
    b.p[b.n] = '\0';
    if (fd >= 0)
        (void)close(fd);
    return b;
}

/* Every file below a folder, by name; folders are gone into, and counted with them. */
static void walk(const char *folder, void (*take)(void *context, const char *path, bool is_folder),
                 void *context) {
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));) {
        char path[NAME_SIZE * 3];
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        bool is_folder = lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
        if (is_folder)
            walk(path, take, context);
        take(context, path, is_folder);
    }
    if (d)
        (void)closedir(d);
}

static void take_file(void *context, const char *path, bool is_folder) {
    struct left *left = context;
    struct stat st;
    if (is_folder || left->n_files == FILES_MAX || lstat(path, &st) != 0)
        return;
    struct file *f = &left->file[left->n_files++];
    (void)snprintf(f->name, sizeof f->name, "%s", path);
    f->content = read_file(path);
    f->mode = st.st_mode & 07777;
}

static void count(void *context, const char *path, bool is_folder) {
    (void)path;
    *(size_t *)context += !is_folder;
}

void read_left(struct left *left) {
    left->out = read_file("stdout");
    left->err = read_file("stderr");
    walk("out", take_file, left);
    walk("tmp", count, &left->n_temporary);
}

void free_left(struct left *left) {
    free(left->out.p);
    free(left->err.p);
    for (size_t i = 0; i < left->n_files; i++)
        free(left->file[i].content.p);
    *left = (struct left){0};
}

static void remove_it(void *context, const char *path, bool is_folder) {
    (void)context;
    (void)(is_folder ? rmdir(path) : unlink(path));
}

static void write_old(const char *path) {
    char folder[NAME_SIZE];
    (void)snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = folder; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        (void)mkdir(folder, 0777);
        *slash = '/';
    }
    FILE *f = fopen(path, "w");
    if (!f || fputs(OLD_CONTENT, f) == EOF || fclose(f) != 0) {
        perror(path);
        exit(2);
    }
}

void prepare(const struct job *job, bool has_old) {
    (void)mkdir("out", 0777);
    (void)mkdir("tmp", 0777);
    walk("out", remove_it, NULL);
    walk("tmp", remove_it, NULL);
    for (size_t i = 0; has_old && i < job->whole.n_files; i++)
        write_old(job->whole.file[i].name);
}
