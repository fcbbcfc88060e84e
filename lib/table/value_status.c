/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of COL_status are few and judged alike everywhere. */
#include "value_status.h"

#include <string.h>

#include "shell_word.h"

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

/* ---- which column ---- */

static enum kom_status both(const struct kom_heading_index *x, size_t of, const int found[2],
                            struct kom_header_at place, struct kom_error *err) {
    const struct kom_text a = x->name[found[0]], b = x->name[found[1]], heading = x->name[of];
    struct kom_buf rename = {0};
    kom_shell_pair(&rename, place.side, kom_text_of("NEW"), b);
    enum kom_status status = kom_fail(
        err, KOM_EDATA,
        "%s: both \"%.*s\" and \"%.*s\" say what there is of \"%.*s\"; give one another name: "
        "--rename %.*s",
        place.file, (int)a.n, a.p, (int)b.n, b.p, (int)heading.n, heading.p, (int)rename.n,
        rename.p ? rename.p : "");
    kom_buf_fini(&rename);
    return status;
}

/* Is there another heading that is the word itself, and has WORD_status for its own? */
static bool has_word_itself(const struct kom_heading_index *x, size_t of) {
    const int own = kom_heading_plain(x, kom_text_of(x->word[of]->name));
    return own >= 0 && !kom_text_equal(x->name[own], x->name[of]);
}

enum kom_status kom_status_beside(const struct kom_heading_index *x, size_t of,
                                  struct kom_header_at place, int *at, struct kom_error *err) {
    const struct kom_word *word = x->word[of];
    const struct kom_text stem[] = {x->name[of], kom_text_of(word ? word->name : "")};
    const size_t n = word && !has_word_itself(x, of) ? 2 : 1;
    int found[2] = {-1, -1};
    struct kom_buf name = {0};
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++) {
        kom_buf_reset(&name);
        kom_buf_text(&name, stem[i]);
        kom_buf_str(&name, "_status");
        status = name.failed ? kom_no_memory(err)
                             : kom_heading_look(x, kom_buf_view(&name), place, &found[i], err);
    }
    kom_buf_fini(&name);
    *at = found[0] >= 0 ? found[0] : found[1];
    if (!status && found[0] >= 0 && found[1] >= 0 && found[0] != found[1])
        status = both(x, of, found, place, err);
    return status;
}
