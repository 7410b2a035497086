/** Reading files in the pieces that their streams give. */
import { expect, test } from 'vitest';
import { chunksOf, readAll, readStart, type FileEntry } from '../../../src/datasets/containers/file-entry.ts';

/** A packed file of blocks of ten bytes, and whether its stream was cancelled. */
function packedFile(blocks: number) {
  const told = { cancelled: false, given: 0 };
  const stream = (): ReadableStream<Uint8Array> =>
    new ReadableStream(
      {
        pull(controller) {
          if (told.given === blocks) return controller.close();
          controller.enqueue(new Uint8Array(10).fill(++told.given));
        },
        cancel: () => void (told.cancelled = true),
      },
      { highWaterMark: 0 },
    );
  const entry: FileEntry = { path: 'a.gz', size: 0, sizeKnown: false, stream };
  return { entry, told };
}

test('a stream that is not read to its end is cancelled', async () => {
  const left = packedFile(5);
  for await (const chunk of chunksOf(left.entry)) if (chunk[0] === 2) break;
  expect(left.told).toEqual({ cancelled: true, given: 2 });
  const start = packedFile(5);
  expect([...(await readStart(start.entry, 12))]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2]);
  expect(start.told).toEqual({ cancelled: true, given: 2 });
  const large = packedFile(5);
  await expect(readAll(large.entry, 25)).rejects.toMatchObject({ code: 'bad-file' });
  expect(large.told).toEqual({ cancelled: true, given: 3 });
  const whole = packedFile(5);
  expect(await readAll(whole.entry, 50)).toHaveLength(50);
  expect(whole.told).toEqual({ cancelled: false, given: 5 });
});

test('reading stops where it is aborted', async () => {
  const { entry, told } = packedFile(5);
  const abort = new AbortController();
  const seen: number[] = [];
  const reading = async (): Promise<void> => {
    for await (const chunk of chunksOf(entry, abort.signal)) {
      seen.push(chunk[0]!);
      if (chunk[0] === 2) abort.abort();
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'cancelled' });
  expect([seen, told]).toEqual([[1, 2], { cancelled: true, given: 2 }]);
});
