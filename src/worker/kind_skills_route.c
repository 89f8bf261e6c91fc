/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Until there is infer/router, a grammar of two rules: a sentence that is an example of a manifest means what the example means, and
 * "NAME: text" asks that skill about the text. */
#include <stdlib.h>

#include "skill/skill.h"
#include "worker/kind_skills_route.h"

struct route {
    struct skill_set *set;
};

int route_new(struct route **out, struct err *err)
{
    struct route *route = must_calloc(1, sizeof(*route));
    int rc = skill_set_new(&route->set, err);
    if (rc < 0) {
        free(route);
        return rc;
    }
    *out = route;
    return E_OK;
}

static void begin_act(struct json_out *out, struct str skill)
{
    json_begin_object(out);
    json_kv_str(out, "skill", skill);
    json_key(out, "arguments");
}

/* The first argument that has to be there. */
static struct str first_required(const struct skill_manifest *manifest)
{
    return json_text(json_at(json_get(manifest->parameters, "required"), 0));
}

static bool put_act(const struct skill_manifest *manifest, struct str message, struct json_out *out)
{
    struct str rest;
    const struct str before = str_cut(message, ':', &rest);
    const struct str member = first_required(manifest);
    for (size_t i = 0; i < manifest->example_count; i++) {
        if (str_eq_nocase(message, manifest->examples[i].say)) {
            begin_act(out, manifest->name);
            json_put_value(out, manifest->examples[i].arguments);
            json_end_object(out);
            return true;
        }
    }
    if (member.n == 0 || !str_eq_nocase(str_trim(before), manifest->name) ||
        str_trim(rest).n == 0) {
        return false;
    }
    begin_act(out, manifest->name);
    json_begin_object(out);
    json_key_str(out, member);
    json_put_str(out, str_trim(rest));
    json_end_object(out);
    json_end_object(out);
    return true;
}

static void put_choices(const struct route *route, struct json_out *out)
{
    json_kv_c(out, "text", "I am not sure what you mean. This is what I can do:");
    json_key(out, "choices");
    json_begin_array(out);
    for (size_t i = 0; i < skill_set_count(route->set); i++) {
        const struct skill_manifest *manifest = skill_set_at(route->set, i);
        if (manifest->example_count > 0) {
            json_begin_object(out);
            json_kv_str(out, "label", manifest->title);
            json_kv_str(out, "say", manifest->examples[0].say);
            json_end_object(out);
        }
    }
    json_end_array(out);
}

int route_message(const struct route *route, struct json_value task, struct arena *arena,
                  struct json_out *out, struct err *err)
{
    (void)arena;
    const struct str message = str_trim(json_text(json_get(task, "message")));
    if (message.n == 0) {
        return err_set(err, E_INVALID, "There is no message.");
    }
    bool is_found = false;
    json_key(out, "acts");
    json_begin_array(out);
    for (size_t i = 0; !is_found && i < skill_set_count(route->set); i++) {
        is_found = put_act(skill_set_at(route->set, i), message, out);
    }
    json_end_array(out);
    json_kv_bool(out, "unsure", !is_found);
    if (!is_found) {
        put_choices(route, out);
    }
    return E_OK;
}
