/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-read on bytes in memory, twice: a text that means missing, and that nobody has, makes all
 * rows of the second go the careful way. */
#include <string.h>

#include "columns.h"
#include "read/canonical.h"
#include "twins_check.h"

/* Whatever can be seen of one run. */
struct outcome {
    struct kom_buf out, aside;
    struct kom_error err;
    uint64_t n_read, n_bad, n_converted;
    const char *failure; /* of the columns read at once; NULL: none */
};

struct asked {
    struct kom_reading reading;
    struct kom_canonical_request request;
    struct kom_text bytes;
};

static enum kom_status add(void *context, struct kom_text bytes, struct kom_error *err) {
    struct outcome *o = context;
    (void)err;
    kom_buf_text(&o->out, bytes);
    return KOM_OK;
}

static enum kom_status add_aside(void *context, struct kom_text bytes, struct kom_error *err) {
    struct outcome *o = context;
    (void)err;
    kom_buf_text(&o->aside, bytes);
    return KOM_OK;
}

/* ---- columns at once, beside cell by cell ---- */

/* Is the number these hundredths? */
static bool is_hundredths(const struct kom_num *x, int64_t hundredths) {
    static const int64_t unit[] = {100, 10, 1};
    return x->is_exact && x->scale <= 2 && x->mantissa * unit[x->scale] == hundredths;
}

static const char *check_numbers(const struct kom_view *v, int column, uint32_t from, uint32_t n) {
    int64_t value[KOM_BLOCK_ROWS];
    struct kom_num x;
    const struct kom_cell_form *f = kom_view_form(v, column);
    kom_columns_hundredths(v, column, from, n, value);
    for (uint32_t i = 0; i < n; i++)
        if (value[i] != KOM_NO_HUNDREDTHS &&
            (kom_cell_number(f, kom_view_text(v, column, from + i), &x) != KOM_CELL_VALUE ||
             !is_hundredths(&x, value[i])))
            return "hundredths are another number";
    return NULL;
}

static const char *check_days(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                              struct kom_months *months) {
    int32_t day[KOM_BLOCK_ROWS], other;
    uint8_t cell[KOM_BLOCK_ROWS];
    const struct kom_cell_form *f = kom_view_form(v, column);
    kom_columns_days(v, column, from, n, (struct kom_days){day, cell, months});
    for (uint32_t i = 0; i < n; i++)
        if (kom_cell_day(f, kom_view_text(v, column, from + i), &other) != (enum kom_cell)cell[i] ||
            other != day[i])
            return "a column of days has another day";
    return NULL;
}

/* Whatever a column holds, as numbers and as days. */
static const char *check_columns(const struct kom_view *v) {
    struct kom_months months = {0};
    const char *failure = NULL;
    for (int column = 0; column < (int)v->extract->n_columns && !failure; column++)
        for (uint32_t from = 0; from < v->batch->n_rows && !failure; from += KOM_BLOCK_ROWS) {
            uint32_t left = v->batch->n_rows - from,
                     n = left < KOM_BLOCK_ROWS ? left : KOM_BLOCK_ROWS;
            failure = check_numbers(v, column, from, n);
            if (!failure)
                failure = check_days(v, column, from, n, &months);
        }
    return failure;
}

/* ---- all of it ---- */

struct worker {
    struct kom_canonical plan;
    const char *failure;
};

static enum kom_status take(void *worker, struct kom_view *v, struct kom_error *err) {
    struct worker *w = worker;
    if (!w->failure)
        w->failure = check_columns(v);
    return kom_canonical_take(&w->plan, v, err);
}

static enum kom_status read_rows(const struct asked *asked, struct kom_extract *x,
                                 struct kom_arena *arena, struct outcome *o) {
    static const char *const reasons[] = {"total", "no_total"};
    struct worker worker = {.failure = NULL};
    void *const workers[] = {&worker};
    struct kom_fold fold = {.n_threads = 1,
                            .workers = workers,
                            .take = take,
                            .emit = add,
                            .aside = add_aside,
                            .context = o,
                            .reasons = reasons,
                            .n_reasons = 2,
                            .is_streaming = true};
    enum kom_status status = kom_canonical_plan(&worker.plan, &asked->request, x, arena, &o->err);
    if (!status)
        status = kom_canonical_header(&worker.plan, x, &o->out, &o->err);
    if (!status)
        status = kom_extract_fold(x, &fold, &o->err);
    o->failure = worker.failure;
    return status;
}

static void run(const struct asked *asked, struct outcome *o) {
    struct kom_extract x;
    struct kom_arena arena = {0};
    if (kom_extract_open_memory(&x, "made.csv", asked->bytes, &asked->reading, &o->err))
        return;
    if (read_rows(asked, &x, &arena, o) == KOM_OK)
        o->err.text[0] = '\0';
    o->n_read = x.n_read;
    o->n_bad = x.n_bad;
    o->n_converted = x.n_converted;
    for (unsigned i = 0; i < x.n_shown; i++)
        kom_buf_printf(&o->aside, "%s\n", x.shown[i].text);
    kom_extract_close(&x);
    kom_arena_fini(&arena);
}

