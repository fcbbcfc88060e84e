/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of headings that are not there, stand twice, or mean the same. */
#include "heading_say.h"

#include "shell_word.h"

/* Month beside year is one period, which the reader puts together: neither heading alone is it. */
static bool is_year_beside_month(struct kom_text a, struct kom_text b) {
    return kom_name_is_year(a) && kom_name_is_month(b);
}

/* "--rename NEW=OLD", of a side table "--rename TABLE:NEW=OLD". */
static void add_renaming(struct kom_buf *out, struct kom_text to, struct kom_text from,
                         struct kom_header_at place) {
    kom_buf_str(out, "--rename ");
    kom_shell_pair(out, place.side, to, from);
}

enum kom_status kom_heading_two_meanings(struct kom_text a, struct kom_text b, const char *word,
                                         struct kom_header_at place, struct kom_error *err) {
    struct kom_buf out = {0};
    kom_buf_printf(&out, "%s: columns \"%.*s\" and \"%.*s\" ", place.file, (int)a.n, a.p, (int)b.n,
                   b.p);
    if (is_year_beside_month(a, b) || is_year_beside_month(b, a)) {
        kom_buf_str(&out, "make one period together; kom-read --canonical joins them");
        return kom_fail_text(&out, KOM_EDATA, err);
    }
    kom_buf_printf(&out, "both mean %s; say which with ", word);
    add_renaming(&out, kom_text_of(word), a, place);
    kom_buf_str(&out, " or ");
    add_renaming(&out, kom_text_of(word), b, place);
    return kom_fail_text(&out, KOM_EDATA, err);
}

/* All names, those of one name told apart by a number. */
static void add_new_names(struct kom_buf *out, const struct kom_text *headings, size_t n,
                          struct kom_text name) {
    unsigned n_same = 0;
    for (size_t i = 0; i < n; i++) {
        struct kom_buf one = {0};
        kom_buf_text(&one, headings[i]);
        if (kom_text_equal(headings[i], name) && n_same++)
            kom_buf_printf(&one, "_%u", n_same);
        kom_buf_str(out, i ? "," : "");
        kom_buf_csv(out, kom_buf_view(&one));
        out->failed = out->failed || one.failed;
        kom_buf_fini(&one);
    }
}

enum kom_status kom_heading_two_alike(const struct kom_text *headings, size_t n,
                                      struct kom_text name, struct kom_header_at place,
                                      struct kom_error *err) {
    struct kom_buf out = {0}, names = {0};
    const char *side = place.side ? place.side : "", *colon = place.side ? ":" : "";
    kom_buf_printf(&out, "%s: two columns are called \"%.*s\"; give one another heading",
                   place.file, (int)name.n, name.p);
    kom_buf_printf(&names, "%s%s", side, colon);
    add_new_names(&names, headings, n, name);
    if (place.line && names.n <= 500) {
        kom_buf_printf(&out, ": --skip-lines %s%s%llu --header ", side, colon,
                       (unsigned long long)place.line);
        kom_shell_word(&out, kom_buf_view(&names));
    }
    out.failed = out.failed || names.failed;
    kom_buf_fini(&names);
    return kom_fail_text(&out, KOM_EDATA, err);
}

enum kom_status kom_heading_missing(const struct kom_text *headings, size_t n, struct kom_text name,
                                    struct kom_header_at place, struct kom_error *err) {
    struct kom_buf out = {0}, near = {0}, all = {0};
    struct kom_text found = kom_text_of("COLUMN");
    bool has_near = kom_names_near(headings, n, name, &near);
    for (size_t i = 0; i < n && all.n < 500; i++) {
        kom_buf_str(&all, i ? ", " : "");
        kom_buf_text(&all, headings[i]);
    }
    if (has_near)
        found = kom_names_nearest(headings, n, name);
    kom_buf_printf(&out, "%s: no column \"%.*s\"%s%.*s; it has %.*s; ", place.file, (int)name.n,
                   name.p, has_near ? "; did you mean " : "", (int)near.n, near.p ? near.p : "",
                   (int)all.n, all.p ? all.p : "no columns");
    add_renaming(&out, name, found, place);
    kom_buf_str(&out, has_near ? " names it" : " names one");
    out.failed = out.failed || near.failed || all.failed;
    kom_buf_fini(&near);
    kom_buf_fini(&all);
    return kom_fail_text(&out, KOM_EDATA, err);
}

enum kom_status kom_heading_twice(const char *file, const char *option, struct kom_text name,
                                  struct kom_text own, struct kom_error *err) {
    struct kom_buf out = {0};
    kom_buf_printf(&out, "%s: makes a column \"%.*s\", and %s has one already", option, (int)name.n,
                   name.p, file);
    kom_buf_str(&out, "; give that one another name: --rename ");
    kom_shell_pair(&out, NULL, kom_text_of("NEW"), own);
    return kom_fail_text(&out, KOM_EUSAGE, err);
}
