/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failed allocations: counted, told, and never an answer; lines of messages that need none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "groups.h"
#include "line.h"
#include "mem.h"
#include "options.h"
#include "vocab.h"

static void failures_are_counted_and_settled(void **state) {
    (void)state;
    struct kom_error err = {.status = KOM_OK};
    uint64_t before = kom_mem_failures();
    assert_int_equal(kom_mem_settle(before, KOM_OK, &err), KOM_OK);
    assert_int_equal(kom_mem_settle(before, KOM_EDATA, &err), KOM_EDATA);
    kom_mem_fail_after(1);
    assert_null(kom_alloc(1, 1));
    assert_null(kom_resize(NULL, 1, 1));
    kom_mem_fail_after(0);
    assert_int_equal(kom_mem_failures(), before + 2);
    assert_int_equal(kom_mem_settle(before, KOM_OK, &err), KOM_ENOMEM);
    assert_string_equal(err.text, "memory ran out");
    assert_int_equal(kom_mem_settle(before, KOM_EDATA, &err), KOM_ENOMEM);
    assert_int_equal(kom_mem_settle(kom_mem_failures(), KOM_EDATA, &err), KOM_EDATA);
}

/* "--memory: ... find no room; give more" is true of a limit that was reached. Once an allocation
   has failed nobody knows whether it was: the machine had none, and more of --memory is no help. */
static void no_failure_is_blamed_on_a_limit(void **state) {
    (void)state;
    const struct kom_tool_option none[] = {{.id = KOM_OPT_END}};
    const struct kom_tool tool = {.name = "sum", .options = none};
    struct kom_run run = {.tool = &tool, .value = {[KOM_OPT_memory] = "1M"}};
    const char *const texts[] = {"--memory: groups find no room; give more",
                                 "--between b: sums find no room; give more --memory"};
    for (size_t i = 0; i < 2; i++) {
        const uint64_t before = kom_mem_failures();
        assert_int_equal(kom_fail(&run.err, KOM_ENOMEM, "%s", texts[i]), KOM_ENOMEM);
        if (before == 0) {
            assert_int_equal(kom_run_believe(&run, KOM_ENOMEM), KOM_ENOMEM);
            assert_string_equal(run.err.text, texts[i]);
        }
        kom_mem_fail_after(1);
        assert_null(kom_alloc(1, 1));
        kom_mem_fail_after(0);
        assert_int_equal(kom_fail(&run.err, KOM_ENOMEM, "%s", texts[i]), KOM_ENOMEM);
        assert_int_equal(kom_run_believe(&run, KOM_ENOMEM), KOM_ENOMEM);
        assert_memory_equal(run.err.text, "memory ran out", 14);
    }
    assert_int_equal(kom_fail(&run.err, KOM_ENOMEM, "memory ran out for rows"), KOM_ENOMEM);
    assert_int_equal(kom_run_believe(&run, KOM_ENOMEM), KOM_ENOMEM);
    assert_memory_equal(run.err.text, "memory ran out for rows", 23);
}

/* A size that no machine has is a failure too. */
static void products_that_overflow_fail(void **state) {
    (void)state;
    uint64_t before = kom_mem_failures();
    assert_null(kom_resize(NULL, SIZE_MAX / 2, 4));
    assert_null(kom_alloc_table(SIZE_MAX / 2, 4));
    assert_int_equal(kom_mem_failures(), before + 2);
}

/* Element by element over the size from which pages are large, what was written stays; on failure
   both stay as they were. */
