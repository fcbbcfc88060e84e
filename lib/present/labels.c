/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The labels as tables. A name that is not here keeps its heading. */
#include "labels.h"

#define O KOM_LABEL_OPEN
#define N KOM_LABEL_NUMBER
#define T KOM_LABEL_TEXT
#define A KOM_LABEL_ASIDE

static const struct kom_label labels[] = {
    /* what a row is about */
    {"kom", T, "Municipality", "Kommune"},
    {"person", T, "Person", "Borger"},
    {"service", T, "Service", "Ydelse"},
    {"date", T, "Date", "Dato"},
    {"period", T, "Period", "Periode"},
    {"start", T, "From", "Fra"},
    {"end", T, "To", "Til"},
    {"provider", T, "Provider", "Leverandør"},
    {"setting", T, "Setting", "Boligform"},
    {"section", T, "Section", "Paragraf"},
    {"group", T, "Group", "Målgruppe"},
    {"status", T, "Status", "Leveringsstatus"},
    {"network", T, "Network", "Netværk"},
    {"area", T, "Area", "Velfærdsområde"},
    {"region", T, "Region", "Region"},
    {"birth_year", T, "Birth year", "Fødselsår"},
    {"sex", T, "Sex", "Køn"},
    {"age_group", T, "Age", "Alder"},
    {"measure", T, "Measure", "Mål"},
    {"term", T, "Term", "Størrelse"},
    {"wave", T, "Wave", "Runde"},
    {"item", T, "Item", "Spørgsmål"},
    {"seed", T, "Seed", "Frø"},
    {"year", T, "Year", "År"},
    {"quarter", T, "Quarter", "Kvartal"},
    {"month", T, "Month", "Måned"},
    {"week", T, "Week", "Uge"},
    {"phase", T, "Phase", "Fase"},
    {"unit", T, "Unit", "Enhed"},
    {"respondent", T, "Respondent", "Svarperson"},
    {"kind", A, "Kind", "Opgørelse"},
    {"state", A, "State", "Status"},
    {"method", A, "Method", "Metode"},
    {"warning", A, "Warning", "Advarsel"},
    {"scale", A, "Scale", "Skala"},
    {"draws", O, "Draws", "Trækninger"},
    /* uptake */
    {"recipients", N, "Recipients", "Modtagere"},
    {"person_days", N, "Person-days", "Persondage"},
    {"buyers", N, "Buyers", "Købere"},
    {"uptake", N, "Uptake", "Tilkøbsandel"},
    {"sales", N, "Sales", "Salg"},
    {"quantity", N, "Quantity", "Antal"},
    {"hours", N, "Hours", "Timer"},
    {"amount", N, "Amount (DKK)", "Beløb (kr.)"},
    {"days_offered", N, "Days offered", "Dage udbudt"},
    {"largest_share", N, "Largest share", "Største andel"},
    {"second_share", N, "Second share", "Næststørste andel"},
    {"days", N, "Days", "Dage"},
    {"at_risk", N, "At risk", "Under risiko"},
    {"bought", N, "Bought", "Købt"},
    /* estimates */
    {"estimate", N, "Estimate", "Estimat"},
    {"std_error", N, "Std. error", "Standardfejl"},
    {"conf_low", N, "Lower limit", "Nedre grænse"},
    {"conf_high", N, "Upper limit", "Øvre grænse"},
    {"statistic", N, "Statistic", "Teststørrelse"},
    {"df", N, "df", "Frihedsgrader"},
    {"p_value", N, "p-value", "p-værdi"},
    {"conf_level", N, "Conf. level", "Konfidensniveau"},
    {"n_treated", N, "Treated", "Antal behandlede"},
    {"n_control", N, "Controls", "Antal kontroller"},
    {"clusters", N, "Clusters", "Klynger"},
    {"p_min", N, "Smallest p", "Mindste p"},
    {"n_before", N, "N before", "Antal før"},
    {"mean_before", N, "Mean before", "Gennemsnit før"},
    {"sd_before", N, "SD before", "Spredning før"},
    {"count_before", N, "Count before", "Hændelser før"},
    {"n_after", N, "N after", "Antal efter"},
    {"mean_after", N, "Mean after", "Gennemsnit efter"},
    {"sd_after", N, "SD after", "Spredning efter"},
    {"count_after", N, "Count after", "Hændelser efter"},
    /* summaries */
    {"n", N, "N", "Antal obs."},
    {"missing", N, "Missing", "Uoplyst"},
    {"sum", N, "Sum", "Sum"},
    {"mean", N, "Mean", "Gennemsnit"},
    {"sd", N, "SD", "Spredning"},
    {"var", N, "Variance", "Varians"},
    {"se", N, "Std. error", "Standardfejl"},
    {"cv", N, "Coeff. of variation", "Variationskoefficient"},
    {"min", N, "Min", "Mindste"},
    {"p25", N, "Lower quartile", "Nedre kvartil"},
    {"median", N, "Median", "Median"},
    {"p75", N, "Upper quartile", "Øvre kvartil"},
    {"max", N, "Max", "Største"},
    {"range", N, "Range", "Variationsbredde"},
    {"iqr", N, "Interquartile range", "Kvartilbredde"},
    {"skewness", N, "Skewness", "Skævhed"},
    {"kurtosis", N, "Kurtosis", "Topstejlhed"},
    {"gini", N, "Gini", "Gini"},
    {"distinct", N, "Distinct", "Forskellige"},
    {"count", N, "Count", "Hændelser"},
    {"share", N, "Share", "Andel"},
    {"price", N, "Price", "Pris"},
    {"price_vat", N, "Price with VAT", "Pris inkl. moms"},
    {"cost", N, "Cost", "Kostpris"},
    {"value", N, "Value", "Værdi"},
    {"weight", N, "Weight", "Vægt"},
    /* what --compare adds */
    {"change", T, "Change", "Ændring"},
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
    {"phase", "before", "before", "før"},
    {"phase", "after", "after", "efter"},
    {"change", "same", "same", "uændret"},
    {"change", "changed", "changed", "ændret"},
    {"change", "only_old", "only in old", "kun i gammel"},
    {"change", "only_new", "only in new", "kun i ny"},
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
    [KOM_PHRASE_STARS] = {"* p < 0.05, ** p < 0.01, *** p < 0.001",
                          "* p < 0,05, ** p < 0,01, *** p < 0,001"},
    [KOM_PHRASE_EMPTY] = {"empty cell", "tom celle"},
};

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

struct kom_text kom_label_word(struct kom_text column, struct kom_text word,
                               enum kom_present_lang lang) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const struct word *w = &words[i];
        if (kom_text_is(word, w->word) && (!w->column || kom_text_is(column, w->column)))
            return kom_text_of(lang == KOM_PRESENT_DA ? w->da : w->en);
    }
    return word;
}

const char *kom_label_phrase(enum kom_phrase phrase, enum kom_present_lang lang) {
    return phrases[phrase][lang == KOM_PRESENT_DA];
}
