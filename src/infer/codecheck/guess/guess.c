/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which language a text is in: by what only one language begins with, else by the classifier of models/code-language over
 * hashed tokens. training/code_language/features.py cuts texts the same way, and must. */
#include "infer/codecheck/guess/guess.h"
#include "base/embed.h"
#include "infer/codecheck/json/json.h"
#include "infer/codecheck/lexer/lexer.h"
#include "infer/ngram/ngram.h"

#define LOOK_MAX  ((size_t)8000) /* bytes that are looked at */
#define TOKEN_MAX ((size_t)16)   /* bytes of a word that count */
#define RUN_MAX   ((size_t)3)    /* of the same mark that are one token */

extern const struct embed_file code_model_files[];
extern const size_t code_model_files_count;

struct token {
    struct str text;
    bool has_blank; /* before it */
};

struct cutter {
    struct str text;
    size_t at;
    struct ngram_counts *counts;
    struct token before; /* the last one */
    bool at_line_start;
    struct str line_first; /* the first token of the line */
    size_t line_tokens;
};

static uint32_t hash_token(uint32_t hash, const struct token *token)
{
    hash = ngram_hash(hash, token->has_blank ? " " : "\0", 1);
    return ngram_hash(hash, token->text.p, token->text.n);
}

static void count_token(struct cutter *c, struct token token)
{
    struct token alone = {token.text, false};
    uint32_t pair =
        hash_token(ngram_hash(NGRAM_HASH_START, "b", 1), &(struct token){c->before.text, false});
    ngram_count(c->counts, hash_token(ngram_hash(NGRAM_HASH_START, "u", 1), &alone));
    ngram_count(c->counts, hash_token(pair, &token));
    if (c->line_tokens == 0) {
        ngram_count(c->counts, hash_token(ngram_hash(NGRAM_HASH_START, "f", 1), &token));
        c->line_first = token.text;
    } else if (c->line_tokens == 1) {
        uint32_t first =
            hash_token(ngram_hash(NGRAM_HASH_START, "s", 1), &(struct token){c->line_first, false});
        ngram_count(c->counts, hash_token(first, &token));
    }
    c->line_tokens++;
    c->before = token;
}

static void end_line(struct cutter *c)
{
    if (c->line_tokens > 0) {
        struct token last = {c->before.text, false};
        ngram_count(c->counts, hash_token(ngram_hash(NGRAM_HASH_START, "l", 1), &last));
    }
    c->line_tokens = 0;
    c->before = (struct token){STR("\n"), false};
}

/* The next token, from a byte that is no blank. */
static struct str take_token(struct cutter *c)
{
    size_t start = c->at;
    char first = c->text.p[start];
    if (code_is_word_byte(first)) {
        while (c->at < c->text.n && code_is_word_byte(c->text.p[c->at])) {
            c->at++;
        }
        bool is_number = first >= '0' && first <= '9';
        return is_number ? STR("0") : str_sub(c->text, start, size_min(c->at, start + TOKEN_MAX));
    }
    while (c->at < c->text.n && c->at - start < RUN_MAX && c->text.p[c->at] == first) {
        c->at++;
    }
    return str_sub(c->text, start, c->at);
}

static void count_features(struct str text, struct ngram_counts *counts)
{
    struct cutter c = {.text = str_sub(text, 0, LOOK_MAX), .counts = counts};
    c.before = (struct token){STR("\n"), false};
    bool has_blank = false;
    while (c.at < c.text.n) {
        char byte = c.text.p[c.at];
        if (byte == '\n') {
            c.at++;
            end_line(&c);
            has_blank = false;
        } else if (byte == ' ' || byte == '\t' || byte == '\r') {
            c.at++;
            has_blank = true;
        } else {
            struct str token = take_token(&c);
            count_token(&c, (struct token){token, has_blank});
            has_blank = false;
        }
    }
    end_line(&c);
}

/* What only one language begins with. */
static const struct code_language *certain(const struct code_task *task, struct str text)
{
    static const struct {
        const char *start;
        const char *id;
    } starts[] = {{"<?xml", "xml"},
                  {"<!doctype html", "html"},
                  {"<!DOCTYPE html", "html"},
                  {"<?php", "php"},
                  {"#!/bin/sh", "shell"},
                  {"#!/bin/bash", "shell"},
                  {"#!/usr/bin/env bash", "shell"},
                  {"#!/usr/bin/env sh", "shell"},
                  {"#!/usr/bin/env python", "python"},
                  {"#!/usr/bin/python", "python"},
                  {"#!/usr/bin/env node", "javascript"},
                  {"#!/usr/bin/perl", "perl"},
                  {"#!/usr/bin/env perl", "perl"},
                  {"#!/usr/bin/env ruby", "ruby"}};
    text = str_trim(text);
    for (size_t k = 0; k < ARRAY_LEN(starts); k++) {
        if (str_starts(text, str_from(starts[k].start))) {
            return code_language_find(str_from(starts[k].id));
        }
    }
    bool may_be_json =
        text.n > 4 && (text.p[0] == '{' || text.p[0] == '[') && str_find_byte(text, '"') < text.n;
    if (may_be_json) {
        struct code_report *report = arena_calloc(task->arena, 1, sizeof(*report));
        report->task = task;
        report->text = text;
        code_json_walk(report, NULL);
        return report->count == 0 && code_goes_on(task) ? code_language_find(STR("json")) : NULL;
    }
    return NULL;
}

void code_guess(const struct code_task *task, struct str text, struct code_guess *out)
{
    *out = (struct code_guess){.nearest = certain(task, text)};
    if (out->nearest != NULL) {
        out->language = out->nearest;
        out->confidence = 1;
        return;
    }
    ASSERT(code_model_files_count == 1);
    struct str file = {(const char *)code_model_files[0].bytes, code_model_files[0].n};
    struct ngram_model model;
    int rc = ngram_read(file, task->arena, &model, NULL);
    ASSERT(rc == E_OK);
    struct ngram_counts counts;
    ngram_counts_init(&model, task->arena, &counts);
    count_features(text, &counts);
    double *probabilities = arena_calloc(task->arena, model.label_count, sizeof(*probabilities));
    size_t best = ngram_classify(&model, &counts, probabilities);
    out->confidence = probabilities[best];
    out->is_text = str_eq(model.labels[best], STR("text"));
    out->nearest = code_language_find(model.labels[best]);
    out->language = out->confidence >= model.sure ? out->nearest : NULL;
}
