/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of heif. A photograph of a telephone is a grid of small pictures, which the file calls tiles; the others are
 * taken as grids of one tile. */
#pragma once

#include "infer/image/heif/heif.h"

/* ---- boxes (ISO/IEC 14496-12 and 23008-12) ---- */

#define HEIF_NAME(a, b, c, d)                                                  \
    ((uint32_t)(unsigned char)(a) << 24 | (uint32_t)(unsigned char)(b) << 16 | \
     (uint32_t)(unsigned char)(c) << 8 | (uint32_t)(unsigned char)(d))

/* Reads big-endian numbers; what is not there is 0 and fails, for good. */
struct heif_cursor {
    struct str bytes;
    size_t at;
    bool failed;
};
uint64_t heif_take(struct heif_cursor *cursor, size_t width);
struct str heif_take_bytes(struct heif_cursor *cursor, uint64_t n);

struct heif_box {
    uint32_t name;
    struct str body;
};

/* A picture of the file, or what belongs to one. */
struct heif_item {
    uint32_t id;
    uint32_t type;
    bool is_in_idat;   /* its bytes, else in the file */
    bool is_elsewhere; /* nowhere that is read here */
    uint64_t base;
    struct str extents; /* empty: it has no bytes */
    struct str properties;
    bool has_wide_properties; /* two bytes each */
};

/* What the box "meta" says. All slices lie in the file's bytes. */
struct heif_boxes {
    struct str bytes;
    uint32_t primary_id;
    struct heif_item *items; /* by id */
    size_t item_count;
    struct heif_box *properties;
    size_t property_count;
    struct str idat;
    struct str references; /* empty: there are none */
    size_t id_bytes;       /* of an id in them */
    size_t index_bytes;    /* of an extent's numbers */
    size_t offset_bytes;
    size_t length_bytes;
};

struct heif_reference {
    uint32_t type;
    uint32_t from_id;
    struct str to; /* their ids */
    size_t id_bytes;
};

/* E_UNREADABLE_IMAGE where there is no such box or it is broken. Lists lie in the arena. */
int heif_boxes_read(struct str bytes, struct arena *arena, struct heif_boxes *out);
/* NULL: there is none. */
const struct heif_item *heif_boxes_item(const struct heif_boxes *boxes, uint32_t id);
/* Each call goes on to the next property of the item, in their order; false: that were all. `inout_at` begins with 0. */
bool heif_boxes_next_property(const struct heif_boxes *boxes, const struct heif_item *item,
                              size_t *inout_at, struct heif_box *out);
/* The body of its first property of this name; empty where there is none. */
struct str heif_boxes_property(const struct heif_boxes *boxes, const struct heif_item *item,
                               uint32_t name);
/* Likewise through all references of the file. */
bool heif_boxes_next_reference(const struct heif_boxes *boxes, size_t *inout_at,
                               struct heif_reference *out);
size_t heif_reference_count(const struct heif_reference *reference);
uint32_t heif_reference_to(const struct heif_reference *reference, size_t index);
/* How many bytes it has. E_UNREADABLE_IMAGE where they do not all lie in the file, or there are none, or more than the file. */
int heif_boxes_measure(const struct heif_boxes *boxes, const struct heif_item *item,
                       uint64_t *out_bytes);
/* Its bytes: a slice of the file where they lie together, else of `joined`, which is empty before. Fails likewise. */
int heif_boxes_data(const struct heif_boxes *boxes, const struct heif_item *item, struct sb *joined,
                    struct str *out);

/* ---- planes ---- */

/* ITU-T H.273: how red, green and blue became light and two colours. */
struct heif_colours {
    uint16_t primaries;
    uint16_t matrix;
    bool is_full_range;
};

/* Red, green and blue from samples less their offsets. */
struct heif_matrix {
    float factors[3][3];
    float offsets[3];
};

#define HEIF_PLANES 3

