/** Opens identified files and describes what is in them, before anything is stored. */
import type { ImportPreview } from '../../protocol/import/import-preview.ts';
import { Problem } from '../../protocol/problem.ts';
import { listed, plural } from '../plural.ts';
import { FindingsList } from '../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../sources/sample-source.ts';
import { samplesPerClass } from '../tables/labels.ts';
import { confirmChoices, refuseForeignChoices } from './check-choices.ts';
import type { IdentifiedFiles } from './identify.ts';
import { decideRepeats } from './repeated-samples.ts';

/** @throws Problem `bad-file`, `bad-image`, `unsupported`, `unfit` */
export async function openSource(
  { format, entries, notes, findings }: IdentifiedFiles,
  opening: ReadOptions,
): Promise<SampleSource> {
  const { choices } = opening;
  refuseForeignChoices(format, choices);
  const source = await format.open(entries, opening, notes);
  const all = new FindingsList();
  all.offer({
    key: 'name',
    label: 'Name',
    value: choices.name ?? source.name,
    why: 'Named after the file or the folder that was dropped.',
  });
  all.include(findings);
  all.include(source.findings);
  confirmChoices(all, choices);
  const named = await decideRepeats({ ...source, name: choices.name ?? source.name, findings: all }, opening);
  checkLabels(named, all);
  return named;
}

/**
 * Warns of classes of one sample and of classes without training samples.
 * @throws Problem `unfit` where there is one class only
 */
function checkLabels({ labels, classes, testCount, entries }: SampleSource, findings: FindingsList): void {
  const counts = samplesPerClass(labels, classes.length);
  const present = classes.filter((_, index) => counts[index]! > 0);
  if (present.length === 1)
    throw new Problem(
      'unfit',
      `“${entries[0]?.path ?? ''}” has one class only (“${present[0]}”), so there is nothing to classify.`,
      'Add the other classes, or leave out the labels.',
    );
  const single = classes.filter((_, index) => counts[index] === 1);
  if (single.length)
    findings.warn(
      'classes-of-one',
      `${plural(single.length, 'class has', 'classes have')} one sample only: ${listed(single, 5)}.`,
    );
  const trained = samplesPerClass(labels.subarray(0, labels.length - testCount), classes.length);
  const unseen = classes.filter((_, index) => counts[index]! > 0 && !trained[index]);
  if (unseen.length) findings.warn('classes-in-test-only', `In the test part only: ${listed(unseen, 5)}.`);
}

/** @param id under which the worker keeps the source */
export async function describeSource(id: string, source: SampleSource, signal?: AbortSignal): Promise<ImportPreview> {
  const { values, positions } = await source.preview(signal);
  const { format, name, kind, shape, labels, testCount, classes, findings } = source;
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
    samples: { values, labels: positions.map((position) => labels[position] ?? -1) },
    warnings: findings.warnings,
    choices: findings.choices,
    passedOver: findings.passedOver,
    ...(source.features ? { features: source.features } : {}),
    ...(source.excerpt ? { excerpt: source.excerpt } : {}),
  };
}
