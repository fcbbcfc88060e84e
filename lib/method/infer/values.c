/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns with few values: which these are, and whether they may be written.

   A schema is passed on, the table is not. So what may be a person, a name, a number of somebody or
   a text that somebody wrote is never listed. What the vocabulary knows as a code is; other columns
   only where their values are single signs, yes and no, or where the heading ends with a word for
   kinds and speaks of nobody, and the values have no digits and are not written like names. */
#include <string.h>

#include "work.h"

void kom_infer_unlist(struct kom_infer_seen *s) {
    kom_free(s->value);
    s->value = NULL;
    s->n_listed = 0;
    s->cap_listed = 0;
}

void kom_infer_list(struct kom_infer_seen *s, struct kom_text value, uint64_t n) {
    for (uint8_t i = 0; i < s->n_listed; i++) {
        struct kom_infer_value *v = &s->value[i];
        if (v->length == value.n && memcmp(v->text, value.p, value.n) == 0) {
            v->n += n;
            return;
        }
    }
    s->is_over = s->is_over || s->n_listed == KOM_INFER_VALUES;
    if (s->is_over) {
        kom_infer_unlist(s);
        return;
    }
    void *p = s->value;
    s->failed = s->failed || kom_grow(&p, &s->cap_listed, s->n_listed + 1U, sizeof *s->value);
    s->value = p;
    if (s->failed)
        return;
    struct kom_infer_value *v = &s->value[s->n_listed++];
    v->n = n;
    v->length = (uint8_t)value.n;
    memcpy(v->text, value.p, value.n);
}

/* Folded parts of headings that speak of persons, of how to reach them, or of free text. */
static const char *const personal[] = {
    "navn",    "name",     "person",  "borger",    "klient",   "client",    "citizen", "patient",
    "medarb",  "sagsbeh",  "behandl", "ansat",     "employ",   "staff",     "bruger",  "user",
    "kontakt", "contact",  "adresse", "address",   "mail",     "telefon",   "phone",   "mobil",
    "komment", "comment",  "bemaerk", "remark",    "notat",    "note",      "tekst",   "text",
    "beskriv", "descript", "foedsel", "birth",     "modtag",   "recipient", "elev",    "barn",
    "boern",   "child",    "foraeld", "parent",    "paaroer",  "relative",  "initial", "respond",
    "besvar",  "answer",   "konto",   "account",   "journal",  "leder",     "manager", "titel",
    "leveran", "provider", "cpr",     "pnr",       "resident", "beboer",    "pupil",   "nummer",
    "number",  "laege",    "doctor",  "interview", "coder",    "koder",     "kode_af", "author",
};

/* The same as whole words of a heading. */
static const char *const short_words[] = {"id",     "ids", "nr",   "no",  "key",
                                          "noegle", "sag", "case", "tlf", "fri",
                                          "ref",    "vej", "af",   "by",  "init"};

/* Ends of headings that say that the column holds kinds. */
static const char *const kinds[] = {"type",  "kategori", "category", "klasse", "class",  "status",
                                    "state", "niveau",   "level",    "region", "gruppe", "group"};

static bool has_word(const char *folded, const char *word) {
    const size_t n = strlen(word);
    for (const char *at = strstr(folded, word); at; at = strstr(at + 1, word)) {
        const char before = at == folded ? '_' : at[-1], after = at[n];
        if (!(before >= 'a' && before <= 'z') && !(after >= 'a' && after <= 'z'))
            return true;
    }
    return false;
}

static bool ends_with(struct kom_text t, const char *end) {
    const size_t n = strlen(end);
    return t.n >= n && memcmp(t.p + t.n - n, end, n) == 0;
}

/* Does the heading say that the column holds kinds, and nobody? Not where memory runs out. */
static bool says_kinds(struct kom_text heading) {
    struct kom_buf folded = {0};
    kom_name_fold(&folded, heading);
    const struct kom_text name = kom_buf_view(&folded);
    bool found = false, speaks_of_somebody = false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && !folded.failed; i++)
        found |= ends_with(name, kinds[i]);
    kom_buf_byte(&folded, '\0');
    for (size_t i = 0; i < sizeof personal / sizeof personal[0] && found; i++)
        speaks_of_somebody |= strstr(folded.p, personal[i]) != NULL;
    for (size_t i = 0; i < sizeof short_words / sizeof short_words[0] && found; i++)
        speaks_of_somebody |= has_word(folded.p, short_words[i]);
    found = found && !folded.failed && !speaks_of_somebody;
    kom_buf_fini(&folded);
    return found;
}

/* Single signs such as J and N, or words for yes and no. */
static bool are_flags(const struct kom_infer_seen *s) {
    static const char *const words[] = {"ja", "nej", "yes", "no"};
    bool all = s->n_listed > 0;
    for (uint8_t i = 0; i < s->n_listed && all; i++) {
        const struct kom_text t = {s->value[i].text, s->value[i].length};
        bool is_word = t.n == 1;
        for (size_t k = 0; k < sizeof words / sizeof words[0] && !is_word; k++)
            is_word = kom_name_alike(t, kom_text_of(words[k]));
        all = is_word;
    }
    return all;
}

/* Numbers of so many digits, all alike, may be of somebody. */
enum { ID_DIGITS = 6 };

static bool is_known_code(const struct kom_word *word) {
    return word && word->kind == KOM_KIND_TEXT && strcmp(word->name, "person") != 0 &&
           strcmp(word->name, "sale_id") != 0 && strcmp(word->name, "provider") != 0;
}

bool kom_infer_may_list(const struct kom_column *column, const struct kom_infer_seen *s) {
    if (column->is_person || s->is_text)
        return false;
    const bool are_ids = s->n_digits != SIZE_MAX && s->n_digits >= ID_DIGITS;
    return (is_known_code(column->word) && !s->has_names && !are_ids) ||
           (!column->word && !s->has_digit &&
            (are_flags(s) || (!s->has_names && says_kinds(column->heading))));
}
