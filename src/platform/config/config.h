/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config: every setting in one table (config_table.c): key, kind, default, bounds, whether it is a
 * secret, and a sentence of help. From the table come the command line (`--max-upload-mib 20`), the
 * environment (ASSISTI_MAX_UPLOAD_MIB), the file (`max_upload_mib = 20`), `assisti config` and
 * docs/config.md. Flags win over the environment, the environment over the file, the file over the
 * default. Read once at start; constant after.
 * The file is the one that --config or ASSISTI_CONFIG names, else assisti.conf in the data folder. */
#pragma once

#include "base/err.h"

struct config {
    const char *listen;     /* "127.0.0.1:8080" */
    const char *data;       /* folder of database, pictures and keys */
    const char *public_url; /* "" where none is set */
    const char *log_level;
    const char *metrics_token; /* "" where only this machine reads /metrics */
    const char *smtp_url;      /* "" where mail stays in the outbox */
    const char *smtp_tls;      /* "auto", "required", "opportunistic" or "none" */
    const char *mail_from;
    const char *oidc_issuer; /* "" where there is no identity provider, or a file of them */
    const char *oidc_client_id;
    const char *oidc_client_secret;
    const char *oidc_title;
    const char *oidc_providers;  /* path of a file, or "" */
    const char *openai_base_url; /* of the model endpoint that the configuration has, or "" */
    const char *openai_api_key;
    const char *openai_model;
    const char *ocr_languages; /* for uploads that name none */
    const char *tessdata;      /* folder of Tesseract language files */
    int64_t max_upload_mib;
    int64_t workers;         /* 0: as many as cores */
    int64_t connections;     /* open at once */
    int64_t outgoing;        /* requests to other servers at once */
    int64_t request_seconds; /* for a request to arrive whole */
    int64_t shutdown_seconds;
    int64_t auth_per_minute;   /* log-ins, registrations, codes: per address */
    int64_t writes_per_minute; /* everything else that changes something: per address */
    bool private_networks;     /* what this server asks of others may lead there */
    bool hsts_subdomains;      /* https for all names below ours */
    bool behind_proxy;         /* the address of the client is the last of X-Forwarded-For */
};

#define CONFIG_SETTINGS_MAX 32

/* Where each setting's value came from, by its row in the table; for `assisti config`. */
struct config_sources {
    const char
        *of[CONFIG_SETTINGS_MAX]; /* "default", a file's path, an environment name or a flag */
};

/* Builds the settings from argv, the environment and the file. What is not a setting stays in argv for
 * the verb: *argc and argv are compacted. Texts live in the arena; `sources` may be NULL. E_INVALID
 * names the setting, where it came from and what it must be. */
MUSTUSE int config_read(int *argc, const char **argv, struct arena *arena, struct config *out,
                        struct config_sources *sources, struct err *err);

/* Every setting with its value, source and help, for `assisti config`; secrets are not shown. */
void config_explain(const struct config *config, const struct config_sources *sources,
                    struct sb *out);
/* The text of docs/config.md. */
void config_document(struct sb *out);
