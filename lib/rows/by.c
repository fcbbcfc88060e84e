/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same for inputs that are folded and for those that are loaded. */
#include "by.h"

#include <string.h>

#include "vocab.h"

/* The input: one of the two. */
struct input {
    struct kom_extract *x;
    const struct kom_frame *frame;
};

static enum kom_status find(const struct input *in, const char *name, int *column,
                            struct kom_error *err) {
    return in->x ? kom_extract_want(in->x, name, KOM_KIND_TEXT, column, err)
                 : kom_frame_find(in->frame, name, column, err);
}

static enum kom_status need(const struct input *in, const char *name, int *column,
                            struct kom_error *err) {
    return in->x ? kom_extract_need(in->x, name, KOM_KIND_TEXT, column, err)
                 : kom_frame_need(in->frame, name, column, err);
}

/* The column of the input, and of the table that says more of its rows. */
static enum kom_status find_own(const struct kom_by *by, const struct input *in, const char *name,
                                int *column, int *in_more, struct kom_error *err) {
    enum kom_status status = find(in, name, column, err);
    *in_more = KOM_NO_COLUMN;
    return status || !by->more ? status : kom_frame_find(by->more, name, in_more, err);
}

/* The input's own column, else one of the tables beside it. */
static enum kom_status find_one(const struct kom_by *by, const struct input *in, size_t i,
                                struct kom_error *err) {
    const char *name = by->name[i];
    int in_more;
    by->place[i] = KOM_NO_COLUMN;
    enum kom_status status = find_own(by, in, name, &by->column[i], &in_more, err);
    const bool has_own = !status && (by->column[i] >= 0 || in_more >= 0);
    if (by->in_more)
        by->in_more[i] = in_more;
    if (!status && by->lookup)
        status = kom_lookup_want(by->lookup, name, has_own, &by->place[i], err);
    if (status || has_own || by->place[i] >= 0)
        return status;
    status = need(in, name, &by->column[i], err);
    return by->lookup ? kom_lookup_missing(by->lookup, name, status, err) : status;
}

static bool are_found_at_one(const int *at, size_t i, size_t k) {
    return at && at[i] >= 0 && at[i] == at[k];
}

static enum kom_status twice(const char *option, const char *a, const char *b,
                             struct kom_error *err) {
    if (strcmp(a, b) == 0)
        return kom_fail(err, KOM_EUSAGE, "--%s: %s is named twice", option, a);
    return kom_fail(err, KOM_EUSAGE, "--%s: %s and %s are the same column", option, a, b);
}

static enum kom_status check_twice(const struct kom_by *by, struct kom_error *err) {
    for (size_t i = 0; i < by->n; i++)
        for (size_t k = 0; k < i; k++)
            if (are_found_at_one(by->column, i, k) || are_found_at_one(by->in_more, i, k) ||
                are_found_at_one(by->place, i, k))
                return twice("by", by->name[k], by->name[i], err);
    return KOM_OK;
}

static enum kom_status find_all(struct kom_by *by, const struct input *in, struct kom_error *err) {
    enum kom_status status = kom_by_count(by->n, err);
    by->kom = by->kom_in_more = KOM_NO_COLUMN;
    for (size_t i = 0; i < by->n && !status; i++)
        status = find_one(by, in, i, err);
    if (!status)
        status = check_twice(by, err);
    if (!status && by->lookup)
        status = kom_lookup_check(by->lookup, err);
    if (status || !by->lookup || !kom_lookup_is_used(by->lookup))
        return status;
    status = find_own(by, in, "kom", &by->kom, &by->kom_in_more, err);
    if (!status && by->kom < 0 && by->kom_in_more < 0)
        status = need(in, "kom", &by->kom, err);
    return status ? status : kom_lookup_make(by->lookup, err);
}

enum kom_status kom_by_count(size_t n, struct kom_error *err) {
    return n > KOM_BY_MAX ? kom_fail(err, KOM_EUSAGE, "--by: at most %d columns", KOM_BY_MAX)
                          : KOM_OK;
}

enum kom_status kom_by_want(struct kom_by *by, struct kom_extract *x, struct kom_error *err) {
    return find_all(by, &(struct input){x, NULL}, err);
}

enum kom_status kom_by_find(struct kom_by *by, const struct kom_frame *frame,
                            struct kom_error *err) {
    return find_all(by, &(struct input){NULL, frame}, err);
}

bool kom_by_means(const char *name, struct kom_text heading) {
    const struct kom_word *word = kom_word_find(kom_text_of(name));
    return kom_name_alike(kom_text_of(name), heading) || (word && word == kom_word_find(heading));
}

enum kom_status kom_by_differ(const char *option, const char *const *name, size_t n,
                              const int *column, const int *place, struct kom_error *err) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (column[i] == column[k] && (!place || place[i] == place[k]))
                return twice(option, name[k], name[i], err);
    return KOM_OK;
}

/* The by-column that a margin names; n: none. */
static size_t named(const char *const *name, size_t n, const char *margin) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(name[i], margin) == 0)
            return i;
    for (size_t i = 0; i < n; i++)
        if (kom_by_means(margin, kom_text_of(name[i])))
            return i;
    return n;
}

enum kom_status kom_by_margin(const char *const *name, size_t n, const char *margin,
                              bool *is_margin, struct kom_error *err) {
    size_t at = named(name, n, margin);
    if (at == n)
        return kom_fail(err, KOM_EUSAGE, "--margins: %s is no column of --by", margin);
    if (is_margin[at])
        return twice("margins", name[at], margin, err);
    is_margin[at] = true;
    return KOM_OK;
}
