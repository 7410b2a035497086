/** Queries of the arms in a cycle, and the samples that several arms queried in it. */
import { lastStep, stepsOf, type StepTable } from '../step-table.ts';

export interface QueriedSample {
  index: number;
  score: number;
  /** Of the learner's prediction before the answer, in nats. */
  entropy: number;
  predicted: number;
  /** The annotator's answer; undefined before it. */
  label: number | undefined;
  /** The true class, where annotators err: their answer may be another. */
  truth: number | undefined;
  /** Arms that queried this sample in the same cycle, this one included. */
  arms: number[];
}

export interface QueryBatch {
  arm: number;
  name: string;
  cycle: number;
  samples: QueriedSample[];
}

/** By which a prediction is right or wrong. @param stored the data set's own label, once it has been fetched */
export const trueClassOf = ({ truth, label }: QueriedSample, stored: number | undefined): number | undefined =>
  truth ?? label ?? stored;

/** Queries of each arm in the cycle; with Infinity, of its last one. Arms without a query are left out. */
export function queriesAt(table: StepTable, seed: number, cycle: number): QueryBatch[] {
  const steps = table.arms.flatMap((_, arm) => {
    const step = lastStep(table, seed, arm, (one) => !!one.queried, cycle);
    // A given cycle is shown as it was: an arm without a query in it is left out.
    return step && (cycle === Infinity || step.cycle === cycle) ? [step] : [];
  });
  const armsBySample = new Map<string, number[]>();
  for (const { cycle: at, arm, queried } of steps)
    for (const index of queried?.indices ?? []) {
      const key = `${at}/${index}`;
      armsBySample.set(key, [...(armsBySample.get(key) ?? []), arm]);
    }
  return steps.map(({ arm, cycle: at, queried, labelled }) => {
    const answers = new Map(
      labelled?.indices.map((index, i) => [index, { label: labelled.labels[i], truth: labelled.truth?.[i] }]),
    );
    return {
      arm,
      name: table.arms[arm] ?? '',
      cycle: at,
      samples: (queried?.indices ?? []).map((index, i) => ({
        index,
        score: queried?.scores[i] ?? NaN,
        entropy: queried?.entropies[i] ?? NaN,
        predicted: queried?.predictions[i] ?? -1,
        ...(answers.get(index) ?? { label: undefined, truth: undefined }),
        arms: armsBySample.get(`${at}/${index}`) ?? [arm],
      })),
    };
  });
}

/** The history of a sample under one seed: which arms queried it in which cycle. */
export function queryHistoryOf(
  table: StepTable,
  seed: number,
  index: number,
): (QueryBatch & { pick: QueriedSample })[] {
  return table.arms.flatMap((_, arm) =>
    stepsOf(table, seed, arm).flatMap((step) => {
      if (!step?.queried?.indices.includes(index)) return [];
      const query = queriesAt(table, seed, step.cycle).find((one) => one.arm === arm);
      const sample = query?.samples.find((one) => one.index === index);
      return query && sample ? [{ ...query, pick: sample }] : [];
    }),
  );
}
