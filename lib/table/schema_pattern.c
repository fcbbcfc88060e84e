/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiling and matching by PCRE2, within limits: no pattern of a schema takes hours or the
 * machine's memory. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "schema_pattern.h"

#include <pcre2.h>

#include "encoding.h"
#include "mem.h"
#include "schema_pattern_words.h"

/* A pattern, as written and as compiled; brackets within brackets; and what one value may cost. */
enum {
    MOST_BYTES = 32 * 1024,
    MOST_COMPILED = 128 * 1024,
    MOST_NESTED = 100,
    MOST_STEPS = 1000000,
    MOST_WORK = 500000000, /* between two steps that PCRE2 counts it may walk pattern and value */
    LONG_TEXT = 64 * 1024,
    MOST_KIBIBYTES = 64 * 1024,
};

struct kom_pattern {
    pcre2_code *code;
    size_t nbytes; /* as translated */
    uint32_t options;
    bool no_memory;
};

/* ---- memory: PCRE2 may not confuse "none left" with another error ---- */

static void *take_memory(size_t n, void *no_memory) {
    void *p = kom_alloc(n, 1);
    if (!p)
        *(bool *)no_memory = true;
    return p;
}

static void give_memory(void *p, void *no_memory) {
    (void)no_memory;
    kom_free(p);
}

/* ---- compiling ---- */

static const uint32_t options =
    PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C;

/* What PCRE2 says against a pattern; of its limits, with what helps. */
static enum kom_status refuse(int code, size_t at, const char *text, const char *place,
                              struct kom_error *err) {
    PCRE2_UCHAR why[120];
    if (code == PCRE2_ERROR_PATTERN_TOO_LARGE || code == PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP ||
        code == PCRE2_ERROR_PATTERN_STRING_TOO_LONG)
        return kom_fail(err, KOM_EDATA,
                        "%s: the pattern \"%.60s\"%s is too large (at most %d bytes, brackets %d "
                        "deep, repeats that do not multiply out); use enum, minLength and "
                        "maxLength for what they can say",
                        place, text, strlen(text) > 60 ? " ..." : "", MOST_BYTES, MOST_NESTED);
    (void)pcre2_get_error_message(code, why, sizeof why);
    return kom_fail(err, KOM_EDATA,
                    "%s: the pattern \"%.300s\" is no regular expression: %s, after its first "
                    "%zu bytes; correct it",
                    place, text, (const char *)why, at);
}

/* The limits of compiling; NULL when memory runs out. */
static pcre2_compile_context *compile_limits(pcre2_general_context *memory) {
    pcre2_compile_context *c = pcre2_compile_context_create(memory);
    if (!c)
        return NULL;
    (void)pcre2_set_max_pattern_length(c, MOST_BYTES);
    (void)pcre2_set_parens_nest_limit(c, MOST_NESTED);
    (void)pcre2_set_newline(c, PCRE2_NEWLINE_LF); /* whatever the library was built with */
    return c;
}

static enum kom_status compile(struct kom_pattern *p, struct kom_text translated, const char *text,
                               const char *place, struct kom_error *err) {
    int code = 0;
    size_t at = 0, nbytes = 0;
    pcre2_general_context *memory =
        pcre2_general_context_create(take_memory, give_memory, &p->no_memory);
    pcre2_compile_context *context = memory ? compile_limits(memory) : NULL;
    p->nbytes = translated.n;
    if (context)
        p->code = pcre2_compile((PCRE2_SPTR)(translated.n ? translated.p : ""), translated.n,
                                options, &code, &at, context);
    if (p->code && pcre2_pattern_info(p->code, PCRE2_INFO_SIZE, &nbytes) == 0 &&
        nbytes > MOST_COMPILED)
        code = PCRE2_ERROR_PATTERN_TOO_LARGE;
    else if (p->code)
        code = 0;
    if (p->code && !code) /* what fails here costs time only, except for memory */
        (void)pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
    pcre2_compile_context_free(context);
    pcre2_general_context_free(memory);
    if (p->no_memory || !context)
        return kom_no_memory_in(err, place);
    return code ? refuse(code, at, text, place, err) : KOM_OK;
}

