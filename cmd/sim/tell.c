/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of what is known. */
#include "truth.h"

#include "num.h"

enum kom_status kom_sim_tell(struct kom_sim_run *run, enum kom_sim_table_name into,
                             struct kom_sim_topic topic, double value) {
    struct kom_sim_table *t = &run->tables[into];
    char text[33];
    text[kom_num_significant(text, value, 12)] = '\0';
    kom_sim_put(t, topic.table);
    kom_sim_put(t, topic.quantity);
    kom_sim_put(t, topic.key);
    kom_sim_put(t, text);
    kom_sim_put(t, topic.explanation);
    return kom_sim_row_end(t, run->err);
}
