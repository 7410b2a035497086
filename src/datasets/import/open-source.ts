/** The reader for each kind of file, loaded when it is needed, and what holds for all of them. */
import type { ImportPreview } from '../../protocol/import-preview.ts';
import { Problem } from '../../protocol/problem.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { countClasses } from '../tables/labels.ts';
import type { FileKind } from '../formats/file-kind.ts';
import { plural, type ReadOptions, type SampleSource } from '../formats/sample-source.ts';
import type { IdentifiedFiles } from './identify.ts';

/** @throws Problem `bad-file`, `unsupported`, `unfit` */
export async function openSource(
  { kind, entries, texts, warnings }: IdentifiedFiles,
  opening: ReadOptions,
): Promise<SampleSource> {
  const source = await openFormat(kind, entries, texts, opening);
  source.warnings.unshift(...warnings);
  checkLabels(source);
  return source;
}

async function openFormat(
  kind: FileKind,
  entries: IdentifiedFiles['entries'],
  texts: IdentifiedFiles['texts'],
  opening: ReadOptions,
): Promise<SampleSource> {
  switch (kind) {
    case 'idx':
      return (await import('../formats/idx/idx.ts')).openIdx(entries, opening);
    case 'npy':
      return (await import('../formats/npy/npy.ts')).openNpy(entries, opening);
    case 'table':
      return (await import('../formats/csv/csv.ts')).openCsv(entries, opening);
    case 'mat':
      return (await import('../formats/mat/mat.ts')).openMat(entries, opening);
    case 'parquet':
      return (await import('../formats/parquet/parquet.ts')).openParquet(entries, opening);
    case 'image':
      return (await import('../formats/images/images.ts')).openImages(entries, opening);
    case 'cifar':
      return (await import('../formats/cifar/cifar.ts')).openCifar(entries, texts, opening);
    case 'tar':
      return (await import('../formats/cifar/cifar.ts')).openCifarTar(singleEntry(entries), opening);
    default:
      return (await import('../formats/raw/raw.ts')).openRaw(entries, opening);
  }
}

function singleEntry(entries: readonly FileEntry[]): FileEntry {
  const [first, second] = entries;
  if (second)
    throw new Problem('unsupported', `“${first!.path}” and “${second.path}” are two data sets.`, 'Drop one of them.');
  return first!;
}

/** Labels that no learner could use, and what a person should know of the classes. */
function checkLabels({ labels, classes, testCount, warnings, entries }: SampleSource): void {
  const counts = countClasses(labels, classes.length);
  const present = counts.filter((count) => count > 0).length;
  if (present === 1)
    throw new Problem(
      'unfit',
      `“${entries[0]?.path ?? ''}” has one class only (“${classes[counts.findIndex((count) => count > 0)]}”), so there is nothing to classify.`,
      'Add the other classes, or leave out the labels.',
    );
  const single = classes.filter((_, index) => counts[index] === 1);
  if (single.length)
    warnings.push(`${plural(single.length, 'class has', 'classes have')} one sample only: ${listed(single)}.`);
  const trained = countClasses(labels.subarray(0, labels.length - testCount), classes.length);
  const unseen = classes.filter((_, index) => counts[index]! > 0 && !trained[index]);
  if (unseen.length) warnings.push(`In the test part only: ${listed(unseen)}.`);
}

const listed = (names: readonly string[]): string => names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');

/** What the visitor sees before anything is stored. */
export async function previewOf(id: string, source: SampleSource, signal?: AbortSignal): Promise<ImportPreview> {
  const { values, places } = await source.preview(signal);
  const { labels, testCount, classes } = source;
  const classCounts = countClasses(labels, classes.length);
  const labelled = classCounts.reduce((a, b) => a + b, 0);
  return {
    id,
    format: source.format,
    name: source.name,
    kind: source.kind,
    shape: source.shape,
    classes,
    classCounts,
    trainCount: labels.length - testCount,
    testCount,
    unlabelledCount: labels.length - labelled,
    estimated: false,
    samples: { values, labels: places.map((place) => labels[place] ?? -1) },
    warnings: source.warnings,
    choices: source.choices,
    ...(source.columnNames ? { columnNames: source.columnNames } : {}),
  };
}
