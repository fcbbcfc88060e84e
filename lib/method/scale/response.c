/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Response rates (AAPOR 2016, Standard Definitions, 9th edition), and respondents beside the frame.

   A respondent is complete where at least the share --complete of the items asked is answered,
   partial where at least --answered is, and else no respondent. Items that are not relevant are not
   asked. The whole frame is eligible, so that RR1 is complete over frame, and RR2 complete and
   partial. Where the frame lists persons they bring their groups along; where it lists groups, the
   responses have the same columns. */
#include <math.h>
#include <string.h>

#include "shell_word.h"
#include "spelling.h"
#include "work.h"

enum { RESPONSE_COMPLETE, RESPONSE_PARTIAL, RESPONSE_NONE };

/* ---- rows ---- */

/* How many items each respondent of a block was asked and answered. */
static void count_answers(const struct scale_books *b, uint32_t *asked, uint32_t *answered) {
    const struct scale_block *k = &b->block;
    for (uint32_t row = 0; row < k->n; row++) {
        asked[row] = (uint32_t)b->g->n_used;
        answered[row] = 0;
    }
    for (size_t i = 0; i < b->g->n_used; i++) {
        const uint16_t *code = &k->code[i * KOM_BLOCK_ROWS];
        for (uint32_t row = 0; row < k->n; row++) {
            asked[row] -= code[row] == SCALE_NOT_RELEVANT;
            answered[row] += code[row] >= SCALE_FIRST;
        }
    }
}

/* Is that share of the items answered? Nothing is, where nothing was asked. */
static bool reaches(const struct kom_num *share, uint32_t answered, uint32_t asked) {
    return answered && answered >= scale_least(share, asked);
}

void scale_respond_block(struct scale_books *b) {
    const struct scale_given *g = b->g;
    uint32_t asked[KOM_BLOCK_ROWS], answered[KOM_BLOCK_ROWS];
    count_answers(b, asked, answered);
    for (uint32_t row = 0; row < b->block.n; row++)
        b->respond[row] = reaches(&g->ask.complete, answered[row], asked[row])   ? RESPONSE_COMPLETE
                          : reaches(&g->ask.answered, answered[row], asked[row]) ? RESPONSE_PARTIAL
                                                                                 : RESPONSE_NONE;
}

/* Adds a respondent to the group of b->key. */
static bool count_one(struct scale_books *b, uint8_t response) {
    const uint32_t group = scale_tally_group(b);
    if (group == KOM_GROUP_NONE)
        return false;
    if (b->g->ask.table == KOM_SCALE_COMPARE)
        b->tally.cell[group * b->g->cells.n] += response != RESPONSE_NONE;
    else
        b->tally.cell[group * b->g->cells.n + response]++;
    return true;
}

/* A person of the frame; the frame's cells tell the groups. */
static bool respond_person(struct scale_books *b, const struct scale_who *who, uint8_t response,
                           bool *is_known) {
    const struct scale_given *g = b->g;
    const struct scale_frame *f = &g->frame;
    const struct kom_text none = {NULL, 0};
    const size_t n_keys = g->ask.table == KOM_SCALE_COMPARE ? g->ask.compare.n : 1;
    kom_buf_reset(&b->key);
    kom_group_add_part(&b->key, who->respondent);
    kom_group_add_part(&b->key, f->wave >= 0 ? who->wave : none);
    const uint32_t row = kom_groups_find(&f->persons, kom_buf_view(&b->key));
    *is_known = row != KOM_GROUP_NONE;
    bool ok = !b->key.failed;
    for (size_t i = 0; i < n_keys && ok && *is_known; i++) {
        scale_frame_key(g, row, i, who->wave, &b->key);
        ok = count_one(b, response);
    }
    return ok;
}

