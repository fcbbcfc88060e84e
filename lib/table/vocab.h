/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vocabulary (kom/column.h) at work: names among headings, and those that are near. */
#ifndef KOM_VOCAB_H
#define KOM_VOCAB_H

#include "buf.h"
#include "hash_seed.h"
#include "kom/column.h"

/* The word of that canonical name only. */
const struct kom_word *kom_word_canonical(struct kom_text name);

/* Its place among kom_words. */
size_t kom_word_number(const struct kom_word *word);

/* Is it a column of persons, whose values are not for messages: person, or respondent? NULL: no. */
bool kom_word_is_person(const struct kom_word *word);

/* Adds the name in lower case with ae, oe, aa for the Danish letters. */
void kom_name_fold(struct kom_buf *buf, struct kom_text name);

/* A hash that is the same for names that are alike. */
uint64_t kom_name_hash(struct kom_text name, struct kom_hash_seed seed);

/* Where headings stand, for messages. */
struct kom_header_at {
    const char *file; /* leads the message */
    const char *side; /* the option that names this side table; NULL: the main input */
    uint64_t line;    /* of the header; 0: the call gives the names */
};

/* Halves of a period that stands in two columns. */
bool kom_name_is_year(struct kom_text name);
bool kom_name_is_month(struct kom_text name);

/* Finds `name` among n headings: as it stands; folded; then the word that name means: its canonical
   heading, else its one alias. *column is -1 when there is none. KOM_EDATA when two headings mean
   the word, with both names; the pairs code and name (kommunekode beside kommune) are known: the
   code wins. */
enum kom_status kom_heading_find(const struct kom_text *headings, size_t n, struct kom_text name,
                                 struct kom_header_at place, int *column,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Fails with "FILE: no column "NAME"; did you mean ...; it has ...", and the call that names it. */
enum kom_status kom_heading_missing(const struct kom_text *headings, size_t n, struct kom_text name,
                                    struct kom_header_at place, struct kom_error *err) KOM_MUSTUSE;

/* The names of a list that are near in spelling to `name`, written as `"a", "b"` (at most three);
 * false when none is. */
bool kom_names_near(const struct kom_text *names, size_t n, struct kom_text name,
                    struct kom_buf *out);

/* The first name that is near; its n is 0 when none is. */
struct kom_text kom_names_nearest(const struct kom_text *names, size_t n, struct kom_text name);

/* The same, bare but for a text before each. */
bool kom_names_near_with(const struct kom_text *names, size_t n, struct kom_text name,
                         const char *before, struct kom_buf *out);

#endif
