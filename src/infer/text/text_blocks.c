/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what belongs together in plain text, mail and Markdown, line by line. */
#include "infer/text/text_int.h"

#define HEADING_MAX     80 /* code points; longer lines are read as text */
#define WRAPPED_MIN     40 /* a line that is as long may have been broken to fit a page */
#define WRAPPED_MIN_CJK 20

struct finder {
    const struct text *text;
    struct arena *arena;
    struct text_blocks *out;
    uint32_t paragraph;
    bool fenced;      /* between two lines of ``` */
    bool after_blank; /* or at the beginning */
    size_t last_line; /* code points of the line before */
};

/* A line without white space at its ends. */
struct line {
    size_t start, end;
    bool indented;
};

static uint32_t point_at(const struct text *text, size_t at, size_t end)
{
    return at < end ? text->points[at] : 0;
}

static void add_block(struct finder *finder, size_t start, size_t end, enum text_part part)
{
    struct text_blocks *out = finder->out;
    if (out->count == out->capacity) {
        const size_t capacity = out->capacity == 0 ? 32 : 2 * out->capacity;
        struct text_block *items = arena_alloc(finder->arena, capacity * sizeof(*items));
        if (out->count > 0) {
            memcpy(items, out->items, out->count * sizeof(*items));
        }
        out->items = items;
        out->capacity = capacity;
    }
    const struct text_block *last = out->count > 0 ? &out->items[out->count - 1] : NULL;
    const bool belongs = last != NULL && !finder->after_blank && last->part == part &&
                         (part == TEXT_SENTENCE || part == TEXT_QUOTED);
    if (last != NULL && !belongs) {
        finder->paragraph++;
    }
    out->items[out->count++] = (struct text_block){start, end, part, finder->paragraph};
    finder->after_blank = false;
}

/* Of one repeated character of "set", three or more: a rule, or what underlines a heading. */
static bool is_rule(const struct text *text, const struct line *line, const char *set)
{
    const uint32_t first = text->points[line->start];
    if (line->end - line->start < 3 || first >= 0x80 || strchr(set, (int)first) == NULL) {
        return false;
    }
    for (size_t i = line->start; i < line->end; i++) {
        if (text->points[i] != first) {
            return false;
        }
    }
    return true;
}

static bool is_numeral(uint32_t point)
{
    static const uint32_t han[] = U"一二三四五六七八九十";
    for (size_t i = 0; han[i] != 0; i++) {
        if (point == han[i]) {
            return true;
        }
    }
    return text_is_digit(point);
}

static bool is_bullet(uint32_t point)
{
    static const uint32_t bullets[] = U"-*+•‣●▪–・";
    for (size_t i = 0; bullets[i] != 0; i++) {
        if (point == bullets[i]) {
            return true;
        }
    }
    return false;
}

/* Full width marks need no space behind them. */
static bool is_wide_mark(uint32_t mark)
{
    return mark == 0x3001 || mark == 0xff0e;
}

/* Behind "1." or "a)", or line->start where there is none. */
static size_t behind_number(const struct text *text, const struct line *line)
{
    size_t at = line->start;
    while (at < line->end && at - line->start < 3 && is_numeral(text->points[at])) {
        at++;
    }
    const uint32_t next = point_at(text, at + 1, line->end);
    if (at == line->start && text_is_lower(text->points[at]) && next == ')') {
        at++;
    }
    const uint32_t mark = point_at(text, at, line->end);
    const bool marked = mark == '.' || mark == ')' || is_wide_mark(mark);
    return at > line->start && marked ? at + 1 : line->start;
}

/* Where the content of an item begins, or line->start where it is none. */
static size_t behind_bullet(const struct text *text, const struct line *line)
{
    size_t at = is_bullet(text->points[line->start]) ? line->start + 1 : behind_number(text, line);
    if (at == line->start || at >= line->end) {
        return line->start;
    }
    if (!text_is_space(text->points[at]) && !is_wide_mark(text->points[at - 1])) {
        return line->start;
    }
    while (at < line->end && text_is_space(text->points[at])) {
        at++;
    }
    return at < line->end ? at : line->start;
}

static size_t behind_marks(const struct text *text, const struct line *line, uint32_t mark)
{
    size_t at = line->start;
    while (at < line->end && (text->points[at] == mark || text->points[at] == ' ')) {
        at++;
    }
    return at;
}

static bool is_row(const struct text *text, const struct line *line)
{
    size_t bars = 0;
    size_t tabs = 0;
    for (size_t i = line->start; i < line->end; i++) {
        bars += text->points[i] == '|' ? 1 : 0;
        tabs += text->points[i] == '\t' ? 1 : 0;
    }
    return bars >= 2 || tabs >= 2;
}

static bool is_fence(const struct text *text, const struct line *line)
{
    return line->end - line->start >= 3 && text->points[line->start] == '`' &&
           text->points[line->start + 1] == '`' && text->points[line->start + 2] == '`';
}

