/** Gradient steps of each arm's training: arms of unequal steps are not comparable by labels alone. */
import { commonCycle } from './comparison.ts';
import { mean } from '../statistics.ts';
import { stepAt, type StepTable } from '../step-table.ts';

/** Gradient steps of each arm's learner at the common cycle, the mean over its seeds; undefined before. */
export function gradientSteps(table: StepTable): (number | undefined)[] {
  const point = commonCycle(table);
  return table.arms.map((_, arm) => {
    const steps = (point?.seeds ?? []).flatMap(
      (seed) => stepAt(table, { seed, cycle: point!.cycle, arm })?.trained?.steps ?? [],
    );
    return steps.length ? mean(steps) : undefined;
  });
}
