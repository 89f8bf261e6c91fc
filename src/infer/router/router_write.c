/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/router/router_int.h"

static void write_argument(const struct router_argument *argument, struct json_out *out)
{
    json_key(out, argument->name);
    if (argument->member != NULL) {
        json_begin_object(out);
        json_kv_i64(out, "$from", argument->number);
        json_kv_c(out, "member", argument->member);
        json_end_object(out);
    } else if (argument->text.p != NULL) {
        json_put_str(out, argument->text);
    } else {
        json_put_i64(out, argument->number);
    }
}

static void write_act(const struct router_act *act, struct json_out *out)
{
    json_begin_object(out);
    json_kv_c(out, "skill", act->skill);
    json_key(out, "arguments");
    json_begin_object(out);
    for (size_t i = 0; i < act->argument_count; i++) {
        write_argument(&act->arguments[i], out);
    }
    json_end_object(out);
    json_key(out, "confidence");
    json_put_double(out, act->confidence, 3);
    json_end_object(out);
}

void router_write(const struct router_plan *plan, struct json_out *out)
{
    json_key(out, "acts");
    json_begin_array(out);
    for (size_t i = 0; i < plan->act_count; i++) {
        write_act(&plan->acts[i], out);
    }
    json_end_array(out);
    json_kv_bool(out, "unsure", plan->is_unsure);
    if (plan->act_count > 0) {
        if (plan->text.n > 0) {
            json_kv_str(out, "text", plan->text);
        }
        return;
    }
    json_kv_c(out, "about", plan->about);
    json_kv_str(out, "text", plan->text);
    json_key(out, "choices");
    json_begin_array(out);
    for (size_t i = 0; i < plan->choice_count; i++) {
        json_begin_object(out);
        json_kv_str(out, "label", plan->choices[i].label);
        json_kv_str(out, "say", plan->choices[i].say);
        json_end_object(out);
    }
    json_end_array(out);
}
