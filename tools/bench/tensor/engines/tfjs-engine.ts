/** Shared by both engines on TensorFlow.js: ours and the stock one. Each runs in its own worker. */
import * as tf from '@tensorflow/tfjs-core';
import type { BenchBackend, Engine, KernelTime } from '../engine.ts';
import type { Inputs } from '../inputs.ts';
import { meanSquare, timed, type EngineWork } from '../engine-work.ts';
import type { Workload } from '../workloads.ts';

export function tfjsEngine(
  start: (backend: BenchBackend) => Promise<string>,
  workOf: (workload: Workload) => EngineWork,
): Engine {
  let work: EngineWork;
  return {
    start,
    async prepare(workload) {
      work = workOf(workload);
      return { losses: await work.check(), ...(work.note && { note: work.note }) };
    },
    run: (batches) => timed(work, batches),
    profile: () => profiled(work),
  };
}

/** Time within kernels, by name. */
async function profiled(work: EngineWork): Promise<KernelTime[]> {
  const { kernels } = await tf.profile(() => {
    const done = work.runBatch();
    if (done) throw new Error('Only steps of training are profiled.');
    return tf.scalar(0);
  });
  const byName = new Map<string, KernelTime>();
  for (const { name, kernelTimeMs } of kernels) {
    const entry = byName.get(name) ?? { kernel: name, milliseconds: 0, calls: 0 };
    const milliseconds = await kernelTimeMs;
    entry.milliseconds += typeof milliseconds === 'number' ? milliseconds : NaN;
    entry.calls++;
    byName.set(name, entry);
  }
  return [...byName.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

/** The product of two matrices, which stay in the backend's memory. */
export function productWork({ side }: { side: number }, { x, y }: Inputs): EngineWork {
  const [a, b] = [tf.tensor2d(x, [side, side]), tf.tensor2d(y, [side, side])];
  let last: tf.Tensor | undefined;
  return {
    check: async () => [meanSquare(await tf.matMul(a, b).data())],
    runBatch() {
      last?.dispose();
      last = tf.matMul(a, b);
    },
    synchronize: () => tf.slice(last!, [0, 0], [1, 1]).data(),
  };
}
