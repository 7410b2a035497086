/**
 * Fitting a mixture to 20,000 × 512 features, ten components, two iterations a turn, in rows an iteration a second; beside it
 * scikit-learn's GaussianMixture (diag) from the same kind of start, where python3 has it. `mixture.py` is its other half.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Draws } from '../../src/chance/draws.ts';
import { fitted } from '../../src/mixture/em.ts';
import { emptyMixture, type Rows } from '../../src/mixture/mixture.ts';
import { chooseBackend } from '../../src/tensor/backend.ts';
import type { Subject } from './subject.ts';

const ROWS = 20_000;
const SIZE = 512;
const COMPONENTS = 10;
const ITERATIONS = 2;

export async function mixture(): Promise<Subject[]> {
  const { adapter } = await chooseBackend('wasm');
  const draws = new Draws(1, 'bench');
  const means = Float32Array.from({ length: COMPONENTS * SIZE }, () => draws.normal() / 2);
  const values = Float32Array.from(
    { length: ROWS * SIZE },
    (_, at) => means[(Math.floor(at / SIZE) % COMPONENTS) * SIZE + (at % SIZE)]! + draws.normal(),
  );
  const rows: Rows = { values, count: ROWS, size: SIZE };
  const start = emptyMixture(COMPONENTS, SIZE);
  start.weights.fill(1 / COMPONENTS);
  start.means.set(values.subarray(0, COMPONENTS * SIZE));
  const options = { iterations: ITERATIONS, floor: 1e-6, draws, gate: () => Promise.resolve() };
  const phase = `EM, ${ROWS.toLocaleString('en')} × ${SIZE}, K = ${COMPONENTS}`;
  const units = ROWS * ITERATIONS;
  const ours: Subject = { name: `ours, ${adapter}`, phase, units, run: () => fitted(() => [rows], start, options) };
  const run = await scikitLearn();
  return run ? [ours, { name: 'scikit-learn', phase, units, run }] : [ours];
}

/** One turn of scikit-learn's; undefined where python3 does not have it. */
async function scikitLearn(): Promise<(() => Promise<unknown>) | undefined> {
  const script = fileURLToPath(new URL('mixture.py', import.meta.url));
  const sizes = [ROWS, SIZE, COMPONENTS, ITERATIONS].map(String);
  // Debian's own first: its packages are not seen by a python of another kind
  for (const python of ['/usr/bin/python3', 'python3']) {
    const child = spawn(python, [script, ...sizes], { stdio: ['pipe', 'pipe', 'ignore'] });
    const lines = createInterface(child.stdout);
    const ready = await Promise.race([
      once(lines, 'line').then(() => true),
      once(lines, 'close').then(() => false),
      once(child, 'error').then(() => false),
    ]);
    if (!ready) continue;
    process.once('exit', () => child.kill());
    return () => {
      const done = once(lines, 'line');
      child.stdin.write('go\n');
      return done;
    };
  }
  return undefined;
}
