/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who switched supplier when the municipality began: what came of it to the person, and the chances
   it came of.

   A person buys before with chance p and after with chance q. Six of ten carry their mind over, on
   each side: when both sides look at the same draw, the chance of buying on both is the lesser of p
   and q, else p q (sales.c). Who buys after does so from the municipality with chance m / q,
   whatever they did before, and then from a private supplier, too, three times of ten. */
#include <stdio.h>

#include "truth.h"

static const char *const words[KOM_SIM_SUPPLIERS] = {"none", "private", "municipal", "several",
                                                     "not_recipient"};

static double chance_of_both(const struct kom_sim_turn turns[2]) {
    const double p = turns[0].any / 1e6, q = turns[1].any / 1e6;
    const double one_mind = KOM_SIM_OF_TEN_GO_ON * KOM_SIM_OF_TEN_GO_ON / 100.0;
    return one_mind * (p < q ? p : q) + (1 - one_mind) * p * q;
}

/* Before the start nobody sells but private suppliers, so whoever buys then comes from them. */
static void expect(double chances[KOM_SIM_SUPPLIERS], const struct kom_sim_turn turns[2]) {
    const struct kom_sim_turn *after = &turns[1];
    if (after->supplier == KOM_SIM_NO_RECIPIENT) {
        chances[KOM_SIM_NO_RECIPIENT] += turns[0].any / 1e6;
        return;
    }
    const double both = chance_of_both(turns);
    const double own = after->any ? both * after->municipal / after->any : 0;
    chances[KOM_SIM_NONE] += turns[0].any / 1e6 - both;
    chances[KOM_SIM_FROM_PRIVATE] += both - own;
    chances[KOM_SIM_FROM_MUNICIPAL] += own * (10 - KOM_SIM_OF_TEN_TAKE_BOTH) / 10;
    chances[KOM_SIM_FROM_SEVERAL] += own * KOM_SIM_OF_TEN_TAKE_BOTH / 10;
}

void kom_sim_flow_add(struct kom_sim_known *known, const struct kom_sim_turn turns[2]) {
    if (turns[0].supplier == KOM_SIM_NO_RECIPIENT && turns[1].supplier == KOM_SIM_NO_RECIPIENT)
        return;
    known->flows[turns[0].supplier][turns[1].supplier]++;
    if (turns[0].supplier != KOM_SIM_NO_RECIPIENT)
        expect(known->expected_flows, turns);
}

static enum kom_status persons(struct kom_sim_run *run, const char *key,
                               const struct kom_sim_known *known) {
    enum kom_status status = KOM_OK;
    for (int cell = 0; cell < KOM_SIM_SUPPLIERS * KOM_SIM_SUPPLIERS && !status; cell++) {
        const int from = cell / KOM_SIM_SUPPLIERS, to = cell % KOM_SIM_SUPPLIERS;
        char item[48];
        (void)snprintf(item, sizeof item, "flow_%s_%s", words[from], words[to]);
        if (known->flows[from][to])
            status = kom_sim_tell(
                run, KOM_SIM_TRUTH,
                (struct kom_sim_topic){"sales", item, key,
                                       "persons counted by kom-uptake --period event:12m --flows "
                                       "provider, from before to after"},
                (double)known->flows[from][to]);
    }
    return status;
}

enum kom_status kom_sim_truth_flows(struct kom_sim_run *run, const char *key,
                                    const struct kom_sim_known *known) {
    enum kom_status status = persons(run, key, known);
    double customers = 0;
    for (int to = 0; to < KOM_SIM_SUPPLIERS; to++)
        customers += known->expected_flows[to];
    for (int to = 0; to < KOM_SIM_SUPPLIERS && !status && customers > 0; to++) {
        char item[48];
        (void)snprintf(item, sizeof item, "share_private_%s", words[to]);
        status = kom_sim_tell(
            run, KOM_SIM_TRUTH,
            (struct kom_sim_topic){"sales", item, key,
                                   "mean chance of a customer of a private supplier before to be "
                                   "found there after"},
            known->expected_flows[to] / customers);
    }
    return status;
}
