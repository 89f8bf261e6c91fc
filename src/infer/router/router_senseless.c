/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters without sense, "asdf qwer". */
#include <ctype.h>

#include "infer/router/router_int.h"

/* How many letters in a row, from i on, lie side by side on a keyboard. */
static size_t keyboard_run(struct str word, size_t i)
{
    static const char rows[] = "qwertyuiop asdfghjkl zxcvbnm mnbvcxz lkjhgfdsa poiuytrewq";
    size_t best = 0;
    for (size_t n = 2; i + n <= word.n; n++) {
        if (memmem(rows, strlen(rows), word.p + i, n) == NULL) {
            break;
        }
        best = n;
    }
    return best;
}

/* No word in any language with Latin letters: keys side by side, or hardly a vowel. */
static bool is_gibberish(struct str word)
{
    size_t vowels = 0;
    size_t run = 0;
    size_t longest = 0;
    size_t keys = 0;
    for (size_t i = 0; i < word.n; i++) {
        if (!islower((unsigned char)word.p[i])) {
            return false;
        }
        bool is_vowel = router_is_one_of("aeiouy", word.p[i]);
        vowels += is_vowel;
        run = is_vowel ? 0 : run + 1;
        longest = size_max(longest, run);
        keys = size_max(keys, keyboard_run(word, i));
    }
    return word.n >= 4 && (vowels == 0 || longest >= 6 || (keys >= 4 && 3 * keys > 2 * word.n));
}

bool router_is_senseless(const struct router_request *request)
{
    const struct router_tokens *tokens = &request->tokens;
    if (request->parts.payload.n > 0) {
        return false;
    }
    size_t senseless = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct router_token *token = &tokens->items[i];
        bool has_sense = !is_gibberish(token->text);
        if (token->class != ROUTER_WORD || (token->is_known && has_sense)) {
            return false;
        }
        senseless += !has_sense;
    }
    return tokens->count > 0 && 2 * senseless >= tokens->count;
}
