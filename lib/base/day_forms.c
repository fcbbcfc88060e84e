/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days as people and programs write them. Each shape reads the day at the start of a text and says
   how many bytes it took; what is left may be a time of day.

   One function a shape reads the day at the start of a text and tells how many bytes it took, or 0;
   what is left may be a time of day, which is dropped when it is midnight and the form lets it,
   else the text is no day. The common shape, YYYY-MM-DD, is compared eight bytes at once. Months
   have Danish and English names, three letters of them at least. Serial numbers count from their
   program's first day, Excel's day 60 that never was left out. No shape guesses: which one a column
   has is said by the call, the schema or the vocabulary. */
#include <string.h>

#include "days.h"

struct shape {
    const char *name, *words;
    size_t (*read)(struct kom_text t, int16_t century, struct kom_ymd *v);
};

/* Digits at the start, at most `most`. */
static size_t run_of_digits(struct kom_text t, size_t most) {
    size_t n = 0;
    while (n < t.n && n < most && (unsigned char)t.p[n] - (unsigned)'0' <= 9)
        n++;
    return n;
}

static struct kom_text after(struct kom_text t, size_t n) {
    return (struct kom_text){t.p + n, t.n - n};
}

/* YYYY-MM- in one 64-bit word, the first byte lowest: all are compared at once. */
static size_t read_dashed(struct kom_text t, struct kom_ymd *v) {
    const uint64_t dashes = UINT64_C(0x2D00002D00000000), digit = UINT64_C(0x0030300030303030);
    const uint64_t dash_bytes = UINT64_C(0xFF0000FF00000000), six = UINT64_C(0x0006060006060606);
    const uint64_t high = UINT64_C(0x00F0F000F0F0F0F0);
    uint64_t w;
    if (t.n < 10)
        return 0;
    memcpy(&w, t.p, 8);
    if ((w & dash_bytes) != dashes)
        return 0;
    w &= ~dash_bytes;
    if ((w & high) != digit || ((w + six) & high) != digit) /* 3A to 3F become 40 to 45 */
        return 0;
    w ^= digit;
    v->year =
        (int32_t)((w & 15) * 1000 + (w >> 8 & 15) * 100 + (w >> 16 & 15) * 10 + (w >> 24 & 15));
    v->month = (int32_t)((w >> 40 & 15) * 10 + (w >> 48 & 15));
    return kom_day_digits(t.p + 8, 2, &v->day) ? 10 : 0;
}

static size_t read_statbank(struct kom_text t, int16_t century, struct kom_ymd *v) {
    (void)century;
    bool ok = t.n >= 10 && t.p[4] == 'M' && t.p[7] == 'D' && kom_day_digits(t.p, 4, &v->year) &&
              kom_day_digits(t.p + 5, 2, &v->month) && kom_day_digits(t.p + 8, 2, &v->day);
    return ok ? 10 : 0;
}

static size_t read_iso(struct kom_text t, int16_t century, struct kom_ymd *v) {
    size_t n = read_dashed(t, v);
    return n ? n : read_statbank(t, century, v);
}

/* A year of four digits, or of two where they are told to mean a century; 0: none. */
static size_t read_year(struct kom_text t, int16_t century, int32_t *year) {
    size_t n = run_of_digits(t, 5);
    if ((n != 4 && n != 2) || (n == 2 && !century) || !kom_day_digits(t.p, n, year))
        return 0;
    if (n == 2)
        *year += century - century % 100 + (*year < century % 100 ? 100 : 0);
    return n;
}

/* Three numbers in an order such as "dmy", with one sign between them, the same both times. */
static size_t read_parted(struct kom_text t, const char *order, int16_t century,
                          struct kom_ymd *v) {
    char sign = '\0';
    size_t at = 0;
    for (size_t i = 0; i < 3; i++) {
        struct kom_text rest = after(t, at);
        int32_t *part = order[i] == 'd' ? &v->day : order[i] == 'm' ? &v->month : &v->year;
        size_t n = order[i] == 'y' ? read_year(rest, century, part) : run_of_digits(rest, 3);
        if (n == 0 || (order[i] != 'y' && (n > 2 || !kom_day_digits(rest.p, n, part))))
            return 0;
        at += n;
        if (i == 2)
            return at;
        char c = at < t.n ? t.p[at] : '\0';
        if ((c != '-' && c != '.' && c != '/') || (i == 1 && c != sign))
            return 0;
        sign = c;
        at++;
    }
    return 0;
}

