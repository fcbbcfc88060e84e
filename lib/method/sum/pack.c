/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a group as bytes of this process, to and from a buffer or a file.

   A group's key and cells go one after the other: sums as they are in memory, what hangs on them
   behind; values as a head (how many, their scale) and then words or numbers with their counts;
   pairs with weights; a series. It is the form of one process, with its byte order and padding, as
   it lives in a file without a name no longer than that process. Reading goes from front to back by
   pieces of any length, whether the bytes lie in memory or in a file, so that a group with many
   values need not be in memory whole. */
#include <string.h>

#include "stream.h"

enum { PIECE = 16 * 1024 };

/* A number with its count or weight, without the padding of kom_num. */
struct packed {
    int64_t bits;
    uint32_t count;
    int8_t scale;
    bool is_exact;
    uint16_t unused; /* no padding: its bytes would be whatever lay there */
};

struct packed_pair {
    int64_t x, w;
    int8_t x_scale, w_scale;
    bool x_exact, w_exact;
    uint32_t unused;
};

struct packed_item {
    uint64_t order;
    int64_t bits;
    int8_t scale;
    bool is_exact;
    uint8_t unused[6];
};

static int64_t bits_of(const struct kom_num *x) {
    int64_t bits = x->mantissa;
    if (!x->is_exact)
        memcpy(&bits, &x->real, sizeof bits);
    return bits;
}

static struct kom_num num_of(int64_t bits, int8_t scale, bool is_exact) {
    struct kom_num x = {bits, 0.0, scale, is_exact};
    if (!is_exact) {
        x.mantissa = 0;
        memcpy(&x.real, &bits, sizeof bits);
    }
    return x;
}

/* ---- out ---- */

static void add(struct kom_buf *out, const void *p, size_t n) {
    kom_buf_add(out, p, n);
}

static enum kom_status pass_on(struct kom_summary_packer *to, size_t most, struct kom_error *err) {
    if (to->out->failed)
        return kom_no_memory(err);
    if (!to->spill || to->out->n <= most)
        return KOM_OK;
    enum kom_status status = kom_spill_add(to->spill, to->folder, kom_buf_view(to->out), err);
    kom_buf_reset(to->out);
    return status;
}

static void pack_sums(const struct kom_summary_sums *from, struct kom_buf *out) {
    struct kom_summary_sums sums;
    memcpy(&sums, from, sizeof sums); /* the padding too */
    sums.exact.more = NULL;
    add(out, &sums, sizeof sums);
    size_t at = out->n;
    uint32_t n = 0;
    add(out, &n, sizeof n);
    kom_exact_pack_more(&from->exact, out);
    if (out->failed)
        return;
    n = (uint32_t)(out->n - at - sizeof n);
    memcpy(out->p + at, &n, sizeof n);
}

static void pack_head(uint64_t n, int8_t scale, bool has_words, struct kom_buf *out) {
    const struct kom_summary_head head = {n, scale, has_words, {0}};
    add(out, &head, sizeof head);
}

static enum kom_status pack_words(const int64_t *word, size_t n, int8_t scale,
                                  struct kom_summary_packer *to, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    pack_head(n, scale, true, to->out);
    for (size_t i = 0, some; i < n && !status; i += some) {
        some = n - i < PIECE / sizeof *word ? n - i : PIECE / sizeof *word;
        add(to->out, word + i, some * sizeof *word);
        status = pass_on(to, PIECE, err);
    }
    return status;
}

/* A count beyond 32 bits stands in several records. */
static uint64_t n_records(const struct kom_values *v) {
    uint64_t n = 0, count;
    for (size_t i = 0; i < kom_values_runs(v); i++) {
        (void)kom_values_run(v, i, &count);
        n += (count + UINT32_MAX - 1) / UINT32_MAX;
    }
    return n;
}

static enum kom_status pack_values(const struct kom_values *v, struct kom_summary_packer *to,
                                   struct kom_error *err) {
    enum kom_status status = KOM_OK;
    uint64_t count;
    size_t n;
    const int64_t *word = kom_values_words(v, &n);
    if (word)
        return pack_words(word, n, v->scale, to, err);
    pack_head(n_records(v), v->scale, false, to->out);
    for (size_t i = 0; i < kom_values_runs(v) && !status; i++) {
        struct kom_num x = kom_values_run(v, i, &count);
        status = kom_values_status(v, err); /* a count that could not be read has no end */
        for (uint64_t some; count > 0 && !status; count -= some) {
            some = count < UINT32_MAX ? count : UINT32_MAX;
            struct packed one = {bits_of(&x), (uint32_t)some, x.scale, x.is_exact, 0};
            add(to->out, &one, sizeof one);
        }
        if (!status)
            status = pass_on(to, PIECE, err);
    }
    return status ? status : kom_values_status(v, err);
}

static enum kom_status pack_weighted(const struct kom_weighted *from, struct kom_summary_packer *to,
                                     struct kom_error *err) {
    enum kom_status status = KOM_OK;
    pack_head(from->n, 0, false, to->out);
    for (size_t i = 0; i < from->n && !status; i++) {
        const struct kom_num *x = &from->item[i].x, *w = &from->item[i].w;
        struct packed_pair one = {bits_of(x),  bits_of(w),  x->scale, w->scale,
                                  x->is_exact, w->is_exact, 0};
        add(to->out, &one, sizeof one);
        status = pass_on(to, PIECE, err);
    }
    return status;
}

