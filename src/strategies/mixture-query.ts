/**
 * The hybrid query of "Distribution aware active learning via Gaussian mixtures" (section 3.5, Eq. 5): the sum of the
 * ranks of I_like, I_dis and I_ent, each of which can be switched off; then as many of each predicted class, and of
 * each class's best the ones that are unlike each other.
 *
 * What the paper leaves open, and is set here: from how many candidates k-means chooses (a parameter, three times as
 * many as are asked for), what k-means looks at (directions of z, as in ALFA-Mix, which the paper follows), and that the
 * balance is one within the batch. Where the training left no mixtures, they are fitted here to the learner's features.
 */
import type { ParameterInfo } from '../protocol/catalogue.ts';
import type { Values } from '../protocol/spec.ts';
import { quotas } from './support/class-quotas.ts';
import { diverse } from './support/diverse-subset.ts';
import { prepared } from './support/learner-batches.ts';
import { likelihoodRatios, poolMetrics, type Metric, type PoolMetrics } from './support/mixture-metrics.ts';
import { rankAmong, ranksOf } from './support/ranks.ts';
import type { Learner, Strategy, StrategyContext, Wish } from './contracts/strategy.ts';
import { critics, trunkOf } from './support/trunk-batches.ts';
import { entropyOf } from './support/uncertainty.ts';

const METRICS: readonly Metric[] = ['like', 'dis', 'ent'];
const NAMES: Record<Metric, string> = { like: 'I_like', dis: 'I_dis', ent: 'I_ent' };

/** What a query came to, for looks at the same learner: the pool is measured once. Its features are not held on to. */
const asked = new WeakMap<Learner, Known>();
type Known = Omit<Awaited<ReturnType<typeof measured>>, 'metrics'> & {
  metrics: Pick<PoolMetrics, 'values' | 'mixtures'>;
};

const switchOf = (name: string, label: string, about: string): ParameterInfo => ({
  name,
  label,
  about,
  kind: 'switch',
  default: true,
});

