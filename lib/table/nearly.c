/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column that a tool can do without is not missed when its heading is one letter off: the run
   goes on without it, and the figure is another one.

   So whoever asks for such a column in vain notes the word (kom_nearly_wish), and when the table is
   closed the headings that nobody asked for are held against the spellings of those words. Near is
   what people write instead of a word: more words around it (ordre_status, slut_dag), a compound
   (Ordrestatus, leverandørnavn), another form (afrundes for afrunding), a slip of one letter. It is
   looked for at the end because only then is it known which headings serve another purpose.

   What is told in vain is not read when it matters, so a heading is told of for one word only:
   where it is near a number, a day or a period as well (Status_dato, antal_timer), or says that it
   is the kind, the reason or the status of something, it is of its own. Words that very many
   headings have a part of (person, kommune) are near only as words that stand apart. */
#include "nearly.h"

#include <string.h>

#include "shell_word.h"
#include "value_status.h"

enum {
    HEADING_MAX = 64, /* letters; what is longer is near nothing */
    WORD_MIN = 3,     /* letters of a spelling that stands apart in a heading, */
    END_MIN = 6,      /* that ends a word, */
    BEGIN_MIN = 8,    /* that begins one, */
    SLIP_MIN = 5,     /* that has a slip in it */
    STEM_MIN = 6,     /* that two forms of a word have in common, */
    ENDING_MAX = 3,   /* and what each may have behind it */
    SHOWN_MAX = 3     /* headings near one word */
};

void kom_nearly_wish(const struct kom_heading_index *x, struct kom_text name) {
    const struct kom_word *word = kom_word_find(name);
    if (word && x->n)
        x->wished[kom_word_number(word)] = 1;
}

/* ---- near in spelling ---- */

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Letters that both begin with. */
static size_t same_beginning(struct kom_text a, struct kom_text b) {
    size_t i = 0;
    while (i < a.n && i < b.n && a.p[i] == b.p[i])
        i++;
    return i;
}

/* Does the spelling begin or end the heading, and stand apart from the rest? */
static bool has_word(struct kom_text heading, struct kom_text word) {
    if (heading.n <= word.n || word.n < WORD_MIN)
        return false;
    const size_t rest = heading.n - word.n;
    return (memcmp(heading.p, word.p, word.n) == 0 && !is_letter(heading.p[word.n])) ||
           (memcmp(heading.p + rest, word.p, word.n) == 0 && !is_letter(heading.p[rest - 1]));
}

/* Does it begin or end one word of a heading? */
static bool has_part(struct kom_text t, struct kom_text word) {
    return t.n > word.n && ((word.n >= BEGIN_MIN && memcmp(t.p, word.p, word.n) == 0) ||
                            (word.n >= END_MIN && memcmp(t.p + t.n - word.n, word.p, word.n) == 0));
}

/* Two that differ in the letters behind what they have in common. */
static bool has_stem(struct kom_text t, struct kom_text word) {
    const size_t same = same_beginning(t, word);
    return same >= STEM_MIN && t.n - same <= ENDING_MAX && word.n - same <= ENDING_MAX;
}

static bool is_same_from(struct kom_text a, size_t i, struct kom_text b, size_t j) {
    return a.n - i == b.n - j && memcmp(a.p + i, b.p + j, a.n - i) == 0;
}

/* One letter more, less, or another one, or two that changed places; not the first. An answer to a
   name that is not there may guess at more (vocab.h); here nobody has asked. */
static bool has_slip(struct kom_text t, struct kom_text word) {
    const size_t i = same_beginning(t, word);
    if (word.n < SLIP_MIN || t.n < SLIP_MIN || i == 0 || i == word.n)
        return false;
    const bool changed = i + 2 <= word.n && i + 2 <= t.n && t.p[i] == word.p[i + 1] &&
                         t.p[i + 1] == word.p[i] && is_same_from(t, i + 2, word, i + 2);
    const bool is_other = i < t.n && is_same_from(t, i + 1, word, i + 1);
    const bool has_more = i < t.n && is_same_from(t, i + 1, word, i);
    return changed || is_other || has_more || is_same_from(t, i, word, i + 1);
}

/* The next word of a heading, which loses it; nothing at the end. */
static struct kom_text next_word(struct kom_text *heading) {
    size_t n = 0;
    while (heading->n && !is_letter(heading->p[0]))
        *heading = (struct kom_text){heading->p + 1, heading->n - 1};
    while (n < heading->n && is_letter(heading->p[n]))
        n++;
    const struct kom_text word = {heading->p, n};
    *heading = (struct kom_text){heading->p + n, heading->n - n};
    return word;
}

/* Words that are parts of many others. */
static bool is_common(const struct kom_word *word) {
    static const char *const common[] = {"kom", "kom_name", "person", "service", "period"};
    bool is = false;
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        is = is || strcmp(word->name, common[i]) == 0;
    return is;
}

static bool is_near_spelling(struct kom_text heading, struct kom_text word, bool is_common_word) {
    bool is = has_word(heading, word);
    for (struct kom_text t; !is && (t = next_word(&heading)).n;)
        is = has_slip(t, word) || (!is_common_word && (has_part(t, word) || has_stem(t, word)));
    return is;
}

