/** The worker of `npm run bench -- mixture`: a batch is a fit of `ITERATIONS` iterations. */
import { Rng } from '../../../../src/random/rng.ts';
import { fitMixture } from '../../../../src/algorithms/mixture/em.ts';
import { emptyMixture, type Mixture, type FeatureRows } from '../../../../src/algorithms/mixture/mixture.ts';
import { chooseBackend } from '../../../../src/tensor/choose-backend.ts';
import { COMPONENTS, ITERATIONS, ROWS, SIZE } from '../../mixture-sizes.ts';
import { serveEngine } from './serve-engine.ts';

let rows: FeatureRows;
let start: Mixture;

serveEngine({
  async start(backend) {
    const { adapter } = await chooseBackend(backend);
    const rng = new Rng(1, 'bench');
    const means = Float32Array.from({ length: COMPONENTS * SIZE }, () => rng.normal() / 2);
    const values = new Float32Array(ROWS * SIZE);
    for (let row = 0; row < ROWS; row++)
      for (let d = 0; d < SIZE; d++) values[row * SIZE + d] = means[(row % COMPONENTS) * SIZE + d]! + rng.normal();
    rows = { values, count: ROWS, size: SIZE };
    start = emptyMixture(COMPONENTS, SIZE);
    start.weights.fill(1 / COMPONENTS);
    start.means.set(values.subarray(0, COMPONENTS * SIZE));
    return adapter;
  },
  prepare: () => Promise.resolve({ losses: [] }),
  async run(batches) {
    const begun = performance.now();
    const options = { iterations: ITERATIONS, floor: 1e-6, checkpoint: () => Promise.resolve() };
    for (let i = 0; i < batches; i++) await fitMixture(() => [rows], start, { ...options, rng: new Rng(1) });
    return (performance.now() - begun) / 1000;
  },
});
