/** A thousand damaged files: whatever happens to bytes, the answer is a sound data set or a problem. */
import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { beforeAll, describe, expect, test } from 'vitest';
import type { InputFile } from '../../../src/protocol/import-preview.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { identify } from '../../../src/datasets/import/identify.ts';
import { openSource } from '../../../src/datasets/import/preview.ts';
import {
  bytesOf,
  cifar,
  decodeToyImage,
  gzip,
  idx,
  inputFile,
  cyclingLabels,
  mat,
  npy,
  bytePattern,
  toyImage,
} from '../../support/file-fixtures.ts';
import { parquet } from '../../support/parquet-fixture.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const RUNS = 100;

interface Damage {
  /** Where, as a share of the length; half of them near the beginning, where headers are. */
  at: number;
  kind: 'set' | 'flip' | 'cut' | 'drop' | 'double' | 'fill';
  value: number;
  length: number;
}

const damage = fc.array(
  fc.record<Damage>({
    at: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.05, noNaN: true })),
    kind: fc.constantFrom('set', 'set', 'flip', 'flip', 'cut', 'drop', 'double', 'fill'),
    value: fc.integer({ min: 0, max: 255 }),
    length: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 3 },
);

function damaged(bytes: Bytes, done: readonly Damage[]): Bytes {
  let out = [...bytes];
  for (const { at, kind, value, length } of done) {
    const place = Math.min(out.length - 1, Math.floor(at * out.length));
    if (kind === 'set') out[place] = value;
    else if (kind === 'flip') out[place] = (out[place] ?? 0) ^ (1 << (value & 7));
    else if (kind === 'cut') out = out.slice(0, place);
    else if (kind === 'drop') out.splice(place, length);
    else if (kind === 'double') out.splice(place, 0, ...out.slice(place, place + length));
    else out.fill(value, place, place + length);
  }
  return Uint8Array.from(out);
}

/** Reads everything, and holds what comes against what was announced. */
async function readAll(files: InputFile[], skipBroken: boolean): Promise<'sound' | 'refused'> {
  const opening = { choices: skipBroken ? { skipBroken } : {}, onProgress: () => undefined, decode: decodeToyImage };
  try {
    const source = await openSource(await identify(files, opening), opening);
    const stride = source.shape.reduce((a, b) => a * b, 1);
    const { values, positions } = await source.preview();
    expect(values.length).toBe(positions.length * stride);
    let count = 0;
    for await (const block of source.blocks(() => undefined)) {
      expect(block.values.length % stride).toBe(0);
      expect(block.values.every((one) => Number.isFinite(one))).toBe(true);
      count += block.values.length / stride + (block.omitted?.length ?? 0);
    }
    expect(count).toBe(source.labels.length);
    expect(source.testCount).toBeLessThan(count);
    expect(source.labels.every((one) => Number.isInteger(one) && one >= -1 && one < source.classes.length)).toBe(true);
    expect(new Set(source.classes).size).toBe(source.classes.length);
    return 'sound';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.message).not.toMatch(/undefined|NaN|\[object/);
    return 'refused';
  }
}

const table = `a,b,c,k\n${Array.from({ length: 12 }, (_, i) => `${i},${i / 4},${7 - i},${i % 2 ? 'x' : '"y, z"'}`).join('\n')}\n`;
const images = {
  'd/a/1.png': toyImage(8, 8, [1, 1, 1]),
  'd/b/2.png': toyImage(8, 9, [2, 3, 4]),
  'd/b/3.png': toyImage(9, 8, [5, 5, 5]),
};

/** Sound files of every format; the first is the one that gets damaged. */
const formats: Record<string, () => Promise<[name: string, bytes: Bytes][]>> = {
  'IDX images': async () => [
    ['images', idx([6, 8, 8], bytePattern(384))],
    ['labels', idx([6], cyclingLabels(6, 3))],
  ],
  'IDX labels': async () => [
    ['labels', idx([30], cyclingLabels(30, 3))],
    ['images', idx([30, 4, 4], bytePattern(480))],
  ],
  'IDX.gz': async () => [
    ['images.gz', await gzip(idx([6, 8, 8], bytePattern(384)))],
    ['labels', idx([6], cyclingLabels(6, 3))],
  ],
  CIFAR: async () => [['data_batch_1.bin', cifar([1, 2, 3])]],
  'CIFAR in a tar': async () => {
    const body = cifar([1, 2]);
    const tar = await packTar([{ header: { name: 'b/data_batch_1.bin', size: body.length }, body }]);
    return [['cifar.tar', tar]];
  },
  NPY: async () => [
    ['x.npy', npy('<f4', [4, 8, 8], Float32Array.from(bytePattern(256)))],
    ['y.npy', npy('|u1', [4], cyclingLabels(4, 2))],
  ],
  NPZ: async () => [
    [
      'a.npz',
      zipSync({
        'x.npy': npy('|u1', [4, 8, 8], bytePattern(256)),
        'y.npy': npy('|u1', [4], cyclingLabels(4, 2)),
      }) as Bytes,
    ],
  ],
  CSV: async () => [['t.csv', bytesOf(table)]],
  'zip of images': async () => [['pets.zip', zipSync(images) as Bytes]],
  MAT: async () => [
    [
      'x.mat',
      await mat({
        X: { sizes: [8, 8, 3, 4], values: bytePattern(768) },
        y: { sizes: [4, 1], values: cyclingLabels(4, 2) },
      }),
    ],
  ],
  'packed MAT': async () => [
    [
      'x.mat',
      await mat(
        { X: { sizes: [64, 4], values: bytePattern(256) }, y: { sizes: [4, 1], values: cyclingLabels(4, 2) } },
        true,
      ),
    ],
  ],
  Parquet: async () => [['t.parquet', parquet()]],
};

describe.each(Object.entries(formats))('%s', (_, make) => {
  let files: [name: string, bytes: Bytes][];
  beforeAll(async () => {
    files = await make();
  });

  test('is sound before it is damaged', async () => {
    expect(
      await readAll(
        files.map(([name, bytes]) => inputFile(name, bytes)),
        false,
      ),
    ).toBe('sound');
  });

  test('damaged in any way, gives a sound data set or a problem', async () => {
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), async (done, skipBroken) => {
        const [[name, bytes], ...others] = files as [[string, Bytes], ...[string, Bytes][]];
        await readAll(
          [inputFile(name, damaged(bytes, done)), ...others.map(([one, rest]) => inputFile(one, rest))],
          skipBroken,
        );
      }),
      { numRuns: RUNS, seed: 20, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: true },
    );
  });
});
