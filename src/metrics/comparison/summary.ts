/** The arms in numbers, at the point where all of them meet. */
import {
  accuraciesAt,
  areasAt,
  baselineOf,
  compareArms,
  fromArm,
  commonCycle,
  type ConfidenceInterval,
} from './comparison.ts';
import { mean } from '../statistics.ts';
import type { StepTable } from '../step-table.ts';
import { armTime } from '../cycle-times.ts';

export interface ArmSummary {
  arm: number;
  name: string;
  /** Mean test accuracy over the seeds that have reached the meeting point. */
  accuracy: number | undefined;
  /** Mean area under the learning curve over those seeds, a fraction. */
  area: number | undefined;
  /** Over the baseline, in points; negative where the arm is behind. Undefined for the baseline itself. */
  lead: ConfidenceInterval | undefined;
  /** Mean seconds of one seed. */
  seconds: number;
}

export interface RunSummary {
  baseline: number;
  labelled: number;
  seeds: number;
  arms: ArmSummary[];
}

export function summaryOf(table: StepTable): RunSummary {
  const point = commonCycle(table);
  const baseline = baselineOf(table);
  const arms = table.arms.map((name, arm): ArmSummary => {
    const accuracies = point ? accuraciesAt(table, point, arm) : [];
    const areas = point ? areasAt(table, point, arm).filter(Number.isFinite) : [];
    const against = arm === baseline ? undefined : compareArms(table, arm, baseline);
    const time = armTime(table, arm);
    return {
      arm,
      name,
      accuracy: accuracies.length ? mean(accuracies) / 100 : undefined,
      area: areas.length ? mean(areas) / 100 : undefined,
      lead: against && fromArm(against, arm),
      seconds: time.training + time.measuring + time.choosing,
    };
  });
  return { baseline, labelled: point?.labelled ?? 0, seeds: point?.seeds.length ?? 0, arms };
}
