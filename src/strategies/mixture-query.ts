/**
 * The hybrid query of "Distribution aware active learning via Gaussian mixtures" (section 3.5, Eq. 5): the sum of the
 * ranks of I_like, I_dis and I_ent, each of which can be switched off; then as many of each predicted class, and of
 * each class's best the ones that are unlike each other.
 *
 * What the paper leaves open, and is set here: from how many candidates k-means chooses (a parameter, three times as
 * many as are asked for), what k-means looks at (directions of z, as in ALFA-Mix, which the paper follows), and that the
 * balance is one within the batch. Where the training left no mixtures, they are fitted here to the learner's features.
 */
import { choiceParameter, integerParameter, switchParameter } from '../protocol/parameters.ts';
import type { ParameterValues } from '../protocol/spec.ts';
import { classQuotas } from './support/class-quotas.ts';
import { diverseSubset } from './support/diverse-subset.ts';
import { checkedLearner } from './support/learner-batches.ts';
import { likelihoodRatios, poolMetrics, type MixtureMetric, type PoolMetrics } from './support/mixture-metrics.ts';
import { rankAmong, ranksOf } from './support/ranks.ts';
import type { FittedLearner, Strategy, StrategyContext, Acquisition } from './contracts/strategy.ts';
import { criticScores, trunkOf } from './support/trunk-batches.ts';
import { entropyOf } from './support/uncertainty.ts';

const METRICS: readonly MixtureMetric[] = ['like', 'dis', 'ent'];
const METRIC_NAMES: Record<MixtureMetric, string> = { like: 'I_like', dis: 'I_dis', ent: 'I_ent' };

/** What a query came to, for looks at the same learner: the pool is measured once. Its features are not held on to. */
const measuredPools = new WeakMap<FittedLearner, MeasuredPool>();
type MeasuredPool = Omit<Awaited<ReturnType<typeof measurePool>>, 'metrics'> & {
  metrics: Pick<PoolMetrics, 'values' | 'mixtures'>;
};

const metricSwitch = <const Name extends string>(name: Name, label: string, about: string) =>
  switchParameter(name, { label, about, default: true });

const parameters = [
  metricSwitch('like', 'Likelihood ratio', 'I_like: how much better the unlabelled mixture explains the sample.'),
  metricSwitch('dis', 'Discriminator', 'I_dis: score of the training’s discriminator; needs a training that has one.'),
  metricSwitch('ent', 'Entropy', 'I_ent: entropy of the prediction.'),
  metricSwitch('balance', 'Class balance', 'As many of each predicted class as possible.'),
  integerParameter('candidates', {
    label: 'Candidates',
    about: 'Candidates per query from which a diverse subset is selected; 1 takes the highest ranks as they are.',
    default: 3,
    min: 1,
    max: 20,
  }),
  choiceParameter('fit', {
    label: 'Unlabelled mixture',
    about: 'Fitted to all samples at once, or batch by batch with the batches’ mixtures averaged, as in the paper.',
    default: 'exact',
    choices: { exact: 'Exact', batches: 'Batches, averaged' },
  }),
  integerParameter('iterations', {
    label: 'EM iterations',
    about: 'How often responsibilities and components are computed in turn.',
    default: 10,
    min: 1,
    max: 200,
  }),
];

