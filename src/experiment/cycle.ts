/**
 * One cycle of one arm: a learner trained from scratch on what is labelled, measured, mapped where it lives on a plane,
 * and asked for the next batch, which the oracle labels.
 *
 * Chance: weights and batches come from streams named by seed and cycle alone, so that arms share them; the strategy's
 * from seed, cycle and its own name.
 */
import { Draws } from '../chance/draws.ts';
import type { Split } from '../datasets/splits.ts';
import type { Network } from '../models/model.ts';
import type { LogEvent, Mapped, StepKey } from '../spec/events.ts';
import { trainingOf } from '../spec/schema.ts';
import type { Selection, Strategy, StrategyContext } from '../strategies/strategy.ts';
import { entropyOf, mostProbable } from '../strategies/uncertainty.ts';
import { augmented } from '../training/augmented.ts';
import { accuracy } from '../training/predict.ts';
import type { Leftovers } from '../training/training.ts';
import type { Bench, StepPacing } from './bench.ts';
import { modelFor, strategyFor, trainingFor } from './means.ts';
import { extentOf, gridSet, mapOf, type Extent } from './plane.ts';
import { classCounts, storedSet, unlabelledSet, without } from './sets.ts';
import type { LabelledSet } from './standing.ts';
import { viewsOf, wholeViewOf } from './views.ts';

/** The step's events, in order. Nothing is stored here. */
export async function runCycle(
  bench: Bench,
  key: StepKey,
  split: Split,
  labelled: LabelledSet,
  pacing: StepPacing,
): Promise<LogEvent[]> {
  const { spec, info, labels, samples, means } = bench;
  const where: StepKey = { seed: key.seed, cycle: key.cycle, arm: key.arm };
  const draws = new Draws(key.seed);
  const model = modelFor(means, spec, key.arm);
  const network = model.chosen.build(
    info.shape,
    info.classes.length,
    draws.child('weights', key.cycle),
    model.parameters,
  );
  let leftovers: Leftovers | undefined;
  try {
    const pool = without(split.train, labelled.indices);
    const trained = await train();
    const measured = await measure();
    const events: LogEvent[] = [trained, measured];
    const { chosen: strategy, parameters } = strategyFor(means, spec, key.arm);
    const context: StrategyContext = {
      size: Math.min(spec.query.size, pool.length),
      classes: info.classes.length,
      poolSize: pool.length,
      parameters,
      draws: draws.child('strategy', strategy.about.name, key.cycle),
      poolIndices: pool,
      pool: () => viewsOf(network, unlabelledSet(samples, pool), pool, strategy.about.needs, pacing.gate),
      labelled: async () => {
        const set = storedSet(samples, labelled.indices, labelled.labels);
        const view = await wholeViewOf(network, set, labelled.indices, strategy.about.needs, pacing.gate);
        return { ...view, labels: labelled.labels };
      },
      learner: {
        network,
        pool: unlabelledSet(samples, pool),
        labelled: storedSet(samples, labelled.indices, labelled.labels),
        ...(leftovers && { leftovers }),
      },
      gate: pacing.gate,
      progress: () => undefined,
    };
    if (info.kind === 'plane')
      events.push({ ...where, ...(await mapPlane(bench, network, strategy, context, pacing)) });
    if (key.cycle < spec.query.cycles && context.size > 0) events.push(...(await ask(strategy, context)));
    return events;

    async function train(): Promise<LogEvent> {
      const progress = pacing.phase('training');
      const seconds = pacing.watch();
      const chance = draws.child('training', key.cycle);
      const { augmentation = 'none' } = trainingOf(spec, key.arm);
      const { leftovers: left, ...report } = await trainingFor(means, spec, key.arm).chosen.fit(
        augmented(network, augmentation, chance.child('augmentation')),
        storedSet(samples, labelled.indices, labelled.labels),
        unlabelledSet(samples, pool),
        storedSet(samples, split.validation, labelsOf(split.validation)),
        trainingOf(spec, key.arm),
        { draws: chance, gate: pacing.gate, progress, budget: spec.query.size },
      );
      leftovers = left;
      return { type: 'trained', ...where, labelled: labelled.indices.length, ...report, seconds: seconds() };
    }

    async function measure(): Promise<LogEvent> {
      const progress = pacing.phase('measuring');
      const seconds = pacing.watch();
      const test = storedSet(samples, split.test, labelsOf(split.test));
      const testAccuracy = await accuracy(network, test, { gate: pacing.gate, progress });
      const counts = classCounts(labelled.labels, info.classes.length);
      return {
        type: 'measured',
        ...where,
        labelled: labelled.indices.length,
        testAccuracy,
        counts,
        seconds: seconds(),
      };
    }

    async function ask(strategy: Strategy, context: StrategyContext): Promise<LogEvent[]> {
      const progress = pacing.phase('choosing');
      const watch = pacing.watch();
      const { indices, scores } = checked(await strategy.select({ ...context, progress }), context, strategy);
      const seconds = watch();
      const view = await wholeViewOf(network, unlabelledSet(samples, indices), indices, [], pacing.gate);
      const places = Array.from(indices, (_, i) => i);
      const answers = await bench.oracle.answer(indices);
      return [
        {
          type: 'queried',
          ...where,
          indices: [...indices],
          scores: [...scores],
          entropies: places.map((i) => entropyOf(view.probabilities, view.classes, i)),
          predictions: places.map((i) => mostProbable(view.probabilities, view.classes, i).label),
          poolSize: context.poolSize,
          seconds,
        },
        { type: 'labelled', ...where, indices: [...indices], labels: [...answers] },
      ];
    }
  } finally {
    leftovers?.dispose();
    network.dispose();
  }

  function labelsOf(indices: Int32Array): Int32Array {
    return indices.map((index) => labels[index]!);
  }
}

/** The extent of a data set does not change; it is read once for each bench. */
const extents = new WeakMap<Bench, Extent>();

async function mapPlane(
  bench: Bench,
  network: Network,
  strategy: Strategy,
  context: StrategyContext,
  pacing: StepPacing,
): Promise<Omit<Mapped, keyof StepKey>> {
  pacing.phase('mapping');
  const extent = extents.get(bench) ?? (await extentOf(bench.samples, bench.info, pacing.gate));
  extents.set(bench, extent);
  const grid = gridSet(bench.samples, extent);
  const names = Int32Array.from({ length: grid.count }, (_, cell) => cell);
  const cells = await wholeViewOf(network, grid, names, strategy.about.needs, pacing.gate);
  const surface = await strategy.surface?.(context);
  return mapOf(extent, cells, await surface?.(cells));
}

/** A strategy that breaks its word is a fault that must not reach the log. */
function checked(selection: Selection, context: StrategyContext, { about }: Strategy): Selection {
  const pool = new Set(context.poolIndices);
  const distinct = new Set(selection.indices);
  const sound = distinct.size === context.size && selection.indices.length === context.size;
  if (!sound || !selection.indices.every((index) => pool.has(index)))
    throw new Error(`The strategy “${about.name}” chose samples twice, too few, too many, or not from the pool.`);
  return selection;
}
