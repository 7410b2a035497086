/**
 * Annotators that err in a simulation. The answer of an annotator about a sample is drawn from a stream named by seed, annotator and
 * sample: it does not depend on the order of the queries or on the arm, and asking again gives the same answer.
 */
import { noisesOf, type AnnotatorSpec, type NoiseSpec } from '../protocol/design/annotator-schema.ts';
import { Rng } from '../random/rng.ts';
import { dawidSkene, mostProbableClass, voteShares, type AnswerTable } from './aggregate.ts';
import type { Annotator } from './annotator.ts';
import { trueLabels } from './ground-truth.ts';

interface NoisyInputs {
  /** Of the whole data set, −1 where there is none. */
  labels: Int32Array;
  classes: number;
  annotator: AnnotatorSpec;
}

export function noisyAnnotator({ labels, classes, annotator }: NoisyInputs): Annotator {
  const noises = noisesOf(annotator);
  return {
    async answer(indices, { seed, labelledBefore }) {
      const truth = trueLabels(labels, indices);
      const streams = new Rng(seed).child('annotators');
      const answersTo = (samples: Int32Array): Int32Array[] =>
        noises.map((noise, w) =>
          samples.map((sample) => answerOf(noise, { truth: labels[sample]!, classes }, streams.child(w, sample))),
        );
      const answers = answersTo(indices);
      if (noises.length === 1) return Promise.resolve({ labels: answers[0]!, truth });
      const earlier = annotator.aggregate === 'dawid-skene' ? answersTo(labelledBefore) : undefined;
      const probabilities = earlier ? posteriorsAfter(earlier, answers, classes) : voteShares(answers, classes);
      const aggregated = indices.map((sample, i) =>
        mostProbableClass(probabilities.subarray(i * classes, (i + 1) * classes), streams.child('ties', sample)),
      );
      return Promise.resolve({ labels: aggregated, truth, byAnnotator: answers });
    },
  };
}

/** Posteriors of the new items, with error rates estimated from all. */
function posteriorsAfter(earlier: AnswerTable, answers: AnswerTable, classes: number): Float64Array {
  const all = answers.map((own, w) => [...Array.from(earlier[w]!), ...Array.from(own)]);
  return dawidSkene(all, classes).subarray(earlier[0]!.length * classes);
}

/** An annotator's answer about a sample of class `truth`. */
export function answerOf(noise: NoiseSpec, { truth, classes }: { truth: number; classes: number }, rng: Rng): number {
  if (noise.kind === 'uniform') {
    if (rng.uniform() >= noise.rate) return truth;
    const other = rng.integer(classes - 1);
    return other < truth ? other : other + 1;
  }
  let left = rng.uniform();
  const row = noise.matrix[truth]!;
  for (let answer = 0; answer < classes; answer++) {
    left -= row[answer]!;
    if (left < 0) return answer;
  }
  // the row's sum may be less than 1 by rounding
  return row.findLastIndex((p) => p > 0);
}
