/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a command line as messages show them. */
#include "shell_word.h"

#include <string.h>

#include "unicode.h"

/* Does a message spell this sign otherwise? */
static bool is_spelt(uint32_t sign) {
    return sign < 0x20 || (sign >= 0x7F && sign < 0xA0) || sign == 0xFFFD ||
           kom_unicode_is_invisible(sign);
}

static bool is_plain_sign(uint32_t sign) {
    return sign >= 0xA0 || (sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z') ||
           (sign >= 'a' && sign <= 'z') || (sign && strchr("_-.,:+=%/@^", (int)sign));
}

/* Between $' and ': every byte of a sign that cannot be shown is three digits to the base of 8. */
static void add_spelt(struct kom_buf *out, struct kom_text t) {
    size_t n;
    kom_buf_str(out, "$'");
    for (; t.n; t.p += n, t.n -= n) {
        uint32_t sign = kom_unicode_sign(t, &n);
        if (sign == '\'' || sign == '\\')
            kom_buf_byte(out, '\\');
        for (size_t i = 0; i < n && is_spelt(sign); i++)
            kom_buf_printf(out, "\\%03o", (unsigned)(unsigned char)t.p[i]);
        if (!is_spelt(sign))
            kom_buf_add(out, t.p, n);
    }
    kom_buf_byte(out, '\'');
}

static void add_quoted(struct kom_buf *out, struct kom_text t) {
    kom_buf_byte(out, '\'');
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] == '\'')
            kom_buf_str(out, "'\\''");
        else
            kom_buf_byte(out, t.p[i]);
    kom_buf_byte(out, '\'');
}

void kom_shell_word(struct kom_buf *out, struct kom_text word) {
    bool plain = word.n > 0, shown = true;
    size_t n;
    for (struct kom_text t = word; t.n; t.p += n, t.n -= n) {
        uint32_t sign = kom_unicode_sign(t, &n);
        plain = plain && is_plain_sign(sign);
        shown = shown && !is_spelt(sign);
    }
    if (!shown)
        add_spelt(out, word);
    else if (!plain)
        add_quoted(out, word);
    else
        kom_buf_text(out, word);
}

void kom_shell_item(struct kom_buf *out, struct kom_text item) {
    struct kom_buf quoted = {0};
    kom_buf_csv(&quoted, item);
    kom_shell_word(out, kom_buf_view(&quoted));
    out->failed = out->failed || quoted.failed;
    kom_buf_fini(&quoted);
}

void kom_shell_pair(struct kom_buf *out, const char *side, struct kom_text name,
                    struct kom_text value) {
    struct kom_buf pair = {0};
    if (side)
        kom_buf_printf(&pair, "%s:", side);
    kom_buf_text(&pair, name);
    kom_buf_byte(&pair, '=');
    kom_buf_text(&pair, value);
    kom_shell_item(out, kom_buf_view(&pair));
    out->failed = out->failed || pair.failed;
    kom_buf_fini(&pair);
}
