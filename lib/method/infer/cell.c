/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell: which of the types that all before it obeyed it obeys, too. */
#include <string.h>

#include "cpr.h"
#include "work.h"

const struct kom_infer_day kom_infer_days[KOM_N_DAYS] = {
    {"Y-M-D", NULL, KOM_DAY_ISO},       {"D-M-Y", "%d-%m-%Y", KOM_DAY_DMY},
    {"D/M/Y", "%d/%m/%Y", KOM_DAY_DMY}, {"D.M.Y", "%d.%m.%Y", KOM_DAY_DMY},
    {"Y/M/D", "%Y/%m/%d", KOM_DAY_YMD}, {"Y.M.D", "%Y.%m.%d", KOM_DAY_YMD},
    {"DBY", "%d%b%Y", KOM_DAY_DATE9},   {"M/D/Y", "%m/%d/%Y", KOM_DAY_MDY},
    {"M-D-Y", "%m-%d-%Y", KOM_DAY_MDY}, {"YMD", "%Y%m%d", KOM_DAY_YMD},
    {"DMY", "%d%m%Y", KOM_DAY_COMPACT},
};

const struct kom_num_form kom_infer_numbers[KOM_N_NUMBERS] = {
    {'.', '\0'}, {',', '\0'}, {'.', ','},  {',', '.'},
    {'.', ' '},  {',', ' '},  {'.', '\''}, {',', '\''},
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* ---- days ---- */

/* How many bytes at the start the letter of a picture stands for; 0: it does not fit. */
static size_t fit(char letter, bool is_parted, struct kom_text t) {
    size_t n = 0;
    if (letter == 'B') {
        while (n < 3 && n < t.n && ((t.p[n] | 0x20) >= 'a' && (t.p[n] | 0x20) <= 'z'))
            n++;
        return n == 3 ? 3 : 0;
    }
    if (letter != 'Y' && letter != 'M' && letter != 'D')
        return t.n && t.p[0] == letter ? 1 : 0;
    const size_t most = letter == 'Y' ? 4 : 2, least = is_parted && most == 2 ? 1 : most;
    while (n < most && n < t.n && is_digit(t.p[n]))
        n++;
    return n >= least ? n : 0;
}

static bool is_day(const struct kom_infer_day *form, struct kom_text t) {
    const bool is_parted =
        form->picture[1] == '-' || form->picture[1] == '/' || form->picture[1] == '.';
    struct kom_text rest = t;
    int32_t day;
    for (const char *letter = form->picture; *letter; letter++) {
        size_t n = fit(*letter, is_parted, rest);
        if (n == 0)
            return false;
        rest = (struct kom_text){rest.p + n, rest.n - n};
    }
    return rest.n == 0 && kom_day_parse(t, (struct kom_day_form){.shape = form->shape}, &day);
}

/* ---- numbers ---- */

static bool is_plain_whole(struct kom_text t) {
    const size_t sign = t.p[0] == '-';
    size_t i = sign;
    while (i < t.n && is_digit(t.p[i]))
        i++;
    return i == t.n && i > sign && i - sign <= 18;
}

static bool is_padded(struct kom_text t) {
    const size_t sign = t.p[0] == '-' || t.p[0] == '+';
    return t.n > sign + 1 && t.p[sign] == '0' && is_digit(t.p[sign + 1]);
}

/* The bits that a value takes away; plain whole numbers take none. */
static uint64_t no_numbers(struct kom_infer_seen *s, struct kom_text t) {
    uint64_t no = 0;
    if (is_plain_whole(t))
        return 0;
    s->n_marked++;
    for (unsigned i = 0; i < KOM_N_NUMBERS; i++) {
        const uint64_t whole = KOM_CAN(KOM_CAN_WHOLE + i), number = KOM_CAN(KOM_CAN_NUMBER + i);
        const struct kom_num_form form = kom_infer_numbers[i];
        struct kom_num value;
        if (!(s->can & number))
            continue;
        const bool is_number = kom_num_parse(t, form, &value);
        const bool is_whole = is_number && value.is_exact && value.scale <= 0 &&
                              !memchr(t.p, form.decimal, t.n) && !memchr(t.p, 'e', t.n) &&
                              !memchr(t.p, 'E', t.n);
        no |= (is_number ? 0 : number) | (is_whole ? 0 : whole);
    }
    return no;
}

/* ---- what the word of the name means ---- */

static bool is_of_word(const struct kom_word *word, const struct kom_cell_form *form,
                       struct kom_text t) {
    struct kom_num number;
    struct kom_period period;
    int32_t day;
    switch (word ? word->kind : KOM_KIND_TEXT) {
    case KOM_KIND_NUMBER:
        return kom_cell_number(form, t, &number) != KOM_CELL_BAD;
    case KOM_KIND_DAY:
        return kom_cell_day(form, t, &day) != KOM_CELL_BAD;
    case KOM_KIND_PERIOD:
        return kom_period_parse(t, &period);
    case KOM_KIND_TEXT:
        break;
    }
    return true;
}

/* ---- the cell ---- */

static uint64_t no_others(const struct kom_infer_seen *s, const struct kom_column *c,
                          const struct kom_cell_form *form, struct kom_text t) {
    const bool eight = c->word && c->word->kind == KOM_KIND_DAY; /* else any digits would do */
    uint64_t no = 0;
    struct kom_period period;
    if (s->can & KOM_CAN(KOM_CAN_BOOLEAN) && !kom_schema_is_boolean(t))
        no |= KOM_CAN(KOM_CAN_BOOLEAN);
    if (s->can & (KOM_CAN(KOM_CAN_YEAR) | KOM_CAN(KOM_CAN_MONTH))) {
        const bool is = kom_period_parse(t, &period);
        const bool is_year =
            is && period.kind == KOM_PERIOD_YEAR && c->word && c->word->kind == KOM_KIND_PERIOD;
        const bool is_month = is && period.kind == KOM_PERIOD_MONTH && t.n == 7 && t.p[4] == '-';
        no |= (is_year ? 0 : KOM_CAN(KOM_CAN_YEAR)) | (is_month ? 0 : KOM_CAN(KOM_CAN_MONTH));
    }
    if (s->can & KOM_CAN(KOM_CAN_WORD) && !is_of_word(c->word, form, t))
        no |= KOM_CAN(KOM_CAN_WORD);
    for (unsigned i = 0; i < KOM_N_DAYS && s->can & KOM_CAN_DAYS; i++) {
        const bool is_told = eight || strlen(kom_infer_days[i].picture) > 3 ||
                             kom_infer_days[i].shape == KOM_DAY_DATE9;
        if (s->can & KOM_CAN(KOM_CAN_DAY + i) && !(is_told && is_day(&kom_infer_days[i], t)))
            no |= KOM_CAN(KOM_CAN_DAY + i);
    }
    return no;
}

/* Two words that begin with a capital letter, as names of people do. */
static bool is_like_name(struct kom_text t) {
    unsigned n = 0;
    for (size_t i = 0; i < t.n; i++) {
        const bool starts = i == 0 || t.p[i - 1] == ' ' || t.p[i - 1] == '.';
        const bool is_danish = (unsigned char)t.p[i] == 0xC3 && i + 1 < t.n &&
                               (unsigned char)t.p[i + 1] < 0xA0; /* capitals of Latin-1 */
        n += starts && ((t.p[i] >= 'A' && t.p[i] <= 'Z') || is_danish);
    }
    return n > 1;
}

static void look_at_text(struct kom_infer_seen *s, struct kom_text raw) {
    bool has_digit = false, all_digits = raw.n > 0, is_odd = raw.n > KOM_INFER_BYTES;
    for (size_t i = 0; i < raw.n; i++) {
        const unsigned char c = (unsigned char)raw.p[i];
        has_digit |= is_digit(raw.p[i]);
        all_digits &= is_digit(raw.p[i]);
        is_odd |= c < ' ' || c == '@' || c == ',';
    }
    s->n_digits = !all_digits || (s->n_digits && s->n_digits != raw.n) ? SIZE_MAX : raw.n;
    s->has_digit |= has_digit;
    s->has_names |= is_like_name(raw);
    s->is_text |= is_odd || (raw.n >= 10 && kom_cpr_holds(raw));
    if (s->is_text)
        kom_infer_unlist(s);
    else if (!s->is_over)
        kom_infer_list(s, raw, 1);
}

void kom_infer_cell(struct kom_infer_seen *s, const struct kom_column *column,
                    const struct kom_cell_form *form, struct kom_text raw) {
    const struct kom_text t = kom_text_trim(raw);
    if (t.n == 0 || kom_cell_is_listed(form, t)) {
        s->n_missing++;
        return;
    }
    s->n_values++;
    look_at_text(s, raw);
    if (kom_text_is(t, "..") || kom_text_is(t, ".")) {
        s->n_signs[t.n == 1]++;
        return;
    }
    s->is_padded |= is_padded(t);
    if (s->can & KOM_CAN_NUMBERS)
        s->can &= ~no_numbers(s, t);
    if (s->can & ~KOM_CAN_NUMBERS)
        s->can &= ~no_others(s, column, form, t);
}
