/** Whole numbers as labels: which of them are classes, what −1 means, and numbers that a damaged byte makes. */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import { Problem } from '../../protocol/problem.ts';
import { CLASS_OR_UNLABELLED } from '../sources/choice-options.ts';
import type { FindingsList } from '../sources/findings.ts';
import { plural } from '../plural.ts';
import { MAX_CLASSES, type IndexedLabels } from './labels.ts';

/** The labels of one file. */
export interface FileLabels {
  path: string;
  /** Whole numbers; NaN for no label. */
  labels: ArrayLike<number>;
}

export interface NumericLabelOptions {
  /** Names of the classes 0, 1, …; every label must have one. */
  names?: readonly string[] | undefined;
  /** Whether −1 is a class, as chosen; undefined to guess. */
  minusOne?: ImportChoices['minusOne'];
  /** Every whole number may be a class: in a text no damaged byte makes one. */
  anyNumber?: boolean;
  /** Gets the choice of what −1 means, where there is a doubt. */
  findings?: FindingsList;
}

type Counts = ReadonlyMap<number, number>;

const outOfRange = (path: string, value: number, place: number, range: string): Problem =>
  new Problem(
    'bad-file',
    `“${path}” has a label out of range: ${value} at sample ${place.toLocaleString('en')}, where labels run ${range}.`,
    'The file is damaged, or its labels belong to other data.',
  );

/**
 * Whole numbers as labels. Where names are given, every label must have one; otherwise the values that occur are the
 * classes. In files of bytes a lone value far from the others is taken as a damaged byte and refused.
 * @throws Problem `bad-file` with file and position, `unfit` where the values are too many
 */
export function indexNumericLabels(parts: readonly FileLabels[], options: NumericLabelOptions = {}): IndexedLabels {
  const { names, findings } = options;
  const counts = countValues(parts, names);
  const unlabelled = !names && counts.has(-1) && standsForNone(counts, options);
  if (unlabelled) tellUnlabelled(counts.get(-1)!, findings);
  if (unlabelled || names) counts.delete(-1);
  const values = names ? [...names.keys()] : [...counts.keys()].sort((a, b) => a - b);
  const fault = names || options.anyNumber ? undefined : faultyValue(values, counts);
  if (fault)
    for (const { path, labels } of parts) {
      const place = Array.prototype.indexOf.call(labels, fault.value);
      if (place >= 0) throw outOfRange(path, fault.value, place, fault.range);
    }
  const index = new Map(values.map((value, i) => [value, i]));
  const labels = new Int32Array(parts.reduce((sum, part) => sum + part.labels.length, 0));
  let at = 0;
  for (const part of parts)
    for (let i = 0; i < part.labels.length; i++) labels[at++] = index.get(part.labels[i]!) ?? -1;
  return { labels, classes: names ? [...names] : values.map(String) };
}

/** How often each value occurs. @throws Problem */
function countValues(parts: readonly FileLabels[], names: readonly string[] | undefined): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { path, labels } of parts)
    for (let i = 0; i < labels.length; i++) {
      const value = labels[i]!;
      if (Number.isNaN(value)) continue;
      if (!Number.isSafeInteger(value))
        throw new Problem('bad-file', `“${path}” has a label that is no whole number: ${value} at sample ${i}.`);
      if (names && (value < -1 || value >= names.length))
        throw outOfRange(path, value, i, `from 0 to ${names.length - 1}`);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  if (counts.size > MAX_CLASSES)
    throw new Problem(
      'unfit',
      `“${parts[0]?.path ?? ''}” has ${counts.size.toLocaleString('en')} different labels: these are measurements, not classes.`,
    );
  return counts;
}

/**
 * Whether −1 stands for a missing label, as in semi-supervised sets: beside three or more classes, or classes from 1 up. Beside
 * one other value it is one of two classes, beside 0 and 1 the first of three, above other negative numbers one of many.
 */
function standsForNone(counts: Counts, { minusOne, findings }: NumericLabelOptions): boolean {
  const values = [...counts.keys()].sort((a, b) => a - b);
  const others = values.filter((value) => value !== -1);
  const isClass = values[0]! < -1 || others.length < 2 || (others.length === 2 && others[0] === 0 && others[1] === 1);
  const unlabelled = minusOne ? minusOne === 'unlabelled' : !isClass;
  if (values[0] === -1 && others.length >= 2)
    findings?.offer({
      key: 'minusOne',
      label: 'The label −1 is',
      value: unlabelled ? 'unlabelled' : 'class',
      options: CLASS_OR_UNLABELLED,
      why: isClass
        ? 'Beside 0 and 1 alone, −1 is usually the third of three answers.'
        : 'Beside three or more classes, or classes from 1 up, −1 usually stands for a label that is missing.',
    });
  return unlabelled;
}

const tellUnlabelled = (count: number, findings: FindingsList | undefined): void =>
  findings?.warn('labels-missing', `${plural(count, 'sample')} with the label −1 stay unlabelled.`);

/**
 * What a damaged byte makes of a label: a value below −1 without all others up to −1, or one lone value far above the
 * others. A class that is rare, or far from the others, is a class.
 */
function faultyValue(values: readonly number[], counts: Counts): { value: number; range: string } | undefined {
  const negative = values.filter((value) => value < 0);
  const gap = negative.some((value, i) => (negative[i + 1] ?? 0) !== value + 1 && negative[i + 1] !== undefined);
  if (negative[0] !== undefined && negative[0] < -1 && (gap || negative.at(-1) !== -1))
    return { value: negative[0], range: 'from 0 up' };
  const last = values.at(-1) ?? 0;
  const before = values.at(-2) ?? last;
  const lone = values.length >= 3 && counts.get(last) === 1 && last > before + 1 && last >= 2 * values.length + 8;
  return lone ? { value: last, range: `from ${values[0]} to ${before}` } : undefined;
}
