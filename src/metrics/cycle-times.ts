/** Seconds per phase and cycle, the mean over the seeds so far. */
import type { FigureTable } from './csv.ts';
import { assetLoadSeconds } from './assets/asset-use.ts';
import { mean } from './statistics.ts';
import { seedsOf, stepAt, stepsOf, type StepRecord, type StepTable } from './step-table.ts';

export type StepPhase = 'training' | 'measuring' | 'querying';
export const stepPhases: readonly StepPhase[] = ['training', 'measuring', 'querying'];

export interface CycleTime {
  arm: number;
  name: string;
  cycle: number;
  labelled: number;
  /** Seconds; 0 for a phase that the cycle does not have. */
  seconds: Record<StepPhase, number>;
  total: number;
}

/** @param loading seconds of loading the query's assets; building them for the first time is not of the cycle */
const phaseSeconds = (step: StepRecord, loading: number): Record<StepPhase, number> => ({
  training: step.trained?.seconds ?? 0,
  measuring: step.measured?.seconds ?? 0,
  querying: (step.queried?.seconds ?? 0) + loading,
});

/** Of one arm, cycle by cycle. */
export function cycleTimes(table: StepTable, arm: number): CycleTime[] {
  const seeds = seedsOf(table);
  const loading = new Map(
    seeds.map((seed) => [seed, assetLoadSeconds(stepsOf(table, seed, arm).map((step) => step?.queried ?? {}))]),
  );
  const times: CycleTime[] = [];
  for (let cycle = 0; cycle <= table.spec.query.cycles; cycle++) {
    const steps = seeds.flatMap((seed) => stepAt(table, { seed, cycle, arm }) ?? []).filter((step) => step.measured);
    if (steps.length === 0) break;
    const each = steps.map((step) => phaseSeconds(step, loading.get(step.seed)?.[cycle] ?? 0));
    const seconds = Object.fromEntries(
      stepPhases.map((phase) => [phase, mean(each.map((one) => one[phase]))]),
    ) as CycleTime['seconds'];
    times.push({
      arm,
      name: table.arms[arm] ?? '',
      cycle,
      labelled: mean(steps.map((step) => step.measured?.labelled ?? 0)),
      seconds,
      total: seconds.training + seconds.measuring + seconds.querying,
    });
  }
  return times;
}

/** Total seconds of an arm, phase by phase: the sum over the cycles of the mean over the seeds. */
export function armTime(table: StepTable, arm: number): Record<StepPhase, number> {
  const times = cycleTimes(table, arm);
  return Object.fromEntries(
    stepPhases.map((phase) => [phase, times.reduce((sum, one) => sum + one.seconds[phase], 0)]),
  ) as Record<StepPhase, number>;
}

/** A row per arm and cycle, with a column per phase. */
export const cycleTimesTable = (table: StepTable): FigureTable => ({
  columns: ['arm', 'cycle', 'labels', ...stepPhases.map((phase) => `${phase} (s)`), 'total (s)'],
  rows: table.arms.flatMap((_, arm) =>
    cycleTimes(table, arm).map((one) => [
      ...[one.name, one.cycle, one.labelled],
      ...stepPhases.map((phase) => one.seconds[phase]),
      one.total,
    ]),
  ),
});
