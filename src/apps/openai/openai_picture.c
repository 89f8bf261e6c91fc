/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures in requests: data: URLs (RFC 2397) in base64 (RFC 4648, section 4). No other is fetched: programs could have the server
 * look around in its network. */
#include "apps/openai/openai_int.h"
#include "base/base64.h"

static const struct kind {
    struct str type;
    struct str start; /* of its bytes */
} kinds[] = {
    {{"image/jpeg", 10}, {"\xff\xd8\xff", 3}},
    {{"image/png", 9}, {"\x89PNG\r\n\x1a\n", 8}},
    {{"image/gif", 9}, {"GIF8", 4}},
    {{"image/webp", 10}, {"RIFF", 4}},
};

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
    if (data.n / 4 > OPENAI_IMAGE_MAX / 3 + 1) {
        return err_field(err, where, "must have at most %zu MiB", OPENAI_IMAGE_MAX / MIB);
    }
    struct str bytes;
    if (base64_read(data, arena, OPENAI_IMAGE_MAX, &bytes) < 0 || !str_starts(bytes, kind->start)) {
        return err_field(err, where, "is not a picture of its type in base64");
    }
    *out = (struct provider_image){.media_type = kind->type, .bytes = bytes};
    return E_OK;
}
