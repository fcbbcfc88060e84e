/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The six-column sales file, fast: two draws a row, digits written straight into a block. */
#include <string.h>

#include "mem.h"
#include "world.h"

enum { ROW_MAX = 80, BLOCK = 1 << 16, DAYS = 1461 };

/* What every row needs and no row changes. */
struct press {
    struct kom_sim_world world;
    char days[DAYS][10]; /* 2017-01-01 to 2020-12-31 as text */
    char block[BLOCK];
    size_t n;
};

static void add(struct press *press, const char *text, size_t n) {
    memcpy(press->block + press->n, text, n);
    press->n += n;
}

/* hundredths below ten million, with a decimal comma. */
static void add_hundredths(struct press *press, uint32_t value) {
    char text[12];
    size_t i = sizeof text;
    text[--i] = (char)('0' + value % 10);
    text[--i] = (char)('0' + value / 10 % 10);
    text[--i] = ',';
    value /= 100;
    do
        text[--i] = (char)('0' + value % 10);
    while (value /= 10);
    add(press, text + i, sizeof text - i);
}

static enum kom_sim_service service_of(uint32_t draw) {
    static const uint32_t upto[KOM_SIM_SERVICES - 1] = {900, 940, 960, 970, 1000};
    uint32_t s = 0;
    while (draw >= upto[s])
        s++;
    return (enum kom_sim_service)s;
}

/* Kroner an hour with VAT, in oere: 300 to 480 by service and municipality. */
static uint32_t rate(enum kom_sim_service service, int place) {
    return 30000 + 2000 * (((uint32_t)service * 3 + (uint32_t)place) % 10);
}

static void add_row(struct press *press, uint64_t i) {
    const struct kom_sim_world *world = &press->world;
    uint64_t stream = (uint64_t)KOM_SIM_MINIMAL << 48;
    uint64_t person = kom_rng_below(world->seed, stream, 2 * i, world->n_persons);
    uint64_t bits = kom_rng_bits(world->seed, stream, 2 * i + 1);
    uint32_t low = (uint32_t)bits, high = (uint32_t)(bits >> 32);
    int place = kom_sim_place_of(world, person);
    enum kom_sim_service service = service_of((low & 0xFFFF) * 1000 >> 16);
    uint32_t quarters = 2 + ((low >> 16) * 7 >> 16); /* half an hour to two hours */
    uint32_t day = (uint32_t)((uint64_t)high * DAYS >> 32);
    const char *word = kom_sim_service_words[service];
    char id[10];
    kom_sim_pseudonym(world->seed, person, id);
    add(press, kom_places[place].code, 3);
    press->block[press->n++] = ';';
    id[9] = ';';
    add(press, id, 10);
    add(press, word, strlen(word));
    press->block[press->n++] = ';';
    add(press, press->days[day], 10);
    press->block[press->n++] = ';';
    add_hundredths(press, quarters * 25);
    press->block[press->n++] = ';';
    add_hundredths(press, quarters * rate(service, place) / 4);
    press->block[press->n++] = '\n';
}

static enum kom_status send(struct press *press, struct kom_sink *sink, struct kom_error *err) {
    struct kom_text text = {press->block, press->n};
    press->n = 0;
    return kom_sink_write(sink, text, err);
}

enum kom_status kom_sim_minimal(const struct kom_sim_options *options, struct kom_sink *sink,
                                struct kom_error *err) {
    if (!(options->scale > 0 && options->scale <= 10000))
        return kom_fail(err, KOM_EUSAGE, "the scale must lie above 0 and be at most 10000");
    uint64_t rows = options->rows ? options->rows : (uint64_t)(10000 * options->scale + 0.5);
    struct press *press = kom_alloc(1, sizeof *press);
    if (!press)
        return kom_fail(err, KOM_ENOMEM, "sales: memory ran out");
    uint64_t persons = rows / 100 * 6 + rows % 100 * 6 / 100;
    kom_sim_world_init(&press->world, options->seed, persons ? persons : 1);
    int32_t first = kom_day_of((struct kom_ymd){2017, 1, 1});
    for (int32_t i = 0; i < DAYS; i++)
        (void)kom_day_format(press->days[i], first + i);
    static const char heading[] = "kommunekode;borger;ydelse;dato;antal;beloeb\n";
    add(press, heading, sizeof heading - 1);
    enum kom_status status = KOM_OK;
    for (uint64_t i = 0; i < rows && !status; i++) {
        add_row(press, i);
        if (press->n > BLOCK - ROW_MAX)
            status = send(press, sink, err);
    }
    if (!status)
        status = send(press, sink, err);
    kom_free(press);
    return status;
}
