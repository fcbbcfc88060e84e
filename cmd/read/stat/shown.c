/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats of SAS, SPSS and Stata by their names.

   A format that shows a part of a day only (MONYY7., YEAR4., QYR6) stands over whole days all the
   same: the day is written, as the part can be made of it and not the other way round. What is
   shown as a number by a format of days is a number too (WKDAY and MONTH of SPSS hold 1 to 7 and 1
   to 12). A format that is not known leaves numbers as they are. */
#include "read/shown.h"

#include <string.h>

#include "days.h"

enum {
    SAS_EPOCH = -3653,    /* 1960-01-01, Stata's too */
    SPSS_EPOCH = -141428, /* 1582-10-14 */
};

struct name {
    const char *name;
    enum kom_shown_kind kind;
};

/* SAS: names in full, without width. Of those that end in a star any that begin so. */
static const struct name sas[] = {
    {"DATE", KOM_SHOWN_DAY},        {"DAY", KOM_SHOWN_DAY},         {"DDMMYY*", KOM_SHOWN_DAY},
    {"DOWNAME", KOM_SHOWN_DAY},     {"E8601DA", KOM_SHOWN_DAY},     {"B8601DA", KOM_SHOWN_DAY},
    {"IS8601DA", KOM_SHOWN_DAY},    {"JULDAY", KOM_SHOWN_DAY},      {"JULIAN", KOM_SHOWN_DAY},
    {"MMDDYY*", KOM_SHOWN_DAY},     {"MMYY*", KOM_SHOWN_DAY},       {"MONNAME", KOM_SHOWN_DAY},
    {"MONTH", KOM_SHOWN_DAY},       {"MONYY", KOM_SHOWN_DAY},       {"PDJULG", KOM_SHOWN_DAY},
    {"PDJULI", KOM_SHOWN_DAY},      {"QTR", KOM_SHOWN_DAY},         {"QTRR", KOM_SHOWN_DAY},
    {"WEEKDATE", KOM_SHOWN_DAY},    {"WEEKDATX", KOM_SHOWN_DAY},    {"WEEKDAY", KOM_SHOWN_DAY},
    {"WEEKU", KOM_SHOWN_DAY},       {"WEEKV", KOM_SHOWN_DAY},       {"WEEKW", KOM_SHOWN_DAY},
    {"WORDDATE", KOM_SHOWN_DAY},    {"WORDDATX", KOM_SHOWN_DAY},    {"YEAR", KOM_SHOWN_DAY},
    {"YYMM*", KOM_SHOWN_DAY},       {"YYMON", KOM_SHOWN_DAY},       {"YYQ*", KOM_SHOWN_DAY},
    {"YYWEEK*", KOM_SHOWN_DAY},     {"MINGUO", KOM_SHOWN_DAY},      {"NENGO", KOM_SHOWN_DAY},
    {"HDATE", KOM_SHOWN_DAY},       {"HEBDATE", KOM_SHOWN_DAY},     {"NLDATE*", KOM_SHOWN_DAY},
    {"DATETIME", KOM_SHOWN_MOMENT}, {"DATEAMPM", KOM_SHOWN_MOMENT}, {"MDYAMPM", KOM_SHOWN_MOMENT},
    {"DTDATE", KOM_SHOWN_MOMENT},   {"DTMONYY", KOM_SHOWN_MOMENT},  {"DTWKDATX", KOM_SHOWN_MOMENT},
    {"DTYEAR", KOM_SHOWN_MOMENT},   {"DTYYQC", KOM_SHOWN_MOMENT},   {"E8601DN", KOM_SHOWN_MOMENT},
    {"E8601DT", KOM_SHOWN_MOMENT},  {"E8601DX", KOM_SHOWN_MOMENT},  {"E8601DZ", KOM_SHOWN_MOMENT},
    {"E8601LX", KOM_SHOWN_MOMENT},  {"B8601DN", KOM_SHOWN_MOMENT},  {"B8601DT", KOM_SHOWN_MOMENT},
    {"B8601DX", KOM_SHOWN_MOMENT},  {"B8601DZ", KOM_SHOWN_MOMENT},  {"B8601LX", KOM_SHOWN_MOMENT},
    {"IS8601DN", KOM_SHOWN_MOMENT}, {"IS8601DT", KOM_SHOWN_MOMENT}, {"IS8601DZ", KOM_SHOWN_MOMENT},
    {"NLDATM*", KOM_SHOWN_MOMENT},  {"TIME", KOM_SHOWN_TIME},       {"TIMEAMPM", KOM_SHOWN_TIME},
    {"TOD", KOM_SHOWN_TOD},         {"HHMM", KOM_SHOWN_TIME},       {"HOUR", KOM_SHOWN_TIME},
    {"MMSS", KOM_SHOWN_TIME},       {"E8601TM", KOM_SHOWN_TIME},    {"E8601TX", KOM_SHOWN_TIME},
    {"E8601TZ", KOM_SHOWN_TIME},    {"E8601LZ", KOM_SHOWN_TIME},    {"B8601TM", KOM_SHOWN_TIME},
    {"B8601TX", KOM_SHOWN_TIME},    {"B8601TZ", KOM_SHOWN_TIME},    {"B8601LZ", KOM_SHOWN_TIME},
    {"IS8601TM", KOM_SHOWN_TIME},   {"IS8601TZ", KOM_SHOWN_TIME},   {"IS8601LZ", KOM_SHOWN_TIME},
    {"NLTIM*", KOM_SHOWN_TIME},     {"Z", KOM_SHOWN_ZEROS},         {NULL, KOM_SHOWN_NUMBER},
};

