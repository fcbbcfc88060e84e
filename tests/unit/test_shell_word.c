/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a command line as messages show them; tests/cli/remedies.bats has the shell read them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell_word.h"

static void shows(const char *word, const char *expected) {
    struct kom_buf out = {0};
    kom_shell_word(&out, kom_text_of(word));
    kom_buf_byte(&out, '\0');
    assert_string_equal(out.p, expected);
    kom_buf_fini(&out);
}

static void words(void **state) {
    (void)state;
    shows("kom=101", "kom=101");
    shows("bel\xc3\xb8"
          "b",
          "bel\xc3\xb8"
          "b");
    shows("", "''");
    shows("I alt", "'I alt'");
    shows("it's", "'it'\\''s'");
    shows(";", "';'");
    shows("antal\xc2\xa0i alt", "$'antal\\302\\240i alt'");
    shows("a\tb\\c'", "$'a\\011b\\\\c\\''");
}

static void items(void **state) {
    (void)state;
    struct kom_buf out = {0};
    kom_shell_item(&out, kom_text_of("ukendt, nok"));
    kom_buf_byte(&out, ' ');
    kom_shell_pair(&out, "offerings", kom_text_of("start"), kom_text_of("dmy"));
    kom_buf_byte(&out, ' ');
    kom_shell_pair(&out, NULL, kom_text_of("a\"b"), kom_text_of(""));
    kom_buf_byte(&out, '\0');
    assert_string_equal(out.p, "'\"ukendt, nok\"' offerings:start=dmy '\"a\"\"b=\"'");
    kom_buf_fini(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(words), cmocka_unit_test(items)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
