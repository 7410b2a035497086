/**
 * The learner of one step: trained from scratch on what is labelled, and what its strategy may see of it. Trained again
 * from the same log it is the same learner, to the last bit on the same backend and adapter.
 *
 * Chance: weights and batches come from streams named by seed and cycle alone, so that arms share them; the strategy's
 * from seed, cycle and its own name.
 */
import { Draws } from '../random/rng.ts';
import type { Split } from '../datasets/splits/splits.ts';
import type { Network } from '../models/model.ts';
import type { PreparedFor, StepKey, Trained } from '../protocol/events.ts';
import { trainingOf } from '../protocol/spec.ts';
import type { Strategy, StrategyContext, Wanted } from '../strategies/contracts/strategy.ts';
import { augmented } from '../trainer/augmentation.ts';
import type { Leftovers, SampleSet } from '../trainer/training-method.ts';
import type { Bench, StepPacing } from './run-context.ts';
import { modelFor, strategyFor, trainingFor } from './registry.ts';
import { prepare, type PreparedStep } from './assets/asset-preparation.ts';
import { labelsOf, without } from './samples/sample-sets.ts';
import { dataSpace, latentSpace, type Space } from './samples/learner-input.ts';
import { annotations, spent, type LabelledSet } from './run-progress.ts';
import { viewsOf, wholeViewOf } from './views/views.ts';
import { workshopOf } from './assets/asset-context.ts';

export interface Learner {
  network: Network;
  /** What its samples are. */
  space: Space;
  trained: Trained;
  strategy: Strategy;
  /** What the strategy chooses by. */
  context: StrategyContext;
  /** What has been prepared in this step, each once: for where it lives, and for its query. */
  prepared(): PreparedFor[];
  /** Seconds that the strategy has waited for it. */
  preparing(): number;
  dispose(): void;
}

/** To be disposed of; after an error nothing is left. */
export async function trainLearner(
  bench: Bench,
  { seed, cycle, arm }: StepKey,
  split: Split,
  labelled: LabelledSet,
  pacing: StepPacing,
): Promise<Learner> {
  const { spec, info, labels, samples, means } = bench;
  const draws = new Draws(seed);
  const model = modelFor(means, spec, arm);
  const { chosen: strategy, parameters } = strategyFor(means, spec, arm);
  let network: Network | undefined;
  let leftovers: Leftovers | undefined;
  /** What has been prepared in this step, by what was wanted: a learner in latent space and its query want the same. */
  const made = new Map<string, PreparedStep>();
  let preparing = 0;
  const dispose = (): void => {
    for (const one of made.values()) one.dispose();
    leftovers?.dispose();
    network?.dispose();
  };
  try {
    const wanted = strategy.latentSpace?.(parameters);
    const space = wanted ? latentSpace(samples, await ready(wanted), pacing.gate) : dataSpace(samples, info);
    const fresh = draws.child('weights', cycle);
    network = model.chosen.build(space.shape, info.classes.length, fresh, model.parameters);
    const pool = without(split.train, spent(labelled));
    const known = await space.labelled(labelled);
    const trained = await train(network, space, pool, known);
    const needs = [...strategy.about.needs, ...(strategy.needsToo?.(parameters) ?? [])];
    const context: StrategyContext = {
      size: Math.min(spec.query.size, pool.length),
      classes: info.classes.length,
      poolSize: pool.length,
      parameters,
      draws: draws.child('strategy', strategy.about.name, cycle),
      poolIndices: pool,
      pool: (among = pool) => viewsOf(network!, space.unlabelled(among), among, needs, pacing.gate),
      labelled: async () => {
        const indices = Int32Array.from({ length: known.count }, (_, i) => labelled.indices[i] ?? -1);
        const view = await wholeViewOf(network!, known, indices, needs, pacing.gate);
        return { ...view, labels: known.labels };
      },
      learner: {
        network,
        pool: space.unlabelled(pool),
        labelled: known,
        ...(leftovers && { leftovers }),
      },
      prepare: async (wanted) => {
        const seconds = pacing.watch();
        const prepared = await ready(wanted);
        preparing += seconds();
        return prepared;
      },
      gate: pacing.gate,
      progress: () => undefined,
    };
    return {
      ...{ network, space, trained, strategy, context, dispose },
      prepared: () => Array.from(made.values(), ({ record }) => record),
      preparing: () => preparing,
    };
  } catch (error) {
    dispose();
    throw error;
  }

  async function ready(wanted: Wanted): Promise<PreparedStep> {
    const name = JSON.stringify(wanted);
    const found = made.get(name);
    if (found) return found;
    const shop = workshopOf(bench, split.train, pacing);
    const fresh = await prepare(shop, wanted);
    made.set(name, fresh);
    return fresh;
  }

  async function train(network: Network, space: Space, pool: Int32Array, known: SampleSet): Promise<Trained> {
    const progress = pacing.phase('training');
    const seconds = pacing.watch();
    const chance = draws.child('training', cycle);
    const { augmentation = 'none' } = trainingOf(spec, arm);
    const { leftovers: left, ...report } = await trainingFor(means, spec, arm).chosen.fit(
      augmented(network, augmentation, chance.child('augmentation')),
      known,
      space.unlabelled(pool),
      space.stored(split.validation, labelsOf(labels, split.validation)),
      trainingOf(spec, arm),
      { draws: chance, gate: pacing.gate, progress, budget: spec.query.size },
    );
    leftovers = left;
    return { type: 'trained', seed, cycle, arm, labelled: annotations(labelled), ...report, seconds: seconds() };
  }
}
