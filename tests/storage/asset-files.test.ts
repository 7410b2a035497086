/** Assets as files: they are read back unchanged, and damaged files are refused. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assetKey, type AssetInfo, type AssetRecipe } from '../../src/protocol/assets.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { decodeAsset, encodeAsset } from '../../src/storage/asset-file.ts';
import type { AssetArray } from '../../src/storage/assets.ts';

const recipe: AssetRecipe = {
  kind: 'generator',
  version: 1,
  data: { dataset: 'strokes-n2500-t500-s1', members: 'abc' },
  settings: { steps: 2500, rate: 1e-4, betas: [0.5, 0.9], penalty: 1 / 3, nothing: null },
  seed: 1,
};

const infoOf = async (parts: Partial<AssetInfo> = {}): Promise<AssetInfo> => ({
  ...{ id: await assetKey(recipe), name: 'WGAN-GP “Strokes” ÷ 4', recipe, madeOn: 'wasm' },
  ...{ done: 2500, total: 2500, bytes: 0, created: 1, updated: 2 },
  ...parts,
});

const bytesOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

/** A file with any header and a valid checksum. */
function forged(header: unknown, content: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
  const head = Buffer.from(JSON.stringify(header));
  const [own, length] = [Buffer.alloc(4), Buffer.alloc(4)];
  own.writeUInt32LE(version);
  length.writeUInt32LE(head.length);
  return Uint8Array.from([
    ...Buffer.from('QUERENTASSET'),
    ...own,
    ...gzipSync(Buffer.concat([length, head, Buffer.from(content)])),
  ]);
}

async function refusal(file: Uint8Array): Promise<Problem> {
  const outcome: unknown = await decodeAsset(file).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(Problem);
  expect((outcome as Problem).remedy).not.toBe('');
  return outcome as Problem;
}

describe('an asset’s file', () => {
  it('has the record and every array, of all types and lengths', async () => {
    const info = await infoOf({ seconds: 12.5 } as Partial<AssetInfo>);
    const arrays: Record<string, AssetArray> = {
      weights: Float32Array.of(1.5, -0, 3e-45, NaN, Infinity),
      // a view into the middle of a larger buffer
      part: new Float32Array([9, 8, 7, 6]).subarray(1, 3),
      means: Float64Array.of(Math.PI, -1e300),
      rows: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
      codes: Uint8Array.of(0, 255, 7),
      none: new Float32Array(0),
      'of a “name” ü': new Int32Array(0),
      long: Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i)),
    };
    const back = await decodeAsset(await encodeAsset(info, arrays));
    const bytes = Object.values(arrays).reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(back.info).toEqual({ ...info, bytes });
    expect(Object.keys(back.arrays)).toEqual(Object.keys(arrays));
    for (const [name, array] of Object.entries(arrays)) {
      expect(back.arrays[name]!.constructor).toBe(array.constructor);
      expect(Buffer.from(back.arrays[name]!.slice().buffer).equals(Buffer.from(array.slice().buffer))).toBe(true);
    }
    expect((await decodeAsset(await encodeAsset(info, {}))).arrays).toEqual({});
  });

  it('has any numbers and any names', async () => {
    const info = await infoOf();
    const array = fc.oneof(
      fc.float32Array({ maxLength: 40 }),
      fc.float64Array({ maxLength: 40 }),
      fc.int32Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), array, { maxKeys: 4, noNullPrototype: true }), async (arrays) => {
        expect((await decodeAsset(await bytesOf(await encodeAsset(info, arrays)))).arrays).toEqual(arrays);
      }),
      { numRuns: 25 },
    );
  });

  it('truncated anywhere, is refused', async () => {
    const file = await bytesOf(await encodeAsset(await infoOf(), { weights: Float32Array.of(1, 2, 3) }));
    for (let length = 0; length < file.length; length += length < 30 || length > file.length - 12 ? 1 : 9)
      expect((await refusal(file.subarray(0, length))).code).toBe('bad-file');
  });

  it('with any byte changed is refused, or its content is unchanged', async () => {
    const info = await infoOf();
    const arrays = { weights: Float32Array.of(1, 2, 3), rows: Int32Array.of(5) };
    const file = await bytesOf(await encodeAsset(info, arrays));
    const harmless: number[] = [];
    for (let at = 0; at < file.length; at++) {
      const changed = file.slice();
      changed[at]! ^= 1 << (at % 8);
      const outcome = await decodeAsset(changed).catch((error: unknown) => error);
      if (outcome instanceof Problem) continue;
      expect(outcome).toEqual({ info: { ...info, bytes: 16 }, arrays });
      harmless.push(at);
    }
    // gzip's fields for time, level and system, after name, version and gzip's magic bytes
    expect(harmless.every((at) => at >= 16 + 4 && at < 16 + 10)).toBe(true);
  });
});

describe('a file is refused', () => {
  it('of another kind', async () => {
    expect(await refusal(Buffer.from('label,x,y\n1,2,3\n'.repeat(9)))).toMatchObject({ code: 'bad-file' });
    expect((await refusal(new Uint8Array(0))).message).toMatch('not a Querent asset');
  });

  it('of an unknown version', async () => {
    const problem = await refusal(forged({ info: await infoOf(), arrays: [] }, new Uint8Array(0), 2));
    expect(problem).toMatchObject({ code: 'unsupported' });
    expect(problem.message).toMatch('version 2');
  });

  it('whose recipe does not match its key, even by one step', async () => {
    const info = await infoOf();
    const other = { ...info, recipe: { ...recipe, settings: { steps: 2501 } } };
    const problem = await refusal(await bytesOf(await encodeAsset(other, {})));
    expect(problem).toMatchObject({ code: 'bad-file' });
    expect(problem.message).toMatch('does not match its recipe');
  });

  it('whose header is invalid, or claims more or less than there is', async () => {
    const info = await infoOf();
    const weights = (length: unknown, type = 'float32') => ({ name: 'weights', type, length });
    const wrong: [unknown, number][] = [
      [[], 0],
      [{ info, arrays: [weights(2)] }, 4],
      [{ info, arrays: [weights(2)] }, 12],
      [{ info, arrays: [weights(2 ** 40)] }, 8],
      [{ info, arrays: [weights(-1)] }, 0],
      [{ info, arrays: [weights(1, 'float16')] }, 2],
      [{ info, arrays: [weights(1), weights(1)] }, 8],
      [{ info: { ...info, recipe: undefined }, arrays: [] }, 0],
      [{ info: { ...info, done: '2500' }, arrays: [] }, 0],
      [{ info, arrays: [], more: 1 }, 0],
      ...[0, -1, 0.5, null].map((weights): [unknown, number] => [{ info: { ...info, pieces: { weights } }, arrays: [] }, 0]), // prettier-ignore
    ];
    for (const [header, bytes] of wrong)
      expect((await refusal(forged(header, new Uint8Array(bytes)))).message).toMatch('damaged');
    expect((await decodeAsset(forged({ info, arrays: [weights(2)] }, new Uint8Array(8)))).info.id).toBe(info.id);
  });
});
