/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The labels as tables. A name that is not here keeps its heading. */
#include "labels.h"

#include <string.h>

#include "warnings.h"

static const struct kom_label labels[] = {
#define KOM_LABEL(name, kind, hundred, en, da)                                                     \
    {#name, KOM_LABEL_##kind, KOM_HUNDRED_##hundred, en, da},
#include "labels.def"
#undef KOM_LABEL
};

/* A word of a cell; column NULL: in any text column. */
struct word {
    const char *column, *word, *en, *da;
};

static const struct word words[] = {
    {"state", "offered", "offered", "udbudt"},
    {"state", "not_offered", "not offered", "ikke udbudt"},
    {"state", "not_started", "not started", "ikke startet"},
    {"state", "not_reported", "not reported", "ikke indberettet"},
    {"period", "all", "all", "hele perioden"},
    {"period", "before", "before", "før"},
    {"period", "after", "after", "efter"},
    {"period", "event", "before to after", "før til efter"},
    {"from", "none", "nobody", "ingen"},
    {"from", "several", "several", "flere"},
    {"from", "not_recipient", "no recipient", "ikke modtager"},
    {"to", "none", "nobody", "ingen"},
    {"to", "several", "several", "flere"},
    {"to", "not_recipient", "no recipient", "ikke modtager"},
    {"phase", "before", "before", "før"},
    {"phase", "after", "after", "efter"},
    {"term", "difference", "difference", "forskel"},
    {"term", "ratio", "ratio", "forhold"},
    {"term", "contrast", "contrast", "kontrast"},
    {"term", "level", "change of level", "niveauskift"},
    {"term", "slope", "change of slope", "hældningsskift"},
    {"term", "given_trend", "step given the trend", "skift ved givet trend"},
    {"term", "att", "effect on the treated", "effekt for behandlede"},
    {"term", "event", "effect by period", "effekt pr. periode"},
    {"term", "pretrend", "before the start, joint test", "før start, samlet test"},
    {"term", "joint", "all periods, joint test", "alle perioder, samlet test"},
    {"term", "(intercept)", "intercept", "konstantled"},
    {"scale", "difference", "difference", "forskel"},
    {"scale", "ratio", "ratio", "forhold"},
    {"scale", "log", "logarithm", "logaritme"},
    {"draws", "enumerated", "all", "alle"},
    {"cohort", "never", "never treated", "aldrig behandlet"},
    {"cohort", "always", "always treated", "altid behandlet"},
    {"kind", "stock", "stock", "bestand"},
    {"kind", "average", "average", "gennemsnit"},
    {"kind", "during", "during the period", "i løbet af perioden"},
    {"planned", "yes", "yes", "ja"},
    {"planned", "no", "no", "nej"},
    {"change", "same", "same", "uændret"},
    {"change", "changed", "changed", "ændret"},
    {"change", "only_old", "only in old", "kun i gammel"},
    {"change", "only_new", "only in new", "kun i ny"},
    {"level", "(all)", "all levels", "alle niveauer"},
    {NULL, "total", "total", "i alt"},
};

static const char *const phrases[][2] = {
    [KOM_PHRASE_SIGNS] = {"Signs", "Tegn"},
    [KOM_PHRASE_NOTE] = {"Note", "Anm."},
    [KOM_PHRASE_SOURCE] = {"Source", "Kilde"},
    [KOM_PHRASE_OLD] = {"old", "gammel"},
    [KOM_PHRASE_NEW] = {"new", "ny"},
    [KOM_PHRASE_DIFF] = {"change", "ændring"},
    [KOM_PHRASE_CHANGE] = {"Change", "Ændring"},
    [KOM_PHRASE_FEW] = {"Cells of fewer than ", "Celler med færre end "},
    [KOM_PHRASE_FEW_END] = {" persons, and what rests on them, are hidden (c); 0 is shown. This "
                            "alone does not protect: totals and other rows can give a hidden "
                            "number away.",
                            " personer, og hvad der bygger på dem, er skjult (c); 0 vises. Det "
                            "beskytter ikke i sig selv: totaler og andre rækker kan røbe et skjult "
                            "tal."},
    [KOM_PHRASE_CONTINUED] = {" (continued)", " (fortsat)"},
    [KOM_PHRASE_TABLE] = {"Table", "Tabel"},
    [KOM_PHRASE_EMPTY] = {"empty cell", "tom celle"},
    [KOM_PHRASE_BEFORE] = {"before", "før"},
    [KOM_PHRASE_AFTER] = {"after", "efter"},
    [KOM_PHRASE_SHARE] = {"Share", "Andel"},
    [KOM_PHRASE_RATE] = {"Rate", "Rate"},
    [KOM_PHRASE_NO_VALUE] = {"No value in: ", "Ingen værdi i: "},
    [KOM_PHRASE_TO] = {" to ", " til "},
    [KOM_PHRASE_INTERVAL] = {"CI", "KI"},
    [KOM_PHRASE_PER_CENT] = {"%", " pct."},
    [KOM_PHRASE_CODE] = {"Code", "Kode"},
    [KOM_PHRASE_PERCENTILE] = {"Percentile", "Percentil"},
    [KOM_PHRASE_POINTS_MEAN] = {"pp percentage points", ""},
};

static const char *const units[][2] = {
    [KOM_UNIT_NONE] = {"", ""},
    [KOM_UNIT_PERCENT] = {"%", "pct."},
    [KOM_UNIT_POINTS] = {"pp", "pct.-point"},
    [KOM_UNIT_MIXED] = {"%, differences pp", "pct., forskelle pct.-point"},
    [KOM_UNIT_HUNDRED] = {"x 100", "x 100"},
};

const char *kom_label_unit(enum kom_unit unit, enum kom_present_lang lang) {
    return units[unit][lang == KOM_PRESENT_DA];
}

const struct kom_label *kom_label_at(size_t i) {
    return i < sizeof labels / sizeof *labels ? &labels[i] : NULL;
}

const struct kom_label *kom_label_find(struct kom_text name) {
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (kom_text_is(name, labels[i].name))
            return &labels[i];
    }
    return NULL;
}

