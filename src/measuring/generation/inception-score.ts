/**
 * The inception score of generated samples: exp of the mean Kullback-Leibler divergence between a sample's class probabilities and
 * their mean (Salimans et al. 2016, section 4). 1 where all samples have the same probabilities, the number of classes where each
 * sample is certain and all classes are equally frequent.
 */
import { generatorMeasureInfo } from '../../protocol/measure-info.ts';
import type { GeneratorMeasure } from './generator-measure.ts';

/** Of Salimans et al. */
const SPLITS = 10;

export const inceptionScoreMeasure: GeneratorMeasure = {
  about: generatorMeasureInfo({
    name: 'inception-score',
    label: 'Inception score',
    unit: '',
    better: 'greater',
    description:
      'exp of the mean divergence of the class probabilities of a generated sample from their mean, over ten parts of the samples (Salimans et al. 2016): from 1, all alike, to the number of classes, each certain and all equally frequent. The probabilities are those of the embedding classifier, not of Inception: only runs with the same embedding can be compared. Fewer samples give lower scores.',
  }),
  measure: ({ probabilities, classes }) => inceptionScore(probabilities, classes, SPLITS).mean,
  perClass({ probabilities, classes, labels }) {
    const rows = Array.from({ length: classes }, (): number[] => []);
    labels.forEach((label, i) => rows[label]!.push(...probabilities.subarray(i * classes, (i + 1) * classes)));
    return rows.map((own) => inceptionScore(own, classes, 1).mean);
  },
};

export interface InceptionScore {
  /** Over the splits. */
  mean: number;
  /** Population standard deviation over the splits. */
  deviation: number;
}

/**
 * Splits are consecutive, as in the code of Salimans et al.: split i has the samples from ⌊i n / splits⌋ on. 0 · ln 0 = 0.
 * @param probabilities `[n, classes]` row-major; the samples' classes mixed, as far as splits are to be alike
 * @returns NaN for fewer samples than splits
 */
export function inceptionScore(probabilities: ArrayLike<number>, classes: number, splits: number): InceptionScore {
  const count = probabilities.length / classes;
  const bound = (split: number): number => Math.floor((split * count) / splits);
  const scores = Array.from({ length: splits }, (_, i) =>
    scoreOfRows(probabilities, classes, { from: bound(i), to: bound(i + 1) }),
  );
  const mean = scores.reduce((sum, score) => sum + score, 0) / splits;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / splits;
  return { mean, deviation: Math.sqrt(variance) };
}

/** mean KL(p ‖ p̄) = Σ p ln p / n − Σ p̄ ln p̄. */
function scoreOfRows(
  probabilities: ArrayLike<number>,
  classes: number,
  { from, to }: { from: number; to: number },
): number {
  const count = to - from;
  const mean = new Float64Array(classes);
  let negativeEntropy = 0;
  for (let at = from * classes; at < to * classes; at++) {
    const p = probabilities[at]!;
    mean[at % classes]! += p / count;
    negativeEntropy += pLogP(p);
  }
  // at least 0 but for rounding, of which single-precision rows, whose sums are not quite 1, have much
  return Math.exp(mean.reduce((sum, p) => sum - pLogP(p), negativeEntropy / count));
}

const pLogP = (p: number): number => (p === 0 ? 0 : p * Math.log(p));
