/* SPDX-License-Identifier: GPL-3.0-or-later */
/* err: what can go wrong, in one table. A function that can fail returns E_OK (0) or one of these
 * negative numbers; words for a person travel in struct err. The table gives each error its HTTP
 * status, its stable code in problem documents (RFC 9457) and its public sentence. */
#pragma once

#include "base/str.h"

/* name, number, HTTP status, code, title */
#define E_TABLE(X)                                                                                \
    X(E_OK, 0, 200, "ok", "Done.")                                                                \
    X(E_INVALID, -1, 400, "invalid", "Some of what was sent is not valid.")                       \
    X(E_MALFORMED_JSON, -2, 400, "malformed_json", "The body is not well-formed JSON.")           \
    X(E_MALFORMED_FORM, -3, 400, "malformed_form", "The form is not well-formed.")                \
    X(E_INVALID_CODE, -4, 400, "invalid_code", "The code or link is wrong or has expired.")       \
    X(E_INVALID_CURSOR, -5, 400, "invalid_cursor", "The cursor is not one that a list gave out.") \
    X(E_NOT_AUTHENTICATED, -10, 401, "not_authenticated", "Please log in first.")                 \
    X(E_TOKEN_INVALID, -11, 401, "token_invalid", "The token is not valid or has expired.")       \
    X(E_INVALID_CREDENTIALS, -12, 401, "invalid_credentials", "E-mail or password is wrong.")     \
    X(E_FORBIDDEN, -20, 403, "forbidden", "This account may not do that.")                        \
    X(E_EMAIL_NOT_VERIFIED, -21, 403, "email_not_verified",                                       \
      "The e-mail address is not verified yet.")                                                  \
    X(E_ACCOUNT_INACTIVE, -22, 403, "account_inactive", "This account is switched off.")          \
    X(E_PROOF_REQUIRED, -23, 403, "proof_required", "Please confirm that it is you first.")       \
    X(E_SCOPE, -24, 403, "scope_missing", "This API key may not do that.")                        \
    X(E_FACTOR_REQUIRED, -25, 403, "two_factor_required", "This account needs a second factor.")  \
    X(E_REGISTRATION_CLOSED, -26, 403, "registration_closed",                                     \
      "New accounts cannot be made here at the moment.")                                          \
    X(E_NOT_FOUND, -30, 404, "not_found", "There is nothing here with this address.")             \
    X(E_METHOD_NOT_ALLOWED, -31, 405, "method_not_allowed",                                       \
      "This address does not take that method.")                                                  \
    X(E_REQUEST_TIMEOUT, -32, 408, "request_timeout", "The request took too long to arrive.")     \
    X(E_CONFLICT, -40, 409, "conflict", "That does not go together with what is there.")          \
    X(E_EMAIL_TAKEN, -41, 409, "email_taken",                                                     \
      "There is already an account with this e-mail address.")                                    \
    X(E_USERNAME_TAKEN, -42, 409, "username_taken", "This user name is taken.")                   \
    X(E_NOT_READY, -43, 409, "not_ready", "The result is not ready yet.")                         \
    X(E_IN_PROGRESS, -44, 409, "in_progress", "The same request is still being worked on.")       \
    X(E_LIMIT_REACHED, -45, 409, "limit_reached", "That is as much as there may be of this.")     \
    X(E_QUOTA, -46, 409, "quota_exceeded", "That is more than an account may have here.")         \
    X(E_ANSWER_RUNNING, -47, 409, "answer_in_progress", "An answer is still being written here.") \
    X(E_NOT_STREAMING, -48, 409, "not_streaming", "This answer is not being written any more.")   \
    X(E_LAST_STAFF, -100, 409, "last_staff",                                                      \
      "This is the last account that can administer this server.")                                \
    X(E_OWN_ACCOUNT, -101, 409, "own_account", "This cannot be done to one's own account.")       \
    X(E_ACCOUNT_NOT_READY, -102, 409, "account_not_ready",                                        \
      "Only an account that is verified and active can become staff.")                            \
    X(E_VERIFIED, -103, 409, "already_verified",                                                  \
      "The address of this account is verified already.")                                         \
    X(E_JOB_NOT_FAILED, -104, 409, "job_not_failed",                                              \
      "Only a job that has failed can be done again.")                                            \
    X(E_JOB_REPLACED, -105, 409, "job_replaced",                                                  \
      "What this job was about is being worked on anew already.")                                 \
    X(E_JOB_KIND, -106, 409, "job_kind_unknown",                                                  \
      "This program does no jobs of this kind any more.")                                         \
    X(E_JOB_SUBJECT, -107, 409, "job_subject_gone",                                               \
      "What this job was about is not there any more.")                                           \
    X(E_JOB_NOT_ENDED, -108, 409, "job_not_ended", "The job has not ended yet.")                  \
    X(E_USED_UP, -109, 409, "used_up",                                                            \
      "This account has had all the answers that it may have today.")                             \
    X(E_TOO_LARGE, -50, 413, "too_large", "That is more than this server accepts.")               \
    X(E_URI_TOO_LONG, -51, 414, "uri_too_long", "The address is too long.")                       \
    X(E_UNSUPPORTED_MEDIA, -52, 415, "unsupported_media_type",                                    \
      "The body has a type that is not accepted here.")                                           \
    X(E_RANGE, -53, 416, "range_not_satisfiable", "The file has no such range.")                  \
    X(E_UNSUPPORTED_IMAGE, -60, 422, "unsupported_image",                                         \
      "The file is not a picture of a supported kind.")                                           \
    X(E_UNREADABLE_IMAGE, -61, 422, "unreadable_image", "The picture is damaged or incomplete.")  \
    X(E_TOO_MANY_PIXELS, -62, 422, "too_many_pixels", "The picture has too many pixels.")         \
    X(E_PROCESSING_FAILED, -63, 422, "processing_failed", "This could not be processed.")         \
    X(E_TOOK_TOO_LONG, -64, 422, "took_too_long", "This took too long and was stopped.")          \
    X(E_KEY_REUSED, -65, 422, "idempotency_key_reused",                                           \
      "This Idempotency-Key was used for a different request.")                                   \
    X(E_LANGUAGE_MISSING, -66, 422, "language_not_installed",                                     \
      "A language that was asked for is not installed.")                                          \
    X(E_MODEL_MISSING, -67, 422, "model_not_installed",                                           \
      "The model that was asked for is not installed.")                                           \
    X(E_MODEL_UNKNOWN, -68, 422, "model_unknown", "There is no model of this name.")              \
    X(E_CONTEXT, -69, 422, "context_too_long", "That is more than the model can read at once.")   \
    X(E_THROTTLED, -70, 429, "throttled", "Too many requests. Please wait a little.")             \
    X(E_HEADERS_TOO_LARGE, -71, 431, "headers_too_large", "The request's headers are too large.") \
    X(E_IO, -80, 500, "io_error", "The server could not read or write its data.")                 \
    X(E_INTERNAL, -81, 500, "internal_error", "The server made a mistake.")                       \
    X(E_NOT_INSTALLED, -84, 501, "not_installed",                                                 \
      "What this would need is not installed on this server.")                                    \
    X(E_PROVIDER, -85, 502, "provider_failed", "Another server gave no usable answer.")           \
    X(E_MAIL_FAILED, -86, 502, "mail_failed", "The mail server did not take the message.")        \
    X(E_MODEL_FAILED, -87, 502, "model_failed", "The model gave no usable answer.")               \
    X(E_MODEL_KEY, -88, 502, "model_key_refused", "The model's server does not take the key.")    \
    X(E_MODEL_DOWN, -89, 502, "model_unreachable", "The model's server cannot be reached.")       \
    X(E_BUSY, -90, 503, "busy", "The server is busy. Please try again shortly.")                  \
    X(E_DB_UNAVAILABLE, -91, 503, "database_unavailable",                                         \
      "The database is not available at the moment.")                                             \
    X(E_SHUTTING_DOWN, -92, 503, "shutting_down",                                                 \
      "The server is restarting. Please try again shortly.")                                      \
    X(E_CANCELLED, -93, 503, "cancelled", "The work was cancelled.")                              \
    X(E_NO_MODEL, -94, 503, "no_model", "No model is set up that could answer.")                  \
    X(E_MODEL_BUSY, -96, 503, "model_busy",                                                       \
      "The model has too much to do. Please try again shortly.")                                  \
    X(E_INTERRUPTED, -97, 503, "interrupted", "The server ended while this was written.")         \
    X(E_MODEL_TIMEOUT, -98, 504, "model_timeout", "The model took too long to answer.")           \
    X(E_DISK_FULL, -95, 507, "insufficient_storage", "The server's disk is full.")

