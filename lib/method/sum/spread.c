/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups as they were read go to those that are written: under each network of a municipality that
 * has several, and under the margins, which are made from what lies beneath. */
#include "mem.h"
#include "stream.h"
#include "totals.h"

/* How groups as they were read go to those that are written. */
struct spreading {
    const struct kom_summary *s;
    struct kom_summary_spread *to;
    uint64_t n_masks;            /* subsets of the margins; 0 is no margin */
    struct kom_group_part *part; /* of one group */
    struct kom_buf key;
    uint64_t most; /* bytes of links in memory; 0: no end */
    struct kom_sorter *sorter;
    struct kom_error *err;
};

/* The key of a group with "total" in the margins that are bits of `mask`. */
static void margin_key(const struct spreading *w, uint64_t mask, struct kom_buf *key) {
    const struct kom_summary *s = w->s;
    uint64_t bit = 1;
    kom_buf_reset(key);
    for (size_t i = 0; i < s->n_by; i++) {
        if (s->is_margin[i] && (mask & bit))
            kom_group_add_total(key);
        else
            kom_group_add_part(key, w->part[i].text);
        if (s->is_margin[i])
            bit <<= 1;
    }
    for (size_t i = s->n_by; i < s->n_parts; i++)
        kom_group_add_part(key, w->part[i].text);
}

static enum kom_status refuse_total(const struct kom_summary *s, const struct kom_group_part *part,
                                    struct kom_error *err) {
    for (size_t i = 0; i < s->n_by; i++)
        if (s->is_margin[i] && kom_text_is(part[i].text, "total"))
            return kom_total_named(s->by[i], err);
    return KOM_OK;
}

static bool add_link(struct kom_summary_links *links, uint32_t group, uint64_t at) {
    void *p = links->link;
    if (group == KOM_GROUP_NONE || kom_grow(&p, &links->cap, links->n + 1, sizeof *links->link))
        return false;
    links->link = p;
    links->link[links->n++] = (struct kom_summary_link){group, at};
    return true;
}

/* Links the bytes at `at` to the groups of the parts as they are now. Two networks lie beneath one
   total, which gets them once. */
static enum kom_status link_parts(struct spreading *w, uint64_t at, size_t first_link) {
    struct kom_summary_links *links = &w->to->links;
    enum kom_status status = refuse_total(w->s, w->part, w->err);
    for (uint64_t mask = 0; mask < w->n_masks && !status; mask++) {
        margin_key(w, mask, &w->key);
        uint32_t group = w->key.failed ? KOM_GROUP_NONE
                                       : kom_groups_intern(&links->groups, kom_buf_view(&w->key));
        bool is_new = true;
        for (size_t i = first_link; i < links->n && is_new; i++)
            is_new = links->link[i].group != group;
        if (is_new && !add_link(links, group, at))
            status = kom_no_memory(w->err);
    }
    return status;
}

/* Links a group, under each of its municipality's networks where it is in several. */
static enum kom_status link_group(struct spreading *w, struct kom_text key, uint64_t at) {
    const struct kom_summary *s = w->s;
    size_t first_link = w->to->links.n;
    enum kom_status status = KOM_OK;
    kom_group_parts(key, w->part, s->n_parts + s->spreads);
    if (!s->spreads || w->part[s->n_parts].text.n == 0)
        return link_parts(w, at, first_link);
    struct kom_lookup_unit unit = kom_lookup_find(s->lookup, w->part[s->n_parts].text);
    for (size_t k = 0; k < unit.n && !status; k++) {
        for (size_t i = 0; i < s->n_by; i++)
            if (s->by_place[i] >= 0)
                w->part[i].text = unit.value[k * s->lookup->n_columns + (size_t)s->by_place[i]];
        status = link_parts(w, at, first_link);
    }
    return status;
}

/* Packs the cells of a group, without a key, and links them. */
static enum kom_status take(struct spreading *w, struct kom_summary_stream *from) {
    struct kom_summary_links *links = &w->to->links;
    struct kom_summary_packer out = {&links->bytes, NULL, NULL};
    const struct kom_text none = {"", 0};
    uint64_t at = links->bytes.n + sizeof(uint32_t); /* past the length of the key */
    enum kom_status status = kom_summary_pack(w->s, none, from->cell, &out, w->err);
    return status ? status : link_group(w, from->key, at);
}

static void fini_links(struct kom_summary_links *links) {
    kom_groups_fini(&links->groups);
    kom_free(links->link);
    kom_buf_fini(&links->bytes);
    *links = (struct kom_summary_links){.n = 0};
}

static uint64_t nbytes_of(const struct kom_summary_links *links) {
    return links->bytes.cap + links->cap * sizeof *links->link + links->n * sizeof *links->link +
           kom_groups_nbytes(&links->groups);
}

static enum kom_status write_links(struct spreading *w) {
    struct kom_summary_stream t;
    enum kom_status status = kom_summary_stream_init(&t, w->s, w->s->n_parts, w->sorter, w->err);
    if (!status)
        status = kom_summary_add_links(&t, &w->to->links, w->err);
    if (!status)
        status = kom_summary_write_run(&t, &w->to->runs, w->err);
    kom_summary_stream_fini(&t);
    fini_links(&w->to->links);
    return status;
}

static enum kom_status take_all(struct spreading *w, struct kom_summary_stream *from) {
    bool has_one;
    enum kom_status status = kom_summary_next(from, &has_one, w->err);
    while (!status && has_one) {
        status = take(w, from);
        if (!status && w->most && nbytes_of(&w->to->links) > w->most)
            status = write_links(w);
        if (!status)
            status = kom_summary_next(from, &has_one, w->err);
    }
    return status;
}

static enum kom_status open_spread(struct spreading *w, struct kom_summary_stream *t) {
    struct kom_summary_runs *runs = &w->to->runs;
    enum kom_status status = kom_summary_stream_init(t, w->s, w->s->n_parts, w->sorter, w->err);
    if (!status && runs->n == 0)
        return kom_summary_add_links(t, &w->to->links, w->err);
    if (!status && w->to->links.n)
        status = write_links(w);
    return status ? status : kom_summary_open_runs(&runs, 1, &w->to->merged, t, w->err);
}

enum kom_status kom_summary_spread(struct kom_summary_stream *from, struct kom_summary_spread *to,
                                   struct kom_summary_stream *t, struct kom_error *err) {
    const struct kom_summary *s = from->s;
    if (kom_summary_n_margins(s) > 20)
        return kom_fail(err, KOM_EUSAGE, "--margins: at most 20 columns");
    struct spreading w = {.s = s,
                          .to = to,
                          .n_masks = UINT64_C(1) << kom_summary_n_margins(s),
                          .most = s->max_memory / 4,
                          .sorter = from->sorter,
                          .err = err};
    w.part = kom_alloc(s->n_parts + 1, sizeof *w.part);
    enum kom_status status = w.part ? take_all(&w, from) : kom_no_memory(err);
    if (!status)
        status = open_spread(&w, t);
    kom_buf_fini(&w.key);
    kom_free(w.part);
    return status;
}

void kom_summary_spread_fini(struct kom_summary_spread *w) {
    fini_links(&w->links);
    kom_summary_fini_runs(&w->runs);
    kom_summary_fini_runs(&w->merged);
}
