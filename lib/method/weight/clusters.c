/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clusters and strata of the jackknife: a cluster is of one stratum, and a stratum of two clusters
   or more, as leaving out its only one would leave nothing to stand for it. */
#include "shell_word.h"
#include "work.h"

/* Stratum and cluster of a cell, packed. */
static void cluster_key(const struct kom_weighing *s, size_t cell, struct kom_buf *key) {
    struct kom_group_part part[WEIGHT_PARTS_MAX];
    kom_group_parts(kom_groups_key(&s->groups, s->order[cell]), part, weight_n_parts(&s->given));
    kom_buf_reset(key);
    kom_group_add_part(key, part[s->given.n_columns].text);
    kom_group_add_part(key, part[s->given.n_columns + 1].text);
}

/* The clusters, numbered by stratum and name. */
static enum kom_status number_clusters(struct kom_weighing *s, struct kom_error *err) {
    struct kom_buf key = {0};
    bool ok = true;
    for (size_t i = 0; i < s->n_cells && ok; i++) {
        cluster_key(s, i, &key);
        s->cluster_of[i] =
            key.failed ? KOM_GROUP_NONE : kom_groups_intern(&s->clusters, kom_buf_view(&key));
        ok = s->cluster_of[i] != KOM_GROUP_NONE;
    }
    kom_buf_fini(&key);
    const size_t n = s->n_clusters = s->clusters.n;
    uint32_t *order = ok ? kom_groups_sorted(&s->clusters, 2) : NULL;
    uint32_t *place = kom_alloc(n + 1, sizeof *place);
    s->cluster = kom_alloc(n + 1, sizeof *s->cluster);
    ok = order && place && s->cluster;
    for (uint32_t i = 0; i < n && ok; i++) {
        struct kom_group_part part[2];
        kom_group_parts(kom_groups_key(&s->clusters, order[i]), part, 2);
        s->cluster[i] = (struct weight_cluster){.stratum = part[0].text, .name = part[1].text};
        place[order[i]] = i;
    }
    for (size_t i = 0; i < s->n_cells && ok; i++)
        s->cluster_of[i] = place[s->cluster_of[i]];
    kom_free(order);
    kom_free(place);
    return ok ? KOM_OK : weight_no_memory(err);
}

static enum kom_status check_nested(const struct kom_weighing *s, struct kom_error *err) {
    struct kom_intern names = {0};
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < s->n_clusters && !status; i++) {
        const struct weight_cluster *c = &s->cluster[i];
        const uint32_t id = kom_intern_add(&names, c->name);
        if (id == KOM_NO_ID)
            status = weight_no_memory(err);
        else if (names.n == i + 1)
            continue;
        else
            status = kom_fail(err, KOM_EDATA,
                              "--cluster: \"%.*s\" is in two strata, \"%.*s\" and \"%.*s\"; if it "
                              "is two clusters give each a name of its own, else correct "
                              "--sample-strata",
                              (int)c->name.n, c->name.p, (int)s->cluster[id].stratum.n,
                              s->cluster[id].stratum.p, (int)c->stratum.n, c->stratum.p);
    }
    kom_intern_fini(&names);
    return status;
}

/* Rows that are clusters are called by the place in the input (take.c). */
void weight_say_cluster(const struct kom_weighing *s, const struct weight_cluster *c,
                        struct kom_buf *out) {
    size_t place = 1;
    if (s->given.ask.cluster) {
        kom_buf_printf(out, "the cluster \"%.*s\"", (int)c->name.n, c->name.p);
        return;
    }
    for (size_t i = 0; i < s->n_clusters; i++)
        place += kom_text_compare(s->cluster[i].name, c->name) < 0;
    kom_buf_printf(out, "row %zu of those that are weighed", place);
}

/* A stratum of one cluster, and what to do: it goes with the next one. */
static enum kom_status fail_lonely(const struct kom_weighing *s, size_t i, struct kom_error *err) {
    const struct weight_cluster *c = &s->cluster[i];
    const struct weight_cluster *next = i ? &s->cluster[i - 1] : &s->cluster[i + 1];
    struct kom_buf out = {0}, values = {0};
    if (s->n_clusters == 1)
        return kom_fail(err, KOM_EDATA,
                        "--replicates: there is one cluster, and leaving it out leaves nobody; "
                        "name a column of smaller ones: --cluster COL");
    kom_buf_printf(&out, "--sample-strata: \"%.*s\" has ", (int)c->stratum.n, c->stratum.p);
    if (s->given.ask.cluster)
        kom_buf_printf(&out, "one cluster, \"%.*s\"", (int)c->name.n, c->name.p);
    else
        kom_buf_str(&out, "one row");
    kom_buf_str(&out, ", and without it nobody stands for the stratum; put it with another: "
                      "--collapse ");
    kom_buf_text(&values, c->stratum);
    kom_buf_byte(&values, '|');
    kom_buf_text(&values, next->stratum);
    kom_shell_pair(&out, NULL, kom_text_of(s->given.ask.strata), kom_buf_view(&values));
    out.failed = out.failed || values.failed;
    kom_buf_fini(&values);
    return kom_fail_text(&out, KOM_EDATA, err);
}

static enum kom_status count_strata(struct kom_weighing *s, struct kom_error *err) {
    for (size_t from = 0, to; from < s->n_clusters; from = to) {
        for (to = from; to < s->n_clusters &&
                        kom_text_equal(s->cluster[to].stratum, s->cluster[from].stratum);)
            to++;
        if (to == from + 1)
            return fail_lonely(s, from, err);
        for (size_t i = from; i < to; i++) {
            s->cluster[i].i_stratum = (uint32_t)s->n_strata;
            s->cluster[i].n = (double)(to - from);
        }
        s->n_strata++;
    }
    return KOM_OK;
}

enum kom_status weight_clusters_make(struct kom_weighing *s, struct kom_error *err) {
    s->cluster_of = kom_alloc(s->n_cells + 1, sizeof *s->cluster_of);
    if (!s->cluster_of)
        return weight_no_memory(err);
    enum kom_status status = number_clusters(s, err);
    if (!status && s->n_clusters > WEIGHT_REPLICATES_MAX)
        return kom_fail(err, KOM_EDATA,
                        "--replicates: %zu clusters, and at most %d are left out one by one; name "
                        "a column of larger ones: --cluster COL",
                        s->n_clusters, WEIGHT_REPLICATES_MAX);
    if (!status && s->given.ask.cluster)
        status = check_nested(s, err);
    return status ? status : count_strata(s, err);
}
