/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff see and do of pictures: facts about them. What is on a picture, and what was found on it, is its owner's
 * alone, and opened only with a reason. */
#include "apps/images/record/record_int.h"
#include "apps/resource/resource.h"

/* ---- deleting and doing again ---- */

struct memo {
    struct str *blobs; /* not needed once the transaction is committed */
    size_t count;
    struct record image;
};

static int find(struct resource_act *act, struct memo **out)
{
    struct memo *memo = arena_calloc(act->rq->arena, 1, sizeof(*memo));
    act->memo = memo;
    *out = memo;
    return record_store_find_any(act->tx, act->id, act->rq->arena, &memo->image);
}

static int find_with_blobs(struct resource_act *act, struct memo **out)
{
    int rc = find(act, out);
    return rc < 0 ? rc
                  : record_store_blobs(act->tx, act->id, act->rq->arena, &(*out)->blobs,
                                       &(*out)->count);
}

static int drop(struct resource_act *act)
{
    const struct record_keeper *keeper = act->state;
    struct memo *memo = NULL;
    int rc = find_with_blobs(act, &memo);
    if (rc == E_OK && keeper->app->forget != NULL) {
        rc = keeper->app->forget(keeper, act->tx, act->id, act->rq->arena);
    }
    if (rc == E_OK) {
        rc = job_forget(act->tx, act->id);
    }
    return rc < 0 ? rc : record_store_drop(act->tx, act->id);
}

static void dropped(struct resource_act *act)
{
    const struct record_keeper *keeper = act->state;
    const struct memo *memo = act->memo;
    jobs_cancel(keeper->services->jobs, act->id);
    record_drop_blobs(keeper, memo->blobs, memo->count);
    record_publish_end(keeper, act->id, act->rq->arena);
}

static int predict(struct resource_act *act)
{
    struct memo *memo = NULL;
    int rc = find_with_blobs(act, &memo);
    return rc < 0 ? rc : record_queue(act->tx, act->state, act->id, memo->image.owner);
}

static void predicted(struct resource_act *act)
{
    const struct record_keeper *keeper = act->state;
    const struct memo *memo = act->memo;
    jobs_cancel(keeper->services->jobs, act->id);
    record_drop_blobs(keeper, memo->blobs, memo->count);
    jobs_wake(keeper->services->jobs);
}

int record_retry(void *state, struct db_conn *tx, const struct job *job)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct record image;
    int rc = record_store_find_any(tx, job->subject, arena, &image);
    return rc < 0 ? rc : record_store_set_queued(tx, job->subject);
}

static int change(struct resource_act *act, const struct resource_edits *edits)
{
    const struct resource_edit *title = resource_find_edit(edits, "title");
    return title == NULL ? E_OK : record_store_set_title(act->tx, act->id, str_trim(title->text));
}

/* ---- content ---- */

static int open_content(struct resource_act *act, struct resource_content *out)
{
    struct memo *memo = NULL;
    int rc = find(act, &memo);
    if (rc == E_OK) {
        *out = (struct resource_content){memo->image.owner, memo->image.title};
    }
    return rc;
}

static void write_content(struct resource_act *act, struct json_out *out)
{
    const struct memo *memo = act->memo;
    record_write(out, &memo->image);
}

static int reply_file(struct resource_act *act, struct str name)
{
    struct req *rq = act->rq;
    struct record image = {0};
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        int rc = db_read(rq->services->db, &conn);
        if (rc == E_OK) {
            rc = record_store_find_any(conn, act->id, rq->arena, &image);
        }
        if (rc < 0) {
            return rc;
        }
    }
    if (str_eq(name, STR("image"))) {
        return record_reply_blob(rq, image.blob, str_dup(rq->arena, image.type));
    }
    if (str_eq(name, STR("thumbnail")) && image.thumbnail.n > 0) {
        return record_reply_blob(rq, image.thumbnail, "image/jpeg");
    }
    return E_NOT_FOUND;
}