export const mixtureQuery: Strategy = {
  about: {
    name: 'mixture',
    label: 'Mixture query',
    summary: 'like the unlabelled, unlike the labelled, uncertain',
    about:
      'Describes labelled and unlabelled features by a mixture of Gaussians each, and ranks the samples by how much better the unlabelled one explains them, by the discriminator of the training, and by entropy. Of the best it takes as many of each predicted class, unlike each other.',
    reference: '“Distribution aware active learning via Gaussian mixtures”, 2023 (under review); Eq. 4 and 5',
    parameters,
    requires: ['softmax', 'probabilities', 'trunk'],
  },
  requirementsFor: (parameters) => (parameters['dis'] ? ['critic'] : []),
  async select(context) {
    const measuredPool = await measurePool(context);
    const { metrics, enabled, parameters } = measuredPool;
    const { values, mixtures } = metrics;
    measuredPools.set(context.learner, { ...measuredPool, metrics: { values, ...(mixtures && { mixtures }) } });
    const totals = new Float64Array(context.poolSize);
    for (const metric of enabled) ranksOf(values[metric]).forEach((rank, i) => (totals[i]! += rank));
    const selected = await selectBalanced(metrics, totals, parameters, context);
    const indices = (positions: readonly number[]) =>
      Int32Array.from(positions, (position) => context.poolIndices[position]!);
    return {
      indices: indices(selected),
      scores: Float32Array.from(selected, (position) => totals[position]!),
      // as in Fig. 7: the most informative by each measure, without balance and groups
      perMetric: [...enabled].map((metric) => ({
        metric: METRIC_NAMES[metric],
        indices: indices(descending(values[metric]).slice(0, context.batchSize)),
      })),
    };
  },
  async acquisition(context) {
    // nothing left to be like
    if (context.poolSize === 0) return (view) => new Float32Array(view.indices.length);
    const { metrics, enabled, learner } = measuredPools.get(context.learner) ?? (await measurePool(context));
    const sorted = new Map([...enabled].map((metric) => [metric, metrics.values[metric].slice().sort()]));
    const acquisition: Acquisition = async (view) => {
      const count = view.indices.length;
      const values = trunkOf(view);
      const metricValues: Record<MixtureMetric, ArrayLike<number>> = { like: [], dis: [], ent: [] };
      if (enabled.has('like'))
        metricValues.like = await likelihoodRatios(
          metrics.mixtures!,
          { values, count, size: values.length / count },
          context.checkpoint,
        );
      if (enabled.has('dis')) metricValues.dis = await criticScores(learner.artifacts!.scores['critic']!, view);
      if (enabled.has('ent'))
        metricValues.ent = Array.from(view.indices, (_, i) => entropyOf(view.probabilities, view.classes, i));
      return Float32Array.from(view.indices, (_, i) =>
        [...enabled].reduce((sum, metric) => sum + rankAmong(sorted.get(metric)!, metricValues[metric][i]!), 0),
      );
    };
    return metrics.mixtures ? Object.assign(acquisition, { mixtures: metrics.mixtures }) : acquisition;
  },
};

/** Positions, those of the greatest values first; of equal ones the lower position. */
const descending = (values: Float64Array): number[] =>
  Array.from(values, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);

async function measurePool(context: StrategyContext) {
  const { parameters, ...learner } = checkedLearner(mixtureQuery, context);
  const enabled = new Set(METRICS.filter((metric) => parameters[metric]));
  const options = {
    method: parameters['fit'] as 'exact' | 'batches',
    iterations: parameters['iterations'] as number,
  };
  const metrics = await poolMetrics(learner, enabled, options, context.rng.child('mixture'), context);
  return { metrics, enabled, parameters, learner };
}

/** Positions, the batch's quota of each predicted class after the other, of equal totals the lower position first. */
async function selectBalanced(
  { trunk, predicted }: PoolMetrics,
  totals: Float64Array,
  parameters: ParameterValues,
  { batchSize: size, classes, rng, checkpoint }: StrategyContext,
): Promise<number[]> {
  const order = descending(totals);
  const groups = parameters['balance'] ? classes : 1;
  const members: number[][] = Array.from({ length: groups }, () => []);
  for (const position of order) members[groups > 1 ? predicted[position]! : 0]!.push(position);
  // of what does not divide, the classes with the most wanted sample get one more
  const classOrder = members.map((_, c) => c).sort((a, b) => (totals[members[b]![0]!] ?? -1) - (totals[members[a]![0]!] ?? -1) || a - b); // prettier-ignore
  const counts = classQuotas(
    members.map((group) => group.length),
    size,
    classOrder,
  );
  const selected: number[] = [];
  for (const c of classOrder) {
    const quota = counts[c]!;
    const candidates = members[c]!.slice(0, quota * (parameters['candidates'] as number));
    selected.push(...(await diverseSubset(trunk, candidates, quota, rng.child('groups', c), checkpoint)));
  }
  return selected;
}
