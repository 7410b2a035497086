/** Samples that occur more than once are counted in the preview, and dropped where that is chosen. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { ImportChoices } from '../../../src/protocol/import/import-choices.ts';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
import { digestOf } from '../../../src/datasets/import/digest.ts';
import { withoutRepeats } from '../../../src/datasets/import/drop-repeats.ts';
import { findRepeats } from '../../../src/datasets/import/find-repeats.ts';
import { FindingsList } from '../../../src/datasets/sources/findings.ts';
import type { SampleSource } from '../../../src/datasets/sources/sample-source.ts';
import { bytesOf, cifar, idx, inputFile, toyImage, type Bytes } from '../../support/files/file-fixtures.ts';
import { choicesOf, importHarness, warningsOf } from '../../support/files/import-harness.ts';

const { preview, all, keep } = importHarness();
const drop: ImportChoices = { repeats: 'drop' };

/** Images of one level each. */
const pictures = (name: string, levels: readonly number[], labels: readonly number[]): InputFile[] => [
  inputFile(`${name}-images`, idx([levels.length, 4, 4], Uint8Array.from(levels.flatMap((one) => Array<number>(16).fill(one))))), // prettier-ignore
  inputFile(`${name}-labels`, idx([levels.length], Uint8Array.from(labels))),
];
const levelsOf = (values: ArrayLike<number>): number[] =>
  Array.from({ length: values.length / 16 }, (_, i) => values[16 * i]!);

describe('with a test part', () => {
  // 3 is in the pool twice, 5 in pool and test, 7 in the pool twice and in the test twice.
  const files = () => [
    ...pictures('train', [1, 3, 5, 3, 7, 7, 9, 2], [0, 1, 0, 1, 1, 1, 0, 1]),
    ...pictures('test', [7, 5, 8, 7], [1, 0, 1, 1]),
  ];

  test('both kinds are counted, and nothing is dropped unasked', async () => {
    const told = await preview(files());
    expect([told.trainCount, told.testCount]).toEqual([8, 4]);
    expect(warningsOf(told)).toMatch(/3 of 4 test samples are also in the training part.*2 of 8 samples repeat others/);
    const choice = told.choices.find(({ key }) => key === 'repeats')!;
    expect(choice).toMatchObject({ value: 'keep', options: [{ value: 'keep' }, { value: 'drop' }] });
    expect(choice.why).toContain(
      '2 training samples repeat another one. 3 test samples are also in the training part.',
    );
    expect((await keep(files())).count).toBe(12);
  });

  test('dropped, the pool has each once, and none that the test part has', async () => {
    const told = await preview(files(), drop);
    expect([told.trainCount, told.testCount, choicesOf(told).repeats]).toEqual([4, 4, 'drop']);
    expect(warningsOf(told)).toMatch(/4 samples dropped/);
    expect(warningsOf(told)).not.toMatch(/too good|repeat others/);
    // The examples are those that stay, with their own labels.
    expect([levelsOf(told.samples.values), told.samples.labels]).toEqual([[1, 3, 9, 2], [0, 1, 0, 1]]); // prettier-ignore
    const { info, values, labels } = await all(files(), drop);
    expect(info).toMatchObject({ count: 8, testCount: 4, labelledCount: 8 });
    expect(levelsOf(values)).toEqual([1, 3, 9, 2, 7, 5, 8, 7]);
    expect(labels).toEqual([0, 1, 0, 1, 1, 0, 1, 1]);
  });

  test('the id of a set that keeps them is that of before there was the choice', async () => {
    const idWith = (value?: 'keep' | 'drop'): Promise<string> => {
      const findings = new FindingsList();
      if (value) findings.offer({ key: 'repeats', label: '', value, why: '' });
      return digestOf({ format: 'IDX', shape: [4, 4, 1], findings, entries: [] } as unknown as SampleSource, []);
    };
    expect(await idWith('keep')).toBe(await idWith());
    expect(await idWith('drop')).not.toBe(await idWith());
    expect((await keep(files(), drop)).id).not.toBe((await keep(files(), { repeats: 'keep' })).id);
  });

  test('a pool that is in the test part as a whole cannot be dropped', async () => {
    const same = () => [...pictures('train', [1, 2], [0, 1]), ...pictures('test', [1, 2, 3], [0, 1, 1])];
    await expect(preview(same(), drop)).rejects.toMatchObject({ code: 'unfit' });
    expect((await preview(same())).trainCount).toBe(2);
  });
});

test('nothing is offered where no sample repeats another', async () => {
  const told = await preview([...pictures('train', [1, 2, 3], [0, 1, 1]), ...pictures('test', [4, 5], [0, 1])]);
  expect(told.choices.map(({ key }) => key)).not.toContain('repeats');
  expect((await preview(pictures('train', [1, 2], [0, 1]), drop)).trainCount).toBe(2);
});

