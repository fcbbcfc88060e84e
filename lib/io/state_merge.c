/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging sorted lines of many states, by a heap of their first fields. */
#include "state_merge.h"

#include <string.h>

#include "mem.h"

/* Texts in order are in the order of these, as far as they differ. */
static uint64_t begins_of(struct kom_text t) {
    uint64_t word = 0;
    if (t.n)
        memcpy(&word, t.p, t.n < sizeof word ? t.n : sizeof word);
    return __builtin_bswap64(word);
}

static bool comes_before(const struct kom_state_merge *m, uint32_t a, uint32_t b) {
    const struct kom_state_source *x = &m->source[a], *y = &m->source[b];
    if (x->begins != y->begins)
        return x->begins < y->begins;
    const int order = kom_text_compare(x->key, y->key);
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
    s->begins = begins_of(s->key);
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
    if (!status && has_one && kom_text_compare(s->key, kom_buf_view(&m->last)) <= 0)
        status = kom_state_damaged(m->label, err);
    if (!has_one)
        m->heap[0] = m->heap[--m->n_heap];
    if (!status && m->n_heap)
        sink(m, 0);
    return status;
}

enum kom_status kom_state_merge_next(struct kom_state_merge *m, struct kom_state_source **line,
                                     bool *is_new, struct kom_error *err) {
    const bool is_first = !m->has_begun;
    enum kom_status status = is_first ? begin(m, err) : m->n_heap ? go_on(m, err) : KOM_OK;
    *line = status || !m->n_heap ? NULL : &m->source[m->heap[0]];
    if (!*line)
        return status;
    *is_new = is_first || !kom_text_equal((*line)->key, kom_buf_view(&m->last));
    if (*is_new) {
        kom_buf_reset(&m->last);
        kom_buf_text(&m->last, (*line)->key);
    }
    return m->last.failed ? kom_no_memory(err) : KOM_OK;
}

void kom_state_merge_fini(struct kom_state_merge *m) {
    kom_free(m->source);
    kom_free(m->heap);
    kom_buf_fini(&m->last);
    *m = (struct kom_state_merge){.tag = m->tag, .label = m->label};
}
