/**
 * The feature space in which strategies for few labels compare samples. The papers take self-supervised features that do not
 * depend on the learner; without such, the samples' own values stand for them: standardised as the learner takes them, and
 * projected to their principal components where they have more dimensions than these.
 */
import { inMemorySource } from '../../algorithms/feature-source.ts';
import { PcaProjector, principalComponents, type Pca } from '../../algorithms/pca/pca.ts';
import { pointsOf, type Points } from '../../algorithms/points.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import { choiceParameter } from '../../protocol/parameters.ts';
import type { Rng } from '../../random/rng.ts';
import type { PredictionView } from '../contracts/prediction.ts';
import type { StrategyContext } from '../contracts/strategy.ts';
import { unlabelledThenLabelled } from './feature-points.ts';

/** As for the neighbours of generated samples (ASAL's section 3.2). */
export const REPRESENTATION_COMPONENTS = 50;

export const representationParameter = choiceParameter('features', {
  label: 'Feature space',
  about:
    'In which samples are compared: their own values (principal components), which do not depend on the learner, or the learner’s features, scaled to length 1.',
  default: 'values',
  choices: { values: 'the samples’ own values', learner: 'the learner’s features' },
  requiresWhen: [{ equals: 'learner', keys: ['features'] }],
});

/** The one or the other. */
interface Outputs {
  values?: true;
  features?: true;
}

/** The unlabelled pool and the labelled samples in one feature space. */
export interface Representation {
  /** `[poolSize + labelled]`: the pool in the order of `poolIndices`, then the labelled samples. */
  points: Points;
  /** Number of pool samples. */
  candidates: number;
  outputs: { values: true } | { features: true };
  /** Points of a view with those outputs. */
  pointsOf(view: PredictionView<Outputs>): Promise<Points>;
}

/** @throws Problem `unfit` where the features do not fit into memory */
export async function representation(context: StrategyContext): Promise<Representation> {
  const byValues = context.parameters[representationParameter.name] !== 'learner';
  const { network } = context.learner;
  const outputs: Representation['outputs'] = byValues ? { values: true } : { features: true };
  const size = byValues ? sampleSize(network.shape) : network.featureSize;
  const rowsOf = (view: PredictionView<Outputs>): Float32Array => finite((byValues ? view.values : view.features)!);
  const all = await unlabelledThenLabelled<Outputs>(context, { outputs, size, rowsOf }, context.poolIndices);
  const space = { outputs, candidates: context.poolSize };
  if (!byValues)
    return {
      ...space,
      points: unitLength(all),
      pointsOf: (view) => Promise.resolve(unitLength(pointsOf(rowsOf(view).slice(), size))),
    };
  const pca = await componentsOf(all, context.rng, () => context.checkpoint());
  return {
    ...space,
    points: await projected(all, pca),
    pointsOf: (view) => projected(pointsOf(rowsOf(view), size), pca),
  };
}

/** The principal components of samples; undefined where they have no more dimensions than these, whose distances are the same. */
export const componentsOf = (samples: Points, rng: Rng, checkpoint: () => Promise<void>): Promise<Pca | undefined> =>
  samples.size <= REPRESENTATION_COMPONENTS || samples.count === 0
    ? Promise.resolve(undefined)
    : principalComponents(inMemorySource(samples), {
        ...{ components: REPRESENTATION_COMPONENTS, rng: rng.child('components') },
        checkpoint,
      });

/** Samples along these components; unchanged without. */
export async function projected(samples: Points, pca: Pca | undefined): Promise<Points> {
  if (!pca) return samples;
  const projector = new PcaProjector(pca);
  try {
    return pointsOf(await projector.project(samples.values), pca.components);
  } finally {
    projector.dispose();
  }
}

/** A learner that diverged still yields a query: what is not a number is 0. */
const finite = (values: Float32Array): Float32Array =>
  values.every(Number.isFinite) ? values : values.map((value) => (Number.isFinite(value) ? value : 0));

/** Every row scaled to length 1, in place; a row of zeros stays. */
function unitLength(points: Points): Points {
  const { values, count, size } = points;
  for (let i = 0; i < count; i++) {
    const row = values.subarray(i * size, (i + 1) * size);
    let squared = 0;
    for (const one of row) squared += one * one;
    const length = Math.sqrt(squared);
    if (length > 0) for (let d = 0; d < size; d++) row[d]! /= length;
  }
  return points;
}
