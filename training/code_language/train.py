# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the classifier of code by language and writes models/code-language. One command, the same
result for the same sources:

    script/train code-language

Temperature and threshold come from the snippets of tests/perf/skills-sets/code/seen.txt and pieces of them, with which a first
classifier was not trained; the one that is written is then trained with these, too. Those of unseen.txt are for measuring alone."""
import hashlib
import math
import random
import re
import struct

import numpy

from code_language import features, generate

BUCKETS = 4096
SAMPLES = 300  # of each language, made of snippets
PIECES = 150   # of each language that the project has sources in
SEED = 7
EPOCHS = 12
BATCH = 128
RATE = 0.02
DECAY = 1e-4
REPEATS = 8    # of each snippet of the set
PRECISION = 0.95  # that what is said for sure shall have
SEEN = generate.ROOT / "tests/perf/skills-sets/code/seen.txt"
MODEL = generate.ROOT / "models/code-language"


def made_samples():
    """[(language, text)] of the snippets and of this project's files."""
    samples = []
    for language, blocks in generate.read_blocks().items():
        chance = random.Random(f"{SEED} {language}")
        samples += [(language, generate.compose(blocks, chance)) for _ in range(SAMPLES)]
    files = {}
    for language, text in generate.project_files():
        files.setdefault(language, []).append(text)
    for language, texts in sorted(files.items()):
        chance = random.Random(f"{SEED} pieces {language}")
        samples += [(language, generate.piece(chance.choice(texts), chance)) for _ in range(PIECES)]
    return samples


def read_set(path):
    """[(language, text)] of a set of snippets, each below a line with its language."""
    parts = re.split(r"^=== (\w+)\n", path.read_text(), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2]))


def with_pieces(samples):
    """The samples, and of each some few lines in a row: short texts leave more doubt."""
    chance = random.Random(f"{SEED} seen")
    pieces = list(samples)
    for language, text in samples:
        lines = text.rstrip("\n").split("\n")
        for _ in range(6):
            count = chance.randint(1, 4)
            start = chance.randrange(max(1, len(lines) - count + 1))
            pieces.append((language, "\n".join(lines[start:start + count])))
    return pieces


def matrix(samples):
    table = numpy.zeros((len(samples), BUCKETS), numpy.float32)
    for row, (_, text) in enumerate(samples):
        found = features.features(text.encode(), BUCKETS)
        table[row, list(found)] = list(found.values())
    return table


def fit(table, targets, count):
    """Weights (BUCKETS, count) and biases by Adam over the cross-entropy."""
    chance = numpy.random.default_rng(SEED)
    parameters = [numpy.zeros((BUCKETS, count), numpy.float32), numpy.zeros(count, numpy.float32)]
    first = [numpy.zeros_like(p) for p in parameters]
    second = [numpy.zeros_like(p) for p in parameters]
    step = 0
    for epoch in range(EPOCHS):
        rate = RATE * 0.5 * (1 + math.cos(math.pi * epoch / EPOCHS))
        order = chance.permutation(len(table))
        for start in range(0, len(order), BATCH):
            rows = order[start:start + BATCH]
            scores = table[rows] @ parameters[0] + parameters[1]
            scores = numpy.exp(scores - scores.max(1, keepdims=True))
            scores /= scores.sum(1, keepdims=True)
            scores[numpy.arange(len(rows)), targets[rows]] -= 1
            scores /= len(rows)
            gradients = [table[rows].T @ scores + DECAY * parameters[0], scores.sum(0)]
            step += 1
            for p, m, v, g in zip(parameters, first, second, gradients):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p -= rate * (m / (1 - 0.9 ** step)) / (numpy.sqrt(v / (1 - 0.999 ** step)) + 1e-8)
    return parameters


def softmax(scores):
    scores = numpy.exp(scores - scores.max(1, keepdims=True))
    return scores / scores.sum(1, keepdims=True)


def calibrate(scores, targets):
    """Temperature of the least loss, and the probability from which on PRECISION are right."""
    rows = numpy.arange(len(targets))
    temperature = min(numpy.arange(0.1, 4, 0.02), key=lambda t: -numpy.log(softmax(scores / t)[rows, targets] + 1e-12).mean())
    p = softmax(scores / temperature)
    best, right = p.max(1), p.argmax(1) == targets
    for sure in numpy.arange(0.3, 0.99, 0.01):
        told = best >= sure
        if told.any() and right[told].mean() >= PRECISION:
            break
    return float(temperature), float(sure), float(right.mean()), float(told.mean()), float(right[told].mean())


def write(path, labels, parameters, temperature, sure):
    weights, biases = parameters
    scales = numpy.maximum(abs(weights).max(0), 1e-6) / 127
    content = struct.pack("<4sIIIff", b"NGRM", 1, BUCKETS, len(labels), temperature, sure)
    content += numpy.stack([scales, biases], 1).astype("<f4").tobytes()
    content += b"".join(label.encode() + b"\0" for label in labels)
    content += numpy.rint(weights / scales).astype(numpy.int8).tobytes()
    path.write_bytes(content)


def main():
    labels = sorted(generate.read_blocks())
    index = {label: k for k, label in enumerate(labels)}

    def numbers(samples):
        return numpy.array([index[language] for language, _ in samples])

    made, seen = made_samples(), read_set(SEEN)
    pieces = with_pieces(seen)
    table = matrix(made)
    weights, biases = fit(table, numbers(made), len(labels))
    temperature, sure, accuracy, told, right = calibrate(matrix(pieces) @ weights + biases, numbers(pieces))
    print(f"seen set: {len(seen)} snippets and pieces of them, {accuracy:.3f} right; temperature {temperature:.2f}; "
          f"sure from {sure:.2f} on: {told:.3f} told, {right:.3f} of them right")
    samples = made + seen * REPEATS
    parameters = fit(matrix(samples), numbers(samples), len(labels))
    MODEL.mkdir(exist_ok=True)
    path = MODEL / "code-language.ngram"
    write(path, labels, parameters, temperature, sure)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"{len(samples)} snippets, {len(labels)} labels, {path.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
