/** The results as one table, a row for each arm, seed and cycle: results.csv of the page and of the command line. */
import type { Divergence, LogEvent, MeasureValues } from '../protocol/events.ts';
import { labelErrors } from './label-errors.ts';
import { balanceOf } from './curves/class-balance.ts';
import { tableCsv, type Cell } from './csv.ts';
import { divergenceOf } from './divergence.ts';
import { meanQueryEntropy } from './curves/query-entropy.ts';
import { columnName } from './metric-names.ts';
import { metricLoss, meanQueryLoss } from './curves/query-loss.ts';
import { assetBuildSeconds } from './assets/asset-use.ts';
import { provenanceOf, withProvenance } from './provenance.ts';
import { seedsOf, stepsOf, tableOf, type StepTable } from './step-table.ts';

export interface ResultRow {
  arm: string;
  seed: number;
  cycle: number;
  labelled: number;
  /** Measures on the test split by name, in the log's units. */
  values: MeasureValues;
  /** Mean entropy of the samples that were queried since the previous row, in nats; null in cycle 0. */
  meanEntropyNew: number | null;
  /** Entropy of the class proportions of the labelled set over ln K, 0–1; null where it is undefined. */
  balance: number | null;
  trainSeconds: number | null;
  /** The query after this row's training; null in the last cycle, which has none. */
  selectSeconds: number | null;
  measureSeconds: number;
  validationAccuracy: number | null;
  steps: number | null;
  epochs: number | null;
  bestEpoch: number | null;
  loss: number | null;
  /** Numbers that the training method reports, by name. */
  metrics: Record<string, number>;
  /** Mean cross-entropy of the same samples as `meanEntropyNew`, in nats. */
  meanCrossEntropyNew: number | null;
  /** The same, had one metric of the mixture query's score queried them. */
  crossEntropyLike: number | null;
  crossEntropyDis: number | null;
  crossEntropyEnt: number | null;
  poolSize: number | null;
  /** Seconds of building all assets of this row's query, in whichever run; null where there are none. */
  prepareSeconds: number | null;
  /** Seconds that this row's step took to build or load them; null where there are none. */
  assetSeconds: number | null;
  /** The search for real neighbours of generated samples. */
  search: string | null;
  recall: number | null;
  /** What was not finite: of a learner that diverged, whose measures are NaN, or of its query alone; null where all was. */
  diverged: Divergence | null;
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
            values: measured.values,
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
            metrics: { ...trained?.metrics, ...queried?.metrics, ...labelErrors(table, { seed, arm, cycle }) },
            meanCrossEntropyNew: meanQueryLoss(steps[cycle - 1]) ?? null,
            crossEntropyLike: metricLoss(steps[cycle - 1], 'I_like') ?? null,
            crossEntropyDis: metricLoss(steps[cycle - 1], 'I_dis') ?? null,
            crossEntropyEnt: metricLoss(steps[cycle - 1], 'I_ent') ?? null,
            poolSize: queried?.poolSize ?? null,
            prepareSeconds: queried?.prepared ? assetBuildSeconds(queried.prepared) : null,
            assetSeconds: queried?.prepared?.seconds ?? null,
            search: queried?.search?.kind ?? null,
            recall: queried?.search?.recall ?? null,
            diverged: divergenceOf(step) ?? null,
            counts: measured.counts,
          },
        ];
      });
    }),
  );
}

/**
 * The rows as CSV. The first nine columns are stable for scripts. The last ones are the log's measures besides accuracy and the
 * metrics of its trainings, by name, and what the table is of.
 *
 * @param name of the run, where the visitor has renamed it
 */
export function resultsCsv(log: readonly LogEvent[], name?: string): string {
  const first = log[0];
  const classes = first?.type === 'started' ? first.dataset.classes : [];
  const rows = resultRows(log);
  const names = (fields: (row: ResultRow) => object) => [...new Set(rows.flatMap((row) => Object.keys(fields(row))))];
  const measures = names((row) => row.values).filter((name) => name !== 'accuracy');
  const metrics = names((row) => row.metrics);
  const columns = [
    ...['arm', 'seed', 'cycle', 'labelled', 'test_accuracy', 'mean_entropy_new', 'balance', 'train_s', 'select_s'],
    ...['measure_s', 'validation_accuracy', 'steps', 'epochs', 'best_epoch', 'loss', 'pool_size'],
    ...classes.map((name) => `count_${name}`),
    ...['mean_cross_entropy_new', 'cross_entropy_like', 'cross_entropy_dis', 'cross_entropy_ent'],
    ...['prepare_s', 'search', 'recall', 'diverged', 'assets_s'],
    ...[...measures, ...metrics].map(columnName),
  ];
  const cells = rows.map((row): Cell[] => [
    ...[row.arm, row.seed, row.cycle, row.labelled, row.values.accuracy, row.meanEntropyNew, row.balance],
    ...[row.trainSeconds, row.selectSeconds, row.measureSeconds, row.validationAccuracy],
    ...[row.steps, row.epochs, row.bestEpoch, row.loss, row.poolSize],
    ...classes.map((_, label) => row.counts[label] ?? 0),
    ...[row.meanCrossEntropyNew, row.crossEntropyLike, row.crossEntropyDis, row.crossEntropyEnt],
    ...[row.prepareSeconds, row.search, row.recall, row.diverged, row.assetSeconds],
    ...measures.map((name) => row.values[name]),
    ...metrics.map((name) => row.metrics[name]),
  ]);
  return tableCsv(withProvenance({ columns, rows: cells }, provenanceOf(log, name)));
}
