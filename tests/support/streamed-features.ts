/** Features that come in batches whose memory is used again for the next, so that a reader that kept one would read other rows. */
import type { FeatureSource } from '../../src/algorithms/feature-source.ts';
import type { Points } from '../../src/algorithms/points.ts';

/** @param rows of a batch */
export function streamedSource({ values, count, size }: Points, rows: number): FeatureSource & { passes: number } {
  const buffer = new Float32Array(rows * size);
  const source = {
    count,
    dimensions: size,
    passes: 0,
    async *batches() {
      source.passes++;
      for (let from = 0; from < count; from += rows) {
        const batch = values.subarray(from * size, Math.min(count, from + rows) * size);
        buffer.fill(NaN);
        buffer.set(batch);
        yield buffer.subarray(0, batch.length);
        await Promise.resolve();
      }
    },
  };
  return source;
}
