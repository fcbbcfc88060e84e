/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores: the mean of the items answered, reversed first.

   All is counted in whole units, and divided once. As they are, scores are counted from the lowest
   answer in steps of 1; rescaled, an item's answers span as many units as the widths of all items
   of the scale have for a common multiple, so that items of unlike answers weigh alike. What each
   code of an item adds to a scale stands in a table: units, answers and items that are not relevant
   side by side in one word, so that a respondent costs an addition an item. As few scores can
   occur, their texts are made ahead. */
#include <string.h>

#include "work.h"

enum { ANSWERS_BIT = 40, NOT_RELEVANT_BIT = 52, ITEMS_MAX = (1 << 12) - 1 };

static uint64_t units_of(uint64_t sum) {
    return sum & ((UINT64_C(1) << ANSWERS_BIT) - 1);
}

static uint32_t answers_of(uint64_t sum) {
    return (uint32_t)(sum >> ANSWERS_BIT) & ITEMS_MAX;
}

static uint32_t not_relevant_of(uint64_t sum) {
    return (uint32_t)(sum >> NOT_RELEVANT_BIT);
}

/* ---- how a scale is scored ---- */

static uint64_t gcd(uint64_t a, uint64_t b) {
    while (b) {
        const uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static enum kom_status too_much(const struct scale_scale *s, struct kom_error *err) {
    return kom_fail(err, KOM_EDATA,
                    "--rescale: the answers of the items of \"%.*s\" span too many unlike widths "
                    "for one exact score; give them fewer",
                    (int)s->name.n, s->name.p);
}

/* The units that every item spans. */
static enum kom_status find_per(const struct scale_given *g, struct scale_score *score,
                                struct kom_error *err) {
    const struct scale_scale *s = score->scale;
    const struct scale_item *first = &g->book.item[s->item[0]];
    score->per = scale_width(first);
    score->lowest = g->ask.is_rescaled ? 0 : first->lowest;
    for (size_t i = 1; i < s->n; i++) {
        const uint64_t width = scale_width(&g->book.item[s->item[i]]);
        score->per = score->per / gcd(score->per, width) * width;
        if (score->per > UINT64_C(1) << 28)
            return too_much(s, err);
    }
    score->n_units = s->n * score->per + 1;
    return KOM_OK;
}

static enum kom_status check_scale(const struct scale_given *g, const struct scale_scale *s,
                                   struct kom_error *err) {
    if (s->n > ITEMS_MAX)
        return kom_fail(err, KOM_EDATA, "--codebook: the scale \"%.*s\" has more than %d items",
                        (int)s->name.n, s->name.p, ITEMS_MAX);
    if (s->is_even || g->ask.is_rescaled)
        return KOM_OK;
    return kom_fail(err, KOM_EDATA,
                    "--codebook: the items of the scale \"%.*s\" have unlike lowest and highest "
                    "answers, so a mean of them means nothing; --rescale 0-100 brings each to 0 to "
                    "100 first",
                    (int)s->name.n, s->name.p);
}

uint32_t scale_least(const struct kom_num *share, uint32_t n) {
    uint64_t ten = 1;
    for (int i = 0; i < share->scale; i++)
        ten *= 10;
    const kom_u128 of = (kom_u128)(uint64_t)share->mantissa * n;
    return (uint32_t)((of + ten - 1) / ten);
}

static bool make_members(struct scale_given *g, struct scale_score *score) {
    const struct scale_scale *s = score->scale;
    score->n = (uint32_t)s->n;
    score->member = kom_arena_take(&g->arena, s->n * sizeof *score->member);
    score->need = kom_arena_take(&g->arena, (s->n + 1) * sizeof *score->need);
    bool ok = score->member && score->need;
    for (uint32_t n = 0; n <= s->n && ok; n++)
        score->need[n] = n ? scale_least(&g->ask.answered, n) : 1;
    for (size_t i = 0; i < s->n && ok; i++) {
        const struct scale_item *item = &g->book.item[s->item[i]];
        const uint32_t n_codes = scale_n_codes(item);
        const uint64_t step = g->ask.is_rescaled ? score->per / scale_width(item) : 1;
        struct scale_member *m = &score->member[i];
        m->used = g->place[s->item[i]];
        m->add = kom_arena_take(&g->arena, n_codes * sizeof *m->add);
        ok = m->add;
        for (uint32_t code = 0; code < n_codes && ok; code++)
            m->add[code] = code >= SCALE_FIRST ? scale_units(item, (uint16_t)code) * step +
                                                     (UINT64_C(1) << ANSWERS_BIT)
                                               : 0;
        if (ok)
            m->add[SCALE_NOT_RELEVANT] = UINT64_C(1) << NOT_RELEVANT_BIT;
    }
    return ok;
}

/* Whole numbers, divided once. */
static double score_of(const struct scale_given *g, const struct scale_score *score,
                       uint32_t answers, uint64_t units) {
    if (g->ask.is_rescaled)
        return (double)(100 * units) / (double)(answers * score->per);
    const int64_t sum = (int64_t)units + (int64_t)score->lowest * answers;
    return (double)sum / answers;
}

static bool make_texts(struct scale_given *g, struct scale_score *score) {
    const uint64_t n = (score->n + 1) * score->n_units;
    if (n > SCALE_TEXTS_MAX)
        return true;
    score->text = kom_arena_take(&g->arena, n * SCALE_TEXT_NBYTES);
    if (!score->text)
        return false;
    for (uint32_t answers = 0; answers <= score->n; answers++) {
        for (uint64_t units = 0; units < score->n_units; units++) {
            char digits[32];
            char *text = &score->text[(answers * score->n_units + units) * SCALE_TEXT_NBYTES];
            const size_t length =
                answers ? kom_num_shortest(digits, score_of(g, score, answers, units)) : 0;
            text[0] = length < SCALE_TEXT_NBYTES ? (char)length : SCALE_TEXT_NBYTES;
            memcpy(text + 1, digits, length < SCALE_TEXT_NBYTES ? length : 0);
        }
    }
    return true;
}

enum kom_status scale_scores_make(struct scale_given *g, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < g->n_scores && !status; i++) {
        struct scale_score *score = &g->score[i];
        status = check_scale(g, score->scale, err);
        if (!status)
            status = find_per(g, score, err);
        if (!status && (!make_members(g, score) || !make_texts(g, score)))
            status = scale_no_memory(err);
    }
    return status;
}

/* ---- rows ---- */

void scale_scores_header(const struct scale_given *g, struct kom_buf *out) {
    struct kom_buf name = {0};
    kom_buf_str(out, "respondent,wave");
    for (size_t i = 0; i < g->n_carried; i++) {
        kom_buf_byte(out, ',');
        kom_buf_heading(out, kom_text_of(g->carried[i].name), ',');
    }
    for (size_t i = 0; i < g->n_scores; i++) {
        const struct kom_text scale = g->score[i].scale->name;
        kom_buf_reset(&name);
        kom_buf_text(&name, scale);
        kom_buf_str(&name, "_items");
        kom_buf_byte(out, ',');
        kom_buf_heading(out, scale, ',');
        kom_buf_byte(out, ',');
        kom_buf_heading(out, kom_buf_view(&name), ',');
        out->failed = out->failed || name.failed;
    }
    kom_buf_byte(out, '\n');
    kom_buf_fini(&name);
}

void scale_scores_sum(const struct scale_given *g, const struct scale_block *k, uint64_t *sum) {
    for (size_t s = 0; s < g->n_scores; s++) {
        const struct scale_score *score = &g->score[s];
        uint64_t *restrict of = &sum[s * KOM_BLOCK_ROWS];
        memset(of, 0, k->n * sizeof *of);
        for (uint32_t i = 0; i < score->n; i++) {
            const uint64_t *add = score->member[i].add;
            const uint16_t *code = &k->code[(size_t)score->member[i].used * KOM_BLOCK_ROWS];
            for (uint32_t row = 0; row < k->n; row++)
                of[row] += add[code[row]];
        }
    }
}

static void add_score(const struct scale_given *g, const struct scale_score *score,
                      uint32_t answers, uint64_t units, struct kom_buf *out) {
    const char *text =
        score->text ? &score->text[(answers * score->n_units + units) * SCALE_TEXT_NBYTES] : NULL;
    if (text && text[0] < SCALE_TEXT_NBYTES)
        kom_buf_add(out, text + 1, (size_t)text[0]);
    else
        kom_buf_shortest(out, score_of(g, score, answers, units));
}

void scale_scores_cells(const struct scale_given *g, const uint64_t *sum, uint32_t row,
                        struct kom_buf *out) {
    for (size_t s = 0; s < g->n_scores; s++) {
        const struct scale_score *score = &g->score[s];
        const uint64_t of = sum[s * KOM_BLOCK_ROWS + row];
        const uint32_t answers = answers_of(of), asked = score->n - not_relevant_of(of);
        const bool has_score = answers >= score->need[asked];
        kom_buf_byte(out, ',');
        if (has_score)
            add_score(g, score, answers, units_of(of), out);
        kom_buf_byte(out, ',');
        kom_buf_int(out, answers);
    }
}
