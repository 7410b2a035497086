/**
 * GAN-test: accuracy, on generated samples with the classes that they were generated for, of a classifier that was trained on real
 * samples (Shmelkov, Schmid and Alahari 2018; Xie and Huang 2019, section 4.1).
 */
import { generatorMeasureInfo } from '../../protocol/measure-info.ts';
import type { GeneratorMeasure } from './generator-measure.ts';

export const ganTestMeasure: GeneratorMeasure = {
  about: generatorMeasureInfo({
    name: 'gan-test',
    label: 'GAN-test',
    unit: '%',
    better: 'greater',
    range: [0, 1],
    description:
      'Fraction of the generated samples that the embedding classifier, trained on real samples alone, recognises as the class that they were generated for (Shmelkov et al. 2018). As many samples of each class.',
  }),
  measure: ({ labels, predicted, classes }) => ganTest(labels, predicted, classes).accuracy,
  perClass: ({ labels, predicted, classes }) => [...ganTest(labels, predicted, classes).perClass],
};

export interface GanTest {
  /** Fraction of the samples that are recognised as their class. */
  accuracy: number;
  /** The same of each class; NaN for a class without samples. */
  perClass: Float64Array;
}

/**
 * @param labels `[n]`: the classes generated for
 * @param predicted `[n]`: the classifier's classes
 */
export function ganTest(labels: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): GanTest {
  const counts = new Float64Array(classes);
  const correct = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    counts[label]!++;
    if (predicted[i] === label) correct[label]!++;
  }
  const total = correct.reduce((sum, count) => sum + count, 0);
  return { accuracy: total / labels.length, perClass: correct.map((count, label) => count / counts[label]!) };
}
