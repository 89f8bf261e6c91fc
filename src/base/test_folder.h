/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder for one test, which goes when the test ends. Criterion runs each test in a process of its own,
 * so there is one at a time. */
#pragma once

/* Makes the folder; the path lives as long as the process. */
const char *test_folder_make(void);
/* Removes it and all that is in it; to be called when a test ends. */
void test_folder_drop(void);
