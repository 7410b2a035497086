/**
 * A bound that cheats: of random candidates it queries those whose labels lead to the most accurate learner, which it trains and
 * measures for each of them. The batch is composed greedily in `depth` steps, as in CDALBench (Werner et al. 2024), whose batches
 * have one sample a step; unlike there, a step without a gain queries the best candidate all the same. Greedy is not optimal:
 * a strategy may do better.
 */
import { choiceParameter, integerParameter, withDefaults } from '../protocol/parameters.ts';
import type { Rng } from '../random/rng.ts';
import type { Strategy } from './contracts/strategy.ts';
import type { TrialOutcome } from './contracts/trial.ts';
import { sampleIndices } from './support/random-subset.ts';

const parameters = [
  integerParameter('candidates', {
    label: 'Candidates',
    about: 'Random candidates of each greedy step; each costs a training.',
    default: 20,
    min: 1,
    max: 1000,
  }),
  integerParameter('depth', {
    label: 'Greedy steps',
    about:
      'Steps in which a batch is composed: 1 compares whole random batches, more add a part of the batch at a time, at most one sample each.',
    default: 1,
    min: 1,
    max: 1000,
  }),
  choiceParameter('split', {
    label: 'Compared on',
    about: 'Split on which candidates are compared: the test split gives the optimistic bound of what is measured.',
    default: 'validation',
    choices: { validation: 'validation split', test: 'test split' },
    requiresWhen: [{ equals: 'validation', keys: ['validation'] }],
  }),
  integerParameter('steps', {
    label: 'Gradient steps',
    about: 'Of the training for each candidate; 0 trains as the arm is trained, which is what the next cycle does.',
    default: 0,
    min: 0,
    max: 1_000_000,
    step: 50,
  }),
];

export const greedyOracle: Strategy = {
  about: {
    name: 'greedy-oracle',
    label: 'Greedy oracle (cheats)',
    group: 'bounds',
    summary: 'the labels that raise accuracy most; cheats',
    about:
      'Looks at hidden labels: trains the learner with each of some random candidate batches, and queries the batch that leads to the highest accuracy. No strategy that can be used; it shows how much better than random a query could be.',
    reference:
      'Werner et al., “A cross-domain benchmark for active learning”, NeurIPS 2024 (greedy oracle, one sample a step)',
    parameters,
    requires: [],
    noSurface: 'No score of a point: batches are compared by training',
  },
  async select({ batchSize, poolIndices, parameters: given, rng, tryQuery, ...control }) {
    const { candidates: count, depth, split, steps } = withDefaults(parameters, given);
    const sizes = partSizes(batchSize, depth);
    const [query, scores]: [number[], number[]] = [[], []];
    let finite: number[] = [];
    for (const [step, size] of sizes.entries()) {
      const queried = new Set(query);
      const left = poolIndices.filter((index) => !queried.has(index));
      const candidates = distinctSubsets(left, { size, count }, rng.child('candidates', step));
      const outcomes: TrialOutcome[] = [];
      for (const [i, candidate] of candidates.entries()) {
        control.progress(step + i / candidates.length, sizes.length);
        await control.checkpoint();
        outcomes.push(await tryQuery(Int32Array.from([...query, ...candidate]), { split, steps }));
      }
      finite = outcomes.map((one) => one.accuracy).filter((one) => !Number.isNaN(one));
      const best = bestOutcome(outcomes);
      query.push(...candidates[best]!);
      scores.push(...Array<number>(size).fill(outcomes[best]!.accuracy));
    }
    // of the last step, which are those of whole batches
    const metrics: Record<string, number> = finite.length
      ? {
          bestCandidate: Math.max(...finite),
          meanCandidate: finite.reduce((sum, one) => sum + one, 0) / finite.length,
          worstCandidate: Math.min(...finite),
        }
      : {};
    return { indices: Int32Array.from(query), scores: Float32Array.from(scores), metrics };
  },
};

/** Sizes of the parts of a batch, the greater ones first; as many as there are steps, but none is empty. */
export function partSizes(batchSize: number, depth: number): number[] {
  const parts = Math.min(batchSize, depth);
  return Array.from({ length: parts }, (_, i) => Math.floor(batchSize / parts) + (i < batchSize % parts ? 1 : 0));
}

/** The position of the highest accuracy; of equals that of the least loss, then the first. One that diverged is the last choice. */
export function bestOutcome(outcomes: readonly TrialOutcome[]): number {
  let best = 0;
  outcomes.forEach(({ accuracy, loss }, i) => {
    const { accuracy: highest, loss: least } = outcomes[best]!;
    const [own, other] = [orLeast(accuracy), orLeast(highest)];
    if (own > other || (own === other && orLeast(-loss) > orLeast(-least))) best = i;
  });
  return best;
}

const orLeast = (value: number): number => (Number.isNaN(value) ? -Infinity : value);

/** Up to `count` different subsets of this size, each in ascending order; all of them where there are no more. */
export function distinctSubsets(
  from: Int32Array,
  { size, count }: { size: number; count: number },
  rng: Rng,
): Int32Array[] {
  const target = Math.min(count, subsetCount(from.length, size));
  const found = new Map<string, Int32Array>();
  while (found.size < target) {
    const subset = sampleIndices(from.length, size, rng).map((position) => from[position]!);
    found.set(subset.join(), subset);
  }
  return [...found.values()];
}

/** n over k. */
function subsetCount(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = (ways * (n - i + 1)) / i;
  return Math.round(ways);
}
