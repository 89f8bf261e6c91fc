/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /ocr/{id}/result.*: the stored result in the form that the path's ending names. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "apps/images/document/document.h"
#include "apps/images/ocr/ocr_int.h"
#include "base/file.h"

#define TEXT_RESULT_MAX (128 * MIB)

static int find_done(struct req *rq, struct record *out)
{
    int rc = record_find(rq, out);
    if (rc < 0) {
        return rc;
    }
    if (out->status == RECORD_FAILED) {
        return err_set(&rq->err, E_NOT_FOUND, "There is no result: %" STRF,
                       STRA(out->error_detail));
    }
    return out->status == RECORD_DONE ? E_OK : E_NOT_READY;
}

/* Offers the reply as a file with the picture's title. */
static void set_download_name(struct req *rq, const struct record *image, const char *ending)
{
    struct sb name;
    sb_init(&name, 4 * KIB);
    sb_add_c(&name, "attachment; filename*=UTF-8''");
    struct str title = image->title.n > 0 ? image->title : STR("text");
    for (size_t i = 0; i < title.n; i++) {
        unsigned char c = (unsigned char)title.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     c == '-' || c == '_' || c == '.';
        /* RFC 8187, section 3.2 */
        if (plain) {
            sb_add_byte(&name, (char)c);
        } else {
            sb_addf(&name, "%%%02X", c);
        }
    }
    sb_addf(&name, ".%s", ending);
    req_set_header(rq, "Content-Disposition", sb_str(&name));
    sb_done(&name);
}

int ocr_result_txt(struct req *rq)
{
    struct record image;
    int rc = find_done(rq, &image);
    if (rc < 0) {
        return rc;
    }
    set_download_name(rq, &image, "txt");
    return req_reply_bytes(rq, 200, "text/plain; charset=utf-8", image.label);
}

int ocr_result_json(struct req *rq)
{
    struct record image;
    int rc = find_done(rq, &image);
    if (rc < 0) {
        return rc;
    }
    set_download_name(rq, &image, "json");
    return req_reply_bytes(rq, 200, "application/json", image.result);
}

static int reply_written(struct req *rq, const char *type,
                         void (*write)(const struct document *, struct str title, struct sb *),
                         const char *ending)
{
    struct record image;
    int rc = find_done(rq, &image);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    rc = json_doc_parse(image.result, &doc, &rq->err);
    if (rc < 0) {
        return E_INTERNAL; /* it was well-formed when it was stored */
    }
    struct document reading;
    document_read(json_doc_root(doc), rq->arena, &reading);
    struct sb sb;
    sb_init(&sb, TEXT_RESULT_MAX);
    write(&reading, image.title, &sb);
    bool failed = sb.failed;
    struct str body = str_copy(rq->arena, sb_str(&sb));
    sb_done(&sb);
    if (failed) {
        return E_TOO_LARGE;
    }
    set_download_name(rq, &image, ending);
    return req_reply_bytes(rq, 200, type, body);
}

int ocr_result_hocr(struct req *rq)
{
    /* Downloaded, not shown: what a browser would run must not come from a picture. */
    return reply_written(rq, "text/vnd.hocr+html; charset=utf-8", document_write_hocr, "hocr");
}

static void write_tsv(const struct document *reading, struct str title, struct sb *out)
{
    (void)title;
    document_write_tsv(reading, out);
}

int ocr_result_tsv(struct req *rq)
{
    return reply_written(rq, "text/tab-separated-values; charset=utf-8", write_tsv, "tsv");
}

/* ---- PDF ---- */

struct pdf_pictures {
    struct req *rq;
    const struct record *image;
};

/* The name of a page's JPEG: its own, or the upload where that is one. */
static int page_blob(const struct pdf_pictures *pictures, size_t page, struct arena *arena,
                     struct str *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(pictures->rq->services->db, &conn);
    if (rc == E_OK) {
        rc = record_store_find_page(conn, pictures->image->id, (int64_t)page + 1, arena, out);
    }
    if (rc == E_NOT_FOUND && page == 0 && str_eq(pictures->image->type, STR("image/jpeg"))) {
        *out = pictures->image->blob;
        return E_OK;
    }
    return rc;
}

static int load_picture(void *context, size_t page, struct arena *arena, struct document_jpeg *out)
{
    const struct pdf_pictures *pictures = context;
    struct str blob = STR_EMPTY;
    struct str bytes = STR_EMPTY;
    CLEANUP(fd_closep) int fd = -1;
    int rc = page_blob(pictures, page, arena, &blob);
    if (rc == E_OK) {
        rc = blob_open(pictures->rq->services->blobs, blob, &fd);
    }
    if (rc == E_OK) {
        rc = file_read_all(fd, arena, IPC_RESULT_MAX, &bytes);
    }
    return rc < 0 ? rc : document_jpeg_facts(bytes, out);
}

static int open_unlinked(const struct config *config, struct arena *arena, int *out_fd)
{
    char *path = arena_printf(arena, "%s/tmp/pdf-XXXXXX", config->data);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        return file_errno_to_rc(errno);
    }
    (void)unlink(path); /* it was made a moment ago */
    *out_fd = fd;
    return E_OK;
}

static int write_pdf(struct req *rq, const struct record *image, int fd)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse(image->result, &doc, &rq->err) < 0) {
        return E_INTERNAL;
    }
    struct document reading;
    document_read(json_doc_root(doc), rq->arena, &reading);
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    FILE *file = copy >= 0 ? fdopen(copy, "w") : NULL;
    if (file == NULL) {
        fd_closep(&copy);
        return E_IO;
    }
    struct pdf_pictures pictures = {rq, image};
    int rc = document_write_pdf(&reading, load_picture, &pictures, file);
    return fclose(file) != 0 && rc == E_OK ? E_IO : rc;
}

int ocr_result_pdf(struct req *rq)
{
    struct record image;
    int rc = find_done(rq, &image);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(fd_closep) int fd = -1;
    rc = open_unlinked(rq->services->config, rq->arena, &fd);
    if (rc == E_OK) {
        rc = write_pdf(rq, &image, fd);
    }
    if (rc < 0) {
        return rc;
    }
    set_download_name(rq, &image, "pdf");
    return req_reply_file(rq, steal_fd(&fd), "application/pdf", NULL);
}
