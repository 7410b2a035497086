/** Sample sets kept in memory after the first reading, if they are small enough. */
import type { SampleSet } from './sample-set.ts';

/** Largest size in bytes of a sample set kept in memory. */
const CACHE_BYTES = 64 * 2 ** 20;

/** The same samples, in memory if they take no more than 64 MB. @param size values per sample */
export async function cachedInMemory(samples: SampleSet, size: number): Promise<SampleSet> {
  if (samples.count * size * Float32Array.BYTES_PER_ELEMENT > CACHE_BYTES) return samples;
  const all = await samples.read(Int32Array.from({ length: samples.count }, (_, i) => i));
  return {
    count: samples.count,
    labels: samples.labels,
    async read(positions) {
      const [first = 0, count] = [positions[0], positions.length];
      // consecutive samples, as in scoring, need no copy
      if (isContiguous(positions)) return all.subarray(first * size, (first + count) * size);
      const values = new Float32Array(positions.length * size);
      for (let i = 0; i < positions.length; i++) {
        const from = positions[i]! * size;
        values.set(all.subarray(from, from + size), i * size);
      }
      return values;
    },
  };
}

function isContiguous(positions: ArrayLike<number>): boolean {
  for (let i = 1; i < positions.length; i++) if (positions[i] !== positions[0]! + i) return false;
  return true;
}
