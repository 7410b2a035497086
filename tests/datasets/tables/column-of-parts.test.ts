/** A column that says which part a row belongs to, beside pixels in one cell, as in FER2013. */
import { describe, expect, test } from 'vitest';
import { bytesOf, inputFile } from '../../support/files/file-fixtures.ts';
import { choicesOf, importHarness } from '../../support/files/import-harness.ts';

const { all, preview, revise } = importHarness();

const PIXELS = 64;
const pixelOf = (row: number, k: number): number => (row * 3 + k) % 256;
/** Row by row: a class of three, and a part. The parts are mixed, so that their order has to change. */
const partOf = (row: number, parts: readonly string[]): string => parts[row % parts.length]!;

function faces(columns: readonly string[], parts: readonly string[], separator = ',') {
  const rows = Array.from({ length: 24 }, (_, row) => {
    const cells: Record<string, string> = {
      emotion: String(row % 3),
      pixels: Array.from({ length: PIXELS }, (__, k) => pixelOf(row, k)).join(' '),
      Usage: partOf(row, parts),
    };
    return columns.map((name) => cells[name]).join(separator);
  });
  return inputFile('faces.csv', bytesOf(`${columns.join(separator)}\n${rows.join('\n')}\n`));
}

describe('FER2013: the private test is the test part, the public one trains', () => {
  const PARTS = ['Training', 'Training', 'PublicTest', 'PrivateTest'];
  test.each([
    ['in its order', ['emotion', 'pixels', 'Usage'], ','],
    ['with pixels last and spaces after the commas', ['emotion', 'Usage', 'pixels'], ', '],
    ['with the parts first', ['Usage', 'pixels', 'emotion'], ','],
  ])('%s', async (_, columns, separator) => {
    const file = faces(columns, PARTS, separator);
    const guess = await preview([file]);
    expect(guess).toMatchObject({ classes: ['0', '1', '2'], shape: [8, 8, 1], trainCount: 18, testCount: 6 });
    expect(choicesOf(guess)).toMatchObject({ labelColumn: 'emotion', partColumn: 'Usage', columns: 'pixels' });
    const { info, labels, values } = await all([file]);
    expect(info).toMatchObject({ testCount: 6, count: 24 });
    const rows = [...Array(24).keys()];
    const order = [...rows.filter((row) => row % 4 !== 3), ...rows.filter((row) => row % 4 === 3)];
    expect(labels).toEqual(order.map((row) => row % 3));
    expect(order.map((_row, i) => values[i * PIXELS + 1])).toEqual(order.map((row) => pixelOf(row, 1)));
  });

  test('all rows train where the column is not used', async () => {
    const guess = await preview([faces(['emotion', 'pixels', 'Usage'], PARTS)]);
    const none = await revise(guess.id, { partColumn: null });
    expect(none).toMatchObject({ trainCount: 24, testCount: 0, classes: ['0', '1', '2'], shape: [8, 8, 1] });
    // It stays a choice.
    expect(none.choices.find(({ key }) => key === 'partColumn')).toMatchObject({
      value: null,
      options: [{ value: 'Usage' }, { value: null }],
    });
    expect(await revise(none.id, { partColumn: 'Usage' })).toMatchObject({ trainCount: 18, testCount: 6 });
  });
});

test.each<[string, string[], number]>([
  ['a public test alone', ['Training', 'PublicTest'], 12],
  ['the validation where there is no test', ['train', 'train', 'val'], 8],
  ['neither where all rows train', ['Training'], 0],
])('the test part is %s', async (_, parts, testCount) => {
  const guess = await preview([faces(['emotion', 'pixels', 'Usage'], parts)]);
  expect(guess).toMatchObject({ testCount, trainCount: 24 - testCount, classes: ['0', '1', '2'] });
});
