/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headings that are found at once, however many there are. */
#ifndef KOM_HEADING_INDEX_H
#define KOM_HEADING_INDEX_H

#include "buf.h"
#include "hash_seed.h"
#include "kom/error.h"
#include "mem.h"
#include "vocab.h"

/* Of n headings that are borrowed. Zero-initialised is that of none. */
struct kom_heading_index {
    const struct kom_text *name;
    size_t n;
    const struct kom_word **word; /* that each means, NULL: none */
    /* by place: how many before it are spelt like it; the next one that is alike but for case and
       Danish letters, and the next one of its word, + 1 */
    uint32_t *nth, *next_alike, *next_meant;
    uint32_t *spelt, *alike, *meant; /* open addressing: place + 1; by word: place + 1 */
    size_t n_slots;
    /* What was looked for, noted while looking (nearly.h); by place: a name led there; by word:
       there was none. */
    uint8_t *asked, *wished;
    struct kom_hash_seed seed;
    struct kom_arena arena;
};

/* KOM_ENOMEM leaves an empty one. */
enum kom_status kom_heading_index_make(struct kom_heading_index *index, const struct kom_text *name,
                                       size_t n) KOM_MUSTUSE;
/* One of its own memory; NULL when that runs out. Freed by kom_heading_index_free, which takes NULL
 * too. */
struct kom_heading_index *kom_heading_index_new(const struct kom_text *name, size_t n);
void kom_heading_index_free(struct kom_heading_index *index);

void kom_heading_index_fini(struct kom_heading_index *index);

/* Where the nth heading (from 0) of that very spelling is; -1: nowhere. */
int kom_heading_spelt(const struct kom_heading_index *index, struct kom_text name, uint32_t nth);

/* The first heading of that spelling, else the first that is alike; -1: none. */
int kom_heading_plain(const struct kom_heading_index *index, struct kom_text name);

/* The only heading that is alike, and the only one of a word; -1: there is none, or several. */
int kom_heading_sole_alike(const struct kom_heading_index *index, struct kom_text name);
int kom_heading_sole_meant(const struct kom_heading_index *index, const struct kom_word *word);

/* Does a heading say the name of a municipality where the other one has its code? */
bool kom_heading_is_name_beside(struct kom_text name, struct kom_text other);

/* kom_heading_find (vocab.h) in an index. */
enum kom_status kom_heading_look(const struct kom_heading_index *index, struct kom_text name,
                                 struct kom_header_at place, int *column,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Marks the headings that an option of reading means by a name: spelt so, alike, or of its word.
   False: none. */
bool kom_heading_mark(const struct kom_heading_index *index, struct kom_text name, uint32_t mark,
                      uint32_t *marks);

#endif
