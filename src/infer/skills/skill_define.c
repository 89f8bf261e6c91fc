/* SPDX-License-Identifier: GPL-3.0-or-later */
/* define: what an English word means. {word, language?, about?} -> kind "definition": "lead" {"about": "synonyms" or "opposites",
 * "words"} where one of them is asked for, "word", "hyphenation", "senses" [{"part_of_speech", "word",
 * "meaning", "examples", "synonyms", "opposites"}], "family" [{"word", "part_of_speech"}], "suggestions", and, where
 * the other English spells it otherwise, "variant" {"word", "variety": "american" or "british"}. */
#include "infer/dictionary/dictionary.h"
#include "infer/skills/skill_dictionary.h"

#define TEXT_MAX      (64 * KIB)
#define LEAD_MAX      ((size_t)20)
#define TEXT_EXAMPLES ((size_t)2) /* of each meaning; the members have all */

/* Words that WordNet has not: what they do is grammar. */
static const struct {
    const char *kind;
    const char *words;
} function_words[] = {
    {"a pronoun",
     " i you he she it we they me him us them my your his its our their mine yours hers ours "
     "theirs myself "
     "yourself himself herself itself ourselves yourselves themselves who whom whose which what "
     "this that these "
     "those anybody anyone anything everybody everyone everything somebody someone nobody none "},
    {"a preposition", " of to in on at by for with from into onto upon about above across after "
                      "against along among around "
                      "before behind below beneath beside besides between beyond during despite "
                      "except inside outside over since "
                      "through throughout toward towards under until within without via per "},
    {"a conjunction",
     " and or but nor because although though if unless while whereas whether than "},
    {"an article", " a an the "},
    {"an auxiliary verb", " shall should would could might must ought cannot "},
};

static const char *function_of(struct str word, struct arena *arena)
{
    const char *wanted = arena_printf(arena, " %" STRF " ", STRA(word));
    for (size_t i = 0; i < ARRAY_LEN(function_words); i++) {
        if (strcasestr(function_words[i].words, wanted) != NULL) {
            return function_words[i].kind;
        }
    }
    return NULL;
}

static void put_strs(struct json_out *out, const char *key, const struct dictionary_strs *list)
{
    json_key(out, key);
    json_begin_array(out);
    for (size_t i = 0; i < list->count; i++) {
        json_put_str(out, list->items[i]);
    }
    json_end_array(out);
}

static void put_senses(struct json_out *out, const struct dictionary_entry *entry)
{
    json_key(out, "senses");
    json_begin_array(out);
    for (size_t i = 0; i < entry->sense_count; i++) {
        const struct dictionary_sense *sense = &entry->senses[i];
        json_begin_object(out);
        json_kv_c(out, "part_of_speech", dictionary_part_name(sense->part));
        json_kv_str(out, "word", sense->word);
        json_kv_str(out, "meaning", sense->meaning);
        put_strs(out, "examples", &sense->examples);
        put_strs(out, "synonyms", &sense->synonyms);
        put_strs(out, "opposites", &sense->opposites);
        json_end_object(out);
    }
    json_end_array(out);
}

static void put_family(struct json_out *out, const struct dictionary_entry *entry)
{
    json_key(out, "family");
    json_begin_array(out);
    for (size_t i = 0; i < entry->family_count; i++) {
        json_begin_object(out);
        json_kv_str(out, "word", entry->family[i].word);
        json_kv_c(out, "part_of_speech", dictionary_part_name(entry->family[i].part));
        json_end_object(out);
    }
    json_end_array(out);
}

/* ---- the same as text ---- */

static void say_list(struct sb *sb, const char *title, const struct dictionary_strs *list)
{
    for (size_t i = 0; i < list->count; i++) {
        sb_addf(sb, "%s%" STRF, i == 0 ? title : ", ", STRA(list->items[i]));
    }
}

static void say_sense(struct sb *sb, const struct dictionary_sense *sense, size_t number)
{
    sb_addf(sb, "%zu. %" STRF, number, STRA(sense->meaning));
    for (size_t i = 0; i < size_min(sense->examples.count, TEXT_EXAMPLES); i++) {
        sb_addf(sb, "%s“%" STRF "”", i == 0 ? ": " : "; ", STRA(sense->examples.items[i]));
    }
    say_list(sb, "\n   Synonyms: ", &sense->synonyms);
    say_list(sb, "\n   Opposites: ", &sense->opposites);
    sb_add_c(sb, "\n");
}

