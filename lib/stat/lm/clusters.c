/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows by cluster, and the intersections of two ways of clustering. */
#include "intern.h"
#include "mem.h"
#include "sandwich.h"

/* Every row a cluster of its own. */
static enum kom_status single_rows(struct kom_rows_used rows, struct kom_cluster_rows *out,
                                   struct kom_error *err) {
    out->start = kom_alloc(rows.n + 1, sizeof *out->start);
    out->row = kom_alloc(rows.n, sizeof *out->row);
    if (!out->start || !out->row) {
        kom_cluster_rows_free(out);
        return kom_no_memory(err);
    }
    for (size_t i = 0; i < rows.n; i++) {
        if (kom_row_is_used(rows, i)) {
            out->row[out->n_clusters++] = i;
            out->start[out->n_clusters] = out->n_clusters;
        }
    }
    return KOM_OK;
}

enum kom_status kom_cluster_rows_make(struct kom_rows_used rows,
                                      const struct kom_clusters *clusters,
                                      struct kom_cluster_rows *out, struct kom_error *err) {
    *out = (struct kom_cluster_rows){0};
    if (!clusters)
        return single_rows(rows, out, err);
    const size_t n_numbers = clusters->n_clusters;
    size_t *place = kom_alloc(n_numbers + 1, sizeof *place); /* first counts, then free places */
    out->start = kom_alloc(n_numbers + 1, sizeof *out->start);
    out->row = kom_alloc(rows.n, sizeof *out->row);
    if (!place || !out->start || !out->row) {
        kom_free(place);
        kom_cluster_rows_free(out);
        return kom_no_memory(err);
    }
    for (size_t i = 0; i < rows.n; i++)
        place[clusters->of_row[i]] += kom_row_is_used(rows, i);
    size_t at = 0;
    for (size_t g = 0; g < n_numbers; g++) {
        const size_t count = place[g];
        place[g] = at;
        if (count > 0) {
            at += count;
            out->start[++out->n_clusters] = at;
        }
    }
    for (size_t i = 0; i < rows.n; i++) {
        if (kom_row_is_used(rows, i))
            out->row[place[clusters->of_row[i]]++] = i;
    }
    kom_free(place);
    return KOM_OK;
}

void kom_cluster_rows_free(struct kom_cluster_rows *rows) {
    kom_free(rows->start);
    kom_free(rows->row);
    *rows = (struct kom_cluster_rows){0};
}

enum kom_status kom_cluster_cross(struct kom_rows_used rows, const struct kom_clusters ways[2],
                                  uint32_t *of_row, size_t *n_clusters, struct kom_error *err) {
    struct kom_pairs pairs = {0};
    bool is_there = true;
    for (size_t i = 0; i < rows.n && is_there; i++) {
        of_row[i] = 0; /* of a row that does not count */
        if (kom_row_is_used(rows, i))
            of_row[i] = kom_pairs_add(&pairs, ways[0].of_row[i], ways[1].of_row[i], NULL);
        is_there = of_row[i] != KOM_NO_ID;
    }
    *n_clusters = pairs.n;
    kom_pairs_fini(&pairs);
    return is_there ? KOM_OK : kom_no_memory(err);
}
