/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact (Clopper-Pearson) interval of a share: share COUNT N [LEVEL]. */
#include <math.h>
#include <stdio.h>

#include <kom/dist.h>
#include <kom/interval.h>
#include <kom/num.h>

/* A number argument, NaN when it is none. kom_num_parse knows no locale. */
static double number(const char *text) {
    struct kom_num value;
    struct kom_num_form form = {'.', '\0'};
    return kom_num_parse(kom_text_of(text), form, &value) ? kom_num_double(&value) : (double)NAN;
}

static int print(long long count, long long n, double level) {
    struct kom_ci ci = kom_share_ci(KOM_CI_EXACT, count, n, level);
    char low[32], high[32];
    if (isnan(ci.low)) {
        fprintf(stderr,
                "counts are from 0 to n, n is at least 1, the level lies between 0 and 1\n");
        return 2;
    }
    size_t n_low = kom_num_significant(low, ci.low, 6),
           n_high = kom_num_significant(high, ci.high, 6);
    printf("%lld of %lld: %.*s to %.*s\n", count, n, (int)n_low, low, (int)n_high, high);
    return 0;
}

int main(int argc, char **argv) {
    kom_stat_init();
    if (argc == 1) {
        /* As a test: 0 of n has the closed form 1 - (alpha/2)^(1/n). */
        struct kom_ci ci = kom_share_ci(KOM_CI_EXACT, 0, 40, 0.95);
        return print(0, 40, 0.95) || fabs(ci.high - (1 - pow(0.025, 1.0 / 40))) > 1e-14;
    }
    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: share COUNT N [LEVEL]\n");
        return 2;
    }
    double count = number(argv[1]), n = number(argv[2]);
    if (!(count >= 0 && count <= 1e9 && n >= 1 && n <= 1e9) || fmod(count, 1) > 0 ||
        fmod(n, 1) > 0) {
        fprintf(stderr, "COUNT and N are whole numbers up to 1000000000\n");
        return 2;
    }
    return print((long long)count, (long long)n, argc == 4 ? number(argv[3]) : 0.95);
}
