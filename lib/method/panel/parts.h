/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spells that are still in the states of parts, and come person by person. */
#ifndef KOM_PANEL_PARTS_H
#define KOM_PANEL_PARTS_H

#include "state.h"
#include "work.h"

/* Letters of the days that stand for a person, where rows have none. */
enum { PANEL_DAYS_KEY = 16 };

/* The spells of a part, as its state has them. */
struct panel_part {
    struct kom_state_lines lines; /* from the second on; valid until all is done */
    struct kom_state_in first;
    bool has_first;
    uint64_t n_spells; /* still to come, as its groups say */
    const struct panel_books *books;
    uint32_t *seat; /* the group of each of its seats, of those books */
    size_t n_seats, cap_seats;
};

/* A spell on its way; its person has no number. */
struct panel_met {
    struct panel_spell spell; /* the group is that of the answer */
    struct kom_text who;      /* valid until the next one is asked for */
    bool is_new;              /* another than the spell before was of */
};

/* Takes over a part, and what it owns. KOM_ENOMEM. */
enum kom_status kom_panel_parts_add(struct panel_parts **parts, struct panel_part *part,
                                    struct kom_error *err) KOM_MUSTUSE;

/* Once the groups of all are one: the next spell, in the order of the persons (where rows have
   none, of the days); *has_one says false at the end. KOM_EDATA: a state is damaged, has more or
   fewer spells than it says, or spells but no rows. */
enum kom_status kom_panel_next_spell(struct kom_panel *p, struct panel_met *met, bool *has_one,
                                     struct kom_error *err) KOM_MUSTUSE;

void kom_panel_part_fini(struct panel_part *part);
void kom_panel_parts_free(struct panel_parts *parts);

#endif