static void fini(struct outcome *o) {
    kom_buf_fini(&o->out);
    kom_buf_fini(&o->aside);
}

static bool is_same(const struct outcome *a, const struct outcome *b) {
    return kom_text_equal(kom_buf_view(&a->out), kom_buf_view(&b->out)) &&
           kom_text_equal(kom_buf_view(&a->aside), kom_buf_view(&b->aside)) &&
           strcmp(a->err.text, b->err.text) == 0 && a->n_read == b->n_read &&
           a->n_bad == b->n_bad && a->n_converted == b->n_converted;
}

static void show(struct kom_buf *why, const struct outcome *o) {
    kom_buf_printf(why, "%s\n%.*s%.*s", o->err.text, (int)o->out.n, o->out.p ? o->out.p : "",
                   (int)o->aside.n, o->aside.p ? o->aside.p : "");
}

static const char *compare(struct asked *asked, struct kom_buf *why) {
    static const char *const nobody[] = {"nobody-has-1"};
    struct outcome quick = {0}, careful = {0};
    run(asked, &quick);
    asked->reading.missing = nobody;
    asked->reading.n_missing = 1;
    run(asked, &careful);
    bool same = is_same(&quick, &careful);
    if (!same) {
        kom_buf_str(why, "---- quick: ");
        show(why, &quick);
        kom_buf_str(why, "---- careful: ");
        show(why, &careful);
    }
    fini(&quick);
    fini(&careful);
    if (quick.failure)
        return quick.failure;
    return same ? NULL : "rows copied whole are not rows made cell by cell";
}

/* A header of the vocabulary's words, with that delimiter. */
static void put_header(struct kom_buf *table, unsigned kind, char delimiter) {
    static const char *const headers[] = {"kom;navn;dato;beloeb;antal\n",
                                          "dato;beloeb\n",
                                          "beloeb;kom\n",
                                          "navn;by;note\n",
                                          "kom;person;start;end;antal;timer;beloeb\n",
                                          ""};
    const char *h = headers[kind % (sizeof headers / sizeof headers[0])];
    for (; *h; h++)
        kom_buf_byte(table, *h == ';' ? delimiter : *h);
}

/* What else may be said of a file; the bits are spread so that inputs kept from before say it too.
 */
static void add_options(struct kom_reading *r, unsigned bits) {
    static const char *const values[] = {"101", "x"};
    static const struct kom_filter_rule rules[] = {{"kom", false, values, 2},
                                                   {"kom", true, values, 1}};
    static const struct kom_pair suffix[] = {{"beloeb", "kr."}};
    static const struct kom_day_rule days[] = {{NULL, "dato", {.shape = KOM_DAY_DMY}}};
    static const char *const names[] = {"kom", "beloeb"};
    r->fills_short_rows = bits % 5 == 1;
    r->first_line = bits % 3 ? KOM_FIRST_LINE_GUESSED : KOM_FIRST_LINE_HEADER;
    r->negative = bits % 4;
    r->skip_lines = bits % 17 == 3;
    r->century = bits % 7 == 1 ? 1930 : 0;
    r->n_header = bits % 19 == 5 ? 2 : 0;
    r->header = names;
    r->n_filters = bits % 11 == 2 ? 1 : 0;
    r->filters = &rules[bits % 2];
    r->n_suffixes = bits % 23 == 7;
    r->suffixes = suffix;
    r->n_days = bits % 13 == 4;
    r->days = days;
}

const char *read_check(struct kom_text bytes, struct kom_buf *why) {
    static const char delimiters[] = {';', ',', '\t', '|'}, decimals[] = {'\0', ',', '.', '_'},
                      thousands[] = {'\0', '\0', ' ', '\'', '\0'};
    static const char *const encodings[] = {NULL, "utf-8", "windows-1252", NULL};
    static const unsigned times[] = {1, 1, 3, 140};
    if (bytes.n < 3)
        return NULL;
    unsigned a = (unsigned char)bytes.p[0], b = (unsigned char)bytes.p[1];
    bool has_header = a / 4 % 6 == 5;
    struct asked asked = {.reading = {.delimiter = has_header ? '\0' : delimiters[a % 4],
                                      .decimal = decimals[b % 4],
                                      .encoding = encodings[b / 4 % 4],
                                      .thousands = thousands[b / 128 + a / 64],
                                      .nil_is_zero = a >= 200,
                                      .skip_bad_rows = b / 16 % 2}};
    add_options(&asked.reading, a * 7 + b * 13);
    struct kom_buf table = {0};
    put_header(&table, a / 4, delimiters[a % 4]);
    for (unsigned i = 0; i < (has_header ? 1 : times[b / 32 % 4]); i++)
        kom_buf_text(&table, (struct kom_text){bytes.p + 2, bytes.n - 2});
    asked.bytes = kom_buf_view(&table);
    const char *failure = compare(&asked, why);
    kom_buf_fini(&table);
    return failure;
}
