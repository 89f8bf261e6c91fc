/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for Criterion in the ThreadSanitizer build: Criterion's own runner maps memory at addresses
 * that ThreadSanitizer keeps for itself, and cannot start. The part of its interface that the tests use,
 * each test in a process of its own, results as TAP lines. Whatever a new test needs besides is added
 * here; the compiler says so. */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct criterion_options {
    void (*init)(void);
    void (*fini)(void);
    int signal;
    int exit_code;
};

struct criterion_test {
    const char *suite;
    const char *name; /* NULL: the suite's own options */
    void (*run)(void);
    struct criterion_options options;
    struct criterion_test *next;
};

/* One list for all sources of a test program. */
__attribute__((weak)) struct criterion_test *criterion_tests;
__attribute__((weak)) int criterion_failures;

#define CRITERION_ADD(symbol, suite_name, test_name, function, ...) \
    __attribute__((constructor)) static void symbol##_add(void)     \
    {                                                               \
        static struct criterion_test test = {                       \
            suite_name, test_name, function, {__VA_ARGS__}, NULL};  \
        test.next = criterion_tests;                                \
        criterion_tests = &test;                                    \
    }

#define TestSuite(suite, ...) CRITERION_ADD(suite##_suite, #suite, NULL, NULL, __VA_ARGS__)
#define Test(suite, name, ...)                                                       \
    static void suite##_##name##_test(void);                                         \
    CRITERION_ADD(suite##_##name, #suite, #name, suite##_##name##_test, __VA_ARGS__) \
    static void suite##_##name##_test(void)

#define CRITERION_CHECK(condition, at_failure, ...)                         \
    do {                                                                    \
        if (!(condition)) {                                                 \
            criterion_failures++;                                           \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            fprintf(stderr, "    " __VA_ARGS__);                            \
            fputc('\n', stderr);                                            \
            at_failure;                                                     \
        }                                                                   \
    } while (0)

#define cr_expect(c, ...)               CRITERION_CHECK(c, (void)0, __VA_ARGS__)
#define cr_expect_not(c, ...)           cr_expect(!(c), __VA_ARGS__)
#define cr_expect_eq(a, b, ...)         cr_expect((a) == (b), __VA_ARGS__)
#define cr_expect_neq(a, b, ...)        cr_expect((a) != (b), __VA_ARGS__)
#define cr_expect_lt(a, b, ...)         cr_expect((a) < (b), __VA_ARGS__)
#define cr_expect_leq(a, b, ...)        cr_expect((a) <= (b), __VA_ARGS__)
#define cr_expect_gt(a, b, ...)         cr_expect((a) > (b), __VA_ARGS__)
#define cr_expect_geq(a, b, ...)        cr_expect((a) >= (b), __VA_ARGS__)
#define cr_expect_null(p, ...)          cr_expect((p) == NULL, __VA_ARGS__)
#define cr_expect_not_null(p, ...)      cr_expect((p) != NULL, __VA_ARGS__)
#define cr_expect_str_eq(a, b, ...)     cr_expect(strcmp(a, b) == 0, __VA_ARGS__)
#define cr_expect_str_neq(a, b, ...)    cr_expect(strcmp(a, b) != 0, __VA_ARGS__)
#define cr_expect_arr_eq(a, b, n, ...)  cr_expect(memcmp(a, b, n) == 0, __VA_ARGS__)
#define cr_expect_arr_neq(a, b, n, ...) cr_expect(memcmp(a, b, n) != 0, __VA_ARGS__)
#define cr_expect_float_eq(a, b, e, ...) \
    cr_expect((a) - (b) <= (e) && (b) - (a) <= (e), __VA_ARGS__)

#define cr_assert(c, ...)              CRITERION_CHECK(c, _exit(1), __VA_ARGS__)
#define cr_assert_not(c, ...)          cr_assert(!(c), __VA_ARGS__)
#define cr_assert_fail(...)            cr_assert(false, __VA_ARGS__)
#define cr_assert_eq(a, b, ...)        cr_assert((a) == (b), __VA_ARGS__)
#define cr_assert_neq(a, b, ...)       cr_assert((a) != (b), __VA_ARGS__)
#define cr_assert_lt(a, b, ...)        cr_assert((a) < (b), __VA_ARGS__)
#define cr_assert_leq(a, b, ...)       cr_assert((a) <= (b), __VA_ARGS__)
#define cr_assert_gt(a, b, ...)        cr_assert((a) > (b), __VA_ARGS__)
#define cr_assert_geq(a, b, ...)       cr_assert((a) >= (b), __VA_ARGS__)
#define cr_assert_null(p, ...)         cr_assert((p) == NULL, __VA_ARGS__)
#define cr_assert_not_null(p, ...)     cr_assert((p) != NULL, __VA_ARGS__)
#define cr_assert_str_eq(a, b, ...)    cr_assert(strcmp(a, b) == 0, __VA_ARGS__)
#define cr_assert_str_neq(a, b, ...)   cr_assert(strcmp(a, b) != 0, __VA_ARGS__)
#define cr_assert_arr_eq(a, b, n, ...) cr_assert(memcmp(a, b, n) == 0, __VA_ARGS__)

/* Ends a test that this machine cannot do; it counts as passed. */
#define cr_skip_test(...)                         \
    do {                                          \
        fprintf(stderr, "SKIPPED: " __VA_ARGS__); \
        fputc('\n', stderr);                      \
        _exit(0);                                 \
    } while (0)

static inline const struct criterion_options *criterion_suite_options(const char *suite)
{
    static const struct criterion_options none;
    for (const struct criterion_test *test = criterion_tests; test != NULL; test = test->next) {
        if (test->name == NULL && strcmp(test->suite, suite) == 0) {
            return &test->options;
        }
    }
    return &none;
}

static inline void criterion_run_here(const struct criterion_test *test)
{
    const struct criterion_options *suite = criterion_suite_options(test->suite);
    void (*init)(void) = test->options.init != NULL ? test->options.init : suite->init;
    void (*fini)(void) = test->options.fini != NULL ? test->options.fini : suite->fini;
    if (init != NULL) {
        init();
    }
    test->run();
    if (fini != NULL) {
        fini();
    }
    exit(criterion_failures > 0);
}

static inline bool criterion_run(const struct criterion_test *test)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        criterion_run_here(test);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return false;
    }
    if (test->options.signal != 0) {
        return WIFSIGNALED(status) && WTERMSIG(status) == test->options.signal;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == test->options.exit_code;
}

__attribute__((weak)) int main(void)
{
    bool all_passed = true;
    for (const struct criterion_test *test = criterion_tests; test != NULL; test = test->next) {
        if (test->name != NULL) {
            bool passed = criterion_run(test);
            printf("%s - %s::%s\n", passed ? "ok" : "not ok", test->suite, test->name);
            all_passed = all_passed && passed;
        }
    }
    return all_passed ? 0 : 1;
}
