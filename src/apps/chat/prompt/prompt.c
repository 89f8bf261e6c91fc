/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a room to what a model is asked: who it is to be, what was said before as far as it fits, what is said now, and what it
 * has written and looked up so far. The model's context is shared out in this order: instructions, the person's words, the
 * rest of the turn, tools and what they said, then what was said before, the newest first. */
#include <time.h>

#include "apps/chat/prompt/prompt_int.h"
#include "base/clock.h"

#define ANSWER_TOKENS_MAX  4096 /* kept free for the answer, or a quarter of a smaller context */
#define TURN_TOKENS        INT64_C(8) /* what marks the beginning and the end of a turn */
#define PICTURE_TOKENS     800
#define PICTURES_MAX       8
#define MATERIAL_TOKENS    64 /* fewer of an attachment say nothing */
#define PAST_MAX           500
#define PAST_PAGE          25
#define SYSTEM_BYTES_MAX   (64 * KIB)
#define MATERIAL_BYTES_MAX (64 * MIB)

static const char go_on_text[] = "Your last message was cut off. Go on exactly where it ends, in "
                                 "the middle of a word if need be. Repeat nothing of it and "
                                 "do not comment on the interruption.";

/* A turn of before, as the model is shown it. */
struct past {
    struct str asked;
    struct str answered;
    struct prompt_pictures pictures;
};

struct maker {
    const struct prompt_sources *sources;
    const struct prompt_turnref *which;
    struct prompt_material material;
    struct err *err;
    struct provider_model model;
    struct room_message message; /* the turn that is answered */
    struct str preset;
    struct str tools_off;
    struct str rules;
    struct str material_text;        /* of its attachments */
    struct prompt_pictures pictures; /* of its attachments */
    size_t pictures_left;
    struct prompt_offer tools;
    bool has_tools;
    int64_t left;          /* tokens that are not shared out yet */
    int64_t output_tokens; /* for what each use of a tool has said */
    struct past past[PAST_MAX];
    size_t past_count; /* newest first */
    int64_t dropped;
};

static int64_t tokens_of(struct str text)
{
    return provider_estimate_tokens(text);
}

/* ---- instructions ---- */

static void add_date(struct sb *sb)
{
    const time_t seconds = (time_t)(clock_now_ms() / 1000);
    struct tm utc;
    char text[40];
    gmtime_r(&seconds, &utc);
    strftime(text, sizeof(text), "%A, %Y-%m-%d", &utc);
    sb_addf(sb, "\nToday is %s (UTC).\n", text);
}

static struct str write_system(const struct room *room, struct arena *arena)
{
    const struct prompt_preset *preset = prompt_find_preset(room->preset);
    struct sb sb;
    sb_init(&sb, SYSTEM_BYTES_MAX);
    sb_add_c(&sb, prompt_common_instructions);
    add_date(&sb);
    if (preset != NULL) {
        sb_addf(&sb, "\n%s\n", preset->instructions);
    }
    if (room->instructions.n > 0) {
        sb_add_c(&sb, "\nThe person has set this for the room. Where it differs from what stands "
                      "above, follow "
                      "this:\n");
        sb_add(&sb, room->instructions);
    }
    ASSERT(!sb.failed); /* instructions of limited length */
    struct str rules = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return rules;
}

static int read_room(struct maker *maker)
{
    struct room room;
    struct arena *arena = maker->material.arena;
    int rc = room_store_find(maker->material.conn, maker->which->owner, maker->which->category,
                             arena, &room);
    if (rc < 0) {
        return rc;
    }
    struct str wanted = maker->which->model.n > 0 ? maker->which->model : room.model;
    rc = providers_find(maker->sources->providers, wanted, arena, &maker->model, maker->err);
    if (rc < 0) {
        return rc;
    }
    maker->preset = room.preset;
    maker->tools_off = room.tools_off;
    maker->rules = write_system(&room, arena);
    const int64_t context = maker->model.context_tokens;
    const int64_t answer = context / 4 < ANSWER_TOKENS_MAX ? context / 4 : ANSWER_TOKENS_MAX;
    maker->left = context - answer - tokens_of(maker->rules) - TURN_TOKENS;
    return E_OK;
}

/* ---- the turn that is answered ---- */