/* A respondent of a group of the frame, by the cells of the responses (who->values). */
static bool respond_group(struct scale_books *b, const struct scale_who *who, uint8_t response,
                          bool *is_known) {
    const struct scale_given *g = b->g;
    const struct scale_frame *f = &g->frame;
    struct kom_group_part part[KOM_BY_MAX];
    const bool compares = g->ask.table == KOM_SCALE_COMPARE;
    const size_t n = scale_frame_names(g)->n;
    kom_group_parts(who->values, part, n);
    *is_known = true;
    for (int pass = 0; pass < 2;
         pass++) { /* all its groups are to be known before one is counted */
        for (size_t i = 0; i < (compares ? n : 1) && *is_known; i++) {
            kom_buf_reset(&b->key);
            if (compares) {
                kom_group_add_part(&b->key, kom_text_of(g->ask.compare.item[i]));
                kom_group_add_part(&b->key, part[i].text);
            } else {
                kom_buf_text(&b->key, who->values);
                kom_group_add_part(&b->key, pass == 0 && f->wave < 0 ? (struct kom_text){NULL, 0}
                                                                     : who->wave);
            }
            if (pass == 0)
                *is_known = kom_groups_find(&f->groups, kom_buf_view(&b->key)) != KOM_GROUP_NONE;
            else if (!count_one(b, response))
                return false;
        }
    }
    return !b->key.failed;
}

/* What the frame has not, of a respondent who is in none of its rows. */
static bool note_unknown(struct scale_books *b, const struct scale_who *who) {
    const struct scale_frame *f = &b->g->frame;
    const size_t n = f->n_known - 1;
    struct kom_group_part part[KOM_BY_MAX];
    bool ok = true;
    if (f->respondent < 0)
        kom_group_parts(who->values, part, n);
    for (size_t i = 0; i < n && ok && f->respondent < 0; i++)
        ok = kom_unmet_code(&b->unmet[i], &f->known[i], 1, part[i].text, 1);
    return ok && (f->wave < 0 || kom_unmet_code(&b->unmet[n], &f->known[n], 1, who->wave, 1));
}

bool scale_respond(struct scale_books *b, const struct scale_who *who, uint32_t row,
                   bool *is_known) {
    const bool ok = b->g->frame.respondent >= 0 ? respond_person(b, who, b->respond[row], is_known)
                                                : respond_group(b, who, b->respond[row], is_known);
    b->n_known += *is_known;
    b->n_unknown += !*is_known;
    return ok && (*is_known || note_unknown(b, who)) &&
           (b->g->ask.table != KOM_SCALE_COMPARE ||
            kom_intern_add(&b->waves, who->wave) != KOM_NO_ID);
}

/* A comparison is of one wave. */
static enum kom_status judge_waves(const struct kom_scale *s, struct kom_error *err) {
    struct kom_intern waves = {0};
    bool ok = true;
    for (unsigned i = 0; i < s->n_books && ok; i++)
        ok = kom_waves_add(&waves, &s->books[i].waves);
    const enum kom_status status =
        ok ? kom_waves_refuse(&waves, "--compare-frame: the responses are of ",
                              "; choose one of them: --only ", err)
           : scale_no_memory(err);
    kom_intern_fini(&waves);
    return status;
}

static enum kom_status say_alike(const struct kom_scale *s, size_t i, struct kom_text code,
                                 struct kom_error *err) {
    const struct scale_frame *f = &s->given.frame;
    const int column = i + 1 == f->n_known ? f->wave : f->value[i];
    const struct kom_text heading = f->frame->name[column];
    const struct kom_text alike = kom_meet_alike(&f->known[i], code);
    const struct kom_word *word = kom_word_find(heading);
    struct kom_buf out = {0};
    kom_buf_printf(&out, "--frame: column \"%.*s\": the responses have ", (int)heading.n,
                   heading.p);
    kom_spelling_show(&out, code);
    kom_buf_str(&out, " where the frame has ");
    kom_spelling_show(&out, alike);
    kom_buf_str(&out, word && strcmp(word->name, "kom") == 0 && kom_is_digits(code) &&
                              kom_is_digits(alike) && code.n + alike.n == 7
                          ? "; use --kom-digits 3 or --kom-digits 4, which pads or strips codes in "
                            "every table"
                          : "; spell it alike in both");
    return kom_fail_text(&out, KOM_EDATA, err);
}

