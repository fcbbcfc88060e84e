/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts and regular expressions, replaced wherever they occur. The expressions are POSIX's, as
   those of PCRE2 belong to the columns of tables. */
#include "hide.h"

#include <regex.h>
#include <string.h>

#include "encoding.h"
#include "mem.h"

struct item {
    const char *text; /* as it was given */
    regex_t pattern;
    bool is_pattern, is_met;
};

struct kom_hider {
    struct kom_run *run;
    struct item *item;
    size_t n;
};

static const char lead[] = "re:";

static enum kom_status compile(struct kom_run *run, struct item *item) {
    const char *text = item->text + strlen(lead);
    const int wrong = regcomp(&item->pattern, text, REG_EXTENDED);
    char why[128];
    if (wrong == REG_ESPACE)
        return kom_no_memory(&run->err);
    if (wrong) {
        (void)regerror(wrong, &item->pattern, why, sizeof why);
        return kom_run_usage(run, KOM_OPT_hide, "\"%s\" is no regular expression: %s", text, why);
    }
    item->is_pattern = true;
    if (regexec(&item->pattern, "", 0, NULL, 0) == 0)
        return kom_run_usage(run, KOM_OPT_hide, "\"%s\" matches where nothing is", text);
    return KOM_OK;
}

enum kom_status kom_hider_make(struct kom_run *run, struct kom_hider **hider) {
    struct kom_list list;
    struct kom_hider *h = kom_arena_take(&run->arena, sizeof *h);
    enum kom_status status = kom_run_list(run, KOM_OPT_hide, &list);
    *hider = NULL;
    if (status)
        return status;
    struct item *item = kom_arena_take(&run->arena, (list.n + 1) * sizeof *item);
    if (!h || !item)
        return kom_no_memory(&run->err);
    *h = (struct kom_hider){.run = run, .item = item};
    *hider = h;
    if (list.n == 0 && kom_run_has(run, KOM_OPT_hide))
        return kom_run_usage(run, KOM_OPT_hide, "an empty text hides nothing");
    for (size_t i = 0; i < list.n && !status; i++) {
        item[h->n] = (struct item){.text = list.item[i]};
        if (!*list.item[i])
            return kom_run_usage(run, KOM_OPT_hide, "an empty text hides nothing");
        if (strncmp(list.item[i], lead, strlen(lead)) == 0)
            status = compile(run, &item[h->n]);
        h->n++;
    }
    return status;
}

void kom_hider_fini(struct kom_hider *hider) {
    for (size_t i = 0; hider && i < hider->n; i++)
        if (hider->item[i].is_pattern)
            regfree(&hider->item[i].pattern);
}

/* The next place of an item in a text, and its length. */
static bool find(struct item *item, const char *text, size_t *at, size_t *n) {
    regmatch_t match;
    if (!item->is_pattern) {
        const char *p = strstr(text, item->text);
        *at = p ? (size_t)(p - text) : 0;
        *n = strlen(item->text);
        return p;
    }
    if (regexec(&item->pattern, text, 1, &match, 0) != 0 || match.rm_eo == match.rm_so)
        return false;
    *at = (size_t)match.rm_so;
    *n = (size_t)(match.rm_eo - match.rm_so);
    return true;
}

const char *kom_hide(struct kom_hider *hider, const char *text) {
    const char *now = text;
    for (size_t i = 0; i < hider->n && now; i++) {
        struct kom_buf out = {0};
        size_t at, n;
        const char *rest = now;
        while (find(&hider->item[i], rest, &at, &n)) {
            hider->item[i].is_met = true;
            kom_buf_add(&out, rest, at);
            kom_buf_str(&out, KOM_HIDDEN);
            rest += at + n;
        }
        kom_buf_str(&out, rest);
        now = out.failed ? NULL : kom_arena_copy(&hider->run->arena, out.p ? out.p : "", out.n);
        kom_buf_fini(&out);
    }
    return now;
}

void kom_hider_say_unmet(const struct kom_hider *hider) {
    for (size_t i = 0; i < hider->n; i++)
        if (!hider->item[i].is_met)
            kom_run_warn(hider->run, "--hide: \"%s\" occurs nowhere in the crate",
                         hider->item[i].text);
}
