/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of words.def, by language. */
#include "words.h"

const char *kom_plot_word(enum kom_plot_word word, enum kom_present_lang lang) {
    static const char *const words[][2] = {
#define WORD(id, en, da) [KOM_PLOT_##id] = {en, da},
#include "words.def"
#undef WORD
    };
    return words[word][lang == KOM_PRESENT_DA];
}
