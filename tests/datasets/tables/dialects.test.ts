/** Text tables as systems and programs write them: encodings, separators, decimal marks, line ends, lines that are no rows. */
import { describe, expect, test } from 'vitest';
import { bytesOf, inputFile, type Bytes } from '../../support/files/file-fixtures.ts';
import { choicesOf, importHarness, warningsOf } from '../../support/files/import-harness.ts';

const { preview, all } = importHarness();
const table = (text: string | Bytes, name = 't.csv') => [
  inputFile(name, typeof text === 'string' ? bytesOf(text) : text),
];
/** Rows of three numbers and a word. */
const lines = (count: number, write: (row: number, word: string) => string): string[] =>
  Array.from({ length: count }, (_, row) => write(row, row % 3 ? 'dull' : 'keen'));
const plain = lines(18, (row, word) => `${row / 4 + 3},${40 - row}.5,${(row * 7) % 11}.25,${word}`);
const samples = { classes: ['dull', 'keen'], classCounts: [12, 6], trainCount: 18, shape: [3] };

function utf16(text: string, littleEndian: boolean, mark = true): Bytes {
  const out = new Uint8Array(2 * (text.length + 1));
  const view = new DataView(out.buffer);
  view.setUint16(0, 0xfeff, littleEndian);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i + 2, text.charCodeAt(i), littleEndian);
  return mark ? out : out.slice(2);
}

/** Latin-1, with the letters of Windows-1252 that it lacks. */
const windows1252 = (text: string): Bytes =>
  Uint8Array.from(text, (letter) => ({ œ: 0x9c, '€': 0x80 })[letter] ?? letter.charCodeAt(0));

describe('encodings', () => {
  const text = `å,b,c,sort\n${lines(30, (row) => `${row / 4},${row % 7}.5,${9 - row},${['gås', 'gös', 'œuf'][row % 3]}`).join('\n')}\n`;

  test.each([
    ['windows-1252', windows1252(text)],
    ['utf-16le', utf16(text, true)],
    ['utf-16be', utf16(text, false)],
    ['utf-16le', utf16(text, true, false)],
    ['utf-8', bytesOf(text)],
    ['utf-8', bytesOf(`\ufeff${text}`)],
  ])('%s is recognised, and names keep their letters', async (encoding, bytes) => {
    const { classes, classCounts, features, choices, warnings } = await preview(table(bytes));
    expect([classes, classCounts]).toEqual([
      ['gås', 'gös', 'œuf'],
      [10, 10, 10],
    ]);
    expect(features).toEqual(['å', 'b', 'c']);
    expect(choicesOf({ choices })).toMatchObject({ encoding });
    expect(warnings.some(({ code }) => code === 'encoding')).toBe(encoding !== 'utf-8');
  });

  test('the first letter that is no ASCII may stand at the end of a long file', async () => {
    const long = `a,b,sort\n${lines(9000, (row) => `${row / 4},${row % 7}.5,${row % 2 ? 'plain' : 'other'}`).join('\n')}\n`;
    const { classes } = await preview(table(windows1252(`${long}1,2,été\n1,2,été\n`)));
    expect(classes).toEqual(['été', 'other', 'plain']);
  });

  test('a table of few letters is a table, and another encoding can be chosen', async () => {
    const short = windows1252('cm,g,art\n1.5,2,pensée\n2.5,3,œillet\n3.5,5,pensée\n4.5,1,œillet\n');
    expect((await preview(table(short))).classes).toEqual(['œillet', 'pensée']);
    const { classes } = await preview(table(short), { encoding: 'windows-1251' });
    expect(classes).toEqual(['pensйe', 'њillet'].sort());
  });
});

describe('separators and decimal marks', () => {
  const comma = plain.map((line) => line.replace(/(\d+(?:\.\d+)?),(\S+?),(\S+?),/, '$1;$2;$3;').replaceAll('.', ','));

  test.each([
    ['with a header', ['p;q;r;kind', ...comma], ['p', 'q', 'r']],
    ['without a header', comma, ['Column 1', 'Column 2', 'Column 3']],
    ['with tabs', ['p;q;r;kind', ...comma].map((line) => line.replaceAll(';', '\t')), ['p', 'q', 'r']],
  ])('decimal commas %s', async (_, given, features) => {
    const read = await preview(table(`${given.join('\n')}\n`));
    expect(read).toMatchObject({ ...samples, features });
    expect([...read.samples.values.subarray(0, 3)]).toEqual([3, 40.5, 0.25]);
    expect(choicesOf(read)).toMatchObject({ decimal: ',', separator: given[1]!.includes('\t') ? '\t' : ';' });
  });

  test('thousands have points beside a decimal comma', async () => {
    const rows = lines(12, (row, word) => `1.00${row % 10},5;${row},25;${word}`);
    const { samples: shown } = await preview(table(`x;y;kind\n${rows.join('\n')}\n`));
    expect([...shown.values.subarray(0, 4)]).toEqual([1000.5, 0.25, 1001.5, 1.25]);
  });

  test('semicolons between numbers with a point stay as they are', async () => {
    const read = await preview(table(`p;q;r;kind\n${plain.map((line) => line.replaceAll(',', ';')).join('\n')}\n`));
    expect(read).toMatchObject(samples);
    expect(choicesOf(read)).toMatchObject({ separator: ';', decimal: '.' });
  });

  test('a separator that was not guessed can be chosen', async () => {
    const files = table(`${lines(9, (row, word) => `${row},5;${word}`).join('\n')}\n`);
    expect((await preview(files)).classes).toEqual(['dull', 'keen']);
    expect((await preview(files, { separator: ',' })).classes).toEqual(['5;dull', '5;keen']);
  });
});

