/** The run's progress as text: labels spent, cycle, phase, time left. */
import type { LogEvent, RunInfo } from '../protocol/events.ts';
import { planSteps } from '../protocol/plan.ts';
import type { Spec } from '../protocol/spec.ts';

const phaseNames = {
  splitting: 'splitting',
  training: 'training',
  measuring: 'measuring',
  mapping: 'mapping',
  preparing: 'preparing',
  querying: 'querying',
  reference: 'training on the whole pool',
  luck: 'training random arms for the luck band',
};

/** Progress within a step, as the runner reports it; `total` is 0 while unknown. */
export interface StepProgress {
  seed: number;
  cycle: number;
  arm: number;
  phase: keyof typeof phaseNames;
  done: number;
  total: number;
}

/** Labels that one arm has spent of its budget, for the current seed; up to a cycle where one is given. */
export function labelUse(spec: Spec, log: readonly LogEvent[], upTo = Infinity): { spent: number; budget: number } {
  const labelBudget = spec.initial.size + spec.query.size * spec.query.cycles;
  for (let at = log.length - 1; at >= 0; at--) {
    const event = log[at]!;
    if (event.type === 'measured' && event.cycle <= upTo) return { spent: event.labelled, budget: labelBudget };
  }
  return { spent: 0, budget: labelBudget };
}

/** The current cycle, or the last finished one. */
export function currentCycle(log: readonly LogEvent[], step?: StepProgress): number {
  if (step) return step.cycle;
  for (let at = log.length - 1; at >= 0; at--) {
    const event = log[at]!;
    if (event.type === 'measured') return event.cycle;
  }
  return 0;
}

/** The last cycle of the seed that some arm has finished; −1 before the first. */
export function lastCycle(log: readonly LogEvent[], seed: 'latest' | number): number {
  for (let at = log.length - 1; at >= 0; at--) {
    const event = log[at]!;
    if (event.type === 'measured' && (seed === 'latest' || event.seed === seed)) return event.cycle;
    // the latest seed may have no measured step yet
    if (event.type === 'split' && seed === 'latest') return -1;
  }
  return -1;
}

/** How far a stored run has come: "26 % done (cycle 9 of 12, seed 1 of 3)", "finished". */
export function runProgressText({
  spec,
  finished,
  stepsDone,
  stepsTotal,
}: Pick<RunInfo, 'spec' | 'finished' | 'stepsDone' | 'stepsTotal'>): string {
  if (finished) return 'finished';
  const last = planSteps(spec)[Math.max(0, stepsDone - 1)];
  const cycle = last && last.kind !== 'reference' ? last.cycle : 0;
  const seed = last ? spec.seeds.indexOf(last.seed) + 1 : 1;
  const which = spec.seeds.length > 1 ? `, seed ${seed} of ${spec.seeds.length}` : '';
  const share = stepsTotal > 0 ? Math.floor((100 * stepsDone) / stepsTotal) : 0;
  return `${share} % done (cycle ${cycle} of ${spec.query.cycles}${which})`;
}

/** "training 3 of 4", "preparing 3 of 4, 40 %", with the seed where there are several. */
export function phaseText(spec: Spec, step: StepProgress): string {
  const arms = spec.arms.length;
  const ofArm = step.phase !== 'reference' && step.phase !== 'luck' && arms > 1;
  const which = !ofArm ? '' : ` ${step.arm + 1} of ${arms}`;
  // preparing may take hours
  const far = step.phase === 'preparing' && step.total > 0 ? `, ${Math.floor((100 * step.done) / step.total)} %` : '';
  const phase = `${phaseNames[step.phase]}${which}${far}`;
  if (spec.seeds.length < 2) return phase;
  return `seed ${spec.seeds.indexOf(step.seed) + 1} of ${spec.seeds.length} · ${phase}`;
}

interface RunTiming {
  /** Finished steps, all steps of the plan, and steps finished when the run was resumed. */
  done: number;
  total: number;
  from: number;
  /** Seconds of work since the run was resumed. */
  seconds: number;
}

/** Seconds left, estimated from the steps since the run was resumed; undefined before the first. */
export function secondsLeft({ done, total, from, seconds }: RunTiming): number | undefined {
  if (done <= from) return undefined;
  return (seconds / (done - from)) * (total - done);
}

/** "9 s left", "4 min left", "2 h 10 min left". */
export function formatRemaining(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
