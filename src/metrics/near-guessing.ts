/** Learners that are hardly better than always naming the most frequent class. */
import { confusionAt } from './confusion.ts';
import { formatPercent } from './format.ts';
import { poolShares } from './label-counts.ts';
import { referenceLines } from './full-supervision.ts';
import { accuracyInfo } from '../protocol/measure-info.ts';
import { mean } from './statistics.ts';
import { seedsOf, stepsOf, type StepTable } from './step-table.ts';

/** Quantile of the normal distribution for 95% on one side. */
const ONE_SIDED = 1.645;

interface Majority {
  name: string;
  share: number;
  /** Test samples. */
  count: number;
}

/** The most frequent class of the test set; of the pool for logs without confusion matrices. */
function majorityOf(table: StepTable): Majority | undefined {
  const seed = seedsOf(table)[0];
  if (seed === undefined) return undefined;
  const totals = table.arms.flatMap((_, arm) => confusionAt(table, { seed, arm, upTo: Infinity }) ?? [])[0]?.totals;
  const count = table.splits.get(seed)?.test ?? 0;
  const all = totals?.reduce((sum, one) => sum + one, 0);
  const shares = totals && all ? totals.map((one) => one / all) : poolShares(table, seed);
  if (!shares || count === 0) return undefined;
  const share = Math.max(...shares);
  return { name: table.classes[shares.indexOf(share)] ?? '', share, count };
}

/** Whether an accuracy on the test set could be luck of one who always names that class, at 95%. */
const isNear = ({ share, count }: Majority, accuracy: number): boolean =>
  accuracy <= share + ONE_SIDED * Math.sqrt((share * (1 - share)) / count);

/** Mean accuracy of an arm's last cycle over the seeds that have reached it; undefined before. */
function finalAccuracy(table: StepTable, arm: number): number | undefined {
  const values = seedsOf(table).flatMap(
    (seed) => stepsOf(table, seed, arm)[table.spec.query.cycles]?.measured?.values['accuracy'] ?? [],
  );
  return values.length ? mean(values) : undefined;
}

/** A sentence on the reference and on the arms at their last cycle that are near guessing; undefined where none is. */
export function nearGuessingText(table: StepTable): string | undefined {
  const majority = majorityOf(table);
  if (!majority) return undefined;
  const reference = referenceLines(table, accuracyInfo)[0]?.value;
  const found = [
    ...(reference !== undefined && isNear(majority, reference)
      ? [{ name: 'the whole-pool reference', value: reference }]
      : []),
    ...table.arms.flatMap((name, arm) => {
      const value = finalAccuracy(table, arm);
      return value !== undefined && isNear(majority, value) ? [{ name, value }] : [];
    }),
  ];
  if (found.length === 0) return undefined;
  const list = found.map(({ name, value }) => `${name} (${formatPercent(value)} %)`).join(', ');
  return `Near guessing: ${list}. Always naming “${majority.name}” would be right for ${formatPercent(majority.share)} %. Train for more gradient steps, or with more labels.`;
}