static void say_entry(struct sb *sb, const struct dictionary_entry *entry)
{
    size_t number = 0;
    for (size_t i = 0; i < entry->sense_count; i++) {
        const struct dictionary_sense *sense = &entry->senses[i];
        const struct dictionary_sense *before = i > 0 ? sense - 1 : NULL;
        if (before == NULL || before->part != sense->part ||
            !str_eq_nocase(before->word, sense->word)) {
            number = 0;
            sb_addf(sb, "%s**%" STRF "** (%s)\n\n", i > 0 ? "\n" : "", STRA(sense->word),
                    dictionary_part_name(sense->part));
        }
        say_sense(sb, sense, ++number);
    }
    for (size_t i = 0; i < entry->family_count; i++) {
        sb_addf(sb, "%s%" STRF " (%s)", i == 0 ? "\nWord family: " : ", ",
                STRA(entry->family[i].word), dictionary_part_name(entry->family[i].part));
    }
    if (!str_eq(entry->hyphenation, entry->word)) {
        sb_addf(sb, "%sDivided: %" STRF, entry->family_count > 0 ? "\n\n" : "\n",
                STRA(entry->hyphenation));
    }
}

static const char *say_variant(const struct dictionary_variant *variant, struct arena *arena)
{
    return arena_printf(arena, "%s spelled “%" STRF "” (%s).",
                        variant->is_partly ? "In some meanings also" : "Also", STRA(variant->word),
                        variant->is_both       ? "American, and British as well"
                        : variant->is_american ? "American"
                                               : "British");
}

static void put_variant(struct json_out *out, const struct dictionary_variant *variant)
{
    json_key(out, "variant");
    json_begin_object(out);
    json_kv_str(out, "word", variant->word);
    json_kv_c(out, "variety", variant->is_american ? "american" : "british");
    json_end_object(out);
}

static void say_nothing_found(struct sb *sb, const struct dictionary_entry *entry,
                              const char *function)
{
    if (function != NULL) {
        sb_addf(sb,
                "“%" STRF "” is %s. The dictionary has nouns, verbs, adjectives and adverbs only.",
                STRA(entry->asked), function);
        return;
    }
    sb_addf(sb, "The dictionary has no word “%" STRF "”.", STRA(entry->asked));
    if (entry->suggestions.count > 0) {
        say_list(sb, " Perhaps one of these is meant: ", &entry->suggestions);
        sb_add_c(sb, ".");
    }
}

/* ---- what is asked for above all ---- */

enum about { ABOUT_MEANING, ABOUT_SYNONYMS, ABOUT_OPPOSITES };

static enum about about_of(struct str name)
{
    return str_eq(name, STR("synonyms"))    ? ABOUT_SYNONYMS
           : str_eq(name, STR("opposites")) ? ABOUT_OPPOSITES
                                            : ABOUT_MEANING;
}

/* The synonyms or opposites of all meanings, each once, those of the most used meaning first. */
static struct dictionary_strs leading_words(const struct dictionary_entry *entry, enum about about,
                                            struct arena *arena)
{
    struct dictionary_strs words = {arena_calloc(arena, LEAD_MAX, sizeof(*words.items)), 0};
    for (size_t i = 0; i < entry->sense_count; i++) {
        const struct dictionary_sense *sense = &entry->senses[i];
        const struct dictionary_strs *list =
            about == ABOUT_SYNONYMS ? &sense->synonyms : &sense->opposites;
        for (size_t k = 0; k < list->count && words.count < LEAD_MAX; k++) {
            bool is_there = false;
            for (size_t j = 0; j < words.count; j++) {
                is_there = is_there || str_eq_nocase(words.items[j], list->items[k]);
            }
            if (!is_there) {
                words.items[words.count++] = list->items[k];
            }
        }
    }
    return words;
}

static void say_lead(struct sb *sb, const struct dictionary_entry *entry, enum about about,
                     const struct dictionary_strs *words)
{
    const char *name = about == ABOUT_SYNONYMS ? "synonym" : "opposite";
    if (words->count == 0) {
        sb_addf(sb, "The dictionary has no %s of “%" STRF "”.\n\n", name, STRA(entry->word));
        return;
    }
    say_list(sb, about == ABOUT_SYNONYMS ? "**Words of the same meaning:** " : "**Opposite:** ",
             words);
    sb_add_c(sb, "\n\n");
}

static void put_lead(struct json_out *out, enum about about, const struct dictionary_strs *words)
{
    json_key(out, "lead");
    json_begin_object(out);
    json_kv_c(out, "about", about == ABOUT_SYNONYMS ? "synonyms" : "opposites");
    put_strs(out, "words", words);
    json_end_object(out);
}

/* ---- what was not as asked for ---- */

