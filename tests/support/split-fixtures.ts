/** Data sets without data, specs and counts for the tests of splits. */
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { parseSpec, type Spec, type SpecInput } from '../../src/protocol/spec.ts';
import { datasetInfoOf } from './dataset-info.ts';

export const datasetInfo = (labels: Int32Array, testCount = 0, classes = 3): DatasetInfo =>
  datasetInfoOf({
    ...{ kind: 'plane', classes: Array.from({ length: classes }, (_, i) => `c${i}`), name: 'Data' },
    ...{ count: labels.length, testCount, labelledCount: labels.filter((label) => label >= 0).length },
  });

export function splitSpec(parts: Partial<SpecInput>): Spec {
  return parseSpec({
    version: 2,
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
