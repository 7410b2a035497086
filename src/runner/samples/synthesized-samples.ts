/**
 * Synthesized samples to and from their form in the log. The learner is trained on that form, which is also the one that
 * the annotator saw: images as bytes, latent points by the ends of their lines.
 */
import { fromBase64, toBase64 } from '../../protocol/base64.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { LoggedSynthesizedQueries } from '../../protocol/synthesized-queries.ts';
import { pointsAlong } from '../../strategies/support/latent-line.ts';
import type { SynthesizedQueries } from '../../strategies/contracts/generation.ts';
import { toStoredValues, sampleSetOf, type DataScale } from '../../generative/value-scaling.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { SynthesizedSamples } from '../run-progress.ts';

/** In the form of the log, without the learner's entropies and predictions. */
export function encodeQuestions(
  info: DataScale,
  { form, samplesPerQuery: each, samples, acquisition: worth, ends, throughIndices: through }: SynthesizedQueries,
): Omit<LoggedSynthesizedQueries, 'entropies' | 'predictions'> {
  const stored = toStoredValues(samples, info);
  return {
    ...{ form, each, worth: [...worth] },
    values: stored instanceof Uint8Array ? toBase64(stored) : [...stored],
    ...(ends && { ends: toBase64(littleEndian(ends)) }),
    ...(through && { through: [...through] }),
  };
}

/** All samples of strips as latent points. */
export function decodeLatents(
  { ends, each }: Pick<LoggedSynthesizedQueries, 'ends' | 'each'>,
  latent: number,
): SampleSet {
  const bytes = fromBase64(ends ?? '');
  const view = new DataView(bytes.buffer);
  const floats = Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  return sampleSetOf(pointsAlong(floats, latent, each), [latent]);
}

/** Those with a label, one query's after the other's. @param samplesOf all samples of a query as the learner takes them */
export async function synthesizedSet(
  synthesized: readonly SynthesizedSamples[],
  shape: readonly number[],
  samplesOf: (questions: LoggedSynthesizedQueries) => SampleSet,
): Promise<SampleSet> {
  const size = sampleSize(shape);
  const labels = synthesized.flatMap((one) => one.labels.filter((label) => label >= 0));
  const values = new Float32Array(labels.length * size);
  let from = 0;
  for (const { questions, labels: answers } of synthesized) {
    const labelledPositions = answers.flatMap((label, i) => (label >= 0 ? [i] : []));
    const block = await samplesOf(questions).read(labelledPositions);
    values.set(block, from);
    from += block.length;
  }
  return { ...sampleSetOf(values, shape), labels: Int32Array.from(labels) };
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}
