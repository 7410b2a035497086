/** Fraction of correct predictions. */
import { accuracyInfo } from '../protocol/measure-info.ts';
import type { Measure } from './measure.ts';

export const accuracy: Measure = {
  about: accuracyInfo,
  measure({ labels, predicted }) {
    let correct = 0;
    labels.forEach((label, i) => {
      if (label === predicted[i]) correct++;
    });
    return correct / labels.length;
  },
};
