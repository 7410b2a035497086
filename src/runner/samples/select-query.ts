/**
 * The query of a step: the strategy's selection, checked; or one at random where the learner diverged or the strategy's scores are
 * not numbers, which order nothing.
 */
import type { Divergence } from '../../protocol/events.ts';
import type { PredictionRequest, PredictionView } from '../../strategies/contracts/prediction.ts';
import type { Selection, Strategy, StrategyContext } from '../../strategies/contracts/strategy.ts';
import { random } from '../../strategies/random.ts';
import { includesSorted } from '../../strategies/support/sorted-indices.ts';

/** Ends a strategy's selection: an output of the learner is not finite. */
class NonFiniteOutput extends Error {}

export interface QueryOutcome {
  selection: Selection;
  /** Why the selection is random in place of the strategy's. */
  diverged?: Divergence;
}

/**
 * @param diverged where the learner is known to have diverged
 * @throws Error for a selection that violates the strategy's contract, before it reaches the log
 */
export async function selectQuery(
  strategy: Strategy,
  context: StrategyContext,
  diverged: Divergence | undefined,
): Promise<QueryOutcome> {
  if (diverged) return { selection: await selectRandom(context), diverged };
  try {
    const selection = validated(await strategy.select(withFiniteOutputs(context)), context, strategy);
    const scores = [...selection.scores, ...(selection.synthesizedQueries?.acquisition ?? [])];
    if (!scores.some(Number.isNaN)) return { selection };
  } catch (error) {
    if (!(error instanceof NonFiniteOutput)) throw error;
    return { selection: await selectRandom(context), diverged: 'outputs' };
  }
  return { selection: await selectRandom(context), diverged: 'scores' };
}

/** From a stream of its own: the strategy may have drawn from the context's. */
const selectRandom = (context: StrategyContext): Promise<Selection> =>
  random.select({ ...context, rng: context.rng.child('fallback') });

/** The same context, whose predictions throw at an output that is not finite. */
function withFiniteOutputs(context: StrategyContext): StrategyContext {
  return {
    ...context,
    async *predict<const Asked extends PredictionRequest>(asked: Asked, among?: Int32Array) {
      for await (const view of context.predict(asked, among)) {
        checkFinite(view);
        yield view;
      }
    },
    async predictLabelled<const Asked extends PredictionRequest>(asked: Asked) {
      const view = await context.predictLabelled(asked);
      checkFinite(view);
      return view;
    },
  };
}

function checkFinite({ scores = {}, ...arrays }: PredictionView<PredictionRequest>): void {
  for (const values of [...Object.values(arrays), ...Object.values(scores)])
    if (values instanceof Float32Array && !values.every(Number.isFinite)) throw new NonFiniteOutput();
}

function validated(selection: Selection, context: StrategyContext, { about }: Strategy): Selection {
  const { synthesizedQueries: synthetic } = selection;
  if (synthetic && selection.indices.length === 0 && synthetic.acquisition.length === context.batchSize)
    return selection;
  const distinct = new Set(selection.indices);
  const complete = distinct.size === context.batchSize && selection.indices.length === context.batchSize;
  if (!complete || !selection.indices.every((index) => includesSorted(context.poolIndices, index)))
    throw new Error(`The strategy “${about.name}” chose samples twice, too few, too many, or not from the pool.`);
  return selection;
}
