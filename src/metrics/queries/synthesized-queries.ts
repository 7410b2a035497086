/** Queries of synthesized samples in a cycle, with answers, annotator and the learner's predictions. */
import { decodeSampleValues } from '../../protocol/base64.ts';
import { sampleSize, type SampleArray } from '../../protocol/dataset.ts';
import {
  synthesizedQueryCount,
  type AnnotatorInfo,
  type LoggedSynthesizedQueries,
} from '../../protocol/synthesized-queries.ts';
import { lastStep, stepsOf, type StepTable } from '../step-table.ts';
import type { StepKey } from '../../protocol/events.ts';

export interface SynthesizedQuery {
  /** Of each sample shown, in the type of the stored data set. */
  values: SampleArray[];
  /** Of each, once answered; −1 for “can't tell”. */
  labels: number[] | undefined;
  predictions: number[];
  /** Entropy of the learner's prediction in nats, the mean over the samples shown. */
  entropy: number;
  acquisition: number;
}

export interface SynthesizedBatch {
  arm: number;
  name: string;
  cycle: number;
  form: LoggedSynthesizedQueries['form'];
  queries: SynthesizedQuery[];
  /** Undefined until it is answered. */
  annotator: AnnotatorInfo | undefined;
}

/** Synthesized queries of each arm in the cycle; with Infinity, of its last one. Arms without any are left out. */
export function synthesizedQueriesAt(table: StepTable, seed: number, cycle: number): SynthesizedBatch[] {
  return table.arms.flatMap((name, arm) => {
    const step = lastStep(table, seed, arm, (one) => !!one.queried, cycle);
    const logged = step?.queried?.synthetic;
    if (!logged || (cycle !== Infinity && step.cycle !== cycle)) return [];
    const answers = step.labelled?.synthetic;
    const queries = splitQueries(logged, table.started?.dataset.shape ?? [], answers?.labels);
    return [{ arm, name, cycle: step.cycle, form: logged.form, queries, annotator: answers?.by }];
  });
}

/** Whether the log has synthesized queries of some arm. */
export const hasSynthesizedQueries = (table: StepTable): boolean =>
  [...table.steps.values()].some((arms) => arms.some((steps) => steps.some((step) => step?.queried?.synthetic)));

/** @param shape of a sample. @param labels of all samples shown, once answered */
export function splitQueries(
  logged: LoggedSynthesizedQueries,
  shape: readonly number[],
  labels?: readonly number[],
): SynthesizedQuery[] {
  const { each, entropies, predictions, worth } = logged;
  const size = sampleSize(shape);
  const all = decodeSampleValues(logged.values);
  return Array.from({ length: synthesizedQueryCount(logged) }, (_, query) => {
    const [from, to] = [query * each, (query + 1) * each];
    return {
      values: Array.from({ length: each }, (_, i) => all.subarray((from + i) * size, (from + i + 1) * size)),
      labels: labels?.slice(from, to),
      predictions: predictions.slice(from, to),
      entropy: entropies.slice(from, to).reduce((a, b) => a + b, 0) / each,
      acquisition: worth[query] ?? NaN,
    };
  });
}

/** Synthesized samples labelled before the given cycle's training, without those answered “can't tell”. */
export function synthesizedBefore(
  table: StepTable,
  { seed, cycle, arm }: StepKey,
): { values: SampleArray[]; labels: number[] } {
  const shape = table.started?.dataset.shape ?? [];
  const samples = stepsOf(table, seed, arm)
    .slice(0, cycle)
    .flatMap((step) => {
      const { synthetic: logged } = step?.queried ?? {};
      if (!logged) return [];
      return splitQueries(logged, shape, step?.labelled?.synthetic?.labels).flatMap(({ values, labels }) =>
        values.flatMap((value, i) => ((labels?.[i] ?? -1) >= 0 ? [{ value, label: labels![i]! }] : [])),
      );
    });
  return { values: samples.map((one) => one.value), labels: samples.map((one) => one.label) };
}