/* Values of the responses that are but spelt otherwise than the frame's: the first by its bytes. */
static enum kom_status judge_spelling(const struct kom_scale *s, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    const struct scale_frame *f = &s->given.frame;
    for (size_t i = 0; i < f->n_known; i++) {
        struct kom_text first = {NULL, 0};
        for (unsigned k = 0; k < s->n_books; k++) {
            const struct kom_intern *codes = &s->books[k].unmet[i].codes;
            for (uint32_t c = 0; c < codes->n; c++)
                if (kom_meet_alike(&f->known[i], codes->text[c]).p &&
                    (!first.p || kom_text_compare(codes->text[c], first) < 0))
                    first = codes->text[c];
        }
        if (first.p)
            return kom_mem_settle(failures, say_alike(s, i, first, err), err);
    }
    return kom_mem_settle(failures, KOM_OK, err);
}

enum kom_status scale_judge_frame(const struct kom_scale *s, struct kom_error *err) {
    uint64_t n_known = 0, n_unknown = 0;
    const enum kom_status status = judge_spelling(s, err);
    if (status)
        return status;
    for (unsigned i = 0; i < s->n_books; i++) {
        n_known += s->books[i].n_known;
        n_unknown += s->books[i].n_unknown;
    }
    if (n_known || !n_unknown)
        return s->given.ask.table == KOM_SCALE_COMPARE ? judge_waves(s, err) : KOM_OK;
    return kom_fail(err, KOM_EDATA,
                    s->given.frame.respondent >= 0
                        ? "--frame: none of the %llu respondents is in it; are both of the same "
                          "questionnaire, and their ids written alike?"
                        : "--frame: none of the %llu respondents is of a group that it has; are "
                          "the groups written alike in both?",
                    (unsigned long long)n_unknown);
}

/* ---- the table of rates ---- */

struct response_row {
    int64_t frame, complete, partial, no_answer;
    double rr1, rr2;
};

