/**
 * Labels of images in a table beside them: a column of file names and one of labels, or a column of zeros and ones for each
 * class, as annotation tools export it.
 */
import type { DatasetPart } from '../../sources/path-names.ts';
import { arePartNames, LABEL_COLUMN_NAME, PART_COLUMN_NAME, testPartNames } from '../../tables/column-names.ts';
import { maxClassesIn } from '../../tables/labels.ts';
import type { ImagePaths } from './image-paths.ts';

const FILE_COLUMN = /^(file|image|img|photo|picture)[ _-]?(name|id|path|file)?s?$|^(path|name|id|key)$/i;
/** At least this share of a table's rows, or of the images, must be matched. */
const MIN_MATCHED = 0.5;

export interface LabelTable {
  path: string;
  /** Cells, the header first where there is one. */
  rows: readonly (readonly string[])[];
}

export interface TableLabels {
  /** By position of the image; images that the table does not name are absent. */
  labels: Map<number, string | null>;
  parts: Map<number, DatasetPart>;
  /** The column of labels; undefined for a column per class. */
  column: string | undefined;
  /** Columns that may hold the labels. */
  columns: string[];
  rowsWithoutImage: number;
  /** Rows with ones in several columns: their images have no single class. */
  rowsWithSeveral: number;
}

/**
 * Labels of the images that the table names; undefined where it names none or has no labels.
 * @param selected the column of labels, by name
 */
export function labelsInTable(
  { rows, path }: LabelTable,
  images: ImagePaths,
  selected: string | null | undefined,
): TableLabels | undefined {
  const cells = rows.map((row) => row.map((cell) => cell.trim()));
  const width = cells[0]?.length ?? 0;
  const find = images.finder(path);
  const matches = Array.from({ length: width }, (_, column) => cells.map((row) => find(row[column] ?? '')));
  const file = fileColumn(cells, matches);
  if (file === undefined) return undefined;
  const found = matches[file]!;
  const header = found[0] === undefined ? cells[0]! : undefined;
  const body = header ? cells.slice(1) : cells;
  const places = header ? found.slice(1) : found;
  const matched = places.filter((one) => one !== undefined).length;
  if (matched < MIN_MATCHED * Math.min(body.length, images.count)) return undefined;

  const names = Array.from({ length: width }, (_, column) => header?.[column] || `Column ${column + 1}`);
  const others = names.map((_, column) => column).filter((column) => column !== file && !isRunningNumber(body, column));
  const wordsIn = (column: number): string[] => [...new Set(body.map((row) => row[column] ?? ''))];
  const part = others.find((column) => PART_COLUMN_NAME.test(names[column]!) && arePartNames(wordsIn(column)));
  const testNames = testPartNames(part === undefined ? [] : wordsIn(part));
  const rest = others.filter((column) => column !== part);
  const column = labelColumn({ names, body, columns: rest, selected });
  const hot = column === undefined && header ? oneHotColumns(body, rest) : undefined;
  if (column === undefined && !hot) return undefined;

  const labels = new Map<number, string | null>();
  const parts = new Map<number, DatasetPart>();
  let several = 0;
  for (const [i, row] of body.entries()) {
    const image = places[i];
    if (image === undefined) continue;
    const ones = hot?.filter((at) => Number(row[at]) === 1) ?? [];
    if (ones.length > 1) several++;
    labels.set(image, hot ? (ones.length === 1 ? names[ones[0]!]! : null) : row[column!] || null);
    if (part !== undefined) parts.set(image, testNames.has(row[part] ?? '') ? 'test' : 'train');
  }
  return {
    ...{ labels, parts, column: column === undefined ? undefined : names[column]! },
    ...{ columns: rest.map((at) => names[at]!), rowsWithoutImage: body.length - matched, rowsWithSeveral: several },
  };
}

/** The column that names most images, of equal ones that with the name of such a column. */
function fileColumn(cells: readonly string[][], matches: readonly (number | undefined)[][]): number | undefined {
  const distinct = matches.map((found) => new Set(found.filter((one) => one !== undefined)).size);
  const most = Math.max(0, ...distinct);
  if (!most) return undefined;
  const best = distinct.flatMap((count, column) => (count === most ? [column] : []));
  return best.find((column) => FILE_COLUMN.test(cells[0]![column] ?? '')) ?? best[0];
}

/** 0, 1, 2, … or 1, 2, 3, … from row to row. */
const isRunningNumber = (body: readonly string[][], column: number): boolean => {
  const first = Number(body[0]?.[column] || NaN);
  return body.length > 2 && (first === 0 || first === 1) && body.every((row, i) => Number(row[column]) === first + i);
};

interface Columns {
  names: readonly string[];
  body: readonly string[][];
  columns: readonly number[];
  selected: string | null | undefined;
}

/** As selected; otherwise a column with a label's name, the only one, or the last one of few words. */
function labelColumn({ names, body, columns, selected }: Columns): number | undefined {
  const labelled = columns.find((column) => names[column] === selected);
  if (labelled !== undefined) return labelled;
  const distinct = (column: number): number => new Set(body.map((row) => row[column]).filter(Boolean)).size;
  const candidates = columns.filter((column) => {
    const count = distinct(column);
    return count >= 2 && (count <= maxClassesIn(body.length) || LABEL_COLUMN_NAME.test(names[column]!));
  });
  const named = candidates.find(
    (column) => LABEL_COLUMN_NAME.test(names[column]!) || /label|class/i.test(names[column]!),
  );
  if (named !== undefined) return named;
  if (oneHotColumns(body, columns)) return undefined;
  const wordy = candidates.filter((column) => body.some((row) => row[column] && Number.isNaN(Number(row[column]))));
  return (
    wordy.at(-1) ?? candidates.filter((column) => body.every((row) => Number.isInteger(Number(row[column])))).at(-1)
  );
}

/** The columns of zeros and ones, where most rows have a single one; undefined where other columns are among them. */
function oneHotColumns(body: readonly string[][], columns: readonly number[]): number[] | undefined {
  const binary = columns.filter((column) => body.every((row) => /^[01](\.0*)?$/.test(row[column] ?? '')));
  if (binary.length < 2) return undefined;
  const single = body.filter((row) => binary.filter((column) => Number(row[column]) === 1).length === 1);
  return single.length >= MIN_MATCHED * body.length ? binary : undefined;
}
