/**
 * The learner of one step: trained from scratch on what is labelled, and what its strategy may see of it. Trained again
 * from the same log it is the same learner, to the last bit on the same backend and adapter.
 *
 * Chance: weights and batches come from streams named by seed and cycle alone, so that arms share them; the strategy's
 * from seed, cycle and its own name.
 */
import { Draws } from '../chance/draws.ts';
import type { Split } from '../datasets/splits.ts';
import type { Network } from '../models/model.ts';
import type { PreparedFor, StepKey, Trained } from '../spec/events.ts';
import { trainingOf } from '../spec/schema.ts';
import type { Strategy, StrategyContext } from '../strategies/strategy.ts';
import * as tf from '../tensor/tf.ts';
import { augmented } from '../training/augmented.ts';
import type { Leftovers } from '../training/training.ts';
import type { Bench, StepPacing } from './bench.ts';
import { modelFor, strategyFor, trainingFor } from './means.ts';
import { prepare, type PreparedStep } from './preparation.ts';
import { labelsOf, storedSet, unlabelledSet, without } from './sets.ts';
import type { LabelledSet } from './standing.ts';
import { viewsOf, wholeViewOf } from './views.ts';

export interface Learner {
  network: Network;
  trained: Trained;
  strategy: Strategy;
  /** What the strategy chooses by. */
  context: StrategyContext;
  /** What it has had prepared so far. */
  prepared: PreparedFor[];
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
  const { db, spec, info, labels, samples, means, shelf } = bench;
  const draws = new Draws(seed);
  const model = modelFor(means, spec, arm);
  const network = model.chosen.build(info.shape, info.classes.length, draws.child('weights', cycle), model.parameters);
  let leftovers: Leftovers | undefined;
  const steps: PreparedStep[] = [];
  const prepared: PreparedFor[] = [];
  const dispose = (): void => {
    for (const one of steps) one.dispose();
    leftovers?.dispose();
    network.dispose();
  };
  try {
    const pool = without(split.train, labelled.indices);
    const trained = await train(pool);
    const { chosen: strategy, parameters } = strategyFor(means, spec, arm);
    const needs = [...strategy.about.needs, ...(strategy.needsToo?.(parameters) ?? [])];
    const context: StrategyContext = {
      size: Math.min(spec.query.size, pool.length),
      classes: info.classes.length,
      poolSize: pool.length,
      parameters,
      draws: draws.child('strategy', strategy.about.name, cycle),
      poolIndices: pool,
      pool: (among = pool) => viewsOf(network, unlabelledSet(samples, among), among, needs, pacing.gate),
      labelled: async () => {
        const set = storedSet(samples, labelled.indices, labelled.labels);
        const view = await wholeViewOf(network, set, labelled.indices, needs, pacing.gate);
        return { ...view, labels: labelled.labels };
      },
      learner: {
        network,
        pool: unlabelledSet(samples, pool),
        labelled: storedSet(samples, labelled.indices, labelled.labels),
        ...(leftovers && { leftovers }),
      },
      prepare: async (wanted) => {
        const shop = { db, info, samples, pool: split.train, madeOn: tf.getBackend(), pacing, shelf };
        const made = await prepare(shop, wanted);
        steps.push(made);
        prepared.push(made.record);
        return made;
      },
      gate: pacing.gate,
      progress: () => undefined,
    };
    return { network, trained, strategy, context, prepared, dispose };
  } catch (error) {
    dispose();
    throw error;
  }

  async function train(pool: Int32Array): Promise<Trained> {
    const progress = pacing.phase('training');
    const seconds = pacing.watch();
    const chance = draws.child('training', cycle);
    const { augmentation = 'none' } = trainingOf(spec, arm);
    const { leftovers: left, ...report } = await trainingFor(means, spec, arm).chosen.fit(
      augmented(network, augmentation, chance.child('augmentation')),
      storedSet(samples, labelled.indices, labelled.labels),
      unlabelledSet(samples, pool),
      storedSet(samples, split.validation, labelsOf(labels, split.validation)),
      trainingOf(spec, arm),
      { draws: chance, gate: pacing.gate, progress, budget: spec.query.size },
    );
    leftovers = left;
    return { type: 'trained', seed, cycle, arm, labelled: labelled.indices.length, ...report, seconds: seconds() };
  }
}
