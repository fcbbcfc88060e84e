/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passages out of the texts of a project's sources, parts of the file or of project.qde, which are
   read only where --quotes asks for them. A place is counted in code points, behind the mark of
   byte order. */
#include <stdlib.h>
#include <string.h>

#include "code/project/project.h"
#include "unicode.h"

enum { STEP = 1024, PIECE_NBYTES = 64 * 1024 };

/* The part that a path within the project means, internal://GUID.txt; -1: there is none. */
static enum kom_status find_part(const struct qda_project *p, struct kom_text path, int64_t *at,
                                 struct kom_error *err) {
    static const char inside[] = "internal://";
    const size_t n = sizeof inside - 1;
    struct kom_buf name = {0};
    *at = -1;
    if (path.n <= n || memcmp(path.p, inside, n) != 0)
        return KOM_OK;
    kom_buf_printf(&name, "sources/%.*s", (int)(path.n - n), path.p + n);
    kom_buf_byte(&name, '\0');
    enum kom_status status = name.failed ? kom_no_memory_in(err, p->path) : KOM_OK;
    if (!status)
        *at = kom_package_find(&p->package, name.p);
    kom_buf_fini(&name);
    return status;
}

static enum kom_status read_part(struct qda_project *p, int64_t at, struct kom_buf *text,
                                 struct kom_error *err) {
    struct kom_packed part;
    enum kom_status status = kom_packed_open(&part, &p->package, at, err);
    for (size_t n = 1; n && !status;) {
        char *room = kom_buf_room(text, PIECE_NBYTES);
        status = room ? kom_packed_read(&part, room, PIECE_NBYTES, &n, err)
                      : kom_no_memory_in(err, p->path);
        text->n += status ? 0 : n;
    }
    kom_packed_close(&part);
    return status;
}

static size_t sign_at(const struct kom_buf *text, size_t at) {
    size_t n;
    (void)kom_unicode_sign((struct kom_text){text->p + at, text->n - at}, &n);
    return n;
}

/* Where every so many code points begin. */
static enum kom_status find_places(struct qda_texts *t) {
    size_t count = 0;
    t->n_places = 0;
    for (size_t at = 0; at < t->text.n; at += sign_at(&t->text, at)) {
        void *place = t->place;
        if (count++ % STEP)
            continue;
        if (kom_grow(&place, &t->cap_places, t->n_places + 1, sizeof *t->place))
            return KOM_ENOMEM;
        t->place = place;
        t->place[t->n_places++] = at;
    }
    return KOM_OK;
}

/* The text of a path, where the project has it. */
static enum kom_status find_text(struct qda_project *p, struct qda_texts *t, struct kom_text path,
                                 struct kom_error *err) {
    int64_t at;
    if (path.p[0] == '#') {
        const struct qda_content *content = &p->content[strtoul(path.p + 1, NULL, 10)];
        t->is_there = true;
        kom_buf_add(&t->text, p->contents.p + content->from, content->n);
        return t->text.failed ? kom_no_memory_in(err, p->path) : KOM_OK;
    }
    enum kom_status status = find_part(p, path, &at, err);
    t->is_there = at >= 0;
    return status || !t->is_there ? status : read_part(p, at, &t->text, err);
}

static enum kom_status hold(struct qda_project *p, struct qda_texts *t, uint32_t path,
                            struct kom_error *err) {
    static const char mark[] = "\xEF\xBB\xBF";
    t->path = path;
    kom_buf_reset(&t->text);
    enum kom_status status = find_text(p, t, p->paths.text[path], err);
    if (!status && t->text.n >= 3 && memcmp(t->text.p, mark, 3) == 0) {
        t->text.n -= 3;
        memmove(t->text.p, t->text.p + 3, t->text.n);
    }
    if (!status && find_places(t))
        status = kom_no_memory_in(err, p->path);
    return status;
}

/* The byte where a code point begins; the end of the text for those behind it. */
static size_t byte_of(const struct qda_texts *t, uint64_t place) {
    if (place / STEP >= t->n_places)
        return t->text.n;
    size_t at = t->place[place / STEP];
    for (uint64_t i = place / STEP * STEP; i < place && at < t->text.n; i++)
        at += sign_at(&t->text, at);
    return at;
}

enum kom_status qda_add_passage(struct qda_project *p, struct qda_texts *t,
                                const struct qda_passage *passage, struct kom_buf *out,
                                bool *is_there, struct kom_error *err) {
    *is_there = false;
    if (passage->path == KOM_NO_ID)
        return KOM_OK;
    enum kom_status status = passage->path == t->path ? KOM_OK : hold(p, t, passage->path, err);
    if (status || !t->is_there)
        return status;
    const size_t from = byte_of(t, passage->from), to = byte_of(t, passage->to);
    *is_there = to > from || passage->from == passage->to;
    if (to > from)
        kom_buf_add(out, t->text.p + from, to - from);
    return KOM_OK;
}

void qda_texts_fini(struct qda_texts *t) {
    kom_buf_fini(&t->text);
    kom_free(t->place);
}
