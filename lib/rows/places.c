/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes, names, regions, groups and sizes of the municipalities. */
#include "places.h"

#include "spelling.h"

/* Source: Statistics Denmark, municipality codes, municipality groups (komgrp) and FOLK1A. */
/* clang-format off */
const struct kom_place kom_places[KOM_PLACES] = {
    {"101", "København", "Hovedstaden", "Hovedstadskommuner", 6323},
    {"147", "Frederiksberg", "Hovedstaden", "Hovedstadskommuner", 1043},
    {"151", "Ballerup", "Hovedstaden", "Hovedstadskommuner", 486},
    {"153", "Brøndby", "Hovedstaden", "Hovedstadskommuner", 351},
    {"155", "Dragør", "Hovedstaden", "Hovedstadskommuner", 145},
    {"157", "Gentofte", "Hovedstaden", "Hovedstadskommuner", 748},
    {"159", "Gladsaxe", "Hovedstaden", "Hovedstadskommuner", 693},
    {"161", "Glostrup", "Hovedstaden", "Hovedstadskommuner", 231},
    {"163", "Herlev", "Hovedstaden", "Hovedstadskommuner", 290},
    {"165", "Albertslund", "Hovedstaden", "Hovedstadskommuner", 277},
    {"167", "Hvidovre", "Hovedstaden", "Hovedstadskommuner", 535},
    {"169", "Høje-Taastrup", "Hovedstaden", "Hovedstadskommuner", 508},
    {"173", "Lyngby-Taarbæk", "Hovedstaden", "Hovedstadskommuner", 562},
    {"175", "Rødovre", "Hovedstaden", "Hovedstadskommuner", 407},
    {"183", "Ishøj", "Hovedstaden", "Hovedstadskommuner", 230},
    {"185", "Tårnby", "Hovedstaden", "Hovedstadskommuner", 430},
    {"187", "Vallensbæk", "Hovedstaden", "Hovedstadskommuner", 166},
    {"190", "Furesø", "Hovedstaden", "Hovedstadskommuner", 410},
    {"201", "Allerød", "Hovedstaden", "Hovedstadskommuner", 256},
    {"210", "Fredensborg", "Hovedstaden", "Oplandskommuner", 409},
    {"217", "Helsingør", "Hovedstaden", "Provinsbykommuner", 627},
    {"219", "Hillerød", "Hovedstaden", "Provinsbykommuner", 512},
    {"223", "Hørsholm", "Hovedstaden", "Hovedstadskommuner", 249},
    {"230", "Rudersdal", "Hovedstaden", "Hovedstadskommuner", 567},
    {"240", "Egedal", "Hovedstaden", "Hovedstadskommuner", 434},
    {"250", "Frederikssund", "Hovedstaden", "Oplandskommuner", 452},
    {"253", "Greve", "Sjælland", "Hovedstadskommuner", 506},
    {"259", "Køge", "Sjælland", "Provinsbykommuner", 610},
    {"260", "Halsnæs", "Hovedstaden", "Oplandskommuner", 314},
    {"265", "Roskilde", "Sjælland", "Provinsbykommuner", 879},
    {"269", "Solrød", "Sjælland", "Hovedstadskommuner", 233},
    {"270", "Gribskov", "Hovedstaden", "Oplandskommuner", 410},
    {"306", "Odsherred", "Sjælland", "Landkommuner", 330},
    {"316", "Holbæk", "Sjælland", "Oplandskommuner", 715},
    {"320", "Faxe", "Sjælland", "Oplandskommuner", 366},
    {"326", "Kalundborg", "Sjælland", "Landkommuner", 484},
    {"329", "Ringsted", "Sjælland", "Oplandskommuner", 349},
    {"330", "Slagelse", "Sjælland", "Provinsbykommuner", 791},
    {"336", "Stevns", "Sjælland", "Oplandskommuner", 228},
    {"340", "Sorø", "Sjælland", "Oplandskommuner", 299},
    {"350", "Lejre", "Sjælland", "Oplandskommuner", 280},
    {"360", "Lolland", "Sjælland", "Landkommuner", 411},
    {"370", "Næstved", "Sjælland", "Provinsbykommuner", 831},
    {"376", "Guldborgsund", "Sjælland", "Landkommuner", 607},
    {"390", "Vordingborg", "Sjælland", "Landkommuner", 456},
    {"400", "Bornholm", "Hovedstaden", "Landkommuner", 395},
    {"410", "Middelfart", "Syddanmark", "Oplandskommuner", 389},
    {"420", "Assens", "Syddanmark", "Oplandskommuner", 410},
    {"430", "Faaborg-Midtfyn", "Syddanmark", "Oplandskommuner", 516},
    {"440", "Kerteminde", "Syddanmark", "Oplandskommuner", 238},
    {"450", "Nyborg", "Syddanmark", "Oplandskommuner", 320},
    {"461", "Odense", "Syddanmark", "Storbykommuner", 2049},
    {"479", "Svendborg", "Syddanmark", "Landkommuner", 583},
    {"480", "Nordfyns", "Syddanmark", "Oplandskommuner", 297},
    {"482", "Langeland", "Syddanmark", "Landkommuner", 125},
    {"492", "Ærø", "Syddanmark", "Landkommuner", 60},
    {"510", "Haderslev", "Syddanmark", "Landkommuner", 557},
    {"530", "Billund", "Syddanmark", "Landkommuner", 266},
    {"540", "Sønderborg", "Syddanmark", "Landkommuner", 742},
    {"550", "Tønder", "Syddanmark", "Landkommuner", 374},
    {"561", "Esbjerg", "Syddanmark", "Provinsbykommuner", 1155},
    {"563", "Fanø", "Syddanmark", "Landkommuner", 35},
    {"573", "Varde", "Syddanmark", "Landkommuner", 500},
    {"575", "Vejen", "Syddanmark", "Oplandskommuner", 427},
    {"580", "Aabenraa", "Syddanmark", "Landkommuner", 588},
    {"607", "Fredericia", "Syddanmark", "Provinsbykommuner", 514},
    {"615", "Horsens", "Midtjylland", "Provinsbykommuner", 910},
    {"621", "Kolding", "Syddanmark", "Provinsbykommuner", 932},
    {"630", "Vejle", "Syddanmark", "Provinsbykommuner", 1157},
    {"657", "Herning", "Midtjylland", "Provinsbykommuner", 891},
    {"661", "Holstebro", "Midtjylland", "Provinsbykommuner", 586},
    {"665", "Lemvig", "Midtjylland", "Landkommuner", 197},
    {"671", "Struer", "Midtjylland", "Landkommuner", 210},
    {"706", "Syddjurs", "Midtjylland", "Oplandskommuner", 430},
    {"707", "Norddjurs", "Midtjylland", "Landkommuner", 371},
    {"710", "Favrskov", "Midtjylland", "Oplandskommuner", 484},
    {"727", "Odder", "Midtjylland", "Oplandskommuner", 228},
    {"730", "Randers", "Midtjylland", "Provinsbykommuner", 978},
    {"740", "Silkeborg", "Midtjylland", "Provinsbykommuner", 940},
    {"741", "Samsø", "Midtjylland", "Landkommuner", 37},
    {"746", "Skanderborg", "Midtjylland", "Oplandskommuner", 627},
    {"751", "Aarhus", "Midtjylland", "Storbykommuner", 3500},
    {"756", "Ikast-Brande", "Midtjylland", "Oplandskommuner", 414},
    {"760", "Ringkøbing-Skjern", "Midtjylland", "Landkommuner", 566},
    {"766", "Hedensted", "Midtjylland", "Oplandskommuner", 467},
    {"773", "Morsø", "Nordjylland", "Landkommuner", 202},
    {"779", "Skive", "Midtjylland", "Landkommuner", 459},
    {"787", "Thisted", "Nordjylland", "Landkommuner", 434},
    {"791", "Viborg", "Midtjylland", "Provinsbykommuner", 969},
    {"810", "Brønderslev", "Nordjylland", "Landkommuner", 363},
    {"813", "Frederikshavn", "Nordjylland", "Landkommuner", 597},
    {"820", "Vesthimmerlands", "Nordjylland", "Landkommuner", 367},
    {"825", "Læsø", "Nordjylland", "Landkommuner", 18},
    {"840", "Rebild", "Nordjylland", "Oplandskommuner", 301},
    {"846", "Mariagerfjord", "Nordjylland", "Landkommuner", 418},
    {"849", "Jammerbugt", "Nordjylland", "Landkommuner", 383},
    {"851", "Aalborg", "Nordjylland", "Storbykommuner", 2171},
    {"860", "Hjørring", "Nordjylland", "Landkommuner", 645},
};
/* clang-format on */

