/**
 * One cycle of one arm: trains a learner from scratch on the labelled set, measures it, draws its decision map for
 * two-dimensional data, queries the next batch and has it labelled. A listener also gets the learner's embedding of the pool.
 */
import type { Split } from '../datasets/splits/splits.ts';
import type { LogEvent, AssetUse, Queried, StepKey } from '../protocol/events.ts';
import type { Selection, Strategy, StrategyContext } from '../strategies/contracts/strategy.ts';
import { includesSorted } from '../strategies/support/sorted-indices.ts';
import { entropyOf, mostProbable } from '../strategies/support/uncertainty.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { encodeQueryTargets } from './samples/query-targets.ts';
import { trainLearner } from './learner.ts';
import { embedPool } from './views/pool-embedding.ts';
import { usesFeatureComparison, queryLosses } from './views/query-losses.ts';
import { drawDecisionMap } from './views/decision-map.ts';
import { unlabelledSet } from './samples/sample-sets.ts';
import { measureStep } from './measure-step.ts';
import type { LabelledSet } from './run-progress.ts';
import { annotateSynthesized } from './samples/synthesized-queries.ts';
import { viewOf } from './views/views.ts';

/** The step's events, in order, for the caller to store. */
export async function runCycle(
  runContext: RunContext,
  key: StepKey,
  split: Split,
  labelled: LabelledSet,
  control: StepControl,
): Promise<LogEvent[]> {
  const { spec, info, samples } = runContext;
  const stepKey: StepKey = { seed: key.seed, cycle: key.cycle, arm: key.arm };
  const learner = await trainLearner(runContext, stepKey, split, labelled, control);
  const { network, trained, strategy, context, input } = learner;
  try {
    const { measured } = await measureStep(runContext, { key: stepKey, split, labelled, learner }, control);
    const events: LogEvent[] = [trained, measured];
    if (info.kind === 'plane')
      events.push({ ...stepKey, ...(await drawDecisionMap(runContext, strategy, context, labelled, control, input)) });
    let queriedIndices = new Int32Array();
    if (key.cycle < spec.query.cycles && context.batchSize > 0) {
      const [queriedEvent, labelledEvent] = await query();
      events.push(queriedEvent, labelledEvent);
      queriedIndices = Int32Array.from(queriedEvent.indices);
    }
    // drawn from streams of its own, so that the log is the same without a listener
    if (control.onPoolEmbedding)
      control.onPoolEmbedding(
        await embedPool(runContext, stepKey, split, labelled.indices, queriedIndices, learner, control.checkpoint),
      );
    return events;

    async function query(): Promise<[Queried, LogEvent]> {
      const progress = control.phase('querying');
      const stopwatch = control.stopwatch();
      const selection = validateSelection(await strategy.select({ ...context, progress }), context, strategy);
      const { indices, scores } = selection;
      const assetUse = mergeAssetUse(learner.assetUses());
      const seconds = stopwatch() - learner.assetSeconds();
      const { poolSize } = context;
      if (selection.synthesizedQueries) {
        const { questions, answers } = await annotateSynthesized(
          runContext,
          split,
          learner,
          selection.synthesizedQueries,
          stepKey,
          control,
        );
        const emptyQuery = { indices: [], scores: [], entropies: [], predictions: [] };
        return [
          {
            type: 'queried',
            ...stepKey,
            ...emptyQuery,
            synthetic: questions,
            ...(assetUse && { prepared: assetUse }),
            poolSize,
            seconds,
          },
          { type: 'labelled', ...stepKey, indices: [], labels: [], synthetic: answers },
        ];
      }
      const view = await viewOf(network, unlabelledSet(samples, indices), indices, [], control.checkpoint);
      const positions = Array.from(indices, (_, i) => i);
      const answers = await runContext.annotator.answer(indices);
      return [
        {
          type: 'queried',
          ...stepKey,
          indices: [...indices],
          scores: [...scores],
          entropies: positions.map((i) => entropyOf(view.probabilities, view.classes, i)),
          predictions: positions.map((i) => mostProbable(view.probabilities, view.classes, i).label),
          ...(usesFeatureComparison(runContext) && (await queryLosses(runContext, context, selection, view))),
          ...(selection.queryTargets && { imagined: encodeQueryTargets(info, selection.queryTargets) }),
          ...(assetUse && { prepared: assetUse }),
          ...(selection.search && { search: { kind: selection.search.kind, recall: selection.search.recall } }),
          poolSize,
          seconds,
        },
        { type: 'labelled', ...stepKey, indices: [...indices], labels: [...answers] },
      ];
    }
  } finally {
    learner.dispose();
  }
}

/** Everything that was prepared, each asset once; undefined where nothing was. */
function mergeAssetUse(all: readonly AssetUse[]): AssetUse | undefined {
  if (all.length === 0) return undefined;
  const assets = new Map(all.flatMap((one) => one.assets.map((asset) => [asset.id, asset])));
  return { seconds: all.reduce((sum, one) => sum + one.seconds, 0), assets: [...assets.values()] };
}

/** A strategy that breaks its word is a fault that must not reach the log. */
function validateSelection(selection: Selection, context: StrategyContext, { about }: Strategy): Selection {
  const { synthesizedQueries: synthetic } = selection;
  if (synthetic && selection.indices.length === 0 && synthetic.acquisition.length === context.batchSize)
    return selection;
  const distinct = new Set(selection.indices);
  const complete = distinct.size === context.batchSize && selection.indices.length === context.batchSize;
  if (!complete || !selection.indices.every((index) => includesSorted(context.poolIndices, index)))
    throw new Error(`The strategy “${about.name}” chose samples twice, too few, too many, or not from the pool.`);
  return selection;
}
