/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of a PC-Axis file: their encoding, and finding them by keyword and language. */
#include <string.h>

#include "encoding.h"
#include "px.h"
#include "vocab.h"

/* ---- finding ---- */

static bool is_it(const struct kom_px *f, const struct kom_px_entry *e, const char *name,
                  const char *sub) {
    if (strcmp(e->name, name) != 0 || e->n_subs != (sub ? 1 : 0))
        return false;
    return !sub || strcmp(f->token[e->sub].text, sub) == 0;
}

const struct kom_px_entry *kom_px_find(const struct kom_px *f, const char *name, const char *sub,
                                       bool *is_repeated) {
    const struct kom_px_entry *plain = NULL, *own = NULL;
    bool again = false;
    for (size_t i = 0; i < f->n_entries; i++) {
        const struct kom_px_entry *e = &f->entry[i];
        if (!is_it(f, e, name, sub))
            continue;
        if (!*e->lang) {
            again = again || plain;
            plain = plain ? plain : e;
        } else if (f->language && strcmp(e->lang, f->language) == 0) {
            own = e;
        }
    }
    if (is_repeated)
        *is_repeated = again;
    return plain ? plain : own;
}

const char *kom_px_text(const struct kom_px *f, const char *name) {
    const struct kom_px_entry *e = kom_px_find(f, name, NULL, NULL);
    return e && e->n_values ? f->token[e->value].text : "";
}

/* ---- encoding ---- */

