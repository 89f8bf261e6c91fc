/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log-ins under way, of which nothing is kept but which of them have come back. */
#include <stdlib.h>
#include <string.h>

#include "apps/oidc/oidc_int.h"
#include "base/clock.h"
#include "base/utf8.h"

/* More come back within the life of a state only where somebody tries; then the oldest are forgotten, and the
 * provider alone refuses the code that comes again. */
#define USED_MAX 4096

#define SALT_BYTES       16
#define MAC_BYTES        32
#define UUID_BYTES       16
#define FIXED_BYTES      (SALT_BYTES + 8 + UUID_BYTES + 1) /* and a name's length */
#define EMAIL_MAX        254
#define TICKET_MAX       (FIXED_BYTES + OIDC_NAME_MAX + 1 + OIDC_SUBJECT_MAX + EMAIL_MAX)
#define PAYLOAD_MAX      TICKET_MAX
#define SEALED_BYTES_MAX (PAYLOAD_MAX + MAC_BYTES)
_Static_assert(FIXED_BYTES + OIDC_NAME_MAX + OIDC_NEXT_MAX <= PAYLOAD_MAX, "a state is shorter");

struct oidc_states {
    struct crypt_key key; /* of this process alone */
    pthread_mutex_t lock;
    struct crypt_digest used[USED_MAX]; /* guarded by lock; a ring of the MACs of states */
    size_t used_next;                   /* guarded by lock */
};

struct oidc_states *oidc_states_new(void)
{
    struct oidc_states *states = must_calloc(1, sizeof(*states));
    random_bytes(states->key.b, sizeof(states->key.b));
    random_bytes(states->used, sizeof(states->used)); /* equal to no MAC */
    pthread_mutex_init(&states->lock, NULL);
    return states;
}

void oidc_states_free(struct oidc_states *states)
{
    if (states == NULL) {
        return;
    }
    secret_wipe(&states->key, sizeof(states->key));
    pthread_mutex_destroy(&states->lock);
    free(states);
}

/* A digest for one purpose, of the payload and the browser that it is bound to. */
static struct crypt_digest derive(const struct oidc_states *states, const char *purpose,
                                  const struct oidc_binding *binding, struct str payload)
{
    struct sb text;
    sb_init(&text, 64 + sizeof(binding->b) + PAYLOAD_MAX);
    sb_addf(&text, "%s:", purpose);
    sb_add(&text, (struct str){(const char *)binding->b, sizeof(binding->b)});
    sb_add(&text, payload);
    ASSERT(!text.failed);
    struct crypt_digest digest = crypt_hash(&states->key, sb_str(&text));
    sb_done(&text);
    return digest;
}

static struct oidc_secrets secrets_of(const struct oidc_states *states,
                                      const struct oidc_binding *binding, struct str payload)
{
    struct oidc_secrets secrets;
    struct crypt_digest nonce = derive(states, "nonce", binding, payload);
    struct crypt_digest verifier = derive(states, "verifier", binding, payload);
    base64url_encode(nonce.b, sizeof(nonce.b), secrets.nonce);
    base64url_encode(verifier.b, sizeof(verifier.b), secrets.verifier);
    return secrets;
}

/* Salt, end, whose it is, and the name of the provider, which all payloads begin with. */
static void add_head(struct sb *sb, int64_t expires_ms, struct uuid user, struct str provider)
{
    uint8_t salt[SALT_BYTES];
    random_bytes(salt, sizeof(salt));
    sb_add(sb, (struct str){(const char *)salt, sizeof(salt)});
    for (int shift = 56; shift >= 0; shift -= 8) {
        sb_add_byte(sb, (char)((uint64_t)expires_ms >> shift));
    }
    sb_add(sb, (struct str){(const char *)user.b, sizeof(user.b)});
    sb_add_byte(sb, (char)provider.n);
    sb_add(sb, provider);
}

struct head {
    int64_t expires_ms;
    struct uuid user;
    struct str provider;
};

/* Returns what follows it. */
static struct str read_head(struct str payload, struct head *out)
{
    const uint8_t *at = (const uint8_t *)payload.p + SALT_BYTES;
    uint64_t expires_ms = 0;
    for (int i = 0; i < 8; i++) {
        expires_ms = expires_ms << 8 | *at++;
    }
    out->expires_ms = (int64_t)expires_ms;
    memcpy(out->user.b, at, UUID_BYTES);
    size_t name_bytes = at[UUID_BYTES];
    out->provider = str_sub(payload, FIXED_BYTES, FIXED_BYTES + name_bytes);
    return str_sub(payload, FIXED_BYTES + name_bytes, payload.n);
}

/* The payload with its MAC for this purpose, as text in the arena. */
static struct str seal(const struct oidc_states *states, const char *purpose,
                       const struct oidc_binding *binding, struct str payload, struct arena *arena)
{
    struct crypt_digest mac = derive(states, purpose, binding, payload);
    struct sb bytes;
    sb_init(&bytes, SEALED_BYTES_MAX);
    sb_add(&bytes, payload);
    sb_add(&bytes, (struct str){(const char *)mac.b, sizeof(mac.b)});
    ASSERT(!bytes.failed);
    char *text = arena_alloc(arena, BASE64URL_LENGTH(bytes.n) + 1);
    base64url_encode(bytes.p, bytes.n, text);
    sb_done(&bytes);
    return str_from(text);
}

