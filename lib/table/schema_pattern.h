/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The patterns of a Table Schema: read once, matched against whole values, letter by letter. */
#ifndef KOM_SCHEMA_PATTERN_H
#define KOM_SCHEMA_PATTERN_H

#include <stdbool.h>

#include "buf.h"
#include "kom/error.h"

/* Read-only once compiled: threads share it. */
struct kom_pattern;

/* Reads a pattern. What it means is what Python's re.fullmatch means by it, and \p{L} and its kind
   as XML Schema has them; ^ and $ are anchors. KOM_EDATA, with what to write instead: what these
   two and PCRE2 would read differently (subtraction of classes, \i, \c, \Z, (*VERBS) ...), and what
   is too long, too deep or too large. `place` leads the message. */
enum kom_status kom_pattern_compile(struct kom_pattern **pattern, const char *text,
                                    const char *place, struct kom_error *err) KOM_MUSTUSE;
void kom_pattern_free(struct kom_pattern *pattern);

/* What one thread needs to match. Zero-initialised is ready to use. */
struct kom_matcher {
    void *data, *limits; /* PCRE2's */
    bool no_memory;
};

enum kom_match {
    KOM_MATCH_NO,
    KOM_MATCH_YES,
    KOM_MATCH_TOO_HARD, /* more steps or memory than a cell is worth: nobody knows */
    KOM_MATCH_NO_MEMORY,
};

/* Whether the whole text, UTF-8, matches. */
enum kom_match kom_pattern_match(const struct kom_pattern *pattern, struct kom_matcher *matcher,
                                 struct kom_text text);
void kom_matcher_fini(struct kom_matcher *matcher);

/* Tests only: never by machine code, as where there is none. */
void kom_pattern_interpret(struct kom_pattern *pattern);

#endif
