/** The byte order mark of UTF-8 before a text is neither in the name of a column nor in that of a class. */
import { describe, expect, test } from 'vitest';
import type { ImportPreview } from '../../../src/protocol/import/import-preview.ts';
import { bytesOf, gzip, inputFile, toyImage, type Bytes } from '../../support/files/file-fixtures.ts';
import { choicesOf, importHarness } from '../../support/files/import-harness.ts';

const { preview } = importHarness();

const MARK = '\ufeff';
const classes = ['cat', 'dog'];
const kind = (row: number): string => classes[row % 2]!;
const rows = Array.from({ length: 12 }, (_, row) => `${kind(row)},${row}.5,${(row * 7) % 5}.25`).join('\n');
const csv = (text: string | Bytes) => [inputFile('t.csv', typeof text === 'string' ? bytesOf(text) : text)];
/** Nothing that a person reads. */
const noMark = (guess: ImportPreview) =>
  expect(JSON.stringify({ ...guess, samples: undefined })).not.toMatch(/\ufeff|ï»¿/);

describe('a table', () => {
  test.each<[string, string]>([
    ['with a header', `${MARK}kind,u,v\n${rows}\n`],
    ['with a header in quotes', `${MARK}"kind","u","v"\n${rows}\n`],
    ['with a line that names the separator', `${MARK}sep=,\nkind,u,v\n${rows}\n`],
    ['with a remark before the header', `${MARK}# made by a program\nkind,u,v\n${rows}\n`],
    ['with two marks', `${MARK}${MARK}"kind",u,v\n${rows}\n`],
    ['joined of two, of which the second has a mark too', `${MARK}kind,u,v\n${rows}\n${MARK}"cat",1,2\n`],
  ])('%s', async (_, text) => {
    const guess = await preview(csv(text));
    expect(guess).toMatchObject({ classes, features: ['u', 'v'] });
    expect(guess.excerpt?.columns).toEqual(['kind', 'u', 'v']);
    expect(choicesOf(guess)).toMatchObject({ labelColumn: 'kind', header: true, encoding: 'utf-8' });
    noMark(guess);
  });

  test('without a header, whose first cell is a class', async () => {
    const guess = await preview(csv(`${MARK}${rows}\n`));
    expect(guess).toMatchObject({ classes, classCounts: [6, 6], features: ['Column 2', 'Column 3'] });
    noMark(guess);
  });

  test('packed by gzip', async () => {
    const packed = [inputFile('t.csv.gz', await gzip(bytesOf(`${MARK}kind,u,v\n${rows}\n`)))];
    expect(await preview(packed)).toMatchObject({ classes, features: ['u', 'v'] });
  });

  test('whose other bytes are no UTF-8, or that is read in another encoding', async () => {
    const latin = Uint8Array.from([...bytesOf(MARK), ...bytesOf(`kind,u,v\n${rows}\n`), ...bytesOf('cat,1,2\n')]);
    const broken = latin.slice();
    // An é of Windows-1252 in the place of a letter.
    broken[broken.length - 7] = 0xe9;
    const guess = await preview(csv(broken));
    expect(guess.excerpt?.columns).toEqual(['kind', 'u', 'v']);
    expect(guess.classes).toEqual(['cat', 'cét', 'dog'].sort());
    noMark(guess);
    const chosen = await preview(csv(latin), { encoding: 'windows-1252' });
    expect(chosen.excerpt?.columns).toEqual(['kind', 'u', 'v']);
    noMark(chosen);
  });
});

test('a table beside images', async () => {
  const images = [1, 2, 3, 4].map((i) => inputFile(`s/${i}.png`, toyImage(8, 8, [i, i, i])));
  const named = bytesOf(`${MARK}file,label\n1.png,cat\n2.png,dog\n3.png,cat\n4.png,dog\n`);
  expect(await preview([...images, inputFile('s/labels.csv', named)])).toMatchObject({ classes, classCounts: [2, 2] });
  const headless = bytesOf(`${MARK}cat,1.png\ndog,2.png\ncat,3.png\ndog,4.png\n`);
  expect(await preview([...images, inputFile('s/labels.csv', headless)])).toMatchObject({
    classes,
    classCounts: [2, 2],
  });
});
