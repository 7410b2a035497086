/** Opens identified files and describes what is in them, before anything is stored. */
import type { ImportPreview } from '../../protocol/import-preview.ts';
import { Problem } from '../../protocol/problem.ts';
import { plural } from '../plural.ts';
import type { ReadOptions, SampleSource } from '../sources/sample-source.ts';
import { samplesPerClass } from '../tables/labels.ts';
import type { IdentifiedFiles } from './identify.ts';

/** @throws Problem `bad-file`, `bad-image`, `unsupported`, `unfit` */
export async function openSource(
  { format, entries, notes, warnings }: IdentifiedFiles,
  opening: ReadOptions,
): Promise<SampleSource> {
  const source = await format.open(entries, opening, notes);
  source.warnings.unshift(...warnings);
  source.warnings.push(...checkLabels(source));
  return source;
}

/**
 * @returns warnings about classes of one sample and classes without training samples
 * @throws Problem `unfit` where there is one class only
 */
function checkLabels({ labels, classes, testCount, entries }: SampleSource): string[] {
  const counts = samplesPerClass(labels, classes.length);
  const present = classes.filter((_, index) => counts[index]! > 0);
  if (present.length === 1)
    throw new Problem(
      'unfit',
      `“${entries[0]?.path ?? ''}” has one class only (“${present[0]}”), so there is nothing to classify.`,
      'Add the other classes, or leave out the labels.',
    );
  const warnings: string[] = [];
  const single = classes.filter((_, index) => counts[index] === 1);
  if (single.length)
    warnings.push(`${plural(single.length, 'class has', 'classes have')} one sample only: ${listed(single)}.`);
  const trained = samplesPerClass(labels.subarray(0, labels.length - testCount), classes.length);
  const unseen = classes.filter((_, index) => counts[index]! > 0 && !trained[index]);
  if (unseen.length) warnings.push(`In the test part only: ${listed(unseen)}.`);
  return warnings;
}

const listed = (names: readonly string[]): string => names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');

/** @param id under which the worker keeps the source */
export async function describeSource(id: string, source: SampleSource, signal?: AbortSignal): Promise<ImportPreview> {
  const { values, positions } = await source.preview(signal);
  const { format, name, kind, shape, labels, testCount, classes, warnings, choices } = source;
  const classCounts = samplesPerClass(labels, classes.length);
  return {
    id,
    format,
    name,
    kind,
    shape,
    classes,
    classCounts,
    trainCount: labels.length - testCount,
    testCount,
    unlabelledCount: labels.length - classCounts.reduce((a, b) => a + b, 0),
    estimated: false,
    samples: { values, labels: positions.map((position) => labels[position] ?? -1) },
    warnings,
    choices,
    ...(source.columnNames ? { columnNames: source.columnNames } : {}),
  };
}
