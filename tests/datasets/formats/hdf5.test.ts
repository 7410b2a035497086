import { expect, test } from 'vitest';
import { bytePattern, cyclingLabels, inputFile, type Bytes } from '../../support/files/file-fixtures.ts';
import { hdf5 } from '../../support/files/hdf5-fixture.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const { all, library, preview, revise } = importHarness();

test('HDF5: images and labels, by name into training and test part', async () => {
  const bytes = await hdf5({
    x_train: [[6, 8, 8], bytePattern(384)],
    y_train: [[6], cyclingLabels(6, 2)],
    x_test: [[2, 8, 8], bytePattern(128, 3)],
    y_test: [[2], cyclingLabels(2, 2)],
  });
  const { info, labels, values } = await all([inputFile('set.h5', bytes)]);
  expect(info).toMatchObject({ shape: [8, 8, 1], classes: ['0', '1'], count: 8, testCount: 2 });
  expect(labels).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
  expect([...values.subarray(0, 3), ...values.subarray(384, 387)]).toEqual([0, 7, 14, 0, 3, 6]);
});

test('HDF5: MATLAB’s order, behind its header, has its samples along the last axis', async () => {
  // Three features of four samples.
  const x = Float32Array.of(1.5, 2.5, 3.5, 4.5, 10, 20, 30, 40, 100, 200, 300, 400);
  const bytes = await hdf5({ X: [[3, 4], x], y: [[1, 4], Int32Array.of(1, 2, 1, 2)] });
  const { info, labels, values } = await all([inputFile('m.mat', bytes)]);
  expect(info).toMatchObject({ shape: [3], classes: ['1', '2'] });
  expect([labels, [...values.subarray(0, 6)]]).toEqual([
    [0, 1, 0, 1],
    [1.5, 10, 100, 2.5, 20, 200],
  ]);
});

test('HDF5: what is not there is said by name, with what to do', async () => {
  const header = Uint8Array.from('MATLAB 7.3 MAT-file, Platform: X'.padEnd(1200), (one) => one.charCodeAt(0)) as Bytes;
  await expect(preview([inputFile('m.mat', header)])).rejects.toMatchObject({
    message: expect.stringMatching(/m\.mat.*HDF5/),
    remedy: expect.stringMatching(/version 7.*NPZ/),
  });
});

test('HDF5: the library has one data set open at a time, whatever is chosen; an earlier one can still be imported', async () => {
  const { default: h5wasm } = await import('h5wasm');
  const { FS } = (await h5wasm.ready) as unknown as { FS: { streams: unknown[] } };
  const openCount = (): number => FS.streams.filter(Boolean).length;
  const file = async (name: string, seed: number) =>
    inputFile(name, await hdf5({ x: [[6, 8, 8], bytePattern(384, seed)], y: [[6], cyclingLabels(6, 2)] }));
  await preview([await file('before.h5', 1)]);
  const one = openCount();
  const first = await preview([await file('a.h5', 5)]);
  for (const name of ['b', 'c', 'd']) await revise(first.id, { name });
  expect(openCount()).toBe(one);
  const second = await preview([await file('e.h5', 9)]);
  expect(openCount()).toBe(one);
  const signal = new AbortController().signal;
  const stored = await library.importFiles(first.id, () => undefined, signal);
  expect((await library.samples(stored.id, [0])).values.subarray(0, 3)).toEqual(Uint8Array.of(0, 5, 10));
  expect(openCount()).toBe(one);
  expect((await revise(second.id, { name: 'f' })).samples.values.subarray(0, 3)).toEqual(Uint8Array.of(0, 9, 18));
  const whole = await hdf5({ x: [[6, 8, 8], bytePattern(384)] });
  await expect(preview([inputFile('broken.h5', whole.slice(0, 700))])).rejects.toMatchObject({ code: 'bad-file' });
  expect(openCount()).toBeLessThanOrEqual(one);
});
