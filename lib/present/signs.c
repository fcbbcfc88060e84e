/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs as a table, so that the legend and the cells cannot differ. */
#include "signs.h"

#include "value_status.h"

struct row {
    const char *word, *text, *en, *da;
};

static const struct row rows[KOM_SIGN_END] = {
    [KOM_SIGN_NONE] = {"", "", "", ""},
    [KOM_SIGN_NIL] = {"nil", "-", "nil", "nul"},
    [KOM_SIGN_IMPOSSIBLE] = {"impossible", ".", "cannot occur", "kan ikke forekomme"},
    [KOM_SIGN_MISSING] = {"missing", "..", "not available", "foreligger ikke"},
    [KOM_SIGN_HIDDEN] = {"hidden", "c", "confidential", "fortroligt"},
    [KOM_SIGN_NOT_STARTED] = {"not_started", "n/s", "not started", "ikke startet"},
    [KOM_SIGN_NOT_OFFERED] = {"not_offered", "n/o", "not offered", "ikke udbudt"},
    [KOM_SIGN_NOT_REPORTED] = {"not_reported", "n/r", "not reported", "ikke indberettet"},
    [KOM_SIGN_NO_ROW] = {"", "", "no such row", "ingen sådan række"},
    [KOM_SIGN_PROVISIONAL] = {"provisional", "p", "provisional", "foreløbigt"},
    [KOM_SIGN_BREAK] = {"break", "b", "break in the series", "databrud"},
};

const char *kom_sign_text(enum kom_sign sign) {
    return rows[sign].text;
}

const char *kom_sign_meaning(enum kom_sign sign, enum kom_present_lang lang) {
    return lang == KOM_PRESENT_DA ? rows[sign].da : rows[sign].en;
}

const char *kom_sign_word(enum kom_sign sign) {
    return rows[sign].word;
}

bool kom_sign_of_status(struct kom_text word, enum kom_sign *sign) {
    static const enum kom_sign signs[] = {
        [KOM_STATUS_BLANK] = KOM_SIGN_NONE,
        [KOM_STATUS_NIL] = KOM_SIGN_NIL,
        [KOM_STATUS_PROVISIONAL] = KOM_SIGN_PROVISIONAL,
        [KOM_STATUS_BREAK] = KOM_SIGN_BREAK,
        [KOM_STATUS_HIDDEN] = KOM_SIGN_HIDDEN,
        [KOM_STATUS_MISSING] = KOM_SIGN_MISSING,
        [KOM_STATUS_IMPOSSIBLE] = KOM_SIGN_IMPOSSIBLE,
        [KOM_STATUS_UNKNOWN] = KOM_SIGN_NONE,
    };
    const enum kom_value_status said = kom_value_status_of(word);
    *sign = signs[said];
    return said != KOM_STATUS_UNKNOWN;
}

enum kom_sign kom_sign_of_state(struct kom_text word) {
    for (int i = KOM_SIGN_NOT_STARTED; i <= KOM_SIGN_NOT_REPORTED; i++) {
        if (kom_text_is(word, rows[i].word))
            return (enum kom_sign)i;
    }
    return KOM_SIGN_NONE;
}