test('of rows of a table the one with a label stays', async () => {
  const rows = ['1.5,2,', '1.5,2,b', '3.5,4,a', '1.5,2,b', '5.5,6,a'];
  const file = () => [inputFile('t.csv', bytesOf(`u,v,kind\n${rows.join('\n')}\n`))];
  const { info, labels, values } = await all(file(), { ...drop, labelColumn: 'kind' });
  expect([info.count, labels, [...values]]).toEqual([3, [1, 0, 0], [1.5, 2, 3.5, 4, 5.5, 6]]);
});

describe('images', () => {
  const grey = (level: number): Bytes => toyImage(8, 8, [level, level, level]);
  const paths: [string, number][] = [
    ['train/a/1.png', 10],
    ['train/a/2.png', 20],
    ['train/b/3.png', 10],
    ['train/b/4.png', 30],
    ['train/b/5.png', 40],
    ['test/a/6.png', 20],
    ['test/b/7.png', 50],
  ];
  const folders = () => paths.map(([path, level]) => inputFile(`d/${path}`, grey(level)));
  const archive = () => [inputFile('d.zip', zipSync(Object.fromEntries(paths.map(([path, level]) => [path, grey(level)]))))]; // prettier-ignore

  test.each([
    ['in folders', folders],
    ['in an archive', archive],
  ])('%s are compared by the bytes of their files', async (_, files) => {
    expect(warningsOf(await preview(files()))).toMatch(/1 of 2 test samples/);
    const { info, values, names } = await all(files(), drop);
    expect(info).toMatchObject({ count: 5, testCount: 2 });
    expect(names!.map((name) => name.slice(-5))).toEqual(['1.png', '4.png', '5.png', '6.png', '7.png']);
    expect(Array.from(names!, (_name, i) => values[i * 64 * (values.length / 5 / 64)])).toEqual([10, 30, 40, 20, 50]);
  });
});

describe('a set that is too large for the preview', () => {
  const levels = [4, 1, 4, 2, 3, 1, 9];
  /** In blocks of three, of which the second sample does not decode. */
  const source = (testCount: number): SampleSource => ({
    ...{ format: 'X', name: 'x', kind: 'table', shape: [1], dtype: 'float32', classes: ['a'], testCount },
    ...{ labels: new Int32Array(levels.length), findings: new FindingsList(), entries: [] },
    preview: async () => ({ values: new Float32Array(), positions: [] }),
    async *blocks(onProgress) {
      for (let at = 0; at < levels.length; at += 3) {
        const positions = [at, at + 1, at + 2].filter((one) => one < levels.length);
        onProgress({ phase: 'Reading', done: Math.min(at + 3, levels.length), total: levels.length });
        yield {
          values: Float32Array.from(positions.filter((one) => one !== 1), (one) => levels[one]!),
          omitted: positions.filter((one) => one === 1),
        }; // prettier-ignore
      }
    },
  });

  test('is compared when it is imported, and read again without the repeats', async () => {
    const shares: number[] = [];
    const seen: number[] = [];
    const omitted: number[] = [];
    const reading = withoutRepeats(source(2)).blocks(({ done, total }) => void shares.push(done / total));
    for await (const block of reading) {
      seen.push(...block.values);
      omitted.push(...(block.omitted ?? []));
    }
    // Position 1 does not decode, and 2 repeats 0; the test part's 1 has no readable equal in the pool.
    expect([seen, omitted]).toEqual([[4, 2, 3, 1, 9], [1, 2]]); // prettier-ignore
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect([shares[2], shares.at(-1)]).toEqual([0.5, 1]);
  });

  test('says so in its choice, and is stored without the repeats', async () => {
    const records = cifar([0, 1, 2]);
    const record = (i: number): Bytes => records.slice(i * 3073, (i + 1) * 3073);
    const files = () => [
      inputFile('data_batch_1.bin', new Blob([record(0), record(1), record(0)])),
      inputFile('test_batch.bin', new Blob([record(1), record(2)])),
    ];
    const told = await preview(files());
    expect(told.choices.find(({ key }) => key === 'repeats')).toMatchObject({
      value: 'keep',
      why: expect.stringMatching(/^Not compared yet/),
    });
    const [kept, rest] = [await keep(files()), await keep(files(), drop)];
    expect([kept.count, rest.count, rest.testCount, rest.labelledCount]).toEqual([5, 3, 2, 3]);
    expect(rest.id).not.toBe(kept.id);
  });

  test('counts as the preview does', async () => {
    const { repeated, shared, dropped } = await findRepeats(source(2), { onProgress: () => undefined });
    expect({ repeated, shared, dropped: [...dropped] }).toEqual({ repeated: 1, shared: 0, dropped: [2] });
  });
});
