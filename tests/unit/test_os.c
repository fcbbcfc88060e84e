/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory limit of a control group, in trees of both versions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "os.h"

static char folder[] = "kom-os-XXXXXX";

static void write_file(const char *name, const char *text) {
    char path[200];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void make_folder(const char *name) {
    char path[200];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static uint64_t limit_in(const char *groups) {
    char path[200];
    write_file("groups", groups);
    (void)snprintf(path, sizeof path, "%s/groups", folder);
    return kom_os_group_memory(path, folder);
}

static int make_trees(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_trees(void **state) {
    (void)state;
    char command[100];
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command); /* NOLINT(cert-env33-c) */
}

static void groups_have_limits(void **state) {
    (void)state;
    assert_int_equal(kom_os_group_memory("/nonexistent", "/nonexistent"), 0);
    assert_int_equal(limit_in("0::/\n"), 0);
    make_folder("user");
    make_folder("user/job");
    write_file("user/job/memory.max", "max\n");
    assert_int_equal(limit_in("0::/user/job\n"), 0);
    write_file("user/memory.max", "500000000\n"); /* of the group above */
    assert_int_equal(limit_in("0::/user/job\n"), 500000000);
    write_file("user/job/memory.max", "200000000\n");
    assert_int_equal(limit_in("0::/user/job\n"), 200000000);
    assert_int_equal(limit_in("0::/user\n"), 500000000);
    assert_int_equal(limit_in("0::/other\n"), 0);
    write_file("memory.max", "100000000\n"); /* what a container sees as the root */
    assert_int_equal(limit_in("0::/user/job\n"), 100000000);
    assert_int_equal(limit_in(""), 100000000);
}

static void version_1(void **state) {
    (void)state;
    write_file("memory.max", "max\n");
    make_folder("memory");
    make_folder("memory/job");
    write_file("memory/job/memory.limit_in_bytes", "300000000\n");
    assert_int_equal(limit_in("3:cpu,cpuacct:/job\n2:memory:/job\n1:name=systemd:/job\n"),
                     300000000);
    assert_int_equal(limit_in("2:hugetlb,memory:/job\n"), 300000000);
    assert_int_equal(limit_in("2:cpu:/job\n"), 0);
    write_file("memory/memory.limit_in_bytes", "250000000\n");
    assert_int_equal(limit_in("2:memory:/job\n"), 250000000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_have_limits),
        cmocka_unit_test(version_1),
    };
    return cmocka_run_group_tests(tests, make_trees, remove_trees);
}
