/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people are told: kind "quiz", as members and as text. */
#include <inttypes.h>

#include "apps/skills/quiz.h"
#include "base/clock.h"

#define RESULT_MAX (64 * KIB)
#define TEXT_MAX   (32 * KIB)

static struct str text_of(struct json_value object, const char *key)
{
    return json_text(json_get(object, key));
}

static bool is_text(struct json_value object, const char *key, const char *text)
{
    return str_eq(text_of(object, key), str_from(text));
}

/* ---- how the answer was ---- */

static void say_answer(struct sb *sb, const struct quiz_feedback *feedback,
                       struct json_value question)
{
    const struct str expected = text_of(question, "expected");
    const struct str word = text_of(question, "word");
    if (!feedback->is_counted) {
        sb_add_c(sb,
                 json_count(json_get(question, "choices")) > 0
                     ? "Please choose one of the answers, by its number, its letter or its words."
                     : "Please write the word.");
        return;
    }
    if (feedback->is_correct) {
        sb_add_c(sb, "Right!");
    } else if (feedback->is_almost) {
        sb_addf(sb, "Almost: it is written “%" STRF "”.", STRA(expected));
        return;
    } else {
        sb_addf(sb, "%s “%" STRF "”.",
                feedback->is_unknown ? "The answer is" : "No, the right answer is", STRA(expected));
    }
    if (!is_text(question, "form", "meaning")) {
        const struct str meaning = text_of(question, "meaning");
        sb_addf(sb, " “%" STRF "” (%" STRF "): %" STRF ".", STRA(word),
                STRA(text_of(question, "part_of_speech")), STRA(meaning));
    }
}

static void put_feedback(struct json_out *out, const struct quiz_feedback *feedback,
                         struct json_value question, struct str note)
{
    json_key(out, "feedback");
    json_begin_object(out);
    if (feedback->is_counted) {
        json_kv_bool(out, "correct", feedback->is_correct);
        json_kv_bool(out, "almost", feedback->is_almost);
        json_kv_str(out, "expected", text_of(question, "expected"));
        json_kv_str(out, "word", text_of(question, "word"));
    } else {
        json_kv_bool(out, "unclear", true);
    }
    json_kv_str(out, "given", feedback->given);
    json_kv_str(out, "note", note);
    json_end_object(out);
}

/* ---- the question that waits ---- */

static int64_t count_words(struct str json)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    return json_doc_parse(json, &doc, NULL) == E_OK ? (int64_t)json_count(json_doc_root(doc)) : 0;
}

static void say_question(struct sb *sb, const struct quiz *quiz, int64_t of,
                         struct json_value question)
{
    const struct json_value choices = json_get(question, "choices");
    const struct str hint = text_of(question, "hint");
    sb_addf(sb, "**Question %" PRId64 " of %" PRId64 "**\n\n%" STRF, quiz->number, of,
            STRA(text_of(question, "prompt")));
    if (hint.n > 0) {
        sb_addf(sb, " %" STRF, STRA(hint));
    }
    for (size_t i = 0; i < json_count(choices); i++) {
        sb_addf(sb, "%s%zu. %" STRF, i == 0 ? "\n\n" : "\n", i + 1,
                STRA(json_text(json_at(choices, i))));
    }
}

/* Not the answer, which the stored question has. */
static void put_question(struct json_out *out, const struct quiz *quiz, struct json_value question,
                         struct arena *arena)
{
    const int64_t of = count_words(quiz->words);
    const struct json_value choices = json_get(question, "choices");
    json_key(out, "question");
    json_begin_object(out);
    json_kv_str(out, "id", quiz_again_name(quiz, quiz->number, arena));
    json_kv_i64(out, "number", quiz->number);
    json_kv_i64(out, "of", of);
    json_kv_str(out, "form", text_of(question, "form"));
    json_kv_str(out, "part_of_speech", text_of(question, "part_of_speech"));
    json_kv_str(out, "prompt", text_of(question, "prompt"));
    if (json_count(choices) > 0) {
        json_key(out, "choices");
        json_put_value(out, choices);
    }
    if (text_of(question, "hint").n > 0) {
        json_kv_str(out, "hint", text_of(question, "hint"));
    }
    json_end_object(out);
}

/* ---- the end ---- */

static void say_end(struct sb *sb, const struct quiz_told *told, int64_t of)
{
    const struct quiz *quiz = told->quiz;
    const bool is_stopped = told->is_stopped || quiz->number < of;
    sb_addf(sb, "%s: %" PRId64 " of %" PRId64 " right.",
            is_stopped ? "The quiz has ended" : "That was the last question", quiz->correct,
            quiz->answered);
    if (told->due > 0) {
        sb_addf(sb,
                told->due == 1 ? " %" PRId64 " word should be asked again."
                               : " %" PRId64 " words should be asked again.",
                told->due);
    }
    sb_add_c(sb, " Say “quiz me” for another one.");
}

static struct str finish(struct sb *sb, struct arena *arena)
{
    const struct str json = str_copy(arena, sb_str(sb));
    sb_done(sb);
    return json;
}

static struct json_value parse(struct str json, struct json_doc **out_doc)
{
    return json_doc_parse(json.n > 0 ? json : STR("{}"), out_doc, NULL) == E_OK
               ? json_doc_root(*out_doc)
               : (struct json_value){0};
}

