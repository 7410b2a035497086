/**
 * One cycle of one arm: a learner trained from scratch on what is labelled, measured, mapped where it lives on a plane,
 * and asked for the next batch, which the oracle labels. Whoever watches is shown what it makes of the pool.
 */
import { Draws } from '../random/rng.ts';
import type { Split } from '../datasets/splits/splits.ts';
import type { LogEvent, Measured, PreparedFor, Queried, StepKey } from '../protocol/events.ts';
import type { Selection, Strategy, StrategyContext } from '../strategies/contracts/strategy.ts';
import { holds } from '../strategies/support/sorted-indices.ts';
import { entropyOf, mostProbable } from '../strategies/support/uncertainty.ts';
import { accuracy } from '../trainer/predict.ts';
import type { Bench, StepPacing } from './run-context.ts';
import { imaginedFor } from './samples/query-targets.ts';
import { trainLearner } from './learner.ts';
import { lookAt } from './views/pool-embedding.ts';
import { comparesFeatures, lossesOf } from './views/query-losses.ts';
import { mapPlane } from './views/decision-map.ts';
import { classCounts, labelsOf, unlabelledSet } from './samples/sample-sets.ts';
import { allLabels, annotations, type LabelledSet } from './run-progress.ts';
import { askSynthetic } from './samples/synthesized-queries.ts';
import { wholeViewOf } from './views/views.ts';

/** The step's events, in order. Nothing is stored here. */
export async function runCycle(
  bench: Bench,
  key: StepKey,
  split: Split,
  labelled: LabelledSet,
  pacing: StepPacing,
): Promise<LogEvent[]> {
  const { spec, info, labels, samples } = bench;
  const where: StepKey = { seed: key.seed, cycle: key.cycle, arm: key.arm };
  const learner = await trainLearner(bench, where, split, labelled, pacing);
  const { network, trained, strategy, context, space } = learner;
  try {
    const events: LogEvent[] = [trained, await measure()];
    if (info.kind === 'plane')
      events.push({ ...where, ...(await mapPlane(bench, strategy, context, labelled, pacing, space)) });
    let picked = new Int32Array();
    if (key.cycle < spec.query.cycles && context.size > 0) {
      const [queried, answered] = await ask();
      events.push(queried, answered);
      picked = Int32Array.from(queried.indices);
    }
    // what is looked at draws from streams of its own and leaves no trace in the log
    if (pacing.looked) pacing.looked(await lookAt(bench, where, split, labelled.indices, picked, learner, pacing.gate));
    return events;

    async function measure(): Promise<Measured> {
      const progress = pacing.phase('measuring');
      const seconds = pacing.watch();
      const test = space.stored(split.test, labelsOf(labels, split.test));
      const passes = spec.measure && { ...spec.measure, draws: new Draws(key.seed).child('measuring', key.cycle) };
      const testAccuracy = await accuracy(network, test, { gate: pacing.gate, progress }, passes);
      const counts = classCounts(allLabels(labelled), info.classes.length);
      return {
        type: 'measured',
        ...where,
        labelled: annotations(labelled),
        testAccuracy,
        counts,
        seconds: seconds(),
      };
    }

    async function ask(): Promise<[Queried, LogEvent]> {
      const progress = pacing.phase('choosing');
      const watch = pacing.watch();
      const selection = checked(await strategy.select({ ...context, progress }), context, strategy);
      const { indices, scores } = selection;
      const prepared = preparedFor(learner.prepared());
      const seconds = watch() - learner.preparing();
      const { poolSize } = context;
      if (selection.synthetic) {
        const { questions, answers } = await askSynthetic(bench, split, learner, selection.synthetic, where, pacing);
        const nothing = { indices: [], scores: [], entropies: [], predictions: [] };
        return [
          {
            type: 'queried',
            ...where,
            ...nothing,
            synthetic: questions,
            ...(prepared && { prepared }),
            poolSize,
            seconds,
          },
          { type: 'labelled', ...where, indices: [], labels: [], synthetic: answers },
        ];
      }
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
          ...(comparesFeatures(bench) && (await lossesOf(bench, context, selection, view))),
          ...(selection.imagined && { imagined: imaginedFor(info, selection.imagined) }),
          ...(prepared && { prepared }),
          ...(selection.search && { search: { kind: selection.search.kind, recall: selection.search.recall } }),
          poolSize,
          seconds,
        },
        { type: 'labelled', ...where, indices: [...indices], labels: [...answers] },
      ];
    }
  } finally {
    learner.dispose();
  }
}

/** Everything that was prepared, each asset once; undefined where nothing was. */
function preparedFor(all: readonly PreparedFor[]): PreparedFor | undefined {
  if (all.length === 0) return undefined;
  const assets = new Map(all.flatMap((one) => one.assets.map((asset) => [asset.id, asset])));
  return { seconds: all.reduce((sum, one) => sum + one.seconds, 0), assets: [...assets.values()] };
}

/** A strategy that breaks its word is a fault that must not reach the log. */
function checked(selection: Selection, context: StrategyContext, { about }: Strategy): Selection {
  const { synthetic } = selection;
  if (synthetic && selection.indices.length === 0 && synthetic.worth.length === context.size) return selection;
  const distinct = new Set(selection.indices);
  const sound = distinct.size === context.size && selection.indices.length === context.size;
  if (!sound || !selection.indices.every((index) => holds(context.poolIndices, index)))
    throw new Error(`The strategy “${about.name}” chose samples twice, too few, too many, or not from the pool.`);
  return selection;
}
