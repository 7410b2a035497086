/** How the classifier that answers in place of a person is trained, as data. */
import type { DatasetKind } from '../../protocol/dataset.ts';
import type { ParameterValues } from '../../protocol/spec.ts';

export interface AnnotatingClassifierRecipe {
  /** In `src/models/index.ts`, and its parameters. */
  model: string;
  parameters: ParameterValues;
  steps: number;
  batch: number;
  /** Adam's initial learning rate; it falls linearly to zero over the steps. */
  rate: number;
}

/** A perceptron for points and rows of tables, a small convolutional network with shifts and rotations for images. */
export const annotatingClassifierRecipeFor = (kind: DatasetKind): AnnotatingClassifierRecipe =>
  kind === 'image'
    ? { model: 'cnn-small', parameters: {}, steps: 2000, batch: 64, rate: 2e-3 }
    : { model: 'mlp', parameters: { width: 64, layers: 2 }, steps: 1000, batch: 64, rate: 1e-2 };
