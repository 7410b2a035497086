/** What the arms asked in a cycle, and which samples several of them asked for at once. */
import { lastStep, stepsOf, type StepTable } from '../step-table.ts';

export interface Pick {
  index: number;
  score: number;
  /** Of the learner's prediction before the answer, in nats. */
  entropy: number;
  predicted: number;
  /** The oracle's answer; undefined until it came. */
  label: number | undefined;
  /** Arms that asked for this sample in the same cycle, this one included. */
  arms: number[];
}

export interface Asked {
  arm: number;
  name: string;
  cycle: number;
  picks: Pick[];
}

/** Per arm its picks of the cycle; with Infinity, of its last one. An arm that has asked nothing yet is left out. */
export function askedAt(table: StepTable, seed: number, cycle: number): Asked[] {
  const steps = table.arms.flatMap((_, arm) => {
    const step = lastStep(table, seed, arm, (one) => !!one.queried, cycle);
    // A given cycle is shown as it was; an arm that did not ask in it has nothing to show.
    return step && (cycle === Infinity || step.cycle === cycle) ? [step] : [];
  });
  const askers = new Map<string, number[]>();
  for (const { cycle: at, arm, queried } of steps)
    for (const index of queried?.indices ?? []) {
      const key = `${at}/${index}`;
      askers.set(key, [...(askers.get(key) ?? []), arm]);
    }
  return steps.map(({ arm, cycle: at, queried, labelled }) => {
    const answers = new Map(labelled?.indices.map((index, i) => [index, labelled.labels[i]]));
    return {
      arm,
      name: table.arms[arm] ?? '',
      cycle: at,
      picks: (queried?.indices ?? []).map((index, i) => ({
        index,
        score: queried?.scores[i] ?? NaN,
        entropy: queried?.entropies[i] ?? NaN,
        predicted: queried?.predictions[i] ?? -1,
        label: answers.get(index),
        arms: askers.get(`${at}/${index}`) ?? [arm],
      })),
    };
  });
}

/** When a sample was asked for, by whom: its history under one seed. */
export function historyOf(table: StepTable, seed: number, index: number): (Asked & { pick: Pick })[] {
  return table.arms.flatMap((_, arm) =>
    stepsOf(table, seed, arm).flatMap((step) => {
      if (!step?.queried?.indices.includes(index)) return [];
      const asked = askedAt(table, seed, step.cycle).find((one) => one.arm === arm);
      const pick = asked?.picks.find((one) => one.index === index);
      return asked && pick ? [{ ...asked, pick }] : [];
    }),
  );
}