#define E_ENUM(name, number, status, code, title) name = (number),
enum e_code { E_TABLE(E_ENUM) };
#undef E_ENUM

/* The HTTP status, stable code and public sentence of an error; those of E_INTERNAL for a number
 * that is not in the table. */
int e_http_status(int rc);
const char *e_code(int rc);
const char *e_title(int rc);
/* The error that has this stable code, E_INTERNAL where none has. */
int e_from_code(struct str code);

#define ERR_FIELDS_MAX 8

/* What a person is told. Plain data: lives on the caller's stack, needs no cleanup. */
struct err {
    int rc;
    char detail[320];
    int retry_after_s; /* for 429 and 503; 0: the server's usual */
    size_t field_count;
    struct err_field {
        char name[40];
        char text[160];
    } fields[ERR_FIELDS_MAX];
};

/* Sets code and sentence and returns the code; `err` may be NULL. */
int err_set(struct err *err, int rc, const char *format, ...) PRINTF(3, 4);
#ifdef __clang_analyzer__ /* it does not look into err.c, and has to know that the code comes back */
#define err_set(err, rc, ...) ((err_set)((err), (rc), __VA_ARGS__), (rc))
#endif
/* Adds what is wrong with one field, sets E_INVALID unless something is set, and returns the code. */
int err_field(struct err *err, const char *field, const char *format, ...) PRINTF(3, 4);
void err_clear(struct err *err);
/* The error's own sentence, or the public one of its code. */
const char *err_text(const struct err *err, int rc);
