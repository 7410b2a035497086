/** The points of an arm's plane at the shown cycle, from the log and the samples that have been fetched. */
import type { SampleArray } from '../../protocol/dataset.ts';
import { synthesizedBefore } from '../queries/synthesized-queries.ts';
import { labelledBefore, lastStep, type StepRecord, type StepTable } from '../step-table.ts';
import type { PlanePoints } from '../../projection/plane/plane-scales.ts';
import { synthesizedQueryPoints, withSynthesized } from './synthesized-points.ts';
import { targetPaths, type TargetPath } from '../../projection/plane/target-paths.ts';

/** The samples that have been fetched. */
export interface FetchedSamples {
  get(index: number): { values: SampleArray; label: number } | undefined;
}

/** An arm of the log, for one seed. */
interface ShownArm {
  table: StepTable;
  seed: number;
  arm: number;
}

export interface ShownStep {
  /** The last measured cycle; −1 before the first. */
  cycle: number;
  /** Its record. */
  step: StepRecord | undefined;
  /** The step whose queries are shown: the last cycle has none, so those of the cycle before. */
  queryStep: StepRecord | undefined;
}

/** @param upTo the last cycle shown; Infinity while the page follows the run */
export function shownStep({ table, seed, arm, upTo }: ShownArm & { upTo: number }): ShownStep {
  const step = lastStep(table, seed, arm, (one) => !!one.measured, upTo);
  const cycle = step?.cycle ?? -1;
  return { cycle, step, queryStep: step?.queried ? step : table.steps.get(seed)?.[arm]?.[cycle - 1] };
}

/** Samples that have been fetched as points. @param labels replace the data set's own: those that the learner was trained on */
export function pointsOf(cache: FetchedSamples, indices: readonly number[], labels?: readonly number[]): PlanePoints {
  const points = { indices: [] as number[], xs: [] as number[], ys: [] as number[], labels: [] as number[] };
  indices.forEach((index, i) => {
    const sample = cache.get(index);
    if (!sample) return;
    points.indices.push(index);
    points.xs.push(sample.values[0] ?? 0);
    points.ys.push(sample.values[1] ?? 0);
    points.labels.push(labels?.[i] ?? sample.label);
  });
  return points;
}

/** The labelled set before a cycle's training: samples of the pool, and generated ones after them. */
export function labelledSet({ table, seed, arm }: ShownArm, cycle: number) {
  const key = { seed, cycle: Math.max(0, cycle), arm };
  return { ...labelledBefore(table, key), synthesized: synthesizedBefore(table, key) };
}

export const labelledPoints = (
  cache: FetchedSamples,
  { indices, labels, synthesized }: ReturnType<typeof labelledSet>,
): PlanePoints => withSynthesized(pointsOf(cache, indices, labels), synthesized.values, synthesized.labels);

/** Generated points that were queried; none of strategies that query the pool. */
export const synthesizedOf = (step: StepRecord | undefined) =>
  step?.queried?.synthetic
    ? synthesizedQueryPoints(step.queried.synthetic, step.labelled?.synthetic?.labels)
    : { values: [], labels: [] };

export function queryPoints(cache: FetchedSamples, step: StepRecord | undefined): PlanePoints {
  const { values, labels } = synthesizedOf(step);
  return withSynthesized(pointsOf(cache, step?.queried?.indices ?? []), values, labels);
}

export const pathsOf = (step: StepRecord | undefined): TargetPath[] =>
  step?.queried?.imagined ? targetPaths(step.queried.imagined, step.queried.indices) : [];
