/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <qrencode.h>

#include "apps/factors/factors_codes.h"

#define QUIET_MODULES 4 /* ISO/IEC 18004, section 6.3.8: white around the code */
#define SVG_MAX       (256 * KIB)

static void free_codep(QRcode **code)
{
    QRcode_free(*code);
}

/* One path for all: each run of dark modules of a row is a rectangle. */
static void add_row(struct sb *sb, const QRcode *code, int row)
{
    const unsigned char *modules = code->data + (size_t)row * (size_t)code->width;
    int x = 0;
    while (x < code->width) {
        int run = 0;
        while (x + run < code->width && (modules[x + run] & 1) != 0) {
            run++;
        }
        if (run > 0) {
            sb_addf(sb, "M%d %dh%dv1h-%dz", x + QUIET_MODULES, row + QUIET_MODULES, run, run);
        }
        x += run + 1;
    }
}

int factors_qr_svg(struct str text, struct arena *arena, struct str *out)
{
    CLEANUP(free_codep)
    QRcode *code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return E_TOO_LARGE;
    }
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, SVG_MAX);
    const int side = code->width + 2 * QUIET_MODULES;
    sb_addf(&sb,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
            "shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
            "<path fill=\"#000\" d=\"",
            side, side, side, side);
    for (int row = 0; row < code->width; row++) {
        add_row(&sb, code, row);
    }
    sb_add_c(&sb, "\"/></svg>");
    if (sb.failed) {
        return E_TOO_LARGE;
    }
    *out = str_copy(arena, sb_str(&sb));
    return E_OK;
}
