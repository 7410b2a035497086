/** What a preview reads again, and what it does not. */
import { expect, test } from 'vitest';
import { entryOf } from '../../../src/datasets/containers/file-entry.ts';
import { ByteReader } from '../../../src/datasets/containers/byte-reader.ts';
import { decideRepeats } from '../../../src/datasets/import/repeated-samples.ts';
import { FindingsList } from '../../../src/datasets/sources/findings.ts';
import type { SampleSource } from '../../../src/datasets/sources/sample-source.ts';
import { withLabelColumn } from '../../../src/datasets/tables/label-in-matrix.ts';
import type { NumericArray } from '../../../src/datasets/tables/numeric-array.ts';
import type { ImportChoices } from '../../../src/protocol/import/import-choices.ts';

const entry = entryOf('t.npy', new Blob([new Uint8Array(8)]));

test('samples are compared again where a choice changes, not where only the name does', async () => {
  const phases: string[] = [];
  let passes = 0;
  const source = (): SampleSource => ({
    ...{ format: 'NPY', name: 'x', kind: 'table', shape: [1], dtype: 'float32', classes: [], testCount: 0 },
    ...{ labels: new Int32Array(4).fill(-1), findings: new FindingsList(), quickToRead: true, entries: [entry] },
    preview: async () => ({ values: new Float32Array(), positions: [] }),
    async *blocks(onProgress) {
      passes++;
      onProgress({ phase: 'Reading', done: 4, total: 4 });
      yield { values: Float32Array.of(1, 1, 1, 2) };
    },
  });
  const told = async (choices: ImportChoices): Promise<string | undefined> => {
    const one = source();
    await decideRepeats(one, { choices, onProgress: ({ phase }) => void phases.push(phase) });
    return one.findings.warnings[0]?.text;
  };
  const first = await told({});
  expect(first).toMatch(/^2 of 4 samples repeat others/);
  expect([await told({ name: 'a' }), await told({ name: 'b' })]).toEqual([first, first]);
  expect(passes).toBe(1);
  await told({ name: 'b', minusOne: 'class' });
  expect(passes).toBe(2);
  expect(phases).toEqual(['Reading', 'Reading']);
});

test('a matrix is read no further than to where neither outer column can be the label', async () => {
  const [rows, width] = [40_000, 32];
  let blocks = 0;
  const matrix: NumericArray = {
    ...{ path: 't.npy', entry, shape: [rows, width], type: 'f4', littleEndian: true },
    open: async () => {
      let left = (rows * width * 4) / 2 ** 16;
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
        if (left-- <= 0) return controller.close();
        blocks++;
        controller.enqueue(new Uint8Array(Float32Array.from({ length: 2 ** 14 }, (_, i) => i + 0.5).buffer));
      };
      return new ByteReader({ path: 't.npy', stream: () => new ReadableStream({ pull }, { highWaterMark: 0 }) });
    },
  };
  const parts = await withLabelColumn({ train: [{ values: matrix }], test: [] }, { choices: {} }, new FindingsList());
  expect(parts.train).toEqual([{ values: matrix }]);
  // Of 79 pieces those of the first block.
  expect(blocks).toBeLessThan(20);
});
