/* SPDX-License-Identifier: GPL-3.0-or-later */
/* platform: the services that applications use, handed to them in one struct that serve.c builds.
 * Owned by serve.c; constant while the server runs. */
#pragma once

struct blobs;
struct config;
struct db;
struct fetch;
struct jobs;
struct mail;
struct metrics;
struct settings;

struct services {
    const struct config *config;
    struct db *db;
    struct blobs *blobs;
    struct jobs *jobs;
    struct mail *mail;
    struct fetch *fetch;
    struct metrics *metrics;
    struct settings *settings;
};
