/* SPDX-License-Identifier: GPL-3.0-or-later */
/* images: the image applications, and what others may know of somebody's pictures. What all applications share is a record with
 * its life, its storage and the routes to it: images/record, which opens with the way of a picture. Each application is a
 * folder with a descriptor for that (what it is called, which worker does it, what its uploads may ask for) and a visible
 * table of its own routes: images/ocr, images/animals, images/road_signs. images/classifiers are classes of somebody's own,
 * which the naming of animals can be asked for; images/document writes pages with their words.
 *
 * Nothing in these folders includes this header: what needs to know all applications is here.
 *
 * Memory: what a function returns lives in the arena passed in. Threads: any; no state that changes.
 * Files: images.c the list of applications, images_read.c what others read, images_also.c one picture for several
 * applications, images_passing.c and images_passing_store.c pictures that are kept for one answer, images_portable.c and
 * images_portable_store.c what goes along with its owner. */
#pragma once

#include "http/http.h"

/* The applications, for the list in serve.c. */
extern const struct app ocr_app, animals_app, road_signs_app;

struct db_conn;

/* ---- for applications that refer to somebody's pictures ---- */

/* What was found on a picture, as its owner sees it. */
struct images_reading {
    struct uuid id;
    struct str app; /* "ocr", "animals", "road-signs" */
    struct str title;
    const char *status;   /* "queued", "running", "done", "failed" */
    bool has_ended;       /* done or failed */
    struct str label;     /* of one that is done; may be empty */
    struct str result;    /* JSON as in a record, or empty */
    struct str type;      /* of the upload */
    struct str blob;      /* of the upload */
    struct str thumbnail; /* blob, or empty */
    int64_t bytes;        /* of the upload */
    int64_t width;        /* in pixels, upright; 0: not known */
    int64_t height;
    double confidence; /* of one that is done; negative: none */
    struct str error;  /* for people, of one that failed */
};

/* Whether one of the applications has this name. */
bool images_app_exists(struct str app);

/* E_NOT_FOUND where the owner has no such picture, or there is no such application. */
MUSTUSE int images_read(struct db_conn *conn, struct uuid owner, struct str app, struct uuid id,
                        struct arena *arena, struct images_reading *out);

/* Has another application look at a picture, too: finds the record that it has over the same file, or makes one and queues its work.
 * E_NOT_FOUND where the picture is gone; E_UNSUPPORTED_IMAGE, E_MODEL_MISSING, E_QUOTA, with words. */
MUSTUSE int images_look_also(struct http *http, const struct images_reading *from, struct str app,
                             struct uuid *out_id, struct err *err);
/* A picture that came with a question, and is kept for its answer alone. */
struct images_passing {
    struct str app;
    struct uuid record;
    bool is_own; /* false: the owner had a record over the same picture already, which stays */
};
/* Makes a record of these bytes and queues its work, within the limits of an upload. E_UNSUPPORTED_IMAGE, E_TOO_LARGE, E_MODEL_MISSING,
 * E_QUOTA, with words. */
MUSTUSE int images_pass(struct http *http, struct uuid owner, struct str app, struct str bytes,
                        struct images_passing *out, struct err *err);
/* The answer is there. */
void images_passed(struct http *http, const struct images_passing *passing);
/* Removes what answers that were cut off have left. */
void images_passed_late(struct http *http);
/* Is called for every record of any of the applications whose work has ended, or that is gone; on any thread, and must not block. */
typedef void images_ended(void *context, struct uuid record);
/* When applications are made; one for all. */
void images_set_ended(struct http *http, images_ended *ended, void *context);

struct images_readings {
    struct images_reading *items; /* without `result` */
    size_t count;
};
/* The newest of the owner's pictures of one application, at most `limit`. */
MUSTUSE int images_read_latest(struct db_conn *conn, struct uuid owner, struct str app,
                               size_t limit, struct arena *arena, struct images_readings *out);

/* A picture as other programs take it: the upload itself where it is JPEG, PNG, GIF or WebP of at most `bytes_max`, else
 * the first page or the thumbnail that was made of it. E_NOT_FOUND where there is none of that size. */
struct images_picture {
    struct str media_type;
    struct str bytes;
};
MUSTUSE int images_read_picture(const struct services *services, struct db_conn *conn,
                                const struct images_reading *reading, size_t bytes_max,
                                struct arena *arena, struct images_picture *out);