static void a_table_that_grows_keeps_what_it_has(void **state) {
    (void)state;
    enum { N = 300000, LENGTH = 24 };
    char *table = NULL;
    size_t cap = 0;
    for (size_t i = 0; i < N; i++) {
        void *p = table;
        assert_int_equal(kom_grow_table(&p, &cap, i + 1, LENGTH), KOM_OK);
        table = p;
        assert_true(cap > i);
        memset(table + i * LENGTH, (int)(i % 251), LENGTH);
    }
    void *p = table;
    const size_t before = cap;
    kom_mem_fail_after(1);
    assert_int_equal(kom_grow_table(&p, &cap, cap + 1, LENGTH), KOM_ENOMEM);
    kom_mem_fail_after(0);
    assert_int_equal(kom_grow_table(&p, &cap, SIZE_MAX / 4, LENGTH), KOM_ENOMEM);
    assert_ptr_equal(p, table);
    assert_int_equal(cap, before);
    for (size_t i = 0; i < (size_t)N * LENGTH; i++)
        if ((unsigned char)table[i] != i / LENGTH % 251)
            fail_msg("byte %zu", i);
    kom_free(table);
}

static void a_near_name_needs_no_memory(void **state) {
    (void)state;
    const struct kom_text names[] = {kom_text_of("kommune"), kom_text_of("beloeb")};
    struct kom_buf out = {0};
    kom_mem_fail_after(1);
    bool is_near = kom_names_near(names, 2, kom_text_of("Bel\xC3\xB8p"), &out);
    kom_mem_fail_after(0);
    assert_true(is_near);
    assert_true(out.failed);
    kom_buf_fini(&out);
}

/* Long names are near by their beginnings, as ever. */
static void long_names_are_near_by_their_beginning(void **state) {
    (void)state;
    char text[201] = {0};
    memset(text, 'a', 200);
    const struct kom_text names[] = {{text, 200}};
    struct kom_buf out = {0};
    assert_true(kom_names_near(names, 1, (struct kom_text){text, 100}, &out));
    assert_true(kom_names_near(names, 1, kom_text_of("aaaa"), &out));
    assert_false(kom_names_near(names, 1, kom_text_of("aaab"), &out));
    kom_buf_fini(&out);
}

static void a_group_that_is_asked_for_is_not_made(void **state) {
    (void)state;
    struct kom_groups groups = {0};
    assert_int_equal(kom_groups_find(&groups, kom_text_of("a")), KOM_GROUP_NONE);
    assert_int_equal(kom_groups_intern(&groups, kom_text_of("a")), 0);
    assert_int_equal(kom_groups_find(&groups, kom_text_of("a")), 0);
    assert_int_equal(kom_groups_find(&groups, kom_text_of("b")), KOM_GROUP_NONE);
    assert_int_equal(groups.n, 1);
    kom_groups_fini(&groups);
}

static void json_of_a_line(void **state) {
    (void)state;
    struct kom_line line = {.n = 0};
    kom_line_str(&line, "[");
    kom_line_json(&line, "a\"b\\c\x01\xC3\xB8", 8);
    kom_line_str(&line, "]");
    assert_string_equal(line.p, "[\"a\\\"b\\\\c\\u0001\xC3\xB8\"]");
}

static void a_line_ends_where_its_room_does(void **state) {
    (void)state;
    static struct kom_line line;
    for (int i = 0; i < KOM_LINE_MAX; i++)
        kom_line_printf(&line, "%s", "0123456789");
    assert_int_equal(line.n, KOM_LINE_MAX - 1);
    assert_int_equal(strlen(line.p), KOM_LINE_MAX - 1);
    kom_line_str(&line, "more");
    assert_int_equal(line.n, KOM_LINE_MAX - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_failure_is_blamed_on_a_limit),
        cmocka_unit_test(failures_are_counted_and_settled),
        cmocka_unit_test(products_that_overflow_fail),
        cmocka_unit_test(a_table_that_grows_keeps_what_it_has),
        cmocka_unit_test(a_near_name_needs_no_memory),
        cmocka_unit_test(long_names_are_near_by_their_beginning),
        cmocka_unit_test(a_group_that_is_asked_for_is_not_made),
        cmocka_unit_test(json_of_a_line),
        cmocka_unit_test(a_line_ends_where_its_room_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
