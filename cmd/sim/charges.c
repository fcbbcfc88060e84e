/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invoices that are wrong: every seventh sale of the municipalities is charged as somebody might
   who has not the price list at hand. The truth says how many that makes too much, and too little.
 */
#include "run.h"

enum { EVERY = 7, HALF_A_KRONE = 50 };

/* In turn: begun units and minimum forgotten, VAT forgotten, the price of the year before, whole
   kroner, twice. Some of these make no difference. */
enum error { UNITS_AS_THEY_ARE, NO_VAT, OLD_PRICE, WHOLE_KRONER, TWICE, ERRORS };

static int64_t wrong(const struct kom_sim_world *world, const struct kom_sim_sale *sale,
                     enum error error) {
    const int32_t year = kom_day_ymd(sale->day).year;
    const struct kom_sim_price now =
        kom_sim_price_get(world, sale->place, sale->service, year, sale->band);
    const struct kom_sim_price before =
        kom_sim_price_get(world, sale->place, sale->service, year - 1, sale->band);
    switch (error) {
    case UNITS_AS_THEY_ARE:
        return now.half_hours ? now.price_vat * sale->hours / 100 : sale->amount;
    case NO_VAT:
        return sale->amount * 4 / 5;
    case OLD_PRICE:
        return sale->amount / now.price_vat * before.price_vat +
               sale->amount % now.price_vat * before.price_vat / now.price_vat;
    case WHOLE_KRONER:
        return (sale->amount + 50) / 100 * 100;
    case TWICE:
    case ERRORS:
        break;
    }
    return 2 * sale->amount;
}

void kom_sim_charge(struct kom_sim_run *run, struct kom_sim_sale *sale) {
    struct kom_sim_charges *c = &run->charges;
    const bool is_held = sale->provider == KOM_SIM_MUNICIPAL && sale->fate == KOM_SIM_USED &&
                         sale->status == KOM_SIM_DELIVERED;
    if (!c->is_wanted || !is_held || ++c->n % EVERY)
        return;
    const int64_t due = sale->amount;
    sale->amount = wrong(&run->world, sale, (enum error)(c->n / EVERY % ERRORS));
    const int64_t off = sale->amount - due;
    c->over += off > HALF_A_KRONE;
    c->under += off < -HALF_A_KRONE;
    c->within += off && off <= HALF_A_KRONE && off >= -HALF_A_KRONE;
    c->difference += off;
}
