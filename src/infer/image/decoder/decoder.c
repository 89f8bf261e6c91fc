/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/image/decoder/decoder.h"

int decoder_refuse(const struct image_file *file, int why, struct err *err)
{
    if (why == E_PROCESSING_FAILED) {
        return err_set(err, why, "There is not enough memory for a picture of this size.");
    }
    return err_set(err, E_UNREADABLE_IMAGE,
                   file->decoder->partial
                       ? "The %s is damaged, incomplete, or of a variety that cannot be read here."
                       : "The %s is damaged or incomplete.",
                   image_kind_name(file->info.kind));
}

void decoder_whiten(uint32_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t alpha = pixels[i] & 255;
        if (alpha == 255) {
            continue;
        }
        const float share = (float)alpha / 255.0F;
        const double white = (1.0 - (double)share) * 255;
        uint32_t pixel = 0;
        for (int shift = 8; shift < 32; shift += 8) {
            const float value = (float)(pixels[i] >> shift & 255);
            pixel |= (uint32_t)(white + (double)(share * value)) << shift;
        }
        pixels[i] = pixel;
    }
}