static struct kom_text word_of(struct kom_text column, struct kom_text word,
                               enum kom_present_lang lang) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const struct word *w = &words[i];
        if (kom_text_is(word, w->word) && (!w->column || kom_text_is(column, w->column)))
            return kom_text_of(lang == KOM_PRESENT_DA ? w->da : w->en);
    }
    return word;
}

static void add_known(struct kom_buf *out, struct kom_text name, enum kom_present_lang lang) {
    const struct kom_label *label = kom_label_find(name);
    if (label)
        kom_buf_str(out, lang == KOM_PRESENT_DA ? label->da : label->en);
    else
        kom_buf_text(out, name);
}

/* hours, or buyers/recipients. */
static void add_measure(struct kom_buf *out, struct kom_text cell, enum kom_present_lang lang) {
    const char *slash = cell.n ? memchr(cell.p, '/', cell.n) : NULL;
    size_t n = slash ? (size_t)(slash - cell.p) : cell.n;
    add_known(out, (struct kom_text){cell.p, n}, lang);
    if (!slash)
        return;
    kom_buf_byte(out, '/');
    add_known(out, (struct kom_text){slash + 1, cell.n - n - 1}, lang);
}

void kom_label_cell(struct kom_buf *out, struct kom_text column, struct kom_text cell,
                    enum kom_present_lang lang) {
    bool has_codes = kom_text_is(column, "warning") || kom_text_is(column, "set_aside");
    if (has_codes)
        kom_warning_words(out, cell, lang);
    else if (kom_text_is(column, "measure"))
        add_measure(out, cell, lang);
    else
        kom_buf_text(out, word_of(column, cell, lang));
}

const char *kom_label_phrase(enum kom_phrase phrase, enum kom_present_lang lang) {
    return phrases[phrase][lang == KOM_PRESENT_DA];
}
