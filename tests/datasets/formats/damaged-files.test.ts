/** Files of every format damaged at random: the result is a valid data set or a problem, never another error. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { identify } from '../../../src/datasets/import/identify.ts';
import { openSource } from '../../../src/datasets/import/open-preview.ts';
import { decodeToyImage, type Bytes } from '../../support/files/file-fixtures.ts';
import { asInput, formatSamples, withBytes, type SampleFile } from '../../support/files/format-samples.ts';

const RUNS = 100;

interface Damage {
  /** Position as a share of the length; half of them near the beginning, where headers are. */
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

/** Reads all samples and checks them against what the source declares. */
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

describe.each(formatSamples.map((sample) => [`${sample.format}, ${sample.what}`, sample] as const))(
  '%s',
  (_, sample) => {
    let files: SampleFile[];
    beforeAll(async () => {
      files = await sample.files();
    });

    test('is valid before it is damaged', async () => {
      expect(await readAll(asInput(files), false)).toBe('sound');
    });

    test('damaged in any way, gives a valid data set or a problem', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), damage, fc.boolean(), async (which, done, skipBroken) => {
          const index = which % files.length;
          await readAll(withBytes(files, index, damaged(files[index]!.bytes, done)), skipBroken);
        }),
        { numRuns: RUNS, seed: 20 },
      );
    });
  },
);
