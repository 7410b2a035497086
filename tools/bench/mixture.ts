/**
 * Fitting a mixture to 20,000 × 512 features, ten components, two iterations a turn, in rows an iteration a second, in a
 * headless browser as the page does it; beside it scikit-learn's GaussianMixture (diag) from the same kind of start, where
 * python3 has it. `mixture.py` is its other half.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inTurns } from './in-turns.ts';
import { COMPONENTS, ITERATIONS, ROWS, SIZE } from './mixture-sizes.ts';
import type { Subject } from './subject.ts';
import { browserHost } from './tensor/browser-host.ts';

/** Both in turns. */
export async function mixture(): ReturnType<typeof inTurns> {
  const host = await browserHost('wasm');
  try {
    const { engine } = await host.open('mixture');
    const phase = `EM, ${ROWS.toLocaleString('en')} × ${SIZE}, K = ${COMPONENTS}`;
    const units = ROWS * ITERATIONS;
    const ours: Subject = { name: `ours, ${await engine.start('wasm')}`, phase, units, run: () => engine.run(1) };
    const run = await scikitLearn();
    return await inTurns(run ? [ours, { name: 'scikit-learn', phase, units, run }] : [ours]);
  } finally {
    await host.close();
  }
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
