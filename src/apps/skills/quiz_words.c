/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which words a quiz has: those that are due, then new ones. */
#include "apps/skills/quiz.h"

bool quiz_words_have(const struct quiz_cards *cards, const struct quiz_card *card)
{
    for (size_t i = 0; i < cards->count; i++) {
        if (str_eq(cards->items[i].word, card->word) && str_eq(cards->items[i].part, card->part)) {
            return true;
        }
    }
    return false;
}

struct str quiz_words_write(const struct quiz_cards *cards, struct arena *arena)
{
    struct sb sb;
    struct json_out out;
    sb_init(&sb, 64 * KIB);
    json_out_init(&out, &sb);
    json_begin_array(&out);
    for (size_t i = 0; i < cards->count; i++) {
        json_begin_object(&out);
        json_kv_str(&out, "word", cards->items[i].word);
        json_kv_str(&out, "part_of_speech", cards->items[i].part);
        json_end_object(&out);
    }
    json_end_array(&out);
    const struct str json = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return json;
}

static bool read_word(struct json_value value, struct arena *arena, struct quiz_card *out)
{
    const struct str word = json_text(json_get(value, "word"));
    const struct str part = json_text(json_get(value, "part_of_speech"));
    if (word.n == 0 || word.n > QUIZ_WORD_MAX || part.n == 0) {
        return false;
    }
    *out = quiz_card_new(str_copy(arena, word), str_copy(arena, part));
    return true;
}

bool quiz_words_read(struct str json, struct arena *arena, struct quiz_cards *out)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse(json, &doc, NULL) < 0) {
        return false;
    }
    const struct json_value words = json_doc_root(doc);
    const size_t count = json_count(words);
    if (count > QUIZ_COUNT_MAX) {
        return false;
    }
    *out = (struct quiz_cards){.items = arena_calloc(arena, count, sizeof(*out->items))};
    for (; out->count < count; out->count++) {
        if (!read_word(json_at(words, out->count), arena, &out->items[out->count])) {
            return false;
        }
    }
    return true;
}

int quiz_words_add_new(struct db_conn *conn, struct uuid owner, struct json_value words,
                       size_t wanted, struct quiz_cards *cards)
{
    for (size_t i = 0; i < json_count(words) && cards->count < wanted; i++) {
        const struct json_value word = json_at(words, i);
        struct quiz_card known;
        const struct quiz_card card = quiz_card_new(json_text(json_get(word, "word")),
                                                    json_text(json_get(word, "part_of_speech")));
        int rc = quiz_store_find_card(conn, owner, card.word, card.part, &known);
        if (rc < 0 && rc != E_NOT_FOUND) {
            return rc;
        }
        if (rc == E_NOT_FOUND && !quiz_words_have(cards, &card)) {
            cards->items[cards->count++] = card;
        }
    }
    return E_OK;
}
