/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PC-Axis file while it is read. Inside cmd/read/statbank only. */
#ifndef KOM_READ_PX_H
#define KOM_READ_PX_H

#include "cube.h"
#include "intern.h"

/* The bytes of a file, with the line that they stand in. */
struct kom_px_bytes {
    char *block;
    size_t at, n;
    uint64_t line;
    bool is_at_end;
    enum kom_status status; /* of the read that failed */
};

enum { KOM_PX_END = -1 };

/* What stands in a value: a text, a word without quotes, or a sign: ( ) - */
struct kom_px_token {
    char kind; /* '"', 'w', or the sign */
    const char *text;
};

/* KEYWORD[lang]("sub","sub")=value; the tokens of subs and value lie in the file's list. */
struct kom_px_entry {
    const char *name, *lang; /* "" none */
    size_t sub, n_subs;
    size_t value, n_values;
    uint64_t line;
};

/* How texts are written. */
enum kom_px_encoding { KOM_PX_UTF8, KOM_PX_WINDOWS1252, KOM_PX_LATIN9, KOM_PX_UNKNOWN };

enum { KOM_PX_DOTS_MAX = 7 }; /* signs of one to six dots, and that of sums */

/* Keys before each row of data (KEYS): rows that are not there are left out. */
struct kom_px_keys {
    size_t *dimension; /* of each key, in their order */
    size_t n;
    bool *is_fixed;          /* of all dimensions: is it a key? */
    struct kom_intern *word; /* of each key: its codes or texts */
    uint64_t n_row;          /* cells of a row */
    bool is_unlike_stub;     /* their order is another than that of the dimensions */
    uint64_t *seen;          /* rows that came, by number */
    size_t n_seen, cap_seen;
    uint64_t n_left_out; /* cells */
};

struct kom_px {
    struct kom_cube_file cube; /* first */
    struct kom_px_bytes in;
    struct kom_px_token *token;
    size_t n_tokens, cap_tokens;
    struct kom_px_entry *entry;
    size_t n_entries, cap_entries;
    struct kom_buf scratch;
    enum kom_px_encoding encoding;
    const char *said;     /* encoding that the file names and has not; NULL: it has */
    const char *language; /* the one that is read; "" not said */
    const char *sign[KOM_PX_DOTS_MAX + 1];
    const char *unclear_time; /* a dimension whose TIMEVAL is not understood; NULL: none */
    struct kom_px_keys keys;
    struct kom_error *err;
};

/* The next byte, which stays; KOM_PX_END at the end, or where reading fails (in.status). */
int kom_px_peek(struct kom_px *f);

/* The next byte, behind blanks and line ends. */
int kom_px_skip_blanks(struct kom_px *f);

/* Takes the byte that was peeked at. */
void kom_px_take(struct kom_px *f);

/* Fails at a line: "FILE:LINE: ...". */
enum kom_status kom_px_fail(struct kom_px *f, uint64_t line, const char *format, ...)
    KOM_PRINTF(3, 4);

/* Reads all keywords before DATA=. */
enum kom_status kom_px_header(struct kom_px *f) KOM_MUSTUSE;

/* Chooses the encoding, and makes UTF-8 of all texts. */
enum kom_status kom_px_decode(struct kom_px *f) KOM_MUSTUSE;

/* Adds a text as it stands in the file as UTF-8; false: it is none in that encoding. */
bool kom_px_put_text(const struct kom_px *f, struct kom_buf *out, struct kom_text t);

/* The keyword in the language that is read; `sub` NULL: without. NULL: it is not there. Repeated:
 *is_repeated. */
const struct kom_px_entry *kom_px_find(const struct kom_px *f, const char *name, const char *sub,
                                       bool *is_repeated);

/* The first text of a keyword without a sub; "" none. */
const char *kom_px_text(const struct kom_px *f, const char *name);

/* Fills the cube, the signs and the keys from the keywords. */
enum kom_status kom_px_dimensions(struct kom_px *f) KOM_MUSTUSE;

/* Writes periods instead of codes, where TIMEVAL says what they are. */
enum kom_status kom_px_periods(struct kom_px *f, struct kom_cube_dimension *d,
                               const char *name) KOM_MUSTUSE;

/* Fills the keys, after the cube was checked. */
enum kom_status kom_px_take_keys(struct kom_px *f) KOM_MUSTUSE;

/* In the thread: all rows. */
void kom_px_rows(struct kom_px *f);

#endif
