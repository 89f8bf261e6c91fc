/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/image/test_turn.h"

/* The EXIF block says nothing else, big-endian (JEITA CP-3451, 4.6). */
struct str test_turn_jpeg(struct str jpeg, int orientation, struct arena *arena)
{
    const char head[] = "\xff\xe1\0\x22"
                        "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    struct sb sb;
    sb_init(&sb, jpeg.n + 100);
    sb_add(&sb, str_sub(jpeg, 0, 2));
    sb_add(&sb, (struct str){head, sizeof(head) - 1});
    sb_add_byte(&sb, (char)orientation);
    sb_add(&sb, (struct str){"\0\0\0\0\0\0", 6});
    sb_add(&sb, str_sub(jpeg, 2, jpeg.n));
    struct str turned = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return turned;
}