static enum kom_status pack_series(const struct kom_series *from, struct kom_summary_packer *to,
                                   struct kom_error *err) {
    enum kom_status status = KOM_OK;
    pack_head(from->n, 0, false, to->out);
    for (size_t i = 0; i < from->n && !status; i++) {
        const struct kom_num *x = &from->item[i].x;
        struct packed_item one = {from->item[i].order, bits_of(x), x->scale, x->is_exact, {0}};
        add(to->out, &one, sizeof one);
        status = pass_on(to, PIECE, err);
    }
    return status;
}

enum kom_status kom_summary_pack(const struct kom_summary *s, struct kom_text key,
                                 const struct kom_summary_cell *cell, struct kom_summary_packer *to,
                                 struct kom_error *err) {
    enum kom_status status = KOM_OK;
    uint32_t n = (uint32_t)key.n;
    add(to->out, &n, sizeof n);
    kom_buf_text(to->out, key);
    for (size_t m = 0; m < s->n_measures && !status; m++) {
        pack_sums(&cell[m].sums, to->out);
        if (s->flags & KOM_STAT_VALUES)
            status = pack_values(&cell[m].values, to, err);
        if (!status && s->weighted.column >= 0)
            status = pack_weighted(&cell[m].rare.weighted, to, err);
        if (!status && s->flags & KOM_STAT_SERIES)
            status = pack_series(&cell[m].rare.series, to, err);
    }
    return status ? status : pass_on(to, PIECE, err);
}

/* ---- back ---- */

/* Moves what is left to the front, and reads on until n bytes are there. */
static enum kom_status fill(struct kom_summary_reader *r, size_t n, struct kom_error *err) {
    struct kom_text bytes;
    size_t want = n > PIECE ? n : PIECE;
    if (r->left && r->buf.p != r->p)
        memmove(r->buf.p, r->p, r->left);
    r->buf.n = r->left;
    while (r->buf.n < n && r->at < r->end) {
        size_t some = r->end - r->at < want ? (size_t)(r->end - r->at) : want;
        enum kom_status status = kom_spill_read(r->spill, r->at, some, &bytes, err);
        if (status)
            return status;
        bytes.n = bytes.n < some ? bytes.n : some;
        kom_buf_text(&r->buf, bytes);
        r->at += bytes.n;
        if (r->buf.failed)
            return kom_no_memory(err);
        if (bytes.n == 0)
            break;
    }
    r->p = r->buf.p;
    r->left = r->buf.n;
    return r->left < n ? kom_fail(err, KOM_EIO, "temporary file: it ends too early") : KOM_OK;
}

enum kom_status kom_summary_read(struct kom_summary_reader *r, size_t n, const char **p,
                                 struct kom_error *err) {
    enum kom_status status = r->left < n ? fill(r, n, err) : KOM_OK;
    if (status)
        return status;
    *p = r->p;
    r->p += n;
    r->left -= n;
    return KOM_OK;
}

static enum kom_status copy(struct kom_summary_reader *r, void *to, size_t n,
                            struct kom_error *err) {
    const char *p = NULL;
    enum kom_status status = kom_summary_read(r, n, &p, err);
    if (!status)
        memcpy(to, p, n);
    return status;
}

enum kom_status kom_summary_read_sums(struct kom_summary_reader *r, struct kom_summary_sums *sums,
                                      struct kom_error *err) {
    uint32_t n = 0;
    const char *p = NULL;
    enum kom_status status = copy(r, sums, sizeof *sums, err);
    if (!status)
        status = copy(r, &n, sizeof n, err);
    if (!status && n)
        status = kom_summary_read(r, n, &p, err);
    if (!status && n)
        kom_exact_unpack_more(&sums->exact, &p);
    return status;
}

enum kom_status kom_summary_read_head(struct kom_summary_reader *r, struct kom_summary_head *head,
                                      struct kom_error *err) {
    return copy(r, head, sizeof *head, err);
}

enum kom_status kom_summary_read_value(struct kom_summary_reader *r,
                                       const struct kom_summary_head *head,
                                       struct kom_summary_value *value, struct kom_error *err) {
    struct packed one = {0};
    int64_t word = 0;
    enum kom_status status =
        head->has_words ? copy(r, &word, sizeof word, err) : copy(r, &one, sizeof one, err);
    if (!status && head->has_words)
        value->x = kom_values_of_word(word, head->scale, &value->count);
    else if (!status)
        *value = (struct kom_summary_value){num_of(one.bits, one.scale, one.is_exact), one.count};
    return status;
}

enum kom_status kom_summary_read_weighted(struct kom_summary_reader *r, struct kom_weighted *to,
                                          struct kom_error *err) {
    struct kom_summary_head head = {.n = 0};
    struct packed_pair one;
    enum kom_status status = kom_summary_read_head(r, &head, err);
    for (; head.n > 0 && !status; head.n--) {
        status = copy(r, &one, sizeof one, err);
        if (status)
            break;
        struct kom_num x = num_of(one.x, one.x_scale, one.x_exact),
                       w = num_of(one.w, one.w_scale, one.w_exact);
        kom_weighted_add(to, &x, &w);
    }
    return status;
}

enum kom_status kom_summary_read_series(struct kom_summary_reader *r, struct kom_series *to,
                                        struct kom_error *err) {
    struct kom_summary_head head = {.n = 0};
    struct packed_item one;
    enum kom_status status = kom_summary_read_head(r, &head, err);
    for (; head.n > 0 && !status; head.n--) {
        status = copy(r, &one, sizeof one, err);
        if (status)
            break;
        struct kom_num x = num_of(one.bits, one.scale, one.is_exact);
        kom_series_add(to, one.order, &x);
    }
    return status;
}
