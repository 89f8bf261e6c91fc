/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libexif/exif-data.h>

#include "infer/image/codecs/codecs_int.h"

#define EXIF_BYTES_MAX (256 * KIB)

static int orientation_of(ExifData *data)
{
    ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    if (entry == NULL || entry->format != EXIF_FORMAT_SHORT || entry->components != 1) {
        return 1;
    }
    int value = exif_get_short(entry->data, exif_data_get_byte_order(data));
    return value >= 1 && value <= 8 ? value : 1;
}

int codecs_exif_orientation(struct str bytes)
{
    if (bytes.n == 0) {
        return 1;
    }
    /* libexif finds the block in a JPEG by itself, and wants a raw one to start with its mark. */
    struct sb block;
    sb_init(&block, EXIF_BYTES_MAX);
    bool jpeg = str_starts(bytes, STR("\xff\xd8"));
    if (!jpeg && !str_starts(bytes, STR("Exif"))) {
        sb_add(&block, STR("Exif\0\0"));
    }
    sb_add(&block, str_sub(bytes, 0, EXIF_BYTES_MAX - 6));
    ExifData *data = exif_data_new_from_data((const unsigned char *)block.p, (unsigned)block.n);
    int orientation = data != NULL ? orientation_of(data) : 1;
    exif_data_unref(data);
    sb_done(&block);
    return orientation;
}
