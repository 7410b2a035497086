/** Data sets without data, specs and counts for the tests of splits. */
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { parseSpec, type Spec, type SpecInput } from '../../src/protocol/spec.ts';

export function datasetInfo(labels: Int32Array, testCount = 0, classes = 3): DatasetInfo {
  return {
    id: 'd',
    name: 'Data',
    kind: 'plane',
    shape: [2],
    dtype: 'float32',
    classes: Array.from({ length: classes }, (_, i) => `c${i}`),
    count: labels.length,
    testCount,
    labelledCount: labels.filter((label) => label >= 0).length,
    chunkSize: 64,
    scale: { mean: [0, 0], std: [1, 1] },
    bytes: 0,
    created: 0,
    source: { kind: 'files', files: [] },
  };
}

export function splitSpec(parts: Partial<SpecInput>): Spec {
  return parseSpec({
    version: 1,
    dataset: { source: 'files' },
    model: { name: 'mlp' },
    arms: [{ strategy: 'random' }],
    ...parts,
  });
}

export const countsOf = (samples: Int32Array, labels: Int32Array, classes: number): number[] => {
  const counts = new Array<number>(classes).fill(0);
  for (const sample of samples) counts[labels[sample]!]!++;
  return counts;
};

export function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
