/**
 * The hybrid query of "Distribution aware active learning via Gaussian mixtures" (section 3.5, Eq. 5): the sum of the
 * ranks of I_like, I_dis and I_ent, each of which can be switched off; then as many samples of each predicted class, and
 * a diverse subset of the best of each class.
 *
 * The paper leaves open, and this file decides: the number of candidates for k-means (a parameter, three times the batch),
 * the points that k-means clusters (directions of z, as in ALFA-Mix, which the paper follows), and that the classes are
 * balanced within the batch. Where the training provides no mixtures, they are fitted here to the learner's features.
 */
import { rowsAt } from '../algorithms/feature-source.ts';
import { descending, tieOrder } from '../algorithms/tie-order.ts';
import { mixtureFitParameters } from '../algorithms/mixture/mixture-pair.ts';
import { integerParameter, switchParameter, withDefaults, type ValuesOf } from '../protocol/parameters.ts';
import { acquisitionOf, type FittedLearner, type Strategy, type StrategyContext } from './contracts/strategy.ts';
import { checkedLearner } from './support/checked-learner.ts';
import { classQuotas } from './support/class-quotas.ts';
import { diverseSubset } from './support/diverse-subset.ts';
import {
  likelihoodRatios,
  metricOutputs,
  poolMetrics,
  type MixtureMetric,
  type PoolMetrics,
} from './support/mixture-metrics.ts';
import { rankAmong, ranksOf } from './support/ranks.ts';
import { entropyOf } from './support/uncertainty.ts';

const METRICS: readonly MixtureMetric[] = ['like', 'dis', 'ent'];
const METRIC_NAMES: Record<MixtureMetric, string> = { like: 'I_like', dis: 'I_dis', ent: 'I_ent' };

type Metrics = Pick<PoolMetrics, 'values' | 'mixtures'>;

/** Metrics of a query, for the acquisition of the same learner, so that they are computed once. Without the pool's features. */
const queriedMetrics = new WeakMap<FittedLearner, Metrics>();

/** One of the metrics has to be on: without any, every sample would be equal. */
const isMetric = { providesWhen: [{ equals: true, keys: ['metric'] }] };

const parameters = [
  switchParameter('like', {
    label: 'Likelihood ratio',
    about: 'I_like: how much better the unlabelled mixture explains the sample.',
    default: true,
    ...isMetric,
  }),
  switchParameter('dis', {
    label: 'Discriminator',
    about: 'I_dis: score of the training’s discriminator; needs a training that has one.',
    default: true,
    requiresWhen: [{ equals: true, keys: ['critic'] }],
    ...isMetric,
  }),
  switchParameter('ent', { label: 'Entropy', about: 'I_ent: entropy of the prediction.', default: true, ...isMetric }),
  switchParameter('balance', {
    label: 'Class balance',
    about: 'As many of each predicted class as possible.',
    default: true,
  }),
  integerParameter('candidates', {
    label: 'Candidates',
    about: 'Candidates per query from which a diverse subset is selected; 1 takes the highest ranks as they are.',
    default: 3,
    min: 1,
    max: 20,
  }),
  ...mixtureFitParameters,
];

type Settings = ValuesOf<(typeof parameters)[number]>;

