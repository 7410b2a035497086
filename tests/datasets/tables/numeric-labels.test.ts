/** Whole numbers as labels, in every format that has them. */
import { describe, expect, test } from 'vitest';
import { FindingsList } from '../../../src/datasets/sources/findings.ts';
import { indexNumericLabels } from '../../../src/datasets/tables/numeric-labels.ts';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
import { bytePattern, bytesOf, idx, inputFile, mat, npy } from '../../support/files/file-fixtures.ts';
import { importHarness } from '../../support/files/import-harness.ts';

const index = (labels: number[], anyNumber = false) => indexNumericLabels([{ path: 'y', labels }], { anyNumber });
const { preview, revise } = importHarness();

/** The same labels in every format; IDX has bytes with a sign (type 9). */
const inFormats = async (labels: number[]): Promise<[string, InputFile[]][]> => {
  const n = labels.length;
  const bytes = bytePattern(n * 64);
  return [
    [
      'CSV',
      [inputFile('t.csv', bytesOf(`a,b,y\n${labels.map((label, i) => `${i / 4},${i % 7}.5,${label}`).join('\n')}\n`))],
    ],
    [
      'NPY',
      [inputFile('x.npy', npy('|u1', [n, 8, 8], bytes)), inputFile('y.npy', npy('<i4', [n], Int32Array.from(labels)))],
    ],
    [
      'NPY, floats',
      [
        inputFile('x.npy', npy('|u1', [n, 8, 8], bytes)),
        inputFile('y.npy', npy('<f8', [n], Float64Array.from(labels))),
      ],
    ],
    [
      'MAT',
      [
        inputFile(
          'x.mat',
          await mat({ X: { sizes: [8, 8, n], values: bytes }, y: { sizes: [n, 1], values: Int8Array.from(labels) } }),
        ),
      ],
    ],
    ['IDX', [inputFile('images', idx([n, 8, 8], bytes)), inputFile('labels', idx([n], Int8Array.from(labels), 9))]],
  ];
};
const repeated = (values: number[], times: number): number[] =>
  Array.from({ length: values.length * times }, (_, i) => values[i % values.length]!);

describe('the label −1', () => {
  test('beside 1 is a class in every format', async () => {
    for (const [format, files] of await inFormats(repeated([-1, 1, 1], 8))) {
      const { classes, classCounts, unlabelledCount } = await preview(files);
      expect([format, classes, classCounts, unlabelledCount]).toEqual([format, ['-1', '1'], [8, 16], 0]);
    }
  });

  test('beside 0 and 1 is a class in every format, and can be read as no label', async () => {
    for (const [format, files] of await inFormats(repeated([-1, 0, 1, 1], 8))) {
      const { id, classes, classCounts, choices } = await preview(files);
      expect([format, classes, classCounts]).toEqual([format, ['-1', '0', '1'], [8, 8, 16]]);
      expect(choices.find(({ key }) => key === 'minusOne')).toMatchObject({ value: 'class' });
      expect(await revise(id, { minusOne: 'unlabelled' })).toMatchObject({ classes: ['0', '1'], unlabelledCount: 8 });
    }
  });

  test('beside three classes or more is no label, with a warning and a choice', async () => {
    for (const [, files] of await inFormats(repeated([-1, 0, 1, 2], 8))) {
      const { id, classes, unlabelledCount, warnings } = await preview(files);
      expect([classes, unlabelledCount]).toEqual([['0', '1', '2'], 8]);
      expect(warnings.map(({ code }) => code)).toContain('labels-missing');
      expect((await revise(id, { minusOne: 'class' })).classes).toEqual(['-1', '0', '1', '2']);
    }
  });

  test('is one of many below other negative numbers', () => {
    expect(index(repeated([-2, -1, 0, 1, 2], 4)).classes).toEqual(['-2', '-1', '0', '1', '2']);
    expect(index(repeated([-7, 0, 1], 4), true).classes).toEqual(['-7', '0', '1']);
  });
});

describe('numbers with gaps', () => {
  test('a rare class far from the others is a class', () => {
    const labels = [...repeated([3, 4], 150), ...repeated([8], 6)];
    expect(index(labels)).toMatchObject({ classes: ['3', '4', '8'] });
    expect(index([...repeated([0, 1], 500), 90, 90]).classes).toEqual(['0', '1', '90']);
    expect(index([...repeated([0, 1], 500), 90], true).classes).toEqual(['0', '1', '90']);
  });

  test('a lone byte of 200 among digits is a fault of a file of bytes', () => {
    expect(() => index([...repeated([0, 1, 2], 10), 200])).toThrow('out of range: 200 at sample 30');
    expect(() => index([0, -7, 1])).toThrow('out of range: -7');
  });

  test('NaN is no label', () => {
    const { labels, classes } = index([0, NaN, 1, 1]);
    expect([[...labels], classes]).toEqual([
      [0, -1, 1, 1],
      ['0', '1'],
    ]);
  });
});

test('the choice of −1 is offered only where there is a doubt', () => {
  const findings = new FindingsList();
  indexNumericLabels([{ path: 'y', labels: [-1, 1, 1] }], { findings });
  expect(findings.choices).toEqual([]);
});
