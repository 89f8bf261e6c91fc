/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calculator.h"

/* The day on which the tests ask: Thursday, 2026-11-26, 12:00 UTC. */
#define TEST_NOW_MS INT64_C(1795694400000)
