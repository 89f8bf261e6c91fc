/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a tree of single messages to turns with versions.
 *
 * What somebody asked, with all that was answered up to the next question, is a version. It ends at a node that a question
 * follows, or that nothing follows. The questions that follow the same end are versions of one turn (they were edits), and so
 * are the ends below one question (answers anew). */
#include <stdlib.h>
#include <string.h>

#include "apps/chat/import/import_int.h"

#define NONE IMPORT_NONE
/* Steps back from ends to their questions, of all versions: a tree can be made so that these are many. */
#define STEPS_MAX ((size_t)5000000)

/* What is found out of a node, by its place in the tree. */
struct place {
    size_t parent;
    size_t first_child;
    size_t last_child;
    size_t next_sibling;
    size_t asked;   /* the question that it answers, or itself; NONE */
    size_t follows; /* the version that its question follows; NONE */
    size_t version; /* that ends here; NONE */
    bool has_asked_child;
    bool has_content; /* from its question on */
    bool is_current;  /* lies on the way that is shown */
};

struct walk {
    const struct import_tree *tree;
    struct place *places; /* (tree->count) */
    size_t *order;        /* (order_count): those that can be reached, parents first */
    size_t order_count;
    struct import_version *versions;
    size_t *turns;   /* of each version: the first version of its turn */
    size_t *follows; /* of each version: the one that its turn follows, or NONE */
    size_t *path;    /* for one version at a time */
    size_t count;
    size_t steps;
    size_t text_bytes;
    struct arena *arena;
};

/* ---- who follows whom ---- */

static void link_child(struct place *places, size_t parent, size_t child)
{
    if (places[parent].last_child == NONE) {
        places[parent].first_child = child;
    } else {
        places[places[parent].last_child].next_sibling = child;
    }
    places[parent].last_child = child;
}

static void mark_current(struct walk *walk, size_t at)
{
    for (; at != NONE && !walk->places[at].is_current; at = walk->places[at].parent) {
        walk->places[at].is_current = true;
    }
}

static void link_nodes(struct walk *walk)
{
    const struct import_tree *tree = walk->tree;
    struct import_named *names = arena_calloc(walk->arena, tree->count + 1, sizeof(*names));
    for (size_t i = 0; i < tree->count; i++) {
        names[i] = (struct import_named){tree->nodes[i].id, i};
        walk->places[i] =
            (struct place){NONE, NONE, NONE, NONE, NONE, NONE, NONE, false, false, false};
    }
    import_sort(names, tree->count);
    for (size_t i = 0; i < tree->count; i++) {
        const struct import_node *node = &tree->nodes[i];
        /* A second node of an id has nobody who could follow it. */
        const size_t parent =
            node->parent.n > 0 ? import_find(names, tree->count, node->parent) : NONE;
        if (parent == NONE || parent == i) {
            continue;
        }
        walk->places[i].parent = parent;
        link_child(walk->places, parent, i);
        walk->places[parent].has_asked_child |= node->kind == IMPORT_NODE_ASKED;
    }
    mark_current(walk, tree->current.n > 0 ? import_find(names, tree->count, tree->current) : NONE);
}

/* Every node behind its parent, and before the next sibling of that; a ring of nodes has no beginning, and is left out. */
static void put_in_order(struct walk *walk)
{
    for (size_t root = 0; root < walk->tree->count; root++) {
        size_t at = walk->places[root].parent == NONE ? root : NONE;
        while (at != NONE) {
            walk->order[walk->order_count++] = at;
            const struct place *place = &walk->places[at];
            if (place->first_child != NONE) {
                at = place->first_child;
                continue;
            }
            while (at != NONE && walk->places[at].next_sibling == NONE) {
                at = walk->places[at].parent;
            }
            at = at != NONE ? walk->places[at].next_sibling : NONE;
        }
    }
}

/* ---- versions ---- */

static bool is_mute(const struct import_node *node)
{
    return node->text.n == 0 && node->reasoning.n == 0;
}