enum kom_status kom_pattern_compile(struct kom_pattern **pattern, const char *text,
                                    const char *place, struct kom_error *err) {
    struct kom_buf translated = {0};
    *pattern = NULL;
    if (strlen(text) > MOST_BYTES)
        return refuse(PCRE2_ERROR_PATTERN_TOO_LARGE, 0, text, place, err);
    struct kom_pattern *p = kom_alloc(1, sizeof *p);
    enum kom_status status =
        p ? kom_pattern_translate(text, place, &translated, err) : kom_no_memory_in(err, place);
    if (!status)
        status = compile(p, kom_buf_view(&translated), text, place, err);
    kom_buf_fini(&translated);
    if (status)
        kom_pattern_free(p);
    else
        *pattern = p;
    return status;
}

void kom_pattern_free(struct kom_pattern *pattern) {
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    kom_free(pattern);
}

void kom_pattern_interpret(struct kom_pattern *pattern) {
    pattern->options |= PCRE2_NO_JIT;
}

/* ---- matching ---- */

static bool has_data(struct kom_matcher *m) {
    if (m->data && m->limits)
        return true;
    kom_matcher_fini(m);
    pcre2_general_context *memory =
        pcre2_general_context_create(take_memory, give_memory, &m->no_memory);
    m->data = memory ? pcre2_match_data_create(1, memory) : NULL;
    m->limits = memory ? pcre2_match_context_create(memory) : NULL;
    pcre2_general_context_free(memory);
    if (m->limits) {
        (void)pcre2_set_depth_limit(m->limits, MOST_STEPS);
        (void)pcre2_set_heap_limit(m->limits, MOST_KIBIBYTES);
    }
    return m->data && m->limits;
}

/* So many that no value takes more than seconds, and a short one or a plain repeat never too many.
 */
static uint32_t steps_for(const struct kom_pattern *p, struct kom_text t) {
    size_t steps = MOST_WORK / (p->nbytes + t.n + 1);
    if (t.n <= LONG_TEXT && steps < 2 * t.n)
        steps = 2 * t.n;
    return (uint32_t)(steps < MOST_STEPS ? steps : MOST_STEPS);
}

static int match(const struct kom_pattern *p, struct kom_matcher *m, struct kom_text t,
                 uint32_t more) {
    return pcre2_match(p->code, (PCRE2_SPTR)(t.n ? t.p : ""), t.n, 0, p->options | more, m->data,
                       m->limits);
}

enum kom_match kom_pattern_match(const struct kom_pattern *pattern, struct kom_matcher *matcher,
                                 struct kom_text text) {
    if (!has_data(matcher))
        return KOM_MATCH_NO_MEMORY;
    (void)pcre2_set_match_limit(matcher->limits, steps_for(pattern, text));
    uint32_t checked = kom_ascii_only(text.p, text.n) ? PCRE2_NO_UTF_CHECK : 0;
    int code = match(pattern, matcher, text, checked);
    /* Machine code has a small stack and counts otherwise: the interpreter has the last word. */
    if (code == PCRE2_ERROR_JIT_STACKLIMIT || code == PCRE2_ERROR_MATCHLIMIT)
        code = match(pattern, matcher, text, checked | PCRE2_NO_JIT);
    if (matcher->no_memory)
        return KOM_MATCH_NO_MEMORY;
    if (code >= 0)
        return KOM_MATCH_YES;
    bool is_no_text = code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21;
    return code == PCRE2_ERROR_NOMATCH || is_no_text ? KOM_MATCH_NO : KOM_MATCH_TOO_HARD;
}

void kom_matcher_fini(struct kom_matcher *matcher) {
    pcre2_match_data_free(matcher->data);
    pcre2_match_context_free(matcher->limits);
    *matcher = (struct kom_matcher){0};
}
