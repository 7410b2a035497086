/** What the arms asked in a cycle about samples that do not exist, who answered, and what they were taken for. */
import { storedValues } from '../../protocol/base64.ts';
import { sampleSize, type SampleArray } from '../../protocol/dataset.ts';
import { questionCount, type Answerer, type SyntheticQuestions } from '../../protocol/synthesized-queries.ts';
import { lastStep, stepsOf, type StepTable } from '../step-table.ts';
import type { StepKey } from '../../protocol/events.ts';

export interface SyntheticQuestion {
  /** Of each sample shown, as the data set stores its own. */
  values: SampleArray[];
  /** Of each, once answered; −1 where it could not be told. */
  labels: number[] | undefined;
  predictions: number[];
  /** Entropy of the learner's prediction in nats, the mean over what is shown. */
  entropy: number;
  worth: number;
}

export interface SyntheticAsked {
  arm: number;
  name: string;
  cycle: number;
  form: SyntheticQuestions['form'];
  questions: SyntheticQuestion[];
  /** Undefined until the answers came. */
  by: Answerer | undefined;
}

/** Per arm that asks so, its cycle; with Infinity, its last one. Arms without any are left out. */
export function syntheticAt(table: StepTable, seed: number, cycle: number): SyntheticAsked[] {
  return table.arms.flatMap((name, arm) => {
    const step = lastStep(table, seed, arm, (one) => !!one.queried, cycle);
    const synthetic = step?.queried?.synthetic;
    if (!synthetic || (cycle !== Infinity && step.cycle !== cycle)) return [];
    const answers = step.labelled?.synthetic;
    const questions = questionsIn(synthetic, table.started?.dataset.shape ?? [], answers?.labels);
    return [{ arm, name, cycle: step.cycle, form: synthetic.form, questions, by: answers?.by }];
  });
}

/** Whether some arm of the run asks so, as far as it has come. */
export const asksSynthetic = (table: StepTable): boolean =>
  [...table.steps.values()].some((arms) => arms.some((steps) => steps.some((step) => step?.queried?.synthetic)));

/** @param shape of a sample @param labels of all samples shown, once answered */
export function questionsIn(
  synthetic: SyntheticQuestions,
  shape: readonly number[],
  labels?: readonly number[],
): SyntheticQuestion[] {
  const { each, entropies, predictions, worth } = synthetic;
  const size = sampleSize(shape);
  const all = storedValues(synthetic.values);
  return Array.from({ length: questionCount(synthetic) }, (_, question) => {
    const [from, to] = [question * each, (question + 1) * each];
    return {
      values: Array.from({ length: each }, (_, i) => all.subarray((from + i) * size, (from + i + 1) * size)),
      labels: labels?.slice(from, to),
      predictions: predictions.slice(from, to),
      entropy: entropies.slice(from, to).reduce((a, b) => a + b, 0) / each,
      worth: worth[question] ?? NaN,
    };
  });
}

/** Samples that do not exist and are labelled before the given cycle's training; those that could not be told are none. */
export function madeBefore(
  table: StepTable,
  { seed, cycle, arm }: StepKey,
): { values: SampleArray[]; labels: number[] } {
  const shape = table.started?.dataset.shape ?? [];
  const known = stepsOf(table, seed, arm)
    .slice(0, cycle)
    .flatMap((step) => {
      const { synthetic } = step?.queried ?? {};
      if (!synthetic) return [];
      return questionsIn(synthetic, shape, step?.labelled?.synthetic?.labels).flatMap(({ values, labels }) =>
        values.flatMap((value, i) => ((labels?.[i] ?? -1) >= 0 ? [{ value, label: labels![i]! }] : [])),
      );
    });
  return { values: known.map((one) => one.value), labels: known.map((one) => one.label) };
}
