/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a provider, and what is remembered of its answers. */
#include <string.h>

#include "apps/oidc/oidc_int.h"
#include "base/clock.h"

#define CONNECT_MS     5000
#define TOTAL_MS       10000
#define KEPT_MS        (60 * MINUTE_MS) /* where the provider does not say */
#define KEPT_MIN_MS    (5 * MINUTE_MS)
#define KEPT_MAX_MS    (MINUTE_MS * 60 * 24)
#define FAILED_MS      (5 * SECOND_MS)
#define KEYS_EVERY_MS  (30 * SECOND_MS) /* for tokens that no key fits */
#define FORM_BYTES_MAX (16 * KIB)
#define OAUTH_WORD_MAX 40
#define DISCOVERY_PATH "/.well-known/openid-configuration"

void oidc_provider_done(struct oidc_provider *provider)
{
    arena_free(provider->metadata_arena);
    arena_free(provider->keys_arena);
    pthread_mutex_destroy(&provider->lock);
}

/* ---- asking ---- */

static struct fetch_request request_to(const struct oidc_step *step, struct str url,
                                       size_t body_max)
{
    return (struct fetch_request){
        .url = url,
        .may_ask_self = step->provider->is_self,
        .body_max = body_max,
        .connect_ms = CONNECT_MS,
        .total_ms = TOTAL_MS,
    };
}

/* Its addresses were checked when they were read, so that what is wrong now is the provider's. */
static int ask(const struct oidc_step *step, const struct fetch_request *request,
               struct fetch_answer *out)
{
    int rc = fetch_whole(step->oidc->fetch, request, step->arena, out, step->err);
    return rc == E_INVALID ? E_PROVIDER : rc;
}

static int get_document(const struct oidc_step *step, struct str url, struct fetch_answer *out)
{
    struct fetch_header accept = {"Accept", STR("application/json")};
    struct fetch_request request = request_to(step, url, OIDC_DOCUMENT_BYTES_MAX);
    request.headers = &accept;
    request.header_count = 1;
    int rc = ask(step, &request, out);
    if (rc == E_OK && out->head.status != 200) {
        return err_set(step->err, E_PROVIDER, "The provider answered %d at %" STRF ".",
                       out->head.status, STRA(url));
    }
    return rc;
}

/* How long an answer holds, by Cache-Control within what is sensible. */
static int64_t kept_ms(const struct fetch_head *head)
{
    struct str rest = fetch_find_header(head, "Cache-Control");
    int64_t seconds;
    while (rest.n > 0) {
        struct str value;
        struct str name = str_trim(str_cut(str_cut(rest, ',', &rest), '=', &value));
        if (str_eq_nocase(name, STR("max-age")) &&
            str_to_i64(str_trim(value), 0, KEPT_MAX_MS / SECOND_MS, &seconds) == E_OK) {
            return seconds * SECOND_MS < KEPT_MIN_MS ? KEPT_MIN_MS : seconds * SECOND_MS;
        }
    }
    return KEPT_MS;
}

/* ---- discovery ---- */

static struct oidc_metadata copy_metadata(struct arena *arena, const struct oidc_metadata *metadata)
{
    struct oidc_metadata copy = *metadata;
    copy.authorization_endpoint = str_copy(arena, metadata->authorization_endpoint);
    copy.token_endpoint = str_copy(arena, metadata->token_endpoint);
    copy.userinfo_endpoint = str_copy(arena, metadata->userinfo_endpoint);
    copy.jwks_uri = str_copy(arena, metadata->jwks_uri);
    return copy;
}

/* E_NOT_FOUND: has to be asked for. */
static int recall_metadata(struct oidc_provider *provider, struct arena *arena,
                           struct oidc_metadata *out, struct err *err)
{
    int64_t now_ms = clock_mono_ms();
    int rc = E_NOT_FOUND;
    pthread_mutex_lock(&provider->lock);
    if (provider->metadata_arena != NULL && now_ms < provider->metadata_until_ms) {
        *out = copy_metadata(arena, &provider->metadata);
        rc = E_OK;
    } else if (now_ms < provider->failed_until_ms) {
        rc = err_set(err, E_PROVIDER, "The provider gave no usable answer a moment ago.");
    }
    pthread_mutex_unlock(&provider->lock);
    return rc;
}

static void keep_metadata(struct oidc_provider *provider, const struct oidc_metadata *metadata,
                          int64_t kept)
{
    struct arena *arena = arena_new();
    struct oidc_metadata copy = copy_metadata(arena, metadata);
    pthread_mutex_lock(&provider->lock);
    struct arena *old = provider->metadata_arena;
    provider->metadata = copy;
    provider->metadata_arena = arena;
    provider->metadata_until_ms = clock_mono_ms() + kept;
    provider->failed_until_ms = 0;
    pthread_mutex_unlock(&provider->lock);
    arena_free(old);
}

