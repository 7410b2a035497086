/** The log's data on one cycle of an arm, as names and values. */
import type { MeasureInfo } from '../protocol/measure-info.ts';
import { balanceOf } from './curves/class-balance.ts';
import { divergenceReason, fallbackReason } from './divergence.ts';
import { meanQueryEntropy } from './curves/query-entropy.ts';
import { backendLabels, formatDuration, formatNumber, formatPercent } from './format.ts';
import { formatWithUnit, testLabel, valueOf } from './measure-values.ts';
import { wrongCount } from './label-errors.ts';
import { metricLabel } from './metric-names.ts';
import { annotatorText, synthesizedQueriesText } from './queries/annotator-text.ts';
import type { StepRecord } from './step-table.ts';

/** Training, measures, query and times; without those that the cycle does not have. */
export function cycleFacts(step: StepRecord | undefined, measures: readonly MeasureInfo[]): [string, string][] {
  const { trained, measured, queried, labelled, backend } = step ?? {};
  const entropy = meanQueryEntropy(step);
  const rows: [string, string | undefined][] = [
    ['Labels', measured && String(measured.labelled)],
    ['Diverged', divergenceReason(step)],
    ['Queried at random', fallbackReason(step)],
    ...measures.map((measure): [string, string | undefined] => {
      const value = valueOf(measured, measure);
      return [testLabel(measure), value === undefined ? undefined : formatWithUnit(measure, value)];
    }),
    [
      'Validation accuracy',
      typeof trained?.validationAccuracy !== 'number' ? undefined : `${formatPercent(trained.validationAccuracy)} %`,
    ],
    ['Gradient steps', trained && String(trained.steps)],
    ['Epochs', trained && `${trained.epochs}, kept ${trained.bestEpoch}`],
    ['Training loss', trained && formatNumber(trained.loss)],
    ...metricFacts(trained?.metrics),
    ['Balance', measured && formatNumber(balanceOf(measured.counts))],
    [
      'Queried',
      queried &&
        (queried.synthetic
          ? synthesizedQueriesText(queried.synthetic)
          : `${queried.indices.length} of ${queried.poolSize}`),
    ],
    ...metricFacts(queried?.metrics),
    ['Wrong answers', labelled?.truth && `${wrongCount(labelled.labels, labelled.truth)} of ${labelled.labels.length}`],
    ['Labelled by', labelled?.synthetic && annotatorText(labelled.synthetic.by)],
    ['Mean entropy of the queries', entropy === undefined ? undefined : `${formatNumber(entropy)} nats`],
    ['Training', trained && formatDuration(trained.seconds)],
    ['Measuring', measured && formatDuration(measured.seconds)],
    ['Query', queried && formatDuration(queried.seconds)],
    ['Computed on', backend && `${backendLabels[backend.name]}, ${backend.adapter}`],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

const metricFacts = (metrics: Readonly<Record<string, number>> = {}): [string, string][] =>
  Object.entries(metrics).map(([name, value]) => [metricLabel(name), formatNumber(value)]);