describe('lines', () => {
  const header = 'p,q,r,kind';
  test.each([
    ['a header that ends in CR LF over rows that end in LF', `${header}\r\n${plain.join('\n')}\n`],
    [
      'CR LF in the first half, LF in the second',
      `${header}\r\n${plain.slice(0, 9).join('\r\n')}\r\n${plain.slice(9).join('\n')}\n`,
    ],
    ['CR alone', `${header}\r${plain.join('\r')}\r`],
    ['LF and then CR LF', `${header}\n${plain.slice(0, 9).join('\n')}\n${plain.slice(9).join('\r\n')}\r\n`],
    ['a first line that names the separator', `sep=,\n${header}\n${plain.join('\n')}\n`],
    [
      'remarks before the header and between rows',
      `# made, by, hand\n#\n${header}\n${plain.slice(0, 5).join('\n')}\n# a pause\n${plain.slice(5).join('\n')}\n`,
    ],
    ['a separator too many in every row', `${header}\n${plain.map((line) => `${line},`).join('\n')}\n`],
    ['a separator too many in rows and header', `${header},\n${plain.map((line) => `${line},`).join('\n')}\n`],
  ])('%s', async (_, text) => {
    const read = await preview(table(text));
    expect(read).toMatchObject({ ...samples, features: ['p', 'q', 'r'] });
    expect([...read.samples.values.subarray(0, 3)]).toEqual([3, 40.5, 0.25]);
  });

  test('CR LF is one line end also where a block of the stream ends between its two letters', async () => {
    // Each block of a stream has 65,536 bytes: an odd length of the lines puts a CR at the end of one.
    const row = (i: number): string => `${i % 10}.${i % 7}5,2,${i % 2 ? 'odd' : 'even'}`;
    const { info } = await all(table(`a,b,kind\r\n${Array.from({ length: 9000 }, (_, i) => row(i)).join('\r\n')}\r\n`));
    expect(info).toMatchObject({ count: 9000, classes: ['even', 'odd'] });
  });

  test('a cell that begins with # is no remark', async () => {
    const rows = lines(12, (row, word) => `#${(row % 3) + 1},${row / 2},${row % 5}.5,${word}`);
    const { trainCount } = await preview(table(`#,a,b,kind\n${rows.join('\n')}\n`));
    expect(trainCount).toBe(12);
  });

  test('messages count lines as an editor does', async () => {
    const broken = [...plain.slice(0, 3), '# remark', '', 'x,1,2,keen', ...plain.slice(3)];
    const short = [...plain.slice(0, 3), '# remark', '1,2', ...plain.slice(3)];
    const twoLines = ['1,2,3,"in\ntwo lines"', ...plain.slice(0, 30), 'oops,1,2,keen'];
    await expect(preview(table(`sep=,\n${header}\n${broken.concat(plain, plain).join('\n')}\n`))).rejects.toThrow(
      '“x” in line 8,',
    );
    await expect(preview(table(`${header}\n${short.join('\n')}\n`))).rejects.toThrow('line 6 has 2 fields');
    await expect(preview(table(`${header}\n${twoLines.concat(plain).join('\r\n')}\n`))).rejects.toThrow(
      '“oops” in line 22,',
    );
  });

  test('a cell too many that is not empty is a fault', async () => {
    await expect(preview(table(`${header}\n${plain.join('\n')}\n1,2,3,keen,4\n`))).rejects.toThrow(
      'line 20 has 5 fields',
    );
  });
});

test('the first rows are shown as read', async () => {
  const { excerpt } = await preview(table(`p,q,r,kind\n${plain.join('\n')}\n`));
  expect(excerpt?.columns).toEqual(['p', 'q', 'r', 'kind']);
  expect(excerpt?.rows[0]).toEqual(['3', '40.5', '0.25', 'keen']);
  expect(excerpt?.rows.length).toBe(8);
});

test('each guess has a reason', async () => {
  const { choices, ...rest } = await preview(table(`p,q,r,kind\n${plain.join('\n')}\n`));
  expect(choices.map(({ key }) => key)).toEqual(
    expect.arrayContaining(['name', 'separator', 'decimal', 'encoding', 'header', 'labelColumn', 'leftOut', 'columns']),
  );
  for (const { why, key } of choices) expect(why, key).toMatch(/^[A-Z].*\.$/);
  expect(warningsOf(rest)).toBe('');
});
