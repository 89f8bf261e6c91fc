/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures in requests: data: URLs (RFC 2397) in base64 (RFC 4648, section 4). No other is fetched: programs could have the server
 * look around in its network. */
#include <string.h>

#include "apps/openai/openai_int.h"

static const struct kind {
    struct str type;
    struct str start; /* of its bytes */
} kinds[] = {
    {{"image/jpeg", 10}, {"\xff\xd8\xff", 3}},
    {{"image/png", 9}, {"\x89PNG\r\n\x1a\n", 8}},
    {{"image/gif", 9}, {"GIF8", 4}},
    {{"image/webp", 10}, {"RIFF", 4}},
};

/* Value of a base64 character, or -1. */
static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Whole groups of four, padded at the end. */
static int decode(struct str text, struct arena *arena, struct str *out)
{
    if (text.n == 0 || text.n % 4 != 0) {
        return E_INVALID;
    }
    size_t padding = text.p[text.n - 1] != '=' ? 0 : text.p[text.n - 2] != '=' ? 1 : 2;
    uint8_t *bytes = arena_alloc(arena, text.n / 4 * 3);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i += 4) {
        uint32_t group = 0;
        size_t wanted = i + 4 == text.n ? 4 - padding : 4;
        for (size_t k = 0; k < wanted; k++) {
            int value = sextet(text.p[i + k]);
            if (value < 0) {
                return E_INVALID;
            }
            group |= (uint32_t)value << (18 - 6 * k);
        }
        for (size_t k = 0; k + 1 < wanted; k++) {
            bytes[n++] = (uint8_t)(group >> (16 - 8 * k));
        }
    }
    *out = (struct str){(const char *)bytes, n};
    return E_OK;
}

static const struct kind *find_kind(struct str type)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_eq_nocase(kinds[i].type, type)) {
            return &kinds[i];
        }
    }
    return NULL;
}

int openai_read_picture(struct str url, const char *where, struct arena *arena,
                        struct provider_image *out, struct err *err)
{
    struct str data;
    struct str head = str_cut(url, ',', &data);
    if (!str_starts(head, STR("data:"))) {
        return err_field(err, where,
                         "must be a data: URL of a picture in base64; this server fetches none");
    }
    struct str parameters;
    const struct kind *kind = find_kind(str_cut(str_sub(head, 5, SIZE_MAX), ';', &parameters));
    if (kind == NULL || !str_ends(parameters, STR("base64"))) {
        return err_field(err, where,
                         "must be image/jpeg, image/png, image/gif or image/webp in base64");
    }
    if (data.n / 4 * 3 > OPENAI_IMAGE_MAX) {
        return err_field(err, where, "must have at most %zu MiB", OPENAI_IMAGE_MAX / MIB);
    }
    struct str bytes;
    if (decode(data, arena, &bytes) < 0 || !str_starts(bytes, kind->start)) {
        return err_field(err, where, "is not a picture of its type in base64");
    }
    *out = (struct provider_image){.media_type = kind->type, .bytes = bytes};
    return E_OK;
}
