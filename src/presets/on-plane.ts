/** Data sets on the plane and the learner of them, for presets. */
import type { SpecInput } from '../protocol/spec.ts';

/** A data set on the plane with a pool of 2,000 points and 500 test points. */
export const planeDataset = (name: string, seed = 1): SpecInput['dataset'] => ({
  source: 'built-in',
  name,
  size: 2500,
  testSize: 500,
  seed,
});

/**
 * One wide hidden layer, trained on all labels in one batch: smoother boundaries and curves than with small batches, whose
 * last one may be a single sample. About a tenth of a second per cycle.
 */
export const wideMlp: SpecInput['model'] = { name: 'mlp', parameters: { width: 128, layers: 1 } };
export const fullBatchTraining = (epochs: number): SpecInput['training'] => ({
  epochs,
  batch: 64,
  learningRate: 0.02,
  patience: 0,
});

/** A data set on the plane, learned by the wide layer for so many epochs. */
export const onPlane = (name: string, epochs: number): Pick<SpecInput, 'dataset' | 'model' | 'training'> => ({
  ...{ dataset: planeDataset(name), model: wideMlp, training: fullBatchTraining(epochs) },
});
