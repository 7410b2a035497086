/**
 * Samples that occur more than once: a test sample that is also in the pool makes every accuracy too good, and a repeated one
 * costs a label twice. They are told in the preview, with the choice to leave them out.
 */
import { sampleSize } from '../../protocol/dataset.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { plural } from '../plural.ts';
import { SELECTED_REASON } from '../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../sources/sample-source.ts';
import { withoutRepeats, withoutSamples } from './drop-repeats.ts';
import { bytesToCompare, findRepeats, type Repeats } from './find-repeats.ts';

/** Sets of which there is no more than this to read are compared for the preview. */
const MAX_BYTES = 96 * 2 ** 20;
/** Of the training part, this share of repeated samples is worth a warning. */
const MIN_REPEATED_SHARE = 0.01;

/** By the first file: of the files and the choices in `key`. */
const repeatsCache = new WeakMap<FileEntry, Repeats & { key: string }>();

type Reading = Pick<ReadOptions, 'choices' | 'onProgress' | 'signal'>;

/**
 * The source as chosen: with repeated samples, which are warned of, or without them.
 * @throws Problem `unfit` where no training sample is left
 */
export async function decideRepeats(source: SampleSource, reading: Reading): Promise<SampleSource> {
  const drops = reading.choices.repeats === 'drop';
  if (!isQuickToCompare(source)) {
    offerRepeats(
      source,
      drops,
      'Not compared yet: the data set is large. To drop repeated samples, the import reads it twice.',
    );
    return drops ? withoutRepeats(source) : source;
  }
  const repeats = await cachedRepeats(source, reading);
  const { repeated, shared, dropped } = repeats;
  if (!repeated && !shared) return source;
  offerRepeats(
    source,
    drops,
    `${sentenceOf(repeats)} Dropping leaves each once: in the test part where it is there, otherwise the first with a label.`,
  );
  if (!drops) {
    warnOfRepeats(source, repeats);
    return source;
  }
  source.findings.warn('repeats-dropped', `${plural(dropped.length, 'sample')} dropped. ${sentenceOf(repeats)}`);
  return withoutSamples(source, dropped);
}

function isQuickToCompare({ labels, shape, dtype, files, quickToRead }: SampleSource): boolean {
  if (files) return bytesToCompare(files) <= MAX_BYTES;
  return !!quickToRead && labels.length * sampleSize(shape) * (dtype === 'uint8' ? 1 : 4) <= MAX_BYTES;
}

const count = (number: number): string => number.toLocaleString('en');

const sentenceOf = ({ repeated, shared }: Repeats): string =>
  [
    ...(repeated ? [`${plural(repeated, 'training sample repeats', 'training samples repeat')} another one.`] : []),
    ...(shared ? [`${plural(shared, 'test sample is', 'test samples are')} also in the training part.`] : []),
  ].join(' ');

/** Data sets that were imported before there was the choice have the id of `keep`. */
function offerRepeats({ findings }: SampleSource, drops: boolean, why: string): void {
  findings.offer({
    ...{ key: 'repeats', label: 'Repeated samples', value: drops ? 'drop' : 'keep' },
    options: [
      { value: 'keep', label: 'keep' },
      { value: 'drop', label: 'drop' },
    ],
    why: drops ? SELECTED_REASON : why,
  });
}

function warnOfRepeats({ labels, testCount, findings }: SampleSource, { repeated, shared }: Repeats): void {
  const training = labels.length - testCount;
  if (shared)
    findings.warn(
      'test-repeats-training',
      `${count(shared)} of ${count(testCount)} test samples are also in the training part, which makes results too good.`,
    );
  if (repeated < Math.max(2, MIN_REPEATED_SHARE * training)) return;
  const consequence = testCount ? 'a query may ask for one twice' : 'some may stand in the test split and in the pool';
  findings.warn('repeated-samples', `${count(repeated)} of ${count(training)} samples repeat others: ${consequence}.`);
}

/** A new name alone repeats nothing, and neither does the decision what to do with repeats. */
async function cachedRepeats(source: SampleSource, reading: Reading): Promise<Repeats> {
  const first = source.entries[0]!;
  const choices = { ...reading.choices, name: undefined, repeats: undefined };
  const key = JSON.stringify([source.entries.map(({ path }) => path), choices]);
  const known = repeatsCache.get(first);
  if (known?.key === key) return known;
  const repeats = { key, ...(await findRepeats(source, reading)) };
  repeatsCache.set(first, repeats);
  return repeats;
}