static int describe(struct maker *maker, const struct room_message *message, int64_t tokens_max,
                    struct str *out, bool *out_waits)
{
    struct sb sb;
    sb_init(&sb, MATERIAL_BYTES_MAX);
    maker->material.tokens_max = tokens_max;
    int rc = prompt_describe(&maker->material, message, &sb, out_waits);
    *out = rc == E_OK ? str_copy(maker->material.arena, sb_str(&sb)) : STR_EMPTY;
    sb_done(&sb);
    return rc;
}

static int too_long(struct maker *maker, int64_t tokens)
{
    return err_set(maker->err, E_CONTEXT,
                   "This is about %lld tokens more than the model \"%" STRF
                   "\" can read at once. Please "
                   "shorten the message, or choose another model.",
                   (long long)tokens, STRA(maker->model.id));
}

/* The person's words have to fit whole; what was read from pictures gives way. Where nobody says how much the model reads, its
 * server is left to refuse them: many do not say, and read a hundred times what is guessed. */
static int take_turn(struct maker *maker, bool *out_waits)
{
    struct room_message *message = &maker->message;
    struct arena *arena = maker->material.arena;
    *out_waits = false;
    int rc = room_store_find_version(maker->material.conn, maker->which->version, arena, message);
    if (rc < 0) {
        return rc;
    }
    maker->left -= tokens_of(message->text) + TURN_TOKENS + tokens_of(maker->which->answer);
    const int64_t count = (int64_t)message->attachment_count;
    if (maker->left < count * MATERIAL_TOKENS) {
        if (!maker->model.is_context_guessed) {
            return too_long(maker, count * MATERIAL_TOKENS - maker->left);
        }
        maker->left = count * MATERIAL_TOKENS;
    }
    if (count == 0) {
        return E_OK;
    }
    rc = describe(maker, message, /* tokens_max= */ 0, &maker->material_text, out_waits);
    if (rc == E_OK && tokens_of(maker->material_text) > maker->left) {
        bool waits;
        rc = describe(maker, message, maker->left / count - MATERIAL_TOKENS / 2,
                      &maker->material_text, &waits);
    }
    maker->left -= tokens_of(maker->material_text);
    if (rc == E_OK && maker->model.sees && maker->left > PICTURE_TOKENS) {
        const size_t most = size_min(maker->pictures_left, (size_t)(maker->left / PICTURE_TOKENS));
        rc = prompt_read_pictures(maker->sources->services, &maker->material, message, most,
                                  &maker->pictures);
        maker->pictures_left -= maker->pictures.count;
        maker->left -= (int64_t)maker->pictures.count * PICTURE_TOKENS;
    }
    return rc;
}

/* What tools have said goes before what was said earlier: the model has just asked for it. */
static void take_outputs(struct maker *maker)
{
    const struct prompt_turnref *which = maker->which;
    int64_t tokens = 0;
    for (size_t i = 0; i < which->step_count; i++) {
        maker->left -= tokens_of(which->steps[i].input) + TURN_TOKENS;
        tokens += tokens_of(which->steps[i].output);
    }
    const int64_t most = maker->left > 0 ? maker->left / 4 * 3 : 0;
    maker->output_tokens = tokens <= most ? tokens : most / (int64_t)size_max(which->step_count, 1);
    maker->left -= tokens <= most ? tokens : most;
}

/* Tools are offered where there is room for them and for what they say. */
static void take_tools(struct maker *maker)
{
    int64_t tokens = 0;
    int64_t base_tokens = 0;
    prompt_tools_offer(maker->sources->skills, maker->tools_off, maker->material.arena,
                       &maker->tools);
    for (size_t i = 0; i < maker->tools.count; i++) {
        const struct provider_tool *tool = &maker->tools.items[i];
        tokens += tokens_of(tool->name) + tokens_of(tool->description) + tokens_of(tool->schema) +
                  TURN_TOKENS;
        base_tokens = i + 1 == maker->tools.base_count ? tokens : base_tokens;
    }
    if (tokens >= maker->left / 2) { /* a small model does with those that look things up */
        maker->tools.count = maker->tools.base_count;
        tokens = base_tokens;
    }
    maker->has_tools =
        maker->tools.count > 0 && maker->model.uses_tools && tokens < maker->left / 2;
    maker->left -= maker->has_tools ? tokens : 0;
    take_outputs(maker);
}

/* ---- what was said before ---- */

