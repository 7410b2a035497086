/** What ships with the page is found where the bundler puts it, and unpacks in a browser, as it was packed in Node. */
import { expect, test } from 'vitest';
import { isReady } from '../../src/protocol/assets.ts';
import { decodeAsset, encodeAsset } from '../../src/storage/asset-file.ts';
import { pretrained } from '../../workers/lab/pretrained.ts';
import record from '../../assets/record.json';

test('every asset of the record is fetched by its key, sound and done, and goes through a file again', async () => {
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

test('for another key there is nothing, and nothing is asked of the server', async () => {
  const key = 'generator-00000000000000000000000000000000';
  expect(await pretrained(key)).toBeUndefined();
  expect(performance.getEntriesByType('resource').filter(({ name }) => name.includes(key))).toEqual([]);
});