static enum kom_px_encoding encoding_of(const char *name) {
    static const struct {
        const char *name;
        enum kom_px_encoding encoding;
    } known[] = {{"ansi", KOM_PX_WINDOWS1252},
                 {"windows-1252", KOM_PX_WINDOWS1252},
                 {"cp1252", KOM_PX_WINDOWS1252},
                 {"iso-8859-1", KOM_PX_WINDOWS1252},
                 {"iso8859-1", KOM_PX_WINDOWS1252},
                 {"latin1", KOM_PX_WINDOWS1252},
                 {"us-ascii", KOM_PX_WINDOWS1252},
                 {"utf-8", KOM_PX_UTF8},
                 {"utf8", KOM_PX_UTF8},
                 {"iso-8859-15", KOM_PX_LATIN9},
                 {"iso8859-15", KOM_PX_LATIN9},
                 {"latin9", KOM_PX_LATIN9}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (kom_name_alike(kom_text_of(known[i].name), kom_text_of(name)))
            return known[i].encoding;
    return KOM_PX_UNKNOWN;
}

/* The eight signs in which ISO 8859-15 is not Windows-1252. */
static unsigned long latin9(unsigned char byte) {
    switch (byte) {
    case 0xa4:
        return 0x20ac;
    case 0xa6:
        return 0x160;
    case 0xa8:
        return 0x161;
    case 0xb4:
        return 0x17d;
    case 0xb8:
        return 0x17e;
    case 0xbc:
        return 0x152;
    case 0xbd:
        return 0x153;
    case 0xbe:
        return 0x178;
    default:
        return 0;
    }
}

bool kom_px_put_text(const struct kom_px *f, struct kom_buf *out, struct kom_text t) {
    if (f->encoding == KOM_PX_UTF8) {
        kom_buf_text(out, t);
        return kom_utf8_is_valid(t.p, t.n);
    }
    if (f->encoding == KOM_PX_WINDOWS1252)
        return kom_buf_windows1252(out, t);
    bool is_text = true;
    for (size_t i = 0; i < t.n && is_text; i++) {
        unsigned long c = latin9((unsigned char)t.p[i]);
        if (c)
            kom_buf_code_point(out, c);
        else
            is_text = kom_buf_windows1252(out, (struct kom_text){t.p + i, 1});
    }
    return is_text;
}

/* The place of a token's text, for all that a file has: those in entries and those of languages are
   ASCII by their grammar. */
static void look_at_all(const struct kom_px *f, bool *is_ascii, bool *is_utf8) {
    *is_ascii = *is_utf8 = true;
    for (size_t i = 0; i < f->n_tokens; i++) {
        const char *text = f->token[i].text;
        size_t n = strlen(text);
        *is_ascii = *is_ascii && kom_ascii_only(text, n);
        *is_utf8 = *is_utf8 && kom_utf8_is_valid(text, n);
    }
}

/* What the file says; NULL: nothing. */
static const char *said_encoding(const struct kom_px *f) {
    const char *page = kom_px_text(f, "CODEPAGE"), *set = kom_px_text(f, "CHARSET");
    return *page ? page : *set ? set : NULL;
}

static enum kom_status refuse(struct kom_px *f, const char *said) {
    const char *path = f->cube.file.path;
    bool is_input = strcmp(path, "-") == 0;
    if (said)
        return kom_fail(
            f->err, KOM_EDATA,
            "%s: is in the encoding %.40s, which is not read here; iconv -f %.40s -t UTF-8%s%s "
            "| kom-read --encoding utf-8",
            f->cube.file.name, said, said, is_input ? "" : " ", is_input ? "" : path);
    return kom_fail(f->err, KOM_EDATA,
                    "%s: does not say what its letters are (CHARSET, CODEPAGE): --encoding "
                    "windows-1252, or, for a file of DOS: iconv -f CP850 -t UTF-8%s%s | kom-read "
                    "--encoding utf-8",
                    f->cube.file.name, is_input ? "" : " ", is_input ? "" : path);
}

/* By the call, else by the file's bytes, else by its word. */
static enum kom_status choose(struct kom_px *f, bool is_ascii, bool is_utf8) {
    const char *told = f->cube.file.request->reading->encoding, *said = said_encoding(f);
    struct kom_source *source = f->cube.file.source;
    f->encoding = said ? encoding_of(said) : KOM_PX_UNKNOWN;
    if (told && !kom_name_alike(kom_text_of(told), kom_text_of("utf-16"))) {
        f->encoding = encoding_of(told);
    } else if (is_ascii || told || kom_source_has_mark(source) || kom_source_is_utf16(source)) {
        f->encoding = is_ascii && f->encoding != KOM_PX_UNKNOWN ? f->encoding : KOM_PX_UTF8;
    } else if (is_utf8) {
        f->said = f->encoding == KOM_PX_UTF8 ? NULL : said;
        f->encoding = KOM_PX_UTF8;
    }
    if (f->encoding == KOM_PX_UNKNOWN)
        return refuse(f, said);
    if (f->encoding == KOM_PX_UTF8 && !is_utf8)
        return kom_fail(f->err, KOM_EDATA,
                        "%s: has texts that are not UTF-8, which %s; if they are Windows-1252: "
                        "--encoding windows-1252",
                        f->cube.file.name, told ? "--encoding says" : "it says to be");
    return KOM_OK;
}

static enum kom_status decode_all(struct kom_px *f) {
    for (size_t i = 0; i < f->n_tokens; i++) {
        struct kom_px_token *t = &f->token[i];
        struct kom_text text = kom_text_of(t->text);
        if (kom_ascii_only(text.p, text.n))
            continue;
        kom_buf_reset(&f->scratch);
        if (!kom_px_put_text(f, &f->scratch, text))
            return kom_fail(f->err, KOM_EDATA,
                            "%s: has texts that are not in its encoding; iconv makes UTF-8 of what "
                            "it is, then: kom-read --encoding utf-8",
                            f->cube.file.name);
        t->text =
            f->scratch.failed ? NULL : kom_arena_copy(&f->cube.arena, f->scratch.p, f->scratch.n);
        if (!t->text) {
            t->text = "";
            return kom_no_memory_in(f->err, f->cube.file.name);
        }
    }
    return KOM_OK;
}

enum kom_status kom_px_decode(struct kom_px *f) {
    bool is_ascii, is_utf8;
    f->language = kom_px_text(f, "LANGUAGE");
    look_at_all(f, &is_ascii, &is_utf8);
    enum kom_status status = choose(f, is_ascii, is_utf8);
    return status || is_ascii || f->encoding == KOM_PX_UTF8 ? status : decode_all(f);
}