/* False where it does not fit any more. */
static bool fits(struct maker *maker, struct past *past)
{
    struct arena *arena = maker->material.arena;
    past->asked = prompt_cut_middle(past->asked, maker->left / 2, arena);
    past->answered = prompt_cut_middle(past->answered, maker->left / 2, arena);
    const int64_t tokens = tokens_of(past->asked) + tokens_of(past->answered) + 2 * TURN_TOKENS;
    if (tokens > maker->left || maker->left < MATERIAL_TOKENS) {
        return false;
    }
    maker->left -= tokens;
    return true;
}

static int add_pictures(struct maker *maker, const struct room_message *message, struct past *past)
{
    if (!maker->model.sees || message->attachment_count == 0 || maker->left < PICTURE_TOKENS) {
        return E_OK;
    }
    const size_t most = size_min(maker->pictures_left, (size_t)(maker->left / PICTURE_TOKENS));
    int rc = prompt_read_pictures(maker->sources->services, &maker->material, message, most,
                                  &past->pictures);
    maker->pictures_left -= past->pictures.count;
    maker->left -= (int64_t)past->pictures.count * PICTURE_TOKENS;
    return rc;
}

/* 1: taken; 0: it did not fit. */
static int take_past(struct maker *maker, const struct room_message *message)
{
    struct past past = {.asked = message->text, .answered = message->answer};
    if (message->attachment_count > 0) {
        struct str found;
        bool waits; /* what was said before is not waited for */
        int rc = describe(maker, message, maker->left / 4, &found, &waits);
        if (rc < 0) {
            return rc;
        }
        past.asked = str_from(arena_printf(maker->material.arena, "%" STRF "%" STRF, STRA(found),
                                           STRA(message->text)));
    }
    if (!fits(maker, &past)) {
        return 0;
    }
    int rc = add_pictures(maker, message, &past);
    if (rc < 0) {
        return rc;
    }
    maker->past[maker->past_count++] = past;
    return 1;
}

static int take_history(struct maker *maker)
{
    struct uuid before = maker->message.id;
    struct room_messages page = {.has_more = true};
    bool fits_more = true;
    while (fits_more && page.has_more) {
        int rc = room_store_list_messages(maker->material.conn, maker->which->category, &before,
                                          PAST_PAGE, maker->material.arena, &page);
        for (size_t i = 0; rc >= 0 && fits_more && i < page.count; i++) {
            rc = maker->past_count < PAST_MAX ? take_past(maker, &page.items[i]) : 0;
            fits_more = rc == 1;
            before = page.items[i].id;
        }
        if (rc < 0) {
            return rc;
        }
        fits_more = fits_more && page.count > 0;
    }
    int64_t all = 0;
    int rc = prompt_store_count_before(maker->material.conn, maker->which->category,
                                       maker->message.id, &all);
    maker->dropped = all - (int64_t)maker->past_count;
    return rc;
}

/* ---- writing it down ---- */

struct turns {
    struct provider_turn *items;
    size_t count;
};

static struct provider_turn *add_turn(struct turns *turns, enum provider_role role, struct str text)
{
    struct provider_turn *turn = &turns->items[turns->count++];
    *turn = (struct provider_turn){.role = role, .text = text, .call_id = STR_EMPTY};
    return turn;
}

/* A turn that was never answered stands in front of the next: many models want the two to take turns. */
static void write_history(struct maker *maker, struct turns *turns, struct str *out_unanswered)
{
    struct arena *arena = maker->material.arena;
    struct str unanswered = STR_EMPTY;
    for (size_t i = maker->past_count; i > 0; i--) {
        const struct past *past = &maker->past[i - 1];
        struct str asked = past->asked;
        if (unanswered.n > 0) {
            asked =
                str_from(arena_printf(arena, "%" STRF "\n\n%" STRF, STRA(unanswered), STRA(asked)));
        }
        unanswered = past->answered.n > 0 ? STR_EMPTY : asked;
        if (past->answered.n > 0) {
            struct provider_turn *turn = add_turn(turns, PROVIDER_USER, asked);
            turn->images = past->pictures.items;
            turn->image_count = past->pictures.count;
            add_turn(turns, PROVIDER_ASSISTANT, past->answered);
        }
    }
    *out_unanswered = unanswered;
}