#define COUNT(name, meaning)                                                                       \
    { #name, "number", meaning, kom_output_count, offsetof(struct response_row, name), NULL }
#define RATE(name, meaning)                                                                        \
    { #name, "number", meaning, kom_output_exact, offsetof(struct response_row, name), NULL }

const struct kom_output_column kom_scale_response_columns[] = {
    COUNT(frame, "persons of the frame, all of them eligible"),
    COUNT(complete, "respondents who answered at least the share --complete of the items asked"),
    COUNT(partial, "those of the others who answered at least the share --answered"),
    COUNT(no_answer, "the rest of the frame"),
    RATE(rr1, "AAPOR response rate 1: complete over frame"),
    RATE(rr2, "AAPOR response rate 2: complete and partial over frame"),
    {0},
};

/* A group of the frame in a wave; KOM_EDATA: more respondents than persons. */
static enum kom_status fill_rates(const struct kom_scale *s, struct kom_text key, int64_t size,
                                  struct response_row *row, struct kom_error *err) {
    const uint32_t group = kom_groups_find(&s->answer.groups, key);
    static const uint64_t none[RESPONSE_NONE + 1] = {0};
    const uint64_t *cell =
        group == KOM_GROUP_NONE ? none : &s->answer.cell[group * s->given.cells.n];
    row->frame = size;
    row->complete = (int64_t)cell[RESPONSE_COMPLETE];
    row->partial = (int64_t)cell[RESPONSE_PARTIAL];
    row->no_answer = size - row->complete - row->partial;
    row->rr1 = size ? (double)row->complete / (double)size : KOM_NAN;
    row->rr2 = size ? (double)(row->complete + row->partial) / (double)size : KOM_NAN;
    if (row->no_answer >= 0)
        return KOM_OK;
    return kom_fail(err, KOM_EDATA,
                    "--frame: a group has %lld persons, and %lld answered; correct its n",
                    (long long)size, (long long)(row->complete + row->partial));
}

/* The waves that the responses have, in their order, where the frame has none of its own. */
static uint32_t *find_waves(const struct kom_scale *s, struct kom_groups *waves) {
    struct kom_buf key = {0};
    struct kom_group_part part[KOM_BY_MAX + 1];
    bool ok = true;
    for (uint32_t i = 0; i < s->answer.groups.n && ok; i++) {
        kom_group_parts(kom_groups_key(&s->answer.groups, i), part, s->given.ask.by.n + 1);
        kom_buf_reset(&key);
        kom_group_add_part(&key, part[s->given.ask.by.n].text);
        ok = !key.failed && kom_groups_intern(waves, kom_buf_view(&key)) != KOM_GROUP_NONE;
    }
    if (ok && waves->n == 0) { /* nobody answered: one wave that has no name */
        kom_buf_reset(&key);
        kom_group_add_part(&key, (struct kom_text){NULL, 0});
        ok = !key.failed && kom_groups_intern(waves, kom_buf_view(&key)) != KOM_GROUP_NONE;
    }
    kom_buf_fini(&key);
    return ok ? kom_groups_sorted(waves, 1) : NULL;
}

/* A group of the frame, in its own wave or in each that the responses have. */
static enum kom_status write_group(const struct kom_scale *s, uint32_t group,
                                   const struct kom_groups *waves, const uint32_t *order,
                                   struct kom_buf *out, struct kom_error *err) {
    const struct scale_given *g = &s->given;
    const struct scale_frame *f = &g->frame;
    const size_t n = f->wave >= 0 ? 1 : waves->n;
    struct kom_group_part part[KOM_BY_MAX + 1];
    struct kom_buf key = {0};
    enum kom_status status = KOM_OK;
    kom_group_parts(kom_groups_key(&f->groups, group), part, g->ask.by.n + 1);
    for (size_t i = 0; i < n && !status; i++) {
        struct response_row row;
        kom_buf_reset(&key);
        for (size_t k = 0; k < g->ask.by.n + (f->wave >= 0); k++)
            kom_group_add_part(&key, part[k].text);
        if (f->wave < 0)
            kom_buf_text(&key, kom_groups_key(waves, order[i])); /* packed already */
        status = key.failed ? scale_no_memory(err)
                            : fill_rates(s, kom_buf_view(&key), f->size[group], &row, err);
        if (!status)
            kom_output_group(g->ask.by.n + 1, kom_buf_view(&key), kom_scale_response_columns, s,
                             &row, out);
    }
    kom_buf_fini(&key);
    return status;
}

enum kom_status scale_response_write(const struct kom_scale *s, const struct kom_out *to,
                                     struct kom_error *err) {
    const struct scale_frame *f = &s->given.frame;
    struct kom_groups waves = {0};
    struct kom_buf out = {0};
    uint32_t *order = kom_groups_sorted(&f->groups, s->given.ask.by.n + 1);
    uint32_t *wave_order = find_waves(s, &waves);
    enum kom_status status = order && wave_order ? KOM_OK : scale_no_memory(err);
    scale_write_header(&s->given, kom_scale_response_columns, &out);
    for (size_t i = 0; i < f->groups.n && !status; i++) {
        status = write_group(s, order[i], &waves, wave_order, &out, err);
        if (!status)
            status = scale_write_flush(&out, false, to, err);
    }
    if (!status)
        status = scale_write_flush(&out, true, to, err);
    kom_free(order);
    kom_free(wave_order);
    kom_groups_fini(&waves);
    kom_buf_fini(&out);
    return status;
}