struct str oidc_state_make(const struct oidc_states *states, const struct oidc_binding *binding,
                           const struct oidc_flow *flow, struct arena *arena,
                           struct oidc_secrets *out)
{
    ASSERT(flow->provider.n <= OIDC_NAME_MAX && flow->next.n <= OIDC_NEXT_MAX);
    struct sb payload;
    sb_init(&payload, PAYLOAD_MAX);
    add_head(&payload, flow->expires_ms, flow->user, flow->provider);
    sb_add(&payload, flow->next);
    *out = secrets_of(states, binding, sb_str(&payload));
    struct str text = seal(states, "state", binding, sb_str(&payload), arena);
    sb_done(&payload);
    return text;
}

/* False where it was marked before. */
static bool mark_used(struct oidc_states *states, const struct crypt_digest *mac)
{
    pthread_mutex_lock(&states->lock);
    bool is_new = true;
    for (size_t i = 0; i < USED_MAX; i++) {
        is_new = is_new && !crypt_digest_eq(&states->used[i], mac);
    }
    if (is_new) {
        states->used[states->used_next] = *mac;
        states->used_next = (states->used_next + 1) % USED_MAX;
    }
    pthread_mutex_unlock(&states->lock);
    return is_new;
}

/* Opens what seal() made, once and before its end. */
static int take(struct oidc_states *states, const char *purpose, const struct oidc_binding *binding,
                struct str text, struct arena *arena, struct str *out_payload)
{
    struct str bytes;
    if (base64url_read(text, arena, SEALED_BYTES_MAX, &bytes) < 0 ||
        bytes.n < FIXED_BYTES + MAC_BYTES) {
        return E_INVALID_CODE;
    }
    struct str payload = str_sub(bytes, 0, bytes.n - MAC_BYTES);
    struct crypt_digest given;
    memcpy(given.b, bytes.p + payload.n, sizeof(given.b));
    struct crypt_digest mac = derive(states, purpose, binding, payload);
    struct head head;
    if (!crypt_digest_eq(&mac, &given)) {
        return E_INVALID_CODE;
    }
    (void)read_head(payload, &head); /* only its end matters here */
    if (head.expires_ms <= clock_now_ms() || !mark_used(states, &mac)) {
        return E_INVALID_CODE;
    }
    *out_payload = payload;
    return E_OK;
}

int oidc_state_take(struct oidc_states *states, const struct oidc_binding *binding,
                    struct str state, struct arena *arena, struct oidc_flow *out_flow,
                    struct oidc_secrets *out_secrets)
{
    struct str payload;
    int rc = take(states, "state", binding, state, arena, &payload);
    if (rc < 0) {
        return rc;
    }
    struct head head;
    struct str next = read_head(payload, &head);
    *out_flow = (struct oidc_flow){
        .provider = head.provider,
        .next = next,
        .user = head.user,
        .expires_ms = head.expires_ms,
    };
    *out_secrets = secrets_of(states, binding, payload);
    return E_OK;
}

/* ---- links that wait for their owner ---- */

int oidc_ticket_make(const struct oidc_states *states, const struct oidc_binding *binding,
                     const struct oidc_ticket *ticket, struct arena *arena, struct str *out)
{
    ASSERT(ticket->provider.n <= OIDC_NAME_MAX);
    if (ticket->subject.n > OIDC_SUBJECT_MAX || ticket->email.n > EMAIL_MAX) {
        return E_TOO_LARGE;
    }
    struct sb payload;
    sb_init(&payload, PAYLOAD_MAX);
    add_head(&payload, ticket->expires_ms, ticket->owner, ticket->provider);
    sb_add_byte(&payload, (char)ticket->subject.n);
    sb_add(&payload, ticket->subject);
    sb_add(&payload, ticket->email);
    *out = seal(states, "ticket", binding, sb_str(&payload), arena);
    sb_done(&payload);
    return E_OK;
}

int oidc_ticket_take(struct oidc_states *states, const struct oidc_binding *binding,
                     struct str text, struct arena *arena, struct oidc_ticket *out)
{
    struct str payload;
    int rc = take(states, "ticket", binding, text, arena, &payload);
    if (rc < 0) {
        return rc;
    }
    struct head head;
    struct str rest = read_head(payload, &head);
    ASSERT(rest.n > 0); /* what we have sealed has a subject */
    size_t subject_bytes = (uint8_t)rest.p[0];
    *out = (struct oidc_ticket){
        .provider = head.provider,
        .subject = str_sub(rest, 1, 1 + subject_bytes),
        .email = str_sub(rest, 1 + subject_bytes, rest.n),
        .owner = head.user,
        .expires_ms = head.expires_ms,
    };
    return E_OK;
}

/* Browsers take "//host" and "/\host" for other sites, and drop tabs and line breaks within. */
struct str oidc_clean_next(struct str next)
{
    if (next.n == 0 || next.n > OIDC_NEXT_MAX || next.p[0] != '/' || str_starts(next, STR("//")) ||
        str_starts(next, STR("/api/"))) {
        return STR("/");
    }
    for (size_t i = 0; i < next.n; i++) {
        if (next.p[i] <= ' ' || next.p[i] >= 0x7f || next.p[i] == '\\') {
            return STR("/");
        }
    }
    return next;
}
