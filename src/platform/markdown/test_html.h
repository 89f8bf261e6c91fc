/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_html: holds HTML that is made of strangers' text to what it may have. */
#pragma once

#include "base/str.h"

/* Asserts that all tags are known ones without effects, with known attributes, and all links lead to harmless places. */
void test_html_check(struct str html);