static void put_notices(struct json_out *out, const struct dictionary_entry *entry,
                        const char *variant, struct arena *arena)
{
    const char *function = function_of(entry->asked, arena);
    const struct dictionary_sense *first = entry->senses;
    json_key(out, "notices");
    json_begin_array(out);
    if (entry->sense_count > 0 && !str_eq_nocase(first->word, entry->asked)) {
        json_put_str(out, str_from(arena_printf(arena, "“%" STRF "” was looked up as “%" STRF "”.",
                                                STRA(entry->asked), STRA(first->word))));
    }
    if (entry->sense_count > 0 && function != NULL) {
        json_put_str(out, str_from(arena_printf(
                              arena,
                              "As %s “%" STRF "” is not in the dictionary, which has nouns, verbs, "
                              "adjectives and adverbs only.",
                              function, STRA(entry->asked))));
    }
    if (variant != NULL) {
        json_put_str(out, str_from(variant));
    }
    if (entry->left_out > 0) {
        json_put_str(out,
                     str_from(arena_printf(arena, "%zu rarer %s left out.", entry->left_out,
                                           entry->left_out == 1 ? "meaning is" : "meanings are")));
    }
    json_end_array(out);
}

static void put_entry(struct json_out *out, const struct dictionary_entry *entry, enum about about,
                      struct arena *arena)
{
    const bool leads = about != ABOUT_MEANING && entry->sense_count > 0;
    const struct dictionary_strs lead = leading_words(entry, about, arena);
    struct sb text;
    const char *function = function_of(entry->asked, arena);
    struct dictionary_variant variant;
    const bool has_variant = dictionary_find_variant(entry, arena, &variant);
    const char *other = has_variant ? say_variant(&variant, arena) : NULL;
    sb_init(&text, TEXT_MAX);
    if (entry->sense_count > 0) {
        if (leads) {
            say_lead(&text, entry, about, &lead);
        }
        say_entry(&text, entry);
        sb_addf(&text, "%s%s", has_variant ? "\n\n" : "", has_variant ? other : "");
    } else {
        say_nothing_found(&text, entry, function);
    }
    const bool is_found = entry->sense_count > 0;
    const struct dictionary_strs none = {0};
    json_kv_c(out, "kind", "definition");
    json_kv_str(out, "text", str_trim(sb_str(&text)));
    sb_done(&text);
    put_notices(out, entry, other, arena);
    if (leads) {
        put_lead(out, about, &lead);
    }
    json_kv_str(out, "word", entry->word);
    json_kv_str(out, "hyphenation", is_found ? entry->hyphenation : entry->word);
    put_senses(out, entry);
    put_family(out, entry);
    if (has_variant) {
        put_variant(out, &variant);
    }
    put_strs(out, "suggestions", is_found || function == NULL ? &entry->suggestions : &none);
}

static int check_language(struct str language, struct err *err)
{
    if (language.n == 0 || str_eq_nocase(language, STR("english")) ||
        str_eq_nocase(language, STR("eng")) ||
        (str_eq_nocase(str_sub(language, 0, 2), STR("en")) &&
         (language.n == 2 || language.p[2] == '-' || language.p[2] == '_'))) {
        return E_OK;
    }
    return err_set(
        err, E_NOT_INSTALLED,
        "The dictionary, WordNet, is of English words alone; Debian has none like it of other "
        "languages.");
}

/* What is asked for stays what was asked: the notice says as what it was looked up. */
static int look_variant(const struct dictionary *dictionary, const struct dictionary_watch *watch,
                        struct arena *arena, struct dictionary_entry *entry, struct err *err)
{
    const struct str asked = entry->asked;
    int rc = dictionary_look_variant(dictionary, watch, arena, entry, err);
    entry->asked = asked;
    return rc;
}

static int define_run(void *state, const struct skill_task *task, struct json_out *out,
                      struct err *err)
{
    struct dictionary_entry entry;
    int rc = check_language(str_trim(json_text(json_get(task->arguments, "language"))), err);
    if (rc < 0) {
        return rc;
    }
    rc = skill_dictionary_check(state, err);
    if (rc < 0) {
        return rc;
    }
    const struct dictionary_watch watch = {task->goes_on, task->context};
    rc = dictionary_look(skill_dictionary_of(state), json_text(json_get(task->arguments, "word")),
                         &watch, task->arena, &entry, err);
    if (rc == E_OK && entry.sense_count == 0 && function_of(entry.asked, task->arena) == NULL) {
        rc = look_variant(skill_dictionary_of(state), &watch, task->arena, &entry, err);
    }
    if (rc == E_OK) {
        put_entry(out, &entry, about_of(json_text(json_get(task->arguments, "about"))),
                  task->arena);
    }
    return rc;
}

const struct skill_kind skill_define = {
    .name = "define",
    .init = skill_dictionary_init,
    .done = skill_dictionary_done,
    .run = define_run,
};