/* SPSS counts days in seconds as well. */
static const struct name spss[] = {
    {"DATE", KOM_SHOWN_DAY},      {"ADATE", KOM_SHOWN_DAY}, {"EDATE", KOM_SHOWN_DAY},
    {"JDATE", KOM_SHOWN_DAY},     {"SDATE", KOM_SHOWN_DAY}, {"QYR", KOM_SHOWN_DAY},
    {"MOYR", KOM_SHOWN_DAY},      {"WKYR", KOM_SHOWN_DAY},  {"DATETIME", KOM_SHOWN_MOMENT},
    {"YMDHMS", KOM_SHOWN_MOMENT}, {"TIME", KOM_SHOWN_TIME}, {"DTIME", KOM_SHOWN_TIME},
    {"MTIME", KOM_SHOWN_TIME},    {"N", KOM_SHOWN_ZEROS},   {NULL, KOM_SHOWN_NUMBER},
};

static char upper(char c) {
    return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static bool is_named(struct kom_text t, const char *name) {
    size_t i = 0;
    for (; name[i] && name[i] != '*'; i++)
        if (i >= t.n || upper(t.p[i]) != name[i])
            return false;
    return name[i] == '*' || i == t.n;
}

static bool is_figure(char c) {
    return (c >= '0' && c <= '9') || c == '.';
}

struct kom_text kom_shown_name(const char *format) {
    struct kom_text t = kom_text_of(format);
    while (t.n && is_figure(t.p[t.n - 1]))
        t.n--;
    return t;
}

/* The width in "Z4" or "Z4.0"; 0 where there are decimals, as then it shows no code. */
static int width_of(const char *p) {
    int width = 0, decimals = 0;
    for (; *p >= '0' && *p <= '9' && width < 100; p++)
        width = 10 * width + (*p - '0');
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9' && decimals < 100; p++)
            decimals = 10 * decimals + (*p - '0');
    return decimals == 0 && width <= 32 ? width : 0;
}

/* The formats of a language: DANDFDD, EURDFDT. */
static enum kom_shown_kind by_language(struct kom_text t) {
    if (t.n < 7 || upper(t.p[3]) != 'D' || upper(t.p[4]) != 'F')
        return KOM_SHOWN_NUMBER;
    struct kom_text rest = {t.p + 5, t.n - 5};
    static const char *const days[] = {"DD", "DE", "DN", "DWN", "MN", "MY", "WDX", "WKX"};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        if (is_named(rest, days[i]))
            return KOM_SHOWN_DAY;
    return is_named(rest, "DT") ? KOM_SHOWN_MOMENT : KOM_SHOWN_NUMBER;
}

static struct kom_shown by_name(const struct name *names, const char *format, int32_t epoch) {
    struct kom_text t = kom_shown_name(format);
    struct kom_shown shown = {.epoch = epoch};
    while (names->name && !is_named(t, names->name))
        names++;
    shown.kind = names->kind;
    if (shown.kind == KOM_SHOWN_ZEROS)
        shown.width = width_of(format + t.n);
    if (shown.kind == KOM_SHOWN_ZEROS && shown.width == 0)
        shown.kind = KOM_SHOWN_NUMBER;
    if (!names->name && epoch == SAS_EPOCH)
        shown.kind = by_language(t);
    return shown;
}

static struct kom_shown stata(const char *format) {
    struct kom_shown shown = {.epoch = SAS_EPOCH};
    const char *p = format + (*format == '%');
    p += *p == '-';
    if (*p == '0') {
        size_t n = strlen(p);
        shown.width = n && p[n - 1] == 'f' ? width_of(p + 1) : 0;
        shown.kind = shown.width ? KOM_SHOWN_ZEROS : KOM_SHOWN_NUMBER;
        return shown;
    }
    bool is_old_day = *p == 'd';
    char c = *p == 't' ? p[1] : '\0';
    shown.has_leap = c == 'C';
    shown.in_millis = c == 'c' || c == 'C';
    shown.kind = is_old_day || c == 'd' ? KOM_SHOWN_DAY
                 : shown.in_millis      ? KOM_SHOWN_MOMENT
                 : c == 'w'             ? KOM_SHOWN_WEEK
                 : c == 'm'             ? KOM_SHOWN_MONTH
                 : c == 'q'             ? KOM_SHOWN_QUARTER
                 : c == 'h'             ? KOM_SHOWN_HALF
                                        : KOM_SHOWN_NUMBER;
    return shown;
}

struct kom_shown kom_shown_of(enum kom_form form, const char *format) {
    if (form == KOM_FORM_DTA)
        return stata(format);
    const bool is_spss = form == KOM_FORM_SAV || form == KOM_FORM_POR;
    struct kom_shown shown =
        by_name(is_spss ? spss : sas, format, is_spss ? SPSS_EPOCH : SAS_EPOCH);
    shown.in_seconds = is_spss;
    return shown;
}

const char *kom_shown_word(const struct kom_shown *shown) {
    switch (shown->kind) {
    case KOM_SHOWN_NUMBER:
    case KOM_SHOWN_ZEROS:
        break;
    case KOM_SHOWN_DAY:
    case KOM_SHOWN_WEEK:
        return "day";
    case KOM_SHOWN_MOMENT:
        return "datetime";
    case KOM_SHOWN_TIME:
    case KOM_SHOWN_TOD:
        return "time";
    case KOM_SHOWN_MONTH:
    case KOM_SHOWN_QUARTER:
    case KOM_SHOWN_HALF:
        return "period";
    }
    return "number";
}
