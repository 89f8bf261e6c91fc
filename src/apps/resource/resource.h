/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resource: how an application tells administration what it has. One constant descriptor per kind of thing (users, jobs, the
 * pictures of an application): its table, fields, filters, what may be edited, and actions. apps/admin makes lists,
 * searches, pages and checks of it; the application keeps its rules, as functions that run within the transaction
 * in which the act is written to the audit log.
 *
 * An application lists its descriptors in struct app (http.h), as `resources`, and is found there when the server starts.
 * Not here: anything that runs; this is what both sides agree on. docs/adr/0007 tells why lists are made of descriptors.
 * Memory: descriptors are constants. Threads: the functions are called on any. */
#pragma once

#include "http/http.h"
#include "platform/db/db.h"

enum resource_kind {
    RESOURCE_TEXT,
    RESOURCE_NUMBER,
    RESOURCE_BYTES, /* a number of bytes */
    RESOURCE_REAL,
    RESOURCE_BOOL,
    RESOURCE_TIME,
    RESOURCE_CHOICE, /* one of a few words */
    RESOURCE_ID,
    RESOURCE_JSON, /* text that is JSON already */
    RESOURCE_KIND_COUNT,
};

enum resource_flags {
    RESOURCE_SORTS = 1u << 0,    /* lists can be sorted by it */
    RESOURCE_EDITS = 1u << 1,    /* `change` takes it */
    RESOURCE_SEARCHED = 1u << 2, /* ?q= looks into it */
};

/* `column` is SQL over the tables that the descriptor names: a column, or an expression in brackets. */
struct resource_field {
    const char *name;
    enum resource_kind kind;
    const char *column;
    unsigned flags;
    const char *const *choices; /* of RESOURCE_CHOICE; ends with NULL */
    int64_t max;                /* characters that an edited text may have */
};

/* ?filter.NAME=. `test` is what stands between the column and the value: "=", ">=" or "<". */
struct resource_filter {
    const char *name;
    enum resource_kind kind; /* BOOL, CHOICE, TIME, ID or TEXT */
    const char *column;
    const char *test;
    const char *const *choices;
};

/* One thing that is acted on. */
struct resource_act {
    struct req *rq; /* who does it; words for an error go into its err */
    void *state;    /* of the descriptor's application */
    struct db_conn *tx;
    struct uuid id;
    void *memo; /* what `after` needs, in the request's arena */
    const char
        *audited_as; /* set where another name says better what was done; NULL: the action's own */
};

struct resource_action {
    const char *name;  /* "delete" is what DELETE does */
    bool is_dangerous; /* cannot be taken back: people are asked first */
    /* Within the transaction. E_NOT_FOUND where there is no such thing. */
    int (*run)(struct resource_act *act);
    /* After it was committed: for what is outside the database. NULL: nothing. */
    void (*after)(struct resource_act *act);
};

/* A new value of a field, by the field's kind. */
struct resource_edit {
    const char *name;
    struct str text; /* TEXT, CHOICE */
    int64_t number;  /* NUMBER, BYTES */
    bool flag;       /* BOOL */
};

struct resource_edits {
    const struct resource_edit *items;
    size_t count;
};

/* Whose it is that is opened, and how it was called. */
struct resource_content {
    struct uuid owner;
    struct str title;
};

struct resource {
    const char *name; /* in paths: "users" */
    /* Where this is not NULL, the descriptor only adds its fields to those of the resource of this name. */
    const char *extends;
    const char *tables; /* behind FROM: a table, and others by LEFT JOIN, at most one row of each */
    const char *condition; /* which of the first table's rows; NULL: all */
    const char *id;        /* column of the UUID */
    const char
        *newest; /* column that orders lists that nobody sorts, the largest first; NULL: id */
    const struct resource_field *fields;   /* ends with a row without name */
    const struct resource_filter *filters; /* likewise; NULL: none */
    const struct resource_action *actions; /* likewise */
    bool asks_proof; /* whoever changes or deletes one has to have proved lately who they are */
    /* Makes one of the request's body, within the transaction, and sets act->id. NULL: staff make none. */
    int (*add)(struct resource_act *act);
    /* Writes, as members of the reply's object, what is shown of the new one only once; NULL: nothing. */
    void (*write_added)(struct resource_act *act, struct json_out *out);
    /* Within the transaction; E_INVALID names fields. NULL: nothing can be edited. */
    int (*change)(struct resource_act *act, const struct resource_edits *edits);
    void (*changed)(struct resource_act *act); /* after it was committed; NULL: nothing */
    /* Finds content that is its owner's alone, and keeps it as memo. NULL: there is none. */
    int (*open)(struct resource_act *act, struct resource_content *out);
    /* Writes what was opened as a JSON value. */
    void (*write_content)(struct resource_act *act, struct json_out *out);
    /* Answers with a file of it, by its name; act->tx is NULL. */
    int (*reply_file)(struct resource_act *act, struct str name);
    /* Answers with all of them as a file; act->tx is NULL. NULL: there is no such file. */
    int (*reply_export)(struct resource_act *act);
};

/* The edit of the field, or NULL. */
static inline const struct resource_edit *resource_find_edit(const struct resource_edits *edits,
                                                             const char *name)
{
    for (size_t i = 0; i < edits->count; i++) {
        if (strcmp(edits->items[i].name, name) == 0) {
            return &edits->items[i];
        }
    }
    return NULL;
}
