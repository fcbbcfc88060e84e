/* SPDX-License-Identifier: GPL-3.0-or-later */
/* truth.csv: what an analysis of the folder should find again. */
#include "truth.h"

static enum kom_status row(struct kom_sim_run *run, struct kom_sim_topic topic, double value) {
    return kom_sim_tell(run, KOM_SIM_TRUTH, topic, value);
}

static double share(uint64_t millionths, uint64_t persons) {
    return (double)millionths / ((double)persons * 1e6);
}

/* The chances to buy around the start of one municipality or of all (event:12m). */
static enum kom_status expected(struct kom_sim_run *run, const char *key,
                                const struct kom_sim_known *known) {
    const struct kom_sim_side *before = &known->sides[0], *after = &known->sides[1];
    if (before->recipients == 0 || after->recipients == 0)
        return KOM_OK;
    double p = share(before->expected, before->recipients);
    double q = share(after->expected, after->recipients);
    double own = share(after->expected_municipal, after->recipients);
    enum kom_status status =
        row(run,
            (struct kom_sim_topic){
                "sales", "uptake_before", key,
                "mean chance of a recipient to buy from anyone in the 12 months before the start"},
            p);
    if (!status)
        status = row(run,
                     (struct kom_sim_topic){"sales", "uptake_after", key,
                                            "the same in the 12 months from the start"},
                     q);
    if (!status)
        status = row(run,
                     (struct kom_sim_topic){"sales", "uptake_change", key,
                                            "uptake_after minus uptake_before"},
                     q - p);
    if (!status)
        status =
            row(run,
                (struct kom_sim_topic){
                    "sales", "uptake_municipal_after", key,
                    "mean chance to buy from the municipality in the 12 months from the start"},
                own);
    return status;
}

/* What came out of the chances: what kom-uptake must count, to the person. */
static enum kom_status counted(struct kom_sim_run *run, const char *key,
                               const struct kom_sim_known *known) {
    const struct {
        const char *quantity, *explanation;
        uint64_t value;
    } rows[] = {
        {"recipients_before", "persons counted by kom-uptake --period event:12m, before",
         known->sides[0].recipients},
        {"recipients_after", "the same, after", known->sides[1].recipients},
        {"buyers_before", "buyers counted by kom-uptake --period event:12m, before",
         known->sides[0].buyers},
        {"buyers_after", "the same, after", known->sides[1].buyers},
        {"buyers_municipal_after", "those of them who bought from the municipality",
         known->sides[1].municipal_buyers},
    };
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !status; i++)
        status =
            row(run, (struct kom_sim_topic){"sales", rows[i].quantity, key, rows[i].explanation},
                (double)rows[i].value);
    return status;
}

static void side_merge(struct kom_sim_side *all, const struct kom_sim_side *one) {
    all->recipients += one->recipients;
    all->buyers += one->buyers;
    all->municipal_buyers += one->municipal_buyers;
    all->expected += one->expected;
    all->expected_municipal += one->expected_municipal;
}

static void known_merge(struct kom_sim_known *all, const struct kom_sim_known *one) {
    side_merge(&all->sides[0], &one->sides[0]);
    side_merge(&all->sides[1], &one->sides[1]);
    all->care_home_sales += one->care_home_sales;
    all->care_home_buyers += one->care_home_buyers;
    for (int from = 0; from < KOM_SIM_SUPPLIERS; from++) {
        all->expected_flows[from] += one->expected_flows[from];
        for (int to = 0; to < KOM_SIM_SUPPLIERS; to++)
            all->flows[from][to] += one->flows[from][to];
    }
}

/* All that is known of one municipality, or of all. */
static enum kom_status about(struct kom_sim_run *run, const char *key,
                             const struct kom_sim_known *known) {
    enum kom_status status = expected(run, key, known);
    if (!status)
        status = counted(run, key, known);
    return status ? status : kom_sim_truth_flows(run, key, known);
}

static enum kom_status uptakes(struct kom_sim_run *run) {
    struct kom_sim_known all = {0};
    for (int i = 0; i < KOM_PLACES; i++)
        known_merge(&all, &run->known[i]);
    enum kom_status status = about(run, "all", &all);
    for (int i = 0; i < KOM_PLACES && !status; i++)
        if (run->world.units[i].offers)
            status = about(run, kom_places[i].code, &run->known[i]);
    if (!status)
        status = row(run,
                     (struct kom_sim_topic){"sales", "sales", "care_home",
                                            "sales to residents of care homes, in all"},
                     (double)all.care_home_sales);
    if (!status)
        status = row(run,
                     (struct kom_sim_topic){"sales", "buyers", "care_home",
                                            "residents of care homes who bought"},
                     (double)all.care_home_buyers);
    return status;
}