export const mixtureQuery: Strategy = {
  about: {
    name: 'mixture',
    label: 'Mixture query',
    summary: 'like the unlabelled, unlike the labelled, and unsure',
    about:
      'Describes labelled and unlabelled features by a mixture of Gaussians each, and ranks the samples by how much better the unlabelled one explains them, by the discriminator of the training, and by entropy. Of the best it takes as many of each predicted class, unlike each other.',
    reference: '“Distribution aware active learning via Gaussian mixtures”, 2023 (under review); Eq. 4 and 5',
    parameters: [
      switchOf('like', 'Likelihood ratio', 'I_like: how much better the unlabelled mixture explains the sample.'),
      switchOf('dis', 'Discriminator', 'I_dis: what the training’s discriminator says; needs a training that has one.'),
      switchOf('ent', 'Entropy', 'I_ent: how undecided the prediction is.'),
      switchOf('balance', 'Class balance', 'As many of each predicted class as can be.'),
      {
        name: 'candidates',
        label: 'Candidates',
        about: 'From how many times as many samples the different ones are chosen; 1 takes the best as they are.',
        kind: 'integer',
        default: 3,
        min: 1,
        max: 20,
        step: 1,
      },
      {
        name: 'fit',
        label: 'Unlabelled mixture',
        about: 'Fitted to all samples at once, or batch by batch with the batches’ mixtures averaged, as in the paper.',
        kind: 'choice',
        default: 'exact',
        choices: [
          { value: 'exact', label: 'Exact' },
          { value: 'batches', label: 'Batches, averaged' },
        ],
      },
      {
        name: 'iterations',
        label: 'EM iterations',
        about: 'How often responsibilities and components are computed in turn.',
        kind: 'integer',
        default: 10,
        min: 1,
        max: 200,
        step: 1,
      },
    ],
    needs: ['softmax', 'probabilities', 'trunk'],
  },
  needsToo: (parameters) => (parameters['dis'] ? ['critic'] : []),
  async select(context) {
    const known = await measured(context);
    const { metrics, wanted, parameters } = known;
    const { values, mixtures } = metrics;
    asked.set(context.learner, { ...known, metrics: { values, ...(mixtures && { mixtures }) } });
    const totals = new Float64Array(context.poolSize);
    for (const metric of wanted) ranksOf(values[metric]).forEach((rank, i) => (totals[i]! += rank));
    const chosen = await balanced(metrics, totals, parameters, context);
    const indices = (positions: readonly number[]) =>
      Int32Array.from(positions, (position) => context.poolIndices[position]!);
    return {
      indices: indices(chosen),
      scores: Float32Array.from(chosen, (position) => totals[position]!),
      // as in Fig. 7: the most informative by each measure, without balance and groups
      alone: [...wanted].map((metric) => ({
        metric: NAMES[metric],
        indices: indices(descending(values[metric]).slice(0, context.size)),
      })),
    };
  },
  async surface(context) {
    // nothing left to be like
    if (context.poolSize === 0) return (view) => new Float32Array(view.indices.length);
    const { metrics, wanted, learner } = asked.get(context.learner) ?? (await measured(context));
    const sorted = new Map([...wanted].map((metric) => [metric, metrics.values[metric].slice().sort()]));
    const wish: Wish = async (view) => {
      const count = view.indices.length;
      const values = trunkOf(view);
      const own: Record<Metric, ArrayLike<number>> = { like: [], dis: [], ent: [] };
      if (wanted.has('like'))
        own.like = await likelihoodRatios(
          metrics.mixtures!,
          { values, count, size: values.length / count },
          context.gate,
        );
      if (wanted.has('dis')) own.dis = await critics(learner.leftovers, view);
      if (wanted.has('ent'))
        own.ent = Array.from(view.indices, (_, i) => entropyOf(view.probabilities, view.classes, i));
      return Float32Array.from(view.indices, (_, i) =>
        [...wanted].reduce((sum, metric) => sum + rankAmong(sorted.get(metric)!, own[metric][i]!), 0),
      );
    };
    return metrics.mixtures ? Object.assign(wish, { mixtures: metrics.mixtures }) : wish;
  },
};

/** Positions, those of the greatest values first; of equal ones the lower position. */
const descending = (values: Float64Array): number[] =>
  Array.from(values, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);

async function measured(context: StrategyContext) {
  const { parameters, ...learner } = prepared(mixtureQuery, context);
  const wanted = new Set(METRICS.filter((metric) => parameters[metric]));
  const choice = {
    method: parameters['fit'] as 'exact' | 'batches',
    iterations: parameters['iterations'] as number,
  };
  const metrics = await poolMetrics(learner, wanted, choice, context.draws.child('mixture'), context);
  return { metrics, wanted, parameters, learner };
}

/** Positions, the batch's quota of each predicted class after the other, of equal totals the lower position first. */
async function balanced(
  { trunk, predicted }: PoolMetrics,
  totals: Float64Array,
  parameters: Values,
  { size, classes, draws, gate }: StrategyContext,
): Promise<number[]> {
  const order = descending(totals);
  const groups = parameters['balance'] ? classes : 1;
  const members: number[][] = Array.from({ length: groups }, () => []);
  for (const position of order) members[groups > 1 ? predicted[position]! : 0]!.push(position);
  // of what does not divide, the classes with the most wanted sample get one more
  const first = members.map((_, c) => c).sort((a, b) => (totals[members[b]![0]!] ?? -1) - (totals[members[a]![0]!] ?? -1) || a - b); // prettier-ignore
  const counts = quotas(
    members.map((group) => group.length),
    size,
    first,
  );
  const chosen: number[] = [];
  for (const c of first) {
    const quota = counts[c]!;
    const candidates = members[c]!.slice(0, quota * (parameters['candidates'] as number));
    chosen.push(...(await diverse(trunk, candidates, quota, draws.child('groups', c), gate)));
  }
  return chosen;
}
