/** Parts of a stored data set as sample sets, which are read by position when needed. */
import { sampleSize } from '../../protocol/dataset.ts';
import type { SampleReader } from '../../storage/sample-reader.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';

/** @param labels one per index, −1 where hidden */
export function storedSet(samples: SampleReader, indices: Int32Array, labels: Int32Array): SampleSet {
  return {
    count: indices.length,
    labels,
    read: (positions) => samples.normalised(Int32Array.from(positions, (position) => indices[position]!)),
  };
}

/** So many labels that are hidden (−1). */
export const hiddenLabels = (count: number): Int32Array => new Int32Array(count).fill(-1);

/** Samples with labels hidden (−1). */
export const unlabelledSet = (samples: SampleReader, indices: Int32Array): SampleSet =>
  storedSet(samples, indices, hiddenLabels(indices.length));

/** The samples of one set, then those of another. @param shape of one sample */
export function concatenateSets(first: SampleSet, second: SampleSet, shape: readonly number[]): SampleSet {
  const size = sampleSize(shape);
  return {
    count: first.count + second.count,
    labels: Int32Array.from([...first.labels, ...second.labels]),
    async read(positions) {
      const values = new Float32Array(positions.length * size);
      for (const [set, from] of [
        [first, 0],
        [second, first.count],
      ] as const) {
        const outputRows: number[] = [];
        const positionsInSet: number[] = [];
        for (let i = 0; i < positions.length; i++) {
          const position = positions[i]! - from;
          if (position < 0 || position >= set.count) continue;
          outputRows.push(i);
          positionsInSet.push(position);
        }
        if (positionsInSet.length === 0) continue;
        const block = await set.read(positionsInSet);
        outputRows.forEach((row, i) => values.set(block.subarray(i * size, (i + 1) * size), row * size));
      }
      return values;
    },
  };
}

/** The labels of these samples. @param labels of the whole data set */
export const labelsAt = (labels: Int32Array, indices: Int32Array): Int32Array => indices.map((index) => labels[index]!);

/** The members of `all` that are not in `some`; ascending where `all` is. */
export function excluding(all: Int32Array, some: Int32Array): Int32Array {
  const left = new Set(some);
  return all.filter((index) => !left.has(index));
}

/** Number of samples of each class, without those that have no label. */
export function classCounts(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) if (label >= 0) counts[label]!++;
  return counts;
}
