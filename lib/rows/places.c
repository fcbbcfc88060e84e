/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes, names, regions, groups and sizes of the municipalities.

   A name is compared in whatever letters, and without hyphens and blanks; the words Kommune and
   Regionskommune behind it may be there or not, and a genitive before them. Besides the official
   names there are a few others that files have. A code is one of three digits, or of four with a
   zero before them. The lists are short and are looked through: callers that ask for each row
   remember what they were told. */
#include "places.h"

#include <string.h>

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

const struct kom_place kom_place_christiansoe = {"411", "Christiansø", "", "", 1};

/* Other names: of 2007, of StatBank's English tables, without the genitive, spelt another way. */
static const struct other_name {
    const char *code, *name;
} other_names[] =
    {
        {"260", "Frederiksværk-Hundested"},
        {"810", "Brønderslev-Dronninglund"},
        {"101", "Copenhagen"},
        {"480", "Nordfyn"},
        {"820", "Vesthimmerland"},
},
  old_names[] = {
      {"101", "Copenhagen"},
      {"357", "Holmegård"},
      {"405", "Neksø"},
      {"525", "Nørre-Rangsstrup"},
};

enum {
    N_OTHER = sizeof other_names / sizeof other_names[0],
    N_OLD = sizeof old_names / sizeof old_names[0],
};

/* ---- names ---- */

/* A name as it is compared: as codes are (spelling.h), and without hyphens. */
static void fold(struct kom_buf *out, struct kom_text name) {
    size_t n = 0;
    kom_spelling_fold(out, name);
    for (size_t i = 0; i < out->n; i++)
        if (out->p[i] != '-')
            out->p[n++] = out->p[i];
    out->n = n;
}

static bool cut_end(struct kom_buf *name, const char *end) {
    struct kom_text tail = kom_text_of(end);
    if (name->n <= tail.n || memcmp(name->p + name->n - tail.n, tail.p, tail.n) != 0)
        return false;
    name->n -= tail.n;
    return true;
}

/* What is looked for: a folded name, and room to fold others. */
struct looking {
    struct kom_buf folded, room;
    int year; /* 0: now */
};

static bool is_name(struct looking *l, const char *name) {
    kom_buf_reset(&l->room);
    fold(&l->room, kom_text_of(name));
    return kom_text_equal(kom_buf_view(&l->room), kom_buf_view(&l->folded));
}

/* The code under which a list has the name; NULL: none. */
static const char *find_now(struct looking *l) {
    const char *code = NULL;
    for (int i = 0; i < KOM_PLACES && !code; i++)
        code = is_name(l, kom_places[i].name) ? kom_places[i].code : NULL;
    for (int i = 0; i < N_OTHER && !code; i++)
        code = is_name(l, other_names[i].name) ? other_names[i].code : NULL;
    return code;
}

static bool is_there(const struct kom_old_place *old, int year) {
    return old->first <= year && year <= old->last;
}

static const char *find_then(struct looking *l) {
    const char *code = NULL;
    for (int i = 0; i < KOM_OLD_PLACES && !code; i++)
        if (is_there(&kom_old_places[i], l->year) && is_name(l, kom_old_places[i].name))
            code = kom_old_places[i].code;
    for (int i = 0; i < N_OLD && !code; i++)
        code = is_name(l, old_names[i].name) ? old_names[i].code : NULL;
    return code;
}

static const char *find(struct looking *l) {
    return l->year ? find_then(l) : find_now(l);
}

/* The name, without the word Kommune behind it, without the genitive before that word. */
static const char *find_forms(struct looking *l) {
    const char *code = find(l);
    bool has_word =
        !code && (cut_end(&l->folded, "regionskommune") || cut_end(&l->folded, "kommune"));
    if (has_word)
        code = find(l);
    if (has_word && !code && cut_end(&l->folded, "s"))
        code = find(l);
    return code;
}

static const char *code_of(struct kom_text name, int year) {
    struct looking l = {.year = year};
    if (name.n == 0 || (unsigned char)name.p[0] < 'A') /* a code, most of the time */
        return NULL;
    fold(&l.folded, name);
    const char *code = find_forms(&l);
    bool failed = l.folded.failed || l.room.failed;
    kom_buf_fini(&l.folded);
    kom_buf_fini(&l.room);
    return failed ? NULL : code;
}

const struct kom_place *kom_place_named(struct kom_text name) {
    const char *code = code_of(name, 0);
    return code ? kom_place_by_code(kom_text_of(code)) : NULL;
}

/* ---- codes ---- */

/* Where a code of three digits is among n entries in order, each of which begins with its code; -1:
   nowhere. */
static int find_code(const void *entries, size_t size, int n, struct kom_text code) {
    int low = 0, high = code.n == 3 ? n : 0;
    while (low < high) {
        const int middle = (low + high) / 2;
        const char *const *entry = (const void *)((const char *)entries + (size_t)middle * size);
        const int order = memcmp(*entry, code.p, 3);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

const struct kom_place *kom_place_by_code(struct kom_text code) {
    const int at = find_code(kom_places, sizeof kom_places[0], KOM_PLACES, code);
    return at < 0 ? NULL : &kom_places[at];
}

const struct kom_old_place *kom_old_place_by_code(struct kom_text code) {
    const int at = find_code(kom_old_places, sizeof kom_old_places[0], KOM_OLD_PLACES, code);
    return at < 0 ? NULL : &kom_old_places[at];
}

/* Of four digits those behind the zero. */
static struct kom_text three_digits(struct kom_text code) {
    bool is_padded = code.n == 4 && code.p[0] == '0';
    return is_padded ? (struct kom_text){code.p + 1, 3} : code;
}

bool kom_place_coded(struct kom_text code) {
    code = three_digits(code);
    return kom_place_by_code(code) || kom_text_is(code, kom_place_christiansoe.code);
}

const struct kom_place *kom_place_of(struct kom_text cell) {
    struct looking l = {.year = 0};
    struct kom_text code = three_digits(cell);
    const struct kom_place *place = kom_place_by_code(code);
    if (!place)
        place = kom_place_named(cell);
    if (place)
        return place;
    fold(&l.folded, cell);
    bool is_isle =
        kom_text_is(code, kom_place_christiansoe.code) || is_name(&l, kom_place_christiansoe.name);
    kom_buf_fini(&l.folded);
    kom_buf_fini(&l.room);
    return is_isle ? &kom_place_christiansoe : NULL;
}

const struct kom_old_place *kom_old_place_of(struct kom_text cell, int year) {
    const char *named = code_of(cell, year);
    struct kom_text code = named ? kom_text_of(named) : three_digits(cell);
    for (int i = 0; i < KOM_OLD_PLACES; i++)
        if (kom_text_is(code, kom_old_places[i].code) && is_there(&kom_old_places[i], year))
            return &kom_old_places[i];
    return NULL;
}
