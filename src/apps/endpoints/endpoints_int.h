/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of endpoints share. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "apps/endpoints/endpoints.h"
#include "apps/endpoints/endpoints_answer.h"
#include "apps/provider/provider.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"
#include "platform/fetch/fetch.h"

#define ENDPOINTS_MAX             32
#define ENDPOINTS_NAME_MAX        60   /* characters */
#define ENDPOINTS_URL_MAX         500  /* bytes */
#define ENDPOINTS_KEY_MAX         1000 /* bytes */
#define ENDPOINTS_MODEL_NAME_MAX  200  /* bytes */
#define ENDPOINTS_MODELS_MAX      1000 /* of one endpoint */
#define ENDPOINTS_CONTEXT_DEFAULT 8192 /* tokens, where nobody says */
#define ENDPOINTS_CONTEXT_MAX     INT64_C(1000000000)

/* ---- what is known of models (endpoints_models.c) ---- */

enum endpoints_known { ENDPOINTS_UNKNOWN, ENDPOINTS_NO, ENDPOINTS_YES };

struct endpoints_model {
    struct str name;
    int64_t context_tokens; /* 0: unknown */
    enum endpoints_known sees;
    enum endpoints_known uses_tools;
    bool sounds_seeing; /* by its name, where nobody says */
};

struct endpoints_models {
    struct endpoints_model *items;
    size_t count;
};

/* What GET /models answered, in the arena; models that are of no use for answers are left out. E_MODEL_FAILED, with words. */
MUSTUSE int endpoints_models_read(struct str json, struct arena *arena,
                                  struct endpoints_models *out, struct err *err);
/* As JSON that endpoints_models_load() reads again. */
void endpoints_models_write(const struct endpoints_models *models, struct json_out *out);
/* What was written so; empty where it was not. */
void endpoints_models_load(struct str json, struct arena *arena, struct endpoints_models *out);
/* Few servers say whether a model takes pictures; names mostly do. */
bool endpoints_sounds_seeing(struct str name);
/* {"NAME":{"context_tokens":8192,"sees":true,"tools":false}}. E_INVALID names the field model_settings. */
MUSTUSE int endpoints_settings_read(struct str json, struct arena *arena,
                                    struct endpoints_models *out, struct err *err);

/* ---- one endpoint ---- */

#define ENDPOINTS_TOOLLESS_MAX 16

/* What was learned of a server: a request that goes against it would be refused. */
enum endpoints_quirk {
    ENDPOINTS_NO_STREAM_OPTIONS = 1u << 0,
    ENDPOINTS_COMPLETION_TOKENS = 1u
                                  << 1, /* it wants max_completion_tokens instead of max_tokens */
    ENDPOINTS_NO_TOOLS = 1u << 2,       /* of a model */
};

/* As it is stored, and shown to staff. */
struct endpoints_row {
    struct uuid id; /* all zero: the configuration's */
    struct str name;
    struct str base_url; /* without a slash at the end */
    struct str api_key;  /* sealed in the database, plain elsewhere; empty: none */
    bool is_enabled;
    struct str models; /* JSON array of names */
    struct str default_model;
    struct str model_settings; /* JSON object */
    struct str listed;         /* JSON of endpoints_models_write() */
    int64_t created_ms;
    int64_t updated_ms;
};

/* One that answers. Constant but for what says otherwise; lives until the last run of it has ended. */
struct endpoint {
    struct arena *arena;
    struct endpoints_row row;
    char *key;                        /* what row.api_key points to */
    struct endpoints_models chosen;   /* names that staff have set; none: what is listed */
    struct endpoints_models settings; /* what staff know better */
    atomic_int refs;
    atomic_uint quirks;

    struct arena *listed_arena; /* guarded by endpoints.lock, as all that follows */
    struct endpoints_models listed;
    int64_t checked_ms; /* when it was last asked for them; 0: never */
    int64_t due_ms;     /* when it is asked again, on the monotonic clock */
    char problem[320];  /* why that went wrong, or empty */
    char toolless[ENDPOINTS_TOOLLESS_MAX][ENDPOINTS_MODEL_NAME_MAX + 1];
    size_t toolless_count;
};

struct endpoints_run;

struct endpoints {
    const struct services *services;
    struct crypt_key key;
    pthread_mutex_t lock;
    pthread_cond_t watch;                      /* a time has changed, or it ends */
    pthread_cond_t list;                       /* likewise for lists */
    pthread_cond_t ended;                      /* a run has */
    struct endpoint *items[ENDPOINTS_MAX + 1]; /* guarded by lock, as all that follows */
    size_t count;
    struct endpoints_run *runs;
    uint64_t last_run;
    bool ends;
    pthread_t watcher;
    pthread_t lister;
    bool has_watcher;
    bool has_lister;
};

/* ---- endpoints_app.c ---- */

MUSTUSE int endpoints_new(const struct services *services, struct endpoints **out, struct err *err);
void endpoints_free(struct endpoints *endpoints);

/* ---- endpoints.c ---- */