/* What was answered is a question of before. */
static void put_late(struct json_out *out, struct sb *text)
{
    static const char late[] = "That question does not wait any more.";
    json_key(out, "notices");
    json_begin_array(out);
    json_put_str(out, str_from(late));
    json_end_array(out);
    sb_addf(text, "%s\n\n", late);
}

struct str quiz_result_write(const struct quiz_told *told, struct arena *arena)
{
    CLEANUP(json_doc_freep) struct json_doc *asked_doc = NULL;
    CLEANUP(json_doc_freep) struct json_doc *answered_doc = NULL;
    const struct quiz *quiz = told->quiz;
    const int64_t of = count_words(quiz->words);
    const struct json_value asked = parse(quiz->question, &asked_doc);
    const struct json_value answered = parse(told->feedback.question, &answered_doc);
    struct sb sb;
    struct sb text;
    struct json_out out;
    sb_init(&sb, RESULT_MAX);
    sb_init(&text, TEXT_MAX);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_c(&out, "kind", "quiz");
    if (told->feedback.is_there) {
        say_answer(&text, &told->feedback, answered);
        put_feedback(&out, &told->feedback, answered, sb_str(&text));
        sb_add_c(&text, "\n\n");
    } else if (told->is_late) {
        put_late(&out, &text);
    }
    if (quiz->is_running) {
        say_question(&text, quiz, of, asked);
        put_question(&out, quiz, asked, arena);
    } else {
        say_end(&text, told, of);
    }
    json_kv_str(&out, "text", sb_str(&text));
    json_key(&out, "score");
    json_begin_object(&out);
    json_kv_i64(&out, "correct", quiz->correct);
    json_kv_i64(&out, "answered", quiz->answered);
    json_end_object(&out);
    json_kv_bool(&out, "finished", !quiz->is_running);
    json_kv_i64(&out, "due", told->due);
    json_kv_str(&out, "level", quiz->level);
    json_end_object(&out);
    sb_done(&text);
    return finish(&sb, arena);
}

struct str quiz_result_write_nothing(int64_t due, struct arena *arena)
{
    struct sb sb;
    struct json_out out;
    sb_init(&sb, RESULT_MAX);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_c(&out, "kind", "quiz");
    json_kv_c(&out, "text", "No quiz is going on. Say “quiz me” to begin one.");
    json_kv_bool(&out, "finished", true);
    json_kv_i64(&out, "due", due);
    json_end_object(&out);
    return finish(&sb, arena);
}

/* ---- progress ---- */

static void say_progress(struct sb *sb, const struct quiz_progress *progress)
{
    if (progress->words == 0) {
        sb_add_c(sb, "No word has been practised yet. Say “quiz me” to begin.");
        return;
    }
    sb_addf(sb, "%" PRId64 " %s practised, %" PRId64 " known. ", progress->words,
            progress->words == 1 ? "word" : "words", progress->known);
    sb_addf(sb, "%" PRId64 " of %" PRId64 " answers were right (%" PRId64 " %%). ",
            progress->correct, progress->asked,
            progress->asked > 0 ? (100 * progress->correct + progress->asked / 2) / progress->asked
                                : 0);
    if (progress->due > 0) {
        sb_addf(sb, "%" PRId64 " should be asked again now.", progress->due);
    } else if (progress->next_due_ms > 0) {
        sb_addf(sb, "The next should be asked again on %.10s.",
                clock_format(progress->next_due_ms).s);
    }
    for (size_t i = 0; i < progress->hardest.count; i++) {
        sb_addf(sb, "%s%" STRF, i == 0 ? "\n\nThe hardest so far: " : ", ",
                STRA(progress->hardest.items[i].word));
    }
}

static void put_progress(struct json_out *out, const struct quiz_progress *progress)
{
    json_key(out, "progress");
    json_begin_object(out);
    json_kv_i64(out, "words", progress->words);
    json_kv_i64(out, "known", progress->known);
    json_kv_i64(out, "asked", progress->asked);
    json_kv_i64(out, "correct", progress->correct);
    if (progress->next_due_ms > 0) {
        json_kv_time(out, "next_due", progress->next_due_ms);
    } else {
        json_kv_null(out, "next_due");
    }
    json_key(out, "hardest");
    json_begin_array(out);
    for (size_t i = 0; i < progress->hardest.count; i++) {
        json_begin_object(out);
        json_kv_str(out, "word", progress->hardest.items[i].word);
        json_kv_str(out, "part_of_speech", progress->hardest.items[i].part);
        json_end_object(out);
    }
    json_end_array(out);
    json_end_object(out);
}

struct str quiz_result_write_progress(const struct quiz_progress *progress, const struct quiz *quiz,
                                      struct arena *arena)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct sb sb;
    struct sb text;
    struct json_out out;
    sb_init(&sb, RESULT_MAX);
    sb_init(&text, TEXT_MAX);
    say_progress(&text, progress);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_c(&out, "kind", "quiz");
    put_progress(&out, progress);
    if (quiz != NULL) {
        const int64_t of = count_words(quiz->words);
        const struct json_value question = parse(quiz->question, &doc);
        sb_add_c(&text, "\n\n");
        say_question(&text, quiz, of, question);
        put_question(&out, quiz, question, arena);
    }
    json_kv_str(&out, "text", sb_str(&text));
    json_kv_bool(&out, "finished", quiz == NULL);
    json_kv_i64(&out, "due", progress->due);
    json_end_object(&out);
    sb_done(&text);
    return finish(&sb, arena);
}
