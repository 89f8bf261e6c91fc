/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions as oneDNN knows them, alone or behind another primitive. */
#include <float.h>

#include "infer/nn/steps/steps_int.h"

/* name in oneDNN, and whether our parameters are its alpha and beta */
static const struct {
    dnnl_alg_kind_t alg;
    bool takes_parameters;
} eltwise[NN_FUNC_COUNT] = {
    [NN_RELU] = {dnnl_eltwise_relu, true},
    [NN_CLIP] = {dnnl_eltwise_clip, true},
    [NN_SIGMOID] = {dnnl_eltwise_logistic, false},
    [NN_HARD_SWISH] = {dnnl_eltwise_hardswish, false},
    [NN_SILU] = {dnnl_eltwise_swish, true},
    [NN_TANH] = {dnnl_eltwise_tanh, false},
    [NN_ELU] = {dnnl_eltwise_elu, true},
    [NN_SOFTPLUS] = {dnnl_eltwise_soft_relu, false},
    [NN_MISH] = {dnnl_eltwise_mish, false},
    [NN_GELU] = {dnnl_eltwise_gelu_erf, false},
    [NN_LINEAR] = {dnnl_eltwise_linear, true},
    [NN_POWER] = {dnnl_eltwise_pow, true},
    [NN_EXP] = {dnnl_eltwise_exp, false},
    [NN_LOG] = {dnnl_eltwise_log, false},
    [NN_SQRT] = {dnnl_eltwise_sqrt, false},
    [NN_ABS] = {dnnl_eltwise_abs, false},
    [NN_ROUND] = {dnnl_eltwise_round, false},
};

static dnnl_alg_kind_t eltwise_of(const struct nn_unary *unary, float *out_a, float *out_b)
{
    const bool takes = eltwise[unary->func].takes_parameters;
    *out_a = takes ? unary->a : 0;
    *out_b = takes ? unary->b : 0;
    if (unary->func == NN_CLIP && unary->a == 0 && unary->b == FLT_MAX) {
        *out_b = 0;
        return dnnl_eltwise_relu;
    }
    return eltwise[unary->func].alg;
}

bool nn_can_follow(const struct nn_unary *unary)
{
    /* A hard sigmoid is a linear function and a clip. */
    return unary->func == NN_HARD_SIGMOID || eltwise[unary->func].alg != dnnl_alg_kind_undef;
}

static dnnl_status_t append_unary(dnnl_post_ops_t ops, const struct nn_unary *unary)
{
    float a = 0;
    float b = 0;
    if (unary->func == NN_HARD_SIGMOID) {
        dnnl_status_t status =
            dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_linear, unary->a, unary->b);
        return status != dnnl_success
                   ? status
                   : dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_clip, 0, 1);
    }
    const dnnl_alg_kind_t alg = eltwise_of(unary, &a, &b);
    return dnnl_post_ops_append_eltwise(ops, 1, alg, a, b);
}

int nn_posts_attr(struct nn_build *build, size_t count, dnnl_primitive_attr_t *out)
{
    const struct nn_node *node = build->node;
    dnnl_post_ops_t ops = NULL;
    dnnl_primitive_attr_t attr = NULL;
    dnnl_status_t status = dnnl_primitive_attr_create(&attr);
    if (status == dnnl_success) {
        status = dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user);
    }
    if (status == dnnl_success) {
        status = dnnl_post_ops_create(&ops);
    }
    for (size_t i = 0; status == dnnl_success && i < count; i++) {
        status = node->posts[i].kind == NN_POST_UNARY ? append_unary(ops, &node->posts[i].unary)
                                                      : dnnl_post_ops_append_sum(ops, 1);
    }
    if (status == dnnl_success) {
        status = dnnl_primitive_attr_set_post_ops(attr, ops);
    }
    dnnl_post_ops_destroy(ops);
    if (status != dnnl_success) {
        dnnl_primitive_attr_destroy(attr);
        return nn_build_check(build, status);
    }
    *out = attr;
    return E_OK;
}

bool nn_is_slow(const_dnnl_primitive_desc_t pd)
{
    const char *implementation = "";
    (void)dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, &implementation);
    return str_starts(str_from(implementation), STR("ref"));
}

static int describe(struct nn_build *build, const_dnnl_op_desc_t desc, size_t post_count,
                    dnnl_primitive_desc_t *out)
{
    dnnl_primitive_attr_t attr = NULL;
    int rc = nn_posts_attr(build, post_count, &attr);
    if (rc < 0) {
        return rc;
    }
    const dnnl_status_t status =
        dnnl_primitive_desc_create(out, desc, attr, build->steps->engine, NULL);
    dnnl_primitive_attr_destroy(attr);
    return nn_build_check(build, status);
}

