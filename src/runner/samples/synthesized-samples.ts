/**
 * Synthesized samples to and from their form in the log: images as bytes, latent points by the ends of their lines. The annotator
 * sees that form, and the learner is trained on it.
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
  { form, samplesPerQuery, samples, acquisition, ends, throughIndices }: SynthesizedQueries,
): Omit<LoggedSynthesizedQueries, 'entropies' | 'predictions'> {
  const stored = toStoredValues(samples, info);
  return {
    ...{ form, each: samplesPerQuery, worth: [...acquisition] },
    values: stored instanceof Uint8Array ? toBase64(stored) : [...stored],
    ...(ends && { ends: toBase64(littleEndian(ends)) }),
    ...(throughIndices && { through: [...throughIndices] }),
  };
}

/** All latent points of strips. */
export function decodeLatents(
  { ends, each }: Pick<LoggedSynthesizedQueries, 'ends' | 'each'>,
  latent: number,
): SampleSet {
  const bytes = fromBase64(ends ?? '');
  const view = new DataView(bytes.buffer);
  const floats = Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  return sampleSetOf(pointsAlong(floats, latent, each), [latent]);
}

/** The samples with a label, query after query. @param samplesOf all samples of a query as the learner takes them */
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