/* Whether the line goes on with what the last block says, which a page's width alone has broken. */
static bool goes_on(const struct finder *finder, const struct line *line)
{
    const struct text *text = finder->text;
    if (finder->out->count == 0 || finder->after_blank) {
        return false;
    }
    const struct text_block *last = &finder->out->items[finder->out->count - 1];
    if (last->part == TEXT_ITEM) {
        return line->indented || text_is_lower(text->points[line->start]);
    }
    const bool unspaced = text_is_unspaced(text->points[last->end - 1]);
    return last->part == TEXT_SENTENCE &&
           (finder->last_line >= (unspaced ? WRAPPED_MIN_CJK : WRAPPED_MIN) ||
            text_is_lower(text->points[line->start]));
}

/* "===" or "---" under a line makes it a heading. Whether the line was that, or a rule between parts. */
static bool take_rule(struct finder *finder, const struct line *line)
{
    if (!is_rule(finder->text, line, "=-_*~#")) {
        return false;
    }
    const size_t count = finder->out->count;
    if (count > 0 && !finder->after_blank && is_rule(finder->text, line, "=-")) {
        struct text_block *last = &finder->out->items[count - 1];
        if (last->part == TEXT_SENTENCE && last->end - last->start <= HEADING_MAX) {
            last->part = TEXT_HEADING;
        }
    }
    finder->after_blank = true;
    return true;
}

static void take_plain(struct finder *finder, const struct line *line)
{
    if (goes_on(finder, line)) {
        finder->out->items[finder->out->count - 1].end = line->end;
    } else {
        add_block(finder, line->start, line->end, TEXT_SENTENCE);
    }
}

static void take_line(struct finder *finder, const struct line *line)
{
    const struct text *text = finder->text;
    const uint32_t first = text->points[line->start];
    if (is_fence(text, line)) {
        finder->fenced = !finder->fenced;
        finder->after_blank = true;
        return;
    }
    if (finder->fenced || is_row(text, line)) {
        add_block(finder, line->start, line->end, TEXT_ROW);
        return;
    }
    if (take_rule(finder, line)) {
        return;
    }
    if (first == '>' || first == '#') {
        const size_t start = behind_marks(text, line, first);
        const bool heading = first == '#' && start > line->start && text->points[start - 1] == ' ';
        if (first == '>' || heading) {
            if (start < line->end) {
                add_block(finder, start, line->end, heading ? TEXT_HEADING : TEXT_QUOTED);
            }
            return;
        }
    }
    const size_t content = behind_bullet(text, line);
    if (content > line->start) {
        add_block(finder, content, line->end, TEXT_ITEM);
        return;
    }
    take_plain(finder, line);
}

static bool ends_like_a_sentence(uint32_t last)
{
    return last == '.' || last == '!' || last == '?' || last == ',' || last == ';' ||
           last == 0x2026 || last == '"' || last == 0x3002 || last == 0xff01 || last == 0xff1f ||
           last == 0xff0c || last == 0x061f || last == 0x06d4 || last == 0x0964 || last == 0x201d ||
           last == 0x300d || last == 0xbb;
}

/* One short line alone, without a full stop, before more text. */
static bool looks_like_heading(const struct text *text, const struct text_blocks *blocks, size_t i)
{
    const struct text_block *block = &blocks->items[i];
    const bool alone =
        (i == 0 || blocks->items[i - 1].paragraph != block->paragraph) && i + 1 < blocks->count &&
        blocks->items[i + 1].paragraph != block->paragraph && blocks->items[i + 1].part != TEXT_ROW;
    const size_t limit =
        text_is_unspaced(text->points[block->start]) ? HEADING_MAX / 2 : HEADING_MAX;
    return alone && block->part == TEXT_SENTENCE && block->end - block->start <= limit &&
           !text_is_lower(text->points[block->start]) &&
           !ends_like_a_sentence(text->points[block->end - 1]);
}

void text_find_blocks(const struct text *text, struct arena *arena, struct text_blocks *out)
{
    *out = (struct text_blocks){0};
    struct finder finder = {.text = text, .arena = arena, .out = out, .after_blank = true};
    for (size_t at = 0; at < text->count;) {
        size_t end = at;
        while (end < text->count && text->points[end] != '\n' && text->points[end] != 0x2029) {
            end++;
        }
        struct line line = {at, end, text->points[at] == ' ' || text->points[at] == '\t'};
        while (line.start < line.end && text_is_space(text->points[line.start])) {
            line.start++;
        }
        while (line.start < line.end && text_is_space(text->points[line.end - 1])) {
            line.end--;
        }
        if (line.start == line.end) {
            finder.after_blank = true;
        } else {
            take_line(&finder, &line);
            finder.last_line = line.end - line.start;
        }
        at = end + 1;
    }
    for (size_t i = 0; i < out->count; i++) {
        if (looks_like_heading(text, out, i)) {
            out->items[i].part = TEXT_HEADING;
        }
    }
}
