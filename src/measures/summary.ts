/** The arms in numbers, at the point where all of them meet. */
import { areaUnder } from './area.ts';
import { baselineOf, compare, meetingPoint, type Comparison } from './comparison.ts';
import { accuracyCurves } from './curves.ts';
import { mean } from './numbers.ts';
import { stepAt, type StepTable } from './steps.ts';
import { armTime } from './times.ts';

export interface ArmSummary {
  arm: number;
  name: string;
  /** Mean test accuracy over the seeds that have reached the meeting point. */
  accuracy: number | undefined;
  /** Mean area under the learning curve over those seeds, a fraction. */
  area: number | undefined;
  /** Over the baseline, in points; negative where the arm is behind. Undefined for the baseline itself. */
  lead: Pick<Comparison, 'mean' | 'low' | 'high' | 'distinguishable'> | undefined;
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
  const curves = accuracyCurves(table);
  const arms = table.arms.map((name, arm): ArmSummary => {
    const accuracies = (point?.seeds ?? []).map(
      (seed) => stepAt(table, { seed, cycle: point!.cycle, arm })?.measured?.testAccuracy ?? NaN,
    );
    const areas = (curves[arm]?.perSeed ?? [])
      .filter((one) => point?.seeds.includes(one.seed))
      .flatMap((one) => areaUnder(one.points.filter(({ cycle }) => cycle <= point!.cycle)) ?? []);
    const time = armTime(table, arm);
    return {
      arm,
      name,
      accuracy: accuracies.length ? mean(accuracies) : undefined,
      area: areas.length ? mean(areas) : undefined,
      lead: arm === baseline ? undefined : leadOf(compare(table, arm, baseline), arm),
      seconds: time.training + time.measuring + time.choosing,
    };
  });
  return { baseline, labelled: point?.labelled ?? 0, seeds: point?.seeds.length ?? 0, arms };
}

/** A comparison names the one ahead first; a lead is of the arm, whichever sign it has. */
function leadOf(one: Comparison | undefined, arm: number): ArmSummary['lead'] {
  if (!one || one.ahead === arm) return one;
  return { mean: -one.mean, low: -one.high, high: -one.low, distinguishable: one.distinguishable };
}