/* Only of the provider's own: that this server is busy or stops says nothing about it. */
static void note_failure(struct oidc_provider *provider, int rc)
{
    if (rc != E_PROVIDER) {
        return;
    }
    pthread_mutex_lock(&provider->lock);
    provider->failed_until_ms = clock_mono_ms() + FAILED_MS;
    pthread_mutex_unlock(&provider->lock);
}

/* Discovery, section 4: a slash at the issuer's end goes before the path is put behind it. */
static struct str discovery_url(const struct oidc_provider *provider, struct arena *arena)
{
    struct str issuer = provider->issuer;
    if (str_ends(issuer, STR("/"))) {
        issuer.n--;
    }
    return str_from(arena_printf(arena, "%" STRF DISCOVERY_PATH, STRA(issuer)));
}

int oidc_provider_metadata(const struct oidc_step *step, struct oidc_metadata *out)
{
    struct oidc_provider *provider = step->provider;
    int rc = recall_metadata(provider, step->arena, out, step->err);
    if (rc != E_NOT_FOUND) {
        return rc;
    }
    struct fetch_answer answer;
    rc = get_document(step, discovery_url(provider, step->arena), &answer);
    if (rc < 0) {
        note_failure(provider, rc);
        return rc;
    }
    rc = oidc_metadata_read(answer.body, provider->issuer, step->arena, out, step->err);
    if (rc < 0) {
        note_failure(provider, rc);
        return rc;
    }
    keep_metadata(provider, out, kept_ms(&answer.head));
    return E_OK;
}

/* ---- keys ---- */

/* E_NOT_FOUND: the keys have to be asked for. */
static int verify_by_known(struct oidc_provider *provider, const struct oidc_token *token,
                           struct err *err)
{
    int64_t now_ms = clock_mono_ms();
    pthread_mutex_lock(&provider->lock);
    bool are_good = provider->keys_arena != NULL && now_ms < provider->keys_until_ms;
    bool may_ask = !are_good || now_ms - provider->keys_asked_ms >= KEYS_EVERY_MS;
    int rc = are_good ? oidc_token_verify(token, &provider->keys) : E_NOT_FOUND;
    pthread_mutex_unlock(&provider->lock);
    if (rc < 0 && !may_ask) {
        return err_set(err, E_PROVIDER, "No key of the provider has signed the ID token.");
    }
    return rc < 0 ? E_NOT_FOUND : E_OK;
}

/* Takes the arena over. */
static void keep_keys(struct oidc_provider *provider, const struct oidc_keys *keys,
                      struct arena *arena, int64_t kept)
{
    pthread_mutex_lock(&provider->lock);
    struct arena *old = provider->keys_arena;
    provider->keys = *keys;
    provider->keys_arena = arena;
    provider->keys_asked_ms = clock_mono_ms();
    provider->keys_until_ms = provider->keys_asked_ms + kept;
    pthread_mutex_unlock(&provider->lock);
    arena_free(old);
}

static int ask_for_keys(const struct oidc_step *step)
{
    struct oidc_metadata metadata;
    int rc = oidc_provider_metadata(step, &metadata);
    if (rc < 0) {
        return rc;
    }
    struct fetch_answer answer;
    rc = get_document(step, metadata.jwks_uri, &answer);
    if (rc < 0) {
        return rc;
    }
    struct arena *kept = arena_new();
    struct oidc_keys keys;
    rc = oidc_keys_read(answer.body, kept, &keys, step->err);
    if (rc < 0) {
        arena_free(kept);
        return rc;
    }
    keep_keys(step->provider, &keys, kept, kept_ms(&answer.head));
    return E_OK;
}

int oidc_provider_verify(const struct oidc_step *step, const struct oidc_token *token)
{
    int rc = verify_by_known(step->provider, token, step->err);
    if (rc != E_NOT_FOUND) {
        return rc;
    }
    rc = ask_for_keys(step);
    if (rc == E_OK) {
        rc = verify_by_known(step->provider, token, step->err);
    }
    return rc == E_NOT_FOUND ? E_PROVIDER : rc;
}

/* ---- tokens ---- */

static void add_escaped(struct sb *sb, struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        uint8_t c = (uint8_t)value.p[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~", c) != NULL);
        if (is_plain) {
            sb_add_byte(sb, (char)c);
        } else {
            sb_addf(sb, "%%%02X", c);
        }
    }
}

void oidc_add_param(struct sb *sb, char before, const char *name, struct str value)
{
    sb_add_byte(sb, before);
    sb_addf(sb, "%s=", name);
    add_escaped(sb, value);
}