/* The same as eight digits. */
static size_t read_together(struct kom_text t, const char *order, struct kom_ymd *v) {
    size_t at = 0;
    if (run_of_digits(t, 9) != 8)
        return 0;
    for (size_t i = 0; i < 3; i++) {
        size_t n = order[i] == 'y' ? 4 : 2;
        (void)kom_day_digits(t.p + at, n,
                             order[i] == 'd'   ? &v->day
                             : order[i] == 'm' ? &v->month
                                               : &v->year);
        at += n;
    }
    return 8;
}

static size_t read_dmy(struct kom_text t, int16_t century, struct kom_ymd *v) {
    size_t n = read_parted(t, "dmy", century, v);
    return n ? n : read_together(t, "dmy", v);
}

static size_t read_mdy(struct kom_text t, int16_t century, struct kom_ymd *v) {
    size_t n = read_parted(t, "mdy", century, v);
    return n ? n : read_together(t, "mdy", v);
}

static size_t read_ymd(struct kom_text t, int16_t century, struct kom_ymd *v) {
    size_t n = read_iso(t, century, v);
    n = n ? n : read_parted(t, "ymd", century, v);
    return n ? n : read_together(t, "ymd", v);
}

static size_t read_compact(struct kom_text t, int16_t century, struct kom_ymd *v) {
    (void)century;
    return read_together(t, "dmy", v);
}

/* A number of days after `origin`, which becomes the day. */
static size_t read_serial(struct kom_text t, int32_t origin, struct kom_ymd *v) {
    bool minus = t.n && t.p[0] == '-';
    struct kom_text number = after(t, minus);
    size_t n = run_of_digits(number, 8);
    int32_t days;
    if (n == 0 || n > 7 || !kom_day_digits(number.p, n, &days))
        return 0;
    *v = kom_day_ymd(origin + (minus ? -days : days));
    return n + minus;
}

/* SAS counts from 1960-01-01, 3653 days before 1970-01-01. */
static size_t read_sas(struct kom_text t, int16_t century, struct kom_ymd *v) {
    (void)century;
    return read_serial(t, -3653, v);
}

/* Excel counts 1900-01-01 as 1 and has a 1900-02-29, which is 60 and no day. */
static size_t read_excel(struct kom_text t, int16_t century, struct kom_ymd *v) {
    (void)century;
    int32_t serial;
    size_t n = run_of_digits(t, 8);
    if (n == 0 || n > 7 || !kom_day_digits(t.p, n, &serial) || serial == 60 || serial == 0)
        return 0;
    return read_serial(t, serial < 60 ? -25568 : -25569, v);
}

/* ---- months by name ---- */

static const char *const months[][4] = {
    {"januar", "january"}, {"februar", "february"}, {"marts", "march"}, {"april", NULL},
    {"maj", "may"},        {"juni", "june"},        {"juli", "july"},   {"august", NULL},
    {"september", "sept"}, {"oktober", "october"},  {"november", NULL}, {"december", NULL},
};

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool starts(const char *name, struct kom_text t) {
    size_t n = strlen(name);
    bool ok = t.n <= n;
    for (size_t i = 0; i < t.n && ok; i++)
        ok = (t.p[i] | 0x20) == name[i];
    return ok;
}

/* A Danish or English month, or at least its first three letters; 0: none. */
static int32_t month_of(struct kom_text word) {
    for (int32_t m = 0; m < 12 && word.n >= 3; m++)
        for (size_t k = 0; k < 4 && months[m][k]; k++)
            if (starts(months[m][k], word) && (word.n == 3 || word.n == strlen(months[m][k])))
                return m + 1;
    return 0;
}

