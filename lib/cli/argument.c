/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the value of an option may be. */
#include "argument.h"

#include <string.h>

#include "cell.h"
#include "days.h"
#include "options.h"

/* Typed as it stands: lower case, digits, dashes, and the colon of n:1. */
static bool is_plain(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-:", p[i]))
            return false;
    return n > 0;
}

/* Behind [TABLE:] and [COL=], which may be left out. */
static const char *inner(const char *arg) {
    const char *end = arg[0] == '[' ? strchr(arg, ']') : NULL;
    return end ? end + 1 : arg;
}

static char separator(const char *arg) {
    return strchr(arg, '|') ? '|' : ',';
}

/* The part of arg that begins at *at, which moves behind it; n 0: there is no further one. */
static struct kom_text next_part(const char **at, char between) {
    const char *p = *at, *end = strchr(p, between);
    size_t n = end ? (size_t)(end - p) : strlen(p);
    *at = p + n + (end != NULL);
    return (struct kom_text){p, n};
}

/* Parts that are words, and whether all are. */
static bool are_plain(const char *arg) {
    const char *at = arg;
    const char between = separator(arg);
    bool all = *at != '\0';
    while (*at && all) {
        struct kom_text part = next_part(&at, between);
        all = is_plain(part.p, part.n);
    }
    return all;
}

bool kom_argument_is_choice(const char *arg) {
    return strchr(arg, '|') && are_plain(arg);
}

bool kom_argument_has(const char *arg, const char *value) {
    while (*arg)
        if (kom_text_is(next_part(&arg, '|'), value))
            return true;
    return false;
}

static const char *thousands_word(size_t i) {
    return i < KOM_N_MARKS ? kom_mark_word((char)(i + 1)) : NULL;
}

/* The tool's, or those that an option has in every tool. */
static const struct kom_option_words *words_of(const struct kom_tool *tool, enum kom_opt id) {
    static const struct kom_option_words shared = {KOM_OPT_thousands, thousands_word, NULL};
    const struct kom_option_words *w = tool->words;
    for (; w && w->word; w++)
        if (w->id == id)
            return w;
    return id == shared.id ? &shared : NULL;
}

