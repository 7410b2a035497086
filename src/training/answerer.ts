/**
 * The classifier that answers in place of a person: trained on every true label that there is, for so many steps, and kept
 * like a generator, so that all arms, cycles and later runs ask the same one.
 */
import type { Draws } from '../chance/draws.ts';
import { modelNamed } from '../models/index.ts';
import type { Network } from '../models/model.ts';
import type { DatasetKind } from '../spec/dataset.ts';
import { sampleSize } from '../spec/dataset.ts';
import type { Values } from '../spec/schema.ts';
import { optimizerFor } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import { numberedBatches } from './gan-batches.ts';
import { takeSteps, type LongContext } from './gan-course.ts';
import type { Trained } from './gan-state.ts';
import { labelLoss, targetsOf } from './loss.ts';
import { remembered } from './samples.ts';
import type { SampleSet } from './training.ts';

export interface AnswererRecipe {
  /** In `src/models/index.ts`, and its parameters. */
  model: string;
  parameters: Values;
  steps: number;
  batch: number;
  /** Adam's at first; it falls evenly to zero over the steps. */
  rate: number;
}

export interface AnswererReading {
  /** Steps done. */
  step: number;
  /** Cross-entropy on the step's batch. */
  loss: number;
}

/** For points and rows a perceptron, for images a small convolutional network that sees them shifted and turned. */
export const answererFor = (kind: DatasetKind): AnswererRecipe =>
  kind === 'image'
    ? { model: 'cnn-small', parameters: {}, steps: 2000, batch: 64, rate: 2e-3 }
    : { model: 'mlp', parameters: { width: 64, layers: 2 }, steps: 1000, batch: 64, rate: 1e-2 };

export const buildAnswerer = (
  { model, parameters }: AnswererRecipe,
  shape: readonly number[],
  classes: number,
  draws: Draws,
): Network => modelNamed(model).build(shape, classes, draws, parameters);

/** Takes the recipe's steps, from the first or from a checkpoint's. @param samples all of them with a label */
export async function fitAnswerer(
  network: Network,
  samples: SampleSet,
  recipe: AnswererRecipe,
  context: LongContext<AnswererReading>,
): Promise<{ steps: number }> {
  const { draws } = context;
  const set = await remembered(samples, sampleSize(network.shape));
  const batchOf = numberedBatches(samples.count, recipe.batch, draws.child('batches'));
  const optimizer = optimizerFor('adam', recipe.rate, network.variables);
  const trained: Trained[] = [{ name: 'classifier', network, optimizer, stepsEach: 1 }];
  try {
    await takeSteps(context, recipe.steps, trained, async (step, wanted) => {
      optimizer.rate = recipe.rate * (1 - step / recipe.steps);
      const positions = batchOf(step);
      const loss = takeStep(
        await set.read(positions),
        positions.map((position) => set.labels[position]!),
        draws.child('dropout', step),
      );
      try {
        return wanted ? { step: step + 1, loss: (await loss.data())[0]! } : undefined;
      } finally {
        loss.dispose();
      }
    });
    return { steps: recipe.steps };
  } finally {
    optimizer.dispose();
  }

  function takeStep(values: Float32Array, labels: Int32Array, chance: Draws): tf.Scalar {
    return tf.tidy(() => {
      const x = tf.tensor(values, [labels.length, ...network.shape]);
      const targets = targetsOf(network, labels);
      const mode = { training: true, draws: chance } as const;
      const { value, grads } = tf.variableGrads(
        () => labelLoss(network, network.trunk(x, mode), targets, mode),
        network.variables as tf.Variable[],
      );
      optimizer.step(network.variables.map((variable) => grads[variable.name]!));
      return value;
    });
  }
}
