/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dictionaries for lttoolbox's processors as tables (translation_table.h). Of a dictionary the library itself makes a tree of each state's
 * arcs and three arrays of each arc, with an allocation apiece: ten times the memory, and four times the time, of a table.
 *
 * To the library a state is the address of a Node, into which only class State looks, by three functions. These are ours in a program
 * that has translation_states.cc in it: the library calls them through its table of linkage, where the names of a program go before its
 * own (src/worker/meson.build sees to it that they are seen). They take an odd address for a state of a table. */
#pragma once

#include <apertium-lex-tools/lrx_processor.h>
#include <lttoolbox/fst_processor.h>

#include <cstddef>

struct translation_table;

/* Reads a dictionary into a new processor, in the place of its load(). The processor needs what is returned until it is deleted;
 * translation_table_free() it then. NULL where the library does not call our functions, and has read the dictionary itself. Throws where
 * the file is damaged or memory is exhausted. */
translation_table *translation_states_load(FSTProcessor *words, const char *bytes, size_t n);
translation_table *translation_states_load(LRXProcessor *lexical, const char *bytes, size_t n);