/* What code there is depends on the processor: with AVX2, but not with AVX-512, a sum has to come before all functions. */
int nn_build_describe(struct nn_build *build, const_dnnl_op_desc_t desc, dnnl_primitive_desc_t *out)
{
    size_t count = build->node->post_count;
    int rc = describe(build, desc, count, out);
    while (rc == E_OK && count > 0 && nn_is_slow(*out)) {
        dnnl_primitive_desc_destroy(*out);
        rc = describe(build, desc, --count, out);
    }
    build->merged = count;
    return rc;
}

/* Whether nobody needs the contents after this node. */
static bool is_free(const struct nn_value *value, const struct nn_buffer *buffer)
{
    return value->unread == 1 && !value->is_output && !buffer->is_port && !buffer->is_constant &&
           !buffer->is_shared && buffer->home == NULL;
}

int nn_posts_target(struct nn_build *build, const dnnl_memory_desc_t *md, struct nn_buffer **out)
{
    const struct nn_node *node = build->node;
    struct nn_value *added = NULL;
    for (size_t i = 0; i < build->merged; i++) {
        added = node->posts[i].kind == NN_POST_ADD ? node->posts[i].value : added;
    }
    if (added == NULL) {
        *out = nn_buffer_new(build, md);
        return E_OK;
    }
    struct nn_buffer *buffer = NULL;
    int rc = nn_buffer_of(build, added, &buffer);
    if (rc == E_OK && !dnnl_memory_desc_equal(&buffer->md, md)) {
        return nn_buffer_copy(build, buffer, md, out);
    }
    if (rc < 0 || !is_free(added, buffer)) {
        return rc < 0 ? rc : nn_buffer_copy(build, buffer, md, out);
    }
    *out = buffer;
    return E_OK;
}

/* ---- as steps of their own ---- */

/* Without posts: args as for nn_step_primitive(). */
static int step_alone(struct nn_build *build, const_dnnl_op_desc_t desc, const struct nn_arg *args)
{
    dnnl_primitive_desc_t pd = NULL;
    int rc = describe(build, desc, 0, &pd);
    return rc < 0 ? rc : nn_step_primitive(build, pd, args);
}

static int step_eltwise(struct nn_build *build, const struct nn_unary *unary,
                        struct nn_buffer *from, struct nn_buffer *to)
{
    float a;
    float b;
    const dnnl_alg_kind_t alg = eltwise_of(unary, &a, &b);
    const struct nn_arg args[] = {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}, {0}};
    dnnl_eltwise_desc_t desc;
    int rc = nn_build_check(
        build, dnnl_eltwise_forward_desc_init(&desc, dnnl_forward_inference, alg, &from->md, a, b));
    return rc < 0 ? rc : step_alone(build, &desc, args);
}

int nn_step_unary(struct nn_build *build, const struct nn_unary *unary, struct nn_buffer *from,
                  struct nn_buffer *to)
{
    if (unary->func != NN_HARD_SIGMOID) {
        return step_eltwise(build, unary, from, to);
    }
    const struct nn_unary linear = {NN_LINEAR, unary->a, unary->b};
    const struct nn_unary clip = {NN_CLIP, 0, 1};
    int rc = step_eltwise(build, &linear, from, to);
    return rc < 0 ? rc : step_eltwise(build, &clip, to, to);
}

/* Adds the value to what lies in the buffer. */
static int step_sum(struct nn_build *build, struct nn_value *value, struct nn_buffer *buffer)
{
    struct nn_buffer *other = NULL;
    int rc = nn_buffer_of(build, value, &other);
    rc = rc < 0 ? rc : nn_buffer_as(build, other, &buffer->md, &other);
    if (rc < 0) {
        return rc;
    }
    dnnl_binary_desc_t desc;
    rc = nn_build_check(
        build, dnnl_binary_desc_init(&desc, dnnl_binary_add, &buffer->md, &other->md, &buffer->md));
    const struct nn_arg args[] = {
        {DNNL_ARG_SRC_0, buffer}, {DNNL_ARG_SRC_1, other}, {DNNL_ARG_DST, buffer}, {0}};
    return rc < 0 ? rc : step_alone(build, &desc, args);
}

int nn_build_posts(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    int rc = E_OK;
    for (size_t i = build->merged; rc == E_OK && i < node->post_count; i++) {
        const struct nn_post *post = &node->posts[i];
        const bool is_sum = post->kind == NN_POST_ADD;
        struct nn_buffer *buffer = node->outputs[0]->buffer;
        build->node = NULL; /* whose step is there already */
        build->label = is_sum ? "(sum)" : "(function)";
        rc = is_sum ? step_sum(build, post->value, buffer)
                    : nn_step_unary(build, &post->unary, buffer, buffer);
        build->node = node;
    }
    return rc;
}