/* Whom the node belongs to, once its parent knows. */
static void place_node(struct walk *walk, size_t at)
{
    const struct import_node *node = &walk->tree->nodes[at];
    struct place *place = &walk->places[at];
    const struct place *parent = place->parent != NONE ? &walk->places[place->parent] : NULL;
    if (node->kind == IMPORT_NODE_ASKED) {
        place->asked = at;
        place->has_content = true;
        if (parent != NULL) {
            place->follows = parent->version != NONE ? parent->version : parent->follows;
        }
        return;
    }
    if (parent != NULL) {
        place->asked = parent->asked;
        place->follows = parent->follows;
        place->has_content = parent->has_content;
    }
    place->has_content |= node->kind == IMPORT_NODE_ANSWERED && !is_mute(node);
}

static void put_behind(struct sb *sb, struct str text)
{
    if (text.n > 0) {
        sb_add_c(sb, sb->n > 0 ? "\n\n" : "");
        sb_add(sb, text);
    }
}

/* The nodes from behind a version's question to its end; their count, or an error. */
static int64_t find_path(struct walk *walk, size_t end, struct err *err)
{
    const size_t asked = walk->places[end].asked;
    size_t count = 0;
    for (size_t at = end; at != asked && at != NONE; at = walk->places[at].parent) {
        if (++walk->steps > STEPS_MAX) {
            return err_set(err, E_TOO_LARGE, "It has too many branches.");
        }
        walk->path[count++] = at;
    }
    return (int64_t)count;
}

static int collect(struct walk *walk, size_t end, struct room_message *out, struct err *err)
{
    CLEANUP(sb_done) struct sb answer;
    CLEANUP(sb_done) struct sb reasoning;
    sb_init(&answer, IMPORT_TEXT_MAX);
    sb_init(&reasoning, IMPORT_TEXT_MAX);
    int64_t count = find_path(walk, end, err);
    while (count > 0) {
        const struct import_node *node = &walk->tree->nodes[walk->path[--count]];
        if (node->kind == IMPORT_NODE_ANSWERED) {
            put_behind(&answer, node->text);
            put_behind(&reasoning, node->reasoning);
            out->model = node->model.n > 0 ? node->model : out->model;
            out->ended_ms = node->created_ms > 0 ? node->created_ms : out->ended_ms;
        }
    }
    out->model = str_copy(walk->arena, out->model);
    const size_t asked = walk->places[end].asked;
    out->text = asked != NONE ? walk->tree->nodes[asked].text : STR_EMPTY;
    walk->text_bytes += answer.n + reasoning.n + out->text.n;
    if (count < 0) {
        return (int)count;
    }
    if (answer.failed || reasoning.failed || out->text.n > IMPORT_TEXT_MAX) {
        return err_set(err, E_TOO_LARGE, "One of its messages is longer than 1 MiB.");
    }
    if (walk->text_bytes > IMPORT_ROOM_TEXT_MAX) {
        return err_set(err, E_TOO_LARGE, "Its messages are longer than 64 MiB together.");
    }
    out->answer = str_copy(walk->arena, sb_str(&answer));
    out->reasoning = str_copy(walk->arena, sb_str(&reasoning));
    return E_OK;
}

static int add_version(struct walk *walk, size_t end, size_t *turn_of, struct err *err)
{
    struct place *place = &walk->places[end];
    struct import_version version = {.is_chosen = place->is_current};
    struct room_message *message = &version.message;
    int rc = collect(walk, end, message, err);
    if (rc < 0) {
        return rc;
    }
    const size_t first = place->asked != NONE ? place->asked : end;
    const size_t slot = place->follows == NONE ? walk->tree->count : place->follows;
    if (turn_of[slot] == NONE) {
        turn_of[slot] = walk->count;
    }
    walk->turns[walk->count] = turn_of[slot];
    message->asked_ms = walk->tree->nodes[first].created_ms;
    message->has_parent = place->follows != NONE;
    message->status = message->answer.n > 0 ? ROOM_COMPLETE : ROOM_STOPPED;
    message->finish = message->answer.n > 0 ? STR("stop") : STR_EMPTY;
    walk->follows[walk->count] = place->follows;
    place->version = walk->count;
    walk->versions[walk->count++] = version;
    return E_OK;
}

