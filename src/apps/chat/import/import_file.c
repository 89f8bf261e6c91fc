/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file to the text of one room after the other: it is looked through for where values begin and end, so that a tree is made
 * of one room at a time. */
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/chat/import/import_int.h"
#include "base/file.h"
#include "platform/zip/zip.h"

#define BUFFER_BYTES (64 * KIB)
#define HEAD_BYTES   4
/* Of an archive: how many files with rooms, and how much they have together. */
#define FILES_MAX    64
#define UNPACKED_MAX ((int64_t)1 << 30)

static const char none_that_is_known[] =
    "The file is none that can be taken in. It may be an export of a room of Assisti, the export "
    "of "
    "ChatGPT (the ZIP archive, or conversations.json in it), or one of Open WebUI.";

/* ---- JSON ---- */

static struct str skip_blanks(struct str s)
{
    size_t at = 0;
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\n' || s.p[at] == '\r' || s.p[at] == '\t')) {
        at++;
    }
    return str_sub(s, at, s.n);
}

/* How many bytes the value at the start takes, if it is well-formed; it ends with the text otherwise. */
static size_t value_bytes(struct str s)
{
    size_t depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < s.n; i++) {
        const char c = s.p[i];
        if (in_text) {
            i += c == '\\';
            in_text = c != '"';
            if (!in_text && depth == 0) {
                return size_min(i + 1, s.n);
            }
        } else if (c == '"') {
            in_text = true;
        } else if (c == '[' || c == '{') {
            depth++;
        } else if ((c == ']' || c == '}') && depth > 0) {
            if (--depth == 0) {
                return i + 1;
            }
        } else if (depth == 0 && (c == ',' || c == ']' || c == '}' || c == ':')) {
            return i; /* a number or a word has ended before */
        }
    }
    return s.n;
}

/* The next value of an array or, with the name before it, of an object; false at its end. Broken JSON ends somewhere: who
 * parses the values will tell. */
static bool next_value(struct str *rest, struct str *out)
{
    struct str s = skip_blanks(*rest);
    if (s.n > 0 && (s.p[0] == ',' || s.p[0] == ':')) {
        s = skip_blanks(str_sub(s, 1, s.n));
    }
    const size_t bytes = value_bytes(s);
    *out = str_sub(s, 0, bytes);
    *rest = str_sub(s, bytes, s.n);
    return bytes > 0;
}

static int visit_array(struct str array, import_visit *visit, void *context, bool *out_any)
{
    struct str rest = str_sub(array, 1, array.n);
    struct str element;
    int rc = E_OK;
    while (rc == E_OK && next_value(&rest, &element)) {
        *out_any = true;
        rc = visit(context, element);
    }
    return rc;
}

/* The array of rooms in our own export. */
static bool find_rooms(struct str object, struct str *out)
{
    struct str rest = str_sub(object, 1, object.n);
    struct str name;
    struct str value;
    while (next_value(&rest, &name) && next_value(&rest, &value)) {
        if (str_eq(name, STR("\"rooms\"")) && str_starts(value, STR("["))) {
            *out = value;
            return true;
        }
    }
    return false;
}

int import_each_of(struct str json, import_visit *visit, void *context, struct err *err)
{
    static const struct str mark = STR("\xef\xbb\xbf"); /* some write the order of bytes first */
    struct str s = skip_blanks(str_starts(json, mark) ? str_sub(json, mark.n, json.n) : json);
    struct str rooms;
    bool has_any = false;
    int rc = E_OK;
    if (str_starts(s, STR("["))) {
        rc = visit_array(s, visit, context, &has_any);
    } else if (str_starts(s, STR("{")) && find_rooms(s, &rooms)) {
        rc = visit_array(rooms, visit, context, &has_any);
    } else if (str_starts(s, STR("{"))) {
        has_any = true;
        rc = visit(context, s);
    }
    if (rc == E_OK && !has_any) {
        return err_set(err, E_INVALID, "%s", none_that_is_known);
    }
    return rc;
}

/* ---- files ---- */

struct map {
    void *p; /* NULL: none */
    size_t bytes;
};

static void unmapp(struct map *map)
{
    if (map->p != NULL) {
        munmap(map->p, map->bytes);
    }
}

/* The file has no name, and nobody else has it open: it stays as long as it is. */
static int visit_file(int fd, import_visit *visit, void *context, struct err *err)
{
    struct stat status;
    if (fstat(fd, &status) < 0) {
        return E_IO;
    }
    if (status.st_size == 0) {
        return err_set(err, E_INVALID, "The file is empty.");
    }
    if ((uint64_t)status.st_size > IMPORT_BYTES_MAX) {
        return err_set(err, E_TOO_LARGE, "The file has more than %zu MiB.", IMPORT_BYTES_MAX / MIB);
    }
    CLEANUP(unmapp) struct map map = {NULL, (size_t)status.st_size};
    void *p = mmap(NULL, map.bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED) {
        return E_IO;
    }
    map.p = p;
    return import_each_of((struct str){p, map.bytes}, visit, context, err);
}