export const mixtureQuery: Strategy = {
  about: {
    name: 'mixture',
    label: 'Mixture query',
    group: 'distribution',
    summary: 'like the unlabelled, unlike the labelled, uncertain',
    about:
      'Describes labelled and unlabelled features by a mixture of Gaussians each, and ranks the samples by how much better the unlabelled one explains them, by the discriminator of the training, and by entropy. Of the best it takes as many of each predicted class, unlike each other.',
    reference: '“Distribution aware active learning via Gaussian mixtures”, 2023 (under review); Eq. 4 and 5',
    parameters,
    ownTraining: 'mixture-reg-da',
    requires: ['softmax', 'probabilities', 'trunk', 'metric'],
  },
  async select(context) {
    const settings = settingsOf(context);
    const metrics = await metricsOf(context, settings);
    const { values, mixtures } = metrics;
    queriedMetrics.set(context.learner, { values, ...(mixtures && { mixtures }) });
    const totals = new Float64Array(context.poolSize);
    for (const metric of enabledOf(settings)) ranksOf(values[metric]).forEach((rank, i) => (totals[i]! += rank));
    const selected = await selectBalanced({ ...metrics, totals }, settings, context);
    const indices = (positions: ArrayLike<number>) =>
      Int32Array.from(positions, (position) => context.poolIndices[position]!);
    return {
      indices: indices(selected),
      scores: Float32Array.from(selected, (position) => totals[position]!),
      // as in Fig. 7: the most informative by each metric, without class balance and diversity
      perMetric: enabledOf(settings).map((metric) => ({
        metric: METRIC_NAMES[metric],
        indices: indices(descending(values[metric], tieOrder(context.rng)).slice(0, context.batchSize)),
      })),
    };
  },
  async acquisition(context) {
    const settings = settingsOf(context);
    // an empty pool has no ranks
    if (context.poolSize === 0)
      return acquisitionOf({ outputs: {}, score: ({ indices }) => new Float32Array(indices.length) });
    const { values, mixtures } = queriedMetrics.get(context.learner) ?? (await metricsOf(context, settings));
    const enabled = enabledOf(settings);
    const sorted = new Map(enabled.map((metric) => [metric, values[metric].slice().sort()]));
    return acquisitionOf({
      outputs: metricOutputs(new Set(enabled)),
      ...(mixtures && { mixtures }),
      async score({ indices, probabilities, classes, trunk, trunkSize, scores }) {
        const count = indices.length;
        const rows = { values: trunk, count, size: trunkSize };
        const own: Record<MixtureMetric, ArrayLike<number>> = {
          like: mixtures ? await likelihoodRatios(mixtures, rows, context.checkpoint) : [],
          dis: scores.critic ?? [],
          ent: Array.from(indices, (_, i) => entropyOf(probabilities, classes, i)),
        };
        return Float32Array.from(indices, (_, i) =>
          enabled.reduce((sum, metric) => sum + rankAmong(sorted.get(metric)!, own[metric][i]!), 0),
        );
      },
    });
  },
};

const settingsOf = ({ parameters: given }: StrategyContext): Settings => withDefaults(parameters, given);

const enabledOf = (settings: Settings): MixtureMetric[] => METRICS.filter((metric) => settings[metric]);

/** @throws Problem `unfit` where the learner has no discriminator and it is enabled */
function metricsOf(context: StrategyContext, settings: Settings): Promise<PoolMetrics> {
  checkedLearner(mixtureQuery, context);
  const { fit, iterations } = settings;
  const enabled = new Set(enabledOf(settings));
  return poolMetrics(context, { enabled, fit, iterations, rng: context.rng.child('mixture') });
}

/** Positions: the quota of each predicted class, class after class. */
async function selectBalanced(
  { trunk, predicted, totals }: Pick<PoolMetrics, 'trunk' | 'predicted'> & { totals: Float64Array },
  { balance, candidates }: Settings,
  { batchSize, classes, rng, checkpoint }: StrategyContext,
): Promise<number[]> {
  const groups = balance ? classes : 1;
  const members: number[][] = Array.from({ length: groups }, () => []);
  const order = tieOrder(rng);
  for (const position of descending(totals, order)) members[groups > 1 ? predicted[position]! : 0]!.push(position);
  // of a remainder that does not divide, the classes with the best sample get one more
  const greatest = members.map(([first]) => totals[first!] ?? -1);
  const classOrder = members.map((_, c) => c).sort((a, b) => greatest[b]! - greatest[a]! || order(a) - order(b));
  const available = members.map((group) => group.length);
  const quotas = classQuotas(available, batchSize, classOrder);
  const ranked = classOrder.map((c) => members[c]!.slice(0, quotas[c]! * candidates));
  const positions = Int32Array.from(ranked.flat());
  const points = await rowsAt(trunk, positions);
  const selected: number[] = [];
  let from = 0;
  for (const [at, c] of classOrder.entries()) {
    const rows = ranked[at]!.map((_, i) => from + i);
    from += rows.length;
    const options = { size: quotas[c]!, rng: rng.child('groups', c) };
    selected.push(...(await diverseSubset({ points, ranked: rows }, options, checkpoint)));
  }
  return selected.map((row) => positions[row]!);
}
