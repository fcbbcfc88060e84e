/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made panels without any effect. */
#include "world.h"

#include <math.h>
#include <string.h>

#include "dist.h"
#include "rng.h"

static const int treated[] = {1, 2, 3, 5, 9};
static const double rho[] = {0.0, 0.5, 0.9};
enum { TREATED = 5, RHOS = 3, STREAMS = 3 };

const char *assignment_name(enum assignment assignment) {
    static const char *const names[] = {"random", "largest", "smallest"};
    return names[assignment];
}

bool cell_at(int index, struct cell *cell) {
    /* equal sizes: random; unequal: all three */
    const int assignment = index / TREATED % (1 + ASSIGNMENTS);
    const int which_rho = index / (TREATED * (1 + ASSIGNMENTS));
    if (index < 0 || which_rho >= RHOS)
        return false;
    cell->treated = treated[index % TREATED];
    cell->rho = rho[which_rho];
    cell->unequal = assignment > 0;
    cell->assignment = assignment > 0 ? (enum assignment)(assignment - 1) : ASSIGN_RANDOM;
    return true;
}

void world_sizes(double *size) {
    for (int i = 0; i < UNITS; i++)
        size[i] = exp(-0.8 * kom_normal_quantile_upper((i + 0.5) / UNITS));
}

void world_shocks(uint64_t seed, int replication, double *shock) {
    const double two_pi = 6.283185307179586;
    const uint64_t stream = (uint64_t)replication * STREAMS;
    for (uint64_t i = 0; i < ROWS; i += 2) {
        double u = kom_rng_uniform(seed, stream, i), v = kom_rng_uniform(seed, stream, i + 1);
        double length = sqrt(-2.0 * log(1.0 - u));
        shock[i] = length * cos(two_pi * v);
        shock[i + 1] = length * sin(two_pi * v);
    }
}

void world_outcomes(const struct cell *cell, const double *size, const double *shock, double *y) {
    const double keep = cell->rho, add = sqrt(1.0 - keep * keep);
    double inverse = 0.0;
    for (int i = 0; i < UNITS; i++)
        inverse += 1.0 / size[i];
    for (int i = 0; i < UNITS; i++) {
        double sd = cell->unequal ? sqrt(UNITS / inverse / size[i]) : 1.0;
        double e = shock[i * MONTHS];
        for (int t = 0; t < MONTHS; t++) {
            e = t > 0 ? keep * e + add * shock[i * MONTHS + t] : e;
            y[i * MONTHS + t] = sd * e;
        }
    }
}

void world_treated(const struct cell *cell, uint64_t seed, int replication, bool *is_treated) {
    const uint64_t stream = (uint64_t)replication * STREAMS + 1;
    int order[UNITS];
    for (int i = 0; i < UNITS; i++)
        order[i] = cell->assignment == ASSIGN_LARGEST ? UNITS - 1 - i : i;
    /* the beginning of a shuffle */
    for (int i = 0; cell->assignment == ASSIGN_RANDOM && i < cell->treated; i++) {
        int j = i + (int)kom_rng_below(seed, stream, (uint64_t)i, (uint64_t)(UNITS - i));
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
    memset(is_treated, 0, UNITS * sizeof *is_treated);
    for (int i = 0; i < cell->treated; i++)
        is_treated[order[i]] = true;
}

uint64_t world_seed(uint64_t seed, int replication) {
    /* 32 bits, so that it may be typed */
    return kom_rng_bits(seed, (uint64_t)replication * STREAMS + 2, 0) >> 32;
}
