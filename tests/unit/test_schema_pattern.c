/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of a schema: what they match, what is refused, and that none takes long or much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "mem.h"
#include "pattern_cases.h"
#include "schema_pattern.h"

static struct kom_pattern *compile(const char *pattern) {
    struct kom_error err = {0};
    struct kom_pattern *p = NULL;
    if (kom_pattern_compile(&p, pattern, "here", &err) != KOM_OK)
        fail_msg("%s", err.text);
    return p;
}

/* By machine code and by the interpreter: both say the same. */
static enum kom_match match(const char *pattern, struct kom_text text) {
    struct kom_pattern *p = compile(pattern);
    struct kom_matcher m = {0};
    enum kom_match fast = kom_pattern_match(p, &m, text);
    kom_pattern_interpret(p);
    enum kom_match slow = kom_pattern_match(p, &m, text);
    kom_matcher_fini(&m);
    kom_pattern_free(p);
    if (fast != slow)
        fail_msg("%s: %d by machine code, %d without", pattern, fast, slow);
    return fast;
}

static bool matches(const char *pattern, const char *text) {
    enum kom_match found = match(pattern, kom_text_of(text));
    assert_true(found == KOM_MATCH_YES || found == KOM_MATCH_NO);
    return found == KOM_MATCH_YES;
}

static void as_python(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pattern_cases / sizeof pattern_cases[0]; i++) {
        const struct pattern_case *c = &pattern_cases[i];
        if (matches(c->pattern, c->text) != c->matches)
            fail_msg("%s on \"%s\"", c->pattern, c->text);
    }
}

/* Categories, which Python has not, and XML Schema has. */
static void categories(void **state) {
    (void)state;
    assert_true(matches("\\p{Lu}\\p{L}*", "Ærø") && !matches("\\p{Lu}", "æ"));
    assert_true(matches("[\\p{L}\\p{Nd}]+", "å1") && matches("\\P{L}", "1"));
}

static void bytes_that_are_no_text(void **state) {
    (void)state;
    assert_int_equal(match(".*", (struct kom_text){"\xE6", 1}), KOM_MATCH_NO);
    assert_int_equal(match("a.b", (struct kom_text){"a\0b", 3}), KOM_MATCH_YES);
    assert_int_equal(match("", (struct kom_text){NULL, 0}), KOM_MATCH_YES);
}

static void refused(const char *pattern, const char *remedy) {
    struct kom_error err = {0};
    struct kom_pattern *p = NULL;
    if (kom_pattern_compile(&p, pattern, "here", &err) != KOM_EDATA)
        fail_msg("taken: %.100s", pattern);
    assert_null(p);
    assert_non_null(strstr(err.text, "here: the pattern \""));
    if (!strstr(err.text, remedy))
        fail_msg("%s", err.text);
}

/* What programs read differently, and what is no pattern. */
static void refusals(void **state) {
    (void)state;
    refused("[a-z-[aeiou]]", "list what remains");
    refused("[[:alpha:]]+", "write \\p{L}");
    refused("\\i\\c*", "between brackets");
    refused("\\p{IsGreek}", "general categories");
    refused("\\pL", "general categories");
    refused("a\\Z", "leave it out");
    refused("(*LIMIT_MATCH=1)a", "(?: )");
    refused("(?R)", "(?: )");
    refused("(?#x)a", "(?: )");
    refused("a(?i)b", "(?: )");
    refused("\\Qa.b\\E", "differently");
    refused("\\R", "differently");
    refused("\\h", "differently");
    refused("\\012", "differently");
    refused("a{2}{3}", "(?: and )");
    refused("a**", "(?: and )");
    refused("[a", "close the bracket");
    refused("[]", "close the bracket");
    refused("\\x{e6}", "the character itself");
    refused("(a", "no regular expression");
    refused("a)", "no regular expression");
    refused("*a", "no regular expression");
    refused("a\\", "differently");
    refused("[b-a]", "no regular expression");
    refused("(?<=a*)b", "no regular expression");
    refused("\\2(a)", "no regular expression");
    refused("\xE6", "no regular expression");
}

static char *repeat(const char *text, size_t n, const char *end) {
    struct kom_buf b = {0};
    for (size_t i = 0; i < n; i++)
        kom_buf_str(&b, text);
    kom_buf_str(&b, end);
    kom_buf_byte(&b, '\0');
    return b.p;
}