/* A picture as its codec leaves it: light, and blue and red as differences from it. */
struct heif_planes {
    int32_t width;
    int32_t height;
    int bits; /* of a sample, which has two bytes from nine on */
    bool is_grey;
    unsigned across; /* 1: colours have half the samples of a row */
    unsigned down;   /* 1: colours have half the rows */
    const uint8_t *planes[HEIF_PLANES];
    ptrdiff_t strides[HEIF_PLANES]; /* bytes */
    struct heif_colours colours;    /* as the stream says */
    struct heif_matrix matrix;      /* set by heif_planes_colour() */
    void *owner;
    void (*release)(void *owner); /* NULL: nothing is there */
};

struct heif_place {
    int32_t x;
    int32_t y;
};

void heif_planes_free(struct heif_planes *planes);
/* Says how its samples are to be understood. */
void heif_planes_colour(struct heif_planes *planes, const struct heif_colours *colours);
/* Writes `count` pixels of a row from a column on, as leptonica has them, opaque. */
void heif_planes_read(const struct heif_planes *planes, const struct heif_place *at, int32_t count,
                      uint32_t *out);
/* Takes the light of the same pixels for the alpha of those that are there. */
void heif_planes_read_alpha(const struct heif_planes *planes, const struct heif_place *at,
                            int32_t count, uint32_t *inout);

/* Gives back the memory of rows that lie above this one. */
void heif_planes_pass(const struct heif_planes *planes, int32_t row);

/* ---- pictures ---- */

/* A picture of the file as it is stored: a grid of tiles of one size. */
struct heif_grid {
    struct decoder_size size; /* what of the tiles counts, from the left and top on */
    struct decoder_size tile;
    int32_t columns; /* 0: there is no picture */
    int32_t rows;
    const struct heif_item **tiles; /* row by row */
    bool has_colours;               /* it says itself how its samples are to be understood */
    struct heif_colours colours;
};

/* A file's picture, and what of it is shown. */
struct heif_picture {
    struct heif_boxes boxes;
    struct heif_grid colour;
    struct heif_grid alpha;
    int32_t left; /* of the part that is shown, before it is turned */
    int32_t top;
    struct decoder_size shown;
    int orientation; /* EXIF's numbers */
};

/* Lists lie in the arena. E_UNSUPPORTED_IMAGE for what is put together otherwise, or of another codec; E_UNREADABLE_IMAGE. */
int heif_picture_read(struct str bytes, struct arena *arena, struct heif_picture *out);
/* "colr" of the kind that has numbers; false where the item has none. */
bool heif_picture_colours(const struct heif_boxes *boxes, const struct heif_item *item,
                          struct heif_colours *out);

/* ---- codecs ---- */

#define HEIF_TYPE_HEVC HEIF_NAME('h', 'v', 'c', '1')
#define HEIF_TYPE_AV1  HEIF_NAME('a', 'v', '0', '1')

struct heif_coded {
    struct str config; /* the body of the box "hvcC"; AV1 needs none */
    struct str data;
    struct decoder_size size; /* as announced: more by HEIF_CODED_SPARE is not decoded */
};
/* Codecs have blocks of up to this, of which a file may show only a part. */
#define HEIF_CODED_SPARE 128

/* Bytes that libde265 and dav1d keep for each pixel besides its samples: notes on blocks, of which there may be one in each 4 x 4.
 * Measured were 0.7 and 0.4; it is a little more here because what a worker holds besides varies by some MiB. */
#define HEIF_HEVC_NOTES 0.85
#define HEIF_AV1_NOTES  0.45

/* The first picture in it; heif_planes_free() must follow. E_UNREADABLE_IMAGE where it is damaged or smaller than announced. */
int heif_hevc_decode(const struct heif_coded *coded, struct heif_planes *out);
void heif_hevc_init(void);
void heif_hevc_done(void);
int heif_av1_decode(const struct heif_coded *coded, struct heif_planes *out);
