/* SPDX-License-Identifier: GPL-3.0-or-later */
/* https://wiki.apertium.org/wiki/Apertium_stream_format: words stand in ^...$, what is no text in [...], and a backslash takes the meaning
 * from the next character. */
#include "infer/text/text.h"
#include "infer/translation/translation_int.h"

void translation_escape(struct str sentence, struct sb *out)
{
    for (size_t i = 0; i < sentence.n; i++) {
        const char byte = sentence.p[i];
        if ((unsigned char)byte < ' ') {
            sb_add_byte(out, ' ');
        } else if (byte == '*' || byte == '#') { /* the stages mark words with these */
            sb_addf(out, "[%c]", byte);
        } else {
            if (strchr("[]{}^$/\\@<>", byte) != NULL) {
                sb_add_byte(out, '\\');
            }
            sb_add_byte(out, byte);
        }
    }
}

static bool is_word_byte(char byte)
{
    return (unsigned char)byte >= 0x80 || (byte >= '0' && byte <= '9') ||
           (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '\'' ||
           byte == '-';
}

static void add_unknown(struct str word, struct arena *arena, struct translation_result *result)
{
    if (word.n == 0 || result->unknown_count == TRANSLATION_UNKNOWN_MAX) {
        return;
    }
    for (size_t i = 0; i < result->unknown_count; i++) {
        if (str_eq(result->unknown[i], word)) {
            return;
        }
    }
    result->unknown[result->unknown_count++] = str_copy(arena, word);
}

/* Behind a mark at stream.p[at]: what it marks. */
static void read_mark(struct str stream, size_t at, size_t written, struct arena *arena,
                      struct translation_result *result)
{
    size_t end = at + 1;
    while (end < stream.n && is_word_byte(stream.p[end])) {
        end++;
    }
    if (result->place_count < TRANSLATION_PLACES_MAX && end > at + 1) {
        result->places[result->place_count++] =
            (struct translation_place){written, written + (end - at - 1)};
    }
    if (stream.p[at] !=
        '#') { /* that is a word which is known, but not in the form that is wanted */
        add_unknown(str_sub(stream, at + 1, end), arena, result);
    }
}

void translation_unescape(struct str stream, struct arena *arena, struct sb *out,
                          struct translation_result *result)
{
    const size_t start = out->n;
    bool blank = false;
    for (size_t i = 0; i < stream.n && stream.p[i] != '\0'; i++) {
        const char byte = stream.p[i];
        if (byte == '\\' && i + 1 < stream.n) {
            sb_add_byte(out, stream.p[++i]);
        } else if (byte == '[' || byte == ']') {
            blank = byte == '[';
        } else if (!blank && (byte == '*' || byte == '#' || byte == '@')) {
            read_mark(stream, i, out->n, arena, result);
        } else if (byte == ' ' && (out->n == start || out->p[out->n - 1] == ' ')) {
            continue; /* of a word that has no counterpart */
        } else {
            sb_add_byte(out, byte);
        }
    }
}

void translation_choose(struct str stream, struct sb *out)
{
    enum { OUTSIDE, WORD, FORM, OTHERS } part = OUTSIDE;
    for (size_t i = 0; i < stream.n; i++) {
        const char byte = stream.p[i];
        if (byte == '\\' && i + 1 < stream.n) {
            if (part == OUTSIDE || part == FORM) {
                sb_add(out, str_sub(stream, i, i + 2));
            }
            i++;
        } else if (part == OUTSIDE && byte == '^') {
            part = WORD;
        } else if (part != OUTSIDE && byte == '$') {
            part = OUTSIDE;
        } else if (part != OUTSIDE && byte == '/') {
            part = part == WORD ? FORM : OTHERS;
        } else if (part == OUTSIDE || part == FORM) {
            sb_add_byte(out, byte);
        }
    }
}
