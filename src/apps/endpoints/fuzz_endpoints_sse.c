/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream of an answer, in pieces whose size the first byte says: whatever comes, the listener hears well-formed text, and the
 * same as if it had come at once. */
#include "apps/endpoints/endpoints_answer.h"
#include "base/utf8.h"

struct heard {
    struct sb text;
    struct sb reasoning;
};

static int hear_delta(void *context, enum provider_delta kind, struct str text)
{
    struct heard *heard = context;
    ASSERT(text.n > 0 && utf8_valid(text) && str_find_byte(text, '\0') == text.n);
    sb_add(kind == PROVIDER_TEXT ? &heard->text : &heard->reasoning, text);
    return E_OK;
}

static int hear_call(void *context, const struct provider_call *call)
{
    (void)context;
    ASSERT(call->id.n > 0 && call->name.n > 0 && call->arguments.n > 0);
    ASSERT(utf8_valid(call->id) && utf8_valid(call->name) && utf8_valid(call->arguments));
    return E_OK;
}

static int read_stream(struct str stream, size_t step, struct heard *heard)
{
    const struct provider_listener listener = {heard, hear_delta, hear_call, NULL};
    struct endpoints_answer answer;
    struct provider_end end;
    struct err err = {0};
    int rc = E_OK;
    endpoints_answer_init(&answer, &listener);
    for (size_t at = 0; at < stream.n && rc == E_OK; at += step) {
        rc = endpoints_answer_feed(&answer, str_sub(stream, at, at + step), &err);
    }
    if (rc == E_OK) {
        rc = endpoints_answer_end(&answer, 1, &end, &err);
    }
    ASSERT(rc == E_OK || rc == E_MODEL_FAILED);
    ASSERT(rc == E_OK || err.detail[0] != '\0');
    endpoints_answer_done(&answer);
    return rc;
}

static void heard_init(struct heard *heard)
{
    sb_init(&heard->text, 16 * MIB);
    sb_init(&heard->reasoning, 16 * MIB);
}

static void heard_done(struct heard *heard)
{
    sb_done(&heard->text);
    sb_done(&heard->reasoning);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    CLEANUP(heard_done) struct heard torn;
    CLEANUP(heard_done) struct heard whole;
    const struct str stream = {(const char *)data + 1, size - 1};
    heard_init(&torn);
    heard_init(&whole);
    const int rc = read_stream(stream, (size_t)(data[0] % 64) + 1, &torn);
    ASSERT(read_stream(stream, size, &whole) == rc);
    ASSERT(str_eq(sb_str(&torn.text), sb_str(&whole.text)));
    ASSERT(str_eq(sb_str(&torn.reasoning), sb_str(&whole.reasoning)));
    return 0;
}
