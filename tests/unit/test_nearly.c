/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headings that nearly say a word somebody looked for: which, and what is said of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "nearly.h"

#include <cmocka.h>

enum { HEADINGS_MAX = 16 };

static struct kom_heading_index index_of(struct kom_text *room, const char *const *headings) {
    struct kom_heading_index x;
    size_t n = 0;
    for (; headings[n]; n++)
        room[n] = kom_text_of(headings[n]);
    assert_int_equal(kom_heading_index_make(&x, room, n), KOM_OK);
    return x;
}

/* How many headings of a table with that one are told of, when the word is looked for in vain. */
static size_t told_of(const char *word, const char *heading) {
    const char *const headings[] = {"kom", heading, NULL};
    struct kom_text room[HEADINGS_MAX];
    struct kom_heading_index x = index_of(room, headings);
    struct kom_buf lines = {0};
    size_t n = 0;
    kom_nearly_wish(&x, kom_text_of(word));
    kom_nearly_tell(&x, (struct kom_header_at){"t.csv", NULL, 1}, &lines);
    for (size_t i = 0; i < lines.n; i++)
        n += lines.p[i] == '\n';
    kom_buf_fini(&lines);
    kom_heading_index_fini(&x);
    return n;
}

static void near_and_far(void **state) {
    (void)state;
    static const struct {
        const char *word, *near;
    } near[] = {
        {"status", "Ordrestatus"},
        {"status", "ordre_status"},
        {"status", "STATUS_KODE"},
        {"status", "stauts"},
        {"status", "satus"},
        {"status", "statuss"},
        {"rounding", "afrundes"},
        {"rounding", "AFRUNDINGER"},
        {"end", "ydelse_slut"},
        {"end", "end_date"},
        {"end", "Sidste slutdato"},
        {"end", "spell_end"},
        {"end", "Til_dato"},
        {"end", "Ophørt den"},
        {"provider", "LEVERANDØRNAVN"},
        {"provider", "leverandoer_id"},
        {"hours", "planlagte timer"},
        {"person", "borger_nr"},
        {"person", "persn"},
        {"kom", "komune"},
        {"leveringsstatus", "ordrestatus"}, /* an alias of the word is the word */
    };
    static const struct {
        const char *word, *far;
    } far[] = {
        {"status", "statistik"},
        {"status", "kom_status"},    /* says something of kom */
        {"amount", "amount_status"}, /* says something of what is not there */
        {"provider", "Status_leverandør"},
        {"end", "weekend"},
        {"end", "ender"},
        {"end", "enden"},
        {"vat", "private"},
        {"rounding", "afregning"},
        {"provider", "province"},
        {"status", "leveringsstatus"}, /* is the word, and found */
        {"person", "periode"},
        {"answer", "ansvar"},
        {"kommuneplan", "kommuneplaner"}, /* no word: nobody knows what is near it */
        {"status", "a_heading_that_is_so_long_that_nobody_would_take_it_for_a_heading_status"},
        {"status", ""},
        {"status", "Ordre\nstatus"},
        {"status", "Civilstatus"},
        {"status", "Status_dato"},
        {"status", "pris_status"},
        {"date", "Status_dato_oprettet"},
        {"end", "Ophørsårsag"},
        {"end", "Ophør_årsag"},
        {"end", "Ophørsdato_type"},
        {"start", "Startkommune"},
        {"start", "planlagt_startår"},
        {"kom", "Indsatsområde"},
        {"kom", "Område_type"},
        {"kom", "Kommunestørrelse"},
        {"kom", "Kommunegruppe"},
        {"service", "Serviceniveau"},
        {"service", "Startdato_ydelse"},
        {"hours", "Antal_timer"},
        {"quantity", "Antal_timer"},
        {"hours", "Time"},
        {"coder", "Koder"},
        {"person", "Personer"},
        {"person", "Personaleudgifter"},
        {"person", "Kontaktperson"},
        {"person", "Borger_alder"},
        {"person", "Person_type"},
        {"person", "borgernr"},
    };
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        if (told_of(near[i].word, near[i].near) != 1)
            fail_msg("%s is near %s", near[i].near, near[i].word);
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        if (told_of(far[i].word, far[i].far) != 0)
            fail_msg("%s is not near %s", far[i].far, far[i].word);
}

/* What serves another purpose is not told of, what was not looked for neither, and nothing twice.
 */
static void what_is_left_over(void **state) {
    (void)state;
    static const char *const headings[] = {"kom",         "Ordrestatus", "Betalingsstatus",
                                           "prisstatus",  "levstatus",   "leverandørens navn",
                                           "timer, plan", "Postatus",    "Postatus",
                                           NULL};
    struct kom_text room[HEADINGS_MAX];
    struct kom_heading_index x = index_of(room, headings);
    const struct kom_header_at place = {"prices.csv", "prices", 1};
    struct kom_buf lines = {0};
    struct kom_error err;
    int at;
    kom_nearly_tell(&x, place, &lines);
    assert_int_equal(lines.n, 0);
    assert_int_equal(kom_heading_look(&x, kom_text_of("betalingsstatus"), place, &at, &err),
                     KOM_OK);
    kom_nearly_wish(&x, kom_text_of("provider"));
    kom_nearly_wish(&x, kom_text_of("hours"));
    for (int i = 0; i < 2; i++)
        kom_nearly_tell(&x, place, &lines);
    kom_buf_byte(&lines, '\0');
    assert_string_equal(
        lines.p, "prices.csv: no column hours, and \"timer, plan\" is not taken for it; --rename "
                 "'\"prices:hours=timer, plan\"' says that it is\n"
                 "prices.csv: no column provider, and \"leverandørens navn\" is not taken for "
                 "it; --rename 'prices:provider=leverandørens navn' says that it is\n");
    kom_buf_reset(&lines);
    kom_nearly_wish(&x, kom_text_of("status"));
    kom_nearly_tell(&x, place, &lines);
    kom_buf_byte(&lines, '\0');
    assert_non_null(strstr(lines.p, "Ordrestatus"));
    assert_non_null(strstr(lines.p, "levstatus"));
    assert_null(strstr(lines.p, "Betalingsstatus"));
    assert_null(strstr(lines.p, "Postatus")); /* no call names one of two */
    kom_buf_fini(&lines);
    kom_heading_index_fini(&x);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_and_far),
        cmocka_unit_test(what_is_left_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
