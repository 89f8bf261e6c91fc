/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image applications, each of what its folder gives and what all have. */
#include "apps/images/animals/animals.h"
#include "apps/images/images_int.h"
#include "apps/images/images_portable.h"
#include "apps/images/ocr/ocr.h"
#include "apps/images/road_signs/road_signs.h"

/* With what the other image applications store, too: it is one storage. */
const struct app ocr_app = {
    .name = "ocr",
    .routes = ocr_routes,
    .shared = record_routes,
    .jobs = ocr_jobs,
    .init = ocr_init,
    .done = record_free,
    .portable = images_portable,
    .resources = record_ocr_resources,
    .tick = record_tick,
};

const struct app animals_app = {
    .name = "animals",
    .routes = animals_routes,
    .shared = record_routes,
    .jobs = animals_jobs,
    .init = animals_init,
    .done = record_free,
    .resources = record_animals_resources,
};

const struct app road_signs_app = {
    .name = "road-signs",
    .routes = road_signs_routes,
    .shared = record_routes,
    .jobs = road_signs_jobs,
    .init = road_signs_init,
    .done = record_free,
    .resources = record_road_signs_resources,
};

const struct app *const images_applications[IMAGES_APPLICATIONS] = {&ocr_app, &animals_app,
                                                                    &road_signs_app};

void images_set_ended(struct http *http, images_ended *ended, void *context)
{
    for (size_t i = 0; i < IMAGES_APPLICATIONS; i++) {
        struct record_keeper *keeper = http_app_state(http, images_applications[i]);
        keeper->ended = ended;
        keeper->ended_context = context;
    }
}

bool images_app_exists(struct str app)
{
    for (size_t i = 0; i < IMAGES_APPLICATIONS; i++) {
        if (str_eq(app, str_from(images_applications[i]->name))) {
            return true;
        }
    }
    return false;
}

const struct record_keeper *images_find_state(struct http *http, struct str app)
{
    for (size_t i = 0; i < IMAGES_APPLICATIONS; i++) {
        if (str_eq(app, str_from(images_applications[i]->name))) {
            return http_app_state(http, images_applications[i]);
        }
    }
    return NULL;
}