/* What the tools of one round were asked, and what they said. Returns where the next round begins. */
static size_t write_round(struct maker *maker, struct turns *turns, size_t first, size_t *written)
{
    const struct prompt_turnref *which = maker->which;
    const struct room_step *steps = which->steps;
    struct arena *arena = maker->material.arena;
    size_t end = first;
    while (end < which->step_count && steps[end].round == steps[first].round) {
        end++;
    }
    struct provider_call *calls = arena_calloc(arena, end - first, sizeof(*calls));
    for (size_t i = first; i < end; i++) {
        calls[i - first] = (struct provider_call){steps[i].id, steps[i].name, steps[i].input};
    }
    struct provider_turn *turn =
        add_turn(turns, PROVIDER_ASSISTANT, str_sub(which->answer, *written, steps[first].at));
    turn->calls = calls;
    turn->call_count = end - first;
    *written = steps[first].at;
    for (size_t i = first; i < end; i++) {
        struct str output = prompt_cut_middle(steps[i].output, maker->output_tokens, arena);
        add_turn(turns, PROVIDER_TOOL, output)->call_id = steps[i].id;
    }
    return end;
}

static void write_answer(struct maker *maker, struct turns *turns)
{
    const struct prompt_turnref *which = maker->which;
    size_t written = 0;
    for (size_t i = 0; i < which->step_count;) {
        i = write_round(maker, turns, i, &written);
    }
    if (which->continues && written < which->answer.n) {
        add_turn(turns, PROVIDER_ASSISTANT, str_sub(which->answer, written, which->answer.n));
        add_turn(turns, PROVIDER_USER, str_from(go_on_text));
    }
}

static void write_turns(struct maker *maker, struct turns *turns)
{
    struct arena *arena = maker->material.arena;
    /* System and question, each turn of before, two for each step, two to go on. */
    const size_t most = 2 + 2 * maker->past_count + 2 * maker->which->step_count + 2;
    turns->items = arena_calloc(arena, most, sizeof(*turns->items));
    add_turn(turns, PROVIDER_SYSTEM, maker->rules);
    struct str unanswered;
    write_history(maker, turns, &unanswered);
    struct str asked = maker->message.text;
    if (unanswered.n > 0 || maker->material_text.n > 0) {
        asked = str_from(arena_printf(arena, "%" STRF "%s%" STRF "%" STRF, STRA(unanswered),
                                      unanswered.n > 0 ? "\n\n" : "", STRA(maker->material_text),
                                      STRA(asked)));
    }
    struct provider_turn *turn = add_turn(turns, PROVIDER_USER, asked);
    turn->images = maker->pictures.items;
    turn->image_count = maker->pictures.count;
    write_answer(maker, turns);
}

static struct provider_prompt prompt_of(const struct maker *maker)
{
    return (struct provider_prompt){
        .model = maker->model.id,
        .owner = maker->which->owner,
        .preset = maker->preset,
        .tool_choice = STR_EMPTY,
        .options = STR_EMPTY,
    };
}

int prompt_build(const struct prompt_sources *sources, struct db_conn *conn,
                 const struct prompt_turnref *which, struct arena *arena, struct prompt *out,
                 struct err *err)
{
    struct maker *maker = arena_calloc(arena, 1, sizeof(*maker));
    *maker = (struct maker){
        .sources = sources,
        .which = which,
        .material = {.conn = conn,
                     .arena = arena,
                     .owner = which->owner,
                     .may_wait = which->may_wait},
        .err = err,
        .pictures_left = PICTURES_MAX,
    };
    bool waits = false;
    int rc = read_room(maker);
    if (rc == E_OK && maker->model.is_own) {
        *out = (struct prompt){.prompt = prompt_of(maker)};
        return prompt_own(&maker->material, which, &out->prompt);
    }
    if (rc == E_OK) {
        rc = take_turn(maker, &waits);
    }
    if (rc < 0 || waits) {
        *out = (struct prompt){.waits = waits};
        return rc;
    }
    take_tools(maker);
    rc = take_history(maker);
    if (rc < 0) {
        return rc;
    }
    struct turns turns = {0};
    write_turns(maker, &turns);
    *out = (struct prompt){.prompt = prompt_of(maker), .dropped = maker->dropped};
    out->prompt.turns = turns.items;
    out->prompt.turn_count = turns.count;
    out->prompt.tools = maker->tools.items;
    out->prompt.tool_count = maker->has_tools ? maker->tools.count : 0;
    return E_OK;
}