static size_t run_of_letters(struct kom_text t) {
    size_t n = 0;
    while (n < t.n && is_letter(t.p[n]))
        n++;
    return n;
}

static size_t read_date9(struct kom_text t, int16_t century, struct kom_ymd *v) {
    size_t n = run_of_digits(t, 3);
    if (n == 0 || n > 2 || !kom_day_digits(t.p, n, &v->day) || t.n < n + 3)
        return 0;
    v->month = month_of((struct kom_text){t.p + n, 3});
    size_t k = v->month ? read_year(after(t, n + 3), century, &v->year) : 0;
    return k ? n + 3 + k : 0;
}

/* The next word of digits or letters; *at moves behind it and what parts it from the next. */
static struct kom_text next_word(struct kom_text t, size_t *at) {
    struct kom_text rest = after(t, *at);
    size_t n = run_of_digits(rest, rest.n);
    n = n ? n : run_of_letters(rest);
    *at += n;
    for (size_t most = 2; most > 0 && *at < t.n && strchr("., ", t.p[*at]) && n; most--)
        (*at)++;
    return (struct kom_text){rest.p, n};
}

/* Day, month and year, or month, day and year; "den" may lead. */
static size_t read_words(struct kom_text t, int16_t century, struct kom_ymd *v) {
    size_t at = 0;
    struct kom_text a = next_word(t, &at);
    if (a.n == 3 && starts("den", a))
        a = next_word(t, &at);
    struct kom_text b = next_word(t, &at);
    bool month_first = a.n && is_letter(a.p[0]);
    struct kom_text day = month_first ? b : a;
    v->month = month_of(month_first ? a : b);
    if (day.n == 0 || day.n > 2 || !kom_day_digits(day.p, day.n, &v->day) || v->month == 0)
        return 0;
    size_t n = read_year(after(t, at), century, &v->year);
    return n ? at + n : 0;
}

/* ---- all of them ---- */

static const struct shape shapes[KOM_N_DAY_SHAPES] = {
    [KOM_DAY_ISO] = {"iso", "YYYY-MM-DD", read_iso},
    [KOM_DAY_DMY] = {"dmy", "day, month, year", read_dmy},
    [KOM_DAY_MDY] = {"mdy", "month, day, year", read_mdy},
    [KOM_DAY_YMD] = {"ymd", "year, month, day", read_ymd},
    [KOM_DAY_COMPACT] = {"ddmmyyyy", "DDMMYYYY", read_compact},
    [KOM_DAY_EXCEL] = {"excel", "an Excel day number", read_excel},
    [KOM_DAY_SAS] = {"sas", "a SAS day number", read_sas},
    [KOM_DAY_DATE9] = {"date9", "01FEB2019", read_date9},
    [KOM_DAY_STATBANK] = {"statbank", "2020M03D21", read_statbank},
    [KOM_DAY_WORDS] = {"words", "1. februar 2019", read_words},
};

const char *kom_day_shape_name(enum kom_day_shape shape) {
    return shapes[shape].name;
}

const char *kom_day_shape_words(enum kom_day_shape shape) {
    return shapes[shape].words;
}

bool kom_day_form_parse(struct kom_text t, struct kom_day_form *form) {
    static const char time[] = "+time";
    size_t n = sizeof time - 1;
    *form = (struct kom_day_form){.shape = KOM_DAY_ISO};
    form->drops_time = t.n > n && memcmp(t.p + t.n - n, time, n) == 0;
    t.n -= form->drops_time ? n : 0;
    for (unsigned i = 0; i < KOM_N_DAY_SHAPES; i++) {
        if (kom_text_is(t, shapes[i].name)) {
            form->shape = i == KOM_DAY_ISO ? KOM_DAY_YMD : (enum kom_day_shape)i;
            return true;
        }
    }
    return false;
}

