/** The order of an experiment's steps, from the spec alone. A resumed run skips the steps in its log. */
import { endsStep, type LogEvent } from './events.ts';
import { distinctTrainings, type Spec } from './spec.ts';

export type PlanStep =
  | { kind: 'cycle'; seed: number; cycle: number; arm: number }
  | { kind: 'reference'; seed: number; asArm?: number }
  | { kind: 'luck'; seed: number; cycle: number; randomArm: number };

/**
 * Seed by seed; within a seed, cycle by cycle with the arms in turn, so that their curves grow together. The last cycle
 * only measures. Full supervision is trained once, after the first seed's cycle 0, or as each of the arms after every seed's, so that
 * the first results appear sooner. The
 * random arms of the luck band come last, one after the other, each on all seeds.
 */
export function planSteps(spec: Spec): PlanStep[] {
  const steps: PlanStep[] = [];
  const asArms = distinctTrainings(spec);
  for (const [index, seed] of spec.seeds.entries()) {
    for (let cycle = 0; cycle <= spec.query.cycles; cycle++) {
      for (let arm = 0; arm < spec.arms.length; arm++) steps.push({ kind: 'cycle', seed, cycle, arm });
      if (cycle > 0 || !spec.reference) continue;
      if (spec.reference !== true) for (const asArm of asArms) steps.push({ kind: 'reference', seed, asArm });
      else if (index === 0) steps.push({ kind: 'reference', seed });
    }
  }
  for (let randomArm = 0; randomArm < (spec.luck?.arms ?? 0); randomArm++)
    for (const seed of spec.seeds)
      for (let cycle = randomArm === 0 ? 0 : 1; cycle <= spec.query.cycles; cycle++)
        steps.push({ kind: 'luck', seed, cycle, randomArm });
  return steps;
}

/** Number of the plan's steps in a log. Steps are written whole and in order, so this is where a run resumes. */
export function planStepsDone(log: readonly LogEvent[]): number {
  return log.filter(endsStep).length;
}

/** The first step after the current cycle, or after the current random arm; full supervision belongs to the cycle before it. */
export function endOfCycle(plan: readonly PlanStep[], done: number): number {
  const now = plan.slice(0, done + 1).findLast((step) => step.kind !== 'reference');
  const end = plan.findIndex((step, at) => at > done && step.kind !== 'reference' && partOf(step) !== partOf(now));
  return end < 0 ? plan.length : end;
}

/** What is computed by one press of *Step*. */
const partOf = (step: PlanStep | undefined): string =>
  step?.kind === 'luck' ? `random arm ${step.randomArm}` : step?.kind === 'cycle' ? `${step.seed}/${step.cycle}` : '';