/* "conversations.json", or one of several; in whatever folder. */
static bool is_conversations(struct str name)
{
    size_t from = name.n;
    while (from > 0 && name.p[from - 1] != '/') {
        from--;
    }
    const struct str base = str_sub(name, from, name.n);
    return str_starts(base, STR("conversations")) && str_ends(base, STR(".json"));
}

/* What is left of UNPACKED_MAX becomes less. */
static int unpack(struct zip_in *zip, size_t index, int fd, int64_t *inout_left, struct err *err)
{
    CLEANUP(zip_entry_closep) struct zip_entry *entry = NULL;
    int rc = zip_entry_open(zip, index, &entry, err);
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    char *buffer = arena_alloc(arena, BUFFER_BYTES);
    int64_t n = rc;
    while (n >= 0 && (n = zip_entry_read(entry, buffer, BUFFER_BYTES, err)) > 0) {
        *inout_left -= n;
        rc = *inout_left >= 0
                 ? file_write_all(fd, buffer, (size_t)n)
                 : err_set(err, E_TOO_LARGE, "The rooms in the archive are too large.");
        n = rc < 0 ? rc : n;
    }
    return n < 0 ? (int)n : E_OK;
}

static int visit_zip(int fd, const char *folder, import_visit *visit, void *context,
                     struct err *err)
{
    static const struct zip_limits limits = {
        .entries = 100000,
        .entry_bytes = IMPORT_BYTES_MAX,
        .total_bytes = UINT64_C(8) << 30, /* of pictures, which are not read */
    };
    CLEANUP(zip_in_freep) struct zip_in *zip = NULL;
    int rc = zip_in_open(fd, &limits, &zip, err);
    int64_t left = UNPACKED_MAX;
    size_t files = 0;
    for (size_t i = 0; rc == E_OK && i < zip_in_count(zip) && files < FILES_MAX; i++) {
        if (!is_conversations(zip_in_name(zip, i))) {
            continue;
        }
        files++;
        CLEANUP(fd_closep) int json = -1;
        rc = file_open_unnamed(folder, &json);
        if (rc == E_OK) {
            rc = unpack(zip, i, json, &left, err);
        }
        if (rc == E_OK) {
            rc = visit_file(json, visit, context, err);
        }
    }
    if (rc == E_OK && files == 0) {
        return err_set(err, E_INVALID, "There is no conversations.json in the archive.");
    }
    return rc;
}

int import_each(int fd, const char *folder, import_visit *visit, void *context, struct err *err)
{
    char head[HEAD_BYTES] = "";
    if (pread(fd, head, sizeof(head), 0) < 0) {
        return E_IO;
    }
    return memcmp(head, "PK\x03\x04", sizeof(head)) == 0
               ? visit_zip(fd, folder, visit, context, err)
               : visit_file(fd, visit, context, err);
}

/* ---- elements ---- */

static struct str title_of(struct json_value root)
{
    const struct json_value chat = json_get(root, "chat");
    struct str title = json_text(json_get(root, "title"));
    title = title.n > 0 ? title : json_text(json_get(root, "name"));
    return title.n > 0 ? title : json_text(json_get(chat, "title"));
}

static import_reader *reader_of(struct json_value root)
{
    if (json_holds_object(json_get(root, "mapping"))) {
        return import_chatgpt;
    }
    if (json_holds_object(json_get(root, "chat"))) {
        return import_webui;
    }
    return json_holds(json_get(root, "messages"), JSON_STRS) && json_has(json_get(root, "name"))
               ? import_own
               : NULL;
}

int import_element(struct str json, struct arena *arena, struct str *out_title,
                   struct import_room *out, struct err *err)
{
    *out_title = STR_EMPTY;
    if (json.n > IMPORT_ROOM_MAX || json_count_values(json) > IMPORT_VALUES_MAX) {
        return err_set(err, E_TOO_LARGE, "It is larger than %zu MiB.", IMPORT_ROOM_MAX / MIB);
    }
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(json, &doc, err);
    if (rc < 0) {
        return rc;
    }
    const struct json_value root = json_doc_root(doc);
    import_reader *reader = reader_of(root);
    *out_title = import_name(title_of(root), arena);
    if (reader == NULL) {
        return err_set(err, E_INVALID, "It is no chat in a form that is known.");
    }
    *out = (struct import_room){
        .room = {.name = *out_title,
                 .is_named = true,
                 .preset = STR("general"),
                 .instructions = STR_EMPTY,
                 .model = STR_EMPTY,
                 .tools_off = STR_EMPTY},
    };
    return reader(root, arena, out, err);
}
