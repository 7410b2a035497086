/** The columns of a text table: header, index, label, part, missing values, numbers packed into one cell. */
import { describe, expect, test } from 'vitest';
import { bytesOf, inputFile } from '../../support/files/file-fixtures.ts';
import { choicesOf, importHarness, warningsOf } from '../../support/files/import-harness.ts';

const { preview, all, revise } = importHarness();
const table = (header: string, rows: readonly string[]) => [
  inputFile('t.csv', bytesOf([...(header ? [header] : []), ...rows].join('\n') + '\n')),
];
const rowsOf = (count: number, write: (row: number) => string): string[] =>
  Array.from({ length: count }, (_, row) => write(row));
const kind = (row: number): string => ['elm', 'fir', 'yew'][row % 3]!;
/** Two measurements. */
const pair = (row: number): string => `${(row * 13) % 17}.5,${(row * 7) % 11}.25`;

describe('an index is no feature', () => {
  test.each([
    ['without a name', ',u,v,kind', (row: number) => `${row},${pair(row)},${kind(row)}`, ['Column 1']],
    ['from 1', ',u,v,kind', (row: number) => `${row + 1},${pair(row)},${kind(row)}`, ['Column 1']],
    [
      'written three times',
      ',Unnamed: 0.1,Unnamed: 0,u,v,kind',
      (row: number) => `${row},${row},${row},${pair(row)},${kind(row)}`,
      ['Column 1', 'Unnamed: 0.1', 'Unnamed: 0'],
    ],
    [
      'with gaps, as of selected rows',
      ',u,v,kind',
      (row: number) => `${row * 3 + (row % 2)},${pair(row)},${kind(row)}`,
      ['Column 1'],
    ],
    [
      'in another order, as of mixed rows',
      ',u,v,kind',
      (row: number) => `${(row * 7) % 30},${pair(row)},${kind(row)}`,
      ['Column 1'],
    ],
    [
      'that counts under a name of its own',
      'specimen,u,v,kind',
      (row: number) => `${row + 1001},${pair(row)},${kind(row)}`,
      ['specimen'],
    ],
    [
      'with a number of its own in every row',
      'PassengerId,u,v,kind',
      (row: number) => `${(row * 7919) % 10007},${pair(row)},${kind(row)}`,
      ['PassengerId'],
    ],
    [
      'of pandas in Parquet',
      '__index_level_0__,u,v,kind',
      (row: number) => `${row % 5},${pair(row)},${kind(row)}`,
      ['__index_level_0__'],
    ],
  ])('%s', async (_, header, write, leftOut) => {
    const read = await preview(table(header, rowsOf(30, write)));
    expect(read).toMatchObject({ features: ['u', 'v'], classes: ['elm', 'fir', 'yew'], trainCount: 30 });
    expect(warningsOf(read)).toContain('left out');
    expect(read.passedOver.map(({ path }) => path)).toEqual(leftOut);
    expect(choicesOf(read).leftOut).toEqual(leftOut);
    for (const { why } of read.passedOver) expect(why).toMatch(/\.$/);
  });

  test.each([
    ['measurements without a name', ',u,v,kind', (row: number) => `${(row * 5) % 9}.5,${pair(row)},${kind(row)}`],
    [
      'repeated numbers under an identifier’s name',
      'shop_id,u,v,kind',
      (row: number) => `${row % 4},${pair(row)},${kind(row)}`,
    ],
    ['whole numbers that do not count', 'w,u,v,kind', (row: number) => `${row * 2},${pair(row)},${kind(row)}`],
  ])('but %s are', async (_, header, write) => {
    expect((await preview(table(header, rowsOf(30, write)))).features).toHaveLength(3);
  });

  test('an empty column is none either, and told without a warning', async () => {
    const guess = await preview(
      table(
        'u,empty,v,kind',
        rowsOf(30, (row) => `${row % 7}.5,,${(row * 3) % 5}.25,${kind(row)}`),
      ),
    );
    expect(guess.features).toEqual(['u', 'v']);
    expect(guess.passedOver).toEqual([{ path: 'empty', why: 'It is empty.' }]);
    expect(choicesOf(guess).leftOut).toEqual([]);
    expect(warningsOf(guess)).not.toContain('left out');
  });

  test('a column that was left out can be taken back, and another left out', async () => {
    const guess = await preview(
      table(
        'id,u,v,kind',
        rowsOf(30, (row) => `${row},${pair(row)},${kind(row)}`),
      ),
    );
    expect((await revise(guess.id, { leftOut: ['v'] })).features).toEqual(['id', 'u']);
    await expect(revise(guess.id, { leftOut: ['id', 'u', 'v'] })).rejects.toThrow('no column of numbers');
  });
});

