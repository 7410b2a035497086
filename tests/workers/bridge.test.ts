/** Progress and errors between threads. */
import { expect, test } from 'vitest';
import { Comlink, withProgress } from '../../workers/comlink.ts';

test('progress that arrives after the result is ignored', async () => {
  const heard: number[] = [];
  let late: ((done: number, total: number) => void) | undefined;
  const result = await withProgress(
    (done: number, total: number) => void heard.push(done, total),
    (hear) => {
      late = hear;
      hear(1, 2);
      return Promise.resolve('done');
    },
  );
  late!(2, 2);
  expect(result).toBe('done');
  expect(heard).toEqual([1, 2]);
});

test('so is progress after an error, which is passed on; the listener can be sent to a thread', async () => {
  let calls = 0;
  let late: (() => void) | undefined;
  const failing = withProgress(
    () => calls++,
    (hear) => {
      expect((hear as { [Comlink.proxyMarker]?: true })[Comlink.proxyMarker]).toBe(true);
      late = hear;
      return Promise.reject(new Error('no'));
    },
  );
  await expect(failing).rejects.toThrow('no');
  late!();
  expect(calls).toBe(0);
});
