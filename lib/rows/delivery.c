/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a status. As they are nearly always written they are found by their bytes; only then in
   other letters. */
#include "delivery.h"

#include "vocab.h"

enum kom_delivery kom_delivery_of(struct kom_text t) {
    static const struct {
        const char *word;
        enum kom_delivery is;
    } words[] = {{"delivered", KOM_DELIVERED}, {"leveret", KOM_DELIVERED},
                 {"ordered", KOM_ORDERED},     {"bestilt", KOM_ORDERED},
                 {"cancelled", KOM_CANCELLED}, {"aflyst", KOM_CANCELLED},
                 {"credited", KOM_CREDITED},   {"krediteret", KOM_CREDITED}};
    if (t.n == 0)
        return KOM_DELIVERED;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (kom_text_is(t, words[i].word))
            return words[i].is;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (kom_name_alike(t, kom_text_of(words[i].word)))
            return words[i].is;
    return KOM_NO_DELIVERY;
}

bool kom_delivery_read(struct kom_view *v, int column, uint32_t row, enum kom_delivery *delivery) {
    const struct kom_text t = kom_view_code(v, column, row);
    *delivery = kom_delivery_of(t);
    if (*delivery != KOM_NO_DELIVERY)
        return true;
    kom_view_bad(v, column, row,
                 "\"%.*s\" is none of delivered/leveret, ordered/bestilt, cancelled/aflyst, "
                 "credited/krediteret",
                 (int)(t.n < 40 ? t.n : 40), t.p);
    return false;
}
