/** The results as one table: a row for each arm, seed and cycle. The page's CSV and the command line's are this one. */
import type { LogEvent } from '../protocol/events.ts';
import { balanceOf } from './curves/class-balance.ts';
import { csvOf, type Cell } from './csv.ts';
import { meanQueryEntropy } from './curves/query-entropy.ts';
import { metricLoss, meanQueryLoss } from './curves/query-loss.ts';
import { assetBuildSeconds } from './assets/asset-use.ts';
import { seedsOf, stepsOf, tableOf, type StepTable } from './step-table.ts';

export interface ResultRow {
  arm: string;
  seed: number;
  cycle: number;
  labelled: number;
  testAccuracy: number;
  /** Of the samples that this row's labelled set has more than the row before: nats; null in cycle 0. */
  meanEntropyNew: number | null;
  /** Entropy of the class proportions of the labelled set over ln K, 0–1; null where it has no meaning. */
  balance: number | null;
  trainSeconds: number | null;
  /** Choosing the batch after this row's training; null in the last cycle, which only measures. */
  selectSeconds: number | null;
  measureSeconds: number;
  validationAccuracy: number | null;
  steps: number | null;
  epochs: number | null;
  bestEpoch: number | null;
  loss: number | null;
  /** Of trainings with a critic, over the last tenth: its mean values, its slope, the entropy of its verdicts in nats. */
  criticUnlabelled: number | null;
  criticLabelled: number | null;
  criticNorm: number | null;
  criticEntropy: number | null;
  /** Cross-entropy of the samples that this row's labelled set has more than the row before, as `meanEntropyNew`. */
  meanCrossEntropyNew: number | null;
  /** Had one part of the mixture query's score chosen them alone. */
  crossEntropyLike: number | null;
  crossEntropyDis: number | null;
  crossEntropyEnt: number | null;
  poolSize: number | null;
  /** Making all that this row's query stands on, whenever that was; null where nothing is prepared. */
  prepareSeconds: number | null;
  /** Of imagined samples' real neighbours. */
  search: string | null;
  recall: number | null;
  counts: number[];
}

/** Every step that has been measured, arm by arm, seed by seed, cycle by cycle. */
export function resultRows(log: readonly LogEvent[]): ResultRow[] {
  const table = tableOf(log);
  return table ? rowsOf(table) : [];
}

export function rowsOf(table: StepTable): ResultRow[] {
  return table.arms.flatMap((name, arm) =>
    seedsOf(table).flatMap((seed) => {
      const steps = stepsOf(table, seed, arm);
      return steps.flatMap((step, cycle) => {
        if (!step?.measured) return [];
        const { trained, measured, queried } = step;
        const balance = balanceOf(measured.counts);
        return [
          {
            arm: name,
            seed,
            cycle,
            labelled: measured.labelled,
            testAccuracy: measured.values.accuracy,
            meanEntropyNew: meanQueryEntropy(steps[cycle - 1]) ?? null,
            balance: Number.isFinite(balance) ? balance : null,
            trainSeconds: trained?.seconds ?? null,
            selectSeconds: queried?.seconds ?? null,
            measureSeconds: measured.seconds,
            validationAccuracy: trained?.validationAccuracy ?? null,
            steps: trained?.steps ?? null,
            epochs: trained?.epochs ?? null,
            bestEpoch: trained?.bestEpoch ?? null,
            loss: trained?.loss ?? null,
            criticUnlabelled: trained?.metrics['criticUnlabelled'] ?? null,
            criticLabelled: trained?.metrics['criticLabelled'] ?? null,
            criticNorm: trained?.metrics['criticNorm'] ?? null,
            criticEntropy: trained?.metrics['criticEntropy'] ?? null,
            meanCrossEntropyNew: meanQueryLoss(steps[cycle - 1]) ?? null,
            crossEntropyLike: metricLoss(steps[cycle - 1], 'I_like') ?? null,
            crossEntropyDis: metricLoss(steps[cycle - 1], 'I_dis') ?? null,
            crossEntropyEnt: metricLoss(steps[cycle - 1], 'I_ent') ?? null,
            poolSize: queried?.poolSize ?? null,
            prepareSeconds: queried?.prepared ? assetBuildSeconds(queried.prepared) : null,
            search: queried?.search?.kind ?? null,
            recall: queried?.search?.recall ?? null,
            counts: measured.counts,
          },
        ];
      });
    }),
  );
}

/** The rows as CSV. The first nine columns are a promise to scripts; what is new goes to the end. */
export function resultsCsv(log: readonly LogEvent[]): string {
  const first = log[0];
  const classes = first?.type === 'started' ? first.dataset.classes : [];
  const columns = [
    ...['arm', 'seed', 'cycle', 'labelled', 'test_accuracy', 'mean_entropy_new', 'balance', 'train_s', 'select_s'],
    ...['measure_s', 'validation_accuracy', 'steps', 'epochs', 'best_epoch', 'loss', 'pool_size'],
    ...classes.map((name) => `count_${name}`),
    ...['critic_unlabelled', 'critic_labelled', 'critic_slope', 'critic_entropy'],
    ...['mean_cross_entropy_new', 'cross_entropy_like', 'cross_entropy_dis', 'cross_entropy_ent'],
    ...['prepare_s', 'search', 'recall'],
  ];
  const rows = resultRows(log).map((row): Cell[] => [
    ...[row.arm, row.seed, row.cycle, row.labelled, row.testAccuracy, row.meanEntropyNew, row.balance],
    ...[row.trainSeconds, row.selectSeconds, row.measureSeconds, row.validationAccuracy],
    ...[row.steps, row.epochs, row.bestEpoch, row.loss, row.poolSize],
    ...classes.map((_, label) => row.counts[label] ?? 0),
    ...[row.criticUnlabelled, row.criticLabelled, row.criticNorm, row.criticEntropy],
    ...[row.meanCrossEntropyNew, row.crossEntropyLike, row.crossEntropyDis, row.crossEntropyEnt],
    ...[row.prepareSeconds, row.search, row.recall],
  ]);
  return csvOf(columns, rows);
}