/* Of a heading that is folded. */
static bool is_near(struct kom_text heading, const struct kom_word *word) {
    const bool common = is_common(word);
    bool near = is_near_spelling(heading, kom_text_of(word->name), common);
    for (const char *p = word->aliases; *p && !near; p += *p == ',') {
        const struct kom_text alias = {p, strcspn(p, ",")};
        near = is_near_spelling(heading, alias, common);
        p += alias.n;
    }
    return near;
}

/* Is it near another word that tools ask for, too, or near none of our business? A last day may
   well be called a date. */
static bool is_of_its_own(const struct kom_heading_index *x, struct kom_text heading,
                          const struct kom_word *word) {
    static const char *const others[] = {"type",        "aarsag",      "alder",     "kategori",
                                         "civilstatus", "bemaerkning", "kommentar", "note"};
    size_t n;
    const struct kom_word *words = kom_words(&n);
    struct kom_text rest = heading;
    for (struct kom_text t; (t = next_word(&rest)).n;)
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
            if (kom_text_is(t, others[i]))
                return true;
    for (size_t i = 0; i < n; i++) {
        const bool is_date = word->kind == KOM_KIND_DAY && strcmp(words[i].name, "date") == 0;
        const bool is_status = strcmp(words[i].name, "status") == 0; /* as in amount_status */
        const bool counts = words[i].kind != KOM_KIND_TEXT || x->wished[i] || is_status;
        if (&words[i] != word && counts && !is_date && is_near(heading, &words[i]))
            return true;
    }
    return false;
}

/* ---- headings that are left over ---- */

/* What says something of another column is spoken for, whether or not that one was asked for:
   looking it up notes it. Of two that say it whoever asks for the column hears. */
static void note_companions(const struct kom_heading_index *x, struct kom_header_at place) {
    for (size_t i = 0; i < x->n; i++) {
        int at;
        if (kom_status_beside(x, i, place, &at, NULL) == KOM_ENOMEM)
            return; /* which is counted, and believed in the end */
    }
}

/* A sign that no message can show, and no call name. */
static bool has_control(struct kom_text t) {
    bool has = false;
    for (size_t i = 0; i < t.n; i++)
        has = has || (unsigned char)t.p[i] < ' ';
    return has;
}

/* The heading folded, in the room; nothing where it is spoken for, stands twice, or is too long. */
static struct kom_text left_over(const struct kom_heading_index *x, size_t at,
                                 struct kom_buf *folded) {
    const struct kom_text nothing = {"", 0};
    kom_buf_reset(folded);
    const struct kom_text name = x->name[at];
    if (x->asked[at] || x->word[at] || name.n > HEADING_MAX || has_control(name) ||
        kom_heading_spelt(x, name, 1) >= 0)
        return nothing;
    kom_name_fold(folded, name);
    return kom_buf_view(folded);
}

/* "FILE: no column status; ..." */
static void add_line(const struct kom_word *word, struct kom_header_at place,
                     struct kom_text heading, struct kom_buf *out) {
    kom_buf_printf(out, "%s: no column %s, and \"%.*s\" is not taken for it; --rename ", place.file,
                   word->name, (int)heading.n, heading.p);
    kom_shell_pair(out, place.side, kom_text_of(word->name), heading);
    kom_buf_str(out, " says that it is\n");
}

static bool has_line(struct kom_text lines, struct kom_text line) {
    while (lines.n >= line.n && line.n) {
        if (memcmp(lines.p, line.p, line.n) == 0)
            return true;
        const char *end = memchr(lines.p, '\n', lines.n);
        const size_t n = end ? (size_t)(end - lines.p) + 1 : lines.n;
        lines = (struct kom_text){lines.p + n, lines.n - n};
    }
    return false;
}

static void tell_one(const struct kom_word *word, struct kom_header_at place,
                     struct kom_text heading, struct kom_buf *lines) {
    struct kom_buf line = {0};
    add_line(word, place, heading, &line);
    if (!has_line(kom_buf_view(lines), kom_buf_view(&line)))
        kom_buf_text(lines, kom_buf_view(&line));
    lines->failed = lines->failed || line.failed;
    kom_buf_fini(&line);
}

void kom_nearly_tell(const struct kom_heading_index *x, struct kom_header_at place,
                     struct kom_buf *lines) {
    size_t n_words;
    const struct kom_word *words = kom_words(&n_words);
    struct kom_buf folded = {0};
    if (x->n == 0 || !memchr(x->wished, 1, n_words))
        return;
    note_companions(x, place);
    for (size_t w = 0; w < n_words; w++)
        for (size_t i = 0, n = 0; i < x->n && x->wished[w] && n < SHOWN_MAX; i++) {
            const struct kom_text heading = left_over(x, i, &folded);
            if (heading.n == 0 || !is_near(heading, &words[w]) ||
                is_of_its_own(x, heading, &words[w]))
                continue;
            tell_one(&words[w], place, x->name[i], lines);
            n++;
        }
    lines->failed = lines->failed || folded.failed;
    kom_buf_fini(&folded);
}
