/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of COL_status are few and judged alike everywhere. */
#include "value_status.h"

#include <string.h>

#include "shell_word.h"
#include "vocab.h"

static const char *const words[] = {
    [KOM_STATUS_NIL] = "nil",         [KOM_STATUS_PROVISIONAL] = "provisional",
    [KOM_STATUS_BREAK] = "break",     [KOM_STATUS_HIDDEN] = "hidden",
    [KOM_STATUS_MISSING] = "missing", [KOM_STATUS_IMPOSSIBLE] = "impossible",
};

enum { SHOWN_NBYTES = 40 };

/* A word in whatever letters. */
static bool is_word(struct kom_text t, const char *word) {
    size_t n = strlen(word);
    bool same = t.n == n;
    for (size_t i = 0; i < n && same; i++)
        same = (t.p[i] | 0x20) == word[i];
    return same;
}

enum kom_value_status kom_value_status_of(struct kom_text cell) {
    struct kom_text t = kom_text_trim(cell);
    const char *colon = t.n ? memchr(t.p, ':', t.n) : NULL;
    if (t.n == 0)
        return KOM_STATUS_BLANK;
    if (colon)
        t = kom_text_trim((struct kom_text){t.p, (size_t)(colon - t.p)});
    for (int i = KOM_STATUS_NIL; i < KOM_STATUS_UNKNOWN; i++)
        if (is_word(t, words[i]))
            return (enum kom_value_status)i;
    return KOM_STATUS_UNKNOWN;
}

void kom_value_status_explain(struct kom_text cell, struct kom_text heading, const char *side,
                              struct kom_buf *out) {
    struct kom_text t = kom_text_trim(cell);
    kom_buf_printf(out,
                   "\"%.*s\" is none of missing, impossible, hidden, nil, provisional, break; "
                   "correct it, or, where it is no status of the value, give the column another "
                   "name: --rename ",
                   (int)(t.n < SHOWN_NBYTES ? t.n : SHOWN_NBYTES), t.p);
    kom_shell_pair(out, side, kom_text_of("NEW"), heading);
}

enum kom_status kom_status_names_make(struct kom_status_names *names, struct kom_text heading,
                                      struct kom_error *err) {
    const struct kom_word *word = kom_word_find(heading);
    const struct kom_text stem[] = {heading, kom_text_of(word ? word->name : "")};
    bool failed = false;
    *names = (struct kom_status_names){.name = {NULL, NULL}};
    for (size_t i = 0; i < 2 && (i == 0 || word); i++) {
        kom_buf_text(&names->text[i], stem[i]);
        kom_buf_add(&names->text[i], "_status", sizeof "_status"); /* with its NUL */
        failed = failed || names->text[i].failed;
        names->name[i] = names->text[i].p;
    }
    return failed ? kom_no_memory(err) : KOM_OK;
}

enum kom_status kom_status_names_choose(const struct kom_status_names *names,
                                        struct kom_text heading, struct kom_header_at place,
                                        const int found[2], int *column, struct kom_error *err) {
    *column = found[0] >= 0 ? found[0] : found[1];
    if (found[0] < 0 || found[1] < 0 || found[0] == found[1])
        return KOM_OK;
    struct kom_buf rename = {0};
    kom_shell_pair(&rename, place.side, kom_text_of("NEW"), kom_text_of(names->name[1]));
    enum kom_status status = kom_fail(
        err, KOM_EDATA,
        "%s: both \"%s\" and \"%s\" say what there is of \"%.*s\"; give one another name: --rename "
        "%.*s",
        place.file, names->name[0], names->name[1], (int)heading.n, heading.p, (int)rename.n,
        rename.p ? rename.p : "");
    kom_buf_fini(&rename);
    return status;
}

void kom_status_names_fini(struct kom_status_names *names) {
    kom_buf_fini(&names->text[0]);
    kom_buf_fini(&names->text[1]);
}
