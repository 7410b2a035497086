/**
 * Fits a mixture to 20,000 × 512 features, ten components, ten iterations a turn, in a headless browser as the page does;
 * for comparison scikit-learn's GaussianMixture (diag) from the same kind of initial values, where python3 has it (`mixture.py`). The unit
 * is rows an iteration a second.
 */
import { runInterleaved } from './run-interleaved.ts';
import { COMPONENTS, ITERATIONS, ROWS, SIZE } from './mixture-sizes.ts';
import { startPython } from './python-process.ts';
import type { Benchmark } from './benchmark.ts';
import { browserHost } from './tensor/browser-host.ts';

/** Runs both in turns. */
export async function mixtureBenchmark(): ReturnType<typeof runInterleaved> {
  const host = await browserHost('wasm');
  try {
    const { engine } = await host.open('mixture');
    const phase = `EM, ${ROWS.toLocaleString('en')} × ${SIZE}, K = ${COMPONENTS}`;
    const units = ROWS * ITERATIONS;
    const ours: Benchmark = { name: `ours, ${await engine.start('wasm')}`, phase, units, run: () => engine.run(1) };
    const python = await startPython('mixture.py', [ROWS, SIZE, COMPONENTS, ITERATIONS].map(String));
    return await runInterleaved(python ? [ours, { name: 'scikit-learn', phase, units, run: python.turn }] : [ours]);
  } finally {
    await host.close();
  }
}