/* Takes over what is stored; what is known of endpoints that are asked as before stays. */
MUSTUSE int endpoints_reload(struct endpoints *endpoints, struct err *err);
/* The endpoint of this id, to be given back by endpoint_unref(); NULL where there is none. */
struct endpoint *endpoints_find(struct endpoints *endpoints, struct uuid id);
/* The enabled one of this name; likewise. */
struct endpoint *endpoints_find_named(struct endpoints *endpoints, struct str name);
struct endpoint *endpoint_ref(struct endpoint *endpoint);
void endpoint_unref(struct endpoint *endpoint);
void endpoint_unrefp(struct endpoint **endpoint);
/* The configuration's endpoint, or one without a base_url where there is none. */
void endpoints_from_config(const struct config *config, struct arena *arena,
                           struct endpoints_row *out);
/* What the endpoint answers with, by all that is known, in the arena. */
void endpoints_list_models(struct endpoints *endpoints, struct endpoint *endpoint,
                           struct arena *arena, struct provider_models *out);
/* Remembers it for later requests. */
void endpoints_learn(struct endpoints *endpoints, struct endpoint *endpoint, struct str model,
                     unsigned quirk);
extern const struct provider endpoints_provider;

/* ---- endpoints_list.c ---- */

/* Asks the endpoint what models it has, and keeps them. Waits. E_MODEL_..., with words, which are kept too. */
int endpoints_ask_models(struct endpoints *endpoints, struct endpoint *endpoint, struct err *err);
/* The thread: asks each endpoint when it is due. */
void *endpoints_list_thread(void *context);

/* ---- endpoints_request.c ---- */

/* A request's body but for what servers differ in. */
struct endpoints_request {
    char *body;  /* heap; from the opening brace on, without the closing one */
    char *tools; /* heap; members with the tools, or empty */
    size_t body_bytes;
    size_t tools_bytes;
    int64_t max_tokens; /* 0: not said */
};

/* E_TOO_LARGE, with words. */
MUSTUSE int endpoints_request_make(const struct provider_model *model,
                                   const struct provider_prompt *prompt,
                                   struct endpoints_request *out, struct err *err);
void endpoints_request_done(struct endpoints_request *request);
/* The body for a server with these quirks. */
void endpoints_request_write(const struct endpoints_request *request, unsigned quirks,
                             struct sb *out);
/* About how many tokens the prompt has. */
int64_t endpoints_estimate_prompt(const struct provider_prompt *prompt);
/* The header that holds the key; false where there is none. */
bool endpoints_authorize(const struct endpoint *endpoint, struct arena *arena,
                         struct fetch_header *out);

/* ---- endpoints_refusal.c: why there is no answer ---- */

struct endpoints_reply {
    int status;
    struct str body;       /* of a refusal; may be cut */
    int64_t retry_after_s; /* -1: not said */
};

enum endpoints_verdict {
    ENDPOINTS_FINAL,
    ENDPOINTS_AGAIN,   /* after a while */
    ENDPOINTS_AT_ONCE, /* without what `quirk` names */
};

struct endpoints_refusal {
    enum endpoints_verdict verdict;
    unsigned quirk;
    int rc;
};

/* `quirks`: those that the request had regard to; `has_tools`: it had tools. Words go into `err`. */
void endpoints_judge(const struct endpoint *endpoint, const struct endpoints_reply *reply,
                     unsigned quirks, bool has_tools, struct endpoints_refusal *out,
                     struct err *err);
/* "NAME what: words", cut to what an error holds. Returns rc. */
int endpoints_tell(const struct endpoint *endpoint, int rc, const char *what, struct str words,
                   struct err *err);
/* A server's own words, fit for people: well-formed, short, on one line, without the key. */
struct str endpoints_clean_words(const struct endpoint *endpoint, struct str words,
                                 struct arena *arena);

/* ---- endpoints_run.c ---- */

MUSTUSE int endpoints_start(void *state, const struct provider_model *model,
                            const struct provider_prompt *prompt,
                            const struct provider_listener *listener, uint64_t *out_run,
                            struct err *err);
void endpoints_cancel(void *state, uint64_t number);
/* The thread that ends what takes too long and asks again when it is time. */
void *endpoints_watch_thread(void *context);
/* Ends all runs and waits for it. */
void endpoints_stop_runs(struct endpoints *endpoints);

/* ---- endpoints_store.c ---- */

MUSTUSE int endpoints_store_list(struct db_conn *conn, struct arena *arena,
                                 struct endpoints_row **out, size_t *out_count);
/* E_CONFLICT where the name is taken. */
MUSTUSE int endpoints_store_add(struct db_conn *tx, const struct endpoints_row *row);
MUSTUSE int endpoints_store_set(struct db_conn *tx, const struct endpoints_row *row);
MUSTUSE int endpoints_store_set_listed(struct db_conn *tx, struct uuid id, struct str listed);
/* E_NOT_FOUND. */
MUSTUSE int endpoints_store_drop(struct db_conn *tx, struct uuid id);

/* ---- endpoints_body.c: what staff send ---- */

/* Reads the body into `row`, which holds what there is now, or the defaults. E_INVALID names every field that is wrong. `out_changes`
 * gets what is told of it in the audit log. */
MUSTUSE int endpoints_read_body(struct req *rq, bool is_new, struct endpoints_row *row,
                                struct str *out_changes);

/* ---- endpoints_routes.c, endpoints_api.c ---- */

extern const struct route endpoints_routes[];
route_handler endpoints_api_list, endpoints_api_add, endpoints_api_get, endpoints_api_change,
    endpoints_api_drop, endpoints_api_test;
