/** The worker in which a mixture is fitted, for `npm run bench -- mixture`: a batch is a fit of so many iterations. */
import { Draws } from '../../../../src/random/rng.ts';
import { fitted } from '../../../../src/algorithms/mixture/em.ts';
import { emptyMixture, type Mixture, type Rows } from '../../../../src/algorithms/mixture/mixture.ts';
import { chooseBackend } from '../../../../src/tensor/choose-backend.ts';
import { COMPONENTS, ITERATIONS, ROWS, SIZE } from '../../mixture-sizes.ts';
import { answer } from './serve-engine.ts';

let rows: Rows;
let start: Mixture;

answer({
  async start(backend) {
    const { adapter } = await chooseBackend(backend);
    const draws = new Draws(1, 'bench');
    const means = Float32Array.from({ length: COMPONENTS * SIZE }, () => draws.normal() / 2);
    const values = new Float32Array(ROWS * SIZE);
    for (let row = 0; row < ROWS; row++)
      for (let d = 0; d < SIZE; d++) values[row * SIZE + d] = means[(row % COMPONENTS) * SIZE + d]! + draws.normal();
    rows = { values, count: ROWS, size: SIZE };
    start = emptyMixture(COMPONENTS, SIZE);
    start.weights.fill(1 / COMPONENTS);
    start.means.set(values.subarray(0, COMPONENTS * SIZE));
    return adapter;
  },
  prepare: () => Promise.resolve({ losses: [] }),
  async run(batches) {
    const begun = performance.now();
    const options = { iterations: ITERATIONS, floor: 1e-6, gate: () => Promise.resolve() };
    for (let i = 0; i < batches; i++) await fitted(() => [rows], start, { ...options, draws: new Draws(1) });
    return (performance.now() - begun) / 1000;
  },
});
