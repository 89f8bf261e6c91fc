/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a word is asked again: SM-2 (P. A. Wozniak, "Optimization of learning", 1990, section 3.2), in whole numbers.
 *
 *   I(1) = 1 day, I(2) = 6 days, I(n) = I(n-1) * EF;   EF' = EF + 0.1 - (5 - q) * (0.08 + (5 - q) * 0.02), at least 1.3
 *
 * for answers of grade q >= 3. Below that repetitions begin anew, EF stays, and the word is due at once, so that the next quiz has
 * it: the program knows no end of a day at which SM-2 would ask again. */
#include "apps/skills/quiz.h"
#include "base/clock.h"

#define GRADE_PASSED 3

struct quiz_card quiz_card_new(struct str word, struct str part)
{
    return (struct quiz_card){.word = word, .part = part, .ease = QUIZ_EASE_FIRST};
}

static int64_t clamp(int64_t number, int64_t min, int64_t max)
{
    return number < min ? min : number > max ? max : number;
}

void quiz_card_answer(struct quiz_card *card, enum quiz_grade grade, bool is_correct,
                      int64_t now_ms)
{
    const int64_t missing = QUIZ_RECALLED - (int64_t)grade;
    card->asked++;
    card->correct += is_correct ? 1 : 0;
    if (grade < GRADE_PASSED) {
        card->repetitions = 0;
        card->interval_days = 0;
    } else {
        const int64_t grown = (card->interval_days * card->ease + 500) / 1000;
        card->interval_days = card->repetitions == 0 ? 1 : card->repetitions == 1 ? 6 : grown;
        card->interval_days = clamp(card->interval_days, 1, QUIZ_DAYS_MAX);
        card->ease =
            clamp(card->ease + 100 - missing * (80 + missing * 20), QUIZ_EASE_MIN, QUIZ_EASE_MAX);
        card->repetitions++;
    }
    card->due_ms = now_ms + card->interval_days * DAY_MS;
}
