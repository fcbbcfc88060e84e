/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the summaries: groups in the order of their keys, from tables, bytes and files, each once.
 */
#ifndef KOM_SUMMARY_STREAM_H
#define KOM_SUMMARY_STREAM_H

#include "work.h"

/* ---- pack.c: what is known of a group, as bytes ---- */

/* Bytes in memory, or in a file, from front to back. */
struct kom_summary_reader {
    const char *p; /* those at hand */
    size_t left;
    struct kom_spill *spill; /* the others; NULL: there are none */
    uint64_t at, end;
    struct kom_buf buf;
};

/* The next n bytes, valid until the next call. KOM_ENOMEM, KOM_EIO. */
enum kom_status kom_summary_read(struct kom_summary_reader *r, size_t n, const char **p,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Where bytes go: all of them to a buffer, or through it to a file. */
struct kom_summary_packer {
    struct kom_buf *out;
    struct kom_spill *spill; /* NULL: they stay in `out` */
    const char *folder;
};

/* Adds a key and the n_measures cells of its group. */
enum kom_status kom_summary_pack(const struct kom_summary *s, struct kom_text key,
                                 const struct kom_summary_cell *cell, struct kom_summary_packer *to,
                                 struct kom_error *err) KOM_MUSTUSE;

/* What stands before values: how many, their largest scale, and whether they are words
   (kom_values_words). */
struct kom_summary_head {
    uint64_t n;
    int8_t scale;
    bool has_words;
    uint8_t unused[6];
};

/* A number among bytes, and how often. */
struct kom_summary_value {
    struct kom_num x;
    uint64_t count;
};

/* Reads back what was packed of one measure, piece by piece: sums, then what the plan keeps: a
   head and values; pairs with weights; a series. */
enum kom_status kom_summary_read_sums(struct kom_summary_reader *r, struct kom_summary_sums *sums,
                                      struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_summary_read_head(struct kom_summary_reader *r, struct kom_summary_head *head,
                                      struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_summary_read_value(struct kom_summary_reader *r,
                                       const struct kom_summary_head *head,
                                       struct kom_summary_value *value,
                                       struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_summary_read_weighted(struct kom_summary_reader *r, struct kom_weighted *to,
                                          struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_summary_read_series(struct kom_summary_reader *r, struct kom_series *to,
                                        struct kom_error *err) KOM_MUSTUSE;

/* ---- stream.c ---- */

/* Packed groups, and the groups that each of them goes to. */
struct kom_summary_links {
    struct kom_groups groups;
    struct kom_summary_link {
        uint32_t group;
        uint64_t at; /* in the bytes */
    } * link;
    size_t n, cap;
    struct kom_buf bytes;
};

/* A source of groups in order: a table, links, or a run in a file. */
struct kom_summary_cursor {
    struct kom_summary_table *table;
    struct kom_summary_links *links;
    struct kom_summary_reader reader; /* with a spill: of a run */
    const uint32_t *order;            /* of the groups of table or links */
    uint32_t *own_order;              /* the same, where it is the cursor's; else NULL */
    size_t at, n, link, n_links;
    struct kom_text key; /* of the group where it stands */
    struct kom_buf own;  /* the key of a run */
    bool has_ended;
};

struct kom_summary_stream {
    const struct kom_summary *s;
    size_t n_parts; /* of keys */
    struct kom_sorter *sorter;
    struct kom_summary_cursor *cursor;
    uint32_t *heap; /* cursors by their keys */
    uint32_t *used; /* those that stand at the group */
    size_t n, cap, n_heap, n_used;
    bool has_begun;
    struct kom_summary_cell *cell; /* of the group, n_measures */
    struct kom_text key;
    struct kom_summary_source *source;
    size_t n_sources, cap_sources;
};

/* Before the first cursor. */
enum kom_status kom_summary_stream_init(struct kom_summary_stream *t, const struct kom_summary *s,
                                        size_t n_parts, struct kom_sorter *sorter,
                                        struct kom_error *err) KOM_MUSTUSE;

enum kom_status kom_summary_add_table(struct kom_summary_stream *t, struct kom_summary_table *table,
                                      struct kom_error *err) KOM_MUSTUSE;
/* The groups of a table that stand at places first..end-1 of its order, which is borrowed. */
enum kom_status kom_summary_add_slice(struct kom_summary_stream *t, struct kom_summary_table *table,
                                      const uint32_t *order, size_t first, size_t end,
                                      struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_summary_add_links(struct kom_summary_stream *t, struct kom_summary_links *links,
                                      struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_summary_add_run(struct kom_summary_stream *t, struct kom_spill *spill,
                                    const struct kom_summary_run *run,
                                    struct kom_error *err) KOM_MUSTUSE;

/* The next group, in key and cell until the next call. Tables lose it. */
enum kom_status kom_summary_next(struct kom_summary_stream *t, bool *has_one,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Writes all groups as a run. */
enum kom_status kom_summary_write_run(struct kom_summary_stream *t, struct kom_summary_runs *runs,
                                      struct kom_error *err) KOM_MUSTUSE;

void kom_summary_stream_fini(struct kom_summary_stream *t);

/* ---- runs.c ---- */

/* Some tables wait in files. */
bool kom_summary_waits(const struct kom_summary_crew *crew);

/* All groups of the workers in order, as they were read. Where tables wait in files it may be done
   again, else the tables are empty once all were given. */
enum kom_status kom_summary_gather(struct kom_summary_crew *crew, struct kom_summary_stream *t,
                                   struct kom_error *err) KOM_MUSTUSE;

/* Opens a stream over runs and what is merged already, after merging so many that few are left. */
enum kom_status kom_summary_open_runs(struct kom_summary_runs *const *from, size_t n,
                                      struct kom_summary_runs *merged, struct kom_summary_stream *t,
                                      struct kom_error *err) KOM_MUSTUSE;

void kom_summary_fini_runs(struct kom_summary_runs *runs);

/* How many parts the keys of groups have as they are read. */
static inline size_t kom_summary_parts_as_read(const struct kom_summary *s) {
    return s->n_parts + s->spreads;
}

/* ---- pieces.c ---- */

/* Groups between two keys, whatever table they lie in: what is made of them. */
struct kom_summary_piece {
    struct kom_summary_stream groups;
    struct kom_sorter sorter;
    struct kom_buf out;
    struct kom_summary_notes notes;
    enum kom_status status;
    struct kom_error err;
};

/* Are there so many groups, or so many values, all of them in memory, that they are written piece
   by piece? */
bool kom_summary_has_pieces(const struct kom_summary_crew *crew);

/* Calls `write`, which fills out and notes, for each piece, by the crew's threads at once, and
   gives them away in their order, with the sum of their notes. The tables are empty then. */
enum kom_status kom_summary_write_pieces(struct kom_summary_crew *crew,
                                         enum kom_status (*write)(const struct kom_summary *s,
                                                                  struct kom_summary_piece *piece),
                                         const struct kom_out *to, struct kom_summary_notes *notes,
                                         struct kom_error *err) KOM_MUSTUSE;

/* ---- spread.c ---- */

static inline unsigned kom_summary_n_margins(const struct kom_summary *s) {
    unsigned n = 0;
    for (size_t i = 0; i < s->n_by; i++)
        n += s->is_margin[i];
    return n;
}

/* Is a group written under other keys than it was read with? */
static inline bool kom_summary_has_spreading(const struct kom_summary *s) {
    return s->spreads || kom_summary_n_margins(s);
}

/* The groups of one stream under all the keys they are written with, as another. What it rests on
   lies in `links`, `runs` and `merged`, the caller's. */
struct kom_summary_spread {
    struct kom_summary_links links;
    struct kom_summary_runs runs, merged;
};
enum kom_status kom_summary_spread(struct kom_summary_stream *from, struct kom_summary_spread *w,
                                   struct kom_summary_stream *t, struct kom_error *err) KOM_MUSTUSE;
void kom_summary_spread_fini(struct kom_summary_spread *w);

#endif
