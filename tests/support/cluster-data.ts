/** Made-up points in known groups. */
import { Draws } from '../../src/random/rng.ts';
import type { Rows, Stream } from '../../src/algorithms/mixture/mixture.ts';

export const gate = () => Promise.resolve();

export const rowsOf = (list: readonly (readonly number[])[]): Rows => ({
  values: Float32Array.from(list.flat()),
  count: list.length,
  size: list[0]!.length,
});

/** The same rows in batches of this size. */
export function batches({ values, size, count }: Rows, batch: number): Stream {
  return () =>
    Array.from({ length: Math.ceil(count / batch) }, (_, b) => {
      const rows = Math.min(batch, count - b * batch);
      return { values: values.slice(b * batch * size, (b * batch + rows) * size), count: rows, size };
    });
}

/** `each` points around each centre, in turn, with their groups. */
export function cloud(
  centres: readonly (readonly number[])[],
  each: number,
  deviation: number,
  seed: number,
): { rows: Rows; labels: Int32Array } {
  const draws = new Draws(seed, 'cloud');
  const list = Array.from({ length: each * centres.length }, (_, i) =>
    centres[i % centres.length]!.map((one) => one + deviation * draws.normal()),
  );
  return { rows: rowsOf(list), labels: Int32Array.from(list, (_, i) => i % centres.length) };
}
