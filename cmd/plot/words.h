/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of figures, in Danish and English (words.def). */
#ifndef KOM_PLOT_WORDS_H
#define KOM_PLOT_WORDS_H

#include "present.h"

enum kom_plot_word {
#define WORD(id, en, da) KOM_PLOT_##id,
#include "words.def"
#undef WORD
};

const char *kom_plot_word(enum kom_plot_word word, enum kom_present_lang lang);

#endif