static int find_versions(struct walk *walk, struct err *err)
{
    /* By the version that a turn follows; the last is for the first turn. */
    size_t *turn_of = arena_calloc(walk->arena, walk->tree->count + 1, sizeof(*turn_of));
    memset(turn_of, 0xff, (walk->tree->count + 1) * sizeof(*turn_of));
    for (size_t i = 0; i < walk->order_count; i++) {
        const size_t at = walk->order[i];
        struct place *place = &walk->places[at];
        place_node(walk, at);
        const bool is_end = place->has_asked_child || place->first_child == NONE;
        if (is_end && place->has_content) {
            int rc = add_version(walk, at, turn_of, err);
            if (rc < 0) {
                return rc;
            }
        }
    }
    if (walk->count > IMPORT_VERSIONS_MAX) {
        return err_set(err, E_TOO_LARGE, "It has more than %zu messages.", IMPORT_VERSIONS_MAX);
    }
    return walk->count > 0 ? E_OK : err_set(err, E_INVALID, "There are no messages in it.");
}

/* ---- ids ---- */

/* The version that a turn shows, and how many it has. */
struct turn {
    size_t chosen;
    int64_t count;
    struct uuid id;
};

static int number_versions(struct walk *walk, struct turn *turns, struct err *err)
{
    for (size_t i = 0; i < walk->count; i++) {
        struct turn *turn = &turns[walk->turns[i]];
        struct import_version *version = &walk->versions[i];
        if (turn->count == 0 || version->is_chosen || !walk->versions[turn->chosen].is_chosen) {
            turn->chosen = i; /* where none lies on the way, the last */
        }
        if (++turn->count > IMPORT_SIBLINGS_MAX) {
            return err_set(err, E_TOO_LARGE, "One of its messages has more than %d versions.",
                           IMPORT_SIBLINGS_MAX);
        }
    }
    return E_OK;
}

static void give_ids(struct walk *walk, struct turn *turns, int64_t room_ms)
{
    struct import_clock clock;
    import_clock_init(&clock, walk->count);
    int64_t *numbers = arena_calloc(walk->arena, walk->count, sizeof(*numbers));
    for (size_t i = 0; i < walk->count; i++) {
        const size_t first = walk->turns[i];
        struct room_message *message = &walk->versions[i].message;
        const struct room_message *before =
            message->has_parent ? &walk->versions[walk->follows[i]].message : NULL;
        message->asked_ms = message->asked_ms > 0 ? message->asked_ms : room_ms;
        if (i == first) {
            turns[first].id =
                import_id(&clock, message->asked_ms, before != NULL ? &before->id : NULL);
        }
        message->id = turns[first].id;
        message->created_ms = walk->versions[first].message.asked_ms;
        message->ended_ms =
            message->ended_ms > message->asked_ms ? message->ended_ms : message->asked_ms;
        message->version = import_id(&clock, message->asked_ms, NULL);
        message->parent = before != NULL ? before->version : (struct uuid){{0}};
        message->number = ++numbers[first];
        walk->versions[i].is_chosen = turns[first].chosen == i;
    }
}

int import_take_tree(const struct import_tree *tree, struct arena *arena, struct import_room *inout,
                     struct err *err)
{
    if (tree->count > IMPORT_NODES_MAX) {
        return err_set(err, E_TOO_LARGE, "It has more than %zu messages.", IMPORT_NODES_MAX);
    }
    struct walk walk = {.tree = tree, .arena = arena};
    walk.places = arena_calloc(arena, tree->count + 1, sizeof(*walk.places));
    walk.order = arena_calloc(arena, tree->count + 1, sizeof(*walk.order));
    walk.versions = arena_calloc(arena, tree->count + 1, sizeof(*walk.versions));
    walk.turns = arena_calloc(arena, tree->count + 1, sizeof(*walk.turns));
    walk.follows = arena_calloc(arena, tree->count + 1, sizeof(*walk.follows));
    walk.path = arena_calloc(arena, tree->count + 1, sizeof(*walk.path));
    link_nodes(&walk);
    put_in_order(&walk);
    int rc = find_versions(&walk, err);
    struct turn *turns = arena_calloc(arena, tree->count + 1, sizeof(*turns));
    if (rc == E_OK) {
        rc = number_versions(&walk, turns, err);
    }
    if (rc < 0) {
        return rc;
    }
    give_ids(&walk, turns, inout->room.created_ms);
    inout->versions = walk.versions;
    inout->count = walk.count;
    return E_OK;
}
