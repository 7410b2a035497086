/** Artificial points in known groups. */
import { Rng } from '../../src/random/rng.ts';
import type { FeatureRows, RowStream } from '../../src/algorithms/mixture/mixture.ts';

export const noPause = () => Promise.resolve();

export const rowsOf = (list: readonly (readonly number[])[]): FeatureRows => ({
  values: Float32Array.from(list.flat()),
  count: list.length,
  size: list[0]!.length,
});

/** The same rows in batches of this size. */
export function batches({ values, size, count }: FeatureRows, batch: number): RowStream {
  return () =>
    Array.from({ length: Math.ceil(count / batch) }, (_, b) => {
      const rows = Math.min(batch, count - b * batch);
      return { values: values.slice(b * batch * size, (b * batch + rows) * size), count: rows, size };
    });
}

/** `each` points around each centre, in turn, with their groups. */
export function clusterData(
  centres: readonly (readonly number[])[],
  each: number,
  deviation: number,
  seed: number,
): { rows: FeatureRows; labels: Int32Array } {
  const rng = new Rng(seed, 'cloud');
  const list = Array.from({ length: each * centres.length }, (_, i) =>
    centres[i % centres.length]!.map((one) => one + deviation * rng.normal()),
  );
  return { rows: rowsOf(list), labels: Int32Array.from(list, (_, i) => i % centres.length) };
}