/* HH:MM, HH:MM:SS and HH:MM:SS.fff: *is_midnight when all of it is 0. */
static bool is_time(struct kom_text t, bool *is_midnight) {
    int32_t part[3] = {0, 0, 0};
    size_t at = 0;
    bool ok = true;
    for (size_t i = 0; i < 3 && ok && (i < 2 || at < t.n); i++, at += 2)
        ok = t.n >= at + (i > 0) + 2 && (i == 0 || t.p[at++] == ':') &&
             kom_day_digits(t.p + at, 2, &part[i]);
    bool has_fraction = ok && at == 8 && at < t.n && (t.p[at] == '.' || t.p[at] == ',');
    size_t n = has_fraction ? run_of_digits(after(t, at + 1), 9) : 0;
    *is_midnight = part[0] == 0 && part[1] == 0 && part[2] == 0;
    for (size_t i = 0; i < n; i++)
        *is_midnight = *is_midnight && t.p[at + 1 + i] == '0';
    at += n ? n + 1 : 0;
    return ok && at == t.n && part[0] <= 24 && part[1] < 60 && part[2] <= 60;
}

/* What follows a serial number: a fraction of a day. */
static bool is_fraction(struct kom_text t, bool *is_midnight) {
    size_t n = t.n > 1 && (t.p[0] == '.' || t.p[0] == ',') ? run_of_digits(after(t, 1), t.n) : 0;
    *is_midnight = true;
    for (size_t i = 1; i < t.n; i++)
        *is_midnight = *is_midnight && t.p[i] == '0';
    return n > 0 && n + 1 == t.n;
}

/* Is what follows the day nothing, or a time that may be dropped? */
static bool is_end(struct kom_text rest, struct kom_day_form form) {
    bool is_midnight = false;
    if (rest.n == 0)
        return true;
    bool is_serial = form.shape == KOM_DAY_EXCEL || form.shape == KOM_DAY_SAS;
    bool parts =
        rest.p[0] == 'T' || rest.p[0] == ' ' || (rest.p[0] == ':' && form.shape == KOM_DAY_DATE9);
    bool ok = is_serial ? is_fraction(rest, &is_midnight)
                        : parts && is_time(kom_text_trim(after(rest, 1)), &is_midnight);
    return ok && (is_midnight || form.drops_time);
}

bool kom_day_parse(struct kom_text t, struct kom_day_form form, int32_t *day) {
    struct kom_ymd v = {0, 0, 0};
    size_t n = shapes[form.shape].read(t, form.century, &v);
    if (n == 0 || !kom_day_is(v) || !is_end(after(t, n), form))
        return false;
    *day = kom_day_of(v);
    return true;
}

/* Years of days that a number is guessed to be: neither a year (2019 is a day of 1965 to SAS) nor a
   month is taken for one. */
enum { SERIAL_FIRST = 1970, SERIAL_LAST = 2049 };

static unsigned shapes_that_read(struct kom_text t, struct kom_day_form form,
                                 enum kom_day_shape not_this) {
    unsigned found = 0;
    for (unsigned i = KOM_DAY_DMY; i < KOM_N_DAY_SHAPES; i++) {
        int32_t day;
        form.shape = (enum kom_day_shape)i;
        bool is_serial = form.shape == KOM_DAY_EXCEL || form.shape == KOM_DAY_SAS;
        if (form.shape == not_this || !kom_day_parse(t, form, &day))
            continue;
        int32_t year = kom_day_ymd(day).year;
        if (!is_serial || (year >= SERIAL_FIRST && year <= SERIAL_LAST))
            found |= 1U << i;
    }
    return found;
}

bool kom_day_guess(struct kom_text t, struct kom_day_form form, struct kom_day_guess *guess) {
    for (unsigned try = 0; try < 4; try++) {
        struct kom_day_form with = {.drops_time = try & 1 ? true : form.drops_time,
                                    .century = try & 2 && !form.century ? 1950 : form.century};
        bool same = with.drops_time == form.drops_time && with.century == form.century;
        enum kom_day_shape not_this = same ? form.shape : KOM_N_DAY_SHAPES;
        *guess = (struct kom_day_guess){shapes_that_read(t, with, not_this),
                                        with.drops_time && !form.drops_time,
                                        with.century != form.century};
        if (guess->shapes)
            return true;
    }
    return false;
}
