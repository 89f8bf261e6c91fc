/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part of a text is shown, and where in it something was found. The index marks its own wording; both wordings are
 * walked beside each other to learn what that is in the text as it was written. */
#include "base/json.h"
#include "base/utf8.h"
#include "platform/search/search_int.h"

#define PLACES_MAX        ((size_t)1000)
#define CHARS_BEFORE      60  /* shown before the first place */
#define WINDOW_BYTES      200 /* in which places count for a part */
#define BLANK_CHARS       16  /* how far a cut moves to the next blank */
#define FOLDED_CHAR_BYTES 16
#define PIECES_MAX        (2 * PLACES_MAX + 1)

struct place {
    size_t from;
    size_t to;
};

struct places {
    struct place items[PLACES_MAX];
    size_t count;
};

/* Where the walk is in the wording with marks. */
struct marked {
    struct str text;
    size_t at;
    bool is_open;
    bool is_lost; /* the wordings do not go together: another version of the program put this in */
};

static void pass_marks(struct marked *marked)
{
    for (; marked->at < marked->text.n; marked->at++) {
        const char byte = marked->text.p[marked->at];
        if (byte != SEARCH_MARK_OPEN && byte != SEARCH_MARK_CLOSE) {
            return;
        }
        marked->is_open = byte == SEARCH_MARK_OPEN;
    }
}

/* Walks over what stands for one character; true where some of it lies between marks. */
static bool pass_char(struct marked *marked, struct str folded)
{
    pass_marks(marked);
    bool is_hit = folded.n == 0 && marked->is_open;
    for (size_t i = 0; i < folded.n && !marked->is_lost; i++) {
        pass_marks(marked);
        marked->is_lost = marked->at >= marked->text.n || marked->text.p[marked->at] != folded.p[i];
        is_hit = is_hit || marked->is_open;
        marked->at++;
    }
    return is_hit && !marked->is_lost;
}

static void find_places(const struct search_text *text, struct places *out)
{
    struct marked marked = {.text = text->marked};
    struct search_folder folder = {.after_blank = true};
    CLEANUP(sb_done) struct sb folded;
    sb_init(&folded, FOLDED_CHAR_BYTES);
    bool was_hit = false;
    out->count = 0;
    for (size_t at = 0; at < text->text.n && !marked.is_lost;) {
        const size_t from = at;
        sb_clear(&folded);
        search_fold_char(&folder, utf8_next(text->text, &at), &folded);
        const bool is_hit = pass_char(&marked, sb_str(&folded));
        if (is_hit && !was_hit) {
            if (out->count == PLACES_MAX) {
                return;
            }
            out->items[out->count++] = (struct place){from, at};
        } else if (is_hit) {
            out->items[out->count - 1].to = at;
        }
        was_hit = is_hit;
    }
}

static bool is_tail(char byte)
{
    return ((uint8_t)byte & 0xc0) == 0x80;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* So many characters before the position, then on to behind a blank, where one is near. */
static size_t step_back(struct str text, size_t at)
{
    size_t start = at;
    for (size_t chars = 0; start > 0 && chars < CHARS_BEFORE;) {
        start--;
        chars += is_tail(text.p[start]) ? 0 : 1;
    }
    for (size_t i = start; start > 0 && i < at && i < start + BLANK_CHARS; i++) {
        if (is_blank(text.p[i])) {
            return i + 1;
        }
    }
    return start;
}

/* The other way round, from the start of a part to its end. */
static size_t step_on(struct str text, size_t start)
{
    const struct str rest = str_sub(text, start, text.n);
    const size_t end = start + utf8_prefix(rest, SEARCH_SNIPPET_CHARS).n;
    for (size_t i = end; end < text.n && i > start && i + BLANK_CHARS > end; i--) {
        if (is_blank(text.p[i - 1])) {
            return i - 1;
        }
    }
    return end;
}

/* The first of the places that have the most others close behind them. */
static size_t choose_place(const struct places *places)
{
    size_t best = 0;
    size_t most = 0;
    size_t end = 0;
    for (size_t i = 0; i < places->count; i++) {
        while (end < places->count &&
               places->items[end].to <= places->items[i].from + WINDOW_BYTES) {
            end++;
        }
        if (end > i && end - i > most) {
            most = end - i;
            best = i;
        }
    }
    return best;
}

/* Blanks and line ends in a row become one blank. */
static void add_plain(struct sb *sb, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        const bool is = is_blank(text.p[i]);
        if (!is || sb->n == 0 || sb->p[sb->n - 1] != ' ') {
            sb_add_byte(sb, is ? ' ' : text.p[i]);
        }
    }
}

struct writer {
    struct arena *arena;
    struct search_snippet *out;
    struct sb sb;
};

static void add_piece(struct writer *writer, struct str text, bool is_hit)
{
    sb_clear(&writer->sb);
    add_plain(&writer->sb, text);
    if (writer->sb.n > 0 && writer->out->count < PIECES_MAX) {
        writer->out->pieces[writer->out->count++] = (struct search_piece){
            str_copy(writer->arena, sb_str(&writer->sb)),
            is_hit,
        };
    }
}

static void write_pieces(struct str text, const struct places *places, struct place part,
                         struct writer *writer)
{
    size_t at = part.from;
    for (size_t i = 0; i < places->count && at < part.to; i++) {
        const size_t from = size_max(places->items[i].from, at);
        const size_t to = size_min(places->items[i].to, part.to);
        if (from < to) {
            add_piece(writer, str_sub(text, at, from), false);
            add_piece(writer, str_sub(text, from, to), true);
            at = to;
        }
    }
    add_piece(writer, str_sub(text, at, part.to), false);
}

static void show(const struct search_text *text, bool whole, struct arena *arena,
                 struct search_snippet *out)
{
    static const struct str ellipsis = STR("…");
    struct places *places = must_alloc(sizeof(*places));
    find_places(text, places);
    struct place part = {0, text->text.n};
    if (!whole) {
        const size_t first = places->count > 0 ? places->items[choose_place(places)].from : 0;
        part.from = step_back(text->text, first);
        part.to = step_on(text->text, part.from);
    }
    /* Two more for what is left out at both ends. */
    const size_t room = size_min(2 * places->count + 3, PIECES_MAX);
    *out = (struct search_snippet){arena_calloc(arena, room, sizeof(*out->pieces)), 0};
    struct writer writer = {arena, out, {0}};
    sb_init(&writer.sb, SEARCH_TEXT_MAX);
    if (part.from > 0) {
        add_piece(&writer, ellipsis, false);
    }
    write_pieces(text->text, places, part, &writer);
    if (part.to < text->text.n) {
        add_piece(&writer, ellipsis, false);
    }
    sb_done(&writer.sb);
    free(places);
}

void search_show_whole(const struct search_text *text, struct arena *arena,
                       struct search_snippet *out)
{
    show(text, true, arena, out);
}

void search_show_part(const struct search_text *text, struct arena *arena,
                      struct search_snippet *out)
{
    show(text, false, arena, out);
}

void search_write_snippet(struct json_out *out, const struct search_snippet *snippet)
{
    json_begin_array(out);
    for (size_t i = 0; i < snippet->count; i++) {
        json_begin_object(out);
        json_kv_str(out, "text", snippet->pieces[i].text);
        json_kv_bool(out, "hit", snippet->pieces[i].is_hit);
        json_end_object(out);
    }
    json_end_array(out);
}
