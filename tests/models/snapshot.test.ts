import '@tensorflow/tfjs-backend-cpu';
import { afterEach, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import { restoreSnapshot, takeSnapshot } from '../../src/models/parts/snapshot.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { heapView } from '../../src/tensor/kernels/wasm/stock-wasm.ts';
import * as tf from '../../src/tensor/tf.ts';

afterEach(() => expect(tf.memory().numTensors).toBe(0));

/** Writes into the memory that holds the values, as an optimiser's step in place does. */
function overwrite(variable: tf.Variable): void {
  if (tf.getBackend() === 'cpu') variable.dataSync().fill(7);
  else heapView(tf.engine().backend as Parameters<typeof heapView>[0], variable).fill(7);
}

describe.each(['wasm', 'cpu'] as const)('a snapshot of a network on %s', (backend) => {
  test('restores weights and running statistics after both were overwritten in place, repeatedly', async () => {
    await chooseBackend('wasm');
    await tf.setBackend(backend);
    const network = modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const first = tf.tensor1d([3, 4]);
    const running = tf.variable(first, false);
    first.dispose();
    const learnt = { variables: network.variables, state: [running] };
    const valuesOf = () => [...learnt.variables, running].map((variable) => [...variable.dataSync()]);
    const before = valuesOf();
    const snapshot = await takeSnapshot(learnt);
    for (let time = 0; time < 2; time++) {
      [...learnt.variables, running].forEach(overwrite);
      expect(valuesOf().flat()).toEqual(before.flat().map(() => 7));
      restoreSnapshot(learnt, snapshot);
      expect(valuesOf()).toEqual(before);
    }
    network.dispose();
    running.dispose();
  });
});
