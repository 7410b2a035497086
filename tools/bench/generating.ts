/** Draws built-in data, in samples a second. */
import { generators, sampleWriterOf } from '../../src/datasets/generators/index.ts';
import { sampleSize } from '../../src/protocol/dataset.ts';
import type { Benchmark } from './benchmark.ts';

export async function generatorBenchmarks(): Promise<Benchmark[]> {
  return generators
    .filter(({ kind, name }) => kind === 'image' || name === 'two-moons')
    .map(({ name, kind, shape }) => {
      const units = kind === 'image' ? 2_000 : 20_000;
      const size = sampleSize(shape);
      const values = kind === 'image' ? new Uint8Array(units * size) : new Float32Array(units * size);
      const paint = sampleWriterOf({ name, size: units, testSize: 0, seed: 1 });
      return {
        name,
        phase: 'drawing',
        units,
        run: () => {
          for (let i = 0; i < units; i++) paint(i, values, i * size);
        },
      };
    });
}