static bool starts(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

/* The words of opts.def for values that are no words. */
static enum kom_value value_of(const char *arg) {
    static const struct {
        const char *arg;
        enum kom_value value;
    } known[] = {
        {"FILE", KOM_VALUE_FILE},    {"OLD", KOM_VALUE_FILE},
        {"DIR", KOM_VALUE_FOLDER},   {"COL", KOM_VALUE_COLUMNS},
        {"[COL", KOM_VALUE_COLUMNS}, {"[TABLE:]COL", KOM_VALUE_COLUMNS},
        {"N,VALUE", KOM_VALUE_TEXT}, {"SHARE", KOM_VALUE_NUMBER},
        {"YEAR", KOM_VALUE_NUMBER},  {"MARGIN", KOM_VALUE_NUMBER},
        {"AGE", KOM_VALUE_NUMBER},   {"DAY", KOM_VALUE_DAY},
        {"DATE", KOM_VALUE_DAY},
    };
    static const char sheet[] = "[SHEET:]";
    arg += starts(arg, sheet) ? strlen(sheet) : 0;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (starts(arg, known[i].arg))
            return known[i].value;
    return strcmp(arg, "N") == 0 || strcmp(arg, "X") == 0 ? KOM_VALUE_NUMBER : KOM_VALUE_TEXT;
}

struct kom_argument kom_option_argument(const struct kom_tool *tool,
                                        const struct kom_tool_option *option) {
    const char *arg = option->arg, *inside = arg ? inner(arg) : NULL, *at = inside;
    if (!arg)
        return (struct kom_argument){KOM_VALUE_NONE, false, false};
    struct kom_text first = next_part(&at, separator(inside));
    struct kom_argument a = {.is_list = strstr(arg, ",...") || strstr(arg, "[,")};
    if (words_of(tool, option->id)) {
        a.value = KOM_VALUE_WORDS;
    } else if (is_plain(first.p, first.n)) {
        a.value = KOM_VALUE_WORDS;
        a.is_closed = are_plain(arg);
        a.is_list = a.is_closed && !strchr(arg, '|') && strchr(arg, ',');
    } else {
        a.value = kom_opt_is_output(option->id) ? KOM_VALUE_OUTPUT
                  : kom_opt_is_side(option->id) ? KOM_VALUE_TABLE
                                                : value_of(arg);
    }
    return a;
}

static void add_word(struct kom_buf *out, char between, struct kom_text word) {
    if (out->n)
        kom_buf_byte(out, between);
    kom_buf_text(out, word);
}

void kom_option_add_words(const struct kom_tool *tool, const struct kom_tool_option *option,
                          char between, struct kom_buf *out) {
    const struct kom_option_words *w = words_of(tool, option->id);
    for (size_t i = 0; w && w->word(i); i++) {
        if (!w->value)
            add_word(out, between, kom_text_of(w->word(i)));
        for (size_t k = 0; w->value && w->value(k); k++) {
            add_word(out, between, kom_text_of(w->word(i)));
            kom_buf_printf(out, "=%s", w->value(k));
        }
    }
    if (w || kom_option_argument(tool, option).value != KOM_VALUE_WORDS)
        return;
    const char *at = inner(option->arg), between_parts = separator(at);
    while (*at) {
        struct kom_text part = next_part(&at, between_parts);
        if (is_plain(part.p, part.n))
            add_word(out, between, part);
    }
}

const char *kom_option_form(const struct kom_tool_option *option, size_t i) {
    return option->id == KOM_OPT_day && i < KOM_N_DAY_SHAPES
               ? kom_day_shape_name((enum kom_day_shape)i)
               : NULL;
}

/* Is the text one of the words? */
static bool is_word(const struct kom_tool *tool, const struct kom_tool_option *option,
                    struct kom_text text) {
    const struct kom_option_words *w = words_of(tool, option->id);
    for (size_t i = 0; w && w->word(i); i++)
        if (kom_text_is(text, w->word(i)))
            return true;
    const char *at = w || !option->arg ? "" : inner(option->arg);
    const char between = separator(at);
    while (*at) {
        struct kom_text part = next_part(&at, between);
        if (is_plain(part.p, part.n) && kom_text_equal(part, text))
            return true;
    }
    return false;
}

/* "stop without a result (default)": the last word of the sentence that is one of the option's. */
static struct kom_text word_before(const struct kom_tool *tool,
                                   const struct kom_tool_option *option, const char *end) {
    struct kom_text word = {end, 0};
    while (word.p > option->help && !strchr(",;", word.p[-1])) {
        word.p--;
        word.n++;
        if (word.p == option->help || strchr(" ,;", word.p[-1])) {
            if (is_word(tool, option, word))
                return word;
            word.p -= word.p > option->help;
            word.n = 0;
        }
    }
    return (struct kom_text){end, 0};
}

/* "(default exact)", or "stop (default)" of a word; where it is said twice it depends. */
void kom_option_default(const struct kom_tool *tool, const struct kom_tool_option *option,
                        struct kom_buf *out) {
    static const char mark[] = "(default ", bare[] = " (default)";
    const char *at = strstr(option->help, mark);
    const char *value = at ? at + strlen(mark) : "";
    const struct kom_text text = {value, strcspn(value, " ;)")};
    if (text.n && value[text.n] == ')') {
        if (!kom_text_is(text, "none") || is_word(tool, option, text))
            kom_buf_text(out, text);
        return;
    }
    at = strstr(option->help, bare);
    if (at && !strstr(at + 1, bare))
        kom_buf_text(out, word_before(tool, option, at));
}
