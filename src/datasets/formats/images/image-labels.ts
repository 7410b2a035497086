/** Where the labels of images come from: a table beside them, their folders, their names, or nowhere. */
import type { ImportChoices } from '../../../protocol/import/import-choices.ts';
import { plural } from '../../plural.ts';
import { FindingsList, NONE } from '../../sources/findings.ts';
import type { DatasetPart } from '../../sources/path-names.ts';
import { classFolders, classLevels, usualLevel, type ClassFolder } from './class-folders.ts';
import { classesByName, guessNamePattern } from './file-name-classes.ts';
import { ImagePaths } from './image-paths.ts';
import { labelsInTable, type LabelTable, type TableLabels } from './label-table.ts';

export type LabelSource = NonNullable<ImportChoices['labelSource']>;

export interface ImageLabels {
  source: LabelSource;
  /** Class of each image, null for no label. */
  classNames: (string | null)[];
  parts: DatasetPart[];
  /** Paths of the tables that were used. */
  tables: string[];
  findings: FindingsList;
}

interface Files {
  /** Paths of the images below the archive, and the folders of each from the outermost. */
  paths: readonly string[];
  folders: readonly (readonly string[])[];
  tables: readonly LabelTable[];
}

const classCount = (names: readonly (string | null)[]): number => new Set(names.filter((name) => name !== null)).size;

/** As chosen, otherwise the first source that tells several classes apart: folders, a table, names. */
export function labelImages({ paths, folders, tables }: Files, choices: ImportChoices): ImageLabels {
  const placed = classFolders(folders);
  const level = choices.classLevel ?? usualLevel(placed);
  const byFolder = placed.map(({ path }) => path.slice(0, level).join('/') || null);
  const table = mergedTable(tables, new ImagePaths(paths), choices.labelColumn);
  const byTable = table && paths.map((_, image) => table.labels.get(image) ?? null);
  const pattern = choices.namePattern ?? guessNamePattern(paths);
  const byName = pattern === undefined ? undefined : classesByName(paths, pattern);

  const found: [LabelSource, (string | null)[] | undefined][] = [
    ['folders', byFolder],
    ['table', byTable],
    ['names', byName],
  ];
  const sources = found
    .map(([source, names]) => ({ source, classes: classCount(names ?? []) }))
    .filter(({ source, classes }) => classes > 1 || source === choices.labelSource);
  const usual = choices.namePattern !== undefined ? 'names' : (sources[0]?.source ?? 'none');
  const source = choices.labelSource ?? (choices.labelColumn === null ? 'none' : usual);
  const classNames = found.find(([one]) => one === source)?.[1] ?? paths.map(() => null);
  const findings = new FindingsList();
  const reading = { source, sources, table, placed, level, pattern, classNames };
  offerChoices(reading, findings);
  warnOfGaps(reading, findings);
  return {
    source,
    classNames,
    parts: placed.map(({ part }, image) => (source === 'table' && table?.parts.get(image)) || part),
    tables: source === 'table' && table ? table.paths : [],
    findings,
  };
}

type MergedTable = TableLabels & { paths: string[] };

/** The labels of all tables that name images, as one. */
function mergedTable(
  tables: readonly LabelTable[],
  images: ImagePaths,
  selected: string | null | undefined,
): MergedTable | undefined {
  let merged: MergedTable | undefined;
  for (const table of tables) {
    const found = labelsInTable(table, images, selected);
    if (!found) continue;
    merged ??= { ...found, labels: new Map(), parts: new Map(), rowsWithoutImage: 0, rowsWithSeveral: 0, paths: [] };
    for (const [image, label] of found.labels) if (!merged.labels.has(image)) merged.labels.set(image, label);
    for (const [image, part] of found.parts) merged.parts.set(image, part);
    merged.rowsWithoutImage += found.rowsWithoutImage;
    merged.rowsWithSeveral += found.rowsWithSeveral;
    merged.paths.push(table.path);
  }
  return merged;
}

interface Reading {
  source: LabelSource;
  /** Those that tell classes apart, and how many. */
  sources: readonly { source: LabelSource; classes: number }[];
  table: MergedTable | undefined;
  placed: readonly ClassFolder[];
  level: number;
  pattern: string | undefined;
  classNames: readonly (string | null)[];
}

const SOURCE_NAMES: Record<LabelSource, string> = {
  folders: 'folders',
  table: 'the table beside them',
  names: 'names of the files',
  none: 'no labels',
};

function offerChoices({ source, sources, table, placed, level, pattern }: Reading, findings: FindingsList): void {
  const offered = sources.map((one) => ({
    value: one.source,
    label: `${SOURCE_NAMES[one.source]} (${plural(one.classes, 'class', 'classes')})`,
  }));
  if (sources.length)
    findings.offer({
      key: 'labelSource',
      label: 'Labels from',
      value: source,
      options: [...offered, { value: 'none', label: SOURCE_NAMES.none }],
      why: 'The first of folders, a table and names that tells several classes apart.',
    });
  const levels = classLevels(placed);
  if (source === 'folders' && levels.length > 1)
    findings.offer({
      key: 'classLevel',
      label: 'Folders of a class',
      value: level,
      options: levels.map(({ level: value, classes }) => ({
        value,
        label: `${value === 1 ? 'the outermost' : `the ${value} outermost`} (${plural(classes, 'class', 'classes')})`,
      })),
      why: 'All folders where every image lies equally deep, otherwise the outermost.',
    });
  if (source === 'table' && table?.column)
    findings.offer({
      key: 'labelColumn',
      label: 'Label column',
      value: table.column,
      options: [...table.columns, NONE],
      why: 'A column of the table that is named like a label, otherwise the last one of few words or whole numbers.',
    });
  if (source === 'names' && pattern !== undefined)
    findings.offer({
      key: 'namePattern',
      label: 'Class in the name',
      value: pattern,
      why: 'A regular expression whose group is the class: it fits nearly all names and gives classes of several images.',
    });
}

function warnOfGaps({ source, table, placed, level, classNames }: Reading, findings: FindingsList): void {
  const unlabelled = classNames.filter((name) => name === null).length;
  if (source === 'none')
    findings.warn('unlabelled', 'No labels from folders, tables or names: all images are unlabelled.');
  if (source === 'folders') {
    const deeper = placed.filter(({ path }) => path.length > level).length;
    if (deeper)
      findings.warn(
        'folders-in-classes',
        `${plural(deeper, 'image lies', 'images lie')} in folders inside of a class’s folder.`,
      );
    if (unlabelled)
      findings.warn(
        'some-unlabelled',
        `${plural(unlabelled, 'image lies', 'images lie')} in no class’s folder and stay unlabelled.`,
      );
  }
  if (source === 'names') {
    findings.warn('class-in-names', 'The class is taken from the names of the files.');
    if (unlabelled)
      findings.warn('some-unlabelled', `${plural(unlabelled, 'name')} without a class: these images stay unlabelled.`);
  }
  if (source !== 'table' || !table) return;
  const { rowsWithoutImage, rowsWithSeveral } = table;
  if (rowsWithoutImage)
    findings.warn('rows-without-image', `${plural(rowsWithoutImage, 'row')} of the table without an image.`);
  if (rowsWithSeveral)
    findings.warn(
      'several-classes',
      `${plural(rowsWithSeveral, 'image')} of several classes at once: they stay unlabelled.`,
    );
  if (unlabelled > rowsWithSeveral)
    findings.warn(
      'some-unlabelled',
      `${plural(unlabelled - rowsWithSeveral, 'image has', 'images have')} no label in the table.`,
    );
}