/* ---- descriptors ---- */

static const char *const statuses[] = {"queued", "running", "done", "failed", NULL};

static const struct resource_field fields[] = {
    /* name, kind, column, flags, choices, max */
    {"title", RESOURCE_TEXT, "images.title", RESOURCE_SORTS | RESOURCE_SEARCHED | RESOURCE_EDITS,
     NULL, RECORD_TITLE_MAX},
    {"owner", RESOURCE_ID, "images.owner", 0, NULL, 0},
    {"owner_email", RESOURCE_TEXT, "users.email", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"status", RESOURCE_CHOICE, "images.status", RESOURCE_SORTS, statuses, 0},
    {"bytes", RESOURCE_BYTES, "images.bytes", RESOURCE_SORTS, NULL, 0},
    {"type", RESOURCE_TEXT, "images.type", RESOURCE_SORTS, NULL, 0},
    {"width", RESOURCE_NUMBER, "images.width", 0, NULL, 0},
    {"height", RESOURCE_NUMBER, "images.height", 0, NULL, 0},
    {"options", RESOURCE_TEXT, "images.options", 0, NULL, 0},
    {"model", RESOURCE_TEXT, "images.model", RESOURCE_SORTS, NULL, 0},
    {"elapsed_ms", RESOURCE_NUMBER, "images.elapsed_ms", RESOURCE_SORTS, NULL, 0},
    {"error", RESOURCE_TEXT, "images.error_code", RESOURCE_SORTS, NULL, 0},
    {"created", RESOURCE_TIME, "images.created", RESOURCE_SORTS, NULL, 0},
    {"updated", RESOURCE_TIME, "images.updated", RESOURCE_SORTS, NULL, 0},
    {0},
};

static const struct resource_filter filters[] = {
    /* name, kind, column, test, choices */
    {"status", RESOURCE_CHOICE, "images.status", "=", statuses},
    {"owner", RESOURCE_ID, "images.owner", "=", NULL},
    {"type", RESOURCE_TEXT, "images.type", "=", NULL},
    {"error", RESOURCE_TEXT, "images.error_code", "=", NULL},
    {"created_from", RESOURCE_TIME, "images.created", ">=", NULL},
    {"created_before", RESOURCE_TIME, "images.created", "<", NULL},
    {0},
};

static const struct resource_action actions[] = {
    /* name, is_dangerous, run, after */
    {"predict", false, predict, predicted},
    {"delete", true, drop, dropped},
    {0},
};

#define PICTURES(called, where)                                                          \
    {                                                                                    \
        .name = (called), .tables = "images LEFT JOIN users ON users.id = images.owner", \
        .condition = (where), .id = "images.id", .fields = fields, .filters = filters,   \
        .actions = actions, .change = change, .open = open_content,                      \
        .write_content = write_content, .reply_file = reply_file,                        \
    }

static const struct resource ocr = PICTURES("ocr", "images.app = 'ocr'");
static const struct resource animals = PICTURES("animals", "images.app = 'animals'");
static const struct resource road_signs = PICTURES("road-signs", "images.app = 'road-signs'");

static const struct resource_field user_fields[] = {
    /* name, kind, column, flags, choices, max */
    {"pictures", RESOURCE_NUMBER, "(SELECT COUNT(*) FROM images WHERE images.owner = users.id)",
     RESOURCE_SORTS, NULL, 0},
    {"storage_bytes", RESOURCE_BYTES,
     "(SELECT COALESCE(SUM(images.bytes), 0) FROM images WHERE images.owner = users.id)",
     RESOURCE_SORTS, NULL, 0},
    {0},
};

/* How much of pictures each user has. */
static const struct resource users = {.extends = "users", .fields = user_fields};

const struct resource *const record_ocr_resources[] = {&ocr, &users, NULL};
const struct resource *const record_animals_resources[] = {&animals, NULL};
const struct resource *const record_road_signs_resources[] = {&road_signs, NULL};
