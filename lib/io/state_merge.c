/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging sorted lines of many states, by a heap of their first fields. */
#include "state_merge.h"

#include <string.h>

#include "mem.h"

/* Eight bytes of a text as a number; texts in order are in the order of these. */
static uint64_t word_of(struct kom_text t, size_t from) {
    uint64_t word = 0;
    if (t.n > from)
        memcpy(&word, t.p + from, t.n - from < sizeof word ? t.n - from : sizeof word);
    return __builtin_bswap64(word);
}

static int order_of(const struct kom_state_source *x, const struct kom_state_source *y) {
    for (int i = 0; i < 2; i++)
        if (x->word[i] != y->word[i])
            return x->word[i] < y->word[i] ? -1 : 1;
    if (x->key.n <= sizeof x->word && y->key.n <= sizeof y->word)
        return (x->key.n > y->key.n) - (x->key.n < y->key.n);
    return kom_text_compare(x->key, y->key);
}

static bool comes_before(const struct kom_state_merge *m, uint32_t a, uint32_t b) {
    const int order = order_of(&m->source[a], &m->source[b]);
    return order ? order < 0 : a < b;
}

/* Lets what stands at the place sink to where it belongs. */
static void sink(struct kom_state_merge *m, size_t at) {
    const uint32_t it = m->heap[at];
    for (size_t child; (child = 2 * at + 1) < m->n_heap; at = child) {
        if (child + 1 < m->n_heap && comes_before(m, m->heap[child + 1], m->heap[child]))
            child++;
        if (!comes_before(m, m->heap[child], it))
            break;
        m->heap[at] = m->heap[child];
    }
    m->heap[at] = it;
}

static enum kom_status take_key(const struct kom_state_merge *m, struct kom_state_source *s,
                                struct kom_error *err) {
    s->key = kom_state_take(&s->in);
    s->word[0] = word_of(s->key, 0);
    s->word[1] = word_of(s->key, sizeof *s->word);
    return s->in.has_failed ? kom_state_damaged(m->label, err) : KOM_OK;
}

enum kom_status kom_state_merge_add(struct kom_state_merge *m, const struct kom_state_lines *lines,
                                    const struct kom_state_in *first, uint32_t number,
                                    struct kom_error *err) {
    void *p = m->source;
    if (kom_grow(&p, &m->cap, m->n + 1, sizeof *m->source))
        return kom_no_memory(err);
    m->source = p;
    m->source[m->n] = (struct kom_state_source){.lines = *lines, .in = *first, .number = number};
    return take_key(m, &m->source[m->n++], err);
}

static enum kom_status begin(struct kom_state_merge *m, struct kom_error *err) {
    m->has_begun = true;
    m->heap = kom_alloc(m->n + 1, sizeof *m->heap);
    if (!m->heap)
        return kom_no_memory(err);
    for (; m->n_heap < m->n; m->n_heap++)
        m->heap[m->n_heap] = (uint32_t)m->n_heap;
    for (size_t i = m->n_heap / 2; i-- > 0;)
        sink(m, i);
    return KOM_OK;
}

/* The source on top goes on to its next line, which must come behind that at hand. */
static enum kom_status go_on(struct kom_state_merge *m, struct kom_error *err) {
    struct kom_state_source *s = &m->source[m->heap[0]];
    bool has_one = false;
    enum kom_status status = s->lines.next(s->lines.context, &s->in, &has_one, err);
    if (!status && has_one && !kom_text_is(kom_state_take(&s->in), m->tag))
        status = kom_state_damaged(m->label, err);
    if (!status && has_one)
        status = take_key(m, s, err);
    if (!status && has_one && order_of(s, &m->last) <= 0)
        status = kom_state_damaged(m->label, err);
    if (!has_one)
        m->heap[0] = m->heap[--m->n_heap];
    if (!status && m->n_heap)
        sink(m, 0);
    return status;
}

/* Keeps the first field of a line, whose bytes will go. */
static enum kom_status note_last(struct kom_state_merge *m, const struct kom_state_source *line,
                                 struct kom_error *err) {
    m->last = *line;
    kom_buf_reset(&m->text);
    kom_buf_text(&m->text, line->key);
    m->last.key = kom_buf_view(&m->text);
    return m->text.failed ? kom_no_memory(err) : KOM_OK;
}

enum kom_status kom_state_merge_next(struct kom_state_merge *m, struct kom_state_source **line,
                                     bool *is_new, struct kom_error *err) {
    const bool is_first = !m->has_begun;
    enum kom_status status = is_first ? begin(m, err) : m->n_heap ? go_on(m, err) : KOM_OK;
    *line = status || !m->n_heap ? NULL : &m->source[m->heap[0]];
    if (!*line)
        return status;
    *is_new = is_first || order_of(*line, &m->last) != 0;
    return *is_new ? note_last(m, *line, err) : KOM_OK;
}

void kom_state_merge_fini(struct kom_state_merge *m) {
    kom_free(m->source);
    kom_free(m->heap);
    kom_buf_fini(&m->text);
    *m = (struct kom_state_merge){.tag = m->tag, .label = m->label};
}
