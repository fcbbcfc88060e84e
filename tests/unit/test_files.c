/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs that appear together, with what the system has for that and without; and the last words
 * of a stream. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "files.h"
#include "mem.h"
#include "os.h"

/* Of the functions that not every system has, those that are to fail (linked with --wrap). */
static bool lacks_unnamed, lacks_exchange;

int __real_kom_os_unnamed_file(const char *folder, bool may_be_named);
int __wrap_kom_os_unnamed_file(const char *folder, bool may_be_named);
int __wrap_kom_os_unnamed_file(const char *folder, bool may_be_named) {
    if (!lacks_unnamed)
        return __real_kom_os_unnamed_file(folder, may_be_named);
    errno = ENOSYS;
    return -1;
}

int __real_kom_os_exchange(const char *one, const char *other);
int __wrap_kom_os_exchange(const char *one, const char *other);
int __wrap_kom_os_exchange(const char *one, const char *other) {
    if (!lacks_exchange)
        return __real_kom_os_exchange(one, other);
    errno = ENOSYS;
    return -1;
}

/* ---- a folder ---- */

static int enter_folder(void **state) {
    static char path[512];
    const char *build = getenv("BUILD_DIR");
    int n =
        snprintf(path, sizeof path, "%s/test-files-XXXXXX", build && *build == '/' ? build : ".");
    *state = path;
    return n < (int)sizeof path && mkdtemp(path) && chdir(path) == 0 ? 0 : -1;
}

static int count_entries(void) {
    int n = 0;
    DIR *dir = opendir(".");
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    (void)closedir(dir);
    return n;
}

static int leave_folder(void **state) {
    DIR *dir = opendir(".");
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir))
        if (unlink(entry->d_name) != 0)
            (void)rmdir(entry->d_name);
    (void)closedir(dir);
    return chdir("..") == 0 && rmdir(*state) == 0 ? 0 : -1;
}

