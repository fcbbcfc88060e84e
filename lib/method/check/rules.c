/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules by name, how each is taken, and --severity. */
#include <string.h>

#include "check.h"

static const struct {
    const char *name;
    enum kom_check_severity severity;
} rules[] = {
#define KOM_CHECK_RULE(name, severity) {#name, KOM_CHECK_##severity},
#include "rules.def"
#undef KOM_CHECK_RULE
};

const char *kom_check_rule_name(enum kom_check_rule rule) {
    return rule < KOM_N_CHECK_RULES ? rules[rule].name : kom_aside_name(KOM_ASIDE_NOT_ASKED);
}

void kom_check_defaults(struct kom_check_request *request) {
    for (size_t i = 0; i < KOM_N_CHECK_RULES; i++)
        request->severity[i] = rules[i].severity;
    request->from = request->to = KOM_DAY_NONE;
}

static const char *const words[] = {"error", "warning", "off"};

const char *kom_check_rule_word(size_t i) {
    return i < KOM_N_CHECK_RULES ? rules[i].name : NULL;
}

const char *kom_check_severity_word(size_t i) {
    return i < sizeof words / sizeof words[0] ? words[i] : NULL;
}

enum kom_status kom_check_set_severity(struct kom_check_request *request, const char *item,
                                       struct kom_error *err) {
    const char *equals = strchr(item, '=');
    struct kom_text name = {item, equals ? (size_t)(equals - item) : strlen(item)};
    struct kom_text names[KOM_N_CHECK_RULES];
    size_t rule = KOM_N_CHECK_RULES, word = 3;
    for (size_t i = 0; i < KOM_N_CHECK_RULES; i++) {
        names[i] = kom_text_of(rules[i].name);
        if (kom_text_equal(names[i], name))
            rule = i;
    }
    for (size_t i = 0; i < 3; i++)
        if (equals && strcmp(equals + 1, words[i]) == 0)
            word = i;
    if (rule == KOM_N_CHECK_RULES) {
        struct kom_buf near = {0};
        bool has_near = kom_names_near(names, KOM_N_CHECK_RULES, name, &near);
        (void)kom_fail(err, KOM_EUSAGE, "no rule \"%.*s\"%s%.*s; the manual page lists the rules",
                       (int)name.n, name.p, has_near ? "; did you mean " : "", (int)near.n,
                       near.p ? near.p : "");
        kom_buf_fini(&near);
        return KOM_EUSAGE;
    }
    if (word == 3)
        return kom_fail(err, KOM_EUSAGE, "\"%s\": after the rule stands =error, =warning or =off",
                        item);
    request->severity[rule] = (enum kom_check_severity)word;
    return KOM_OK;
}
