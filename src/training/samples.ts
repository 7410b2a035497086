/** Samples that are read once and then kept, where they are few enough. */
import type { SampleSet } from './training.ts';

/** Bytes up to which a set of samples is kept in memory while a learner is trained. */
const IN_MEMORY = 64 * 2 ** 20;

/** The same samples, held in memory where they take no more than 64 MB. @param size values per sample */
export async function remembered(samples: SampleSet, size: number): Promise<SampleSet> {
  if (samples.count * size * Float32Array.BYTES_PER_ELEMENT > IN_MEMORY) return samples;
  const all = await samples.read(Int32Array.from({ length: samples.count }, (_, i) => i));
  return {
    count: samples.count,
    labels: samples.labels,
    async read(positions) {
      const values = new Float32Array(positions.length * size);
      for (let i = 0; i < positions.length; i++) {
        const from = positions[i]! * size;
        values.set(all.subarray(from, from + size), i * size);
      }
      return values;
    },
  };
}