static void limits(void **state) {
    (void)state;
    char *deep = repeat("(", 1000, ""), *deeper = repeat("[", 100000, ""),
         *long_one = repeat("a", 40000, ""), *alternatives = repeat("(?:a|bc)", 4000, ""),
         *bcs = repeat("bc", 4000, "");
    refused(deep, "too large");
    refused(deeper, "too large");
    refused(long_one, "too large");
    refused("(?:abc){1,32767}", "too large");
    refused("(((((a{1,99}){1,99}){1,99}){1,99}){1,99}){1,99}", "too large");
    assert_true(matches(alternatives, bcs));
    assert_true(matches("a{1,32767}", "aaa") && !matches("a{1,32767}", "aab"));
    kom_free(deep);
    kom_free(deeper);
    kom_free(long_one);
    kom_free(alternatives);
    kom_free(bcs);
}

/* Steps without end are given up; the interpreter and machine code count differently. */
static void too_hard(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *piece, *end;
        size_t n;
    } hard[] = {
        {"(a+)+b", "a", "c", 60},
        {"(a|aa)+b", "a", "c", 100},
        {"(.*)*x", "a", "", 40},
        {"(a|a)*(a|a)*(a|a)*c", "a", "b", 400},
        {"(?:a?){50}a{50}b", "a", "c", 50},
        {"^(([a-z])+.)+[A-Z]([a-z])+$", "a", "", 100},
        {".*a.*a.*a.*a.*ax", "a", "y", 3000},
    };
    for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++) {
        char *text = repeat(hard[i].piece, hard[i].n, hard[i].end);
        struct kom_pattern *p = compile(hard[i].pattern);
        struct kom_matcher m = {0};
        for (int k = 0; k < 2; k++) {
            enum kom_match found = kom_pattern_match(p, &m, kom_text_of(text));
            if (found == KOM_MATCH_YES)
                fail_msg("%s matches", hard[i].pattern);
            kom_pattern_interpret(p);
        }
        kom_matcher_fini(&m);
        kom_pattern_free(p);
        kom_free(text);
    }
    char *text = repeat("a", 60, "c");
    assert_int_equal(match("(a+)+b", kom_text_of(text)), KOM_MATCH_NO); /* a b is needed */
    assert_int_equal(match("(a+)+[bd]", kom_text_of(text)), KOM_MATCH_TOO_HARD);
    kom_free(text);
    text = repeat("ab", 400000, "");
    assert_int_equal(match("(ab|c)*", (struct kom_text){text, 64000}), KOM_MATCH_YES);
    assert_int_equal(match("(ab|c)*", kom_text_of(text)), KOM_MATCH_TOO_HARD);
    assert_int_equal(match("[a-z]*", kom_text_of(text)), KOM_MATCH_YES);
    kom_free(text);
}

/* Wherever memory runs out, that is what is said. */
static void no_memory(void **state) {
    (void)state;
    enum kom_status status = KOM_ENOMEM;
    int n = 0;
    for (uint64_t i = 1; status == KOM_ENOMEM; i++, n++) {
        struct kom_pattern *p = NULL;
        struct kom_error err = {0};
        kom_mem_fail_after(i);
        status = kom_pattern_compile(&p, "([æø]{2}|a)*\\d+", "here", &err);
        kom_mem_fail_after(0);
        kom_pattern_free(p);
    }
    assert_int_equal(status, KOM_OK);
    assert_true(n > 4);
    struct kom_pattern *p = compile("(a|b)*c");
    kom_pattern_interpret(p);
    enum kom_match found = KOM_MATCH_NO_MEMORY;
    for (uint64_t i = 1; found == KOM_MATCH_NO_MEMORY; i++) {
        struct kom_matcher m = {0};
        kom_mem_fail_after(i);
        found = kom_pattern_match(p, &m, kom_text_of("abc"));
        kom_mem_fail_after(0);
        kom_matcher_fini(&m);
    }
    assert_int_equal(found, KOM_MATCH_YES);
    kom_pattern_free(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_python),
        cmocka_unit_test(categories),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(refusals),
        cmocka_unit_test(limits),
        cmocka_unit_test(too_hard),
        cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
