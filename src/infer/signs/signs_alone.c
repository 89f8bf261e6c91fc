/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures that show one sign and nothing else, as many collections have them: a detector has no room around it there,
 * and often finds nothing. */
#include "infer/signs/signs.h"

#define SIDE_MAX    320
#define SIDES_MAX   2    /* the longer by the shorter */
#define SURE        0.5  /* score of a box that says something against it */
#define SHARE_ALONE 0.25 /* of the picture, that the one sign has at least */

bool signs_may_be_alone(struct detect_size picture)
{
    return picture.width <= SIDE_MAX && picture.height <= SIDE_MAX &&
           picture.width <= SIDES_MAX * picture.height &&
           picture.height <= SIDES_MAX * picture.width;
}

static double share_of(const struct detect_box *box, struct detect_size picture)
{
    return (box->right - box->left) * (box->bottom - box->top) /
           ((double)picture.width * picture.height);
}

bool signs_are_scene(const struct detect_boxes *boxes, struct detect_size picture)
{
    size_t sure = 0;
    bool is_small = false;
    for (size_t i = 0; i < boxes->count; i++) {
        if (boxes->items[i].score > SURE) {
            sure++;
            is_small |= share_of(&boxes->items[i], picture) < SHARE_ALONE;
        }
    }
    return sure > 1 || is_small;
}

struct detect_box signs_place_alone(const struct detect_boxes *boxes, struct detect_size picture)
{
    for (size_t i = 0; i < boxes->count; i++) {
        if (share_of(&boxes->items[i], picture) > SHARE_ALONE) {
            return boxes->items[i];
        }
    }
    return (struct detect_box){.right = picture.width, .bottom = picture.height};
}
