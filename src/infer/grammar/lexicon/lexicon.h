/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lexicon: what English words can be, what each is in its sentence, and their forms.
 *
 * lexicon.c has WordNet's lists and weighs what one word can be; lexicon_closed.c has the few words that lists of nouns and verbs leave
 * out, and what else is said of words one by one; lexicon_tags.c chooses among all that by the words beside. lexicon_lemmas.c leads
 * forms back to their words, lexicon_forms.c makes forms, lexicon_irregular.c has those that follow no rule.
 * Not here: what a sentence should have said (infer/grammar), right spelling (infer/grammar/spelling), meanings (infer/dictionary).
 * Memory: struct lexicon is the caller's to free and is never written again; the rest lives in the arena passed in. Threads: any.
 * Files: lexicon_new() reads WordNet's, nothing else does. */
#pragma once

#include "base/err.h"
#include "infer/grammar/sentences/sentences.h"

/* ---- parts of speech: Penn Treebank's, and some of our own ---- */

#define TAG_TABLE(X)                                                             \
    X(NN)   /* noun, singular or not to be counted */                            \
    X(NNS)  /* noun, plural */                                                   \
    X(NNP)  /* name */                                                           \
    X(VB)   /* verb, base form */                                                \
    X(VBZ)  /* verb, third person singular */                                    \
    X(VBD)  /* verb, past */                                                     \
    X(VBN)  /* verb, past participle */                                          \
    X(VBG)  /* verb, -ing form */                                                \
    X(JJ)   /* adjective */                                                      \
    X(JJR)  /* comparative */                                                    \
    X(JJS)  /* superlative */                                                    \
    X(RB)   /* adverb */                                                         \
    X(DT)   /* article, demonstrative, quantifier before a noun */               \
    X(SUBJ) /* I, he, she, we, they */                                           \
    X(OBJ)  /* me, him, us, them */                                              \
    X(PRP)  /* it, you; everybody, something, mine: subject as well as object */ \
    X(POSS) /* my, their; John's */                                              \
    X(IN)   /* preposition */                                                    \
    X(SUB)  /* because, if, that */                                              \
    X(CC)   /* and, or, but */                                                   \
    X(TO)   /* to */                                                             \
    X(MD)   /* can, will, 'll */                                                 \
    X(BE)   /* forms of be */                                                    \
    X(HAVE) /* forms of have */                                                  \
    X(DO)   /* forms of do */                                                    \
    X(CD)   /* number */                                                         \
    X(WH)   /* who, what, where */                                               \
    X(NOT)  /* not */                                                            \
    X(EX)   /* there */                                                          \
    X(UH)   /* yes, oh */                                                        \
    X(PUN)  /* punctuation */                                                    \
    X(XX)   /* nobody knows */

#define TAG_ENUM(name) TAG_##name##_BIT,
enum tag_bit { TAG_TABLE(TAG_ENUM) TAG_BIT_COUNT };
#undef TAG_ENUM
_Static_assert(TAG_BIT_COUNT == 32, "a mask of tags has 32 bits");

#define TAG(name) (UINT32_C(1) << TAG_##name##_BIT)
#define TAGS_NOUN (TAG(NN) | TAG(NNS) | TAG(NNP))
#define TAGS_VERB (TAG(VB) | TAG(VBZ) | TAG(VBD) | TAG(VBN) | TAG(VBG))
#define TAGS_ADJ  (TAG(JJ) | TAG(JJR) | TAG(JJS))
#define TAGS_OPEN (TAGS_NOUN | TAGS_VERB | TAGS_ADJ | TAG(RB))

/* ---- words ---- */

/* WordNet's lists of words, in memory: its nouns, verbs, adjectives and adverbs, and how often each stood in texts. */
struct lexicon;
/* Reads the lists in the folder; E_OK always. What is missing is no error: lexicon_is_full() tells it, and endings and the words known
 * here say then what others can be. */
MUSTUSE int lexicon_new(const char *folder, struct lexicon **out);
void lexicon_free(struct lexicon *lexicon);
/* Whether WordNet's lists were there. */
bool lexicon_is_full(const struct lexicon *lexicon);

enum lexicon_class { LEXICON_NOUN, LEXICON_VERB, LEXICON_ADJ, LEXICON_ADV, LEXICON_CLASS_COUNT };

struct lexicon_entry {
    bool is[LEXICON_CLASS_COUNT];
    uint16_t
        uses[LEXICON_CLASS_COUNT]; /* how often it stood in texts that WordNet's makers have read */
};
/* NULL: not in the lists. */
const struct lexicon_entry *lexicon_find(const struct lexicon *lexicon, struct str lemma);
/* How common a word is, in any form: 0 for one that is in no list. */
unsigned lexicon_frequency(const struct lexicon *lexicon, struct str low);
/* Nouns of which there is no plural: "advice". */
bool lexicon_is_uncountable(struct str low);
/* Begins with the sound of a vowel. */
bool lexicon_sounds_vowel(struct str word);

/* ---- forms ---- */

#define FORM_BYTES 48
struct form {
    char p[FORM_BYTES];
};
/* The lemmas that a word can be a form of, of this class, with the tags that it then has. */
struct lemma {
    struct form word;
    uint32_t tags;
    enum lexicon_class class;
};

#define LEMMAS_MAX 8
/* What a word can be a form of; how many. */
size_t forms_lemmas(const struct lexicon *lexicon, struct str low, struct lemma out[LEMMAS_MAX]);
/* The form of a lemma that has this tag (VB VBZ VBD VBN VBG NN NNS RB JJR JJS); false: there is none. */
bool forms_make(struct str lemma, uint32_t tag, struct form *out);
/* The same from any form of the word. */
bool forms_turn(const struct lexicon *lexicon, struct str low, uint32_t tag, struct form *out);

/* What agrees with a plural (or a singular): "is" and "are", "this" and "these", "walks" and "walk". */
bool forms_agree(const struct lexicon *lexicon, struct str low, bool is_plural, struct form *out);

/* ---- what each word of a sentence is ---- */

/* Fills in what each token can be, what it is here, judged by its neighbours, and what it is a form of. */
void lexicon_tag_sentence(const struct lexicon *lexicon, struct sentence *sentence,
                          struct arena *arena);
