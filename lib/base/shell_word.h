/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a command line as messages show them: what is copied from there must be what was meant.
 */
#ifndef KOM_SHELL_WORD_H
#define KOM_SHELL_WORD_H

#include "buf.h"

/* Adds a word, quoted where the shell would see more in it; signs that a message cannot show as
   they are (control characters, blanks that nobody sees) are written $'\302\240', as bash, zsh and
   ksh read them. */
void kom_shell_word(struct kom_buf *out, struct kom_text word);

/* Adds an item of a list with commas: one that holds a comma or a quote is quoted as in CSV first.
 */
void kom_shell_item(struct kom_buf *out, struct kom_text item);

/* Adds the item NAME=VALUE, or TABLE:NAME=VALUE where it speaks of a side table. */
void kom_shell_pair(struct kom_buf *out, const char *side, struct kom_text name,
                    struct kom_text value);

#endif
