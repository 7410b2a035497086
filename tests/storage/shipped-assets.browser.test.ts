/** Assets shipped with the page are found at the bundler's addresses, and can be read in a browser. */
import { expect, test } from 'vitest';
import { isReady } from '../../src/protocol/assets.ts';
import { decodeAsset, encodeAsset } from '../../src/storage/asset-file.ts';
import { pretrained } from '../../workers/lab/pretrained.ts';
import record from '../../assets/record.json';

test('every listed asset is fetched by its key, complete and valid, and survives export and import', async () => {
  expect(record.assets.length).toBeGreaterThan(0);
  for (const { key, steps, bytes } of record.assets) {
    const file = (await pretrained(key))!;
    expect(file.size).toBe(bytes);
    const { info, arrays } = await decodeAsset(file);
    expect(info).toMatchObject({ id: key, done: steps });
    expect(isReady(info)).toBe(true);
    expect((await decodeAsset(await encodeAsset(info, arrays))).arrays).toEqual(arrays);
  }
});

test('another key has no asset, and sends no request', async () => {
  const key = 'generator-00000000000000000000000000000000';
  expect(await pretrained(key)).toBeUndefined();
  expect(performance.getEntriesByType('resource').filter(({ name }) => name.includes(key))).toEqual([]);
});
