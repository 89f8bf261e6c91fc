/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled with -fno-access-control: where a processor has its transducers, and what is in a Node of the library's own, is private. */
#include "infer/translation/translation_states.hh"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <set>
#include <stdexcept>
#include <vector>

#include "infer/translation/translation_table.h"

/* ---- states ---- */

static const translation_state *state_of(const Node *node)
{
    return reinterpret_cast<const translation_state *>(reinterpret_cast<const char *>(node) - 1);
}

static Node *node_of(const translation_state *state)
{
    const auto *const odd = reinterpret_cast<const char *>(state) + 1;
    return const_cast<Node *>(reinterpret_cast<const Node *>(odd));
}

static bool is_ours(const Node *node)
{
    return (reinterpret_cast<uintptr_t>(node) & 1) != 0;
}

/* Calls follow(where to, output, weight) for each arc that takes the symbol, in their order; false where there is none. Nodes of the
 * library's own are those in front of a dictionary's states. */
template <typename Follow> static bool follow_arcs(const Node *node, int input, Follow follow)
{
    if (is_ours(node)) {
        const translation_arcs arcs = translation_state_find(state_of(node), input);
        for (size_t i = 0; i < arcs.count; i++) {
            follow(node_of(translation_arcs_target(&arcs, i)), arcs.items[i].output,
                   translation_arcs_weight(&arcs, i));
        }
        return arcs.count > 0;
    }
    const auto found = node->transitions.find(input);
    if (found == node->transitions.end()) {
        return false;
    }
    const Dest &arcs = found->second;
    for (int i = 0; i < arcs.size; i++) {
        follow(arcs.dest[i], arcs.out_tag[i], arcs.out_weight[i]);
    }
    return true;
}

/* ---- what the library calls ---- */

using Output = std::pair<int, double>;
using Sequence = std::vector<Output>;

/* A copy with one more output, if there is any. */
static Sequence *lengthen(const Sequence *sequence, bool is_there, const Output &output)
{
    auto *const longer = new Sequence;
    longer->reserve(sequence->size() + (is_there ? 1 : 0));
    longer->insert(longer->end(), sequence->begin(), sequence->end());
    if (is_there) {
        longer->push_back(output);
    }
    return longer;
}

/* Goes on from state[index] with a symbol, into new_state. False where that leads nowhere. */
bool State::apply_into(std::vector<TNodeState> *new_state, int const input, int index, bool dirty)
{
    const TNodeState &from = state[index];
    return follow_arcs(from.where, input, [&](Node *to, int output, double weight) {
        new_state->emplace_back(to, lengthen(from.sequence, input != 0, {output, weight}),
                                from.dirty || dirty);
    });
}

/* The same, and writes new_sym where an arc says old_sym. */
bool State::apply_into_override(std::vector<TNodeState> *new_state, int const input,
                                int const old_sym, int const new_sym, int index, bool dirty)
{
    const TNodeState &from = state[index];
    return follow_arcs(from.where, input, [&](Node *to, int output, double weight) {
        const Output written = {output == old_sym ? new_sym : output, weight};
        new_state->emplace_back(to, lengthen(from.sequence, input != 0, written),
                                from.dirty || dirty);
    });
}

/* Adds what can be reached without reading anything. */
void State::epsilonClosure()
{
    for (size_t i = 0; i < state.size(); i++) {
        const TNodeState from = state[i];
        follow_arcs(from.where, 0, [&](Node *to, int output, double weight) {
            state.emplace_back(to, lengthen(from.sequence, output != 0, {output, weight}),
                               from.dirty);
        });
    }
}

/* For is_called(): a state with an arc to a state with another, which is to the library a Node without one. */
struct Probe {
    translation_state states[3];
    uint32_t rest_of_node[sizeof(Node) / sizeof(uint32_t)];
    translation_arc arcs[2];
};

static bool is_called()
{
    static const Probe probe = {
        {{offsetof(Probe, arcs) / 4, 1}, {(offsetof(Probe, arcs) + 4) / 4, 1}, {}},
        {},
        {{1, 0, 2}, {0, 0, 2}},
    };
    State state;
    state.init(node_of(probe.states));
    state.step(1);
    return state.size() == 2;
}

/* ---- loading ---- */

using Table = std::unique_ptr<translation_table, void (*)(translation_table *)>;

[[noreturn]] static void fail()
{
    throw std::runtime_error("damaged");
}

static TransExe *find(FSTProcessor *words, const UString &name, bool is_main)
{
    const auto found = words->transducers.find(name);
    return is_main || found == words->transducers.end() ? nullptr : &found->second;
}

static TransExe *find(LRXProcessor *lexical, const UString &name, bool is_main)
{
    if (is_main) {
        return &lexical->transducer;
    }
    const auto found = lexical->recognisers.find(name);
    return found == lexical->recognisers.end() ? nullptr : &found->second;
}

/* From the one state that the library has read of a transducer the way goes on to the table's, without a symbol. */
static void join(TransExe &transducer, const translation_table *table, size_t i)
{
    const translation_transducer from = translation_table_get(table, i);
    transducer.getInitial()->addTransition(0, 0, node_of(from.initial), 0);
    for (size_t j = 0; j < from.finals; j++) {
        double weight;
        const translation_state *const state = translation_table_final(table, i, j, &weight);
        transducer.getFinals().emplace(node_of(state), weight);
    }
}

template <typename Processor>
static void read_file(Processor *processor, const char *bytes, size_t n)
{
    const std::unique_ptr<FILE, int (*)(FILE *)> file(fmemopen(const_cast<char *>(bytes), n, "rb"),
                                                      std::fclose);
    if (file == nullptr) {
        fail();
    }
    processor->load(file.get());
}

template <typename Processor>
static translation_table *load(Processor *processor, const char *bytes, size_t n,
                               translation_file kind)
{
    if (!is_called()) {
        read_file(processor, bytes, n);
        return nullptr;
    }
    Table table(translation_table_new(bytes, n, kind), translation_table_free);
    if (table == nullptr) {
        fail();
    }
    size_t hollow_bytes;
    const char *const hollow = translation_table_hollow(table.get(), &hollow_bytes);
    read_file(processor, hollow, hollow_bytes);
    std::set<TransExe *> joined;
    for (size_t i = 0; i < translation_table_count(table.get()); i++) {
        const translation_transducer from = translation_table_get(table.get(), i);
        const UString name(from.name, from.name + from.name_units);
        TransExe *const transducer = find(processor, name, from.is_main);
        if (transducer == nullptr || !joined.insert(transducer).second) { /* a name comes twice */
            fail();
        }
        join(*transducer, table.get(), i);
    }
    return table.release();
}

translation_table *translation_states_load(FSTProcessor *words, const char *bytes, size_t n)
{
    return load(words, bytes, n, TRANSLATION_FILE_WORDS);
}

translation_table *translation_states_load(LRXProcessor *lexical, const char *bytes, size_t n)
{
    return load(lexical, bytes, n, TRANSLATION_FILE_LEXICAL);
}
