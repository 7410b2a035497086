/**
 * One cycle of one arm: trains a learner on the labelled set, measures it, draws its decision map for
 * two-dimensional data, queries the next batch and has it labelled. A listener also gets the learner's embedding of the pool.
 */
import type { AssetUse, Divergence, LogEvent, Queried, StepKey } from '../protocol/events.ts';
import type { KeptTraining } from '../storage/checkpoints.ts';
import { random } from '../strategies/random.ts';
import { entropyOf, mostProbable } from '../strategies/support/uncertainty.ts';
import { quiet } from '../trainer/control.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { selectQuery } from './samples/select-query.ts';
import { encodeQueryTargets } from './samples/query-targets.ts';
import { armMethods } from './registry.ts';
import { trainLearner, type TrainedLearner } from './learner.ts';
import { embedPool } from './views/pool-embedding.ts';
import { usesFeatureComparison, queryLosses } from './views/query-losses.ts';
import { drawDecisionMap } from './views/decision-map.ts';
import { predictAll } from './views/predictions.ts';
import { measureStep } from './measure-step.ts';
import type { Step } from './run-progress.ts';
import { annotateSynthesized } from './samples/synthesized-queries.ts';

/** Of a step, for the caller to store. */
export interface CycleOutcome {
  /** In order. */
  events: LogEvent[];
  /** What the arm's next training continues from, where the method does so; without arrays where this one diverged. */
  kept?: KeptTraining;
}

export async function runCycle(
  runContext: RunContext,
  { key: { seed, cycle, arm }, split, labelled }: Step,
  control: StepControl,
): Promise<CycleOutcome> {
  const { spec, info, registry } = runContext;
  const key: StepKey = { seed, cycle, arm };
  const learner = await trainLearner(runContext, { key, split, labelled }, control);
  try {
    const { measured } = await measureStep(runContext, { key, split, labelled, learner }, control);
    const { diverged } = measured;
    // whatever found it, no strategy looks at a learner that diverged
    const step = { key, split, labelled, learner: diverged ? { ...learner, strategy: random } : learner };
    const events: LogEvent[] = [learner.trained, measured];
    if (info.kind === 'plane') events.push({ ...key, ...(await drawDecisionMap(runContext, step, control)) });
    let queried = new Int32Array();
    if (cycle < spec.query.cycles && learner.context.batchSize > 0) {
      const [queriedEvent, labelledEvent] = await query(runContext, { ...step, diverged }, control);
      events.push(queriedEvent, labelledEvent);
      queried = Int32Array.from(queriedEvent.indices);
    }
    // drawn from streams of its own, so that the log is the same without a listener
    if (control.onPoolEmbedding)
      control.onPoolEmbedding(await embedPool(runContext, { ...step, queried }, control.checkpoint));
    const { continues } = armMethods(registry, spec, arm).training.about;
    return { events, ...(continues && { kept: { seed, arm, cycle, arrays: diverged ? {} : { ...learner.kept } } }) };
  } finally {
    learner.dispose();
  }
}

/** The strategy's query, or a random one where the learner diverged, and the annotator's answers. */
async function query(
  runContext: RunContext,
  {
    key,
    split,
    labelled,
    learner,
    diverged: known,
  }: Step & { learner: TrainedLearner; diverged: Divergence | undefined },
  control: StepControl,
): Promise<[Queried, LogEvent]> {
  const { info } = runContext;
  const { strategy, context } = learner;
  const progress = control.phase('querying');
  const stopwatch = control.stopwatch();
  // a selector that the decision map fitted is the query's all the same
  const waitedBefore = learner.selectorSeconds().waited;
  const { selection, diverged } = await selectQuery(strategy, learner.contextWith(progress), known);
  const { indices, scores } = selection;
  const prepared = mergeAssetUse(learner.assetUses());
  const { waited, work } = learner.selectorSeconds();
  const seconds = stopwatch() - learner.assetSeconds() - (waited - waitedBefore) + work;
  const { poolSize } = context;
  if (selection.synthesizedQueries) {
    const toAnnotate = { key, split, learner, queries: selection.synthesizedQueries };
    const { questions, answers } = await annotateSynthesized(runContext, toAnnotate, control);
    const emptyQuery = { indices: [], scores: [], entropies: [], predictions: [] };
    return [
      {
        type: 'queried',
        ...key,
        ...emptyQuery,
        synthetic: questions,
        ...(prepared && { prepared }),
        poolSize,
        seconds,
      },
      { type: 'labelled', ...key, indices: [], labels: [], synthetic: answers },
    ];
  }
  const drawn = {
    ...{ indices: [...indices], scores: [...scores] },
    ...(selection.metrics && { metrics: selection.metrics }),
    ...(prepared && { prepared }),
    ...{ poolSize, seconds },
  };
  // asked last: a device that is lost meanwhile costs a person no answer
  const answered = async (queried: Queried): Promise<[Queried, LogEvent]> => {
    const context = { seed: key.seed, labelledBefore: labelled.indices };
    const { labels, truth, byAnnotator } = await runContext.annotator.answer(indices, context);
    return [
      queried,
      {
        ...{ type: 'labelled', ...key, indices: [...indices], labels: [...labels] },
        ...(truth && { truth: [...truth] }),
        ...(byAnnotator && { answers: byAnnotator.map((own) => [...own]) }),
      },
    ];
  };
  const fallback = diverged && ({ to: 'random', diverged } as const);
  if (fallback && diverged !== 'scores') {
    const [entropies, predictions] = [Array.from(indices, () => NaN), Array.from(indices, () => -1)];
    return answered({ type: 'queried', ...key, ...drawn, entropies, predictions, fallback });
  }
  const queriedSamples = { learner: context.learner, samples: learner.input.unlabelled(indices), indices };
  const view = await predictAll(queriedSamples, { probabilities: true }, quiet(control));
  const positions = Array.from(indices, (_, i) => i);
  return answered({
    type: 'queried',
    ...key,
    ...drawn,
    entropies: positions.map((i) => entropyOf(view.probabilities, view.classes, i)),
    predictions: positions.map((i) => mostProbable(view.probabilities, view.classes, i).label),
    ...(usesFeatureComparison(runContext) && (await queryLosses(runContext, context, { selection, view }))),
    ...(selection.queryTargets && { imagined: encodeQueryTargets(info, selection.queryTargets) }),
    ...(selection.search && { search: { kind: selection.search.kind, recall: selection.search.recall } }),
    ...(fallback && { fallback }),
  });
}

/** All uses as one, each asset once; undefined without assets. */
function mergeAssetUse(all: readonly AssetUse[]): AssetUse | undefined {
  if (all.length === 0) return undefined;
  const assets = new Map(all.flatMap((one) => one.assets.map((asset) => [asset.id, asset])));
  const seconds = all.reduce((sum, one) => sum + one.seconds, 0);
  const built = { seconds: all.reduce((sum, one) => sum + (one.built?.seconds ?? 0), 0) };
  return { seconds, built, assets: [...assets.values()] };
}