static void put(const char *name, const char *text) {
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void holds(const char *name, const char *text) {
    char got[256] = "";
    FILE *file = fopen(name, "r");
    assert_non_null(file);
    size_t n = fread(got, 1, sizeof got - 1, file);
    (void)fclose(file);
    got[n] = '\0';
    assert_string_equal(got, text);
}

static struct kom_sink *open_with(struct kom_files *files, const char *name, const char *text) {
    struct kom_sink *sink = NULL;
    struct kom_error err;
    if (kom_files_open(files, "--output", name, false, &sink, &err) != KOM_OK)
        fail_msg("%s", err.text);
    assert_int_equal(kom_sink_write(sink, kom_text_of(text), NULL), KOM_OK);
    return sink;
}

/* Every way of publishing there is on some system. */
static void in_every_way(void (*test)(void)) {
    for (int i = 0; i < 4; i++) {
        lacks_unnamed = i & 1;
        lacks_exchange = i & 2;
        test();
    }
    lacks_unnamed = lacks_exchange = false;
}

/* ---- publishing ---- */

static void check_together(void) {
    struct kom_files files = {0};
    struct stat st;
    put("a", "old a");
    put("b", "old b");
    assert_int_equal(chmod("a", 0640), 0);
    (void)unlink("c");
    (void)open_with(&files, "a", "new a");
    (void)open_with(&files, "b", "new b");
    (void)open_with(&files, "c", "new c");
    assert_int_equal(kom_files_finish(&files, NULL), KOM_OK);
    holds("a", "old a");
    assert_int_equal(access("c", F_OK), -1);
    assert_int_equal(kom_files_publish(&files, NULL), KOM_OK);
    kom_files_drop(&files);
    holds("a", "new a");
    holds("b", "new b");
    holds("c", "new c");
    assert_int_equal(stat("a", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    assert_int_equal(count_entries(), 3);
}

static void all_appear_together(void **state) {
    (void)state;
    in_every_way(check_together);
}

/* The blocked-th of four (two of them new) has become a folder meanwhile. */
static void check_undone(int blocked) {
    static const char *const names[] = {"a", "b", "c", "d"};
    struct kom_files files = {0};
    struct kom_error err;
    put("a", "old a");
    put("c", "old c");
    (void)unlink("b");
    (void)unlink("d");
    for (int i = 0; i < 4; i++)
        (void)open_with(&files, names[i], "new");
    assert_int_equal(kom_files_finish(&files, NULL), KOM_OK);
    (void)unlink(names[blocked]);
    assert_int_equal(mkdir(names[blocked], 0700), 0);
    assert_int_equal(kom_files_publish(&files, &err), KOM_EIO);
    assert_non_null(strstr(err.text, "cannot be renamed into place"));
    kom_files_drop(&files);
    assert_int_equal(rmdir(names[blocked]), 0);
    if (blocked != 0)
        holds("a", "old a");
    if (blocked != 2)
        holds("c", "old c");
    assert_int_equal(count_entries(), blocked == 0 || blocked == 2 ? 1 : 2);
}

static void check_all_undone(void) {
    for (int blocked = 0; blocked < 4; blocked++)
        check_undone(blocked);
    (void)unlink("a");
    (void)unlink("c");
}

static void one_that_fails_undoes_the_others(void **state) {
    (void)state;
    in_every_way(check_all_undone);
}

static void check_dropped(void) {
    struct kom_files files = {0};
    put("a", "old a");
    (void)open_with(&files, "a", "new a");
    (void)open_with(&files, "new", "new");
    assert_int_equal(kom_files_finish(&files, NULL), KOM_OK);
    kom_files_drop(&files);
    holds("a", "old a");
    assert_int_equal(count_entries(), 1);
}

static void what_is_dropped_leaves_nothing(void **state) {
    (void)state;
    in_every_way(check_dropped);
}

/* What a handler does: files that have a name lose it. */
static void check_abandoned(void) {
    struct kom_files files = {0};
    pthread_t writer;
    put("a", "old a");
    (void)open_with(&files, "a", "new a");
    assert_true(kom_files_seize(&files, &writer));
    kom_files_abandon(&files, "kom-x: stopped by signal 15");
    holds("a", "old a");
    assert_int_equal(count_entries(), 1);
    kom_files_drop(&files);
}

static void what_is_abandoned_leaves_nothing(void **state) {
    (void)state;
    in_every_way(check_abandoned);
}

static void no_memory_leaves_nothing(void **state) {
    (void)state;
    enum kom_status status = KOM_ENOMEM;
    for (uint64_t i = 1; status != KOM_OK; i++) {
        struct kom_files files = {0};
        struct kom_sink *sink = NULL;
        assert_in_range(i, 1, 100);
        kom_mem_fail_after(i);
        status = kom_files_input(&files, NULL, "/dev/null", NULL);
        if (!status)
            status = kom_files_messages(&files, NULL);
        if (!status)
            status = kom_files_open(&files, "--output", "a", false, &sink, NULL);
        if (!status)
            status = kom_sink_write(sink, kom_text_of("new"), NULL);
        if (!status)
            status = kom_files_finish(&files, NULL);
        kom_mem_fail_after(0);
        assert_true(status == KOM_OK || status == KOM_ENOMEM);
        kom_files_drop(&files);
        assert_int_equal(count_entries(), 0);
    }
}

/* ---- who they are ---- */

static void one_file_is_refused_twice(void **state) {
    (void)state;
    struct kom_files files = {0};
    struct kom_sink *sink = NULL;
    struct kom_error err;
    put("in", "x");
    assert_int_equal(link("in", "hard"), 0);
    assert_int_equal(symlink("out", "soft"), 0);
    assert_int_equal(kom_files_input(&files, "--schema", "in", &err), KOM_OK);
    (void)open_with(&files, "out", "new");
    assert_int_equal(kom_files_open(&files, "--good", "hard", false, &sink, &err), KOM_EUSAGE);
    assert_string_equal(err.text,
                        "--good: hard and the input in of --schema are one file; write to another");
    assert_int_equal(kom_files_open(&files, "--good", "soft", false, &sink, &err), KOM_EUSAGE);
    assert_string_equal(
        err.text, "--good: soft and the output out of --output are one file; write to another");
    assert_int_equal(kom_files_open(&files, "--good", "other", false, &sink, &err), KOM_OK);
    kom_files_drop(&files);
    holds("in", "x");
}

/* One file more than there is room for is no lack of memory. */
static void more_files_than_a_call_writes(void **state) {
    (void)state;
    struct kom_files files = {0};
    struct kom_sink *sink = NULL;
    struct kom_error err;
    for (int i = 0; i < KOM_SINKS_MAX; i++) {
        const char name[] = {'o', (char)('a' + i / 16), (char)('a' + i % 16), '\0'};
        assert_int_equal(kom_files_open(&files, "--out", name, false, &sink, &err), KOM_OK);
    }
    assert_int_equal(kom_files_open(&files, "--out", "more", false, &sink, &err), KOM_EUSAGE);
    assert_string_equal(err.text, "more: is one more than the 32 files that a call writes");
    kom_files_drop(&files);
}

/* ---- last words ---- */

/* A pipe that nobody reads: the handler's part, without a handler. */
static void a_full_pipe_takes_the_last_words(void **state) {
    (void)state;
    int ends[2];
    char name[32], block[4096];
    struct kom_files files = {0};
    pthread_t writer;
    assert_int_equal(pipe(ends), 0);
    assert_true(snprintf(name, sizeof name, "/dev/fd/%d", ends[1]) > 0);
    (void)open_with(&files, name, "a,b\n");
    assert_int_equal(kom_sink_flush(files.sink[0], NULL), KOM_OK);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    memset(block, 'x', sizeof block);
    while (write(ends[1], block, sizeof block) > 0 || write(ends[1], block, 1) > 0)
        ;
    assert_true(kom_files_seize(&files, &writer));
    kom_files_abandon(&files, "kom-x: stopped by \"signal\"");
    kom_files_drop(&files);
    assert_int_equal(close(ends[1]), 0);
    char last[sizeof block] = "";
    for (ssize_t n; (n = read(ends[0], block, sizeof block)) > 0;) {
        memcpy(last, block, (size_t)n);
        last[n < (ssize_t)sizeof last ? n : (ssize_t)sizeof last - 1] = '\0';
    }
    (void)close(ends[0]);
    char *words = strstr(last, "\"kom-");
#ifdef __linux__
    assert_non_null(words);
    assert_string_equal(words, "\"kom-x: stopped by 'signal'\n");
#else
    (void)words;
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_appear_together, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(one_that_fails_undoes_the_others, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(what_is_dropped_leaves_nothing, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(what_is_abandoned_leaves_nothing, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(no_memory_leaves_nothing, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(one_file_is_refused_twice, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(more_files_than_a_call_writes, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(a_full_pipe_takes_the_last_words, enter_folder,
                                        leave_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