/* Rows of the sales by what becomes of them in kom-uptake without options on days. */
static enum kom_status rows_of(struct kom_sim_run *run) {
    const struct {
        struct kom_sim_topic topic;
        uint64_t value;
    } rows[] = {
        {{"sales", "rows", "used", "rows that count, credit notes included; without dirt"},
         run->fates[KOM_SIM_USED]},
        {{"sales", "rows", "cancelled", "set aside: cancelled"}, run->fates[KOM_SIM_IS_CANCELLED]},
        {{"sales", "rows", "not_delivered", "set aside: ordered only"},
         run->fates[KOM_SIM_NOT_DELIVERED]},
        {{"sales", "rows", "not_offered", "set aside: a trial visit before the municipality began"},
         run->fates[KOM_SIM_NOT_OFFERED]},
        {{"sales", "rows", "not_recipient",
          "set aside: a visit after the person had left or moved"},
         run->fates[KOM_SIM_NOT_RECIPIENT]},
        {{"sales", "rows", "credit_notes", "credit notes among the rows that count"}, run->credits},
        {{"sales", "rows", "blank_hours", "rows that count without hours (meals)"},
         run->blank_hours},
        {{"sales", "sales", "municipal", "sales of the municipalities that count"}, run->municipal},
        {{"sales", "sales", "municipal_rengoering", "those of them that are cleaning"},
         run->municipal_cleaning},
        {{"sales", "sales", "ledsagelse", "the service on offer that nobody buys"}, 0},
        {{"recipients", "persons", "all", "distinct persons"}, run->world.n_persons},
        {{"recipients", "spells", "all", "rows; without dirt"}, run->spells},
    };
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !status; i++)
        status = row(run, rows[i].topic, (double)rows[i].value);
    return status;
}

static enum kom_status panel(struct kom_sim_run *run) {
    static const struct {
        const char *key, *explanation;
        double value;
    } rows[] = {
        {"effect", "added to the value of an offering municipality from the month of its start",
         KOM_SIM_EFFECT},
        {"unit_sd", "standard deviation of the municipalities' own levels", KOM_SIM_UNIT_SD},
        {"rho", "autocorrelation of the noise at one month", KOM_SIM_RHO},
        {"noise_sd", "standard deviation of what is new in the noise each month", KOM_SIM_NOISE_SD},
    };
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !status; i++)
        status = row(
            run,
            (struct kom_sim_topic){"panel", rows[i].key, "home_help_hours", rows[i].explanation},
            rows[i].value);
    return status;
}

static enum kom_status trial(struct kom_sim_run *run) {
    int planned = 0, began = 0;
    for (int i = 0; i < KOM_PLACES; i++) {
        planned += run->world.units[i].planned;
        began += run->world.units[i].offers;
    }
    enum kom_status status = row(run,
                                 (struct kom_sim_topic){"participation", "planned", "all",
                                                        "municipalities that planned to take part"},
                                 planned);
    if (!status)
        status = row(
            run,
            (struct kom_sim_topic){"participation", "offering", "all", "those of them that began"},
            began);
    return status;
}

static enum kom_status dirt(struct kom_sim_run *run) {
    enum kom_status status = KOM_OK;
    const char *table, *kind;
    uint64_t rows;
    for (int i = 0; !status && kom_sim_dirt_get(run, i, &table, &kind, &rows); i++)
        status = row(run, (struct kom_sim_topic){table, "dirt", kind, "rows damaged on purpose"},
                     (double)rows);
    return status;
}

/* What kom-price must find: sales over, under and within the tolerance, and kroner. */
static enum kom_status charges(struct kom_sim_run *run) {
    const struct kom_sim_charges *c = &run->charges;
    const struct {
        const char *key, *explanation;
        double value;
    } rows[] = {
        {"over", "sales of the municipalities charged more than half a krone too much",
         (double)c->over},
        {"under", "the same, too little", (double)c->under},
        {"within", "charged wrongly by half a krone at most", (double)c->within},
        {"difference", "kroner charged less kroner due, over all of them",
         (double)c->difference / 100},
    };
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !status; i++)
        status =
            row(run, (struct kom_sim_topic){"sales", "charges", rows[i].key, rows[i].explanation},
                rows[i].value);
    return status;
}

enum kom_status kom_sim_run_truth(struct kom_sim_run *run) {
    enum kom_status status = trial(run);
    if (!status)
        status = uptakes(run);
    if (!status)
        status = rows_of(run);
    if (!status)
        status = panel(run);
    if (!status && run->charges.is_wanted)
        status = charges(run);
    if (!status && run->mess.is_wanted)
        status = dirt(run);
    return status;
}
