/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options by which kom-table and kom-plot show figures: read once for both. */
#include "shown.h"

#include <string.h>

enum kom_status kom_shown_split(struct kom_run *run, const char *item, const char **left,
                                const char **right) {
    size_t n = strcspn(item, "=");
    *left = kom_arena_copy(&run->arena, item, n);
    *right = item[n] ? item + n + 1 : NULL;
    return *left ? KOM_OK : kom_fail(&run->err, KOM_ENOMEM, "memory ran out for the options");
}

/* A number of decimals, 0 to 15; -1: it is none. */
static int decimals_of(const char *text) {
    struct kom_num n;
    bool ok = text && strspn(text, "0123456789") == strlen(text) &&
              kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &n) &&
              n.is_exact && n.mantissa <= 15;
    return ok ? (int)n.mantissa : -1;
}

enum kom_status kom_shown_digits(struct kom_run *run, struct kom_present *opts) {
    struct kom_list list;
    bool has_all = false;
    enum kom_status status = kom_run_list(run, KOM_OPT_digits, &list);
    if (status)
        return status;
    struct kom_present_digits *digits = kom_arena_take(&run->arena, (list.n + 1) * sizeof *digits);
    if (!digits)
        return kom_fail(&run->err, KOM_ENOMEM, "memory ran out for the options");
    for (size_t i = 0; i < list.n; i++) {
        const char *left, *right;
        status = kom_shown_split(run, list.item[i], &left, &right);
        if (status)
            return status;
        digits[i] =
            (struct kom_present_digits){right ? left : NULL, decimals_of(right ? right : left)};
        if (digits[i].decimals < 0 || (right && !*left))
            return kom_run_usage(run, KOM_OPT_digits,
                                 "\"%s\" is neither COL=N nor N, with N from 0 to 15",
                                 list.item[i]);
        if (!right && has_all)
            return kom_run_usage(run, KOM_OPT_digits, "two numbers without a column");
        has_all = has_all || !right;
    }
    opts->digits = digits;
    opts->n_digits = list.n;
    return KOM_OK;
}

enum kom_status kom_shown_sort(struct kom_run *run, struct kom_present *opts) {
    static const char down[] = ":desc";
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_sort, &list);
    if (status)
        return status;
    struct kom_present_sort *sort = kom_arena_take(&run->arena, (list.n + 1) * sizeof *sort);
    if (!sort)
        return kom_fail(&run->err, KOM_ENOMEM, "memory ran out for the options");
    for (size_t i = 0; i < list.n; i++) {
        size_t n = strlen(list.item[i]), k = strlen(down);
        sort[i].is_down = n > k && strcmp(list.item[i] + n - k, down) == 0;
        sort[i].name = kom_arena_copy(&run->arena, list.item[i], sort[i].is_down ? n - k : n);
        if (!sort[i].name)
            return kom_fail(&run->err, KOM_ENOMEM, "memory ran out for the options");
    }
    opts->sort = sort;
    opts->n_sort = list.n;
    if (list.n == 0 && kom_run_has(run, KOM_OPT_sort))
        return kom_run_usage(run, KOM_OPT_sort, "names no column");
    return KOM_OK;
}

enum kom_status kom_shown_words(struct kom_run *run, struct kom_present *opts) {
    struct kom_list percent;
    enum kom_status status = kom_run_list(run, KOM_OPT_percent, &percent);
    if (status)
        return status;
    opts->percent = percent.item;
    opts->n_percent = percent.n;
    opts->lang =
        strcmp(kom_run_text(run, KOM_OPT_lang, "en"), "da") == 0 ? KOM_PRESENT_DA : KOM_PRESENT_EN;
    opts->caption = kom_run_text(run, KOM_OPT_caption, NULL);
    opts->note = kom_run_text(run, KOM_OPT_note, NULL);
    opts->source = kom_run_text(run, KOM_OPT_source, NULL);
    return KOM_OK;
}
