/** The tables of docs/results.md have the figures of their `results.csv`, and no others. */
import { readdirSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';

interface Row {
  spec: string;
  arm: string;
  seeds: string;
  labelled: string;
  steps: string;
  measure: string;
  value: string;
}

interface Table {
  /** Folder of `reproductions/` and specs whose figures it has, from the comment above it. */
  folder: string;
  specs: string[];
  header: string[];
  rows: string[][];
}

const page = readFileSync('docs/results.md', 'utf8');

/** Without emphasis and what is in parentheses. */
const plain = (cell: string): string =>
  cell
    .replace(/[*`]/g, '')
    .replace(/\([^)]*\)/g, '')
    .replaceAll('\u2019', "'")
    .trim();
const cellsOf = (line: string): string[] => line.split('|').slice(1, -1).map(plain);
/** The numbers of a cell as they are printed, with a zero before the point. */
const numbersOf = (cell: string): string[] =>
  (cell.match(/\d*\.\d+|\d+/g) ?? []).map((text) => text.replace(/^\./, '0.'));

/** Tables with a comment `figures: FOLDER SPEC …` above them. */
const tables: Table[] = [...page.matchAll(/<!-- figures: (\S+) ([^>]+?) -->\n+((?:\|.*\n)+)/g)].map((found) => {
  const [header, , ...rows] = found[3]!.trim().split('\n');
  return { folder: found[1]!, specs: found[2]!.split(' '), header: cellsOf(header!), rows: rows.map(cellsOf) };
});

const resultsOf = ({ folder, specs }: Pick<Table, 'folder' | 'specs'>): Row[] =>
  Papa.parse<Row>(readFileSync(`reproductions/${folder}/results.csv`, 'utf8').trim(), { header: true }).data.filter(
    (row) => specs.includes(row.spec),
  );

/** Columns that are not measured accuracies or entropies of ours. */
const OTHER =
  /independent|^log|difference|minus|validation|slope|in nats|gradient|^seeds \d–|^labels$|^scored$|^pool$|^labelled by$|^arm$|less log|features/;

/** Names, numbers of labels and steps that a cell stands for: of its column's head, and of the cells that begin its row. */
function contextOf(table: Table, row: string[], column: number): string[] {
  const labels = row.filter((cell, at) => at !== column && (at === 0 || !/\d\.\d/.test(cell)));
  const all = [table.header[column]!, ...labels].map((text) => text.replace(/ labels$/, ''));
  return all.map((text) => (/^[\d,]+$/.test(text) ? text.replace(',', '') : text));
}

/** The numbers of all cells that are for a figure. */
const numbersFor = (figure: Row, table: Table): number[] =>
  table.rows.flatMap((row) =>
    row.flatMap((cell, column) =>
      isOf(figure, contextOf(table, row, column), table) ? numbersOf(cell).map(Number) : [],
    ),
  );

/** Whether a cell is for a figure: its arm, and its labels and steps where the table tells these apart. */
function isOf(figure: Row, context: string[], table: Table): boolean {
  const heads = [...table.header, ...table.rows.flatMap((row) => row.slice(0, 2))].map((text) =>
    text.replace(/ labels$|,/g, ''),
  );
  const arm = figure.arm.replaceAll('’', "'");
  const parts = context.includes(arm) ? [] : arm.split(', ');
  const entropy = figure.measure.includes('entropy');
  const apart = table.header[1] === 'entropy' && table.header[0] === 'arm';
  return (
    parts.every((part) => context.includes(part)) &&
    (!apart || entropy === context.includes('entropy')) &&
    [figure.labelled, figure.steps].every((text) => entropy || !text || !heads.includes(text) || context.includes(text))
  );
}

test('every folder with results has a table of them on the page', () => {
  const folders = readdirSync('reproductions', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('results.csv'))
    .map((file) => file.replaceAll('\\', '/').replace('/results.csv', ''));
  expect([...new Set(tables.map(({ folder }) => folder))].sort()).toEqual(folders.sort());
  expect(page.match(/^\|[-|: ]+\|$/gm)).toHaveLength(tables.length + 2); // the critic’s values, and the preset on the plane
});

describe.each(tables.map((table) => [`${table.folder} ${table.specs.join(' ')}`, table] as const))('%s', (_, table) => {
  const figures = resultsOf(table);

  test('has every figure, at its arm', () => {
    expect(figures.length).toBeGreaterThan(2);
    for (const figure of figures) {
      const numbers = tables
        .filter(({ folder, specs }) => folder === table.folder && specs.includes(figure.spec))
        .flatMap((one) => numbersFor(figure, one));
      expect(numbers, `${figure.arm}, ${figure.labelled} labels: ${figure.value}`).toContain(Number(figure.value));
    }
  });

  test('has no others, and means that are means', () => {
    for (const row of table.rows)
      row.forEach((cell, column) => {
        const head = table.header[column]!;
        const context = contextOf(table, row, column);
        const mine = figures.filter((figure) => isOf(figure, context, table));
        if (OTHER.test(head) || !mine.length || !/\d\.\d/.test(cell)) return;
        const values = mine.map(({ value }) => Number(value));
        if (head === 'mean' || (head.endsWith('mean') && !/\//.test(cell))) {
          const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
          expect(Math.abs(Number(cell) - mean), `${row[0]}: mean ${cell} of ${values.join()}`).toBeLessThan(0.11);
        } else
          for (const number of numbersOf(cell))
            if (number.includes('.')) expect(values, `${row.join(' | ')}: ${number}`).toContain(Number(number));
      });
  });
});