describe('a header', () => {
  test.each([
    ['that counts the columns', '0,1,2,kind', (row: number) => `${pair(row)},3.125,${kind(row)}`],
    ['that counts, over labels that are numbers', '0,1,2,3', (row: number) => `${pair(row)},${row % 5}.5,${row % 3}`],
    ['of wavelengths', '410,520.5,633,pigment', (row: number) => `0.${row + 10},0.2${row},0.${row % 7}5,${kind(row)}`],
    [
      'of years, over labels that are numbers',
      '2001,2002,2003,4',
      (row: number) => `${pair(row)},${row % 5}.5,${row % 3}`,
    ],
    ['of words over words', 'u,v,w,kind', (row: number) => `${pair(row)},9.5,${kind(row)}`],
    ['with a first name too few', ',u,v,kind', (row: number) => `${(row * 5) % 9}.5,${pair(row)},${kind(row)}`],
  ])('%s is told from data', async (_, header, write) => {
    const { trainCount, classes, choices, features } = await preview(table(header, rowsOf(24, write)));
    expect([trainCount, classes.length]).toEqual([24, 3]);
    expect(choicesOf({ choices }).header).toBe(true);
    expect(features?.slice(1)).toEqual(header.split(',').slice(1, 3));
  });

  test.each([
    ['numbers and words that repeat', rowsOf(24, (row) => `${pair(row)},${kind(row)}`), 24],
    ['numbers alone', rowsOf(24, (row) => `${pair(row)},${row % 3}`), 24],
    ['a first row with a missing number', ['NA,2.5,elm', ...rowsOf(23, (row) => `${pair(row)},${kind(row)}`)], 24],
  ])('is not made of %s', async (_, rows, count) => {
    const { trainCount, choices } = await preview(table('', rows));
    expect([trainCount, choicesOf({ choices }).header]).toEqual([count, false]);
  });

  test('can be chosen', async () => {
    const guess = await preview(
      table(
        '',
        rowsOf(24, (row) => `${pair(row)},${kind(row)}`),
      ),
    );
    expect(await revise(guess.id, { header: true })).toMatchObject({ trainCount: 23, features: ['0.5', '0.25'] });
  });
});

describe('missing values', () => {
  const MARKS =
    '#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null||#DIV/0!';

  test.each(MARKS.split('|'))('“%s” among numbers has the mean of its column', async (mark) => {
    const rows = rowsOf(20, (row) => `${row === 3 ? mark : row % 2 ? 4 : 2},${pair(row)},${kind(row)}`);
    const read = await preview(table('s,u,v,kind', rows));
    expect(read.features).toEqual(['s', 'u', 'v']);
    expect(warningsOf(read)).toContain('1 missing value filled');
    expect(read.samples.values[9]).toBeCloseTo(56 / 19, 5);
  });

  test('a sixth of a column may be missing', async () => {
    const rows = rowsOf(60, (row) => `${row % 6 ? pair(row) : '<NA>,1.5'},${kind(row)}`);
    expect(await preview(table('u,v,kind', rows))).toMatchObject({ features: ['u', 'v'] });
  });

  test.each(['None', 'NA', 'nan', 'null'])('“%s” is a class where it is as frequent as the classes', async (word) => {
    const rows = [...rowsOf(60, (row) => `${pair(row)},${row % 3 ? kind(row) : word}`), '1,2,'];
    const read = await preview(table('u,v,kind', rows));
    expect(read.classes.slice().sort()).toEqual(['fir', word, 'yew'].sort());
    expect([read.classCounts, read.unlabelledCount]).toEqual([[20, 20, 20], 1]);
    const other = await revise(read.id, { missingWords: 'unlabelled' });
    expect(other).toMatchObject({ classes: ['fir', 'yew'], unlabelledCount: 21 });
    expect(warningsOf(other)).toContain('20 samples');
  });

  test('“None” may stand beside numbers, “nan” may not', async () => {
    const graded = (word: string) => rowsOf(60, (row) => `${pair(row)},${row % 3 || word}`);
    expect((await preview(table('u,v,grade', graded('None')))).classes.slice().sort()).toEqual(['1', '2', 'None']);
    const read = await preview(table('u,v,grade', graded('nan')));
    expect(read).toMatchObject({ classes: ['1', '2'], unlabelledCount: 20 });
    expect(warningsOf(read)).toContain('20 samples with “nan”');
  });

  test('a rare one is a missing label, with a warning and a choice', async () => {
    const rows = rowsOf(60, (row) => `${pair(row)},${row === 7 ? 'NA' : kind(row)}`);
    const read = await preview(table('u,v,kind', rows));
    expect(read).toMatchObject({ classes: ['elm', 'fir', 'yew'], unlabelledCount: 1 });
    expect(warningsOf(read)).toContain('“NA”');
    expect(await revise(read.id, { missingWords: 'class' })).toMatchObject({ classes: ['elm', 'fir', 'NA', 'yew'] });
  });
});

