/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list is the tables of places.h laid side by side: a municipality that 2007 left as it was has
   one spell, any other one before and one since. scripts/municipalities.py says the same of the
   sources. */
#include "official.h"

#include <string.h>

#include "days.h"
#include "places.h"

enum { OLD_LAST = 2006 };

static int32_t first_day(const struct kom_old_place *old) {
    return kom_day_of((struct kom_ymd){old->first, old->first == 1970 ? 4 : 1, 1});
}

static int32_t last_day(const struct kom_old_place *old) {
    return kom_day_of((struct kom_ymd){old->last, 12, 31});
}

static int32_t reform(void) {
    return kom_day_of((struct kom_ymd){KOM_PLACES_FIRST, 1, 1});
}

static bool became(const struct kom_old_place *old, const char *code) {
    return old->last == OLD_LAST && strstr(old->successors, code);
}

/* The one old municipality of that code that is all of the new one; NULL: it is none, or parts. */
static const struct kom_old_place *same_before(const char *code) {
    const struct kom_old_place *same = NULL;
    int n = 0;
    for (int i = 0; i < KOM_OLD_PLACES; i++) {
        if (became(&kom_old_places[i], code)) {
            same = &kom_old_places[i];
            n++;
        }
    }
    return n == 1 && strcmp(same->code, code) == 0 && strcmp(same->successors, code) == 0 ? same
                                                                                          : NULL;
}

/* ---- the table ---- */

static void add_day(struct kom_buf *out, int32_t day) {
    char text[10];
    kom_buf_byte(out, ',');
    kom_buf_add(out, text, kom_day_format(text, day));
}

/* One row: a code's spell. */
static void add_old(struct kom_buf *out, const struct kom_old_place *old) {
    kom_buf_printf(out, "%s,%s", old->code, old->name);
    add_day(out, first_day(old));
    add_day(out, last_day(old));
    kom_buf_printf(out, ",%s,%s,,\n", old->successors, strchr(old->successors, ' ') ? "" : "1");
}

static void add_now(struct kom_buf *out, const struct kom_place *place) {
    const struct kom_old_place *same = same_before(place->code);
    kom_buf_printf(out, "%s,%s", place->code, place->name);
    if (place == &kom_place_christiansoe)
        kom_buf_byte(out, ',');
    else
        add_day(out, same ? first_day(same) : reform());
    kom_buf_printf(out, ",,,,%s,%s\n", place->region, place->type);
}

static bool is_old_asked(const struct kom_old_place *old, int32_t day) {
    const struct kom_place *now = kom_place_by_code(kom_text_of(old->code));
    const bool is_whole = now && same_before(now->code) == old; /* its row is that of now */
    return !is_whole && (day == KOM_DAY_NONE || (first_day(old) <= day && day <= last_day(old)));
}

static bool is_now_asked(const struct kom_place *place, int32_t day) {
    const struct kom_old_place *same = same_before(place->code);
    return place == &kom_place_christiansoe || day == KOM_DAY_NONE ||
           day >= (same ? first_day(same) : reform());
}

void kom_official_table(struct kom_buf *out, int32_t day) {
    int old = 0, now = 0;
    bool has_isle = true;
    kom_buf_str(out, "kom,name,valid_from,valid_to,successors,share,region,size_class\n");
    while (old < KOM_OLD_PLACES || now < KOM_PLACES) { /* both in order of code, the old first */
        const char *before = old < KOM_OLD_PLACES ? kom_old_places[old].code : "999";
        const char *code = now < KOM_PLACES ? kom_places[now].code : "999";
        const bool is_old = strcmp(before, code) <= 0;
        const char *next = is_old ? before : code;
        if (has_isle && strcmp(kom_place_christiansoe.code, next) < 0) {
            add_now(out, &kom_place_christiansoe);
            has_isle = false;
        } else if (is_old) {
            if (is_old_asked(&kom_old_places[old], day))
                add_old(out, &kom_old_places[old]);
            old++;
        } else {
            if (is_now_asked(&kom_places[now], day))
                add_now(out, &kom_places[now]);
            now++;
        }
    }
}

/* ---- one code ---- */

static struct kom_text three_digits(struct kom_text code) {
    bool is_padded = code.n == 4 && code.p[0] == '0';
    return is_padded ? (struct kom_text){code.p + 1, 3} : code;
}

bool kom_official_holds(struct kom_text code, int32_t first, int32_t last) {
    code = three_digits(code);
    const struct kom_place *now = kom_place_by_code(code);
    const struct kom_old_place *old = kom_old_place_by_code(code);
    const bool always = first == KOM_DAY_NONE;
    return kom_text_is(code, kom_place_christiansoe.code) ||
           (now && (always || last >= reform())) ||
           (old && (always || (first <= last_day(old) && last >= first_day(old))));
}

void kom_official_tell(struct kom_buf *out, struct kom_text code) {
    code = three_digits(code);
    const struct kom_place *now = kom_place_by_code(code);
    const struct kom_old_place *old = kom_old_place_by_code(code);
    const struct kom_old_place *same = now ? same_before(now->code) : NULL;
    char day[10];
    if (now) {
        kom_day_format(day, same ? first_day(same) : reform());
        kom_buf_printf(out, "%s (%s) is one from %.10s on", now->code, now->name, day);
    }
    if (!old || same)
        return;
    kom_day_format(day, last_day(old));
    kom_buf_printf(out, "%s%s (%s) was one to %.10s, and became part of ", now ? "; " : "",
                   old->code, old->name, day);
    for (const char *p = old->successors; *p; p++)
        kom_buf_str(out, *p == ' ' ? ", " : (const char[]){*p, '\0'});
}
