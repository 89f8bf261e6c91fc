/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own worker for skills, within its sandbox: what it refuses, and every example of every manifest. */
#include <fcntl.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "skill/skill.h"
#include "worker/test_child.h"

static void start(struct child *child)
{
    const char *const argv[] = {"assisti", "worker", "skills", "--set", "all", NULL};
    child_start(child, ASSISTI, argv);
    child_ready(child);
}

static int try_task(struct child *child, const char *params, struct str arguments,
                    struct child_outcome *out)
{
    CLEANUP(fd_closep) int fd = child_open_bytes(arguments);
    child_try(child, params, fd, out);
    return out->rc;
}

Test(kind_skills, refuses_what_is_no_task)
{
    const struct {
        const char *params;
        const char *arguments;
    } rows[] = {
        {"{}", "{}"},
        {"{\"do\":\"dance\"}", "{}"},
        {"{\"do\":\"run\"}", "{}"},
        {"{\"do\":\"run\",\"skill\":\"no_such_skill\"}", "{}"},
        {"{\"do\":\"run\",\"skill\":\"no_such_skill\"}", "{"},
    };
    struct child child;
    start(&child);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct child_outcome outcome;
        cr_expect_eq(try_task(&child, rows[i].params, str_from(rows[i].arguments), &outcome),
                     E_INVALID, "%s", rows[i].params);
        child_outcome_done(&outcome);
    }
    cr_expect_eq(child_wait(&child), 0);
}

static size_t resident_kib(const struct child *child)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/status", (int)child->pid);
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    char text[4096] = {0};
    cr_assert_gt(read(fd, text, sizeof(text) - 1), 0);
    const char *line = strstr(text, "VmRSS:");
    cr_assert_not_null(line);
    return strtoull(line + strlen("VmRSS:"), NULL, 10);
}

/* In the program libraries are loaded late: whether they find there what they are to call in the place of their own. If not, a
 * dictionary of Apertium's takes ten times the memory. */
Test(kind_skills, translates_with_little_memory)
{
    const char *const params = "{\"do\":\"run\",\"skill\":\"translate\"}";
    const struct str arguments =
        STR("{\"text\":\"The house is big.\",\"from\":\"en\",\"to\":\"es\"}");
    struct child child;
    struct child_outcome outcome;
    start(&child);
    const size_t before = resident_kib(&child);
    cr_assert_eq(try_task(&child, params, arguments, &outcome), E_OK);
    cr_expect(str_eq(json_text(json_get(outcome.root, "text")), STR("La casa es grande.")));
    const size_t after = resident_kib(&child);
    cr_expect_lt(after, before + 64 * MIB / KIB, "%zu KiB, then %zu", before, after);
    child_outcome_done(&outcome);
    cr_expect_eq(child_wait(&child), 0);
}

static void try_example(struct child *child, const struct skill_manifest *manifest,
                        const struct skill_example *example)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct child_outcome outcome;
    struct sb arguments;
    struct json_out out;
    sb_init(&arguments, 1 * MIB);
    json_out_init(&out, &arguments);
    json_put_value(&out, example->arguments);
    const char *params =
        arena_printf(arena, "{\"do\":\"run\",\"skill\":\"%" STRF "\"}", STRA(manifest->name));
    int rc = try_task(child, params, sb_str(&arguments), &outcome);
    cr_expect(rc == E_OK || rc == E_NOT_INSTALLED, "%" STRF ": %s", STRA(example->say), e_code(rc));
    if (rc == E_OK) {
        cr_expect_gt(json_text(json_get(outcome.root, "kind")).n, 0, "%" STRF, STRA(example->say));
        cr_expect_gt(json_text(json_get(outcome.root, "text")).n, 0, "%" STRF, STRA(example->say));
    }
    child_outcome_done(&outcome);
    sb_done(&arguments);
}

/* Also whether each manifest has its adaptor. */
Test(kind_skills, answers_every_example)
{
    CLEANUP(skill_set_freep) struct skill_set *set = NULL;
    cr_assert_eq(skill_set_new(&set, NULL), E_OK);
    struct child child;
    start(&child);
    for (size_t i = 0; i < skill_set_count(set); i++) {
        const struct skill_manifest *manifest = skill_set_at(set, i);
        for (size_t k = 0; manifest->place == SKILL_WORKER && k < manifest->example_count; k++) {
            try_example(&child, manifest, &manifest->examples[k]);
        }
    }
    cr_expect_eq(child_wait(&child), 0);
}
