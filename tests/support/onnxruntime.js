// SPDX-License-Identifier: GPL-3.0-or-later
// node onnxruntime.js FILE THREADS WIDTH HEIGHT: how long onnxruntime takes to load and to run a network with one input, as JSON.
const ort = require('onnxruntime-node');

const WARM_RUNS = 5;
const RUNS = 50;

// A size that the file leaves open has a name there instead of a number.
function shapeOf(dimensions, width, height) {
  const open = [...dimensions.keys()].map((i) => (i === dimensions.length - 1 ? width : i === dimensions.length - 2 ? height : 1));
  return dimensions.map((dimension, i) => (typeof dimension === 'number' ? dimension : open[i]));
}

async function main(file, threads, width, height) {
  const start = performance.now();
  const session = await ort.InferenceSession.create(file, {
    intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
  });
  const load_ms = performance.now() - start;
  const { name, shape: dimensions } = session.inputMetadata[0];
  const shape = shapeOf(dimensions, width, height);
  const numbers = new Float32Array(shape.reduce((a, b) => a * b)).map((_, i) => ((i * 2654435761) % 2000) / 1000 - 1);
  const feeds = { [name]: new ort.Tensor('float32', numbers, shape) };
  let run_ms = Infinity;
  for (let i = 0; i < WARM_RUNS + RUNS; i++) {
    const before = performance.now();
    await session.run(feeds);
    run_ms = Math.min(run_ms, performance.now() - before);
  }
  console.log(JSON.stringify({ load_ms, run_ms }));
}

main(process.argv[2], ...process.argv.slice(3).map(Number));