test.each(['6.1e40', '-1e39', '1e999'])(
  '%s is too large for 32 bits and refused with line and column',
  async (cell) => {
    const rows = rowsOf(20, (row) =>
      `${pair(row)},${row === 8 ? cell : row}.0,${kind(row)}`.replace(`${cell}.0`, cell),
    );
    await expect(preview(table('u,v,w,kind', rows))).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(new RegExp(`“t.csv” has “${cell.replace('.', '\\.')}” in line 10, column “w”`)),
    });
  },
);

describe('numbers packed into one cell', () => {
  const pixels = (row: number, separator = ' '): string =>
    Array.from({ length: 81 }, (_, i) => (row * 5 + i * 3) % 256).join(separator);

  test.each([
    ['with the label behind it', 'pixels,mood', (row: number) => `${pixels(row)},${kind(row)}`],
    ['with the label in front', 'mood,pixels', (row: number) => `${kind(row)},${pixels(row)}`],
    ['in brackets and quotes', 'image,mood', (row: number) => `"[${pixels(row, ', ')}]",${kind(row)}`],
    ['between other columns', 'mood,pixels,age', (row: number) => `${row % 3},${pixels(row)},${20 + ((row * 7) % 40)}`],
  ])('%s make images', async (_, header, write) => {
    const { info, values, labels } = await all(table(header, rowsOf(24, write)));
    expect(info).toMatchObject({ shape: [9, 9, 1], count: 24, dtype: 'uint8' });
    expect([...values.subarray(0, 4), values[81]]).toEqual([0, 3, 6, 9, 5]);
    expect(labels.slice(0, 4)).toEqual([0, 1, 2, 0]);
  });

  test('a column of parts tests, and is not the label', async () => {
    const part = (row: number): string => (row % 4 ? 'Training' : row % 8 ? 'PublicTest' : 'PrivateTest');
    const rows = rowsOf(24, (row) => `${row % 3},${pixels(row)},${part(row)}`);
    const { info, values, labels } = await all(table('mood,pixels,Usage', rows));
    expect(info).toMatchObject({ count: 24, testCount: 3, classes: ['0', '1', '2'] });
    // Training samples first: row 1 is the second of them after row 4, the validation row; row 0 tests.
    expect(values[0]).toBe(5);
    expect([values[21 * 81], values[22 * 81], values[23 * 81]]).toEqual([0, 40, 80]);
    expect(labels.slice(21)).toEqual([0, 2, 1]);
  });

  test('a row with another number of them is refused', async () => {
    const rows = rowsOf(300, (row) => `${row === 250 ? '1 2 3 4' : pixels(row)},${kind(row)}`);
    await expect(preview(table('pixels,mood', rows))).rejects.toThrow('4 numbers in line 252');
  });
});
