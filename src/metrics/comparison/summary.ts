/** The arms in numbers, at the point where all of them meet. */
import { accuraciesAt, areasAt, baselineOf, compare, fromSideOf, meetingPoint, type Interval } from './comparison.ts';
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
  lead: Interval | undefined;
  /** Mean seconds of one seed. */
  seconds: number;
}

export interface Summary {
  baseline: number;
  labelled: number;
  seeds: number;
  arms: ArmSummary[];
}

export function summaryOf(table: StepTable): Summary {
  const point = meetingPoint(table);
  const baseline = baselineOf(table);
  const arms = table.arms.map((name, arm): ArmSummary => {
    const accuracies = point ? accuraciesAt(table, point, arm) : [];
    const areas = point ? areasAt(table, point, arm).filter(Number.isFinite) : [];
    const against = arm === baseline ? undefined : compare(table, arm, baseline);
    const time = armTime(table, arm);
    return {
      arm,
      name,
      accuracy: accuracies.length ? mean(accuracies) / 100 : undefined,
      area: areas.length ? mean(areas) / 100 : undefined,
      lead: against && fromSideOf(against, arm),
      seconds: time.training + time.measuring + time.choosing,
    };
  });
  return { baseline, labelled: point?.labelled ?? 0, seeds: point?.seeds.length ?? 0, arms };
}