/* RFC 6749, section 2.3.1: both are escaped before they are joined. */
static struct str basic_credentials(const struct oidc_provider *provider, struct arena *arena)
{
    CLEANUP(sb_done) struct sb pair;
    CLEANUP(sb_done) struct sb text;
    sb_init(&pair, FORM_BYTES_MAX);
    sb_init(&text, FORM_BYTES_MAX);
    add_escaped(&pair, provider->client_id);
    sb_add_byte(&pair, ':');
    add_escaped(&pair, provider->client_secret);
    sb_add_c(&text, "Basic ");
    base64_add(&text, sb_str(&pair));
    ASSERT(!text.failed);
    return str_copy(arena, sb_str(&text));
}

/* The provider's own word for what was wrong, where it is one (RFC 6749, section 5.2). */
static struct str oauth_word(struct json_value root)
{
    struct str word = json_text(json_get(root, "error"));
    for (size_t i = 0; i < word.n; i++) {
        if ((word.p[i] < 'a' || word.p[i] > 'z') && word.p[i] != '_') {
            return STR("no reason");
        }
    }
    return word.n > 0 && word.n <= OAUTH_WORD_MAX ? word : STR("no reason");
}

static int read_tokens(const struct fetch_answer *answer, struct arena *arena,
                       struct oidc_tokens *out, struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse(answer->body, &doc, NULL) < 0) {
        return err_set(err, E_PROVIDER, "The provider's token endpoint answered %d without JSON.",
                       answer->head.status);
    }
    struct json_value root = json_doc_root(doc);
    if (answer->head.status != 200) {
        return err_set(err, E_PROVIDER, "The provider refused the code: %" STRF ".",
                       STRA(oauth_word(root)));
    }
    struct str id_token = json_text(json_get(root, "id_token"));
    struct str access_token = json_text(json_get(root, "access_token"));
    if (id_token.n == 0 || access_token.n == 0 ||
        !str_eq_nocase(json_text(json_get(root, "token_type")), STR("Bearer"))) {
        return err_set(err, E_PROVIDER, "The provider's token endpoint gave no ID token.");
    }
    out->id_token = str_copy(arena, id_token);
    out->access_token = str_copy(arena, access_token);
    return E_OK;
}

/* The form that is sent; `is_basic` where the secret goes into a header. */
static void write_form(struct sb *form, const struct oidc_provider *provider,
                       const struct oidc_exchange *exchange, bool is_basic)
{
    sb_add_c(form, "grant_type=authorization_code");
    oidc_add_param(form, '&', "code", exchange->code);
    oidc_add_param(form, '&', "redirect_uri", exchange->redirect_uri);
    oidc_add_param(form, '&', "code_verifier", exchange->verifier);
    if (!is_basic) {
        oidc_add_param(form, '&', "client_id", provider->client_id);
    }
    if (!is_basic && provider->client_secret.n > 0) {
        oidc_add_param(form, '&', "client_secret", provider->client_secret);
    }
}

int oidc_provider_exchange(const struct oidc_step *step, const struct oidc_metadata *metadata,
                           const struct oidc_exchange *exchange, struct oidc_tokens *out)
{
    const struct oidc_provider *provider = step->provider;
    bool is_basic =
        provider->client_secret.n > 0 && !provider->posts_secret && !metadata->posts_secret;
    CLEANUP(sb_done) struct sb form;
    sb_init(&form, FORM_BYTES_MAX);
    write_form(&form, provider, exchange, is_basic);
    if (form.failed) {
        return err_set(step->err, E_PROVIDER, "The provider's code is too long.");
    }
    struct fetch_header headers[] = {
        {"Accept", STR("application/json")},
        {"Content-Type", STR("application/x-www-form-urlencoded")},
        {"Authorization", is_basic ? basic_credentials(provider, step->arena) : STR_EMPTY},
    };
    struct fetch_request request =
        request_to(step, metadata->token_endpoint, OIDC_ANSWER_BYTES_MAX);
    request.method = FETCH_POST;
    request.body = sb_str(&form);
    request.headers = headers;
    request.header_count = is_basic ? 3 : 2;
    struct fetch_answer answer;
    int rc = ask(step, &request, &answer);
    return rc < 0 ? rc : read_tokens(&answer, step->arena, out, step->err);
}

int oidc_provider_userinfo(const struct oidc_step *step, struct str endpoint,
                           struct str access_token, struct str *out)
{
    const char *bearer = arena_printf(step->arena, "Bearer %" STRF, STRA(access_token));
    struct fetch_header headers[] = {
        {"Accept", STR("application/json")},
        {"Authorization", str_from(bearer)},
    };
    struct fetch_request request = request_to(step, endpoint, OIDC_ANSWER_BYTES_MAX);
    request.headers = headers;
    request.header_count = ARRAY_LEN(headers);
    struct fetch_answer answer;
    int rc = ask(step, &request, &answer);
    if (rc == E_OK && answer.head.status != 200) {
        rc = err_set(step->err, E_PROVIDER, "The provider's userinfo endpoint answered %d.",
                     answer.head.status);
    }
    if (rc == E_OK) {
        *out = answer.body;
    }
    return rc;
}