static bool cut_end(struct kom_buf *name, const char *end) {
    struct kom_text tail = kom_text_of(end);
    if (name->n <= tail.n || memcmp(name->p + name->n - tail.n, tail.p, tail.n) != 0)
        return false;
    name->n -= tail.n;
    return true;
}

static const struct kom_place *find(struct kom_text folded, struct kom_buf *room) {
    const struct kom_place *found = NULL;
    for (int i = 0; i < KOM_PLACES && !found; i++) {
        kom_buf_reset(room);
        kom_spelling_fold(room, kom_text_of(kom_places[i].name));
        if (kom_text_equal(kom_buf_view(room), folded))
            found = &kom_places[i];
    }
    return found;
}

const struct kom_place *kom_place_named(struct kom_text name) {
    struct kom_buf folded = {0}, room = {0};
    if (name.n == 0 || (unsigned char)name.p[0] < 'A') /* a code, most of the time */
        return NULL;
    kom_spelling_fold(&folded, name);
    const struct kom_place *found = find(kom_buf_view(&folded), &room);
    bool has_word = !found && (cut_end(&folded, "regionskommune") || cut_end(&folded, "kommune"));
    if (has_word)
        found = find(kom_buf_view(&folded), &room);
    if (has_word && !found && cut_end(&folded, "s")) /* the genitive */
        found = find(kom_buf_view(&folded), &room);
    bool failed = folded.failed || room.failed;
    kom_buf_fini(&folded);
    kom_buf_fini(&room);
    return failed ? NULL : found;
}

bool kom_place_coded(struct kom_text code) {
    int low = 0, high = KOM_PLACES;
    if (code.n == 4 && code.p[0] == '0')
        code = (struct kom_text){code.p + 1, 3};
    while (low < high && code.n == 3) { /* they are in order */
        int middle = (low + high) / 2, order = memcmp(kom_places[middle].code, code.p, 3);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return kom_text_is(code, "411"); /* Christiansoe has a code, and is none */
}
